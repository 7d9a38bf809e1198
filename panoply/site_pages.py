"""The built site as a browser meets it: the links a page offers, the files it loads, the ids it can be entered at.

Reads HTML, CSS and the sitemap into plain objects; what is wrong with them is for site_check to say.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lxml import etree

from panoply.pool import spread

STATED: Final = frozenset({"alternate", "author", "canonical", "edit", "help", "license", "me", "next", "prev", "search"})
"""What a <link> may say without the browser fetching anything; any other rel is taken to load."""
STATED_IN_META: Final = frozenset({"og:image", "og:url", "twitter:image"})
NAMESPACES: Final = "http://www.w3.org/"
"""Scripts that draw SVG name these addresses; nobody fetches them."""
PACKED_ABOVE: Final = 49_152
"""Bytes; below it a page is not compressed, since packed it is no larger than raw."""
FEWEST_SPREAD: Final = 100
"""Pages to be read for which more processes are worth their start."""

_CSS_URL = re.compile(
    r"""/\*.*?\*/
    |(?:url\(\s*|@import\s+)(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')
    |url\(\s*([^"')\s]+)""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
_SCRIPT_URL = re.compile(r"""(?<=["'`])(?:https?:)?//[\w-]+(?:\.[\w-]+)+[^\s"'`]*""")
_REFRESH = re.compile(r"""\s*[\d.]+\s*[;,]\s*(?:url\s*=)?\s*["']?([^"']+)""", re.IGNORECASE)
_SOURCE = re.compile(r"\s*(\S*[^\s,])(?:\s+[^\s,]+)?\s*(?:,|$)")
_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)


@dataclass(slots=True)
class SitePage:
    """One HTML file of the site. Addresses stand as they are written, as often as they are."""

    file: str
    """Below the site's root, as in ``wiki/systems/t-72/index.html``."""
    size: int
    packed: int
    """Bytes after gzip, at the level web servers use."""
    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Of ``<a name>``: where a fragment may lead, beside ids."""
    links: list[str] = field(default_factory=list)
    """What a reader may follow."""
    stated: list[str] = field(default_factory=list)
    """What is only said, such as the canonical address."""
    loads: list[str] = field(default_factory=list)
    """What the browser fetches by itself."""
    forwards: bool = False
    """True for a redirect stub."""


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """Everything below the site's folder; all paths are relative to it."""

    files: dict[str, int]
    """Every file with its size in bytes."""
    pages: dict[str, SitePage]
    sheets: dict[str, list[str]]
    """The addresses that each style sheet loads."""
    listed: list[str]
    """The addresses in the sitemap."""


def read_site(folder: Path) -> BuiltSite:
    """Read a site whole, its pages one at a time on each core."""
    files = {name: (folder / name).stat().st_size for name in sorted(files_below(folder))}
    pages = [name for name in files if name.endswith(".html")]
    read = spread(lambda name: read_page(name, (folder / name).read_bytes()), pages, least=FEWEST_SPREAD)
    return BuiltSite(
        files=files,
        pages=dict(zip(pages, read, strict=True)),
        sheets={name: list(css_urls((folder / name).read_text("utf-8"))) for name in files if name.endswith(".css")},
        listed=_locations((folder / "sitemap.xml").read_bytes()) if "sitemap.xml" in files else [],
    )


def files_below(folder: Path) -> Iterator[str]:
    """Every file, its path relative to the folder and with forward slashes."""
    for parent, _, names in os.walk(folder):
        below = Path(parent).relative_to(folder)
        yield from ((below / name).as_posix() for name in names)


def read_page(file: str, content: bytes) -> SitePage:
    """What one HTML file says, in one pass over its elements."""
    packed = len(gzip.compress(content, 6)) if len(content) > PACKED_ABOVE else len(content)
    page = SitePage(file, len(content), packed)
    if content.strip():
        for element in etree.HTML(content, _PARSER).iter():
            _read_element(page, element)
    return page


def _read_element(page: SitePage, element: etree._Element) -> None:
    tag = str(element.tag)
    for name, value in element.items():
        _read_attribute(page, element, str(name), str(value))
    if tag in READERS:
        READERS[tag](page, element)


def _read_attribute(page: SitePage, element: etree._Element, name: str, value: str) -> None:
    if name == "id":
        page.ids.append(value)
    elif name in LOADING:
        page.loads += LOADING[name](value)
    elif name in {"href", "xlink:href"}:
        _for_href(page, element).append(value)
    elif name in {"action", "formaction"}:
        page.links.append(value)
    elif name == "name" and element.tag == "a":
        page.names.append(value)


def _for_href(page: SitePage, element: etree._Element) -> list[str]:
    """The list an href belongs to; besides links there are <use> and <image> of SVG, which load."""
    if element.tag in {"a", "area"}:
        return page.links
    only_says = element.tag == "link" and set(element.get("rel", "").lower().split()) <= STATED
    return page.stated if only_says else page.loads


def _read_meta(page: SitePage, element: etree._Element) -> None:
    content = element.get("content", "")
    if element.get("http-equiv", "").lower() == "refresh" and (found := _REFRESH.match(content)):
        page.links.append(found[1].strip())
        page.forwards = True
    elif {element.get("property"), element.get("name")} & STATED_IN_META:
        page.stated.append(content)


def _read_script(page: SitePage, element: etree._Element) -> None:
    """An address in a script's text counts as loaded: nothing else shows what the script does with it."""
    if not element.get("type", "").endswith("json"):
        page.loads += (url for url in _SCRIPT_URL.findall(element.text or "") if not url.startswith(NAMESPACES))


def _read_style(page: SitePage, element: etree._Element) -> None:
    page.loads += css_urls(element.text or "")


def _read_object(page: SitePage, element: etree._Element) -> None:
    page.loads.append(element.get("data", ""))


READERS: Final[dict[str, Callable[[SitePage, etree._Element], None]]] = {
    "meta": _read_meta,
    "object": _read_object,
    "script": _read_script,
    "style": _read_style,
}
"""Elements that name addresses elsewhere than in an attribute of LOADING."""


def css_urls(css: str) -> Iterator[str]:
    """Every address in url() or after @import; comments say none."""
    for found in _CSS_URL.finditer(css):
        yield from filter(None, found.groups())


def _sources(srcset: str) -> list[str]:
    """The addresses of ``a.png 1x, b.png 2x``."""
    return _SOURCE.findall(srcset)


def _one(url: str) -> list[str]:
    return [url]


LOADING: Final[dict[str, Callable[[str], Iterable[str]]]] = {
    "background": _one,
    "imagesrcset": _sources,
    "poster": _one,
    "src": _one,
    "srcset": _sources,
    "style": css_urls,
}
"""Attributes whose addresses the browser fetches by itself, on whatever element they stand."""


def _locations(sitemap: bytes) -> list[str]:
    return [(element.text or "").strip() for element in etree.fromstring(sitemap).iter("{*}loc")]
