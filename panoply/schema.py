"""JSON Schemas of the files an author writes, made from the vocabulary: help, completion and early warnings in an editor.

What needs more than one file, or arithmetic, is left to the generator, which is the judge.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from panoply.model import GRADES
from panoply.patterns import UNKNOWN, line_text, value_text
from panoply.schema_parts import ADDRESS, BASICS, DATE, DIALECT, SLUG, TEXT, Schema, by_slug, list_of, object_of, one_of_these
from panoply.source_file import CSL_TYPES
from panoply.vocabulary import Kind, Property, Table, Vocabulary

ENDING: Final = ".schema.json"


def schemas(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Every schema by its file's name."""
    found = {kind.singular: _entity_schema(vocabulary, kind) for kind in vocabulary.kinds.values()}
    found["source"] = _file("Source", "A cited work.", {"$ref": "#/$defs/source"}, {"source": _source()})
    found |= {table.folder: _rows_schema(vocabulary, table) for table in vocabulary.tables.values() if table.folder}
    found["seed"] = _file("Seed article", "The digest of an article this wiki grew from.", _seed(), {})
    return {f"{name}{ENDING}": schema for name, schema in found.items()}


def schema_text(schema: Schema) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def stale_files(root: Path, vocabulary: Vocabulary) -> list[str]:
    """Names of the files in schema/ that are missing, differ from the vocabulary, or belong to nothing in it."""
    wanted = schemas(vocabulary)
    there = {file.name: file.read_text("utf-8") for file in (root / "schema").glob(f"*{ENDING}")}
    stale = {name for name, schema in wanted.items() if there.get(name) != schema_text(schema)}
    return sorted(stale | (there.keys() - wanted.keys()))


def write_schemas(root: Path, vocabulary: Vocabulary) -> list[str]:
    """Bring schema/ up to date; returns the names of the files that were not."""
    wanted, stale = schemas(vocabulary), stale_files(root, vocabulary)
    for name in stale:
        file = root / "schema" / name
        if name in wanted:
            file.write_text(schema_text(wanted[name]), "utf-8")
        else:
            file.unlink()
    return stale


# files


def _file(title: str, description: str, body: Schema, defs: Schema) -> Schema:
    head: Schema = {"$schema": DIALECT, "title": title, "description": description}
    return head | body | {"$defs": BASICS | defs}


def _entity_schema(vocabulary: Vocabulary, kind: Kind) -> Schema:
    classes = [c for c in vocabulary.classes_of(kind.key) if not c.abstract]
    properties = {p.key: p for c in classes for p in vocabulary.properties_of(c.key)}
    ordered = {key: p for key, p in vocabulary.properties.items() if key in properties}
    tables = [t for t in vocabulary.tables.values() if kind.key in t.kinds]
    body = object_of(
        {
            "name": TEXT,
            "class": one_of_these({c.key: f"{c.label}: {c.definition}" for c in classes}),
            "names": {"$ref": "#/$defs/names"},
            "redirects": list_of({"$ref": "#/$defs/reference"}),
            "lead": TEXT,
            "claims": {"$ref": "#/$defs/claims"},
            "variants": by_slug("variant"),
            **{t.key: {"$ref": f"#/$defs/{t.key}", "description": t.definition} for t in tables},
            "sections": object_of({key: TEXT | {"title": section.label} for key, section in vocabulary.sections.items()}),
            "sources": by_slug("source"),
        },
        ["name", "class"],
    )
    defs: Schema = {
        "names": list_of(object_of({"name": TEXT, "lang": TEXT, "system": one_of_these(vocabulary.name_systems)}, ["name"])),
        "source": _source(),
        "variant": _variant(),
        "claims": object_of({key: _repeatable(f"claim-{key}", p) for key, p in ordered.items()}),
    }
    defs |= {f"claim-{key}": _claim(vocabulary, p, cited=True) for key, p in ordered.items()}
    for table in tables:
        defs |= _table(vocabulary, table)
    rules = _class_rules(vocabulary, [c.key for c in classes])
    return _file(kind.singular.capitalize(), kind.definition, body | {"allOf": rules}, defs)


def _class_rules(vocabulary: Vocabulary, classes: Iterable[str]) -> list[Schema]:
    """Which properties the classes have; those that have the same share a rule."""
    by_keys: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key in classes:
        by_keys[tuple(p.key for p in vocabulary.properties_of(key))].append(key)
    rules = []
    for keys, sharing in by_keys.items():
        claims = {"properties": {"claims": {"propertyNames": {"enum": list(keys)}}}}
        holds = {"properties": claims["properties"] | {"variants": {"additionalProperties": claims}}}
        rules.append({"if": {"properties": {"class": {"enum": sharing}}, "required": ["class"]}, "then": holds})
    return rules


