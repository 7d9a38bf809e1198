"""Which files a wiki has, and how each is made, without making any yet: one for each entity and source, and lists of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from panoply.addresses import entity_file, source_file
from panoply.article_parts import plan_article
from panoply.class_pages import class_pages
from panoply.exports import data_files
from panoply.forms import form_files, form_pages, plan_lines
from panoply.hubs import hub_pages, redirect_files
from panoply.page_text import Wiki
from panoply.pages import Page
from panoply.render import Renderer
from panoply.reports import report_pages
from panoply.search_names import search_files, search_page
from panoply.seed_pages import seed_pages
from panoply.source_pages import Use, plan_source, source_index

DATA = "data/"
"""Where files for programs stand."""


MakesFiles = Callable[[], Iterator[tuple[str, str]]]


class Plan(NamedTuple):
    """A file, how to make it, and the page that is touched by whatever touches it."""

    file: str
    make: Callable[[], Page | str]
    page: str


def plan_each(wiki: Wiki, uses: dict[str, list[Use]], root: Path) -> Iterator[Plan]:
    """Every file that there is one of for each entity or source."""
    yield from plan_articles(wiki, uses)
    for entity, file, lines in plan_lines(wiki, root):
        yield Plan(file, lines, entity_file(entity))


def plan_articles(wiki: Wiki, uses: dict[str, list[Use]]) -> Iterator[Plan]:
    """The files of every article and source, parts of their lists included, and how to make them."""
    for entity in wiki.encyclopedia.entities.values():
        if entity.slug in wiki.shown:
            yield from (Plan(file, make, entity_file(entity)) for file, make in plan_article(wiki, entity))
    for source in wiki.encyclopedia.sources.values():
        if source.id in uses:
            for file, make in plan_source(wiki, source, uses[source.id]):
                yield Plan(file, make, source_file(source))


def plan_lists(wiki: Wiki, uses: dict[str, list[Use]], renderer: Renderer, *, data: bool) -> list[MakesFiles]:
    """What makes the files that list or sum up others, in groups, the longest work first; without `data`, pages only."""
    files = (data_files, search_files, form_files) if data else ()
    pages: tuple[Callable[[Wiki], Iterable[Page]], ...] = (
        report_pages,
        class_pages,
        hub_pages,
        partial(source_index, uses=uses),
        form_pages,
        seed_pages,
        lambda wiki: [search_page(wiki)],
    )

    def rendered(make: Callable[[Wiki], Iterable[Page]]) -> Iterator[tuple[str, str]]:
        return ((page.file, renderer.render(page)) for page in make(wiki))

    return [
        *(partial(make, wiki) for make in files),
        *(partial(rendered, make) for make in pages),
        partial(redirect_files, wiki),
    ]
