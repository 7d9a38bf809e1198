"""The numbered references of one page, and the marks that lead to them. What leads back is made where the page is read."""

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


@dataclass(slots=True)
class References:
    """Numbers sources in the order in which a page cites them."""

    encyclopedia: Encyclopedia
    by_source: dict[str, Reference] = field(default_factory=dict)

    def mark(self, citations: Iterable[Citation]) -> list[Mark]:
        """A mark for each citation."""
        found = []
        for citation in citations:
            source = self.encyclopedia.find_source(citation)
            if source is None:
                continue
            reference = self.by_source.setdefault(source.id, Reference(len(self.by_source) + 1, source))
            found.append(Mark(reference.number, citation.locator))
        return found

    def listed(self) -> list[Reference]:
        return list(self.by_source.values())


def marks_markdown(marks: Iterable[Mark]) -> str:
    """Marks as Markdown links."""
    return "".join(f"[\\[{md(m.words)}\\]](#ref-{m.number}){{.cite}}" for m in marks)


def marks_html(marks: Iterable[Mark]) -> str:
    """Marks as HTML."""
    return "".join(f'<a class="cite" href="#ref-{m.number}">[{html_text(m.words)}]</a>' for m in marks)
