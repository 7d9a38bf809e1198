"""When things lasted, in years, as far as the dates claimed of them agree: what family and timeline draw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from panoply.citations import Voices
from panoply.dates import Date
from panoply.encyclopedia import Encyclopedia
from panoply.meaning import weigh
from panoply.model import Choice, Claim, Row
from panoply.vocabulary import Period


@dataclass(frozen=True, slots=True)
class Years:
    """All that is claimed of one date, in years."""

    lead: Date
    first: int
    last: int
    """The earliest and latest year any claim allows."""
    plan: bool = False

    @property
    def words(self) -> str:
        """The leading claim's: ``1973``, ``~1973``, ``1970s``, ``2027 (planned)``."""
        return year_words(self.lead) + (" (planned)" if self.plan else "")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period of one thing. An end that no claim gives is None."""

    start: Years | None
    end: Years | None
    still: bool = False
    """Whether it lasts to this day."""

    @property
    def words(self) -> str:
        """``1973–1990``, ``1973–``, ``–1990``, ``2027 (planned)``."""
        start, end = (years.words if years else "" for years in (self.start, self.end))
        if start == end or (self.start and self.start.plan and not end):
            return start
        return f"{start}–{end}"


def periods_of(
    encyclopedia: Encyclopedia, voices: Voices, claims: Iterable[Claim], variant: str | None = None
) -> Iterator[tuple[Period, Stretch]]:
    """Every period of the vocabulary that claims on one thing say something of, in its order."""
    own: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.variant == variant and not claim.is_deprecated:
            own[claim.prop.key].append(claim)
    for period in encyclopedia.vocabulary.periods.values():
        start, end = (_end(encyclopedia, voices, own.get(key, []), period.plan) for key in (period.start, period.end))
        if start is not None or end is not None:
            yield period, Stretch(start, end, _is_still(period, own))


def _end(encyclopedia: Encyclopedia, voices: Voices, claims: list[Claim], plan: str | None) -> Years | None:
    """One end of a period; plans count only where nothing has happened."""
    events = [c for c in claims if plan is None or c.condition != plan]
    if events:
        return years_of(encyclopedia, voices, events)
    return years_of(encyclopedia, voices, claims, plan=True)


def _is_still(period: Period, claims: dict[str, list[Claim]]) -> bool:
    if period.still is None:
        return False
    key, choice = period.still
    return any(c.value == Choice(choice) for c in claims.get(key, ()))


def years_of(
    encyclopedia: Encyclopedia, voices: Voices, claims: Iterable[Claim], row: Row | None = None, *, plan: bool = False
) -> Years | None:
    """Claims on one date taken together; None where no standing one gives a date."""
    dates = [(c, c.value) for c in claims if not c.is_deprecated and isinstance(c.value, Date)]
    if not dates:
        return None
    lead = dates[0][1]
    if len(dates) > 1:
        first = weigh(encyclopedia, voices, [claim for claim, _ in dates], row).lead
        lead = next(date for claim, date in dates if first and claim is first.claim)
    reaches = [date.reach() for _, date in dates]
    return Years(lead, min(first[0] for first, _ in reaches), max(last[0] for _, last in reaches), plan)


def year_words(date: Date) -> str:
    return f"{'~' if date.approximate else ''}{date.year}{'s' if date.decade else ''}"
