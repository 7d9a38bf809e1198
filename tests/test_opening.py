"""How an article begins: what it is, then its figures, on a phone by group; with and without JavaScript, and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import KINDS, SIX
from tests.conftest import OpenPage

SHOWN = """() => [...document.querySelectorAll('.infobox dd')].filter((cell) => cell.checkVisibility(
  {contentVisibilityAuto: true, visibilityProperty: true})).length"""
ALL = "() => document.querySelectorAll('.infobox dd').length"


@pytest.mark.parametrize("slug", SIX)
def test_a_phone_says_first_what_it_is_and_then_the_figures_it_is_compared_by(open_page: OpenPage, slug: str) -> None:
    page = open_page(f"wiki/systems/{slug}/", width=390, height=844)
    opening, figures = page.locator("h1 + p").bounding_box(), page.locator(".key-figures dd").first.bounding_box()
    assert opening
    assert figures
    assert opening["y"] + opening["height"] < figures["y"]
    assert figures["y"] + figures["height"] < 844
    assert page.locator(".key-figures dd").count() >= 3


@pytest.mark.parametrize("scripts", [True, False])
def test_the_groups_of_a_phone_open_one_by_one(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(KINDS["tank"], width=390, scripts=scripts)
    assert page.evaluate(SHOWN) == 0
    page.locator(".infobox summary", has_text="Mobility").click()
    expect(page.locator('.infobox a[href="#p-engine-power"]').first).to_be_visible()
    assert 5 < page.evaluate(SHOWN) < page.evaluate(ALL)
    height = page.locator(".infobox").evaluate("(box) => box.offsetHeight")
    assert height < 1800


@pytest.mark.parametrize("scripts", [True, False])
def test_beside_the_text_all_groups_are_shown(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(KINDS["tank"], scripts=scripts)
    assert page.evaluate(SHOWN) == page.evaluate(ALL) > 40
    expect(page.locator(".key-figures")).to_be_hidden()
    if scripts:
        expect(page.locator(".infobox-group:not([open])")).to_have_count(0)


def test_on_paper_too(open_page: OpenPage) -> None:
    page = open_page(KINDS["tank"], width=390)
    page.emulate_media(media="print")
    page.wait_for_function(f"() => ({SHOWN})() === ({ALL})()")  # which the browser knows once it has drawn the page anew
    expect(page.locator(".key-figures")).to_be_hidden()


def test_a_short_infobox_is_whole(open_page: OpenPage) -> None:
    page = open_page(KINDS["organization"], width=390, scripts=False)
    assert page.evaluate(SHOWN) == page.evaluate(ALL) > 0
    expect(page.locator(".key-figures")).to_have_count(0)
