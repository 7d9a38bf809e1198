"""An entity's lineage: kin from both ends of every relation, variants by descent, years from the claims; as nested lists."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from lxml import html

from panoply.build import Before, build
from panoply.family import DEEPEST
from panoply.problems import Problems
from tests.browser import assert_no_sideways_scroll
from tests.conftest import OpenPage
from tests.reading import ROOT, lay

TANK = "name: T-72\nclass: main-battle-tank\n"
OTHER = "name: {}\nclass: main-battle-tank\nclaims:\n{}"
Tree = dict[str, Any]


def wiki(tmp_path: Path, files: dict[str, str]) -> Path:
    root = lay(tmp_path / "wiki", {f"entities/{path}.yml": text for path, text in files.items()})
    copytree(ROOT / "schema", root / "schema")
    return root


def built(root: Path, address: str = "systems/t-72", before: Before | None = None) -> Any:
    problems = Problems()
    assert build(root, problems, before) is not None, problems.errors
    return html.fromstring((root / "docs/wiki" / address / "index.md").read_text("utf-8"))


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def tree(items: Any) -> Tree:
    """What each item of a list says, and the list within it."""
    return {" ".join(own(item).split()): tree(item.find("ul")) for item in items} if items is not None else {}


def own(item: Any) -> str:
    """The text of an item without the list within it."""
    return "".join(
        [item.text or "", *((child.text_content() if child.tag != "ul" else "") + (child.tail or "") for child in item)]
    )


def lineage(page: Any) -> Tree:
    found = page.xpath('//div[@class="family"]/ul')
    return tree(found[0]) if found else {}


def test_kin_come_from_both_ends_each_once(tmp_path: Path) -> None:
    relations = "  derived_from: t-64 [@museum-tanks]\n  predecessor: t-64 [@army-guide]\n  successor: t-90 [@museum-tanks]\n"
    files = {
        "systems/t-72": TANK + "claims:\n" + relations + "  service_entry: 1973 [@museum-tanks]\n",
        "systems/t-64": OTHER.format("T-64", "  service_entry: ~1966 [@army-guide]\n  service_exit: 1990s [@army-guide]\n"),
        "systems/t-90": OTHER.format("T-90", "  predecessor: t-72 [@army-guide]\n  production_start: 1993 [@army-guide]\n"),
        "systems/m-84": OTHER.format("M-84", "  derived_from: t-72 [@army-guide]\n"),
    }
    page = built(wiki(tmp_path, files))
    assert lineage(page) == {
        "Derived from · Predecessor": {"T-64 ~1966–1990s": {}},
        "T-72 in service 1973–": {
            "Successor": {"T-90 in production 1993–": {}},
            "Derivatives": {"M-84[2]": {}},
        },
    }
    links = page.xpath('//div[@class="family"]//a[not(@class)]/@href')
    assert links == ["../t-64/", "../t-90/", "../m-84/"]
    assert "## Related" not in page.text_content()


def test_other_relations_stay_in_their_list(tmp_path: Path) -> None:
    files = {"systems/t-72": TANK + "claims:\n  main_gun: 2a46 [@museum-tanks]\n  derived_from: t-64 [@museum-tanks]\n"}
    root = wiki(tmp_path, files)
    gun, tank = built(root, "components/2a46"), built(root, "systems/t-64")
    assert lineage(gun) == {}
    assert "## Lineage" not in gun.text_content()
    assert "Main gun of" in gun.text_content()
    assert lineage(tank) == {"T-64": {"Variants": {"T-64A": {}}, "Derivatives": {"T-72[1]": {}}}}
    assert "## Related" not in tank.text_content()


def test_variants_nest_below_what_they_come_from(tmp_path: Path) -> None:
    variants = """\
variants:
  t-72b3:
    name: T-72B3
    parent: t-72b
  t-72a:
    name: T-72A
    claims:
      service_entry: 1979 [@museum-tanks]
  t-72b:
    name: <b>T-72B</b>
    claims:
      production_start: 1984 [@museum-tanks]
      production_end: 1990 [@museum-tanks]
"""
    page = built(wiki(tmp_path, {"systems/t-72": TANK + variants}))
    nested: Tree = {"T-72A 1979–": {}, "<b>T-72B</b> in production 1984–1990": {"T-72B3": {}}}
    assert lineage(page) == {"T-72": {"Variants": nested}}
    anchors = page.xpath('//div[@class="family"]//a/@href')
    assert anchors == ["#variant-t-72a", "#variant-t-72b", "#variant-t-72b3"]
    assert all(f"{{{anchor}" in page.text_content() for anchor in anchors)


def test_a_remark_says_what_a_kinship_holds_for(tmp_path: Path) -> None:
    files = {
        "systems/t-72": TANK
        + "claims:\n  derived_from: t-64/t-64a (estimated) [@museum-tanks]\n  predecessor: t-99 [@army-guide]\n",
    }
    root = wiki(tmp_path, files)
    before: Tree = {"Derived from": {"T-64A (estimated)": {}}, "Predecessor": {"t-99": {}}}
    assert lineage(built(root)) == before | {"T-72": {}}
    assert built(root).xpath('//div[@class="family"]//a/@href') == ["../t-64/#variant-t-64a"]
    derived = lineage(built(root, "systems/t-64"))["T-64"]["Derivatives"]
    assert derived == {"T-72 (of T-64A, estimated)[1]": {}}


def test_claims_put_aside_make_no_kin(tmp_path: Path) -> None:
    claim = "    value: t-64\n    rank: deprecated\n    reason: It was not.\n    cite: museum-tanks\n"
    root = wiki(tmp_path, {"systems/t-72": TANK + "claims:\n  derived_from:\n" + claim})
    assert lineage(built(root)) == {}


def test_a_long_line_of_variants_is_drawn_to_a_depth(tmp_path: Path) -> None:
    rows = "".join(f"  v-{i}:\n    name: V {i}\n" + (f"    parent: v-{i - 1}\n" if i else "") for i in range(1500))
    page = built(wiki(tmp_path, {"systems/t-72": TANK + "variants:\n" + rows}))
    links = page.xpath('//div[@class="family"]//a')
    assert len(links) == 1500
    assert max(sum(1 for _ in link.iterancestors("ul")) for link in links) == DEEPEST + 2


def test_a_kins_dates_renew_its_pages(tmp_path: Path) -> None:
    files = {
        "systems/t-72": TANK + "claims:\n  derived_from: t-64 [@museum-tanks]\n",
        "systems/t-64": OTHER.format("T-64", "  service_entry: 1966 [@army-guide]\n"),
    }
    root, before = wiki(tmp_path, files), Before()
    assert "T-64 1966–" in lineage(built(root, before=before))["Derived from"]
    file = root / "entities/systems/t-64.yml"
    file.write_text(file.read_text("utf-8").replace("1966", "1967"), "utf-8")
    assert "T-64 1967–" in lineage(built(root, before=before))["Derived from"]


@pytest.mark.parametrize("width", [320, 1280])
def test_the_tree_is_a_list_whose_links_are_large_enough(open_page: OpenPage, width: int) -> None:
    page = open_page("wiki/systems/leopard-2/", width=width)
    assert_no_sideways_scroll(page)
    assert page.locator(".family li").count() > 10
    heights = page.locator(".family li > a:not(.cite)").evaluate_all(
        "links => links.map(a => a.parentElement.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24
