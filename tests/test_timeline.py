"""The charts of a page: bars at the years and figures that rows and claims give, firm where they agree, lighter where not."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from lxml import html

from panoply.build import Before, build
from panoply.problems import Problems
from panoply.vocabulary_file import load_vocabulary
from tests.browser import SIX, Site, assert_no_sideways_scroll
from tests.conftest import OpenPage
from tests.reading import ROOT, lay

TANK = "name: T-72\nclass: main-battle-tank\n"
MISSILE = "name: Hwasong-18\nclass: intercontinental-ballistic-missile\n"
NEW_YEAR_2020 = "1577836800"
Bars = list[tuple[str, float, float]]


def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], address: str = "systems/t-72") -> Any:
    """A page of a small wiki that is read on New Year's Day of 2020."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NEW_YEAR_2020)
    root = lay(tmp_path / "wiki", {f"entities/{path}.yml": text for path, text in files.items()})
    copytree(ROOT / "schema", root / "schema")
    problems = Problems()
    assert build(root, problems) is not None, problems.errors
    return html.fromstring((root / "docs/wiki" / address / "index.md").read_text("utf-8"))


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def charts(page: Any) -> list[Any]:
    return list(page.xpath('//figure[@class="chart"]'))


def lines(chart: Any) -> dict[str, Bars]:
    """The bars of each line, by its words."""
    rows = chart.xpath('.//div[@role="img"]/div[span]')
    return {words(row[0]): [(bar.get("class") or "", *ends(bar)) for bar in row[1]] for row in rows}


def ends(bar: Any) -> tuple[float, float]:
    low, high = (float(number) for number in re.findall(r"--[ab]:([^;]+)", bar.get("style")))
    return low, high


def dates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, claims: str) -> dict[str, Bars]:
    """The strip of a tank with some claims, and enough production for a strip to be drawn."""
    production = "".join(
        f"  - country: ukraine\n    from: {y}\n    to: {y}\n    cite: museum-tanks\n" for y in (1971, 1981, 1991)
    )
    text = TANK + "claims:\n" + claims + "production:\n" + production
    return lines(charts(page(tmp_path, monkeypatch, {"systems/t-72": text}))[0])


# Years


def test_a_period_is_firm_where_all_sources_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = """\
  service_entry:
    - 1973-08-07 [@museum-tanks]
    - 1975 [@army-guide]
    - value: 1950
      rank: deprecated
      reason: A misprint.
      cite: army-guide
  service_exit:
    - 1990s [@army-guide]
    - 2001 [@museum-tanks]
"""
    found = dates(tmp_path, monkeypatch, claims)
    assert found["In service 1973–2001"] == [("soft", 1973, 1975), ("", 1975, 1991), ("soft", 1991, 2002)]


@pytest.mark.parametrize(
    ("claims", "label", "bars"),
    [
        ("  service_entry: 1973 [@museum-tanks]\n", "In service 1973–", [("", 1973, 1974), ("on", 1974, 1974)]),
        (
            "  service_exit: ~1990 [@museum-tanks]\n",
            "In service –~1990",
            [("off", 1989, 1989), ("", 1989, 1990), ("soft", 1990, 1992)],
        ),
        (
            "  service_entry: 1973 [@museum-tanks]\n  status: in-service [@museum-tanks]\n",
            "In service 1973–",
            [("", 1973, 2021)],
        ),
        (
            "  service_entry: 1973 [@museum-tanks]\n  service_exit: 2035 (planned) [@museum-tanks]\n",
            "In service 1973–2035 (planned)",
            [("", 1973, 2021), ("soft", 2021, 2036)],
        ),
        ("  service_entry: 2027 (planned) [@museum-tanks]\n", "In service 2027 (planned)", [("soft", 2027, 2028)]),
        (
            (
                "  service_entry:\n    - 2019 (planned) [@museum-tanks]\n    - 2018 [@army-guide]\n"
                "  service_exit: 2019 [@museum-tanks]\n"
            ),
            "In service 2018–2019",
            [("", 2018, 2020)],
        ),
        (
            "  service_entry:\n    - 1973 [@museum-tanks]\n    - 1985 [@army-guide]\n  service_exit: 1980 [@museum-tanks]\n",
            "In service 1973–1980",
            [("soft", 1973, 1986)],
        ),
        ("  first_prototype: 1968 [@museum-tanks]\n", "First prototype 1968", [("", 1968, 1969)]),
        (
            "  first_prototype:\n    - 1968 [@army-guide]\n    - 1970 [@museum-tanks]\n",
            "First prototype 1970",
            [("soft", 1968, 1971), ("", 1970, 1971)],
        ),
        ("  first_prototype: 1960s [@museum-tanks]\n", "First prototype 1960s", [("soft", 1960, 1970)]),
    ],
)
def test_what_is_not_given_or_not_sure_is_no_firm_bar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, claims: str, label: str, bars: Bars
) -> None:
    assert dates(tmp_path, monkeypatch, claims)[label] == bars


