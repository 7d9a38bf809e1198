"""One entity's file, or one file of rows, into the model; every mistake becomes a problem and the rest is still read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from panoply.claim_reader import ClaimReader
from panoply.file_reader import places_of
from panoply.model import Claim, Entity, Name, RowFile, Variant
from panoply.problems import Problems
from panoply.source_file import read_inline_sources
from panoply.text import did_you_mean, is_slug, one_of, shortened
from panoply.vocabulary import Table, Vocabulary
from panoply.yaml_nodes import Mapping, Node

VARIANT_KEYS = ("name", "names", "parent", "changes", "claims")


class EntityReader(ClaimReader):
    """Reads an entity's variants beside its claims."""

    def variants(self, node: Node | None, class_key: str | None) -> Iterator[Variant]:
        block = self.mapping(node)
        for slug, item in block or ():
            row = self.mapping(item)
            if block is None or row is None:
                continue
            place = block.keys[slug]
            if not is_slug(slug):
                self.refuse_slug("FILE-NAME", slug, place)
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


def entity_keys(kind: str, vocabulary: Vocabulary) -> list[str]:
    """The keys of an entity's file, in the order in which it reads best."""
    tables = (table.key for table in _tables(kind, vocabulary))
    return ["name", "class", "names", "redirects", "lead", "claims", "variants", *tables, "sections", "sources"]


def _tables(kind: str, vocabulary: Vocabulary) -> list[Table]:
    return [t for t in vocabulary.tables.values() if kind in t.kinds]


def read_entity(node: Mapping, slug: str, kind: str, path: str, vocabulary: Vocabulary, problems: Problems) -> Iterator[Entity]:
    """The entity of one file; none where it has no usable name and class."""
    reader = EntityReader(slug, path, vocabulary, problems)
    tables = _tables(kind, vocabulary)
    reader.check_keys(node, entity_keys(kind, vocabulary), ["name", "class"])
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
        sources=read_inline_sources(reader, node.get("sources")),
    )
    if name and class_key:
        yield entity


def _class(reader: EntityReader, node: Mapping, kind: str) -> str | None:
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
    reader.add("UNKNOWN-CLASS", scalar.place, message, reader.meant(scalar.text, classes))
    return None


def _redirects(reader: EntityReader, node: Node | None) -> Iterator[Name]:
    for item in reader.items(node):
        scalar = reader.scalar(item)
        if scalar and scalar.text.count("/") <= 1 and all(is_slug(part) for part in scalar.text.split("/")):
            yield Name(scalar.text, scalar.place)
        elif scalar:
            reader.refuse_slug("FILE-NAME", scalar.text, scalar.place)


def read_rows(node: Mapping, slug: str, path: str, table: Table, vocabulary: Vocabulary, problems: Problems) -> RowFile:
    """The rows of one file of a table that has a folder of its own."""
    reader = EntityReader(slug, path, vocabulary, problems)
    reader.check_keys(node, [table.key, "sources"], [table.key])
    return RowFile(slug, path, tuple(reader.rows(table, node.get(table.key))), read_inline_sources(reader, node.get("sources")))
