"""An entity's page: everything its file says, and what others say of it, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from panoply.addresses import class_file, entity_file, kind_file, name_file, seed_file, source_file
from panoply.apart import BACKLINKS, Said, apart_of, backlinks_of, relation_key
from panoply.bars import Chart
from panoply.cite_page import PageCitation, cite_page
from panoply.dates import date_text
from panoply.disputes import DisputeView, disputes_of
from panoply.drawing import Drawing, drawing_of
from panoply.evidence import (
    Computed,
    Evidence,
    InfoLine,
    by_group,
    computed_figures,
    evidence_of,
    info_line,
    weigh_all,
)
from panoply.family import Family, family_of
from panoply.markup import in_language, md, safe_url
from panoply.model import Entity, Seed, Source, Variant
from panoply.page_text import PageText, Wiki
from panoply.pages import Page, front_matter
from panoply.references import Reference
from panoply.relations import RelationView, relation_view, relations_to
from panoply.rows import TableView, incoming_rows, incoming_table, own_table, table_anchor
from panoply.text import excerpt, fold, in_words, sentences
from panoply.timeline import charts_of
from panoply.vocabulary import AFTER_FIGURES, BEFORE_FIGURES, DISPUTES, Class

FEW_LINES = 8
"""Of an infobox that a phone shows whole."""
WHAT_IS_DISPUTED = "What is disputed"
"""Heads the list of disputes where the vocabulary has no section for it."""


@dataclass(frozen=True, slots=True)
class InfoGroup:
    """A heading of the infobox and its lines."""

    label: str
    lines: list[InfoLine]


@dataclass(frozen=True, slots=True)
class EvidenceGroup:
    """A heading of the evidence and its properties."""

    key: str
    label: str
    properties: list[Evidence]


@dataclass(frozen=True, slots=True)
class VariantView:
    """One variant; Markdown but for its name."""

    anchor: str
    name: str
    names: str
    parent: str
    changes: str
    claims: int


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """One numbered reference, as Markdown."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its Markdown."""

    key: str
    label: str
    body: str


@dataclass(frozen=True, slots=True)
class Article:
    """All an article's template needs."""

    title: str
    class_link: str
    class_label: str
    names: list[tuple[str, str, str]]
    """Name, what sort of name, language."""
    opening: str
    """The first paragraph of the lead, before the infobox: on a phone it says first what this is."""
    lead: str
    infobox: list[InfoGroup]
    key_lines: list[InfoLine]
    """Lines that a phone shows at once, and the others by group; empty where there are few."""
    has_units: bool
    """Whether some figure has a unit to choose."""
    contents: list[tuple[str, str]]
    overview: list[Section]
    figures: list[EvidenceGroup]
    computed: list[Computed]
    variants: list[VariantView]
    sections: list[Section]
    disputed: list[Section]
    disputed_label: str
    disputes: list[DisputeView]
    tables: list[TableView]
    apart: list[Section]
    """Tables that are too long for the page, as links to their own."""
    charts: list[Chart]
    family: Family | None
    relations: list[RelationView]
    references: list[ReferenceView]
    mentions: list[str]
    backlinks: str
    homonyms: str
    drawing: Drawing | None
    citations: list[PageCitation]


def article_page(wiki: Wiki, entity: Entity) -> Page:
    """The page of one entity."""
    here = entity_file(entity)
    article = _article(PageText(wiki, here), entity)
    vocabulary = wiki.encyclopedia.vocabulary
    kind, class_ = vocabulary.kinds[entity.kind], vocabulary.classes[entity.class_key]
    front = front_matter(
        title=entity.name,
        description=describe(PageText(wiki, here), entity),
        crumbs=[(kind.label, kind_file(kind.key)), (class_.plural, class_file(class_.key))],
        tab=kind_file(kind.key),
        edit=entity.path,
        changed=wiki.edited.get(entity.path),
        boost=4 if kind is next(iter(vocabulary.kinds.values())) else 2,  # what the encyclopedia is about is found first
        names=[n.name for n in entity.names],
        image=wiki.preview(entity.slug, *class_.lineage),
    )
    return Page(here, "article.md.jinja", front, article)


