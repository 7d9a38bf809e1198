"""The pages that lead to articles: an index per kind, A to Z, names that mean several things."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from typing import Any

from panoply.addresses import (
    about_file,
    class_file,
    entity_file,
    file_link,
    kind_file,
    name_file,
    page_link,
    part_file,
    slug_file,
)
from panoply.encyclopedia import Encyclopedia
from panoply.links import Target
from panoply.markup import html_text, md
from panoply.model import Entity
from panoply.page_text import PageText, Wiki, target_name
from panoply.pages import Page, front_matter
from panoply.text import counted, excerpt, fold, sort_key, with_article
from panoply.vocabulary import Kind
from panoply.volumes import MOST_DESCRIBED, MOST_LINES, Entry, volumes

A_TO_Z = "wiki/names/index.md"
ALL_NAMES = "Every name and alias in the encyclopedia."
LISTED_BY_LETTER = frozenset({"LATIN", "GREEK", "CYRILLIC"})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list: a link and what is said of it, both Markdown."""

    link: str
    words: str
    name: str = ""
    """By which it is sorted."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its entries."""

    anchor: str
    label: str
    lines: list[Line]
    meaning: str = ""
    """What stands between the two."""


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
    yield from listed(partial(_a_to_z, wiki), A_TO_Z, title="A to Z", description=ALL_NAMES, tab=A_TO_Z, boost=0)
    for alias, targets in sorted(wiki.aliases.items()):
        if len(targets) > 1:
            yield from _disambiguation(wiki, alias, targets)


def sorted_shown(wiki: Wiki, entities: Iterable[Entity]) -> list[Entity]:
    """Those that have pages, by name."""
    return sorted((e for e in entities if e.slug in wiki.shown), key=lambda e: (sort_key(e.name), e.slug))


def entity_lines(text: PageText, entities: list[Entity], *, described: bool = True) -> list[Line]:
    """Each with what its lead says first."""
    return [Line(text.entity(e), md(excerpt(text.plain(e.lead))) if described else "", e.name) for e in entities]


def _kind_page(wiki: Wiki, kind: Kind) -> Page:
    """All of a kind by class; where they are too many for one page, the classes, each of which lists its own."""
    here = kind_file(kind.key)
    text = PageText(wiki, here)
    by_class: dict[str, list[Entity]] = defaultdict(list)
    members = sorted_shown(wiki, wiki.encyclopedia.of_kind(kind.key))
    for entity in members:
        by_class[entity.class_key].append(entity)
    classes = [c for c in wiki.encyclopedia.vocabulary.classes_of(kind.key) if c.key in by_class]
    links = [text.to_file(class_file(c.key), c.plural) for c in classes]
    intro = md(kind.definition)
    if len(members) <= MOST_LINES:
        described = len(members) <= MOST_DESCRIBED
        parts = [Part(c.key, md(c.plural), entity_lines(text, by_class[c.key], described=described)) for c in classes]
        intro += f"\n\nClasses: {' · '.join(links)}" if len(classes) > 1 else ""
    else:
        counts = (counted(len(by_class[c.key]), kind.singular, kind.label.lower()) for c in classes)
        parts = [Part("classes", "By class", [Line(link, count) for link, count in zip(links, counts, strict=True)])]
    intro += f"\n\n[Add {md(with_article(kind.singular))}]({file_link(here, about_file('add'))}?kind={kind.key})"
    hub = Hub(md(kind.label), intro, parts)
    return _hub_page(here, hub, title=kind.label, description=kind.definition, crumbs=[], tab=here)


def listed(make: Callable[[str], Hub], here: str, *, crumbs: Sequence[tuple[str, str]] = (), **front: Any) -> Iterator[Page]:
    """A hub on one page; one too long for a phone on a page for each part, behind a list of these.

    `make` is given the file it makes the hub for, since links are relative: those of all parts are in folders side by side.
    """
    hub = make(here)
    if sum(len(part.lines) for part in hub.parts) <= MOST_LINES:
        jumps = " ".join(f"[{part.label}](#{part.anchor})" for part in hub.parts if part.anchor)
        jumps = f"\n\n{jumps}\n{{: .parts }}" if jumps else ""
        yield _hub_page(here, replace(hub, intro=f"{hub.intro}{jumps}"), crumbs=crumbs, **front)
        return
    parts = make(part_file(here, "any")).parts
    parts = [one for part in parts for one in ([part] if part.label else _parts_of(part))]
    yield from _in_parts(here, here, replace(hub, parts=parts), crumbs, front)


def _in_parts(top: str, here: str, hub: Hub, crumbs: Sequence[tuple[str, str]], front: dict[str, Any]) -> Iterator[Page]:
    """A page of links to parts, and these; one that is too long itself is divided again."""
    files = [part_file(top, part.anchor) for part in hub.parts]
    links = [f"[{part.label}]({file_link(here, file)})" for part, file in zip(hub.parts, files, strict=True)]
    counts = [counted(len(part.lines), "entry", "entries") for part in hub.parts]
    words = [f"{count}. {part.meaning}".removesuffix(". ") for count, part in zip(counts, hub.parts, strict=True)]
    lines = [Line(link, some) for link, some in zip(links, words, strict=True)]
    yield _hub_page(here, replace(hub, parts=[Part("", "", lines)]), crumbs=crumbs, **front)
    within = [*crumbs, (front["title"], here)]
    for number, (part, file) in enumerate(zip(hub.parts, files, strict=True)):
        label = unescape(part.label)
        own = front | {"title": f"{front['title']}: {label}", "description": f"{front['description']} Here: {label}."}
        beside = neighbours(file, [(p.label, f) for p, f in zip(hub.parts, files, strict=True)], number)
        if len(part.lines) <= MOST_LINES:
            yield _hub_page(file, replace(hub, intro=beside, parts=[part]), crumbs=within, **own)
        else:
            inner = Hub(f"{hub.title}: {part.label}", f"{part.meaning}\n\n{beside}".strip(), _parts_of(part))
            yield from _in_parts(top, file, inner, within, own)


