"""Hostile names and prose are shown as text: a wiki full of them is built and read in a real browser, in which nothing runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from panoply.build import read
from panoply.problems import Problems
from tests.browser import Site, build_wiki, served
from tests.hostile import IN_PROSE, PAYLOADS, PER_SOURCE, PLAIN, REFUSED, block, lay, sentence, shared_name

INSPECT = """() => {
  const words = (node) => node.textContent.replaceAll('¶', '').replace(/\\s+/g, ' ').trim();
  const all = [...document.querySelectorAll('*')];
  const content = document.querySelector('.md-content') ?? document.body;
  return {
    ran: window.ran,
    handlers: all.filter((e) => e.getAttributeNames().some((name) => name.startsWith('on'))).map((e) => e.outerHTML),
    addresses: all.flatMap((e) => ['href', 'src', 'action', 'formaction', 'srcdoc', 'data'].map((name) => e.getAttribute(name)))
      .filter((url) => url && /^[^/?#]*:|^[/][/]/.test(url) && !/^https?:/.test(url)),
    head: [...new Set([...document.head.children].map((e) => e.localName))],
    said: [...document.scripts].filter((e) => e.type === 'application/ld+json').map((e) => JSON.parse(e.text)),
    scripts: [...document.scripts].filter((e) => e.type !== 'application/ld+json')
      .map((e) => (e.src || e.text).replaceAll(/(?:[.][.][/]?)+|^https?:.*[/]/g, '')),
    tags: [...new Set([...content.querySelectorAll('*')].filter((e) => !e.closest('.units')).map((e) => e.localName))],
    // numbers for a chart's bars are all that a style may hold
    styled: [...content.querySelectorAll('[style]')].filter((e) => !/^(--[abno]:[-+.0-9E]+;?)+$/.test(e.getAttribute('style')))
      .map((e) => e.outerHTML),
    text: words(content),
    heading: words(document.querySelector('h1')),
    title: document.title,
    topic: [...document.querySelectorAll('.md-header__topic')].map(words),
    description: document.querySelector('meta[name=description]').content,
    outside: [...document.links].filter((e) => e.hostname.endsWith('evil.example')).map((e) => e.outerHTML),
  };
}"""

STUBS = """(texts) => texts.map((text) => {
  const page = new DOMParser().parseFromString(text, 'text/html');
  return {
    shape: [...page.querySelectorAll('*')].map((e) => [e.localName, ...e.getAttributeNames()].join(' ')).join('; '),
    heading: page.querySelector('h1').textContent,
  };
})"""

ALLOWED = frozenset(
    re.findall(
        r"\w+",
        "a abbr article aside b blockquote br button caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 i"
        " li nav ol p pre small span strong summary table tbody td th thead tr ul",
    )
)
"""Every element a generated page may hold between header and footer."""
FORMS = {"wiki/about/add/": "form-add.js", "wiki/about/correct/": "form-correct.js", "wiki/search/": "search-page.js"}
"""Pages to type into, and the script of each."""
TYPED_INTO = frozenset(
    [
        "datalist",
        "fieldset",
        "form",
        "input",
        "label",
        "legend",
        "noscript",
        "optgroup",
        "option",
        "output",
        "section",
        "select",
        "textarea",
    ]
)
"""What those may hold besides."""
DOWNLOAD = re.compile(r"data:text/yaml;charset=utf-8,[-\w.~!*'()%]*")
"""The file that the form for a new page has made, to be saved: text, and nothing a browser would show."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = lay(tmp_path_factory.mktemp("hostile") / "wiki")
    build_wiki(root)
    with served(root) as site:
        yield site


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A window in which whatever runs is noted."""
    context = chromium.new_context()
    context.add_init_script("window.ran = []; window.pwn = (...words) => window.ran.push(words.join());")
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    yield page
    context.close()


def inspect(page: Page, url: str) -> dict[str, Any]:
    """What a page holds, once everything on it had its chance to run."""
    page.goto(url)
    if url.endswith(tuple(FORMS)):
        page.wait_for_load_state("networkidle")  # its script reads what it needs before it draws the form
    found: dict[str, Any] = page.evaluate(INSPECT)
    return found


def folded(text: str) -> str:
    return " ".join(text.split())


def faults(address: str, found: dict[str, Any], plain: dict[str, Any]) -> dict[str, Any]:
    """What is on a page that a hand-written one of the same wiki does not have, and no template of ours puts there."""
    known = {*plain["head"], *plain["scripts"], "sort.js", FORMS.get(address)}  # the last but one: with tables that sort
    new = {key: sorted(set(found[key]) - known) for key in ("head", "scripts")}
    new["tags"] = sorted(set(found["tags"]) - ALLOWED - (TYPED_INTO if address in FORMS else set()))
    same = {key: found[key] for key in ("ran", "handlers", "styled", "outside")}
    same["addresses"] = [url for url in found["addresses"] if address not in FORMS or not DOWNLOAD.fullmatch(url)]
    return {key: value for key, value in (same | new).items() if value}


def addresses(site: Site) -> list[str]:
    """Every page the generator made, stubs that lead on aside."""
    files = sorted((site.folder / "wiki").rglob("index.html"))
    return [f"{file.parent.relative_to(site.folder).as_posix()}/" for file in files if not is_stub(file)]


def is_stub(file: Path) -> bool:
    return 'http-equiv="refresh"' in file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(hostile: Site, page: Page) -> dict[str, dict[str, Any]]:
    """What every page holds, by its address."""
    return {address: inspect(page, hostile.url(address)) for address in addresses(hostile)}


def test_nothing_runs_on_any_page(pages: dict[str, dict[str, Any]]) -> None:
    assert len(pages) > 1.5 * len(PAYLOADS)
    found = {address: faults(address, page, pages[PLAIN]) for address, page in pages.items()}
    assert {address: fault for address, fault in found.items() if fault} == {}


def test_a_page_on_which_something_runs_is_seen(hostile: Site, page: Page) -> None:
    found = inspect(page, hostile.url("about/policy/"))
    assert found["ran"] == [""]
    assert len(found["handlers"]) == 2


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_words_are_shown_as_they_are(pages: dict[str, dict[str, Any]], number: int) -> None:
    payload = PAYLOADS[number]
    article, source = pages[f"wiki/systems/h-{number}/"], pages[f"wiki/sources/s-{number // PER_SOURCE}/"]
    assert article["heading"] == payload
    assert article["title"] == f"{payload} - Panoply"
    assert payload in article["topic"]
    assert [part["about"]["name"] for part in article["said"][0]["@graph"] if "about" in part] == [payload]
    assert payload in source["text"]
    for words in (f"{payload} alias {number}", f"{payload} variant {number}", shared_name(number)):
        assert words in article["text"]
    if payload in IN_PROSE:
        # where citations are taken out, so is the space before a full stop or colon
        assert article["description"].replace(" ", "").startswith(payload.replace(" ", ""))


def test_prose_is_shown_as_it_is(pages: dict[str, dict[str, Any]]) -> None:
    text = pages["wiki/systems/all/"]["text"]
    assert {words: text.count(f"{words} end") for words in IN_PROSE.values() if text.count(f"{words} end") < 4} == {}


@pytest.mark.parametrize("address", ["wiki/systems/all/", "wiki/seeds/pwn/", "wiki/names/"])
def test_cells_statements_and_entries_are_shown_as_they_are(pages: dict[str, dict[str, Any]], address: str) -> None:
    assert [payload for payload in PAYLOADS if payload not in pages[address]["text"]] == []


def test_search_shows_names_as_they_are(hostile: Site, page: Page, pages: dict[str, dict[str, Any]]) -> None:
    page.goto(hostile.url(PLAIN))
    page.keyboard.press("/")
    page.keyboard.type("onerror")
    results = page.locator(".search-box ol")
    results.locator("li").first.wait_for()
    assert faults(PLAIN, page.evaluate(INSPECT), pages[PLAIN]) == {}
    assert "<img src=x onerror=pwn()>" in results.inner_text()
    assert results.locator("img, script, svg[onload], iframe, b").count() == 0


def test_stubs_show_names_as_they_are(hostile: Site, page: Page) -> None:
    page.goto(hostile.url(PLAIN))
    stubs = [file.read_text(encoding="utf-8") for file in hostile.folder.rglob("index.html") if is_stub(file)]
    found = page.evaluate(STUBS, stubs)
    assert len(stubs) > len(PAYLOADS)
    assert {stub["shape"] for stub in found} == {found[0]["shape"]}
    assert set(PAYLOADS) <= {stub["heading"] for stub in found}


@pytest.mark.parametrize("prose", REFUSED)
def test_an_address_that_would_run_is_a_problem(tmp_path: Path, prose: str) -> None:
    root = lay(tmp_path / "wiki")
    (root / "entities" / "systems" / "all.yml").write_text(
        f"name: All\nclass: main-battle-tank\nlead: {block(sentence(prose))}\n", encoding="utf-8"
    )
    problems = Problems()
    read(root, problems)
    assert {p.code for p in problems.errors} <= {"URL", "PROSE"}
    assert problems.errors
