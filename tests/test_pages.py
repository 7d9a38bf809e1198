"""Pages around the articles: tables of rows, what relations say, members of a class side by side, lists, sources, home."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Page, expect

from panoply import hubs
from panoply.amounts import read_amount
from panoply.build import build
from panoply.class_pages import order_of
from panoply.hubs import _initial
from panoply.problems import Problems
from panoply.quantities import Quantity
from panoply.values import in_usual_unit
from tests.browser import SIX, Site
from tests.conftest import OpenPage
from tests.limits import lower_limits
from tests.reading import ROOT, vocabulary
from tests.test_meaning import encyclopedia

SAMPLE = Path(__file__).parent / "golden" / "wiki"
LYNX = "entities/systems/lynx-1.yml"
CLASS = "wiki/classes/main-battle-tank/"


class Wiki:
    """A copy of the golden sample that a test may change, and its pages."""

    def __init__(self, root: Path) -> None:
        self.root = copytree(SAMPLE, root)

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text("utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new, 1), "utf-8")

    def build(self) -> list[str]:
        problems = Problems()
        build(self.root, problems)
        return [str(problem) for problem in problems.errors]

    def markdown(self, name: str) -> str:
        return (self.root / "docs" / "wiki" / name / "index.md").read_text("utf-8")

    def table(self, name: str, anchor: str) -> Any:
        """The table of rows below a heading."""
        assert self.build() == []
        below = re.split(rf"\n## .*{{#{anchor}\b.*\n", self.markdown(name))[1].split("\n## ")[0]
        return html.fromstring(re.findall(r"<table.*?</table>", below, re.DOTALL)[0])


@pytest.fixture
def wiki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wiki:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1577836800")
    return Wiki(tmp_path / "wiki")


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def heads(table: Any) -> list[str]:
    return [words(head) for head in table.xpath("./thead//th")]


def rows(table: Any) -> list[list[str]]:
    return [[words(cell) for cell in row.xpath("./th|./td")] for row in table.xpath("./tbody/tr")]


# Rows of tables


def test_a_country_shows_what_it_operates_gave_and_received_in_the_order_of_the_vocabulary(wiki: Wiki) -> None:
    assert wiki.build() == []
    found = re.findall(
        r"^## (Operates|Received|Gave or sold|Flight tests) ", wiki.markdown("countries/southland"), re.MULTILINE
    )
    assert found == ["Operates", "Received", "Flight tests"]


def test_systems_come_first_and_what_is_said_of_the_row_stands_below_it(wiki: Wiki) -> None:
    table = wiki.table("countries/southland", "operators-country")
    assert heads(table) == ["System", "Variant", "Status", "Number", "Source"]
    row, remark = rows(table)
    assert row[:4] == ["Lynx 1", "Lynx 1B", "Former", "20"]
    assert re.fullmatch(r"\[\d+, p\. 31\]", row[4])
    assert re.fullmatch(r"Given away in Ridge War, says the almanac \[\d+, p\. 30\]\.", remark[0])
    assert table.xpath("string(.//th[@scope='rowgroup']/@rowspan)") == "2"


def test_a_figure_has_marks_of_its_own_only_where_its_row_rests_on_something_else(wiki: Wiki) -> None:
    number, source = rows(wiki.table("systems/lynx-1", "operators"))[0][-2:]
    assert re.sub(r"\[\d+", "[n", number) == "400 as of 2000300 as of 2000[n, p. 7]90 in storage disputed"
    assert re.fullmatch(r"\[\d+\]", source)


def test_a_deprecated_figure_is_struck_out_and_its_reason_names_it(wiki: Wiki) -> None:
    table = wiki.table("systems/comet-3", "flight-tests")
    assert [words(struck) for struck in table.iter("del")] == ["900 km (559 mi)"]
    remark = words(table.find(".//tr[@class='remark']/td"))
    assert "Apogee, 900 km (559 mi): A misprint." in remark
    assert "Seen from Northland too" in remark


def test_rows_of_one_subject_share_its_head(wiki: Wiki) -> None:
    more = "  - country: southland\n    variant: lynx-1a\n    status: current\n    cite: almanac\n\ntransfers:\n"
    wiki.edit(LYNX, "\ntransfers:\n", more)
    table = wiki.table("systems/lynx-1", "operators")
    groups = [words(body.find(".//th")) for body in table.iter("tbody")]
    assert groups == ["Northland", "nowhere-land", "Southland"]
    statuses = [row[-3] for row in rows(table) if len(row) > 3]
    assert statuses[-2:] == ["Current", "Former"]


def test_what_all_rows_name_is_said_once_above_them(wiki: Wiki) -> None:
    table = wiki.table("systems/comet-3", "flight-tests")
    assert words(table.find("caption")) == "Country: Southland"
    assert "Country" not in heads(table)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("country: southland\n    date: 2001-05", "country: northland\n    date: 2001-05"),
        ("country: southland\n    date: 2001-05", "country: southland [@almanac]\n    date: 2001-05"),
        ("  - system: comet-3\n    country: southland\n    date: 2001-05\n    cite: wire\n", ""),
    ],
    ids=["another", "cited for itself", "too few"],
)
def test_otherwise_it_stays_a_column(wiki: Wiki, old: str, new: str) -> None:
    wiki.edit("entities/flight-tests/southland-2001.yml", old, new)
    table = wiki.table("systems/comet-3", "flight-tests")
    assert table.find("caption") is None
    assert heads(table)[0] == "Country"


def tables_of(site: Site) -> Iterator[tuple[str, Any]]:
    for page in sorted((site.folder / "wiki").rglob("index.html")):
        if b"rows-table" in page.read_bytes():
            tree: Any = html.parse(page)
            yield from (
                (page.parent.name, table) for table in tree.findall(".//table[@class]") if "rows-table" in table.get("class")
            )


def test_every_row_of_every_table_has_a_cell_for_each_head(site: Site) -> None:
    found = list(tables_of(site))
    assert len(found) > 200
    assert [name for name, table in found if widths(table) != {len(heads(table))}] == []


def widths(table: Any) -> set[int]:
    """How many columns each row fills, heads that span rows counted in each."""
    wide = set()
    for body in table.iter("tbody"):
        spanned = 0
        for row in body.iter("tr"):
            spanned = max(spanned - 1, 0)
            spanned += sum(int(head.get("rowspan", "1")) for head in row.iter("th"))
            wide.add(bool(spanned) + sum(int(cell.get("colspan", "1")) for cell in row.iter("td")))
    return wide


def test_every_row_of_a_country_leads_to_its_source(site: Site) -> None:
    for country in ("ukraine", "poland"):
        page: Any = html.parse(site.folder / "wiki" / "countries" / country / "index.html")
        found = page.xpath("//table[@class='rows-table']/tbody/tr[not(@class)]")
        assert len(found) > 15
        assert [words(row) for row in found if not row.xpath(".//td[last()]//a[@class='cite']")] == []


# On a phone and on a desk


def test_on_a_phone_rows_are_stacked_and_each_cell_has_its_head(open_page: OpenPage) -> None:
    page = open_page("wiki/countries/ukraine/", width=390)
    cell = page.locator("#operators-country + .rows td[data-label=Number]").first
    assert cell.evaluate("(cell) => getComputedStyle(cell, '::before').content") == '"Number"'
    assert cell.evaluate("(cell) => getComputedStyle(cell).display") == "block"
    sideways = "(boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth).length"
    assert page.locator(".rows").evaluate_all(sideways) == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    assert cell.evaluate("(cell) => getComputedStyle(cell).display") == "table-cell"
    assert page.locator(".rows").evaluate_all(sideways) == 0


def test_on_paper_a_table_is_a_table(open_page: OpenPage) -> None:
    page = open_page("wiki/countries/poland/", width=718)
    page.emulate_media(media="print")
    cell = page.locator(".rows td[data-label]").first
    assert cell.evaluate("(cell) => getComputedStyle(cell).display") == "table-cell"


# Relations


def test_a_relation_names_the_variants_it_is_stated_of_and_a_source(wiki: Wiki) -> None:
    wiki.edit(LYNX, "      mass: 40 t (combat-loaded) [@almanac]", "      main_gun: gun-90 [@almanac; @yearbook, p. 3]")
    assert wiki.build() == []
    line = re.search(r"^-   \*\*Main gun of:\*\* (.*)$", wiki.markdown("components/gun-90"), re.MULTILINE)
    assert line
    assert "[Lynx 1](../../systems/lynx-1/index.md)" in line[1]
    assert "([Lynx 1A](../../systems/lynx-1/index.md#variant-lynx-1a))" in line[1]
    assert len(re.findall(r"\(#ref-\d+\)", line[1])) == line[1].count("/index.md)")


def test_a_component_of_the_wiki_names_its_users_and_their_variants(open_page: OpenPage) -> None:
    line = open_page("wiki/components/2a46/").locator("#relations ~ ul > li", has_text="Main gun of")
    assert {"T-64", "T-72", "T-72A", "T-90"} <= set(line.get_by_role("link").all_inner_texts())
    assert line.locator("a.cite").count() >= 3


# Classes


def test_a_class_compares_its_members_by_the_columns_of_the_vocabulary(wiki: Wiki) -> None:
    table = wiki.table("classes/tank", "members")
    assert heads(table) == ["Name", "Entered service", "Mass", "Predecessor"]
    assert [row[0] for row in rows(table)] == ["Lynx 1", "Lynx 2", "Stub 7"]
    second = table.xpath("./tbody/tr")[1]
    mass, predecessor = second.xpath("./td")[1:]
    assert words(mass) == "46 t (51 short tons)"
    assert mass.get("data-value") == "46000"
    assert words(predecessor) == "Lynx 1"
    assert mass.xpath("string(./a/@href)") == "../../systems/lynx-2/#p-mass"


def test_a_class_without_columns_lists_its_members(wiki: Wiki) -> None:
    assert wiki.build() == []
    page = wiki.markdown("classes/gun")
    assert "<table" not in page
    assert "-   [Gun 90](../../components/gun-90/index.md) — A gun." in page


def test_a_narrower_class_has_the_columns_of_the_wider_one() -> None:
    classes = vocabulary().classes
    assert classes["main-battle-tank"].columns == classes["armoured-vehicle"].columns != ()


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("masss", "class 'tank': unknown column 'masss' — did you mean 'mass'?"),
        ("barrel", "class 'tank': its members have no 'barrel'; choose a property of theirs"),
    ],
)
def test_a_column_that_no_member_can_have_is_refused(wiki: Wiki, column: str, says: str) -> None:
    wiki.edit("schema/vocabulary.yml", "      - predecessor\n", f"      - {column}\n")
    (problem,) = wiki.build()
    assert problem.startswith("schema/vocabulary.yml:")
    assert problem.endswith(says)


@pytest.mark.parametrize(
    ("text", "unit", "shown", "others"),
    [
        ("62000", "kg", "62\u00a0t", ("68\u00a0short tons",)),
        ("41.5", "t", "41.5\u00a0t", ("45.7\u00a0short tons",)),
        ("55.15", "t", "55.15\u00a0t", ("60.79\u00a0short tons",)),
        ("~40", "t", "~40\u00a0t", ("~44\u00a0short tons",)),
        ("60", "short-ton", "54\u00a0t", ("60\u00a0short tons",)),
    ],
)
def test_figures_side_by_side_are_in_one_unit(text: str, unit: str, shown: str, others: tuple[str, ...]) -> None:
    mass, units = vocabulary().properties["mass"], vocabulary().units
    found = in_usual_unit(Quantity(read_amount(text)[0], units.units[unit]), mass, units)
    assert (found.text, found.others) == (shown, others)


def test_what_has_no_size_is_not_sorted_by_size() -> None:
    claims = encyclopedia("  origin: soviet-union [@museum]\n  loading: manual [@museum]\n  mass: unknown [@museum]\n")
    assert [order_of(claim) for claim in claims.get("a-90").claims] == ["", "", ""]


def column(page: Page, number: int) -> list[str]:
    return page.locator(f".members tbody tr > :nth-child({number})").all_inner_texts()


def values(page: Page, number: int) -> list[float | None]:
    cells = page.locator(f".members tbody tr > :nth-child({number})")
    return [float(v) if v else None for v in cells.evaluate_all("(cells) => cells.map((cell) => cell.dataset.value || null)")]


def test_a_click_on_a_head_sorts_by_it_and_another_turns_it_round(open_page: OpenPage) -> None:
    page = open_page(CLASS)
    head = page.get_by_role("columnheader", name="Mass")
    button = head.get_by_role("button")
    button.click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    rising = values(page, 3)
    known = [value for value in rising if value is not None]
    assert known == sorted(known)
    assert rising == known + [None] * (len(rising) - len(known))
    button.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert values(page, 3) == [*reversed(known), *[None] * (len(rising) - len(known))]
    assert page.locator("[aria-sort]").count() == 1


def test_names_sort_as_a_reader_expects(open_page: OpenPage) -> None:
    page = open_page(CLASS)
    first = column(page, 1)
    assert [name for name in first if name.startswith("T-")] == ["T-54/T-55", "T-64", "T-72", "T-90"]
    page.get_by_role("columnheader", name="Name").get_by_role("button").click()
    names = column(page, 1)
    assert [name for name in names if name.startswith("T-")] == ["T-90", "T-72", "T-64", "T-54/T-55"]
    assert sorted(names) == sorted(first)


def test_without_javascript_it_is_a_table(open_page: OpenPage) -> None:
    page = open_page(CLASS, scripts=False)
    assert page.locator(".members button").count() == 0
    assert len(column(page, 1)) > 15
    expect(page.locator(".members thead")).to_be_visible()


def test_a_figure_of_a_member_leads_to_its_evidence(site: Site, open_page: OpenPage) -> None:
    page = open_page(CLASS)
    page.get_by_role("row", name=re.compile("^T-72 ")).locator("td a").nth(1).click()
    page.wait_for_url(site.url("wiki/systems/t-72/#p-mass"))
    expect(page.locator("#p-mass")).to_be_in_viewport()


def test_sorting_is_loaded_where_there_is_something_to_sort(site: Site) -> None:
    scripts = {page: (site.folder / page / "index.html").read_text("utf-8") for page in (CLASS, "wiki/systems/t-72/", "")}
    assert ["assets/sort.js" in text for text in scripts.values()] == [True, False, False]


# Lists


@pytest.mark.parametrize(
    ("name", "initial"),
    [
        ("2A46", "0–9"),
        ("Öland", "O"),
        ("“Abrams”", "A"),
        ("Т-72", "Т"),
        ("화성-18", "Hangul"),
        ("中国", "CJK"),
        ("עזה", "Hebrew"),
    ],
)
def test_names_stand_under_a_letter_or_a_script(name: str, initial: str) -> None:
    assert _initial(name) == initial


@pytest.mark.parametrize("address", ["wiki/names/", "wiki/systems/", "wiki/sources/", "wiki/countries/"])
def test_a_list_is_light(site: Site, address: str) -> None:
    assert len(gzip.compress((site.folder / address / "index.html").read_bytes())) <= 100_000


def pages_below(wiki: Wiki, folder: str) -> dict[str, str]:
    """By address, a page and all that stand below its own."""
    found = sorted((wiki.root / "docs" / "wiki" / folder).rglob("index.md"))
    return {file.parent.relative_to(wiki.root / "docs" / "wiki").as_posix(): file.read_text("utf-8") for file in found}


def entries(pages: Iterable[str]) -> list[str]:
    """What lists link to, where that is no part of a list."""
    lines = [line for page in pages for line in re.findall(r"^-   .*", page, re.MULTILINE)]
    return sorted(re.sub(r"\]\((?:\.\./)+", "](", line) for line in lines if "part--" not in line)


def broken_links(wiki: Wiki, pages: dict[str, str]) -> list[str]:
    """Links to files that are not there, of Markdown and of HTML."""
    links = [
        (address, link.partition("#")[0])
        for address, page in pages.items()
        for link in re.findall(r"\]\(((?:\.\./|part--)[^)]*)\)|href=\"(\.\./[^\"]*)\"", page)
        for link in link
    ]
    there = [(link, (wiki.root / "docs" / "wiki" / address / link).resolve()) for address, link in links if link]
    assert there
    return [link for link, file in there if not file.is_file() and not (file / "index.md").is_file()]


def test_a_list_too_long_for_one_page_has_a_page_for_each_part(wiki: Wiki, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wiki.build() == []
    whole = wiki.markdown("names")
    lower_limits(monkeypatch, 5)
    assert wiki.build() == []
    pages = {name: page for name, page in pages_below(wiki, "names").items() if name == "names" or "part--" in name}
    parts = re.findall(r"\]\((part--[a-z0-9-]+)/index\.md\)", pages["names"])
    assert len(parts) == len(re.findall(r"^## ", whole, re.MULTILINE)) < len(pages) - 1
    assert entries(pages.values()) == entries([whole])
    assert max(len(entries([page])) for page in pages.values()) == 5
    assert len({*re.findall(r"^title: .*", "\n".join(pages.values()), re.MULTILINE)}) == len(pages)
    assert broken_links(wiki, pages) == []


def test_the_parts_of_a_list_lead_to_each_other_and_back(wiki: Wiki, monkeypatch: pytest.MonkeyPatch) -> None:
    lower_limits(monkeypatch, 5)
    assert wiki.build() == []
    page = wiki.markdown("names/part--letter-l--lynx-2")
    assert 'title: "A to Z: L: Lynx 2"' in page
    assert '"address": "wiki/names/part--letter-l/"' in page
    assert "Before: [" in page


def test_a_table_of_too_many_members_has_pages_by_country(wiki: Wiki, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki.edit(
        "schema/vocabulary.yml",
        "    group: identity\n    inherits: yes\n",
        "    group: identity\n    inherits: yes\n    role: home\n",
    )
    for number in range(9):
        home = "northland" if number < 5 else "southland"
        (wiki.root / f"entities/systems/made-{number}.yml").write_text(
            f"name: Made {number}\nclass: tank\nlead: A made-up tank [@almanac].\nclaims:\n  origin: {home} [@almanac]\n",
            "utf-8",
        )
    assert wiki.build() == []
    row = re.compile(r"<tr><th scope=\"row\">.*?</tr>", re.DOTALL)
    whole = row.findall(wiki.markdown("classes/tank"))
    lower_limits(monkeypatch, 1)
    assert wiki.build() == []
    page = wiki.markdown("classes/tank")
    links = re.findall(r"\[([^]]*)\]\(\.\./(part--tank--[^)]*)/index\.md\)", page)
    parts = {label: wiki.markdown(f"classes/{part}") for label, part in links}
    assert row.findall(page) == []
    assert sorted(line for part in parts.values() for line in row.findall(part)) == sorted(whole)
    assert any(label.startswith("Northland, ") for label in parts)
    assert all(1 <= len(row.findall(part)) <= 2 for part in parts.values())
    assert "claims.csv" in page
    assert broken_links(wiki, pages_below(wiki, "classes")) == []


@pytest.mark.parametrize("folder", ["sources/almanac", "countries/northland"])
def test_what_others_say_stands_on_pages_apart_where_it_is_much(
    wiki: Wiki, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wiki.build() == []
    whole = wiki.markdown(folder)
    lower_limits(monkeypatch, 2)
    assert wiki.build() == []
    pages = pages_below(wiki, folder)
    assert len(pages) > 2
    assert broken_links(wiki, pages) == []
    linked = [
        set(re.findall(r"wiki/[^()#\"]*|(?:systems|countries)/[a-z0-9-]+", page)) for page in (whole, "".join(pages.values()))
    ]
    assert linked[0] <= linked[1]
    assert len({*re.findall(r"^title: .*", "\n".join(pages.values()), re.MULTILINE)}) == len(pages)
    for page in pages.values():
        marks, references = re.findall(r"#ref-(\d+)", page), re.findall(r"id=\"ref-(\d+)\"", page)
        assert {*marks} == {*references}


HEAVIEST, HEAVIEST_PACKED = 360_000, 50_000
"""Bytes of a page's Markdown: what MkDocs makes of it has 20 KB more, and the gates of the site allow 400 and 60 KB."""