def describe(text: PageText, entity: Entity) -> str:
    """One sentence for search engines and previews."""
    words = text.plain(entity.lead)
    return excerpt(words) if words else f"{entity.name}: {_class_label(text, entity).lower()}"


def _class_label(text: PageText, entity: Entity) -> str:
    return text.encyclopedia.vocabulary.classes[entity.class_key].label


def _article(text: PageText, entity: Entity) -> Article:
    """Built in reading order, so that references are numbered as they are met."""
    vocabulary = text.encyclopedia.vocabulary
    answers = weigh_all(text, entity)
    lines = {key: line for key, (found, _) in answers.items() if (line := info_line(text, found)) is not None}
    infobox = [
        InfoGroup(label, [line for key, line in lines.items() if vocabulary.properties[key].group == group])
        for group, label in vocabulary.groups.items()
    ]
    opening, _, lead = text.markdown(entity.lead, entity.slug).partition("\n\n")
    overview = _sections(text, entity, BEFORE_FIGURES)
    figures = evidence_of(text, entity, answers)
    variants = [_variant(text, entity, v) for v in entity.variants.values()]
    later, disputed = _sections(text, entity, AFTER_FIGURES), _sections(text, entity, DISPUTES)
    apart = apart_of(text.wiki, entity)
    tables = [*_tables(text, entity, apart)]
    family, relations = family_of(text, entity), _relations(text, entity, apart)
    article = Article(
        title=md(entity.name),
        class_link=text.to_file(class_file(entity.class_key), _class_label(text, entity)),
        class_label=_class_label(text, entity),
        names=[(n.name, n.system or "", n.lang or "") for n in entity.names],
        opening=opening,
        lead=lead,
        infobox=[group for group in infobox if group.lines],
        key_lines=_key_lines(vocabulary.classes[entity.class_key], lines),
        has_units=any(text.shown(w.claim).others for found, _ in answers.values() for w in found.claims),
        contents=[],
        overview=overview,
        figures=[EvidenceGroup(*group) for group in by_group(text, figures)],
        computed=list(computed_figures(text, answers)),
        variants=variants,
        sections=later,
        disputed=disputed,
        disputed_label=next((s.label for s in vocabulary.sections.values() if s.place == DISPUTES), WHAT_IS_DISPUTED),
        disputes=list(disputes_of(text, figures)),
        tables=tables,
        apart=[Section(key, s.label, s.links(text, entity)) for key, s in apart.items() if s.rows],
        charts=charts_of(text, entity),
        family=family,
        relations=relations,
        references=[reference_view(text, r) for r in text.references.listed()],
        mentions=[_mention(text, s) for s in text.wiki.links.seeds.get(entity.slug, ())],
        backlinks=_backlinks(text, entity, apart),
        homonyms=_homonyms(text, entity),
        drawing=drawing_of(text, entity, answers),
        citations=cite_page(text.wiki, entity),
    )
    article.contents.extend(_contents(article))
    return article


def _key_lines(class_: Class, lines: dict[str, InfoLine]) -> list[InfoLine]:
    """What members of its class are compared by, of an infobox too long for a phone."""
    return [lines[key] for key in class_.columns if key in lines] if len(lines) > FEW_LINES else []


def _sections(text: PageText, entity: Entity, place: str) -> list[Section]:
    """The sections that stand in one place of the page."""
    rows = text.encyclopedia.vocabulary.sections
    return [_section(text, entity, key, rows[key].label) for key in entity.sections if rows[key].place == place]


def _section(text: PageText, entity: Entity, key: str, label: str) -> Section:
    return Section(key, label, text.markdown(entity.sections[key], entity.slug, f"{key}-"))


