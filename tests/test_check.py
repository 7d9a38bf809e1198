"""The command ``check``: the same problems for people and for machines, of all files or of some."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from panoply import build
from panoply.command_line import FAULTY, FINE, MISUSED, main
from panoply.problem_formats import MOST_SHOWN, as_github, as_sarif, columns, window
from panoply.problems import Place, Problem
from panoply.touched import Read
from panoply.yaml_source import MOST_BYTES
from tests.reading import ROOT, lay_whole

TANK = """\
name: T-80
class: main-battle-tank
claims:
  mass: 42,5 t [@army-guide]
  crew: 3 [@nobody]
"""
LONG = f"""\
name: Long
class: war
lead: >-
  {"A war of many words, " * 20}{"火星" * 20} without a source.
"""
BROKEN = {"entities/systems/t-80.yml": TANK, "entities/conflicts/long.yml": LONG}
COMMA = "'42,5': numbers have no comma; write 42.5 if it is a decimal, 425 if it groups thousands"
NOBODY = "unknown source 'nobody'; define it under 'sources:' or as entities/sources/nobody.yml"
SAID = [
    "entities/conflicts/long.yml:4:3: UNCITED lead: this paragraph cites no source; end it with [@key], or leave it out",
    f"entities/systems/t-80.yml:4:9: NUMBER claims.mass: {COMMA}",
    f"entities/systems/t-80.yml:5:13: UNKNOWN-SOURCE claims.crew: {NOBODY}",
]

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def wiki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wiki with three problems in two files, from within which commands are run."""
    root = lay_whole(tmp_path / "wiki", dict(BROKEN))
    monkeypatch.chdir(root)
    return root


def test_people_read_a_line_for_each_problem_and_the_counts(wiki: Path, capsys: Captured) -> None:
    assert main(["check"]) == FAULTY
    out, err = capsys.readouterr()
    said = err.splitlines()
    assert (out, said[-1]) == ("", "3 problems in 2 files")
    assert said[:-1] == SAID


# some files


@pytest.mark.parametrize("typed", ["entities/conflicts/long.yml", "entities/conflicts", "./entities/../entities/conflicts/"])
def test_only_problems_of_the_files_named_are_shown(wiki: Path, capsys: Captured, typed: str) -> None:
    assert main(["check", typed]) == FAULTY
    said = capsys.readouterr().err.splitlines()
    assert said == [SAID[0], "1 problem in 1 file", "besides, not asked for: 2 problems in 1 file"]


def test_what_is_wrong_with_a_file_by_itself_is_told_before_all_are_read(
    wiki: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, whole = [], build.read

    def read(*arguments: Any, **named: Any) -> Read | None:
        said.append(capsys.readouterr().err)
        return whole(*arguments, **named)

    monkeypatch.setattr(build, "read", read)
    assert main(["check", "entities/systems/t-80.yml"]) == FAULTY
    assert said == [f"{SAID[1]}\n"]
    assert capsys.readouterr().err.splitlines() == [
        SAID[2],
        "2 problems in 1 file",
        "besides, not asked for: 1 problem in 1 file",
    ]


def test_what_was_told_first_counts_among_the_most_that_are_shown(wiki: Path, capsys: Captured) -> None:
    lines = "".join(f"  - name: N{number}\n    lange: ru\n" for number in range(MOST_SHOWN + 40))
    (wiki / "entities/systems/t-80.yml").write_text(f"{TANK}names:\n{lines}")
    assert main(["check", "entities/systems/t-80.yml"]) == FAULTY
    said = capsys.readouterr().err.splitlines()
    assert len([line for line in said if line.startswith("entities/")]) == MOST_SHOWN
    assert said[MOST_SHOWN : MOST_SHOWN + 2] == ["… and 42 more problems", "242 problems in 1 file"]


def test_files_may_be_named_from_the_wikis_folder(wiki: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(wiki.parent)
    for typed in ("entities/conflicts/long.yml", "wiki/entities/conflicts/long.yml", str(wiki / "entities/conflicts/long.yml")):
        assert main(["check", "--root", "wiki", typed]) == FAULTY
        assert capsys.readouterr().err.splitlines()[0] == SAID[0]


def test_a_file_without_problems_is_fine_though_others_are_not(wiki: Path, capsys: Captured) -> None:
    assert main(["check", "entities/systems/t-72.yml"]) == FINE
    out, err = capsys.readouterr()
    assert out == "entities/systems/t-72.yml checked, nothing to mend\n"
    assert err == "besides, not asked for: 3 problems in 2 files\n"


def test_links_of_a_file_named_are_seen_in_others(wiki: Path, capsys: Captured) -> None:
    (wiki / "entities/systems/t-90.yml").write_text(
        "name: T-90\nclass: main-battle-tank\nclaims:\n  variant_of: t-72 [@army-guide]\n"
    )
    assert main(["check", "entities/systems/t-90.yml"]) == FINE


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("entities/systems/t-8.yml", "there is no file entities/systems/t-8.yml — did you mean 'entities/systems/t-80.yml'?"),
        ("README.md", "README.md is nothing that a check reads; these are the files below entities, seeds and schema"),
        ("..", ".. is nothing that a check reads; these are the files below entities, seeds and schema"),
        ("nowhere/at-all.txt", "there is no file nowhere/at-all.txt"),
    ],
)
def test_what_no_check_reads_is_refused(wiki: Path, capsys: Captured, typed: str, said: str) -> None:
    (wiki / "README.md").write_text("# A wiki\n")
    assert main(["check", "entities/systems/t-80.yml", typed]) == MISUSED
    assert capsys.readouterr() == ("", f"{said}\n")


