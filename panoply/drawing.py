"""The drawing of an article: what its leading claims measure, to scale beside a person, with each figure and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from panoply.evidence import anchor_of
from panoply.links import find_target
from panoply.meaning import Answers
from panoply.model import Claim, Entity, Reference
from panoply.outlines import Measure, centimetres, measures_of, weigh_drawn
from panoply.page_text import PageText
from panoply.quantities import Amount
from panoply.silhouette import SHAPES, WHEELS, Extent, Part, Plate, lay_out
from panoply.vocabulary import DrawingRow

GROUND = 200
"""The ground is drawn as thick as the drawing is wide, through this. The style sheet says it as 0.5 %."""


@dataclass(frozen=True, slots=True)
class Label:
    """The line of one dimension, and its figure."""

    dimension: str
    name: str
    value: Markup
    style: str
    """Where it runs, as the style sheet's variables."""
    upright: bool


@dataclass(frozen=True, slots=True)
class PlateView:
    """One picture with its labels."""

    title: str
    words: str
    view_box: str
    parts: list[Part]
    labels: list[Label]
    rows: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """All the drawing's template needs."""

    slug: str
    left: int
    width: int
    ground: float
    side: bool
    front: int | None
    plates: list[PlateView]
    wheels: Markup
    beside: Markup
    """A link to what is drawn below it."""
    remarks: list[str]
    missing: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """An entity, its measures and where they are laid out."""

    entity: Entity
    row: DrawingRow
    measures: dict[str, Measure]
    plate: Plate


def drawing_of(text: PageText, entity: Entity, answers: Mapping[str, tuple[Answers, Entity]]) -> Drawing | None:
    """The drawing; None for a class that has none, and where too little is cited to draw."""
    first = _drawn(text, entity, answers)
    if first is None:
        return None
    beside = answers[first.row.beside][0].lead if first.row.beside in answers else None
    second = _companion(text, beside.claim) if beside else None
    drawn = [first, second] if second else [first]
    left = min(d.plate.left for d in drawn)
    width = max(d.plate.right for d in drawn) - left
    wheels = first.measures.get(WHEELS)
    return Drawing(
        slug=entity.slug,
        left=left,
        width=width,
        ground=width / GROUND,
        side=first.plate.side,
        front=first.plate.front,
        plates=[_plate_view(text, d, left, width, here=d is first) for d in drawn],
        wheels=text.value_html(wheels.claim, anchor_of(wheels.claim.prop)) if wheels else Markup(),
        beside=text.value_html(beside.claim) if beside and second else Markup(),
        remarks=[remark for d in drawn for remark in _remarks(text, d, "" if d is first else f"{d.entity.name}, ")],
        missing="; ".join(_missing(text, first)),
    )


def _drawn(
    text: PageText, entity: Entity, answers: Mapping[str, tuple[Answers, Entity]] | None = None, *, person: bool = True
) -> _Drawn | None:
    row = text.encyclopedia.vocabulary.drawing_of(entity.class_key)
    if row is None:
        return None
    measures = measures_of(row, answers if answers is not None else weigh_drawn(text, entity, row))
    plate = lay_out(SHAPES[row.shape], centimetres(measures), person=person)
    return _Drawn(entity, row, measures, plate) if plate else None


def _companion(text: PageText, relation: Claim) -> _Drawn | None:
    """What a relation leads to, if its own measures are known."""
    target = find_target(text.encyclopedia, relation.value.slug) if isinstance(relation.value, Reference) else None
    return _drawn(text, target.entity, person=False) if target and not target.variant else None


def _plate_view(text: PageText, drawn: _Drawn, left: int, width: int, *, here: bool) -> PlateView:
    plate = drawn.plate
    views = [
        words
        for words, there in (
            ("side view", plate.side),
            ("front view", plate.front is not None),
            ("a person of 1.80 m", here),
        )
        if there
    ]
    return PlateView(
        title=f"{drawn.entity.name} to scale",
        words=", ".join(views).capitalize(),
        view_box=f"{left} {plate.top} {width} {width / GROUND - plate.top:g}",
        parts=plate.parts,
        labels=[_label(text, drawn, extent, here=here) for extent in plate.extents],
        rows=max(e.row for e in plate.extents),
    )


def _label(text: PageText, drawn: _Drawn, extent: Extent, *, here: bool) -> Label:
    claim = drawn.measures[extent.dimension].claim
    ends = f"--b:{extent.end};--r:{extent.row}" if extent.row else f"--h:{extent.end}"
    return Label(
        dimension=extent.dimension,
        name=claim.prop.label,
        value=text.value_html(claim, anchor_of(claim.prop) if here else ""),
        style=f"--a:{extent.start};{ends}",
        upright=not extent.row,
    )


def _remarks(text: PageText, drawn: _Drawn, whose: str) -> Iterator[str]:
    """For what a figure holds, and where an interval is drawn."""
    for measure in drawn.measures.values():
        claim = measure.claim
        words = [text.narrowed(claim), _drawn_at(measure.quantity.amount)]
        words += [f"as {measure.owner.name}"] if measure.owner is not drawn.entity else []
        if any(words):
            yield f"{whose}{claim.prop.label}: {', '.join(filter(None, words))}"


def _drawn_at(amount: Amount) -> str:
    if amount.low is None or amount.high is None:
        return "drawn at its limit"
    return "" if amount.low == amount.high else "drawn at the middle"


def _missing(text: PageText, drawn: _Drawn) -> Iterator[str]:
    properties = text.encyclopedia.vocabulary.properties
    yield from (properties[key].label for word, key in drawn.row.dimensions.items() if word not in drawn.measures)
