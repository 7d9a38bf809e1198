"""The data for programs: a JSON file per kind and a CSV of all claims, with the schemas they keep to.

Numbers are exact; how many digits their author printed is in the claim's text.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from panoply.addresses import address, entity_file
from panoply.citations import cited_by, find_neighbour, neighbours_of
from panoply.dates import Date
from panoply.encyclopedia import Encyclopedia
from panoply.export_schema import VERSION, entities_schema, outlines_schema, sources_schema
from panoply.model import Choice, Citation, Claim, Entity, Reference, Row, Source, Unknown, Value
from panoply.outlines import dimension_labels, outlines
from panoply.page_text import Wiki
from panoply.prose import Prose, to_text
from panoply.quantities import Amount, Money, Quantity, Span

CSV_HEAD: Final = (
    *("kind", "entity", "property", "variant", "condition", "as_of", "basis", "by", "rank"),
    *("text", "low", "high", "unit", "si_low", "si_high", "sources"),
)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def data_files(wiki: Wiki) -> Iterator[tuple[str, str]]:
    """Path and content of every data file."""
    encyclopedia = wiki.encyclopedia
    for kind in encyclopedia.vocabulary.kinds:
        shown = [e for e in encyclopedia.of_kind(kind) if e.slug in wiki.shown]
        yield f"data/v1/{kind}.json", _json({"version": VERSION, "kind": kind}, kind, (_entity(encyclopedia, e) for e in shown))
    listed = _listed_sources(wiki)
    yield "data/v1/sources.json", _json({"version": VERSION}, "sources", (csl(encyclopedia, s) for s in listed))
    yield "data/v1/claims.csv", _csv(wiki)
    vocabulary = encyclopedia.vocabulary
    classes = {c.key: c.plural for c in vocabulary.classes.values() if not c.abstract and vocabulary.drawing_of(c.key)}
    head = {"version": VERSION, "classes": classes, "drawings": dimension_labels(vocabulary)}
    yield "data/v1/outlines.json", _json(head, "outlines", outlines(wiki, encyclopedia.entities.values()))
    schemas = {
        "entities": entities_schema(vocabulary),
        "sources": sources_schema(),
        "outlines": outlines_schema(vocabulary),
    }
    for name, schema in schemas.items():
        yield f"data/v1/{name}.schema.json", json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _listed_sources(wiki: Wiki) -> list[Source]:
    """Every source that is cited, and those whose words the cited ones pass on."""
    sources = wiki.encyclopedia.sources
    cited = [s for s in sources.values() if s.id in wiki.cited]
    ids = {s.id for s in cited} | {other.id for s in cited for other in neighbours_of(wiki.encyclopedia, s)}
    return [s for s in sources.values() if s.id in ids]


def _json(head: dict[str, Any], key: str, items: Iterable[dict[str, Any]]) -> str:
    """An object that ends in a list, one item a line: small, diffable, and quick (an indent costs the C encoder)."""
    start = _line(head)[:-1]
    lines = ",\n".join(map(_line, items))
    return f'{start}, "{key}": [\n{lines}\n]}}\n'


_line: Final[Callable[[dict[str, Any]], str]] = json.JSONEncoder(ensure_ascii=False).encode


def lines_of(wiki: Wiki, entity: Entity) -> Iterator[tuple[str, str]]:
    """What the data files have of one entity: whole lines, without the break after the last."""
    yield f"data/v1/{entity.kind}.json", _line(_entity(wiki.encyclopedia, entity))
    yield "data/v1/outlines.json", "\n".join(_line(item) for item in outlines(wiki, [entity]))
    stream = io.StringIO()
    _write_claims(wiki.encyclopedia, entity, csv.writer(stream, lineterminator="\n"))
    yield "data/v1/claims.csv", stream.getvalue().removesuffix("\n")


def _entity(encyclopedia: Encyclopedia, entity: Entity) -> dict[str, Any]:
    tables = {key: [_row(encyclopedia, row) for row in rows] for key, rows in entity.tables.items() if rows}
    for file in encyclopedia.row_files:
        for row in file.rows:
            if _about(row) == entity.slug:
                tables.setdefault(row.table, []).append(_row(encyclopedia, row))
    return {
        "slug": entity.slug,
        "name": entity.name,
        "class": entity.class_key,
        "address": address(entity_file(entity)),
        "names": [_without_nothing({"name": n.name, "lang": n.lang, "system": n.system}) for n in entity.names],
        "lead": to_text(entity.lead) if entity.lead else None,
        "claims": _by_property(encyclopedia, entity.claims),
        "variants": {
            slug: {"name": v.name, "parent": v.parent, "claims": _by_property(encyclopedia, v.claims)}
            for slug, v in entity.variants.items()
        },
        "tables": tables,
    }


def _about(row: Row) -> str | None:
    """The entity a row of its own file is about: the first it names."""
    return next((slug for column in row.cells if (slug := row.slug(column)) is not None), None)


def _by_property(encyclopedia: Encyclopedia, claims: Iterable[Claim]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for claim in claims:
        found[claim.prop.key].append(_claim(encyclopedia, claim))
    return dict(found)


def _claim(encyclopedia: Encyclopedia, claim: Claim, row: Row | None = None) -> dict[str, Any]:
    return _without_nothing(
        {
            "text": to_text(claim.value) if isinstance(claim.value, Prose) else claim.text,
            **_value(claim.value),
            "variant": claim.variant,
            "condition": claim.condition,
            "as_of": claim.as_of.edtf() if claim.as_of else None,
            "basis": claim.basis,
            "by": claim.by,
            "rank": claim.rank if claim.rank != "normal" else None,
            "reason": to_text(claim.reason) if claim.reason else None,
            "note": to_text(claim.note) if claim.note else None,
            "sources": _source_ids(encyclopedia, cited_by(claim, row)),
        }
    )


def _row(encyclopedia: Encyclopedia, row: Row) -> dict[str, Any]:
    cells = {key: [_claim(encyclopedia, c, row) for c in claims] for key, claims in row.cells.items()}
    return {"cells": cells, "sources": _source_ids(encyclopedia, row.citations)}


def _source_ids(encyclopedia: Encyclopedia, citations: Iterable[Citation]) -> list[str]:
    found = [(encyclopedia.find_source(citation), citation.locator) for citation in citations]
    return [f"{source.id}, {locator}" if locator else source.id for source, locator in found if source is not None]


def _value(value: Value) -> dict[str, Any]:
    """A value by its sort; numbers keep their digits."""
    if isinstance(value, Quantity):
        si = value.in_si()
        return {
            "type": "quantity",
            **_ends(value.amount),
            "unit": value.unit.key if value.unit else None,
            "si": _ends(si) if value.unit and value.unit.factor != 1 else None,
        }
    if isinstance(value, Span):
        return {"type": "span", "low": _number(value.low), "high": _number(value.high), "unit": value.unit.key}
    if isinstance(value, Money):
        return {"type": "money", **_ends(value.amount), "currency": value.currency, "year": value.year}
    if isinstance(value, Date):
        return {"type": "date", "date": value.edtf()}
    if isinstance(value, Reference):
        return {"type": "entity", "entity": value.slug}
    if isinstance(value, Choice):
        return {"type": "choice", "choice": value.key}
    if isinstance(value, Unknown):
        return {"type": "unknown"}
    if isinstance(value, bool):
        return {"type": "yes-no", "yes": value}
    return {"type": "text"}


def _ends(amount: Amount) -> dict[str, Any]:
    return _without_nothing(
        {
            "low": _number(amount.low),
            "high": _number(amount.high),
            "form": amount.form if amount.form != "exact" else None,
            "approximate": amount.approximate or None,
        }
    )


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _without_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in fields.items() if v is not None and v != {}}


def csl(encyclopedia: Encyclopedia, source: Source) -> dict[str, Any]:
    """A source as CSL-JSON, with what CSL has no word for under ``custom``."""
    return _without_nothing(
        {
            "id": source.id,
            "type": source.type,
            "title": source.title,
            "author": [{"literal": source.author}] if source.author else None,
            "publisher": source.publisher or None,
            "container-title": source.container or None,
            "issued": _csl_date(source.issued),
            "accessed": _csl_date(source.accessed),
            "URL": source.url or None,
            "ISBN": source.isbn or None,
            "language": source.language or None,
            "note": source.note or None,
            "custom": _without_nothing(
                {
                    "grade": source.grade,
                    "archived": source.archived or None,
                    "same_text_as": _id(encyclopedia, source, source.same_text_as),
                    "relays": _id(encyclopedia, source, source.relays),
                    "by": source.by,
                }
            ),
        }
    )


def _id(encyclopedia: Encyclopedia, source: Source, key: str | None) -> str | None:
    """The id of the source that another one names by its key."""
    neighbour = find_neighbour(encyclopedia, source, key)
    return neighbour.id if neighbour else None


def _csl_date(date: Date | None) -> dict[str, Any] | None:
    if date is None:
        return None
    parts = [n for n in (date.year, date.month, date.day) if n is not None]
    return _without_nothing({"date-parts": [parts], "circa": date.approximate or date.decade or None})


def _csv(wiki: Wiki) -> str:
    """Every claim of every entity that has a page, on a line; cells of tables are in the JSON."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(CSV_HEAD)
    for entity in wiki.encyclopedia.entities.values():
        if entity.slug in wiki.shown:
            _write_claims(wiki.encyclopedia, entity, writer)
    return stream.getvalue()


def _write_claims(encyclopedia: Encyclopedia, entity: Entity, writer: Any) -> None:
    for claim in entity.all_claims():
        value = _value(claim.value)
        si = value.get("si") or (value if value["type"] == "quantity" else {})
        writer.writerow(
            _safe(cell)
            for cell in (
                entity.kind,
                entity.slug,
                claim.prop.key,
                claim.variant,
                claim.condition,
                claim.as_of.edtf() if claim.as_of else None,
                claim.basis,
                claim.by,
                claim.rank,
                claim.text,
                value.get("low"),
                value.get("high"),
                value.get("unit") or value.get("currency"),
                si.get("low"),
                si.get("high"),
                "; ".join(_source_ids(encyclopedia, claim.citations)),
            )
        )


def _safe(cell: object) -> object:
    """A text that a spreadsheet would run as a formula is kept text by an apostrophe before it."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
