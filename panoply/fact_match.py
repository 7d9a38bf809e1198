"""Which statement of one revision is which of another: pairs by ever looser likeness, in time linear in their number."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from panoply.citations import cited_by, sources_of
from panoply.encyclopedia import Encyclopedia
from panoply.model import Choice, Citation, Claim, Reference, Row
from panoply.prose import Prose
from panoply.quantities import Quantity, Span
from panoply.values import value_text

T = TypeVar("T")
Likeness = Callable[[T], Hashable | None]
"""What two statements must share to be one; None where the likeness does not apply."""
FIGURES: Final = frozenset({"quantity", "span", "count", "money", "date", "datetime", "yes-no"})
"""Datatypes of which one value may take another's place. Entities and texts rather stand beside each other."""
NAMING: Final = frozenset({"entity", "variant", "date", "datetime", "choice"})
"""Datatypes of the cells that tell a row from its neighbours."""


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """One statement before and after; one of the two is None where it came or went."""

    old: T | None
    new: T | None


def paired(old: Sequence[T], new: Sequence[T], likenesses: Iterable[tuple[Likeness[T], Likeness[T]]]) -> list[Pair[T]]:
    """Everything of both sides once: what is there now in its order, then what is gone.

    Each likeness comes as one for the old side and one for the new.
    """
    partners: dict[int, int] = {}
    left = dict(enumerate(old))
    for likeness, its_like in likenesses:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for place, one in left.items():
            waiting[likeness(one)].append(place)
        waiting.pop(None, None)
        for place, other in enumerate(new):
            if place not in partners and left and waiting.get(like := its_like(other)):
                partners[place] = waiting[like].popleft()
                del left[partners[place]]
    both = [Pair(old[partners[i]] if i in partners else None, other) for i, other in enumerate(new)]
    return both + [Pair(one, None) for one in left.values()]


def identity(claim: Claim) -> tuple[str, ...]:
    """A value as what it says, however it was typed: ``44.5 tonnes`` is ``44.5 t``."""
    value = claim.value
    if isinstance(value, Reference):
        return "reference", value.slug
    if isinstance(value, Choice):
        return "choice", value.key
    if isinstance(value, Prose):
        return "prose", same_words(value)
    unit = value.unit if isinstance(value, (Quantity, Span)) else None
    return type(value).__name__, value_text(value, claim.prop), unit.key if unit else ""


def same_words(prose: Prose | None) -> str:
    """Prose however its lines are broken."""
    return " ".join(prose.text.split()) if prose else ""


@dataclass(frozen=True, slots=True)
class Side:
    """One revision, with what its sources are called in both."""

    encyclopedia: Encyclopedia
    renamed: dict[str, str]
    """The later id of a source that has another one now."""

    def ids(self, citations: Iterable[Citation]) -> frozenset[str]:
        """The sources cited, by their later ids; a source that is defined nowhere by its key."""
        return frozenset(self._id(citation) for citation in citations)

    def cited(self, citations: Iterable[Citation]) -> frozenset[tuple[str, str]]:
        """The sources cited, with where in them."""
        return frozenset((self._id(citation), citation.locator) for citation in citations)

    def _id(self, citation: Citation) -> str:
        found = sources_of(self.encyclopedia, [citation])
        return self.renamed.get(found[0].id, found[0].id) if found else citation.key

    # claims, from the strictest likeness to the loosest

    def whole(self, claim: Claim) -> Hashable:
        worded = claim.rank, same_words(claim.reason), same_words(claim.note)
        return (*self.statement(claim), worded, self.cited(claim.citations))

    def statement(self, claim: Claim) -> tuple[Hashable, ...]:
        return (*self.narrow_value(claim), claim.as_of, claim.basis, claim.by)

    def narrow_value(self, claim: Claim) -> tuple[Hashable, ...]:
        return claim.variant, claim.condition, identity(claim)

    def narrow_sources(self, claim: Claim) -> Hashable | None:
        """The same sources say something else of the same thing."""
        ids = self.ids(claim.citations)
        return (claim.variant, claim.condition, ids) if ids else None

    def narrow_first_source(self, claim: Claim) -> Hashable | None:
        first = self.ids(claim.citations[:1])
        return (claim.variant, claim.condition, first) if first else None

    def sourced_value(self, claim: Claim) -> Hashable | None:
        """The same sources say the same of something else, such as another variant."""
        ids = self.ids(claim.citations)
        return (identity(claim), ids) if ids else None

    def narrow_figure(self, claim: Claim) -> Hashable | None:
        """Another figure in the same place."""
        return (claim.variant, claim.condition) if claim.prop.datatype in FIGURES else None

    def claims(self) -> tuple[Likeness[Claim], ...]:
        return (
            self.whole,
            self.statement,
            self.narrow_value,
            self.narrow_sources,
            self.narrow_first_source,
            self.sourced_value,
            self.narrow_figure,
        )

    # rows

    def whole_row(self, row: Row) -> Hashable:
        cells = tuple((key, tuple(self.whole(c) for c in claims)) for key, claims in sorted(row.cells.items()))
        return cells, self.cited(row.citations)

    def all_values(self, row: Row) -> Hashable:
        return tuple((key, tuple(identity(c) for c in claims)) for key, claims in sorted(row.cells.items()))

    def all_names(self, row: Row) -> Hashable:
        return _naming(row, NAMING)

    def entities_and_sources(self, row: Row) -> Hashable:
        return _naming(row, {"entity", "variant"}), self.ids(row.citations)

    def entities(self, row: Row) -> Hashable:
        return _naming(row, {"entity", "variant"})

    def needed(self, row: Row) -> Hashable:
        """The cells that every row of the table has."""
        return tuple((k, tuple(identity(c) for c in cs)) for k, cs in sorted(row.cells.items()) if cs[0].prop.required)

    def rows(self) -> tuple[Likeness[Row], ...]:
        return self.whole_row, self.all_values, self.all_names, self.entities_and_sources, self.entities, self.needed

    def backing(self, claim: Claim, row: Row | None) -> frozenset[str]:
        """The sources a claim rests on, its row's where it has none of its own."""
        return self.ids(cited_by(claim, row))


def _naming(row: Row, datatypes: Iterable[str]) -> Hashable:
    kept = frozenset(datatypes)
    return tuple((k, tuple(identity(c) for c in cs)) for k, cs in sorted(row.cells.items()) if cs[0].prop.datatype in kept)
