"""How much an article holds and how well it is backed, counted from the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from panoply.citations import Voices, cited_by, find_voices, sources_of
from panoply.encyclopedia import Encyclopedia
from panoply.links import Links, find_target, links_in, prose_of
from panoply.meaning import Answers, weigh
from panoply.model import UNKNOWN, Claim, Entity, Row
from panoply.prose import to_text
from panoply.text import sort_key

SERIOUS = ("A", "B")
"""Grades that make a property well backed."""


@dataclass(frozen=True, slots=True)
class Counts:
    """One article's numbers, or the sum of many."""

    name: str
    properties: int
    claims: int
    """Each counted once for a property, variant, condition and voice."""
    rows: int
    variants: int
    disputes: int
    deprecated: int
    unknown: int
    two_voices: int
    """Properties for which at least two voices speak."""
    serious: int
    """Properties backed by a source of grade A or B."""
    sources: int
    grades: Counter[str]
    """Sources by grade."""
    words: int
    links: int
    backlinks: int


NUMBERS = ("prop", "claims", "rows", "var", "disp", "depr", "unkn")
HEADS = ("article", *NUMBERS, "2+ voices", "A or B", "sources", "words", "out", "in")


def count_all(encyclopedia: Encyclopedia, links: Links) -> list[Counts]:
    """The numbers of every article with sections, in order of name."""
    voices = find_voices(encyclopedia)
    full = [e for e in encyclopedia.entities.values() if e.sections]
    return [count(encyclopedia, links, voices, e) for e in sorted(full, key=lambda e: (sort_key(e.name), e.slug))]


def count(encyclopedia: Encyclopedia, links: Links, voices: Voices, entity: Entity) -> Counts:
    """The numbers of one article; rows of other files that are about it count as its own."""
    by_property: dict[str, list[Claim]] = {}
    for claim in entity.all_claims():
        by_property.setdefault(claim.prop.key, []).append(claim)
    answers = {key: weigh(encyclopedia, voices, claims) for key, claims in by_property.items()}
    rows = _rows(encyclopedia, entity)
    sources = _sources(encyclopedia, entity, rows)
    return Counts(
        name=entity.name,
        properties=len(answers),
        claims=sum(_claims(a) for a in answers.values()),
        rows=len(rows),
        variants=len(entity.variants),
        disputes=sum(len(a.disputes) for a in answers.values()),
        deprecated=sum(c.is_deprecated for c in entity.all_claims()),
        unknown=sum(c.value == UNKNOWN for c in entity.all_claims()),
        two_voices=sum(len(a.voices()) > 1 for a in answers.values()),
        serious=sum(any(w.grade in SERIOUS for w in a.claims if not w.claim.is_deprecated) for a in answers.values()),
        sources=len(sources),
        grades=Counter(encyclopedia.sources[s].grade for s in sources),
        words=sum(len(to_text(p).split()) for p in prose_of(entity)),
        links=len({t.entity.slug for words, _ in links_in(entity) if (t := find_target(encyclopedia, words)) is not None}),
        backlinks=len(links.backlinks.get(entity.slug, ())),
    )


def _claims(answers: Answers) -> int:
    """Claims that stand, each once for its variant, condition and voice."""
    return len({(w.claim.variant, w.claim.condition, v) for w in answers.claims for v in w.voices})


def _rows(encyclopedia: Encyclopedia, entity: Entity) -> list[Row]:
    own = [row for rows in entity.tables.values() for row in rows]
    about = [r for f in encyclopedia.row_files for r in f.rows if any(r.slug(c) == entity.slug for c in r.cells)]
    return own + about


def _sources(encyclopedia: Encyclopedia, entity: Entity, rows: Iterable[Row]) -> set[str]:
    cited = [c for claim in entity.all_claims() for c in claim.citations]
    cited += [c for row in rows for claims in row.cells.values() for claim in claims for c in cited_by(claim, row)]
    cited += [c for row in rows for c in row.citations]
    keys = {c.key for prose in prose_of(entity) for mark in prose.marks for c in mark.citations}
    in_prose = {s for key in keys for s in (f"{entity.slug}.{key}", key) if s in encyclopedia.sources}
    return {s.id for s in sources_of(encyclopedia, cited)} | in_prose


def total(counts: list[Counts], name: str) -> Counts:
    """The sum of many articles; sources that several cite are counted in each."""
    grades: Counter[str] = sum((c.grades for c in counts), Counter())
    numbers = {f.name: sum(getattr(c, f.name) for c in counts) for f in fields(Counts) if f.name not in ("name", "grades")}
    return Counts(name=name, grades=grades, **numbers)


def table(counts: list[Counts]) -> list[str]:
    """The numbers as lines of text, the sum last."""
    rows = [HEADS, *(_cells(c) for c in counts), _cells(total(counts, "all"))]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADS))]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]


def _cells(c: Counts) -> tuple[str, ...]:
    plain = (c.properties, c.claims, c.rows, c.variants, c.disputes, c.deprecated, c.unknown)
    grades = " ".join(f"{n}{g}" for g, n in sorted(c.grades.items()))
    return (
        c.name,
        *map(str, plain),
        _share(c.two_voices, c.properties),
        _share(c.serious, c.properties),
        f"{c.sources} ({grades})",
        str(c.words),
        str(c.links),
        str(c.backlinks),
    )


def _share(part: int, whole: int) -> str:
    return f"{part} {100 * part / whole:.0f}%" if whole else "0"
