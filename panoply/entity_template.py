"""A new entity's file, to be filled in: its blanks, and every property of its class with definition and example.

Three sorts of line: a key without a value is a blank, which `check` names until it is filled or deleted; a line behind one
`#` is ready to be used without it; a line behind two explains.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from textwrap import wrap
from typing import Final

from panoply.encyclopedia import Encyclopedia
from panoply.model import GRADES, Claim, Reference
from panoply.new_entity import NewEntity
from panoply.quantities import Amount
from panoply.schema import ENDING, example_of
from panoply.source_file import CSL_TYPES
from panoply.text import one_of, slugify
from panoply.vocabulary import KIND_OF_SELF, Property, Table
from panoply.yaml_mending import quoted

SOURCE: Final = "first-source"
PLAIN: Final = re.compile(r"\w[\w .,()/+-]*")
"""Names that need no quotation marks."""
WIDTH: Final = 110
HEAD: Final = (
    "{label}. A key without a value is a blank: fill it in, or delete its line.",
    "A line behind one # is ready: take the # and one space away and write your own value. Lines behind ## explain.",
    "A claim is a value, perhaps (what it holds for), and [@the key of its source]. Delete what you do not need.",
)


def template_text(new: NewEntity) -> str:
    """The file as it is written."""
    lines = [f"# yaml-language-server: $schema=../../schema/{new.kind.singular}{ENDING}"]
    for words in HEAD:
        lines += _explained(words.format(label=new.class_.label))
    name = new.name if PLAIN.fullmatch(new.name) or not new.name else quoted(new.name)
    lines += [f"name: {name}".rstrip(), f"class: {new.class_.key}", "", *_names(new), *_lead(), ""]
    claims = list(_claims(new))
    lines += [*claims, *([""] if claims else []), *_variants()]
    for table in new.encyclopedia.vocabulary.tables.values():
        if new.kind.key in table.kinds:
            lines += _table(new, table)
    return "\n".join([*lines, *_sections(new), *_source()]) + "\n"


def _explained(words: str, indent: str = "") -> list[str]:
    return [f"{indent}## {line}" for line in wrap(" ".join(words.split()), WIDTH, break_on_hyphens=False)]


def _ready(*lines: str, indent: str = "") -> list[str]:
    return [f"{indent}# {line}" for line in lines]


def _names(new: NewEntity) -> list[str]:
    systems = new.encyclopedia.vocabulary.name_systems
    sorts = "; ".join(f"{key} ({words[0].lower()}{words[1:]})" for key, words in systems.items())
    first = next(iter(systems), "")
    lines = ["names:", "  - name: Another Name", "    lang: en", *([f"    system: {first}"] if first else [])]
    return [*_explained(f"Other names, in any script. lang: a language such as ru, ko, ar. system: {sorts}."), *_ready(*lines)]


def _lead() -> list[str]:
    words = "One to three sentences that say what it is, on the lines below, indented by two spaces, ending in a citation."
    return [*_explained(words), *_explained(f"Such as: It is an example [@{SOURCE}]."), "lead: >-"]


def _claims(new: NewEntity) -> Iterator[str]:
    """The properties by which its class is compared are blanks, the others ready to be used; by groups."""
    vocabulary = new.encyclopedia.vocabulary
    properties = vocabulary.properties_of(new.class_.key)
    if not properties:
        return
    keys = {p.key for p in properties}
    blanks = {key for key in new.class_.columns if key in keys} or {properties[0].key}
    yield "claims:"
    group = ""
    for prop in properties:
        if prop.group != group:
            group = prop.group
            yield from _explained(f"— {vocabulary.groups.get(group, group)} —", "  ")
        yield from _explained(_meaning(prop), "  ")
        example = f"{example_for(new, prop)} [@{SOURCE}]"
        if prop.key in blanks:
            yield from [*_explained(f"Such as: {example}", "  "), f"  {prop.key}:"]
        else:
            yield from _ready(f"{prop.key}: {example}", indent="  ")


def _meaning(prop: Property) -> str:
    """What a property says, and how it is written."""
    parts = [f"{prop.label}: {prop.definition}" if prop.definition else f"{prop.label}.", prop.help]
    if prop.datatype == "entity" and prop.kind:
        parts.append(f"The slug of one of {'its own kind' if prop.kind == KIND_OF_SELF else f'the {prop.kind}'}.")
    if prop.unit and prop.dimension:
        parts.append(f"In {prop.unit} or another unit of {prop.dimension}.")
    if prop.choices:
        parts.append(f"One of: {', '.join(prop.choices)}.")
    if prop.conditions:
        parts.append(f"In round brackets, where it holds so: {', '.join(prop.conditions)}.")
    return " ".join(filter(None, parts))


def _variants() -> list[str]:
    words = "Versions without a file of their own, by slug; each may have names, parent, changes and claims."
    lines = ("variants:", "  its-version:", "    name: Its Version", f'    changes: "What is different [@{SOURCE}]"')
    return [*_explained(words), *_ready(*lines)]


def _table(new: NewEntity, table: Table) -> list[str]:
    """A row to begin with. Its columns that name a variant, or hold prose, are only spoken of."""
    said = [f"{c.key} ({', '.join(c.choices)})" if c.choices else c.key for c in table.columns.values()]
    words = f"{table.label}: {table.definition} One row for each, with cite. Columns: {', '.join(said)}."
    cells = [f"{c.key}: {example_for(new, c)}" for c in table.columns.values() if c.datatype not in ("variant", "prose")]
    first, *rest = [*cells, f"cite: {SOURCE}"]
    return [*_explained(words), *_ready(f"{table.key}:", f"  - {first}", *(f"    {cell}" for cell in rest))]


def _sections(new: NewEntity) -> list[str]:
    sections = new.encyclopedia.vocabulary.sections.values()
    lines = [line for s in sections for line in (f"  {s.key}: |", f"    {s.label}, in sentences [@{SOURCE}].")]
    words = "Prose, by section; every paragraph cites a source. Other articles are named in [[ ]]."
    return [*_explained(words), *_ready("sections:", *lines)] if lines else []


def _source() -> list[str]:
    grades = " ".join(f"{grade}: {meaning}" for grade, meaning in GRADES.items())
    ready = ("author: A. Author", "publisher: A Publisher", "issued: 1973-04-12", "accessed: 1973-04-12", "type: webpage")
    return [
        *_explained(f"Sources that only this file cites, by key. Give {SOURCE} a name of its own, here and where it is cited."),
        "sources:",
        f"  {SOURCE}:",
        "    title:",
        *_explained("A book or another work without an address: delete url, and cite it with a page: [@key, p. 12].", "    "),
        "    url:",
        *_explained(grades, "    "),
        "    grade:",
        *_explained(f"type is one of {one_of(CSL_TYPES, len(CSL_TYPES))}.", "    "),
        *_ready(*ready, indent="    "),
    ]


# examples


def example_for(new: NewEntity, prop: Property) -> str:
    """A value that the check accepts for an entity of this class."""
    if prop.datatype == "entity":
        return _example_slug(new, prop)
    found = new.encyclopedia.vocabulary.bounds(prop, new.class_.key)
    if found is None or prop.datatype not in ("quantity", "count"):
        return example_of(prop)
    number, _, unit = example_of(prop).partition(" ")
    factor = new.encyclopedia.vocabulary.units.units[unit].factor if unit else Decimal(1)
    return f"{_within(Decimal(number), found[1].times(1 / factor))} {unit}".rstrip()


def _within(number: Decimal, bounds: Amount) -> str:
    """A number if it lies within bounds, else a round one that does."""
    low, high = bounds.ends()
    if low <= number <= high:
        return str(number)
    middle = bounds.middle() * 2 if bounds.high is None else bounds.middle()
    return f"{round(middle, 1 - middle.adjusted()):f}"


def _example_slug(new: NewEntity, prop: Property) -> str:
    """What other entities name most often by a property; of its own kind a slug that is plainly made up."""
    if prop.kind in (KIND_OF_SELF, new.kind.key):
        return f"its-{slugify(prop.key)}"
    named = Counter(c.value.slug for c in _said(new.encyclopedia) if c.prop == prop and isinstance(c.value, Reference))
    named.update(_fitting(new, prop))
    return min(named, key=lambda slug: (-named[slug], slug), default=f"its-{slugify(prop.key)}")


def _said(encyclopedia: Encyclopedia) -> Iterator[Claim]:
    """Every claim and every cell."""
    yield from (claim for _, claim in encyclopedia.claims())
    yield from (claim for row in encyclopedia.rows() for claims in row.cells.values() for claim in claims)


def _fitting(new: NewEntity, prop: Property) -> Iterator[str]:
    classes = new.encyclopedia.vocabulary.classes
    for entity in new.encyclopedia.of_kind(prop.kind or ""):
        if prop.value_class is None or prop.value_class in classes[entity.class_key].lineage:
            yield entity.slug
