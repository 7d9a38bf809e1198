"""Each gate lets a sound site pass and stops one with a fault planted in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from panoply.command_line import main
from panoply.site_check import CODES, Budget, Fault, check_site, condense
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
NOT_FOUND = (
    '<link rel="stylesheet" href="/wiki-of-tanks/assets/site.css"><a href="/wiki-of-tanks/.">Home</a><a href="#top">Up</a>'
)


def page(depth: int, body: str) -> str:
    return f"<!doctype html><html><head>{CHROME.format(up='../' * depth)}</head><body>{body}</body></html>"


def sitemap(*addresses: str) -> str:
    listed = "".join(f"<url><loc>{URL}{address}</loc></url>" for address in addresses)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'
    )


LISTED = ("", "wiki/systems/", "wiki/systems/t-1/", "wiki/systems/%D1%82-2/")
SOUND: dict[str, str | None] = {
    "docs/index.md": "",
    "docs/wiki/systems/index.md": "",
    "docs/wiki/systems/t-1/index.md": "",
    "docs/wiki/systems/т-2/index.md": "",
    "docs/wiki/names/object-1/index.html": STUB,
    "docs/assets/mark.svg": "<svg/>",
    "docs/.hidden": "",
    "site/index.html": page(0, HOME),
    "site/wiki/systems/index.html": page(2, '<a href="t-1/">T-1</a> <a href="../../">Home</a>'),
    "site/wiki/systems/t-1/index.html": page(3, T_1),
    "site/wiki/systems/т-2/index.html": page(3, '<h1 id="höhe">T-2</h1><a name="old"></a><a href="#old">below</a>'),
    "site/wiki/names/object-1/index.html": STUB,
    "site/404.html": NOT_FOUND,
    "site/sitemap.xml": sitemap(*LISTED),
    "site/assets/mark.svg": "<svg/>",
    "site/assets/site.css": "/* url(x.png) */ a { background: url('mark.svg') } b { mask: url(\"data:image/svg+xml,<svg>\") }",
    "site/pagefind/pagefind-entry.json": "{}",
    "site/data/search/index.json": "{}",
}
"""A sound site below a path, with every form of address that is fine."""


def write(root: Path, files: dict[str, str | None]) -> None:
    """Write files below a folder; None deletes one."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            file.unlink()
        else:
            file.write_text(content, "utf-8")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    write(tmp_path, SOUND)
    return tmp_path


def found_in(root: Path, budget: Budget | None = None) -> list[str]:
    return [str(fault) for fault in check_site(root / "site", root / "docs", URL, ENTITIES, budget).faults]


def test_a_sound_site_passes(tiny: Path) -> None:
    report = check_site(tiny / "site", tiny / "docs", URL, ENTITIES)
    assert report.faults == []
    assert (report.pages, report.redirects) == (5, 1)


class Planted(NamedTuple):
    """Files in place of the sound ones (None deletes one), and what is found."""

    files: dict[str, str | None]
    faults: list[str]


T_1_FILE = "wiki/systems/t-1/index.html"
T_2_FILE = "wiki/systems/т-2/index.html"
T_9_FILE = "wiki/systems/t-9/index.html"
STUB_FILE = "wiki/names/object-1/index.html"
CDN = "https://cdn.example.com/x"


def on_t_1(text: str, *faults: str) -> Planted:
    """More text at the end of one page."""
    return Planted({f"site/{T_1_FILE}": page(3, T_1 + text)}, [f"{T_1_FILE}: {fault}" for fault in faults])


def loaded(text: str, url: str = CDN) -> Planted:
    return on_t_1(text, f"THIRD-PARTY fetches {url} from another host; keep a copy in docs/assets/")


def in_css(text: str, fault: str) -> Planted:
    return Planted({"site/assets/site.css": text}, [f"assets/site.css: {fault}"])


