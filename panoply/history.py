"""When a file was last changed, from one pass over git's log; and the date of the data."""

from __future__ import annotations

import os
import subprocess
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


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotepath=off", *arguments],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
