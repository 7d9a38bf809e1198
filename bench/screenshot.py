"""Takes the README's picture, docs/assets/screenshot.png, of a page of the built site: `make site`, then this.

`.venv/bin/python bench/screenshot.py [ADDRESS]`, where ADDRESS lies below site/ and is the T-72's page unless given.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site"
PICTURE = ROOT / "docs" / "assets" / "screenshot.png"
PAGE = "wiki/systems/t-72/"
WIDTH, HEIGHT = 1280, 800
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served meanwhile, on a free port of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def chromium() -> str | None:
    """The machine's Chromium; None leaves the choice to Playwright."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def take(address: str, picture: Path) -> None:
    """The top of a page in the light scheme, as a reader with a laptop sees it first."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", reduced_motion="reduce", locale="en-GB"
        )
        page.goto(address, wait_until="networkidle")
        page.screenshot(path=str(picture))
        browser.close()


def main(arguments: list[str]) -> int:
    """Exit code 1 where the page has not been built."""
    wanted = arguments[0] if arguments else PAGE
    if not (SITE / wanted / "index.html").is_file():
        print(f"site/{wanted} is not there; run make site first", file=sys.stderr)
        return 1
    with served(SITE) as root:
        take(root + wanted, PICTURE)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1024:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
