"""The spread of a property's figures as one small strip: a tick for each number, a bar for each range."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from markupsafe import Markup

from panoply.meaning import Answers, Weighed
from panoply.quantities import Quantity
from panoply.values import value_text

WIDTH: Final = 100
"""Of the strip's own coordinates: the least figure is at 0, the greatest here."""
HALF: Final = Decimal("0.5")
Ends = tuple[Decimal, Decimal]


def spread(answers: Answers) -> Markup:
    """A strip of all standing figures, the leading one marked; nothing where fewer than two differ."""
    found = [(w, ends) for w in answers.claims if (ends := _ends(w)) is not None]
    if not found:
        return Markup()
    low, high = min(found, key=lambda f: f[1][0]), max(found, key=lambda f: f[1][1])
    start, length = low[1][0], high[1][1] - low[1][0]
    if not length:
        return Markup()
    places = [(w, tuple(int((end - start) / length * WIDTH + HALF) for end in ends)) for w, ends in found]
    words = f"{len(found)} figures from {_text(low[0])} to {_text(high[0])}"
    return Markup(
        '<svg class="spread" viewBox="-1 0 102 10" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path d="{}"/><path class="lead" d="{}"/></svg>'
    ).format(words, _path(p for _, p in places), _path(p for w, p in places if w is answers.lead))


def _path(places: Iterable[tuple[int, ...]]) -> str:
    return "".join(f"M{low} 1v8" if low == high else f"M{low} 5h{high - low}" for low, high in sorted(set(places)))


def _ends(weighed: Weighed) -> Ends | None:
    """Both ends in SI units; an open one is where the figure is."""
    value = weighed.claim.value
    if weighed.claim.is_deprecated or not isinstance(value, Quantity):
        return None
    amount = value.in_si()
    known = [end for end in (amount.low, amount.high) if end is not None]
    return (known[0], known[-1]) if known else None


def _text(weighed: Weighed) -> str:
    return value_text(weighed.claim.value, weighed.claim.prop)
