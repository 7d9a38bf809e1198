"""The index of the articles' text, which the page of results searches: made by Pagefind from the built site.

Only articles are indexed, and of them only prose: tables, lists of figures and sections that the page marks with
``data-search-exclude`` would find everything everywhere. Pages themselves need no attribute of Pagefind's.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import escape
from pagefind.index import IndexConfig, PagefindIndex

from panoply.problems import Mistake

NAMES: Final = "data/search"
FOLDER: Final = "pagefind"
LEFT_OUT: Final = (
    *("table", "aside", "figure", "nav", "details", "form", "button"),
    *(".jump-list", ".headerlink", ".cite", ".source-links"),
)
NEEDED: Final = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.*.pagefind", "*.pf_meta")
"""Of the bundle's own files; the rest draw boxes of other looks."""
AGAIN: Final = "run build_entities.py and mkdocs build first"

_ARTICLE: Final = re.compile(r"<article\b[^>]*>(.*)</article>", re.DOTALL)
_SECTION: Final = re.compile(r"(?=<h2\b)")
_EXCLUDED: Final = re.compile(r"<h2\b[^>]*\bdata-search-exclude")


@dataclass(frozen=True, slots=True)
class Found:
    """An article of the site and what its page is filtered by."""

    address: str
    filters: list[tuple[str, str]]


def index_text(site: Path) -> int:
    """Write the index of a built site into it; returns how many articles it holds.

    Raises Mistake where the site lacks the files of the search, or an article of theirs.
    """
    return asyncio.run(_write(site, list(find_articles(site))))


async def _write(site: Path, articles: list[Found]) -> int:
    config = IndexConfig(output_path=str(site / FOLDER), exclude_selectors=LEFT_OUT, force_language="en")
    async with PagefindIndex(config=config) as index:
        for found in articles:
            await index.add_html_file(content=_page(site, found), url=found.address)
    for file in (site / FOLDER).iterdir():
        if file.is_file() and not any(file.match(name) for name in NEEDED):
            file.unlink()
    return len(articles)


def find_articles(site: Path) -> Iterator[Found]:
    """Every article that the box's lists name, with its kind, class and countries."""
    index: dict[str, Any] = json.loads(_read(site / NAMES / "index.json"))
    heads = dict(_heads(site, index["files"]))
    about = sorted((site / NAMES).glob("about-*.json"), key=lambda file: int(file.stem.removeprefix("about-")))
    addresses = [entry[0] for file in about for entry in json.loads(_read(file))]
    for number, address in enumerate(addresses):
        class_, countries = heads[number]
        label, kind = index["classes"][class_]
        homes = [("country", index["countries"][country]) for country in countries]
        yield Found(address, [("kind", index["kinds"][kind][0]), ("class", label), *homes])


def _heads(site: Path, parts: dict[str, int]) -> Iterator[tuple[int, tuple[int, list[int]]]]:
    """Class and countries of each entity, from the beginnings of the lines that name it."""
    for part in parts:
        for line in _read(site / NAMES / (f"names-{part}.txt" if part else "names.txt")).splitlines():
            number, _, class_, *countries = line.partition("\t")[0].split(" ")
            yield int(number, 36), (int(class_), [int(country) for country in "".join(countries).split(",") if country])


def _page(site: Path, found: Found) -> str:
    """The part of an article that is indexed, with its filters."""
    article = _ARTICLE.search(_read(site / found.address / "index.html"))
    if article is None:
        raise Mistake("SEARCH", f"{found.address}: no article on the page; {AGAIN}")
    kept = "".join(section for section in _SECTION.split(article[1]) if not _EXCLUDED.match(section))
    filters = "".join(f'<i data-pagefind-filter="{key}[title]" title="{escape(value)}"></i>' for key, value in found.filters)
    return f'<html lang="en"><body>{filters}{kept}</body></html>'


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise Mistake("SEARCH", f"{file}: cannot be read ({error.strerror}); {AGAIN}") from error
