"""Reads a claim: the one line ``41.5 t (combat-loaded) [@key, p. 12]``, or the same in keys.

::

    claim = value, [ " (", qualifier, { "; ", qualifier }, ")" ], [ " [", citations, "]" ]

What a value means is its property's to say: READERS has a function for each datatype.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from panoply.citation_text import Cited, read_citations
from panoply.model import BASES, UNKNOWN, Choice, Reference, Value
from panoply.problems import Mistake
from panoply.quantities import Date, Money, Quantity, Span, Unit, read_amount, read_date
from panoply.text import did_you_mean, is_slug, one_of, shortened, slugify
from panoply.vocabulary import Property, Vocabulary

CITED = re.compile(r"^(?P<rest>.*?)\s*\[(?P<citations>[^\[\]]*@[^\[\]]*)\]$", re.DOTALL)
QUALIFIED = re.compile(r"^(?P<value>.*?)\s+\((?P<qualifiers>[^()]*)\)$", re.DOTALL)
CURRENCY = re.compile(r"(?P<currency>[A-Z]{3}) (?P<year>\d{4})")
DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")


@dataclass(slots=True)
class Line:
    """A claim's line taken apart; offsets count in the line."""

    value: str
    qualifiers: list[tuple[str, int]]
    citations: list[Cited]


def split_line(text: str, *, qualified: bool) -> Line:
    """Take a one-line claim apart. `qualified` is False for text properties. Raises Mistake."""
    cited = CITED.match(text)
    rest, citations = text.rstrip(), []
    if cited:
        rest = cited["rest"]
        start = cited.start("citations")
        citations = [c._replace(offset=c.offset + start) for c in _shifted(cited["citations"], start)]
    elif re.search(r"\s\[[^\]]*$|\s\[[a-z0-9, .-]*\]$", text):
        raise Mistake(
            "CITATION-FORM", "a citation is [@key], with @ and a closing bracket: 41.5 t [@key, p. 12]", text.rindex("[")
        )
    found = QUALIFIED.match(rest) if qualified else None
    if found is None:
        return Line(rest, [], citations)
    return Line(found["value"], _parts(found["qualifiers"], found.start("qualifiers")), citations)


def _shifted(text: str, start: int) -> list[Cited]:
    try:
        return read_citations(text)
    except Mistake as mistake:
        raise Mistake(mistake.code, str(mistake), mistake.offset + start) from None


def _parts(text: str, start: int) -> list[tuple[str, int]]:
    found = []
    for part in text.split(";"):
        found.append((part.strip(), start + len(part) - len(part.lstrip())))
        start += len(part) + 1
    return found


@dataclass(slots=True)
class Qualifiers:
    """What narrows a claim."""

    variant: str | None = None
    condition: str | None = None
    as_of: Date | None = None
    basis: str | None = None
    by: str | None = None


def read_qualifier(word: str, offset: int, prop: Property, into: Qualifiers) -> str:
    """Read one qualifier of the one-line form into place and name its sort. Raises Mistake."""
    for opening, sort in (("as of ", "as_of"), ("variant ", "variant"), ("by ", "by")):
        if word.startswith(opening):
            return _set(into, sort, word.removeprefix(opening).strip(), offset + len(opening), word)
    if word in BASES:
        return _set(into, "basis", word, offset, word)
    if word in (prop.conditions or {}):
        return _set(into, "condition", word, offset, word)
    raise _qualifier_mistake(word, offset, prop)


def _set(into: Qualifiers, sort: str, word: str, offset: int, whole: str) -> str:
    if getattr(into, sort) is not None:
        raise Mistake("QUALIFIER", f"'{whole}': a claim has one {sort.replace('_', ' ')}; write two claims", offset)
    if sort in ("variant", "by") and not is_slug(word):
        near = f"; write {slugify(word)}" if slugify(word) else ""
        raise Mistake("QUALIFIER", f"'{shortened(whole)}': a slug belongs behind '{sort}'{near}", offset)
    setattr(into, sort, read_date(word, offset) if sort == "as_of" else word)
    return sort


def _qualifier_mistake(word: str, offset: int, prop: Property) -> Mistake:
    conditions = prop.conditions or {}
    shown = shortened(word, 40)
    if re.fullmatch(r"\d{4}(-\d\d)*", word):
        return Mistake("QUALIFIER", f"'{shown}': a date says what it dates; write (as of {word})", offset)
    if not word:
        return Mistake("QUALIFIER", "an empty qualifier; delete it with its ';' or brackets", offset)
    near = did_you_mean(word, [*conditions, *BASES])
    allowed = f"its conditions are {one_of(conditions)}" if conditions else "it has no conditions"
    return Mistake(
        "UNKNOWN-CONDITION",
        f"'{shown}' is no condition of {prop.key}{near}; {allowed}; "
        "other qualifiers are 'as of 1990', 'variant x', 'by x', claimed, observed, estimated, confirmed",
        offset,
    )


