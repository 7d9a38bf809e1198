"""The one owner of escaping: text on its way into Markdown, HTML, or an address."""

from __future__ import annotations

import html
import re
from urllib.parse import quote, urlsplit

SPECIAL = re.compile(r"[&<>\[\]{}*_`|\\]")
HARMLESS = re.compile(r"(?:[^\W_]|[ .,;'’‘“”()–—−×·°²³±≥≤→/+%~<>&-])*")
TAKEN_UP = re.compile(r"(?i)//|\bwww\.|\bgh-\d|\b[0-9a-f]{7,}\b")
"""What GitHub makes a link of though it consists of harmless characters: an address, an issue, a commit."""
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
LINE_START = re.compile(r"^(?:[#+=:!?-]|\d+(?=[.)]))|^ +")


def md(text: str) -> str:
    """Text that Markdown shows as it is, wherever in a line it stands."""
    return SPECIAL.sub(lambda m: f"&#{ord(m[0])};" if m[0] not in "&<>" else html.escape(m[0]), " ".join(text.split()))


def md_part(text: str) -> str:
    """Text between other Markdown: the spaces at its edges part it from its neighbours."""
    left = " " if text[:1].isspace() else ""
    right = " " if text[-1:].isspace() and text.strip() else ""
    return left + md(text) + right


def md_line(markdown: str) -> str:
    """A paragraph's Markdown, made safe against being taken for a heading, a list or an admonition."""
    return LINE_START.sub(lambda m: "".join(f"&#{ord(c)};" for c in m[0]), markdown)


def github(text: str) -> str:
    """Text for a comment on GitHub, on one line: nothing in it becomes a mention, link, reference, emoji, picture or markup.

    GitHub looks for @names, #numbers, addresses and commits in what Markdown has already made of a text, so escaping them
    is no help. It leaves code alone: whatever is not harmless words becomes code.
    """
    line = " ".join(text.split())
    if HARMLESS.fullmatch(line) and not TAKEN_UP.search(line):
        return html.escape(line, quote=False).replace("~", "\\~")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    return f"{fence} {line} {fence}" if "`" in line else f"{fence}{line}{fence}"


def html_text(text: str) -> str:
    """Text for HTML, in an attribute too."""
    return html.escape(text, quote=True)


def in_language(markdown: str, code: str) -> str:
    """A Markdown link or emphasis whose words are in another language; unchanged where the code is none."""
    return f"{markdown}{{lang={code}}}" if LANGUAGE.fullmatch(code) else markdown


def text_in_language(text: str, code: str) -> str:
    """Text in another language, for Markdown and HTML alike."""
    return f'<span lang="{code}">{md(text)}</span>' if LANGUAGE.fullmatch(code) else md(text)


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
