"""The nodes of one file as texts, mappings, dates and prose; what is of another shape becomes a problem and is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from panoply.citation_text import Cited, read_citations
from panoply.dates import Date, read_date
from panoply.markup import is_web_address
from panoply.model import Citation, Name
from panoply.problems import Fix, Mistake, Place, Problems
from panoply.prose import Prose, read_prose
from panoply.text import did_you_mean, fold, is_slug, meant, meant_as_slug, one_of, shortened, slugify, why_no_slug
from panoply.vocabulary import Vocabulary
from panoply.yaml_nodes import BLOCKS, Mapping, Node, Scalar, Sequence

MOST_NAME_BYTES = 200
"""File systems take 255, and a name becomes the folder of a page."""


class FileReader:
    """Reads the nodes of one file; knows its vocabulary, its slug and where problems go."""

    def __init__(self, slug: str, path: str, vocabulary: Vocabulary, problems: Problems) -> None:
        self.slug, self.path, self.vocabulary, self.problems = slug, path, vocabulary, problems

    # shapes

    def check_keys(self, node: Mapping, allowed: Iterable[str], needed: Iterable[str] = ()) -> None:
        """Unknown keys, and needed ones that are missing."""
        allowed = list(allowed)
        for key, place in node.keys.items():
            if key not in allowed:
                near = did_you_mean(key, allowed) or did_you_mean(slugify(key).replace("-", "_"), allowed)
                message = f"unknown key '{shortened(key, 40)}'{near}; keys here are {one_of(allowed, 20)}"
                self.add("UNKNOWN-KEY", place, message, self.meant(key, set(allowed) - node.items.keys()))
        for key in needed:
            if key not in node.items:
                place = node.place._replace(field=f"{node.place.field}.{key}".lstrip("."))
                self.add("MISSING-KEY", place, f"'{key}' is missing; add a line '{key}: …'")

    def text(self, node: Mapping, key: str) -> str:
        """A key's text on one line; empty where it is absent or of another shape."""
        scalar = self.scalar(node.get(key))
        return " ".join(scalar.text.split()) if scalar else ""

    def scalar(self, node: Node | None) -> Scalar | None:
        """A text; None where it is absent, empty (which the YAML reader has told) or of another shape."""
        if node is None or isinstance(node, Scalar):
            return node if node and node.text else None
        what = "a list" if isinstance(node, Sequence) else "a mapping"
        self.add(
            "NOT-A-TEXT", node.place, f"{what} stands where a text belongs; write it on the key's line, or as a block (>-)"
        )
        return None

    def mapping(self, node: Node | None, first: str = "") -> Mapping | None:
        """A mapping; `first` is the key that a text in its place was probably meant for."""
        if node is None or isinstance(node, Mapping):
            return node
        if isinstance(node, Scalar) and not node.text:
            return None
        what, how = "a list", "write them indented, one a line"
        if isinstance(node, Scalar):
            what = f"the text '{shortened(node.text, 30)}'"
            how = f"write {first}: {shortened(node.text, 30)}" if first else how
        fix = Fix("", f"{first}: ") if first and isinstance(node, Scalar) and node.style not in BLOCKS else None
        self.add("NOT-A-MAPPING", node.place, f"{what} stands where 'key: value' lines belong; {how}", fix)
        return None

    def items(self, node: Node | None) -> list[Node]:
        if isinstance(node, Sequence):
            return node.items
        if node is None or (isinstance(node, Scalar) and not node.text):
            return []
        fix = _as_item(node) if isinstance(node, Scalar) else None
        self.add("NOT-A-LIST", node.place, "a list belongs here; begin each item with '- ' on a line of its own", fix)
        return []

    def mappings(self, node: Node | None, first: str) -> Iterator[Mapping]:
        for item in self.items(node):
            found = self.mapping(item, first)
            if found is not None:
                yield found

    def add(self, code: str, place: Place, message: str, fix: Fix | None = None) -> None:
        self.problems.add(code, place, message, fix)

    def meant(self, word: str, known: Iterable[str]) -> Fix | None:
        """A word of a closed list in place of the one that was typed."""
        better = meant(word, known)
        return Fix(word, better) if better else None

    def attempt(self, read: Callable[[], Any], scalar: Scalar, offset: int = 0) -> Any:
        """The result of `read`, or None after its Mistake became a problem of `scalar`."""
        try:
            return read()
        except Mistake as mistake:
            self.add(mistake.code, scalar.at(offset + mistake.offset), str(mistake), mistake.fix)
            return None

    # pieces

    def prose(self, node: Node | None, *, inline: bool = False) -> Prose | None:
        scalar = self.scalar(node)
        if scalar is None:
            return None
        prose = read_prose(scalar.text, inline=inline)
        offsets = [*prose.uncited, *(m.offset for m in prose.mistakes)]
        offsets += [link.offset for link in prose.links]
        offsets += [cited.offset for mark in prose.marks for cited in mark.citations]
        prose.places = scalar.places(offsets)
        for mistake in prose.mistakes:
            self.add(mistake.code, prose.places[mistake.offset], str(mistake), mistake.fix)
        return prose

    def date(self, node: Mapping, key: str) -> Date | None:
        scalar = self.scalar(node.get(key))
        return self.attempt(lambda: read_date(scalar.text), scalar) if scalar else None

    def slug_of(self, node: Mapping, key: str) -> str | None:
        scalar = self.scalar(node.get(key))
        if scalar is None:
            return None
        if is_slug(scalar.text):
            return scalar.text
        self.refuse_slug("CLAIM-FORM", scalar.text, scalar.place)
        return None

    def refuse_slug(self, code: str, word: str, place: Place) -> None:
        """What stands where a slug belongs, and is none."""
        better = meant_as_slug(word)
        self.add(code, place, why_no_slug(word), Fix(word, better) if better else None)

    def choice(self, node: Mapping, key: str, choices: Iterable[str]) -> str | None:
        scalar = self.scalar(node.get(key))
        if scalar is None or scalar.text in choices:
            return scalar.text if scalar else None
        near = did_you_mean(scalar.text, choices)
        message = f"'{shortened(scalar.text)}' is no {key}{near}; choose one of {one_of(choices, 30)}"
        self.add("CHOICE", scalar.place, message, self.meant(scalar.text, choices))
        return None

    def language(self, node: Mapping, key: str) -> str:
        """The code of a language; any where the wiki has no table of them."""
        code, known = self.text(node, key), self.vocabulary.languages
        if code and known and code not in known:
            named = [k for k, name in known.items() if code.casefold() in (k.casefold(), name.casefold())]
            way_out = (
                f"write {named[0]}" if named else f"write its code, such as ru, or add a row '{shortened(code)}' to the table"
            )
            message = f"'{shortened(code)}' is no code of a language in schema/languages.yml; {way_out}"
            self.add("LANGUAGE", node.items[key].place, message, Fix(code, named[0]) if named else None)
        return code

    def citations(self, scalar: Scalar, found: Iterable[Cited]) -> tuple[Citation, ...]:
        found = list(found)
        if not found:
            return ()
        places = scalar.places(c.offset for c in found)
        return tuple(Citation(c.key, c.locator, places[c.offset], self.slug) for c in found)

    def cite(self, node: Mapping) -> tuple[Citation, ...]:
        scalar = self.scalar(node.get("cite"))
        if scalar is None:
            return ()
        found = self.attempt(lambda: read_citations(scalar.text, signed=False), scalar)
        return self.citations(scalar, found or ())

    def url(self, node: Mapping, key: str) -> str:
        scalar = self.scalar(node.get(key))
        if scalar is None or not scalar.text or is_web_address(scalar.text):
            return scalar.text if scalar else ""
        self.add(
            "URL", scalar.place, f"'{shortened(scalar.text)}' is not an http(s) address; write https://…, or delete the line"
        )
        return ""

    # names

    def names(self, node: Node | None) -> Iterator[Name]:
        for item in self.mappings(node, "name"):
            self.check_keys(item, ("name", "lang", "system"), ["name"])
            name = self.name(item)
            if name:
                system = self.choice(item, "system", self.vocabulary.name_systems)
                scalar = item.get("name")
                yield Name(name, scalar.place if scalar else item.place, self.language(item, "lang") or None, system)

    def name(self, node: Mapping) -> str:
        """A key ``name`` that something can be found and addressed by."""
        name, place = self.text(node, "name"), places_of(node).get("name", node.place)
        if name and not fold(name):
            self.add("FILE-NAME", place, f"'{shortened(name)}' has no letter or digit to be found by; write a name")
        elif len(fold(name).encode()) > MOST_NAME_BYTES:
            message = f"'{shortened(name)}' is too long for an address ({MOST_NAME_BYTES} bytes); write a shorter name"
            self.add("FILE-NAME", place, message)
        return name


def _as_item(scalar: Scalar) -> Fix | None:
    """A text behind its key as the one item of a list below it."""
    line = scalar.lines[scalar.place.line - 1]
    before, text = line[: scalar.place.column - 1], line[scalar.place.column - 1 :]
    if scalar.style or text != scalar.text or not before.endswith(": "):
        return None
    indent = " " * (len(before) - len(before.lstrip(" -")) + 2)
    return Fix(f" {text}", f"\n{indent}- {text}", back=1)


def places_of(node: Mapping) -> dict[str, Place]:
    """Where the texts of a mapping stand."""
    return {key: value.place for key, value in node if isinstance(value, Scalar)}
