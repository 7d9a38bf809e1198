"""How a value reads on a page: as its author gave it, and converted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from panoply.dates import Date, date_text
from panoply.model import BASES, Choice, Claim, Reference, Unknown, Value
from panoply.prose import Prose, to_text
from panoply.quantities import Amount, Money, Quantity, Span, Unit, Units, amount_text, converted, number_text, plain, rounded
from panoply.vocabulary import Property

UNKNOWN_WORDS: Final = "unknown"
COMPARED_DIGITS: Final = 4
"""Significant ones, of a figure converted to stand beside others: 62,000 kg is 62 t there."""
CLOSE_TO_NUMBER: Final = frozenset("°%")


@dataclass(frozen=True, slots=True)
class Shown:
    """A value in words; `others` are the same measure in other units, metric ones first."""

    text: str
    others: tuple[str, ...] = ()
    reference: str | None = None
    """The slug it leads to."""
    system: str = ""
    """Whose units the author's are: nothing for metric ones or none, `us`, or `own` for neither."""


def show(value: Value, prop: Property, units: Units) -> Shown:
    """A claim's value as pages print it."""
    reference = value.slug if isinstance(value, Reference) else None
    unit = value.unit if isinstance(value, (Quantity, Span)) else None
    system = "" if unit is None or unit.metric is None else "us" if unit.us is None else "own"
    return Shown(value_text(value, prop), tuple(_others(value, units)), reference, system)


def value_text(value: Value, prop: Property) -> str:
    """A claim's value as its author gave it; a relation's is the slug."""
    if isinstance(value, Quantity):
        return with_unit(amount_text(value.amount), value.unit) if value.unit else amount_text(value.amount)
    if isinstance(value, Span):
        return _span_text(value.low, value.high, value.unit)
    if isinstance(value, Money):
        return f"{amount_text(value.amount)} {value.currency} ({value.year} money)"
    if isinstance(value, Date):
        return date_text(value)
    if isinstance(value, Reference):
        return value.slug
    if isinstance(value, Choice):
        return (prop.choices or {}).get(value.key, value.key)
    if isinstance(value, Unknown):
        return UNKNOWN_WORDS
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Prose):
        return to_text(value)
    return value.replace("T", " ") if prop.datatype == "datetime" else value


def _others(value: Value, units: Units) -> Iterator[str]:
    """The same measure in the metric and the US unit, where the author's is another."""
    if isinstance(value, Span):
        yield from _converted_spans(value, units)
    elif isinstance(value, Quantity) and value.unit:
        for key in value.unit.beside(value.amount):
            yield with_unit(amount_text(converted(value.amount, value.unit, units.units[key])), units.units[key])


def in_usual_unit(value: Quantity, prop: Property, units: Units) -> Shown:
    """A quantity in the unit that is usual for its property, and in that unit's US one: for figures side by side."""
    usual = units.units[prop.unit] if prop.unit else None
    if usual is None or value.unit is None:
        return show(value, prop, units)
    return Shown(_in_unit(value, usual), (_in_unit(value, units.units[usual.us]),) if usual.us else ())


def _in_unit(value: Quantity, unit: Unit) -> str:
    if value.unit is None or value.unit.key == unit.key:
        return with_unit(amount_text(value.amount), unit)
    return with_unit(amount_text(plain(converted(value.amount, value.unit, unit), COMPARED_DIGITS)), unit)


def with_unit(number: str, unit: Unit) -> str:
    """A number with its unit's symbol, held together by a no-break space."""
    if not unit.symbol:
        return number
    return number + ("" if unit.symbol[0] in CLOSE_TO_NUMBER else "\u00a0") + unit.symbol


def _span_text(low: Decimal, high: Decimal, unit: Unit) -> str:
    ends = [with_unit(_signed(end), unit) for end in (low, high)]
    return " to ".join(ends)


def _signed(end: Decimal) -> str:
    text = number_text(end)
    return text if text.startswith("−") or text == "0" else f"+{text}"


def _converted_spans(value: Span, units: Units) -> Iterator[str]:
    for key in (value.unit.metric, value.unit.us):
        if key is not None:
            factor = value.unit.factor / units.units[key].factor
            low, high = (rounded(end * factor, Decimal(1), end) for end in (value.low, value.high))
            yield _span_text(low, high, units.units[key])


def si_amount(value: Value) -> Amount | None:
    """The value in SI units where it is a quantity."""
    return value.in_si() if isinstance(value, Quantity) else None


def condition_words(condition: str) -> str:
    """A condition's slug in words: ``7-62-mm`` is 7.62 mm, ``combat-loaded`` is combat loaded."""
    return re.sub(r"(?<=\d)-(?=\d)", ".", condition).replace("-", " ")


def narrowing(claim: Claim, variant_name: str | None = None, by_name: str | None = None) -> list[str]:
    """What a claim holds for, in words: variant, condition, date, basis, claimant."""
    words = [variant_name] if variant_name else []
    if claim.condition:
        words.append(condition_words(claim.condition))
    if claim.as_of:
        words.append(f"as of {date_text(claim.as_of)}")
    if claim.basis and claim.by:
        words.append(f"{BASES[claim.basis].split(' by')[0]} by {by_name or claim.by}")
    elif claim.basis:
        words.append(BASES[claim.basis])
    elif claim.by:
        words.append(f"according to {by_name or claim.by}")
    return words
