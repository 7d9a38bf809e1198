"""JSON Schemas of the files an author writes, made from the vocabulary: help, completion and early warnings in an editor.

What needs more than one file, or arithmetic, is left to the generator, which is the judge.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from panoply.model import GRADES
from panoply.patterns import UNKNOWN, line_text, value_text
from panoply.schema_parts import (
    ADDRESS,
    BASICS,
    DATE,
    DIALECT,
    ENTITIES,
    HINTS,
    LANGUAGE,
    SLUG,
    SLUGS,
    SOURCES,
    TEXT,
    Schema,
    by_slug,
    hints,
    list_of,
    object_of,
    one_of_these,
    suggested,
)
from panoply.source_file import CSL_TYPES, SOURCE_KEYS
from panoply.vocabulary import KIND_OF_SELF, Kind, Property, Table, Vocabulary

ENDING: Final = ".schema.json"
SLUG_LIST: Final = re.compile(rf'(?<={SLUGS}": {{)\s*"defaultSnippets": \[[^\]]*\]\s*(?=}})')


def schemas(vocabulary: Vocabulary, slugs: Mapping[str, list[str]] | None = None) -> dict[str, Schema]:
    """Every schema by its file's name; `slugs`, by folder, are what editors suggest, and refuse nothing."""
    found = {kind.singular: _entity_schema(vocabulary, kind) for kind in vocabulary.kinds.values()}
    found["source"] = _file("Source", "A cited work.", {"$ref": "#/$defs/source"}, {"source": _source()})
    found |= {table.folder: _rows_schema(vocabulary, table) for table in vocabulary.tables.values() if table.folder}
    found = {name: schema | {"$defs": schema["$defs"] | {"language": _language(vocabulary)}} for name, schema in found.items()}
    found["seed"] = _file("Seed article", "The digest of an article this wiki grew from.", _seed(), {})
    shared = _slug_lists(vocabulary, slugs or {})
    return {f"{name}{ENDING}": schema | {"$defs": schema["$defs"] | shared} for name, schema in found.items()}


def _slug_lists(vocabulary: Vocabulary, slugs: Mapping[str, list[str]]) -> Schema:
    lists: Schema = {f"{folder}{SLUGS}": hints(slugs.get(folder, ())) for folder in [*vocabulary.kinds, SOURCES]}
    return lists | {f"{ENTITIES}{SLUGS}": {"allOf": [{"$ref": f"#/$defs/{kind}{SLUGS}"} for kind in vocabulary.kinds]}}


def _language(vocabulary: Vocabulary) -> Schema:
    return one_of_these(vocabulary.languages) if vocabulary.languages else TEXT


