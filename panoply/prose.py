"""Authors' prose: CommonMark parsed to an allow-list, everything else text.

Paragraphs, emphasis, lists, inline code, quotations, headings from level 3, http(s) and ``[[ ]]`` links, citations.
What to do with a link or a citation is left to the page that prints it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from sys import intern
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode

from panoply.citation_text import GROUP, Cited, read_citations
from panoply.markup import html_text, is_web_address, md, md_line, md_part, safe_url
from panoply.pieces import Piece, WikiLink
from panoply.problems import Fix, Mistake, Place
from panoply.text import shortened, slugify

WIKI_LINK = re.compile(r"\[\[(?P<target>[^\[\]|\n]+)(?:\|(?P<words>[^\[\]|\n]+))?\]\]")
BARE_CITATION = re.compile(r"(?<![\w@/.])@[a-z0-9]+(?:-[a-z0-9]+)+")
UNSIGNED_CITATION = re.compile(r"\[(?P<key>[a-z0-9]+(?:-[a-z0-9]+)+)(?:, [^\[\]]*)?\]")
BROKEN_LINK = re.compile(r"\]\([^()\s]*\)?")
MOST_CHARACTERS = 40_000
"""In one text. Parsing takes up to 15 microseconds a character, so that a hostile file is refused within a second."""


@dataclass(frozen=True, slots=True)
class CitationMark:
    """A ``[@key, locator]`` in prose."""

    citations: tuple[Cited, ...]
    offset: int


@dataclass(slots=True)
class Prose:
    """A parsed text with what it refers to and what is wrong with it."""

    text: str
    tree: Piece = field(compare=False)  # follows from the text
    links: tuple[WikiLink, ...] = ()
    marks: tuple[CitationMark, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    uncited: tuple[int, ...] = ()
    """Where each paragraph or list item without a citation begins; headings aside."""
    places: dict[int, Place] = field(default_factory=dict)
    """The place in the file of each link, mark and uncited paragraph, by its offset."""


def read_prose(text: str, *, inline: bool = False) -> Prose:
    """Parse a text; `inline` ones (changes, note, reason) hold links and citations only."""
    if len(text) > MOST_CHARACTERS:
        message = f"a text of {len(text):,} characters; it may have {MOST_CHARACTERS:,}: split it into sections, or shorten it"
        return Prose(text, Piece("root"), mistakes=(Mistake("PROSE", message),))
    tree = SyntaxTreeNode((INLINE if inline else BLOCK).parse(text))
    finder = _Finder(text)
    finder.look(tree)
    return Prose(text, _piece(tree), tuple(finder.links), tuple(finder.marks), tuple(finder.mistakes), tuple(finder.uncited))


def _piece(node: SyntaxTreeNode) -> Piece:
    node.parent = None  # a tree that led back to itself would stay in memory until garbage is collected
    children = tuple(map(_piece, node.children))
    if node.is_root:
        return Piece(intern(node.type), children=children)
    return Piece(intern(node.type), node.content, children, node.tag, str(node.attrs.get("href", "")))


def _wiki_rule(state: StateInline, silent: bool) -> bool:
    """A markdown-it rule for ``[[…]]`` and ``[@…]``; what it does not take is left to the link rule."""
    if state.src[state.pos] != "[":
        return False
    for name, pattern in (("wiki_link", WIKI_LINK), ("citation", GROUP)):
        match = pattern.match(state.src, state.pos, state.posMax)
        if match:
            if not silent:
                token = state.push(name, "", 0)
                token.content = match[0]
            state.pos = match.end()
            return True
    return False


def _parser(*rules: str) -> MarkdownIt:
    parser = MarkdownIt("zero").enable(list(rules))
    parser.inline.ruler.before("text", "wiki", _wiki_rule) if "link" not in rules else parser.inline.ruler.before(
        "link", "wiki", _wiki_rule
    )
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # every address is judged by is_web_address
    return parser


INLINE = _parser("link", "escape")
BLOCK = _parser("link", "escape", "emphasis", "backticks", "list", "blockquote", "heading", "newline")


class _Finder:
    """Walks the tree in reading order and notes links, citations and mistakes with their offsets."""

    def __init__(self, text: str) -> None:
        self.text, self.position = text, 0
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.links: list[WikiLink] = []
        self.marks: list[CitationMark] = []
        self.mistakes: list[Mistake] = []
        self.uncited: list[int] = []

    def look(self, node: SyntaxTreeNode) -> None:
        visit = self.VISITS.get(node.type)
        if visit is not None:
            visit(self, node)
        for child in node.children:
            self.look(child)
        if node.type == "link":
            self._leave_link(node)

    def _offset(self, raw: str) -> int:
        """Where a piece of the text stands, behind the last one that was found.

        The parser takes the indentation and quotation marks out that stand in the text between the piece's lines.
        """
        at, end = self.text.find(raw, self.position), len(raw)
        if at < 0:
            between = re.compile(r"\s+(?:>\s*)*".join(map(re.escape, raw.split())))
            found = between.search(self.text, self.position)
            at, end = (found.start(), len(found[0])) if found else (self.position, 0)
        self.position = at + end
        return at

    def _start(self, node: SyntaxTreeNode) -> int:
        """Where the first line of a paragraph or heading begins."""
        return self.line_starts[node.map[0]] if node.map else self.position

    def _add(self, code: str, message: str, offset: int, fix: Fix | None = None) -> None:
        self.mistakes.append(Mistake(code, message, offset, fix))

    def _inline(self, node: SyntaxTreeNode) -> None:
        self.position = max(self.position, self._start(node))
        is_heading = node.parent is not None and node.parent.type == "heading"
        if not is_heading and not any(child.type == "citation" for child in node.walk()):
            self.uncited.append(self._start(node))

    def _wiki_link(self, node: SyntaxTreeNode) -> None:
        match = WIKI_LINK.fullmatch(node.content)
        if match:
            target, words = match["target"].strip(), (match["words"] or "").strip()
            self.links.append(WikiLink(intern(target), words, self._offset(node.content)))

    def _citation(self, node: SyntaxTreeNode) -> None:
        offset = self._offset(node.content)
        end, self.position = self.position, offset
        try:
            found = read_citations(node.content[1:-1])
            placed = [cited._replace(offset=self._offset(f"@{cited.key}") + 1) for cited in found]
            self.marks.append(CitationMark(tuple(placed), offset))
        except Mistake as mistake:
            self._add(mistake.code, str(mistake), offset + 1 + mistake.offset, mistake.fix)
        self.position = end

    def _leave_link(self, node: SyntaxTreeNode) -> None:
        """The address stands behind the words."""
        offset = self._offset("](") + 2
        url = str(node.attrs.get("href", ""))
        before = node.previous_sibling
        if before is not None and before.type == "text" and before.content.endswith("!"):
            self._add("PROSE", "pictures are not used here; delete the '!' to make it a link", offset)
        if not is_web_address(url):
            self._add("URL", f"'{shortened(url)}' is not an http(s) address; link other articles as [[slug]]", offset)

    def _heading(self, node: SyntaxTreeNode) -> None:
        if node.tag in ("h1", "h2"):
            message = f"'{node.markup}': headings inside a section begin with ###; the page's own are # and ##"
            self._add("PROSE", message, self._start(node), Fix(f"{node.markup} ", "### "))

    def _ordered_list(self, node: SyntaxTreeNode) -> None:
        start = node.attrs.get("start", 1)
        if start != 1:
            message = (
                f"'{start}.' at the beginning of a line makes a list, which begins with 1; write {start}\\. if it is no list"
            )
            self._add("PROSE", message, self._start(node), Fix(f"{start}.", f"{start}\\.") if len(f"{start}") > 3 else None)

    def _text(self, node: SyntaxTreeNode) -> None:
        for match in BARE_CITATION.finditer(node.content):
            message = f"'{match[0]}': a citation stands in brackets; write [{match[0]}]"
            self._add("CITATION-FORM", message, self._offset(match[0]), Fix(match[0], f"[{match[0]}]"))
        for match in BROKEN_LINK.finditer(node.content):
            message = f"'{shortened(match[0], 40)}' ends no link; write [words](https://…), with no brackets in the words"
            self._add("PROSE", message, self._offset(match[0]))
        for match in UNSIGNED_CITATION.finditer(node.content):
            key = match["key"]
            message = f"'{shortened(match[0], 40)}': a citation has an @; write [@{key}], or [[{key}]] for a link"
            self._add("CITATION-FORM", message, self._offset(match[0]))

    def _code(self, node: SyntaxTreeNode) -> None:
        self._offset(node.content)

    VISITS: dict[str, Callable[[_Finder, SyntaxTreeNode], None]] = {
        "wiki_link": _wiki_link,
        "citation": _citation,
        "heading": _heading,
        "text": _text,
        "inline": _inline,
        "ordered_list": _ordered_list,
        "code_inline": _code,
    }


@dataclass(frozen=True, slots=True)
class Printer:
    """How a page prints what only it knows: links to entities, citation marks, and words. All return finished markup."""

    link: Callable[[str, str], str]
    """Target and words to markup."""
    cite: Callable[[tuple[Cited, ...]], str]
    prefix: str = ""
    """Put before the ids of headings."""
    words: Callable[[str], str] = md_part
    """Plain text in Markdown, outside of links and headings."""

    def without_links(self) -> Printer:
        """For the words of a link or a heading, which are no place for more links."""
        return replace(self, words=md_part)


def to_markdown(prose: Prose, printer: Printer) -> str:
    """The prose as Markdown, one paragraph a line."""
    return "\n\n".join(_blocks(prose.tree.children, printer))


def to_inline_markdown(prose: Prose, printer: Printer) -> str:
    """Prose of one paragraph as Markdown that fits a table's cell."""
    return " ".join(_inlines(p.children, printer) for p in _paragraphs(prose.tree))


