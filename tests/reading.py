"""Small wikis for the tests of the reading side: laid out below a folder, read, and what the check says of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any
from unittest.mock import patch

import yaml

from panoply import build
from panoply.problems import Problems
from panoply.vocabulary import Vocabulary
from panoply.vocabulary_file import load_vocabulary

ROOT = Path(__file__).resolve().parents[1]
CASES = Path(__file__).parent / "problems"
BASE = CASES / "base"
"""A few entities and sources that every case may name."""
CASE_FILES = sorted(file for file in CASES.rglob("*.yml") if BASE not in file.parents)
CASE_IDS = [file.relative_to(CASES).with_suffix("").as_posix() for file in CASE_FILES]


@cache
def load_case(file: Path) -> dict[str, Any]:
    """One of them."""
    case: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return case


@cache
def vocabulary() -> Vocabulary:
    """The real one, read once for all tests."""
    problems = Problems()
    found = load_vocabulary(ROOT, problems)
    assert found is not None, problems.errors
    return found


def lay(root: Path, files: dict[str, str | bytes]) -> Path:
    """The base wiki with some files more, byte for byte."""
    copytree(BASE, root, dirs_exist_ok=True)
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def check(root: Path, *, red_links: bool = True) -> Problems:
    """Load, link and check, with the vocabulary at hand."""
    problems = Problems()
    with patch.object(build, "load_vocabulary", lambda *_: vocabulary()):
        build.read(root, problems, red_links=red_links)
    return problems


def says(root: Path, *, red_links: bool = True) -> list[str]:
    """What the check prints, in its order."""
    problems = check(root, red_links=red_links)
    return [str(problem) for problem in (*problems.notices, *problems.errors)]


def lay_whole(root: Path, files: dict[str, str | bytes]) -> Path:
    """As `lay`, with the vocabulary: a wiki that the command line takes."""
    (root / "schema").mkdir(parents=True)
    for name in ("vocabulary.yml", "units.yml"):
        (root / "schema" / name).write_bytes((ROOT / "schema" / name).read_bytes())
    return lay(root, files)
