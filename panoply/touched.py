"""Which articles an edit can have changed: so that `make serve` renders a handful of pages, not all.

An article shows of other entities only their faces (names, class, when they lasted), the relations and rows that name it
with their sources, and what it inherits. So after an edit that leaves faces as they were, the pages to render are the
edited entities', those that inherit from them, those of which they say something else than before, and the sources they
cite. Anything else renders everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from panoply.addresses import entity_file, source_file
from panoply.citations import all_cited, best_grade, cited_in, newest, sources_of
from panoply.dead_links import DeadLinks
from panoply.encyclopedia import Encyclopedia
from panoply.glossary import Glossary
from panoply.links import Links, find_target, links_in, prose_of
from panoply.model import Entity, Reference


@dataclass(frozen=True, slots=True)
class Read:
    """What the files below a root say, linked and checked."""

    encyclopedia: Encyclopedia
    links: Links
    glossary: Glossary = field(default_factory=Glossary)
    dead: DeadLinks = field(default_factory=dict)
    """Addresses of sources that no longer answer."""


def find_touched(before: Read | None, after: Read) -> frozenset[str] | None:
    """Files of the articles and sources to render again; None for all. Hubs and reports are not counted here."""
    if before is None or (before.glossary, before.dead) != (after.glossary, after.dead):
        return None
    if not _same_frame(before.encyclopedia, after.encyclopedia):
        return None
    old, new = before.encyclopedia.entities, after.encyclopedia.entities
    changed = [slug for slug, entity in new.items() if entity is not old[slug]]
    if any(face(before.encyclopedia, old[slug]) != face(after.encyclopedia, new[slug]) for slug in changed):
        return None
    near = find_near(before, after, changed)
    files = {entity_file(new[slug]) for slug in near & new.keys()}
    for read in (before, after):
        keys = {key for slug in changed for key in _keys_cited(read.encyclopedia.get(slug))}
        files |= {source_file(s) for s in read.encyclopedia.sources.values() if s.owner in changed or s.key in keys}
    return frozenset(files)


def find_near(before: Read, after: Read, changed: Iterable[str]) -> set[str]:
    """Slugs of the entities whose pages an edit of some can have changed, where their faces are what they were."""
    return {other for slug in changed for other in _near(before, after, slug)}


def find_heirs(read: Read, slug: str) -> Iterator[str]:
    """Entities that inherit from this one, at any remove."""
    for incoming in read.links.incoming.get(slug, ()):
        if incoming.prop.parent:
            yield incoming.subject.slug
            yield from find_heirs(read, incoming.subject.slug)


def _same_frame(old: Encyclopedia, new: Encyclopedia) -> bool:
    """Whether what every page rests on is untouched: the vocabulary, the set of slugs, shared sources, row files, seeds."""
    return (
        old.vocabulary == new.vocabulary
        and old.entities.keys() == new.entities.keys()
        and all(a is b for a, b in zip(old.row_files, new.row_files, strict=False))
        and all(a is b for a, b in zip(old.seeds, new.seeds, strict=False))
        and len(old.row_files) == len(new.row_files)
        and len(old.seeds) == len(new.seeds)
        and {k: v for k, v in old.sources.items() if not v.owner} == {k: v for k, v in new.sources.items() if not v.owner}
    )


def face(encyclopedia: Encyclopedia, entity: Entity) -> tuple[object, ...]:
    """What other pages show of an entity."""
    variants = tuple((v.slug, v.name, tuple(n.name for n in v.names)) for v in entity.variants.values())
    names = tuple((n.name, n.lang, n.system) for n in entity.names)
    redirects = tuple(n.name for n in entity.redirects)
    return entity.name, entity.class_key, entity.kind, names, variants, redirects, *_dates(encyclopedia, entity)


def _dates(encyclopedia: Encyclopedia, entity: Entity) -> Iterator[tuple[object, ...]]:
    """What its periods rest on, and what decides which date leads: its kin's pages and timelines show them."""
    periods = encyclopedia.vocabulary.periods.values()
    keys = {key for p in periods for key in (p.start, p.end, *(p.still or ()))}
    for claim in entity.all_claims():
        if claim.prop.key in keys:
            sources = sources_of(encyclopedia, claim.citations)
            said = claim.prop.key, claim.value, claim.variant, claim.condition, claim.rank, claim.as_of
            yield *said, best_grade(sources), newest(sources)


def _near(before: Read, after: Read, slug: str) -> Iterator[str]:
    """The edited entity, its heirs, and those of which it says something else, or says it from other sources."""
    old, new = (_said_of_others(read, slug) for read in (before, after))
    is_cited_anew = before.encyclopedia.get(slug).sources != after.encyclopedia.get(slug).sources
    yield slug
    yield from find_heirs(after, slug)
    yield from (other for other in old.keys() | new.keys() if is_cited_anew or old.get(other) != new.get(other))


def _said_of_others(read: Read, slug: str) -> dict[str, list[object]]:
    """What an entity's file says of each entity it names: its claims and rows that name it, and that it is named at all."""
    said: dict[str, list[object]] = defaultdict(list)
    entity = read.encyclopedia.get(slug)
    for words, _ in links_in(entity):
        target = find_target(read.encyclopedia, words)
        if target is not None and target.entity.slug not in said:
            said[target.entity.slug] = []
    for claim in entity.all_claims():
        if isinstance(claim.value, Reference):
            said[claim.value.slug.partition("/")[0]].append(claim)
    for row in (row for rows in entity.tables.values() for row in rows):
        for column in row.cells:
            other = row.slug(column)
            if other is not None:
                said[other].append(row)
    return said


def _keys_cited(entity: Entity) -> Iterator[str]:
    """Keys of the sources an entity's claims, rows and prose cite."""
    claims = [*entity.all_claims()]
    for row in (r for rows in entity.tables.values() for r in rows):
        yield from (citation.key for citation in row.citations)
        claims += [claim for cell in row.cells.values() for claim in cell]
    yield from (citation.key for claim in claims for citation in all_cited(claim, entity.slug))
    for prose in prose_of(entity):
        yield from (citation.key for citation in cited_in(prose, entity.slug))
