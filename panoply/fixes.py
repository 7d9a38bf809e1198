"""Applies the fixes that problems carry, file by file, until none is left; what is in doubt stays for its author."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from panoply.edits import Edit, edit_content
from panoply.problems import Problem, Problems

MOST_ROUNDS: Final = 10
"""One fix may uncover the next: a space before a unit shows that the unit is misspelt."""


@dataclass(slots=True)
class Mending:
    """What was done, in its order, and what is left."""

    done: list[Problem] = field(default_factory=list)
    left: Problems = field(default_factory=Problems)


@dataclass(frozen=True, slots=True)
class _Try:
    """A file as it was before a round, to go back to if it has more errors afterwards."""

    content: bytes
    errors: int
    done: list[Problem]


def fix_files(root: Path, find: Callable[[], Problems], is_chosen: Callable[[str], bool] = bool) -> Mending:
    """Apply what `find` finds to the files that are chosen by their paths, and find again."""
    mending, given_up = Mending(left=find()), set[str]()
    for _ in range(MOST_ROUNDS):
        tries: dict[str, _Try] = {}
        for path, problems in _by_file(mending.left).items():
            if path not in given_up and is_chosen(path):
                tried = _try(root / path, problems)
                tries |= {path: tried} if tried else {}
        if not tries:
            break
        mending.left = find()
        worse = _worse(tries, mending.left)
        for path in worse:
            (root / path).write_bytes(tries[path].content)
        mending.left = find() if worse else mending.left
        mending.done += [problem for path, tried in tries.items() if path not in worse for problem in tried.done]
        given_up |= worse
    return mending


def _worse(tries: dict[str, _Try], left: Problems) -> set[str]:
    errors = {path: _errors(problems) for path, problems in _by_file(left).items()}
    return {path for path, tried in tries.items() if errors.get(path, 0) > tried.errors}


def _by_file(problems: Problems) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = defaultdict(list)
    for problem in sorted(problems.found):
        found[problem.place.path].append(problem)
    return found


def _errors(problems: list[Problem]) -> int:
    return sum(not problem.notice for problem in problems)


def _try(file: Path, problems: list[Problem]) -> _Try | None:
    """Write a file with its fixes; None where none could be applied."""
    edits = {Edit(problem.place, problem.fix): problem for problem in problems if problem.fix}
    if not edits or not file.is_file():
        return None
    content = file.read_bytes()
    try:
        edited, done = edit_content(content, edits)
    except UnicodeDecodeError:
        return None
    if done:
        file.write_bytes(edited)
    return _Try(content, _errors(problems), [edits[edit] for edit in done]) if done else None
