"""Blocks of raw HTML taken out of a page at once, before MkDocs and Python-Markdown would each parse them tag by tag.

Half of the time that a page of ours takes went there. What comes of a page is the same: a page is only touched if all of it
is written as our templates write it, so that both parsers could read it in one way only; any other is left to them.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import HtmlBlockPreprocessor, Preprocessor

BEFORE_BOTH: Final = 22
"""Fenced code is gone by then (25); MkDocs looks for ids at 21, Python-Markdown for blocks of HTML at 20."""
EMPTY: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
NOT_READ: Final = frozenset({"iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "xmp"})
"""What is in them is no HTML to a parser."""
CLOSED, OPENED, ATTRIBUTES, ITSELF = 1, 2, 3, 4
"""What the groups of `_TAG` hold: the name of a closing tag; that of an opening one, and what it has."""

_TAG = re.compile(
    r"""</([a-zA-Z][a-zA-Z0-9]*)>
    |<([a-zA-Z][a-zA-Z0-9]*)((?:[ \n]+[a-zA-Z_:][\w:.-]*(?:="[^"<]*")?)*)[ \n]*(/?)>""",
    re.VERBOSE,
)
_ADDRESSABLE = re.compile(r"""\s(id|name)="([^"]*)\"""")
_STRAY = re.compile(r"&#(?!(?:[0-9]+|[xX][0-9a-fA-F]+);)")
_BETWEEN = re.compile(r"(\n\n+)")


class RawBlocks(Extension):
    """The extension of Python-Markdown, and what it took out of the last page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        """Of the elements taken out: MkDocs, which knows what a link may lead to, does not see them."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Python-Markdown's name
        """Take part in one page: MkDocs makes a Markdown for each. Another reader of HTML, as of md_in_html, reads all."""
        self.ids = set()
        if type(md.preprocessors["html_block"]) is HtmlBlockPreprocessor:
            md.preprocessors.register(_Taking(md, self.ids), "raw_blocks", BEFORE_BOTH)


class _Taking(Preprocessor):
    def __init__(self, md: Markdown, ids: set[str]) -> None:
        super().__init__(md)
        self.ids = ids
        self.block_level = frozenset(md.block_level_elements)

    def run(self, lines: list[str]) -> list[str]:
        """Put placeholders for the elements, as Python-Markdown would, or leave the page as it is."""
        text = "\n".join(lines)
        pieces = _BETWEEN.split(text)
        blocks = None if pieces[-1] or _STRAY.search(text) else self._blocks(pieces)
        if blocks is None:
            return lines
        for at, elements in blocks.items():
            stored = [self.md.htmlStash.store(element) for element in (*elements[:-1], f"{elements[-1]}\n")]
            pieces[at] = "\n".join(f"\n{placeholder}\n\n" for placeholder in stored)
        return "".join(pieces).split("\n")

    def _blocks(self, pieces: list[str]) -> dict[int, list[str]] | None:
        """The pieces that are raw HTML, as their elements; None where a parser would have to be asked."""
        blocks = {}
        for at in range(0, len(pieces), 2):
            piece = pieces[at]
            if "<" not in piece:
                continue
            tags = [*_TAG.finditer(piece)]
            if len(tags) != piece.count("<"):
                return None
            names = {(tag[CLOSED] or tag[OPENED]).lower() for tag in tags}
            if names & NOT_READ:
                return None
            if names & self.block_level:
                elements = self._elements(piece, tags)
                if elements is None:
                    return None
                blocks[at] = elements
                self.ids |= _ids(tags)
        return blocks

    def _elements(self, piece: str, tags: list[re.Match[str]]) -> list[str] | None:
        """The elements of block level that a piece consists of, one below the other; None if it is anything else."""
        elements: list[str] = []
        inside: list[str] = []
        start = 0
        for tag in tags:
            if not inside and (tag.start() != start or tag[OPENED] not in self.block_level):
                return None
            if tag[CLOSED]:
                if inside.pop() != tag[CLOSED]:
                    return None
            elif not tag[ITSELF] and tag[OPENED] not in EMPTY:
                inside.append(tag[OPENED])
            if not inside:
                if not tag[CLOSED]:
                    return None
                elements.append(piece[start : tag.end()])
                start = tag.end() + 1
        return elements if "\n".join(elements) == piece else None


def _ids(tags: list[re.Match[str]]) -> set[str]:
    """What a fragment of an address may name."""
    return {
        unescape(value)
        for tag in tags
        if tag[ATTRIBUTES] and "=" in tag[ATTRIBUTES]
        for key, value in _ADDRESSABLE.findall(tag[ATTRIBUTES])
        if key == "id" or tag[OPENED] == "a"
    }
