"""The build, written so that it reads as one sentence: load, link, check, make pages, render, write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from panoply.addresses import entity_file, source_file
from panoply.article import article_page
from panoply.check import check
from panoply.citations import find_voices
from panoply.class_pages import class_pages
from panoply.dates import Date
from panoply.encyclopedia import assemble
from panoply.exports import data_files
from panoply.glossary import load_glossary
from panoply.history import date_of_data, last_changes
from panoply.hubs import find_aliases, hub_pages, redirect_files
from panoply.links import find_links, find_shown
from panoply.load import load
from panoply.memory import Memory
from panoply.output import Output, Written
from panoply.page_text import Wiki
from panoply.pages import Page
from panoply.problems import Place, Problems
from panoply.render import Renderer
from panoply.reports import report_pages
from panoply.seed_pages import seed_pages
from panoply.settings import find_site
from panoply.source_pages import Use, find_uses, source_index, source_page
from panoply.touched import Read, find_touched
from panoply.vocabulary_file import load_vocabulary


@dataclass(slots=True)
class Before:
    """What an earlier build of the same process left: files it need not read or render again."""

    memory: Memory = field(default_factory=Memory)
    renderer: Renderer = field(default_factory=Renderer)
    found: Read | None = None
    written: dict[str, bytes] = field(default_factory=dict)


def read(root: Path, problems: Problems, *, red_links: bool = True, memory: Memory | None = None) -> Read | None:
    """Load, link and check. None where not even the vocabulary can be used."""
    memory = memory or Memory()
    vocabulary = load_vocabulary(root, problems, memory)
    if vocabulary is None:
        return None
    loaded = load(root, vocabulary, problems, memory)
    glossary = load_glossary(root, vocabulary, problems, memory)
    encyclopedia = assemble(vocabulary, loaded.entities, loaded.sources, loaded.row_files, loaded.seeds, loaded.slugs)
    links = find_links(encyclopedia)
    check(encyclopedia, links, problems, red_links=red_links)
    return Read(encyclopedia, links, glossary)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    wiki: Wiki
    written: Written


def build(root: Path, problems: Problems, before: Before | None = None, *, red_links: bool = True) -> Built | None:
    """The whole way. On problems nothing is written and None comes back.

    With `before`, only pages that an edit can have changed are rendered; the pages are the same, byte for byte. The
    data files then wait for the next whole build: nobody reads them in a preview.
    """
    before = before or Before()
    found = read(root, problems, red_links=red_links, memory=before.memory)
    if found is None or problems.errors:
        return None
    shown = find_shown(found.encyclopedia, found.links)
    uses = find_uses(found.encyclopedia, shown)
    wiki = make_wiki(root, found, shown, frozenset(uses), problems)
    output = Output(root / "docs", before.written)
    touched = find_touched(before.found, found)
    _render(wiki, uses, before, output, touched, problems)
    if problems.errors:
        return None
    written = output.write()
    before.found, before.written = found, output.files
    return Built(wiki, written)


def _render(
    wiki: Wiki,
    uses: dict[str, list[Use]],
    before: Before,
    output: Output,
    touched: frozenset[str] | None,
    problems: Problems,
) -> None:
    for file, make in plan_articles(wiki, uses):
        if touched is not None and file not in touched and file in output.written:
            output.keep(file)
        else:
            _take(output, file, before.renderer.render(make()), problems)
    for page in (*hub_pages(wiki), *class_pages(wiki), *seed_pages(wiki), *source_index(wiki, uses), *report_pages(wiki)):
        _take(output, page.file, before.renderer.render(page), problems)
    for file, content in redirect_files(wiki):
        _take(output, file, content, problems)
    if touched is None:
        for file, content in data_files(wiki):
            _take(output, file, content, problems)
    else:
        output.keep_below("data/")


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
        glossary=found.glossary,
        site=find_site(root / "mkdocs.yml"),
        previews=frozenset(picture.stem for picture in (root / "docs" / "assets" / "previews").glob("*.png")),
    )


def plan_articles(wiki: Wiki, uses: dict[str, list[Use]]) -> Iterator[tuple[str, Callable[[], Page]]]:
    """The file of every article and source page and how to make it, without making it yet."""
    for entity in wiki.encyclopedia.entities.values():
        if entity.slug in wiki.shown:
            yield entity_file(entity), partial(article_page, wiki, entity)
    for source in wiki.encyclopedia.sources.values():
        if source.id in uses:
            yield source_file(source), partial(source_page, wiki, source, uses[source.id])


def _take(output: Output, file: str, content: str, problems: Problems) -> None:
    other = output.add(file, content)
    if other is not None:
        problems.add("PAGE-COLLISION", Place(f"docs/{file}"), f"docs/{other} has the same address; rename one of the two")
