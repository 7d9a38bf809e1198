"""Renaming in all files: what is rewritten, what stays, and that nothing changes where something would go wrong."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import pytest

from panoply.build import build, read
from panoply.command_line import main
from panoply.problems import Problems
from tests.reading import ROOT

GOLDEN = Path(__file__).parent / "golden" / "wiki"


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    """The made-up wiki, with a page written by hand."""
    copytree(GOLDEN, tmp_path, dirs_exist_ok=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(
        "[Lynx](wiki/systems/lynx-1/index.md) and [tanks](wiki/classes/tank/index.md).\n\n`mass: 3 t [@almanac]`, by mass.\n"
    )
    return tmp_path


def migrate(root: Path, *words: str) -> int:
    return main(["migrate", "--root", str(root), *words])


def texts(root: Path) -> dict[str, str]:
    """All hand-written files."""
    files = [*root.glob("entities/*/*"), *root.glob("seeds/*"), *root.glob("schema/*.yml"), root / "docs" / "index.md"]
    return {file.relative_to(root).as_posix(): file.read_text("utf-8") for file in files}


def lines_changed(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """The new form of every line that is not as it was; files must have as many lines as before."""
    found = {}
    for path, text in before.items():
        old, new = text.splitlines(), after[path].splitlines()
        assert len(old) == len(new), path
        changed = [b.strip() for a, b in zip(old, new, strict=True) if a != b]
        found |= {path.rpartition("/")[2]: changed} if changed else {}
    return found


def test_a_property_is_renamed_where_it_is_meant(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = texts(wiki)
    assert migrate(wiki, "property", "mass", "weight") == 0
    changed = lines_changed(before, texts(wiki))
    assert changed.pop("vocabulary.yml") == ["- weight", "weight:", "over: weight"]
    assert changed.pop("lynx-1.yml") == ["weight:", "weight: 40 t (combat-loaded) [@almanac]"]
    assert {line.partition(":")[0] for lines in changed.values() for line in lines} == {"weight"}
    heard = capsys.readouterr()
    assert heard.out.startswith("property mass is weight now: ")
    assert heard.err == "docs/index.md:3:2: still says mass\n"
    assert '"weight"' in (wiki / "schema" / "system.schema.json").read_text("utf-8")


def test_a_property_is_renamed_in_every_role(wiki: Path) -> None:
    before = texts(wiki)
    for old, new in (("service_entry", "entered"), ("main_gun", "gun"), ("length", "extent"), ("predecessor", "forerunner")):
        assert migrate(wiki, "property", old, new) == 0
    changed = lines_changed(before, texts(wiki))["vocabulary.yml"]
    assert {"- entered", "entered:", "from: entered", "not_before: entered"} <= set(changed)
    assert {"beside: gun", "length: extent", "inverse_of: forerunner", "- forerunner"} <= set(changed)


def test_a_condition_is_renamed_in_both_forms(wiki: Path) -> None:
    before = texts(wiki)
    assert migrate(wiki, "condition", "empty", "without-crew") == 0
    changed = lines_changed(before, texts(wiki))
    assert changed["vocabulary.yml"] == ["without-crew: Without them."]
    assert changed["lynx-1.yml"] == [
        "condition: without-crew",
        "- 38 t (without-crew; estimated; by ridge-works) [@gossip]",
    ]
    before = texts(wiki)
    assert migrate(wiki, "condition", "in-storage", "laid-up") == 0
    assert lines_changed(before, texts(wiki))["lynx-1.yml"] == ["- 90 (laid-up) [@almanac]"]


def test_a_class_is_renamed_with_its_address(wiki: Path) -> None:
    before = texts(wiki)
    assert migrate(wiki, "class", "tank", "battle-tank") == 0
    changed = lines_changed(before, texts(wiki))
    assert changed["lynx-1.yml"] == ["class: battle-tank"]
    assert changed["index.md"] == ["[Lynx](wiki/systems/lynx-1/index.md) and [tanks](wiki/classes/battle-tank/index.md)."]
    assert {"battle-tank:", "- battle-tank"} <= set(changed["vocabulary.yml"])
    assert "shape: battle-tank" not in changed["vocabulary.yml"]


def test_a_slug_is_renamed_with_all_that_names_it(wiki: Path) -> None:
    before = texts(wiki)
    assert migrate(wiki, "slug", "lynx-1", "lynx-one") == 0
    after = texts(wiki)
    moved = after.pop("entities/systems/lynx-one.yml")
    was = before.pop("entities/systems/lynx-1.yml")
    assert moved.replace("  - lynx-1\n", "", 1).replace("[[lynx-one", "[[lynx-1") == was
    assert "redirects:\n  - lynx-mark-1\n  - lynx-1\n" in moved
    assert "[[lynx-one/lynx-1b]]" in moved
    changed = lines_changed(before, after)
    assert changed["lynx-2.yml"] == [
        "lead: The Lynx 2 is the [[lynx-one]] with a roof [@almanac].",
        "variant_of: lynx-one [@almanac]",
        "predecessor: lynx-one (estimated) [@almanac]",
    ]
    assert changed["old-news.yml"] == ["entity: lynx-one"]
    assert changed["index.md"][0].startswith("[Lynx](wiki/systems/lynx-one/index.md)")
    assert "[[lynx-9]]" in moved


def test_who_says_so_is_renamed_too(wiki: Path) -> None:
    before = texts(wiki)
    assert migrate(wiki, "slug", "ridge-works", "works-on-the-ridge") == 0
    after = texts(wiki)
    after["entities/organizations/ridge-works.yml"] = before["entities/organizations/ridge-works.yml"]
    changed = lines_changed(before, {path: text for path, text in after.items() if path in before})
    assert "- 38 t (empty; estimated; by works-on-the-ridge) [@gossip]" in changed["lynx-1.yml"]
    assert changed["old-news.yml"] == ["entity: works-on-the-ridge"]
    assert not any("ridge-works" in line for text in after.values() for line in text.splitlines() if "by " in line)


def test_a_first_redirect_stands_behind_the_names(wiki: Path) -> None:
    file = wiki / "entities" / "countries" / "northland.yml"
    file.write_text("name: Northland\nclass: state\nnames:\n  - name: The North\n    # In short.\n")
    assert migrate(wiki, "slug", "northland", "the-north") == 0
    moved = (wiki / "entities" / "countries" / "the-north.yml").read_text()
    assert moved.endswith("  - name: The North\n    # In short.\nredirects:\n  - northland\n")


def test_a_renaming_can_be_taken_back(wiki: Path) -> None:
    before = texts(wiki)
    assert migrate(wiki, "slug", "lynx-1", "lynx-one") == 0
    assert migrate(wiki, "slug", "lynx-one", "lynx-1") == 0
    after = texts(wiki)
    after["entities/systems/lynx-1.yml"] = after["entities/systems/lynx-1.yml"].replace("  - lynx-one\n", "")
    assert after == before


def test_old_addresses_lead_on(wiki: Path) -> None:
    assert migrate(wiki, "slug", "lynx-1", "lynx-one") == 0
    problems = Problems()
    build(wiki, problems)
    assert problems.errors == []
    stub = wiki / "docs" / "wiki" / "systems" / "lynx-1" / "index.html"
    stubs = [stub] if stub.is_file() else list((wiki / "docs" / "wiki").rglob("lynx-1/index.*"))
    assert any("lynx-one" in file.read_text("utf-8") for file in stubs)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["property", "mas", "weight"], "'mas' is no property — did you mean 'mass'?"),
        (["property", "mass", "height"], "there is a property 'height' already"),
        (["property", "mass", "Weight of it"], "'Weight of it' cannot name a property"),
        (["condition", "full", "loaded"], "'full' is no condition"),
        (["class", "tank", "rocket"], "there is a class 'rocket' already"),
        (["slug", "lynx-1", "lynx-2"], "'lynx-2' is entities/systems/lynx-2.yml already"),
        (["slug", "lynx-3", "lynx-4"], "'lynx-3' is the slug of no entity"),
        (["slug", "lynx-1", "Lynx 1"], "is not a slug"),
        (["slug", "lynx-1", "index"], "is reserved"),
    ],
)
def test_what_cannot_be_is_refused(wiki: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = texts(wiki)
    assert migrate(wiki, *words) == 1
    assert told in capsys.readouterr().err
    assert texts(wiki) == before


def test_with_problems_nothing_is_renamed(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (wiki / "entities" / "systems" / "lynx-3.yml").write_text("name: Lynx 3\nclass: tank\nclaims:\n  mas: 3 t [@almanac]\n")
    before = texts(wiki)
    assert migrate(wiki, "property", "mass", "weight") == 1
    assert (
        "mend what 'check' tells first, such as: entities/systems/lynx-3.yml:4:3: UNKNOWN-PROPERTY" in capsys.readouterr().err
    )
    assert texts(wiki) == before


def test_what_would_lead_to_problems_is_taken_back(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The new slug would nearly be one that is linked to ahead of time."""
    before = texts(wiki)
    assert migrate(wiki, "slug", "lynx-2", "nowhere-lands") == 1
    assert "no file was changed, for it would lead to: entities/systems/lynx-1.yml" in capsys.readouterr().err
    assert texts(wiki) == before


