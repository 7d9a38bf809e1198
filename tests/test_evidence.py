"""The evidence behind a figure and the units switch, in a real browser: with mouse, keys, touch, and without JavaScript."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import SIX, Site, assert_no_sideways_scroll
from tests.conftest import OpenPage

TANK = "wiki/systems/t-72/"
CARD = "#card"
EMPTY = """() => {
  const place = Object.assign(document.createElement('div'), {className: 'units-place'});
  document.querySelector('.units').replaceWith(place);
}"""


METRIC, US = r"\d\s(?:km/h|km|m|kg|kW|t|L)\b(?!/)", r"\d\s(?:mph|mi|ft|lb|short tons|US gal)\b"
FIGURES = """() => [...document.querySelectorAll(
  ".infobox dd, .evidence-table td:nth-of-type(1), .rows-table tr:not(.remark) td, #disputed ~ ul > li:has(> a[href^='#p-'])",
)].map((cell) => {
  const figures = cell.cloneNode(true);
  figures.querySelectorAll("em, small, [hidden]").forEach((words) => words.remove());
  return figures.textContent;
})"""
"""What infobox, evidence, tables and disputes say, reasons and remarks aside: those are an author's sentences."""


def figure(page: Page, prop: str) -> Locator:
    return page.locator(f'.infobox a.figure[href="#p-{prop}"]')


def test_hovering_a_figure_shows_its_evidence_and_leaving_hides_it(open_page: OpenPage) -> None:
    page = open_page(TANK)
    figure(page, "mass").hover()
    card = page.locator(CARD)
    expect(card).to_be_visible()
    expect(card.get_by_role("heading", name="Mass", exact=True)).to_be_visible()
    assert card.locator("ol > li").count() == page.locator("tbody#p-mass tr").count()
    card.hover(position={"x": 20, "y": 20})
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    page.locator("h1").hover()
    expect(card).to_be_hidden()


def test_the_evidence_names_source_date_grade_condition_and_line(open_page: OpenPage) -> None:
    page = open_page(TANK)
    figure(page, "mass").click()
    claims = page.locator(f"{CARD} ol > li")
    for claim in claims.all():
        assert re.search(r"grade [A-E]", claim.inner_text())
        line = claim.locator(".card-line")
        assert re.fullmatch(r"t-72\.yml, line \d+", line.inner_text())
        assert re.search(r"/blob/main/entities/systems/t-72\.yml#L\d+$", line.get_attribute("href") or "")
    assert "combat loaded" in page.locator(CARD).inner_text()
    assert re.search(r"\d+ figures from .+ to .+", page.locator(".card-spread").inner_text())


def test_the_line_is_that_of_the_claim(site: Site, open_page: OpenPage) -> None:
    lines = (site.root / "entities/systems/t-72.yml").read_text("utf-8").splitlines()
    page = open_page(TANK)
    figure(page, "crew").click()
    first = page.locator(f"{CARD} ol > li").first
    number = int(re.search(r"line (\d+)", first.locator(".card-line").inner_text())[1])  # type: ignore[index]
    value = re.match(r"\d+", first.locator(".card-value").inner_text())
    assert value
    assert value[0] in lines[number - 1]


def test_evidence_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page(TANK)
    link = figure(page, "mass")
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    card = page.locator(CARD)
    expect(card).to_be_visible()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(card).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('#card') !== null")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(link).to_be_focused()


def test_a_mark_shows_its_source(open_page: OpenPage) -> None:
    page = open_page(TANK)
    mark = page.locator(".md-content p > a.cite").first
    mark.hover()
    card = page.locator(CARD)
    expect(card).to_be_visible()
    assert card.get_attribute("aria-label") == "Source"
    target = page.locator(f"li:has(> {mark.get_attribute('href')})")
    title = target.locator("a").first
    expect(card.get_by_role("link", name=title.text_content() or "?")).to_have_attribute(
        "href", title.get_attribute("href") or ""
    )


@pytest.mark.parametrize("slug", SIX)
def test_a_tap_opens_evidence_along_the_bottom_of_a_phone(open_page: OpenPage, slug: str) -> None:
    page = open_page(f"wiki/systems/{slug}/", width=390)
    link = page.locator(".infobox a.figure").nth(3)
    link.dispatch_event("click")
    card = page.locator(CARD)
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, 390)
    assert box["height"] <= page.viewport_size["height"] * 0.6 + 1  # type: ignore[index]
    assert_no_sideways_scroll(page)


