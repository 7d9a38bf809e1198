"""What differs between two revisions, as frozen objects. None, or an empty text, is what was not or is no longer there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from panoply.encyclopedia import Encyclopedia
from panoply.model import Claim, Entity, Row, RowFile, Source

File = Entity | RowFile


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A statement before and after; a cell's with its rows, whose citations cover it."""

    old: Claim | None
    new: Claim | None
    old_row: Row | None = None
    new_row: Row | None = None

    @property
    def claim(self) -> Claim:
        """The later of the two."""
        return next(one for one in (self.new, self.old) if one is not None)


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row of a table before and after, with those of its cells that differ."""

    old: Row | None
    new: Row | None
    cells: tuple[ClaimChange, ...] = ()

    @property
    def row(self) -> Row:
        """The later of the two."""
        return next(one for one in (self.new, self.old) if one is not None)


@dataclass(frozen=True, slots=True)
class WordChange:
    """A short text of a file, such as its name or class."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ProseChange:
    """A longer text: its words counted, and the sources it gained and lost."""

    what: str
    old: int
    new: int
    gained: int
    """Words that stand there more often than before."""
    lost: int
    sources_gained: tuple[str, ...] = ()
    sources_lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileChange:
    """An entity, or a file of rows. Two slugs mean that it was renamed."""

    old: File | None
    new: File | None
    words: tuple[WordChange, ...] = ()
    claims: tuple[ClaimChange, ...] = ()
    rows: tuple[RowChange, ...] = ()
    proses: tuple[ProseChange, ...] = ()
    leads: tuple[ClaimChange, ...] = ()
    """What summaries show of a property, where that is now another claim rather than the same one changed."""

    @property
    def file(self) -> File:
        """The later of the two."""
        return next(file for file in (self.new, self.old) if file is not None)

    def is_renamed(self) -> bool:
        return self.old is not None and self.new is not None and self.old.slug != self.new.slug

    def is_empty(self) -> bool:
        parts = (self.words, self.claims, self.rows, self.proses, self.leads)
        return self.old is not None and self.new is not None and not self.is_renamed() and not any(parts)

    def statements(self) -> Iterator[ClaimChange]:
        """Claims that differ, those in cells too."""
        return chain(self.claims, (cell for row in self.rows for cell in row.cells))


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A cited work, with its fields that differ. Two ids mean that it moved or got another key."""

    old: Source | None
    new: Source | None
    fields: tuple[WordChange, ...] = ()

    @property
    def source(self) -> Source:
        """The later of the two."""
        return next(one for one in (self.new, self.old) if one is not None)

    def is_empty(self) -> bool:
        return self.old is not None and self.new is not None and not self.fields and self.old.id == self.new.id


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A row of the vocabulary, a term of the glossary or a seed article."""

    sort: str
    key: str
    verb: str
    """added, removed or changed"""
    fields: tuple[str, ...] = ()
    """What of it differs."""


@dataclass(frozen=True, slots=True)
class Diff:
    """All that differs."""

    before: Encyclopedia
    after: Encyclopedia
    files: tuple[FileChange, ...]
    sources: tuple[SourceChange, ...]
    keys: tuple[KeyChange, ...]
    unreadable: tuple[str, ...]
    """Files that can be read in one of the revisions only: nothing is said of what they say."""

    def is_empty(self) -> bool:
        return not (self.files or self.sources or self.keys or self.unreadable)

    def renamed_sources(self) -> dict[str, str]:
        """The later id by the earlier one."""
        return renamed(self.sources)


def renamed(changes: tuple[SourceChange, ...]) -> dict[str, str]:
    return {c.old.id: c.new.id for c in changes if c.old is not None and c.new is not None and c.old.id != c.new.id}
