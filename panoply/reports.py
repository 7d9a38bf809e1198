"""What most needs work, as pages, one for each group of the worklist; the reference of all fields and the glossary."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from panoply.addresses import about_file, entity_file, file_link
from panoply.evidence import anchor_of
from panoply.glossary import FILE, Term
from panoply.hubs import Hub, Line, Part
from panoply.markup import md
from panoply.page_text import PageText, Wiki
from panoply.pages import Page, front_matter
from panoply.text import in_words, sort_key
from panoply.vocabulary import Class, Property
from panoply.worklist import Group, Need, find_needs

INDEX = about_file("index")
MOST_NEEDS, MOST_LINKS = 200, 3000
"""Of one report, and in it, where lines have up to thirty links, of which each takes 87 bytes; the command shows all."""


def report_pages(wiki: Wiki) -> Iterator[Page]:
    """The reports, their index, the reference of all fields, and the glossary where there is one."""
    groups = find_needs(wiki.encyclopedia, wiki.links, wiki.today)
    yield _index(wiki, groups)
    for group in groups:
        yield _report(wiki, group)
    yield _fields(wiki)
    if wiki.glossary.terms:
        yield _glossary(wiki)


def _page(name: str, title: str, intro: str, parts: list[Part]) -> Page:
    front = front_matter(title=title, description=intro, crumbs=[("Reports", INDEX)], tab=INDEX, boost=0)
    return Page(about_file(name), "hub.md.jinja", front, Hub(title, intro, [p for p in parts if p.lines]))


def _index(wiki: Wiki, groups: list[Group]) -> Page:
    text = PageText(wiki, INDEX)
    lines = [Line(text.to_file(about_file(group.key), group.title), f"{len(group.needs):,}") for group in groups]
    lines.append(Line(text.to_file(about_file("fields"), "Fields"), "every class, property, table and unit an entity may use"))
    if wiki.glossary.terms:
        lines.append(Line(text.to_file(about_file("glossary"), "Glossary"), "terms and abbreviations"))
    lines.append(Line(text.to_file(about_file("add"), "Add a page"), "a form that checks what you write"))
    lines.append(Line(text.to_file(about_file("correct"), "Correct a figure"), "the same for one figure"))
    lines.append(Line(text.to_file("wiki/seeds/index.md", "Seed articles"), "what the encyclopedia grew from"))
    front = front_matter(title="Reports", description="What most needs work.", crumbs=[], tab=INDEX)
    return Page(
        INDEX, "hub.md.jinja", front, Hub("Reports", "What most needs work, from the data itself.", [Part("", "", lines)])
    )


def _report(wiki: Wiki, group: Group) -> Page:
    """The most pressing needs of one sort."""
    text = PageText(wiki, about_file(group.key))
    links = accumulate(1 + len(need.claims) for need in group.needs[:MOST_NEEDS])
    needs = [need for need, sum_ in zip(group.needs, links, strict=False) if sum_ <= MOST_LINKS]
    lines = [Line(_subject(text, need), _words(text, need)) for need in needs]
    intro = f"{group.meaning} " + ("What many articles lead to comes first." if lines else "None at present.")
    if len(group.needs) > len(lines):
        intro += f" {len(lines)} of {len(group.needs):,}; `python build_entities.py worklist --limit 0` lists all."
    return _page(group.key, group.title, intro, [Part("", "", lines)])


def _words(text: PageText, need: Need) -> str:
    """What is needed, each property a link to its figures."""
    if not need.entity or not need.claims:
        return md(need.what)
    article = file_link(text.here, entity_file(need.entity))
    listed = ", ".join(f"[{md(c.prop.label)}]({article}#{anchor_of(c.prop)})" for c in need.claims)
    return f"{md(need.what)}: {listed}"


def _subject(text: PageText, need: Need) -> str:
    """The article, else the file, that a need is about."""
    return text.entity(need.entity) if need.entity else f"`{need.place.path}`, line {need.place.line}"


def _fields(wiki: Wiki) -> Page:
    """Every class and property with its definition, and which classes have it."""
    vocabulary = wiki.encyclopedia.vocabulary
    parts = [
        Part(
            f"classes-{kind.key}", md(f"Classes of {kind.label.lower()}"), [_class(c) for c in vocabulary.classes_of(kind.key)]
        )
        for kind in vocabulary.kinds.values()
    ]
    parts += [
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
    return _page("fields", "Fields", "Every class, property, table and unit an entity may use.", parts)


def _class(row: Class) -> Line:
    within = f"; within `{row.lineage[1]}`" if len(row.lineage) > 1 else ""
    only = "; holds narrower classes only" if row.abstract else ""
    return Line(f"`{row.key}`", f"{md(row.label)}: {md(row.definition.rstrip('.'))}{within}{only}")


def _field(prop: Property) -> Line:
    definition = prop.definition.rstrip(".")
    words = [f"{md(prop.label)}: {md(definition)}" if definition else md(prop.label), f"*{prop.datatype}*"]
    if prop.unit:
        words.append(f"in `{prop.unit}` or another unit of {prop.dimension or 'count'}")
    if prop.conditions:
        words.append("conditions: " + ", ".join(f"`{k}` ({md(v.rstrip('.'))})" for k, v in prop.conditions.items()))
    if prop.choices:
        words.append("choices: " + ", ".join(f"`{k}`" for k in prop.choices))
    if prop.classes:
        words.append("of " + ", ".join(f"`{key}`" for key in prop.classes))
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
