"""One file's nodes into the model; every mistake becomes a problem at its place and the rest is still read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from panoply.citation_text import Cited, read_citations
from panoply.claim_text import Qualifiers, read_long_value, read_qualifier, read_value, split_line
from panoply.markup import is_web_address
from panoply.model import (
    BASES,
    GRADES,
    RANKS,
    Citation,
    Claim,
    Entity,
    Name,
    Reference,
    Row,
    RowFile,
    Seed,
    Source,
    Statement,
    Variant,
)
from panoply.problems import Mistake, Place, Problems
from panoply.prose import Prose, read_prose
from panoply.quantities import Date, read_date
from panoply.text import did_you_mean, fold, is_slug, one_of, shortened, slugify, why_no_slug
from panoply.vocabulary import Property, Table, Vocabulary
from panoply.yaml_scan import quoted
from panoply.yaml_source import Mapping, Node, Scalar, Sequence

CLAIM_KEYS = ("value", "variant", "condition", "as_of", "basis", "by", "rank", "reason", "note", "cite")
VARIANT_KEYS = ("name", "names", "parent", "changes", "claims")
SOURCE_KEYS = [
    "title",
    "author",
    "publisher",
    "container",
    "issued",
    "accessed",
    "url",
    "archived",
    "isbn",
    "type",
    "language",
    "grade",
    "note",
    "same_text_as",
    "relays",
    "by",
]
SEED_KEYS = ("title", "author", "publisher", "issued", "url", "accessed", "statements")
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
MOST_NAME_BYTES = 200
"""File systems take 255, and a name becomes the folder of a page."""
CITE_HOW = "write [@key] behind it, or a 'cite:' line"


class FileReader:
    """Reads the nodes of one file; knows its vocabulary, its slug and where problems go."""

    def __init__(self, slug: str, path: str, vocabulary: Vocabulary, problems: Problems) -> None:
        self.slug, self.path, self.vocabulary, self.problems = slug, path, vocabulary, problems

    # shapes

    def check_keys(self, node: Mapping, allowed: Iterable[str], needed: Iterable[str] = ()) -> None:
        """Unknown keys, and needed ones that are missing."""
        allowed = list(allowed)
        for key, place in node.keys.items():
            if key not in allowed:
                near = did_you_mean(key, allowed) or did_you_mean(slugify(key).replace("-", "_"), allowed)
                self.add("UNKNOWN-KEY", place, f"unknown key '{shortened(key, 40)}'{near}; keys here are {one_of(allowed, 20)}")
        for key in needed:
            if key not in node.items:
                place = node.place._replace(field=f"{node.place.field}.{key}".lstrip("."))
                self.add("MISSING-KEY", place, f"'{key}' is missing; add a line '{key}: …'")

    def text(self, node: Mapping, key: str) -> str:
        """A key's text on one line; empty where it is absent or of another shape."""
        scalar = self.scalar(node.get(key))
        return " ".join(scalar.text.split()) if scalar else ""

    def scalar(self, node: Node | None) -> Scalar | None:
        """A text; None where it is absent, empty (which the YAML reader has told) or of another shape."""
        if node is None or isinstance(node, Scalar):
            return node if node and node.text else None
        what = "a list" if isinstance(node, Sequence) else "a mapping"
        self.add(
            "NOT-A-TEXT", node.place, f"{what} stands where a text belongs; write it on the key's line, or as a block (>-)"
        )
        return None

    def mapping(self, node: Node | None, first: str = "") -> Mapping | None:
        """A mapping; `first` is the key that a text in its place was probably meant for."""
        if node is None or isinstance(node, Mapping):
            return node
        if isinstance(node, Scalar) and not node.text:
            return None
        what, how = "a list", "write them indented, one a line"
        if isinstance(node, Scalar):
            what = f"the text '{shortened(node.text, 30)}'"
            how = f"write {first}: {shortened(node.text, 30)}" if first else how
        self.add("NOT-A-MAPPING", node.place, f"{what} stands where 'key: value' lines belong; {how}")
        return None

    def items(self, node: Node | None) -> list[Node]:
        if isinstance(node, Sequence):
            return node.items
        if node is None or (isinstance(node, Scalar) and not node.text):
            return []
        self.add("NOT-A-LIST", node.place, "a list belongs here; begin each item with '- ' on a line of its own")
        return []

    def mappings(self, node: Node | None, first: str) -> Iterator[Mapping]:
        for item in self.items(node):
            found = self.mapping(item, first)
            if found is not None:
                yield found

    def add(self, code: str, place: Place, message: str) -> None:
        self.problems.add(code, place, message)

    def attempt(self, read: Callable[[], Any], scalar: Scalar, offset: int = 0) -> Any:
        """The result of `read`, or None after its Mistake became a problem of `scalar`."""
        try:
            return read()
        except Mistake as mistake:
            self.add(mistake.code, scalar.at(offset + mistake.offset), str(mistake))
            return None

    # pieces

    def prose(self, node: Node | None, *, inline: bool = False) -> Prose | None:
        scalar = self.scalar(node)
        if scalar is None:
            return None
        prose = read_prose(scalar.text, inline=inline)
        offsets = [*prose.uncited, *(m.offset for m in prose.mistakes)]
        offsets += [link.offset for link in prose.links]
        offsets += [cited.offset for mark in prose.marks for cited in mark.citations]
        prose.places = scalar.places(offsets)
        for mistake in prose.mistakes:
            self.add(mistake.code, prose.places[mistake.offset], str(mistake))
        return prose

    def date(self, node: Mapping, key: str) -> Date | None:
        scalar = self.scalar(node.get(key))
        return self.attempt(lambda: read_date(scalar.text), scalar) if scalar else None

    def slug_of(self, node: Mapping, key: str) -> str | None:
        scalar = self.scalar(node.get(key))
        if scalar is None:
            return None
        if is_slug(scalar.text):
            return scalar.text
        self.add("CLAIM-FORM", scalar.place, why_no_slug(scalar.text))
        return None

    def choice(self, node: Mapping, key: str, choices: Iterable[str]) -> str | None:
        scalar = self.scalar(node.get(key))
        if scalar is None or scalar.text in choices:
            return scalar.text if scalar else None
        near = did_you_mean(scalar.text, choices)
        self.add("CHOICE", scalar.place, f"'{shortened(scalar.text)}' is no {key}{near}; choose one of {one_of(choices, 30)}")
        return None

    def citations(self, scalar: Scalar, found: Iterable[Cited]) -> tuple[Citation, ...]:
        found = list(found)
        places = scalar.places(c.offset for c in found)
        return tuple(Citation(c.key, c.locator, places[c.offset], self.slug) for c in found)

    def cite(self, node: Mapping) -> tuple[Citation, ...]:
        scalar = self.scalar(node.get("cite"))
        if scalar is None:
            return ()
        found = self.attempt(lambda: read_citations(scalar.text, signed=False), scalar)
        return self.citations(scalar, found or ())

    # claims

    def claims(self, prop: Property, node: Node, *, covered: bool = False) -> Iterator[Claim]:
        """The claims of one property; `covered` ones may rest on their row's citations."""
        for item in node.items if isinstance(node, Sequence) else [node]:
            claim = self._claim(prop, item)
            if claim is not None:
                yield claim
                if not claim.citations and not covered and not (isinstance(item, Mapping) and "cite" in item.items):
                    message = f"'{shortened(claim.text, 40)}' cites no source; {CITE_HOW}, or leave the claim out"
                    self.add("UNCITED", claim.place, message)

    def _claim(self, prop: Property, node: Node) -> Claim | None:
        if isinstance(node, Sequence):
            self.add("CLAIM-FORM", node.place, "a list inside a list of claims; write each claim as one item")
            return None
        return self._long_claim(prop, node) if isinstance(node, Mapping) else self._line_claim(prop, node)

    def _line_claim(self, prop: Property, scalar: Scalar) -> Claim | None:
        if not scalar.text:
            return None
        if prop.datatype == "prose":
            return Claim(prop, self.prose(scalar, inline=True) or "", scalar.text, scalar.place, ())
        line = self.attempt(lambda: split_line(scalar.text, qualified=prop.datatype != "text"), scalar)
        if line is None:
            return None
        qualifiers = Qualifiers()
        for word, offset in line.qualifiers:
            self.attempt(partial(read_qualifier, word, offset, prop, qualifiers), scalar)
        value = self.attempt(lambda: read_value(line.value, prop, self.vocabulary), scalar)
        if value is None:
            return None
        return Claim(
            prop=prop,
            value=value,
            text=line.value,
            place=scalar.place,
            citations=self.citations(scalar, line.citations),
            variant=qualifiers.variant,
            condition=qualifiers.condition,
            as_of=qualifiers.as_of,
            basis=qualifiers.basis,
            by=qualifiers.by,
            places={sort: scalar.at(offset) for sort, offset in qualifiers.offsets.items()},
        )

    def _long_claim(self, prop: Property, node: Mapping) -> Claim | None:
        if self._is_colon_in_item(node):
            return None
        self.check_keys(node, CLAIM_KEYS, ["value"])
        scalar = self.scalar(node.get("value"))
        if scalar is None:
            return None
        value = self.attempt(lambda: read_long_value(scalar.text, prop, self.vocabulary), scalar)
        claim = Claim(
            prop=prop,
            value=value,
            text=scalar.text,
            place=scalar.place,
            citations=self.cite(node),
            variant=self.slug_of(node, "variant"),
            condition=self._condition(node, prop),
            as_of=self.date(node, "as_of"),
            basis=self.choice(node, "basis", BASES),
            by=self.slug_of(node, "by"),
            rank=self.choice(node, "rank", RANKS) or "normal",
            reason=self.prose(node.get("reason"), inline=True),
            note=self.prose(node.get("note"), inline=True),
            places=places_of(node),
        )
        if claim.rank != "normal" and "reason" not in node.items:
            self.add("RANK", node.keys["rank"], f"rank {claim.rank} needs a reason; add a line 'reason: …'")
        return None if value is None else claim

    def _is_colon_in_item(self, node: Mapping) -> bool:
        """``- Gearbox: planetary [@key]`` is a mapping to YAML, and a text with a colon to its author."""
        if len(node.items) != 1 or node.items.keys() & set(CLAIM_KEYS):
            return False
        key, value = next(iter(node))
        if not isinstance(value, Scalar):
            return False
        whole = shortened(quoted(f"{key}: {value.text}"), 90)
        self.add(
            "COLON-IN-VALUE", node.place, f"'{shortened(key, 40)}:' reads as a key; a text that holds ': ' is quoted: {whole}"
        )
        return True

    def _condition(self, node: Mapping, prop: Property) -> str | None:
        scalar = self.scalar(node.get("condition"))
        conditions = prop.conditions or {}
        if scalar is None or scalar.text in conditions:
            return scalar.text if scalar else None
        allowed = f"its conditions are {one_of(conditions)}" if conditions else "it has no conditions: delete the line"
        near = did_you_mean(scalar.text, conditions)
        self.add(
            "UNKNOWN-CONDITION", scalar.place, f"'{shortened(scalar.text)}' is no condition of {prop.key}{near}; {allowed}"
        )
        return None

    # parts of an entity

    def names(self, node: Node | None) -> Iterator[Name]:
        for item in self.mappings(node, "name"):
            self.check_keys(item, ("name", "lang", "system"), ["name"])
            name = self.name(item)
            if name:
                system = self.choice(item, "system", self.vocabulary.name_systems)
                scalar = item.get("name")
                yield Name(name, scalar.place if scalar else item.place, self.text(item, "lang") or None, system)

    def name(self, node: Mapping) -> str:
        """A key ``name`` that something can be found and addressed by."""
        name, place = self.text(node, "name"), places_of(node).get("name", node.place)
        if name and not fold(name):
            self.add("FILE-NAME", place, f"'{shortened(name)}' has no letter or digit to be found by; write a name")
        elif len(fold(name).encode()) > MOST_NAME_BYTES:
            message = f"'{shortened(name)}' is too long for an address ({MOST_NAME_BYTES} bytes); write a shorter name"
            self.add("FILE-NAME", place, message)
        return name

    def claim_block(self, node: Node | None, class_key: str | None) -> Iterator[Claim]:
        block = self.mapping(node)
        for key, value in block or ():
            prop = self.vocabulary.properties.get(key)
            if block is None or not self._may_claim(key, prop, block.keys[key], class_key) or prop is None:
                continue
            yield from self.claims(prop, value)

    def _may_claim(self, key: str, prop: Property | None, place: Place, class_key: str | None) -> bool:
        if prop is not None and (class_key is None or self.vocabulary.has_property(class_key, key)):
            return True
        known = self.vocabulary.properties_of(class_key) if class_key else list(self.vocabulary.properties.values())
        keys = [p.key for p in known]
        if prop is None or class_key is None:
            near = did_you_mean(slugify(key).replace("-", "_"), keys)
            message = f"unknown property '{shortened(key, 40)}'{near}; the wiki's page of fields lists them"
            self.add("UNKNOWN-PROPERTY", place, message)
        else:
            label = self.vocabulary.classes[class_key].label.lower()
            message = f"'{key}' is no property of a {label}{did_you_mean(key, keys)}; choose another, or mend the class"
            self.add("PROPERTY-CLASS", place, message)
        return False

    def variants(self, node: Node | None, class_key: str | None) -> Iterator[Variant]:
        block = self.mapping(node)
        for slug, item in block or ():
            row = self.mapping(item)
            if block is None or row is None:
                continue
            place = block.keys[slug]
            if not is_slug(slug):
                self.add("FILE-NAME", place, why_no_slug(slug))
                continue
            self.check_keys(row, VARIANT_KEYS, ["name"])
            claims = tuple(self._narrowed(c, slug) for c in self.claim_block(row.get("claims"), class_key))
            changes = self.prose(row.get("changes"), inline=True)
            names = tuple(self.names(row.get("names")))
            name, parent = self.name(row) or slug, self.slug_of(row, "parent")
            yield Variant(slug, name, place, names, parent, changes, claims, places_of(row))

    def _narrowed(self, claim: Claim, variant: str) -> Claim:
        if claim.variant not in (None, variant):
            message = (
                f"a claim below variant '{variant}' says 'variant {claim.variant}'; delete the qualifier, or move the claim"
            )
            self.add("UNKNOWN-VARIANT", claim.place, message)
        return replace(claim, variant=variant)

    def rows(self, table: Table, node: Node | None) -> Iterator[Row]:
        needed = [key for key, column in table.columns.items() if column.required]
        for item in self.mappings(node, next(iter(table.columns))):
            self.check_keys(item, [*table.columns, "cite"], needed)
            cells = {
                key: tuple(self.claims(column, item.items[key], covered=True))
                for key, column in table.columns.items()
                if key in item.items
            }
            cited = self.cite(item)
            if not cited and "cite" not in item.items:
                self.add("UNCITED", item.place, "the row cites no source; add a line 'cite: key'")
            yield Row(table.key, {k: c for k, c in cells.items() if c}, cited, item.place, self.slug)

    def inline_sources(self, node: Node | None) -> dict[str, Source]:
        block = self.mapping(node)
        sources: dict[str, Source] = {}
        for key, item in block or ():
            row = self.mapping(item)
            if block is None or row is None:
                continue
            source = self.source(row, key, block.keys[key], self.slug)
            if source is not None:
                sources[key] = source
        return sources

    def source(self, node: Mapping, key: str, place: Place, owner: str | None) -> Source | None:
        if not is_slug(key):
            self.add("CITATION-FORM", place, why_no_slug(key))
            return None
        self.check_keys(node, SOURCE_KEYS, ["title", "grade"])
        plain = ("title", "author", "publisher", "container", "isbn", "language", "note")
        return Source(
            key=key,
            owner=owner,
            place=place,
            grade=self.choice(node, "grade", GRADES) or "E",
            type=self.choice(node, "type", CSL_TYPES) or "webpage",
            issued=self.date(node, "issued"),
            accessed=self.date(node, "accessed"),
            url=self.url(node, "url"),
            archived=self.url(node, "archived"),
            same_text_as=self.slug_of(node, "same_text_as"),
            relays=self.slug_of(node, "relays"),
            by=self.slug_of(node, "by"),
            places=places_of(node),
            **{name: self.text(node, name) for name in plain},
        )

    def url(self, node: Mapping, key: str) -> str:
        scalar = self.scalar(node.get(key))
        if scalar is None or not scalar.text or is_web_address(scalar.text):
            return scalar.text if scalar else ""
        self.add(
            "URL", scalar.place, f"'{shortened(scalar.text)}' is not an http(s) address; write https://…, or delete the line"
        )
        return ""


