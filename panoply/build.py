"""The build, written so that it reads as one sentence: load, link, check, make pages, render, write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from panoply.article import article_page
from panoply.check import check
from panoply.citations import find_voices
from panoply.encyclopedia import Encyclopedia, assemble
from panoply.exports import data_files
from panoply.history import date_of_data, last_changes
from panoply.hubs import find_aliases, hub_pages, redirect_files
from panoply.links import Links, find_links, find_shown
from panoply.load import load
from panoply.output import Output, Written
from panoply.page_text import Wiki
from panoply.pages import Page
from panoply.problems import Place, Problems
from panoply.quantities import Date
from panoply.render import Renderer
from panoply.reports import report_pages
from panoply.source_pages import Use, find_uses, source_pages
from panoply.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True)
class Read:
    """What the files below a root say, linked and checked."""

    encyclopedia: Encyclopedia
    links: Links


def read(root: Path, problems: Problems, *, red_links: bool = True) -> Read | None:
    """Load, link and check. None where not even the vocabulary can be used."""
    vocabulary = load_vocabulary(root, problems)
    if vocabulary is None:
        return None
    loaded = load(root, vocabulary, problems)
    encyclopedia = assemble(vocabulary, loaded.entities, loaded.sources, loaded.row_files, loaded.seeds, loaded.slugs)
    links = find_links(encyclopedia)
    check(encyclopedia, links, problems, red_links=red_links)
    return Read(encyclopedia, links)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    wiki: Wiki
    written: Written


def build(root: Path, problems: Problems, *, red_links: bool = True) -> Built | None:
    """The whole way. On problems nothing is written and None comes back."""
    found = read(root, problems, red_links=red_links)
    if found is None or problems.errors:
        return None
    shown = find_shown(found.encyclopedia, found.links)
    uses = find_uses(found.encyclopedia, shown)
    wiki = make_wiki(root, found, shown, frozenset(uses), problems)
    output = Output(root / "docs")
    renderer = Renderer()
    for page in make_pages(wiki, uses):
        _take(output, page.file, renderer.render(page), problems)
    for file, content in (*redirect_files(wiki), *data_files(wiki)):
        _take(output, file, content, problems)
    return None if problems.errors else Built(wiki, output.write())


def make_wiki(root: Path, found: Read, shown: frozenset[str], cited: frozenset[str], problems: Problems) -> Wiki:
    """What every page is made from."""
    edited, today = last_changes(root), date_of_data(root)
    if not edited:
        problems.note("HISTORY", Place("entities"), "no git history here: pages are built without dates of change")
    return Wiki(
        encyclopedia=found.encyclopedia,
        links=found.links,
        voices=find_voices(found.encyclopedia),
        edited=edited,
        aliases=find_aliases(found.encyclopedia),
        shown=shown,
        cited=cited,
        today=today or Date(1970),
    )


def make_pages(wiki: Wiki, uses: dict[str, list[Use]]) -> Iterator[Page]:
    """Every page, one at a time."""
    yield from (article_page(wiki, e) for e in wiki.encyclopedia.entities.values() if e.slug in wiki.shown)
    yield from hub_pages(wiki)
    yield from source_pages(wiki, uses)
    yield from report_pages(wiki)


def _take(output: Output, file: str, content: str, problems: Problems) -> None:
    other = output.add(file, content)
    if other is not None:
        problems.add("PAGE-COLLISION", Place(f"docs/{file}"), f"docs/{other} has the same address; rename one of the two")
