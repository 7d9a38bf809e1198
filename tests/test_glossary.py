"""The glossary: its rows and what is wrong with them, where a page's prose leads to it, and what it shows in a browser."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree, ignore_patterns
from textwrap import dedent, indent

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from panoply.build import Before, build
from panoply.glossary import FILE, Glossary, load_glossary
from panoply.memory import Memory
from panoply.problems import Problems
from tests.browser import KINDS, Site
from tests.conftest import OpenPage
from tests.reading import ROOT, vocabulary

ROWS = """
tel:
  forms:
    - TEL
    - TELs
    - transporter erector launcher
  definition: A vehicle that carries a "missile" & raises it.
era:
  forms:
    - reactive armour
    - explosive reactive armour
  definition: Armour that *acts* on what strikes it.
armour:
  name: armour & plate
  forms:
    - armour
    - L/44
  definition: What protects.
"""


def write(root: Path, rows: str) -> Path:
    (root / "schema").mkdir(exist_ok=True)
    (root / FILE).write_text(rows, "utf-8")
    return root


def load(root: Path) -> tuple[Glossary, list[str]]:
    problems = Problems()
    found = load_glossary(root, vocabulary(), problems, Memory())
    return found, [str(problem) for problem in problems.errors]


def words_found(glossary: Glossary, *texts: str) -> list[list[str]]:
    met: set[str] = set()
    return [[text[found.start : found.end] for found in glossary.find(text, met)] for text in texts]


# rows


def test_the_wikis_own_glossary_is_sound() -> None:
    glossary, problems = load(ROOT)
    assert problems == []
    assert len(glossary.terms) >= 40
    assert [term.key for term in glossary.terms.values() if not term.definition.endswith(".")] == []
    assert [term.key for term in glossary.terms.values() if ". " in term.definition.removesuffix(".")] == []


def test_a_wiki_without_the_file_has_none(tmp_path: Path) -> None:
    assert load(tmp_path) == (Glossary(), [])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("tel:\n  forms:\n    - TEL\n", ":2:3: MISSING-KEY tel.definition: 'definition' is missing"),
        ("tel:\n  definition: A launcher.\n", ":2:3: MISSING-KEY tel.forms: 'forms' is missing"),
        ("tel: A launcher.\n", "NOT-A-MAPPING tel: the text 'A launcher.' stands where 'key: value' lines belong"),
        ("tel:\n  forms: TEL\n  definition: A launcher.\n", "2:10: NOT-A-LIST tel.forms: a list belongs here"),
        ("tel:\n  form: TEL\n  forms:\n    - TEL\n  definition: A.\n", "2:3: UNKNOWN-KEY tel.form: unknown key 'form'"),
        ("T E L:\n  forms:\n    - TEL\n  definition: A.\n", "'T E L' is not a slug"),
        ("tel:\n  forms:\n    - (TEL)\n  definition: A.\n", "a form begins and ends with a letter or digit"),
        ("tel:\n  forms:\n    - TEL-\n  definition: A.\n", "a form begins and ends with a letter or digit"),
        (f"tel:\n  forms:\n    - TEL\n  definition: {'A' * 161}\n", "161 characters; a definition is one sentence"),
        (
            "tel:\n  forms:\n    - TEL\n  definition: A.\nera:\n  forms:\n    - TEL\n  definition: B.\n",
            "7:7: VOCABULARY era.forms[0]: 'TEL' is a form of 'tel' already; delete one of the two",
        ),
        ("tel:\n  forms:\n    - [TEL]\n  definition: A.\n", "FLOW-STYLE"),
    ],
)
def test_a_bad_row_is_told_with_its_place(tmp_path: Path, rows: str, said: str) -> None:
    problems = load(write(tmp_path, rows))[1]
    assert len(problems) == 1
    assert problems[0].startswith(f"{FILE}:")
    assert said in problems[0]


# finding


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A TEL and its TELs", ["TEL"]),
        ("The TELs came", ["TELs"]),
        ("tel Tel TELEX aTEL TEL-7 XTEL/2 _TEL", []),
        ("(TEL), “TEL”", ["TEL"]),
        ("Transporter erector launcher: TEL", ["Transporter erector launcher"]),
        ("a transporter erector launchers", []),
        ("explosive reactive armour, then armour", ["explosive reactive armour", "armour"]),
        ("Reactive armour of reactive armour", ["Reactive armour"]),
        ("an L/44 barrel", ["L/44"]),
        ("an L/441 or XL/44 barrel", []),
        ("armoured", []),
        ("", []),
    ],
)
def test_whole_words_are_found_as_they_are_written(tmp_path: Path, text: str, found: list[str]) -> None:
    assert words_found(load(write(tmp_path, ROWS))[0], text) == [found]


def test_a_term_is_found_once_over_all_texts(tmp_path: Path) -> None:
    glossary = load(write(tmp_path, ROWS))[0]
    assert words_found(glossary, "armour", "armour and a TEL", "TELs") == [["armour"], ["TEL"], []]


# pages

LEAD = """\
The TEL has [[no-such-thing|reactive armour]], `armour` and [armour](https://example.org/) and **reactive
armour** [@book]."""
SECTION = "### Armour of the TEL\n\nIts armour is not a TEL's [@book]."


def lay(root: Path, rows: str | None) -> Path:
    copytree(ROOT / "schema", root / "schema", ignore=ignore_patterns("glossary.yml"))
    if rows:
        write(root, rows)
    (root / "entities" / "systems").mkdir(parents=True)
    (root / "entities" / "systems" / "t-1.yml").write_text(
        "name: T-1\nclass: main-battle-tank\n"
        f"lead: |\n{indent(LEAD, '  ')}\n"
        "claims:\n  transmission: A TEL of armour [@book]\n"
        "variants:\n  t-1b:\n    name: T-1B\n    changes: A TEL with explosive reactive armour, and armour [@book].\n"
        f"sections:\n  design: |\n{indent(SECTION, '    ')}\n"
        "sources:\n  book:\n    title: On TEL\n    grade: B\n    url: https://example.org/b\n",
        "utf-8",
    )
    return root


def made(root: Path, before: Before | None = None) -> str:
    problems = Problems()
    build(root, problems, before)
    assert problems.errors == []
    return (root / "docs" / "wiki" / "systems" / "t-1" / "index.md").read_text("utf-8")


def linked(page: str) -> list[str]:
    return [part.rpartition("[")[2] for part in page.split("](../../about/glossary/index.md#")[:-1]]


def test_the_first_use_on_a_page_leads_to_the_glossary(tmp_path: Path) -> None:
    page = made(lay(tmp_path, ROWS))
    assert linked(page) == ["TEL", "reactive armour", "armour"]
    title = "A vehicle that carries a &quot;missile&quot; &amp; raises it."
    assert f'The [TEL](../../about/glossary/index.md#tel "{title}"){{.term}} has reactive armour, `armour` and ' in page
    assert '**[reactive armour](../../about/glossary/index.md#era "Armour that &#42;acts&#42; on what strikes it.")' in page
    assert "### Armour of the TEL {#design-armour-of-the-tel}" in page
    assert "A TEL with explosive reactive armour, and [armour](" in page


def test_the_glossary_is_a_page_with_an_anchor_for_each_term(tmp_path: Path) -> None:
    made(lay(tmp_path, ROWS))
    page = (tmp_path / "docs" / "wiki" / "about" / "glossary" / "index.md").read_text("utf-8")
    listed = html.fromstring(page[page.index("<dl") :])
    assert {term.get("id"): term.text for term in listed.iter("dt")} == {
        "armour": "armour & plate",
        "era": "reactive armour",
        "tel": "TEL",
    }
    assert [meaning.text_content() for meaning in listed.iter("dd")] == [
        "What protects. Also armour and L/44.",
        "Armour that *acts* on what strikes it. Also explosive reactive armour.",
        'A vehicle that carries a "missile" & raises it. Also transporter erector launcher.',
    ]
    assert "](glossary/index.md)" in (tmp_path / "docs" / "wiki" / "about" / "index.md").read_text("utf-8")


def test_without_a_glossary_prose_is_as_it_was(tmp_path: Path) -> None:
    page = made(lay(tmp_path, None))
    assert linked(page) == []
    assert "The TEL has reactive armour, `armour` and " in page
    assert not (tmp_path / "docs" / "wiki" / "about" / "glossary").exists()


def test_an_edited_glossary_changes_the_pages_of_a_running_server(tmp_path: Path) -> None:
    before = Before()
    assert linked(made(lay(tmp_path, ROWS), before)) == ["TEL", "reactive armour", "armour"]
    write(tmp_path, dedent(ROWS).partition("era:")[0])
    assert linked(made(tmp_path, before)) == ["TEL"]


# in a browser


@pytest.fixture
def article(open_page: OpenPage) -> Page:
    return open_page(KINDS["component"])


def test_a_term_is_explained_under_the_pointer_which_may_enter(article: Page) -> None:
    term, tip = article.locator("a.term").first, article.get_by_role("tooltip")
    meaning = term.get_attribute("title")
    term.hover()
    expect(tip).to_have_text(meaning or "?")
    expect(term).to_have_attribute("aria-describedby", "term-tip")
    assert term.get_attribute("title") is None  # the browser would show a second one
    tip.hover()
    article.wait_for_timeout(400)
    expect(tip).to_be_visible()
    article.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    expect(term).to_have_attribute("title", meaning or "?")


def test_a_term_is_explained_on_focus_and_escape_dismisses(article: Page) -> None:
    term, tip = article.locator("a.term").first, article.get_by_role("tooltip")
    article.locator(".md-content a", has=article.locator(":scope:not(.term)")).first.focus()
    for _ in range(60):
        article.keyboard.press("Tab")
        if term.evaluate("(term) => document.activeElement === term"):
            break
    expect(tip).to_be_visible()
    article.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    assert term.evaluate("(term) => document.activeElement === term")
    article.keyboard.press("Enter")
    article.wait_for_url("**/wiki/about/glossary/#*")
    expect(article.locator("dt:target")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_explanation_stays_within_the_window(open_page: OpenPage, width: int) -> None:
    page = open_page(KINDS["tank"], width=width)
    for term in page.locator("a.term").all():
        meaning, tip = term.get_attribute("title"), page.get_by_role("tooltip")
        term.focus()
        expect(tip).to_have_text(meaning or "?")
        box = tip.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")


def test_the_first_tap_explains_and_the_second_follows(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(site.url(KINDS["component"]))
    term, tip = page.locator("a.term").first, page.get_by_role("tooltip")
    term.tap()
    expect(tip).to_be_visible()
    page.touchscreen.tap(5, 400)
    expect(tip).to_be_hidden()
    term.tap()
    expect(tip).to_be_visible()
    term.tap()
    page.wait_for_url("**/wiki/about/glossary/#*")
    context.close()
