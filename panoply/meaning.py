"""What several claims on one thing mean together: which are comparable, which disagree, which one leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from panoply.citations import Voices, best_grade, cited_by, date_order, newest, sources_of
from panoply.dates import Date
from panoply.encyclopedia import Encyclopedia
from panoply.model import Claim, Row, Unknown
from panoply.quantities import Money, Quantity

Group = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim with what its sources are worth."""

    claim: Claim
    row: Row | None
    voices: frozenset[str]
    grade: str
    newest: tuple[int, int, int]
    order: int


@dataclass(frozen=True, slots=True)
class Answers:
    """All claims of one property of one entity, weighed and grouped."""

    claims: tuple[Weighed, ...]
    """In the file's order, deprecated ones last."""
    lead: Weighed | None
    disputes: tuple[tuple[Weighed, ...], ...]
    """Each the claims of one comparable group that disagree with another of it."""

    @property
    def is_disputed(self) -> bool:
        return bool(self.disputes)

    def voices(self) -> frozenset[str]:
        """All who speak for claims that stand."""
        return frozenset(v for w in self.claims if not w.claim.is_deprecated for v in w.voices)


def comparable(claim: Claim) -> Group:
    """Claims with the same key can be held against each other."""
    year = claim.as_of.year if claim.as_of and claim.prop.datatype in ("count", "money") else None
    money = (claim.value.currency, claim.value.year) if isinstance(claim.value, Money) else None
    return claim.variant, claim.prop.key, claim.condition, year, money


def interval(claim: Claim) -> tuple[Any, Any] | None:
    """The widened interval of a value that has one; ends of one datatype compare with each other.

    Counts are of whole things: 3 and 4 would touch if widened, so only approximate ones are.
    """
    value = claim.value
    if isinstance(value, Quantity):
        amount = value.in_si()
        return amount.ends() if claim.prop.datatype == "count" and not amount.approximate else amount.reach()
    if isinstance(value, Money):
        return value.amount.reach()
    if isinstance(value, Date):
        return value.reach()
    if isinstance(value, bool):
        return value, value
    return None


def weigh(encyclopedia: Encyclopedia, voices: Voices, claims: Iterable[Claim], row: Row | None = None) -> Answers:
    """Weigh claims of one property (or one cell) against each other."""
    weighed = [
        Weighed(claim, row, voices.of_claim(claim, sources), best_grade(sources), newest(sources), order)
        for order, claim in enumerate(claims)
        for sources in [sources_of(encyclopedia, cited_by(claim, row))]
    ]
    if len(weighed) == 1:  # as two of three are: there is nothing to compare it with
        return Answers((weighed[0],), None if weighed[0].claim.is_deprecated else weighed[0], ())
    weighed.sort(key=lambda w: (w.claim.is_deprecated, w.order))
    return Answers(tuple(weighed), find_lead(weighed), tuple(_disputes(weighed)))


def _disputes(weighed: Sequence[Weighed]) -> Iterable[tuple[Weighed, ...]]:
    groups: dict[Group, list[Weighed]] = defaultdict(list)
    for one in weighed:
        if not one.claim.is_deprecated:
            groups[comparable(one.claim)].append(one)
    for group in groups.values():
        apart = _apart(group)
        if apart:
            yield tuple(w for w in group if w.order in apart)


def _apart(group: Sequence[Weighed]) -> set[int]:
    """The order of each claim that some independent one does not touch.

    Each is held against the lowest upper end and the highest lower end of other voices, not against every other claim:
    a file may hold ten thousand of one property.
    """
    spans = [(one, span) for one in group if (span := interval(one.claim)) is not None]
    ends: dict[frozenset[str], tuple[Any, Any]] = {}
    for one, (lower, upper) in spans:
        highest, lowest = ends.get(one.voices, (lower, upper))
        ends[one.voices] = max(lower, highest), min(upper, lowest)
    highest_first = sorted(ends, key=lambda voices: ends[voices][0], reverse=True)[:2]
    lowest_first = sorted(ends, key=lambda voices: ends[voices][1])[:2]
    return {
        one.order
        for one, (lower, upper) in spans
        if any(ends[voices][0] > upper for voices in highest_first if voices != one.voices)
        or any(ends[voices][1] < lower for voices in lowest_first if voices != one.voices)
    }


def find_lead(weighed: Iterable[Weighed]) -> Weighed | None:
    """The claim a summary shows.

    The preferred one; else, of those on the whole entity before those on a variant, the one with the best source grade;
    else the newest as-of; else the newest source; else the first in the file. What is unknown leads only alone.
    """
    standing = [w for w in weighed if not w.claim.is_deprecated]
    return min(standing, key=_lead_order, default=None)


def _lead_order(one: Weighed) -> tuple[object, ...]:
    claim = one.claim
    as_of = tuple(-n for n in date_order(claim.as_of))
    return (
        claim.rank != "preferred",
        isinstance(claim.value, Unknown),
        claim.variant is not None,
        one.grade,
        as_of,
        tuple(-n for n in one.newest),
        one.order,
    )
