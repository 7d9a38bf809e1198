"""Two revisions of the wiki, each read whole: as git holds them, the later one perhaps as the files lie here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from panoply import build
from panoply.history import files_of
from panoply.memory import Memory
from panoply.problems import Problems
from panoply.suggestions import Suggestion, find_suggestions
from panoply.touched import Read

FOLDERS: Final = ("entities", "schema", "seeds")
"""What the facts are read from."""
NEEDED: Final = ("schema/units.yml", "schema/vocabulary.yml")


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision as it was read; `found` is None where not even its vocabulary can be used."""

    found: Read | None
    problems: Problems
    suggestions: tuple[Suggestion, ...] = ()
    """What mends its problems, where anything does."""


class UnknownRevisionError(Exception):
    """Git has no such revision, or it holds no wiki. Says which."""


def read_pair(root: Path, base: str, head: str | None = None) -> tuple[Revision, Revision]:
    """Read both revisions; without `head` the later one is the files below `root`. Raises UnknownRevisionError.

    What did not change is read once, and the two encyclopedias share its objects.
    """
    with ExitStack() as stack:
        before = _laid(stack, root, base)
        after = root if head is None else _laid(stack, root, head)
        _liken(before, after)
        memory = Memory()
        return _read(before, memory), _read(after, memory)


def _read(root: Path, memory: Memory) -> Revision:
    problems = Problems()
    found = build.read(root, problems, before=build.Before(memory))
    return Revision(found, problems, find_suggestions(root, problems.errors))


def _laid(stack: ExitStack, root: Path, revision: str) -> Path:
    """A revision's files in a folder that lasts as long as the stack."""
    files = files_of(root, revision, FOLDERS)
    if files is None:
        raise UnknownRevisionError(f"git knows no revision '{revision}' here; name a branch, a tag or a commit")
    if not files.keys() >= set(NEEDED) or not any(path.startswith("entities/") for path in files):
        raise UnknownRevisionError(f"revision '{revision}' has no {' and '.join(NEEDED)} and entities/")
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="panoply-")))
    for path, content in files.items():
        if "/" in path and ".." not in path.split("/"):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return folder


def _liken(before: Path, after: Path) -> None:
    """Give each file of `before` the time of its equal in `after`, and no other file that time.

    Memory knows a file by path, time and size; both revisions may have been written within one tick of the clock.
    """
    for file, other in _pairs(before, after):
        time = other.stat().st_mtime_ns
        os.utime(file, ns=(time, time if file.read_bytes() == other.read_bytes() else time - 1))


def _pairs(before: Path, after: Path) -> Iterator[tuple[Path, Path]]:
    for file in sorted(before.rglob("*")):
        other = after / file.relative_to(before)
        if file.is_file() and other.is_file() and not other.is_symlink():
            yield file, other
