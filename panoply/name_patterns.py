"""How names are met in a text: expressions for those that are known, and what a designation looks like that is not.

A name is met as a whole word, with or without the hyphen between letters and digits (T-72, T72, T 72), accents aside.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from panoply.name_index import FORMER, SLUG, Named
from panoply.text import slugify

CJK: Final = "\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Scripts that put no spaces around names, so that each of their characters is a run of its own."""
RUN: Final = re.compile(rf"\d+|[{CJK}]|[^\W\d_{CJK}]+")
"""Digits or letters: what a name is made of."""
DASHES: Final = "-‐‑‒–—−"
DASH: Final = f"[{DASHES}]"
BLANK: Final = r"(?:[^\S\n]+(?:\n[^\S\n]*)?|\n[^\S\n]*)"
"""Spaces within a paragraph."""
EITHER: Final = f"(?:{DASH}|{BLANK})"
FEW_LETTERS: Final = 3
"""A name of so few letters is met only as it is written: US is not us, M1 is not m1."""
LETTERS: Final = str.maketrans("łŁđĐøØ’ʼ", "lLdDoO''")
"""What has no accent to take off."""
CAPITAL: Final = "A-ZА-ЯЁ"
LETTER: Final = "A-Za-zА-Яа-яё"
MOST_LETTERS: Final = 24
"""Of a designation."""
ROMAN: Final = str.maketrans(
    dict(zip("АБВГДЕЁЗИЙКЛМНОПРСТУФЫЭ", "ABVGDEEZIYKLMNOPRSTUFYE", strict=True))
    | {"Ж": "Zh", "Х": "Kh", "Ц": "Ts", "Ч": "Ch", "Ш": "Sh", "Щ": "Shch", "Ъ": "", "Ь": "", "Ю": "Yu", "Я": "Ya"}
)
"""Letters of Russian designations as Latin ones."""
TAIL: Final = rf"(?:[{CAPITAL}]++\d*+|{DASH}(?:\d{{1,3}}+|[{CAPITAL}]{{1,3}}+\d*+))*+\+?"
"""What follows the number of a designation: B3M, PMU-2. Never given back, so that no text takes long."""
NO_DESIGNATION: Final = re.compile(
    r"A[0-6]|CO2|G(?:7|8|20)|H[12]|H\dN\d|MP[34]|Q[1-4]|(?:FY|GMT|ISBN|ISO|ISSN|UTC|UTF)-?\d.*|(?i:covid-?19)|[A-Z][a-z]+-(?:19|20)\d\d"
)
"""What looks like one: paper, gases, quarters, standards, summer-2019."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way in which things are named."""

    expression: str
    named: tuple[Named, ...]
    """All that have the name; some aliases are shared."""
    length: int


def plain(text: str) -> str:
    """A text without accents and fancy letters, each character in its place."""
    return "".join(map(_bare, text.translate(LETTERS)))


def _bare(char: str) -> str:
    if char.isascii():
        return char
    parts = unicodedata.normalize("NFKD", char)
    return parts[0] if all(map(unicodedata.combining, parts[1:])) else char


def runs_of(name: str) -> list[str]:
    """``Leopard 2A4`` as leopard, 2, a, 4."""
    return RUN.findall(plain(unicodedata.normalize("NFC", name)).casefold())


def designation_slug(word: str) -> str:
    """The slug that a designation would have: ``Т-90М`` in either script becomes ``t-90m``."""
    return slugify(word.upper().translate(ROMAN))


def patterns_of(names: Iterable[Named]) -> dict[str, list[Pattern]]:
    """Patterns by the first run of what they meet, the longest first."""
    shared: dict[str, dict[str, Named]] = defaultdict(dict)
    for named in filter(_is_telling, names):
        shared[expression_for(named.word)].setdefault(named.slug, named)
    found: dict[str, list[Pattern]] = defaultdict(list)
    for expression, by_slug in shared.items():
        all_named = tuple(by_slug[slug] for slug in sorted(by_slug) if _stands(slug, by_slug))
        word = all_named[0].word
        for run in _first_runs(word):
            found[run].append(Pattern(expression, all_named, len(word)))
    return {run: sorted(patterns, key=lambda p: -p.length) for run, patterns in found.items()}


def _first_runs(name: str) -> set[str]:
    """What a text may begin a name with: u, or us where it writes U.S. without full stops."""
    initials = re.match(r"(?:[^\W\d_]\.)+", name)
    runs = runs_of(name)
    return {runs[0], initials[0].replace(".", "").casefold()} if initials else {runs[0]}


def _is_telling(named: Named) -> bool:
    """Whether a name can be met in a text: a slug only with a digit in it, for others are words; nothing of one sign."""
    runs = RUN.findall(named.word)
    if named.sort in (SLUG, FORMER) and ("/" in named.word or named.variant or not any(map(str.isdigit, runs))):
        return False
    return sum(map(len, runs)) > 1 and not all(map(str.isdigit, runs))


