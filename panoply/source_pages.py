"""A page for each source that is cited: what it is, how it is graded, and every claim that rests on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup, escape

from panoply.addresses import entity_file, file_link, page_link, part_file, source_file
from panoply.citations import all_cited, cited_in, find_neighbour
from panoply.dates import Date, date_text
from panoply.encyclopedia import Encyclopedia
from panoply.evidence import anchor_of
from panoply.hubs import Hub, Line, Part, listed, neighbours
from panoply.links import find_target, prose_of
from panoply.markup import in_language, md, safe_url
from panoply.model import GRADES, Citation, Claim, Entity, Reference, Row, Source
from panoply.page_text import PageText, Wiki
from panoply.pages import Page, front_matter
from panoply.rows import table_anchor
from panoply.text import counted, sort_key
from panoply.values import value_text
from panoply.volumes import MOST_USES, Entry, Volume, volumes

INDEX = "wiki/sources/index.md"
MOST_WORDS = 8
"""Of the values or rows of one property or table that are named."""


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that rests on a source; `anchor` is where it stands on the entity's page."""

    entity: Entity
    label: str
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """All a source's template needs; Markdown but for the facts."""

    title: str
    grade: str
    facts: list[tuple[str, Markup]]
    uses: list[tuple[str, str]]
    """Article, and in one line what of it rests on the source."""
    count: str


def find_uses(encyclopedia: Encyclopedia, shown: frozenset[str], wanted: Container[str] | None = None) -> dict[str, list[Use]]:
    """What rests on each source, or on those wanted, by its id, in the order of slugs; of entities that have pages."""
    uses: dict[str, list[Use]] = defaultdict(list)

    def note(citations: Iterable[Citation], entity: Entity, label: str, words: Callable[[], str], anchor: str) -> None:
        if entity.slug not in shown:
            return
        found = dict.fromkeys(s.id for c in citations if (s := encyclopedia.find_source(c)) is not None)
        ids = found if wanted is None else [id_ for id_ in found if id_ in wanted]
        if ids:
            use = Use(entity, label, words(), anchor)
            for source_id in ids:
                uses[source_id].append(use)

    for entity, claim in encyclopedia.claims():
        words = partial(_in_words, encyclopedia, claim)
        note(all_cited(claim, entity.slug), entity, claim.prop.label, words, anchor_of(claim.prop))
    for entity in encyclopedia.entities.values():
        for prose in prose_of(entity):
            note(cited_in(prose, entity.slug), entity, "Text", str, "")
    for row in encyclopedia.rows():
        subject = _subject(encyclopedia, row)
        if subject is not None:
            table = encyclopedia.vocabulary.tables[row.table]
            in_cells = (c for claims in row.cells.values() for claim in claims for c in all_cited(claim, row.owner))
            anchor = table_anchor(table) if row.owner == subject.slug else ""
            note((*row.citations, *in_cells), subject, table.label, partial(_row_words, encyclopedia, row), anchor)
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


def source_index(wiki: Wiki, uses: dict[str, list[Use]]) -> Iterator[Page]:
    """Every source that something rests on, by grade."""
    make = partial(_sources, wiki, uses)
    return listed(make, INDEX, title="Sources", description="Every source cited, by grade.", tab=INDEX)


def _sources(wiki: Wiki, uses: dict[str, list[Use]], here: str) -> Hub:
    cited = sorted((s for s in wiki.encyclopedia.sources.values() if s.id in uses), key=lambda s: (sort_key(s.title), s.id))
    text = PageText(wiki, here)
    parts = [
        Part(
            f"grade-{grade.lower()}",
            f"Grade {grade}",
            [
                Line(
                    in_language(text.to_file(source_file(s), s.title), s.title_language),
                    f"{md(s.publisher)} · {counted(len(uses[s.id]), 'use')}",
                    s.title,
                )
                for s in cited
                if s.grade == grade
            ],
            md(meaning),
        )
        for grade, meaning in GRADES.items()
    ]
    return Hub("Sources", f"{counted(len(cited), 'source')} cited, by grade.", [p for p in parts if p.lines])


def plan_source(wiki: Wiki, source: Source, uses: list[Use]) -> Iterator[tuple[str, Callable[[], Page]]]:
    """The files of one source and how to make each: its page, and where too much rests on it, those of parts of that."""
    here = source_file(source)
    if len(uses) <= MOST_USES or len({use.entity.slug for use in uses}) == 1:
        yield here, lambda: _page(_view(PageText(wiki, here), source, uses, uses), source)
        return
    kinds = list(wiki.encyclopedia.vocabulary.kinds)
    entries = [Entry(found, found[0].entity.name, len(found), found[0].entity.kind) for found in _by_entity(uses)]
    entries = sorted(entries, key=lambda entry: kinds.index(entry.group))
    labels = {kind.key: kind.label for kind in wiki.encyclopedia.vocabulary.kinds.values()}
    found = volumes([replace(entry, group=labels[entry.group]) for entry in entries], MOST_USES)
    beside = [(md(volume.label), part_file(here, volume.key)) for volume in found]
    yield here, partial(_divided, wiki, source, uses, found)
    for number, volume in enumerate(found):
        yield beside[number][1], partial(_part, wiki, source, uses, volume, beside, number)


