"""Where an address written in the built site leads: to a file of the site, out of it, or nowhere.

The site lives below a path of its host, such as ``/panoply/``: there an absolute link holds only in 404.html, and a relative
one must not climb above the site's root.
"""

from __future__ import annotations

import posixpath
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from panoply.problems import Mistake
from panoply.site_pages import BuiltSite

NOT_FOUND: Final = "404.html"
"""Served at whatever address was asked for, which is why MkDocs writes absolute links into it."""
WEB: Final = frozenset({"http", "https"})
NO_ADDRESS: Final = frozenset({"blob", "data", "mailto", "tel"})
"""Schemes that lead to no file on any host."""


class SiteLinks:
    """The files of a site by the addresses that lead to them."""

    def __init__(self, built: BuiltSite, site_url: str) -> None:
        self.files = built.files
        self.site_url = site_url.rstrip("/") + "/"
        self.base = urlsplit(self.site_url).path
        self.anchors = {file: {"", "top", *page.ids, *page.names} for file, page in built.pages.items()}

    def find(self, here: str, url: str) -> str | None:
        """The file that an address in the file `here` leads to; None where it leaves the site for good.

        Raises Mistake, whose message names the target and not the way to it, where it leads nowhere.
        """
        parts = _split(url)
        path = self.inside(here, url, parts)
        if path is None:
            return None
        file = self._file(path) if path else here
        fragment = unquote(parts.fragment).partition(":~:")[0]
        if fragment not in self.anchors.get(file, {fragment}):
            raise Mistake("MISSING-ANCHOR", f"no id '{fragment}' in {file}")
        return file

    def inside(self, here: str, url: str, parts: SplitResult) -> str | None:
        """The address below the site's root, undone of its %-signs; None where it is of another site."""
        if url.startswith(self.site_url):
            return unquote(parts.path.removeprefix(self.base)) or "."
        if parts.scheme in NO_ADDRESS or parts.scheme in WEB or parts.netloc:
            return None
        if parts.scheme:
            raise Mistake("LINK-SCHEME", f"'{parts.scheme}:' is no link for a reader")
        if here == NOT_FOUND and parts.path:
            return self._inside_anywhere(parts.path)
        if parts.path.startswith("/"):
            raise Mistake("ABSOLUTE-LINK", f"'{parts.path}' leads past {self.base}; write it relative to the page")
        return posixpath.join(posixpath.dirname(here), unquote(parts.path)) if parts.path else ""

    def _inside_anywhere(self, path: str) -> str:
        """For a page without an address of its own."""
        if not path.startswith(self.base):
            raise Mistake("ABSOLUTE-LINK", f"'{path}' must begin with {self.base}, since {NOT_FOUND} is served at any address")
        return unquote(path.removeprefix(self.base)) or "."

    def _file(self, path: str) -> str:
        plain = posixpath.normpath(path)
        if plain.split("/")[0] == "..":
            raise Mistake("BROKEN-LINK", f"'{plain}' leads out of the site")
        page = posixpath.normpath(f"{plain}/index.html")
        if path.rpartition("/")[2] in {"", ".", ".."}:
            plain = page
        if plain not in self.files:
            slash = "; write a slash at the end" if page in self.files else ""
            raise Mistake("BROKEN-LINK", f"nothing at {plain.removesuffix('index.html')}{slash}")
        return plain


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url.strip())
    except ValueError as error:
        raise Mistake("BROKEN-LINK", f"'{url}' is no address: {error}") from error
