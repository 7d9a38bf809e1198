"""Finds the files below `entities/` and `seeds/` and has each read into the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from panoply.encyclopedia import Encyclopedia, assemble
from panoply.entity_file import read_entity, read_rows
from panoply.kept_parts import KeptParts, Reading, Rows
from panoply.memory import Memory
from panoply.model import Entity, RowFile, Seed, Source
from panoply.pool import spread
from panoply.problems import Place, Problem, Problems
from panoply.seed_file import read_seed
from panoply.source_file import read_shared_source
from panoply.text import did_you_mean, is_reserved, is_slug, one_of, printable, slugify
from panoply.vocabulary import Vocabulary
from panoply.yaml_source import content_of, read_bytes

SOURCES, SEEDS = "sources", "seeds"
FEWEST_SPREAD: Final = 40
"""Files to be read for which more processes are worth their start."""


@dataclass(slots=True)
class Loaded:
    """What the files say, each file read on its own."""

    vocabulary: Vocabulary
    parts: dict[str, Part] = field(default_factory=dict)
    """By the path of the file, in order."""
    slugs: dict[str, str] = field(default_factory=dict)
    """The path of every file by its slug, readable or not: a link to a broken file is no red link."""

    def encyclopedia(self) -> Encyclopedia:
        parts = self.parts.values()
        return assemble(
            self.vocabulary,
            [entity for part in parts for entity in part.entities],
            [source for part in parts for source in part.sources],
            [rows for part in parts for rows in part.row_files],
            [seed for part in parts for seed in part.seeds],
            self.slugs,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """What one file holds."""

    entities: tuple[Entity, ...] = ()
    sources: tuple[Source, ...] = ()
    row_files: tuple[RowFile, ...] = ()
    seeds: tuple[Seed, ...] = ()


def load(root: Path, vocabulary: Vocabulary, problems: Problems, memory: Memory, kept: KeptParts | None = None) -> Loaded:
    """Read every file, in order of its path; those that `memory` knows unchanged, or `kept` knows whole, are not read again."""
    loaded = Loaded(vocabulary)
    memory.keep_for(vocabulary)
    found = [(folder, file, _shown(file, root)) for folder, file in find_files(root, vocabulary, problems)]
    for folder, file, shown in found:
        if folder not in (SOURCES, SEEDS):
            _claim_slug(loaded, file.stem, shown, problems)
    kept = kept or KeptParts(None, b"", Rows.of(vocabulary))
    wanted = [([file], shown) for _, file, shown in found]
    parts = memory.recall_all(wanted, problems, lambda numbers: _read([found[n] for n in numbers], vocabulary, kept))
    loaded.parts = dict(zip((shown for _, _, shown in found), parts, strict=True))
    return loaded


def load_former(loaded: Loaded, kept: KeptParts, changed: Mapping[str, bytes]) -> Encyclopedia | None:
    """What was loaded before some files changed, which are given with their former digests; None where that is not known."""
    former = {path: kept.find_former(path, digest) for path, digest in changed.items()}
    if None in former.values() or not former.keys() <= loaded.parts.keys():
        return None
    return replace(loaded, parts=loaded.parts | former).encyclopedia()


def _read(found: list[tuple[str, Path, str]], vocabulary: Vocabulary, kept: KeptParts) -> list[tuple[Part, frozenset[Problem]]]:
    """What files hold, by all cores; what `kept` knows is not read."""
    readings = [kept.find(shown, file) for _, file, shown in found]
    unknown = [n for n, reading in enumerate(readings) if reading is None]

    def read(number: int) -> Reading:
        folder, file, shown = found[number]
        problems = Problems()
        content = content_of(file, shown, problems)
        part = Part() if content is None else _part(content, file.stem, folder, shown, vocabulary, problems)
        return kept.reading(content, (part, frozenset(problems.found)))

    for number, reading in zip(unknown, spread(read, unknown, least=FEWEST_SPREAD), strict=True):
        kept.add(found[number][2], reading)
        readings[number] = reading
    kept.write()
    return [kept.said(reading) for reading in readings if reading is not None]


def find_files(root: Path, vocabulary: Vocabulary, problems: Problems) -> Iterator[tuple[str, Path]]:
    """Folder and file of everything the wiki is read from, in order of its path."""
    folders = {table.folder for table in vocabulary.tables.values() if table.folder}
    yield from _files(root, [*vocabulary.kinds, SOURCES, *folders], problems)
    yield from _seed_files(root, problems)


def read_part(file: Path, folder: str, shown: str, vocabulary: Vocabulary, problems: Problems) -> Part:
    """One file, by the folder it stands in."""
    content = content_of(file, shown, problems)
    return Part() if content is None else _part(content, file.stem, folder, shown, vocabulary, problems)


def read_again(root: Path, path: str, vocabulary: Vocabulary, problems: Problems, kept: KeptParts) -> Part:
    """A file that was edited, by its path from the root, for `kept` to keep."""
    file = root / path
    content = content_of(file, path, problems)
    part = Part() if content is None else _part(content, file.stem, file.parent.name, path, vocabulary, problems)
    kept.add(path, kept.reading(content, (part, frozenset(problems.found))))
    return part


def _part(content: bytes, stem: str, folder: str, shown: str, vocabulary: Vocabulary, problems: Problems) -> Part:
    node = read_bytes(content, shown, problems)
    if node is None:
        return Part()
    if folder == SOURCES:
        return Part(sources=tuple(read_shared_source(node, stem, vocabulary, problems)))
    if folder == SEEDS:
        return Part(seeds=(read_seed(node, stem, shown, vocabulary, problems),))
    table = next((t for t in vocabulary.tables.values() if t.folder == folder), None)
    if table is not None:
        return Part(row_files=(read_rows(node, stem, shown, table, vocabulary, problems),))
    return Part(entities=tuple(read_entity(node, stem, folder, shown, vocabulary, problems)))


def _shown(file: Path, root: Path) -> str:
    return printable(file.relative_to(root).as_posix())


def _seed_files(root: Path, problems: Problems) -> Iterator[tuple[str, Path]]:
    folder = root / SEEDS
    if folder.is_dir() and _is_no_link(folder, SEEDS, problems):
        yield from ((SEEDS, file) for file in _yaml_files(folder, root, problems))


def _files(root: Path, folders: list[str], problems: Problems) -> Iterator[tuple[str, Path]]:
    """Folder and file of everything that may be read; the rest is a problem."""
    top = root / "entities"
    for folder in sorted(p for p in top.iterdir() if not p.name.startswith(".")):
        shown = _shown(folder, root)
        if not _is_no_link(folder, shown, problems):
            continue
        if folder.is_dir() and folder.name in folders:
            yield from ((folder.name, file) for file in _yaml_files(folder, root, problems))
        else:
            what = "folder" if folder.is_dir() else "file"
            near = did_you_mean(folder.name, folders)
            message = f"'{printable(folder.name)}' is no {what} of entities{near}; its folders are {one_of(folders)}"
            problems.add("FILE-NAME", Place(shown), message)


def _yaml_files(folder: Path, root: Path, problems: Problems) -> Iterator[Path]:
    for file in sorted(p for p in folder.iterdir() if not p.name.startswith(".")):
        shown = _shown(file, root)
        if _is_no_link(file, shown, problems) and _has_good_name(file, shown, problems):
            yield file


def _is_no_link(file: Path, shown: str, problems: Problems) -> bool:
    if not file.is_symlink():
        return True
    problems.add("SYMLINK", Place(shown), "a symbolic link, which could lead anywhere; put the file itself here")
    return False


def _has_good_name(file: Path, shown: str, problems: Problems) -> bool:
    fault = _name_fault(file)
    if fault:
        problems.add("FILE-NAME", Place(shown), fault)
    return not fault


def _name_fault(file: Path) -> str:
    name, better = printable(file.name), slugify(file.stem)[:80].strip("-") or "name"
    better = f"{better}-2" if is_reserved(better) else better
    if file.is_dir():
        return f"'{name}' is a folder; files stand directly in {file.parent.name}/: move them there"
    if not file.is_file() or file.suffix != ".yml":
        return f"'{name}' is not a file whose name ends in .yml; rename it to {better}.yml"
    if is_reserved(file.stem):
        return f"'{file.stem}' is reserved; choose a longer name such as {better}.yml"
    if not is_slug(file.stem):
        return f"'{name}': a file name is at most 80 lower-case letters, digits and single hyphens; rename it to {better}.yml"
    return ""


def _claim_slug(loaded: Loaded, slug: str, shown: str, problems: Problems) -> None:
    first = loaded.slugs.setdefault(slug, shown)
    if first != shown:
        message = f"'{slug}' is already {first}; a slug is unique over all kinds: rename one file"
        problems.add("DUPLICATE-SLUG", Place(shown), message)
