"""Single changes of a diff in words, as Markdown for GitHub; whatever an author wrote passes through `markup.github`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from panoply.fact_changes import ClaimChange, FileChange, ProseChange, RowChange, SourceChange, WordChange
from panoply.fact_match import NAMING, Side, identity, same_words
from panoply.links import find_target
from panoply.markup import github
from panoply.model import Citation, Claim, Entity, Reference, Row
from panoply.prose import Prose, to_text
from panoply.text import counted, shortened
from panoply.values import narrowing, value_text

Change = ClaimChange | RowChange | FileChange | SourceChange | WordChange | ProseChange


def safe(text: str, most: int = 80) -> str:
    return github(shortened(text, most))


def verb_of(change: Change) -> str:
    return "changed" if change.old and change.new else "added" if change.new else "removed"


@dataclass(frozen=True, slots=True)
class Words:
    """Puts the changes between two revisions into words."""

    sides: tuple[Side, Side]

    def lead(self, change: ClaimChange) -> str:
        old, new = (self._narrowed_value(side, one) for side, one in enumerate((change.old, change.new)))
        return f"{safe(change.claim.prop.label)}, shown first: {old} → {new}"

    def claim(self, change: ClaimChange) -> str:
        """``Mass (T-72B): 44.5 t → 46 t [post-2019]``."""
        old, new = change.old, change.new
        label = safe(change.claim.prop.label)
        if old is None or new is None:
            side = 1 if new is not None else 0
            words = f"{verb_of(change)} {self._value(side, change.claim)}{self._rank(change.claim)}"
            return f"{label}{self._context(side, change.claim)}: {words}{_bracket(change.claim.citations)}"
        was, now = self._narrowing(0, old), self._narrowing(1, new)
        if was != now:
            return f"{label}: {self._narrowed_value(0, old)} → {self._narrowed_value(1, new)}{self._rest(old, new)}"
        values = self._value(1, new)
        if identity(old) != identity(new):
            values = f"{self._value(0, old)} → {values}"
        return f"{label}{self._context(1, new)}: {values}{self._rest(old, new)}"

    def _rest(self, old: Claim, new: Claim) -> str:
        """What else than its value differs in a claim; its sources in any case."""
        parts = [f"; {word_change(WordChange('rank', old.rank, new.rank))}"] if old.rank != new.rank else []
        for what, was, now in (("reason", old.reason, new.reason), ("note", old.note, new.note)):
            if same_words(was) != same_words(now):
                parts.append(f"; {what}: {_quoted(now)}" if now else f"; {what} removed")
        return "".join(parts) + self._sources(old.citations, new.citations)

    def _rank(self, claim: Claim) -> str:
        """Rank and reason of a claim that came or went."""
        return f", {claim.rank}: {_quoted(claim.reason)}" if claim.rank != "normal" else ""

    def _sources(self, old: Iterable[Citation], new: Iterable[Citation]) -> str:
        """Nothing but the sources where they are the same; else those kept, gained and lost."""
        was, now = ({_identity(side, c): c for c in cited} for side, cited in zip(self.sides, (old, new), strict=True))
        if was.keys() == now.keys():
            return _bracket(now.values())
        kept = [now[id_] for id_ in now if id_ in was]
        gained = [now[id_] for id_ in now if id_ not in was]
        lost = [was[id_] for id_ in was if id_ not in now]
        found = (("kept", kept), ("gained", gained), ("lost", lost))
        return "; sources: " + ", ".join(f"{verb}{_bracket(citations)}" for verb, citations in found if citations)

    def row(self, change: RowChange) -> str:
        """``Operators, Ukraine: Number ~500 → ~400``."""
        side = 1 if change.new is not None else 0
        changed = {cell.claim.prop.key for cell in change.cells} if change.old and change.new else set()
        names = [
            self._value(side, c[0]) for k, c in change.row.cells.items() if c[0].prop.datatype in NAMING and k not in changed
        ]
        label = ", ".join([self._table(change.row), *names[:3]])
        if change.old is None or change.new is None:
            rest = [c for claims in change.row.cells.values() for c in claims if c.prop.datatype not in NAMING]
            said = "; ".join(f"{safe(c.prop.label)} {self._narrowed_value(side, c)}" for c in rest)
            return f"{label}: {verb_of(change)}{f' {said}' if said else ''}{_bracket(change.row.citations)}"
        cells = "; ".join(self.claim(cell) for cell in change.cells)
        said = cells + self._sources(change.old.citations, change.new.citations)
        return f"{label}: {said.removeprefix('; ')}"

    def _table(self, row: Row) -> str:
        found = [side.encyclopedia.vocabulary.tables.get(row.table) for side in reversed(self.sides)]
        return safe(next((table.label for table in found if table is not None), row.table))

    # values

    def _value(self, side: int, claim: Claim | None) -> str:
        if claim is None:
            return ""
        value = claim.value
        if isinstance(value, Prose):
            return _quoted(value)
        if isinstance(value, Reference):
            return safe(self._name(side, value.slug, claim))
        return safe(value_text(value, claim.prop))

    def _name(self, side: int, slug: str, claim: Claim) -> str:
        """The name of an entity, or of a variant of the one in whose file a claim stands; the slug of neither."""
        encyclopedia = self.sides[side].encyclopedia
        owner = encyclopedia.find(claim.place.path.rpartition("/")[2].removesuffix(".yml"))
        if owner is not None and slug in owner.variants:
            return owner.variants[slug].name
        target = find_target(encyclopedia, slug)
        if target is None:
            return slug
        return target.entity.variants[target.variant].name if target.variant else target.entity.name

    def _narrowing(self, side: int, claim: Claim) -> str:
        variant = self._name(side, claim.variant, claim) if claim.variant else None
        return ", ".join(narrowing(claim, variant, self._name(side, claim.by, claim) if claim.by else None))

    def _context(self, side: int, claim: Claim) -> str:
        words = self._narrowing(side, claim)
        return f" ({safe(words, 120)})" if words else ""

    def _narrowed_value(self, side: int, claim: Claim | None) -> str:
        return self._value(side, claim) + self._context(side, claim) if claim else ""


def _identity(side: Side, citation: Citation) -> tuple[str, str]:
    return next(iter(side.cited([citation])))


def bold(file: FileChange) -> str:
    name = file.file.name if isinstance(file.file, Entity) else file.file.slug
    return f"**{safe(name)}**"


def _bracket(citations: Iterable[Citation]) -> str:
    words = [f"{c.key}, {c.locator}" if c.locator else c.key for c in citations]
    return f" \\[{'; '.join(safe(word, 120) for word in words)}\\]" if words else ""


def _quoted(prose: Prose | None) -> str:
    return f"“{safe(to_text(prose), 160)}”" if prose else "no reason"


def word_change(change: WordChange, most: int = 80) -> str:
    """``class: main-battle-tank → medium-tank``."""
    what = safe(change.what.replace("_", " "), 120)
    if not (change.old and change.new):
        return f"{what} {verb_of(change)}: {safe(change.new or change.old, most)}"
    return f"{what}: {safe(change.old, most)} → {safe(change.new, most)}"


def prose_change(change: ProseChange) -> str:
    """``section design: 320 → 350 words (42 new, 12 gone); sources gained [x]``."""
    if not (change.old and change.new):
        words = f"{verb_of(change)}, {counted(change.new or change.old, 'word')}"
    else:
        words = f"{change.old:,} → {counted(change.new, 'word')} ({change.gained:,} new, {change.lost:,} gone)"
    gained, lost = (
        f"; sources {verb} \\[{'; '.join(safe(id_, 120) for id_ in ids)}\\]" if ids else ""
        for verb, ids in (("gained", change.sources_gained), ("lost", change.sources_lost))
    )
    return f"{safe(change.what, 120)}: {words}{gained}{lost}"


def source_change(change: SourceChange) -> str:
    source = change.source
    head = f"- source **{safe(source.id, 170)}** {verb_of(change)}"
    if change.old is None or change.new is None:
        about = [source.title, source.publisher, source.issued.edtf() if source.issued else "", source.url]
        return f"{head}: {', '.join(safe(part, 120) for part in about if part)}; grade {source.grade}"
    moved = [f"was {safe(change.old.id, 170)}"] if change.old.id != change.new.id else []
    return f"{head}: {'; '.join([*moved, *(word_change(word, 120) for word in change.fields)])}"
