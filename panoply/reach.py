"""How far an edit reaches: what pages and lists other than its own show of an entity, and the lines lists have of it.

While the first stays, each list needs its lines of the entity replaced and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from panoply.addresses import entity_file
from panoply.class_pages import table_line
from panoply.exports import lines_of
from panoply.links import find_target, links_in
from panoply.model import Entity, Reference
from panoply.page_text import PageText, Wiki
from panoply.problems import Place
from panoply.render import Renderer
from panoply.search_names import MOST_WORDS
from panoply.source_pages import find_uses
from panoply.text import excerpt
from panoply.touched import face
from panoply.worklist import Survey, needs_of

ROW, ROW_ENDS, HAS_UNITS = '<tr><th scope="row">', "</tr>", "units-place"
"""Of a class's table: where an entity's line begins and ends, and what stands before a table with units to choose."""
NOWHERE: Final = Place("")


def seen_elsewhere(wiki: Wiki, entity: Entity) -> tuple[object, ...]:
    """All that the build shows of an entity elsewhere, but for lines of lists and for what it says of others."""
    encyclopedia = wiki.encyclopedia
    lead = PageText(wiki, entity_file(entity)).plain(entity.lead)
    survey = Survey(encyclopedia, wiki.links, wiki.voices, [entity], wiki.today)
    return (
        face(encyclopedia, entity),
        (excerpt(lead), excerpt(lead, MOST_WORDS)),
        *_named(wiki, entity),
        {claim.prop.key for claim in entity.all_claims()},
        {key: replace(source, place=NOWHERE) for key, source in entity.sources.items()},
        [source for source in entity.sources.values() if source.id not in wiki.cited],
        {source: len(found) for source, found in uses_in(wiki, entity).items()},
        needs_of(survey),
    )


def _named(wiki: Wiki, entity: Entity) -> Iterator[Sequence[object]]:
    """What it links to, its relations, what its rows name, and what of that does not exist yet, with its place."""
    links = [*links_in(entity)]
    yield sorted(words for words, _ in links)
    yield [
        (claim.prop.key, claim.value, claim.variant, claim.is_deprecated)
        for claim in entity.all_claims()
        if isinstance(claim.value, Reference)
    ]
    rows = [row for found in entity.tables.values() for row in found]
    yield [(row.table, column, row.slug(column)) for row in rows for column in row.cells]
    yield [(words, place) for words, place in links if find_target(wiki.encyclopedia, words) is None]


def uses_in(wiki: Wiki, entity: Entity) -> dict[str, list[tuple[str, str, str]]]:
    """What of an entity rests on each source, as the source's page tells it."""
    found = find_uses(replace(wiki.encyclopedia, entities={entity.slug: entity}, row_files=()), wiki.shown)
    return {source: [(use.label, use.words, use.anchor) for use in uses] for source, uses in found.items()}


def lines_in_lists(wiki: Wiki, entity: Entity, renderer: Renderer, *, data: bool = True) -> dict[str, str]:
    """By file, the lines that lists, and data files, have of one entity; what does not have lines of its own is in none."""
    if entity.slug not in wiki.shown:
        return {}
    file, page = table_line(wiki, entity)
    table = renderer.render(page)
    row = table[table.index(ROW) : table.rindex(ROW_ENDS) + len(ROW_ENDS)] if ROW in table else ""
    return {**dict(lines_of(wiki, entity) if data else ()), file: row, HAS_UNITS: str(HAS_UNITS in table)}


def files_of(docs: Path, file: str) -> list[str]:
    """Where lines of a list may stand: in its file, or, of a class's table too long for one page, in that of a part."""
    folder = (docs / file).parent
    parts = folder.parent.glob(f"part--{folder.name}--*/index.md")
    return [part.relative_to(docs).as_posix() for part in (docs / file, *sorted(parts)) if part.is_file()]


def with_lines(content: bytes, old: str, new: str) -> bytes | None:
    """A list with some of its lines replaced; None where they do not stand there exactly once."""
    if not old or not new:
        return None
    found = [at for end in (",\n", "\n") for at in _places(content, f"\n{old}{end}".encode())]
    if len(found) != 1:
        return None
    start = found[0] + 1
    return b"".join((content[:start], new.encode(), content[start + len(old.encode()) :]))


def _places(content: bytes, wanted: bytes) -> Iterator[int]:
    at = content.find(wanted)
    while at >= 0:
        yield at
        at = content.find(wanted, at + 1)