def places_of(node: Mapping) -> dict[str, Place]:
    """Where the texts of a mapping stand."""
    return {key: value.place for key, value in node if isinstance(value, Scalar)}


def read_entity(node: Mapping, slug: str, kind: str, path: str, vocabulary: Vocabulary, problems: Problems) -> Iterator[Entity]:
    """The entity of one file; none where it has no usable name and class."""
    reader = FileReader(slug, path, vocabulary, problems)
    tables = [t for t in vocabulary.tables.values() if kind in t.kinds]
    keys = [
        "name",
        "class",
        "names",
        "redirects",
        "lead",
        "claims",
        "variants",
        *(t.key for t in tables),
        "sections",
        "sources",
    ]
    reader.check_keys(node, keys, ["name", "class"])
    class_key = _class(reader, node, kind)
    sections = reader.mapping(node.get("sections"))
    if sections:
        reader.check_keys(sections, vocabulary.sections)
    name = reader.name(node)
    entity = Entity(
        kind=kind,
        slug=slug,
        class_key=class_key or "",
        name=name,
        path=path,
        names=tuple(reader.names(node.get("names"))),
        redirects=tuple(_redirects(reader, node.get("redirects"))),
        lead=reader.prose(node.get("lead")),
        claims=tuple(reader.claim_block(node.get("claims"), class_key)),
        variants={v.slug: v for v in reader.variants(node.get("variants"), class_key)},
        tables={t.key: tuple(reader.rows(t, node.get(t.key))) for t in tables if node.get(t.key)},
        sections={k: p for k in vocabulary.sections if sections and (p := reader.prose(sections.get(k))) is not None},
        places=places_of(node),
        sources=reader.inline_sources(node.get("sources")),
    )
    if name and class_key:
        yield entity


