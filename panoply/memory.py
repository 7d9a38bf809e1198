"""What a long-running process (`make serve`) remembers between builds, so that one edit costs one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from panoply.problems import Problem, Problems

T = TypeVar("T")
Signature = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Memory:
    """Results of reading files, by path, each good for as long as the file's time and size stay."""

    read: dict[str, tuple[Signature, object, frozenset[Problem]]] = field(default_factory=dict)
    key: object = None
    """What all other results were made with; another one makes them void."""

    def keep_for(self, key: object) -> None:
        """Forget what was made with another key."""
        if key is not self.key:
            self.read = {name: known for name, known in self.read.items() if known[1] is key}
            self.key = key

    def recall(self, files: list[Path], shown: str, problems: Problems, read: Callable[[Problems], T]) -> T:
        """The result of `read` for files, from memory where they are unchanged; its problems are told again."""
        signature = tuple((status.st_mtime_ns, status.st_size) for status in (file.stat() for file in files))
        known = self.read.get(shown)
        if known is None or known[0] != signature:
            own = Problems()
            known = signature, read(own), frozenset(own.found)
            self.read[shown] = known
        problems.found |= known[2]
        return known[1]  # type: ignore[return-value]  # what `read` returned for this file before
