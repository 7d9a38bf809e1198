"""A page for each class: what it means, its narrower classes, and its members side by side in their key figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from panoply.addresses import class_file, class_part_file, entity_file, kind_file, page_link
from panoply.citations import date_order
from panoply.dates import Date
from panoply.evidence import anchor_of, own_and_inherited
from panoply.hubs import Hub, Line, Part, entity_lines, neighbours, sorted_shown
from panoply.links import homes_of
from panoply.markup import md
from panoply.meaning import Answers, weigh
from panoply.model import Claim, Entity, Reference
from panoply.page_text import PageText, Wiki
from panoply.pages import Page, front_matter
from panoply.quantities import Quantity
from panoply.text import counted, sort_key
from panoply.values import Shown, in_usual_unit
from panoply.vocabulary import Class, Property
from panoply.volumes import MOST_CELLS, MOST_DESCRIBED, MOST_LINES, Entry, Volume, fits, volumes

INDEX = "wiki/classes/index.md"
ELSEWHERE = "No country"
"""Heads members that are of none."""
ABOUT = "The classes by which entities are grouped."


@dataclass(frozen=True, slots=True)
class Figure:
    """One member's answer in plain words, where its evidence is, and what it is sorted by."""

    text: str = ""
    others: str = ""
    narrowed: str = ""
    is_disputed: bool = False
    address: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One member's line of the table."""

    link: Markup
    figures: list[Figure]


@dataclass(frozen=True, slots=True)
class ClassView:
    """A hub whose last part is a table."""

    title: str
    intro: str
    parts: list[Part]
    columns: list[Property]
    members: list[Member]

    @property
    def has_units(self) -> bool:
        """Whether some figure has a unit to choose."""
        return any(figure.others for member in self.members for figure in member.figures)


def class_pages(wiki: Wiki) -> Iterator[Page]:
    """The index of classes and a page for each that has members, its narrower ones' included."""
    classes = wiki.encyclopedia.vocabulary.classes
    members = (wiki.encyclopedia.get(slug).class_key for slug in wiki.shown)
    sizes = Counter(key for own in members for key in classes[own].lineage)
    yield _index(wiki, sizes)
    for class_ in classes.values():
        if class_.key in sizes:
            yield from _class_pages(wiki, class_, sizes)


def _index(wiki: Wiki, sizes: Counter[str]) -> Page:
    text = PageText(wiki, INDEX)
    vocabulary = wiki.encyclopedia.vocabulary
    parts = [
        Part(kind.key, md(kind.label), [_line(text, c, sizes) for c in vocabulary.classes_of(kind.key) if c.key in sizes])
        for kind in vocabulary.kinds.values()
    ]
    front = front_matter(title="Classes", description=ABOUT, crumbs=[], tab=INDEX)
    return Page(INDEX, "hub.md.jinja", front, Hub("Classes", ABOUT, [p for p in parts if p.lines]))


def _line(text: PageText, class_: Class, sizes: Counter[str]) -> Line:
    kind = text.encyclopedia.vocabulary.kinds[class_.kind]
    count = counted(sizes[class_.key], kind.singular, kind.label.lower())
    return Line(text.to_file(class_file(class_.key), class_.plural), md(f"{class_.definition} {count}."))


def _class_pages(wiki: Wiki, class_: Class, sizes: Counter[str]) -> Iterator[Page]:
    """A class's page; where its members are too many, links to pages of a part of them each, and these."""
    here = class_file(class_.key)
    text = PageText(wiki, here)
    vocabulary = wiki.encyclopedia.vocabulary
    members = sorted_shown(wiki, (e for e in wiki.encyclopedia.of_kind(class_.kind) if e.class_key == class_.key))
    narrower = [c for c in vocabulary.classes.values() if c.lineage[1:2] == (class_.key,) and c.key in sizes]
    parts = [Part("narrower", "Narrower classes", [_line(text, c, sizes) for c in narrower])]
    found = _divided(wiki, class_, members)
    if len(found) == 1:
        yield _page(text, class_, _view(text, class_, _intro(text, class_), parts, members))
        return
    files = [class_part_file(class_.key, volume.key) for volume in found]
    kind = vocabulary.kinds[class_.kind]
    links = [text.to_file(file, volume.label) for file, volume in zip(files, found, strict=True)]
    counts = [counted(len(volume.items), kind.singular, kind.label.lower()) for volume in found]
    lines = [Line(link, count) for link, count in zip(links, counts, strict=True)]
    whole = f"All {len(members):,}, with all figures: {text.to_file(f'data/v1/{kind.key}.json', 'JSON')}, "
    whole += f"{text.to_file('data/v1/claims.csv', 'CSV')}."
    parts.append(Part("members", "Members", lines, whole))
    yield _page(text, class_, ClassView(md(class_.plural), _intro(text, class_), [p for p in parts if p.lines], [], []))
    beside = [(md(volume.label), file) for file, volume in zip(files, found, strict=True)]
    for number, (file, volume) in enumerate(zip(files, found, strict=True)):
        part = PageText(wiki, file)
        intro = f"{part.to_file(here, class_.plural)}: {md(volume.label)}"
        view = _view(part, class_, f"{intro}. {neighbours(file, beside, number)}", [], [*volume.items])
        yield _page(part, class_, replace(view, title=f"{view.title}: {md(volume.label)}"), volume.label)


