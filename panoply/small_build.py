"""A build after a small edit, by a process that knows what the last one left: it reads and writes what the edit concerns.

Most edits change what one entity says and nothing that others show of it. Then its page, those near it and the sources it
cites are made again, and in each list its own lines are replaced. Where an edit reaches further, or something is not as the
last build left it, this does nothing, and all is read; what it does is what that would have done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Final

from panoply.article_parts import plan_article
from panoply.check import check_entities
from panoply.citations import Voices
from panoply.dates import Date
from panoply.dead_links import load_dead_links
from panoply.excerpt import NotKeptError, Shelf
from panoply.forms import plan_lines
from panoply.glossary import load_glossary
from panoply.history import date_of_data
from panoply.kept_parts import KeptParts
from panoply.last_build import CACHE, READ, LastBuild
from panoply.links import find_links
from panoply.load import read_again
from panoply.memory import Memory
from panoply.model import Entity
from panoply.output import Output, Written
from panoply.overview import Overview
from panoply.page_text import Wiki
from panoply.pages import Page
from panoply.problems import Problems
from panoply.reach import files_of, lines_in_lists, seen_elsewhere, uses_in, with_lines
from panoply.render import Renderer
from panoply.settings import find_pictures, find_site
from panoply.source_pages import find_uses, plan_source
from panoply.touched import Read, find_heirs, find_near
from panoply.vocabulary_file import load_vocabulary

MOST_EDITED: Final = 10
"""Files that are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a small build works with."""

    root: Path
    shelf: Shelf
    """Holds what the edited files said before."""
    frame: Wiki
    """Has what concerns no entity alone."""
    written: Collection[str]
    """The files that there are below docs/."""
    renderer: Renderer
    red_links: bool = True
    data: bool = True
    """Whether data files are made too."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The wiki before and after an edit, of both only what is asked for, and the entities that were edited."""

    before: Wiki
    after: Wiki
    slugs: list[str]

    def pairs(self) -> Iterator[tuple[Entity, Entity]]:
        """Each entity as it was and as it is."""
        return ((self.before.encyclopedia.get(slug), self.after.encyclopedia.get(slug)) for slug in self.slugs)


def build_small(root: Path, last: LastBuild, former: Mapping[str, bytes], *, red_links: bool) -> Written | None:
    """Make and write what some changed files concern, given with their former digests; None where all must be made."""
    if not 0 < len(former) <= MOST_EDITED or any(notice.place.path in former for notice in last.notices()):
        return None
    cache, vocabulary = root / CACHE, load_vocabulary(root, Problems())
    overview = Overview.load(cache, last.key + last.state())
    if overview is None or vocabulary is None or not last.is_whole():
        return None
    shelf = Shelf(overview, KeptParts.of(cache / READ, root, vocabulary), last.digests, vocabulary)
    try:
        shelf.parts = {path: shelf.part_of(path, digest) for path, digest in former.items()}
        files = make_small(Work(root, shelf, _frame(root, shelf), last.left(), Renderer(), red_links=red_links), former)
    except NotKeptError:
        return None
    return None if files is None else _write(root, last, shelf, files)


def make_small(work: Work, paths: Collection[str]) -> dict[str, bytes] | None:
    """Path and content of every file that edits of some can have changed; None where all must be made."""
    edited = _read(work, paths)
    return _make(work, edited) if edited is not None and _is_near(edited, red_links=work.red_links) else None


def _write(root: Path, last: LastBuild, shelf: Shelf, files: Mapping[str, bytes]) -> Written:
    """Write the files, then what is kept: whoever is interrupted leaves files that are not those of the record."""
    output = Output(root / "docs", last.left())
    output.files |= last.left()
    for file, content in sorted(files.items()):
        output.note(output.put(file, content))
    shelf.kept.write_changed()
    shelf.overview.write(root / CACHE, last.key + last.state_now())
    last.keep(output.files, last.notices(), changed=files)
    return Written(len(output.files), output.changed, 0)


