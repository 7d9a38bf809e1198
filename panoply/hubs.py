"""The pages that lead to articles: an index per kind, classes, A to Z, names that mean several things, seed articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from panoply.addresses import (
    about_file,
    class_file,
    entity_file,
    kind_file,
    name_file,
    page_link,
    seed_file,
    slug_file,
)
from panoply.dates import date_text
from panoply.encyclopedia import Encyclopedia
from panoply.links import Target, find_target
from panoply.markup import html_text, md, safe_url
from panoply.model import Entity, Seed
from panoply.page_text import PageText, Wiki, target_name
from panoply.pages import Page, front_matter
from panoply.text import counted, excerpt, fold, sentences, sort_key
from panoply.vocabulary import Class, Kind

A_TO_Z = "wiki/names/index.md"
SEEDS = "wiki/seeds/index.md"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list: a link and what is said of it, both Markdown."""

    link: str
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its entries."""

    anchor: str
    label: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Hub:
    """A page of lists; Markdown throughout."""

    title: str
    intro: str
    parts: list[Part]


def hub_pages(wiki: Wiki) -> Iterator[Page]:
    """Every page that lists articles."""
    vocabulary = wiki.encyclopedia.vocabulary
    for kind in vocabulary.kinds.values():
        yield _kind_page(wiki, kind)
    yield _class_index(wiki)
    for class_ in vocabulary.classes.values():
        if is_used(wiki, class_):
            yield _class_page(wiki, class_)
    yield _a_to_z(wiki)
    yield from (_disambiguation(wiki, alias, targets) for alias, targets in sorted(wiki.aliases.items()) if len(targets) > 1)
    yield _seed_index(wiki)
    yield from (_seed_page(wiki, seed) for seed in wiki.encyclopedia.seeds)


def is_used(wiki: Wiki, class_: Class) -> bool:
    """Whether any entity with a page is of the class or of a narrower one."""
    vocabulary = wiki.encyclopedia.vocabulary
    shown = (wiki.encyclopedia.get(slug) for slug in wiki.shown)
    return any(class_.key in vocabulary.classes[e.class_key].lineage for e in shown)


def _line(text: PageText, entity: Entity) -> Line:
    return Line(text.entity(entity), md(excerpt(text.plain(entity.lead))))


def _lines(text: PageText, entities: Iterable[Entity]) -> list[Line]:
    shown = [e for e in entities if e.slug in text.wiki.shown]
    return [_line(text, e) for e in sorted(shown, key=lambda e: (sort_key(e.name), e.slug))]


def _kind_page(wiki: Wiki, kind: Kind) -> Page:
    here = kind_file(kind.key)
    text = PageText(wiki, here)
    by_class: dict[str, list[Entity]] = defaultdict(list)
    for entity in wiki.encyclopedia.of_kind(kind.key):
        by_class[entity.class_key].append(entity)
    classes = [c for c in wiki.encyclopedia.vocabulary.classes_of(kind.key) if c.key in by_class]
    parts = [Part(c.key, md(c.plural), _lines(text, by_class[c.key])) for c in classes]
    links = " · ".join(text.to_file(class_file(c.key), c.plural) for c in classes)
    intro = f"{md(kind.definition)}\n\nClasses: {links}" if len(classes) > 1 else md(kind.definition)
    front = front_matter(title=kind.label, description=kind.definition, crumbs=[], tab=here)
    return Page(here, "hub.md.jinja", front, Hub(md(kind.label), intro, [p for p in parts if p.lines]))


def _class_index(wiki: Wiki) -> Page:
    here = "wiki/classes/index.md"
    text = PageText(wiki, here)
    vocabulary = wiki.encyclopedia.vocabulary
    parts = []
    for kind in vocabulary.kinds.values():
        used = [c for c in vocabulary.classes_of(kind.key) if is_used(wiki, c)]
        parts.append(
            Part(kind.key, md(kind.label), [Line(text.to_file(class_file(c.key), c.plural), md(c.definition)) for c in used])
        )
    front = front_matter(title="Classes", description="The classes by which entities are grouped.", crumbs=[], tab=here)
    return Page(
        here, "hub.md.jinja", front, Hub("Classes", "The classes by which entities are grouped.", [p for p in parts if p.lines])
    )


def _class_page(wiki: Wiki, class_: Class) -> Page:
    here = class_file(class_.key)
    text = PageText(wiki, here)
    vocabulary = wiki.encyclopedia.vocabulary
    members = [e for e in wiki.encyclopedia.of_kind(class_.kind) if e.class_key == class_.key]
    narrower = [c for c in vocabulary.classes.values() if c.lineage[1:2] == (class_.key,) and is_used(wiki, c)]
    parts = [
        Part(
            "narrower",
            "Narrower classes",
            [Line(text.to_file(class_file(c.key), c.plural), md(c.definition)) for c in narrower],
        ),
        Part("members", "Members", _lines(text, members)),
    ]
    wider = [text.to_file(class_file(key), vocabulary.classes[key].plural) for key in class_.lineage[1:]]
    intro = md(class_.definition) + (f"\n\nPart of: {', '.join(wider)}" if wider else "")
    kind = vocabulary.kinds[class_.kind]
    front = front_matter(
        title=class_.plural,
        description=class_.definition,
        crumbs=[(kind.label, kind_file(kind.key))],
        tab=kind_file(kind.key),
        edit="schema/vocabulary.yml",
    )
    return Page(here, "hub.md.jinja", front, Hub(md(class_.plural), intro, [p for p in parts if p.lines]))


def _a_to_z(wiki: Wiki) -> Page:
    """Every name and alias, by its first letter."""
    text = PageText(wiki, A_TO_Z)
    entries: dict[str, dict[tuple[str, str], Line]] = defaultdict(dict)
    for name, slug, line in _named(text):
        entries[_initial(name)].setdefault((name, slug), line)
    parts = [
        Part(f"letter-{_anchor(letter)}", md(letter), [found[k] for k in sorted(found, key=lambda k: (sort_key(k[0]), k))])
        for letter, found in sorted(entries.items())
    ]
    intro = "Every name and alias in the encyclopedia.\n\n" + " · ".join(f"[{p.label}](#{p.anchor})" for p in parts)
    front = front_matter(
        title="A to Z", description="Every name and alias in the encyclopedia.", crumbs=[], tab=A_TO_Z, boost=0
    )
    return Page(A_TO_Z, "hub.md.jinja", front, Hub("A to Z", intro, parts))


def _named(text: PageText) -> Iterator[tuple[str, str, Line]]:
    """Name, slug and entry of all that has a name: entities, their aliases and variants, and names that mean several."""
    for entity in (e for e in text.encyclopedia.entities.values() if e.slug in text.wiki.shown):
        yield entity.name, entity.slug, Line(text.entity(entity), "")
        see = f"see {md(entity.name)}"
        for name in (n.name for n in entity.names if fold(n.name) != fold(entity.name)):
            yield name, entity.slug, Line(text.entity(entity, name), see)
        for variant in entity.variants.values():
            for name in (variant.name, *(n.name for n in variant.names)):
                yield name, f"{entity.slug}/{variant.slug}", Line(text.link(f"{entity.slug}/{variant.slug}", name), see)
    for alias, targets in text.wiki.aliases.items():
        if len(targets) > 1:
            name = alias_name(alias, targets)
            yield name, "", Line(text.to_file(name_file(alias), name), f"may mean {counted(len(targets), 'thing')}")


def _initial(name: str) -> str:
    first = next((c for c in fold(name) if c.isalnum()), "#").upper()
    return "0–9" if first.isdigit() else first


def _anchor(letter: str) -> str:
    return letter.lower() if letter.isascii() else "-".join(f"{ord(c):x}" for c in letter)


def find_aliases(encyclopedia: Encyclopedia) -> dict[str, list[Target]]:
    """What each folded alias leads to, where an address of its own is needed: not where it is the slug itself."""
    found: dict[str, dict[tuple[str, str], Target]] = defaultdict(dict)
    for entity in encyclopedia.entities.values():
        for name in (entity.name, *(n.name for n in entity.names)):
            found[fold(name)][entity.slug, ""] = Target(entity)
        for variant in entity.variants.values():
            for name in (variant.name, *(n.name for n in variant.names)):
                found[fold(name)].setdefault((entity.slug, variant.slug), Target(entity, variant.slug))
    return {alias: _without_own_variants(targets) for alias, targets in sorted(found.items()) if alias}


def _without_own_variants(targets: dict[tuple[str, str], Target]) -> list[Target]:
    """An entity's own name beats a variant of it that has the same."""
    return [t for (slug, variant), t in sorted(targets.items()) if not variant or (slug, "") not in targets]


