"""Measures: numbers as authors write them, units, conversion and honest rounding.

An amount keeps what the author's digits say: its interval, whether an end is open, and the step of the last digit
printed, so that a conversion can show as much and no more.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Context, Decimal

from panoply.problems import Mistake
from panoply.text import did_you_mean, one_of, shortened

NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
MOST_DIGITS = 15
"""More than any figure here needs; keeps every sum within the precision of Decimal."""
APPROXIMATELY = re.compile(r"(?:~|about )\s*")
MULTIPLES = {"thousand": Decimal(1000), "million": Decimal(10**6), "billion": Decimal(10**9)}
OPENINGS = {
    "at least ": "at-least",
    "at most ": "at-most",
    "over ": "over",
    "under ": "under",
    "≥ ": "at-least",
    "≥": "at-least",
    "≤ ": "at-most",
    "≤": "at-most",
    ">": "over",
    "<": "under",
    "< ": "under",
    "> ": "over",
}
FORMS = re.compile(
    rf"(?P<opening>at least |at most |over |under |≥ ?|≤ ?|< ?|> ?)?(?P<first>{NUMBER})"
    rf"(?:(?P<plus>\+)(?!/)|(?P<to>-|–| to )(?P<second>{NUMBER})|(?: \+/- | ± )(?P<spread>{NUMBER}))?"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of the units table."""

    key: str
    symbol: str
    dimension: str
    factor: Decimal
    """How many of the dimension's SI unit make one."""
    metric: str | None = None
    """The metric unit printed beside it."""
    us: str | None = None
    """The United States unit printed beside it."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What a number says, without its unit. An open end is None."""

    low: Decimal | None
    high: Decimal | None
    form: str
    """exact, range, spread (plus or minus), at-least, at-most, over, under"""
    low_step: Decimal
    high_step: Decimal
    """The step of the last digit printed at each end."""
    approximate: bool = False
    multiple: str = ""
    """The word the author counted in (``million``); the ends are already multiplied."""

    def times(self, factor: Decimal) -> Amount:
        """The same statement in another unit, not rounded."""
        return replace(
            self,
            low=None if self.low is None else self.low * factor,
            high=None if self.high is None else self.high * factor,
            low_step=self.low_step * factor,
            high_step=self.high_step * factor,
        )

    def reach(self) -> tuple[Decimal, Decimal]:
        """The interval widened by half the last digit printed, or by a tenth where approximate."""
        low = Decimal("-Infinity") if self.low is None else self.low - _slack(self.low, self.low_step, self.approximate)
        high = Decimal("Infinity") if self.high is None else self.high + _slack(self.high, self.high_step, self.approximate)
        return low, high

    def middle(self) -> Decimal:
        """One number to sort and draw by."""
        if self.low is None:
            return self.high if self.high is not None else Decimal(0)
        return self.low if self.high is None else (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of a unit."""

    amount: Amount
    unit: Unit | None
    """None for a plain count."""

    def in_si(self) -> Amount:
        return self.amount if self.unit is None else self.amount.times(self.unit.factor)


@dataclass(frozen=True, slots=True)
class Span:
    """An extent such as gun elevation: both ends are the value, there is no uncertainty in it."""

    low: Decimal
    high: Decimal
    unit: Unit


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in the money of a year."""

    amount: Amount
    currency: str
    year: int


@dataclass(frozen=True, slots=True)
class Date:
    """EDTF level 0, and decades: ``1973``, ``1973-04``, ``1973-04-12``, ``1970s``, each perhaps approximate."""

    year: int
    month: int | None = None
    day: int | None = None
    decade: bool = False
    approximate: bool = False

    def edtf(self) -> str:
        parts = f"{self.year:04d}" + (f"-{self.month:02d}" if self.month else "") + (f"-{self.day:02d}" if self.day else "")
        return ("~" if self.approximate else "") + (f"{self.year}s" if self.decade else parts)

    def reach(self) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        """First and last day it may mean; a year either way where approximate."""
        slack = 1 if self.approximate else 0
        last = self.year + (9 if self.decade else 0)
        return (self.year - slack, self.month or 1, self.day or 1), (last + slack, self.month or 12, self.day or 31)


@dataclass(frozen=True, slots=True)
class Units:
    """The units table."""

    units: dict[str, Unit]
    spellings: dict[str, str]
    refused: dict[str, str]
    currencies: dict[str, str]
    dimensions: dict[str, str]

    def find(self, word: str, dimension: str = "") -> Unit:
        """The unit an author typed. Raises Mistake for one that is unknown or means several things."""
        if word in self.refused:
            raise Mistake("AMBIGUOUS-UNIT", f"'{word}' means several things; {self.refused[word]}")
        unit = self.units.get(self.spellings.get(word, word))
        if unit is None:
            keys = self.of(dimension) if dimension else list(self.units)
            near = did_you_mean(word, [*keys, *(w for w, key in self.spellings.items() if key in keys)])
            listed = f"; units of {dimension} are {one_of(keys)}" if dimension else ""
            raise Mistake("UNKNOWN-UNIT", f"unknown unit '{shortened(word, 30)}'{near}{listed}")
        return unit

    def of(self, dimension: str) -> list[str]:
        return [key for key, unit in self.units.items() if unit.dimension == dimension]

    def is_plain_number(self, dimension: str | None) -> bool:
        """Whether a figure of a dimension says all without its unit, as 55 says of calibres."""
        return self.dimensions.get(dimension or "count") == "one"


def read_number(text: str, offset: int = 0) -> Decimal:
    """A plain decimal number. Raises Mistake."""
    if re.fullmatch(NUMBER, text):
        return Decimal(text)
    raise _number_mistake(text, offset)


def read_amount(text: str, *, negative: bool = False) -> tuple[Amount, str]:
    """The amount a text begins with, and the rest (`` million USD 1996``). Raises Mistake."""
    rest = APPROXIMATELY.sub("", text, count=1) if APPROXIMATELY.match(text) else text
    offset = len(text) - len(rest)
    match = FORMS.match(rest)
    if match is None or (match.end() < len(rest) and not rest[match.end()].isspace()) or GROUPED.match(rest):
        raise _amount_mistake(rest, offset, match)
    amount = _amount(match, offset, approximate=offset > 0)
    if not negative and any(match[end] and match[end].startswith("-") for end in ("first", "second")):
        raise Mistake("NEGATIVE", f"'{shortened(match[0])}': this property cannot be negative; write it without '-'", offset)
    return _times_multiple(amount, rest[match.end() :])


def _times_multiple(amount: Amount, rest: str) -> tuple[Amount, str]:
    word, _, tail = rest.strip().partition(" ")
    if word not in MULTIPLES:
        return amount, rest.strip()
    return replace(amount.times(MULTIPLES[word]), multiple=word), tail.strip()


def _amount(match: re.Match[str], offset: int, *, approximate: bool) -> Amount:
    _refuse_nonsense(match, offset)
    first = Decimal(match["first"])
    step = _step(match["first"], approximate=approximate)
    if match["second"] is not None:
        return _range(match, offset, approximate=approximate)
    if match["spread"] is not None:
        spread = Decimal(match["spread"])
        spread_step = min(step, _step(match["spread"], approximate=False))
        return Amount(first - spread, first + spread, "spread", spread_step, spread_step, approximate)
    form = "at-least" if match["plus"] else OPENINGS.get(match["opening"] or "", "exact")
    low = None if form in ("at-most", "under") else first
    high = None if form in ("at-least", "over") else first
    return Amount(low, high, form, step, step, approximate)


def _refuse_nonsense(match: re.Match[str], offset: int) -> None:
    """Forms that say two things at once, and figures no source gives."""
    opening, rest = match["opening"], match[0].removeprefix(match["opening"] or "")
    if opening and any(match[more] for more in ("plus", "second", "spread")):
        message = (
            f"'{shortened(match[0])}': '{opening.strip()}' and '{shortened(rest)}' are two statements; write {shortened(rest)}"
        )
        raise Mistake("CLAIM-FORM", message, offset)
    for digits in (match["first"], match["second"], match["spread"]):
        if digits and len(digits.strip("-")) > MOST_DIGITS + 1:
            way_out = "write it as the source prints it, or in billions"
            message = f"'{shortened(digits, 30)}' has more than {MOST_DIGITS} digits; {way_out}"
            raise Mistake("NUMBER", message, offset)


def _range(match: re.Match[str], offset: int, *, approximate: bool) -> Amount:
    low, high = Decimal(match["first"]), Decimal(match["second"])
    if match["to"] != " to " and (low < 0 or high < 0):
        message = f"'{match[0]}': where a number is negative, a range is written with ' to ': {low} to {high}"
        raise Mistake("INTERVAL", message, offset)
    if low >= high:
        dash = " to " if high < 0 else "-"
        better = f"the lower end comes first; write {high}{dash}{low}" if low > high else f"both ends are the same; write {low}"
        raise Mistake("INTERVAL", f"'{match[0]}': {better}", offset)
    steps = _step(match["first"], approximate=approximate), _step(match["second"], approximate=approximate)
    return Amount(low, high, "range", *steps, approximate)


def _step(digits: str, *, approximate: bool) -> Decimal:
    """The step of the last digit that counts: 41.5 gives 0.1, 460 gives 1, approximate 460 gives 10."""
    exponent = Decimal(digits).as_tuple().exponent
    if not isinstance(exponent, int) or exponent < 0 or not approximate:
        return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    zeros = len(digits) - len(digits.rstrip("0")) if digits.strip("-0") else 0
    return Decimal(10) ** zeros


def _slack(end: Decimal, step: Decimal, approximate: bool) -> Decimal:
    return abs(end) / 10 if approximate else step / 2


def _amount_mistake(text: str, offset: int, match: re.Match[str] | None) -> Mistake:
    if GROUPED.match(text):
        return _number_mistake(text, offset)
    word = text.split(" ", maxsplit=1)[0]
    if match is not None and re.match(r"[A-Za-z%°]", text[match.end() :]):
        number, unit = text[: match.end()], text[match.end() :].split(" ", maxsplit=1)[0]
        return Mistake("NUMBER", f"'{word}': a space belongs between number and unit; write {number} {unit}", offset)
    return _number_mistake(word, offset)


GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3}){2,}(?![0-9,])|-?[0-9]{1,3}(?: [0-9]{3})+(?![0-9,])")
"""``1,234,567`` and ``8 000``: thousands, without doubt."""
COMMA = re.compile(r"(?P<head>-?[0-9]+),(?P<tail>[0-9]+(?:\.[0-9]+)?)")


