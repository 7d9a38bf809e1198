"""What a long-running process (`make serve`) remembers between builds, so that one edit costs one file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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

    def learn(self, shown: str, signature: tuple[int, int], result: object) -> None:
        """What was read of a file, without a problem, after it had this time and size."""
        self.read[shown] = (signature,), result, frozenset()

    def recall(self, files: list[Path], shown: str, problems: Problems, read: Callable[[Problems], T]) -> T:
        """The result of `read` for files, from memory where they are unchanged; its problems are told again."""

        def read_one(_: list[int]) -> list[tuple[T, frozenset[Problem]]]:
            own = Problems()
            return [(read(own), frozenset(own.found))]

        return self.recall_all([(files, shown)], problems, read_one)[0]

    def recall_all(
        self,
        wanted: Sequence[tuple[list[Path], str]],
        problems: Problems,
        read: Callable[[list[int]], Iterable[tuple[T, frozenset[Problem]]]],
    ) -> list[T]:
        """The same for many at once; `read` gets the numbers of those that are not known, and gives results with problems."""
        signatures = [tuple(map(_signature, files)) for files, _ in wanted]
        unknown = [n for n, (_, shown) in enumerate(wanted) if self.read.get(shown, (None,))[0] != signatures[n]]
        for number, (result, own) in zip(unknown, read(unknown) if unknown else (), strict=True):
            self.read[wanted[number][1]] = signatures[number], result, own
        known = [self.read[shown] for _, shown in wanted]
        for _, _, own in known:
            problems.found |= own
        return [result for _, result, _ in known]  # type: ignore[misc]  # what `read` returned for these files before


def _signature(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_mtime_ns, status.st_size
