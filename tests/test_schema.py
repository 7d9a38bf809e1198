"""The JSON Schemas: every shipped file passes, they refuse what the generator refuses where a schema can, they are current."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from panoply.claim_text import read_value
from panoply.command_line import main
from panoply.schema import example_of, schemas
from panoply.vocabulary import Property
from tests.reading import ROOT, check, vocabulary

FILES = sorted([*ROOT.glob("entities/*/*.yml"), *ROOT.glob("seeds/*.yml")])
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schemas(vocabulary())[name])


def schema_name(folder: str) -> str:
    """The schema of the files of a folder."""
    kind = vocabulary().kinds.get(folder)
    singular = {"sources": "source", "seeds": "seed"}
    return f"{kind.singular if kind else singular.get(folder, folder)}.schema.json"


def as_texts(content: str) -> Any:
    """A file as the generator sees it: every scalar is text."""
    return yaml.load(content, yaml.BaseLoader)


def findings(name: str, content: str) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(as_texts(content))]


def codes(root: Path, file: str, content: str) -> set[str]:
    """What the generator has against a file that stands alone in a wiki."""
    (root / "entities").mkdir()
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(content, "utf-8")
    return {problem.code for problem in check(root).errors}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_shipped_file_passes_its_schema_and_names_it(file: Path) -> None:
    content = file.read_text("utf-8")
    name = schema_name(file.parent.name)
    modeline = MODELINE.match(content)
    assert modeline is not None
    assert (file.parent / modeline[1]).resolve() == ROOT / "schema" / name
    assert findings(name, content) == []


def test_the_committed_schemas_are_current() -> None:
    """On a pull request drift is but a notice, since a row added in a browser must stay green; a bot mends it afterwards."""
    strict = [] if os.environ.get("GITHUB_EVENT_NAME") in ("pull_request", "merge_group") else ["--strict"]
    assert main(["schema", "--check", *strict, "--root", str(ROOT)]) == 0


@pytest.mark.parametrize("name", sorted(schemas(vocabulary())))
def test_a_schema_is_one_and_its_patterns_are_common_to_python_and_ecmascript(name: str) -> None:
    schema = schemas(vocabulary())[name]
    Draft202012Validator.check_schema(schema)
    for pattern in patterns(schema):
        assert "(?P" not in pattern
        assert "(?<" not in pattern
        assert set(re.findall(r"\\(.)", pattern)) <= set("dsSw.^$*+?()[]{}|\\/"), pattern
        re.compile(pattern)


def patterns(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["pattern"]] if isinstance(node.get("pattern"), str) else []
        return own + [pattern for child in node.values() for pattern in patterns(child)]
    return [pattern for child in node for pattern in patterns(child)] if isinstance(node, list) else []


def properties_and_columns() -> list[Any]:
    columns = [(f"{t.key}-{c.key}", c) for t in vocabulary().tables.values() for c in t.columns.values()]
    rows = [(f"claim-{p.key}", p) for p in vocabulary().properties.values()]
    return [pytest.param(name, prop, id=name) for name, prop in rows + columns]


@pytest.mark.parametrize(("name", "prop"), properties_and_columns())
def test_an_example_is_right_by_the_schema_and_by_the_reader(name: str, prop: Property) -> None:
    if prop.datatype != "prose":
        read_value(example_of(prop), prop, vocabulary())
    found = [schema for schema in schemas(vocabulary()).values() if name in schema["$defs"]]
    assert found
    for schema in found:
        one = Draft202012Validator({**schema["$defs"][name], "$defs": schema["$defs"]})
        assert [e.message for e in one.iter_errors(schema["$defs"][name]["examples"][0])] == []
        assert not one.is_valid({"value": example_of(prop), "cite": "@signed"})
        assert not one.is_valid("")


TANK = """\
name: Test tank
class: main-battle-tank
names:
  - name: Танк
    lang: ru
    system: nickname
redirects:
  - older-slug
lead: A tank [@book, p. 1].
claims:
  mass:
    - ~41.5 t (combat-loaded; as of 1990-08) [@book, p. 2; @book]
    - value: 40 to 42 t
      condition: empty
      rank: preferred
      reason: Read off the plate.
      cite: book, p. 3
  suspension: torsion-bar [@book, p. 4]
  nuclear_protection: unknown [@book, p. 5]
  gun_elevation: -6 to 14 deg [@book, p. 6]
  unit_cost: ~1.2 million USD 2009 (estimated) [@book, p. 7]
  service_entry: 1970s [@book, p. 8]
  main_gun: gun-of-it [@book, p. 9]
variants:
  mark-2:
    name: Mark 2
    changes: Heavier [@book, p. 10].
    claims:
      crew: 4 [@book, p. 10]
operators:
  - country: some-state
    status: current
    number: 4 units (active; as of 2001)
    cite: book, p. 11
