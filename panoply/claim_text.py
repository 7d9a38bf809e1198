"""Reads a claim: the one line ``41.5 t (combat-loaded) [@key, p. 12]``, or the same in keys.

::

    claim = value, [ " (", qualifier, { "; ", qualifier }, ")" ], [ " [", citations, "]" ]

What a value means is its property's to say: READERS has a function for each datatype.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from panoply.amounts import NUMBER, read_amount
from panoply.citation_text import Cited, read_citations
from panoply.claim_slips import EXAMPLE, refuse_leftovers, refuse_turned
from panoply.dates import Date, read_date
from panoply.model import BASES, UNKNOWN, Choice, Reference, Value
from panoply.problems import Fix, Mistake
from panoply.quantities import MULTIPLES, Money, Quantity, Span, Unit
from panoply.text import did_you_mean, is_slug, meant, meant_as_slug, one_of, shortened, slugify, why_no_slug
from panoply.vocabulary import Property, Vocabulary

GLUED = re.compile(rf"(?:~|about )?{NUMBER}(?P<unit>[A-Za-z%°].*)")
CURRENCY = re.compile(r"(?P<currency>[A-Z]{3}) (?P<year>[0-9]{4})")
DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")


@dataclass(slots=True)
class Line:
    """A claim's line taken apart; offsets count in the line."""

    value: str
    qualifiers: list[tuple[str, int]]
    citations: list[Cited]


def split_line(text: str, *, qualified: bool) -> Line:
    """Take a one-line claim apart. `qualified` is False for text properties. Raises Mistake."""
    text = text.rstrip()
    if qualified:
        refuse_turned(text)
    rest, citations = _cut_citations(text)
    value, qualifiers = _cut_qualifiers(rest) if qualified else (rest, [])
    if not value:
        raise Mistake("CLAIM-FORM", f"'{shortened(text, 40)}' has no value; write one in front, or 'unknown': {EXAMPLE}")
    refuse_leftovers(value, qualified=qualified)
    return Line(value, qualifiers, citations)


def _cut_citations(text: str) -> tuple[str, list[Cited]]:
    start = text.rfind("[") + 1
    inner = text[start:-1]
    if start == 0 or not text.endswith("]") or "@" not in inner or "]" in inner:
        return text, []
    return text[: start - 1].rstrip(), [c._replace(offset=c.offset + start) for c in _shifted(inner, start)]


def _cut_qualifiers(text: str) -> tuple[str, list[tuple[str, int]]]:
    start = text.rfind("(") + 1
    inner = text[start:-1]
    if start == 0 or not text.endswith(")") or ")" in inner or (start > 1 and not text[start - 2].isspace()):
        return text, []
    return text[: start - 1].rstrip(), _parts(inner, start)


def _shifted(text: str, start: int) -> list[Cited]:
    try:
        return read_citations(text)
    except Mistake as mistake:
        raise Mistake(mistake.code, str(mistake), mistake.offset + start, mistake.fix) from None


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
    offsets: dict[str, int] = field(default_factory=dict)
    """Where in the line each of them stands."""


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
        message = f"'{shortened(whole)}': a claim takes one '{sort.replace('_', ' ')}'; write two claims"
        raise Mistake("QUALIFIER", message, offset)
    if sort in ("variant", "by") and not is_slug(word):
        near = f"; write {slugify(word)}" if slugify(word) else ""
        message = f"'{shortened(whole)}': a slug belongs behind '{sort}'{near}"
        raise Mistake("QUALIFIER", message, offset, as_fix(word, meant_as_slug(word)))
    setattr(into, sort, read_date(word, offset) if sort == "as_of" else word)
    into.offsets[sort] = offset
    return sort


