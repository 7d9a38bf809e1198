"""What most needs work, ranked, from the data: weak and single sources, stale counts, gaps, red links, stubs, orphans.

A line is worth the number of faults it names, times how often its article is named: what many articles lead to comes first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from panoply.check_sources import all_citations
from panoply.citations import Voices, best_grade, find_voices, neighbours_of, sources_of
from panoply.dates import Date
from panoply.encyclopedia import Encyclopedia
from panoply.links import Links, find_shown
from panoply.model import Claim, Entity, Row, place_of
from panoply.problems import Place
from panoply.text import counted, one_of

WEAK = ("D", "E")
"""Grades on which alone nothing should rest."""
STALE_YEARS = 3
"""A count whose newest as-of lies further back than this is stale."""
FEWEST_OF_CLASS = 4
"""Articles a class needs before what most of them have says anything."""
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Need:
    """One line of the list; the weight ranks it within its group."""

    weight: int
    place: Place
    what: str
    entity: Entity | None = None
    """The article that needs it."""
    claims: tuple[Claim, ...] = ()
    """The first of each property it is about."""

    def __str__(self) -> str:
        listed = one_of((f"{c.prop.key} (line {c.place.line})" for c in self.claims), MOST_NAMED)
        return f"{self.place.path}:{self.place.line}: {self.what}" + (f": {listed}" if listed else "")


@dataclass(frozen=True, slots=True)
class Group:
    """Needs of one sort, the most pressing first."""

    key: str
    title: str
    meaning: str
    needs: list[Need]


@dataclass(frozen=True, slots=True)
class Survey:
    """What the needs are found from."""

    encyclopedia: Encyclopedia
    links: Links
    voices: Voices
    shown: list[Entity]
    """Entities that have a page."""
    today: Date

    def standing(self, entity: Entity) -> int:
        """One more than the number of articles that name it."""
        return 1 + len(self.links.backlinks.get(entity.slug, ()))

    def need(self, entity: Entity, faults: int, place: Place, what: str) -> Need:
        return Need(faults * self.standing(entity), place, what, entity)

    def need_of(self, entity: Entity, claims: Sequence[Claim], what: str) -> Need:
        return Need(len(claims) * self.standing(entity), claims[0].place, what, entity, tuple(claims))


def find_needs(encyclopedia: Encyclopedia, links: Links, today: Date) -> list[Group]:
    """All groups, those that mislead a reader before those that leave one without an answer."""
    slugs = find_shown(encyclopedia, links)
    shown = [e for e in encyclopedia.entities.values() if e.slug in slugs]
    survey = Survey(encyclopedia, links, find_voices(encyclopedia), shown, today)
    return [Group(key, title, meaning, sorted(find(survey), key=_pressing)) for key, title, meaning, find in NEEDS]


def needs_of(survey: Survey) -> list[list[tuple[int, str, list[str]]]]:
    """What is said of the entities of a survey that rests on their own files alone."""
    found = (sorted(find(survey), key=_pressing) for find in (_weak, _single, _stale, _stubs))
    return [[(need.weight, need.what, [claim.prop.key for claim in need.claims]) for need in needs] for needs in found]


def _pressing(need: Need) -> tuple[int, Place, str]:
    return -need.weight, need.place, need.what


def worklist_lines(groups: Iterable[Group], most: int) -> Iterator[str]:
    """Each group under its title; of more than `most` lines the rest is counted (0: all)."""
    for group in groups:
        if group.needs:
            shown = group.needs[:most] if most > 0 else group.needs
            yield f"{group.title} ({len(group.needs):,})"
            yield from map(str, shown)
            if len(shown) < len(group.needs):
                yield f"… and {len(group.needs) - len(shown):,} more"
            yield ""


# claims


def _weak(survey: Survey) -> Iterator[Need]:
    """Properties for which no source better than a hobby site speaks."""
    return _of_properties(survey, survey.shown, _is_weak, "only sources of grade D or E for")


def _is_weak(survey: Survey, claims: list[Claim]) -> bool:
    return all(best_grade(sources_of(survey.encyclopedia, claim.citations)) in WEAK for claim in claims)


def _single(survey: Survey) -> Iterator[Need]:
    """Properties of full articles for which one voice speaks."""
    full = (e for e in survey.shown if e.sections)
    return _of_properties(survey, full, _has_one_voice, "one voice for")


def _has_one_voice(survey: Survey, claims: list[Claim]) -> bool:
    of_claim, encyclopedia = survey.voices.of_claim, survey.encyclopedia
    return len({voice for c in claims for voice in of_claim(c, sources_of(encyclopedia, c.citations))}) == 1


def _of_properties(
    survey: Survey, entities: Iterable[Entity], test: Callable[[Survey, list[Claim]], bool], what: str
) -> Iterator[Need]:
    """Of the claims that stand, those of each property that a test says yes to."""
    for entity in entities:
        by_property: dict[str, list[Claim]] = defaultdict(list)
        for claim in entity.all_claims():
            by_property[claim.prop.key].append(claim)
        found = [
            claims[0]
            for claims in by_property.values()
            if (standing := [c for c in claims if not c.is_deprecated]) and test(survey, standing)
        ]
        if found:
            share = f"{len(found)} of {counted(len(by_property), 'property', 'properties')}"
            yield survey.need_of(entity, found, f"{what} {share}")


def _missing(survey: Survey) -> Iterator[Need]:
    """Properties that most articles of the class have and this one has not."""
    classes: dict[str, list[Entity]] = defaultdict(list)
    for entity in survey.shown:
        classes[entity.class_key].append(entity)
    for key, entities in classes.items():
        if len(entities) < FEWEST_OF_CLASS:
            continue
        has = {entity.slug: set(_has(survey, entity)) for entity in entities}
        held = Counter(prop for props in has.values() for prop in props)
        usual = [p for p in survey.encyclopedia.vocabulary.properties_of(key) if held[p.key] * 2 > len(entities)]
        for entity in entities:
            lacking = [p.key for p in usual if p.key not in has[entity.slug]]
            if lacking:
                what = f"lacks {len(lacking)} of {counted(len(usual), 'property', 'properties')} that most of its class have"
                place = place_of(entity, "class")
                yield survey.need(entity, len(lacking), place, f"{what}: {one_of(lacking, MOST_NAMED)}")


def _has(survey: Survey, entity: Entity) -> Iterator[str]:
    """Keys of properties it states, may inherit from what it is a version of, or has stated of it from the other end."""
    yield from (c.prop.key for c in entity.all_claims())
    if any(c.prop.parent for c in entity.claims):
        yield from (p.key for p in survey.encyclopedia.vocabulary.properties.values() if p.inherits)
    for incoming in survey.links.incoming.get(entity.slug, ()):
        yield from survey.encyclopedia.vocabulary.other_ends(incoming.prop)


# rows


def _stale(survey: Survey) -> Iterator[Need]:
    """Counts whose newest as-of lies years back, one line for each table.

    What has ended does not go stale, nor what a role marks as sold, built or delivered.
    """
    for entity in survey.shown:
        for table, rows in entity.tables.items():
            newest: dict[tuple[str, str], Claim] = {}
            for row in (r for r in rows if not _is_over(survey.encyclopedia, r)):
                for claim in (c for claims in row.cells.values() for c in claims if c.as_of and not c.prop.role):
                    key = _subject(row), claim.prop.key
                    newest[key] = max(newest.get(key, claim), claim, key=_year)
            stale = {k: c for k, c in newest.items() if _year(c) < survey.today.year - STALE_YEARS}
            if stale:
                listed = one_of(
                    (f"{subject} ({_year(c)}, line {c.place.line})" for (subject, _), c in stale.items()), MOST_NAMED
                )
                first = min(c.place for c in stale.values())
                what = f"{counted(len(stale), 'count')} of {table} older than {survey.today.year - STALE_YEARS}: {listed}"
                yield survey.need(entity, len(stale), first, what)


def _year(claim: Claim) -> int:
    return claim.as_of.year if claim.as_of else 0


def _subject(row: Row) -> str:
    """The first entity a row names."""
    return next((slug for column in row.cells if (slug := row.slug(column))), "-")


def _is_over(encyclopedia: Encyclopedia, row: Row) -> bool:
    """Whether a row has the date that ends it, such as `until`: a date that cannot come before another."""
    columns = encyclopedia.vocabulary.tables[row.table].columns
    return any(columns[key].not_before for key in row.cells)


# links, articles, sources


def _red(survey: Survey) -> Iterator[Need]:
    by_target: dict[str, list[Place]] = defaultdict(list)
    for red in survey.links.red:
        by_target[red.target].append(red.place)
    for target, places in by_target.items():
        yield Need(len(places), min(places), f"'{target}' has no article; named {counted(len(places), 'time')}")


def _stubs(survey: Survey) -> Iterator[Need]:
    for entity in survey.shown:
        claims = len(entity.all_claims())
        if not entity.sections and (claims < 3 or not entity.lead):
            lead = "" if entity.lead else ", no lead"
            named = f"; named by {counted(survey.standing(entity) - 1, 'article')}"
            yield survey.need(entity, 1, entity.place, f"{counted(claims, 'claim')}{lead}{named}")


def _orphans(survey: Survey) -> Iterator[Need]:
    links = survey.links
    for entity in survey.shown:
        if not any(entity.slug in found for found in (links.backlinks, links.rows, links.seeds)):
            yield survey.need(entity, 1, entity.place, "named by no other article")


def _idle(survey: Survey) -> Iterator[Need]:
    """Sources that nothing cites and that no other source repeats."""
    encyclopedia = survey.encyclopedia
    used = {s.id for s in sources_of(encyclopedia, all_citations(encyclopedia))}
    used |= {other.id for source in encyclopedia.sources.values() for other in neighbours_of(encyclopedia, source)}
    for source in encyclopedia.sources.values():
        if source.id not in used:
            yield Need(1, source.place, f"source '{source.key}' is cited nowhere")


NEEDS: tuple[tuple[str, str, str, Callable[[Survey], Iterator[Need]]], ...] = (
    ("weak", "Weak sources only", "Properties for which no source better than grade D speaks.", _weak),
    ("single-voice", "One voice only", "Properties of full articles that rest on one voice.", _single),
    (
        "stale",
        "Stale counts",
        f"Counts whose newest as-of date lies more than {STALE_YEARS} years before the date of the data.",
        _stale,
    ),
    ("missing", "Missing for the class", "Properties that most articles of the class have, and these have not.", _missing),
    ("red-links", "Red links", "What articles name that has no article yet.", _red),
    ("stubs", "Stubs", "Articles without sections that have fewer than three claims or no lead.", _stubs),
    ("orphans", "Orphans", "Articles that no other article names.", _orphans),
    ("idle", "Sources not cited", "Sources that nothing cites and that no other source repeats.", _idle),
)
"""Key, title and meaning of each sort of need, and what finds it."""
