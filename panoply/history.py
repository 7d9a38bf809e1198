"""What git knows: when a file was last changed, from one pass over its log; the date of the data; the files of a revision."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from panoply.dates import Date


def last_changes(root: Path) -> dict[str, tuple[str, str]]:
    """Date and abbreviated commit of the last change of each file below entities/ and seeds/; empty without git."""
    log = _git(root, "log", "--format=%x01%cs %h", "--name-only", "--no-renames", "--relative", "--", "entities", "seeds")
    changes: dict[str, tuple[str, str]] = {}
    for block in (log or "").split("\x01")[1:]:
        head, *files = block.strip().split("\n")
        date, _, commit = head.partition(" ")
        for file in filter(None, files):
            changes.setdefault(file, (date, commit))
    return changes


def date_of_data(root: Path) -> Date | None:
    """The committer's date of HEAD, or SOURCE_DATE_EPOCH; None without either."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or (_git(root, "log", "-1", "--format=%ct") or "").strip()
    if not epoch.isdigit():
        return None
    moment = datetime.fromtimestamp(int(epoch), UTC)
    return Date(moment.year, moment.month, moment.day)


def revision(root: Path) -> str:
    """What dates depend on: HEAD, where a shallow clone's history ends, and SOURCE_DATE_EPOCH."""
    found = (_git(root, "rev-parse", "HEAD", "--git-path", "shallow") or "").split("\n")
    shallow = root / found[1] if len(found) > 1 else None
    ends = shallow.read_text("utf-8") if shallow and shallow.is_file() else ""
    return "\n".join((found[0], ends, os.environ.get("SOURCE_DATE_EPOCH", "")))


def files_of(root: Path, revision: str, folders: Iterable[str]) -> dict[str, bytes] | None:
    """What the folders held in a revision, by path from `root`; None where git knows no such revision.

    Trees and blobs are read as they are: `git archive` would obey attributes that the revision itself brings along. A
    symbolic link is the text it consists of.
    """
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    listed = _ask(root, ["ls-tree", "-r", "-z", commit.strip(), "--", *folders]) if commit else None
    if listed is None:
        return None
    entries = [entry.partition(b"\t") for entry in listed.split(b"\0") if entry]
    blobs = {os.fsdecode(path): about.split()[2] for about, _, path in entries if about.split()[1] == b"blob"}
    contents = _blobs(root, sorted(set(blobs.values())))
    return None if contents is None else {path: contents[blob] for path, blob in blobs.items()}


def _blobs(root: Path, names: Sequence[bytes]) -> dict[bytes, bytes] | None:
    """Contents by name. Each answer is ``name SP type SP size LF contents LF``."""
    answer = _ask(root, ["cat-file", "--batch"], b"".join(name + b"\n" for name in names))
    if answer is None:
        return None
    found: dict[bytes, bytes] = {}
    start = 0
    for name in names:
        end = answer.index(b"\n", start)
        about = answer[start:end].split()
        if len(about) != 3:  # "missing": a clone without all its objects
            return None
        size = int(about[2])
        found[name] = answer[end + 1 : end + 1 + size]
        start = end + size + 2
    return found


def _git(root: Path, *arguments: str) -> str | None:
    answer = _ask(root, arguments)
    return None if answer is None else answer.decode("utf-8", "replace")


def _ask(root: Path, arguments: Sequence[str], given: bytes = b"") -> bytes | None:
    """What git answers; None where there is no git, or it refuses."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotepath=off", *arguments],
            cwd=root,
            input=given,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
