"""One edited file taken through all that a contributor's file meets: check, formats, fix, fmt, diff, pages, data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Final

from panoply import build
from panoply.canonical import canonical
from panoply.check import check
from panoply.citations import all_cited, find_voices
from panoply.class_pages import class_pages
from panoply.diff_text import diff_text, unread_text
from panoply.encyclopedia import Encyclopedia, assemble
from panoply.exports import data_files
from panoply.fact_diff import compare
from panoply.fact_flags import find_flags
from panoply.fact_pages import affected_pages
from panoply.fixes import fix_files
from panoply.hubs import find_aliases, hub_pages, redirect_files
from panoply.links import find_links, find_shown, links_in, links_in_row
from panoply.load import Part, find_files, read_part
from panoply.model import Entity, Source
from panoply.page_text import Wiki
from panoply.pages import Page
from panoply.plans import plan_articles
from panoply.problem_formats import FORMATS, Terminal
from panoply.problems import CODES, Problems
from panoply.render import Renderer
from panoply.reports import report_pages
from panoply.seed_pages import seed_pages
from panoply.source_pages import find_uses, source_index
from panoply.touched import Read
from panoply.vocabulary import Vocabulary
from panoply.vocabulary_file import load_vocabulary

YAML: Final = frozenset(list(CODES)[: list(CODES).index("UNKNOWN-KEY")])
"""Codes of what is wrong with a file before it says anything."""


class WrongError(Exception):
    """A stage went through and left something that is wrong."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A real file, what it holds, and what of the others stands beside it."""

    folder: str
    path: str
    text: str
    part: Part
    beside: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """What mutants are made of and tried in; one for each process."""

    vocabulary: Vocabulary
    origins: tuple[Origin, ...]
    slugs: dict[str, str]
    wiki: Wiki
    scratch: Path
    """A folder that mutants are written into."""
    renderer: Renderer = field(default_factory=Renderer)

    @property
    def folders(self) -> list[str]:
        return sorted({origin.folder for origin in self.origins})


def prepare(root: Path, scratch: Path) -> Stand:
    """Read the wiki below a root, which must have no problems; `scratch` is an empty folder."""
    problems = Problems()
    vocabulary = load_vocabulary(root, problems)
    found = build.read(root, problems)
    if vocabulary is None or found is None or problems.errors:
        message = f"mutants are made of a wiki without problems; this one has {len(problems.errors):,}"
        raise SystemExit(message)
    parts: dict[str, tuple[str, str, Part]] = {}
    for folder, file in find_files(root, vocabulary, problems):
        path = file.relative_to(root).as_posix()
        parts[path] = folder, file.read_text(encoding="utf-8"), read_part(file, folder, path, vocabulary, problems)
    encyclopedia = found.encyclopedia
    uses = find_uses(encyclopedia, find_shown(encyclopedia, found.links))
    wiki = build.make_wiki(root, found, find_shown(encyclopedia, found.links), frozenset(uses), Problems())
    origins = tuple(
        Origin(folder, path, text, part, tuple(_beside(encyclopedia, path, parts)))
        for path, (folder, text, part) in parts.items()
    )
    return Stand(vocabulary, origins, encyclopedia.slugs, wiki, scratch)


def _beside(encyclopedia: Encyclopedia, path: str, parts: dict[str, tuple[str, str, Part]]) -> Iterator[Part]:
    """What a file names: entities without what they say at length, and shared sources."""
    _, text, part = parts[path]
    words = [words for entity in part.entities for words, _ in links_in(entity)]
    words += [words for rows in part.row_files for row in rows.rows for words, _ in links_in_row(row)]
    words += [ref.slug for seed in part.seeds for statement in seed.statements for _, ref, _ in statement.names]
    keys = {Path(other).stem for other, (folder, _, _) in parts.items() if folder == "sources" and Path(other).stem in text}
    for slug in dict.fromkeys(word.partition("/")[0] for word in words):
        other = parts.get(encyclopedia.slugs.get(slug, ""))
        if other and encyclopedia.slugs[slug] != path:
            faces = tuple(map(_face, other[2].entities))
            keys |= {citation.key for face in faces for claim in face.claims for citation in all_cited(claim, face.slug)}
            yield Part(entities=faces)
            keys |= {key for face in faces for source in face.sources.values() for key in _said_again(source)}
    yield from (
        parts[other][2] for key in _with_neighbours(encyclopedia, keys) if (other := f"entities/sources/{key}.yml") != path
    )


def _with_neighbours(encyclopedia: Encyclopedia, keys: Iterable[str]) -> list[str]:
    """Keys of shared sources, and of those that they copy or pass on, and so on."""
    found: dict[str, None] = {}
    waiting = sorted(keys)
    while waiting:
        key = waiting.pop()
        source = encyclopedia.sources.get(key)
        if key not in found and source is not None:
            found[key] = None
            waiting += _said_again(source)
    return sorted(found)


def _said_again(source: Source) -> list[str]:
    return [key for key in (source.same_text_as, source.relays) if key is not None]


def _face(entity: Entity) -> Entity:
    """An entity without most of what it says."""
    variants = {key: replace(variant, claims=(), changes=None) for key, variant in entity.variants.items()}
    return replace(entity, claims=entity.claims[:3], variants=variants, tables={}, sections={}, lead=None)


def choose(stand: Stand, random: Random) -> Origin:
    """Each folder as often as the others, systems three times: they hold the most to break."""
    folder = random.choice([*stand.folders, "systems", "systems"])
    return random.choice([origin for origin in stand.origins if origin.folder == folder])


# one mutant


