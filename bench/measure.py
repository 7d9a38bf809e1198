"""Runs a command and says what it cost; weighs a built site."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import IO, Final, cast

from bench.corpus import ROOT

ENVIRONMENT: Final = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1795305600", "PYTHONPATH": str(ROOT)}
"""Added for every run: made-up wikis have no history, and build_entities.py there imports our package."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    seconds: float
    cpu: float
    """User and system time: steadier than the clock where others use the machine."""
    memory: int
    """Peak, in bytes."""
    output: str


def run(command: Sequence[str], folder: Path) -> Run:
    """Run to the end. Raises RuntimeError with the output where it fails."""
    started = perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **ENVIRONMENT},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with cast("IO[str]", process.stdout) as stream:
        output = stream.read()
    _, status, usage = os.wait4(process.pid, 0)  # what Popen.wait does, and the resources beside
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output[-4000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), output)


@dataclass(frozen=True, slots=True)
class Weight:
    """What a reader downloads and what a host stores, in bytes."""

    files: int
    total: int
    article: float
    article_zipped: float
    index: int
    """The index of all systems, which does grow with their number."""


def weigh(site: Path) -> Weight:
    """Median of the systems' pages, and the whole."""
    files = [file for file in site.rglob("*") if file.is_file()]
    articles = [file.read_bytes() for file in (site / "wiki" / "systems").glob("*/index.html")]
    return Weight(
        files=len(files),
        total=sum(file.stat().st_size for file in files),
        article=median(len(page) for page in articles),
        article_zipped=median(len(gzip.compress(page, 6)) for page in articles),
        index=(site / "wiki" / "systems" / "index.html").stat().st_size,
    )
