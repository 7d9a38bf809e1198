"""The form in which the search compares names: parts of letters and parts of digits, in Latin letters where it can be.

`docs/assets/search-names.js` brings what a reader types into the same form, with the tables of this module, which it is sent;
a test holds the two against each other. (Addresses and ``[[links]]`` compare names more strictly: `text.fold`.)
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_CYRILLIC: Final = "абвгдезиклмнопрстуфыэіјѕ"
_TURNED: Final = "abvgdeziklmnoprstufyeijs"
LATIN: Final = dict(zip(_CYRILLIC, _TURNED, strict=True)) | {
    **dict.fromkeys("ъь", ""),
    **dict(zip("жхцчшщюя", ("zh", "kh", "ts", "ch", "sh", "shch", "yu", "ya"), strict=True)),
    **dict(zip("єґђљњћџ", ("ye", "g", "dj", "lj", "nj", "c", "dz"), strict=True)),
    **dict(zip("đðłøßæœþıħŋ", ("d", "d", "l", "o", "ss", "ae", "oe", "th", "i", "h", "n"), strict=True)),
    "ς": "σ",
}
"""What a letter is in plain Latin ones, by its sound: ``Т-72`` is t 72, ``КН-23`` kn 23, ``В-46`` v 46."""
ALIKE: Final = LATIN | dict(zip("авекмнорстухіјѕ", "abekmhopctyxijs", strict=True))
"""The same by its looks: for a word that mixes two alphabets, as ``СR2`` with a Cyrillic С."""

_DROPPED: Final = re.compile("[\u0300-\u036f'\u2019\u02bc]")
"""Accents, which stand apart after decomposition, and apostrophes."""
_WORD: Final = re.compile(r"[^\W_]+")
_PART: Final = re.compile(r"\d+|[^\W\d_]+")


def search_words(name: str) -> str:
    """A name's parts, with a space between any two: ``Т-72Б3`` is ``t 72 b 3``. A plus sign is a word (2A7, 2A7+)."""
    plain = _DROPPED.sub("", unicodedata.normalize("NFKD", name).lower()).replace("+", " plus ")
    return " ".join(part for word in _WORD.findall(plain) for part in _PART.findall(_latin(word)))


def _latin(word: str) -> str:
    table = ALIKE if re.search("[a-z]", word) else LATIN
    return "".join(table.get(letter, letter) for letter in word)
