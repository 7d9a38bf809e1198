"""What must be on a built site whatever engine built it: our chrome on an article, and no link that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml import html

ARTICLE: Final = "wiki/systems/t-72/index.html"
PARTS: Final = {
    "infobox": "//aside[contains(@class, 'infobox')]//dt",
    "breadcrumb": "//nav[@class='crumbs']//li[2]/a",
    "mark on its tab": "//li[contains(@class, 'md-tabs__item--active')]/a",
    "link to edit its file": "//a[@rel='edit'][contains(@href, '/entities/systems/t-72.yml')]",
    "reference": "//*[@id='ref-1']",
}


def find_faults(site: Path) -> list[str]:
    """What is missing or broken, in words."""
    article = site / ARTICLE
    if not article.is_file():
        return [f"there is no {ARTICLE}"]
    page = html.parse(article)
    missing = [f"{ARTICLE} has no {part}" for part, path in PARTS.items() if not page.xpath(path)]
    return missing + find_broken_links(site)


def find_broken_links(site: Path) -> list[str]:
    """Links within the site, raw HTML and chrome included, whose page, file or anchor is not there; 404.html aside."""
    pages = {file: _read(file) for file in sorted(site.rglob("*.html")) if file.name != "404.html"}
    return [fault for file in pages for fault in _broken_on(file, pages, site)]


class _Page:
    __slots__ = ("ids", "links")

    def __init__(self, links: set[str], ids: set[str]) -> None:
        self.links = links
        self.ids = ids


def _read(file: Path) -> _Page:
    tree = html.parse(file)
    return _Page(set(map(str, tree.xpath("//@href | //@src"))), set(map(str, tree.xpath("//@id | //a/@name"))))


def _broken_on(file: Path, pages: dict[Path, _Page], site: Path) -> Iterator[str]:
    for link in sorted(pages[file].links):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
        target = target / "index.html" if target.is_dir() else target
        shown = file.relative_to(site)
        if not target.is_file():
            yield f"{shown}: '{link}' leads nowhere"
        elif parts.fragment and target in pages and not _has(pages[target], unquote(parts.fragment)):
            yield f"{shown}: '{link}' has no such anchor"


def _has(page: _Page, anchor: str) -> bool:
    return anchor in page.ids or anchor.startswith("__")
