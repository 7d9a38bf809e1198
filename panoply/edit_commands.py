"""The commands that change files: fmt, fix, migrate.

As in `commands`, each takes what was asked and gives its answer back.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Iterator
from difflib import unified_diff
from functools import partial
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from panoply import build
from panoply.canonical import canonical
from panoply.commands import CHECKED, FAULTY, FINE, MISUSED, Answer, choose_paths, is_chosen
from panoply.fixes import Mending, fix_files
from panoply.load import find_files, read_part
from panoply.migration import migrate
from panoply.problem_formats import lines_of
from panoply.problems import Mistake, Problem, Problems
from panoply.renaming import SORTS
from panoply.text import counted, shortened
from panoply.vocabulary_file import load_vocabulary


def add_edit_commands(parsers: Any, common: argparse.ArgumentParser, command: Callable[[argparse.Namespace], int]) -> None:
    """Say what these commands may be asked; `command` prints the `answer` of one."""
    form = parsers.add_parser("fmt", parents=[common], help="bring files into their canonical form, comments kept")
    form.add_argument("files", metavar="FILE", nargs="*", type=Path, help="only these files and folders (default: all)")
    form.add_argument("--check", action="store_true", dest="compare", help="write nothing, name the files that differ")
    form.set_defaults(command=command, answer=format_files)
    fix = parsers.add_parser("fix", parents=[common], help="mend what can be mended without doubt")
    fix.add_argument("files", metavar="FILE", nargs="*", type=Path, help="only these files and folders (default: all)")
    fix.add_argument("--dry-run", action="store_true", help="write nothing, show what would change")
    fix.set_defaults(command=command, answer=mend_files)
    rename = parsers.add_parser("migrate", parents=[common], help="rename something in all files")
    rename.add_argument("sort", choices=list(SORTS), help="what it is")
    rename.add_argument("old", metavar="OLD", help="its name")
    rename.add_argument("new", metavar="NEW", help="its new name")
    rename.set_defaults(command=command, answer=rename_everywhere)


# fmt


def format_files(asked: argparse.Namespace) -> Answer:
    """Files with problems are left as they are, and named."""
    problems = Problems()
    try:
        chosen = choose_paths(asked.root, asked.files)
    except Mistake as mistake:
        return Answer(MISUSED, (), [str(mistake)])
    formed = dict(_formed(asked.root, chosen, problems))
    changed = {file: after for file, (before, after) in formed.items() if before != after}
    if not asked.compare:
        for file, after in changed.items():
            file.write_bytes(after)
    names = [file.relative_to(asked.root).as_posix() for file in changed]
    of_all = f"{counted(len(changed), 'file')} of {len(formed):,}"
    said = [*names, f"{of_all} {'not in canonical form' if asked.compare else 'written anew'}"]
    refused = {problem.place.path for problem in problems.errors}
    aside = [*lines_of(problems.errors, asked.tell), f"{counted(len(refused), 'file')} left as they are: mend them first"]
    return Answer(FAULTY if refused or (asked.compare and changed) else FINE, said, aside if refused else ())


def _formed(root: Path, chosen: Collection[str], problems: Problems) -> Iterator[tuple[Path, tuple[bytes, bytes]]]:
    """The chosen files with their content and its canonical form."""
    vocabulary = load_vocabulary(root, problems)
    for folder, file in find_files(root, vocabulary, Problems()) if vocabulary else ():
        path = file.relative_to(root).as_posix()
        if vocabulary is None or not is_chosen(path, chosen):
            continue
        own = Problems()
        read_part(file, folder, path, vocabulary, own)
        problems.found |= own.found
        if not own.errors:
            content = file.read_bytes()
            yield file, (content, canonical(content, path, folder, vocabulary))


# fix


def mend_files(asked: argparse.Namespace) -> Answer:
    """Say what was mended, and tell what is left."""
    try:
        chosen = choose_paths(asked.root, asked.files)
    except Mistake as mistake:
        return Answer(MISUSED, (), [str(mistake)])
    if asked.dry_run:
        with TemporaryDirectory() as folder:
            copy = Path(folder)
            for name in CHECKED:
                if (asked.root / name).is_dir():
                    copytree(asked.root / name, copy / name, symlinks=True)
            mending = _mend(copy, chosen, red_links=asked.red_links)
            said = list(_changes(asked.root, copy, mending))
    else:
        mending = _mend(asked.root, chosen, red_links=asked.red_links)
        said = [_done(problem) for problem in mending.done]
    left = [problem for problem in mending.left.errors if is_chosen(problem.place.path, chosen)]
    could = "could be mended" if asked.dry_run else "mended"
    said.append(f"{counted(len(mending.done), 'problem')} {could}, {len(left):,} left")
    return Answer(FAULTY if left else FINE, said, list(lines_of(left, asked.tell)))


def _mend(root: Path, chosen: Collection[str], *, red_links: bool) -> Mending:
    def find() -> Problems:
        problems = Problems()
        build.read(root, problems, red_links=red_links)
        return problems

    return fix_files(root, find, lambda path: is_chosen(path, chosen))


def _done(problem: Problem) -> str:
    path, line, column, _ = problem.place
    old, new = (shortened(text, 60) for text in (problem.fix.old, problem.fix.new)) if problem.fix else ("", "")
    return f"{path}:{line}:{column}: {problem.code}: '{old}' → '{new}'"


def _changes(root: Path, copy: Path, mending: Mending) -> Iterator[str]:
    for path in sorted({problem.place.path for problem in mending.done}):
        before, after = ((top / path).read_text("utf-8-sig").splitlines() for top in (root, copy))
        yield from unified_diff(before, after, path, path, lineterm="")


# migrate


def rename_everywhere(asked: argparse.Namespace) -> Answer:
    """Rename, or say why nothing was changed."""
    read = partial(build.read, asked.root, red_links=asked.red_links)
    try:
        done = migrate(asked.root, asked.sort, asked.old, asked.new, read)
    except Mistake as mistake:
        return Answer(FAULTY, (), [str(mistake)])
    said = [f"{asked.sort} {asked.old} is {asked.new} now: {counted(done.places, 'place')} in {counted(done.files, 'file')}"]
    mentions = [f"{place.path}:{place.line}:{place.column}: still says {asked.old}" for place in done.mentions]
    return Answer(FINE, said, mentions)
