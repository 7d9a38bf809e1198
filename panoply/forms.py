"""Pages on which a reader corrects a figure or adds a page, and what their scripts read: schemas, names, files by line.

What is typed there is checked in the browser by the schemas that editors use, so no rule is written down twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from panoply.addresses import about_file, address, entity_file
from panoply.blocks import shown_lines
from panoply.canonical import modeline
from panoply.dates import date_text
from panoply.encyclopedia import Encyclopedia
from panoply.markup import md
from panoply.model import Claim, Entity, Source
from panoply.name_index import SLUG, all_names
from panoply.page_text import PageText, Wiki
from panoply.pages import Page, front_matter
from panoply.prose import Prose, to_text
from panoply.schema import ENDING, schemas
from panoply.text import PORTS, RESERVED, is_slug, one_of, with_article

INDEX, ADD, CORRECT = about_file("index"), about_file("add"), about_file("correct")
DATA: Final = "data/edit"
"""Made for these pages' scripts alone, which change with it; programs read data/v1."""
HOW: Final = "The form writes the lines for you and checks them as you type. Nothing leaves your browser until you hand it on."
LONGEST: Final = max(length for length in range(1, 256) if is_slug("a" * length))


def form_pages(wiki: Wiki) -> Iterator[Page]:
    """The two pages, which say without a script how the same is done by hand."""
    kinds = wiki.encyclopedia.vocabulary.kinds.values()
    about = f"Describe what has no page here yet: {one_of(with_article(kind.singular) for kind in kinds)}."
    rows = [{"key": k.key, "name": k.singular, "schema": k.singular + ENDING, "label": k.label} for k in kinds]
    modelines = {kind.key: modeline(kind.key, wiki.encyclopedia.vocabulary) for kind in kinds}
    facts = {"kinds": [row | {"modeline": modelines[row["key"]]} for row in rows]}
    yield _page(ADD, "add", "Add a page", about, facts)
    about = "Say what a figure should be, and which source says so."
    yield _page(CORRECT, "correct", "Correct a figure", about, facts)


def _page(here: str, form: str, title: str, about: str, facts: dict[str, Any]) -> Page:
    front = front_matter(title=title, description=about, crumbs=[("Reports", INDEX)], tab=INDEX, boost=0)
    view = {"title": md(title), "intro": md(f"{about} {HOW}"), "form": form, "facts": json.dumps(facts, ensure_ascii=False)}
    return Page(here, "form.html.jinja", front | {"form": form}, view)


def form_files(wiki: Wiki) -> Iterator[tuple[str, str]]:
    """Path and content of what the scripts read of all entities together: a schema for each kind, and all names."""
    vocabulary = wiki.encyclopedia.vocabulary
    found = schemas(vocabulary)
    for kind in vocabulary.kinds.values():
        yield f"{DATA}/{kind.singular}{ENDING}", _json(found[kind.singular + ENDING])
    yield f"{DATA}/names.json", _json(_names(wiki.encyclopedia))


def plan_lines(wiki: Wiki, root: Path) -> Iterator[tuple[Entity, str, Callable[[], str]]]:
    """Every entity with the path of its file by line, and how to make it."""
    for entity in wiki.encyclopedia.entities.values():
        yield entity, f"{DATA}/{entity.kind}/{entity.slug}.json", partial(_lines, wiki, entity, root)


def _lines(wiki: Wiki, entity: Entity, root: Path) -> str:
    return _json(_file(wiki, entity, root))


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _names(encyclopedia: Encyclopedia) -> dict[str, Any]:
    """What is taken, and what a claim can name: of each kind slug, name and other names; shared sources in words."""
    kinds: dict[str, dict[str, list[str]]] = {kind: {} for kind in encyclopedia.vocabulary.kinds}
    for named in all_names(encyclopedia):
        if named.variant is None and named.sort != SLUG:
            kinds[named.entity.kind].setdefault(named.entity.slug, []).append(named.word)
    shared = {s.key: _source_words(s) for s in encyclopedia.sources.values() if s.owner is None}
    return {
        "longest": LONGEST,
        "reserved": f"^(?:{'|'.join(sorted(RESERVED))}|{PORTS.pattern})$",
        "taken": sorted({*encyclopedia.slugs, *encyclopedia.moved} - encyclopedia.entities.keys()),
        "kinds": kinds,
        "sources": shared,
    }


def _source_words(source: Source) -> str:
    """Enough to tell a source from others: publisher, title, date."""
    title = f"{source.publisher}: {source.title}" if source.publisher else source.title
    return f"{title} ({date_text(source.issued)})" if source.issued else title


def _file(wiki: Wiki, entity: Entity, root: Path) -> dict[str, Any]:
    """A file's lines with the claims that stand on them."""
    text, cited = PageText(wiki, CORRECT), dict[str, int]()
    claims = [_claim(text, claim, cited) for claim in entity.all_claims()]
    return {
        "kind": entity.kind,
        "slug": entity.slug,
        "name": entity.name,
        "class": entity.class_key,
        "path": entity.path,
        "address": address(entity_file(entity)) if entity.slug in wiki.shown else "",
        "variants": {variant.slug: variant.name for variant in entity.variants.values()},
        "sources": {s.key: _source_words(s) for s in entity.sources.values()},
        "cited": [*cited],
        "claims": claims,
        "lines": shown_lines((root / entity.path).read_bytes()),
    }


def _claim(text: PageText, claim: Claim, cited: dict[str, int]) -> dict[str, Any]:
    """A claim, its sources as numbers in the order of `cited`, which takes up new ones: most are cited many times."""
    found = (text.encyclopedia.find_source(citation) for citation in claim.citations)
    return {
        "property": claim.prop.key,
        "line": claim.place.line,
        "text": to_text(claim.value) if isinstance(claim.value, Prose) else claim.text,
        "holds": text.narrowed(claim),
        "rank": claim.rank,
        "sources": [cited.setdefault(_source_words(source), len(cited)) for source in found if source],
    }
