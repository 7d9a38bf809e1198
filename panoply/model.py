"""What a file says, as frozen objects in Wikidata's words: an entity has claims, a claim has a value, qualifiers, citations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from panoply.dates import Date
from panoply.problems import Place
from panoply.prose import Prose
from panoply.quantities import Money, Quantity, Span
from panoply.vocabulary import Property

RANKS: Final = ("preferred", "normal", "deprecated")
BASES: Final = {
    "confirmed": "confirmed by the body concerned",
    "observed": "observed",
    "estimated": "estimated",
    "claimed": "claimed",
}
GRADES: Final = {
    "A": "The record of the body concerned: maker's data sheet, armed force, parliament, audit office, court, treaty, "
    "register.",
    "B": "Reference works, museums, research institutes, serious press.",
    "C": "Specialist sites and magazines with named authors or sources.",
    "D": "Hobby sites, wikis, kits and mirrors.",
    "E": "Kept only to show an error.",
}

NOWHERE: Final[Mapping[str, Place]] = {}
"""No places: the one object for all claims without qualifiers, which are nine in ten."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Looked for and not publicly confirmed; distinct from absent."""


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True)
class Reference:
    """The slug of an entity, or of a variant as ``entity/variant``."""

    slug: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A key of the property's closed list."""

    key: str


Value = Quantity | Span | Money | Date | Reference | Choice | bool | str | Prose | Unknown


@dataclass(frozen=True, slots=True)
class Citation:
    """A claim's pointer to a source."""

    key: str
    locator: str
    place: Place
    owner: str
    """The slug of the file it stands in, whose inline sources it sees."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement: a property's value, narrowed, ranked and cited."""

    prop: Property
    value: Value
    text: str
    """The value as its author typed it."""
    place: Place
    citations: tuple[Citation, ...]
    variant: str | None = None
    condition: str | None = None
    as_of: Date | None = None
    basis: str | None = None
    by: str | None = None
    """The slug of whoever says so."""
    rank: str = "normal"
    reason: Prose | None = None
    note: Prose | None = None
    places: Mapping[str, Place] = field(default_factory=lambda: NOWHERE, compare=False, repr=False)
    """Where its qualifiers stand, for messages."""

    @property
    def is_deprecated(self) -> bool:
        return self.rank == "deprecated"


@dataclass(frozen=True, slots=True)
class Name:
    """Another name an entity is found by."""

    name: str
    place: Place
    lang: str | None = None
    system: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; its citations cover every cell that has none of its own."""

    table: str
    cells: dict[str, tuple[Claim, ...]]
    citations: tuple[Citation, ...]
    place: Place
    owner: str
    """The slug of the file it stands in."""

    def first(self, column: str) -> Value | None:
        """A cell's first value."""
        claims = self.cells.get(column)
        return claims[0].value if claims else None

    def slug(self, column: str) -> str | None:
        """The entity a cell names."""
        value = self.first(column)
        return value.slug if isinstance(value, Reference) else None


@dataclass(frozen=True, slots=True)
class Variant:
    """A version of an entity that has no file of its own."""

    slug: str
    name: str
    place: Place
    names: tuple[Name, ...] = ()
    parent: str | None = None
    changes: Prose | None = None
    claims: tuple[Claim, ...] = ()
    places: dict[str, Place] = field(default_factory=dict, compare=False, repr=False)
    """Where its keys' values stand, for messages."""


@dataclass(frozen=True, slots=True)
class Source:
    """A cited work. Field names follow CSL; `owner` is the entity whose file defines it, None for a shared one."""

    key: str
    owner: str | None
    place: Place
    title: str
    grade: str
    author: str = ""
    publisher: str = ""
    container: str = ""
    issued: Date | None = None
    accessed: Date | None = None
    url: str = ""
    archived: str = ""
    isbn: str = ""
    type: str = "webpage"
    language: str = ""
    note: str = ""
    same_text_as: str | None = None
    relays: str | None = None
    by: str | None = None
    places: dict[str, Place] = field(default_factory=dict, compare=False, repr=False)
    """Where its keys' values stand, for messages."""

    @property
    def id(self) -> str:
        """What addresses it: ``key``, or ``entity.key`` for an inline one."""
        return f"{self.owner}.{self.key}" if self.owner else self.key

    @property
    def title_language(self) -> str:
        """The code of the title's language, where it is the work's own: one in brackets is our description of the work."""
        return "" if self.title.startswith("[") else self.language


@dataclass(frozen=True, slots=True)
class Entity:
    """A described thing."""

    kind: str
    slug: str
    class_key: str
    name: str
    path: str
    """Of its file, from the root."""
    names: tuple[Name, ...] = ()
    lead: Prose | None = None
    claims: tuple[Claim, ...] = ()
    variants: dict[str, Variant] = field(default_factory=dict)
    tables: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    sections: dict[str, Prose] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict, compare=False, repr=False)
    """Where its keys' values stand, for messages."""
    sources: dict[str, Source] = field(default_factory=dict)
    redirects: tuple[Name, ...] = ()
    """Slugs it had before, and the ``entity/variant`` it was before it had a file."""

    @property
    def place(self) -> Place:
        return Place(self.path)

    def all_claims(self) -> tuple[Claim, ...]:
        """Its own and its variants' claims; a variant's are narrowed to it."""
        return self.claims + tuple(c for v in self.variants.values() for c in v.claims)


@dataclass(frozen=True, slots=True)
class RowFile:
    """A file of rows of one table, such as the flight tests of a country in a year."""

    slug: str
    path: str
    rows: tuple[Row, ...]
    sources: dict[str, Source]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a seed article, in our own words."""

    says: str
    names: tuple[tuple[str, Reference, Place], ...]


@dataclass(frozen=True, slots=True)
class Seed:
    """The digest of an article this wiki grew from."""

    slug: str
    title: str
    path: str
    publisher: str = ""
    author: str = ""
    issued: Date | None = None
    accessed: Date | None = None
    url: str = ""
    statements: tuple[Statement, ...] = ()


def place_of(thing: Entity | Claim | Variant | Source, key: str) -> Place:
    """Where one of its keys' values stands; where the thing itself does, if that is not known."""
    return thing.places.get(key, thing.place)
