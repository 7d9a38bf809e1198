"""What an author must fix: collected, never raised past the loader, printed one per line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from panoply.text import printable

CODES: dict[str, str] = {
    # files and YAML
    "FILE-NAME": "The file's name or folder cannot be an address.",
    "FILE-SIZE": "The file is larger than an entity may be.",
    "SYMLINK": "A symbolic link, which could lead out of the folder.",
    "ENCODING": "The file is not UTF-8.",
    "CONTROL-CHARACTER": "A character that no editor shows.",
    "EMPTY-FILE": "The file holds no data.",
    "NOT-A-MAPPING": "A mapping (key: value lines) belongs here.",
    "NOT-A-LIST": "A list belongs here.",
    "NOT-A-TEXT": "A text belongs here.",
    "SYNTAX": "The YAML cannot be read.",
    "TAB": "Tabs cannot indent YAML.",
    "COMMENT-IN-VALUE": "A ' #' inside a value would lose the rest of the line.",
    "COLON-IN-VALUE": "A ': ' inside an unquoted value.",
    "LEADING-CHARACTER": "An unquoted value begins with a character that YAML reserves.",
    "QUOTE": "Text before or after a quotation, or a quotation that does not end on its line.",
    "FLOW-STYLE": "{ } and [ ] are not used here.",
    "ANCHOR": "Anchors, aliases, tags and merge keys are not used here.",
    "SEVERAL-DOCUMENTS": "One file is one document.",
    "EMPTY-VALUE": "A key without a value.",
    "DUPLICATE-KEY": "A key stands twice in one mapping.",
    "NESTING": "Nested deeper than any entity needs.",
    # keys and identity
    "UNKNOWN-KEY": "A key the model does not know here.",
    "MISSING-KEY": "A key that is needed here.",
    "DUPLICATE-SLUG": "Two files want one slug.",
    "ALIAS-CLASH": "An alias is another entity's name or slug.",
    "NAME-CLASH": "Two entities of one name.",
    "UNKNOWN-CLASS": "A class the vocabulary does not have.",
    "UNKNOWN-PROPERTY": "A property the vocabulary does not have.",
    "PROPERTY-CLASS": "A property that entities of this class do not have.",
    # claims
    "CLAIM-FORM": "The claim does not read as value (qualifiers) [citations].",
    "NUMBER": "Not a number as written here.",
    "INTERVAL": "The lower end is not below the upper one.",
    "NEGATIVE": "A negative figure where none makes sense.",
    "UNKNOWN-UNIT": "A unit the units table does not have.",
    "AMBIGUOUS-UNIT": "A unit that means several things.",
    "DIMENSION": "A unit of another dimension.",
    "MISSING-UNIT": "A figure without its unit.",
    "IMPLAUSIBLE": "Outside what the class allows.",
    "DATE": "Not a date as written here.",
    "CHOICE": "Not one of the property's choices.",
    "YES-NO": "Not yes or no.",
    "MONEY": "Not money with currency and year.",
    "QUALIFIER": "Not a qualifier.",
    "UNKNOWN-CONDITION": "A condition the property does not have.",
    "UNKNOWN-VARIANT": "A variant the entity does not have.",
    "RANK": "A rank other than normal needs a reason.",
    "TWO-PREFERRED": "Two preferred claims for one thing.",
    "DATE-ORDER": "Dates out of order.",
    # citations and sources
    "UNCITED": "Nothing is said here without a source.",
    "CITATION-FORM": "A citation of a form that is not read.",
    "UNKNOWN-SOURCE": "A source that is defined nowhere.",
    "SOURCE-SHADOWED": "An inline source has a shared source's key.",
    "SOURCE-TWICE": "One address in two files.",
    "LOCATOR": "A source without an address needs a page or other locator.",
    "SOURCE-CYCLE": "Sources that repeat each other in a circle.",
    "URL": "Not an http(s) address.",
    "LANGUAGE": "Not the code of a known language.",
    # links
    "NEAR-LINK": "A link that nearly matches an entity.",
    "RED-LINK": "A link to what does not exist yet.",
    "RELATION-KIND": "A relation to the wrong kind of entity.",
    "CYCLE": "A relation that leads back to itself.",
    "PROSE": "Markup that is not used here.",
    # pages
    "PAGE-COLLISION": "Two pages want one address.",
    "HISTORY": "Without git there are no dates of change.",
    "VOCABULARY": "The vocabulary contradicts itself.",
    "SCHEMA": "A JSON Schema is not what the vocabulary says.",
}


class Place(NamedTuple):
    """Where in an author's file something stands; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1
    field: str = ""


class Fix(NamedTuple):
    """What to write in place of what stands there, where nothing else can be meant."""

    old: str
    """As the file has it, line ends too: a fix that does not find it is not applied."""
    new: str
    back: int = 0
    """By how many columns it begins before the problem's place."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to fix, with the way out in its message."""

    place: Place
    code: str
    message: str
    notice: bool = False
    """True where the build goes on."""
    fix: Fix | None = field(default=None, compare=False)
    """What mends it beyond doubt, if anything does."""

    def __str__(self) -> str:
        path, line, column, where = self.place
        notice = "notice: " if self.notice else ""
        return f"{path}:{line}:{column}: {self.code} {where or '-'}: {notice}{self.message}"


class Mistake(Exception):
    """An author's mistake met while reading a text; whoever knows the place turns it into a Problem."""

    def __init__(self, code: str, message: str, offset: int = 0, fix: Fix | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.offset, self.fix = code, message, offset, fix


@dataclass(slots=True)
class Problems:
    """The one collector every stage adds to."""

    found: set[Problem] = field(default_factory=set)

    def add(self, code: str, place: Place, message: str, fix: Fix | None = None) -> None:
        """Record what must be fixed. Raises KeyError for a code that CODES does not explain."""
        self._add(code, place, message, fix, notice=False)

    def note(self, code: str, place: Place, message: str) -> None:
        """Record what ought to be looked at; the build goes on."""
        self._add(code, place, message, None, notice=True)

    def _add(self, code: str, place: Place, message: str, fix: Fix | None, *, notice: bool) -> None:
        CODES[code]
        place = place if place.field.isprintable() else place._replace(field=printable(place.field))
        self.found.add(Problem(place, code, printable(" ".join(message.splitlines())), notice, fix))

    @property
    def errors(self) -> list[Problem]:
        return sorted(p for p in self.found if not p.notice)

    @property
    def notices(self) -> list[Problem]:
        return sorted(p for p in self.found if p.notice)
