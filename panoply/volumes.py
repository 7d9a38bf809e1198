"""How a list too long for one page is divided: by what its entries belong to, and by the beginnings of their names.

The one owner of that decision, as an encyclopedia has volumes: ``Soviet Union, A–K``, ``Object 1000–Object 1999``. A volume
ends where names differ soonest, so that few names more or less seldom move its bounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final, Generic, TypeVar

from panoply.text import fold

MOST_LINES: Final = 1000
"""Links on one page: of the longest list of 2026, 1,203 sources with their publishers, each took 49 bytes compressed; the gates
of the site allow a page 60 KB."""
MOST_DESCRIBED: Final = 500
"""Links that come with a sentence each."""
MOST_CELLS: Final = 2500
"""Of a table of members, the name of each counting for three: 96 bytes each, so 240 KB of HTML; beyond 400 KB a telephone is
slow to lay a page out."""
MOST_USES: Final = 1000
"""Of one source: 100 bytes of HTML each, and 250 where each is in another article."""
MOST_CITED: Final = 300
"""Rows and relations of others on an article, most of which bring a reference with them: 0.9 KB of HTML each."""
LONGEST_KEY: Final = 40
"""Of an address, in characters: three bytes each in some scripts, and a file's name may have 255."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Volume(Generic[T]):
    """What stands on one page: its part of the address, its name, and the entries."""

    key: str
    label: str
    items: Sequence[T]


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """Something in a list: the name it is sorted by, how much room it takes, and what it belongs to."""

    item: T
    name: str
    weight: int = 1
    group: str = ""


def fits(entries: Sequence[Entry[T]], most: int) -> bool:
    """Whether one page has room for all."""
    return sum(entry.weight for entry in entries) <= most


def volumes(entries: Sequence[Entry[T]], most: int) -> list[Volume[T]]:
    """Sorted entries divided: neighbouring groups together while there is room, a group too long by its names.

    No volume is heavier than `most`, unless a single entry is.
    """
    found: list[tuple[str, list[Entry[T]]]] = []
    for label, part in _packed([(group, [*members]) for group, members in groupby(entries, lambda e: e.group)], most):
        if fits(part, most):
            found.append((label, part))
        else:
            found += ((f"{label}, {words}" if label else words, some) for words, some in _by_name(part, most))
    return [*_with_keys(found)]


def _packed(groups: list[tuple[str, list[Entry[T]]]], most: int) -> Iterator[tuple[str, list[Entry[T]]]]:
    """Neighbouring groups together; one that is too long alone."""
    first, last, waiting = "", "", list[Entry[T]]()
    for group, members in groups:
        if waiting and not fits([*waiting, *members], most):
            yield _span(first, last), waiting
            waiting = []
        first, last, waiting = (first if waiting else group), group, [*waiting, *members]
    if waiting:
        yield _span(first, last), waiting


def _by_name(entries: list[Entry[T]], most: int) -> Iterator[tuple[str, list[Entry[T]]]]:
    """Divided where neighbours' names differ soonest, with the beginnings that tell each part from its neighbours."""
    names = [entry.name for entry in entries]
    if len(names) == 1:
        yield names[0], entries
        return
    bounds = [0, *_bounds(entries, most), len(entries)]
    for start, end in pairwise(bounds):
        before, after = names[start - 1] if start else names[end], names[end] if end < len(names) else names[start - 1]
        first, last = _beginning(names[start], before), _beginning(names[end - 1], after)
        yield _span(first, last), entries[start:end]


def _bounds(entries: list[Entry[T]], most: int) -> Iterator[int]:
    """Where parts begin, the first aside: each in the latter half of what there is room for."""
    names = [fold(entry.name) for entry in entries]
    left, start = sum(entry.weight for entry in entries), 0
    while left > most:
        taken, end, candidates = 0, start, list[int]()
        while end < len(entries) and (end == start or taken + entries[end].weight <= most):
            taken += entries[end].weight
            end += 1
            if taken * 2 >= most or end == start + 1:
                candidates.append(end)
        if end == len(entries):
            return
        bound = min(candidates[1:] or candidates, key=lambda at: (_shared(names[at - 1], names[at]), -at))
        left -= sum(entry.weight for entry in entries[start:bound])
        start = bound
        yield bound


def _shared(one: str, other: str) -> int:
    """How many characters two names have in common at their beginning."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _beginning(name: str, other: str) -> str:
    """As much of a name as tells it from another; no number is cut."""
    name, other = (words.lstrip(" \"'“”‘’«»„(") for words in (name, other))
    end = _shared(name.casefold(), other.casefold()) + 1
    while end < len(name) and name[end - 1].isdigit() and name[end].isdigit():
        end += 1
    return name[:end].strip() or name


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _with_keys(found: list[tuple[str, list[Entry[T]]]]) -> Iterator[Volume[T]]:
    """Each with an address of its own: one label serves several where many entries have one name."""
    labels, keys = Counter[str](), Counter[str]()
    for label, entries in found:
        key = fold(label)[:LONGEST_KEY].strip("-") or "x"
        labels[label] += 1
        keys[key] += 1
        yield Volume(_numbered(key, "--{}", keys[key]), _numbered(label, " ({})", labels[label]), [e.item for e in entries])


def _numbered(words: str, form: str, times: int) -> str:
    """With a number from the second time on."""
    return words if times == 1 else words + form.format(times)
