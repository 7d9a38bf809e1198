"""The articles this wiki grew from, as digests: what each says, statement by statement, and what it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from panoply.addresses import about_file, seed_file
from panoply.dates import date_text
from panoply.hubs import Hub, Line, Part, listed
from panoply.links import find_target
from panoply.markup import md, safe_url
from panoply.model import Seed
from panoply.page_text import PageText, Wiki
from panoply.pages import Page, front_matter
from panoply.text import counted, sentences

INDEX = "wiki/seeds/index.md"
ABOUT = "Articles this encyclopedia grew from, as digests in our own words."


@dataclass(frozen=True, slots=True)
class SeedView:
    """The digest of an article; Markdown throughout."""

    title: str
    source: str
    statements: list[tuple[str, str]]
    """What it says, and the articles named there."""


def seed_pages(wiki: Wiki) -> Iterator[Page]:
    """The index of seed articles and the digest of each."""
    yield from listed(partial(_index, wiki), INDEX, title="Seed articles", description=ABOUT, tab=about_file("index"))
    yield from (_digest(wiki, seed) for seed in wiki.encyclopedia.seeds)


def _index(wiki: Wiki, here: str) -> Hub:
    text = PageText(wiki, here)
    lines = [
        Line(text.to_file(seed_file(s.slug), s.title), counted(len(s.statements), "statement"), s.title)
        for s in wiki.encyclopedia.seeds
    ]
    return Hub("Seed articles", ABOUT, [Part("", "", lines)] if lines else [])


def _digest(wiki: Wiki, seed: Seed) -> Page:
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
        crumbs=[("Seed articles", INDEX)],
        tab=about_file("index"),
        edit=seed.path,
    )
    return Page(here, "seed.md.jinja", front, SeedView(md(seed.title), sentences(parts), statements))
