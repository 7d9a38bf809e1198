"""The command ``find``: what goes by a name, and what was meant where nothing does."""

from __future__ import annotations

from pathlib import Path

import pytest

from panoply.command_line import FAULTY, FINE, main
from tests.reading import lay_whole

TANKS = """\
name: Leopard 2
class: main-battle-tank
names:
  - name: Леопард 2
    lang: ru
  - name: Кот
    lang: ru
redirects:
  - leopard-two
variants:
  2a4:
    name: Leopard 2A4
  2a7-plus:
    name: Leopard 2A7+
    names:
      - name: Evolution
"""
OTHER = """\
name: Leopard 1
class: main-battle-tank
names:
  - name: Кот
"""
LINE = "leopard-2{}  entities/systems/leopard-2.yml:{}"


@pytest.fixture
def root(tmp_path: Path) -> str:
    files: dict[str, str | bytes] = {"entities/systems/leopard-2.yml": TANKS, "entities/systems/leopard-1.yml": OTHER}
    return str(lay_whole(tmp_path, files))


def find(root: str, *words: str) -> int:
    return main(["find", "--root", root, *words])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("T-72", "t-72  T-72  main-battle-tank  entities/systems/t-72.yml:1"),
        ("t72", "t-72  T-72  main-battle-tank  entities/systems/t-72.yml:1"),
        ("URAL", "t-72  T-72  main-battle-tank  entities/systems/t-72.yml:4  (alias Ural)"),
        ("north korea", "north-korea  North Korea  state  entities/countries/north-korea.yml:1"),
        ("Леопард-2", LINE.format("  Leopard 2  main-battle-tank", "4  (alias Леопард 2)")),
        ("leopard-two", LINE.format("  Leopard 2  main-battle-tank", "9  (former slug leopard-two)")),
        ("2a4", LINE.format("/2a4  Leopard 2A4  main-battle-tank", 12)),
        ("leopard-2/2a4", LINE.format("/2a4  Leopard 2A4  main-battle-tank", 11)),
        ("leopard 2a7+", LINE.format("/2a7-plus  Leopard 2A7+  main-battle-tank", 14)),
        ("Evolution", LINE.format("/2a7-plus  Leopard 2A7+  main-battle-tank", "16  (alias Evolution)")),
    ],
)
def test_any_name_finds_it(root: str, capsys: pytest.CaptureFixture[str], words: str, said: str) -> None:
    assert find(root, words) == FINE
    assert capsys.readouterr() == (f"{said}\n", "")


def test_words_need_no_quotation_marks(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert find(root, "north", "korea") == FINE
    assert capsys.readouterr().out.startswith("north-korea ")


def test_a_shared_alias_finds_all_in_columns(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert find(root, "кот") == FINE
    assert capsys.readouterr().out.splitlines() == [
        "leopard-1  Leopard 1  main-battle-tank  entities/systems/leopard-1.yml:4  (alias Кот)",
        "leopard-2  Leopard 2  main-battle-tank  entities/systems/leopard-2.yml:6  (alias Кот)",
    ]


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        ("leopard", ["leopard-2", "leopard-1", "leopard-2/2a4", "leopard-2/2a7-plus"]),
        ("Uralvagonzavd", ["uralvagonzavod"]),
        ("T-73", ["t-72"]),
    ],
)
def test_what_was_meant_is_told_aside(root: str, capsys: pytest.CaptureFixture[str], words: str, slugs: list[str]) -> None:
    assert find(root, words) == FAULTY
    out, err = capsys.readouterr()
    first, *near = err.splitlines()
    assert (out, first) == ("", f"nothing is called '{words}' — did you mean one of these?")
    assert sorted(line.split()[0] for line in near) == sorted(slugs)


@pytest.mark.parametrize("words", ["zeppelin", "???", ""])
def test_nothing_is_found_where_nothing_is(root: str, capsys: pytest.CaptureFixture[str], words: str) -> None:
    assert find(root, words) == FAULTY
    assert capsys.readouterr() == ("", f"nothing is called '{words}'\n")


def test_a_broken_file_does_not_hide_the_others(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    (Path(root) / "entities/systems/t-80.yml").write_text("name: [T-80\n")
    assert find(root, "T-72") == FINE
    out, err = capsys.readouterr()
    assert out.startswith("t-72 ")
    assert err == "2 problems in 1 file, which may hide something here: see the command check\n"
