"""Serves a built site on loopback as GitHub Pages would: under its sub-path, compressed, with its own 404 page."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import unquote, urlsplit

SQUEEZED: Final = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/xml")


def sub_path(settings: Path) -> str:
    """The path part of site_url: ``/panoply/``. Raises ValueError where mkdocs.yml has none."""
    found = re.search(r"(?m)^site_url: +(\S+)", settings.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{settings} has no site_url")
    return urlsplit(found[1]).path


@contextmanager
def hosted(site: Path, path: str) -> Iterator[str]:
    """The address of the site, ending in a slash, while it is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, site=site, path=path))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{path}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Pages(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, site: Path, path: str) -> None:
        self.site = site.resolve()
        self.sub_path = path
        super().__init__(*arguments)

    def do_GET(self) -> None:
        file = self.find_file()
        status, file = (200, file) if file else (404, self.site / "404.html")
        kind = guess_type(file.name)[0] or "application/octet-stream"
        content = _squeezed(file) if kind.startswith(SQUEEZED) else file.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        if kind.startswith(SQUEEZED):
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)

    def find_file(self) -> Path | None:
        """The file an address asks for, if it lies in the site."""
        asked = unquote(urlsplit(self.path).path)
        if not asked.startswith(self.sub_path):
            return None
        file = (self.site / asked.removeprefix(self.sub_path)).resolve()
        file = file / "index.html" if file.is_dir() else file
        return file if file.is_file() and file.is_relative_to(self.site) else None

    def log_message(self, *_: Any) -> None:
        """Nothing: what is reported is what the tools say."""


@cache
def _squeezed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 6)