def to_html(prose: Prose, printer: Printer) -> str:
    """Prose of one paragraph as HTML; `printer` returns HTML."""
    return " ".join(_inlines(p.children, printer, html=True) for p in _paragraphs(prose.tree))


def to_text(prose: Prose, name: Callable[[str], str] = str) -> str:
    """The words alone, without citations, for descriptions and previews; `name` turns a link's target into words."""
    plain = Printer(link=lambda target, words: words or name(target), cite=lambda _: "")
    words = "".join(_words(p, plain) + " " for p in _paragraphs(prose.tree))
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(words.split()))


def _paragraphs(node: Piece) -> Iterator[Piece]:
    for child in node.children:
        if child.type == "inline":
            yield child
        else:
            yield from _paragraphs(child)


def _words(node: Piece, printer: Printer) -> str:
    if node.type in ("text", "code_inline"):
        return node.content
    if node.type == "wiki_link":
        match = WIKI_LINK.fullmatch(node.content)
        return printer.link(match["target"].strip(), (match["words"] or "").strip()) if match else ""
    return " " if node.type in ("softbreak", "hardbreak") else "".join(_words(c, printer) for c in node.children)


def _blocks(nodes: Iterable[Piece], printer: Printer) -> Iterator[str]:
    for node in nodes:
        if node.type == "paragraph":
            yield md_line(_inlines(node.children[0].children, printer))
        elif node.type == "heading":
            level = max(int(node.tag[1]), 3)
            words = _inlines(node.children[0].children, printer.without_links())
            plain = "".join(_words(c, printer) for c in node.children[0].children)
            yield f"{'#' * level} {words} {{#{printer.prefix}{slugify(plain) or 'part'}}}"
        elif node.type == "blockquote":
            yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(node.children, printer)).split("\n"))
        elif node.type in ("bullet_list", "ordered_list"):
            yield "\n".join(_items(node, printer))