WORKS = """\
production:
  - country: ukraine
    organization: uralvagonzavod
    from:
      - 1973
      - 1974
    to: 1990
    number: ~1600
    cite: museum-tanks
  - country: ukraine
    variant: t-72a
    to: 1979
    cite: museum-tanks
  - country: north-korea
    number: 30
    cite: museum-tanks
variants:
  t-72a:
    name: T-72A
claims:
  conflict: gulf-war [@museum-tanks]
  production_start: 1973 [@museum-tanks]
"""
GULF_WAR = {"conflicts/gulf-war": "name: Gulf War\nclass: war\nclaims:\n  start_date: 1990-08 [@museum-tanks]\n"}


def test_rows_with_a_time_and_wars_stand_on_the_strip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    strip = charts(page(tmp_path, monkeypatch, {"systems/t-72": TANK + WORKS, **GULF_WAR}))[0]
    assert lines(strip) == {
        "In production 1973–": [("", 1973, 1974), ("on", 1974, 1974)],
        "Ukraine, Uralvagonzavod 1973–1990 · ~1,600": [("soft", 1973, 1974), ("", 1974, 1991)],
        "Ukraine, T-72A –1979": [("off", 1979, 1979), ("", 1979, 1980)],
        "Gulf War 1990–": [("", 1990, 1991), ("on", 1991, 1991)],
    }
    assert [words(head) for head in strip.xpath(".//p")] == ["Production", "Used in"]
    assert [words(link) for link in strip.xpath("figcaption/a")] == ["Service", "Production", "Used in"]
    assert "In production 1973–; Production: 2 lines; Used in: 1 line." in strip.xpath('div[@role="img"]/@aria-label')[0]


def test_the_makers_page_draws_what_it_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f"  - country: ukraine\n    organization: uralvagonzavod\n    from: {y}\n    cite: museum-tanks\n" for y in (71, 81, 91)
    )
    text = TANK + "production:\n" + re.sub(r"from: ", "from: 19", rows)
    found = charts(page(tmp_path, monkeypatch, {"systems/t-72": text}, "organizations/uralvagonzavod"))
    assert list(lines(found[0])) == ["Ukraine, T-72 1971–", "Ukraine, T-72 1981–", "Ukraine, T-72 1991–"]
    assert found[0].xpath("figcaption/a/@href") == ["#production-organization"]


@pytest.mark.parametrize("count", [2, 61])
def test_too_few_and_too_many_rows_are_left_to_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    rows = "".join(f"  - country: ukraine\n    from: {1900 + i}\n    cite: museum-tanks\n" for i in range(count))
    found = page(tmp_path, monkeypatch, {"systems/t-72": TANK + "production:\n" + rows})
    assert charts(found) == []
    assert "## Timeline" not in found.text_content()


def test_ticks_are_round_years_around_all_bars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TANK + WORKS.replace("production_start: 1973", "design_start: 1967")
    strip = charts(page(tmp_path, monkeypatch, {"systems/t-72": text, **GULF_WAR}))[0]
    assert [words(tick) for tick in strip.xpath('.//div[@class="ticks"]/b')] == ["1965", "1970", "1975", "1980", "1985", "1990"]
    assert strip.xpath('div[@role="img"]/@style') == ["--o:1965;--n:30"]


# Pledges


def transfer(cells: str, to: str = "ukraine") -> str:
    return f"  - from: north-korea\n    to: {to}\n{cells}    cite: museum-tanks\n"