def _divided(wiki: Wiki, source: Source, uses: list[Use], found: list[Volume[list[Use]]]) -> Page:
    """The page of a source on which too much rests for one: links to the parts."""
    text = PageText(wiki, source_file(source))
    links = [text.to_file(part_file(text.here, volume.key), volume.label) for volume in found]
    lines = [(link, counted(len(volume.items), "article")) for link, volume in zip(links, found, strict=True)]
    return _page(replace(_view(text, source, uses, []), uses=lines), source)


def _part(
    wiki: Wiki,
    source: Source,
    uses: list[Use],
    volume: Volume[list[Use]],
    beside: list[tuple[str, str]],
    number: int,
) -> Page:
    """One part of what rests on a source."""
    here = beside[number][1]
    view = _view(PageText(wiki, here), source, uses, [use for found in volume.items for use in found])
    label = md(volume.label)
    view = replace(view, count=f"{view.count} Here: {label}.\n\n{neighbours(here, beside, number)}")
    return _page(view, source, here, volume.label)


def _by_entity(uses: list[Use]) -> list[list[Use]]:
    """Together what stands in one article, by its name."""
    by_entity: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        by_entity[use.entity.slug].append(use)
    return sorted(by_entity.values(), key=lambda found: (sort_key(found[0].entity.name), found[0].entity.slug))


def _view(text: PageText, source: Source, uses: list[Use], told: list[Use]) -> SourceView:
    """What a source's page shows; of all uses, those that are told there."""
    return SourceView(
        title=text.title_html(source),
        grade=f"**Grade {source.grade}.** {md(GRADES[source.grade])}",
        facts=[(label, words) for label, words in _facts(text, source) if words],
        uses=[(text.entity(found[0].entity), " · ".join(_in_line(text.here, found))) for found in _by_entity(told)],
        count=f"{counted(len(uses), 'use')} in {counted(len({use.entity.slug for use in uses}), 'article')}.",
    )


def _page(view: SourceView, source: Source, part: str = "", label: str = "") -> Page:
    count = view.count.partition("\n")[0]
    front = front_matter(
        title=f"{source.title}: {label}" if part else source.title,
        description=f"Source: {source.title}. {count}",
        crumbs=[("Sources", INDEX), *([(source.title, source_file(source))] if part else [])],
        tab=INDEX,
        edit=source.place.path,
        boost=0.5,
    )
    return Page(part or source_file(source), "source.md.jinja", front, view)


def _in_line(here: str, uses: list[Use]) -> Iterator[str]:
    """Each property or table once, with what it says there."""
    words: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for use in uses:
        words[use.label, use.anchor].update({use.words: None} if use.words else {})
    for (label, anchor), said in words.items():
        link = f"[{md(label)}]({file_link(here, entity_file(uses[0].entity))}{f'#{anchor}' if anchor else ''})"
        some = ", ".join(md(w) for w in list(said)[:MOST_WORDS])
        more = f" and {len(said) - MOST_WORDS} more" if len(said) > MOST_WORDS else ""
        yield f"{link} {some}{more}".rstrip()


def _facts(text: PageText, source: Source) -> Iterator[tuple[str, Markup]]:
    yield "Author", escape(source.author)
    yield "Published in", escape(source.container)
    yield "Publisher", escape(source.publisher)
    yield "Date", escape(date_text(source.issued) if source.issued else "")
    yield from _addresses(source, text.wiki.dead.get(source.url))
    yield "Read on", escape(date_text(source.accessed) if source.accessed else "")
    yield "Language", escape(text.encyclopedia.vocabulary.language(source.language))
    yield "ISBN", escape(source.isbn)
    yield "Type", escape(source.type.replace("-", " "))
    yield "Same text as", _neighbour(text, source, source.same_text_as)
    yield "Passes on", _neighbour(text, source, source.relays)
    speaker = find_target(text.encyclopedia, source.by) if source.by else None
    yield "Speaks for", text.entity_html(speaker.entity) if speaker else escape(source.by or "")
    yield "Note", escape(source.note)


def _addresses(source: Source, since: Date | None) -> Iterator[tuple[str, Markup]]:
    """Where it is; where that no longer answers, first where it was kept."""
    archived = "Archived copy", _address(source.archived)
    if since is None:
        yield "Address", _address(source.url)
        yield archived
    else:
        yield archived
        where = escape(source.url) if source.archived else _address(source.url)
        yield "Address", Markup("{}, which has not answered since {}").format(where, date_text(since))


def _address(url: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(safe_url(url), url) if url else Markup()


def _neighbour(text: PageText, source: Source, key: str | None) -> Markup:
    """The other source that one copies or passes on."""
    other = find_neighbour(text.encyclopedia, source, key)
    if other is None or other.id not in text.wiki.cited:
        return text.title_html(other) if other else Markup()
    return Markup('<a href="{}">{}</a>').format(page_link(text.here, source_file(other)), text.title_html(other))
