"""The command for those who publish: dump.

As in `commands`, it takes what was asked and gives its answer back.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from panoply import build
from panoply.commands import FAULTY, FINE, MISUSED, Answer
from panoply.dates import Date
from panoply.dump import NAME, archive, release_notes
from panoply.history import date_of_data
from panoply.problem_formats import lines_of
from panoply.problems import Mistake, Problems


def add_release_commands(parsers: Any, common: argparse.ArgumentParser, command: Callable[[argparse.Namespace], int]) -> None:
    """Say what may be asked; `command` prints the `answer`."""
    dump = parsers.add_parser("dump", parents=[common], help="pack data, schemas and entities into one archive")
    dump.add_argument("--to", type=Path, help="the folder to write it into (default: dist/ in the wiki's folder)")
    dump.add_argument("--release", metavar="TAG", help="name it so, and write the release's notes from CHANGELOG.md")
    dump.set_defaults(command=command, answer=dump_data)


def dump_data(asked: argparse.Namespace) -> Answer:
    """Build, then pack; the archive's checksum goes beside it."""
    root, day = asked.root, date_of_data(asked.root) or Date(1970)
    try:
        notes = _notes(root, asked.release) if asked.release else ""
    except Mistake as mistake:
        return Answer(MISUSED, (), [str(mistake)])
    problems = Problems()
    if build.build_again(root, problems, partial(asked.say, "waiting for another build"), red_links=asked.red_links) is None:
        return Answer(FAULTY, (), list(lines_of(problems.errors, asked.tell)))
    name = f"panoply-data-{asked.release or day.edtf()}"
    content = archive(root, name, day)
    file: Path = (asked.to or root / "dist") / f"{name}.tar.gz"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    file.with_name(f"{file.name}.sha256").write_text(f"{sha256(content).hexdigest()}  {file.name}\n", encoding="utf-8")
    if notes:
        file.with_name("notes.md").write_text(notes, encoding="utf-8")
    return Answer(FINE, [f"{file.as_posix()}: {len(content) / 1e6:.1f} MB"])


def _notes(root: Path, release: str) -> str:
    """Raises Mistake where a release cannot be called so, or the changelog does not speak of it."""
    if not NAME.fullmatch(release):
        raise Mistake("FILE-NAME", f"'{release}' is no name of a release; write one such as v1.0")
    file = root / "CHANGELOG.md"
    return release_notes(file.read_text(encoding="utf-8") if file.is_file() else "", release)
