"""JSON Schemas of the published data, made from the vocabulary: what a program may rely on in data/v1/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from panoply.model import BASES, GRADES, RANKS
from panoply.patterns import DATE_TEXT, SLUG_TEXT, WEB_ADDRESS
from panoply.schema_parts import DIALECT, Schema, one_of_these
from panoply.silhouette import DIMENSIONS
from panoply.source_file import CSL_TYPES
from panoply.vocabulary import Property, Vocabulary

VERSION: Final = 1
FORMS: Final = ("range", "spread", "at-least", "at-most", "over", "under")
TYPES: Final = {"count": "quantity", "variant": "entity", "datetime": "text", "prose": "text"}
"""The type a value has in the data where it is not its datatype's name."""
NUMBER: Final[Schema] = {"type": "number"}
STRING: Final[Schema] = {"type": "string", "minLength": 1}


def entities_schema(vocabulary: Vocabulary) -> Schema:
    """Of the files of every kind: one list of entities, under the kind's own key."""
    lists = {kind: _list({"$ref": f"#/$defs/{kind}"}) for kind in vocabulary.kinds}
    return {
        "$schema": DIALECT,
        "title": "Entities",
        "description": "The entities of one kind with their claims; sources are named as in sources.json, then a locator.",
        "type": "object",
        "properties": {"version": {"const": VERSION}, "kind": {"enum": list(vocabulary.kinds)}, **lists},
        "required": ["version", "kind"],
        "oneOf": [{"properties": {"kind": {"const": kind}}, "required": [kind]} for kind in vocabulary.kinds],
        "additionalProperties": False,
        "$defs": {kind: _entity(vocabulary, kind) for kind in vocabulary.kinds} | _definitions(vocabulary),
    }


def sources_schema() -> Schema:
    """Of sources.json, whose items are CSL-JSON."""
    return {
        "$schema": DIALECT,
        "title": "Sources",
        "description": "Every cited work, as an item of CSL-JSON 1.0.2.",
        **_object({"version": {"const": VERSION}, "sources": _list(_csl_item())}),
    }


def outlines_schema(vocabulary: Vocabulary) -> Schema:
    """Of outlines.json: the measures of whatever can be drawn."""
    metres = {word: {"type": "number", "exclusiveMinimum": 0} for word in DIMENSIONS}
    outline = {"slug": SLUG, "name": STRING, "class": {"enum": list(vocabulary.classes)}, "address": STRING}
    labels = _object(dict.fromkeys(DIMENSIONS, STRING), ())
    drawn = {
        "drawing": {"enum": list(vocabulary.drawings)},
        "metres": _object(metres, ()),
        "about": _list({"enum": list(DIMENSIONS)}),
    }
    return {
        "$schema": DIALECT,
        "title": "Outlines",
        "description": "What leads for each dimension that is drawn; `about` names those that are no exact figure.",
        **_object(
            {
                "version": {"const": VERSION},
                "classes": {"type": "object", "additionalProperties": STRING},
                "drawings": _object(dict.fromkeys(vocabulary.drawings, labels)),
                "outlines": _list(_object({**outline, **drawn})),
            }
        ),
    }


def _csl_item() -> Schema:
    parts = {**_list({"type": "integer"}, 1), "maxItems": 3}
    words = dict.fromkeys(("publisher", "container-title", "ISBN", "language", "note"), STRING)
    date = _object({"date-parts": _list(parts, 1), "circa": {"const": True}}, ["date-parts"])
    ours = _object(
        {"grade": one_of_these(GRADES), "archived": ADDRESS, "same_text_as": ID, "relays": ID, "by": SLUG}, ["grade"]
    )
    author = _list(_object({"literal": STRING}), 1)
    item = {"id": ID, "type": {"enum": CSL_TYPES}, "title": STRING, "author": author, **words, "URL": ADDRESS, "custom": ours}
    return _object({**item, "issued": date, "accessed": date}, ["id", "type", "title", "custom"])


def _entity(vocabulary: Vocabulary, kind: str) -> Schema:
    classes = [c.key for c in vocabulary.classes_of(kind) if not c.abstract]
    tables = {t.key: _list({"$ref": f"#/$defs/row-{t.key}"}) for t in vocabulary.tables.values() if kind in t.kinds or t.folder}
    return _object(
        {
            "slug": SLUG,
            "name": STRING,
            "class": {"enum": classes},
            "address": {**STRING, "description": "Address of its page below the site's."},
            "names": _list(
                _object({"name": STRING, "lang": STRING, "system": {"enum": list(vocabulary.name_systems)}}, ["name"])
            ),
            "lead": {"type": ["string", "null"]},
            "claims": {"$ref": "#/$defs/claims"},
            "variants": {"type": "object", "propertyNames": SLUG, "additionalProperties": {"$ref": "#/$defs/variant"}},
            "tables": _object(tables, ()),
        }
    )