def test_a_word_written_in_another_way_is_told(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = wiki / "entities" / "systems" / "lynx-2.yml"
    file.write_text(file.read_text().replace("[[lynx-1]]", "[[  lynx-1]]"))
    before = texts(wiki)
    assert migrate(wiki, "slug", "lynx-1", "lynx-one") == 1
    assert "entities/systems/lynx-2.yml:8:25: 'lynx-1' is written in another way here" in capsys.readouterr().err
    assert texts(wiki) == before


# the shipped files


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("slug", "t-72", "t-72-ural"), id="slug"),
        pytest.param(("property", "main_gun", "principal_gun"), id="property"),
    ],
)
def test_the_shipped_files_pass_afterwards(words: tuple[str, str, str], tmp_path: Path) -> None:
    sort, old, new = words
    for name in ("entities", "schema", "seeds"):
        copytree(ROOT / name, tmp_path / name)
    copytree(ROOT / "docs" / "about", tmp_path / "docs" / "about")
    (tmp_path / "docs" / "index.md").write_text((ROOT / "docs" / "index.md").read_text("utf-8"))
    before = {path: text.count("#") for path, text in texts(tmp_path).items()}
    assert migrate(tmp_path, "--no-red-links", *words) == 0
    problems = Problems()
    read(tmp_path, problems, red_links=False)
    assert problems.errors == []
    after = texts(tmp_path)
    assert {path.replace(f"/{old}.", f"/{new}.") for path in before} == set(after)
    assert sum(before.values()) == sum(text.count("#") for text in after.values())
    left = re.compile(rf"(?<![\w/-]){old}(?=[\s\]|/:]|$)" if sort == "slug" else rf"(?m)^ *{old}:")
    where = {path: left.findall(text) for path, text in after.items() if left.search(text) and "schema/" not in path}
    assert {path: len(found) for path, found in where.items()} == ({f"entities/systems/{new}.yml": 1} if sort == "slug" else {})
