"""A text that names a page of another site is a link there, whose address is made of the name and of nothing else."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from lxml import html
from markdown import markdown

from panoply.build import build
from panoply.problems import Problems
from panoply.vocabulary import Outward
from tests.reading import vocabulary

SAMPLE = Path(__file__).parent / "golden" / "wiki"
ROW = """properties:
  atlas_page:
    label: Pictures
    definition: Its page in the Atlas.
    datatype: text
    link: The Atlas https://atlas.example/Page:{}
    group: identity
    classes:
      - vehicle
"""
HOSTILE = 'x/../"onclick="pwn()" <b>&?#%2F ü'


def lay(root: Path, *, row: str = ROW, name: str = "Lynx 1") -> Path:
    """The sample with a property that leads out, and a claim of it."""
    copytree(SAMPLE, root)
    file, tank = root / "schema" / "vocabulary.yml", root / "entities" / "systems" / "lynx-1.yml"
    file.write_text(file.read_text("utf-8").replace("properties:\n", row, 1), "utf-8")
    claim = f"\nclaims:\n  atlas_page: '{name} [@almanac]'\n"
    tank.write_text(tank.read_text("utf-8").replace("\nclaims:\n", claim, 1), "utf-8")
    return root


def built(root: Path) -> list[str]:
    problems = Problems()
    build(root, problems)
    return [str(problem) for problem in problems.errors]


def links(root: Path) -> list[Any]:
    text = (root / "docs" / "wiki" / "systems" / "lynx-1" / "index.md").read_text("utf-8").split("\n---\n", 1)[1]
    page = html.fromstring(markdown(text, extensions=["attr_list", "md_in_html"]))
    return [link for link in page.iter("a") if link.get("href", "").startswith("https://atlas.example/")]


def test_the_infobox_names_the_site_and_the_evidence_the_page(tmp_path: Path) -> None:
    root = lay(tmp_path / "wiki")
    assert built(root) == []
    assert [(a.text_content(), a.get("href")) for a in links(root)] == [
        ("The Atlas", "https://atlas.example/Page:Lynx%201"),
        ("Lynx 1", "https://atlas.example/Page:Lynx%201"),
    ]
    page = (root / "docs" / "wiki" / "systems" / "lynx-1" / "index.md").read_text("utf-8")
    box: Any = html.fromstring(page.split("\n---\n", 1)[1].split("</aside>")[0])
    line = next(e for e in box.iter("dt") if e.text_content() == "Pictures").getparent()
    assert line.xpath(".//a[@class='cite']")


def test_what_is_looked_for_and_not_there_leads_nowhere(tmp_path: Path) -> None:
    root = lay(tmp_path / "wiki", name="unknown")
    assert built(root) == []
    assert links(root) == []


def test_nothing_in_a_name_leads_elsewhere(tmp_path: Path) -> None:
    root = lay(tmp_path / "wiki", name=HOSTILE)
    assert built(root) == []
    for link in links(root):
        assert set(link.attrib) == {"href"}
        assert (
            link.get("href")
            == "https://atlas.example/Page:x%2F..%2F%22onclick%3D%22pwn%28%29%22%20%3Cb%3E%26%3F%23%252F%20%C3%BC"
        )
    assert links(root)[-1].text_content() == HOSTILE


@pytest.mark.parametrize(
    "link",
    [
        "The Atlas",
        "https://atlas.example/{}",
        "The Atlas javascript:{}",
        "The Atlas https://atlas.example/",
        "A https://a.example/{}{}",
    ],
)
def test_a_row_that_makes_no_link_is_refused(tmp_path: Path, link: str) -> None:
    root = lay(tmp_path / "wiki", row=ROW.replace("The Atlas https://atlas.example/Page:{}", link))
    assert any(
        "VOCABULARY" in problem and "'link' belongs to a text and reads 'Atlas https:" in problem for problem in built(root)
    )


def test_only_a_text_can_lead_out(tmp_path: Path) -> None:
    root = lay(tmp_path / "wiki", row=ROW.replace("datatype: text", "datatype: count"))
    assert any("'link' belongs to a text" in problem for problem in built(root))


def test_pictures_are_found_on_wikimedia_commons() -> None:
    prop = vocabulary().properties["commons_category"]
    assert isinstance(prop.link, Outward)
    assert prop.link.address_of("T-72 tanks") == "https://commons.wikimedia.org/wiki/Category:T-72%20tanks"
    assert all(vocabulary().has_property(c, prop.key) for c in ("main-battle-tank", "intercontinental-ballistic-missile"))
