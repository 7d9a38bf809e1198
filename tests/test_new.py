"""The command ``new``: a file that says what may be said, names its own blanks, and passes once they are filled."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from panoply.build import read
from panoply.command_line import FAULTY, FINE, MISUSED, main
from panoply.entity_template import template_text
from panoply.new_entity import plan_entity
from panoply.problems import Problems
from panoply.schema import schemas
from tests.reading import check, lay_whole, says, vocabulary

CLASSES = {c.key: c.kind for c in vocabulary().classes.values() if not c.abstract}
FACTS = {"name": "Novelty", "title": "A work", "url": "https://work.example/{slug}", "grade": "B"}

Captured = pytest.CaptureFixture[str]


def new(root: Path, *typed: str) -> int:
    return main(["new", "--root", str(root), *typed])


def begun(root: Path, class_key: str, *more: str) -> Path:
    """The file of a new entity of a class."""
    kind, slug = CLASSES[class_key], f"new-{class_key}"
    assert new(root, kind, slug, "--class", class_key, *more) == FINE
    return root / "entities" / kind / f"{slug}.yml"


def filled(file: Path, *, everything: bool = False) -> None:
    """Do what the file itself says: write each example in its blank; with `everything`, take the # off ready lines too."""
    lines, example = [], ""
    for line in file.read_text("utf-8").splitlines():
        said = re.match(r" *## Such as: (.*)", line)
        example = said[1] if said else example
        whole = line + _blank(line, example, file.stem)
        lines.append(re.sub(r"^( *)# (?!yaml-)", r"\1", whole) if everything else whole)
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _blank(line: str, example: str, slug: str) -> str:
    """What belongs behind a key without a value."""
    blank = re.fullmatch(r" *([a-z_]+):(?: >-)?", line)
    if blank is None or blank[1] in ("claims", "sources"):
        return ""
    fact = FACTS[blank[1]].format(slug=slug) if blank[1] in FACTS else example
    return f"\n  {fact}" if line.endswith(">-") else f" {fact}"


@pytest.mark.parametrize("everything", [False, True], ids=["blanks", "everything"])
def test_a_file_of_every_class_passes_once_its_blanks_are_filled(tmp_path: Path, *, everything: bool) -> None:
    root = lay_whole(tmp_path, {})
    found = read(root, Problems())
    assert found is not None
    for class_key, kind in CLASSES.items():
        new_entity = plan_entity(found.encyclopedia, kind, f"new-{class_key}", class_key, f"New {class_key}")
        file = root / new_entity.path
        file.write_text(template_text(new_entity), "utf-8")
        filled(file, everything=everything)
    assert says(root) == []


@pytest.mark.parametrize("class_key", ["main-battle-tank", "state", "manufacturer", "gun", "war"])
def test_one_of_each_kind_passes_from_the_command_line(tmp_path: Path, class_key: str) -> None:
    root = lay_whole(tmp_path, {})
    file = begun(root, class_key, "--name", f"New {class_key}")
    filled(file)
    assert main(["check", "--root", str(root), str(file)]) == FINE
    assert main(["fmt", "--check", "--root", str(root), str(file)]) == FINE


def test_a_filled_file_suits_the_schema_of_editors(tmp_path: Path) -> None:
    root = lay_whole(tmp_path, {})
    for class_key in ("main-battle-tank", "state", "manufacturer", "gun", "war"):
        file = begun(root, class_key, "--name", f"New {class_key}")
        filled(file, everything=True)
        schema = Path(re.findall(r"\$schema=(\S+)", file.read_text("utf-8"))[0]).name
        content = json.loads(json.dumps(yaml.safe_load(file.read_text("utf-8")), default=str))
        assert [error.message for error in Draft202012Validator(schemas(vocabulary())[schema]).iter_errors(content)] == []


def test_the_check_names_each_blank_and_nothing_else(tmp_path: Path) -> None:
    root = lay_whole(tmp_path, {})
    begun(root, "main-battle-tank")
    said = {(problem.code, problem.place.field) for problem in check(root).errors}
    claims = {f"claims.{key}" for key in ("service_entry", "mass", "caliber", "engine_power")}
    source = {f"sources.first-source.{key}" for key in ("title", "url", "grade")}
    assert said == {("EMPTY-VALUE", key) for key in {"name", "lead", *claims, *source}}


def test_every_property_stands_there_in_the_vocabularys_order(tmp_path: Path) -> None:
    text = begun(lay_whole(tmp_path, {}), "gun").read_text("utf-8")
    keys = re.findall(r"^  (?:# )?([a-z_]+):", text[text.index("\nclaims:") : text.index("\n## Versions")], re.MULTILINE)
    properties = vocabulary().properties_of("gun")
    assert keys == [p.key for p in properties]
    flat = " ".join(line.strip().removeprefix("## ") for line in text.splitlines())
    assert [p.key for p in properties if f"{p.label}: {p.definition}" not in flat] == []


def test_examples_lie_within_what_the_class_allows(tmp_path: Path) -> None:
    text = begun(lay_whole(tmp_path, {}), "main-battle-tank").read_text("utf-8")
    (km,) = re.findall(r"# road_range: (\d+) km", text)
    found = vocabulary().bounds(vocabulary().properties["road_range"], "main-battle-tank")
    assert found is not None
    low, high = found[1].ends()
    assert low <= int(km) * 1000 <= high
    assert not low <= 40 * 1000 <= high, "any other number would do as well"


