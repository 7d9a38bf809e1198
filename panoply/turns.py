"""One build at a time: a second one waits until the first has ended, however it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl


@contextmanager
def turn(file: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Have `file` to oneself; `wait` is called before waiting for another process that has it.

    The lock is the system's and goes with the processes that hold it, a build's helpers included, so none is ever left
    over. Windows has no such lock: there two builds at once are their caller's own affair.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as held:
        if sys.platform != "win32":
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                wait()
                fcntl.flock(held, fcntl.LOCK_EX)
        yield
