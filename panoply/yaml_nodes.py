"""Nodes of a YAML file: texts, lists and mappings that know their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from panoply.problems import Place
from panoply.yaml_scan import UNSEEN


@dataclass(slots=True, frozen=True)
class Scalar:
    """A text and where it stands."""

    text: str
    place: Place
    lines: list[str] = field(repr=False, compare=False)
    """All lines of its file as their author sees them, to find a character's place."""
    style: str = ""
    """The sign that opens it: a quotation mark, ``|``, ``>``, or none."""

    def at(self, offset: int) -> Place:
        """The place of one character of the text."""
        return self.places([offset])[offset]

    def places(self, offsets: Iterable[int]) -> dict[int, Place]:
        """The places of characters of the text, through folding, indentation and escapes, in one walk.

        Folding changes white space only, so the n-th visible character of the text is the n-th visible one in the file.
        """
        path, line, column, where = self.place
        found = self.lines[line - 1].find(self.text, column - 1) if self.style not in BLOCKS and "\n" not in self.text else -1
        if found >= 0:
            return {offset: Place(path, line, found + 1 + offset, where) for offset in offsets}
        before = {offset: _visible(self.text[:offset]) for offset in offsets}
        spots = self._spots(sorted(set(before.values())))
        return {offset: Place(path, *spots[number], where) for offset, number in before.items()}

    def _spots(self, wanted: list[int]) -> dict[int, tuple[int, int]]:
        """Line and column of the visible characters of some numbers; the end for what lies behind the last one."""
        spots: dict[int, tuple[int, int]] = {}
        end, seen, all_seen = (self.place.line, self.place.column), 0, _visible(self.text)
        for line, column, length in self._words():
            if seen == all_seen or len(spots) == len(wanted):
                break
            found = min(length, all_seen - seen)
            here = [number for number in wanted[len(spots) :] if number < seen + found]
            spots.update((number, (line, column + number - seen)) for number in here)
            end, seen = (line, column + found), seen + found
        return spots | dict.fromkeys(wanted[len(spots) :], end)

    def _words(self) -> Iterator[tuple[int, int, int]]:
        """Line, column and length of each run of visible characters from the text's beginning to the end of the file."""
        token = TOKENS.get(self.style, TOKENS[""])
        first = self.place.line if self.style in BLOCKS else self.place.line - 1
        start = 0 if self.style in BLOCKS else self.place.column - 1 + len(self.style)
        for row in range(first, len(self.lines)):
            for match in token.finditer(self.lines[row], start):
                if token is TOKENS[""]:
                    yield row + 1, match.start() + 1, len(match[0])
                elif not BLANK_ESCAPE.fullmatch(match[0]):
                    yield row + 1, match.start() + 1, 1
            start = 0


def _visible(text: str) -> int:
    """How many characters of a text are no white space."""
    return len("".join(text.split()))


BLOCKS = ("|", ">")
TOKENS = {
    "": re.compile(rf"[^\s{UNSEEN}]+"),
    "'": re.compile(rf"''|[^\s{UNSEEN}]"),
    '"': re.compile(rf"\\(?:x..|u.{{4}}|U.{{8}}|.)|[^\s{UNSEEN}]"),
}
"""One visible character as it is written, by the style of the text; without quotation marks a run of them."""
BLANK_ESCAPE = re.compile(r"\\(?:[ntrNLP_ ]|[xuU]0*(?:[9a-dA-D]|20|85|[aA]0|1680|20[02][0-9aAfF]|3000))")


@dataclass(slots=True, frozen=True)
class Sequence:
    """A block list."""

    items: list[Node]
    place: Place


@dataclass(slots=True, frozen=True)
class Mapping:
    """A block mapping, keys in the order of the file."""

    items: dict[str, Node]
    keys: dict[str, Place]
    place: Place

    def __iter__(self) -> Iterator[tuple[str, Node]]:
        return iter(self.items.items())

    def get(self, key: str) -> Node | None:
        return self.items.get(key)


Node = Scalar | Sequence | Mapping