def read_value(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    """What a value's text means for its property. Raises Mistake, whose offset counts in `text`."""
    if text == "unknown":
        return UNKNOWN
    return READERS[prop.datatype](text, prop, vocabulary)


def _read_quantity(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    amount, rest = read_amount(text, negative=prop.negative)
    offset = len(text) - len(rest)
    if not rest:
        if prop.dimension in ("calibres",):
            return Quantity(amount, vocabulary.units.units[prop.unit or "calibres"])
        raise Mistake("MISSING-UNIT", f"'{text}' has no unit; write {text} {prop.unit}, or another unit of {prop.dimension}", offset)
    return Quantity(amount, _unit(rest, offset, prop, vocabulary))


def _unit(word: str, offset: int, prop: Property, vocabulary: Vocabulary) -> Unit:
    try:
        unit = vocabulary.units.find(word)
    except Mistake as mistake:
        raise Mistake(mistake.code, str(mistake), offset) from None
    wanted = prop.dimension or "count"
    if unit.dimension != wanted:
        units = one_of(vocabulary.units.of(wanted), 8)
        raise Mistake("DIMENSION", f"'{word}' is a unit of {unit.dimension}; {prop.key} takes {wanted}: {units}", offset)
    return unit


def _read_count(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    amount, rest = read_amount(text, negative=prop.negative)
    if rest:
        _unit(rest, len(text) - len(rest), prop, vocabulary)
    return Quantity(amount, vocabulary.units.units[prop.unit] if prop.unit else None)


SPAN = re.compile(r"(?P<low>\S+) to (?P<high>\S+)(?: (?P<unit>.+))?")


def _read_span(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    match = SPAN.fullmatch(text)
    if match is None:
        raise Mistake("INTERVAL", f"'{shortened(text)}' is not an extent; write both ends: -6 to 14 {prop.unit}")
    if match["unit"] is None:
        raise Mistake("MISSING-UNIT", f"'{text}' has no unit; write {text} {prop.unit}", len(text))
    amount, _ = read_amount(f"{match['low']} to {match['high']}", negative=True)
    unit = _unit(match["unit"], match.start("unit"), prop, vocabulary)
    if amount.low is None or amount.high is None:
        raise Mistake("INTERVAL", f"'{shortened(text)}' is not an extent; write both ends: -6 to 14 {prop.unit}")
    return Span(amount.low, amount.high, unit)


def _read_money(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    amount, rest = read_amount(text)
    offset = len(text) - len(rest)
    match = CURRENCY.fullmatch(rest)
    if match is None:
        raise Mistake("MONEY", f"'{shortened(text)}': money needs a currency and the year of the money; write 1.2 million USD 2009", offset)
    if match["currency"] not in vocabulary.units.currencies:
        near = did_you_mean(match["currency"], vocabulary.units.currencies)
        message = f"unknown currency '{match['currency']}'{near}; known are {one_of(vocabulary.units.currencies, 40)}"
        raise Mistake("MONEY", message, offset)
    return Money(amount, match["currency"], int(match["year"]))


def _read_date(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    return read_date(text)


def _read_datetime(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    if not DATETIME.fullmatch(text):
        raise Mistake("DATE", f"'{shortened(text)}' is not a date with a time in UTC; write 2023-04-12T22:22")
    read_date(text[:10])
    return text


def _read_entity(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    parts = text.split("/")
    if len(parts) <= 2 and all(is_slug(p) for p in parts):
        return Reference(text)
    near = f"; write {slugify(text)}" if slugify(text) else ""
    raise Mistake("CLAIM-FORM", f"'{shortened(text)}' is not a slug{near}")


def _read_choice(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    choices = prop.choices or {}
    if text in choices:
        return Choice(text)
    raise Mistake("CHOICE", f"'{shortened(text)}' is no choice of {prop.key}{did_you_mean(text, choices)}; choices: {one_of(choices)}")


def _read_yes_no(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    if text in ("yes", "no"):
        return text == "yes"
    raise Mistake("YES-NO", f"'{shortened(text)}': write yes, no or unknown")


def _read_text(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    return text


READERS: dict[str, Callable[[str, Property, Vocabulary], Value]] = {
    "quantity": _read_quantity,
    "count": _read_count,
    "span": _read_span,
    "money": _read_money,
    "date": _read_date,
    "datetime": _read_datetime,
    "entity": _read_entity,
    "choice": _read_choice,
    "yes-no": _read_yes_no,
    "text": _read_text,
    "variant": _read_entity,
}
