"""Rows of tables set out for a page, by what they are about: an entity's own, and those of others that name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from panoply.citations import date_order
from panoply.dates import Date
from panoply.links import RowLink
from panoply.meaning import weigh
from panoply.model import Choice, Citation, Claim, Entity, Row
from panoply.page_text import NO_WORDS, PageText, file_slug, joined
from panoply.prose import Prose
from panoply.text import sort_key
from panoply.vocabulary import Property, Table

FEW_ROWS = 3
"""From so many rows on, what all have in common is said once, above them."""
NOTHING = Markup("—")


@dataclass(frozen=True, slots=True)
class RowView:
    """One row's cells, and below them what else must be known."""

    cells: list[Markup]
    remarks: Markup


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows about one thing, which heads them."""

    head: Markup
    anchor: str | None
    """Their address on the page, made of what they are about; none where that is no entity, or has rows above as well."""
    rows: list[RowView]

    @property
    def height(self) -> int:
        """In table rows: remarks stand in one of their own."""
        return sum(2 if row.remarks else 1 for row in self.rows)


@dataclass(frozen=True, slots=True)
class TableView:
    """A table ready to print."""

    anchor: str
    label: str
    heads: list[str]
    common: Markup
    """What holds for every row."""
    groups: list[RowGroup]


def own_table(text: PageText, table: Table, rows: Iterable[Row]) -> TableView:
    """An entity's table, as it stands in its file, sorted."""
    found = sorted(rows, key=lambda row: _row_order(text, row))
    return _view(text, table_anchor(table), table.label, list(table.columns.values()), [(None, row) for row in found])


def incoming_rows(text: PageText, links: Iterable[RowLink]) -> Iterator[tuple[Table, Property, list[RowLink]]]:
    """Rows elsewhere that name this entity, by each column they do it in, in the vocabulary's order, sorted."""
    grouped: dict[tuple[str, str], list[RowLink]] = defaultdict(list)
    for link in links:
        grouped[link.table.key, link.column.key].append(link)
    for table in text.encyclopedia.vocabulary.tables.values():
        for column in table.columns.values():
            if (table.key, column.key) in grouped:
                yield table, column, sorted(grouped[table.key, column.key], key=lambda link: _subject_order(text, link))


def incoming_table(text: PageText, table: Table, column: Property, links: Iterable[RowLink]) -> TableView:
    """Such rows as one table."""
    columns = [c for c in table.columns.values() if c.key != column.key]
    rows = [(link.subject, link.row) for link in links]
    return _view(text, table_anchor(table, column), incoming_label(table, column), columns, rows)


def incoming_label(table: Table, column: Property) -> str:
    return column.inverse or table.label


def table_anchor(table: Table, column: Property | None = None) -> str:
    """Where a table stands on a page; with a column, on that of an entity its rows name there."""
    suffix = f"-{column.key}" if column and column.inverse != table.label else ""
    return (table.key + suffix).replace("_", "-")


def _subject_order(text: PageText, link: RowLink) -> tuple[object, ...]:
    return (sort_key(link.subject.name) if link.subject else (), *_row_order(text, link.row))


def _row_order(text: PageText, row: Row) -> tuple[object, ...]:
    """By the names in entity columns, then by choices in their own order, then by date; of a file of rows by date first."""
    names = [sort_key(text.name(row.slug(k) or "")) for k, c in row.cells.items() if c[0].prop.datatype == "entity"]
    dates = [date_order(c[0].value) for c in row.cells.values() if isinstance(c[0].value, Date)]
    choices = [_choice_order(c[0]) for c in row.cells.values() if isinstance(c[0].value, Choice)]
    has_own_file = text.encyclopedia.find(row.owner) is None
    return (dates, names, row.place) if has_own_file else (names, choices, dates, row.place)


def _choice_order(claim: Claim) -> int:
    return list(claim.prop.choices or ()).index(claim.value.key) if isinstance(claim.value, Choice) else 0