def _definitions(vocabulary: Vocabulary) -> Schema:
    claims = _object({key: _claims(prop) for key, prop in vocabulary.properties.items()}, ())
    variant = _object({"name": STRING, "parent": {"type": ["string", "null"]}, "claims": {"$ref": "#/$defs/claims"}})
    sources = _list({"type": "string", "pattern": r"^[a-z0-9.-]+(?:, .+)?$"})
    rows = {
        f"row-{table.key}": _object(
            {"cells": _object({c.key: _claims(c) for c in table.columns.values()}, ()), "sources": sources}
        )
        for table in vocabulary.tables.values()
    }
    return {"claims": claims, "variant": variant, "claim": _claim(vocabulary, sources), **rows}


def _claims(prop: Property) -> Schema:
    """The claims of one property, or the cell of one column."""
    narrowed: Schema = {"type": {"enum": [TYPES.get(prop.datatype, prop.datatype), "unknown"]}}
    narrowed |= {"condition": {"enum": list(prop.conditions)} if prop.conditions else False}
    if prop.choices:
        narrowed["choice"] = one_of_these(prop.choices)
    claims = _list({"$ref": "#/$defs/claim", "properties": narrowed}, 1)
    return {"title": prop.label, "description": prop.definition or prop.label, **claims}


def _claim(vocabulary: Vocabulary, sources: Schema) -> Schema:
    common = {
        "text": {**STRING, "description": "The value as its author typed it."},
        "variant": SLUG,
        "condition": SLUG,
        "as_of": DATE,
        "basis": one_of_these(BASES),
        "by": SLUG,
        "rank": {"enum": [rank for rank in RANKS if rank != "normal"]},
        "reason": STRING,
        "note": STRING,
        "sources": sources,
    }
    values = [_value(name, fields) for name, fields in _values(vocabulary).items()]
    return {
        "type": "object",
        "properties": common,
        "required": ["text", "sources"],
        "oneOf": values,
        "unevaluatedProperties": False,
    }


def _value(name: str, fields: Mapping[str, Schema]) -> Schema:
    required = [key for key in fields if key not in OPTIONAL]
    return {"properties": {"type": {"const": name}, **fields}, "required": ["type", *required]}


OPTIONAL: Final = frozenset({"low", "high", "form", "approximate", "unit", "si"})


def _values(vocabulary: Vocabulary) -> dict[str, dict[str, Schema]]:
    """What a claim holds beside its text, by type; an end that is open is left out."""
    ends: dict[str, Schema] = {"low": NUMBER, "high": NUMBER, "form": {"enum": list(FORMS)}, "approximate": {"const": True}}
    unit: Schema = {"enum": list(vocabulary.units.units)}
    return {
        "quantity": {**ends, "unit": unit, "si": _object(ends, ())},
        "span": {"low": NUMBER, "high": NUMBER, "unit": unit},
        "money": {**ends, "currency": one_of_these(vocabulary.units.currencies), "year": {"type": "integer"}},
        "date": {"date": DATE},
        "entity": {"entity": {"type": "string", "pattern": "^[a-z0-9-]+(?:/[a-z0-9-]+)?$"}},
        "choice": {"choice": SLUG},
        "yes-no": {"yes": {"type": "boolean"}},
        "text": {},
        "unknown": {},
    }


def _object(properties: Mapping[str, Any], required: Iterable[str] | None = None) -> Schema:
    """An object of these keys only; all are required unless it says which."""
    needed = list(properties if required is None else required)
    return {"type": "object", "properties": dict(properties), "required": needed, "additionalProperties": False}


def _list(item: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": item, **({"minItems": least} if least else {})}


SLUG: Final[Schema] = {"type": "string", "pattern": SLUG_TEXT}
ID: Final[Schema] = {"type": "string", "pattern": r"^[a-z0-9-]+(?:\.[a-z0-9-]+)?$"}
DATE: Final[Schema] = {"type": "string", "pattern": DATE_TEXT}
ADDRESS: Final[Schema] = {"type": "string", "pattern": WEB_ADDRESS}
