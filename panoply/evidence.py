"""The claims of one entity, set out for its page: the infobox's lines and the evidence behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from markupsafe import Markup

from panoply.anchors import claim_anchors
from panoply.links import find_target
from panoply.meaning import Answers, Weighed, weigh
from panoply.model import UNKNOWN, Claim, Entity, Reference
from panoply.page_text import PageText, file_slug, joined
from panoply.problems import Place
from panoply.quantities import Quantity, Unit
from panoply.spread import spread
from panoply.values import with_unit
from panoply.vocabulary import Property


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One claim as the evidence table shows it."""

    anchor: str
    value: Markup
    holds: str
    """For what it holds: variant, condition, date, basis."""
    standing: str
    """preferred, deprecated, disputed or nothing"""
    reason: Markup
    note: Markup
    marks: Markup
    """Each with the grade of its source; the references have the rest."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All claims of one property."""

    prop: Property
    anchor: str
    answers: Answers
    rows: list[EvidenceRow]
    lines: str
    """Where in their file the claims stand: the line of the first, and how many lines each next one is from the one before."""
    inherited_from: str
    """Markdown-free name of the entity whose claims these are, else empty."""
    file: str
    """The file of that other entity, else empty."""
    spread: Markup


@dataclass(frozen=True, slots=True)
class InfoLine:
    """One line of the infobox."""

    label: str
    anchor: str
    values: list[Markup]
    narrowed: str
    marks: Markup
    """One for each value; the evidence has the rest."""
    flags: str
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure the build worked out from two others."""

    label: str
    value: str
    how: str


def own_and_inherited(text: PageText, entity: Entity) -> dict[str, tuple[list[Claim], Entity]]:
    """Claims by property, in the vocabulary's order; where it has none of its own, its parent's that are inherited."""
    by_key: dict[str, tuple[list[Claim], Entity]] = {}
    for ancestor in _ancestry(text, entity):
        for claim in ancestor.all_claims() if ancestor is entity else ancestor.claims:
            found = by_key.setdefault(claim.prop.key, ([], ancestor))
            if found[1] is ancestor and (ancestor is entity or (claim.prop.inherits and claim.variant is None)):
                found[0].append(claim)
    order = list(text.encyclopedia.vocabulary.properties)
    return {k: by_key[k] for k in sorted(by_key, key=order.index) if by_key[k][0]}


def _ancestry(text: PageText, entity: Entity) -> Iterator[Entity]:
    """The entity, what it is a variant of, and so on up."""
    seen: set[str] = set()
    current: Entity | None = entity
    while current is not None and current.slug not in seen:
        seen.add(current.slug)
        yield current
        parents = [c.value.slug for c in current.claims if c.prop.parent and isinstance(c.value, Reference)]
        target = find_target(text.encyclopedia, parents[0]) if parents else None
        current = target.entity if target else None


def weigh_all(text: PageText, entity: Entity) -> dict[str, tuple[Answers, Entity]]:
    """The answers of every property the page shows."""
    return {
        key: (weigh(text.encyclopedia, text.wiki.voices, claims), owner)
        for key, (claims, owner) in own_and_inherited(text, entity).items()
    }


def evidence_of(text: PageText, entity: Entity, answers: dict[str, tuple[Answers, Entity]]) -> list[Evidence]:
    """The claims of every property set out."""
    anchors = claim_anchors(w.claim for found, _ in answers.values() for w in found.claims)
    return [_evidence(text, found, anchors, _heritage(entity, owner)) for found, owner in answers.values()]


def _evidence(text: PageText, answers: Answers, anchors: dict[Place, str], heritage: tuple[str, str]) -> Evidence:
    prop = answers.claims[0].claim.prop
    disputed = {w.order for dispute in answers.disputes for w in dispute}
    rows = [_row(text, w, anchors[w.claim.place], disputed=w.order in disputed) for w in answers.claims]
    return Evidence(prop, anchor_of(prop), answers, rows, _lines(answers), *heritage, spread(answers))


def _lines(answers: Answers) -> str:
    lines = [w.claim.place.line for w in answers.claims]
    return " ".join(str(line - before) for before, line in pairwise([0, *lines]))


def _heritage(entity: Entity, owner: Entity) -> tuple[str, str]:
    return ("", "") if owner is entity else (owner.name, owner.path)


def anchor_of(prop: Property) -> str:
    return "p-" + prop.key.replace("_", "-")


def _row(text: PageText, weighed: Weighed, anchor: str, *, disputed: bool) -> EvidenceRow:
    claim = weighed.claim
    owner = file_slug(claim)
    standing = claim.rank if claim.rank != "normal" else "disputed" if disputed else ""
    return EvidenceRow(
        anchor=anchor,
        value=text.value_html(claim),
        holds=text.narrowed(claim),
        standing=standing,
        reason=text.html(claim.reason, owner),
        note=text.html(claim.note, owner),
        marks=joined([text.graded_html(c) for c in claim.citations], " "),
    )


def info_line(text: PageText, answers: Answers) -> InfoLine | None:
    """A property in one line: what leads, or all entities a relation names."""
    if answers.lead is None:
        return None
    lead = answers.lead.claim
    claims = _related(answers) if lead.prop.datatype == "entity" else [lead]
    anchor = anchor_of(lead.prop)
    first = {c.key: c for claim in claims for c in claim.citations[:1]}
    return InfoLine(
        label=lead.prop.label,
        anchor=anchor,
        values=[text.value_html(c, anchor) for c in claims],
        narrowed="" if len(claims) > 1 else text.narrowed(lead),
        marks=text.marks_html(first.values()),
        flags=", ".join(_flags(answers, lead)),
        is_disputed=answers.is_disputed,
    )


def _related(answers: Answers) -> list[Claim]:
    """Each entity a relation names, once."""
    found: dict[object, Claim] = {}
    for weighed in answers.claims:
        if not weighed.claim.is_deprecated:
            found.setdefault(weighed.claim.value, weighed.claim)
    return list(found.values())


def _flags(answers: Answers, lead: Claim) -> list[str]:
    flags = ["disputed"] if answers.is_disputed else []
    if lead.value == UNKNOWN:
        flags.append("looked for, not public")
    standing = sum(not w.claim.is_deprecated for w in answers.claims)
    if lead.prop.datatype != "entity" and standing > 1:
        flags.append(f"{standing} answers")
    return flags


def computed_figures(text: PageText, answers: dict[str, tuple[Answers, Entity]]) -> Iterator[Computed]:
    """Ratios of two lead claims, as the vocabulary lists them, rounded as the coarser of the two allows."""
    vocabulary = text.encyclopedia.vocabulary
    for ratio in vocabulary.ratios.values():
        pair = [_exact(answers.get(key)) for key in (ratio.of, ratio.over)]
        if pair[0] is None or pair[1] is None:
            continue
        unit = vocabulary.units.units[ratio.unit]
        over = vocabulary.properties[ratio.over].label.lower()
        of = vocabulary.properties[ratio.of].label.lower()
        yield Computed(
            ratio.label, _ratio(pair[0], pair[1], unit), f"computed: {of} over {over}, from the leading figures above"
        )


def _exact(found: tuple[Answers, Entity] | None) -> Quantity | None:
    lead = found[0].lead if found else None
    value = lead.claim.value if lead else None
    return value if isinstance(value, Quantity) and value.amount.form == "exact" else None


def _ratio(of: Quantity, over: Quantity, unit: Unit) -> str:
    top, bottom = of.in_si(), over.in_si()
    if top.low is None or bottom.low is None or not bottom.low:
        return ""
    digits = min(_digits(top.low, top.low_step), _digits(bottom.low, bottom.low_step))
    value = top.low / bottom.low / unit.factor
    return "~" + with_unit(f"{value:.{max(digits, 2)}g}", unit)


def _digits(value: Decimal, step: Decimal) -> int:
    """Significant digits of a value whose last one counts `step`."""
    return int((value / step).adjusted()) + 1 if step else 2


def by_group(text: PageText, evidence: list[Evidence]) -> list[tuple[str, str, list[Evidence]]]:
    """Key and label of each group with its properties, in the vocabulary's order."""
    grouped: dict[str, list[Evidence]] = defaultdict(list)
    for one in evidence:
        grouped[one.prop.group].append(one)
    return [(key, label, grouped[key]) for key, label in text.encyclopedia.vocabulary.groups.items() if key in grouped]