def _number_mistake(word: str, offset: int) -> Mistake:
    grouped, comma = GROUPED.match(word), COMMA.match(word)
    if grouped:
        plain = grouped[0].replace(",", "").replace(" ", "")
        return Mistake("NUMBER", f"'{shortened(grouped[0])}': digits are not grouped; write {plain}", offset)
    if comma and "." in comma["tail"]:
        return Mistake("NUMBER", f"'{shortened(word)}': digits are not grouped; write {comma['head']}{comma['tail']}", offset)
    if comma:
        choice = (
            f"write {comma['head']}.{comma['tail']} if it is a decimal, {comma['head']}{comma['tail']} if it groups thousands"
        )
        return Mistake("NUMBER", f"'{shortened(word)}': numbers have no comma; {choice}", offset)
    if re.match(r"-?[0-9]+(?:\.[0-9]+){2,}", word):
        return Mistake("NUMBER", f"'{shortened(word)}' has two decimal points; write one number such as 1.23", offset)
    example = "write a number such as 41.5, 8000+, 40-45, ~500 or 'at least 8000', or 'unknown'"
    return Mistake("NUMBER", f"'{shortened(word)}' is not a number; {example}", offset)


DATE = re.compile(r"(~)?([0-9]{4})(?:(s)|-([0-9]{2})(?:-([0-9]{2}))?)?")


