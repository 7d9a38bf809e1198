"""The words of an article in plain text, Markdown or HTML, each still on the line of the file it came from."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from html.parser import HTMLParser
from typing import Final

from panoply.problems import Mistake

SILENT: Final = frozenset({"script", "style", "template", "noscript", "svg", "math"})
"""Elements whose text no reader sees."""
INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span"}
    | {"strong", "sub", "sup", "time", "u", "wbr"}
)
"""Elements in the middle of a sentence, or of a word; what stands on either side of another is apart."""
HTML: Final = re.compile(
    r"\s*(?><\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body|article|main|section|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
"""How a file of HTML begins."""
ADDRESSES: Final = re.compile(
    r"(?<=\]\()[^()\s]+|\b(?:[a-z]{2,9}://|www\.)[^\s<>()\[\]\"']+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.-]+", re.IGNORECASE
)
"""Targets of Markdown links, addresses and mailboxes: their letters and digits name nothing."""
TAGS: Final = re.compile(r"<!--(?:[^-]|-(?!->))*+(?:-->)?|</?[a-z][^<>\n]*>", re.IGNORECASE)
"""HTML in the middle of Markdown."""
UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


class ArticleText:
    """What a reader sees, and the line of each character of it."""

    def __init__(self, parts: list[tuple[int, str]]) -> None:
        """From pieces of text, each with the line it begins on."""
        parts = [(line, unicodedata.normalize("NFC", words)) for line, words in parts]
        self.text = "".join(words for _, words in parts)
        self._starts: list[int] = []
        self._lines: list[int] = []
        offset = 0
        for line, words in parts:
            for number, row in enumerate(words.split("\n")):
                self._starts.append(offset)
                self._lines.append(line + number)
                offset += len(row) + 1
            offset -= 1  # the last row of a piece ends without a line break

    def line(self, offset: int) -> int:
        """The line of the file, counted from 1, that a character of the text stands on."""
        return self._lines[bisect_right(self._starts, offset) - 1]


def read_article(content: bytes) -> ArticleText:
    """An article from its bytes. Raises Mistake where these are no text in UTF-8 or UTF-16."""
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1:,} is not UTF-8; save it as text, Markdown or HTML in UTF-8"
        raise Mistake("ENCODING", message) from None
    if "\0" in text:
        raise Mistake("ENCODING", "this is no text; save it as text, Markdown or HTML in UTF-8")
    text = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return ArticleText(_html_parts(text) if HTML.match(text) else [(1, _blanked(TAGS, _blanked(ADDRESSES, text)))])


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """A text with what matches replaced by spaces, so that everything else keeps its place."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _html_parts(text: str) -> list[tuple[int, str]]:
    parser = _Words()
    parser.feed(text)
    parser.close()
    return [(line, _blanked(ADDRESSES, words)) for line, words in parser.parts]


class _Words(HTMLParser):
    """Collects what stands between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[int, str]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self._silent += tag in SILENT
        self._part(tag)

    def handle_startendtag(self, tag: str, _attrs: object) -> None:
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(self._silent - (tag in SILENT), 0)
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append((self.getpos()[0], UNSEEN.sub("", data)))

    def _part(self, tag: str) -> None:
        """A mark that no name spans, where an element is no part of a sentence."""
        if tag not in INLINE:
            self.parts.append((self.getpos()[0], "\n\n"))
