"""An article's files: its page, and a page for each list of what others say of it that is too long to stand there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from panoply.addresses import entity_file, kind_file
from panoply.apart import BACKLINKS, Said, apart_of
from panoply.article import ReferenceView, article_page, reference_view
from panoply.hubs import neighbours
from panoply.markup import md
from panoply.model import Entity
from panoply.page_text import PageText, Wiki
from panoply.pages import Page, front_matter
from panoply.relations import relation_item
from panoply.rows import TableView, incoming_table


@dataclass(frozen=True, slots=True)
class PartView:
    """One page of such a list; Markdown."""

    title: str
    label: str
    intro: str
    table: TableView | None
    lines: list[str]
    references: list[ReferenceView]


def plan_article(wiki: Wiki, entity: Entity) -> Iterator[tuple[str, Callable[[], Page]]]:
    """Every file of an entity, and how to make each."""
    yield entity_file(entity), partial(article_page, wiki, entity)
    for said in apart_of(wiki, entity).values():
        for number, part in enumerate(said.parts):
            yield said.file(entity, part), partial(_part_page, wiki, entity, said, number)


def _part_page(wiki: Wiki, entity: Entity, said: Said, number: int) -> Page:
    part = said.parts[number]
    here = said.file(entity, part)
    text = PageText(wiki, here)
    label = said.label if len(said.parts) == 1 else f"{said.label}, {part.label}"
    beside = neighbours(here, [(md(p.label), said.file(entity, p)) for p in said.parts], number)
    table = incoming_table(text, *said.rows, (link for links in part.items for link in links)) if said.rows else None
    lines = [] if table else [text.entity(item) if said.key == BACKLINKS else relation_item(text, item) for item in part.items]
    view = PartView(
        title=md(entity.name),
        label=md(label),
        intro=f"Part of [{md(entity.name)}](../index.md#{said.anchor}). {beside}".rstrip(),
        table=table,
        lines=lines,
        references=[reference_view(text, r) for r in text.references.listed()],
    )
    kind = wiki.encyclopedia.vocabulary.kinds[entity.kind]
    front = front_matter(
        title=f"{entity.name}: {label}",
        description=f"{entity.name} as other articles name it: {label}.",
        crumbs=[(kind.label, kind_file(kind.key)), (entity.name, entity_file(entity))],
        tab=kind_file(kind.key),
        boost=0,
    )
    return Page(here, "article_part.md.jinja", front, view)
