"""Each gate lets a sound site pass and stops one with a fault planted in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from panoply.command_line import main
from panoply.site_check import CODES, Budget, check_site, condense, Fault
from panoply.site_pages import css_urls, read_page

ROOT = Path(__file__).parent.parent
URL = "https://example.org/wiki-of-tanks/"
ENTITIES = ("wiki/systems/t-1/", "wiki/systems/т-2/")

CHROME = '<meta charset="utf-8"><link rel="stylesheet" href="{up}assets/site.css"><link rel="icon" href="{up}assets/mark.svg">'
HOME = """
<a href="wiki/systems/">Systems</a> <a href="#top">Up</a> <a href=".">Home</a> <a href="index.html?q=1">Home</a>
<a href="https://elsewhere.org/x">Elsewhere</a> <a href="mailto:a@example.org">Write</a>
<a href="https://example.org/wiki-of-tanks/wiki/systems/t-1/#mass">T-1</a>
<img src="data:image/png;base64,AAAA" srcset="assets/mark.svg 1x, assets/mark.svg?2 2x" alt="">
<svg><use href="#shape"></use><g id="shape"></g></svg>
<script>draw("http://www.w3.org/2000/svg")</script>
<script type="application/ld+json">{"@context": "https://schema.org"}</script>
"""
T_1 = '<h1 id="mass">T-1</h1><p style="background: url(../../../assets/mark.svg)"><a href="../%D1%82-2/#h%C3%B6he">T-2</a></p>'
STUB = '<link rel="canonical" href="../../systems/t-1/"><meta http-equiv="refresh" content="0; url=../../systems/t-1/#mass">'
NOT_FOUND = '<link rel="stylesheet" href="/wiki-of-tanks/assets/site.css"><a href="/wiki-of-tanks/.">Home</a><a href="#top">Up</a>'


def page(depth: int, body: str) -> str:
    return f"<!doctype html><html><head>{CHROME.format(up='../' * depth)}</head><body>{body}</body></html>"


def sitemap(*addresses: str) -> str:
    listed = "".join(f"<url><loc>{URL}{address}</loc></url>" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


SOUND = {
    "docs/index.md": "",
    "docs/wiki/systems/index.md": "",
    "docs/wiki/systems/t-1.md": "",
    "docs/wiki/systems/т-2.md": "",
    "docs/wiki/names/object-1/index.html": STUB,
    "docs/assets/mark.svg": "<svg/>",
    "docs/.hidden": "",
    "site/index.html": page(0, HOME),
    "site/wiki/systems/index.html": page(2, '<a href="t-1/">T-1</a> <a href="../../">Home</a>'),
    "site/wiki/systems/t-1/index.html": page(3, T_1),
    "site/wiki/systems/т-2/index.html": page(3, '<h1 id="höhe">T-2</h1><a name="old"></a><a href="#old">below</a>'),
    "site/wiki/names/object-1/index.html": STUB,
    "site/404.html": NOT_FOUND,
    "site/sitemap.xml": sitemap("", "wiki/systems/", "wiki/systems/t-1/", "wiki/systems/%D1%82-2/"),
    "site/assets/mark.svg": "<svg/>",
    "site/assets/site.css": "/* url(nowhere.png) */ a { background: url('mark.svg') } b { mask: url(\"data:image/svg+xml,<svg>\") }",
    "site/search/search_index.json": "{}",
}
"""A sound site below a path, with every form of address that is fine."""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    for name, content in SOUND.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    return tmp_path


def found_in(root: Path, budget: Budget | None = None) -> list[str]:
    return [str(fault) for fault in check_site(root / "site", root / "docs", URL, ENTITIES, budget).faults]


def test_a_sound_site_passes(tiny: Path) -> None:
    report = check_site(tiny / "site", tiny / "docs", URL, ENTITIES)
    assert report.faults == []
    assert (report.pages, report.redirects) == (5, 1)


class Planted(NamedTuple):
    """A text put in front of </body> of a page, or in place of a whole file (None deletes it), and what is found."""

    file: str
    text: str | None
    faults: list[str]


T_1_FILE = "wiki/systems/t-1/index.html"


def on_t_1(text: str, *faults: str) -> Planted:
    return Planted(f"site/{T_1_FILE}", f"{text}</body>", [f"{T_1_FILE}: {fault}" for fault in faults])


def loaded(text: str, url: str) -> Planted:
    return on_t_1(text, f"THIRD-PARTY fetches {url} from another host; keep a copy in docs/assets/")


CDN = "https://cdn.example.com/x"
PLANTED = {
    "broken link": on_t_1('<a href="../t-3/">T-3</a>', "BROKEN-LINK nothing at wiki/systems/t-3/"),
    "broken link with the site's own address": on_t_1(f'<a href="{URL}t-3/">T-3</a>', "BROKEN-LINK nothing at t-3/"),
    "broken link of an SVG": on_t_1('<svg><a xlink:href="../t-3/"></a></svg>', "BROKEN-LINK nothing at wiki/systems/t-3/"),
    "broken canonical link": on_t_1('<link rel="canonical" href="../x/">', "BROKEN-LINK nothing at wiki/systems/x/"),
    "broken picture for others": on_t_1(
        f'<meta property="og:image" content="{URL}assets/x.png">', "BROKEN-LINK nothing at assets/x.png"
    ),
    "link to a folder": on_t_1('<a href="../t-1">T-1</a>', "BROKEN-LINK nothing at wiki/systems/t-1; write a slash at the end"),
    "link above the site": on_t_1('<a href="../../../../x/">X</a>', "BROKEN-LINK '../x' leads out of the site"),
    "link that is none": on_t_1('<a href="https://[x/">X</a>', "BROKEN-LINK 'https://[x/' is no address: Invalid IPv6 URL"),
    "broken redirect": Planted(
        "site/wiki/names/object-1/index.html",
        STUB.replace("url=../../systems/t-1/", "url=../../systems/t-9/"),
        ["wiki/names/object-1/index.html: BROKEN-LINK nothing at wiki/systems/t-9/"],
    ),
    "missing anchor": on_t_1('<a href="../т-2/#speed">T-2</a>', "MISSING-ANCHOR no id 'speed' in wiki/systems/т-2/index.html"),
    "missing anchor here": on_t_1('<a href="#speed">below</a>', f"MISSING-ANCHOR no id 'speed' in {T_1_FILE}"),
    "missing image": on_t_1('<img src="x.png">', "MISSING-ASSET nothing at wiki/systems/t-1/x.png"),
    "missing image of a set": on_t_1(
        '<img srcset="../../../assets/mark.svg 1x,../x.png 2x">', "MISSING-ASSET nothing at wiki/systems/x.png"
    ),
    "missing script": on_t_1('<script src="../x.js"></script>', "MISSING-ASSET nothing at wiki/systems/x.js"),
    "missing image of a style": on_t_1("<style>a { mask: url( x.svg ) }</style>", "MISSING-ASSET nothing at wiki/systems/t-1/x.svg"),
    "missing image of a sheet": Planted(
        "site/assets/site.css", "a { mask: url(img/x.svg) }", ["assets/site.css: MISSING-ASSET nothing at assets/img/x.svg"]
    ),
    "missing sheet of every page": Planted(
        "site/assets/site.css", None, ["404.html: MISSING-ASSET nothing at assets/site.css (so in 4 more)"]
    ),
    "absolute link": on_t_1(
        '<a href="/wiki/">Wiki</a>', "ABSOLUTE-LINK '/wiki/' leads past /wiki-of-tanks/; write it relative to the page"
    ),
    "absolute image": on_t_1(
        '<img src="/x.png">', "ABSOLUTE-LINK '/x.png' leads past /wiki-of-tanks/; write it relative to the page"
    ),
    "404 page of another path": Planted(
        "site/404.html",
        '<a href="/wiki/">Wiki</a>',
        ["404.html: ABSOLUTE-LINK '/wiki/' must begin with /wiki-of-tanks/, since 404.html is served at any address"],
    ),
    "relative link of the 404 page": Planted(
        "site/404.html",
        '<a href="wiki/systems/">Systems</a>',
        ["404.html: ABSOLUTE-LINK 'wiki/systems/' must begin with /wiki-of-tanks/, since 404.html is served at any address"],
    ),
    "link that runs": on_t_1('<a href="javascript:alert(1)">x</a>', "LINK-SCHEME 'javascript:' is no link for a reader"),
    "external script": loaded(f'<script src="{CDN}"></script>', CDN),
    "external script of no scheme": loaded('<script src="//cdn.example.com/x"></script>', "//cdn.example.com/x"),
    "external script of a script": loaded(f'<script>load("{CDN}")</script>', CDN),
    "external sheet": loaded(f'<link rel="stylesheet" href="{CDN}">', CDN),
    "external preload": loaded(f'<link rel="preload" href="{CDN}">', CDN),
    "external icon": loaded(f'<link rel="shortcut icon" href="{CDN}">', CDN),
    "external image": loaded(f'<img src="{CDN}">', CDN),
    "external image of an SVG": loaded(f'<svg><image href="{CDN}"/></svg>', CDN),
    "external frame": loaded(f'<iframe src="{CDN}"></iframe>', CDN),
    "external object": loaded(f'<object data="{CDN}"></object>', CDN),
    "external font of a style": loaded(f"<style>@font-face {{ src: url({CDN}) }}</style>", CDN),
    "external import of a sheet": Planted(
        "site/assets/site.css",
        f'@import "{CDN}";',
        [f"assets/site.css: THIRD-PARTY fetches {CDN} from another host; keep a copy in docs/assets/"],
    ),
    "orphan": Planted(
        "site/wiki/systems/index.html",
        page(2, ""),
        ["wiki/names/object-1/index.html: ORPHAN"],
    ),
    "duplicate id": on_t_1('<p id="mass">', "DUPLICATE-ID 2 elements have the id 'mass'"),
    "stale page": Planted(
        "site/wiki/systems/t-9/index.html",
        "<p>",
        [],
    ),
}
