"""The built site as a reader meets it, in a real browser: nothing foreign is loaded, every figure leads to its source."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Locator, Page, expect

from tests.browser import KINDS, SIX, Site, assert_no_sideways_scroll
from tests.conftest import Heard, OpenPage

ARTICLE = KINDS["missile"]
RESULTS = ".search-box li a"
METRIC = re.compile(r"\d\s(?:m|mm|cm|km|km/h|t|kg|kW|l|kPa|kN)\b")
AMERICAN = re.compile(r"\d\s(?:in|ft|yd|mi|mph|short tons|lb|b?hp|US gal|psi|lbf)\b")

FIGURES = """() => {
  const is_source = (link) => /^https?:|[/]sources[/]/.test(link.getAttribute('href'));
  const reference = (mark) => document.getElementById(mark.hash.slice(1))?.closest('#references + ol > li');
  const leads = (mark) => [...reference(mark)?.querySelectorAll('a') ?? []].some(is_source);
  const comes_back = (mark) => !!reference(mark)?.querySelector('.back a');
  const marks = [...document.querySelectorAll('a.cite')];
  const rows = [...document.querySelectorAll('.infobox dl > div, .md-content tbody tr:not(.remark)')];
  return {
    lines: document.querySelectorAll('.infobox dl > div').length,
    unsourced: rows.filter((row) => ![...row.querySelectorAll('a.cite')].some(leads)).map((row) => row.innerText),
    lost: marks.filter((mark) => !leads(mark) || !comes_back(mark)).map((mark) => mark.textContent),
    astray: [...document.querySelectorAll('#references + ol .back a')].filter((back) =>
      !document.getElementById(decodeURIComponent(back.hash.slice(1)))).map((back) => back.hash),
    nameless: [...document.querySelectorAll('#references + ol .back a')].filter((back) => !/\\w/.test(back.textContent)).length,
  };
}"""


@pytest.mark.parametrize("kind", [*KINDS, "stub"])
def test_nothing_foreign_is_loaded_and_nothing_fails(site: Site, open_page: OpenPage, heard: Heard, kind: str) -> None:
    page = open_page(KINDS.get(kind, "wiki/names/bih/"))
    if kind == "not found":
        assert len(heard.errors) == 1  # the browser's own word on the status of the page
        heard.errors.clear()
    if kind in ("home", "tank", "not found"):
        page.keyboard.press("/")
        page.keyboard.type("t-72")
        page.locator(RESULTS).first.wait_for()
    page.wait_for_load_state("networkidle")
    assert [url for url in heard.requests if not url.startswith(f"{site.origin}{site.path}")] == []
    assert heard.errors == []


def test_a_foreign_request_and_an_error_would_be_heard(open_page: OpenPage, heard: Heard) -> None:
    page = open_page(KINDS["disambiguation"])
    page.evaluate("() => fetch('http://127.0.0.1:9/').catch(() => console.error('refused'))")
    assert heard.requests[-1] == "http://127.0.0.1:9/"
    assert heard.errors[-1] == "refused"


@pytest.mark.parametrize("slug", SIX)
def test_every_figure_leads_to_its_source(open_page: OpenPage, slug: str) -> None:
    page = open_page(f"wiki/systems/{slug}/")
    page.locator("#references").scroll_into_view_if_needed()
    page.locator("#references + ol .back").first.wait_for()
    found = page.evaluate(FIGURES)
    assert found["lines"] >= 8
    assert found | {"lines": 0} == {"lines": 0, "unsourced": [], "lost": [], "astray": [], "nameless": 0}


def test_a_figure_without_a_source_would_be_seen(open_page: OpenPage) -> None:
    page = open_page(ARTICLE)
    page.evaluate("() => document.querySelector('#references').remove()")
    found = page.evaluate(FIGURES)
    assert found["unsourced"]
    assert found["lost"]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("slug", SIX)
def test_one_click_leads_to_the_reference_and_one_back(open_page: OpenPage, slug: str, width: int) -> None:
    page = open_page(f"wiki/systems/{slug}/", width=width)
    mark = page.locator(":is(.key-figures, .infobox) div:has(a.figure) > dd > a.cite:visible").nth(3)
    line = mark.locator("xpath=ancestor::div[1]//a[contains(@href, '#p-')]").first.get_attribute("href")
    mark.click()
    reference = page.locator("#references + ol > li:has(:target)")
    expect(reference).to_be_in_viewport()
    assert below_header(page, reference)
    reference.locator(f'.back a[href="{line}"]').click()
    there = page.locator(f"tbody{line}")
    expect(there).to_be_in_viewport()
    assert below_header(page, there)


def test_a_row_of_a_table_is_led_back_to_under_the_name_of_the_table(open_page: OpenPage) -> None:
    page = open_page("wiki/systems/t-72/")
    row = page.locator(".rows tbody[id^='operators-']").first
    mark = row.locator("a.cite").first
    address = mark.get_attribute("href")
    mark.click()
    back = page.locator(f"#references + ol > li:has({address}) .back a", has_text=re.compile("^Operators$"))
    expect(back).to_have_count(1)
    back.click()
    there = page.locator(".rows tbody:target")
    expect(there.locator(f'a.cite[href="{address}"]').first).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_no_number_of_a_reference_is_cut_off(open_page: OpenPage, width: int) -> None:
    """Lists that wait to be laid out paint nothing outside themselves, and numbers stand beside their line."""
    page = open_page("wiki/systems/t-72/", width=width)
    ems = page.evaluate("""() => {
      const list = document.querySelector('#references + ol'), line = list.lastElementChild;
      const room = line.getBoundingClientRect().left - list.getBoundingClientRect().left;
      return room / parseFloat(getComputedStyle(line).fontSize);
    }""")
    assert ems >= 2.5  # three digits, a full stop and the gap behind it


def test_what_leads_back_moves_nothing(open_page: OpenPage) -> None:
    page = open_page(f"{ARTICLE}#ref-9")
    reference = page.locator("#references + ol > li:has(:target)")
    expect(reference.locator(".back a").first).to_be_visible()
    assert below_header(page, reference)
    expect(reference).to_be_in_viewport()


def below_header(page: Page, there: Locator) -> bool:
    """Whether the header, which stays, leaves it uncovered."""
    header, box = page.locator(".md-header").bounding_box(), there.bounding_box()
    return bool(header and box and box["y"] >= header["y"] + header["height"])


@pytest.mark.parametrize("slug", SIX)
def test_it_reads_without_javascript(open_page: OpenPage, slug: str) -> None:
    page = open_page(f"wiki/systems/{slug}/", width=390, scripts=False)
    expect(page.locator(".key-figures .figure").first).to_be_visible()
    for group in page.locator(".infobox summary").all():
        group.click()
    for part in (".infobox", ".infobox .figure", ".evidence-table", ".evidence-table .figure", "#references + ol > li"):
        expect(page.locator(part).first).to_be_visible()
    both = page.locator(".infobox dd:has(.other)").all_inner_texts()
    assert len(both) >= 3
    assert [figure for figure in both if not (METRIC.search(figure) and AMERICAN.search(figure))] == []
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize(("name", "slug"), [("T-72", "t-72"), ("challenger 2", "challenger-2")])
def test_search_finds_an_article_by_its_name(site: Site, open_page: OpenPage, name: str, slug: str) -> None:
    page = open_page("")
    page.keyboard.press("/")
    page.keyboard.type(name)
    first = page.locator(RESULTS).first
    first.wait_for()
    assert first.get_attribute("href") == site.url(f"wiki/systems/{slug}/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url(f"wiki/systems/{slug}/"))


@pytest.mark.parametrize("slug", SIX)
def test_an_article_fetches_no_script_of_the_theme_and_no_index(open_page: OpenPage, heard: Heard, slug: str) -> None:
    page = open_page(f"wiki/systems/{slug}/")
    page.mouse.wheel(0, 2000)
    page.wait_for_load_state("networkidle")
    assert [url for url in heard.requests if url.endswith("/assets/theme.js")]
    assert [url for url in heard.requests if re.search(r"bundle|workers|/search/", url)] == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_header_names_the_page_and_leads_back_up(open_page: OpenPage, width: int) -> None:
    page = open_page(ARTICLE, width=width, still=True)
    up = page.get_by_role("button", name="Back to top")
    topic = page.locator("[data-md-component=header-topic]")
    expect(topic).to_have_css("opacity", "0")
    page.mouse.wheel(0, 3000)
    expect(topic).to_have_css("opacity", "1")
    expect(up).to_have_css("opacity", "0")
    page.mouse.wheel(0, -500)
    expect(up).to_have_css("opacity", "1")
    up.click()
    page.wait_for_function("() => scrollY === 0")
    expect(topic).to_have_css("opacity", "0")


@pytest.mark.parametrize("dark", [False, True])
def test_the_scheme_is_the_reader_s_and_is_kept(open_page: OpenPage, dark: bool) -> None:
    own, other = ("slate", "default") if dark else ("default", "slate")
    page = open_page(ARTICLE, dark=dark)
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", own)
    page.get_by_title("Switch to the light scheme" if dark else "Switch to the dark scheme").click()
    expect(body).to_have_attribute("data-md-color-scheme", other)
    page.get_by_title("Switch to the dark scheme" if dark else "Switch to the light scheme").click()
    expect(body).to_have_attribute("data-md-color-scheme", own)
    stored = page.evaluate("() => __md_get('__palette').color.scheme")
    assert stored == own


@pytest.mark.parametrize("slug", SIX)
def test_tables_and_lists_of_references_are_not_searched(site: Site, slug: str) -> None:
    address = f"wiki/systems/{slug}/"
    main: Any = html.parse(site.folder / address / "index.html").find(".//article")
    apart = main.xpath(".//table | .//aside | .//*[@id='references']/following-sibling::ol[1]")
    hidden = words_of(*apart)
    for part in apart:
        part.drop_tree()
    hidden -= words_of(main)
    read = [json.loads(gzip.decompress(f.read_bytes())[12:]) for f in (site.folder / "pagefind/fragment").iterdir()]
    (indexed,) = (fragment["content"] for fragment in read if fragment["url"] == f"/{address}")
    assert len(hidden) > 20
    assert len(indexed) > 200
    assert hidden & words_of(html.fromstring(f"<p>{indexed}")) == set()


def words_of(*parts: Any) -> set[str]:
    """Long words, which are seldom met by chance."""
    return {word for part in parts for word in re.findall(r"\w{6,}", part.text_content().casefold())}


@pytest.mark.parametrize("scripts", [True, False])
def test_an_alias_leads_to_its_article(site: Site, open_page: OpenPage, scripts: bool) -> None:
    page = open_page("wiki/names/bih/", scripts=scripts)
    page.wait_for_url(site.url("wiki/countries/bosnia-and-herzegovina/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bosnia and Herzegovina")


def test_a_shared_name_leads_to_all_who_bear_it(site: Site, open_page: OpenPage) -> None:
    page = open_page(KINDS["disambiguation"])
    links = page.locator(".md-content").get_by_role("link", name=re.compile("^Challenger [12]$"))
    assert links.all_inner_texts() == ["Challenger 1", "Challenger 2"]
    links.last.click()
    assert page.url == site.url("wiki/systems/challenger-2/")
