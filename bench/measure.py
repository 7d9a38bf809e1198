"""Runs a command and says what it cost; weighs a built site."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import IO, Final, cast

from bench.corpus import ROOT

ENVIRONMENT: Final = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1795305600", "PYTHONPATH": str(ROOT)}
"""Added for every run: made-up wikis have no history, and build_entities.py there imports our package."""
UNWANTED: Final = "PYTHONDONTWRITEBYTECODE"
"""With it, each start would compile all modules again, which no maintainer's machine does."""
BETWEEN_LOOKS: Final = 0.25
"""Seconds between two looks at how much memory a command's processes have together."""
LARGEST: Final = 5
"""Pages of a kind that are compressed, of which one has the most bytes on the wire."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one command took, with the processes it started."""

    seconds: float
    cpu: float
    """User and system time: steadier than the clock where others use the machine."""
    memory: int
    """Peak of all its processes together, in bytes; what they share is counted once."""
    output: str


def run(command: Sequence[str], folder: Path, *, may_fail: bool = False) -> Run:
    """Run to the end. Raises RuntimeError with the output where it fails, unless it may."""
    started = perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    peak = _Peak(process.pid)
    with cast("IO[str]", process.stdout) as stream:
        output = stream.read()
    _, status, usage = os.wait4(process.pid, 0)  # what Popen.wait does, and the resources beside
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = perf_counter() - started
    peak.ended.set()
    if process.returncode and not may_fail:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output[-4000:]}")
    # where nobody could look: the system's own figure, which counts the caller's memory before the command began
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak.most or largest, output)


def environment() -> dict[str, str]:
    """What every measured command runs in."""
    return {key: value for key, value in os.environ.items() if key != UNWANTED} | ENVIRONMENT


class _Peak:
    """Watches the memory of a session's processes, where the system tells it (Linux); else `most` stays 0."""

    def __init__(self, session: int) -> None:
        self.session, self.most, self.ended = session, 0, threading.Event()
        if Path("/proc/self/smaps_rollup").is_file():
            threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self.ended.wait(BETWEEN_LOOKS):
            there = set(self._processes())
            found = sum(map(_memory, there))
            if there == set(self._processes()):  # else what one shares with a newcomer was counted twice
                self.most = max(self.most, found)

    def _processes(self) -> Iterable[int]:
        for process in (int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()):
            with suppress(OSError):
                if os.getsid(process) == self.session:
                    yield process


def _memory(process: int) -> int:
    """A process's memory in bytes, of what it shares its part."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a built site, in bytes."""

    path: str
    raw: int
    zipped: int


@dataclass(frozen=True, slots=True)
class Weight:
    """What a reader downloads and what a host stores, in bytes."""

    files: int
    total: int
    article: float
    article_zipped: float
    page: float
    """Median of all pages."""
    search: int
    """All files of the search together."""
    largest: tuple[Page, ...]
    """The heaviest page on the wire of each folder below wiki/, and of the lists among them."""


def weigh(site: Path) -> Weight:
    """Medians of the systems' pages and of all, the heaviest of each sort, and the whole."""
    sizes = {file: file.stat().st_size for file in site.rglob("*") if file.is_file()}
    articles = [file.read_bytes() for file in (site / "wiki" / "systems").glob("*/index.html") if "part--" not in str(file)]
    return Weight(
        files=len(sizes),
        total=sum(sizes.values()),
        article=median(len(page) for page in articles),
        article_zipped=median(len(gzip.compress(page, 6)) for page in articles[:: max(1, len(articles) // 200)]),
        page=median(size for file, size in sizes.items() if file.suffix == ".html"),
        search=sum(size for file, size in sizes.items() if {"search", "pagefind"} & {*file.relative_to(site).parts}),
        largest=tuple(_largest(site, sizes)),
    )


def _largest(site: Path, sizes: dict[Path, int]) -> Iterable[Page]:
    by_sort: dict[tuple[str, bool], list[Path]] = defaultdict(list)
    for file in sizes:
        parts = file.relative_to(site).parts
        if file.suffix == ".html" and parts[0] == "wiki":
            is_list = len(parts) < 4 or any(part.startswith("part--") for part in parts)
            by_sort[parts[1], is_list].append(file)
    for _, files in sorted(by_sort.items()):
        heaviest = sorted(files, key=lambda file: -sizes[file])[:LARGEST]
        pages = (Page(str(f.relative_to(site)), sizes[f], len(gzip.compress(f.read_bytes(), 6))) for f in heaviest)
        yield max(pages, key=lambda page: page.zipped)
