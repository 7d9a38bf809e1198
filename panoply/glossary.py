"""The glossary: terms and abbreviations with a sentence each, and where a text uses them. What a page makes of that is its own.

`schema/glossary.yml` is a mapping of keys to rows; a wiki may be without it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from panoply.file_reader import FileReader
from panoply.memory import Memory
from panoply.problems import Problems
from panoply.text import is_slug, shortened, why_no_slug
from panoply.vocabulary import Vocabulary
from panoply.yaml_nodes import Mapping, Scalar
from panoply.yaml_source import read_file

FILE: Final = "schema/glossary.yml"
TERM_KEYS: Final = ("name", "forms", "definition")
MOST_CHARACTERS: Final = 160
"""Of a definition, which a pop-over shows whole."""
WORD: Final = re.compile(r"\w+(?:[/-]\w+)*")
"""A word as a reader sees it: APFSDS-T is one, and so is L/44."""
INSIDE: Final = re.compile(r"[\w/-]")


@dataclass(frozen=True, slots=True)
class Term:
    """One entry; the name is the first form unless the row says otherwise."""

    key: str
    name: str
    forms: tuple[str, ...]
    definition: str


class Found(NamedTuple):
    """A term and where it stands in a text."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms, by their keys."""

    terms: dict[str, Term] = field(default_factory=dict)
    spellings: dict[str, list[tuple[str, Term]]] = field(default_factory=dict, compare=False)
    """Each spelling with its term, by its first word; the longest first."""

    def find(self, text: str, met: set[str]) -> Iterator[Found]:
        """The first use of each term in a text; `met` holds the keys of those used before, and takes the new ones."""
        end = 0
        for word in WORD.finditer(text) if self.spellings else ():
            found = self._at(text, word) if word.start() >= end else None
            if found is not None:
                end = found.end
                if found.term.key not in met:
                    met.add(found.term.key)
                    yield found

    def _at(self, text: str, word: re.Match[str]) -> Found | None:
        """The longest spelling that begins at a word and ends with one."""
        for spelling, term in self.spellings.get(word[0], ()):
            end = word.start() + len(spelling)
            if text.startswith(spelling, word.start()) and not INSIDE.match(text, end):
                return Found(word.start(), end, term)
        return None


def load_glossary(root: Path, vocabulary: Vocabulary, problems: Problems, memory: Memory) -> Glossary:
    """The glossary below `root`; an empty one where there is no file."""
    file = root / FILE
    if not file.is_file():
        return Glossary()
    return memory.recall([file], FILE, problems, partial(_read, file, vocabulary))


def _read(file: Path, vocabulary: Vocabulary, problems: Problems) -> Glossary:
    node = read_file(file, FILE, problems)
    reader = FileReader("glossary", FILE, vocabulary, problems)
    terms: dict[str, Term] = {}
    owners: dict[str, str] = {}
    for key, row in node or ():
        found = reader.mapping(row, "definition")
        if not is_slug(key):
            reader.add("VOCABULARY", row.place, why_no_slug(key))
        elif found is not None:
            terms[key] = _term(reader, key, found, owners)
    return Glossary(terms, _by_first_word(terms.values()))


def _term(reader: FileReader, key: str, row: Mapping, owners: dict[str, str]) -> Term:
    """One row; `owners` is the key of the term to which each form belongs."""
    reader.check_keys(row, TERM_KEYS, ["forms", "definition"])
    scalars = [scalar for item in reader.items(row.get("forms")) if (scalar := reader.scalar(item))]
    forms = tuple(scalar.text for scalar in scalars if _is_form(reader, scalar, owners.setdefault(scalar.text, key), key))
    definition = reader.text(row, "definition")
    if len(definition) > MOST_CHARACTERS:
        rule = f"a definition is one sentence of at most {MOST_CHARACTERS}; shorten it"
        reader.add("VOCABULARY", row.items["definition"].place, f"'{key}': {len(definition)} characters; {rule}")
    return Term(key, reader.text(row, "name") or next(iter(forms), key), forms, definition)


def _is_form(reader: FileReader, scalar: Scalar, owner: str, key: str) -> bool:
    """Whether a form can be found in a text, and leads to one term only."""
    said = f"'{shortened(scalar.text)}'"
    if owner != key:
        reader.add("VOCABULARY", scalar.place, f"{said} is a form of '{owner}' already; delete one of the two")
    elif not (scalar.text[0].isalnum() and scalar.text[-1].isalnum()):
        reader.add("VOCABULARY", scalar.place, f"{said}: a form begins and ends with a letter or digit; write the words alone")
    else:
        return True
    return False


def _by_first_word(terms: Iterable[Term]) -> dict[str, list[tuple[str, Term]]]:
    """Every spelling by its first word: a form as it is, one in small letters also as a sentence begins with it."""
    found: dict[str, list[tuple[str, Term]]] = defaultdict(list)
    for term in terms:
        for form in term.forms:
            for spelling in {form, form[0].upper() + form[1:]} if form.islower() else {form}:
                found[spelling[: _first_word_end(spelling)]].append((spelling, term))
    return {word: sorted(listed, key=lambda pair: (-len(pair[0]), pair[0])) for word, listed in found.items()}


def _first_word_end(spelling: str) -> int:
    match = WORD.match(spelling)
    return match.end() if match else 0
