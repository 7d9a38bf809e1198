"""What independent sources disagree on, in words: each figure with who gives it, the one shown first, and why that one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from panoply.citations import sources_of
from panoply.evidence import Evidence
from panoply.markup import md
from panoply.meaning import Weighed
from panoply.page_text import PageText, file_slug

MOST_NAMED: Final = 2
"""Publishers named for one figure; the evidence has the rest."""


@dataclass(frozen=True, slots=True)
class DisputeView:
    """One group of claims that cannot all be right; Markdown but for the anchor."""

    anchor: str
    label: str
    figures: str
    reason: str
    """Why the figure shown first is preferred, where the author of the claim said so."""


def disputes_of(text: PageText, evidence: Iterable[Evidence]) -> Iterator[DisputeView]:
    for one in evidence:
        for dispute in one.answers.disputes:
            yield _view(text, one, dispute)


def _view(text: PageText, evidence: Evidence, dispute: tuple[Weighed, ...]) -> DisputeView:
    claim = dispute[0].claim
    holds = text.narrowed(claim).partition(", according")[0] if claim.variant or claim.condition else ""
    preferred = next((w.claim for w in dispute if w.claim.rank == "preferred"), None)
    return DisputeView(
        anchor=evidence.anchor,
        label=md(f"{evidence.prop.label} ({holds})" if holds else evidence.prop.label),
        figures="; ".join(_figures(text, dispute, evidence.answers.lead)),
        reason=text.inline(preferred.reason, file_slug(preferred)) if preferred else "",
    )


def _figures(text: PageText, dispute: tuple[Weighed, ...], lead: Weighed | None) -> Iterator[str]:
    """Each figure once, with those who give it."""
    by_figure: dict[str, list[Weighed]] = {}
    for weighed in dispute:
        by_figure.setdefault(text.shown(weighed.claim).text, []).append(weighed)
    for found in by_figure.values():
        names = [*dict.fromkeys(name for weighed in found for name in _speakers(text, weighed))]
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        words = _figure(text, found[0], is_lead=lead in found)
        yield f"{words} — {md(', '.join(names[:MOST_NAMED]))}{more}" if names else words


def _figure(text: PageText, weighed: Weighed, *, is_lead: bool) -> str:
    shown = text.shown(weighed.claim)
    if shown.others:
        return str(text.figure_html(weighed.claim, "b" if is_lead else "span"))
    return f"**{md(shown.text)}**" if is_lead else md(shown.text)


def _speakers(text: PageText, weighed: Weighed) -> list[str]:
    if weighed.claim.by:
        return [text.name(weighed.claim.by)]
    return [source.publisher or source.title for source in sources_of(text.encyclopedia, weighed.claim.citations)]
