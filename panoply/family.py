"""An entity among its kin: what came before it, its variants by descent, and what came of it, as one tree.

Which relations make kin, their role in the vocabulary says; both ends of a relation count, whichever file states it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from panoply.links import find_target
from panoply.model import Citation, Claim, Entity, Reference, Variant
from panoply.page_text import PageText
from panoply.periods import periods_of
from panoply.text import sort_key
from panoply.vocabulary import AFTER, BEFORE

DEEPEST = 4
"""Levels of variants that are drawn one below the other."""


@dataclass(frozen=True, slots=True)
class Kin:
    """One of the family: a link, when it lasted, and what comes from it."""

    name: Markup
    years: str
    remark: str
    """What the kinship holds for."""
    marks: Markup
    children: list[Kin]


@dataclass(frozen=True, slots=True)
class Branch:
    """Kin of one sort."""

    label: str
    kin: list[Kin]


@dataclass(frozen=True, slots=True)
class Family:
    """A tree around one entity."""

    name: str
    years: str
    before: list[Branch]
    after: list[Branch]


def family_of(text: PageText, entity: Entity) -> Family | None:
    """The tree around an entity, None for one without kin."""
    before, after = _branches(text, entity, BEFORE), _branches(text, entity, AFTER)
    if entity.variants:
        after.insert(0, Branch("Variants", _variants(text, entity)))
    if not before and not after:
        return None
    return Family(entity.name, _years(text, entity, named=True), before, after)


def _branches(text: PageText, entity: Entity, role: str) -> list[Branch]:
    """Kin before or after it, each once, by all that it is to it."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    marks: dict[str, Markup] = defaultdict(Markup)
    for slug, label, remark, citations in _kin(text, entity, role):
        labels[slug].setdefault(label, remark)
        if citations and not marks[slug]:
            marks[slug] = text.marks_html(citations)
    grouped: dict[tuple[str, ...], list[Kin]] = {tuple(found): [] for found in labels.values()}
    for slug in sorted(labels, key=lambda slug: (sort_key(text.name(slug)), slug)):
        remark = ", ".join(dict.fromkeys(filter(None, labels[slug].values())))
        grouped[tuple(labels[slug])].append(_member(text, slug, remark, marks[slug]))
    return [Branch(" · ".join(of), kin) for of, kin in grouped.items()]


def _kin(text: PageText, entity: Entity, role: str) -> Iterator[tuple[str, str, str, tuple[Citation, ...]]]:
    """Slug, what it is to the entity, what that holds for, and who says so where the entity's own evidence does not."""
    stated = set()
    for claim in entity.all_claims():
        if claim.prop.role == role and isinstance(claim.value, Reference) and not claim.is_deprecated:
            stated.add(claim.value.slug)
            yield claim.value.slug, claim.prop.label, text.narrowed(claim), ()
    other = AFTER if role == BEFORE else BEFORE
    for incoming in text.wiki.links.incoming.get(entity.slug, ()):
        slug, prop = incoming.subject.slug, incoming.prop
        if prop.role == other and slug != entity.slug:
            citations = () if slug in stated else incoming.claim.citations[:1]
            yield slug, prop.inverse or prop.label, _holds(text, entity, incoming.claim), citations


def _holds(text: PageText, entity: Entity, claim: Claim) -> str:
    """What another's relation holds for, and which variant of the entity it names."""
    variant = claim.value.slug.partition("/")[2] if isinstance(claim.value, Reference) else ""
    named = [f"of {entity.variants[variant].name}"] if variant in entity.variants else []
    return ", ".join(filter(None, [*named, text.narrowed(claim)]))


def _member(text: PageText, slug: str, remark: str, marks: Markup) -> Kin:
    target = find_target(text.encyclopedia, slug)
    if target is None:
        return Kin(escape(slug), "", remark, marks, [])
    anchor = f"variant-{target.variant}" if target.variant else ""
    name = text.entity_html(target.entity, text.name(slug), anchor)
    return Kin(name, _years(text, target.entity, target.variant), remark, marks, [])


def _years(text: PageText, entity: Entity, variant: str | None = None, *, named: bool = False) -> str:
    """Its first period in years; what the vocabulary lists first, such as service, is named once in a tree, others always."""
    claims = entity.variants[variant].claims if variant else entity.claims
    first = next(iter(text.encyclopedia.vocabulary.periods), "")
    for period, stretch in periods_of(text.encyclopedia, text.wiki.voices, claims, variant):
        return f"{period.label.lower()} {stretch.words}" if named or period.key != first else stretch.words
    return ""


def _variants(text: PageText, entity: Entity) -> list[Kin]:
    """The variants, each below the one it comes from; beyond the deepest level, beside it."""
    children: dict[str | None, list[Variant]] = defaultdict(list)
    for variant in entity.variants.values():
        children[variant.parent if variant.parent in entity.variants else None].append(variant)
    found: list[Kin] = []
    waiting = deque((variant, found, 1) for variant in children[None])
    while waiting:
        variant, beside, level = waiting.popleft()
        name = Markup('<a href="#variant-{}">{}</a>').format(variant.slug, variant.name)
        kin = Kin(name, _years(text, entity, variant.slug), "", Markup(), [])
        beside.append(kin)
        below = kin.children if level < DEEPEST else beside
        waiting.extend((child, below, level + 1) for child in children[variant.slug])
    return found
