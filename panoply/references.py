"""The numbered references of one page and the marks that lead to them and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from panoply.encyclopedia import Encyclopedia
from panoply.markup import html_text, md
from panoply.model import Citation, Source


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark in a text: the reference's number, where in the source, and the mark's own id to come back to."""

    number: int
    locator: str
    id: str

    @property
    def words(self) -> str:
        return f"{self.number}, {self.locator}" if self.locator else str(self.number)


@dataclass(slots=True)
class Reference:
    """One numbered line at the end of a page."""

    number: int
    source: Source
    marks: list[Mark] = field(default_factory=list)


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
            mark = Mark(reference.number, citation.locator, f"cite-{reference.number}-{len(reference.marks) + 1}")
            reference.marks.append(mark)
            found.append(mark)
        return found

    def listed(self) -> list[Reference]:
        return list(self.by_source.values())


def marks_markdown(marks: Iterable[Mark]) -> str:
    """Marks as Markdown links with ids of their own."""
    return "".join(f"[&#91;{md(m.words)}&#93;](#ref-{m.number}){{#{m.id} .cite}}" for m in marks)


def marks_html(marks: Iterable[Mark]) -> str:
    """Marks as HTML."""
    return "".join(f'<a class="cite" id="{m.id}" href="#ref-{m.number}">[{html_text(m.words)}]</a>' for m in marks)