def test_a_delivery_is_drawn_into_its_pledge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        transfer("    pledged: 252\n    delivered: 194\n    arrived: 1992\n"),
        transfer("    delivered:\n      - over 200 (as of 2022)\n      - at least 240\n    announced: 1990-02\n"),
        transfer("    pledged: ~100\n    note: No date.\n"),
        transfer("    note: No number.\n"),
        transfer("    pledged: 30-40\n    announced: 1991\n    variant: t-72a\n"),
        transfer(
            "    delivered:\n      - 14\n      - value: 28\n        rank: deprecated\n        reason: Not so.\n"
            "    arrived: 1980\n"
        ),
    ]
    text = TANK + "transfers:\n" + "".join(rows) + "variants:\n  t-72a:\n    name: T-72A\n"
    chart = charts(page(tmp_path, monkeypatch, {"systems/t-72": text}))[0]
    assert lines(chart) == {
        "North Korea → Ukraine 1980 · 14 delivered": [("", 0, 14)],
        "North Korea → Ukraine 1990 · 200–240+ delivered": [("", 0, 200), ("soft", 200, 240), ("on", 240, 240)],
        "North Korea → Ukraine, T-72A 1991 · 30–40 pledged": [("hollow", 0, 30), ("hollow soft", 30, 40)],
        "North Korea → Ukraine 1992 · 252 pledged · 194 delivered": [("hollow", 0, 252), ("", 0, 194)],
        "North Korea → Ukraine ~100 pledged": [("hollow", 0, 90), ("hollow soft", 90, 110)],
    }
    assert next(iter(lines(chart))).startswith("North Korea → Ukraine 1980")
    assert list(lines(chart))[-1].endswith("~100 pledged")
    assert words(chart.find("p")) == "Transfers: pledged and delivered"
    assert "252 pledged · 194 delivered" in chart.xpath('div[@role="img"]/@aria-label')[0]
    assert words(chart.find("figcaption")).startswith("Outlined: pledged; filled: delivered. Lighter: sources differ")


def test_a_recipients_page_names_who_gave_what(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(transfer(f"    delivered: {n}\n") for n in (1, 2, 3))
    found = charts(page(tmp_path, monkeypatch, {"systems/t-72": TANK + "transfers:\n" + rows}, "countries/ukraine"))
    assert list(lines(found[0])) == [f"North Korea, T-72 {n} delivered" for n in (1, 2, 3)]


# Flights

FLIGHTS = """\
flight_tests:
  - system: hwasong-18
    country: north-korea
    date: 2023-07-12
    outcome: success
    trajectory: lofted
    apogee:
      - 6648.4 km (claimed; by uralvagonzavod)
      - over 6000 km (estimated)
      - 6000 km (estimated)
    ground_range: unknown
    cite: museum-tanks
  - system: hwasong-18
    country: north-korea
    date: 2023-04-13
    outcome: failure
    apogee: under 3000 km
    ground_range:
      - ~1000 km
      - value: 2000 km
        rank: deprecated
        reason: A slip.
    cite: museum-tanks
"""


def test_each_flight_shows_every_claimants_figures_in_order_of_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"flight-tests/north-korea-2023": FLIGHTS, "systems/hwasong-18": MISSILE}
    chart = charts(page(tmp_path, monkeypatch, files, "systems/hwasong-18"))[0]
    assert words(chart.find("p")) == "Flight tests, North Korea: apogee and ground range"
    heads = chart.xpath('div[@role="img"]/p')
    assert [words(head) for head in heads] == ["13 April 2023 · Failure", "12 July 2023 · Success · Lofted"]
    assert lines(chart) == {
        "Apogee < 3,000 km": [("soft", 0, 3000)],
        "Ground range ~1,000 km": [("", 0, 900), ("soft", 900, 1100)],
        "Apogee, claimed by Uralvagonzavod 6,648.4 km": [("", 0, 6648.4)],
        "Apogee, estimated 6,000+ km": [("", 0, 6000), ("on", 6000, 6000)],
        "Ground range unknown": [],
    }
    assert words(chart.xpath('.//div[@class="ticks"]/b')[0]) == "0 km"
    assert chart.xpath("figcaption/a/@href") == ["#flight-tests"]


def test_a_countrys_page_names_the_missile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"flight-tests/north-korea-2023": FLIGHTS, "systems/hwasong-18": MISSILE}
    chart = charts(page(tmp_path, monkeypatch, files, "countries/north-korea"))[0]
    assert words(chart.find("p")) == "Flight tests, Hwasong-18: apogee and ground range"


