"""What several claims on one thing mean together: which are comparable, which disagree, which one leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
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


def touch(one: Claim, other: Claim) -> bool:
    """Whether two comparable claims can both be right."""
    first, second = interval(one), interval(other)
    if first is None or second is None:
        return True
    return bool(first[0] <= second[1] and second[0] <= first[1])


def independent(one: Weighed, other: Weighed) -> bool:
    """Whether some voice behind one claim is not behind the other."""
    return one.voices != other.voices


def weigh(encyclopedia: Encyclopedia, voices: Voices, claims: Iterable[Claim], row: Row | None = None) -> Answers:
    """Weigh claims of one property (or one cell) against each other."""
    weighed = [
        Weighed(claim, row, voices.of_claim(claim, sources), best_grade(sources), newest(sources), order)
        for order, claim in enumerate(claims)
        for sources in [sources_of(encyclopedia, cited_by(claim, row))]
    ]
    weighed.sort(key=lambda w: (w.claim.is_deprecated, w.order))
    return Answers(tuple(weighed), find_lead(weighed), tuple(_disputes(weighed)))


def _disputes(weighed: Sequence[Weighed]) -> Iterable[tuple[Weighed, ...]]:
    groups: dict[Group, list[Weighed]] = defaultdict(list)
    for one in weighed:
        if not one.claim.is_deprecated:
            groups[comparable(one.claim)].append(one)
    for group in groups.values():
        apart = {
            w.order
            for one, other in combinations(group, 2)
            if independent(one, other) and not touch(one.claim, other.claim)
            for w in (one, other)
        }
        if apart:
            yield tuple(w for w in group if w.order in apart)


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