def _items(node: Piece, printer: Printer) -> Iterator[str]:
    sign = "-   " if node.type == "bullet_list" else "1.  "
    for item in node.children:
        lines = "\n\n".join(_blocks(item.children, printer)).split("\n")
        yield "\n".join((sign if i == 0 else "    ") + line if line else "" for i, line in enumerate(lines)).rstrip()


def _inlines(nodes: Iterable[Piece], printer: Printer, *, html: bool = False) -> str:
    """Text goes on over the ends of an author's lines."""
    write = html_text if html else printer.words
    return "".join(
        write("".join(n.content or " " for n in run)) if is_text else "".join(_inline(n, printer, html=html) for n in run)
        for is_text, run in groupby(nodes, lambda node: node.type in TEXT)
    )


def _inline(node: Piece, printer: Printer, *, html: bool) -> str:
    if node.type == "inline":
        return _inlines(node.children, printer, html=html)
    return WRITERS[node.type](node, printer, html)


def _write_code(node: Piece, printer: Printer, html: bool) -> str:
    if html or "`" in node.content:
        return f"<code>{html_text(node.content) if html else md(node.content)}</code>"
    return f"`{node.content}`"


def _write_link(node: Piece, printer: Printer, html: bool) -> str:
    words = _inlines(node.children, printer.without_links(), html=html)
    if not is_web_address(node.address):
        return words
    return f'<a href="{html_text(safe_url(node.address))}">{words}</a>' if html else f"[{words}]({safe_url(node.address)})"


def _write_wiki_link(node: Piece, printer: Printer, html: bool) -> str:
    match = WIKI_LINK.fullmatch(node.content)
    return printer.link(match["target"].strip(), (match["words"] or "").strip()) if match else ""


def _write_citation(node: Piece, printer: Printer, html: bool) -> str:
    try:
        return printer.cite(tuple(read_citations(node.content[1:-1])))
    except Mistake:
        return ""


def _wrapped(markdown: str, tag: str) -> Callable[[Piece, Printer, bool], str]:
    def write(node: Piece, printer: Printer, html: bool) -> str:
        inner = _inlines(node.children, printer, html=html)
        return f"<{tag}>{inner}</{tag}>" if html else f"{markdown}{inner}{markdown}"

    return write


TEXT = frozenset({"text", "softbreak", "hardbreak"})
WRITERS: dict[str, Callable[[Any, Printer, bool], str]] = {
    "code_inline": _write_code,
    "link": _write_link,
    "wiki_link": _write_wiki_link,
    "citation": _write_citation,
    "em": _wrapped("*", "em"),
    "strong": _wrapped("**", "strong"),
}
