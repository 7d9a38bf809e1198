"""Which pages say something else after a change: those of what changed, of what it names and of what inherits from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from panoply.addresses import address, entity_file, source_file
from panoply.citations import all_cited, cited_in
from panoply.encyclopedia import Encyclopedia
from panoply.fact_changes import Diff, FileChange
from panoply.links import Links, find_shown, prose_of
from panoply.model import Citation, Claim, Entity, Reference, Row


def affected_pages(diff: Diff, links: Links) -> list[str]:
    """Addresses below the site's root, sorted; `links` are the later revision's. Hubs and reports are not counted."""
    shown = find_shown(diff.after, links)
    slugs = {slug for file in diff.files for slug in _touched(file, links)} | set(_citing(diff))
    files = {entity_file(entity) for slug in slugs & shown if (entity := diff.after.find(slug)) is not None}
    files |= {source_file(change.new) for change in diff.sources if change.new is not None}
    return sorted(address(file) for file in files)


def _touched(file: FileChange, links: Links) -> Iterator[str]:
    """The entity, those its changed statements name, its heirs, and all that link to it where its name or class changed."""
    if isinstance(file.file, Entity):
        yield file.file.slug
        if any(change.claim.prop.inherits for change in file.claims):
            yield from _heirs(file.file.slug, links, set())
        if file.old is None or file.new is None or any(word.what in ("name", "kind", "class") for word in file.words):
            yield from links.backlinks.get(file.file.slug, ())
    for change in file.statements():
        yield from _named(claim for claim in (change.old, change.new) if claim is not None)
    for row in file.rows:
        yield from _named(claim for one in (row.old, row.new) if one is not None for claim in _cells(one))


def _named(claims: Iterable[Claim]) -> Iterator[str]:
    return (claim.value.slug.partition("/")[0] for claim in claims if isinstance(claim.value, Reference))


def _cells(row: Row) -> Iterator[Claim]:
    return (claim for claims in row.cells.values() for claim in claims)


def _heirs(slug: str, links: Links, seen: set[str]) -> Iterator[str]:
    """Entities that inherit from this one, at any remove; a circle is a problem told elsewhere."""
    for incoming in links.incoming.get(slug, ()):
        if incoming.prop.parent and incoming.subject.slug not in seen:
            seen.add(incoming.subject.slug)
            yield incoming.subject.slug
            yield from _heirs(incoming.subject.slug, links, seen)


def _citing(diff: Diff) -> Iterator[str]:
    """Entities that cite a source of which something differs."""
    ids = {change.new.id for change in diff.sources if change.old is not None and change.new is not None}
    if not ids:
        return
    for entity in diff.after.entities.values():
        if any(_id(diff.after, citation) in ids for citation in _citations(entity)):
            yield entity.slug


def _citations(entity: Entity) -> Iterator[Citation]:
    rows = [row for rows in entity.tables.values() for row in rows]
    for claim in (*entity.all_claims(), *(claim for row in rows for claim in _cells(row))):
        yield from all_cited(claim, entity.slug)
    for row in rows:
        yield from row.citations
    for prose in prose_of(entity):
        yield from cited_in(prose, entity.slug)


def _id(encyclopedia: Encyclopedia, citation: Citation) -> str:
    source = encyclopedia.find_source(citation)
    return source.id if source else ""