def find_slugs(root: Path, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The slugs of every kind and the keys of the shared sources, by folder."""
    folders = [*vocabulary.kinds, SOURCES]
    return {name: sorted(file.stem for file in (root / "entities" / name).glob("*.yml")) for name in folders}


def schema_text(schema: Schema) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def stale_files(root: Path, vocabulary: Vocabulary) -> list[str]:
    """Names of the files in schema/ that are missing, differ from the vocabulary, or belong to nothing in it.

    Slugs aside: a new entity makes no schema wrong.
    """
    return _differing(_there(root), schemas(vocabulary), lambda text: SLUG_LIST.sub("", text))


def _there(root: Path) -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in (root / "schema").glob(f"*{ENDING}")}


def _differing(there: dict[str, str], wanted: dict[str, Schema], seen: Callable[[str], str] = str) -> list[str]:
    stale = {name for name, schema in wanted.items() if seen(there.get(name, "")) != seen(schema_text(schema))}
    return sorted(stale | (there.keys() - wanted.keys()))


def write_schemas(root: Path, vocabulary: Vocabulary) -> list[str]:
    """Bring schema/ up to date, slugs too; returns the names of the files that were not."""
    wanted = schemas(vocabulary, find_slugs(root, vocabulary))
    stale = _differing(_there(root), wanted)
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
    properties = {p.key: _of_kind(p, kind.key) for c in classes for p in vocabulary.properties_of(c.key)}
    ordered = {key: properties[key] for key in vocabulary.properties if key in properties}
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
        "names": list_of(
            object_of({"name": TEXT, "lang": LANGUAGE, "system": one_of_these(vocabulary.name_systems)}, ["name"])
        ),
        "source": _source(),
        "variant": _variant(),
        "claims": object_of({key: _repeatable(f"claim-{key}", p) for key, p in ordered.items()}),
    }
    for key, p in ordered.items():
        defs |= _claims(vocabulary, f"claim-{key}", p, cited=True)
    for table in tables:
        defs |= _table(vocabulary, table)
    rules = _class_rules(vocabulary, [c.key for c in classes])
    return _file(kind.singular.capitalize(), kind.definition, body | {"allOf": rules}, defs)


def _of_kind(prop: Property, kind: str) -> Property:
    """A property of one kind's entities, whose own kind it may mean."""
    return replace(prop, kind=kind) if prop.kind == KIND_OF_SELF else prop


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
    named = object_of({"name": TEXT, "entity": suggested(TEXT, ENTITIES)}, ["name", "entity"])
    statement = object_of({"says": TEXT, "names": list_of(named)}, ["says"])
    keys = {"title": TEXT, "author": TEXT, "publisher": TEXT, "issued": DATE, "url": ADDRESS, "accessed": DATE}
    return object_of({**keys, "statements": list_of(statement)}, ["title", "statements"])


def _source() -> Schema:
    words = dict.fromkeys(("title", "author", "publisher", "container", "isbn", "note"), TEXT) | {"language": LANGUAGE}
    slugs = dict.fromkeys(("same_text_as", "relays"), suggested(SLUG, SOURCES)) | {"by": suggested(SLUG, ENTITIES)}
    dates, addresses = dict.fromkeys(("issued", "accessed"), DATE), dict.fromkeys(("url", "archived"), ADDRESS)
    choices: Schema = {"type": {"enum": CSL_TYPES}, "grade": one_of_these(GRADES)}
    parts = words | slugs | dates | addresses | choices
    return object_of({key: parts[key] for key in SOURCE_KEYS}, ["title", "grade"])


def _variant() -> Schema:
    keys = {"name": TEXT, "names": {"$ref": "#/$defs/names"}, "parent": SLUG, "changes": TEXT}
    return object_of({**keys, "claims": {"$ref": "#/$defs/claims"}}, ["name"])


def _table(vocabulary: Vocabulary, table: Table) -> Schema:
    """Definitions of a table's rows and of its cells, whose citations may be the row's."""
    columns = {key: _repeatable(f"{table.key}-{key}", column) for key, column in table.columns.items()}
    needed = [key for key, column in table.columns.items() if column.required]
    row = object_of({**columns, "cite": {"$ref": "#/$defs/cite"}}, [*needed, "cite"])
    defs: Schema = {table.key: {"title": table.label, **list_of(row)}}
    for key, column in table.columns.items():
        defs |= _claims(vocabulary, f"{table.key}-{key}", column, cited=False)
    return defs


# claims


def _repeatable(name: str, prop: Property) -> Schema:
    """One claim or several. Editors complete a value only by what stands here, outside of the condition."""
    one, hint = {"$ref": f"#/$defs/{name}"}, _hint(name, prop)
    help_texts = [prop.definition, prop.help, _listed("Conditions", prop.conditions), _listed("Choices", prop.choices)]
    head = {"title": prop.label, "description": " ".join(filter(None, help_texts)) or prop.label}
    return head | hint | {"if": {"type": "array"}, "then": list_of(one | {"allOf": [hint]} if hint else one), "else": one}


def _hint(name: str, prop: Property) -> Schema:
    """Where an editor finds what to suggest for a claim: slugs, or what `_claims` defines."""
    if prop.datatype == "entity":
        return {"$ref": f"#/$defs/{prop.kind}{SLUGS}"}
    return {"$ref": f"#/$defs/{name}{HINTS}"} if prop.choices or prop.datatype in ("yes-no", "quantity", "span") else {}


def _claims(vocabulary: Vocabulary, name: str, prop: Property, *, cited: bool) -> Schema:
    """Definitions of a claim, and of the choices, or the units it can be in, that an editor suggests."""
    claim = {name: _claim(vocabulary, prop, cited=cited)}
    if prop.datatype == "entity" or not _hint(name, prop):
        return claim
    values = [*(prop.choices or ("yes", "no")), UNKNOWN]
    if prop.datatype in ("quantity", "span"):
        units = dict.fromkeys([prop.unit, *vocabulary.units.of(prop.dimension or "")])
        values = [f"{example_of(replace(prop, unit=unit))}{' [@source-key]' if cited else ''}" for unit in units]
    return claim | {f"{name}{HINTS}": hints(values)}


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
    if prop.datatype == "entity":
        values = suggested(values, prop.kind or ENTITIES)
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
