"""What the browser tests stand on: a copy of the wiki, built and served as GitHub Pages does it, and a Chromium."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from mkdocs.config import load_config
from playwright.sync_api import Browser, Error, Page, Playwright

from tests.reading import ROOT

PARTS = ("entities", "seeds", "schema", "overrides", "panoply", "mkdocs.yml", "build_entities.py")
MADE = ("wiki", "data")
"""Folders of docs/ that the generator makes."""
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
KINDS = {
    "home": "",
    "tank": "wiki/systems/t-72/",
    "missile": "wiki/systems/hwasong-18/",
    "country": "wiki/countries/soviet-union/",
    "organization": "wiki/organizations/ukbtm/",
    "component": "wiki/components/2a46/",
    "conflict": "wiki/conflicts/gulf-war/",
    "source": "wiki/sources/armedforces-challenger-1/",
    "class": "wiki/classes/main-battle-tank/",
    "systems": "wiki/systems/",
    "sources": "wiki/sources/",
    "A to Z": "wiki/names/",
    "disambiguation": "wiki/names/challenger/",
    "search": "wiki/search/",
    "seed": "wiki/seeds/north-korea-missile-production-2023/",
    "reports": "wiki/about/",
    "report": "wiki/about/stubs/",
    "fields": "wiki/about/fields/",
    "add": "wiki/about/add/",
    "correct": "wiki/about/correct/#file=entities%2Fsystems%2Ft-72.yml&property=mass",
    "about": "about/",
    "policy": "about/policy/",
    "grammar": "about/grammar/",
    "not found": "wiki/systems/no-such-tank/",
}
"""One page of each kind."""
SIX = ("hwasong-18", "t-72", "t-54-t-55", "leopard-2", "m1a1-abrams", "challenger-2")
"""The articles the wiki began with."""
SECTIONS = ("Home", "Systems", "Countries", "Organizations", "Components", "Conflicts", "Sources", "A to Z", "About")
HOW_TO_INSTALL = "no Chromium here; install it with: sudo apt-get install chromium (or name one in $CHROMIUM)"


@dataclass(frozen=True)
class Site:
    """A built site and where it is served."""

    folder: Path
    root: Path
    """The wiki it was built from."""
    origin: str
    path: str
    """The sub-path of site_url, between slashes."""

    def url(self, address: str) -> str:
        return f"{self.origin}{self.path}{address}"


def copy_wiki(to: Path) -> Path:
    """The tree's hand-written part."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, to / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            to.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, to / part)
    made = {str(ROOT / "docs"): set(MADE)}
    shutil.copytree(ROOT / "docs", to / "docs", ignore=lambda folder, _: made.get(folder, set()))
    return to


def build_wiki(root: Path) -> Path:
    """Pages, then the site, then the index of its text; what any of them says is the failure."""
    for command in (["build_entities.py"], ["-m", "mkdocs", "build", "--strict"], ["build_entities.py", "text-index"]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=root,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}{done.stderr}"
    return root / "site"


def build_once(root: Path) -> Path:
    """The wiki of this tree, built by whichever test process comes first; the others wait for it."""
    done = root.with_suffix(".done")
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(root, ignore_errors=True)
            build_wiki(copy_wiki(root))
            done.touch()
    return root


class _Pages(SimpleHTTPRequestHandler):
    """Answers as GitHub Pages does: below a sub-path, and with 404.html for what is not there."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, sub_path: str, directory: str) -> None:
        self.sub_path = sub_path
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if not self.path.startswith(self.sub_path):
            self.send_error(404)
            return
        self.path = "/" + self.path.removeprefix(self.sub_path)
        file = Path(self.translate_path(self.path))
        if file.is_file() or (file / "index.html").is_file():
            super().do_GET()
        else:
            self._send_not_found()

    def _send_not_found(self) -> None:
        content = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A window that leaves a page breaks its connections off."""


@contextmanager
def served(root: Path) -> Iterator[Site]:
    """The built wiki on a loopback port of its own."""
    path = urlsplit(str(load_config(str(root / "mkdocs.yml")).site_url)).path
    folder = root / "site"
    server = _Server(("127.0.0.1", 0), partial(_Pages, sub_path=path, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(folder, root, f"http://127.0.0.1:{server.server_port}", path)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def start_chromium(playwright: Playwright) -> Browser:
    """$CHROMIUM, else the first of the usual names, else Playwright's own. Raises AssertionError that says how to get one."""
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    try:
        return playwright.chromium.launch(executable_path=named, args=list(QUIET))
    except Error as error:
        raise AssertionError(f"{HOW_TO_INSTALL}\n{error}") from None


def assert_no_sideways_scroll(page: Page) -> None:
    """Whether a page fits its window: what is too wide scrolls within itself."""
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide for {page.viewport_size}"
