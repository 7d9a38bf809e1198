"""Changes that a reviewer should look at first. A flag is a question, not a verdict: each may be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

from panoply.fact_changes import ClaimChange, Diff, FileChange, RowChange, SourceChange
from panoply.fact_match import Side, identity, same_words
from panoply.meaning import comparable, interval
from panoply.model import Claim, Entity
from panoply.quantities import Money, Quantity, Span
from panoply.values import value_text

FLAGS: Final = {
    "TENFOLD": "ten times as much, or a tenth",
    "OUTSIDE": "outside what all other sources say",
    "UNIT": "another unit",
    "LAST-SOURCE": "none of its former sources is left",
    "REPLACED": "figure and source replaced together, though both could stand",
    "PREFERRED": "the preferred rank moved without a reason",
    "GRADE": "the source's grade was raised",
    "ADDRESS": "the source's address changed",
    "PAGE": "the page's address leads nowhere now",
}
"""Every flag and what it says, the gravest first."""
MOST_OTHERS: Final = 200
"""Of figures that a new one is held against: a hostile file may hold ten thousand of one property."""
FEWEST_OTHERS: Final = 2
"""Claims from other sources that make a range a figure can lie outside of; one alone is a mere dispute."""
TENFOLD: Final = 10


@dataclass(frozen=True, slots=True)
class Flag:
    """One of FLAGS, what it is about, and the particulars in plain words."""

    code: str
    said: str
    file: FileChange | None = None
    change: ClaimChange | RowChange | None = None
    source: SourceChange | None = None


def find_flags(diff: Diff) -> list[Flag]:
    """All flags, the gravest first, else in the diff's order."""
    before, after = Side(diff.before, diff.renamed_sources()), Side(diff.after, {})
    found = [flag for file in diff.files for flag in _file_flags(file, before, after)]
    found += [flag for source in diff.sources for flag in _source_flags(source)]
    order = list(FLAGS)
    return sorted(found, key=lambda flag: order.index(flag.code))


def _file_flags(file: FileChange, before: Side, after: Side) -> Iterator[Flag]:
    yield from _page(file, after)
    if file.old is None or file.new is not None:  # of what is gone as a whole, the parts need no flags
        standing: dict[object, list[Claim]] = defaultdict(list)
        for claim in file.new.all_claims() if isinstance(file.new, Entity) else ():
            standing[comparable(claim)].append(claim)
        for change in file.statements():
            yield from _figure(file, change, standing.get(comparable(change.claim), ()), after)
            yield from _unit(file, change)
            yield from _backing(file, change, before, after)
        for row in file.rows:
            yield from _row_backing(file, row, before, after)
        yield from _preferred(file)


# figures


def _figure(file: FileChange, change: ClaimChange, standing: Iterable[Claim], after: Side) -> Iterator[Flag]:
    """A figure ten times what it was, or than all others; else one that no other touches."""
    new = change.new
    if new is None or new.is_deprecated or (change.old is not None and identity(change.old) == identity(new)):
        return
    if change.old is not None and _is_tenfold(change.old, new):
        yield Flag("TENFOLD", "", file, change)
        return
    others = [] if change.new_row else _others(new, standing, after)
    if others and all(_is_tenfold(other, new) for other in others):
        yield Flag("TENFOLD", _others_say(others), file, change)
    elif len(others) >= FEWEST_OTHERS and _lies_outside(new, others):
        yield Flag("OUTSIDE", _others_say(others), file, change)


def _is_tenfold(one: Claim, other: Claim) -> bool:
    sizes = [_size(one), _size(other)]
    if None in sizes or comparable(one)[-1] != comparable(other)[-1]:  # money of another currency or year
        return False
    small, great = sorted(abs(size) for size in sizes if size is not None)
    return small > 0 and great / small >= TENFOLD


def _size(claim: Claim) -> Decimal | None:
    """A figure's size, in SI units where it has one."""
    value = claim.value
    if isinstance(value, Span):
        return max(abs(value.low), abs(value.high)) * value.unit.factor
    if isinstance(value, (Quantity, Money)):
        return (value.in_si() if isinstance(value, Quantity) else value.amount).middle()
    return None


def _others(claim: Claim, standing: Iterable[Claim], after: Side) -> list[Claim]:
    """Figures of other sources among the first of those that stand on the same thing."""
    ids = after.ids(claim.citations)
    return [
        other
        for other in (islice(standing, MOST_OTHERS) if interval(claim) is not None else ())
        if other is not claim
        and not other.is_deprecated
        and interval(other) is not None
        and ids.isdisjoint(after.ids(other.citations))
    ]


def _lies_outside(claim: Claim, others: Iterable[Claim]) -> bool:
    ends = interval(claim)
    if ends is None or isinstance(claim.value, bool):
        return False
    reaches: list[tuple[Any, Any]] = [found for other in others if (found := interval(other)) is not None]
    return bool(ends[1] < min(low for low, _ in reaches) or ends[0] > max(high for _, high in reaches))


