"""The site's layout and chrome in a real browser: widths, where a page belongs, keyboard, motion, print."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Locator, ViewportSize, expect

from tests.browser import KINDS, SECTIONS, SIX, Site, assert_no_sideways_scroll
from tests.conftest import OpenPage
from tests.reading import ROOT

SCREENSHOTS = ROOT / ".cache" / "screenshots"
TALL = 3000
"""Pixels of a screenshot; the longest page has some 20,000."""
PAPER: ViewportSize = {"width": 718, "height": 1047}
"""A4 between margins of a centimetre."""
PAPERS: list[ViewportSize] = [PAPER, {"width": 740, "height": 980}]
"""And Letter."""
CUT = """() => [...document.querySelectorAll('.md-content table, .md-content pre, .md-content figure, .md-content ol > li')]
  .filter((part) => {
    const box = part.getBoundingClientRect();
    const clipped = part.closest('.evidence, .rows, .md-typeset__scrollwrap');
    const marker = part.matches('#references + ol > li') ? parseFloat(getComputedStyle(part).fontSize) * 2 : 0;
    return box.width && (box.left < marker || box.right > innerWidth + 1
      || (clipped && getComputedStyle(clipped).overflowX !== 'visible'));
  }).map((part) => part.outerHTML.slice(0, 80))"""
"""What leaves the sheet or is cut off at an edge of its own."""
ARTICLE = KINDS["missile"]
MOST_SHIFT = 0.02
"""Of a page's layout while it loads, as browsers reckon it (web.dev/articles/cls)."""

FOCUS = """() => {
  const focused = document.activeElement;
  const shown = focused.matches('.md-option') ? focused.nextElementSibling : focused;
  const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
  return {
    name: (focused.innerText || focused.getAttribute('aria-label') || focused.title).trim(),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
    seen: box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
  };
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_every_width(open_page: OpenPage, kind: str) -> None:
    page = open_page(KINDS[kind])
    for width in (390, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert_no_sideways_scroll(page)


@pytest.mark.parametrize("slug", SIX)
def test_the_infobox_stands_beside_the_text_or_below_its_first_paragraph(open_page: OpenPage, slug: str) -> None:
    page = open_page(f"wiki/systems/{slug}/")
    infobox = page.locator(".infobox")
    opening, after = page.locator("h1 + p"), page.locator(".infobox ~ p").first
    for width, beside in ((390, False), (960, True), (1280, True)):
        page.set_viewport_size({"width": width, "height": 900})
        box, first, then = (part.bounding_box() for part in (infobox, opening, after))
        assert box
        assert first
        assert then
        assert first["y"] + first["height"] <= then["y"], width
        if beside:
            assert abs(box["y"] - first["y"]) < 1, width
            assert max(text_right(opening), text_right(after)) <= box["x"], width
        else:
            assert first["y"] + first["height"] <= box["y"], width
            assert box["y"] + box["height"] <= then["y"], width


def text_right(paragraph: Locator) -> float:
    """Where its longest line ends: a float narrows a paragraph's lines, not its box."""
    ends: float = paragraph.evaluate(
        """(node) => {
          const range = document.createRange();
          range.selectNodeContents(node);
          return Math.max(...[...range.getClientRects()].map((line) => line.right));
        }"""
    )
    return ends


def test_the_chrome_says_where_a_page_belongs(site: Site, open_page: OpenPage) -> None:
    page = open_page(ARTICLE)
    crumbs = page.get_by_role("navigation", name="Breadcrumb").get_by_role("link")
    assert crumbs.all_inner_texts() == ["Home", "Systems", "Intercontinental ballistic missiles"]
    assert page.locator(".md-tabs [aria-current]").all_inner_texts() == ["Systems"]
    assert page.locator(".md-tabs__link").all_inner_texts() == list(SECTIONS)
    crumbs.last.click()
    assert page.url == site.url("wiki/classes/intercontinental-ballistic-missile/")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "not found"])
def test_a_page_offers_its_file_to_edit(site: Site, kind: str) -> None:
    page: Any = html.parse(site.folder / KINDS[kind].partition("#")[0] / "index.html")
    files = [re.sub(r"^https://github.com/[^/]+/[^/]+/edit/main/", "", link) for link in page.xpath("//a[@rel='edit']/@href")]
    assert [file for file in files if not (site.root / file).is_file()] == []
    if kind in ("tank", "missile", "country", "organization", "component", "conflict"):
        assert files == [f"{KINDS[kind].replace('wiki', 'entities').rstrip('/')}.yml"]


def test_the_drawer_of_a_phone_lists_the_sections(site: Site, open_page: OpenPage) -> None:
    page = open_page(ARTICLE, width=390)
    page.locator("label.md-header__button[for=__drawer]").click()
    drawer = page.locator(".md-sidebar--primary")
    for section in SECTIONS:
        expect(drawer.get_by_role("link", name=section, exact=True)).to_be_in_viewport()
    expect(drawer.locator("[aria-current=page]")).to_have_text("Hwasong-18")
    drawer.get_by_role("link", name="Countries", exact=True).click()
    page.wait_for_url(site.url("wiki/countries/"))


