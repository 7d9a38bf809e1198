"""The parts that every schema is built of: objects, lists and choices with their help, and the long form of a claim.

Scalars may be strings or numbers, because editors read ``420`` as a number and the generator reads every scalar as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from panoply.claim_reader import CLAIM_KEYS
from panoply.model import BASES, RANKS
from panoply.patterns import CITE_TEXT, CITED_LINE, DATE_TEXT, REFERENCE_TEXT, SLUG_TEXT, WEB_ADDRESS

Schema = dict[str, Any]

SLUGS, HINTS = "-slugs", "-hints"
"""End the names of the definitions that list slugs, and other texts for editors to offer."""
ENTITIES, SOURCES = "entities", "sources"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SCALAR: Final = ["string", "number"]
HELP: Final = {
    "name": "The name, as it heads the page.",
    "class": "What it is; the class decides which properties it has.",
    "names": "Other names, in any script, by which it is found.",
    "redirects": "Slugs it had before, or entity/variant where it was a variant; what named these leads here.",
    "lead": "One to three sentences that say what it is; each paragraph cites a source.",
    "claims": "Its figures and relations, each with the source that says so.",
    "variants": "Versions that have no file of their own, by slug.",
    "sections": "Prose, by section; each paragraph cites a source.",
    "sources": "Sources that only this file cites, by key.",
    "lang": "Language of the name: its code, such as ru, ko or ar.",
    "system": "What sort of name it is.",
    "parent": "The variant it was made from, by slug.",
    "changes": "What changed against its parent, cited.",
    "value": "The value alone, as the one-line form begins.",
    "variant": "The variant the claim holds for, by slug.",
    "condition": "The condition the figure holds in.",
    "as_of": "The date the figure holds for: 1990, 1990-08, 1990-08-02, ~1990.",
    "basis": "How it is known.",
    "by": "Who says so, by slug.",
    "rank": "preferred shows it first; deprecated keeps it as known to be wrong. Either needs a reason.",
    "reason": "Why the claim has its rank.",
    "note": "What else a reader must know.",
    "cite": "Keys of the sources: key, p. 12; other-key.",
    "title": "Title of the work.",
    "author": "Who wrote it.",
    "publisher": "Who published it.",
    "container": "The journal, series or site it is part of.",
    "issued": "Date of publication.",
    "accessed": "Date on which it was read.",
    "url": "Its http(s) address; what has none is cited with a page or other locator.",
    "archived": "The http(s) address of an archived copy.",
    "isbn": "ISBN of a book.",
    "type": "Item type of CSL 1.0.2.",
    "language": "Language of the work and its title: its code, such as ru, ko or ar.",
    "grade": "How good a source it is; the editorial policy has the criteria.",
    "same_text_as": "Key of the source of which this is a copy or reprint.",
    "relays": "Key of the source whose statement this one passes on.",
    "statements": "The article's statements, one by one, in our own words.",
    "says": "The statement, in our own words.",
    "entity": "The slug of what the article names.",
}
"""What an editor shows beside a key that every wiki has."""


def object_of(properties: Mapping[str, Any], required: Iterable[str] = ()) -> Schema:
    """An object of these keys only, with their help."""
    helped = {k: {"description": HELP[k], **v} if k in HELP and isinstance(v, dict) else v for k, v in properties.items()}
    schema: Schema = {"type": "object", "properties": helped, "additionalProperties": False}
    return schema | ({"required": list(required)} if required else {})


def list_of(item: Schema) -> Schema:
    return {"type": "array", "minItems": 1, "items": item}


def by_slug(name: str) -> Schema:
    return {"type": "object", "propertyNames": {"$ref": "#/$defs/slug"}, "additionalProperties": {"$ref": f"#/$defs/{name}"}}


def hints(texts: Iterable[str]) -> Schema:
    """Texts that an editor offers, and nothing refuses; unlike `examples`, they do not fill the help of a key."""
    return {"defaultSnippets": [{"label": text, "body": text} for text in texts]}


def suggested(schema: Schema, folder: str) -> Schema:
    """What an editor completes with slugs; it may be another one, which perhaps has no file yet."""
    return schema | {"allOf": [{"$ref": f"#/$defs/{folder}{SLUGS}"}]}


def one_of_these(words: Mapping[str, str]) -> Schema:
    """One of some keys; `enumDescriptions` is what VS Code and the YAML language server show beside each."""
    return {"enum": list(words), "enumDescriptions": list(words.values())}


def _matching(pattern: str, example: str) -> Schema:
    return {"type": SCALAR, "pattern": pattern, "patternErrorMessage": f"write {example}"}


TEXT: Final[Schema] = {"$ref": "#/$defs/text"}
SLUG: Final[Schema] = {"$ref": "#/$defs/slug"}
DATE: Final[Schema] = {"$ref": "#/$defs/date"}
LANGUAGE: Final[Schema] = {"$ref": "#/$defs/language"}
ADDRESS: Final[Schema] = {"$ref": "#/$defs/address"}
LONG_CLAIM: Final[Schema] = {
    "value": TEXT,
    "variant": SLUG,
    "condition": TEXT,
    "as_of": DATE,
    "basis": one_of_these(BASES),
    "by": suggested(SLUG, ENTITIES),
    "rank": {"enum": list(RANKS)},
    "reason": TEXT,
    "note": TEXT,
    "cite": {"$ref": "#/$defs/cite"},
}
NEEDS_REASON: Final[Schema] = {
    "if": {"properties": {"rank": {"enum": [r for r in RANKS if r != "normal"]}}, "required": ["rank"]},
    "then": {"required": ["reason"]},
}
BASICS: Final[Schema] = {
    "text": {"type": SCALAR, "minLength": 1},
    "slug": _matching(SLUG_TEXT, "lower-case letters, digits and single hyphens"),
    "reference": _matching(REFERENCE_TEXT, "a slug, or entity/variant"),
    "date": _matching(DATE_TEXT, "1973, 1973-04, 1973-04-12, ~1973 or 1970s"),
    "address": _matching(WEB_ADDRESS, "an address that begins with https:// or http://"),
    "cite": suggested(_matching(CITE_TEXT, "key, p. 12; other-key, without @"), SOURCES),
    "claim": object_of({key: LONG_CLAIM[key] for key in CLAIM_KEYS}, ["value"])
    | {"type": [*SCALAR, "object"], "minLength": 1}
    | NEEDS_REASON,
    "cited": {
        "type": ["string", "object"],
        "$ref": "#/$defs/claim",
        "pattern": CITED_LINE,
        "patternErrorMessage": "end the claim with its source: [@key, p. 12]",
        "required": ["value", "cite"],
    },
}
"""What every schema defines."""
