"""What the readers accept, as regular expressions for editors that know JSON Schema.

Put together from the readers' own expressions, in the part of the language that Python and ECMAScript share. An expression
is wider than its reader where it must be: it cannot know whether a slug exists or a lower end is below the upper one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from panoply.amounts import APPROXIMATELY, FORMS, NUMBER
from panoply.citation_text import KEY
from panoply.claim_text import CURRENCY, DATETIME
from panoply.dates import DATE
from panoply.model import BASES
from panoply.quantities import MULTIPLES, Units
from panoply.text import SLUG
from panoply.vocabulary import Property

UNKNOWN: Final = "unknown"


def whole(expression: str) -> str:
    """An expression for a text as a whole."""
    return f"^(?:{expression})$"


def one_of(words: Iterable[str]) -> str:
    """Any of some words, as they are."""
    return "(?:" + "|".join(re.sub(r"([.^$*+?()\[\]{}|\\/])", r"\\\1", word) for word in words) + ")"


def _shared(pattern: re.Pattern[str]) -> str:
    """A reader's expression without the names of its groups, which ECMAScript writes in another way."""
    return "(?:" + re.sub(r"\(\?P<\w+>", "(", pattern.pattern) + ")"


SLUG_TEXT: Final = whole(SLUG.pattern)
DATE_TEXT: Final = whole(_shared(DATE))
WEB_ADDRESS: Final = r'^https?://[^\s<>"\\/][^\s<>"\\]*$'
_CITED = rf"{KEY}(?:, *[^;@\[\]]+)?"
CITE_TEXT: Final = rf"^{_CITED}(?:\s*;\s*{_CITED})*$"
CITED_LINE: Final = rf"\[\s*@{_CITED}(?:\s*;\s*@{_CITED})*\s*\]\s*$"
"""Ends in the citations that every claim needs."""

_AMOUNT = f"(?:{APPROXIMATELY.pattern})?{_shared(FORMS)}(?:\\s+{one_of(MULTIPLES)})?"
_REFERENCE = f"{SLUG.pattern}(?:/{SLUG.pattern})?"
REFERENCE_TEXT: Final = whole(_REFERENCE)


def _unit(prop: Property, units: Units) -> str:
    keys = units.of(prop.dimension or "count")
    spellings = [word for word, key in units.spellings.items() if key in keys and word not in units.refused]
    return r"\s+" + one_of([*keys, *spellings])


def _measure(prop: Property, units: Units) -> str:
    return _AMOUNT + (f"(?:{_unit(prop, units)})?" if units.is_plain_number(prop.dimension) else _unit(prop, units))


VALUES: Final[dict[str, Callable[[Property, Units], str]]] = {
    "quantity": _measure,
    "count": lambda prop, units: f"{_AMOUNT}(?:{_unit(prop, units)})?",
    "span": lambda prop, units: f"{NUMBER} to {NUMBER}{_unit(prop, units)}",
    "money": lambda _, __: rf"{_AMOUNT}\s+{_shared(CURRENCY)}",
    "date": lambda _, __: _shared(DATE),
    "datetime": lambda _, __: _shared(DATETIME),
    "entity": lambda _, __: _REFERENCE,
    "choice": lambda prop, _: one_of(prop.choices or ()),
    "yes-no": lambda _, __: one_of(("yes", "no")),
    "variant": lambda _, __: _REFERENCE,
}
"""By datatype; a text is any text."""


def value_text(prop: Property, units: Units) -> str | None:
    """For the value alone, as the long form has it."""
    value = VALUES.get(prop.datatype)
    return whole(f"{UNKNOWN}|{value(prop, units)}") if value else None


def line_text(prop: Property, units: Units) -> str | None:
    """For a claim in one line: value, qualifiers, citations."""
    value = VALUES.get(prop.datatype)
    if value is None:
        return None
    qualifier = "(?:" + "|".join(_qualifiers(prop)) + ")"
    qualifiers = rf"(?:\s+\(\s*{qualifier}(?:\s*;\s*{qualifier})*\s*\))?"
    return whole(rf"(?:{UNKNOWN}|{value(prop, units)}){qualifiers}\s*(?:\[[^\[\]]*\]\s*)?")


def _qualifiers(prop: Property) -> list[str]:
    return [
        rf"as of\s+{_shared(DATE)}",
        rf"variant\s+{SLUG.pattern}",
        rf"by\s+{SLUG.pattern}",
        one_of([*BASES, *(prop.conditions or ())]),
    ]
