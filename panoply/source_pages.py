"""A page for each source that is cited: what it is, how it is graded, and every claim that rests on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from panoply.addresses import entity_file, file_link, source_file
from panoply.citations import all_cited, cited_in, find_neighbour
from panoply.dates import date_text
from panoply.encyclopedia import Encyclopedia
from panoply.evidence import anchor_of
from panoply.hubs import Hub, Line, Part
from panoply.links import find_target, prose_of
from panoply.markup import md, safe_url
from panoply.model import GRADES, Citation, Claim, Entity, Reference, Row, Source
from panoply.page_text import PageText, Wiki
from panoply.pages import Page, front_matter
from panoply.text import counted, sort_key
from panoply.values import value_text

INDEX = "wiki/sources/index.md"


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that rests on a source; `anchor` is where it stands on the entity's page."""

    entity: Entity
    label: str
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """All a source's template needs; Markdown throughout."""

    title: str
    facts: list[tuple[str, str]]
    uses: list[tuple[str, list[str]]]
    """Article and what of it rests on the source."""
    count: str


def find_uses(encyclopedia: Encyclopedia, shown: frozenset[str]) -> dict[str, list[Use]]:
    """What rests on each source, by its id, in the order of slugs; of entities that have pages."""
    uses: dict[str, list[Use]] = defaultdict(list)

    def note(citations: Iterable[Citation], use: Use) -> None:
        if use.entity.slug not in shown:
            return
        for source_id in dict.fromkeys(s.id for c in citations if (s := encyclopedia.find_source(c)) is not None):
            uses[source_id].append(use)

    for entity, claim in encyclopedia.claims():
        words = _in_words(encyclopedia, claim)
        note(all_cited(claim, entity.slug), Use(entity, claim.prop.label, words, anchor_of(claim.prop)))
    for entity in encyclopedia.entities.values():
        for prose in prose_of(entity):
            note(cited_in(prose, entity.slug), Use(entity, "Prose", "", ""))
    for row in encyclopedia.rows():
        subject = _subject(encyclopedia, row)
        if subject is not None:
            table = encyclopedia.vocabulary.tables[row.table]
            in_cells = (c for claims in row.cells.values() for claim in claims for c in all_cited(claim, row.owner))
            note((*row.citations, *in_cells), Use(subject, table.label, _row_words(encyclopedia, row), ""))
    return dict(uses)


def _in_words(encyclopedia: Encyclopedia, claim: Claim) -> str:
    """A claim's value; a relation by the name of what it leads to."""
    target = find_target(encyclopedia, claim.value.slug) if isinstance(claim.value, Reference) else None
    return target.entity.name if target else value_text(claim.value, claim.prop)


def _subject(encyclopedia: Encyclopedia, row: Row) -> Entity | None:
    """The entity a row is about: whose file holds it, else the first it names."""
    slugs = [row.owner, *(row.slug(column) or "" for column in row.cells)]
    return next((e for slug in slugs if (e := encyclopedia.find(slug)) is not None), None)


def _row_words(encyclopedia: Encyclopedia, row: Row) -> str:
    first = next(iter(row.cells.values()))[0]
    found = encyclopedia.find(row.slug(first.prop.key) or "")
    return found.name if found else first.text


def source_index(wiki: Wiki, uses: dict[str, list[Use]]) -> Page:
    """Every source that something rests on, by grade."""
    cited = [s for s in wiki.encyclopedia.sources.values() if s.id in uses]
    text = PageText(wiki, INDEX)
    parts = []
    for grade, meaning in GRADES.items():
        found = sorted((s for s in cited if s.grade == grade), key=lambda s: (sort_key(s.title), s.id))
        lines = [
            Line(text.to_file(source_file(s), s.title), f"{md(s.publisher)} · {counted(len(uses[s.id]), 'use')}") for s in found
        ]
        if lines:
            parts.append(Part(f"grade-{grade.lower()}", f"Grade {grade}: {md(meaning.rstrip('.'))}", lines))
    front = front_matter(title="Sources", description="Every source cited, by grade.", crumbs=[], tab=INDEX)
    return Page(INDEX, "hub.md.jinja", front, Hub("Sources", f"{counted(len(cited), 'source')} cited, by grade.", parts))


def source_page(wiki: Wiki, source: Source, uses: list[Use]) -> Page:
    """The page of one source."""
    here = source_file(source)
    text = PageText(wiki, here)
    by_entity: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        by_entity[use.entity.slug].append(use)
    listed = [
        (text.entity(wiki.encyclopedia.get(slug)), list(dict.fromkeys(_use(here, u) for u in found)))
        for slug, found in by_entity.items()
    ]
    view = SourceView(md(source.title), list(_facts(text, source)), listed, counted(len(uses), "use"))
    front = front_matter(
        title=source.title,
        description=f"Source: {source.title}. {counted(len(uses), 'use')} in {counted(len(listed), 'article')}.",
        crumbs=[("Sources", INDEX)],
        tab=INDEX,
        edit=source.place.path,
        boost=0.5,
    )
    return Page(here, "source.md.jinja", front, view)


def _use(here: str, use: Use) -> str:
    link = file_link(here, entity_file(use.entity)) + (f"#{use.anchor}" if use.anchor else "")
    return f"[{md(use.label)}]({link})" + (f": {md(use.words)}" if use.words else "")


def _facts(text: PageText, source: Source) -> Iterator[tuple[str, str]]:
    encyclopedia = text.encyclopedia
    yield "Address", f"<{safe_url(source.url)}>" if source.url else ""
    yield "Archived copy", f"<{safe_url(source.archived)}>" if source.archived else ""
    for label, words in (("Author", source.author), ("Published in", source.container), ("Publisher", source.publisher)):
        yield label, md(words)
    yield "Date", date_text(source.issued) if source.issued else ""
    yield "Read on", date_text(source.accessed) if source.accessed else ""
    yield "Language", md(source.language)
    yield "ISBN", md(source.isbn)
    yield "Type", source.type
    yield "Grade", f"{source.grade} ({md(GRADES[source.grade])})"
    for label, key in (("Same text as", source.same_text_as), ("Passes on", source.relays)):
        other = find_neighbour(encyclopedia, source, key)
        yield (
            label,
            text.to_file(source_file(other), other.title)
            if other and other.id in text.wiki.cited
            else md(other.title if other else ""),
        )
    yield "Speaks for", text.link(source.by) if source.by else ""
    yield "Note", md(source.note)
