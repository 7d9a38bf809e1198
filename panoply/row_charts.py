"""Charts of a table's rows: what was pledged against what was delivered, and what each claimant measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from panoply.bars import HOLLOW, ONWARD, SOFT, UNBEGUN, Band, Bar, Chart, Line, amount_bars, amount_scale, amount_words
from panoply.citations import date_order
from panoply.dates import Date, date_text
from panoply.model import Claim, Entity, Reference, Row
from panoply.page_text import PageText
from panoply.periods import year_words
from panoply.quantities import Unit
from panoply.rows import table_anchor
from panoply.text import counted, in_words
from panoply.values import value_text
from panoply.vocabulary import ASIDE, DELIVERED, MEASURE, PLEDGED, WHEN, Property, Table

FEWEST_LINES, MOST_LINES = 3, 60
"""Fewer are read faster as text; more are no picture any longer."""
LATEST = Date(9999)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The rows of a table that one page shows, and how that page sees them."""

    text: PageText
    table: Table
    own: Property | None
    """The column that names the page's entity, in rows of other files."""
    rows: list[tuple[Entity | None, Row]]
    """Each with the entity of another page whose row it is."""

    @property
    def label(self) -> str:
        return (self.own and self.own.inverse) or self.table.label

    @property
    def link(self) -> Markup:
        return Markup('<a href="#{}">{}</a>').format(table_anchor(self.table, self.own), self.label)

    def columns(self, role: str) -> list[Property]:
        return [c for c in self.table.columns.values() if c.role == role]

    def claims(self, row: Row, role: str) -> list[Claim]:
        """What a row says in all columns of a role, deprecated figures aside."""
        return [c for column in self.columns(role) for c in row.cells.get(column.key, ()) if not c.is_deprecated]

    def entities(self, row: Row) -> list[str]:
        """The names of the entities a row names, the page's own aside."""
        others = [c for c in self.table.columns.values() if c != self.own and c.datatype == "entity"]
        return [self.text.name(slug) for c in others if (slug := row.slug(c.key)) is not None]

    def version(self, subject: Entity | None, row: Row) -> list[str]:
        """The variant a row is about, else the article it stands in."""
        claims = [row.cells[c.key][0] for c in self.table.columns.values() if c.datatype == "variant" and c.key in row.cells]
        named = [self.text.variant_name(c.value.slug, c) for c in claims if isinstance(c.value, Reference)]
        return named or ([subject.name] if subject else [])

    def figures(self, claims: list[Claim]) -> str:
        """Figures in few words."""
        return amount_words((self.text.shown(c).text for c in claims), claims)

    def unit(self, column: Property) -> Unit | None:
        return self.text.encyclopedia.vocabulary.units.units.get(column.unit or "")

    def date(self, row: Row) -> Date:
        """The first a row gives."""
        dates = (c.value for c in self.claims(row, WHEN) if isinstance(c.value, Date))
        return min(dates, key=date_order, default=LATEST)


def row_charts(drawn: Drawn) -> Iterator[Chart]:
    """The charts of one table."""
    ordered = Drawn(drawn.text, drawn.table, drawn.own, sorted(drawn.rows, key=lambda r: date_order(drawn.date(r[1]))))
    has_pledges = drawn.columns(PLEDGED) or drawn.columns(DELIVERED)
    for chart in (_pledges(ordered) if has_pledges else None, _measures(ordered) if drawn.columns(MEASURE) else None):
        if chart is not None:
            yield chart


def _pledges(drawn: Drawn) -> Chart | None:
    """A line for each row, its delivery drawn into its pledge."""
    lines = [line for subject, row in drawn.rows if (line := _pledge(drawn, subject, row)).bars]
    if not FEWEST_LINES <= len(lines) <= MOST_LINES:
        return None
    columns = [c.label.lower() for role in (PLEDGED, DELIVERED) for c in drawn.columns(role)]
    bars = [bar for line in lines for bar in line.bars]
    greatest = max(lines, key=lambda line: max(bar.high for bar in line.bars))
    alt = (
        f"{drawn.label}: bars of what was {in_words(columns)} in {counted(len(lines), 'row')}, the greatest {greatest.label}, "
    )
    outline = f"Outlined: {columns[0]}; filled: {columns[-1]}. " if any(bar.kind.startswith(HOLLOW) for bar in bars) else ""
    return Chart(
        f"{drawn.label}: {in_words(columns)}",
        alt + greatest.words,
        caption([drawn.link], bars, outline),
        amount_scale(bars),
        [Band("", lines)],
    )