def _read(work: Work, paths: Collection[str]) -> Edited | None:
    """The files that were edited, as they were and as they are; None where one is not an entity's or has a problem."""
    shelf, problems = work.shelf, Problems()
    old = [shelf.part(path) for path in paths]
    new = [read_again(work.root, path, shelf.vocabulary, problems, shelf.kept) for path in paths]
    if problems.found or not all(len(part.entities) == 1 for part in (*old, *new)):
        return None
    shelf.parts.update(zip(paths, new, strict=True))
    slugs = [entity.slug for part in new for entity in part.entities]
    rows = [rows for slug in slugs for rows in shelf.naming(slug).row_files]
    after = replace(work.frame, encyclopedia=shelf.encyclopedia([entity for part in new for entity in part.entities], rows))
    entities = {entity.slug: entity for part in old for entity in part.entities}
    if entities.keys() != set(slugs):
        return None
    before = replace(after, encyclopedia=replace(after.encyclopedia, entities=dict(sorted(entities.items()))))
    return Edited(before, after, sorted(slugs))


def _is_near(edited: Edited, *, red_links: bool) -> bool:
    """Whether nothing but its own lines changes in lists, and nothing is wrong with it."""
    if any(seen_elsewhere(edited.before, old) != seen_elsewhere(edited.after, new) for old, new in edited.pairs()):
        return False
    encyclopedia, problems = edited.after.encyclopedia, Problems()
    check_entities(encyclopedia, find_links(encyclopedia), problems, red_links=red_links)
    return not problems.found


def _frame(root: Path, shelf: Shelf) -> Wiki:
    overview, vocabulary, problems = shelf.overview, shelf.vocabulary, Problems()
    return Wiki(
        encyclopedia=shelf.encyclopedia(()),
        links=shelf.links(),
        voices=Voices(overview.voices),
        edited=overview.edited,
        aliases=shelf.homonyms(),
        shown=frozenset(overview.shown),
        cited=frozenset(overview.cited),
        today=date_of_data(root) or Date(1970),
        glossary=load_glossary(root, vocabulary, problems, Memory()),
        site=find_site(root / "mkdocs.yml"),
        dead=load_dead_links(root, problems, Memory()),
        previews=find_pictures(root),
    )


def _make(work: Work, edited: Edited) -> dict[str, bytes] | None:
    """Path and content of every file that the edit can have changed; None where it reaches further."""
    lists = _lists(work, edited)
    if lists is None:
        return None
    pages = chain(_articles(edited), _sources(work.shelf, edited))
    files = {page.file: work.renderer.render(page).encode() for page in pages if page.file in work.written} | lists
    return files | {file: lines().encode() for _, file, lines in plan_lines(edited.after, work.root)} if work.data else files


def _articles(edited: Edited) -> Iterator[Page]:
    before, after = (Read(wiki.encyclopedia, wiki.links) for wiki in (edited.before, edited.after))
    for slug in sorted(find_near(before, after, edited.slugs)):
        entity = after.encyclopedia.find(slug)
        if entity is not None and slug in edited.after.shown:
            yield from (make() for _, make in plan_article(edited.after, entity))


def _sources(shelf: Shelf, edited: Edited) -> Iterator[Page]:
    """The pages of the sources of which something else is told than before."""
    ids: set[str] = set()
    for old, new in edited.pairs():
        was, now = uses_in(edited.before, old), uses_in(edited.after, new)
        ids |= {id_ for id_ in was.keys() | now.keys() if was.get(id_) != now.get(id_)}
    for id_ in sorted(ids):
        found = find_uses(shelf.of_files(shelf.overview.citing[id_]), edited.after.shown, {id_})
        for _, make in plan_source(edited.after, edited.after.encyclopedia.sources[id_], found[id_]):
            yield make()


def _lists(work: Work, edited: Edited) -> dict[str, bytes] | None:
    """The lists in which an edited entity, or one that inherits from it, has other lines than before."""
    lists: dict[str, bytes] = {}
    read = Read(edited.after.encyclopedia, edited.after.links)
    heirs = (heir for slug in edited.slugs for heir in find_heirs(read, slug))
    for slug in sorted({*edited.slugs, *heirs}):
        was, now = (
            lines_in_lists(wiki, wiki.encyclopedia.get(slug), work.renderer, data=work.data)
            for wiki in (edited.before, edited.after)
        )
        for file in (file for file in now if was[file] != now[file]):
            docs = work.root / "docs"
            found = {part: lists.get(part) or (docs / part).read_bytes() for part in files_of(docs, file)}
            changed = {part: new for part, old in found.items() if (new := with_lines(old, was[file], now[file])) is not None}
            if len(changed) != 1:
                return None
            lists |= changed
    return lists
