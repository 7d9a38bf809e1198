"""The one owner of escaping: text on its way into Markdown, HTML, or an address."""

from __future__ import annotations

import html
import re
from urllib.parse import quote, urlsplit

SPECIAL = re.compile(r"[&<>\[\]{}*_`|\\]")
LINE_START = re.compile(r"^(?:[#+=:!?-]|\d+(?=[.)]))|^ +")


def md(text: str) -> str:
    """Text that Markdown shows as it is, wherever in a line it stands."""
    return SPECIAL.sub(lambda m: f"&#{ord(m[0])};" if m[0] not in "&<>" else html.escape(m[0]), " ".join(text.split()))


def md_line(markdown: str) -> str:
    """A paragraph's Markdown, made safe against being taken for a heading, a list or an admonition."""
    return LINE_START.sub(lambda m: "".join(f"&#{ord(c)};" for c in m[0]), markdown)


def html_text(text: str) -> str:
    """Text for HTML, in an attribute too."""
    return html.escape(text, quote=True)


def safe_url(url: str) -> str:
    """An http(s) address with nothing in it that Markdown or an attribute could end at."""
    return quote(url, safe="/:?#@!$&*+,;=%~-._")


def is_web_address(url: str) -> bool:
    """Whether an address is http(s) with a host: nothing else is ever linked."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"\\]", url)
