"""The measures of whatever can be drawn: from the leading claims, for the page's own drawing and for those over others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from panoply.addresses import address, entity_file
from panoply.evidence import own_and_inherited
from panoply.meaning import Answers, weigh
from panoply.model import Claim, Entity
from panoply.page_text import PageText, Wiki
from panoply.quantities import Quantity, rounded
from panoply.silhouette import SHAPES, WHEELS, lay_out
from panoply.vocabulary import DrawingRow, Vocabulary


@dataclass(frozen=True, slots=True)
class Measure:
    """One dimension, as its leading claim gives it."""

    claim: Claim
    owner: Entity
    quantity: Quantity

    def metres(self) -> Decimal:
        """The middle of an interval, or the end it has: what is drawn."""
        return self.quantity.in_si().middle()

    def shown_metres(self) -> Decimal:
        """The same with no more digits than its author gave."""
        amount = self.quantity.amount
        return rounded(self.metres(), amount.low_step, amount.middle())

    @property
    def is_exact(self) -> bool:
        return self.quantity.amount.form == "exact" and not self.quantity.amount.approximate


def measures_of(row: DrawingRow, answers: Mapping[str, tuple[Answers, Entity]]) -> dict[str, Measure]:
    """What leads for each dimension of the row that somebody has cited a figure for."""
    found = {}
    for word, key in row.dimensions.items():
        answer, owner = answers.get(key, (None, None))
        if answer and owner and answer.lead and isinstance(answer.lead.claim.value, Quantity):
            measure = Measure(answer.lead.claim, owner, answer.lead.claim.value)
            if measure.metres() > 0 and (measure.is_exact or word != WHEELS):
                found[word] = measure
    return found


def centimetres(measures: Mapping[str, Measure]) -> dict[str, int]:
    """As silhouette takes them; wheels are counted."""
    return {word: round(m.metres() * (1 if word == WHEELS else 100)) for word, m in measures.items()}


def weigh_drawn(text: PageText, entity: Entity, row: DrawingRow) -> dict[str, tuple[Answers, Entity]]:
    """The answers of those properties alone that a drawing needs."""
    return {
        key: (weigh(text.encyclopedia, text.wiki.voices, claims), owner)
        for key, (claims, owner) in own_and_inherited(text, entity).items()
        if key in row.dimensions.values()
    }


def dimension_labels(vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """What the dimensions of each row of drawings are called."""
    return {
        row.key: {word: vocabulary.properties[key].label for word, key in row.dimensions.items() if word != WHEELS}
        for row in vocabulary.drawings.values()
    }


def outlines(wiki: Wiki, entities: Iterable[Entity]) -> Iterator[dict[str, Any]]:
    """Whatever of them has a page and enough measures for a drawing, for the script that lays one over another."""
    for entity in entities:
        row = wiki.encyclopedia.vocabulary.drawing_of(entity.class_key)
        if row is None or entity.slug not in wiki.shown:
            continue
        measures = measures_of(row, weigh_drawn(PageText(wiki, entity_file(entity)), entity, row))
        if lay_out(SHAPES[row.shape], centimetres(measures)) is not None:
            measures.pop(WHEELS, None)
            yield {
                "slug": entity.slug,
                "name": entity.name,
                "class": entity.class_key,
                "drawing": row.key,
                "address": address(entity_file(entity)),
                "metres": {word: float(m.shown_metres()) for word, m in measures.items()},
                "about": [word for word, m in measures.items() if not m.is_exact],
            }
