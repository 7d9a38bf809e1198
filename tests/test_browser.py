"""The built site as a reader meets it, in a real browser: nothing foreign is loaded, every figure leads to its source."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Locator, Page, expect

from tests.browser import KINDS, SECTIONS, SIX, Site
from tests.conftest import Heard, OpenPage
from tests.reading import ROOT

SCREENSHOTS = ROOT / ".cache" / "screenshots"
TALLEST = 5000
"""Pixels of a screenshot; the longest page has some 20,000."""
TANK = KINDS["tank"]
SEARCH = "[data-md-component=search-query]"
RESULTS = ".md-search-result__list a.md-search-result__link"
METRIC = re.compile(r"\d\s(?:m|mm|cm|km|km/h|t|kg|kW|l|kPa|kN)\b")
AMERICAN = re.compile(r"\d\s(?:in|ft|yd|mi|mph|short tons|lb|b?hp|US gal|psi|lbf)\b")

FIGURES = """() => {
  const is_source = (link) => /^https?:|[/]sources[/]/.test(link.getAttribute('href'));
  const reference = (mark) => document.getElementById(mark.hash.slice(1))?.closest('#references + ol > li');
  const leads = (mark) => [...reference(mark)?.querySelectorAll('a') ?? []].some(is_source);
  const comes_back = (mark) => !!reference(mark)?.querySelector(`a[href="#${mark.id}"]`);
  const marks = [...document.querySelectorAll('a.cite')];
  const rows = [...document.querySelectorAll('.infobox dl > div, .md-content tbody tr')];
  return {
    lines: document.querySelectorAll('.infobox dl > div').length,
    unsourced: rows.filter((row) => ![...row.querySelectorAll('a.cite')].some(leads)).map((row) => row.innerText),
    lost: marks.filter((mark) => !leads(mark) || !comes_back(mark)).map((mark) => mark.id),
    astray: [...document.querySelectorAll('#references + ol a.back')].filter((back) =>
      !document.getElementById(back.hash.slice(1))?.matches('a.cite')).map((back) => back.hash),
  };
}"""

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


@pytest.mark.parametrize("kind", [*KINDS, "stub"])
def test_nothing_foreign_is_loaded_and_nothing_fails(site: Site, open_page: OpenPage, heard: Heard, kind: str) -> None:
    page = open_page(KINDS.get(kind, "wiki/names/bih/"))
    if kind == "not found":
        assert len(heard.errors) == 1  # the browser's own word on the status of the page
        heard.errors.clear()
    if kind in ("home", "tank", "not found"):
        page.locator(SEARCH).press_sequentially("tank")
        page.locator(RESULTS).first.wait_for()
    assert [url for url in heard.requests if not url.startswith(f"{site.origin}{site.path}")] == []
    assert heard.errors == []


def test_a_foreign_request_and_an_error_would_be_heard(open_page: OpenPage, heard: Heard) -> None:
    page = open_page(KINDS["disambiguation"])
    page.evaluate("() => fetch('http://127.0.0.1:9/').catch(() => console.error('refused'))")
    assert heard.requests[-1] == "http://127.0.0.1:9/"
    assert heard.errors[-1] == "refused"


@pytest.mark.parametrize("slug", SIX)
def test_every_figure_leads_to_its_source(open_page: OpenPage, slug: str) -> None:
    found = open_page(f"wiki/systems/{slug}/").evaluate(FIGURES)
    assert found["lines"] >= 8
    assert found | {"lines": 0} == {"lines": 0, "unsourced": [], "lost": [], "astray": []}


def test_a_figure_without_a_source_would_be_seen(open_page: OpenPage) -> None:
    page = open_page(TANK)
    page.evaluate("() => document.querySelector('#ref-1').remove()")
    found = page.evaluate(FIGURES)
    assert found["unsourced"]
    assert found["lost"]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("slug", SIX)
def test_one_click_leads_to_the_reference_and_one_back(open_page: OpenPage, slug: str, width: int) -> None:
    page = open_page(f"wiki/systems/{slug}/", width=width)
    mark = page.locator(".infobox a.cite").nth(4)
    name = mark.get_attribute("id")
    mark.click()
    reference = page.locator("#references + ol > li:has(:target)")
    expect(reference).to_be_in_viewport()
    assert below_header(page, reference)
    reference.locator(f'a.back[href="#{name}"]').click()
    expect(mark).to_be_in_viewport()
    assert below_header(page, mark)


def below_header(page: Page, there: Locator) -> bool:
    """Whether the header, which stays, leaves it uncovered."""
    header, box = page.locator(".md-header").bounding_box(), there.bounding_box()
    return bool(header and box and box["y"] >= header["y"] + header["height"])


@pytest.mark.parametrize("slug", SIX)
def test_it_reads_without_javascript(open_page: OpenPage, slug: str) -> None:
    page = open_page(f"wiki/systems/{slug}/", width=390, java_script_enabled=False)
    for part in (".infobox", ".infobox .figure", ".evidence-table", ".evidence-table .figure", "#references + ol > li"):
        expect(page.locator(part).first).to_be_visible()
    both = page.locator(".infobox dd:has(.other)").all_inner_texts()
    assert len(both) >= 3
    assert [figure for figure in both if not (METRIC.search(figure) and AMERICAN.search(figure))] == []
    assert_no_sideways_scroll(page)


def assert_no_sideways_scroll(page: Page) -> None:
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide for {page.viewport_size}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_every_width(open_page: OpenPage, kind: str) -> None:
    page = open_page(KINDS[kind])
    for width in (390, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert_no_sideways_scroll(page)


@pytest.mark.parametrize("slug", SIX)
def test_the_infobox_stands_beside_the_text_or_above_it(open_page: OpenPage, slug: str) -> None:
    page = open_page(f"wiki/systems/{slug}/")
    infobox, lead = page.locator(".infobox"), page.locator(".infobox ~ p").first
    for width, beside in ((390, False), (768, False), (960, True), (1280, True), (1920, True)):
        page.set_viewport_size({"width": width, "height": 900})
        box, text = infobox.bounding_box(), lead.bounding_box()
        assert box
        assert text
        if beside:
            assert box["y"] < text["y"] + text["height"], width
            assert text_right(lead) <= box["x"], width
        else:
            assert box["y"] + box["height"] <= text["y"], width


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
    page = open_page(TANK)
    crumbs = page.get_by_role("navigation", name="Breadcrumb").get_by_role("link")
    assert crumbs.all_inner_texts() == ["Home", "Systems", "Main battle tanks"]
    assert page.locator(".md-tabs [aria-current]").all_inner_texts() == ["Systems"]
    assert page.locator(".md-tabs__link").all_inner_texts() == list(SECTIONS)
    crumbs.last.click()
    assert page.url == site.url(KINDS["class"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_offers_its_file_to_edit(site: Site, open_page: OpenPage, kind: str) -> None:
    edit = open_page(KINDS[kind]).locator("a[rel=edit]")
    files = [re.sub(r"^https://github.com/[^/]+/[^/]+/edit/main/", "", link.get_attribute("href") or "") for link in edit.all()]
    assert [file for file in files if not (site.root / file).is_file()] == []
    if kind in ("tank", "missile", "country", "organization", "component", "conflict"):
        assert files == [f"{KINDS[kind].replace('wiki', 'entities').rstrip('/')}.yml"]


def test_the_drawer_of_a_phone_lists_the_sections(site: Site, open_page: OpenPage) -> None:
    page = open_page(TANK, width=390)
    page.locator("label.md-header__button[for=__drawer]").click()
    drawer = page.locator(".md-sidebar--primary")
    for section in SECTIONS:
        expect(drawer.get_by_role("link", name=section, exact=True)).to_be_in_viewport()
    expect(drawer.locator("[aria-current=page]")).to_have_text("T-72")
    drawer.get_by_role("link", name="Countries", exact=True).click()
    page.wait_for_url(site.url("wiki/countries/"))


def test_the_keyboard_reaches_everything_and_shows_where_it_is(open_page: OpenPage) -> None:
    page = open_page(TANK, reduced_motion="reduce")
    stops = []
    for _ in range(24):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
    names = [stop["name"] for stop in stops]
    assert names[0] == "Skip to content"
    order = [names.index(name) for name in ("Skip to content", "Search", "Home", "Systems", "About", "Main battle tanks")]
    assert order == sorted(order)
    assert [stop for stop in stops if not stop["ring"] or not stop["seen"]] == []


def test_the_skip_link_skips(open_page: OpenPage) -> None:
    page = open_page(TANK, reduced_motion="reduce")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(".md-content :focus").count() == 1


@pytest.mark.parametrize(("name", "slug"), [("T-72", "t-72"), ("Challenger 2", "challenger-2"), ("hwasong-18", "hwasong-18")])
def test_search_finds_an_article_by_its_name(site: Site, open_page: OpenPage, name: str, slug: str) -> None:
    page = open_page("")
    page.keyboard.press("/")
    page.keyboard.type(name)
    first = page.locator(RESULTS).first
    first.wait_for()
    assert (first.get_attribute("href") or "").partition("?")[0] == site.url(f"wiki/systems/{slug}/")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.startswith(site.url(f"wiki/systems/{slug}/")))


@pytest.mark.parametrize("slug", SIX)
def test_tables_and_lists_of_references_are_not_searched(site: Site, slug: str) -> None:
    address = f"wiki/systems/{slug}/"
    main: Any = html.parse(site.folder / address / "index.html").find(".//article")
    apart = main.xpath(".//table | .//aside | .//*[@id='references']/following-sibling::ol[1]")
    hidden = words_of(*apart)
    for part in apart:
        part.drop_tree()
    hidden -= words_of(main)
    docs = json.loads((site.folder / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    indexed = [html.fromstring(f"<p>{d['title']} {d['text']}") for d in docs if d["location"].partition("#")[0] == address]
    assert len(hidden) > 20
    assert indexed
    assert hidden & words_of(*indexed) == set()


def words_of(*parts: Any) -> set[str]:
    """Long words, which are seldom met by chance."""
    return {word for part in parts for word in re.findall(r"\w{6,}", part.text_content().casefold())}


@pytest.mark.parametrize("javascript", [True, False])
def test_an_alias_leads_to_its_article(site: Site, open_page: OpenPage, javascript: bool) -> None:
    page = open_page("wiki/names/bih/", java_script_enabled=javascript)
    page.wait_for_url(site.url("wiki/countries/bosnia-and-herzegovina/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bosnia and Herzegovina")


def test_a_shared_name_leads_to_all_who_bear_it(site: Site, open_page: OpenPage) -> None:
    page = open_page(KINDS["disambiguation"])
    links = page.locator(".md-content").get_by_role("link", name=re.compile("^Challenger [12]$"))
    assert links.all_inner_texts() == ["Challenger 1", "Challenger 2"]
    links.last.click()
    assert page.url == site.url("wiki/systems/challenger-2/")


def test_nothing_moves_for_those_who_ask(open_page: OpenPage) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter((e) => {
      const style = getComputedStyle(e);
      const longest = Math.max(...`${style.transitionDuration},${style.animationDuration}`.split(',').map(parseFloat));
      return longest > .001 || style.scrollBehavior === 'smooth';
    }).length"""
    assert open_page(TANK, reduced_motion="reduce").evaluate(moving) == 0
    assert open_page(TANK, reduced_motion="no-preference").evaluate(moving) > 0


def test_print_has_the_addresses_and_no_chrome(open_page: OpenPage) -> None:
    page = open_page(TANK)
    page.emulate_media(media="print")
    for part in (".md-header", ".md-tabs", ".md-sidebar", ".md-footer", ".crumbs", ".jump-list", ".headerlink"):
        assert [e for e in page.locator(part).all() if e.is_visible()] == [], part
    for part in (".infobox", ".evidence-table", "#references + ol"):
        expect(page.locator(part).first).to_be_visible()
    source = page.locator('#references + ol a[href^="http"]').first
    printed = source.evaluate("(link) => getComputedStyle(link, '::after').content")
    assert source.get_attribute("href") in printed
    mark = page.locator("a.cite").first
    assert mark.evaluate("(link) => getComputedStyle(link, '::after').content") == "none"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("slug", SIX)
def test_pictures_for_the_eye(open_page: OpenPage, slug: str, width: int) -> None:
    page = open_page(f"wiki/systems/{slug}/", width=width)
    tall = min(TALLEST, page.evaluate("() => document.documentElement.scrollHeight"))
    picture = SCREENSHOTS / f"{slug}-{width}.png"
    page.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": tall})
    assert picture.stat().st_size > 50_000