def test_whatever_grows_with_the_wiki_stays_light(wiki: Wiki) -> None:
    """A wiki in which every list has more than fits on one page."""
    for number in range(1100):
        (wiki.root / f"entities/systems/made-{number}.yml").write_text(
            f"name: Made-up tank number {number}\nclass: tank\nlead: A tank of [[northland]] [@almanac].\n"
            "claims:\n  origin: northland [@almanac]\n  service_entry: 1970 [@almanac]\n  mass: 40 t (empty) [@almanac]\n"
            f"operators:\n  - country: northland\n    status: current\n    cite: almanac, p. {number}\n",
            "utf-8",
        )
    assert wiki.build() == []
    files = [*(wiki.root / "docs/wiki").rglob("*.md")]
    sizes = {file.parent.relative_to(wiki.root / "docs/wiki").as_posix(): file.read_bytes() for file in files}
    assert {name: len(page) for name, page in sizes.items() if len(page) > HEAVIEST} == {}
    assert {name for name, page in sizes.items() if len(gzip.compress(page, 6)) > HEAVIEST_PACKED} == set()
    for folder in ("names", "classes", "sources/almanac", "countries/northland"):
        assert len([name for name in sizes if name.startswith(f"{folder}/part--")]) > 1, folder


def test_a_kind_of_very_many_is_a_list_of_names(wiki: Wiki, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wiki.build() == []
    assert "index.md) — " in wiki.markdown("systems")
    monkeypatch.setattr(hubs, "MOST_DESCRIBED", 2)
    assert wiki.build() == []
    assert "index.md) — " not in wiki.markdown("systems")
    assert "[Lynx 1](lynx-1/index.md)" in wiki.markdown("systems")
    monkeypatch.setattr(hubs, "MOST_LINES", 2)
    assert wiki.build() == []
    assert "[Tanks](../classes/tank/index.md) — 3 systems" in wiki.markdown("systems")


# Sources


def test_a_source_says_what_it_is_and_what_its_grade_means(open_page: OpenPage) -> None:
    page = open_page("wiki/sources/britannica-un-members/")
    expect(page.locator("h1 + p")).to_have_text("Grade B. Reference works, museums, research institutes, serious press.")
    facts = dict(zip(page.locator(".facts dt").all_inner_texts(), page.locator(".facts dd").all_inner_texts(), strict=True))
    assert facts["Publisher"] == "Encyclopaedia Britannica"
    assert facts["Address"].startswith("https://")


def test_what_rests_on_a_source_is_one_line_for_each_article(wiki: Wiki) -> None:
    assert wiki.build() == []
    lines = re.findall(r"^-   \*\*\[(.*?)\]\(.*?\):\*\* (.*)$", wiki.markdown("sources/almanac"), re.MULTILINE)
    assert [name for name, _ in lines] == sorted(name for name, _ in lines)
    lynx = dict(lines)["Lynx 1"]
    labels = re.findall(r"\[([^\]]+)\]\(\.\./\.\./systems/lynx-1/index\.md(?:#[a-z-]+)?\)", lynx)
    assert len(labels) == len(set(labels)) > 5
    assert "[Operators](../../systems/lynx-1/index.md#operators) Northland" in lynx


def test_of_very_many_uses_the_rest_is_counted(wiki: Wiki) -> None:
    rows_more = "".join(f"  - country: land-{n}\n    status: current\n    cite: almanac\n" for n in range(20))
    wiki.edit(LYNX, "\ntransfers:\n", f"{rows_more}\ntransfers:\n")
    assert wiki.build() == []
    assert re.search(r"#operators\) Northland(, [^,·]+){7} and \d+ more", wiki.markdown("sources/almanac"))


# Home


def test_the_cards_of_the_home_page_say_what_the_articles_say(site: Site) -> None:
    page: Any = html.parse(site.folder / "index.html")
    cards = page.xpath("//h2[@id='six']/following-sibling::ul[1]/li")
    assert [card.xpath("string(.//a/@href)").split("/")[-2] for card in cards] == list(SIX)
    for card, slug in zip(cards, SIX, strict=True):
        file = (ROOT / "entities" / "systems" / f"{slug}.yml").read_text("utf-8")
        class_key, origin = (re.search(rf"^ *{key}: ([a-z-]+)", file, re.MULTILINE) for key in ("class", "origin"))
        assert class_key
        assert origin
        country = (ROOT / "entities" / "countries" / f"{origin[1]}.yml").read_text("utf-8")
        name = re.search(r"^name: (.*)$", country, re.MULTILINE)
        assert name
        assert words(card.xpath("./p")[1]) == f"{vocabulary().classes[class_key[1]].label} · {name[1]}"
        assert not re.search(r"\d", words(card.xpath("./p")[2]).replace("M1,", ""))


def test_a_card_is_entered_wherever_it_is_clicked(site: Site, open_page: OpenPage) -> None:
    for width in (390, 1280):
        page = open_page("", width=width)
        page.get_by_text("Intercontinental ballistic missile · North Korea").click(force=True)
        page.wait_for_url(site.url("wiki/systems/hwasong-18/"))
