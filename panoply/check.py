"""The rules that need the whole encyclopedia: names, links, sources, ranks, plausibility. CHECKS lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from panoply.check_sources import add_unknown, check_citations, check_prose_is_cited, check_sources, fix_of_slug
from panoply.circles import find_circles
from panoply.dates import Date
from panoply.encyclopedia import Encyclopedia
from panoply.links import Links, find_target
from panoply.meaning import comparable
from panoply.model import Claim, Entity, Name, Reference, place_of
from panoply.problems import Place, Problems
from panoply.quantities import Amount, Quantity, Span, Unit, amount_text, plain
from panoply.text import did_you_mean, fold, near_slug, one_of, shortened
from panoply.vocabulary import KIND_OF_SELF, Property


def check(encyclopedia: Encyclopedia, links: Links, problems: Problems, *, red_links: bool = True) -> None:
    """Run every check. `red_links` False makes a link to what does not exist a problem."""
    for rule in CHECKS:
        rule(encyclopedia, problems)
    _check_red_links(encyclopedia, links, problems, allowed=red_links)


def check_entities(encyclopedia: Encyclopedia, links: Links, problems: Problems, *, red_links: bool = True) -> None:
    """The same of an excerpt whose entities were edited and whose sources were not."""
    for rule in CHECKS:
        if rule is not check_sources:
            rule(encyclopedia, problems)
    _check_red_links(encyclopedia, links, problems, allowed=red_links)


# names


def _check_names(encyclopedia: Encyclopedia, problems: Problems) -> None:
    """Names are one entity's; an alias may be shared, but is nobody's name or slug."""
    redirects: dict[str, str] = {}
    for entity in encyclopedia.entities.values():
        first = encyclopedia.by_name[fold(entity.name)]
        if first != entity.slug:
            shown = shortened(entity.name)
            message = (
                f"'{shown}' is already the name of {encyclopedia.get(first).path}; [[{shown}]] could mean both: add a word"
            )
            problems.add("NAME-CLASH", place_of(entity, "name"), message)
        for name in _aliases(entity):
            _check_alias(encyclopedia, entity, name, problems)
        for old in entity.redirects:
            taken = encyclopedia.slugs.get(old.name) or redirects.setdefault(old.name, entity.path)
            if taken != entity.path:
                message = f"'{old.name}' is already {taken}; a redirect is a slug that nothing else has: delete the line"
                problems.add("DUPLICATE-SLUG", old.place, message)


def _aliases(entity: Entity) -> Iterator[Name]:
    yield from entity.names
    for variant in entity.variants.values():
        yield from variant.names


def _check_alias(encyclopedia: Encyclopedia, entity: Entity, name: Name, problems: Problems) -> None:
    folded = fold(name.name)
    owner = encyclopedia.by_name.get(folded) or (folded if folded in encyclopedia.entities else None)
    if owner is not None and owner != entity.slug:
        message = (
            f"alias '{shortened(name.name)}' is the name of {encyclopedia.get(owner).path}; delete it, or add a word to it"
        )
        problems.add("ALIAS-CLASH", name.place, message)


# links


def _check_red_links(encyclopedia: Encyclopedia, links: Links, problems: Problems, *, allowed: bool) -> None:
    for red in links.red:
        slug, _, variant = red.target.partition("/")
        if slug in encyclopedia.slugs and not variant:
            continue  # its file has problems of its own
        entity = encyclopedia.find(slug)
        if entity is not None and variant:
            near = did_you_mean(variant, entity.variants)
            message = f"{slug} has no variant '{shortened(variant)}'{near}; it has {one_of(entity.variants) or 'none'}"
            problems.add("UNKNOWN-VARIANT", red.place, message)
            continue
        meant = near_slug(red.target, encyclopedia.slugs) or near_slug(fold(red.target), encyclopedia.slugs)
        if meant:
            fix = fix_of_slug(red.target, encyclopedia.slugs)
            problems.add("NEAR-LINK", red.place, f"unknown entity '{shortened(red.target)}' — did you mean '{meant}'?", fix)
        elif not allowed:
            message = f"'{shortened(red.target)}' does not exist yet; make the entity, or name it without a link"
            problems.add("RED-LINK", red.place, message)


def _check_relations(encyclopedia: Encyclopedia, problems: Problems) -> None:
    for entity, claim in encyclopedia.claims():
        _check_relation(encyclopedia, entity.kind, claim, problems)
    for row in encyclopedia.rows():
        for claims in row.cells.values():
            for claim in claims:
                _check_relation(encyclopedia, "", claim, problems)


def _check_relation(encyclopedia: Encyclopedia, own_kind: str, claim: Claim, problems: Problems) -> None:
    if claim.prop.datatype != "entity" or not isinstance(claim.value, Reference):
        return
    target = find_target(encyclopedia, claim.value.slug)
    if target is None:
        return
    wanted = own_kind if claim.prop.kind == KIND_OF_SELF else claim.prop.kind
    if target.entity.kind != wanted:
        message = f"'{claim.value.slug}' is one of the {target.entity.kind}; {claim.prop.key} takes one of the {wanted}"
        problems.add("RELATION-KIND", claim.place, message)
    lineage = encyclopedia.vocabulary.classes[target.entity.class_key].lineage
    if claim.prop.value_class and target.entity.kind == wanted and claim.prop.value_class not in lineage:
        message = f"'{claim.value.slug}' is of class {lineage[0]}; {claim.prop.key} takes class {claim.prop.value_class}"
        problems.add("RELATION-KIND", claim.place, message)


def _check_variants(encyclopedia: Encyclopedia, problems: Problems) -> None:
    for entity in encyclopedia.entities.values():
        for claim in entity.claims:
            if claim.variant is not None:
                _check_variant(entity, claim.variant, place_of(claim, "variant"), problems)
        for variant in entity.variants.values():
            if variant.parent is not None:
                _check_variant(entity, variant.parent, place_of(variant, "parent"), problems)
        for row in (r for rows in entity.tables.values() for r in rows):
            for claim in (c for claims in row.cells.values() for c in claims):
                if (
                    claim.prop.datatype == "variant"
                    and isinstance(claim.value, Reference)
                    and not encyclopedia.find(claim.value.slug)
                ):
                    _check_variant(entity, claim.value.slug, claim.place, problems)


def _check_variant(entity: Entity, slug: str, place: Place, problems: Problems) -> None:
    if slug not in entity.variants:
        has = f"its variants are {one_of(entity.variants)}" if entity.variants else "it has none: add one under 'variants:'"
        message = f"{entity.slug} has no variant '{slug}'{did_you_mean(slug, entity.variants)}; {has}"
        problems.add("UNKNOWN-VARIANT", place, message)


def _check_cycles(encyclopedia: Encyclopedia, problems: Problems) -> None:
    for prop in encyclopedia.vocabulary.properties.values():
        if prop.acyclic and prop.inverse_of is None:
            _check_cycles_of(encyclopedia, prop, problems)
    for entity in encyclopedia.entities.values():
        _check_parents(entity, problems)


def _check_cycles_of(encyclopedia: Encyclopedia, prop: Property, problems: Problems) -> None:
    """Follow a relation and its stated inverse; each circle is told once, at its first entity."""
    edges: dict[str, dict[str, Place]] = defaultdict(dict)
    for entity, claim in encyclopedia.claims():
        if isinstance(claim.value, Reference) and not claim.is_deprecated:
            if claim.prop.key == prop.key:
                edges[entity.slug].setdefault(claim.value.slug, claim.place)
            elif claim.prop.inverse_of == prop.key:
                edges[claim.value.slug].setdefault(entity.slug, claim.place)
    for circle in find_circles(edges):
        place = edges[circle[-1]][circle[0]]
        path = " → ".join([*circle, circle[0]])
        problems.add("CYCLE", place, f"{prop.key} goes in a circle: {path}; delete one of these claims")


def _check_parents(entity: Entity, problems: Problems) -> None:
    edges = {v.slug: {v.parent: place_of(v, "parent")} for v in entity.variants.values() if v.parent}
    for circle in find_circles(edges):
        path = " → ".join([*circle, circle[0]])
        message = f"parent goes in a circle: {path}; delete one of these lines"
        problems.add("CYCLE", edges[circle[-1]][circle[0]], message)


# figures


def _check_bounds(encyclopedia: Encyclopedia, problems: Problems) -> None:
    vocabulary = encyclopedia.vocabulary
    for entity, claim in encyclopedia.claims():
        found = vocabulary.bounds(claim.prop, entity.class_key)
        size = _size(claim)
        if found is None or size is None or claim.is_deprecated:
            continue
        (low, high), (class_key, bounds) = size, found
        if (bounds.low is not None and high < bounds.low) or (bounds.high is not None and low > bounds.high):
            problems.add(
                "IMPLAUSIBLE", claim.place, _implausible(claim, bounds, vocabulary.classes[class_key].label, encyclopedia)
            )


def _size(claim: Claim) -> tuple[Decimal, Decimal] | None:
    """Both ends in SI units; an open end is taken for the other."""
    if isinstance(claim.value, Span):
        return claim.value.low * claim.value.unit.factor, claim.value.high * claim.value.unit.factor
    if not isinstance(claim.value, Quantity):
        return None
    amount = claim.value.in_si()
    ends = [end for end in (amount.low, amount.high) if end is not None]
    return ends[0], ends[-1]


def _implausible(claim: Claim, bounds: Amount, label: str, encyclopedia: Encyclopedia) -> str:
    unit: Unit | None = encyclopedia.vocabulary.units.units.get(claim.prop.unit or "")
    shown = amount_text(plain(bounds.times(1 / unit.factor)) if unit else bounds)
    words = f"{shown} {unit.key}" if unit and unit.symbol else shown
    way_out = "check number and unit, or give the claim 'rank: deprecated' with its reason if the source says so"
    return f"'{shortened(claim.text)}' is outside {words}, which holds for {label.lower()} {claim.prop.key}; {way_out}"


def _check_preferred(encyclopedia: Encyclopedia, problems: Problems) -> None:
    for entity in encyclopedia.entities.values():
        preferred: dict[tuple[object, ...], Claim] = {}
        for claim in entity.all_claims():
            if claim.rank != "preferred":
                continue
            first = preferred.setdefault(comparable(claim), claim)
            if first is not claim:
                other = f"'{shortened(first.text)}' in line {first.place.line}"
                message = f"'{shortened(claim.text)}' is preferred, and so is {other}; keep one of the two"
                problems.add("TWO-PREFERRED", claim.place, message)


def _check_date_order(encyclopedia: Encyclopedia, problems: Problems) -> None:
    for entity in encyclopedia.entities.values():
        dates: dict[tuple[str | None, str | None], list[Claim]] = defaultdict(list)
        for claim in entity.all_claims():
            if isinstance(claim.value, Date) and not claim.is_deprecated:
                dates[claim.prop.key, claim.variant].append(claim)
        for claim in (c for found in dates.values() for c in found):
            _check_not_before(claim, dates.get((claim.prop.not_before, claim.variant), []), problems)
    for row in encyclopedia.rows():
        for cells in row.cells.values():
            for claim in cells:
                _check_not_before(claim, list(row.cells.get(claim.prop.not_before or "", ())), problems)


def _check_not_before(claim: Claim, earlier: list[Claim], problems: Problems) -> None:
    """A date that lies before every claim of the date it must follow."""
    if not isinstance(claim.value, Date):
        return
    dates = [c for c in earlier if isinstance(c.value, Date)]
    last = claim.value.reach()[1]
    if dates and all(last < c.value.reach()[0] for c in dates if isinstance(c.value, Date)):
        message = f"{claim.prop.key} {claim.text} lies before {dates[0].prop.key} {dates[0].text}; check both years"
        problems.add("DATE-ORDER", claim.place, message)


# seeds


def _check_seeds(encyclopedia: Encyclopedia, problems: Problems) -> None:
    for seed in encyclopedia.seeds:
        for statement in seed.statements:
            for _, reference, place in statement.names:
                if find_target(encyclopedia, reference.slug) is None and reference.slug not in encyclopedia.slugs:
                    add_unknown(encyclopedia, reference.slug, place, problems)


CHECKS: tuple[Callable[[Encyclopedia, Problems], None], ...] = (
    _check_names,
    check_sources,
    check_citations,
    check_prose_is_cited,
    _check_relations,
    _check_variants,
    _check_cycles,
    _check_bounds,
    _check_preferred,
    _check_date_order,
    _check_seeds,
)
