"""What others say of an entity that is too much for its page: rows, relations and links from elsewhere that stand apart.

A country may be named in the rows of thousands of systems. The longest lists leave its page until the others fit; in their
place stand links to pages of their own, divided by the names of those who say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from panoply.addresses import entity_file, part_file
from panoply.dates import Date
from panoply.links import RowLink
from panoply.model import Entity
from panoply.page_text import PageText, Wiki
from panoply.relations import relations_to
from panoply.rows import incoming_label, incoming_rows, table_anchor
from panoply.text import counted, fold, sort_key
from panoply.vocabulary import Property, Table
from panoply.volumes import MOST_CITED, MOST_LINES, Entry, Volume, volumes

BACKLINKS: Final = "what-links-here"
MOST_BACKLINKS: Final = MOST_LINES // 2
"""Of what links to an article, beside all else that stands there."""


@dataclass(frozen=True)
class Said:
    """One list of what others say of an entity."""

    key: str
    label: str
    entries: Sequence[Entry[Any]]
    """Of each who says it: the rows, the relations, or who it is."""
    most: int
    """On one page."""
    rows: tuple[Table, Property] | None = None
    """Where these are rows: of which table, and in which column they name the entity."""

    @property
    def anchor(self) -> str:
        """Where the entity's page speaks of it."""
        return self.key if self.rows or self.key == BACKLINKS else "relations"

    @cached_property
    def size(self) -> int:
        return sum(entry.weight for entry in self.entries)

    @cached_property
    def parts(self) -> list[Volume[Any]]:
        """By the names of those who say it; all in one where one page has room."""
        if self.size <= self.most:
            return [Volume("", "all", [entry.item for entry in self.entries])]
        return volumes(self.entries, self.most)

    def file(self, entity: Entity, part: Volume[Any]) -> str:
        return part_file(entity_file(entity), f"{self.key}--{part.key}" if part.key else self.key)

    def links(self, text: PageText, entity: Entity) -> str:
        """To its pages, in place of the list itself."""
        links = " · ".join(text.to_file(self.file(entity, part), part.label) for part in self.parts)
        return f"{counted(self.size, 'entry', 'entries')}, on pages apart: {links}"


def apart_of(wiki: Wiki, entity: Entity) -> dict[str, Said]:
    """By key, the lists that are too long for the entity's page."""
    links = wiki.links
    found: dict[str, Said] = {}
    if len(links.rows.get(entity.slug, ())) + len(links.incoming.get(entity.slug, ())) > MOST_CITED:
        text = PageText(wiki, entity_file(entity))
        said = sorted((*_rows(text, entity), *_relations(text, entity)), key=lambda one: one.size)
        left = sum(one.size for one in said)
        while left > MOST_CITED:
            longest = said.pop()
            found[longest.key] = longest
            left -= longest.size
    if len(links.backlinks.get(entity.slug, ())) > MOST_BACKLINKS:
        entries = [Entry(e, e.name) for e in backlinks_of(wiki, entity)]
        found[BACKLINKS] = Said(BACKLINKS, "What links here", entries, MOST_LINES)
    return found


def backlinks_of(wiki: Wiki, entity: Entity) -> list[Entity]:
    """Those whose prose, claims or rows name it, by name."""
    found = [wiki.encyclopedia.get(slug) for slug in wiki.links.backlinks.get(entity.slug, ())]
    return sorted(found, key=lambda e: (sort_key(e.name), e.slug))


def relation_key(label: str) -> str:
    return f"related-{fold(label)}"


def _rows(text: PageText, entity: Entity) -> list[Said]:
    return [
        Said(table_anchor(table, column), incoming_label(table, column), _by_subject(found), MOST_CITED, (table, column))
        for table, column, found in incoming_rows(text, text.wiki.links.rows.get(entity.slug, ()))
    ]


def _by_subject(links: list[RowLink]) -> list[Entry[list[RowLink]]]:
    """Rows of one article together; those of a file of rows each alone, under its date."""
    entries = []
    for subject, found in groupby(links, key=lambda link: link.subject):
        rows = [*found]
        if subject is not None:
            entries.append(Entry(rows, subject.name, len(rows)))
        else:
            entries += [Entry([link], _date(link)) for link in rows]
    return entries


def _date(link: RowLink) -> str:
    dates = (claims[0].value for claims in link.row.cells.values())
    return next((str(date.year) for date in dates if isinstance(date, Date)), "Undated")


def _relations(text: PageText, entity: Entity) -> list[Said]:
    return [
        Said(relation_key(label), label, [Entry(of_one, of_one[0].subject.name) for of_one in found], MOST_CITED)
        for label, found in relations_to(text, entity).items()
    ]