def test_relations_show_what_others_name(tmp_path: Path) -> None:
    root = lay_whole(tmp_path, {})
    (root / "entities/systems/t-64.yml").write_text(
        "name: T-64\nclass: main-battle-tank\nclaims:\n  origin: ukraine [@army-guide]\n  main_gun: 2a46 [@army-guide]\n"
    )
    text = begun(root, "main-battle-tank").read_text("utf-8")
    assert "  # origin: ukraine [@first-source]\n" in text
    assert "  # main_gun: 2a46 [@first-source]\n" in text
    assert "  # predecessor: its-predecessor [@first-source]\n" in text


def test_the_name_is_written_so_that_it_is_read_again(tmp_path: Path) -> None:
    root = lay_whole(tmp_path, {})
    for number, name in enumerate(["Ibex", "Goat: a tank", "'Lynx' #3", "- Hare", "[Fox]", "화성-20형", "  Elk \t 4 "]):
        assert new(root, "system", f"tank-{number}", "--class", "light-tank", "--name", name) == FINE
        text = (root / f"entities/systems/tank-{number}.yml").read_text("utf-8")
        assert yaml.safe_load(text)["name"] == " ".join(name.split())
    assert {problem.code for problem in check(root).errors} == {"EMPTY-VALUE"}


def test_what_to_do_next_is_said(tmp_path: Path, capsys: Captured) -> None:
    root = lay_whole(tmp_path, {})
    begun(root, "war")
    assert capsys.readouterr().out.splitlines() == [
        "entities/conflicts/new-war.yml is written. Fill in its blanks; this names those that are left:",
        f"  python build_entities.py check {root.as_posix()}/entities/conflicts/new-war.yml",
    ]


def test_a_variant_of_that_name_is_pointed_out(tmp_path: Path, capsys: Captured) -> None:
    assert new(lay_whole(tmp_path, {}), "systems", "t-64a", "--class", "main-battle-tank") == FINE
    said = "t-64/t-64a has that name: if it is the same, move it here and list it under 'redirects:'\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["sistem", "ibex", "--class", "war"], "'sistem' is no kind of entity — did you mean 'system'?; kinds are systems, "),
        (
            ["system", "ibex", "--class", "main-batle-tank"],
            "'main-batle-tank' is no class of systems — did you mean 'main-batt",
        ),
        (["system", "ibex", "--class", "war"], "'war' is no class of systems (it is one of conflicts); classes are main-"),
        (["system", "ibex", "--class", "armoured-vehicle"], "'armoured-vehicle' is no class of systems (too wide)"),
        (["system", "Ibex 2", "--class", "light-tank"], "'Ibex 2' is not a slug (at most 80 lower-case letters, digits and"),
        (["system", "../ibex", "--class", "light-tank"], "'../ibex' is not a slug"),
        (["system", "aux", "--class", "light-tank"], "'aux' is reserved; write a longer one such as aux-2"),
        (["war", "t-72", "--class", "war"], "'war' is no kind of entity"),
        (["conflict", "t-72", "--class", "war"], "'t-72' is already entities/systems/t-72.yml; a slug is unique: choose anoth"),
        (["system", "t-73", "--class", "light-tank", "--name", "t 72"], "entities/systems/t-72.yml has that name already;"),
        (["system", "ural", "--class", "light-tank"], "'Ural' is an alias of T-72 (entities/systems/t-72.yml:4); delete it t"),
        (["system", "t-73", "--class", "light-tank", "--name", "URAL"], "'Ural' is an alias of T-72"),
        (["system", "old-tank", "--class", "light-tank"], "'old-tank' is a former slug of entities/systems/t-80.yml; delete"),
        (["system", "broken", "--class", "light-tank"], "'broken' is already entities/systems/broken.yml"),
        (["system", "t-73", "--class", "light-tank", "--name", "…"], "'…' is no name; write one line of letters and digits"),
        (["system", "t-73", "--class", "light-tank", "--name", "T\x1b[31m"], "'T�[31m' is no name; write one line"),
        (["system", "t-73", "--class", "light-tank", "--name", "т" * 101], "'тттттт"),
    ],
    ids=lambda value: "-".join(value)[:50] if isinstance(value, list) else "",
)
def test_what_cannot_be_made_is_refused(tmp_path: Path, capsys: Captured, typed: list[str], said: str) -> None:
    root = lay_whole(
        tmp_path,
        {
            "entities/systems/t-80.yml": "name: T-80\nclass: main-battle-tank\nredirects:\n  - old-tank\n",
            "entities/systems/broken.yml": "name: [\n",
        },
    )
    before = sorted(root.rglob("*"))
    assert new(root, *typed) == MISUSED
    out, err = capsys.readouterr()
    assert (out, err[: len(said)]) == ("", said)
    assert sorted(root.rglob("*")) == before


def test_a_class_must_be_named(tmp_path: Path, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as left:
        new(lay_whole(tmp_path, {}), "system", "ibex")
    assert left.value.code == MISUSED
    assert "--class" in capsys.readouterr().err


def test_an_unfilled_file_does_not_pass(tmp_path: Path) -> None:
    """The gate of these tests can fail."""
    root = lay_whole(tmp_path, {})
    file = begun(root, "gun")
    assert main(["check", "--root", str(root), str(file)]) == FAULTY
