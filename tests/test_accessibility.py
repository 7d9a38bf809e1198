"""Pages meet the rules of axe-core: one of each kind, on a phone and on a desk, in the light and in the dark scheme."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.browser import KINDS
from tests.conftest import OpenPage

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a scheme can break: the dark page has the light one's markup, where all others are run."""
AXE = Axe()
ENOUGH = """() => {
  const keep = (parts, most) => parts.slice(most).forEach((part) => part.remove());
  for (const whole of document.querySelectorAll('.md-content :is(ul, ol, dl, table, tbody)'))
    keep([...whole.children].filter((e) => e.matches('li, div, tr, tbody')), 3);
  if (document.querySelector('.crumbs'))
    for (const make of ['h2', 'h3', 'p', 'ul', '.evidence', '.md-typeset__scrollwrap'])
      keep([...document.querySelectorAll(`.md-content__inner > ${make}:not(#references)`)], 8);
}"""
"""A page may have thousands of parts of one make, and each takes the rule of contrast milliseconds: a few stand for all.

Pages by hand have a table of contents beside them that moves with them, and keep theirs.
"""


def violations(page: Page, *, rules: list[str] | None = None) -> dict[str, list[str]]:
    """The rules broken, each with the elements that do it."""
    page.evaluate(ENOUGH)
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found: list[dict[str, Any]] = AXE.run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    return {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_breaks_no_rule(open_page: OpenPage, kind: str, width: int) -> None:
    assert violations(open_page(KINDS[kind], width=width, color_scheme="light")) == {}
    dark = open_page(KINDS[kind], width=width, color_scheme="dark")
    assert dark.locator("body").get_attribute("data-md-color-scheme") == "slate"
    assert violations(dark, rules=COLOURS) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_search_breaks_no_rule(open_page: OpenPage, width: int, scheme: str) -> None:
    page = open_page(KINDS["disambiguation"], width=width, color_scheme=scheme, reduced_motion="reduce")
    page.keyboard.press("/")
    page.keyboard.type("tank")
    page.locator(".md-search-result__item").nth(3).wait_for()
    assert violations(page) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_drawer_breaks_no_rule(open_page: OpenPage, scheme: str) -> None:
    page = open_page(KINDS["disambiguation"], width=390, color_scheme=scheme, reduced_motion="reduce")
    page.locator("label.md-header__button[for=__drawer]").click()
    page.locator(".md-sidebar--primary").get_by_role("link", name="Systems", exact=True).click(trial=True)
    assert violations(page) == {}


def test_a_broken_rule_would_be_seen(open_page: OpenPage) -> None:
    page = open_page(KINDS["disambiguation"])
    page.evaluate(
        "() => document.querySelector('.md-content').insertAdjacentHTML('beforeend', '<p style=color:#bbb>Pale</p><img>')"
    )
    assert {"color-contrast", "image-alt"} <= set(violations(page))
