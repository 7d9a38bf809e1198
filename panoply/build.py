"""The build, written so that it reads as one sentence: load, link, check, make pages, render, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Final

from panoply.addresses import entity_file
from panoply.check import check
from panoply.citations import find_voices
from panoply.dates import Date
from panoply.dead_links import load_dead_links
from panoply.glossary import load_glossary
from panoply.history import date_of_data, last_changes, revision
from panoply.hubs import find_aliases
from panoply.kept_parts import KeptParts
from panoply.last_build import CACHE, INPUTS, READ, LastBuild, code_digest, find_inputs
from panoply.links import NO_LINKS, find_links, find_shown
from panoply.load import load, load_former
from panoply.memory import Memory
from panoply.output import Output, Put, Written
from panoply.overview import Overview
from panoply.page_text import Wiki
from panoply.plans import DATA, MakesFiles, Plan, plan_each, plan_lists
from panoply.pool import spread
from panoply.problems import Place, Problems
from panoply.remembered import Remembered
from panoply.render import Renderer
from panoply.settings import find_pictures, find_site
from panoply.small_build import build_small
from panoply.source_pages import find_uses
from panoply.touched import Read, find_touched
from panoply.turns import turn
from panoply.vocabulary_file import load_vocabulary

ENTITIES: Final = ("entities/", "seeds/")
FEWEST_SPREAD: Final = 100
"""Pages to be made for which more processes are worth their start."""


@dataclass(slots=True)
class Before:
    """What an earlier build left: files that need not be read or rendered again."""

    memory: Memory = field(default_factory=Memory)
    renderer: Renderer = field(default_factory=Renderer)
    found: Read | None = None
    written: Mapping[str, bytes] = field(default_factory=dict)
    """The digest of every file below docs/ that is as it was left."""
    former: Mapping[str, bytes] | None = None
    """Where `found` was another process's: digests of the files of entities that have changed since, as they were."""
    is_preview: bool = True
    """Whether data files can wait for a whole build."""
    remembered: Remembered | None = None
    """Of a preview: the state that its pages show."""
    frame: tuple[object, ...] = ()
    """What every page may rest on: the commit, and all inputs but entities."""


def read(
    root: Path, problems: Problems, *, red_links: bool = True, before: Before | None = None, cache: Path | None = None
) -> Read | None:
    """Load, link and check. None where not even the vocabulary can be used. What files say is kept in `cache`."""
    before = before or Before()
    memory = before.memory
    vocabulary = load_vocabulary(root, problems, memory)
    if vocabulary is None:
        return None
    kept = KeptParts.of(cache, root, vocabulary) if cache else None
    loaded = load(root, vocabulary, problems, memory, kept)
    glossary, dead = load_glossary(root, vocabulary, problems, memory), load_dead_links(root, problems, memory)
    encyclopedia = loaded.encyclopedia()
    if kept and before.former is not None and (former := load_former(loaded, kept, before.former)) is not None:
        before.found = Read(former, NO_LINKS, glossary, dead)
    links = find_links(encyclopedia)
    check(encyclopedia, links, problems, red_links=red_links)
    return Read(encyclopedia, links, glossary, dead)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    wiki: Wiki
    written: Written


def build(
    root: Path,
    problems: Problems,
    before: Before | None = None,
    *,
    red_links: bool = True,
    wait: Callable[[], None] = lambda: None,
) -> Written | None:
    """The whole way. On problems nothing is written and None comes back. `wait` is called where another build goes on.

    With `before`, only pages that an edit can have changed are rendered; the pages are the same, byte for byte. The
    data files then wait for the next whole build: nobody reads them in a preview.
    """
    with turn(root / CACHE / "turn", wait):
        return _build_preview(root, problems, before or Before(), red_links=red_links)


def build_again(root: Path, problems: Problems, wait: Callable[[], None], *, red_links: bool = True) -> Written | None:
    """As `build`, by a process that knows what an earlier one left; all files are then what a first build would make."""
    with turn(root / CACHE / "turn", wait):
        last = LastBuild(root, blake2b(code_digest() + revision(root).encode() + bytes([red_links]), digest_size=16).digest())
        if last.is_same():
            problems.found.update(last.notices())
            return Written(len(last.record["files"]), 0, 0)
        former = last.changed(ENTITIES)
        if former and (written := build_small(root, last, former, red_links=red_links)) is not None:
            problems.found.update(last.notices())
            return written
        before = Before(written=last.left(), former=former, is_preview=False)
        built = _build(root, problems, before, red_links=red_links)
        if built is None:
            return None
        Overview.of(built.wiki).write(root / CACHE, last.key + last.state_now())
        last.keep(before.written, problems.notices)
        return built.written


