"""Rows of tables as Markdown tables: an entity's own, and those of others that name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from panoply.citations import date_order
from panoply.dates import Date
from panoply.links import RowLink
from panoply.meaning import weigh
from panoply.model import Claim, Entity, Row
from panoply.page_text import PageText, file_slug
from panoply.text import sort_key
from panoply.vocabulary import Property, Table


@dataclass(frozen=True, slots=True)
class TableView:
    """A table ready to print; cells are Markdown."""

    anchor: str
    label: str
    heads: list[str]
    rows: list[list[str]]


def own_table(text: PageText, table: Table, rows: Iterable[Row]) -> TableView:
    """An entity's table, as it stands in its file, sorted."""
    anchor = table.key.replace("_", "-")
    return _view(text, anchor, table.label, list(table.columns.values()), [(None, r) for r in _sorted(text, rows)])


def incoming_tables(text: PageText, links: Iterable[RowLink]) -> list[TableView]:
    """Rows elsewhere that name this entity, one table for each column they do it in."""
    grouped: dict[tuple[str, str], list[RowLink]] = defaultdict(list)
    for link in links:
        grouped[link.table.key, link.column.key].append(link)
    views = []
    for key in sorted(grouped):
        found = grouped[key]
        table, column = found[0].table, found[0].column
        columns = [c for c in table.columns.values() if c.key != column.key]
        rows = [(link.subject, link.row) for link in sorted(found, key=lambda o: _subject_order(text, o))]
        anchor = table.key if column.inverse == table.label else f"{table.key}-{column.key}"
        views.append(_view(text, anchor.replace("_", "-"), column.inverse or table.label, columns, rows))
    return views


def _subject_order(text: PageText, link: RowLink) -> tuple[object, ...]:
    return (sort_key(link.subject.name) if link.subject else (), *_row_order(text, link.row))


def _sorted(text: PageText, rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: _row_order(text, row))


def _row_order(text: PageText, row: Row) -> tuple[object, ...]:
    """By the names in entity columns, then by date."""
    names = [sort_key(text.name(row.slug(k) or "")) for k, c in row.cells.items() if c[0].prop.datatype == "entity"]
    dates = [date_order(c[0].value) for c in row.cells.values() if isinstance(c[0].value, Date)]
    has_own_file = text.encyclopedia.find(row.owner) is None
    return (dates, names, row.place) if has_own_file else (names, dates, row.place)


def _view(text: PageText, anchor: str, label: str, columns: list[Property], rows: list[tuple[Entity | None, Row]]) -> TableView:
    used = [c for c in columns if any(c.key in row.cells for _, row in rows)]
    with_subject = any(subject for subject, _ in rows)
    heads = (["Article"] if with_subject else []) + [c.label for c in used] + ["Source"]
    lines = []
    for subject, row in rows:
        cells = [_cell(text, row, column) for column in used]
        start = [text.entity(subject) if subject else ""] if with_subject else []
        lines.append([*start, *cells, text.marks(row.citations)])
    return TableView(anchor, label, heads, lines)


def _cell(text: PageText, row: Row, column: Property) -> str:
    claims = row.cells.get(column.key, ())
    if not claims:
        return ""
    answers = weigh(text.encyclopedia, text.wiki.voices, claims, row)
    lines = [_cell_line(text, w.claim) for w in answers.claims]
    return "<br>".join(lines) + (" *(disputed)*" if answers.is_disputed else "")


def _cell_line(text: PageText, claim: Claim) -> str:
    value = text.value(claim)
    if claim.prop.datatype == "prose":
        return f'<span class="note">{value}</span>'
    holds = text.narrowed(claim)
    words = f"{value} ({holds})" if holds else value
    if claim.is_deprecated:
        words = f"<del>{words}</del>"
    reason = f" {text.inline(claim.reason or claim.note, file_slug(claim))}" if claim.reason or claim.note else ""
    return words + reason + text.marks(claim.citations)
