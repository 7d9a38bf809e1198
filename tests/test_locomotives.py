"""A wiki of another field, made of its own vocabulary, entities, pages and settings: no line of code is changed for it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from lxml import html

from tests.reading import ROOT

HERE = Path(__file__).parent / "locomotives"
THEME = ("mkdocs.yml", "build_entities.py", "overrides", "panoply")
"""What its mkdocs.yml takes from the project."""


def run(*arguments: str | Path) -> str:
    """A command of the project's own Python; what it says where it fails."""
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "0"}
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Railbook:
    """The wiki, built and rendered."""

    def __init__(self, top: Path) -> None:
        for name in THEME:
            put = copytree if (ROOT / name).is_dir() else copy
            put(ROOT / name, top / name)
        self.root = top / "tests" / "locomotives"
        copytree(ROOT / "docs" / "assets", self.root / "docs" / "assets")
        copytree(HERE, self.root, dirs_exist_ok=True, ignore=ignore_patterns("wiki", "data", "site"))
        self.said = run(ROOT / "build_entities.py", "--root", self.root)
        run("-m", "mkdocs", "build", "--strict", "--config-file", self.root / "mkdocs.yml")
        self.site = self.root / "site"

    def markdown(self, name: str) -> str:
        return (self.root / "docs" / "wiki" / name / "index.md").read_text("utf-8")

    def page(self, name: str) -> Any:
        """A page's main part as the reader gets it."""
        return html.parse(self.site / "wiki" / name / "index.html").find(".//main")

    def data(self, name: str) -> Any:
        return json.loads((self.root / "docs" / "data" / "v1" / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def railbook(tmp_path_factory: pytest.TempPathFactory) -> Railbook:
    return Railbook(tmp_path_factory.mktemp("railbook"))


def words(node: Any) -> str:
    """Text as a reader sees it, without the pilcrows of headings."""
    return " ".join(node.text_content().replace("¶", "").split())


def table_below(page: Any, heading: str) -> list[list[str]]:
    """The rows of the table below a heading, heads first."""
    head = next(head for head in page.iter("h2") if words(head) == heading)
    table = next(table for node in head.itersiblings() for table in node.iter("table"))
    return [[words(cell) for cell in row.xpath("./th|./td")] for row in table.iter("tr")]


def test_it_is_built_and_the_site_has_no_faults(railbook: Railbook) -> None:
    assert "written" in railbook.said
    assert "nothing to mend" in run(ROOT / "build_entities.py", "site-check", "--root", railbook.root)


def test_its_folders_are_its_kinds(railbook: Railbook) -> None:
    ours = {"locomotives", "railways", "builders", "countries"}
    shared = {"about", "classes", "names", "search", "seeds", "sources"}
    assert {folder.name for folder in (railbook.root / "docs" / "wiki").iterdir()} == ours | shared
    pages = {page.parent.name for kind in ours for page in (railbook.root / "docs" / "wiki" / kind).glob("*/index.md")}
    named = {
        "t1-heron",
        "t1r-heron",
        "d5",
        "e9-otter",
        "testonian-state-railways",
        "marsh-line",
        "brasshaven-works",
        "testonia",
    }
    assert pages == named


def test_classes_are_pages_that_list_their_members(railbook: Railbook) -> None:
    narrow, wide = railbook.page("classes/steam-locomotive"), railbook.page("classes/locomotive")
    assert {link.text for link in narrow.iter("a")} >= {"T1 Heron", "T1R Heron", "Locomotives of every traction"}
    assert {link.text for link in wide.iter("a")} >= {"Steam locomotives", "Diesel locomotives", "Electric locomotives"}


def test_a_class_compares_its_members_by_columns_of_its_own(railbook: Railbook) -> None:
    heads, *rows = table_below(railbook.page("classes/steam-locomotive"), "Members")
    assert heads == ["Name", "Gauge", "Weight", "Tractive effort"]
    assert [row[0] for row in rows] == ["T1 Heron", "T1R Heron"]
    assert rows[0][1].startswith("1,435 mm")
    diesel = table_below(railbook.page("classes/diesel-locomotive"), "Members")
    assert diesel[1][3] == "unknown"
    assert list(railbook.page("classes/works").iter("table")) == []


def test_its_table_has_its_own_columns_and_stands_on_both_pages(railbook: Railbook) -> None:
    heads, *rows = table_below(railbook.page("locomotives/t1-heron"), "Operators")
    assert heads == ["Railway", "Fleet numbers", "Engines", "Withdrawn", "Source"]
    assert [row[:4] for row in rows] == [
        ["Marsh Line", "H1 to H10", "10", ""],
        ["Testonian State Railways", "1201 to 1230", "30", "1968"],
    ]
    heads, *rows = table_below(railbook.page("railways/marsh-line"), "Locomotives run")
    assert [head for head in heads if head] == ["Locomotive", "Fleet numbers", "Engines", "Source"]
    assert [row[:3] for row in rows] == [["T1 Heron", "H1 to H10", "10"]]


def test_rows_of_a_folder_stand_on_the_page_they_are_about(railbook: Railbook) -> None:
    heads, row = table_below(railbook.page("locomotives/t1-heron"), "Record runs")
    assert heads[:2] == ["Date", "Speed"]
    assert row[0] == "3 July 1938"
    assert "201 km/h" in row[1]


@pytest.mark.parametrize(
    ("page", "label", "links"),
    [
        ("builders/brasshaven-works", "Built", "D5, E9 Otter, T1 Heron"),
        ("countries/testonia", "At home here", "Brasshaven Works, D5, E9 Otter, Marsh Line, T1 Heron, T1R Heron"),
        ("locomotives/t1-heron", "Rebuilt as", "T1R Heron"),
    ],
)
def test_a_relation_is_read_from_its_other_end(railbook: Railbook, page: str, label: str, links: str) -> None:
    text = re.sub(r"\[\d+\]", "", words(railbook.page(page)))
    assert label in text
    assert links in text


def test_a_rebuilt_engine_inherits_what_the_vocabulary_says(railbook: Railbook) -> None:
    page = railbook.page("locomotives/t1r-heron")
    figures = {
        anchor: words(page.get_element_by_id(f"p-{anchor}")) for anchor in ("gauge", "wheel-arrangement", "boiler-pressure")
    }
    assert "1,435 mm" in figures["gauge"]
    assert "4-6-2 (Pacific)" in figures["wheel-arrangement"]
    assert all("T1 Heron" in text for text in figures.values())
    assert page.xpath('.//*[@id="p-tractive-effort"]') == []


def test_units_and_ratios_are_its_own(railbook: Railbook) -> None:
    assert "15\u00a0kV" in railbook.markdown("locomotives/e9-otter")
    assert "4.2\u00a0: 1" in railbook.markdown("locomotives/d5")
    heron = words(railbook.page("locomotives/t1-heron"))
    assert "Pull per tonne" in heron
    assert "1.46" in heron


def test_its_sections_have_their_places(railbook: Railbook) -> None:
    page = railbook.page("locomotives/t1-heron")
    heads = [words(head) for head in page.iter("h2")]
    wanted = ["History", "Figures", "Construction", "Where the sources part", "Operators"]
    assert [head for head in heads if head in wanted] == wanted
    disputed = page.xpath('.//h2[@id="disputed"]/following-sibling::*')
    assert "132 kN" in " ".join(words(node) for node in disputed[:3])


def test_a_shared_nickname_and_an_old_slug_lead_on(railbook: Railbook) -> None:
    assert {link.text for link in railbook.page("names/heron").iter("a")} >= {"T1 Heron", "T1R Heron"}
    redirect = (railbook.site / "wiki" / "locomotives" / "d-5" / "index.html").read_text("utf-8")
    assert 'content="0; url=../d5/"' in redirect


def test_the_data_is_in_its_words(railbook: Railbook) -> None:
    data, schema = railbook.data("locomotives"), railbook.data("entities.schema")
    assert [e["slug"] for e in data["locomotives"]] == ["d5", "e9-otter", "t1-heron", "t1r-heron"]
    heron = next(e for e in data["locomotives"] if e["slug"] == "t1-heron")
    assert heron["claims"]["wheel_arrangement"][0]["choice"] == "4-6-2"
    assert heron["claims"]["gauge"][0]["si"] == {"low": 1.435, "high": 1.435}
    assert [row["cells"]["fleet_numbers"][0]["text"] for row in heron["tables"]["operators"]] == ["1201 to 1230", "H1 to H10"]
    assert len(heron["tables"]["record_runs"]) == 1
    for kind in ("locomotives", "railways", "builders", "countries"):
        assert [e.message for e in Draft202012Validator(schema).iter_errors(railbook.data(kind))] == []


def test_the_theme_is_the_projects_and_the_name_its_own(railbook: Railbook) -> None:
    front = (railbook.site / "index.html").read_text("utf-8")
    assert "<title>Railbook</title>" in front or "<title>Railbook - Railbook</title>" in front
    assert "assets/railbook.css" in front
    tabs: Any = html.fromstring(front).xpath('//*[contains(@class, "md-tabs__link")]')
    assert [words(tab) for tab in tabs][:3] == ["Home", "Locomotives", "Railways"]


def visible_texts(railbook: Railbook) -> Iterator[tuple[str, str]]:
    for page in railbook.site.rglob("*.html"):
        yield page.relative_to(railbook.site).as_posix(), words(html.parse(page).getroot()).lower()


def test_nothing_speaks_of_the_projects_own_field(railbook: Railbook) -> None:
    foreign = ("weapon", "missile", "tank", "armour", "panoply")
    assert [(page, word) for page, text in visible_texts(railbook) for word in foreign if word in text] == []


def test_its_schemas_are_its_own(railbook: Railbook) -> None:
    run(ROOT / "build_entities.py", "schema", "--root", railbook.root)
    names = {file.name.removesuffix(".schema.json") for file in (railbook.root / "schema").glob("*.schema.json")}
    assert names == {"locomotive", "railway", "builder", "country", "source", "record-runs", "seed"}
    schema = json.loads((railbook.root / "schema" / "locomotive.schema.json").read_text("utf-8"))
    for file in sorted((HERE / "entities" / "locomotives").glob("*.yml")):
        entity = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
        assert [e.message for e in Draft202012Validator(schema).iter_errors(entity)] == []


def test_its_mistakes_are_told_in_its_words(tmp_path: Path) -> None:
    copytree(HERE, tmp_path / "railbook")
    file = tmp_path / "railbook" / "entities" / "locomotives" / "d5.yml"
    file.write_text(
        file.read_text("utf-8").replace("gauge: 1435 mm", "gauge: 1435 kV").replace("gear_ratio", "wheel_arrangement")
    )
    found = run_check(tmp_path / "railbook")
    assert found[0].startswith("entities/locomotives/d5.yml:10:15: ")
    assert "DIMENSION claims.gauge: 'kV' is a unit of voltage; gauge takes length: mm, m, in, ft" in found[0]
    assert "'wheel_arrangement' is no property of a diesel locomotive" in found[1]


def run_check(root: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, ROOT / "build_entities.py", "check", "--root", root], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    return done.stderr.splitlines()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  builders:\n", "  sources:\n", "'sources': a folder of entities is a slug, and none of"),
        (
            "    folder: record-runs\n",
            "    folder: Record Runs\n",
            "'Record Runs': a folder of entities is a slug, and none of",
        ),
        ("    place: disputes\n", "    place: at-the-end\n", "section 'disagreements': place must be one of before-figures"),
        ("    kind: locomotives\n    label", "    kind: engines\n    label", "class 'locomotive' needs a 'kind'"),
        ("    unit: kN\n", "    unit: kV\n", "'kV' is a unit of voltage, the property's dimension is force"),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_refused(old: str, new: str, says: str, tmp_path: Path) -> None:
    copytree(HERE, tmp_path / "railbook")
    file = tmp_path / "railbook" / "schema" / "vocabulary.yml"
    rows = file.read_text("utf-8")
    assert old in rows
    file.write_text(rows.replace(old, new, 1), "utf-8")
    found = run_check(tmp_path / "railbook")
    assert any(says in line for line in found), found
    assert all(line.startswith("schema/vocabulary.yml:") for line in found[:-1])
