"""Every mistake of tests/problems gets the answer beside it, and the way out in that answer is one.

A case file holds `files` (path and content, laid over tests/problems/base), the `problems` that the check prints, what
stands `at` the place of each ('' for a file as a whole), and `fixed`: the same files after someone has done what the
problems say. `red_links: no` takes red links for problems. `python -m bench.faults` counts them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.faults import judge
from panoply.problems import CODES
from tests.reading import CASE_FILES, CASE_IDS, lay, load_case, says
from tests.test_hostile_files import CODES_RAISED

COVERED_ELSEWHERE = {
    "PAGE-COLLISION": "raised while pages are made",
    "VOCABULARY": "raised by a vocabulary, of which there is one",
    "HISTORY": "raised where git is missing",
    "SCHEMA": "raised for editors' schemas that are out of date",
}


@pytest.mark.parametrize("file", CASE_FILES, ids=CASE_IDS)
def test_the_problem_is_told(file: Path, tmp_path: Path) -> None:
    case = load_case(file)
    assert says(lay(tmp_path, case["files"]), red_links=case.get("red_links", True)) == case["problems"].splitlines()


@pytest.mark.parametrize("file", CASE_FILES, ids=CASE_IDS)
def test_the_way_out_is_one(file: Path, tmp_path: Path) -> None:
    case = load_case(file)
    assert says(lay(tmp_path, case["fixed"]), red_links=case.get("red_links", True)) == []


@pytest.mark.parametrize("file", CASE_FILES, ids=CASE_IDS)
def test_each_problem_points_at_its_fault(file: Path, tmp_path: Path) -> None:
    """Read the words under `at` by themselves: they are what is wrong."""
    judged = judge(file, tmp_path)
    assert len(load_case(file)["at"]) == len(judged.found)
    assert judged.at_place == judged.on_line == len(judged.found), [str(problem) for problem in judged.found]


def test_a_place_beside_its_fault_is_seen(tmp_path: Path) -> None:
    case, real = tmp_path / "case.yml", CASE_FILES[0]
    case.write_text(real.read_text(encoding="utf-8").replace("\nat:\n  - '", "\nat:\n  - ' "), encoding="utf-8")
    assert load_case(case)["at"] != load_case(real)["at"]
    assert (judge(real, tmp_path / "real").at_place, judge(case, tmp_path / "beside").at_place) == (1, 0)


def test_every_code_is_raised() -> None:
    lines = [line for file in CASE_FILES for line in load_case(file)["problems"].splitlines()]
    raised = {line.split(": ")[1].split()[0] for line in lines} | CODES_RAISED
    assert raised | COVERED_ELSEWHERE.keys() == CODES.keys()
    assert not raised & COVERED_ELSEWHERE.keys()
