"""Every mistake of tests/problems gets the answer beside it, and the way out in that answer is one.

A case file holds `files` (path and content, laid over tests/problems/base), the `problems` that the check prints, and
`fixed`: the same files after someone has done what the problems say. `red_links: no` takes red links for problems.
"""

from __future__ import annotations

from pathlib import Path

import pytest

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


def test_every_code_is_raised() -> None:
    lines = [line for file in CASE_FILES for line in load_case(file)["problems"].splitlines()]
    raised = {line.split(": ")[1].split()[0] for line in lines} | CODES_RAISED
    assert raised | COVERED_ELSEWHERE.keys() == CODES.keys()
    assert not raised & COVERED_ELSEWHERE.keys()