def _contents(article: Article) -> list[tuple[str, str]]:
    parts: list[tuple[str, str, Any]] = [
        *((s.key, s.label, True) for s in article.overview),
        ("figures", "Figures", article.figures),
        ("variants", "Variants", article.variants),
        *((s.key, s.label, True) for s in article.sections),
        ("disputed", article.disputed_label, article.disputes or article.disputed),
        ("timeline", "Timeline", article.charts),
        *((t.anchor, t.label, True) for t in article.tables),
        *((s.key, s.label, True) for s in article.apart),
        ("lineage", "Lineage", article.family),
        ("relations", "Related", article.relations),
        ("references", "References", article.references),
        ("what-links-here", "What links here", article.backlinks),
    ]
    return [(key, label) for key, label, present in parts if present]


def _variant(text: PageText, entity: Entity, variant: Variant) -> VariantView:
    anchor = f"variant-{variant.slug}"
    parent = entity.variants.get(variant.parent or "")
    return VariantView(
        anchor=anchor,
        name=md(variant.name),
        names=md(in_words([n.name for n in variant.names])),
        parent=f"[{md(parent.name)}](#variant-{parent.slug})" if parent else "",
        changes=text.inline(variant.changes, entity.slug, glossed=True),
        claims=len(variant.claims),
    )


def reference_view(text: PageText, reference: Reference) -> ReferenceView:
    source, known = reference.source, text.wiki.references
    before, behind = known.get(source.id) or known.setdefault(source.id, _described(text, source))
    link = text.to_file(source_file(source), f"grade {source.grade}")
    return ReferenceView(reference.number, f"{before} {link}.{behind}")


def _described(text: PageText, source: Source) -> tuple[str, str]:
    """A source in words: those before the link to its page, and those behind. They are the same on all pages."""
    since = text.wiki.dead.get(source.url)
    url = (source.archived if since else "") or source.url
    title = f"[{md(source.title)}]({safe_url(url)})" if url else f"*{md(source.title)}*"
    parts = [md(source.author), in_language(title, source.title_language), md(source.container), md(source.publisher)]
    language = text.encyclopedia.vocabulary.language(source.language)
    parts += [date_text(source.issued) if source.issued else "", md(language)]
    words = sentences(parts)
    archived = f" [archived copy]({safe_url(source.archived)})" if source.archived else ""
    if since:
        gone = f"has not answered since {date_text(since)}."
        archived = f" Archived copy: {md(source.url)} {gone}" if source.archived else f" The address {gone}"
    return words, archived


def _mention(text: PageText, seed: Seed) -> str:
    return text.to_file(seed_file(seed.slug), seed.title)


def _tables(text: PageText, entity: Entity, apart: Mapping[str, Said]) -> Iterator[TableView]:
    """Its own, and those of others whose rows name it, but for those that stand apart."""
    vocabulary = text.encyclopedia.vocabulary
    yield from (own_table(text, vocabulary.tables[key], rows) for key, rows in entity.tables.items() if rows)
    for table, column, links in incoming_rows(text, text.wiki.links.rows.get(entity.slug, ())):
        if table_anchor(table, column) not in apart:
            yield incoming_table(text, table, column, links)


def _relations(text: PageText, entity: Entity, apart: Mapping[str, Said]) -> list[RelationView]:
    """What others state of it; in place of what stands apart, links there."""
    return [
        RelationView(md(label), apart[key].links(text, entity))
        if (key := relation_key(label)) in apart
        else relation_view(text, label, found)
        for label, found in relations_to(text, entity).items()
    ]


def _backlinks(text: PageText, entity: Entity, apart: Mapping[str, Said]) -> str:
    if BACKLINKS in apart:
        return apart[BACKLINKS].links(text, entity)
    return " · ".join(text.entity(e) for e in backlinks_of(text.wiki, entity))


def _homonyms(text: PageText, entity: Entity) -> str:
    """Links to the disambiguation pages of the aliases it shares."""
    shared = {fold(n.name): n.name for n in entity.names if len(text.wiki.aliases.get(fold(n.name), ())) > 1}
    return ", ".join(text.to_file(name_file(folded), name) for folded, name in sorted(shared.items()))
