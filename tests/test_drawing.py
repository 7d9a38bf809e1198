"""The drawing to scale: only what is cited is drawn, at its size, with its evidence; another's envelope can be laid over it."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from lxml import html
from playwright.sync_api import Page, expect

from panoply.build import build
from panoply.problems import Problems
from panoply.silhouette import DIMENSIONS, SHAPES, WHEELS, Plate, lay_out
from panoply.vocabulary_file import load_vocabulary
from tests.browser import KINDS
from tests.conftest import Heard, OpenPage
from tests.reading import ROOT

TANK = {"length": 695, "overall": 953, "width": 359, "height": 219, "wheels": 6}
NUMBERS = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
OUTLINES = {f"{key}-{view}": getattr(shape, view) for key, shape in SHAPES.items() for view in ("side", "front")}


# Geometry


def drawn(shape: str, **measures: int) -> Plate:
    plate = lay_out(SHAPES[shape], measures)
    assert plate is not None
    return plate


def extents(plate: Plate) -> dict[str, tuple[int, int, int]]:
    return {e.dimension: (e.start, e.end, e.row) for e in plate.extents}


def points(path: str) -> list[tuple[float, float]]:
    """Every end and control point of a path of absolute commands."""
    found: list[tuple[float, float]] = [(0, 0)]
    for command, rest in re.findall(r"([MLHVQCZ])([^MLHVQCZ]*)", path):
        numbers = [float(n) for n in NUMBERS.findall(rest)]
        if command == "H":
            found.append((numbers[0], found[-1][1]))
        elif command == "V":
            found.append((found[-1][0], numbers[0]))
        else:
            found += list(zip(numbers[::2], numbers[1::2], strict=True))
    return found[1:]


@pytest.mark.parametrize("outline", OUTLINES.values(), ids=OUTLINES)
def test_an_outline_fills_its_square_and_leaves_it_nowhere(outline: str) -> None:
    xs, ys = zip(*points(outline), strict=True)
    assert (min(xs), max(xs), min(ys), max(ys)) == (0, 1, -1, 0)


def test_an_outline_that_leaves_its_square_would_be_seen() -> None:
    assert (1.25, -0.5) in points("M0-.5H1.25Z")


def test_a_tank_is_drawn_at_its_size() -> None:
    plate = drawn("tank", **TANK)
    gap = plate.front - 359 // 2 if plate.front else 0
    assert extents(plate) == {
        "length": (-695, 0, 1),
        "overall": (-953, 0, 2),
        "height": (gap // 2, 219, 0),
        "width": (gap, gap + 359, 1),
    }
    assert plate.left < -953
    assert plate.right > gap + 359
    assert plate.top < -219
    assert [p.transform for p in plate.parts if "scale" in p.transform] == [
        "translate(-695) scale(695 219)",
        f"translate({gap}) scale(359 219)",
    ]


def test_what_is_not_cited_is_not_drawn() -> None:
    everything = {p.path for p in drawn("tank", **TANK).parts}
    gun = {path for path in everything if path.startswith("M-473-166H-953")}
    wheels = {path for path in everything if path.count("a33 33") == 2 * 6}
    assert len(gun) == len(wheels) == 1
    without = {p.path for p in drawn("tank", length=695, width=359, height=219).parts}
    assert not without & (gun | wheels)
    no_length = drawn("tank", overall=953, height=219)
    assert [p.kind for p in no_length.parts] == ["empty", "guide", "person"]
    assert extents(no_length)["overall"] == (-953, 0, 1)
    from_ahead = drawn("tank", width=359, height=219)
    assert not from_ahead.side
    assert set(extents(from_ahead)) == {"width", "height"}


@pytest.mark.parametrize(
    ("shape", "measures"),
    [
        ("tank", {}),
        ("tank", {"length": 695, "overall": 953, "width": 359, "wheels": 6}),
        ("tank", {"height": 219}),
        ("missile", {"length": 2000}),
        ("missile", {"diameter": 200}),
    ],
)
def test_too_little_makes_no_drawing(shape: str, measures: dict[str, int]) -> None:
    assert lay_out(SHAPES[shape], measures) is None


def test_a_gun_that_does_not_reach_beyond_the_hull_is_no_line_backwards() -> None:
    plate = drawn("tank", length=695, overall=690, height=219)
    assert not any(re.match(r"M-\d+-\d+H", p.path) for p in plate.parts)


def test_views_do_not_overlap_whatever_the_size() -> None:
    for size in (1, 30, 300, 4000):
        plate = drawn("envelope", length=size, width=size, height=size)
        edges = [-size, 0, extents(plate)["width"][0], extents(plate)["width"][1], plate.right]
        assert all(before <= after for before, after in pairwise(edges))


# Pages

SOURCE = "sources:\n  book:\n    title: The book\n    url: https://book.example/\n    grade: B\n"
HOSTILE = '<script>pwn()</script> \\" onload=pwn() x'
FILES = {
    "systems/ibex.yml": f"""\