def alias_name(alias: str, targets: list[Target]) -> str:
    """An alias as its first owner writes it."""
    named = (n.name for t in targets for n in t.entity.names if fold(n.name) == alias)
    return next(named, target_name(targets[0]))


def _disambiguation(wiki: Wiki, alias: str, targets: list[Target]) -> Page:
    here = name_file(alias)
    text = PageText(wiki, here)
    name = alias_name(alias, targets)
    lines = []
    for target in targets:
        anchor = f"#variant-{target.variant}" if target.variant else ""
        link = text.entity(target.entity, target_name(target)).removesuffix(")") + f"{anchor})"
        lines.append(Line(link, md(excerpt(text.plain(target.entity.lead)))))
    front = front_matter(
        title=name,
        description=f"What {name} may mean.",
        crumbs=[("A to Z", A_TO_Z)],
        tab=A_TO_Z,
    )
    return Page(here, "hub.md.jinja", front, Hub(md(name), f"{md(name)} may mean:", [Part("", "", lines)]))


def redirect_files(wiki: Wiki) -> Iterator[tuple[str, str]]:
    """Path and content of each redirect stub: an alias of one thing, and the old address of what moved.

    Plain HTML files, which every engine copies as they are: in no sitemap, no search, no navigation.
    """
    for alias, targets in wiki.aliases.items():
        if len(targets) == 1 and targets[0].entity.slug in wiki.shown:
            there = entity_file(targets[0].entity)
            anchor = f"#variant-{targets[0].variant}" if targets[0].variant else ""
            here = name_file(alias)
            yield _html(here), _stub(here, there, anchor, target_name(targets[0]))
    for entity in (e for e in wiki.encyclopedia.entities.values() if e.slug in wiki.shown):
        for old in (name for name in entity.redirects if "/" not in name.name):
            here = slug_file(entity.kind, old.name)
            yield _html(here), _stub(here, entity_file(entity), "", entity.name)