sections:
  design: Welded [@book, p. 12].
sources:
  book:
    title: The book
    issued: 1990
    url: https://example.org/book
    type: book
    grade: B
"""
FAULTS = [
    ("name: Test tank\n", "", "MISSING-KEY"),
    ("class: main-battle-tank\n", "class: armoured-vehicle\n", "UNKNOWN-CLASS"),
    ("class: main-battle-tank\n", "class: state\n", "UNKNOWN-CLASS"),
    ("names:\n", "nmaes:\n", "UNKNOWN-KEY"),
    ("  - name: Танк\n    lang: ru\n", "  - lang: ru\n", "MISSING-KEY"),
    ("system: nickname", "system: pet-name", "CHOICE"),
    ("older-slug", "Older Slug", "FILE-NAME"),
    ("lead: A tank [@book, p. 1].", "lead:\n  - A tank [@book, p. 1].", "NOT-A-TEXT"),
    ("~41.5 t (", "~41.5 (", "MISSING-UNIT"),
    ("~41.5 t (", "41,5 t (", "NUMBER"),
    ("~41.5 t (", "41.5t (", "NUMBER"),
    ("~41.5 t (", "41.5 tons (", "AMBIGUOUS-UNIT"),
    ("~41.5 t (", "41.5 stone (", "UNKNOWN-UNIT"),
    ("~41.5 t (", "41.5 km (", "DIMENSION"),
    ("(combat-loaded;", "(with-picnic;", "UNKNOWN-CONDITION"),
    ("as of 1990-08", "1990-08", "QUALIFIER"),
    ("as of 1990-08", "as of August 1990", "DATE"),
    (" [@book, p. 2; @book]", "", "UNCITED"),
    (" [@book, p. 2; @book]", " [book]", "CITATION-FORM"),
    (" [@book, p. 2; @book]", " [@book p. 2]", "CITATION-FORM"),
    (" [@book, p. 2; @book]", " [-@book]", "CITATION-FORM"),
    (" [@book, p. 2; @book]", " [see @book]", "CITATION-FORM"),
    ("value: 40 to 42 t", "value: heavy", "NUMBER"),
    ("    - value: 40 to 42 t\n      condition: empty\n", "    - condition: empty\n", "MISSING-KEY"),
    ("condition: empty", "condition: full", "UNKNOWN-CONDITION"),
    ("rank: preferred", "rank: best", "CHOICE"),
    ("      reason: Read off the plate.\n", "", "RANK"),
    ("      reason: Read off the plate.\n", "      reasons: Read off the plate.\n", "UNKNOWN-KEY"),
    ("      cite: book, p. 3\n", "", "UNCITED"),
    ("cite: book, p. 3", "cite: The Book", "CITATION-FORM"),
    ("suspension: torsion-bar", "suspension: rubber", "CHOICE"),
    ("nuclear_protection: unknown", "nuclear_protection: maybe", "YES-NO"),
    ("-6 to 14 deg", "-6 to 14", "MISSING-UNIT"),
    ("-6 to 14 deg", "14 deg", "INTERVAL"),
    ("USD 2009", "USD", "MONEY"),
    ("service_entry: 1970s", "service_entry: the seventies", "DATE"),
    ("main_gun: gun-of-it", "main_gun: Gun of it", "CLAIM-FORM"),
    ("  main_gun:", "  main_gnu:", "UNKNOWN-PROPERTY"),
    ("  main_gun: gun-of-it", "  range: 4000 km", "PROPERTY-CLASS"),
    ("      crew: 4 ", "      warheads: 4 ", "PROPERTY-CLASS"),
    ("    name: Mark 2\n", "", "MISSING-KEY"),
    ("  mark-2:\n", "  Mark 2:\n", "FILE-NAME"),
    ("    status: current\n", "", "MISSING-KEY"),
    ("status: current", "status: keen", "CHOICE"),
    ("    cite: book, p. 11\n", "", "UNCITED"),
    ("    number: 4 units", "    numbers: 4 units", "UNKNOWN-KEY"),
    ("number: 4 units", "number: 4 rods", "UNKNOWN-UNIT"),
    ("  design: ", "  desing: ", "UNKNOWN-KEY"),
    ("    title: The book\n", "", "MISSING-KEY"),
    ("    grade: B\n", "    grade: F\n", "CHOICE"),
    ("type: book", "type: scroll", "CHOICE"),
    ("issued: 1990", "issued: May 1990", "DATE"),
    ("https://example.org/book", "javascript:alert(1)", "URL"),
    ("  book:\n", "  The Book:\n", "CITATION-FORM"),
    ("claims:\n  mass:\n    - ~41.5", "claims:\n  - mass:\n    - ~41.5", "NOT-A-MAPPING"),
]
"""What stands in the tank's file, the fault put in its place, and the generator's code for it."""


def test_the_tank_has_no_faults_of_its_own(tmp_path: Path) -> None:
    assert findings("system.schema.json", TANK) == []
    assert codes(tmp_path, "entities/systems/test-tank.yml", TANK) == set()


@pytest.mark.parametrize(("old", "new", "code"), FAULTS, ids=[f"{code}-{i}" for i, (_, __, code) in enumerate(FAULTS)])
def test_a_fault_is_refused_by_both(old: str, new: str, code: str, tmp_path: Path) -> None:
    assert TANK.count(old) == 1
    if code == "NOT-A-MAPPING":
        content = "name: Test tank\nclass: main-battle-tank\nclaims:\n  - mass\n"
    else:
        content = TANK.replace(old, new)
    assert code in codes(tmp_path, "entities/systems/test-tank.yml", content)
    assert findings("system.schema.json", content) != []


OTHER_FAULTS = [
    ("entities/sources/book.yml", "title: The book\nurl: https://example.org/book\n", "MISSING-KEY"),
    ("entities/sources/book.yml", "title: The book\ngrade: B\nedition: 2\n", "UNKNOWN-KEY"),
    ("entities/flight-tests/state-2001.yml", "flights:\n  - system: it\n", "UNKNOWN-KEY"),
    ("entities/flight-tests/state-2001.yml", "flight_tests:\n  - system: it\n    country: state\n", "MISSING-KEY"),
    ("seeds/news.yml", "title: News\nstatements:\n  - names:\n      - name: It\n        entity: it\n", "MISSING-KEY"),
    ("seeds/news.yml", "statements:\n  - says: That it is new.\n", "MISSING-KEY"),
]


@pytest.mark.parametrize(("file", "content", "code"), OTHER_FAULTS)
def test_a_fault_in_another_sort_of_file_is_refused_by_both(file: str, content: str, code: str, tmp_path: Path) -> None:
    assert code in codes(tmp_path, file, content)
    assert findings(schema_name(Path(file).parent.name), content) != []


def test_editors_may_read_numbers_as_numbers() -> None:
    content = "title: The book\nissued: 1990\ngrade: B\nisbn: 9780000000000\n"
    assert list(validator("source.schema.json").iter_errors(yaml.safe_load(content))) == []


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    copytree(ROOT / "schema", tmp_path / "schema")
    (tmp_path / "entities").mkdir()
    return tmp_path


def test_stale_schemas_are_noticed_and_mended(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (wiki / "schema" / "system.schema.json").write_text("{}")
    (wiki / "schema" / "country.schema.json").unlink()
    (wiki / "schema" / "ship.schema.json").write_text("{}")
    compare = ["schema", "--check", "--root", str(wiki)]
    assert main(compare) == 0
    noticed = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in noticed] == [f"schema/{n}.schema.json" for n in ("country", "ship", "system")]
    assert all(" SCHEMA -: notice: " in line for line in noticed)
    assert main([*compare, "--strict"]) == 1
    assert main(["schema", "--root", str(wiki)]) == 0
    assert main([*compare, "--strict"]) == 0
    assert not (wiki / "schema" / "ship.schema.json").exists()


def test_a_new_entity_makes_no_schema_stale_but_is_suggested_by_the_next(wiki: Path) -> None:
    file = wiki / "schema" / "system.schema.json"
    main(["schema", "--root", str(wiki)])
    before = json.loads(file.read_text("utf-8"))
    (wiki / "entities" / "countries").mkdir()
    (wiki / "entities" / "countries" / "ruritania.yml").write_text("name: Ruritania\nclass: state\n")
    assert main(["schema", "--check", "--strict", "--root", str(wiki)]) == 0
    assert json.loads(file.read_text("utf-8")) == before
    main(["schema", "--root", str(wiki)])
    after = json.loads(file.read_text("utf-8"))
    assert after["$defs"]["countries-slugs"]["defaultSnippets"] == [{"label": "ruritania", "body": "ruritania"}]
    after["$defs"]["countries-slugs"] = before["$defs"]["countries-slugs"]
    assert after == before


def test_a_new_property_reaches_the_schema(wiki: Path) -> None:
    rows = wiki / "schema" / "vocabulary.yml"
    row = "  hatches:\n    label: Hatches\n    datatype: count\n    group: crew\n    classes:\n      - armoured-vehicle\n"
    rows.write_text(rows.read_text("utf-8").replace("\nsections:\n", f"{row}\nsections:\n", 1), "utf-8")
    main(["schema", "--root", str(wiki)])
    schema = json.loads((wiki / "schema" / "system.schema.json").read_text("utf-8"))
    assert schema["$defs"]["claims"]["properties"]["hatches"]["title"] == "Hatches"
    content = TANK.replace("  main_gun: gun-of-it", "  hatches: 3")
    assert Draft202012Validator(schema).is_valid(as_texts(content))
