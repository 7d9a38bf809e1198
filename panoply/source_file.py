"""Sources: inline below an entity's ``sources:``, or shared in files of their own."""

from __future__ import annotations

from collections.abc import Iterator

from panoply.file_reader import FileReader, places_of
from panoply.model import GRADES, Source
from panoply.problems import Place, Problems
from panoply.text import is_slug
from panoply.vocabulary import Vocabulary
from panoply.yaml_nodes import Mapping, Node

SOURCE_KEYS = [
    "title",
    "author",
    "publisher",
    "container",
    "issued",
    "url",
    "archived",
    "accessed",
    "isbn",
    "type",
    "grade",
    "language",
    "note",
    "same_text_as",
    "relays",
    "by",
]
CSL_TYPES = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "dataset",
    "document",
    "entry",
    "entry-encyclopedia",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "pamphlet",
    "paper-conference",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
]
"""The item types of CSL 1.0.2 that a reference here may have."""


def read_source(reader: FileReader, node: Mapping, key: str, place: Place, owner: str | None) -> Source | None:
    """One source, inline or shared; `owner` is the file an inline one is seen in."""
    if not is_slug(key):
        reader.refuse_slug("CITATION-FORM", key, place)
        return None
    reader.check_keys(node, SOURCE_KEYS, ["title", "grade"])
    plain = ("title", "author", "publisher", "container", "isbn", "note")
    return Source(
        key=key,
        owner=owner,
        place=place,
        grade=reader.choice(node, "grade", GRADES) or "E",
        type=reader.choice(node, "type", CSL_TYPES) or "webpage",
        issued=reader.date(node, "issued"),
        accessed=reader.date(node, "accessed"),
        url=reader.url(node, "url"),
        language=reader.language(node, "language"),
        archived=reader.url(node, "archived"),
        same_text_as=reader.slug_of(node, "same_text_as"),
        relays=reader.slug_of(node, "relays"),
        by=reader.slug_of(node, "by"),
        places=places_of(node),
        **{name: reader.text(node, name) for name in plain},
    )


def read_inline_sources(reader: FileReader, node: Node | None) -> dict[str, Source]:
    """The sources below ``sources:``, by key."""
    block = reader.mapping(node)
    sources: dict[str, Source] = {}
    for key, item in block or ():
        row = reader.mapping(item)
        if block is None or row is None:
            continue
        source = read_source(reader, row, key, block.keys[key], reader.slug)
        if source is not None:
            sources[key] = source
    return sources


def read_shared_source(node: Mapping, key: str, vocabulary: Vocabulary, problems: Problems) -> Iterator[Source]:
    """The source of one file below entities/sources."""
    reader = FileReader(key, node.place.path, vocabulary, problems)
    source = read_source(reader, node, key, Place(node.place.path), None)
    if source is not None:
        yield source
