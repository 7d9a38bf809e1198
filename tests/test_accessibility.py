"""Pages meet the rules of axe-core: one of each kind, on a phone and on a desk, in the light and in the dark scheme."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, ViewportSize

from tests.browser import KINDS
from tests.conftest import OpenPage

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a scheme can break: the dark page has the light one's markup, where all others are run."""
PHONE: ViewportSize = {"width": 390, "height": 900}
DESK: ViewportSize = {"width": 1280, "height": 900}
AXE = Axe()
ENOUGH = """() => {
  const keep = (parts, most) => parts.slice(most).forEach((part) => part.remove());
  for (const whole of document.querySelectorAll('.md-content :is(ul, ol, dl, table, tbody)'))
    keep([...whole.children].filter((e) => e.matches('li, div, tr, tbody')), 3);
  for (const make of ['h2:not(#references)', 'h3', 'p', 'ul', '.evidence', '.highlight', '.md-typeset__scrollwrap'])
    keep([...document.querySelectorAll(`.md-content__inner > ${make}`)], 4);
  keep([...document.querySelectorAll('.md-nav--secondary .md-nav__item')], 4);
}"""
"""A page may have thousands of parts of one make, and each takes the rule of contrast milliseconds: a few stand for all."""


def violations(page: Page, rules: list[str] | None = None) -> dict[str, list[str]]:
    """The rules broken, each with the elements that do it."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found = page.evaluate("(options) => axe.run(options)", {"runOnly": only, "resultTypes": ["violations"]})["violations"]
    return {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found}


@pytest.fixture
def open_for_axe(open_page: OpenPage) -> OpenPage:
    """Opens a page with less of it, and axe-core in it; nothing moves while it looks."""

    def open_(address: str, **options: Any) -> Page:
        page = open_page(address, still=True, **options)
        page.evaluate(ENOUGH)
        page.evaluate(AXE.axe_script)
        return page

    return open_


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_breaks_no_rule(open_for_axe: OpenPage, kind: str) -> None:
    page = open_for_axe(KINDS[kind])
    assert violations(page) == {}
    page.set_viewport_size(PHONE)
    assert violations(page) == {}
    page.get_by_title("Switch to the dark scheme").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    assert violations(page, COLOURS) == {}
    page.set_viewport_size(DESK)
    assert violations(page, COLOURS) == {}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_search_breaks_no_rule(open_for_axe: OpenPage, width: int, dark: bool) -> None:
    page = open_for_axe(KINDS["disambiguation"], width=width, dark=dark)
    page.keyboard.press("/")
    page.keyboard.type("leo")
    page.locator(".search-box li").nth(3).wait_for()
    assert violations(page) == {}
    page.keyboard.press("ArrowDown")
    assert violations(page) == {}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_results_break_no_rule(open_for_axe: OpenPage, width: int, dark: bool) -> None:
    page = open_for_axe("wiki/search/#q=leopard", width=width, dark=dark)
    page.locator(".search-found mark").nth(3).wait_for()
    assert violations(page) == {}


@pytest.mark.parametrize("dark", [False, True])
def test_the_drawer_breaks_no_rule(open_for_axe: OpenPage, dark: bool) -> None:
    page = open_for_axe(KINDS["disambiguation"], width=390, dark=dark)
    page.locator("label.md-header__button[for=__drawer]").click()
    page.locator(".md-sidebar--primary").get_by_role("link", name="Systems", exact=True).click(trial=True)
    assert violations(page) == {}


def test_a_broken_rule_would_be_seen(open_for_axe: OpenPage) -> None:
    page = open_for_axe(KINDS["disambiguation"])
    page.evaluate(
        "() => document.querySelector('.md-content').insertAdjacentHTML('beforeend', '<p style=color:#bbb>Pale</p><img>')"
    )
    assert {"color-contrast", "image-alt"} <= set(violations(page))
