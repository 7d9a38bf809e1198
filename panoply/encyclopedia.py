"""All entities and sources together: the one object that is passed around, immutable once built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from panoply.model import Citation, Claim, Entity, Row, RowFile, Seed, Source
from panoply.text import fold
from panoply.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Encyclopedia:
    """Entities by slug, sources by id, both sorted; rows of tables that have files of their own; seed articles."""

    vocabulary: Vocabulary
    entities: dict[str, Entity]
    sources: Mapping[str, Source]
    row_files: tuple[RowFile, ...]
    seeds: tuple[Seed, ...]
    slugs: dict[str, str]
    """Every slug with its path, those of unreadable files too."""
    by_name: dict[str, str]
    """Slug by folded name, for ``[[T-72]]``."""
    moved: dict[str, str]
    """Slug by former slug, or by the ``entity/variant`` it was before it had a file of its own."""
    others: Mapping[str, Entity] = field(default_factory=dict)
    """Of an excerpt: the entities that are led to, and not gone through."""

    def find(self, slug: str) -> Entity | None:
        return self.entities.get(slug) or self.others.get(slug)

    def get(self, slug: str) -> Entity:
        """The entity. Raises KeyError."""
        return self.entities[slug] if slug in self.entities else self.others[slug]

    def find_source(self, citation: Citation) -> Source | None:
        """What a citation cites: an inline source of its own file, else a shared one."""
        return self.sources.get(f"{citation.owner}.{citation.key}") or self.sources.get(citation.key)

    def of_kind(self, kind: str) -> Iterator[Entity]:
        return (e for e in self.entities.values() if e.kind == kind)

    def claims(self) -> Iterator[tuple[Entity, Claim]]:
        """Every claim of every entity, variants included; cells of tables aside."""
        return ((entity, claim) for entity in self.entities.values() for claim in entity.all_claims())

    def rows(self) -> Iterator[Row]:
        """Every row of every table."""
        for entity in self.entities.values():
            for rows in entity.tables.values():
                yield from rows
        for file in self.row_files:
            yield from file.rows


def assemble(
    vocabulary: Vocabulary,
    entities: list[Entity],
    sources: list[Source],
    row_files: list[RowFile],
    seeds: list[Seed],
    slugs: dict[str, str],
) -> Encyclopedia:
    """Put together what was read. Of two that want one slug the first stays; load has said so."""
    by_slug: dict[str, Entity] = {}
    for entity in sorted(entities, key=lambda e: (e.slug, e.path)):
        by_slug.setdefault(entity.slug, entity)
    inline = [s for e in by_slug.values() for s in e.sources.values()]
    inline += [s for f in row_files for s in f.sources.values()]
    by_name: dict[str, str] = {}
    for entity in by_slug.values():
        by_name.setdefault(fold(entity.name), entity.slug)
    return Encyclopedia(
        vocabulary=vocabulary,
        entities=by_slug,
        sources={s.id: s for s in sorted([*sources, *inline], key=lambda s: s.id)},
        row_files=tuple(row_files),
        seeds=tuple(seeds),
        slugs=slugs,
        by_name=by_name,
        moved={old.name: entity.slug for entity in by_slug.values() for old in entity.redirects},
    )
