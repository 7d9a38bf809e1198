"""Every name an entity or a variant goes by, with its place: for finding what is there already."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from panoply.encyclopedia import Encyclopedia
from panoply.model import Entity, Name, Variant, place_of
from panoply.problems import Place
from panoply.text import fold

MOST_NEAR = 8
NAME, ALIAS, SLUG, FORMER = SORTS = ("name", "alias", "slug", "former slug")
"""Sorts of name, the best known first."""


@dataclass(frozen=True, slots=True)
class Named:
    """One name of one thing."""

    word: str
    sort: str
    entity: Entity
    variant: Variant | None
    place: Place

    @property
    def slug(self) -> str:
        return f"{self.entity.slug}/{self.variant.slug}" if self.variant else self.entity.slug

    @property
    def title(self) -> str:
        return self.variant.name if self.variant else self.entity.name


def all_names(encyclopedia: Encyclopedia) -> Iterator[Named]:
    """Names, aliases, slugs and former slugs of all entities and variants, in order of slug."""
    for entity in encyclopedia.entities.values():
        yield from _names_of(entity, None, entity.names)
        yield from (Named(old.name, FORMER, entity, None, old.place) for old in entity.redirects)
        for variant in entity.variants.values():
            yield from _names_of(entity, variant, variant.names)
            yield Named(f"{entity.slug}/{variant.slug}", SLUG, entity, variant, variant.place)


def _names_of(entity: Entity, variant: Variant | None, aliases: Iterable[Name]) -> Iterator[Named]:
    thing = variant or entity
    place = place_of(thing, "name")
    yield Named(thing.name, NAME, entity, variant, place)
    yield from (Named(alias.name, ALIAS, entity, variant, alias.place) for alias in aliases)
    yield Named(thing.slug, SLUG, entity, variant, place)


def find_named(names: Iterable[Named], words: str) -> list[Named]:
    """What goes by a name, each thing once by its best known one; failing that, by it without its hyphens (T72)."""
    names, folded = list(names), fold(words)
    for form in (fold, _squeezed):
        found = [n for n in names if form(n.word) == form(words)] if folded else []
        if found:
            return _each_once(found)
    return []


def near_named(names: Iterable[Named], words: str) -> list[Named]:
    """What someone may have meant: names that hold all the words, then those that are spelt alike."""
    names, typed = list(names), fold(words)
    if not typed:
        return []
    holding = [n for n in names if all(any(w.startswith(t) for w in fold(n.word).split("-")) for t in typed.split("-"))]
    by_form = {fold(n.word): n for n in reversed(names)}
    alike = difflib.get_close_matches(typed, sorted(by_form), n=MOST_NEAR, cutoff=0.7)
    return _each_once([*sorted(holding, key=lambda n: len(n.word)), *(by_form[form] for form in alike)])[:MOST_NEAR]


def _each_once(found: Iterable[Named]) -> list[Named]:
    """Each thing by its best known name of those found, in the order in which things were found."""
    best: dict[str, Named] = {}
    for named in found:
        other = best.get(named.slug)
        if other is None or SORTS.index(named.sort) < SORTS.index(other.sort):
            best[named.slug] = named
    return list(best.values())


def _squeezed(word: str) -> str:
    return fold(word).replace("-", "")


def name_lines(found: Iterable[Named]) -> list[str]:
    """Slug, name, class, file and line of each, in columns; behind them the alias it was found by."""
    rows = [(n.slug, n.title, n.entity.class_key, f"{n.place.path}:{n.place.line}", _found_by(n)) for n in found]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(4)]
    return ["  ".join([*map(str.ljust, row[:4], widths), row[4]]).rstrip() for row in rows]


def _found_by(named: Named) -> str:
    return f"({named.sort} {named.word})" if named.sort in (ALIAS, FORMER) else ""
