"""Files written at once and whole: whoever is interrupted leaves the old one or the new one, never half of either."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

TEMPORARY = ".new-"
"""How names begin under which files are written; what is left of one can be deleted."""


def write_whole(file: str | Path, content: bytes) -> None:
    """Write a file beside its place and move it there. Raises OSError, and leaves nothing behind."""
    folder = os.path.dirname(file)  # noqa: PTH120  # a third of a cold build's writing was the making of Path objects
    temporary = f"{folder}/{TEMPORARY}{os.getpid()}"
    is_there = False
    try:
        with open(temporary, "wb", buffering=0) as stream:  # noqa: PTH123
            written = stream.write(content)
            if written != len(content):
                stream.write(content[written:])  # where the rest fails, this says why
        os.replace(temporary, file)  # noqa: PTH105
        is_there = True
    except OSError as error:
        raise type(error)(error.errno, error.strerror, os.fspath(file)) from error  # a failed write names no file
    finally:
        if not is_there:
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
