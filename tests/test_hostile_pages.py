"""Hostile names and prose are shown as text: a wiki full of them is built and read in a real browser, in which nothing runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from panoply.build import read
from panoply.problems import Problems
from tests.browser import Site, build_wiki, copy_wiki, served
from tests.reading import ROOT

PAYLOADS = (
    "<script>pwn()</script>",
    "</script><script>pwn(1)</script>",
    "<img src=x onerror=pwn()>",
    "</title></head><body onload=pwn()>",
    "</style></noscript></textarea><svg onload=pwn()>",
    "--><script>pwn(2)</script><!--",
    "<!-- pwn <![CDATA[ <?php pwn() ?>",
    '" onmouseover="pwn()" autofocus onfocus="pwn()" x="',
    "' onclick='pwn()' tabindex='1",
    "</aside></table></article></main><iframe srcdoc='<script>parent.pwn()</script>'>",
    "<base href=https://evil.example/><meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<a href=javascript:pwn()>pwn</a> <form action=javascript:pwn()><button>",
    "<details open ontoggle=pwn()><div markdown=1>pwn</div>",
    "<plaintext>pwn",
    "<javascript:pwn()> [pwn]: javascript:pwn()",
    "&lt;script&gt;pwn()&lt;/script&gt; &#60;b&#62; &amp;amp;",
    "word {: onclick=pwn() }",
    "{: #search .md-header onclick=pwn() style=position:fixed }",
    "{ onclick=pwn() }",
    "![x]{ onerror=pwn() }",
    '--8<-- "mkdocs.yml"',
    "[^1]: pwn[^1]",
    "*[the]: pwn",
    '!!! danger "pwn"',
    '??? note "pwn"',
    '=== "pwn tab"',
    "/// html | pwn block",
    "{{ config.site_name }} {{ pwn() }}",
    "{% include 'main.html' %} {# pwn #} {##pwn##}",
    "${pwn()} #{pwn()} <%= pwn() %>",
    "| pwn | --- |",
    "[TOC] pwn",
    "~~~ pwn in a fence",
    ": pwn :material-account: ==pwn== ^^pwn^^ $pwn$",
    "wzxhzdk:0 klzzwxh:0001 qlzzwxh:amp; pwn",
    "מרכבה مدرعة pwn",
    "화성포-18형 pwn <b>",
    "# pwn heading",
    "``` pwn `in backticks",
    "1986. *pwn* _pwn_ **pwn**",
    "+ pwn plus",
    "\\<b>pwn\\</b>",
    "[x](javascript:pwn()) [x](&#106;avascript:pwn())",
    "[[ruritania|pwn]] [x](https://evil.example/)",
)
"""Each is a name, an alias, a title, a publisher, a text value, a cell and a statement, and is shown as it is."""
OF_MARKDOWN = 7
"""The last of them mean something in prose."""
IN_PROSE = {payload: payload for payload in PAYLOADS[:-OF_MARKDOWN]} | {
    "\\<script>pwn()\\</script>": "<script>pwn()</script>",
    "[x](https://source.example/?'\"){: onclick=pwn() }": "x{: onclick=pwn() }",
    "[<img src=x onerror=pwn()>](https://source.example/)": "<img src=x onerror=pwn()>",
    "`<img src=x onerror=pwn()>`{ onclick=pwn() }": "<img src=x onerror=pwn()>{ onclick=pwn() }",
    "``pwn ` <b onclick=pwn()>``": "pwn ` <b onclick=pwn()>",
    "**pwn**{ onclick=pwn() }": "pwn{ onclick=pwn() }",
    "[[ruritania|<b onclick=pwn()>x</b>]]{ onclick=pwn() }": "<b onclick=pwn()>x</b>{ onclick=pwn() }",
    "[[no-such-thing|<script>pwn()</script>]]": "<script>pwn()</script>",
    "pwn\n{: onclick=pwn() }": "pwn {: onclick=pwn() }",
    "pwn\n    <script>pwn()</script>": "pwn <script>pwn()</script>",
    "pwn\n===": "pwn ===",
}
"""Prose and how it is shown."""
REFUSED = (
    "![x](https://source.example/x){ onerror=pwn() }",
    "[x](javascript:pwn())",
    "[x](&#106;avascript:pwn())",
    "[x](data:text/html,pwn)",
    "[x](JaVaScRiPt:pwn())",
)
"""In prose an address that is not http(s) is a problem, however it is spelt."""

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
    scripts: [...document.scripts].map((e) => (e.src || e.text).replaceAll(/(?:[.][.][/]?)+|^https?:.*[/]/g, '')),
    tags: [...new Set([...content.querySelectorAll('*')].map((e) => e.localName))],
    styled: [...content.querySelectorAll('[style]')].map((e) => e.outerHTML),
    text: words(content),
    heading: words(document.querySelector('h1')),
    title: document.title,
    topic: [...document.querySelectorAll('.md-header__topic')].map(words),
    description: document.querySelector('meta[name=description]').content,
    outside: [...document.querySelectorAll('a[href*="evil.example"]')].map((e) => e.outerHTML),
  };
}"""

