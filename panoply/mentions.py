"""What an article names: entities known here, by any of their names, and designations that are not known yet.

Names are met as their authors write them; inflected forms are not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from shlex import quote
from typing import Final

from panoply.article_text import ArticleText
from panoply.encyclopedia import Encyclopedia
from panoply.name_index import Named, all_names
from panoply.name_patterns import (
    MOST_LETTERS,
    NO_DESIGNATION,
    RUN,
    Pattern,
    designation_slug,
    designations,
    is_whole,
    patterns_of,
    plain,
    runs_of,
)
from panoply.text import counted, is_slug

TAKEN: Final = "\0"
"""Stands in the text where something known was met."""
MOST_FORMS: Final = 3
Runs = Sequence[str]
"""A name as letters and digits: leopard, 2, a, 4."""


@dataclass(slots=True)
class Mention:
    """What is named, how often, and where first."""

    named: tuple[Named, ...] = ()
    """All it may mean; none for what is not known."""
    line: int = 0
    words: Counter[str] = field(default_factory=Counter)
    """The forms in which it is named."""

    @property
    def count(self) -> int:
        return self.words.total()

    @property
    def word(self) -> str:
        """The form in which it is named most."""
        return min(self.words, key=lambda word: -self.words[word])

    def add(self, line: int, words: str) -> None:
        self.line = self.line or line
        self.words[" ".join(words.split())] += 1


@dataclass(frozen=True, slots=True)
class Mentions:
    """What an article names, in the order in which it is first named."""

    known: list[Mention]
    unknown: list[Mention]


def find_mentions(encyclopedia: Encyclopedia, article: ArticleText) -> Mentions:
    """Known names first, the longest where several begin; designations in what is left."""
    names = list(all_names(encyclopedia))
    text = plain(article.text)
    known: dict[tuple[str, ...], Mention] = {}
    left = list(text)
    designation = designations(names)
    for match, named in _known_in(text, patterns_of(names), designation):
        slugs = tuple(n.slug for n in named)
        known.setdefault(slugs, Mention(named)).add(article.line(match.start()), article.text[match.start() : match.end()])
        left[match.start() : match.end()] = TAKEN * len(match[0])
    unknown: dict[str, Mention] = {}
    latin = {designation_slug(n.word): n for n in reversed(names)}
    for match in designation.finditer("".join(left)):
        word, slug = match["designation"], designation_slug(match["designation"])
        if slug in latin:  # a known one in Cyrillic letters
            known.setdefault((latin[slug].slug,), Mention((latin[slug],))).add(article.line(match.start()), word)
        elif len(word) <= MOST_LETTERS and not NO_DESIGNATION.fullmatch(word):
            unknown.setdefault(slug, Mention()).add(article.line(match.start()), word)
    return Mentions(list(known.values()), list(unknown.values()))


def _known_in(
    text: str, patterns: dict[str, list[Pattern]], designation: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], tuple[Named, ...]]]:
    """Matches from left to right. A name gives way where it only begins a designation: Leopard, in Leopard 1A5."""
    end = 0
    compiled: dict[str, re.Pattern[str]] = {}
    for run in RUN.finditer(text):
        for pattern in patterns.get(run[0].casefold(), ()) if run.start() >= end else ():
            if pattern.expression not in compiled:  # a hundredth of them are needed, and each takes a millisecond
                compiled[pattern.expression] = re.compile(pattern.expression)
            match = compiled[pattern.expression].match(text, run.start())
            if match is not None and is_whole(text, *match.span()):
                longer = designation.match(text, run.start())
                if longer is None or longer.end("designation") <= match.end():
                    end = match.end()
                    yield match, pattern.named
                break


# told


def mention_lines(encyclopedia: Encyclopedia, found: Mentions) -> Iterator[str]:
    """What is known by kind, the most often named first; then what is not, each with the command that begins its file."""
    for kind in encyclopedia.vocabulary.kinds.values():
        of_kind = [m for m in found.known if m.named[0].entity.kind == kind.key]
        if of_kind:
            yield f"{kind.label} ({len(of_kind)})"
            yield from _known_lines(sorted(of_kind, key=lambda m: (-m.count, m.line)))
            yield ""
    if found.unknown:
        yield f"Not known yet ({len(found.unknown)})"
        runs = [(named, runs_of(named.word)) for named in all_names(encyclopedia)]
        for mention in found.unknown:
            yield from _unknown_lines(encyclopedia, runs, mention)
        yield ""
    yield f"{len(found.known):,} known, {len(found.unknown):,} not known yet"


def _known_lines(mentions: Sequence[Mention]) -> Iterator[str]:
    rows = [
        (" or ".join(n.slug for n in m.named), counted(m.count, "time"), f"line {m.line:,}", ", ".join(_forms(m)))
        for m in mentions
    ]
    first, second, third = (max(len(row[i]) for row in rows) for i in range(3))
    return (f"  {row[0]:{first}}  {row[1]:>{second}}  {row[2]:{third}}  {row[3]}" for row in rows)


def _forms(mention: Mention) -> list[str]:
    return [word for word, _ in mention.words.most_common(MOST_FORMS)]


def _unknown_lines(encyclopedia: Encyclopedia, names: Sequence[tuple[Named, Runs]], mention: Mention) -> Iterator[str]:
    word = mention.word
    slug, near = designation_slug(word), nearest_kin(names, word)
    kin = ""
    if near is not None:
        kin = f"; perhaps a variant of {near.slug}" if _extends(runs_of(word), runs_of(near.word)) else f"; compare {near.slug}"
    yield f"  {word}: {counted(mention.count, 'time')}, first in line {mention.line:,}{kin}"
    if is_slug(slug) and slug not in encyclopedia.slugs:
        kind = near.entity.kind if near else next(iter(encyclopedia.vocabulary.kinds))
        class_key = near.entity.class_key if near else "CLASS"
        yield f"    python build_entities.py new {kind} {slug} --class {class_key} --name {quote(word)}"


def nearest_kin(names: Iterable[tuple[Named, Runs]], word: str) -> Named | None:
    """What a designation probably belongs to: of the names that begin most like it, one of the class that most of these have.

    None where only a number is shared.
    """
    runs = runs_of(word)
    shared: dict[int, list[tuple[Named, Runs]]] = {}
    for named, others in names:
        shared.setdefault(_shared(runs, others), []).append((named, others))
    most = max(shared, default=0)
    if most < (2 if runs[0].isdigit() else 1):
        return None
    classes = Counter(named.entity.class_key for named, _ in shared[most])

    def order(found: tuple[Named, Runs]) -> tuple[int, bool, bool, str]:
        named, others = found
        return -classes[named.entity.class_key], not _extends(runs, others), named.variant is not None, named.slug

    return min(shared[most], key=order)[0]


def _shared(one: Runs, other: Runs) -> int:
    """How many runs two names begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _extends(runs: Runs, known: Runs) -> bool:
    """Whether a designation is a known one and more."""
    return _shared(runs, known) == len(known)
