"""Reads what stands between the brackets of a citation: ``@key, p. 12; @other-key``."""

from __future__ import annotations

import re
from typing import NamedTuple

from panoply.problems import Mistake
from panoply.text import shortened

GROUP = re.compile(r"\[(?P<inner>[^\[\]]*@[A-Za-z0-9][^\[\]]*)\](?!\()")
"""A bracket that holds an @: a citation, or an attempt at one."""
KEY = r"[a-z0-9]+(?:-[a-z0-9]+)*"
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
    sign = "@" if signed else ""
    match = re.fullmatch(rf"{sign}(?P<key>{KEY})(?:, *(?P<locator>.+))?", word)
    if match:
        return Cited(match["key"], match["locator"] or "", start + len(sign))
    raise Mistake("CITATION-FORM", _why(word, signed=signed), start)


def _why(word: str, *, signed: bool) -> str:
    shown = shortened(word, 40)
    if not word:
        return f"an empty citation; {EXAMPLE if signed else 'write cite: key, p. 12; other-key'}"
    if not signed:
        if word.startswith("@"):
            return f"'{shown}': cite: takes keys without @; write cite: {word[1:]}"
        return f"'{shown}' is not a source key with an optional locator; write cite: key, p. 12; other-key"
    if word.startswith("-@"):
        return f"'{shown}': the form -@ is not used; write [{word[1:]}]"
    at = word.find("@")
    if at > 0:
        return f"'{shown}': a citation takes no words before the @; write [{word[at:]}], and the words outside the brackets"
    if re.match(rf"@{KEY}\s", word):
        key, _, rest = word.partition(" ")
        return f"'{shown}': a comma belongs between key and locator; write [{key}, {rest.strip()}]"
    return f"'{shown}': a source key is lower-case letters, digits and hyphens behind an @; {EXAMPLE}"
