"""Measures: numbers as authors write them, units, conversion and honest rounding.

An amount keeps what the author's digits say: its interval, whether an end is open, and the step of the last digit
printed, so that a conversion can show as much and no more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Final

from panoply.problems import Fix, Mistake
from panoply.text import did_you_mean, meant, one_of, shortened

MIDDLE_OF_DECADE: Final = Decimal(10).sqrt()
"""As far from 1 as from 10, in relative size."""
MULTIPLES = {"thousand": Decimal(1000), "million": Decimal(10**6), "billion": Decimal(10**9)}


@lru_cache(maxsize=8192)
def one_number(digits: str) -> Decimal:
    """A number, the same object each time: a wiki has the same few thousands of them over and over, at 100 bytes each."""
    return Decimal(digits)


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
    large: str | None = None
    """Instead of either for figures of `large_from` and more: a tank's kilograms are short tons, not pounds."""
    large_from: Decimal = Decimal("Infinity")

    def beside(self, amount: Amount) -> tuple[str, ...]:
        """Keys of the units printed beside an amount in this one: the metric and the US one, as far as there are."""
        ends = [abs(end) for end in (amount.low, amount.high) if end is not None]
        partners = [key for key in (self.metric, self.us) if key is not None]
        return (self.large,) if self.large and partners and min(ends) >= self.large_from else tuple(partners)


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
        low = None if self.low is None else self.low * factor
        high = low if self.high is self.low else None if self.high is None else self.high * factor
        return Amount(low, high, self.form, self.low_step * factor, self.high_step * factor, self.approximate, self.multiple)

    def ends(self) -> tuple[Decimal, Decimal]:
        """The interval as stated; an open end is infinite."""
        low = Decimal("-Infinity") if self.low is None else self.low
        return low, Decimal("Infinity") if self.high is None else self.high

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
            raise Mistake("UNKNOWN-UNIT", f"unknown unit '{shortened(word, 30)}'{near}{listed}", fix=self._meant(word, keys))
        return unit

    def _meant(self, word: str, keys: list[str]) -> Fix | None:
        """The unit of one of the keys, if it alone can be meant: ``KM`` is km, and ``tonn`` is tonne, which is t."""
        spellings = {key: key for key in keys} | {w: key for w, key in self.spellings.items() if key in keys}
        same = [w for w in spellings if w.lower() == word.lower()]
        found = same or [w for w in spellings if len(word) >= 4 and word.isalpha() and meant(word, [w])]
        return Fix(word, found[0]) if len({spellings[w] for w in found}) == 1 else None

    def of(self, dimension: str) -> list[str]:
        return [key for key, unit in self.units.items() if unit.dimension == dimension]

    def is_plain_number(self, dimension: str | None) -> bool:
        """Whether a figure of a dimension says all without its unit, as 55 says of calibres."""
        return self.dimensions.get(dimension or "count") == "one"


def _slack(end: Decimal, step: Decimal, approximate: bool) -> Decimal:
    return abs(end) / 10 if approximate else step / 2


def rounded(value: Decimal, step: Decimal, original: Decimal) -> Decimal:
    """A converted value with as many digits as its source had.

    The step chosen is the power of ten nearest, in relative size, to the source's last digit that counts (`step` of
    `original`), and leaves at least two significant digits.
    """
    if value == 0 or original == 0:
        return value.quantize(Decimal(1))
    wanted = max(step, _round_step(original)) / abs(original) * abs(value)
    exponent = wanted.adjusted()
    if wanted.scaleb(-exponent) > MIDDLE_OF_DECADE:
        exponent += 1
    exponent = min(exponent, value.adjusted() - 1)
    return value.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_EVEN)


def _round_step(original: Decimal) -> Decimal:
    """What a round number counts in: 36000 in thousands, 36500 in hundreds. Below five digits, every one may be meant."""
    zeros = original.normalize().as_tuple().exponent
    return Decimal(1).scaleb(zeros) if isinstance(zeros, int) and zeros > 0 and abs(original) >= 10000 else Decimal(0)


def converted(amount: Amount, source: Unit, target: Unit) -> Amount:
    """An amount in another unit, each end rounded as its source allows."""
    factor = source.factor / target.factor

    def end(value: Decimal | None, step: Decimal) -> Decimal | None:
        return None if value is None else rounded(value * factor, step, value)

    low: Decimal | None
    high: Decimal | None
    if amount.form == "spread" and amount.low is not None and amount.high is not None:
        middle, half = (amount.low + amount.high) / 2, (amount.high - amount.low) / 2
        centre, reach = rounded(middle * factor, amount.low_step, middle), rounded(half * factor, amount.low_step, half)
        low, high = centre - reach, centre + reach
    else:
        low, high = end(amount.low, amount.low_step), end(amount.high, amount.high_step)
    return Amount(low, high, amount.form, amount.low_step, amount.high_step, amount.approximate, amount.multiple)


def number_text(value: Decimal) -> str:
    """``1234.50`` as ``1,234.50``, with a true minus sign; every digit of the value is shown."""
    return f"{value:,f}".replace("-", "−")


def plain(amount: Amount, digits: int = 6) -> Amount:
    """An amount whose conversion left a tail of digits, as a person would write it."""

    def end(value: Decimal | None) -> Decimal | None:
        return None if value is None else Context(prec=digits).plus(value).normalize()

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
