"""How long after saving a file a browser is told to load its page again and gets the change, under `mkdocs serve --dirty`."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from time import monotonic, sleep
from typing import Final
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import urlopen

from bench.corpus import ROOT
from bench.measure import environment

EDITS: Final = {
    "figure": (r"(?m)^    - value: [A-Z].*$", "    - value: Seen after {}"),
    "lead": (r"(?m)^lead: >-\n  ", "lead: >-\n  Seen after {} "),
}
"""Edits of the T-72 as a pattern and what takes its place. A figure touches few pages; a lead is shown on others too."""
NOTE: Final = (r"(?m)^      note: .*$", "      note: Seen after {}.")
"""An edit of a made-up system: what is said about a figure."""
FILLED: Final = "filled.yml"
"""Settings with which `serve` takes the site for built, so that it need not render thousands of pages first."""
HOOK: Final = """\
from pathlib import Path
from mkdocs.structure.files import get_files


def on_pre_build(config):
    if not any(Path(config.site_dir).iterdir()):
        for file in get_files(config):
            there = Path(file.abs_dest_path)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.touch()
"""
LONGEST: Final = 900
"""Seconds until a wiki is served."""


def seconds_to_see(edits: int) -> dict[str, float]:
    """Median seconds from saving the T-72's file to its page's HTML, for an edited figure and an edited lead."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "wiki"
        ignored = shutil.ignore_patterns(".git", ".venv", ".cache", "site", "bench", "tests", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, root, ignore=ignored)
        if (ROOT / ".git").exists():
            (root / ".git").symlink_to(ROOT / ".git")  # reading the history is a part of each build
        with _serve(root, "mkdocs.yml") as address:
            return {name: _edit(root, "t-72", address, edit, edits) for name, edit in EDITS.items()}


def seconds_at(root: Path, slug: str, edits: int) -> float:
    """The same for a figure's note in a made-up wiki whose pages are made: as if its site had been rendered before."""
    (root / FILLED).write_text("INHERIT: mkdocs.yml\nhooks: [build_entities.py, filled.py]\n", encoding="utf-8")
    (root / "filled.py").write_text(HOOK, encoding="utf-8")
    with _serve(root, FILLED) as address:
        return _edit(root, slug, address, NOTE, edits)


def _edit(root: Path, slug: str, site: str, edit: tuple[str, str], edits: int) -> float:
    file, address = root / "entities" / "systems" / f"{slug}.yml", f"{site}wiki/systems/{slug}/"
    pattern, replacement = edit
    original, times = file.read_text(encoding="utf-8"), []
    for number in range(edits):
        mark = f"{number} {'edits' if number else 'edit'} of {file.stat().st_mtime_ns}"
        changed, count = re.subn(pattern, replacement.format(mark), original, count=1)
        if not count:
            raise RuntimeError(f"{file} has nothing to edit that looks like {pattern}")
        with ThreadPoolExecutor(1) as browser:
            seen = browser.submit(_wait_for, address, _get(address), f"Seen after {mark}")
            sleep(1.5)  # what the last edit set off is over, and the browser waits
            started = monotonic()
            file.write_text(changed, encoding="utf-8")
            times.append(seen.result() - started)
    file.write_text(original, encoding="utf-8")
    return median(times)


def _wait_for(address: str, page: str, words: str) -> float:
    """The time when a page has these words. It asks as the script in each served page does. Raises TimeoutError."""
    limit = monotonic() + 120
    while words not in page:
        if monotonic() > limit:
            raise TimeoutError(f"{address} does not say '{words}'")
        version = re.search(r"livereload\((\d+), (\d+)\)", page)
        _get(urljoin(address, f"/livereload/{version[1]}/{version[2]}" if version else address))
        page = _get(address)
    return monotonic()


def _get(address: str) -> str:
    with urlopen(address, timeout=LONGEST) as response:
        content: bytes = response.read()
        return content.decode()


@contextmanager
def _serve(root: Path, settings: str) -> Iterator[str]:
    """The address of the site."""
    port = _free_port()
    command = [sys.executable, "-m", "mkdocs", "serve", "--dirty", "--dev-addr", f"127.0.0.1:{port}", "--config-file", settings]
    path = re.search(r"(?m)^site_url: https?://[^/]+(/\S*)", (root / "mkdocs.yml").read_text(encoding="utf-8"))
    address = f"http://127.0.0.1:{port}{path[1] if path else '/'}"
    with (root.parent / "log").open("w+") as log:
        server = subprocess.Popen(command, cwd=root, env=environment(), stdout=log, stderr=log)
        try:
            _wait_until_served(address, server)
            yield address
        except (TimeoutError, URLError) as late:
            log.seek(0)
            raise RuntimeError(f"mkdocs serve said:\n{log.read()[-2000:]}") from late
        finally:
            server.terminate()
            server.wait(30)


def _wait_until_served(address: str, server: subprocess.Popen[bytes]) -> None:
    limit = monotonic() + LONGEST
    while monotonic() < limit and server.poll() is None:
        with suppress(URLError):
            _get(address)
            return
        sleep(0.1)
    raise TimeoutError(f"{address} is not served")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
