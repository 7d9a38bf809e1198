"""Reads what stands between the brackets of a citation: ``@key, p. 12; @other-key``."""

from __future__ import annotations

import re
from collections.abc import Callable
from sys import intern
from typing import NamedTuple

from panoply.problems import Fix, Mistake
from panoply.text import shortened, slugify

GROUP = re.compile(r"\[(?P<inner>[^\[\]@]*+(?:@(?![A-Za-z0-9])[^\[\]@]*+)*+@[A-Za-z0-9][^\[\]]*+)\](?!\()")
"""A bracket that holds an @: a citation, or an attempt at one. Possessive, so that no text is slow to search."""
KEY = r"[a-z0-9]+(?:-[a-z0-9]+)*"
CITATION = re.compile(rf"(?P<sign>@?)(?P<key>{KEY})(?:, *(?P<locator>.+))?", re.DOTALL)
EXAMPLE = "write [@key], [@key, p. 12] or [@key; @other-key]"


class Cited(NamedTuple):
    """One citation: the source's key, where in it, and where the key stands in the text read."""

    key: str
    locator: str
    offset: int


def read_citations(text: str, *, signed: bool = True) -> list[Cited]:
    """The citations in a text; `signed` ones wear an @, those of ``cite:`` do not. Raises Mistake."""
    found: list[Cited] = []
    offset = 0
    for part in text.split(";"):
        found.append(_read_one(part, offset, signed=signed))
        offset += len(part) + 1
    return found


def _read_one(part: str, offset: int, *, signed: bool) -> Cited:
    start = offset + len(part) - len(part.lstrip())
    word = part.strip()
    match = CITATION.fullmatch(word)
    if match is not None:
        sign, key, locator = match.groups("")
        if bool(sign) == signed and "@" not in locator:
            return Cited(intern(key), " ".join(locator.split()), start + signed)
    why, better = _why(word) if signed else _why_unsigned(word)
    raise Mistake("CITATION-FORM", why, start, Fix(word, better) if better else None)


UNSIGNED_EXAMPLE = "write cite: key, p. 12; other-key"


def _why_unsigned(word: str) -> tuple[str, str]:
    """What is wrong, and what is meant where there is no doubt."""
    shown = shortened(word, 40)
    if not word:
        return f"an empty citation; {UNSIGNED_EXAMPLE}", ""
    if "@" in word:
        better = re.sub(r"[,\s]*@", "; ", word).strip("; ")
        return f"'{shown}': cite: takes keys without @, parted by ';'; write cite: {shortened(better)}", better
    return f"'{shown}' is not a source key with an optional locator; {UNSIGNED_EXAMPLE}", ""


def _why(word: str) -> tuple[str, str]:
    """As `_why_unsigned`."""
    if not word:
        return f"an empty citation; {EXAMPLE}", ""
    for pattern, why, meant in SLIPS:
        match = re.match(pattern, word, re.DOTALL)
        if match:
            better = meant(match)
            return f"'{shortened(word, 40)}': {why.format(shortened(better) or '@' + match[1])}", better
    write = f"write [@{slugify(word)[:40]}]" if slugify(word) else EXAMPLE
    upper = re.fullmatch(rf"@(?P<key>{KEY})(?P<rest>, .+)?", word, re.DOTALL | re.IGNORECASE)
    better = f"@{upper['key'].lower()}{upper['rest'] or ''}" if upper else ""
    return f"'{shortened(word, 40)}': a source key is lower-case letters, digits and hyphens behind an @; {write}", better


SLIPS: tuple[tuple[str, str, Callable[[re.Match[str]], str]], ...] = (
    (rf"-(@{KEY})(.*)", "the form -@ is not used; write [{}]", lambda m: m[1] + m[2]),
    (rf"@{KEY}[,\s].*@.*", "citations are parted by ';'; write [{}]", lambda m: re.sub(r"[,\s]+@", "; @", m[0])),
    (rf"(@{KEY})\s+(.*)", "a comma belongs between key and locator; write [{}]", lambda m: f"{m[1]}, {m[2]}"),
    (
        rf"[^@]+@({KEY})",
        "a citation takes no words before the @; write [{}], and the words outside the brackets",
        lambda m: "",
    ),
)
"""Citations as people type them, what is wrong with them, and what is meant; the first that fits is told."""
