"""What the search box reads: every name in the form in which it is compared, and what is shown of the entities found.

`index.json` says what there is. `names.txt` has a line for each entity, or, once it grows long, there are files
`names-a.txt` … of the names in which a word begins so; one of them answers any query, unless `first-mark.txt` … answers it
beforehand. `about-0.json` … describe a few entities each, and are read for what is shown.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from panoply.addresses import address, entity_file, page_link
from panoply.hubs import A_TO_Z
from panoply.links import homes_of
from panoply.model import Entity
from panoply.page_text import PageText, Wiki
from panoply.pages import Page, front_matter
from panoply.search_firsts import COMMON, Listed, common_beginnings
from panoply.search_words import ALIKE, LATIN, search_words
from panoply.text import excerpt

FOLDER: Final = "data/search"
PAGE: Final = "wiki/search/index.md"
MOST_IN_ONE_FILE: Final = 120_000
"""Bytes of names, some 50 KB compressed, beyond which they are split."""
DESCRIBED_TOGETHER: Final = 16
MOST_WORDS: Final = 110
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class SearchView:
    """What the page of results prints."""

    a_to_z: str
    """Where all names are listed."""


def search_page(wiki: Wiki) -> Page:
    """The page of results, which a script fills."""
    front = front_matter(title="Search", description="Search names and text.", crumbs=[], tab=A_TO_Z, boost=0)
    front["search_page"] = True
    return Page(PAGE, "search.html.jinja", front, SearchView(page_link(PAGE, A_TO_Z)))


def search_files(wiki: Wiki, most: int = MOST_IN_ONE_FILE, common: int = COMMON) -> Iterator[tuple[str, str]]:
    """Path and content of each file of the search."""
    entities = [e for e in wiki.encyclopedia.entities.values() if e.slug in wiki.shown]
    used = {e.class_key for e in entities}
    classes = [key for key in wiki.encyclopedia.vocabulary.classes if key in used]
    homes = {e.slug: homes_of(wiki.encyclopedia, e) for e in entities}
    countries = sorted({home for found in homes.values() for home in found})
    listed = [
        _listed(wiki, number, e, classes.index(e.class_key), map(countries.index, homes[e.slug]))
        for number, e in enumerate(entities)
    ]
    files = _split(listed, most)
    firsts = {} if "" in files else common_beginnings(listed, common)
    yield f"{FOLDER}/index.json", _index(wiki, classes, countries, files, list(firsts))
    for part, text in files.items():
        yield f"{FOLDER}/{names_file(part)}", text
    for beginning, text in firsts.items():
        yield f"{FOLDER}/first-{beginning}.txt", text
    for start in range(0, len(entities), DESCRIBED_TOGETHER):
        together = [_about(wiki, entity) for entity in entities[start : start + DESCRIBED_TOGETHER]]
        yield f"{FOLDER}/about-{start // DESCRIBED_TOGETHER}.json", _json(together)


def names_file(part: str) -> str:
    return f"names-{part}.txt" if part else "names.txt"


def _index(wiki: Wiki, classes: list[str], countries: list[str], files: dict[str, str], firsts: list[str]) -> str:
    vocabulary = wiki.encyclopedia.vocabulary
    kinds = list(vocabulary.kinds)
    return _json(
        {
            "latin": LATIN,
            "alike": {letter: other for letter, other in ALIKE.items() if LATIN[letter] != other},
            "kinds": [[kind.label, kind.singular] for kind in vocabulary.kinds.values()],
            "classes": [[c.label, kinds.index(c.kind)] for c in map(vocabulary.classes.__getitem__, classes)],
            "countries": [wiki.encyclopedia.get(slug).name for slug in countries],
            "together": DESCRIBED_TOGETHER,
            "files": {part: len(text) for part, text in files.items()},
            "firsts": firsts,
        }
    )


def _listed(wiki: Wiki, number: int, entity: Entity, class_: int, homes: Iterable[int]) -> Listed:
    """An entity with its number, class and countries, how many others name it, and its names."""
    links = len(wiki.links.backlinks.get(entity.slug, ()))
    return Listed(f"{_short(number)} {links} {class_} {','.join(map(str, homes))}".rstrip(), links, _names(entity))


def _display(entity: Entity) -> Iterator[tuple[str, int, str]]:
    """Every name as it is written, its variant's own name's place among them (-1 for the entity's), and the variant's slug."""
    yield entity.name, -1, ""
    yield from ((n.name, -1, "") for n in entity.names)
    place = 1 + len(entity.names)
    for variant in entity.variants.values():
        yield variant.name, place, variant.slug
        yield from ((n.name, place, variant.slug) for n in variant.names)
        place += 1 + len(variant.names)


def _names(entity: Entity) -> dict[str, str]:
    """Where each different name stands among all, by what it is compared as; the first of several is the best known."""
    found: dict[str, str] = {}
    for place, (name, variant, _) in enumerate(_display(entity)):
        found.setdefault(search_words(name), _short(place) + (f".{_short(variant)}" if variant >= 0 else ""))
    return found


def _line(head: str, names: dict[str, str], chosen: Iterable[str]) -> str:
    """An entity with its own name and others that are chosen of its names; ``~`` is its own name at the start of another."""
    own, *_ = names
    others = [f"{names[words]} {'~' + words[len(own) :] if words.startswith(f'{own} ') else words}" for words in chosen]
    return "\t".join([head, own, *others])


def _split(listed: list[Listed], most: int) -> dict[str, str]:
    """All in one file, or a file for each beginning of a word."""
    whole = "\n".join(_line(one.head, one.names, list(one.names)[1:]) for one in listed)
    if len(whole) <= most:
        return {"": whole}
    parts: dict[str, list[str]] = defaultdict(list)
    for one in listed:
        own, *others = names = one.names
        chosen: dict[str, list[str]] = {beginning: [] for beginning in _beginnings(own)}
        for words in others:
            of_variant = "." in names[words]  # may be asked for together with its entity
            for beginning in _beginnings(f"{own} {words}" if of_variant else words):
                chosen.setdefault(beginning, []).append(words)
        for beginning, found in chosen.items():
            parts[beginning].append(_line(one.head, names, found))
    return {beginning: "\n".join(parts[beginning]) for beginning in sorted(parts)}


def _beginnings(words: str) -> set[str]:
    return {beginning_of(word) for word in words.split(" ")}


def beginning_of(word: str) -> str:
    """The file a word is in: its first letter or digit, ``_`` for all other scripts together."""
    return word[0] if word[:1] in DIGITS and word else "_"


def _about(wiki: Wiki, entity: Entity) -> list[object]:
    """Address, first words and names of an entity; a variant's names with its slug."""
    words = excerpt(PageText(wiki, PAGE).plain(entity.lead), MOST_WORDS)
    names = [[name, slug] if slug else name for name, _, slug in _display(entity)]
    return [address(entity_file(entity)), words, names]


def _short(number: int) -> str:
    """A number in base 36, as JavaScript reads it."""
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
