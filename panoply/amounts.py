"""Numbers as authors write them: ``41.5``, ``8000+``, ``40-45``, ``~1.2 million``, ``at least 3``."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from panoply.problems import Fix, Mistake
from panoply.quantities import MULTIPLES, Amount, one_number
from panoply.text import shortened

NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
MOST_DIGITS = 15
"""More than any figure here needs; keeps every sum within the precision of Decimal."""
APPROXIMATELY = re.compile(r"(?:~|about )\s*")
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


def read_number(text: str, offset: int = 0) -> Decimal:
    """A plain decimal number. Raises Mistake."""
    if re.fullmatch(NUMBER, text):
        return Decimal(text)
    raise _number_mistake(text, offset)


def read_amount(text: str, *, negative: bool = False, whole: bool = False) -> tuple[Amount, str]:
    """The amount a text begins with, and the rest (`` million USD 1996``). Raises Mistake.

    Where only `whole` numbers make sense, a comma before three digits is meant to group them.
    """
    rest = APPROXIMATELY.sub("", text, count=1) if APPROXIMATELY.match(text) else text
    offset = len(text) - len(rest)
    match = FORMS.match(rest)
    if match is None or (match.end() < len(rest) and not rest[match.end()].isspace()) or GROUPED.match(rest):
        raise _amount_mistake(rest, offset, match, whole=whole)
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
    first = one_number(match["first"])
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
    low, high = one_number(match["first"]), one_number(match["second"])
    if match["to"] != " to " and (low < 0 or high < 0):
        message = f"'{match[0]}': where a number is negative, a range is written with ' to ': {low} to {high}"
        fix = Fix(match[0], f"{match['first']} to {match['second']}") if low < high else None
        raise Mistake("INTERVAL", message, offset, fix)
    if low >= high:
        dash = " to " if high < 0 else "-"
        better = f"the lower end comes first; write {high}{dash}{low}" if low > high else f"both ends are the same; write {low}"
        raise Mistake("INTERVAL", f"'{match[0]}': {better}", offset)
    steps = _step(match["first"], approximate=approximate), _step(match["second"], approximate=approximate)
    return Amount(low, high, "range", *steps, approximate)


@lru_cache(maxsize=1024)
def _step(digits: str, *, approximate: bool) -> Decimal:
    """The step of the last digit that counts: 41.5 gives 0.1, 460 gives 1, approximate 460 gives 10."""
    exponent = Decimal(digits).as_tuple().exponent
    if not isinstance(exponent, int) or exponent < 0 or not approximate:
        return one_number(f"1e{exponent if isinstance(exponent, int) else 0}")
    zeros = len(digits) - len(digits.rstrip("0")) if digits.strip("-0") else 0
    return Decimal(10) ** zeros


def _amount_mistake(text: str, offset: int, match: re.Match[str] | None, *, whole: bool) -> Mistake:
    if GROUPED.match(text):
        return _number_mistake(text, offset)
    word = text.split(" ", maxsplit=1)[0]
    if match is not None and re.match(r"[A-Za-z%°]", text[match.end() :]):
        number, unit = text[: match.end()], text[match.end() :].split(" ", maxsplit=1)[0]
        fix = Fix(number + unit, f"{number} {unit}")
        return Mistake("NUMBER", f"'{word}': a space belongs between number and unit; write {number} {unit}", offset, fix)
    return _number_mistake(word, offset, whole=whole)


GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3}){2,}(?![0-9,])|-?[0-9]{1,3}(?: [0-9]{3})+(?![0-9,])")
"""``1,234,567`` and ``8 000``: thousands, without doubt."""
COMMA = re.compile(r"(?P<head>-?[0-9]+),(?P<tail>[0-9]+(?:\.[0-9]+)?)")


def _number_mistake(word: str, offset: int, *, whole: bool = False) -> Mistake:
    grouped, comma = GROUPED.match(word), COMMA.match(word)
    if grouped:
        plain = grouped[0].replace(",", "").replace(" ", "")
        message = f"'{shortened(grouped[0])}': digits are not grouped; write {plain}"
        return Mistake("NUMBER", message, offset, Fix(grouped[0], plain))
    fix = _without_commas(word, whole=whole)
    if comma and "." in comma["tail"]:
        better = f"{comma['head']}{comma['tail']}"
        return Mistake("NUMBER", f"'{shortened(word)}': digits are not grouped; write {better}", offset, fix)
    if comma:
        choice = (
            f"write {comma['head']}.{comma['tail']} if it is a decimal, {comma['head']}{comma['tail']} if it groups thousands"
        )
        return Mistake("NUMBER", f"'{shortened(word)}': numbers have no comma; {choice}", offset, fix)
    if re.match(r"-?[0-9]+(?:\.[0-9]+){2,}", word):
        return Mistake("NUMBER", f"'{shortened(word)}' has two decimal points; write one number such as 1.23", offset)
    example = "write a number such as 41.5, 8000+, 40-45, ~500 or 'at least 8000', or 'unknown'"
    return Mistake("NUMBER", f"'{shortened(word)}' is not a number; {example}", offset)


def _without_commas(word: str, *, whole: bool) -> Fix | None:
    """The word without its commas, if each of them is a decimal point, or each parts thousands, without doubt."""
    commas = list(COMMA.finditer(word))
    if not commas or re.sub(COMMA, "", word).count(","):
        return None
    if all("." in m["tail"] or (whole and len(m["tail"]) == 3 and len(m["head"].strip("-")) <= 3) for m in commas):
        return Fix(word, word.replace(",", ""))
    if not whole and all("." not in m["tail"] and not _may_group(m) for m in commas):
        return Fix(word, word.replace(",", "."))
    return None


def _may_group(comma: re.Match[str]) -> bool:
    """``8,000`` may be eight thousand; ``41,5`` and ``0,125`` cannot."""
    head = comma["head"].strip("-")
    return len(comma["tail"]) == 3 and len(head) <= 3 and head.strip("0") != ""
