"""Counts the planted faults of tests/problems: how many of each code, told exactly where they are, and with a way out.

python -m bench.faults [--times N]

A case says what the check prints (`problems`), which words stand where each problem points (`at`; '' for a file as a whole),
and the files after somebody did what the problems say (`fixed`). Then `check` is timed: over all entities, and until the
first problem of a broken file is printed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Final

from panoply.fixes import fix_files
from panoply.problems import Place, Problem
from panoply.text import counted
from tests.reading import CASE_FILES, ROOT, check, lay, load_case

ADDITIONS: Final = "x = 0\nfor i in range(20_000_000): x += i"
"""What times are set against, since machines differ."""
LARGEST: Final = "entities/systems/t-72.yml"
BROKEN: Final = "\nclass: tank\n"


@dataclass(frozen=True, slots=True)
class Judged:
    """What is true of one case."""

    name: str
    found: tuple[Problem, ...]
    is_told: bool
    """Whether the check says what the case says."""
    on_line: int
    at_place: int
    """Of its problems, those whose words stand in the line, and those whose words begin where it points."""
    mended: int
    """Problems in a line that the way out changes, or beside which it puts one."""
    has_way_out: bool
    """Whether the way out, taken, leaves no problem."""
    fixable: int
    """Problems that carry a fix."""
    is_fixed: bool
    """Whether `fix` alone leaves no problem."""


def judge(file: Path, folder: Path) -> Judged:
    """Lay a case out in an empty folder and try it; the folder's content is left behind."""
    case = load_case(file)
    red_links = case.get("red_links", True)
    planted = lay(folder / "planted", case["files"])
    problems = check(planted, red_links=red_links)
    found = (*problems.notices, *problems.errors)
    lines = [_line(planted, problem.place) for problem in found]
    words = [*case.get("at", []), *("\0" * len(found))][: len(found)]
    places = [problem.place.column - 1 for problem in found]
    fixed = lay(folder / "fixed", case["fixed"])
    mended = sum(_is_mended(planted, fixed, problem.place) for problem in found)
    has_way_out = not check(fixed, red_links=red_links).found
    left = fix_files(planted, lambda: check(planted, red_links=red_links)).left
    return Judged(
        name=f"{file.parent.name}/{file.stem}",
        found=found,
        is_told=list(map(str, found)) == case["problems"].splitlines(),
        on_line=sum(said in line for said, line in zip(words, lines, strict=True)),
        at_place=sum(line.startswith(said, at) for said, line, at in zip(words, lines, places, strict=True)),
        mended=mended,
        has_way_out=has_way_out,
        fixable=sum(problem.fix is not None for problem in found),
        is_fixed=not left.errors,
    )


def _text(root: Path, path: str) -> list[str]:
    file = root / path
    text = file.read_bytes().decode("utf-8-sig", "replace") if file.is_file() else ""
    return text.replace("\r\n", "\n").split("\n")


def _line(root: Path, place: Place) -> str:
    lines = _text(root, place.path)
    return lines[place.line - 1] if place.line <= len(lines) else "\0"


def _is_mended(planted: Path, fixed: Path, place: Place) -> bool:
    before, after = _text(planted, place.path), _text(fixed, place.path)
    changes = [op for op in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if op[0] != "equal"]
    return any(start < place.line <= max(end, start + 1) or place.line == start for _, start, end, _, _ in changes)


def main() -> None:
    parser = argparse.ArgumentParser(description="Count planted faults and time the check.")
    parser.add_argument(
        "--times", type=int, default=3, help="runs of each timed command, of which the best counts (default: 3)"
    )
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        judged = [judge(file, Path(folder) / str(number)) for number, file in enumerate(CASE_FILES)]
    print("\n".join(lines_of(judged)))
    for line in _times(max(asked.times, 1)):
        print(line, flush=True)


def lines_of(judged: list[Judged]) -> Iterator[str]:
    """The counts, in words."""
    found = [problem for one in judged for problem in one.found]
    codes = Counter(problem.code for problem in found)
    yield f"{counted(len(judged), 'case')}, {counted(len(found), 'planted fault')} of {counted(len(codes), 'code')}"
    yield "  " + ", ".join(f"{code} {number}" for code, number in sorted(codes.items(), key=lambda item: (-item[1], item[0])))
    shares = {
        "told as the case says": (sum(one.is_told for one in judged), len(judged)),
        "at the exact line": (sum(one.on_line for one in judged), len(found)),
        "at the exact line and column": (sum(one.at_place for one in judged), len(found)),
        "in or beside a line that the way out changes": (sum(one.mended for one in judged), len(found)),
        "cases whose way out leaves no problem": (sum(one.has_way_out for one in judged), len(judged)),
        "faults that carry a fix": (sum(one.fixable for one in judged), len(found)),
        "cases that `fix` alone mends": (sum(one.is_fixed for one in judged), len(judged)),
    }
    yield from (f"  {number:,} of {of:,} ({number / of:.1%}) {what}" for what, (number, of) in shares.items())


# times


def _times(runs: int) -> Iterator[str]:
    yield f"20 million additions in a loop: {_best(runs, lambda: _run(ROOT, '-c', ADDITIONS)):.2f} s here"
    yield f"check of all entities: {_best(runs, lambda: _run(ROOT, 'build_entities.py', 'check')):.2f} s"
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("entities", "schema", "seeds"):
            copytree(ROOT / name, root / name)
        file = root / LARGEST
        file.write_text(file.read_text(encoding="utf-8") + BROKEN, encoding="utf-8")
        said = _best(runs, lambda: _run_to_first(ROOT, "build_entities.py", "check", "--root", str(root), LARGEST))
    yield f"first problem of {LARGEST}, broken: {said:.2f} s"


def _best(runs: int, measure: Callable[[], float]) -> float:
    return min(measure() for _ in range(runs))


def _run(folder: Path, *command: str) -> float:
    start = time.monotonic()
    subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, check=False)
    return time.monotonic() - start


def _run_to_first(folder: Path, *command: str) -> float:
    """The time until a command prints its first problem. Raises ValueError where it prints none."""
    start = time.monotonic()
    with subprocess.Popen(
        [sys.executable, *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        first = running.stderr.readline() if running.stderr else ""
        taken = time.monotonic() - start
    if "DUPLICATE-KEY" not in first:
        message = f"not the problem that was planted: {first}"
        raise ValueError(message)
    return taken


if __name__ == "__main__":
    main()