def _divided(wiki: Wiki, class_: Class, members: list[Entity]) -> list[Volume[Entity]]:
    """Members by the country they are of, where the vocabulary says which relation leads there, else by name."""
    most = MOST_CELLS // (3 + len(class_.columns)) if class_.columns else MOST_LINES
    entries = [Entry(e, e.name) for e in members]
    if fits(entries, most):
        return [Volume("", "", members)]
    homes = {e.slug: _home(wiki, e) for e in members}
    if any(homes.values()):
        by_home = sorted(members, key=lambda e: (not homes[e.slug], sort_key(homes[e.slug])))
        entries = [Entry(e, e.name, group=homes[e.slug] or ELSEWHERE) for e in by_home]
    return volumes(entries, most)


def _home(wiki: Wiki, entity: Entity) -> str:
    """The name of the first country it is of."""
    return next((wiki.encyclopedia.get(slug).name for slug in homes_of(wiki.encyclopedia, entity)), "")


def _view(text: PageText, class_: Class, intro: str, parts: list[Part], members: list[Entity]) -> ClassView:
    columns = [text.encyclopedia.vocabulary.properties[key] for key in class_.columns]
    described = len(members) <= MOST_DESCRIBED
    parts = [*parts, Part("members", "Members", [] if columns else entity_lines(text, members, described=described))]
    table = [_member(text, e, columns) for e in members] if columns else []
    return ClassView(md(class_.plural), intro, [p for p in parts if p.lines], columns, table)


def _page(text: PageText, class_: Class, view: ClassView, part: str = "") -> Page:
    return Page(text.here, "class.md.jinja", _front(text.wiki, class_, part, sortable=len(view.members) > 1), view)


def table_line(wiki: Wiki, entity: Entity) -> tuple[str, Page]:
    """The file of an entity's class, and a page with its line of the table there, if there is one."""
    class_ = wiki.encyclopedia.vocabulary.classes[entity.class_key]
    here, columns = class_file(class_.key), [wiki.encyclopedia.vocabulary.properties[key] for key in class_.columns]
    members = [_member(PageText(wiki, here), entity, columns)] if columns else []
    return here, Page(here, "members.html.jinja", {}, ClassView("", "", [], columns, members))


def _intro(text: PageText, class_: Class) -> str:
    wider = [text.encyclopedia.vocabulary.classes[key] for key in class_.lineage[1:]]
    links = ", ".join(text.to_file(class_file(c.key), c.plural) for c in wider)
    return md(class_.definition) + (f"\n\nPart of: {links}" if links else "")


def _front(wiki: Wiki, class_: Class, part: str, *, sortable: bool) -> dict[str, object]:
    kind = wiki.encyclopedia.vocabulary.kinds[class_.kind]
    crumbs = [(kind.label, kind_file(kind.key))]
    front = front_matter(
        title=f"{class_.plural}: {part}" if part else class_.plural,
        description=f"{class_.definition} Those of one part: {part}." if part else class_.definition,
        crumbs=[*crumbs, (class_.plural, class_file(class_.key))] if part else crumbs,
        tab=kind_file(kind.key),
        edit="schema/vocabulary.yml",
        image=wiki.preview(*class_.lineage),
    )
    return front | ({"sortable": True} if sortable else {})


def _member(text: PageText, entity: Entity, columns: list[Property]) -> Member:
    claims = own_and_inherited(text, entity)
    figures = [_figure(text, entity, claims[c.key][0] if c.key in claims else []) for c in columns]
    return Member(text.entity_html(entity), figures)


def _figure(text: PageText, entity: Entity, claims: list[Claim]) -> Figure:
    answers = weigh(text.encyclopedia, text.wiki.voices, claims)
    if answers.lead is None:
        return Figure()
    lead = answers.lead.claim
    shown = _shown(text, answers, lead)
    return Figure(
        text=shown.text,
        others="; ".join(shown.others),
        narrowed="" if lead.prop.datatype == "entity" else text.narrowed(replace(lead, by=None) if lead.by else lead),
        is_disputed=answers.is_disputed,
        address=f"{page_link(text.here, entity_file(entity))}#{anchor_of(lead.prop)}",
        order=order_of(lead),
    )


def _shown(text: PageText, answers: Answers, lead: Claim) -> Shown:
    """What leads; of a relation the names of all it leads to."""
    if isinstance(lead.value, Quantity):
        return in_usual_unit(lead.value, lead.prop, text.encyclopedia.vocabulary.units)
    if not isinstance(lead.value, Reference):
        return text.shown(lead)
    found = [w.claim.value.slug for w in answers.claims if isinstance(w.claim.value, Reference) and not w.claim.is_deprecated]
    return Shown(", ".join(text.name(slug) for slug in dict.fromkeys(found)))


def order_of(claim: Claim) -> str:
    """A number that sorts figures of one property by size or date; nothing where only words do."""
    value = claim.value
    if isinstance(value, Quantity):
        return f"{value.in_si().middle():.6g}"
    if isinstance(value, Date):
        year, month, day = date_order(value)
        return f"{year}{month:02}{day:02}"
    return ""
