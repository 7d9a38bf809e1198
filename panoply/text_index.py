"""The index of the articles' text, which the page of results searches: made by Pagefind from the built site.

Only articles are indexed, and of them only prose: tables, lists of figures and sections that the page marks with
``data-search-exclude`` would find everything everywhere. Pages themselves need no attribute of Pagefind's.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any, Final

from markupsafe import escape
from pagefind.index import IndexConfig
from pagefind.service import PagefindService

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
    articles = list(find_articles(site))
    with TemporaryDirectory() as pages:
        for found in articles:
            file = Path(pages, found.address, "index.html")
            file.parent.mkdir(parents=True)
            file.write_text(_page(site, found), "utf-8")
        asyncio.run(_write(site / FOLDER, pages))
    for file in (site / FOLDER).iterdir():
        if file.is_file() and not any(file.match(name) for name in NEEDED):
            file.unlink()
    return len(articles)


async def _write(folder: Path, pages: str) -> None:
    """The index of a folder of pages: of each page by itself, Pagefind's client would ask ten times a second at most."""
    config = IndexConfig(output_path=str(folder), exclude_selectors=LEFT_OUT, force_language="en")
    shutil.rmtree(folder, ignore_errors=True)
    async with PagefindService() as service:
        index = await service.create_index(config)
        await index.add_directory(pages)
        await index.write_files()
        wait_until_full(folder)


def wait_until_full(folder: Path, tries: int = 600) -> None:
    """Until no file is empty: Pagefind says that it has written them while it still does, and is ended with its client.

    Raises Mistake where one stays so.
    """
    for _ in range(tries):
        empty = _empty_in(folder)
        if not empty:
            return
        Event().wait(0.05)
    raise Mistake("SEARCH", f"{empty[0]}: not written by Pagefind; build again")


def _empty_in(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and not file.stat().st_size]


def find_articles(site: Path) -> Iterator[Found]:
    """Every article that the box's lists name, with its class, which tells its kind, and its countries."""
    index: dict[str, Any] = json.loads(_read(site / NAMES / "index.json"))
    heads = dict(_heads(site, index["files"]))
    about = sorted((site / NAMES).glob("about-*.json"), key=lambda file: int(file.stem.removeprefix("about-")))
    addresses = [entry[0] for file in about for entry in json.loads(_read(file))]
    for number, address in enumerate(addresses):
        class_, countries = heads[number]
        label, _ = index["classes"][class_]
        homes = [("country", index["countries"][country]) for country in countries]
        yield Found(address, [("class", label), *homes])


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