def _pledge(drawn: Drawn, subject: Entity | None, row: Row) -> Line:
    pledged, delivered = drawn.claims(row, PLEDGED), drawn.claims(row, DELIVERED)
    date = drawn.date(row)
    said = [(drawn.figures(cell), cell[0].prop.label.lower()) for cell in (pledged, delivered) if cell]
    words = [year_words(date) if date != LATEST else "", *(f"{figures} {label}" for figures, label in said)]
    label = ", ".join([" → ".join(drawn.entities(row)), *drawn.version(subject, row)])
    return Line(label, " · ".join(filter(None, words)), (*amount_bars(pledged, kind=HOLLOW), *amount_bars(delivered)))


def _measures(drawn: Drawn) -> Chart | None:
    """A band for each row, in it a line for each claim on what was measured."""
    columns = drawn.columns(MEASURE)
    columns = [c for c in columns if c.dimension == columns[0].dimension]
    shared = set.intersection(*({*drawn.entities(row), *drawn.version(s, row)} for s, row in drawn.rows))
    bands = [_measured(drawn, columns, subject, row, shared) for subject, row in drawn.rows]
    bands = [band for band in bands if any(line.bars for line in band.lines)]
    if not bands or sum(len(band.lines) for band in bands) > MOST_LINES:
        return None
    bars = [bar for band in bands for line in band.lines for bar in line.bars]
    unit = drawn.unit(columns[0])
    title = f"{', '.join([drawn.label, *sorted(shared)])}: {in_words([c.label.lower() for c in columns])}"
    alt = f"{title}: bars of {counted(len(bands), 'row')}, from {bands[0].label} to {bands[-1].label}."
    return Chart(title, alt, caption([drawn.link], bars), amount_scale(bars, unit.symbol if unit else ""), bands)


def _measured(drawn: Drawn, columns: list[Property], subject: Entity | None, row: Row, shared: set[str]) -> Band:
    names = [name for name in (*drawn.entities(row), *drawn.version(subject, row)) if name not in shared]
    asides = [value_text(c.value, c.prop) for c in drawn.claims(row, ASIDE)]
    date = drawn.date(row)
    words = [date_text(date) if date != LATEST else "", *names, *asides]
    lines = [line for c in columns for line in _claimed(drawn, row, c, "second" if c != columns[0] else "")]
    return Band(" · ".join(filter(None, words)), lines)


def _claimed(drawn: Drawn, row: Row, column: Property, tone: str) -> Iterator[Line]:
    """A line for each claimant of one figure."""
    by_claimant: dict[str, list[Claim]] = defaultdict(list)
    for claim in row.cells.get(column.key, ()):
        if not claim.is_deprecated:
            by_claimant[drawn.text.narrowed(claim)].append(claim)
    unit = drawn.unit(column)
    for holds, claims in by_claimant.items():
        label = f"{column.label}, {holds}" if holds else column.label
        yield Line(label, drawn.figures(claims), amount_bars(claims, unit.factor if unit else Decimal(1)), tone)


def caption(links: Iterable[Markup], bars: list[Bar], start: str = "", fading: str = "or more") -> Markup:
    """What the looks of bars mean, and where every figure stands with its source."""
    kinds = {kind for bar in bars for kind in bar.kind.split()}
    words = start
    words += "Lighter: sources differ, or give no exact figure. " if SOFT in kinds else ""
    words += f"Fading: {fading}. " if kinds & {ONWARD, UNBEGUN} else ""
    return Markup("{}Figures and sources: {}.").format(words, Markup(", ").join(links))
