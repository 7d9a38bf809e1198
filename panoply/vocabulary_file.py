"""Reads `schema/vocabulary.yml`, `units.yml` and `languages.yml`; what contradicts itself is a problem of the file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from panoply.amounts import read_amount
from panoply.markup import is_web_address
from panoply.memory import Memory
from panoply.problems import Mistake, Place, Problems
from panoply.quantities import Amount, Unit, Units
from panoply.silhouette import SHAPES, WHEELS
from panoply.text import RESERVED, did_you_mean, is_slug, one_of, shortened
from panoply.vocabulary import (
    AFTER_FIGURES,
    DATATYPES,
    KIND_OF_SELF,
    PAGE_NAME,
    ROLES,
    SECTION_PLACES,
    Class,
    DrawingRow,
    Kind,
    Outward,
    Period,
    Property,
    Ratio,
    SectionRow,
    Table,
    Vocabulary,
)
from panoply.yaml_nodes import Mapping, Node, Scalar, Sequence
from panoply.yaml_source import read_file

LANGUAGES: Final = "schema/languages.yml"
"""What a wiki may be without."""


def load_vocabulary(root: Path, problems: Problems, memory: Memory | None = None) -> Vocabulary | None:
    """The files below `root`/schema; None after a problem."""
    files = [root / "schema" / name for name in ("vocabulary.yml", "units.yml")]
    files += [root / LANGUAGES] if (root / LANGUAGES).is_file() else []
    return (memory or Memory()).recall(files, "schema", problems, partial(_read_vocabulary, root))


def _read_vocabulary(root: Path, problems: Problems) -> Vocabulary | None:
    before = len(problems.errors)
    found = [read_file(root / "schema" / name, f"schema/{name}", problems) for name in ("vocabulary.yml", "units.yml")]
    if found[0] is None or found[1] is None:
        return None
    languages = read_file(root / LANGUAGES, LANGUAGES, problems) if (root / LANGUAGES).is_file() else None
    vocabulary = _Rows(problems, _units(found[1], problems)).vocabulary(found[0], dict(_pairs(languages)))
    return vocabulary if len(problems.errors) == before else None


def _units(node: Mapping, problems: Problems) -> Units:
    units: dict[str, Unit] = {}
    spellings: dict[str, str] = {}
    for key, row in _rows(node, "units"):
        text = _texts(row)
        units[key] = Unit(
            key,
            text.get("symbol", ""),
            text["dimension"],
            Decimal(text["factor"]),
            text.get("metric"),
            text.get("us"),
            text.get("large"),
            Decimal(text.get("large_from", "Infinity")),
        )
        spellings |= dict.fromkeys([text.get("symbol", key), *_list(row.get("spellings"))], key)
    for unit in units.values():
        for partner in (unit.metric, unit.us, unit.large):
            if partner is not None and (partner not in units or units[partner].dimension != unit.dimension):
                problems.add("VOCABULARY", node.keys["units"], f"unit '{unit.key}': '{partner}' is no unit of {unit.dimension}")
    spellings = {word: key for word, key in spellings.items() if word not in units}
    return Units(units, spellings, *(dict(_pairs(node.get(n))) for n in ("refused", "currencies", "dimensions")))


class _Rows:
    """Reads the vocabulary's rows; what contradicts is a problem of the vocabulary file."""

    def __init__(self, problems: Problems, units: Units) -> None:
        self.problems, self.units = problems, units

    def vocabulary(self, node: Mapping, languages: dict[str, str]) -> Vocabulary:
        kinds = {
            k: Kind(k, **_only(t, "singular", "label", "definition"), on_demand=t.get("on_demand") == "yes")
            for k, t in ((key, _texts(row)) for key, row in _rows(node, "kinds"))
        }
        classes = self._classes(node, kinds)
        groups = dict(_pairs(node.get("groups")))
        properties = {k: self._property(k, r) for k, r in _rows(node, "properties")}
        for prop in properties.values():
            self._check(prop, node.keys["properties"], kinds, classes, groups)
        self._check_columns(node, classes, properties)
        tables = {k: self._table(k, r) for k, r in _rows(node, "tables")}
        self._check_folders(node.keys["kinds"], [*kinds, *(t.folder for t in tables.values() if t.folder)])
        return Vocabulary(
            kinds,
            classes,
            groups,
            properties,
            tables,
            {key: self._section(key, row) for key, row in _rows(node, "sections")},
            dict(_pairs(node.get("name_systems"))),
            self._ratios(node, properties),
            self._periods(node, properties),
            self.units,
            self._drawings(node, properties, classes),
            languages,
        )

    def _check_columns(self, node: Mapping, classes: dict[str, Class], properties: dict[str, Property]) -> None:
        """A class's page can compare its members only by what all of them may claim."""
        for key, row in _rows(node, "classes"):
            for column in _list(row.get("columns")):
                if column not in properties:
                    self._add(row.place, f"class '{key}': unknown column '{column}'{did_you_mean(column, properties)}")
                elif not set(classes[key].lineage) & set(properties[column].classes):
                    self._add(row.place, f"class '{key}': its members have no '{column}'; choose a property of theirs")

    def _check_folders(self, place: Place, folders: list[str]) -> None:
        """A kind's key and a table's folder become parts of addresses, some of which are taken."""
        for name in folders:
            if not is_slug(name):
                rule = f"a folder of entities is a slug, and none of {one_of(sorted(RESERVED), 30)}"
                self._add(place, f"'{shortened(name)}': {rule}; choose another word")

    def _ratios(self, node: Mapping, properties: dict[str, Property]) -> dict[str, Ratio]:
        ratios = {k: Ratio(k, **_only(_texts(r), "label", "of", "over", "unit")) for k, r in _rows(node, "ratios")}
        for ratio in ratios.values():
            for key, known in ((ratio.of, properties), (ratio.over, properties), (ratio.unit, self.units.units)):
                if key not in known:
                    self._add(node.keys["ratios"], f"ratio '{ratio.key}': unknown '{key}'{did_you_mean(key, known)}")
        return ratios

    def _periods(self, node: Mapping, properties: dict[str, Property]) -> dict[str, Period]:
        periods = {k: _period(k, _texts(r)) for k, r in _rows(node, "periods")}
        dates = [p.key for p in properties.values() if p.datatype == "date"]
        choices = [(p.key, choice) for p in properties.values() for choice in p.choices or ()]
        for period in periods.values():
            for key in (period.start, period.end):
                if key not in dates:
                    near = did_you_mean(key, dates)
                    self._add(node.keys["periods"], f"period '{period.key}': '{key}' is no property of datatype date{near}")
            if period.still and period.still not in choices:
                way_out = "name a property and one of its choices, such as 'status in-service'"
                self._add(node.keys["periods"], f"period '{period.key}': '{' '.join(period.still)}': {way_out}")
        return periods

    def _drawings(self, node: Mapping, properties: dict[str, Property], classes: dict[str, Class]) -> dict[str, DrawingRow]:
        drawings = {}
        for key, row in _rows(node, "drawings"):
            text, dimensions = _texts(row), dict(_pairs(row.get("dimensions")))
            made = DrawingRow(key, tuple(_list(row.get("classes"))), text.get("shape", ""), dimensions, text.get("beside", ""))
            for mistake in self._mistakes(made, properties, classes):
                self._add(row.place, f"drawing '{key}': {mistake}")
            drawings[key] = made
        return drawings

    def _mistakes(self, row: DrawingRow, properties: dict[str, Property], classes: dict[str, Class]) -> Iterator[str]:
        yield from (f"unknown class '{name}'{did_you_mean(name, classes)}" for name in row.classes if name not in classes)
        if row.beside and (row.beside not in properties or properties[row.beside].datatype != "entity"):
            yield f"'{row.beside}' is no relation"
        if row.shape not in SHAPES:
            yield f"shape must be one of {one_of(SHAPES)}"
            return
        for word, key in row.dimensions.items():
            prop = properties.get(key)
            if word not in SHAPES[row.shape].dimensions:
                yield f"'{word}' is no dimension of this shape, which has {one_of(SHAPES[row.shape].dimensions)}"
            elif prop is None:
                yield f"unknown property '{key}'{did_you_mean(key, properties)}"
            elif not (prop.datatype == "count" if word == WHEELS else self.units.dimensions.get(prop.dimension or "") == "m"):
                yield f"'{key}' does not give {'a number' if word == WHEELS else 'a length'}"

    def _classes(self, node: Mapping, kinds: dict[str, Kind]) -> dict[str, Class]:
        classes: dict[str, Class] = {}
        for key, row in _rows(node, "classes"):
            text = _texts(row)
            parent = classes.get(text.get("parent", ""))
            kind = parent.kind if parent else text.get("kind", "")
            if kind not in kinds:
                self._add(row.place, f"class '{key}' needs a 'kind' or a 'parent' above it in the file")
            lineage = (key, *(parent.lineage if parent else ()))
            plural, definition = text.get("plural", text["label"]), text.get("definition", "")
            columns = tuple(_list(row.get("columns"))) or (parent.columns if parent else ())
            classes[key] = Class(key, kind, text["label"], plural, definition, text.get("abstract") == "yes", lineage, columns)
        return classes

    def _table(self, key: str, row: Mapping) -> Table:
        text = _texts(row)
        columns = {k: self._property(k, r) for k, r in _rows(row, "columns")}
        return Table(key, text["label"], text["definition"], columns, tuple(_list(row.get("kinds"))), text.get("folder"))

    def _property(self, key: str, row: Mapping) -> Property:
        text = _texts(row)
        if text.get("datatype") not in DATATYPES:
            self._add(row.place, f"'{key}': datatype must be one of {one_of(DATATYPES)}")
        self._check_role(key, text, row.place)
        negative = text.get("negative") == "yes"
        return Property(
            key=key,
            label=text.get("label", key),
            definition=text.get("definition", ""),
            datatype=text.get("datatype", "text"),
            classes=tuple(_list(row.get("classes"))),
            group=text.get("group", ""),
            dimension=text.get("dimension"),
            unit=text.get("unit"),
            conditions=dict(_pairs(row.get("conditions"))) or None,
            choices=dict(_pairs(row.get("choices"))) or None,
            bounds=tuple((c, self._bound(v, row.place, negative=negative)) for c, v in _pairs(row.get("bounds"))),
            negative=negative,
            inherits=text.get("inherits") == "yes",
            kind=text.get("kind"),
            value_class=text.get("class"),
            inverse=text.get("inverse"),
            inverse_of=text.get("inverse_of"),
            parent=text.get("parent") == "yes",
            acyclic=text.get("acyclic") == "yes",
            not_before=text.get("not_before"),
            required=text.get("required") == "yes",
            role=text.get("role", ""),
            help=text.get("help", ""),
            link=self._link(key, text, row.place),
        )

    def _link(self, key: str, text: dict[str, str], place: Place) -> Outward | None:
        """Words and an address, such as ``Atlas https://atlas.example/{}``."""
        if "link" not in text:
            return None
        words, _, address = text["link"].rpartition(" ")
        if not (words and text.get("datatype") == "text" and is_web_address(address) and address.count(PAGE_NAME) == 1):
            example = f"'Atlas https://atlas.example/{PAGE_NAME}', where {PAGE_NAME} stands for the text"
            self._add(place, f"'{key}': 'link' belongs to a text and reads {example}")
        return Outward(words, address)

    def _check_role(self, key: str, text: dict[str, str], place: Place) -> None:
        role, datatype = text.get("role", ""), text.get("datatype", "")
        if role and datatype not in ROLES.get(role, ()):
            fitting = one_of(r for r, datatypes in ROLES.items() if datatype in datatypes) or "none"
            self._add(place, f"'{key}': role '{shortened(role)}' is none of a {datatype}, whose roles are: {fitting}")

    def _section(self, key: str, row: Mapping) -> SectionRow:
        text = _texts(row)
        place = text.get("place", AFTER_FIGURES)
        if place not in SECTION_PLACES:
            self._add(row.place, f"section '{key}': place must be one of {one_of(SECTION_PLACES)}")
        return SectionRow(key, text.get("label", key), place)

    def _bound(self, words: str, place: Place, *, negative: bool) -> Amount:
        try:
            amount, unit = read_amount(words, negative=negative)
            return amount.times(self.units.find(unit).factor) if unit else amount
        except Mistake as mistake:
            self._add(place, f"bounds '{words}': {mistake}")
            return read_amount("0+")[0]

    def _check(
        self, prop: Property, place: Place, kinds: dict[str, Kind], classes: dict[str, Class], groups: dict[str, str]
    ) -> None:
        say = f"property '{prop.key}': "
        for name in (*prop.classes, *(c for c, _ in prop.bounds)):
            if name not in classes:
                self._add(place, f"{say}unknown class '{name}'{did_you_mean(name, classes)}")
        if prop.group not in groups:
            self._add(place, f"{say}unknown group '{prop.group}'{did_you_mean(prop.group, groups)}")
        if prop.unit and prop.unit not in self.units.units:
            self._add(place, f"{say}unknown unit '{prop.unit}'{did_you_mean(prop.unit, self.units.units)}")
        elif prop.unit and prop.dimension and (other := self.units.units[prop.unit].dimension) != prop.dimension:
            self._add(place, f"{say}'{prop.unit}' is a unit of {other}, the property's dimension is {prop.dimension}")
        if prop.datatype in ("quantity", "span") and prop.dimension not in self.units.dimensions:
            self._add(place, f"{say}needs a 'dimension': one of {one_of(self.units.dimensions, 30)}")
        if prop.datatype == "choice" and not prop.choices:
            self._add(place, f"{say}a choice needs 'choices'")
        if prop.datatype == "entity" and prop.kind not in (*kinds, KIND_OF_SELF):
            self._add(place, f"{say}a relation needs a 'kind': one of {one_of([*kinds, KIND_OF_SELF])}")

    def _add(self, place: Place, message: str) -> None:
        self.problems.add("VOCABULARY", place, message)


def _rows(node: Mapping, key: str) -> Iterator[tuple[str, Mapping]]:
    block = node.get(key)
    if isinstance(block, Mapping):
        yield from ((k, row) for k, row in block if isinstance(row, Mapping))


def _pairs(node: Node | None) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        yield from ((k, value.text) for k, value in node if isinstance(value, Scalar))


def _texts(row: Mapping) -> dict[str, str]:
    return dict(_pairs(row))


def _list(node: Node | None) -> list[str]:
    return [item.text for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []


def _period(key: str, text: dict[str, str]) -> Period:
    prop, _, choice = text.get("still", "").partition(" ")
    still = (prop, choice) if prop else None
    return Period(key, text.get("label", key), text.get("from", ""), text.get("to", ""), still, text.get("plan"))


def _only(text: dict[str, str], *keys: str) -> dict[str, Any]:
    return {key: text.get(key, "") for key in keys}