STUBS = """(texts) => texts.map((text) => {
  const page = new DOMParser().parseFromString(text, 'text/html');
  return {
    shape: [...page.querySelectorAll('*')].map((e) => [e.localName, ...e.getAttributeNames()].join(' ')).join('; '),
    heading: page.querySelector('h1').textContent,
  };
})"""

ALLOWED = set(
    "a abbr article aside blockquote code dd del div dl dt em h1 h2 h3 h4 li nav ol p small span strong table tbody td th thead tr ul"
    " br".split()
)
"""Every element a generated page may hold between header and footer."""

ABOUT = tuple(file.relative_to(ROOT).as_posix() for file in sorted((ROOT / "docs" / "about").glob("*.md")))
PLANTED = "docs/about/policy.md"
"""A page by hand may hold HTML: this one shows that the tests would see it run."""

PLAIN = "wiki/countries/ruritania/"
"""A page without anything hostile, to compare with."""


def block(text: str) -> str:
    """A YAML block that holds a text as it is, indented enough for any key here."""
    return "|\n" + indent(text, " " * 10)


def sentence(payload: str) -> str:
    """Prose that begins with the payload and cites."""
    return f"{payload}\nend [@s-0]."


def system(number: int, payload: str) -> str:
    """An entity with the payload in every field that takes text."""
    word, alias = json.dumps(payload, ensure_ascii=False), json.dumps(f"{payload} alias {number}", ensure_ascii=False)
    shared = json.dumps(f"{PAYLOADS[number // 2 * 2]} shared", ensure_ascii=False)
    words = payload if payload in IN_PROSE else "Plain words."
    prose, section = block(sentence(words)), block(f"### pwn {words}\n\n{sentence(words)}")
    locator = payload.replace(";", ",")
    return f"""
name: {word}
class: main-battle-tank
names:
  - name: {alias}
    lang: {word}
  - name: {shared}
lead: {prose}
claims:
  transmission: {json.dumps(f"{payload} [@s-{number}]", ensure_ascii=False)}
  mass:
    - value: 41 t
      note: {prose}
      cite: {json.dumps(f"s-{number}, {locator}", ensure_ascii=False)}
    - value: 50 t
      rank: deprecated
      reason: {prose}
      cite: s-{number}
variants:
  v-{number}:
    name: {json.dumps(f"{payload} variant {number}", ensure_ascii=False)}
    changes: {prose}
operators:
  - country: ruritania
    variant: v-{number}
    status: current
    note: {prose}
    cite: s-{number}
sections:
  design: {section}
"""


def source(number: int, payload: str) -> str:
    word = json.dumps(payload, ensure_ascii=False)
    return f"""
title: {word}
author: {word}
publisher: {word}
container: {word}
note: {word}
language: {word}
url: "https://source.example/{number}?a=1&b=%22%3E"
grade: A
"""