def _build_preview(root: Path, problems: Problems, before: Before, *, red_links: bool) -> Written | None:
    inputs = dict(find_inputs(root, INPUTS))
    frame = (revision(root), {path: signature for path, signature in inputs.items() if not path.startswith(ENTITIES)})
    if frame != before.frame:
        before.frame, before.found, before.remembered = frame, None, None
    output = Output(root / "docs", before.written)
    remembered = before.remembered
    if remembered is not None and remembered.build(root, inputs, before.memory, output, red_links=red_links):
        before.written = output.files
        return Written(len(output.files), output.changed, 0)
    built = _build(root, problems, before, red_links=red_links)
    if built is None:
        return None
    before.remembered = Remembered.of(built.wiki, inputs, before.memory, before.renderer)
    return built.written


def _build(root: Path, problems: Problems, before: Before, *, red_links: bool) -> Built | None:
    found = read(root, problems, red_links=red_links, before=before, cache=root / CACHE / READ)
    if found is None or problems.errors:
        return None
    shown = find_shown(found.encyclopedia, found.links)
    uses = find_uses(found.encyclopedia, shown)
    wiki = make_wiki(root, found, shown, frozenset(uses), problems)
    output = Output(root / "docs", before.written)
    touched = find_touched(before.found, found) if _has_pages(found, before.written) == shown else None
    if touched is not None and before.remembered is not None:
        touched |= before.remembered.since
    plans = [*plan_each(wiki, uses, root)]
    for plan in plans:
        _tell_collision(plan.file, output.claim(plan.file), problems)
    is_in_part = touched is not None and before.is_preview
    before.renderer.compile()
    lists = plan_lists(wiki, uses, before.renderer, data=not is_in_part)
    _make_lists(lists, output, problems, is_large=len(plans) >= FEWEST_SPREAD)
    if is_in_part:
        output.keep_below(DATA)
    if problems.errors:
        return None
    _write_each(plans, before.renderer, output, touched)
    written = output.write(sweep=not before.is_preview or before.found is None)
    before.found, before.written = found, output.files
    return Built(wiki, written)


def _has_pages(found: Read, written: Mapping[str, bytes]) -> frozenset[str]:
    """Slugs of the entities that had a page: links to one that gets or loses it change, and what rests on its sources."""
    return frozenset(entity.slug for entity in found.encyclopedia.entities.values() if entity_file(entity) in written)


def _make_lists(lists: list[MakesFiles], output: Output, problems: Problems, *, is_large: bool) -> None:
    """Make what lists or sums up others; it is written when all else is."""
    for files in spread(_encoded, lists, least=0 if is_large else len(lists) + 1):
        for file, content in files:
            _tell_collision(file, output.add(file, content), problems)


def _encoded(make: MakesFiles) -> list[tuple[str, bytes]]:
    """Files as they are written: one sign beyond Latin letters makes a text twice as large in memory."""
    return [(file, content.encode()) for file, content in make()]


def _write_each(plans: list[Plan], renderer: Renderer, output: Output, touched: frozenset[str] | None) -> None:
    """Render and write what an edit can have touched; nothing of it stays in memory."""
    todo = []
    for plan in plans:
        if plan.file in output.files:
            continue
        if touched is not None and plan.page not in touched and plan.file in output.written:
            output.keep(plan.file)
        else:
            todo.append(plan)

    def put(plan: Plan) -> Put:
        made = plan.make()
        return output.put(plan.file, (made if isinstance(made, str) else renderer.render(made)).encode())

    for done in spread(put, todo, least=FEWEST_SPREAD):
        output.note(done)


def make_wiki(root: Path, found: Read, shown: frozenset[str], cited: frozenset[str], problems: Problems) -> Wiki:
    """What every page is made from."""
    edited, today = last_changes(root), date_of_data(root)
    if not edited:
        problems.note("HISTORY", Place("entities"), "no git history here: pages are built without dates of change")
    return Wiki(
        encyclopedia=found.encyclopedia,
        links=found.links,
        voices=find_voices(found.encyclopedia),
        edited=edited,
        aliases=find_aliases(found.encyclopedia),
        shown=shown,
        cited=cited,
        today=today or Date(1970),
        glossary=found.glossary,
        dead=found.dead,
        site=find_site(root / "mkdocs.yml"),
        previews=find_pictures(root),
    )


def _tell_collision(file: str, other: str | None, problems: Problems) -> None:
    if other is not None:
        problems.add("PAGE-COLLISION", Place(f"docs/{file}"), f"docs/{other} has the same address; rename one of the two")
