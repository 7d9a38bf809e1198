"""How long after saving a file its page shows the change, under `mkdocs serve --dirty` on a copy of today's wiki."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from bench.corpus import ROOT
from bench.measure import ENVIRONMENT

FIGURE = (r"(?m)^    - value: [A-Z].*$", "    - value: Seen after {}")
LEAD = (r"(?m)^lead: >-\n  ", "lead: >-\n  Seen after {} ")
"""An edit as a pattern and what takes its place. A figure touches few pages; a lead is shown on others and touches all."""


def seconds_to_see(edits: int) -> dict[str, float]:
    """Median seconds from saving the T-72's file to its page's HTML, for an edited figure and an edited lead."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "wiki"
        ignored = shutil.ignore_patterns(".git", ".venv", ".cache", "site", "bench", "tests", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, root, ignore=ignored)
        if (ROOT / ".git").exists():
            (root / ".git").symlink_to(ROOT / ".git")  # reading the history is a part of each build
        with _serve(root) as address:
            file = root / "entities" / "systems" / "t-72.yml"
            return {name: _edit(file, address, edit, edits) for name, edit in (("figure", FIGURE), ("lead", LEAD))}


def _edit(file: Path, address: str, edit: tuple[str, str], edits: int) -> float:
    pattern, replacement = edit
    original, times = file.read_text(encoding="utf-8"), []
    for number in range(edits):
        mark = f"{number} {'edits' if number else 'edit'} of {file.stat().st_mtime_ns}"
        changed, count = re.subn(pattern, replacement.format(mark), original, count=1)
        if not count:
            raise RuntimeError(f"{file} has nothing to edit that looks like {pattern}")
        sleep(1.5)  # what the last edit set off is over
        file.write_text(changed, encoding="utf-8")
        times.append(_wait_for(address, f"Seen after {mark}", 60))
    return median(times)


@contextmanager
def _serve(root: Path) -> Iterator[str]:
    """The address of the T-72's page, once it is served."""
    port = _free_port()
    command = [sys.executable, "-m", "mkdocs", "serve", "--dirty", "--dev-addr", f"127.0.0.1:{port}"]
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    path = re.search(r"(?m)^site_url: https?://[^/]+(/\S*)", settings)
    address = f"http://127.0.0.1:{port}{path[1] if path else '/'}wiki/systems/t-72/"
    with (root.parent / "log").open("w+") as log:
        server = subprocess.Popen(command, cwd=root, env={**os.environ, **ENVIRONMENT}, stdout=log, stderr=log)
        try:
            _wait_for(address, "T-72", 120)
            yield address
        except TimeoutError as late:
            log.seek(0)
            raise RuntimeError(f"mkdocs serve said:\n{log.read()[-2000:]}") from late
        finally:
            server.terminate()
            server.wait(10)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(address: str, words: str, limit: float) -> float:
    """Seconds until the page says these words. Raises TimeoutError."""
    started = monotonic()
    while monotonic() - started < limit:
        with suppress(URLError, ConnectionError), urlopen(address, timeout=limit) as response:
            if words in response.read().decode():
                return monotonic() - started
        sleep(0.02)
    raise TimeoutError(f"{address} does not say '{words}' after {limit} s")