def test_a_figure_is_reported_with_page_property_and_value(open_page: OpenPage) -> None:
    page = open_page(TANK)
    figure(page, "mass").click()
    link = page.get_by_role("link", name="Correct this figure").get_attribute("href") or ""
    address, _, told = link.partition("#")
    assert address.endswith("/wiki/about/correct/")
    asked = dict(parse_qsl(told))
    assert asked.keys() == {"page", "file", "property", "label", "value", "line"}
    assert asked["page"].endswith("/wiki/systems/t-72/#p-mass")
    assert (asked["file"], asked["property"], asked["label"]) == ("entities/systems/t-72.yml", "mass", "Mass")
    assert asked["value"].startswith("41 t")


def test_every_claim_has_a_link_to_copy(site: Site, open_page: OpenPage) -> None:
    page = open_page(TANK)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    figure(page, "mass").click()
    claim = page.locator(f"{CARD} ol > li").nth(2)
    claim.get_by_role("button", name="Copy link to this figure").click()
    expect(page.locator(".copy-status")).to_have_text("Copied")
    row = page.locator("tbody#p-mass tr").nth(2).get_attribute("id")
    assert page.evaluate("() => navigator.clipboard.readText()") == f"{site.url(TANK)}#{row}"
    page.get_by_role("button", name="Copy link to all").click()
    page.wait_for_function("() => navigator.clipboard.readText().then((words) => words.endsWith('#p-mass'))")


def test_without_javascript_a_claim_has_an_address(open_page: OpenPage) -> None:
    row = open_page(TANK, scripts=False).locator("tbody#p-crew tr").last.get_attribute("id")
    page = open_page(f"{TANK}#{row}", scripts=False)
    expect(page.locator(f"tr#{row}")).to_be_in_viewport()
    header, box = page.locator(".md-header").bounding_box(), page.locator(f"tr#{row}").bounding_box()
    assert header
    assert box
    assert box["y"] >= header["height"]


def test_without_javascript_a_figure_leads_to_its_evidence(open_page: OpenPage) -> None:
    page = open_page(TANK, scripts=False)
    expect(page.locator(".units")).to_have_count(0)
    figure(page, "mass").click()
    expect(page.locator("tbody#p-mass")).to_be_in_viewport()
    assert page.locator("tbody#p-mass .spread").get_attribute("aria-label")


def test_one_switch_chooses_the_units_of_the_page(open_page: OpenPage) -> None:
    page = open_page(TANK)
    mass = page.locator('.infobox dd:has(a[href="#p-mass"])')
    assert re.match(r"41 t \(45 short tons\)", mass.inner_text().replace("\u00a0", " "))
    page.get_by_label("US", exact=True).check()
    assert re.match(r"45 short tons(?! \()", mass.inner_text().replace("\u00a0", " "))
    for figures in page.locator(".infobox dd").all_inner_texts():
        assert not re.search(r"\d\s(?:km/h|km|kg|kW)\b", figures)
    page.get_by_label("Metric", exact=True).check()
    assert re.match(r"41 t(?! \()", mass.inner_text().replace("\u00a0", " "))
    page.get_by_label("Both").check()
    assert re.match(r"41 t \(45 short tons\)", mass.inner_text().replace("\u00a0", " "))


@pytest.mark.parametrize("address", [*(f"wiki/systems/{slug}/" for slug in SIX), "wiki/classes/main-battle-tank/"])
def test_no_figure_of_a_page_escapes_the_switch(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    assert [words for words in page.evaluate(FIGURES) if re.search(METRIC, words)]
    page.get_by_label("US", exact=True).check()
    assert [words for words in page.evaluate(FIGURES) if re.search(METRIC, words)] == []
    page.get_by_label("Metric", exact=True).check()
    assert [words for words in page.evaluate(FIGURES) if re.search(US, words)] == []


def test_the_units_chosen_are_remembered(site: Site, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(site.url(TANK))
    page.get_by_label("US", exact=True).check()
    page.goto(site.url("wiki/systems/leopard-2/"))
    expect(page.get_by_label("US", exact=True)).to_be_checked()
    assert "short tons" in figure(page, "mass").inner_text()
    context.close()


def test_the_switch_moves_nothing(open_page: OpenPage) -> None:
    """Its place is kept free while the script loads."""
    with_script = open_page(TANK).locator(".infobox-title").bounding_box()
    page = open_page(TANK)
    assert with_script == page.locator(".infobox-title").bounding_box()
    page.evaluate(EMPTY)
    assert with_script == page.locator(".infobox-title").bounding_box()


def test_every_row_about_an_entity_has_an_address(open_page: OpenPage) -> None:
    page = open_page(f"{TANK}#operators-czechia", width=390)
    row = page.locator("tbody:target")
    expect(row.get_by_role("link", name="Czechia")).to_be_in_viewport()
    expect(row.get_by_role("link", name="¶")).to_have_attribute("href", "#operators-czechia")
    named = page.locator(".rows-table tbody:has(> tr:first-child > th > a:not(.headerlink))")
    assert named.count() == page.locator(".rows-table tbody[id]").count() > 50
