"""An article's charts: its years on one strip, then those of its rows.

They draw what evidence and tables on the same page say, so they cite nothing themselves. What is drawn how, the roles
and periods of the vocabulary say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from panoply.bars import Band, Chart, Line, stretch_bars, year_bars, year_scale
from panoply.evidence import anchor_of
from panoply.links import find_target
from panoply.model import Claim, Entity, Reference, Row
from panoply.page_text import PageText
from panoply.periods import Stretch, periods_of, years_of
from panoply.row_charts import FEWEST_LINES, MOST_LINES, Drawn, caption, row_charts
from panoply.text import counted
from panoply.vocabulary import DURING, END, NUMBER, START, Property


@dataclass(frozen=True, slots=True)
class Source:
    """A band of the strip, and the links to what it draws."""

    band: Band
    links: list[Markup]


def charts_of(text: PageText, entity: Entity) -> list[Chart]:
    """All charts of a page, the strip first."""
    drawn = [table for table in _tables(text, entity) if len(table.rows) <= MOST_LINES]
    strip = _strip(text, entity, drawn)
    return [*([strip] if strip else []), *(chart for table in drawn for chart in row_charts(table))]


def _tables(text: PageText, entity: Entity) -> Iterator[Drawn]:
    """The tables a page shows: its own, and the rows of others that name it."""
    grouped: dict[tuple[str, str], list[tuple[Entity | None, Row]]] = defaultdict(list)
    for link in text.wiki.links.rows.get(entity.slug, ()):
        grouped[link.table.key, link.column.key].append((link.subject, link.row))
    for table in text.encyclopedia.vocabulary.tables.values():
        if not any(column.role for column in table.columns.values()):
            continue
        if entity.tables.get(table.key):
            yield Drawn(text, table, None, [(None, row) for row in entity.tables[table.key]])
        for column in table.columns.values():
            if (table.key, column.key) in grouped:
                yield Drawn(text, table, column, grouped[table.key, column.key])


def _strip(text: PageText, entity: Entity, drawn: list[Drawn]) -> Chart | None:
    """Its own dates, the periods of its rows, and what it took part in, on one scale of years."""
    sources = [
        _dates(text, entity),
        *(_periods(t) for t in drawn if t.columns(START) or t.columns(END)),
        *_during(text, entity),
    ]
    sources = [source for source in sources if source.band.lines]
    bands = [source.band for source in sources]
    bars = [bar for band in bands for line in band.lines for bar in line.bars]
    if not FEWEST_LINES <= sum(len(band.lines) for band in bands) <= MOST_LINES:
        return None
    scale = year_scale(bars)
    own = [f"{line.label} {line.words}" for band in bands if not band.label for line in band.lines]
    others = [f"{band.label}: {counted(len(band.lines), 'line')}" for band in bands if band.label]
    alt = f"Strip of years from {scale.origin} to {scale.origin + scale.extent}. {'; '.join(own + others)}."
    return Chart(
        "",
        alt,
        caption([link for source in sources for link in source.links], bars, fading="one end is not given"),
        scale,
        bands,
    )


def _dates(text: PageText, entity: Entity) -> Source:
    """Its periods, and its dates that belong to none."""
    voices, encyclopedia = text.wiki.voices, text.encyclopedia
    vocabulary = encyclopedia.vocabulary
    claims = [c for c in entity.claims if c.prop.datatype == "date" and c.variant is None]
    properties = dict.fromkeys(c.prop.key for c in claims)
    lines = [_stretch(text, p.label, stretch) for p, stretch in periods_of(encyclopedia, voices, entity.claims)]
    single = set(properties) - {key for p in vocabulary.periods.values() for key in (p.start, p.end)}
    for prop in (p for p in vocabulary.properties.values() if p.key in single):
        years = years_of(encyclopedia, voices, [c for c in claims if c.prop == prop])
        if years is not None:
            lines.append(Line(prop.label, years.words, year_bars(years)))
    links = {vocabulary.properties[key].group: _link(text, vocabulary.properties[key]) for key in reversed(list(properties))}
    return Source(Band("", _in_order(lines)), list(links.values()))


def _link(text: PageText, prop: Property) -> Markup:
    """A link to the evidence of a property, by its group's name."""
    return Markup('<a href="#{}">{}</a>').format(anchor_of(prop), text.encyclopedia.vocabulary.groups[prop.group])


def _stretch(text: PageText, label: str, stretch: Stretch, more: str = "") -> Line:
    words = " · ".join(filter(None, [stretch.words, more]))
    return Line(label, words, stretch_bars(stretch, text.wiki.today.year))


def _periods(drawn: Drawn) -> Source:
    """The rows of a table that say from when to when."""
    text, lines = drawn.text, []
    for subject, row in drawn.rows:
        start, end = (years_of(text.encyclopedia, text.wiki.voices, drawn.claims(row, role), row) for role in (START, END))
        if start or end:
            label = ", ".join([*drawn.entities(row), *drawn.version(subject, row)])
            lines.append(_stretch(text, label, Stretch(start, end), drawn.figures(drawn.claims(row, NUMBER))))
    return Source(Band(drawn.label, _in_order(lines)), [drawn.link])


def _during(text: PageText, entity: Entity) -> Iterator[Source]:
    """What it took part in, when that was."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in entity.all_claims():
        if claim.prop.role == DURING and isinstance(claim.value, Reference) and not claim.is_deprecated:
            found[claim.prop.key].append(claim)
    for claims in found.values():
        prop = claims[0].prop
        slugs = dict.fromkeys(c.value.slug for c in claims if isinstance(c.value, Reference))
        lines = [line for slug in slugs if (line := _other(text, slug)) is not None]
        yield Source(Band(prop.label, _in_order(lines)), [Markup('<a href="#{}">{}</a>').format(anchor_of(prop), prop.label)])


def _other(text: PageText, slug: str) -> Line | None:
    """Another entity by its first period."""
    target = find_target(text.encyclopedia, slug)
    if target is None:
        return None
    found = next(periods_of(text.encyclopedia, text.wiki.voices, target.entity.claims), None)
    return _stretch(text, target.entity.name, found[1]) if found else None


def _in_order(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.bars[0].low, line.bars[-1].high))
