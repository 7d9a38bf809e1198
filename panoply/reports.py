"""What most needs work, as pages: stubs, orphans, red links, single voices, stale figures; field reference and glossary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from panoply.addresses import about_file, entity_file, file_link
from panoply.dates import date_text
from panoply.evidence import anchor_of, weigh_all
from panoply.glossary import FILE, Term
from panoply.hubs import Hub, Line, Part
from panoply.markup import md
from panoply.model import Entity
from panoply.page_text import PageText, Wiki
from panoply.pages import Page, front_matter
from panoply.text import counted, in_words, sort_key
from panoply.vocabulary import Property

INDEX = about_file("index")
STALE_YEARS = 3
"""A count whose as-of lies further back than this is stale."""


def report_pages(wiki: Wiki) -> Iterator[Page]:
    """The reports, their index, the reference of all fields, and the glossary where there is one."""
    reports = [_stubs(wiki), _orphans(wiki), _red_links(wiki), _single_voice(wiki), _stale(wiki)]
    yield _index(wiki, reports)
    yield from reports
    yield _fields(wiki)
    if wiki.glossary.terms:
        yield _glossary(wiki)


def _page(name: str, title: str, intro: str, parts: list[Part]) -> Page:
    front = front_matter(title=title, description=intro, crumbs=[("Reports", INDEX)], tab=INDEX, boost=0)
    return Page(about_file(name), "hub.md.jinja", front, Hub(title, intro, [p for p in parts if p.lines]))


def _index(wiki: Wiki, reports: list[Page]) -> Page:
    text = PageText(wiki, INDEX)
    lines = [
        Line(text.to_file(page.file, page.view.title), counted(sum(len(p.lines) for p in page.view.parts), "line"))
        for page in reports
    ]
    lines.append(Line(text.to_file(about_file("fields"), "Fields"), "every property, table and unit an entity may use"))
    if wiki.glossary.terms:
        lines.append(Line(text.to_file(about_file("glossary"), "Glossary"), "terms and abbreviations"))
    lines.append(Line(text.to_file("wiki/seeds/index.md", "Seed articles"), "what the encyclopedia grew from"))
    front = front_matter(title="Reports", description="What most needs work.", crumbs=[], tab=INDEX)
    return Page(
        INDEX, "hub.md.jinja", front, Hub("Reports", "What most needs work, from the data itself.", [Part("", "", lines)])
    )


def _shown(wiki: Wiki) -> list[Entity]:
    found = [e for e in wiki.encyclopedia.entities.values() if e.slug in wiki.shown]
    return sorted(found, key=lambda e: (sort_key(e.name), e.slug))


def _stubs(wiki: Wiki) -> Page:
    text = PageText(wiki, about_file("stubs"))
    lines = [
        Line(text.entity(e), f"{counted(len(e.all_claims()), 'claim')}{'' if e.lead else ', no lead'}")
        for e in _shown(wiki)
        if not e.sections and (len(e.all_claims()) < 3 or not e.lead)
    ]
    return _page(
        "stubs", "Stubs", "Articles without sections that have fewer than three claims or no lead.", [Part("", "", lines)]
    )


def _orphans(wiki: Wiki) -> Page:
    text = PageText(wiki, about_file("orphans"))
    links = wiki.links
    lines = [
        Line(text.entity(e), "")
        for e in _shown(wiki)
        if not any(e.slug in found for found in (links.backlinks, links.rows, links.seeds))
    ]
    return _page("orphans", "Orphans", "Articles that no other article names.", [Part("", "", lines)])


def _red_links(wiki: Wiki) -> Page:
    by_target: dict[str, list[str]] = defaultdict(list)
    for red in wiki.links.red:
        by_target[red.target].append(f"{red.place.path}:{red.place.line}")
    lines = [
        Line(md(target), f"{counted(len(places), 'time')}: {md(', '.join(places[:5]))}")
        for target, places in sorted(by_target.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    return _page("red-links", "Red links", "What articles name that has no article yet.", [Part("", "", lines)])


def _single_voice(wiki: Wiki) -> Page:
    text = PageText(wiki, about_file("single-voice"))
    parts = []
    for entity in _shown(wiki):
        if not entity.sections:
            continue
        own = [answers for answers, owner in weigh_all(text, entity).values() if owner is entity]
        props = [answers.claims[0].claim.prop for answers in own if len(answers.voices()) < 2]
        lines = [Line(f"[{md(prop.label)}]({_to(text, entity)}#{anchor_of(prop)})", "") for prop in props]
        parts.append(Part(entity.slug, md(entity.name), lines))
    return _page("single-voice", "Single voices", "Properties of full articles that rest on one voice only.", parts)


def _to(text: PageText, entity: Entity) -> str:
    return file_link(text.here, entity_file(entity))


def _stale(wiki: Wiki) -> Page:
    text = PageText(wiki, about_file("stale"))
    newest: dict[tuple[str, str, str], tuple[int, str, Entity]] = {}
    for entity in _shown(wiki):
        for rows in entity.tables.values():
            for row in rows:
                for claim in (c for claims in row.cells.values() for c in claims if c.as_of):
                    subject = text.name(next((s for k in row.cells if (s := row.slug(k))), ""))
                    key = (entity.slug, subject, claim.prop.label)
                    words = f"{subject}, {claim.prop.label.lower()}: as of {date_text(claim.as_of)}" if claim.as_of else ""
                    year = claim.as_of.year if claim.as_of else 0
                    newest[key] = max(newest.get(key, (0, "", entity)), (year, words, entity), key=lambda found: found[0])
    lines = [
        Line(text.entity(entity), md(words)) for year, words, entity in newest.values() if year < wiki.today.year - STALE_YEARS
    ]
    intro = f"Counts whose newest as-of date lies more than {STALE_YEARS} years before the date of the data."
    return _page("stale", "Stale figures", intro, [Part("", "", lines)])


def _fields(wiki: Wiki) -> Page:
    """Every property with its definition, by the classes that have it."""
    vocabulary = wiki.encyclopedia.vocabulary
    parts = [
        Part(group, md(label), [_field(p) for p in vocabulary.properties.values() if p.group == group])
        for group, label in vocabulary.groups.items()
    ]
    parts += [
        Part(f"table-{table.key}", md(f"Table: {table.label}"), [_field(c) for c in table.columns.values()])
        for table in vocabulary.tables.values()
    ]
    units = [Line(f"`{u.key}`", md(f"{u.symbol or u.key}, {u.dimension}")) for u in vocabulary.units.units.values()]
    parts.append(Part("units", "Units", units))
    parts.append(
        Part("refused", "Words that are refused", [Line(f"`{w}`", md(why)) for w, why in vocabulary.units.refused.items()])
    )
    return _page("fields", "Fields", "Every property, table and unit an entity may use.", parts)


def _field(prop: Property) -> Line:
    definition = prop.definition.rstrip(".")
    words = [f"{md(prop.label)}: {md(definition)}" if definition else md(prop.label), f"*{prop.datatype}*"]
    if prop.unit:
        words.append(f"in `{prop.unit}` or another unit of {prop.dimension or 'count'}")
    if prop.conditions:
        words.append("conditions: " + ", ".join(f"`{k}` ({md(v.rstrip('.'))})" for k, v in prop.conditions.items()))
    if prop.choices:
        words.append("choices: " + ", ".join(f"`{k}`" for k in prop.choices))
    return Line(f"`{prop.key}`", "; ".join(words))


def _glossary(wiki: Wiki) -> Page:
    """Every term with its definition and its other forms."""
    front = front_matter(
        title="Glossary",
        description="Terms and abbreviations as this encyclopedia uses them.",
        crumbs=[("Reports", INDEX)],
        tab=INDEX,
        edit=FILE,
    )
    terms = sorted(wiki.glossary.terms.values(), key=lambda term: (sort_key(term.name), term.key))
    view = [(term.key, term.name, term.definition, in_words(_other_forms(term))) for term in terms]
    return Page(about_file("glossary"), "glossary.html.jinja", front, view)


def _other_forms(term: Term) -> list[str]:
    """Without the name, and without plurals that say nothing new."""
    plurals = {f"{form}s" for form in term.forms}
    return [form for form in term.forms if form != term.name and form not in plurals]
