"""Bars on one scale: how charts draw what sources say, firmly where they agree and lighter where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final

from markupsafe import Markup

from panoply.model import Claim
from panoply.periods import Stretch, Years
from panoply.quantities import Quantity, number_text
from panoply.values import with_unit

Number = int | Decimal
SOFT, ONWARD, UNBEGUN, HOLLOW = "soft", "on", "off", "hollow"
"""Not agreed or not exact; going on without a given end; begun at no given time; promised."""
MOST_TICKS: Final = 8
PRECISION: Final = Context(prec=6)
"""More digits than any screen has room for."""
BEFORE_EDGE: Final = Decimal("0.92")
"""A tick beyond this part of a scale has no room for words."""


@dataclass(frozen=True, slots=True)
class Bar:
    """From one number of the scale to another."""

    low: Number
    high: Number
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A named row of a chart."""

    label: str
    words: str
    bars: tuple[Bar, ...]
    tone: str = ""
    """`second` for the other of two measures."""


@dataclass(frozen=True, slots=True)
class Band:
    """Lines under one heading."""

    label: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Scale:
    """What all bars of a chart are measured on."""

    origin: Number
    extent: Number
    ticks: list[tuple[Number, str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of what tables on the same page say."""

    title: str
    alt: str
    """What it shows, for those who do not see it."""
    caption: Markup
    scale: Scale
    bands: list[Band]


def stretch_bars(stretch: Stretch, today: int) -> tuple[Bar, ...]:
    """A period on a scale of years, each year given drawn whole."""
    start, end = stretch.start, stretch.end
    if start is None:
        return (Bar(end.first, end.first, UNBEGUN), *_solid(_over((end.first, end.first, end.first, end.last)))) if end else ()
    if start.plan:
        return (Bar(start.first, start.last + 1, SOFT),)
    if stretch.still or (end and end.plan):
        sure = today if stretch.still or end is None else min(today, end.first)
        return _solid(_over((start.first, start.last, sure, max(sure, end.last if end else sure))))
    if end is None:
        return (*_solid(_over((start.first, start.last, start.last, start.last))), Bar(start.last + 1, start.last + 1, ONWARD))
    return _solid(_over((start.first, start.last, end.first, end.last)))


def _over(years: tuple[int, int, int, int]) -> Iterator[Bar]:
    """Earliest and latest beginning, earliest and latest end; certain only in between."""
    first, sure_from, sure_to, last = years
    if sure_from > sure_to:
        yield Bar(first, max(sure_from, last) + 1, SOFT)
        return
    yield Bar(first, sure_from, SOFT)
    yield Bar(sure_from, sure_to + 1)
    yield Bar(sure_to + 1, last + 1, SOFT)


def year_bars(years: Years) -> tuple[Bar, ...]:
    """An event: the leading year, and lighter all years it may have been."""
    low, high = (day[0] for day in years.lead.reach())
    lead = [Bar(low, low + 1)] if low == high and not years.plan else []
    around = [Bar(years.first, years.last + 1, SOFT)] if not lead or years.first != years.last else []
    return (*around, *lead)


def _solid(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    return tuple(bar for bar in bars if bar.low < bar.high)


def amount_bars(claims: Sequence[Claim], unit: Decimal = Decimal(1), kind: str = "") -> tuple[Bar, ...]:
    """Figures from nothing up: certain to the least of them, lighter to the greatest. `unit` is one of the scale in SI."""
    reaches = [reach for claim in claims if (reach := _reach(claim))]
    if not reaches:
        return ()
    least = min(low for low, _ in reaches)
    most = max(low if high is None else high for low, high in reaches)
    is_open = any(high is None and low == most for low, high in reaches)
    least, most = (PRECISION.divide(end, unit) for end in (least, most))
    soft = f"{kind} {SOFT}".strip()
    return (
        *_solid([Bar(Decimal(0), least, kind), Bar(least, most, soft)]),
        *([Bar(most, most, f"{kind} {ONWARD}".strip())] if is_open else []),
    )


def amount_words(words: Iterable[str], claims: Sequence[Claim]) -> str:
    """One figure as it is shown; of several the least and the greatest: ``200–250+``."""
    shown = list(dict.fromkeys(words))
    amounts = [c.value.amount for c in claims if isinstance(c.value, Quantity)]
    ends = sorted(end for amount in amounts for end in amount.ends() if end.is_finite())
    if len(shown) < 2 or not ends:
        return shown[0] if shown else ""
    units = {c.value.unit for c in claims if isinstance(c.value, Quantity)}
    if len(units) > 1 or any(a.low is None for a in amounts):
        return " / ".join(shown)
    about = "~" if any(a.approximate for a in amounts) else ""
    more = "+" if any(a.high is None and a.low == ends[-1] for a in amounts) else ""
    words = about + "–".join(number_text(end) for end in dict.fromkeys([ends[0], ends[-1]])) + more
    return "".join(with_unit(words, unit) if unit else words for unit in units)


def _reach(claim: Claim) -> tuple[Decimal, Decimal | None] | None:
    """The least and the most a figure means; None for most where it is open."""
    if claim.is_deprecated or not isinstance(claim.value, Quantity):
        return None
    amount = claim.value.in_si()
    low, high = amount.reach() if amount.approximate else amount.ends()
    return max(low, Decimal(0)), high if high.is_finite() else None


def year_scale(bars: Sequence[Bar]) -> Scale:
    """Whole steps of years around all bars, with room for one that goes on."""
    first, last = min(b.low for b in bars), max(b.high for b in bars)
    room = (last - first) // 30 + 1
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 10_000) if (last + room - first) / s <= MOST_TICKS)
    origin, end = first // step * step, -(-(last + room) // step) * step
    return Scale(origin, end - origin, [(year, str(year)) for year in range(int(origin), int(end), step)])


def amount_scale(bars: Sequence[Bar], unit: str = "") -> Scale:
    """From nothing to a little over the greatest figure; the first tick names the unit."""
    most = Decimal(max(b.high for b in bars)) * Decimal("1.05") or Decimal(1)
    step = next(s for s in _round_numbers(most) if most / s <= MOST_TICKS)
    ticks = [step * i for i in range(int(most / step) + 1)]
    words = [f"0 {unit}".strip(), *(number_text(tick) if tick < most * BEFORE_EDGE else "" for tick in ticks[1:])]
    return Scale(0, most, list(zip(ticks, words, strict=True)))


def _round_numbers(most: Decimal) -> Iterator[Decimal]:
    """1, 2, 5, 10, 20 … from well below a figure on."""
    exponent = most.adjusted() - 1
    while True:
        yield from (n * Decimal(10) ** exponent for n in (1, 2, 5))
        exponent += 1