def _class(reader: FileReader, node: Mapping, kind: str) -> str | None:
    scalar = reader.scalar(node.get("class"))
    if scalar is None:
        return None
    classes = [c.key for c in reader.vocabulary.classes_of(kind) if not c.abstract]
    if scalar.text in classes:
        return scalar.text
    other = reader.vocabulary.classes.get(scalar.text)
    why = (
        ""
        if other is None
        else f" (it is a class of {other.kind})"
        if other.kind != kind
        else " (it is too wide: choose a narrower one)"
    )
    near = did_you_mean(scalar.text, classes)
    message = f"'{shortened(scalar.text)}' is no class of {kind}{why}{near}; classes are {one_of(classes, 20)}"
    reader.add("UNKNOWN-CLASS", scalar.place, message)
    return None


def _redirects(reader: FileReader, node: Node | None) -> Iterator[Name]:
    for item in reader.items(node):
        scalar = reader.scalar(item)
        if scalar and scalar.text.count("/") <= 1 and all(is_slug(part) for part in scalar.text.split("/")):
            yield Name(scalar.text, scalar.place)
        elif scalar:
            reader.add("FILE-NAME", scalar.place, why_no_slug(scalar.text))


def read_shared_source(node: Mapping, key: str, vocabulary: Vocabulary, problems: Problems) -> Iterator[Source]:
    """The source of one file below entities/sources."""
    source = FileReader(key, node.place.path, vocabulary, problems).source(node, key, Place(node.place.path), None)
    if source is not None:
        yield source


def read_rows(node: Mapping, slug: str, path: str, table: Table, vocabulary: Vocabulary, problems: Problems) -> RowFile:
    """The rows of one file of a table that has a folder of its own."""
    reader = FileReader(slug, path, vocabulary, problems)
    reader.check_keys(node, [table.key, "sources"], [table.key])
    return RowFile(slug, path, tuple(reader.rows(table, node.get(table.key))), reader.inline_sources(node.get("sources")))


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
        reader.check_keys(item, ("says", "names"), ["says"])
        named = []
        for row in reader.mappings(item.get("names"), "name"):
            reader.check_keys(row, ("name", "entity"), ["name", "entity"])
            scalar = reader.scalar(row.get("entity"))
            if scalar is not None and scalar.text:
                named.append((reader.text(row, "name"), Reference(scalar.text), scalar.place))
        yield Statement(reader.text(item, "says"), tuple(named))