@dataclass(slots=True)
class Trial:
    """One mutant on its way; `stage` is where it is, `reached` what it has been through."""

    stand: Stand
    origin: Origin
    content: bytes
    is_whole: bool = False
    """Whether hubs, reports and data files are made of it too."""
    is_backwards: bool = False
    """Whether the mutant is compared as what was before the original."""
    stage: str = "read"
    reached: list[str] = field(default_factory=list)
    codes: frozenset[str] = frozenset()
    """Of the problems that were told."""

    def run(self) -> None:
        """All stages. Raises what a stage raises, and WrongError."""
        own = Problems()
        part = self._read(self.content, own)
        self._reached("past the reader", part != Part())
        self._reached("past it without a problem of YAML", part != Part() and not YAML & {p.code for p in own.found})
        self.stage = "check"
        read, problems = self._check(part, own)
        self._reached("past check", not problems.errors)
        self.codes = frozenset(problem.code for problem in problems.found)
        self.tell(problems)
        self._fix(problems)
        if not own.errors:
            self._format(problems)
        self._compare(read, problems)
        if not problems.errors:
            self._make_pages(read)

    def _reached(self, stage: str, is_reached: bool) -> None:
        if is_reached:
            self.reached.append(stage)

    def _read(self, content: bytes, problems: Problems) -> Part:
        file = self.stand.scratch / Path(self.origin.path).name
        file.write_bytes(content)
        try:
            return read_part(file, self.origin.folder, self.origin.path, self.stand.vocabulary, problems)
        finally:
            file.unlink()

    def _check(self, part: Part, own: Problems) -> tuple[Read, Problems]:
        problems = Problems(set(own.found))
        read = self._linked(part)
        check(read.encyclopedia, read.links, problems, red_links=True)
        return read, problems

    def _check_again(self, content: bytes) -> Problems:
        own = Problems()
        return self._check(self._read(content, own), own)[1]

    def _linked(self, own: Part) -> Read:
        parts = (*self.origin.beside, own)
        encyclopedia = assemble(
            self.stand.vocabulary,
            [entity for part in parts for entity in part.entities],
            [source for part in parts for source in part.sources],
            [rows for part in parts for rows in part.row_files],
            [seed for part in parts for seed in part.seeds],
            self.stand.slugs,
        )
        return Read(encyclopedia, find_links(encyclopedia), self.stand.wiki.glossary)

    def tell(self, problems: Problems) -> None:
        """Every problem is printable, points into the file, and can be told to people and machines."""
        self.stage = "tell"
        lines = self.content.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
        found = sorted(problems.found)
        for problem in found:
            path, line, column, _ = problem.place
            if not str(problem).isprintable():
                raise WrongError(f"not printable: {problem!r}")
            if path == self.origin.path and not (1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1):
                raise WrongError(f"points out of the file: {problem.code}")
        for form in FORMATS.values():
            "\n".join(form(found, "")).encode()
        terminal = Terminal(Path(), 80, {self.origin.path: lines})
        for problem in found:
            terminal.tell(problem).encode()

    def _fix(self, problems: Problems) -> None:
        """Fixes leave no more errors than there were."""
        self.stage = "fix"
        if not any(problem.fix for problem in problems.errors):
            return
        file = self.stand.scratch / self.origin.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self.content)
        left = fix_files(self.stand.scratch, lambda: self._check_again(file.read_bytes()), self.origin.path.__eq__).left
        self.reached.append("fixed in part" if left.errors else "fixed whole")
        if len(left.errors) > len(problems.errors):
            raise WrongError("fixed into more errors")

    def _format(self, problems: Problems) -> None:
        """A file that is read without problems has a canonical form, which is its own."""
        self.stage = "fmt"
        path, folder, vocabulary = self.origin.path, self.origin.folder, self.stand.vocabulary
        once = canonical(self.content, path, folder, vocabulary)
        if canonical(once, path, folder, vocabulary) != once:
            raise WrongError("the canonical form has another")
        self.reached.append("past fmt")
        if not problems.errors and self._check_again(once).errors:
            raise WrongError("the canonical form has problems")

    def _compare(self, read: Read, problems: Problems) -> None:
        """What reviewers are told."""
        self.stage = "diff"
        before = self._linked(self.origin.part)
        unread_text(problems.errors, 60_000).encode()
        old, new = (read, before) if self.is_backwards else (before, read)
        found = compare(old, new)
        diff_text(found, find_flags(found), affected_pages(found, new.links), problems.errors, 60_000).encode()

    def _make_pages(self, read: Read) -> None:
        self.stage = "pages"
        shown = find_shown(read.encyclopedia, read.links)
        uses = find_uses(read.encyclopedia, shown)
        wiki = replace(
            self.stand.wiki,
            encyclopedia=read.encyclopedia,
            links=read.links,
            voices=find_voices(read.encyclopedia),
            aliases=find_aliases(read.encyclopedia),
            shown=shown,
            cited=frozenset(uses),
        )
        slug = Path(self.origin.path).stem
        for file, make, _ in plan_articles(wiki, uses):
            if self.is_whole or slug in file.replace("/index.md", "").split("/"):
                page = make()
                assert isinstance(page, Page)
                self.stand.renderer.render(page).encode()
        if self.is_whole:
            hubs = (hub_pages(wiki), class_pages(wiki), seed_pages(wiki), source_index(wiki, uses), report_pages(wiki))
            for page in (page for pages in hubs for page in pages):
                self.stand.renderer.render(page).encode()
            for _, text in (*redirect_files(wiki), *data_files(wiki)):
                text.encode()
            self.reached.append("all pages made")
        self.reached.append("pages made")
