"""What a file's lines would be with one of its fixes: for those who read a problem where the file is not at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from panoply.edits import Edit, edit_text
from panoply.problems import Problem

MOST: Final = 20
"""Of one reading that are made: each means another pass through its file."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The lines that a fix replaces, and those it writes."""

    problem: Problem
    line: int
    """Of the first of the lines replaced, or of the line before which new ones stand."""
    old: tuple[str, ...]
    new: tuple[str, ...]


def find_suggestions(root: Path, problems: Iterable[Problem]) -> tuple[Suggestion, ...]:
    """For the problems that carry a fix, in their order, while the files still stand below a root."""
    fixable = (problem for problem in problems if problem.fix is not None and (root / problem.place.path).is_file())
    return tuple(islice((found for problem in fixable for found in _suggest(root, problem)), MOST))


def _suggest(root: Path, problem: Problem) -> Iterator[Suggestion]:
    """Nothing where the fix does not find what it replaces."""
    try:
        text = (root / problem.place.path).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return
    edited, done = edit_text(text, [Edit(problem.place, problem.fix)] if problem.fix else [])
    if done and edited != text:
        before, after = text.split("\n"), edited.split("\n")
        first = _alike(before, after)
        last = _alike(before[first:][::-1], after[first:][::-1])
        old, new = before[first : len(before) - last], after[first : len(after) - last]
        yield Suggestion(problem, first + 1, tuple(old), tuple(new))


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines two lists begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