def test_problems_of_the_vocabulary_are_told_whatever_was_asked(wiki: Path, capsys: Captured) -> None:
    vocabulary = wiki / "schema/vocabulary.yml"
    vocabulary.write_text(vocabulary.read_text("utf-8").replace("datatype: span", "datatype: spam", 1), "utf-8")
    assert main(["check", "entities/systems/t-72.yml"]) == FAULTY
    assert capsys.readouterr().err.startswith("schema/vocabulary.yml:")


def test_a_folder_that_is_none_concerns_every_file_in_it(wiki: Path, capsys: Captured) -> None:
    (wiki / "entities/systmes").mkdir()
    (wiki / "entities/systmes/t-90.yml").write_text("name: T-90\nclass: main-battle-tank\n")
    assert main(["check", "entities/systmes/t-90.yml"]) == FAULTY
    assert capsys.readouterr().err.startswith("entities/systmes:1:1: FILE-NAME -: 'systmes' is no folder of entities")


# machines


def told(capsys: Captured, form: str, *more: str) -> str:
    """What a format puts on standard output, where nothing else may stand."""
    main(["check", "--format", form, *more])
    out, err = capsys.readouterr()
    assert err.splitlines()[0] in {"3 problems in 2 files", "9 entities checked, nothing to mend"}
    return out


def places(text: str) -> list[tuple[str, ...]]:
    return [match.groups() for match in re.finditer(r"^(\S+?):(\d+):(\d+): (\S+)", text, re.MULTILINE)]


def test_github_reads_a_workflow_command_for_each(wiki: Path, capsys: Captured) -> None:
    lines = told(capsys, "github").splitlines()
    pattern = re.compile(r"::error file=([^,:]+),line=(\d+),col=(\d+),title=([A-Z-]+)::(.+)")
    matches = [match for line in lines if (match := pattern.fullmatch(line))]
    assert [match.groups()[:4] for match in matches] == places("\n".join(SAID))
    assert matches[0][5] == "lead: this paragraph cites no source; end it with [@key], or leave it out"


def test_what_would_end_a_workflow_command_is_escaped() -> None:
    problem = Problem(
        Place("entities/a,b:c%.yml", 3, 7, "claims.mass"), "NUMBER", "100 % sure,\r\n::error::not: this", notice=True
    )
    properties = "file=wiki/entities/a%2Cb%3Ac%25.yml,line=3,col=7,title=NUMBER"
    message = "claims.mass: 100 %25 sure,%0D%0A::error::not: this"
    assert as_github([problem], "wiki/") == [f"::notice {properties}::{message}"]


def test_json_is_a_list_of_objects(wiki: Path, capsys: Captured) -> None:
    found = json.loads(told(capsys, "json"))
    assert [(p["path"], str(p["line"]), str(p["column"]), p["code"]) for p in found] == places("\n".join(SAID))
    assert found[0] == {
        "path": "entities/conflicts/long.yml",
        "line": 4,
        "column": 3,
        "where": "lead",
        "code": "UNCITED",
        "level": "error",
        "message": "this paragraph cites no source; end it with [@key], or leave it out",
        "rule": "Nothing is said here without a source.",
    }