name: "{HOSTILE}"
class: main-battle-tank
claims:
  length_hull: 6860 mm [@book]
  width: 12 ft [@book]
  height:
    - 2.2-2.4 m (to-sight) [@book]
    - value: 9 m
      rank: deprecated
      reason: A slip of the pen.
      cite: book
variants:
  ibex-a:
    name: Ibex A
    claims:
      length_gun_forward: ~9.5 m (estimated) [@book]
{SOURCE}""",
    "systems/hind.yml": f"""\
name: Hind
class: armoured-personnel-carrier
claims:
  length_hull: 7 m [@book]
  length_gun_forward: unknown [@book]
  height: 2.0 m [@book]
{SOURCE}""",
    "systems/doe.yml": f"name: Doe\nclass: medium-tank\nclaims:\n  length_hull: 7 m [@book]\n  width: 3 m [@book]\n{SOURCE}",
    "systems/comet.yml": f"""\
name: Comet
class: short-range-ballistic-missile
claims:
  length: 11 m [@book]
  diameter: under 0.9 m [@book]
  launcher: comet-cart [@book]
{SOURCE}""",
    "components/comet-cart.yml": f"""\
name: Comet cart
class: launcher
claims:
  length: 13.1 m [@book]
  height: 3 m [@book]
{SOURCE}""",
}


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a small wiki of the project's own vocabulary."""
    root = tmp_path_factory.mktemp("drawn")
    copytree(ROOT / "schema", root / "schema")
    for name, content in FILES.items():
        (root / "entities" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "entities" / name).write_text(content, "utf-8")
    problems = Problems()
    assert build(root, problems) is not None, problems.errors
    return root / "docs"


def figure_of(docs: Path, page: str) -> Any:
    """The drawing on a page; its Markdown holds it as one block of HTML."""
    text = (docs / "wiki" / page / "index.md").read_text("utf-8")
    block = re.search(r"^<figure class=\"drawing\".*?^</figure>$", text, re.MULTILINE | re.DOTALL)
    assert block is None or "\n\n" not in block[0]
    return html.fromstring(block[0]) if block else None


def caption(figure: Any) -> str:
    return " ".join(figure.find("figcaption").text_content().split())


def labels(figure: Any) -> dict[str, tuple[str, str]]:
    """By dimension, its figure and where that leads."""
    items = {li.get("data-dimension"): li.find_class("figure")[0] for li in figure.iter("li")}
    return {dimension: (f.text_content(), f.get("href", "")) for dimension, f in items.items()}


def test_each_figure_drawn_leads_to_its_evidence(docs: Path) -> None:
    figure = figure_of(docs, "systems/ibex")
    assert labels(figure) == {
        "length": ("6,860\u00a0mm", "#p-length-hull"),
        "overall": ("~9.5\u00a0m", "#p-length-gun-forward"),
        "width": ("12\u00a0ft", "#p-width"),
        "height": ("2.2–2.4\u00a0m", "#p-height"),
    }
    page = (docs / "wiki/systems/ibex/index.md").read_text("utf-8")
    assert [href for _, href in labels(figure).values() if f'id="{href[1:]}"' not in page] == []
    styles = [li.get("style") for li in figure.iter("li")]
    assert styles[:2] == ["--a:-686;--b:0;--r:1", "--a:-950;--b:0;--r:2"]
    assert any(style.endswith("--h:230") for style in styles)


def test_the_caption_says_for_what_a_figure_holds_and_what_is_missing(docs: Path) -> None:
    said = caption(figure_of(docs, "systems/ibex"))
    assert "Outlines are schematic" in said
    assert "Length, gun forward: Ibex A, estimated; " in said
    assert "Height: to sight, drawn at the middle" in said
    assert "Not cited, and so not drawn: Road wheels." in said
    said = caption(figure_of(docs, "systems/hind"))
    assert "Not cited, and so not drawn: Length, gun forward; Width." in said