def test_flights_without_figures_are_left_to_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = re.sub(r"    (apogee|ground_range):(?:.*\n)(?:      .*\n)*", "", FLIGHTS)
    files = {"flight-tests/north-korea-2023": text, "systems/hwasong-18": MISSILE}
    assert charts(page(tmp_path, monkeypatch, files, "systems/hwasong-18")) == []


# Safety and preview


def test_names_are_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    works = 'name: "<img src=x onerror=alert(1)> & \\"Co\\""\nclass: manufacturer\n'
    found = page(tmp_path, monkeypatch, {"systems/t-72": TANK + WORKS, "organizations/uralvagonzavod": works, **GULF_WAR})
    assert found.xpath("//figure//img | //figure//@onerror") == []
    assert any('<img src=x onerror=alert(1)> & "Co"' in label for label in lines(charts(found)[0]))


def test_another_files_dates_renew_the_page_that_draws_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NEW_YEAR_2020)
    files = {"systems/t-72": TANK + WORKS, **GULF_WAR}
    root = lay(tmp_path / "wiki", {f"entities/{path}.yml": text for path, text in files.items()})
    copytree(ROOT / "schema", root / "schema")
    before, problems = Before(), Problems()
    build(root, problems, before)
    war = root / "entities/conflicts/gulf-war.yml"
    war.write_text(war.read_text("utf-8").replace("1990-08", "1991-01"), "utf-8")
    build(root, problems, before)
    assert problems.errors == []
    assert "Gulf War <small>1991–</small>" in (root / "docs/wiki/systems/t-72/index.md").read_text("utf-8")


# The vocabulary


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("        role: pledged\n", "        role: promised\n", "'pledged': role 'promised' is none of a count"),
        (
            "        role: pledged\n",
            "        role: start\n",
            "'pledged': role 'start' is none of a count, whose roles are: number, pledged",
        ),
        (
            "    from: service_entry\n",
            "    from: service_entri\n",
            "period 'service': 'service_entri' is no property of datatype date",
        ),
        ("    to: service_exit\n", "    to: status\n", "period 'service': 'status' is no property of datatype date"),
        (
            "    still: status in-service\n",
            "    still: status in-servise\n",
            "period 'service': 'status in-servise': name a property",
        ),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    copytree(ROOT / "schema", tmp_path / "schema")
    file = tmp_path / "schema" / "vocabulary.yml"
    rows = file.read_text("utf-8")
    assert old in rows
    file.write_text(rows.replace(old, new, 1), "utf-8")
    problems = Problems()
    assert load_vocabulary(tmp_path, problems) is None
    assert any(says in str(problem) for problem in problems.errors), problems.errors


# The six articles, as the reader gets them


@pytest.mark.parametrize("slug", SIX)
def test_bars_lie_on_their_scale_and_captions_lead_to_places_on_the_page(site: Site, slug: str) -> None:
    built: Any = html.parse(site.folder / "wiki" / "systems" / slug / "index.html").getroot()
    assert charts(built)
    for chart in charts(built):
        origin, extent = (float(n) for n in re.findall(r"--[on]:([^;]+)", chart.xpath('div[@role="img"]/@style')[0]))
        for bars in lines(chart).values():
            assert all(origin <= low <= high <= origin + extent for _, low, high in bars)
            firm = [bar for bar in bars if "hollow" not in bar[0]]
            assert all(one[1] <= other[1] for one, other in pairwise(firm))
        for link in chart.xpath("figcaption//a/@href"):
            assert built.xpath(f'//*[@id="{link.removeprefix("#")}"]'), link


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_label_is_seen_whole_beside_or_above_its_bar(open_page: OpenPage, width: int) -> None:
    shown = open_page("wiki/systems/t-54-t-55/", width=width)
    assert_no_sideways_scroll(shown)
    overlaps = shown.evaluate(
        """() => [...document.querySelectorAll('.chart > div > div:not(.ticks)')].filter(row => {
          const [label, track] = [...row.children].map(e => e.getBoundingClientRect());
          return !(label.right <= track.left + 1 || label.bottom <= track.top + 3) || label.right > innerWidth;
        }).map(row => row.textContent)"""
    )
    assert overlaps == []