def test_paths_for_machines_lead_from_here(wiki: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(wiki.parent)
    assert json.loads(told(capsys, "json", "--root", "wiki"))[0]["path"] == "wiki/entities/conflicts/long.yml"


def test_without_problems_machines_read_nothing(tmp_path: Path, capsys: Captured) -> None:
    root = str(lay_whole(tmp_path, {}))
    assert told(capsys, "github", "--root", root) == ""
    assert json.loads(told(capsys, "json", "--root", root)) == []
    assert json.loads(told(capsys, "sarif", "--root", root))["runs"][0]["results"] == []


def closed(required: str, **properties: Any) -> dict[str, Any]:
    """An object as SARIF's schema describes it: of known keys, some required."""
    return {"type": "object", "properties": properties, "required": required.split(), "additionalProperties": False}


def several(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


TEXT = {"type": "string"}
MESSAGE = closed("text", text=TEXT)
COUNT = {"type": "integer", "minimum": 1}
ARTIFACT = closed("uri", uri={"type": "string", "format": "uri-reference", "pattern": r"^[!-~]+$"}, uriBaseId=TEXT)
PLACE = closed("artifactLocation", artifactLocation=ARTIFACT, region=closed("startLine", startLine=COUNT, startColumn=COUNT))
LOCATION = closed("", physicalLocation=PLACE, logicalLocations=several(closed("", fullyQualifiedName=TEXT)))
RESULT = closed(
    "message",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level={"enum": ["none", "note", "warning", "error"]},
    message=MESSAGE,
    locations=several(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
)
RULE = closed(
    "id", id=TEXT, shortDescription=MESSAGE, helpUri={"type": "string", "format": "uri", "pattern": r"^https?://[!-~]+$"}
)
RUN = closed(
    "tool",
    tool=closed("driver", driver=closed("name", name=TEXT, rules={**several(RULE), "uniqueItems": True})),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results=several(RESULT),
)
SARIF = closed("version runs", **{"$schema": TEXT, "version": {"enum": ["2.1.0"]}, "runs": several(RUN)})
"""What SARIF 2.1.0 says, in its own schema, of the objects that a check writes."""


def test_sarif_is_of_the_form_its_schema_asks_for(wiki: Path, capsys: Captured) -> None:
    log = json.loads(told(capsys, "sarif"))
    Draft202012Validator(SARIF).validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [result["ruleId"] for result in run["results"]]
    assert [_place(result) for result in run["results"]] == places("\n".join(SAID))


def _place(result: dict[str, Any]) -> tuple[str, ...]:
    where = result["locations"][0]["physicalLocation"]
    region = where["region"]
    return where["artifactLocation"]["uri"], str(region["startLine"]), str(region["startColumn"]), result["ruleId"]


def test_a_planted_fault_in_sarif_is_seen() -> None:
    log = json.loads(as_sarif([Problem(Place("a.yml"), "NUMBER", "m")])[0])
    log["runs"][0]["results"][0]["level"] = "notice"
    assert [error.json_path for error in Draft202012Validator(SARIF).iter_errors(log)] == ["$.runs[0].results[0].level"]


def test_sarif_keeps_braces_and_odd_names_apart_from_its_own() -> None:
    problems = [
        Problem(Place("a b/é#.yml"), "FLOW-STYLE", "{ } is not used"),
        Problem(Place("a b/é#.yml", 9), "FLOW-STYLE", "{0}"),
    ]
    first, second = json.loads(as_sarif(problems)[0])["runs"][0]["results"]
    assert (first["message"]["text"], second["message"]["text"]) == ("{{ }} is not used", "{{0}}")
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/%C3%A9%23.yml"
    assert first["partialFingerprints"] != second["partialFingerprints"]


def test_sarif_of_a_wiki_elsewhere_names_whole_addresses(tmp_path: Path) -> None:
    result = json.loads(as_sarif([Problem(Place("a.yml"), "NUMBER", "m")], f"{tmp_path}/")[0])["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": f"file://{tmp_path}/a.yml"}


# where codes are explained


@pytest.fixture
def explained(wiki: Path) -> str:
    """The address at which that wiki explains problems."""
    (wiki / "mkdocs.yml").write_text("site_name: Wiki\nsite_url: https://wiki.example/w\n")
    (wiki / "docs/about").mkdir(parents=True)
    (wiki / "docs/about/problems.md").write_text("# Problems\n")
    return "https://wiki.example/w/about/problems/"


def test_every_format_leads_to_the_page_of_problems(explained: str, capsys: Captured) -> None:
    anchors = [f"{explained}#{code}" for code in ("uncited", "number", "unknown-source")]
    assert [line.rpartition("%0A")[2] for line in told(capsys, "github").splitlines()] == anchors
    assert [problem["help"] for problem in json.loads(told(capsys, "json"))] == anchors
    log = json.loads(told(capsys, "sarif"))
    Draft202012Validator(SARIF).validate(log)
    assert [rule["helpUri"] for rule in log["runs"][0]["tool"]["driver"]["rules"]] == anchors


def test_people_are_told_once_where_codes_are_explained(explained: str, capsys: Captured) -> None:
    assert main(["check"]) == FAULTY
    assert capsys.readouterr().err.splitlines() == [*SAID, f"3 problems in 2 files; explained at {explained}"]
    assert main([]) == FAULTY
    assert capsys.readouterr().err.splitlines()[-1] == f"3 problems in 2 files; explained at {explained}"
    assert main(["check", "entities/conflicts"]) == FAULTY
    assert capsys.readouterr().err.splitlines()[1] == f"1 problem in 1 file; explained at {explained}#uncited"


def test_nobody_is_sent_to_a_page_that_is_not_there(explained: str, wiki: Path, capsys: Captured) -> None:
    (wiki / "docs/about/problems.md").unlink()
    assert main(["check"]) == FAULTY
    assert "explained" not in capsys.readouterr().err
    assert "helpUri" not in told(capsys, "sarif")


# terminals


def on_a_terminal(root: Path, **environment: str) -> list[str]:
    """What a check shows on a terminal, line by line."""
    master, slave = pty.openpty()
    command = [sys.executable, str(ROOT / "build_entities.py"), "check", "--root", str(root)]
    shown = os.environ | {"COLUMNS": "80", "TERM": "xterm"} | environment
    process = subprocess.Popen(command, stderr=slave, stdout=subprocess.DEVNULL, env=shown)
    os.close(slave)
    content = b""
    while piece := _read(master):
        content += piece
    assert process.wait() == FAULTY
    os.close(master)
    return content.decode().splitlines()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that nobody writes any more
        return b""


def test_a_terminal_shows_the_line_and_a_caret_under_the_column(wiki: Path) -> None:
    coloured = on_a_terminal(wiki)
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in coloured]
    assert any("\x1b[1;31mNUMBER\x1b[0m" in line for line in coloured)
    assert next(line for line in lines if line.startswith("entities/")) == SAID[0]
    at = next(number for number, line in enumerate(lines) if ": NUMBER " in line)
    assert lines[at + 1 : at + 3] == ["  4 |   mass: 42,5 t [@army-guide]", "    |         ^"]
    assert lines[-1] == "3 problems in 2 files"
    assert all(columns(line) <= 80 for line in lines if line.startswith("  4 |"))


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_may_want_no_colour(wiki: Path, environment: dict[str, str]) -> None:
    lines = on_a_terminal(wiki, **environment)
    assert lines[0] == SAID[0]
    assert not any("\x1b" in line for line in lines)


@given(st.text(st.characters(exclude_categories=["C", "Z", "M"]), min_size=1, max_size=300), st.data())
def test_a_long_line_is_cut_around_the_column(line: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(line) - 1))
    shown, before = window(line, offset, 30)
    assert columns(shown) <= 32
    assert shown.startswith(before)
    assert shown[len(before)] == line[offset]


def test_a_caret_may_stand_behind_the_last_character() -> None:
    assert window("mass:", 5, 30) == ("mass:", "mass:")
    assert window("mass:\t火 t", 9, 30) == ("mass: 火 t", "mass: 火 t")


def test_a_line_of_a_whole_file_is_cut_in_no_time() -> None:
    began = process_time()
    assert columns(window("x" * MOST_BYTES, MOST_BYTES // 2, 80)[0]) <= 82
    assert process_time() - began < 5
