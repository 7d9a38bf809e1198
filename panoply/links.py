"""What leads where: relations and their inverses, ``[[ ]]`` links, rows that name an entity, red links, backlinks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from panoply.encyclopedia import Encyclopedia
from panoply.model import Claim, Entity, Reference, Row, Seed, place_of
from panoply.problems import Place
from panoply.prose import Prose
from panoply.text import fold
from panoply.vocabulary import HOME, Property, Table


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: an entity, perhaps one of its variants."""

    entity: Entity
    variant: str | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A relation seen from its other end."""

    prop: Property
    subject: Entity
    claim: Claim


@dataclass(frozen=True, slots=True)
class RowLink:
    """A row that names an entity in one of its columns."""

    table: Table
    column: Property
    row: Row
    subject: Entity | None
    """The entity whose file holds the row; None for a file of rows."""


@dataclass(frozen=True, slots=True)
class RedLink:
    """A link to what does not exist yet."""

    target: str
    place: Place


@dataclass(frozen=True, slots=True)
class Links:
    """All links of the encyclopedia, by the slug they lead to."""

    incoming: Mapping[str, Sequence[Incoming]]
    rows: Mapping[str, Sequence[RowLink]]
    backlinks: Mapping[str, AbstractSet[str]]
    """Slugs of the entities whose prose, claims or rows name an entity."""
    seeds: Mapping[str, Sequence[Seed]]
    red: list[RedLink]


NO_LINKS = Links({}, {}, {}, {}, [])


def find_target(encyclopedia: Encyclopedia, words: str) -> Target | None:
    """Resolve by slug, then by name, then as ``entity/variant``, then by what it was before; never by alias."""
    entity = encyclopedia.find(words) or encyclopedia.find(encyclopedia.by_name.get(fold(words), ""))
    if entity is not None:
        return Target(entity)
    slug, _, variant = words.partition("/")
    entity = encyclopedia.find(slug)
    if entity is not None and variant in entity.variants:
        return Target(entity, variant)
    entity = encyclopedia.find(encyclopedia.moved.get(words, ""))
    return Target(entity) if entity is not None else None


def links_in(entity: Entity) -> Iterator[tuple[str, Place]]:
    """Every target an entity's file names, with its place: relations, ``by``, cells and prose."""
    for claim in entity.all_claims():
        yield from links_in_claim(claim)
    for rows in entity.tables.values():
        for row in rows:
            yield from links_in_row(row)
    for prose in prose_of(entity):
        yield from links_in_prose(prose)


def links_in_claim(claim: Claim) -> Iterator[tuple[str, Place]]:
    if isinstance(claim.value, Reference) and claim.prop.datatype == "entity":
        yield claim.value.slug, claim.place
    if claim.by:
        yield claim.by, place_of(claim, "by")
    for prose in (claim.value, claim.reason, claim.note):
        if isinstance(prose, Prose):
            yield from links_in_prose(prose)


def links_in_row(row: Row) -> Iterator[tuple[str, Place]]:
    for claims in row.cells.values():
        for claim in claims:
            yield from links_in_claim(claim)


def links_in_prose(prose: Prose) -> Iterator[tuple[str, Place]]:
    return ((link.target, prose.places[link.offset]) for link in prose.links)


def prose_of(entity: Entity) -> Iterator[Prose]:
    """Lead, sections and what changed in variants."""
    if entity.lead is not None:
        yield entity.lead
    yield from entity.sections.values()
    yield from (v.changes for v in entity.variants.values() if v.changes is not None)


def find_links(encyclopedia: Encyclopedia) -> Links:
    """Walk everything once."""
    backlinks: dict[str, set[str]] = defaultdict(set)
    red: list[RedLink] = []
    for entity in encyclopedia.entities.values():
        for words, place in links_in(entity):
            target = find_target(encyclopedia, words)
            if target is None:
                red.append(RedLink(words, place))
            elif target.entity.slug != entity.slug:
                backlinks[target.entity.slug].add(entity.slug)
    red += [
        RedLink(words, place)
        for file in encyclopedia.row_files
        for row in file.rows
        for words, place in links_in_row(row)
        if find_target(encyclopedia, words) is None
    ]
    return Links(
        find_incoming(encyclopedia),
        find_rows(encyclopedia),
        dict(backlinks),
        _mentions(encyclopedia),
        sorted(red, key=lambda r: (r.target, r.place)),
    )


def find_incoming(encyclopedia: Encyclopedia) -> dict[str, list[Incoming]]:
    """Every relation that stands, by the slug it leads to."""
    found: dict[str, list[Incoming]] = defaultdict(list)
    for entity, claim in encyclopedia.claims():
        if isinstance(claim.value, Reference) and not claim.is_deprecated:
            found[claim.value.slug.partition("/")[0]].append(Incoming(claim.prop, entity, claim))
    return dict(found)


def find_rows(encyclopedia: Encyclopedia) -> dict[str, list[RowLink]]:
    """Every row, by the slugs it names."""
    found: dict[str, list[RowLink]] = defaultdict(list)
    for link in _row_links(encyclopedia):
        slug = link.row.slug(link.column.key)
        if slug is not None:
            found[slug].append(link)
    return dict(found)


def _row_links(encyclopedia: Encyclopedia) -> Iterator[RowLink]:
    tables = encyclopedia.vocabulary.tables
    for row in encyclopedia.rows():
        for column in tables[row.table].columns.values():
            if column.datatype == "entity" and column.key in row.cells:
                yield RowLink(tables[row.table], column, row, encyclopedia.find(row.owner))


def homes_of(encyclopedia: Encyclopedia, entity: Entity) -> list[str]:
    """The countries an entity is of: where the vocabulary says that a relation has the role of home."""
    found = {
        claim.value.slug: None
        for claim in entity.claims
        if claim.prop.role == HOME and isinstance(claim.value, Reference) and not claim.is_deprecated
    }
    return [slug for slug in found if encyclopedia.find(slug)]


def _mentions(encyclopedia: Encyclopedia) -> dict[str, list[Seed]]:
    found: dict[str, list[Seed]] = defaultdict(list)
    for seed in encyclopedia.seeds:
        slugs = {ref.slug.partition("/")[0] for statement in seed.statements for _, ref, _ in statement.names}
        for slug in sorted(slugs):
            found[slug].append(seed)
    return dict(found)


def find_shown(encyclopedia: Encyclopedia, links: Links) -> frozenset[str]:
    """Slugs of the entities that get a page: one of a kind made on demand (a country) only once a page names it."""
    kinds = encyclopedia.vocabulary.kinds
    waiting = {e.slug for e in encyclopedia.entities.values() if kinds[e.kind].on_demand}
    shown = set(encyclopedia.entities) - waiting

    def is_named(slug: str) -> bool:
        return slug in links.rows or slug in links.seeds or not shown.isdisjoint(links.backlinks.get(slug, ()))

    while found := {slug for slug in waiting if is_named(slug)}:
        shown |= found
        waiting -= found
    return frozenset(shown)
