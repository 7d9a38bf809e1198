"""Words: slugs, folding of names for comparison, near matches and lists in sentences."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED = frozenset({"index", "about", "names", "classes", "sources", "seeds", "unknown", "con", "nul", "prn", "aux"})
"""Slugs that would collide with pages of ours, with a value, or with Windows device names."""
PORTS = re.compile(r"(?:com|lpt)[1-9]")
"""Device names of Windows as well: nobody there could check such a file out."""


def is_slug(word: str) -> bool:
    """Whether a word can be a file name, an address and an identity at once."""
    return SLUG.fullmatch(word) is not None and not is_reserved(word) and len(word) <= 80


def is_reserved(word: str) -> bool:
    return word in RESERVED or PORTS.fullmatch(word) is not None


def why_no_slug(word: str) -> str:
    """What keeps a word from being a slug, and what to write instead."""
    if is_reserved(word):
        return f"'{word}' is reserved; write a longer one such as {word}-2"
    better = slugify(word)[:80].strip("-") or "a-slug"
    better = f"{better}-2" if is_reserved(better) else better
    return f"'{shortened(word)}' is not a slug (at most 80 lower-case letters, digits and single hyphens); write {better}"


def slugify(words: str) -> str:
    """The nearest slug to what someone typed: ``T-72 (Ural)`` becomes ``t-72-ural``."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def fold(name: str) -> str:
    """A name in the form in which names are compared and addressed, in any script: ``Т-72`` becomes ``т-72``.

    A plus sign tells designations apart (2A7, 2A7+), so it is kept as a word.
    """
    joined = unicodedata.normalize("NFKC", name).casefold().replace("+", "-plus")
    return "-".join(re.findall(r"[^\W_]+", joined))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that someone who typed this probably meant; at least its first or its last letter is right."""
    if not word:
        return None
    candidates = sorted(
        k for k in known if abs(len(k) - len(word)) <= 1 + len(word) // 4 and (k[:1] == word[0] or k[-1:] == word[-1])
    )
    found = difflib.get_close_matches(word, candidates, n=1, cutoff=0.75)
    return found[0] if found else None


def near_slug(word: str, known: Iterable[str]) -> str | None:
    """The known slug that differs by a slip of the finger only; another number is another thing (t-62 is not t-72)."""
    squeezed, digits = _squeeze(word), _digits(word)
    most = 1 if len(squeezed) <= 8 else 2
    found = [
        (distance, slug)
        for slug in known
        if abs(len(slug) - len(word)) <= 4
        and _digits(slug) == digits
        and (distance := _edits(squeezed, _squeeze(slug), most)) <= most
    ]
    return min(found)[1] if found else None


def meant(word: str, known: Iterable[str]) -> str | None:
    """The one word of a closed list that was meant without doubt: other case, other spaces, or a slip of the finger."""
    bare, most = _bare(word), 1 if len(word) <= 8 else 2
    if len(bare) < 3:
        return None
    words = [k for k in known if _digits(k) == _digits(word)]
    found = [k for k in words if _bare(k) == bare] or [k for k in words if _edits(bare, _bare(k), most) <= most]
    return found[0] if len(found) == 1 else None


def meant_slug(word: str, known: Iterable[str]) -> str | None:
    """As `meant`, of slugs and keys, whose short parts and numbers tell things apart: only a long word can have a slip."""
    bare = _bare(word)
    found = [slug for slug in known if _squeeze(slug) == bare or _has_slip(word, slug)] if bare else []
    return found[0] if len(found) == 1 else None


def _has_slip(word: str, slug: str) -> bool:
    if abs(len(word) - len(slug)) > 1:
        return False
    ours, theirs = word.split("-"), slug.split("-")
    if len(ours) != len(theirs):
        return False
    parts = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
    if len(parts) != 1 or _digits("".join(parts[0])):
        return False
    return min(map(len, parts[0])) >= 5 and _edits(*parts[0], 1) <= 1


def meant_as_slug(word: str) -> str | None:
    """The slug of a name that someone typed where its slug belongs: ``Soviet Union`` is soviet-union."""
    slug = slugify(word)
    return slug if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _.-]*", word) and is_slug(slug) else None


def _bare(word: str) -> str:
    return slugify(word).replace("-", "")


def _squeeze(slug: str) -> str:
    return slug.replace("-", "")


def _digits(slug: str) -> list[str]:
    return re.findall(r"\d+", slug)


def _edits(one: str, other: str, most: int) -> int:
    """Levenshtein's distance with neighbours swapped counted once; more than `most` where it is hopeless."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b))
            if last and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` — did you mean 'x'?`` where one is near, else nothing."""
    near = nearest(word, known)
    return f" — did you mean '{near}'?" if near else ""


def one_of(words: Iterable[str], most: int = 12) -> str:
    """A closed list as a message shows it: ``a, b, c`` cut off where it grows long."""
    listed = list(words)
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")


def in_words(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def with_article(noun: str) -> str:
    """``a system``, ``an organization``."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def sentences(parts: Iterable[str]) -> str:
    """Parts as sentences, each with one full stop: ``N. N. Author. Title.``"""
    return " ".join(part if part.endswith((".", "?", "!")) else part + "." for part in parts if part)


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """``1 claim``, ``1,204 claims``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


@lru_cache(maxsize=8192)
def sort_key(name: str) -> tuple[tuple[int, int | str], ...]:
    """Sorts names as a reader expects: numbers by size, accents aside."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    parts = re.findall(r"\d+|[^\W\d_]+", name.casefold())
    return tuple((0, int(p)) if p.isdecimal() else (1, p) for p in parts)


def printable(text: str) -> str:
    """A text with nothing in it that a terminal, or a log, would obey."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


def excerpt(text: str, most: int = 160) -> str:
    """The sentences of a text that fit, or as many words of its first one."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    sentences = line[: most + 1].rfind(". ")
    return line[: sentences + 1] if sentences > 40 else line[:most].rpartition(" ")[0].rstrip(",;:") + " …"


def shortened(text: str, most: int = 60) -> str:
    """A value as a message quotes it: on one line, printable, cut where it grows long."""
    line = printable(" ".join(text[: 4 * most].split()))
    return line if len(line) <= most and len(text) <= 4 * most else line[: most - 1] + "…"