def _stands(slug: str, by_slug: dict[str, Named]) -> bool:
    """A variant that has the name of its own entity gives way to it."""
    entity, is_variant, _ = slug.partition("/")
    return not is_variant or entity not in by_slug


def expression_for(name: str) -> str:
    """A regular expression for a name or its plural: ``T-72`` meets T72 and T-72s, not t-72. `is_whole` does the rest.

    A name of few letters is met in its own case, one without digits with its own first letter, another in any.
    """
    name = plain(unicodedata.normalize("NFC", name))
    runs = list(RUN.finditer(name))
    gaps = ["", *(name[before.end() : after.start()] for before, after in pairwise(runs))]
    letters = sum(len(run[0]) for run in runs if not run[0].isdigit())
    has_digits = any(run[0].isdigit() for run in runs)
    words = ""
    for number, (gap, run) in enumerate(zip(gaps, runs, strict=True)):
        if number:
            words += _gap(gap, runs[number - 1][0], run[0], name[run.end() :])
        is_exact = letters <= FEW_LETTERS or _is_short_word(gap, run[0], name[run.end() :])
        kept = len(run[0]) if is_exact else 1 if not number and not has_digits else 0
        words += f"{run[0][:kept]}(?i:{run[0][kept:]})" if kept < len(run[0]) else run[0]
    after, plus, _ = name[runs[-1].end() if runs else 0 :].rpartition("+")
    return words + (re.escape(after + plus) if plus else "(?:'?s)?")


def _is_short_word(gap: str, run: str, tail: str) -> bool:
    """Whether a run is a word by itself that is written in capitals for a reason: Challenger I, M1A2 SEP."""
    return gap.isspace() and run.isupper() and len(run) <= FEW_LETTERS and not tail[:1].isdigit()


def _gap(gap: str, left: str, right: str, tail: str) -> str:
    """What may stand between two runs of a name. Hyphen, space and nothing between letters and digits are one."""
    loose = gap == "" or gap in DASHES or gap.isspace()
    if loose and not left.isdigit() and right.isdigit():
        return f"{EITHER}?"
    if gap == "":
        return f"{EITHER}?" if left.isdigit() and tail[:1].isdigit() else f"{DASH}?" if left.isdigit() else ""
    if loose:
        return f"{EITHER}?" if _is_cjk(left + right) else EITHER
    return "".join(_sign(char) for char in " ".join(gap.split(" ")))


def _sign(char: str) -> str:
    """A sign within a name; full stops may be missing."""
    return BLANK if char.isspace() else DASH if char in DASHES else r"\.?" if char == "." else re.escape(char)


def _is_cjk(text: str) -> bool:
    return not text.isascii() and re.search(f"[{CJK}]", text) is not None


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether what stands there is no part of a longer word or designation, as T-72 is of T-72B, T-72-2 and T-72+."""
    before, after = text[start - 1 : start], text[end : end + 2]
    if before.isalnum() and not _is_cjk(before + text[start]):
        return False
    if after[:1].isalnum() and not _is_cjk(text[end - 1] + after[0]):
        return False
    more_digits = text[end - 1].isdigit() and after[:1] in {*DASHES, ".", ","} and after[1:].isdigit()
    return not more_digits and not after.startswith("+")


def designations(names: Iterable[Named]) -> re.Pattern[str]:
    """What looks like a designation: KN-23, SS-N-18, M2A3, 2S19, and known first words with another number (Leopard 1A5)."""
    heads = "|".join(sorted(set(_heads(names)))) or r"(?!)"
    forms = (
        rf"[{CAPITAL}][{LETTER}]{{0,11}}(?:{DASH}[{CAPITAL}]{{1,2}})?{DASH}\d{{1,4}}+{TAIL}",
        rf"[{CAPITAL}]{{1,5}}\d{{1,4}}+{TAIL}",
        rf"\d{{1,2}}[{CAPITAL}][{LETTER}]?\d{{1,4}}+[{CAPITAL}]?\d*",
        rf"(?:{heads}){BLANK}(?!(?:19|20)\d\d\b)\d{{1,4}}+{TAIL}",
    )
    return re.compile(rf"(?<![{DASHES}\w.@#&])(?P<designation>{'|'.join(forms)})s?(?![\w+]|[.,]\d)")


def _heads(names: Iterable[Named]) -> Iterator[str]:
    """Words that begin a known name and are followed by its number."""
    for named in names:
        name = plain(unicodedata.normalize("NFC", named.word))
        match = re.match(rf"[{CAPITAL}][{LETTER}]{{3,}}(?=[ {DASHES}]\d)", name)
        if match:
            yield match[0]