def test_a_picture_has_a_name_in_words_and_no_markup_of_an_authors(docs: Path) -> None:
    figure = figure_of(docs, "systems/ibex")
    picture = figure.find(".//svg")
    assert picture.get("role") == "img"
    ids = picture.get("aria-labelledby"), picture.get("aria-describedby")
    named = [picture.xpath(f"*[@id='{name}']")[0].text for name in ids]
    assert named[0].endswith(" to scale")
    assert named[0].startswith("<script>pwn()</script>")
    assert named[1] == "Side view, front view, a person of 1.80 m"
    assert list(figure.iter("script")) == []


def test_where_too_little_is_cited_there_is_no_drawing(docs: Path) -> None:
    assert figure_of(docs, "systems/doe") is None


def test_an_armoured_vehicle_that_is_no_tank_gets_no_tanks_outline(docs: Path) -> None:
    assert [path.get("class") for path in figure_of(docs, "systems/hind").iter("path")] == [
        "ground",
        "empty",
        "guide",
        "person",
    ]


def test_a_missile_has_its_launcher_below_it_to_the_same_scale(docs: Path) -> None:
    figure = figure_of(docs, "systems/comet")
    boxes = [svg.get("viewbox", svg.get("viewBox")).split() for svg in figure.iter("svg")]
    assert len(boxes) == 2
    assert boxes[0][::2] == boxes[1][::2]
    assert int(boxes[0][0]) < -1310
    below = figure.find_class("plate")[1]
    assert [li.get("data-dimension") for li in below.iter("li")] == ["length", "height"]
    assert list(below.iter("a")) == []
    assert "Below it: Comet cart." in caption(figure)
    assert figure.find("figcaption/a").get("href") == "../../components/comet-cart/"
    assert "Diameter: drawn at its limit" in caption(figure)


def outlines(docs: Path) -> Any:
    return json.loads((docs / "data" / "v1" / "outlines.json").read_text("utf-8"))


def test_the_data_hold_what_can_be_drawn(docs: Path) -> None:
    found = {outline.pop("slug"): outline for outline in outlines(docs)["outlines"]}
    assert set(found) == {"ibex", "hind", "comet", "comet-cart"}
    assert found["ibex"] == {
        "name": HOSTILE.replace("\\", ""),
        "class": "main-battle-tank",
        "drawing": "tank",
        "address": "wiki/systems/ibex/",
        "metres": {"length": 6.86, "overall": 9.5, "width": 3.7, "height": 2.3},
        "about": ["overall", "height"],
    }
    assert found["comet"]["metres"] == {"length": 11, "diameter": 0.9}


def test_the_data_keep_to_their_schema(docs: Path) -> None:
    schema = json.loads((docs / "data" / "v1" / "outlines.schema.json").read_text("utf-8"))
    content = outlines(docs)
    Draft202012Validator.check_schema(schema)
    assert [e.message for e in Draft202012Validator(schema).iter_errors(content)] == []
    content["outlines"][0]["metres"]["length"] = -1
    assert not Draft202012Validator(schema).is_valid(content)


# The vocabulary


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    shape: missile\n", "    shape: misile\n", "drawing 'missile': shape must be one of envelope, missile, tank"),
        ("      - light-tank\n    shape", "      - lite-tank\n    shape", "drawing 'tank': unknown class 'lite-tank'"),
        ("      diameter: diameter\n", "      breadth: diameter\n", "'breadth' is no dimension of this shape"),
        ("      diameter: diameter\n", "      diameter: diametre\n", "unknown property 'diametre' — did you mean 'diameter'?"),
        ("      diameter: diameter\n", "      diameter: launch_mass\n", "'launch_mass' does not give a length"),
        ("      wheels: road_wheels\n", "      wheels: track_width\n", "'track_width' does not give a number"),
        ("    beside: launcher\n", "    beside: range\n", "'range' is no relation"),
    ],
    ids=["shape", "class", "dimension", "property", "length", "number", "relation"],
)
def test_a_row_that_cannot_be_drawn_is_refused(old: str, new: str, says: str, tmp_path: Path) -> None:
    copytree(ROOT / "schema", tmp_path / "schema")
    file = tmp_path / "schema" / "vocabulary.yml"
    before, rows, after = file.read_text("utf-8").partition("\ndrawings:\n")
    assert old in after
    file.write_text(before + rows + after.replace(old, new, 1), "utf-8")
    problems = Problems()
    assert load_vocabulary(tmp_path, problems) is None
    assert any(says in str(problem) for problem in problems.errors), problems.errors


