"""An encyclopedia of which only what is asked for is read, from what is kept: a page needs dozens of files, not thousands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from panoply.encyclopedia import Encyclopedia
from panoply.kept_parts import KeptParts
from panoply.links import Links, Target, find_incoming, find_rows
from panoply.model import Entity, RowFile, Source
from panoply.overview import Overview
from panoply.vocabulary import Vocabulary

T = TypeVar("T")


class NotKeptError(Exception):
    """Something is not kept that was: all is read instead."""


class Lazy(Mapping[str, T]):
    """Values that are made when they are first asked for."""

    def __init__(self, keys: Collection[str], make: Callable[[str], T]) -> None:
        self.keys_, self.make = keys, make
        self.made: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self.made:
            if key not in self.keys_:
                raise KeyError(key)
            self.made[key] = self.make(key)
        return self.made[key]

    def __contains__(self, key: object) -> bool:
        return key in self.keys_

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys_)

    def __len__(self) -> int:
        return len(self.keys_)


@dataclass(slots=True)
class Shelf:
    """What files say, read from what is kept when it is asked for. Raises NotKeptError where that is not whole."""

    overview: Overview
    kept: KeptParts
    digests: Mapping[str, bytes]
    """Of the files' contents, by path."""
    vocabulary: Vocabulary
    parts: dict[str, Any] = field(default_factory=dict)
    """By path. Those that are edited are put here first."""

    def part(self, path: str) -> Any:
        if path not in self.parts:
            self.parts[path] = self.part_of(path, self.digests.get(path, b""))
        return self.parts[path]

    def part_of(self, path: str, digest: bytes) -> Any:
        """What a file says when its content has that digest."""
        found = self.kept.find_said(path, digest)
        if found is None:
            raise NotKeptError(path)
        return found

    def entity(self, slug: str) -> Entity:
        found: Entity = _only(self.part(self.overview.slugs[slug]).entities)
        return found

    def source(self, id_: str) -> Source:
        """A source by its id: of its own file, or of the entity or rows that define it."""
        owner, _, key = id_.rpartition(".")
        if not owner:
            shared: Source = _only(self.part(f"entities/sources/{key}.yml").sources)
            return shared
        if owner in self.overview.owners:
            rows: RowFile = _only(self.part(self.overview.owners[owner]).row_files)
            return rows.sources[key]
        return self.entity(owner).sources[key]

    def encyclopedia(self, entities: Iterable[Entity], row_files: Iterable[RowFile] = ()) -> Encyclopedia:
        """One that is gone through as if it had these entities alone, and in which all others are found."""
        overview = self.overview
        return Encyclopedia(
            vocabulary=self.vocabulary,
            entities={entity.slug: entity for entity in sorted(entities, key=lambda e: e.slug)},
            sources=Lazy(overview.voices, self.source),
            row_files=tuple(row_files),
            seeds=(),
            slugs=overview.slugs,
            by_name=overview.by_name,
            moved=overview.moved,
            others=Lazy(overview.slugs.keys() - overview.owners.keys(), self.entity),
        )

    def naming(self, slug: str) -> Encyclopedia:
        """One of what names an entity alone."""
        return self.of_files(self.overview.naming.get(slug, ()))

    def of_files(self, paths: Iterable[str]) -> Encyclopedia:
        """One of some files alone."""
        parts = [self.part(path) for path in paths]
        found = self.encyclopedia((e for part in parts for e in part.entities), (r for part in parts for r in part.row_files))
        return replace(found, seeds=tuple(seed for part in parts for seed in part.seeds))

    def links(self) -> Links:
        """What leads to an entity, found when it is asked for. Red links are nobody's."""
        naming, backlinks = self.overview.naming, self.overview.backlinks
        return Links(
            incoming=Lazy(naming, lambda slug: find_incoming(self.naming(slug)).get(slug, [])),
            rows=Lazy(naming, lambda slug: find_rows(self.naming(slug)).get(slug, [])),
            backlinks=Lazy(backlinks, lambda slug: frozenset(backlinks[slug])),
            seeds=Lazy(naming, lambda slug: list(self.naming(slug).seeds)),
            red=[],
        )

    def homonyms(self) -> Mapping[str, list[Target]]:
        """What each alias that several share may mean."""
        shared = self.overview.homonyms
        return Lazy(shared, lambda alias: [Target(self.entity(slug), variant) for slug, variant in shared[alias]])


def _only(found: Sequence[T]) -> T:
    """The one thing in a file."""
    if len(found) != 1:
        raise NotKeptError
    return found[0]