def _rows_schema(vocabulary: Vocabulary, table: Table) -> Schema:
    body = object_of({table.key: {"$ref": f"#/$defs/{table.key}"}, "sources": by_slug("source")}, [table.key])
    return _file(table.label, table.definition, body, _table(vocabulary, table) | {"source": _source()})


def _seed() -> Schema:
    named = object_of({"name": TEXT, "entity": TEXT}, ["name", "entity"])
    statement = object_of({"says": TEXT, "names": list_of(named)}, ["says"])
    keys = {"title": TEXT, "author": TEXT, "publisher": TEXT, "issued": DATE, "url": ADDRESS, "accessed": DATE}
    return object_of({**keys, "statements": list_of(statement)}, ["title", "statements"])


def _source() -> Schema:
    words = dict.fromkeys(("title", "author", "publisher", "container", "isbn", "language", "note"), TEXT)
    slugs = dict.fromkeys(("same_text_as", "relays", "by"), SLUG)
    dates, addresses = dict.fromkeys(("issued", "accessed"), DATE), dict.fromkeys(("url", "archived"), ADDRESS)
    choices: Schema = {"type": {"enum": CSL_TYPES}, "grade": one_of_these(GRADES)}
    return object_of(words | slugs | dates | addresses | choices, ["title", "grade"])


def _variant() -> Schema:
    keys = {"name": TEXT, "names": {"$ref": "#/$defs/names"}, "parent": SLUG, "changes": TEXT}
    return object_of({**keys, "claims": {"$ref": "#/$defs/claims"}}, ["name"])


def _table(vocabulary: Vocabulary, table: Table) -> Schema:
    """Definitions of a table's rows and of its cells, whose citations may be the row's."""
    columns = {key: _repeatable(f"{table.key}-{key}", column) for key, column in table.columns.items()}
    needed = [key for key, column in table.columns.items() if column.required]
    row = object_of({**columns, "cite": {"$ref": "#/$defs/cite"}}, [*needed, "cite"])
    cells = {f"{table.key}-{key}": _claim(vocabulary, column, cited=False) for key, column in table.columns.items()}
    return {table.key: {"title": table.label, **list_of(row)}, **cells}


# claims


def _repeatable(name: str, prop: Property) -> Schema:
    """One claim or several."""
    one = {"$ref": f"#/$defs/{name}"}
    help_texts = [prop.definition, prop.help, _listed("Conditions", prop.conditions), _listed("Choices", prop.choices)]
    head = {"title": prop.label, "description": " ".join(filter(None, help_texts)) or prop.label}
    return head | {"if": {"type": "array"}, "then": list_of(one), "else": one}


def _listed(what: str, words: Mapping[str, str] | None) -> str:
    return f"{what}: " + "; ".join(f"{key} ({text.rstrip('.')})" for key, text in words.items()) + "." if words else ""


def _claim(vocabulary: Vocabulary, prop: Property, *, cited: bool) -> Schema:
    """A claim of one property: keywords for texts look at the one-line form, those for objects at the long one."""
    line, value = line_text(prop, vocabulary.units), value_text(prop, vocabulary.units)
    example = example_of(prop)
    if prop.datatype == "prose":
        return TEXT | {"examples": [example]}
    values = one_of_these({**prop.choices, UNKNOWN: "Looked for, not public."}) if prop.choices else TEXT
    if value and not prop.choices:
        values = values | {"pattern": value, "patternErrorMessage": f"write {example}"}
    narrowed = {"value": values, "condition": one_of_these(prop.conditions) if prop.conditions else False}
    schema: Schema = {"$ref": "#/$defs/cited" if cited else "#/$defs/claim", "properties": narrowed}
    if line:
        schema |= {"pattern": line, "patternErrorMessage": f"write {example} [@source-key], as the grammar says"}
    return schema | {"examples": [f"{example} [@source-key]"]}


def example_of(prop: Property) -> str:
    """A value that a property might have."""
    examples = {
        "quantity": f"40 {prop.unit}",
        "count": f"4 {prop.unit}" if prop.unit else "4",
        "span": f"-6 to 14 {prop.unit}",
        "money": "~1.2 million USD 2009",
        "date": "1973-04-12",
        "datetime": "1973-04-12T22:22",
        "choice": next(iter(prop.choices or ()), UNKNOWN),
        "yes-no": "yes",
        "text": "As the source says",
        "prose": "What a reader must know [@source-key].",
    }
    return examples.get(prop.datatype, "its-slug")