def test_shapes_and_dimensions_are_documented() -> None:
    grammar = (ROOT / "docs" / "about" / "grammar.md").read_text("utf-8")
    assert [word for word in (*SHAPES, *DIMENSIONS, WHEELS) if f"`{word}`" not in grammar] == []


# In a browser

TANK_PAGE = KINDS["tank"]
APART = """() => [...document.querySelectorAll('.drawing .plate')].flatMap((plate) => {
  const svg = plate.querySelector('svg'), at = svg.getScreenCTM(), left = svg.getBoundingClientRect().left;
  return [...plate.querySelectorAll('li')].flatMap((li) => {
    const box = li.getBoundingClientRect(), style = getComputedStyle(li);
    const [a, b, h] = ['--a', '--b', '--h'].map((name) => Number(style.getPropertyValue(name)));
    const ends = li.matches('.upright')
      ? [box.left - (at.e + a * at.a), box.top - (at.f - h * at.d), box.bottom - at.f]
      : [box.left - (at.e + a * at.a), box.right - (at.e + b * at.a)];
    return ends.map(Math.abs);
  });
})"""
"""How many pixels the ends of the lines are from what they measure."""


def compare(page: Page, slug: str) -> Any:
    page.get_by_role("button", name="Compare with another").click()
    page.get_by_label("Compare with").select_option(slug)
    return page.locator(".drawing").get_by_role("status")


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize("kind", ["tank", "missile"])
def test_each_line_ends_where_what_it_measures_ends(open_page: OpenPage, kind: str, width: int) -> None:
    page = open_page(KINDS[kind], width=width)
    assert max(page.evaluate(APART)) < 1.5
    compare(page, "hwasong-17")
    assert max(page.evaluate(APART)) < 1.5


def test_nothing_is_loaded_before_a_reader_asks(open_page: OpenPage, heard: Heard) -> None:
    page = open_page(TANK_PAGE)
    page.wait_for_load_state("networkidle")
    assert not any(url.endswith("outlines.json") for url in heard.requests)
    status = compare(page, "leopard-2")
    assert [url for url in heard.requests if url.endswith("outlines.json")]
    expect(page.get_by_label("Compare with")).to_be_focused()
    expect(status).to_contain_text("Dashed, Leopard 2: length, hull 7.72 m (0.77 m more)")
    expect(status.get_by_role("link", name="Leopard 2")).to_have_attribute("href", re.compile("/wiki/systems/leopard-2/$"))
    assert page.locator("#drawing-other option[value='t-72']").count() == 0


def test_the_other_is_drawn_to_the_same_scale_and_taken_away_again(open_page: OpenPage) -> None:
    page = open_page(TANK_PAGE)
    frame = page.locator(".drawing svg").get_attribute("viewBox")
    compare(page, "hwasong-17")
    outline = page.locator(".drawing .other-outline")
    assert outline.evaluate("(path) => { const b = path.getBBox(); return [b.x, b.y, b.width, b.height]; }") == [
        pytest.approx(n, abs=1) for n in (-2300, -230, 2300, 230)
    ]
    expect(page.locator(".drawing").get_by_role("status")).to_contain_text(
        "Hwasong-17: length about 23 m (about 16 m more); diameter about 2.3 m."
    )
    page.get_by_label("Compare with").select_option("")
    expect(outline).to_have_count(0)
    assert page.locator(".drawing svg").get_attribute("viewBox") == frame


def test_a_failure_to_load_is_told(open_page: OpenPage) -> None:
    page = open_page(TANK_PAGE)
    page.route("**/outlines.json", lambda route: route.abort())
    try:
        page.get_by_role("button", name="Compare with another").click()
        expect(page.locator(".drawing").get_by_role("status")).to_contain_text("could not be loaded")
    finally:
        page.unroute("**/outlines.json")


def test_a_figure_in_the_drawing_opens_its_evidence(open_page: OpenPage) -> None:
    page = open_page(TANK_PAGE)
    page.locator(".drawing li a.figure").first.click()
    expect(page.get_by_role("dialog", name="Evidence: Length, hull")).to_be_visible()


def test_without_scripts_the_drawing_is_whole_and_offers_nothing(open_page: OpenPage) -> None:
    page = open_page(TANK_PAGE, scripts=False, width=390)
    assert page.locator(".drawing li a.figure:visible").count() == 4
    assert page.locator(".drawing :is(button, select)").count() == 0
    page.locator(".drawing li a.figure").first.click()
    assert page.url.endswith("#p-length-hull")