def _parts_of(part: Part) -> list[Part]:
    """A part that is too long, by the beginnings of names."""
    prefix = f"{part.anchor}--" if part.anchor else ""
    found = volumes([Entry(line, line.name) for line in part.lines], MOST_LINES)
    return [Part(f"{prefix}{v.key}", md(v.label), [*v.items]) for v in found]


def neighbours(here: str, parts: Sequence[tuple[str, str]], number: int) -> str:
    """Links from one part to those before and after it, given with their labels in Markdown."""
    before = parts[number - 1 : number] if number else ()
    words = [f"Before: [{label}]({file_link(here, file)})" for label, file in before]
    words += [f"After: [{label}]({file_link(here, file)})" for label, file in parts[number + 1 : number + 2]]
    return " · ".join(words)


def _hub_page(here: str, hub: Hub, **front: Any) -> Page:
    return Page(here, "hub.md.jinja", front_matter(**front), hub)


def _a_to_z(wiki: Wiki, here: str) -> Hub:
    """Every name and alias, by its first letter."""
    entries: dict[str, dict[tuple[str, str], Line]] = defaultdict(dict)
    for name, slug, line in _named(PageText(wiki, here)):
        entries[_initial(name)].setdefault((name, slug), line)
    parts = [
        Part(f"letter-{_anchor(letter)}", md(letter), [found[k] for k in sorted(found, key=lambda k: (sort_key(k[0]), k))])
        for letter, found in sorted(entries.items(), key=lambda item: (item[0].isalpha() and len(item[0]) > 1, item[0]))
    ]
    return Hub("A to Z", ALL_NAMES, parts)


def _named(text: PageText) -> Iterator[tuple[str, str, Line]]:
    """Name, slug and entry of all that has a name: entities, their aliases and variants, and names that mean several."""
    for entity in (e for e in text.encyclopedia.entities.values() if e.slug in text.wiki.shown):
        yield entity.name, entity.slug, Line(text.entity(entity), "", entity.name)
        see = f"see {md(entity.name)}"
        for name in (n.name for n in entity.names if fold(n.name) != fold(entity.name)):
            yield name, entity.slug, Line(text.entity(entity, name), see, name)
        for variant in entity.variants.values():
            for name in (variant.name, *(n.name for n in variant.names)):
                yield name, f"{entity.slug}/{variant.slug}", Line(text.link(f"{entity.slug}/{variant.slug}", name), see, name)
    for alias, targets in text.wiki.aliases.items():
        if len(targets) > 1:
            name = alias_name(alias, targets)
            yield name, "", Line(text.to_file(name_file(alias), name), f"may mean {counted(len(targets), 'thing')}", name)


def _initial(name: str) -> str:
    """What a name is listed under: ``0–9``, a letter without its accent, or the script where letters are many or strange."""
    first = unicodedata.normalize("NFKD", next((c for c in fold(name) if c.isalnum()), "#"))[0].upper()
    if first.isdigit():
        return "0–9"
    script = unicodedata.name(first, "#").split()[0]
    return first if script in LISTED_BY_LETTER or not first.isalpha() else script.capitalize() if script != "CJK" else script


def _anchor(letter: str) -> str:
    return letter.replace("–", "-").lower() if letter.replace("–", "-").isascii() else "-".join(f"{ord(c):x}" for c in letter)


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


def _disambiguation(wiki: Wiki, alias: str, targets: list[Target]) -> Iterator[Page]:
    name = alias_name(alias, targets)
    make, crumbs = partial(_meanings, wiki, name, targets), [("A to Z", A_TO_Z)]
    return listed(make, name_file(alias), crumbs=crumbs, title=name, description=f"What {name} may mean.", tab=A_TO_Z)


def _meanings(wiki: Wiki, name: str, targets: list[Target], here: str) -> Hub:
    text, lines = PageText(wiki, here), []
    described = len(targets) <= MOST_DESCRIBED
    for target in targets:
        anchor = f"#variant-{target.variant}" if target.variant else ""
        link = text.entity(target.entity, target_name(target)).removesuffix(")") + f"{anchor})"
        lines.append(Line(link, md(excerpt(text.plain(target.entity.lead))) if described else "", target_name(target)))
    return Hub(md(name), f"{md(name)} may mean:", [Part("", "", lines)])


def redirect_files(wiki: Wiki) -> Iterator[tuple[str, str]]:
    """Path and content of each redirect stub: an alias of one thing, and the old address of what moved.

    Plain HTML files, which every engine copies as they are: in no sitemap, no search, no navigation. They have an empty
    icon, for without one a browser asks the host's root, outside the site.
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
        f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{link}">\n<link rel="icon" href="data:,">\n'
        f'<meta http-equiv="refresh" content="0; url={link}">\n'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">\n</head>\n'
        f'<body>\n<main>\n<h1>{words}</h1>\n<p>This page is <a href="{link}">{words}</a>.</p>\n</main>\n</body>\n</html>\n'
    )
