"""The numbered references of one page, the marks that lead to them, and the places they are cited in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from panoply.encyclopedia import Encyclopedia
from panoply.markup import html_text, md
from panoply.model import Citation, Source


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark in a text: the reference's number, and where in the source."""

    number: int
    locator: str

    @property
    def words(self) -> str:
        return f"{self.number}, {self.locator}" if self.locator else str(self.number)


@dataclass(slots=True)
class Reference:
    """One numbered line at the end of a page."""

    number: int
    source: Source
    places: dict[str, str] = field(default_factory=dict)
    """Anchor and label of each part of the page that cites it."""


@dataclass(slots=True)
class References:
    """Numbers sources in the order in which a page cites them."""

    encyclopedia: Encyclopedia
    by_source: dict[str, Reference] = field(default_factory=dict)
    anchor: str = ""
    """The part of the page that is being written; without one, nothing leads back."""
    label: str = ""

    def enter(self, anchor: str, label: str) -> None:
        """What is marked from here on stands in another part of the page."""
        self.anchor, self.label = anchor, label

    def mark(self, citations: Iterable[Citation]) -> list[Mark]:
        """A mark for each citation."""
        found = []
        for citation in citations:
            source = self.encyclopedia.find_source(citation)
            if source is None:
                continue
            reference = self.by_source.setdefault(source.id, Reference(len(self.by_source) + 1, source))
            if self.anchor:
                reference.places.setdefault(self.anchor, self.label)
            found.append(Mark(reference.number, citation.locator))
        return found

    def listed(self) -> list[Reference]:
        return list(self.by_source.values())


def marks_markdown(marks: Iterable[Mark]) -> str:
    """Marks as Markdown links."""
    return "".join(f"[&#91;{md(m.words)}&#93;](#ref-{m.number}){{.cite}}" for m in marks)


def marks_html(marks: Iterable[Mark]) -> str:
    """Marks as HTML."""
    return "".join(f'<a class="cite" href="#ref-{m.number}">[{html_text(m.words)}]</a>' for m in marks)
