"""The rules on sources and citations: defined once, found, with a locator where they need one, and nothing uncited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from panoply.circles import find_circles
from panoply.citations import all_cited, cited_in, find_neighbour
from panoply.encyclopedia import Encyclopedia
from panoply.links import prose_of
from panoply.model import Citation, Source, place_of
from panoply.problems import Fix, Place, Problems
from panoply.text import did_you_mean, meant_slug, near_slug, shortened

# sources


def check_sources(encyclopedia: Encyclopedia, problems: Problems) -> None:
    shared = {s.key for s in encyclopedia.sources.values() if s.owner is None}
    by_url: dict[str, list[Source]] = defaultdict(list)
    for source in encyclopedia.sources.values():
        if source.owner is not None and source.key in shared:
            message = f"'{source.key}' is also entities/sources/{source.key}.yml; delete this one, or rename it"
            problems.add("SOURCE-SHADOWED", source.place, message)
        if source.url:
            by_url[source.url].append(source)
        for sort, key in (("same_text_as", source.same_text_as), ("relays", source.relays)):
            if key is not None and find_neighbour(encyclopedia, source, key) is None:
                keys = _keys_seen(encyclopedia, source.owner)
                message = f"unknown source '{key}'{did_you_mean(key, keys)}; define it, or delete the line"
                problems.add("UNKNOWN-SOURCE", place_of(source, sort), message, fix_of_slug(key, keys))
        if source.by and source.by not in encyclopedia.slugs:
            add_unknown(encyclopedia, source.by, place_of(source, "by"), problems)
    for url, found in by_url.items():
        _note_twice(url, found, problems)
    _check_sourcefind_circles(encyclopedia, problems)


def _check_sourcefind_circles(encyclopedia: Encyclopedia, problems: Problems) -> None:
    edges: dict[str, dict[str, Place]] = defaultdict(dict)
    for source in encyclopedia.sources.values():
        for sort, key in (("same_text_as", source.same_text_as), ("relays", source.relays)):
            other = find_neighbour(encyclopedia, source, key)
            if other is not None:
                edges[source.id][other.id] = place_of(source, sort)
    for circle in find_circles(edges):
        path = " → ".join([*circle, circle[0]])
        message = f"sources repeat each other in a circle: {path}; keep the line of the copy, delete the original's"
        problems.add("SOURCE-CYCLE", edges[circle[-1]][circle[0]], message)


def _note_twice(url: str, found: list[Source], problems: Problems) -> None:
    for source in found[1:]:
        where = f"'{found[0].id}' ({found[0].place.path})"
        message = f"{shortened(url)} is also source {where}; move it to entities/sources/ and cite that"
        problems.note("SOURCE-TWICE", source.place, message)


def check_citations(encyclopedia: Encyclopedia, problems: Problems) -> None:
    """Each key is looked up once for each file that cites it: looking for a near one takes milliseconds."""
    cited: dict[tuple[str, str], list[Citation]] = defaultdict(list)
    for citation in all_citations(encyclopedia):
        cited[citation.owner, citation.key].append(citation)
    for (owner, key), citations in cited.items():
        source = encyclopedia.find_source(citations[0])
        if source is None:
            keys = _keys_seen(encyclopedia, owner)
            near, fix = did_you_mean(key, keys), fix_of_slug(key, keys)
            message = f"unknown source '{key}'{near}; define it under 'sources:' or as entities/sources/{key}.yml"
            for citation in citations:
                problems.add("UNKNOWN-SOURCE", citation.place, message, fix)
        else:
            for citation in citations:
                _check_locator(encyclopedia, source, citation, problems)


def all_citations(encyclopedia: Encyclopedia) -> Iterator[Citation]:
    """Every pointer to a source, in claims, rows and prose."""
    for entity in encyclopedia.entities.values():
        for claim in entity.all_claims():
            yield from all_cited(claim, entity.slug)
        for prose in prose_of(entity):
            yield from cited_in(prose, entity.slug)
    for row in encyclopedia.rows():
        yield from row.citations
        for claim in (c for claims in row.cells.values() for c in claims):
            yield from all_cited(claim, row.owner)


def _check_locator(encyclopedia: Encyclopedia, source: Source, citation: Citation, problems: Problems) -> None:
    if "url" not in source.places and not citation.locator:
        message = f"'{citation.key}' has no address, so say where in it: @{citation.key}, p. 12"
        problems.add("LOCATOR", citation.place, message)
    if citation.locator and encyclopedia.find_source(replace(citation, key=citation.locator)) is not None:
        message = f"'{citation.locator}' is a source, not a place in '{citation.key}'; part citations by ';'"
        problems.add("CITATION-FORM", citation.place, message)


def _keys_seen(encyclopedia: Encyclopedia, owner: str | None) -> list[str]:
    return [s.key for s in encyclopedia.sources.values() if s.owner in (None, owner)]


def check_prose_is_cited(encyclopedia: Encyclopedia, problems: Problems) -> None:
    for entity in encyclopedia.entities.values():
        for prose in (entity.lead, *entity.sections.values()):
            for offset in prose.uncited if prose else ():
                message = "this paragraph cites no source; end it with [@key], or leave it out"
                problems.add("UNCITED", prose.places[offset] if prose else entity.place, message)


def fix_of_slug(word: str, known: Iterable[str]) -> Fix | None:
    """The slug or key that was meant, where one alone can be."""
    better = meant_slug(word, known)
    return Fix(word, better) if better else None


def add_unknown(encyclopedia: Encyclopedia, slug: str, place: Place, problems: Problems) -> None:
    """An entity that must be there, unlike those that prose and claims may name ahead of time."""
    near = near_slug(slug, encyclopedia.slugs)
    if near:
        fix = fix_of_slug(slug, encyclopedia.slugs)
        problems.add("NEAR-LINK", place, f"unknown entity '{slug}' — did you mean '{near}'?", fix)
    else:
        problems.add("RED-LINK", place, f"unknown entity '{slug}'; make the entity first, or delete the line")
