"""The index of the articles' text, which the page of results searches: made by Pagefind from the built site.

Only articles are indexed, and of them only prose: tables, lists of figures and sections that the page marks with
``data-search-exclude`` would find everything everywhere. Pages themselves need no attribute of Pagefind's.

`facets.txt` lists the texts of the same class and countries together, as `data/search/index.json` numbers them, by the names
that Pagefind gave them. Its own filters name their values in an order that differs from run to run.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any, Final

from pagefind.index import IndexConfig
from pagefind.service import PagefindService

from panoply.problems import Mistake

NAMES: Final = "data/search"
FOLDER: Final = "pagefind"
LEFT_OUT: Final = (
    *("table", "aside", "figure", "nav", "details", "form", "button"),
    *(".jump-list", ".headerlink", ".cite", ".source-links"),
)
NEEDED: Final = ("pagefind.js", "pagefind-entry.json", "wasm.en.pagefind", "*.pf_meta")
"""Of the bundle's own files; the rest draw boxes of other looks, or do again what `search-text.js` does."""
FACETS: Final = "facets.txt"
SIGNATURE: Final = b"pagefind_dcd"
"""What each of Pagefind's files begins with."""
MARK: Final = "of-"
AGAIN: Final = "run build_entities.py and mkdocs build first"

_ARTICLE: Final = re.compile(r"<article\b[^>]*>(.*)</article>", re.DOTALL)
_SECTION: Final = re.compile(r"(?=<h2\b)")
_EXCLUDED: Final = re.compile(r"<h2\b[^>]*\bdata-search-exclude")


@dataclass(frozen=True, slots=True)
class Found:
    """An article of the site and what results are narrowed by."""

    address: str
    facets: str
    """The numbers of its class and its countries: ``3-0-2``."""


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
    (site / FOLDER / FACETS).write_text(_facets(site / FOLDER), "utf-8")
    for file in (site / FOLDER).iterdir():
        if file.is_file() and not any(file.match(name) for name in (*NEEDED, FACETS)):
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
    """Every article that the box's lists name."""
    index: dict[str, Any] = json.loads(_read(site / NAMES / "index.json"))
    heads = dict(_heads(site, index["files"]))
    about = sorted((site / NAMES).glob("about-*.json"), key=lambda file: int(file.stem.removeprefix("about-")))
    addresses = [entry[0] for file in about for entry in json.loads(_read(file))]
    for number, address in enumerate(addresses):
        yield Found(address, heads[number])


def _heads(site: Path, parts: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Class and countries of each entity, from the beginnings of the lines that name it."""
    for part in parts:
        for line in _read(site / NAMES / (f"names-{part}.txt" if part else "names.txt")).splitlines():
            number, _, facets = line.partition("\t")[0].split(" ", 2)
            yield int(number, 36), facets.replace(" ", "-").replace(",", "-")


def _facets(folder: Path) -> str:
    """Class and countries, and the names of all texts that have them: the first mark of a page tells them, its text has it."""
    texts: dict[str, list[str]] = defaultdict(list)
    for file in sorted((folder / "fragment").iterdir()):
        text = json.loads(gzip.decompress(file.read_bytes()).removeprefix(SIGNATURE))
        texts[text["anchors"][0]["id"].removeprefix(MARK)].append(file.stem)
    return "\n".join(" ".join([facets, *texts[facets]]) for facets in sorted(texts))


def _page(site: Path, found: Found) -> str:
    """The part of an article that is indexed, behind a mark without text that tells its class and countries."""
    article = _ARTICLE.search(_read(site / found.address / "index.html"))
    if article is None:
        raise Mistake("SEARCH", f"{found.address}: no article on the page; {AGAIN}")
    kept = "".join(section for section in _SECTION.split(article[1]) if not _EXCLUDED.match(section))
    return f'<html lang="en"><body><i id="{MARK}{found.facets}"></i>{kept}</body></html>'


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise Mistake("SEARCH", f"{file}: cannot be read ({error.strerror}); {AGAIN}") from error
