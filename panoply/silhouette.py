"""Outlines of things from their measures: plain shapes, stretched into the envelope that the measures give.

Lengths are whole centimetres. The ground is at 0 and up is negative, as in SVG; the rear of a side view stands at 0 and its
front to the left, so that two things drawn over each other share ground and rear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

DIMENSIONS: Final = ("length", "overall", "width", "height", "diameter")
"""What may be measured: along, along with what reaches out in front, across, up, and up and across of what is round."""
WHEELS: Final = "wheels"
"""How many stand on the ground on each side; only drawn where it is known."""
PERSON: Final = (
    "M0-180a12 12 0 0 1 0 24a12 12 0 0 1 0-24ZM-14-152H14Q24-152 24-142V-84Q24-80 20-80Q17-80 17-84V-134H14V-4"
    "Q14 0 8 0Q2 0 2-4V-80H-2V-4Q-2 0-8 0Q-14 0-14-4V-134H-17V-84Q-17-80-20-80Q-24-80-24-84V-142Q-24-152-14-152Z"
)
"""Our own outline of somebody of 1.80 m, 48 cm wide."""
PERSON_HEIGHT: Final = 180
PERSON_WIDTH: Final = 48
NARROWEST: Final = 1200
"""What a drawing is wide at least, so that small things are not drawn as if they were large."""
BOX: Final = "M0 0H1V-1H0Z"


@dataclass(frozen=True, slots=True)
class Shape:
    """A plain outline that fills a unit square: front at 0, rear at 1, top at -1; seen from ahead from 0 to 1."""

    dimensions: tuple[str, ...]
    side: str
    front: str = BOX
    muzzle: float = 0
    """How high the gun lies, where there is one; it reaches from here to the length overall."""
    wheel: float = 0
    """The diameter of a wheel, where wheels are drawn."""


SHAPES: Final = {
    "envelope": Shape(("length", "overall", "width", "height"), BOX),
    "missile": Shape(("length", "diameter"), "M0-.5C.04-.8.1-1 .17-1H1V0H.17C.1 0 .04-.2 0-.5Z"),
    "tank": Shape(
        ("length", "overall", "width", "height", WHEELS),
        # tracks, hull, turret
        side="M.03-.26Q.03-.4.08-.4H.94Q.99-.4.99-.28Q.99-.2.95-.15L.87-.02Q.86 0 .84 0"
        "H.15Q.13 0 .12-.02L.05-.15Q.03-.19.03-.26Z"
        "M0-.46L.02-.5L.24-.62H1L.985-.4H.03Z"
        "M.27-.62L.29-.7L.36-.94Q.38-1 .41-1H.6Q.63-1 .66-.96L.76-.84V-.66L.72-.62Z",
        front="M0-.4V-.03Q0 0 .02 0H.15Q.17 0 .17-.03V-.4ZM.83-.4V-.03Q.83 0 .85 0H.98Q1 0 1-.03V-.4ZM.17-.2H.83V-.4H.17Z"
        "M0-.4H1L.96-.58H.04ZM.14-.62L.24-.93Q.26-1 .32-1H.68Q.74-1 .76-.93L.86-.62L.82-.58H.18Z",
        muzzle=0.76,
        wheel=0.3,
    ),
}
"""The shapes a row of the vocabulary may name."""


@dataclass(frozen=True, slots=True)
class Part:
    """One path of the drawing and what it is: body, box (around it), empty (nothing in it), guide, person."""

    kind: str
    path: str
    transform: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where the line of one dimension runs."""

    dimension: str
    start: int
    end: int
    row: int
    """Below the ground, from 1; or 0 for what stands upright at `start`, and then `end` is its height."""


@dataclass(slots=True)
class Plate:
    """A drawing: its views, their dimensions, and what it is high and wide."""

    top: int
    left: int = 0
    right: int = 0
    side: bool = False
    """Whether it is seen from the side."""
    front: int | None = None
    """Where the middle of it stands, seen from ahead."""
    parts: list[Part] = field(default_factory=list)
    extents: list[Extent] = field(default_factory=list)


def lay_out(shape: Shape, measures: Mapping[str, int], *, person: bool = True) -> Plate | None:
    """A side view, a front view and a person, as far as the measures go; None where they allow no view at all."""
    tall, across = measures.get("height") or measures.get("diameter") or 0, measures.get("width", 0)
    reach = max(measures.get("length", 0), measures.get("overall", 0))
    if not tall or not (reach or across):
        return None
    hundredth = (reach + across + PERSON_HEIGHT) // 100 + 1
    plate = Plate(top=-max(tall, PERSON_HEIGHT if person else 0) - hundredth)
    if reach:
        _side(plate, shape, measures, tall)
    gap = 15 * hundredth
    dimension = "height" if "height" in measures else "diameter"
    plate.extents.append(Extent(dimension, gap // 2, tall, 0))
    plate.parts.append(Part("guide", f"M0-{tall}H{gap}"))
    x = gap
    if across:
        plate.parts += _stretched(shape.front, x, across, tall)
        plate.extents.append(Extent("width", x, x + across, 1))
        plate.front = x + across // 2
        x += across + 5 * hundredth
    if person:
        plate.parts.append(Part("person", PERSON, f"translate({x + PERSON_WIDTH // 2})"))
        x += PERSON_WIDTH
    _frame(plate, -reach - 2 * hundredth, x + 2 * hundredth)
    return plate


def _frame(plate: Plate, left: int, right: int) -> None:
    spare = max(0, NARROWEST - (right - left)) // 2
    plate.left, plate.right = left - spare, right + spare


def _side(plate: Plate, shape: Shape, measures: Mapping[str, int], tall: int) -> None:
    """From the side: the shape, where it is known how long it is; else an empty envelope."""
    length, overall = measures.get("length", 0), measures.get("overall", 0)
    plate.side = True
    if length:
        plate.extents.append(Extent("length", -length, 0, 1))
        plate.parts += _stretched(shape.side, -length, length, tall)
        plate.parts += _wheels(shape, measures.get(WHEELS, 0), length, tall)
    else:
        plate.parts.append(Part("empty", _rectangle(-overall, overall, tall)))
    if overall:
        plate.extents.append(Extent("overall", -overall, 0, 2 if length else 1))
    if shape.muzzle and overall > length > 0:
        high, thick = round(shape.muzzle * tall), round(0.04 * tall)
        plate.parts.append(Part("body", f"M-{round(0.68 * length)}-{high}H-{overall}v{thick}H-{round(0.69 * length)}Z"))


def _stretched(outline: str, x: int, wide: int, tall: int) -> Iterator[Part]:
    """An outline and the box it is stretched into, or the box alone."""
    if outline != BOX:
        yield Part("body", outline, f"translate({x}) scale({wide} {tall})")
    yield Part("empty" if outline == BOX else "box", _rectangle(x, wide, tall))


def _rectangle(x: int, wide: int, tall: int) -> str:
    return f"M{x} 0v-{tall}h{wide}V0Z"


def _wheels(shape: Shape, number: int, length: int, tall: int) -> Iterator[Part]:
    """As many as are known, in a row along the ground."""
    if not shape.wheel or number < 2:
        return
    first, last = round(-0.84 * length), round(-0.17 * length)
    step = (last - first) / (number - 1)
    radius = round(min(shape.wheel * tall, 0.94 * step) / 2)
    circle = f"a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0-{2 * radius} 0Z"
    yield Part("body", "".join(f"M{round(first + i * step) - radius}-{radius + 3}{circle}" for i in range(number)))
