"""Work spread over the machine's cores: the same results in the same order as one process gives, only sooner.

Processes are forks, so what they work with is there without being sent; only results come back, through a pipe. Each
takes the next piece when it is done with its last, so that a long piece holds up nobody. Where there is no fork, only
one core or another thread (a fork would copy its locks and not the thread), this process does all the work.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Final, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST_PROCESSES: Final = 8
"""More would wait for the one that gathers the results."""
TICKET: Final = 4
"""Bytes of a piece's number in the pipe from which all processes draw; a pipe holds at least 4 KB."""
MOST_TICKETS: Final = 512


def spread(work: Callable[[Item], Result], items: Sequence[Item], *, least: int) -> list[Result]:
    """`work` done on every item; with fewer than `least` items a fork costs more than it saves.

    Results must be picklable. What a process that died did not bring back is done here, so that a mistake in `work` is
    raised as it would be without processes.
    """
    if len(items) < least:
        return [work(item) for item in items]
    gc.freeze()  # where garbage is collected (a build turns that off), what is there need not be looked at
    try:
        return _spread(work, items, _processes())
    finally:
        gc.unfreeze()


def _spread(work: Callable[[Item], Result], items: Sequence[Item], count: int) -> list[Result]:
    pieces = _pieces(len(items))
    tickets, giving = os.pipe()
    os.write(giving, b"".join(number.to_bytes(TICKET, "big") for number in range(len(pieces))))
    os.close(giving)
    helpers = [_fork(work, items, pieces, tickets) for _ in range(count - 1)]
    try:
        done = dict(_drawn(work, items, pieces, tickets))
        for _, pipe in helpers:
            done.update(_received(pipe))
    finally:
        os.close(tickets)
        for process, pipe in helpers:
            pipe.close()  # one that still writes gets an error, and ends
            os.waitpid(process, 0)
    return [
        result
        for number, piece in enumerate(pieces)
        for result in (done[number] if number in done else [work(items[at]) for at in piece])
    ]


def _processes() -> int:
    """How many may run at once. macOS has fork, but its libraries do not survive it."""
    if not hasattr(os, "fork") or sys.platform == "darwin" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST_PROCESSES)


def _pieces(items: int) -> list[range]:
    """Runs of items: few enough for the pipe, small enough that all processes end at about the same time."""
    size = -(-items // MOST_TICKETS)
    return [range(start, min(start + size, items)) for start in range(0, items, size)]


def _drawn(
    work: Callable[[Item], Result], items: Sequence[Item], pieces: Sequence[range], tickets: int
) -> Iterator[tuple[int, list[Result]]]:
    """Piece after piece, until none is left to draw."""
    while ticket := os.read(tickets, TICKET):
        number = int.from_bytes(ticket, "big")
        yield number, [work(items[at]) for at in pieces[number]]


def _fork(
    work: Callable[[Item], Result], items: Sequence[Item], pieces: Sequence[range], tickets: int
) -> tuple[int, IO[bytes]]:
    """Start a helper; its number, and the pipe its results come through once it has drawn its last piece."""
    receiving, sending = os.pipe()
    process = os.fork()
    if process:
        os.close(sending)
        return process, os.fdopen(receiving, "rb")
    try:
        os.close(receiving)
        with os.fdopen(sending, "wb") as pipe:
            pickle.dump(dict(_drawn(work, items, pieces, tickets)), pipe, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)  # whatever went wrong: what does not arrive is done again, and told then


def _received(pipe: IO[bytes]) -> dict[int, list[Result]]:
    """What a helper brings back; nothing where it died before it was done."""
    try:
        found: dict[int, list[Result]] = pickle.load(pipe)  # noqa: S301  # from our own fork
    except (EOFError, pickle.UnpicklingError):
        return {}
    return found