LARGE = len(page(3, T_1).encode()) + 400_000
PLANTED = {
    "broken link": on_t_1('<a href="../t-3/">T-3</a>', "BROKEN-LINK nothing at wiki/systems/t-3/"),
    "broken link with the site's own address": on_t_1(f'<a href="{URL}t-3/">T-3</a>', "BROKEN-LINK nothing at t-3/"),
    "broken link of an SVG": on_t_1('<svg><a xlink:href="../t-3/"></a></svg>', "BROKEN-LINK nothing at wiki/systems/t-3/"),
    "broken form": on_t_1('<form action="../find/"></form>', "BROKEN-LINK nothing at wiki/systems/find/"),
    "broken canonical link": on_t_1('<link rel="canonical" href="../x/">', "BROKEN-LINK nothing at wiki/systems/x/"),
    "broken picture for others": on_t_1(
        f'<meta property="og:image" content="{URL}assets/x.png">', "BROKEN-LINK nothing at assets/x.png"
    ),
    "link to a folder": on_t_1('<a href="../t-1">T-1</a>', "BROKEN-LINK nothing at wiki/systems/t-1; write a slash at the end"),
    "link above the site": on_t_1('<a href="../../../../x/">X</a>', "BROKEN-LINK '../x' leads out of the site"),
    "link that is none": on_t_1('<a href="https://[x/">X</a>', "BROKEN-LINK 'https://[x/' is no address: Invalid IPv6 URL"),
    "broken redirect": Planted(
        {f"site/{STUB_FILE}": STUB.replace("url=../../systems/t-1/", "url=../../systems/t-9/")},
        [f"{STUB_FILE}: BROKEN-LINK nothing at wiki/systems/t-9/"],
    ),
    "missing anchor": on_t_1('<a href="../т-2/#speed">T-2</a>', "MISSING-ANCHOR no id 'speed' in wiki/systems/т-2/index.html"),
    "missing anchor here": on_t_1('<a href="#speed">below</a>', f"MISSING-ANCHOR no id 'speed' in {T_1_FILE}"),
    "missing image": on_t_1('<img src="x.png">', "MISSING-ASSET nothing at wiki/systems/t-1/x.png"),
    "missing image of a set": on_t_1(
        '<img srcset="../../../assets/mark.svg 1x,../x.png 2x">', "MISSING-ASSET nothing at wiki/systems/x.png"
    ),
    "missing script": on_t_1('<script src="../x.js"></script>', "MISSING-ASSET nothing at wiki/systems/x.js"),
    "missing image of a style": on_t_1(
        "<style>a { mask: url( x.svg ) }</style>", f"MISSING-ASSET nothing at {T_1_FILE[:-10]}x.svg"
    ),
    "missing image of a sheet": in_css("a { mask: url(img/x.svg) }", "MISSING-ASSET nothing at assets/img/x.svg"),
    "missing sheet of every page": Planted(
        {"site/assets/site.css": None}, ["404.html: MISSING-ASSET nothing at assets/site.css (so in 4 more)"]
    ),
    "absolute link": on_t_1(
        '<a href="/wiki/">Wiki</a>', "ABSOLUTE-LINK '/wiki/' leads past /wiki-of-tanks/; write it relative to the page"
    ),
    "absolute image": on_t_1(
        '<img src="/x.png">', "ABSOLUTE-LINK '/x.png' leads past /wiki-of-tanks/; write it relative to the page"
    ),
    "404 page of another path": Planted(
        {"site/404.html": NOT_FOUND + '<a href="/wiki/">Wiki</a>'},
        ["404.html: ABSOLUTE-LINK '/wiki/' must begin with /wiki-of-tanks/, since 404.html is served at any address"],
    ),
    "relative link of the 404 page": Planted(
        {"site/404.html": NOT_FOUND + '<a href="wiki/">Wiki</a>'},
        ["404.html: ABSOLUTE-LINK 'wiki/' must begin with /wiki-of-tanks/, since 404.html is served at any address"],
    ),
    "broken link of the 404 page": Planted(
        {"site/404.html": NOT_FOUND + '<a href="/wiki-of-tanks/x/">X</a>'}, ["404.html: BROKEN-LINK nothing at x/"]
    ),
    "link that runs": on_t_1('<a href="javascript:alert(1)">x</a>', "LINK-SCHEME 'javascript:' is no link for a reader"),
    "external script": loaded(f'<script src="{CDN}"></script>'),
    "external script without a scheme": loaded('<script src="//cdn.example.com/x"></script>', "//cdn.example.com/x"),
    "external script of a script": loaded(f'<script>load("{CDN}")</script>'),
    "external sheet": loaded(f'<link rel="stylesheet" href="{CDN}">'),
    "external preload": loaded(f'<link rel="preload" href="{CDN}">'),
    "external icon": loaded(f'<link rel="shortcut icon" href="{CDN}">'),
    "external image": loaded(f'<img src="{CDN}">'),
    "external image of a set": loaded(f'<img srcset="{CDN} 2x">'),
    "external image of an SVG": loaded(f'<svg><image href="{CDN}"/></svg>'),
    "external frame": loaded(f'<iframe src="{CDN}"></iframe>'),
    "external object": loaded(f'<object data="{CDN}"></object>'),
    "external font of a style": loaded(f"<style>@font-face {{ src: url({CDN}) }}</style>"),
    "external import of a style": loaded(f"<style>@import '{CDN}';</style>"),
    "external import of a sheet": in_css(
        f'@import "{CDN}";', f"THIRD-PARTY fetches {CDN} from another host; keep a copy in docs/assets/"
    ),
    "orphan": Planted(
        {
            "docs/about.md": "",
            "site/about/index.html": page(1, '<a href="./">Links to itself</a>'),
            "site/sitemap.xml": sitemap("about/", *LISTED),
        },
        ["about/index.html: ORPHAN no links lead from the home page to about/"],
    ),
    "stale page": Planted(
        {"site/about/index.html": page(1, ""), "site/index.html": page(0, HOME + '<a href="about/">About</a>')},
        ["about/index.html: STALE-PAGE nothing in docs/ makes about/; delete the site and build it again"],
    ),
    "page of an entity that went": Planted(
        {
            "docs/wiki/systems/t-9/index.md": "",
            f"site/{T_9_FILE}": page(3, ""),
            f"site/{T_1_FILE}": page(3, T_1 + '<a href="../t-9/">T-9</a>'),
            "site/sitemap.xml": sitemap("wiki/systems/t-9/", *LISTED),
        },
        [f"{T_9_FILE}: STALE-PAGE no entity makes wiki/systems/t-9/; run build_entities.py and mkdocs build"],
    ),
    "page that MkDocs did not build": Planted(
        {"docs/about.md": "", "site/sitemap.xml": sitemap("about/", *LISTED)},
        ["about/index.html: MISSING-PAGE docs/about.md is not in the site; run mkdocs build"],
    ),
    "redirect that was not copied": Planted(
        {f"site/{STUB_FILE}": None},
        [f"{STUB_FILE}: MISSING-PAGE docs/{STUB_FILE} is not in the site; run mkdocs build"],
    ),
    "entity without a page": Planted(
        {
            "docs/wiki/systems/т-2/index.md": None,
            f"site/{T_2_FILE}": None,
            f"site/{T_1_FILE}": page(3, '<h1 id="mass">'),
            "site/sitemap.xml": sitemap(*LISTED[:-1]),
        },
        [f"{T_2_FILE}: MISSING-PAGE no page for the entity of wiki/systems/т-2/; run build_entities.py and mkdocs build"],
    ),
    "page missing from the sitemap": Planted(
        {"site/sitemap.xml": sitemap(*LISTED[:-1])},
        [f"{T_2_FILE}: SITEMAP {URL}wiki/systems/т-2/ is not in sitemap.xml"],
    ),
    "redirect in the sitemap": Planted(
        {"site/sitemap.xml": sitemap(*LISTED, "wiki/names/object-1/")},
        [f"sitemap.xml: SITEMAP {URL}wiki/names/object-1/ is listed and is no page"],
    ),
    "page twice in the sitemap": Planted(
        {"site/sitemap.xml": sitemap(*LISTED, "wiki/systems/")},
        [f"sitemap.xml: SITEMAP {URL}wiki/systems/ is listed more than once"],
    ),
    "duplicate id": on_t_1('<p id="mass">', "DUPLICATE-ID 2 elements have the id 'mass'"),
    "page too large": on_t_1(
        "x" * 400_000, f"OVERSIZE HTML: {LARGE:,} bytes, {LARGE - 400_000:,} more than the budget in site_check.py"
    ),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found_and_nothing_else(tiny: Path, planted: Planted) -> None:
    write(tiny, planted.files)
    assert found_in(tiny) == planted.faults


def test_every_gate_has_a_planted_fault() -> None:
    assert {fault.split()[1] for planted in PLANTED.values() for fault in planted.faults} == set(CODES)


@pytest.mark.parametrize(
    ("budget", "what"),
    [
        (Budget(packed_page=0), "HTML after gzip"),
        (Budget(search=1), "search index"),
        (Budget(site=1_000), "all files"),
    ],
)
def test_each_budget_can_be_exceeded(tiny: Path, budget: Budget, what: str) -> None:
    found = found_in(tiny, budget)
    assert found
    assert all(f": OVERSIZE {what}: " in fault for fault in found)


def test_a_page_is_measured_as_it_travels() -> None:
    read = read_page("x.html", b"<p>" + b"tank " * 20_000)
    assert read.size == 100_003
    assert read.packed < 1_000


def test_an_empty_page_has_nothing_to_check() -> None:
    assert read_page("x.html", b" \n").links == []


def test_common_faults_are_told_once() -> None:
    faults = [Fault(file, "MISSING-ASSET", "nothing at x.css") for file in ("b.html", "a.html", "c.html")]
    assert [str(fault) for fault in condense(faults)] == ["a.html: MISSING-ASSET nothing at x.css (so in 2 more)"]


def test_css_addresses_are_read_in_every_form() -> None:
    css = """@import url("a.css"); @IMPORT 'b.css'; /* url(c.png) */ a { b: url( d.png ); e: url('f (1).png'); g: "url" }"""
    assert list(css_urls(css)) == ["a.css", "b.css", "d.png", "f (1).png"]


# A real wiki, small enough to be built by MkDocs in a second

SETTINGS = f"""\
site_name: Tanks
site_url: {URL}
theme:
  name: material
  font: false
markdown_extensions: [attr_list, tables]
validation:
  links:
    absolute_links: warn
    anchors: warn
not_in_nav: /wiki/**
nav:
  - Home: index.md
"""
HOME_MD = """\
# Tanks

[Systems](wiki/systems/index.md) · [countries](wiki/countries/index.md) · [organizations](wiki/organizations/index.md) ·
[components](wiki/components/index.md) · [conflicts](wiki/conflicts/index.md) · [classes](wiki/classes/index.md) ·
[sources](wiki/sources/index.md) · [names](wiki/names/index.md) · [reports](wiki/about/index.md) ·
[seeds](wiki/seeds/index.md) · [search](wiki/search/index.md)
"""
ENTITY = """\
name: T-1
class: main-battle-tank
names:
  - name: Object 1
lead: >-
  The T-1 is a tank [@handbook, p. 1].
claims:
  crew: 3 [@handbook, p. 2]
  mass: 41.5 t (combat-loaded) [@handbook, p. 2]
sources:
  handbook:
    title: A handbook of tanks
    publisher: Museum of Tanks
    issued: 2007
    type: book
    grade: B
"""


def mkdocs(root: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("wiki")
    write(root, {"mkdocs.yml": SETTINGS, "docs/index.md": HOME_MD, "entities/systems/t-1.yml": ENTITY})
    shutil.copytree(ROOT / "schema", root / "schema")
    assert main(["--root", str(root)]) == 0
    done = mkdocs(root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def wiki(built_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_once, tmp_path / "wiki"))


def site_check(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    """The exit code, the faults, and the last line."""
    code = main(["site-check", "--root", str(root), *arguments])
    printed = capsys.readouterr()
    return code, printed.err.splitlines(), printed.out.rstrip("\n").rpartition("\n")[2]


def test_a_built_wiki_passes(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, faults, last = site_check(wiki, capsys)
    assert (code, faults) == (0, [])
    pages = len(list((wiki / "docs").rglob("*.md"))) + 1  # 404.html
    assert last == f"{pages} pages and 2 redirects in {wiki}/site/ checked: nothing to mend"


def test_a_fault_is_printed_with_its_file(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = wiki / "site/wiki/systems/t-1/index.html"
    file.write_text(file.read_text("utf-8").replace("</body>", '<a href="../t-3/">T-3</a></body>'), "utf-8")
    code, faults, last = site_check(wiki, capsys)
    assert (code, faults) == (1, [f"{file}: BROKEN-LINK nothing at wiki/systems/t-3/"])
    assert last.endswith("checked: 1 fault")


def test_a_renamed_entity_makes_its_page_stale(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (wiki / "entities/systems/t-1.yml").rename(wiki / "entities/systems/t-9.yml")
    code, faults, _ = site_check(wiki, capsys)
    assert code == 1
    assert [fault.removeprefix(f"{wiki}/site/").split()[:2] for fault in faults] == [
        [f"{T_1_FILE}:", "STALE-PAGE"],
        [f"{T_9_FILE}:", "MISSING-PAGE"],
    ]


def test_a_problem_in_an_entity_is_told_first(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (wiki / "entities/systems/t-1.yml").write_text(ENTITY.replace("41.5 t", "41.5 kW"), "utf-8")
    code, problems, _ = site_check(wiki, capsys)
    assert code == 1
    assert "DIMENSION" in problems[-2]


def test_another_folder_can_be_checked(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = (wiki / "site").rename(wiki / "public")
    assert site_check(wiki, capsys)[0] == 2
    assert site_check(wiki, capsys, "--site", str(other))[0] == 0


def test_without_an_address_nothing_can_be_checked(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (wiki / "mkdocs.yml").write_text(SETTINGS.replace(URL, "!ENV SITE"), "utf-8")
    code, words, _ = site_check(wiki, capsys)
    assert code == 2
    assert "needs a line site_url" in words[0]


@pytest.mark.parametrize(
    "link", ["[T-3](wiki/systems/t-3/index.md)", "[T-1](wiki/systems/t-1/index.md#speed)", "[T-1](/wiki/systems/t-1/)"]
)
def test_mkdocs_refuses_a_broken_link(wiki: Path, link: str) -> None:
    (wiki / "docs/index.md").write_text(HOME_MD + link, "utf-8")
    done = mkdocs(wiki)
    assert done.returncode == 1
    assert "Aborted with 1 warnings in strict mode" in done.stdout + done.stderr
