"""The digest of an article the wiki grew from."""

from __future__ import annotations

from collections.abc import Iterator

from panoply.file_reader import FileReader
from panoply.model import Reference, Seed, Statement
from panoply.problems import Problems
from panoply.vocabulary import Vocabulary
from panoply.yaml_nodes import Mapping, Node

SEED_KEYS = ("title", "author", "publisher", "issued", "url", "accessed", "statements")
STATEMENT_KEYS = ("says", "names")
NAMED_KEYS = ("name", "entity")


def read_seed(node: Mapping, slug: str, path: str, vocabulary: Vocabulary, problems: Problems) -> Seed:
    """The digest of one article."""
    reader = FileReader(slug, path, vocabulary, problems)
    reader.check_keys(node, SEED_KEYS, ["title", "statements"])
    plain = ("title", "author", "publisher")
    return Seed(
        slug=slug,
        path=path,
        url=reader.url(node, "url"),
        issued=reader.date(node, "issued"),
        accessed=reader.date(node, "accessed"),
        statements=tuple(_statements(reader, node.get("statements"))),
        **{name: reader.text(node, name) for name in plain},
    )


def _statements(reader: FileReader, node: Node | None) -> Iterator[Statement]:
    for item in reader.mappings(node, "says"):
        reader.check_keys(item, STATEMENT_KEYS, ["says"])
        named = []
        for row in reader.mappings(item.get("names"), "name"):
            reader.check_keys(row, NAMED_KEYS, NAMED_KEYS)
            scalar = reader.scalar(row.get("entity"))
            if scalar is not None and scalar.text:
                named.append((reader.text(row, "name"), Reference(scalar.text), scalar.place))
        yield Statement(reader.text(item, "says"), tuple(named))