def _view(text: PageText, anchor: str, label: str, columns: list[Property], rows: list[tuple[Entity | None, Row]]) -> TableView:
    used = [c for c in columns if c.datatype != "prose" and any(c.key in row.cells for _, row in rows)]
    common = [c for c in used if _is_common(c, [row for _, row in rows])]
    told = [c for c in used if c not in common]
    subjects = [subject for subject, _ in rows if subject]
    lead = told.pop(0) if told and not subjects else None
    heads = [lead.label if lead else _kind_of(text, subjects), *(c.label for c in told), "Source"]
    groups: list[RowGroup] = []
    for subject, row in rows:
        head = (_cell(text, row, lead) if lead else subject and text.entity_html(subject)) or NOTHING
        if not groups or groups[-1].head != head:
            about = row.slug(lead.key) if lead else subject and subject.slug
            address = f"{anchor}-{about}".replace("/", "-") if about else None
            groups.append(RowGroup(head, None if any(group.anchor == address for group in groups) else address, []))
        cells = [*(_cell(text, row, c) for c in told), text.marks_html(row.citations)]
        groups[-1].rows.append(RowView(cells, joined(_remarks(text, row, columns), "<br>")))
    shared = Markup(" · ").join(Markup("{}: {}").format(c.label, _cell(text, rows[0][1], c)) for c in common)
    return TableView(anchor, label, heads, shared, groups)


def _is_common(column: Property, rows: list[Row]) -> bool:
    """Whether all rows name one and the same entity, on no other authority than the row's."""
    cells = [row.cells.get(column.key, ()) for row in rows]
    plain = all(len(claims) == 1 and not claims[0].citations for claims in cells)
    return column.datatype == "entity" and len(rows) >= FEW_ROWS and plain and len({claims[0].text for claims in cells}) == 1


def _kind_of(text: PageText, subjects: list[Entity]) -> str:
    """What the articles are that the rows stand in."""
    kinds = {subject.kind for subject in subjects}
    return text.encyclopedia.vocabulary.kinds[kinds.pop()].singular.capitalize() if len(kinds) == 1 else "Article"


def _cell(text: PageText, row: Row, column: Property) -> Markup:
    claims = row.cells.get(column.key, ())
    if len(claims) == 1:  # as nearly all are
        return _cell_line(text, claims[0], row)
    answers = weigh(text.encyclopedia, text.wiki.voices, claims, row)
    lines = Markup("<br>").join(_cell_line(text, w.claim, row) for w in answers.claims)
    return lines + Markup(' <small class="flag-disputed">disputed</small>') if answers.is_disputed else lines


def _cell_line(text: PageText, claim: Claim, row: Row) -> Markup:
    shown = text.shown(claim)
    value = text.value_html(claim) if shown.reference or shown.others else escape(shown.text)
    if claim.is_deprecated:
        value = Markup("<del>{}</del>").format(value)
    holds = text.narrowed(claim)
    narrowed = Markup(" <small>{}</small>").format(holds) if holds else NO_WORDS
    return joined([value, narrowed, _own_marks(text, claim, row)])


def _own_marks(text: PageText, claim: Claim, row: Row) -> Markup:
    """Marks of a claim that does not rest on just what its row rests on."""
    if not claim.citations or _cited(claim.citations) == _cited(row.citations):
        return NO_WORDS
    return text.marks_html(claim.citations)


def _cited(citations: Iterable[Citation]) -> set[tuple[str, str]]:
    return {(c.key, c.locator) for c in citations}


def _remarks(text: PageText, row: Row, columns: list[Property]) -> Iterator[Markup]:
    """A row's prose, and the reasons and notes of its figures, with the figure each belongs to."""
    for claim in (claim for column in columns for claim in row.cells.get(column.key, ())):
        owner = file_slug(claim)
        if claim.prop.datatype == "prose":
            words = text.html(claim.value, owner) if isinstance(claim.value, Prose) else escape(claim.text)
            yield words + _own_marks(text, claim, row)
        for words in (text.html(prose, owner) for prose in (claim.reason, claim.note) if prose):
            yield Markup("<b>{}</b>, {}: {}").format(claim.prop.label, text.figure_html(claim, "b"), words)
