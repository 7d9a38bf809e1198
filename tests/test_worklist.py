"""The command ``worklist``: what most needs work, by sort, the most pressing first."""

from __future__ import annotations

from pathlib import Path

import pytest

from panoply.command_line import FINE, main
from tests.reading import ROOT, lay_whole

KIT = "entities/sources/kit.yml"
TANK = """\
name: {name}
class: main-battle-tank
lead: >-
  A tank [@army-guide].
claims:
  mass: 40 t [@army-guide; @museum-tanks]
  crew: 3 [@army-guide]
  width: 3 m [@army-guide; @museum-tanks]
"""
FULL = """\
name: T-80
class: main-battle-tank
lead: >-
  A tank [@army-guide], made from the [[t-64]] and like the [[t-72]].
claims:
  derived_from: t-64 [@army-guide; @museum-tanks]
  mass:
    - 42 t [@kit]
    - value: 43 t
      rank: deprecated
      reason: Short tons [@army-guide].
      cite: army-guide
  crew: 3 [@army-guide; @museum-tanks]
  height: 2 m [@army-guide]
  width: 3 m [@echo; @army-guide]
operators:
  - country: ukraine
    status: current
    number: ~100 (as of 2001)
    cite: army-guide
  - country: north-korea
    status: former
    number: ~90 (as of 1999)
    until: 2005
    cite: army-guide
production:
  - country: ukraine
    number: 500 (as of 1991)
    cite: army-guide
sections:
  design: |
    Much like the [[t-72]], unlike the [[t-99-moon-tank]] [@army-guide].
sources:
  spare:
    title: Never cited
    url: https://spare.example/
    grade: C
"""
FILES: dict[str, str | bytes] = {
    KIT: "title: Kit\nurl: https://kit.example/\ngrade: D\n",
    "entities/sources/echo.yml": "title: Echo\nurl: https://echo.example/\ngrade: C\nsame_text_as: army-guide\n",
    "entities/sources/origin.yml": "title: Origin\nurl: https://origin.example/\ngrade: B\n",
    "entities/sources/copy.yml": "title: Copy\nurl: https://copy.example/\ngrade: C\nsame_text_as: origin\n",
    "entities/systems/t-80.yml": FULL,
    **{f"entities/systems/tank-{n}.yml": TANK.format(name=f"Tank {n}") for n in (1, 2, 3)},
    "entities/systems/tank-4.yml": "name: Tank 4\nclass: main-battle-tank\nclaims:\n  crew: unknown [@army-guide]\n",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # 2026
    return lay_whole(tmp_path, FILES)


def groups(root: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, list[str]]:
    """The lines of each group, by its title."""
    assert main(["worklist", "--root", str(root), *more]) == FINE
    out, err = capsys.readouterr()
    assert err == ""
    blocks = [block.splitlines() for block in out.split("\n\n") if block]
    return {title.strip(): lines for title, *lines in blocks}


def test_what_needs_work_is_listed_by_sort(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = groups(root, capsys)
    tank = "entities/systems/t-80.yml"
    assert list(found) == [
        "Weak sources only (1)",
        "One voice only (1)",
        "Stale counts (1)",
        "Missing for the class (3)",
        "Red links (1)",
        "Stubs (10)",
        "Orphans (10)",
        "Sources not cited (3)",
    ]
    assert found["Weak sources only (1)"] == [
        f"{tank}:8: only sources of grade D or E for 1 of 5 properties: mass (line 8)",
    ]
    assert found["One voice only (1)"] == [
        f"{tank}:8: one voice for 3 of 5 properties: mass (line 8), height (line 14), width (line 15)",
    ]
    assert found["Stale counts (1)"] == [f"{tank}:19: 1 count of operators older than 2023: ukraine (2001, line 19)"]
    assert found["Red links (1)"] == [f"{tank}:32: 't-99-moon-tank' has no article; named 1 time"]
    assert f"{tank}:1: named by no other article" in found["Orphans (10)"]
    assert not [line for line in found["Orphans (10)"] if "t-72" in line]
    assert found["Sources not cited (3)"] == [
        "entities/sources/copy.yml:1: source 'copy' is cited nowhere",
        "entities/sources/jane-2007.yml:1: source 'jane-2007' is cited nowhere",
        f"{tank}:34: source 'spare' is cited nowhere",
    ]


def test_a_property_most_of_the_class_have_is_missed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of seven tanks five state a crew, four a mass and a width, one a height; what is unknown is stated."""
    assert groups(root, capsys)["Missing for the class (3)"] == [
        "entities/systems/t-64.yml:2: lacks 3 of 3 properties that most of its class have: width, mass, crew",
        "entities/systems/t-72.yml:2: lacks 3 of 3 properties that most of its class have: width, mass, crew",
        "entities/systems/tank-4.yml:2: lacks 2 of 3 properties that most of its class have: width, mass",
    ]


def test_what_is_said_from_the_other_end_or_inherited_is_not_missed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = {
        **dict.fromkeys((1, 2, 3, 4, 5, 6), "  predecessor: t-72 [@army-guide]\n  origin: ukraine [@army-guide]\n"),
        7: "  variant_of: t-72 [@army-guide]\n",
        8: "  successor: tank-7 [@army-guide]\n",
    }
    for number, claims in said.items():
        (root / f"entities/systems/tank-{number}.yml").write_text(TANK.format(name=f"Tank {number}") + claims)
    found = groups(root, capsys)
    lines = next(lines for title, lines in found.items() if title.startswith("Missing"))
    assert [line for line in lines if "tank-" in line] == [
        "entities/systems/tank-8.yml:2: lacks 2 of 5 properties that most of its class have: origin, predecessor"
    ]


def test_what_many_name_comes_first(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "entities/systems/tank-1.yml").write_text(TANK.format(name="Tank 1") + "  engine: v-84 [@army-guide]\n")
    (root / "entities/systems/tank-2.yml").write_text(TANK.format(name="Tank 2") + "  engine: v-84 [@army-guide]\n")
    stubs = groups(root, capsys)["Stubs (10)"]
    assert stubs[0] == "entities/components/v-84.yml:1: 0 claims, no lead; named by 2 articles"
    assert [line.rpartition("named by ")[2] for line in stubs[1:6]] == ["1 article"] * 4 + ["0 articles"]


def test_lines_may_be_few_or_all(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "entities/components/2a47.yml").write_text("name: 2A47\nclass: gun\n")
    assert groups(root, capsys)["Stubs (11)"][10:] == ["… and 1 more"]
    assert groups(root, capsys, "--limit", "1")["Stubs (11)"][1:] == ["… and 10 more"]
    assert len(groups(root, capsys, "--limit", "0")["Stubs (11)"]) == 11


def test_where_nothing_is_wanting_nothing_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "entities").mkdir()
    (tmp_path / "schema").symlink_to(ROOT / "schema")
    assert main(["worklist", "--root", str(tmp_path)]) == FINE
    assert capsys.readouterr().out == "nothing needs work\n"
