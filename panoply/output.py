"""Writes what changed, atomically, and removes what is stale; owns docs/wiki/ and docs/data/ whole, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from panoply.pool import spread
from panoply.whole_file import write_whole

OWNED: Final = ("wiki", "data")
"""Folders below docs/ that hold nothing but what is generated."""
FEWEST_SPREAD: Final = 500
"""Files to be written for which more processes are worth their start."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many files are there, and how many of them were written anew or removed."""

    total: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Put:
    """A file that stands as it should: what is in it, and whether that is new."""

    file: str
    digest: bytes
    is_new: bool


class Output:
    """One run's files below docs. All addresses are claimed before the first file is written."""

    def __init__(self, docs: Path, written: Mapping[str, bytes] | None = None) -> None:
        """`written` are digests of what an earlier run left there, so that it need not be read again."""
        self.docs = docs
        self.written = written or {}
        self.files: dict[str, bytes] = {}
        """The digest of every file that this run made or kept."""
        self.changed = 0
        self.waiting: dict[str, bytes] = {}
        self.folded: dict[str, str] = {}

    def claim(self, file: str) -> str | None:
        """Take an address; returns the other file where two want one, also on a file system that folds case."""
        if file.split("/", maxsplit=1)[0] not in OWNED or ".." in file.split("/"):
            message = f"{file} is outside {OWNED}"
            raise ValueError(message)
        address = _address(file)
        if address in self.folded:
            return self.folded[address]
        self.folded[address] = file
        return None

    def add(self, file: str, content: bytes) -> str | None:
        """Take an address and what belongs there, which `write` writes."""
        other = self.claim(file)
        if other is None:
            self.waiting[file] = content
        return other

    def keep(self, file: str) -> None:
        """Leave a file as the earlier run wrote it."""
        self.files[file] = self.written[file]
        self.folded.setdefault(_address(file), file)

    def keep_below(self, folder: str) -> None:
        """Leave every file of a folder as the earlier run wrote it."""
        for file in self.written:
            if file.startswith(folder):
                self.keep(file)

    def put(self, file: str, content: bytes) -> Put:
        """Write one file now, if it differs. Changes nothing here, so that a helper can do it: `note` what it returns."""
        path, digest = f"{self.docs}/{file}", blake2b(content, digest_size=16).digest()
        if self.written.get(file) == digest:
            return Put(file, digest, is_new=False)
        is_known = file in self.written  # and was something else
        if not _make_folder(os.path.dirname(path)) and not is_known and _content(path) == content:  # noqa: PTH120
            return Put(file, digest, is_new=False)
        write_whole(path, content)
        return Put(file, digest, is_new=True)

    def note(self, put: Put) -> None:
        self.files[put.file] = put.digest
        self.changed += put.is_new

    def write(self, *, sweep: bool = True) -> Written:
        """Write what waits, then delete what no page wants any more.

        Without `sweep`, only where the run's files are others than the earlier run's: what is strange to both stays.
        """
        for put in spread(lambda item: self.put(*item), sorted(self.waiting.items()), least=FEWEST_SPREAD):
            self.note(put)
        self.waiting = {}
        removed = self._remove_stale() if sweep or self.written.keys() != self.files.keys() else 0
        return Written(len(self.files), self.changed, removed)

    def _remove_stale(self) -> int:
        removed = 0
        for owned in OWNED:
            for folder, _, names in os.walk(self.docs / owned, topdown=False):
                within = os.path.relpath(folder, self.docs).replace(os.sep, "/")
                for name in names:
                    if f"{within}/{name}" not in self.files:
                        os.unlink(f"{folder}/{name}")  # noqa: PTH108
                        removed += 1
                removed += _remove_stray(folder)
        return removed


def _remove_stray(folder: str) -> int:
    """Remove a folder that nothing is in, and links to folders, which are never ours; returns how many links."""
    with os.scandir(folder) as entries:
        left = [*entries]
    links = [entry for entry in left if entry.is_symlink()]
    for link in links:
        os.unlink(link.path)  # noqa: PTH108
    if len(links) == len(left):
        os.rmdir(folder)  # noqa: PTH106
    return len(links)


def _make_folder(folder: str) -> bool:
    """Make a folder where there is none, and say so: what is in a new one need not be read first."""
    try:
        os.mkdir(folder)  # noqa: PTH102
    except FileExistsError:
        return False
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    return True


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as stream:  # noqa: PTH123
            return stream.read()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def _address(file: str) -> str:
    """The address a file gets, folded: ``a/b.md`` and ``a/b/index.html`` are one."""
    stem = file.removesuffix(".md").removesuffix(".html") if file.endswith((".md", ".html")) else file
    return stem.removesuffix("/index").casefold()