def test_the_keyboard_reaches_everything_and_shows_where_it_is(open_page: OpenPage) -> None:
    page = open_page(ARTICLE, still=True)
    stops = []
    for _ in range(24):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
    names = [stop["name"] for stop in stops]
    assert names[0] == "Skip to content"
    order = [
        names.index(name)
        for name in ("Skip to content", "Search", "Home", "Systems", "About", "Intercontinental ballistic missiles")
    ]
    assert order == sorted(order)
    assert [stop for stop in stops if not stop["ring"] or not stop["seen"]] == []


def test_the_skip_link_skips(open_page: OpenPage) -> None:
    page = open_page(ARTICLE, still=True)
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(".md-content :focus").count() == 1


SHIFTS = """() => new Promise((tell) => {
  new PerformanceObserver((list) => tell(list.getEntries().reduce((sum, shift) => sum + shift.value, 0)))
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => tell(0), 500);
})"""


@pytest.mark.parametrize("kind", ["home", "tank", "country", "class"])
def test_nothing_moves_while_a_page_loads(open_page: OpenPage, kind: str) -> None:
    page = open_page(KINDS[kind], width=390)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHIFTS) < MOST_SHIFT


def test_a_part_that_moves_is_noticed(open_page: OpenPage) -> None:
    page = open_page(KINDS["class"], width=390)
    page.evaluate("""() => new Promise((done) => {
      document.querySelector('h1').style.marginTop = '20rem';
      requestAnimationFrame(() => requestAnimationFrame(done));
    })""")
    assert page.evaluate(SHIFTS) > MOST_SHIFT


def test_nothing_moves_for_those_who_ask(open_page: OpenPage) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter((e) => {
      const style = getComputedStyle(e);
      const longest = Math.max(...`${style.transitionDuration},${style.animationDuration}`.split(',').map(parseFloat));
      return longest > .001 || style.scrollBehavior === 'smooth';
    }).length"""
    assert open_page(ARTICLE, still=True).evaluate(moving) == 0
    assert open_page(ARTICLE).evaluate(moving) > 0


def test_print_has_the_addresses_and_no_chrome(open_page: OpenPage) -> None:
    page = open_page(ARTICLE)
    page.emulate_media(media="print")
    for part in (".md-header", ".md-tabs", ".md-sidebar", ".md-footer", ".crumbs", ".jump-list", ".headerlink", ".units"):
        assert [e for e in page.locator(part).all() if e.is_visible()] == [], part
    for part in (".infobox", ".evidence-table", "#references + ol"):
        expect(page.locator(part).first).to_be_visible()
    page.set_viewport_size(PAPER)
    assert_no_sideways_scroll(page)
    source = page.locator('#references + ol a[href^="http"]').first
    printed = source.evaluate("(link) => getComputedStyle(link, '::after').content")
    assert source.get_attribute("href") in printed
    mark = page.locator("a.cite").first
    assert mark.evaluate("(link) => getComputedStyle(link, '::after').content") == "none"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "not found"])
def test_every_kind_of_page_fits_paper_whole(site: Site, open_page: OpenPage, kind: str) -> None:
    page = open_page(KINDS[kind])
    page.emulate_media(media="print")
    for paper in PAPERS:
        page.set_viewport_size(paper)
        assert_no_sideways_scroll(page)
        assert page.evaluate(CUT) == []
    for part in (
        ".md-header",
        ".md-footer",
        ".crumbs",
        ".source-links",
        ".drawing-compare",
        "details button",
        "form",
        ".units",
    ):
        assert [e for e in page.locator(part).all() if e.is_visible()] == [], part
    address = page.locator(".on-paper").inner_text().split(" · ")[0]
    assert address.endswith(site.path + KINDS[kind].partition("#")[0])
    loose = "(all) => all.filter((head) => getComputedStyle(head).breakAfter !== 'avoid').length"
    assert page.locator("article :is(h1, h2, h3)").evaluate_all(loose) == 0


def test_on_screen_the_address_is_in_the_browsers_bar(open_page: OpenPage) -> None:
    expect(open_page(ARTICLE).locator(".on-paper")).to_be_hidden()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_sheet_is_filled(open_page: OpenPage, paper: str) -> None:
    """The claims of a property stay together, which leaves some sheets short; nothing leaves a third of all paper white."""
    page = open_page(KINDS["tank"])
    page.emulate_media(media="print")
    page.set_viewport_size(PAPERS[paper == "Letter"])
    height = page.evaluate("() => document.querySelector('.md-content').scrollHeight")
    sheets = page.pdf(format=paper, margin={"top": "1cm", "right": "1cm", "bottom": "1cm", "left": "1cm"}).count(
        b"/Type /Page\n"
    )
    assert 1 < sheets <= 1.5 * height / PAPERS[paper == "Letter"]["height"] + 1


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("slug", SIX)
def test_pictures_for_the_eye(open_page: OpenPage, slug: str, width: int) -> None:
    page = open_page(f"wiki/systems/{slug}/", width=width, height=TALL)
    picture = SCREENSHOTS / f"{slug}-{width}.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 50_000
