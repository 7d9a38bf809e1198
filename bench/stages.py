"""One process on one core that builds a wiki once, or twice as `make serve` does, and tells what took how long.

    python -m bench.stages ROOT [--edit FILE]

The stages are the functions that `panoply.build` calls, timed from outside: nothing in the generator knows of it. They
are CPU time of one core, so that they say where the work is; what the clock says of the whole, `bench.run` measures.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

from panoply import build
from panoply.output import Written
from panoply.problems import Problems

STAGES: Final = {
    "read": ("load_vocabulary", "load"),
    "link": ("find_links", "find_shown", "find_uses", "find_voices", "find_aliases", "find_touched"),
    "check": ("check",),
    "lists": ("_make_lists",),
    "pages": ("_write_each",),
    "write": ("Output.write",),
}
"""What `panoply.build` calls in each stage. Pages are written as they are made; `write` is of lists, and what is stale."""


class Stopwatch:
    """Adds up the CPU time of the functions of each stage: the clock would count other programs too."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)

    def watch(self) -> None:
        """Put a timer round each function. Raises AttributeError where the build no longer has one."""
        for stage, names in STAGES.items():
            for dotted in names:
                owner: Any = build
                *path, last = dotted.split(".")
                for part in path:
                    owner = getattr(owner, part)
                setattr(owner, last, self.timed(stage, getattr(owner, last)))

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            started = process_time()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds[stage] += process_time() - started

        return call


def main() -> None:
    """Build, and print what was measured as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--edit", type=Path, help="build once, change this file, and measure building again")
    asked = parser.parse_args()
    gc.disable()  # as build_entities.py does
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    stopwatch, before = Stopwatch(), build.Before()
    stopwatch.watch()
    if asked.edit:
        _build(asked.root, before)
        edit(asked.edit)
        stopwatch.seconds.update(dict.fromkeys(STAGES, 0.0))
    started, cpu = perf_counter(), process_time()
    written = _build(asked.root, before)
    total, cpu = perf_counter() - started, process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    figures = {"total": total, "cpu": cpu, "memory": memory, "files": written.total, "changed": written.changed}
    print(json.dumps({**stopwatch.seconds, **figures}))


def _build(root: Path, before: build.Before) -> Written:
    problems = Problems()
    written = build.build(root, problems, before)
    if written is None:
        sys.exit("\n".join(str(problem) for problem in problems.errors[:20]))
    return written


def edit(file: Path) -> None:
    """Change one figure, as most corrections do."""
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)(?<=^  crew: )\d+", lambda crew: str(int(crew[0]) + 1), text), encoding="utf-8")


if __name__ == "__main__":
    main()
