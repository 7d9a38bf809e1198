"""What the search answers to the beginning of a word that hundreds of names have, worked out beforehand.

A browser would have to read and rank them all for it, at each letter of ``system``. How names are ranked is what `misfit`
and `scan` in `docs/assets/search-names.js` say; here only for one part of a word, which may have begun. A test holds the
two against each other.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

COMMON: Final = 500
"""Names beyond which a beginning is answered beforehand."""
MOST: Final = 40
MOST_OF_ONE: Final = 10
"""Names kept of a beginning, and of one entity among them: the page of results shows ten."""

_PLAIN: Final = re.compile("[0-9a-z]+")
Ranked = tuple[int, int, str, int, str]
"""What names are sorted by: misfit, most links, words; then the entity's number and where the name stands in it."""
Wanted = dict[str, list[str]]
"""Beginnings that are counted, by word."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entity as the lists of names have it."""

    head: str
    """Its number, and what is known of it before it is described."""
    links: int
    names: dict[str, str]
    """Where each different name stands, with its variant's own name; by what it is compared as, the entity's own first."""


def common_beginnings(listed: list[Listed], common: int = COMMON) -> dict[str, str]:
    """The file of each beginning of a word that more names have: how many, and the first of them in their order."""
    wanted = _wanted(listed, common)  # by word, for there are far fewer words than names
    found: dict[str, list[Ranked]] = defaultdict(list)
    for number, one in enumerate(listed):
        for beginning, ranked in _ranked(number, one, wanted):
            found[beginning].append(ranked)
    return {beginning: _file(listed, found[beginning]) for beginning in sorted(found) if len(found[beginning]) > common}


def _wanted(listed: list[Listed], common: int) -> Wanted:
    """The beginnings of each word that may be common, by how often they begin one."""
    words: Counter[str] = Counter()
    for one in listed:
        own = next(iter(one.names))
        for name, place in one.names.items():
            words.update(name.split(" "))
            if "." in place:
                words.update(own.split(" "))  # which find a variant too
    beginnings = {word: _beginnings(word) for word in words}
    counts: Counter[str] = Counter()
    for word, number in words.items():
        counts.update(dict.fromkeys(beginnings[word], number))
    return {word: kept for word, all_ in beginnings.items() if (kept := [b for b in all_ if counts[b] > common])}


def _beginnings(word: str) -> list[str]:
    plain = _PLAIN.match(word)
    return [word[:end] for end in range(1, plain.end() + 1)] if plain else []


def _ranked(number: int, one: Listed, wanted: Wanted) -> Iterator[tuple[str, Ranked]]:
    """The best name of an entity and of each variant, for every beginning that is wanted."""
    own = next(iter(one.names)).split(" ")
    best: dict[tuple[str, str], Ranked] = {}
    for words, place in one.names.items():
        at, _, variant = place.partition(".")
        less = (2 if at == variant else 3) if variant else int(at != "0")
        costs = _misfits(words.split(" "), wanted)
        if variant:
            costs = _misfits([*own, *words.split(" ")], wanted) | costs
        for beginning, cost in costs.items():
            ranked = (cost + less, -one.links, words, number, place)
            known = best.get((beginning, variant))
            if known is None or ranked[0] < known[0]:
                best[beginning, variant] = ranked
    return ((beginning, ranked) for (beginning, _), ranked in best.items())


def _misfits(parts: list[str], wanted: Wanted) -> dict[str, int]:
    """How badly a name fits each beginning of its parts; of two that begin so, the first counts."""
    costs: dict[str, int] = {}
    left = len(parts) - 1
    for place, part in enumerate(parts):
        for beginning in wanted.get(part, ()):
            if beginning in costs:
                continue
            more = part != beginning
            tier = (2 if place else 1) + (3 if more and part[0].isdigit() else 0)
            costs[beginning] = tier * 1_000_000 + left * 10 + (5 if more else 0) if place or left or more else 0
    return costs


def _file(listed: list[Listed], found: list[Ranked]) -> str:
    times: Counter[int] = Counter()
    lines = [str(len(found))]
    for _, _, _, number, place in heapq.nsmallest(MOST * MOST_OF_ONE, found):
        times[number] += 1
        if times[number] <= MOST_OF_ONE and len(lines) <= MOST:
            lines.append(f"{listed[number].head}\t{place}")
    return "\n".join(lines)
