"""Writes what changed, atomically, and removes what is stale; owns docs/wiki/ and docs/data/ whole, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OWNED: Final = ("wiki", "data")
"""Folders below docs/ that hold nothing but what is generated."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many files are there, and how many of them were written anew or removed."""

    total: int
    changed: int
    removed: int


class Output:
    """One run's files below docs/. Nothing is written before every file is rendered and `write` is called."""

    def __init__(self, docs: Path, written: dict[str, bytes] | None = None) -> None:
        """`written` is what an earlier run of the same process left there, so that it need not be read again."""
        self.docs = docs
        self.files: dict[str, bytes] = {}
        self.folded: dict[str, str] = {}
        self.written = written or {}
        self.folders: dict[Path, bool] = {}
        """Folders known to be there, and whether this run made them."""

    def add(self, file: str, content: str) -> str | None:
        """Take a file; returns the other file where two want one address, also on a file system that folds case."""
        if file.split("/", maxsplit=1)[0] not in OWNED or ".." in file.split("/"):
            message = f"{file} is outside {OWNED}"
            raise ValueError(message)
        first = self.folded.setdefault(_address(file), file)
        if first == file and file not in self.files:
            self.files[file] = content.encode()
            return None
        return first

    def keep(self, file: str) -> None:
        """Leave a file as the earlier run wrote it."""
        self.files[file] = self.written[file]
        self.folded.setdefault(_address(file), file)

    def keep_below(self, folder: str) -> None:
        """Leave every file of a folder as the earlier run wrote it."""
        for file in self.written:
            if file.startswith(folder):
                self.keep(file)

    def write(self) -> Written:
        """Write what differs, then delete what no page wants any more."""
        changed = sum(self._write_one(file, content) for file, content in sorted(self.files.items()))
        return Written(len(self.files), changed, self._remove_stale())

    def _write_one(self, file: str, content: bytes) -> bool:
        path = self.docs / file
        if self.written.get(file) == content or (not self._is_new(path.parent) and _content(path) == content):
            return False
        temporary = path.parent / f".new-{os.getpid()}"
        temporary.write_bytes(content)
        temporary.replace(path)
        return True

    def _is_new(self, folder: Path) -> bool:
        """Make a folder where there is none: what is in a new one need not be read first."""
        if folder not in self.folders:
            self.folders[folder] = not folder.is_dir()
            folder.mkdir(parents=True, exist_ok=True)
        return self.folders[folder]

    def _remove_stale(self) -> int:
        if self.written.keys() == self.files.keys():
            return 0
        wanted = {self.docs / file for file in self.files}
        removed = 0
        for path in sorted(_everything(self.docs), reverse=True):
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in wanted:
                path.unlink()
                removed += 1
        return removed


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def _everything(docs: Path) -> Iterable[Path]:
    return (path for name in OWNED for path in (docs / name).rglob("*"))


def _address(file: str) -> str:
    """The address a file gets, folded: ``a/b.md`` and ``a/b/index.html`` are one."""
    stem = file.removesuffix(".md").removesuffix(".html") if file.endswith((".md", ".html")) else file
    return stem.removesuffix("/index").casefold()