def everything_in_prose() -> str:
    """A system whose sections hold every payload as a paragraph, an item of a list, in a quotation and in emphasis."""
    shapes = ("{}", "- {}", "> {}", "1. {}", "**{}**")
    paragraphs = [sentence(shape.format(payload)) for payload in IN_PROSE for shape in shapes]
    half, between = len(paragraphs) // 2, "\n\n"
    return f"""
name: All of it
class: main-battle-tank
lead: {block(sentence("Plain words."))}
sections:
  design: {block(between.join(paragraphs[:half]))}
  service: {block(between.join(paragraphs[half:]))}
"""


def seed() -> str:
    words = [json.dumps(payload, ensure_ascii=False) for payload in PAYLOADS]
    statements = "".join(f"  - says: {w}\n    names:\n      - name: {w}\n        entity: ruritania\n" for w in words)
    return (
        f"title: {words[0]}\nauthor: {words[1]}\npublisher: {words[2]}\nurl: https://source.example/\nstatements:\n{statements}"
    )


def flight_tests() -> str:
    rows = "".join(
        f"  - system: all\n    country: ruritania\n    date: 2023-04-13\n    site: {json.dumps(payload, ensure_ascii=False)}\n"
        "    outcome: success\n    cite: s-0\n"
        for payload in PAYLOADS
    )
    return f"flight_tests:\n{rows}"


def lay(root: Path) -> Path:
    """The hostile wiki in place of ours."""
    copy_wiki(root)
    for folder in ("entities", "seeds", "docs/about"):
        shutil.rmtree(root / folder)
    files = {
        "entities/countries/ruritania.yml": "name: Ruritania\nclass: state\n",
        "entities/systems/all.yml": everything_in_prose(),
        "entities/flight-tests/ruritania-2023.yml": flight_tests(),
        "seeds/pwn.yml": seed(),
        "docs/index.md": "# Home\n\nWords of our own.\n",
        **{file: "# About\n\nWords of our own.\n" for file in ABOUT},
        PLANTED: "# About\n\n<img src=x onerror=pwn()><b onclick=pwn()>pwn</b>\n",
    }
    for number, payload in enumerate(PAYLOADS):
        files[f"entities/systems/h-{number}.yml"] = system(number, payload)
        files[f"entities/sources/s-{number}.yml"] = source(number, payload)
    for file, text in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    return root


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
    found: dict[str, Any] = page.evaluate(INSPECT)
    return found


def folded(text: str) -> str:
    return " ".join(text.split())


def faults(found: dict[str, Any], plain: dict[str, Any]) -> dict[str, Any]:
    """What is on a page that a hand-written one of the same wiki does not have, and no template of ours puts there."""
    new = {key: sorted(set(found[key]) - set(plain[key])) for key in ("head", "scripts")}
    new["tags"] = sorted(set(found["tags"]) - ALLOWED)
    same = {key: found[key] for key in ("ran", "handlers", "addresses", "styled", "outside")}
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
    assert len(pages) > 2 * len(PAYLOADS)
    found = {address: faults(page, pages[PLAIN]) for address, page in pages.items()}
    assert {address: fault for address, fault in found.items() if fault} == {}


def test_a_page_on_which_something_runs_is_seen(hostile: Site, page: Page) -> None:
    found = inspect(page, hostile.url("about/policy/"))
    assert found["ran"] == [""]
    assert len(found["handlers"]) == 2


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_words_are_shown_as_they_are(pages: dict[str, dict[str, Any]], number: int) -> None:
    payload = PAYLOADS[number]
    article, source = pages[f"wiki/systems/h-{number}/"], pages[f"wiki/sources/s-{number}/"]
    assert article["heading"] == source["heading"] == payload
    assert article["title"] == source["title"] == f"{payload} - Panoply"
    assert payload in article["topic"]
    assert source["text"].count(payload) >= 4
    for words in (f"{payload} alias {number}", f"{payload} variant {number}", f"{PAYLOADS[number // 2 * 2]} shared"):
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
    page.locator("[data-md-component=search-query]").press_sequentially("pwn")
    results = page.locator(".md-search-result__list")
    results.locator(".md-search-result__item").nth(5).wait_for()
    assert faults(page.evaluate(INSPECT), pages[PLAIN]) == {}
    assert "<script>" in results.inner_text()
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
