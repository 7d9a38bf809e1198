"""Two revisions held against each other, fact by fact. What of it is suspicious, and how it is told, is said elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from panoply.citations import Voices, find_voices
from panoply.encyclopedia import Encyclopedia
from panoply.fact_changes import ClaimChange, Diff, FileChange, RowChange, renamed
from panoply.fact_match import Pair, Side, paired
from panoply.fact_words import keys_of, proses_of, seeds_of, sources_of_both, terms_of, words_of
from panoply.meaning import weigh
from panoply.model import Claim, Entity, Row, RowFile
from panoply.text import fold, sort_key
from panoply.touched import Read

NOTHING: Final[tuple[Claim, ...]] = ()


def compare(old: Read, new: Read) -> Diff:
    """All that differs. Files of which both revisions share the object are the same and are not looked into."""
    before, after = old.encyclopedia, new.encyclopedia
    sources = tuple(sources_of_both(before, after))
    comparison = _Comparison(
        Side(before, renamed(sources)), Side(after, {}), (find_voices(before), find_voices(after)), _order_of(before, after)
    )
    keys = (
        *keys_of(before.vocabulary, after.vocabulary),
        *terms_of(old.glossary, new.glossary),
        *seeds_of(before.seeds, after.seeds),
    )
    files = tuple(change for change in comparison.files() if not change.is_empty())
    return Diff(before, after, files, sources, keys, tuple(_unreadable(before, after)))


def _order_of(before: Encyclopedia, after: Encyclopedia) -> tuple[str, ...]:
    return (*after.vocabulary.properties, *before.vocabulary.properties)


def _unreadable(before: Encyclopedia, after: Encyclopedia) -> Iterator[str]:
    """Paths of entities that only one revision can read, though both have the file."""
    for one, other in ((before, after), (after, before)):
        known = other.entities.keys() | {file.slug for file in other.row_files}
        yield from (other.slugs[slug] for slug in _slugs(one) if slug in other.slugs and slug not in known)


def _slugs(encyclopedia: Encyclopedia) -> list[str]:
    return [*encyclopedia.entities, *(file.slug for file in encyclopedia.row_files)]


def _entities(before: Encyclopedia, after: Encyclopedia) -> Iterator[Pair[Entity]]:
    """Entities by slug; one that is gone is the one that redirects from its slug, or has its name."""
    gone = [e for slug, e in before.entities.items() if slug not in after.slugs]
    come = [e for slug, e in after.entities.items() if slug not in before.slugs]

    def by_redirect(entity: Entity) -> str:
        return after.moved.get(entity.slug, "")

    def by_slug(entity: Entity) -> str:
        return entity.slug

    def by_name(entity: Entity) -> tuple[str, str]:
        return entity.kind, fold(entity.name)

    yield from paired(gone, come, [(by_redirect, by_slug), (by_name, by_name)])
    yield from (Pair(e, after.entities[slug]) for slug, e in before.entities.items() if slug in after.entities)


def _row_files(before: Encyclopedia, after: Encyclopedia) -> Iterator[Pair[RowFile]]:
    was, now = ({file.slug: file for file in encyclopedia.row_files} for encyclopedia in (before, after))
    for slug in sorted(was.keys() | now.keys()):
        pair = Pair(was.get(slug), now.get(slug))
        if None not in (pair.old, pair.new) or slug not in before.slugs.keys() & after.slugs.keys():
            yield pair


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Holds the files of two revisions against each other."""

    before: Side
    after: Side
    voices: tuple[Voices, Voices]
    order: tuple[str, ...]
    """The properties of both vocabularies."""

    def files(self) -> Iterator[FileChange]:
        """Entities by kind and name, then files of rows."""
        before, after = self.before.encyclopedia, self.after.encyclopedia
        changes = [self._entity(p.old, p.new) for p in _entities(before, after) if p.old is not p.new]
        yield from sorted(changes, key=lambda c: (c.file.path.rpartition("/")[0], sort_key(_name(c)), c.file.slug))
        for pair in _row_files(before, after):
            if pair.old is not pair.new:
                rows = self._rows(pair.old.rows if pair.old else (), pair.new.rows if pair.new else ())
                yield FileChange(pair.old, pair.new, rows=tuple(rows))

    def _entity(self, old: Entity | None, new: Entity | None) -> FileChange:
        claims = list(self._by_property(*(entity.all_claims() if entity else NOTHING for entity in (old, new))))
        tables = [entity.tables if entity else {} for entity in (old, new)]
        keys = dict.fromkeys([*tables[1], *tables[0]])
        return FileChange(
            old,
            new,
            words=tuple(words_of(old, new)) if old and new else (),
            claims=tuple(change for was, now in claims for change in self._claims(was, now)),
            rows=tuple(change for key in keys for change in self._rows(*(table.get(key, ()) for table in tables))),
            proses=tuple(proses_of(self.before, self.after, old, new)),
            leads=tuple(lead for was, now in claims for lead in self._leads(was, now)),
        )

    def _by_property(self, old: Iterable[Claim], new: Iterable[Claim]) -> Iterator[tuple[list[Claim], list[Claim]]]:
        """The claims of each property, in the vocabulary's order."""
        found: dict[str, tuple[list[Claim], list[Claim]]] = {}
        for side, claims in enumerate((old, new)):
            for claim in claims:
                found.setdefault(claim.prop.key, ([], []))[side].append(claim)
        yield from (found[key] for key in sorted(found, key=self.order.index))

    # claims of one property

    def _pairs(self, old: Sequence[Claim], new: Sequence[Claim]) -> list[Pair[Claim]]:
        return paired(old, new, zip(self.before.claims(), self.after.claims(), strict=True))

    def _claims(self, old: Sequence[Claim], new: Sequence[Claim]) -> Iterator[ClaimChange]:
        return (ClaimChange(pair.old, pair.new) for pair in self._pairs(old, new) if self._differ(pair))

    def _differ(self, pair: Pair[Claim]) -> bool:
        return pair.old is None or pair.new is None or self.before.whole(pair.old) != self.after.whole(pair.new)

    def _leads(self, old: Sequence[Claim], new: Sequence[Claim]) -> Iterator[ClaimChange]:
        was = weigh(self.before.encyclopedia, self.voices[0], old).lead
        now = weigh(self.after.encyclopedia, self.voices[1], new).lead
        if was is None or now is None or now.claim.prop.datatype == "entity":
            return
        if not any(pair.old is was.claim and pair.new is now.claim for pair in self._pairs(old, new)):
            yield ClaimChange(was.claim, now.claim)

    # rows of one table

    def _rows(self, old: Sequence[Row], new: Sequence[Row]) -> Iterator[RowChange]:
        for pair in paired(old, new, zip(self.before.rows(), self.after.rows(), strict=True)):
            if pair.old is None or pair.new is None or self.before.whole_row(pair.old) != self.after.whole_row(pair.new):
                yield RowChange(pair.old, pair.new, tuple(self._cells(pair.old, pair.new)))

    def _cells(self, old: Row | None, new: Row | None) -> Iterator[ClaimChange]:
        """Cells that differ; in a cell any value may take another's place."""
        likenesses = [*zip(self.before.claims(), self.after.claims(), strict=True), (_anything, _anything)]
        cells = [row.cells if row else {} for row in (old, new)]
        for key in dict.fromkeys([*cells[1], *cells[0]]):
            for pair in paired(cells[0].get(key, NOTHING), cells[1].get(key, NOTHING), likenesses):
                if self._differ(pair):
                    yield ClaimChange(pair.old, pair.new, old, new)


def _anything(claim: Claim) -> str:
    return claim.prop.key


def _name(change: FileChange) -> str:
    return change.file.name if isinstance(change.file, Entity) else change.file.slug