def _qualifier_mistake(word: str, offset: int, prop: Property) -> Mistake:
    conditions = prop.conditions or {}
    shown = shortened(word, 40)
    if re.fullmatch(r"\d{4}(-\d\d)*", word):
        message = f"'{shown}': a date says what it dates; write (as of {word})"
        return Mistake("QUALIFIER", message, offset, Fix(word, f"as of {word}"))
    if not word:
        return Mistake("QUALIFIER", "an empty qualifier; delete it with its ';' or brackets", offset)
    near = did_you_mean(word, [*conditions, *BASES])
    allowed = f"its conditions are {one_of(conditions)}" if conditions else "it has no conditions"
    return Mistake(
        "UNKNOWN-CONDITION",
        f"'{shown}' is no condition of {prop.key}{near}; {allowed}; "
        "other qualifiers are 'as of 1990', 'variant x', 'by x', claimed, observed, estimated, confirmed",
        offset,
        as_fix(word, meant(word, [*conditions, *BASES])),
    )


def as_fix(old: str, new: str | None) -> Fix | None:
    """The fix of a whole word, where one is known."""
    return Fix(old, new) if new else None


def read_long_value(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    """As `read_value`, of the long form, whose qualifiers and citations have keys of their own. Raises Mistake."""
    bracket = re.search(r"[(\[][^()\[\]]*[)\]]$", text)
    if bracket and (prop.datatype not in WORDS or "@" in bracket[0]):
        lines = "'condition:', 'as_of:', 'variant:', 'by:', 'basis:' or 'cite:'"
        message = f"'{shortened(bracket[0], 40)}' goes on lines of its own here: {lines}"
        raise Mistake("CLAIM-FORM", message, bracket.start())
    return read_value(text, prop, vocabulary)


WORDS = ("text", "prose")
"""Datatypes in which a bracket may be a bracket."""


def read_value(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    """What a value's text means for its property. Raises Mistake, whose offset counts in `text`."""
    if text == "unknown":
        return UNKNOWN
    return READERS[prop.datatype](text, prop, vocabulary)


def _read_quantity(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    _refuse_glued_unit(text, vocabulary)
    amount, rest = read_amount(text, negative=prop.negative)
    offset = len(text) - len(rest)
    if not rest:
        if prop.unit and vocabulary.units.is_plain_number(prop.dimension):
            return Quantity(amount, vocabulary.units.units[prop.unit])
        message = f"'{shortened(text)}' has no unit; write {shortened(text)} {prop.unit}, or another unit of {prop.dimension}"
        raise Mistake("MISSING-UNIT", message, offset)
    return Quantity(amount, _unit(rest, offset, prop, vocabulary))


def _refuse_glued_unit(text: str, vocabulary: Vocabulary) -> None:
    """``41.5tons`` has two faults; both are told, since mending the first alone leads to the second."""
    glued = GLUED.fullmatch(text)
    if glued is None or glued["unit"] in MULTIPLES:
        return
    try:
        vocabulary.units.find(glued["unit"])
    except Mistake as mistake:
        message = f"'{shortened(text)}': a space belongs between number and unit, and {mistake}"
        raise Mistake("NUMBER", message, glued.start("unit"), Fix(glued["unit"], f" {glued['unit']}")) from None


def _unit(word: str, offset: int, prop: Property, vocabulary: Vocabulary) -> Unit:
    wanted = prop.dimension or "count"
    try:
        unit = vocabulary.units.find(word, wanted)
    except Mistake as mistake:
        raise Mistake(mistake.code, str(mistake), offset, mistake.fix) from None
    if unit.dimension != wanted:
        units = one_of(vocabulary.units.of(wanted), 8)
        raise Mistake("DIMENSION", f"'{word}' is a unit of {unit.dimension}; {prop.key} takes {wanted}: {units}", offset)
    return unit


def _read_count(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    amount, rest = read_amount(text, negative=prop.negative, whole=True)
    number = text[: len(text) - len(rest)].strip()
    if any(end is not None and end % 1 for end in (amount.low, amount.high)):
        raise Mistake("NUMBER", f"'{shortened(text)}': a count is a whole number; write one, a range such as 3-4, or ~4")
    if rest:
        _refuse_other_unit(rest, number, prop, vocabulary)
    return Quantity(amount, vocabulary.units.units[prop.unit] if prop.unit else None)


def _refuse_other_unit(word: str, number: str, prop: Property, vocabulary: Vocabulary) -> None:
    """A count takes its own unit's word or none."""
    units = vocabulary.units
    key = units.spellings.get(word, word)
    if prop.unit and key == prop.unit:
        return
    write = f"write {number}" + (f" or {number} {prop.unit}" if prop.unit else "")
    offset = len(number) + 1
    if key in units.units:
        of = units.units[key].dimension
        what = "counts something else" if of == "count" else f"is a unit of {of}"
        raise Mistake("DIMENSION", f"'{shortened(word, 30)}' {what}; {prop.key} is a count: {write}", offset)
    raise Mistake("UNKNOWN-UNIT", f"unknown unit '{shortened(word, 30)}'; {prop.key} is a count: {write}", offset)


SPAN = re.compile(rf"(?P<low>{NUMBER}) to (?P<high>{NUMBER})(?: (?P<unit>.+))?")


def _read_span(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    match = SPAN.fullmatch(text)
    if match is None:
        dashed = re.fullmatch(rf"({NUMBER})[-–]({NUMBER})( .+)?", text)
        fix = Fix(text, f"{dashed[1]} to {dashed[2]}{dashed[3] or ''}") if dashed else None
        raise Mistake("INTERVAL", f"'{shortened(text)}' is not an extent; write both ends: -6 to 14 {prop.unit}", fix=fix)
    read_amount(f"{match['low']} to {match['high']}", negative=True)  # for its refusals
    if match["unit"] is None:
        raise Mistake("MISSING-UNIT", f"'{text}' has no unit; write {text} {prop.unit}", len(text))
    unit = _unit(match["unit"], match.start("unit"), prop, vocabulary)
    return Span(Decimal(match["low"]), Decimal(match["high"]), unit)


def _read_money(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    how = "money is an amount, a currency and the year of the money; write 1.2 million USD 2009"
    if re.match(r"[$€£¥₩₽]|[A-Z]{3} ", text):
        turned = re.fullmatch(r"(?P<currency>[A-Z]{3}) (?P<amount>.+) (?P<year>[0-9]{4})", text)
        fix = Fix(text, f"{turned['amount']} {turned['currency']} {turned['year']}") if turned else None
        raise Mistake("MONEY", f"'{shortened(text)}': {how}", fix=fix)
    amount, rest = read_amount(text)
    offset = len(text) - len(rest)
    match = CURRENCY.fullmatch(rest)
    if match is None:
        raise Mistake("MONEY", f"'{shortened(text)}': {how}", offset)
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
    try:
        read_date(text[:10])
    except Mistake:
        raise Mistake("DATE", f"'{text}': there is no such day; write one that is, as in 2023-04-12T22:22") from None
    return text


def _read_entity(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    parts = text.split("/")
    if len(parts) <= 2 and all(is_slug(p) for p in parts):
        return Reference(text)
    message = why_no_slug(parts[-1] if prop.datatype == "variant" else text)
    raise Mistake("CLAIM-FORM", message, fix=as_fix(text, meant_as_slug(text)))


def _read_choice(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    choices = prop.choices or {}
    if text in choices:
        return Choice(text)
    message = f"'{shortened(text)}' is no choice of {prop.key}{did_you_mean(text, choices)}; choices: {one_of(choices)}"
    raise Mistake("CHOICE", message, fix=as_fix(text, meant(text, choices)))


YES_NO = {"yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no"}


def _read_yes_no(text: str, prop: Property, vocabulary: Vocabulary) -> Value:
    if text in ("yes", "no"):
        return text == "yes"
    fix = as_fix(text, YES_NO.get(text.lower()))
    raise Mistake("YES-NO", f"'{shortened(text)}': write yes, no or unknown", fix=fix)


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