def read_date(text: str, offset: int = 0) -> Date:
    """A date. Raises Mistake."""
    match = DATE.fullmatch(text)
    if match is None:
        example = "write 1973, 1973-04, 1973-04-12, ~1973 or 1970s"
        raise Mistake("DATE", f"'{shortened(text)}' is not a date; {example}", offset)
    about, year, decade, month, day = match.groups()
    if int(year) == 0:
        raise Mistake("DATE", f"'{text}': there is no year 0; write the year in four digits", offset)
    if month and not 1 <= int(month) <= 12:
        raise Mistake("DATE", f"'{text}': there is no month {month}; write year-month-day, such as 1973-04-12", offset)
    if day and not 1 <= int(day) <= monthrange(int(year), int(month))[1]:
        raise Mistake("DATE", f"'{text}': {year}-{month} has no day {day}; check it, or write {year}-{month}", offset)
    if decade and int(year) % 10:
        raise Mistake("DATE", f"'{text}': a decade begins with a year that ends in 0; write {year[:3]}0s", offset)
    return Date(int(year), int(month) if month else None, int(day) if day else None, bool(decade), bool(about))


def rounded(value: Decimal, step: Decimal, original: Decimal) -> Decimal:
    """A converted value with as many digits as its source had.

    The step chosen is the power of ten nearest, in relative size, to the source's last digit (`step` of `original`),
    and leaves at least two significant digits.
    """
    if value == 0 or original == 0:
        return value.quantize(Decimal(1))
    wanted = (step / abs(original) * abs(value)).log10()
    exponent = int(wanted.to_integral_value(ROUND_HALF_EVEN))
    exponent = min(exponent, value.adjusted() - 1)
    return value.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_EVEN)