def _html(file: str) -> str:
    return file.removesuffix(".md") + ".html"


def _stub(here: str, there: str, anchor: str, name: str) -> str:
    link = html_text(page_link(here, there) + anchor)
    words = html_text(name)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{words}</title>\n'
        f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{link}">\n'
        f'<meta http-equiv="refresh" content="0; url={link}">\n'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">\n</head>\n'
        f'<body>\n<main>\n<h1>{words}</h1>\n<p>This page is <a href="{link}">{words}</a>.</p>\n</main>\n</body>\n</html>\n'
    )


@dataclass(frozen=True, slots=True)
class SeedView:
    """The digest of an article; Markdown throughout."""

    title: str
    source: str
    statements: list[tuple[str, str]]
    """What it says, and the articles named there."""


def _seed_index(wiki: Wiki) -> Page:
    text = PageText(wiki, SEEDS)
    lines = [
        Line(text.to_file(seed_file(s.slug), s.title), counted(len(s.statements), "statement")) for s in wiki.encyclopedia.seeds
    ]
    intro = "Articles this encyclopedia grew from, as digests in our own words."
    front = front_matter(title="Seed articles", description=intro, crumbs=[], tab=about_file("index"))
    return Page(SEEDS, "hub.md.jinja", front, Hub("Seed articles", intro, [Part("", "", lines)] if lines else []))


def _seed_page(wiki: Wiki, seed: Seed) -> Page:
    here = seed_file(seed.slug)
    text = PageText(wiki, here)
    link = f"[{md(seed.title)}]({safe_url(seed.url)})" if seed.url else md(seed.title)
    parts = [md(seed.author), link, md(seed.publisher), date_text(seed.issued) if seed.issued else ""]
    statements = []
    for statement in seed.statements:
        named = [
            f"{text.link(ref.slug)} (“{md(name)}”)"
            for name, ref, _ in statement.names
            if find_target(wiki.encyclopedia, ref.slug)
        ]
        statements.append((md(statement.says), ", ".join(named)))
    front = front_matter(
        title=seed.title,
        description=f"A digest of “{seed.title}”, statement by statement.",
        crumbs=[("Seed articles", SEEDS)],
        tab=about_file("index"),
        edit=seed.path,
    )
    return Page(here, "seed.md.jinja", front, SeedView(md(seed.title), sentences(parts), statements))
