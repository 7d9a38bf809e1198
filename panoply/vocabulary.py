"""What the encyclopedia speaks of: the rows of `schema/vocabulary.yml`, `units.yml` and `languages.yml`, read and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from panoply.quantities import Amount, Units

DATATYPES = ("quantity", "span", "count", "money", "date", "datetime", "entity", "choice", "yes-no", "text", "prose", "variant")
BEFORE_FIGURES, AFTER_FIGURES, DISPUTES = SECTION_PLACES = ("before-figures", "after-figures", "disputes")
"""Where a section stands on the page; the last is joined by the list of what sources disagree on."""
BEFORE, AFTER, DURING = "before", "after", "during"
"""Roles of a relation: what it leads to came before this one, came after it, or is drawn on its strip of years."""
HOME = "home"
"""Role of a relation to the country by which the search narrows what it found."""
START, END, WHEN, NUMBER, PLEDGED, DELIVERED, MEASURE, ASIDE = (
    "start",
    "end",
    "when",
    "number",
    "pledged",
    "delivered",
    "measure",
    "aside",
)
"""Roles of a table's column: what a drawing of its rows takes it for."""
ROLES = {
    BEFORE: ("entity",),
    AFTER: ("entity",),
    DURING: ("entity",),
    HOME: ("entity",),
    START: ("date",),
    END: ("date",),
    WHEN: ("date",),
    NUMBER: ("count",),
    PLEDGED: ("count",),
    DELIVERED: ("count",),
    MEASURE: ("quantity",),
    ASIDE: ("choice",),
}
"""Every role, and the datatypes that can play it."""
PAGE_NAME = "{}"
"""Stands for the name of a page in the address of a site's pages."""
KIND_OF_SELF = "same"
"""A relation's `kind` that means: the kind of the entity that states it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of entity: its folder, its words."""

    key: str
    singular: str
    label: str
    definition: str
    on_demand: bool = False
    """Whether an entity gets its page only once another names it."""


@dataclass(frozen=True, slots=True)
class Class:
    """A browsable class of one kind, perhaps within a wider one."""

    key: str
    kind: str
    label: str
    plural: str
    definition: str
    abstract: bool
    lineage: tuple[str, ...]
    """The class itself, then ever wider ones."""
    columns: tuple[str, ...] = ()
    """Properties by which its page compares its members; those of a wider class where it has none of its own."""


@dataclass(frozen=True, slots=True)
class Outward:
    """A site that has a page for each name of some sort."""

    words: str
    address: str
    """Of a page, with PAGE_NAME where its name belongs."""

    def address_of(self, name: str) -> str:
        return self.address.replace(PAGE_NAME, quote(name, safe=""))


@dataclass(frozen=True, slots=True)
class Property:
    """What a claim, or a cell of a table, may say."""

    key: str
    label: str
    definition: str
    datatype: str
    classes: tuple[str, ...] = ()
    group: str = ""
    dimension: str | None = None
    unit: str | None = None
    conditions: dict[str, str] | None = None
    choices: dict[str, str] | None = None
    bounds: tuple[tuple[str, Amount], ...] = ()
    """Plausible interval by class, in SI units, the narrowest class first."""
    negative: bool = False
    inherits: bool = False
    kind: str | None = None
    """Of a relation: the kind it leads to."""
    value_class: str | None = None
    """Of a relation: the class it leads to."""
    inverse: str | None = None
    """Of a relation: what the other page calls it."""
    inverse_of: str | None = None
    """Of a relation: the property that says the same from the other end."""
    parent: bool = False
    """Of a relation: whether it leads to what this one is a version of, whose claims it may inherit."""
    acyclic: bool = False
    not_before: str | None = None
    """Of a date: the property or column it cannot come before."""
    required: bool = False
    role: str = ""
    """One of ROLES: what drawings, or the search, take it for."""
    help: str = ""
    link: Outward | None = None
    """Of a text: the site on which it names a page."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure the build works out from two properties, and says so."""

    key: str
    label: str
    of: str
    over: str
    unit: str


@dataclass(frozen=True, slots=True)
class Period:
    """What lasts from one date property to another, such as service."""

    key: str
    label: str
    start: str
    end: str
    still: tuple[str, str] | None = None
    """A property and its choice that say it lasts to this day."""
    plan: str | None = None
    """The condition that makes a date of it a plan, not an event."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of rows on a page, or in a folder of its own."""

    key: str
    label: str
    definition: str
    columns: dict[str, Property]
    kinds: tuple[str, ...]
    folder: str | None


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section of an article's prose."""

    key: str
    label: str
    place: str
    """One of SECTION_PLACES."""


@dataclass(frozen=True, slots=True)
class DrawingRow:
    """What entities of some classes are drawn as, to scale."""

    key: str
    classes: tuple[str, ...]
    shape: str
    """One of the shapes that silhouette knows."""
    dimensions: dict[str, str]
    """The property that gives each dimension of the shape."""
    beside: str = ""
    """The relation to what is drawn with it, such as its launcher."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All rows, in the order of the file."""

    kinds: dict[str, Kind]
    classes: dict[str, Class]
    groups: dict[str, str]
    properties: dict[str, Property]
    tables: dict[str, Table]
    sections: dict[str, SectionRow]
    name_systems: dict[str, str]
    ratios: dict[str, Ratio]
    periods: dict[str, Period]
    units: Units
    drawings: dict[str, DrawingRow]
    languages: dict[str, str] = field(default_factory=dict)
    """Names of languages by their codes; none where the wiki takes any code."""

    def properties_of(self, class_key: str) -> list[Property]:
        """What entities of a class may claim."""
        lineage = self.classes[class_key].lineage
        return [p for p in self.properties.values() if any(c in p.classes for c in lineage)]

    def has_property(self, class_key: str, property_key: str) -> bool:
        lineage = self.classes[class_key].lineage
        return any(c in self.properties[property_key].classes for c in lineage)

    def other_ends(self, prop: Property) -> list[str]:
        """Keys of the properties that say the same from the other end."""
        back = [p.key for p in self.properties.values() if p.inverse_of == prop.key]
        return [prop.inverse_of, *back] if prop.inverse_of else back

    def drawing_of(self, class_key: str) -> DrawingRow | None:
        """The row of the narrowest class of the lineage that has one."""
        by_class = {name: row for row in self.drawings.values() for name in row.classes}
        return next((by_class[c] for c in self.classes[class_key].lineage if c in by_class), None)

    def language(self, code: str) -> str:
        """What a language is called; its code where the wiki has no table."""
        return self.languages.get(code, code)

    def bounds(self, prop: Property, class_key: str) -> tuple[str, Amount] | None:
        """The narrowest class of the lineage that bounds a property, and the bounds."""
        lineage = self.classes[class_key].lineage
        found = dict(prop.bounds)
        return next(((c, found[c]) for c in lineage if c in found), None)

    def classes_of(self, kind: str) -> list[Class]:
        return [c for c in self.classes.values() if c.kind == kind]
