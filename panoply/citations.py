"""Who really speaks: voices, independence and grades of the sources behind claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from panoply.dates import Date
from panoply.encyclopedia import Encyclopedia
from panoply.model import Citation, Claim, Row, Source
from panoply.prose import Prose


@dataclass(frozen=True, slots=True)
class Voices:
    """The voice of every source: one name for all that pass on one statement."""

    of_source: dict[str, str]
    """By source id, and by ``by slug`` for whoever speaks through some source."""

    def of_claim(self, claim: Claim, sources: Iterable[Source]) -> frozenset[str]:
        """The voices behind a claim; who is named by ``by`` is the one voice."""
        if claim.by:
            speaker = f"by {claim.by}"
            return frozenset({self.of_source.get(speaker, speaker)})
        return frozenset(self.of_source[s.id] for s in sources)


def find_voices(encyclopedia: Encyclopedia) -> Voices:
    """Follow ``same_text_as`` and ``relays`` to their end; what speaks for one ``by`` is one voice.

    A source that relays another's statement has the other's voice; joined sources share the smallest name.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while name in parent:
            parent[name] = parent.get(parent[name], parent[name])  # halves the way for the next
            name = parent[name]
        return name

    def join(one: str, other: str) -> None:
        first, second = sorted((root(one), root(other)))
        if first != second:
            parent[second] = first

    for source in encyclopedia.sources.values():
        for other in neighbours_of(encyclopedia, source):
            join(source.id, other.id)
        if source.by:
            join(source.id, f"by {source.by}")
    return Voices({name: root(name) for name in [*encyclopedia.sources, *parent]})


def find_neighbour(encyclopedia: Encyclopedia, source: Source, key: str | None) -> Source | None:
    """The source that another one names: in the same file first."""
    if key is None:
        return None
    return encyclopedia.sources.get(f"{source.owner}.{key}") or encyclopedia.sources.get(key)


def neighbours_of(encyclopedia: Encyclopedia, source: Source) -> Iterator[Source]:
    """Those whose words a source passes on."""
    for key in (source.same_text_as, source.relays):
        other = find_neighbour(encyclopedia, source, key)
        if other is not None:
            yield other


def sources_of(encyclopedia: Encyclopedia, citations: Iterable[Citation]) -> list[Source]:
    """The sources cited, each once, in order."""
    found: dict[str, Source] = {}
    for citation in citations:
        source = encyclopedia.find_source(citation)
        if source is not None:
            found.setdefault(source.id, source)
    return list(found.values())


def cited_by(claim: Claim, row: Row | None = None) -> tuple[Citation, ...]:
    """A claim's citations; a cell without its own has its row's."""
    return claim.citations or (row.citations if row else ())


def all_cited(claim: Claim, owner: str) -> Iterator[Citation]:
    """A claim's own citations and those in its words, reason and note."""
    yield from claim.citations
    for prose in (claim.value, claim.reason, claim.note):
        if isinstance(prose, Prose):
            yield from cited_in(prose, owner)


def cited_in(prose: Prose, owner: str) -> Iterator[Citation]:
    for mark in prose.marks:
        for cited in mark.citations:
            yield Citation(cited.key, cited.locator, prose.places[cited.offset], owner)


def best_grade(sources: Iterable[Source]) -> str:
    """The best grade among sources, ``E`` for none."""
    return min([s.grade for s in sources], default="E")


def newest(sources: Iterable[Source]) -> tuple[int, int, int]:
    """The date of the newest source, for ordering."""
    return max([date_order(s.issued) for s in sources], default=(0, 0, 0))


def date_order(date: Date | None) -> tuple[int, int, int]:
    return (date.year, date.month or 0, date.day or 0) if date else (0, 0, 0)