def converted(amount: Amount, source: Unit, target: Unit) -> Amount:
    """An amount in another unit, each end rounded as its source allows."""
    factor = source.factor / target.factor

    def end(value: Decimal | None, step: Decimal) -> Decimal | None:
        return None if value is None else rounded(value * factor, step, value)

    if amount.form == "spread" and amount.low is not None and amount.high is not None:
        middle, half = (amount.low + amount.high) / 2, (amount.high - amount.low) / 2
        centre, reach = rounded(middle * factor, amount.low_step, middle), rounded(half * factor, amount.low_step, half)
        return replace(amount, low=centre - reach, high=centre + reach)
    return replace(amount, low=end(amount.low, amount.low_step), high=end(amount.high, amount.high_step))


def number_text(value: Decimal) -> str:
    """``1234.50`` as ``1,234.50``, with a true minus sign; every digit of the value is shown."""
    return f"{value:,f}".replace("-", "−")


def plain(amount: Amount) -> Amount:
    """An amount whose conversion left a tail of digits, as a person would write it."""

    def end(value: Decimal | None) -> Decimal | None:
        return None if value is None else Context(prec=6).plus(value).normalize()

    return replace(amount, low=end(amount.low), high=end(amount.high))


def amount_text(amount: Amount) -> str:
    """An amount as pages print it: ``~460``, ``≥ 8,000``, ``40–45``, ``30 ± 2``."""
    if amount.multiple:
        return f"{amount_text(_in_multiples(amount))} {amount.multiple}"
    about = "~" if amount.approximate else ""
    low, high = amount.low, amount.high
    if amount.form == "spread" and low is not None and high is not None:
        return f"{about}{number_text((low + high) / 2)} ± {number_text((high - low) / 2)}"
    if amount.form == "range" and low is not None and high is not None:
        return f"{about}{number_text(low)}{' to ' if low < 0 else '–'}{number_text(high)}"
    sign = {"at-least": "≥ ", "over": "> ", "at-most": "≤ ", "under": "< "}.get(amount.form, "")
    end = low if low is not None else high
    return f"{sign}{about}{number_text(end if end is not None else Decimal(0))}"


def _in_multiples(amount: Amount) -> Amount:
    """The ends as their author counted them: 1200000 said in millions becomes 1.2."""
    scale = MULTIPLES[amount.multiple]

    def end(value: Decimal | None, step: Decimal) -> Decimal | None:
        return None if value is None else (value / scale).quantize((step / scale).normalize())

    return replace(amount, low=end(amount.low, amount.low_step), high=end(amount.high, amount.high_step), multiple="")


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def date_text(date: Date) -> str:
    """A date as pages print it: ``12 April 1973``, ``~1973``, ``1970s``."""
    about = "~" if date.approximate else ""
    if date.decade:
        return f"{about}{date.year}s"
    words = [str(date.day)] if date.day else []
    words += [MONTHS[date.month - 1]] if date.month else []
    return about + " ".join([*words, str(date.year)])
