"""Renames something in all files at once, and takes it back if anything is wrong afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from panoply.edits import Edit, edit_content
from panoply.problems import Mistake, Place, Problems
from panoply.renaming import KEYS, Renaming, find_mentions, find_renaming
from panoply.schema import write_schemas
from panoply.touched import Read
from panoply.vocabulary_file import load_vocabulary

Reader = Callable[[Problems], Read | None]


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done."""

    files: int
    places: int
    mentions: list[Place]
    """Where hand-written pages still name the old word."""


def migrate(root: Path, sort: str, old: str, new: str, read: Reader) -> Migrated:
    """Rename in every file; `read` tells before and after what is wrong. Raises Mistake, with no file changed."""
    found = _read(read, "mend what 'check' tells first, such as")
    renaming = find_renaming(root, found.encyclopedia, sort, old, new)
    before = {path: (root / path).read_bytes() for path in {*(e.place.path for e in renaming.edits), *renaming.moves}}
    after = _edited(before, renaming)
    _write(root, after, renaming.moves)
    try:
        _read(read, "no file was changed, for it would lead to")
    except Mistake:
        _write(root, {renaming.moves.get(path, path): content for path, content in before.items()}, _turned(renaming.moves))
        raise
    schemas = _renew_schemas(root) if sort in KEYS else 0
    return Migrated(len(after) + schemas, len(set(renaming.edits)), list(find_mentions(root, old)))


def _read(read: Reader, introduction: str) -> Read:
    problems = Problems()
    found = read(problems)
    if found is None or problems.errors:
        raise Mistake(problems.errors[0].code, f"{introduction}: {problems.errors[0]}")
    return found


def _edited(before: dict[str, bytes], renaming: Renaming) -> dict[str, bytes]:
    """The files with all edits made. Raises Mistake where one finds something else than it replaces."""
    by_file: dict[str, list[Edit]] = defaultdict(list)
    for edit in dict.fromkeys(renaming.edits):
        by_file[edit.place.path].append(edit)
    after = {}
    for path, edits in by_file.items():
        after[path], done = edit_content(before[path], edits)
        for edit in edits:
            if edit not in done:
                where = f"{path}:{edit.place.line}:{edit.place.column}"
                raise Mistake("SYNTAX", f"{where}: '{edit.fix.old}' is written in another way here; write it plainly first")
    return after


def _write(root: Path, contents: dict[str, bytes], moves: dict[str, str]) -> None:
    for path, content in contents.items():
        (root / path).write_bytes(content)
    for old, new in moves.items():
        (root / old).rename(root / new)


def _turned(moves: dict[str, str]) -> dict[str, str]:
    return {new: old for old, new in moves.items()}


def _renew_schemas(root: Path) -> int:
    vocabulary = load_vocabulary(root, Problems())
    return len(write_schemas(root, vocabulary)) if vocabulary else 0