def _others_say(others: Iterable[Claim]) -> str:
    """``the other sources say 41 t to 44.5 t``."""
    ordered = sorted(others, key=_order)
    words = list(dict.fromkeys(value_text(claim.value, claim.prop) for claim in (ordered[0], ordered[-1])))
    return f"the other sources say {' to '.join(words)}"


def _order(claim: Claim) -> Any:
    """Sorts figures of one property by size, dates by time."""
    size = _size(claim)
    return interval(claim) if size is None else size


def _unit(file: FileChange, change: ClaimChange) -> Iterator[Flag]:
    if change.old is None or change.new is None:
        return
    was, now = _unit_of(change.old), _unit_of(change.new)
    if was and now and was != now:
        yield Flag("UNIT", f"{was} → {now}", file, change)


def _unit_of(claim: Claim) -> str:
    value = claim.value
    if isinstance(value, Money):
        return f"{value.currency} of {value.year}"
    unit = value.unit if isinstance(value, (Quantity, Span)) else None
    return unit.key if unit else ""


# sources


def _backing(file: FileChange, change: ClaimChange, before: Side, after: Side) -> Iterator[Flag]:
    """A statement that stays though nothing that backed it does."""
    if change.old is None or change.new is None or not (change.old.citations or change.new.citations):
        return  # without citations of their own, cells rest on their row's
    was, now = before.backing(change.old, change.old_row), after.backing(change.new, change.new_row)
    if was and was.isdisjoint(now):
        is_other = identity(change.old) != identity(change.new)
        yield Flag("REPLACED" if is_other and now else "LAST-SOURCE", _sources_words(was, now), file, change)


def _row_backing(file: FileChange, row: RowChange, before: Side, after: Side) -> Iterator[Flag]:
    if row.old is not None and row.new is not None:
        was, now = before.ids(row.old.citations), after.ids(row.new.citations)
        if was and was.isdisjoint(now):
            yield Flag("REPLACED" if row.cells and now else "LAST-SOURCE", _sources_words(was, now), file, row)


def _sources_words(was: Iterable[str], now: Iterable[str]) -> str:
    before, after = (", ".join(sorted(id_.rpartition(".")[2] for id_ in ids)) for ids in (was, now))
    return f"{before} → {after or 'none'}"


def _source_flags(change: SourceChange) -> Iterator[Flag]:
    for field in change.fields:
        if field.what == "grade" and field.new < field.old:
            yield Flag("GRADE", f"{field.old} → {field.new}", source=change)
        elif field.what in ("url", "archived") and field.old:
            elsewhere = field.new and _host(field.old) != _host(field.new)
            yield Flag("ADDRESS", "on another host" if elsewhere else "" if field.new else "removed", source=change)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


# ranks and pages


def _preferred(file: FileChange) -> Iterator[Flag]:
    by_property: dict[str, list[ClaimChange]] = {}
    for change in file.claims:
        by_property.setdefault(change.claim.prop.key, []).append(change)
    for changes in by_property.values():
        lost = [c for c in changes if _is_preferred(c.old) and not _is_preferred(c.new)]
        gained = [c for c in changes if _is_preferred(c.new) and not _is_preferred(c.old)]
        worn = {same_words(c.old.reason) for c in lost if c.old} | {""}
        for change in gained:
            if same_words(change.new.reason if change.new else None) in worn:
                yield Flag("PREFERRED", "no reason is given, or that of the figure preferred before", file, change)
        if not gained:
            yield from (Flag("PREFERRED", "it is preferred no longer, and no other is", file, change) for change in lost)
        yield from (Flag("PREFERRED", "the figure changed, its reason did not", file, c) for c in changes if _kept_reason(c))


def _is_preferred(claim: Claim | None) -> bool:
    return claim is not None and claim.rank == "preferred"


def _kept_reason(change: ClaimChange) -> bool:
    """Whether a preferred figure changed under a reason that was given for another."""
    old, new = change.old, change.new
    if old is None or new is None or not (_is_preferred(old) and _is_preferred(new)):
        return False
    return identity(old) != identity(new) and same_words(old.reason) == same_words(new.reason)


def _page(file: FileChange, after: Side) -> Iterator[Flag]:
    """An address that readers may have kept, and from which nothing redirects."""
    old, new = file.old, file.new
    if not isinstance(old, Entity) or (isinstance(new, Entity) and (old.kind, old.slug) == (new.kind, new.slug)):
        return
    heir = after.encyclopedia.find(after.encyclopedia.moved.get(old.slug, ""))
    if heir is None or heir.kind != old.kind:
        yield Flag("PAGE", f"{old.kind}/{old.slug}", file)
