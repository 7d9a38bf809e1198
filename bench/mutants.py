"""Edits real files at random and takes each through all that a contributor's file meets; nothing may crash or hang.

python -m bench.mutants [--count N] [--seed N] [--jobs N] [--first N] [--found FILE]

Each mutant is checked among the files that it names, its problems told in all formats, fixed, brought into canonical form,
compared with the original as a reviewer sees it, and, where no problem is left, made into pages and data. Mutant number N of
a seed is the same whatever the count, the jobs and the machine. The exit code is 1 if something was found.
"""

from __future__ import annotations

import argparse
import atexit
import base64
import json
import multiprocessing
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from bench.slips import mutate
from bench.trial import Stand, Trial, choose, prepare
from panoply.text import counted

ROOT: Final = Path(__file__).resolve().parent.parent
MOST_SECONDS: Final = 20
"""Of CPU time that one mutant may take before it is taken to hang."""
MOST_MEMORY: Final = 4 << 30
"""That one process may reserve, in bytes."""
BATCH, BATCHES_EACH = 200, 20
"""Mutants that a process is given at a time; and how often, before a fresh one takes over."""
HUBS_EVERY: Final = 20
"""Pages of all entities are made of one mutant in so many: they cost as much as ten articles."""


class HangError(BaseException):
    """A mutant took too long; no stage catches it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A mutant that broke a stage."""

    number: int
    stage: str
    what: str
    """The error and where in our code it was raised: faults that share it are counted as one."""
    path: str
    content: str
    """In base64."""
    details: str


@dataclass(slots=True)
class Tally:
    """What came of many mutants."""

    tried: int = 0
    reached: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.tried += other.tried
        self.reached += other.reached
        self.codes += other.codes
        self.slowest = max(self.slowest, other.slowest)
        self.faults += other.faults


def main() -> int:
    parser = argparse.ArgumentParser(description="Edit real files at random and see whether anything breaks.")
    parser.add_argument("--count", type=int, default=10_000, help="how many mutants (default: 10000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other mutants (default: 1)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first mutant, to go on or to look at one")
    parser.add_argument("--found", type=Path, default=Path(".cache/mutants/found.json"), help="where what broke is kept")
    asked = parser.parse_args()
    tally, started = Tally(), time.monotonic()
    for batch in _run(asked.seed, range(asked.first, asked.first + asked.count), asked.jobs):
        tally.add(batch)
        _keep(asked.found, tally.faults)
        print(
            f"{tally.tried:,} tried, {len(tally.faults):,} broke something, {time.monotonic() - started:.0f} s", file=sys.stderr
        )
    print("\n".join(_lines(tally)))
    return 1 if tally.faults else 0


def _run(seed: int, numbers: range, jobs: int) -> Iterator[Tally]:
    """A tally for each batch, as they are done; processes are replaced, so that none grows without end."""
    batches = [(seed, numbers[at : at + BATCH]) for at in range(0, len(numbers), BATCH)]
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, _limit, maxtasksperchild=BATCHES_EACH) as pool:
        yield from pool.imap_unordered(_try_batch, batches)


def _limit() -> None:
    """Let a process fail, rather than the machine, if a mutant eats memory; and let none run for ever."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGPROF, hang_up)


def hang_up(*_: object) -> None:
    raise HangError


@cache
def _stand() -> Stand:
    memory = Path("/dev/shm")
    scratch = TemporaryDirectory(prefix="mutants-", dir=memory if memory.is_dir() else None)
    atexit.register(scratch.cleanup)
    return prepare(ROOT, Path(scratch.name))


def _try_batch(batch: tuple[int, range]) -> Tally:
    seed, numbers = batch
    tally = Tally()
    for number in numbers:
        tally.add(try_one(_stand(), seed, number))
    return tally


def make_mutant(stand: Stand, seed: int, number: int) -> Trial:
    """The mutant of a seed and a number, not yet tried."""
    random = Random(f"{seed}:{number}")
    origin = choose(stand, random)
    content = mutate(random, origin.text, [other.text for other in stand.origins if other.folder == origin.folder])
    return Trial(stand, origin, content, is_whole=number % HUBS_EVERY == 0, is_backwards=number % 3 == 0)


def try_one(stand: Stand, seed: int, number: int) -> Tally:
    """Take one mutant through all stages."""
    trial = make_mutant(stand, seed, number)
    started, tally = time.process_time(), Tally(tried=1)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        trial.run()
    except (Exception, HangError) as error:  # noqa: BLE001  # whatever it is, it is what we are looking for
        encoded = base64.b64encode(trial.content).decode()
        details = "".join(traceback.format_exception(error, limit=-12))
        tally.faults.append(Fault(number, trial.stage, _what(error), trial.origin.path, encoded, details))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    tally.slowest = time.process_time() - started
    tally.reached.update(trial.reached)
    tally.codes.update(trial.codes)
    return tally


def _what(error: BaseException) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "panoply" in Path(frame.filename).parts]
    where = f" in {Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
    return f"{type(error).__name__}{where}: {str(error)[:80]}" if not frames else f"{type(error).__name__}{where}"


def _keep(file: Path, faults: list[Fault]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(fault) for fault in faults], indent=1) + "\n", encoding="utf-8")


def _lines(tally: Tally) -> Iterator[str]:
    yield f"{counted(tally.tried, 'mutant')} tried; the slowest took {tally.slowest:.2f} s of CPU time"
    for stage, number in tally.reached.most_common():
        yield f"  {number / tally.tried:6.1%} {stage}"
    yield f"{counted(len(tally.codes), 'code')} of problems met: {', '.join(sorted(tally.codes))}"
    alike = Counter((fault.stage, fault.what) for fault in tally.faults)
    yield f"{counted(len(tally.faults), 'mutant')} broke something, {counted(len(alike), 'cause')} apart"
    for (stage, what), number in alike.most_common():
        first = next(fault for fault in tally.faults if (fault.stage, fault.what) == (stage, what))
        yield f"  {number:,} × {stage}: {what} (number {first.number} of {first.path})"


if __name__ == "__main__":
    sys.exit(main())
