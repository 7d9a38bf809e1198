"""A look at the lines of a YAML file before the parser sees them.

A parser stops at the first error and says it in its own words; this names every line on which plain YAML bites people
who type prose, and mends it in memory so that the rest of the file can still be checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from panoply.problems import Fix
from panoply.yaml_mending import quoted, rewritten, unfolded, untabbed

LINE = re.compile(
    r"(?P<indent> *)(?P<dashes>(?:- +)*)"
    r"(?:(?P<key>'[^']*' *|\"[^\"]*\" *|[^\s:#'\"\[\]{}>|@&*!%?`-][^:]*+):(?: +|$))?(?P<value>.*)"
)
GLUED_KEY = re.compile(r"(?P<key>[a-z][a-z_]*):(?!//)(?P<value>[^\s:].*)")
"""``class:medium-tank``, where the space after the colon was forgotten."""
BLOCK_HEADER = re.compile(r"(?P<header>[|>][+-]?[1-9]?[+-]?)(?P<comment> +#.*)?")
UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
)
"""Control and zero-width characters, as a part of a regular expression's class."""
INVISIBLE = re.compile(f"[{UNSEEN}]")
PLACEHOLDER = "\u2060"
"""Stands for an invisible character until the YAML is read; it is no part of any text."""
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
NO_PLAIN_SIGN = re.compile(f"([{SPACES}])|\u2212")


class Finding(NamedTuple):
    """A mistake on a line (both count from 1)."""

    code: str
    line: int
    column: int
    message: str
    fix: Fix | None = None


class Lines(NamedTuple):
    """What the scan made of a file."""

    lines: list[str]
    """Fit to parse."""
    shown: list[str]
    """As their author sees them."""
    findings: list[Finding]
    widened: dict[int, tuple[int, int]]
    """From which offset on, and by how many columns, a line grew on its way into `lines`."""

    def column(self, line: int, offset: int) -> int:
        """The column, counted from 1, at which an author sees what stands at an offset of `lines`."""
        start, by = self.widened.get(line, (0, 0))
        return offset + 1 - (by if offset > start else 0)


class Fault(NamedTuple):
    """What is wrong with a value, and the value mended."""

    code: str
    offset: int
    message: str
    mended: str
    goes_on: bool = False
    """Whether lines indented below, if there are any, belong to the broken value."""
    meant: str | None = None
    """The value to write in the file, where there is no doubt."""
    aside: str = ""
    """The comment that goes on a line of its own above."""


def normalised(text: str) -> str:
    """A text with plain spaces and minus signs, as long as it was. (`str.translate` is slower: it looks each character up.)"""
    return NO_PLAIN_SIGN.sub(lambda sign: " " if sign[1] else "-", text)


def scan(text: str) -> Lines:
    """Look at every line. Columns are kept: what is replaced is replaced one for one, leading tabs aside."""
    shown = normalised(text).split("\n")
    scanner = _Scanner(Lines([], shown, [], {}))
    for number, line in enumerate(shown, 1):
        scanner.take(number, line)
    return scanner.found


@dataclass(slots=True)
class _Scanner:
    """Goes down the lines; knows whether one belongs to a block begun above."""

    found: Lines
    block: int | None = None
    """Column of the key whose block, or broken value, goes on while lines are indented more."""
    broken: bool = False

    def take(self, number: int, line: str) -> None:
        self.found.findings.extend(_unseen(number, line))
        line = self._spaced(number, line)
        self.found.lines.append(line if self._skips(line) else self._read(number, line))

    def _spaced(self, number: int, line: str) -> str:
        if line.isprintable():
            return line
        start = len(line) - len(line.lstrip(" \t"))
        tabs = line.count("\t", 0, start)
        if tabs:
            self.found.widened[number] = (0, tabs)
        return line[:start].replace("\t", "  ") + INVISIBLE.sub(PLACEHOLDER, line[start:]).replace("\t", " ")

    def _skips(self, line: str) -> bool:
        if self.broken or self.block is None:
            return False
        words = line.strip()
        if not words or len(line) - len(line.lstrip(" ")) > self.block:
            return True
        self.block = None
        return False

    def _read(self, number: int, line: str) -> str:
        words = line.strip()
        if self.broken and self._belongs_to_broken(line, words):
            return ""
        match = LINE.fullmatch(line)
        if match is None or not words or words.startswith("#"):
            return line
        key = match.start("key") if match["key"] else len(match["indent"]) + max(len(match["dashes"]) - 2, 0)
        fault = _fault(match)
        if fault and fault.goes_on and self._goes_on_below(number, key):
            fault, self.block, self.broken = fault._replace(mended="''"), key, True
        elif BLOCK_HEADER.fullmatch(match["value"].strip()):
            self.block = key
        if fault is None:
            return line
        start = match.start("value")
        column = self.found.column(number, start + fault.offset)
        fix = self._fix(number, match, fault)
        self.found.findings.append(Finding(fault.code, number, column, fault.message, fix and fix._replace(back=column - 1)))
        if fault.code == "SYNTAX":
            self.found.widened[number] = (start + fault.offset, 1 + self.found.widened.get(number, (0, 0))[1])
        return line[:start] + fault.mended

    def _fix(self, number: int, match: re.Match[str], fault: Fault) -> Fix | None:
        """The line as it was meant, where there is no doubt."""
        line, start = self.found.shown[number - 1], match.start("value")
        if self.broken or not line.isprintable():
            return None
        if fault.aside and not fault.meant and not self._goes_on_below(number, len(match["indent"])):
            return None
        if fault.code != "SYNTAX" and not (match["key"] or match["dashes"] or fault.code == "ANCHOR"):
            return None  # a line that is no value of anything: what it was meant for is in doubt
        if fault.code == "FLOW-STYLE":
            return unfolded(line, start, is_item=not match["key"])
        return None if fault.meant is None else rewritten(line, start, fault.meant, fault.aside)

    def _goes_on_below(self, number: int, key: int) -> bool:
        below = self.found.shown[number] if number < len(self.found.shown) else ""
        return bool(below.strip()) and len(below) - len(below.lstrip(" \t")) > key

    def _belongs_to_broken(self, line: str, words: str) -> bool:
        """Lines of a value that was given up are read no further; a lone closing mark is its last."""
        if self.block is not None and (not words or len(line) - len(line.lstrip(" ")) > self.block):
            return True
        self.block, self.broken = None, False
        return words in CLOSINGS


CLOSINGS = ("]", "}", "'", '"', "],", "},")


def _unseen(number: int, line: str) -> Iterator[Finding]:
    if line.isprintable():
        return
    for match in re.finditer(f"[{UNSEEN}]+", line):
        more = f" and {len(match[0]) - 1:,} more" if len(match[0]) > 1 else ""
        message = f"U+{ord(match[0][0]):04X}{more}, which no editor shows; delete it, or retype the words around it"
        yield Finding("CONTROL-CHARACTER", number, match.start() + 1, message, Fix(match[0], "\n" if match[0] == "\r" else ""))
    if "\t" in line:
        message = "a tab; use spaces, two for each level of indentation"
        yield Finding("TAB", number, line.index("\t") + 1, message, untabbed(line))


def _fault(match: re.Match[str]) -> Fault | None:
    """What is wrong with the value on a line."""
    value = match["value"].rstrip()
    glued = GLUED_KEY.fullmatch(value) if not match["key"] else None
    if glued:
        key, rest = glued["key"], glued["value"]
        better = f"{key}: {rest}"
        return Fault("SYNTAX", len(key), f"a space belongs behind the ':'; write {_cut(better)}", better, meant=better)
    if value.startswith("%") and match.start("value") == 0:
        return Fault("LEADING-CHARACTER", 0, f"'{_cut(value)}' is a directive, which is not used; delete the line", "")
    if not value or (BLOCK_HEADER.fullmatch(value) and "#" not in value):
        return None
    return RULES.get(value[0], _plain)(value)


def _plain(value: str) -> Fault | None:
    if (at := value.find(" #")) >= 0:
        kept = value if value.endswith("]") else value[:at].rstrip()
        message = (
            f"' #' begins a comment, so '{_cut(value[at + 1 :])}' would be lost; "
            f"put the comment on a line of its own, or write {_cut(quoted(value))}"
        )
        is_aside = value[:at].rstrip().endswith("]")
        meant, aside = (value[:at].rstrip(), value[at + 1 :]) if is_aside else (quoted(value), "")
        sure = is_aside or value.endswith("]")
        return Fault("COMMENT-IN-VALUE", at + 1, message, _quoted_if_needed(kept), meant=meant if sure else None, aside=aside)
    at = value.find(": ") if ": " in value else len(value) - 1 if value.endswith(":") else -1
    if at >= 0:
        message = f"a value that holds ': ' is quoted; write {_cut(quoted(value))}"
        return Fault("COLON-IN-VALUE", at, message, quoted(value), meant=quoted(value))
    return None


def _quoted_if_needed(value: str) -> str:
    return quoted(value) if " #" in value or ": " in value or value.endswith(":") else value


def _comment(value: str) -> Fault:
    message = (
        f"'#' begins a comment, so '{_cut(value)}' would be lost; "
        f"put the comment on a line of its own, or write {_cut(quoted(value))}"
    )
    is_comment = value.startswith("# ")
    return Fault("COMMENT-IN-VALUE", 0, message, "", meant="" if is_comment else None, aside=value if is_comment else "")


def _block(value: str) -> Fault:
    header = BLOCK_HEADER.fullmatch(value)
    if header:
        comment = (header["comment"] or "").strip()
        message = f"'{_cut(comment)}' is a comment; put it on a line of its own"
        return Fault("COMMENT-IN-VALUE", value.index("#"), message, header["header"], meant=header["header"], aside=comment)
    message = (
        f"'{value[0]}' begins a block, whose text stands on the lines below, indented; "
        f"move the text there, or write {_cut(quoted(value))}"
    )
    return Fault("LEADING-CHARACTER", 0, message, quoted(value), goes_on=True)


def _quotation(value: str) -> Fault | None:
    mark = value[0]
    pattern = r"'(?:[^']|'')*+'" if mark == "'" else r'"(?:[^"\\]|\\.)*+"'
    match = re.match(pattern, value)
    if match is None:
        message = f"a quotation that does not end on its line; end it with {mark}, or use a block (key: >-)"
        whole = quoted(value.strip(mark))
        return Fault("QUOTE", 0, message, whole, goes_on=True, meant=whole)
    rest = value[match.end() :]
    if not rest.strip():
        return None
    if rest.lstrip().startswith("#") and rest[0] == " ":
        comment = rest.strip()
        message = f"'{_cut(comment)}' is a comment; put it on a line of its own"
        return Fault("COMMENT-IN-VALUE", len(value) - len(comment), message, match[0], meant=match[0], aside=comment)
    bracketed = rest.lstrip().startswith(("[", "("))  # a claim's citation or qualifier: the marks move to its end
    whole = quoted(match[0][1:-1] + rest if bracketed else value)
    message = f"text after the closing quotation mark; quote the whole value: {_cut(whole)}"
    return Fault("QUOTE", match.end(), message, "''" if bracketed else whole, meant=whole)


def _reserved(value: str) -> Fault:
    message = f"a value cannot begin with '{value[0]}' unquoted; write {_cut(quoted(value))}, or use a block (key: >-)"
    meant = None if value[0] == "`" else quoted(value)  # backquotes were meant for code, and may be left out as well
    return Fault("LEADING-CHARACTER", 0, message, quoted(value), meant=meant)


def _bracket(value: str) -> Fault:
    if value.startswith("[["):
        return _reserved(value)
    form, closing = FLOW_FORMS[value[0]]
    if value[1:].strip() == closing:
        form = "delete the line"
    message = f"'{_cut(value)}': {value[0]} {closing} is not used; {form}"
    return Fault("FLOW-STYLE", 0, message, "''", goes_on=closing not in value)


FLOW_FORMS = {
    "[": ("write one item a line, each behind '- '", "]"),
    "{": ("write one 'key: value' a line, indented by two more spaces", "}"),
}


def _anchor(value: str) -> Fault:
    """Anchors and tags are blanked out, so that what they decorate is still read."""
    name = {"&": "an anchor", "*": "an alias", "!": "a tag"}[value[0]]
    message = (
        f"'{_cut(value)}' begins with '{value[0]}', {name}, which is not used; "
        f"write the value itself, or quote it: {_cut(quoted(value))}"
    )
    word, space, rest = value.partition(" ")
    if not re.fullmatch(r"[&*]?[\w-]+|!{1,2}[\w-]+", word):
        mended = quoted(value)
    else:
        mended = "''" if value[0] == "*" else " " * len(word + space) + rest
    is_type = re.fullmatch(r"!!(?:str|int|float|bool|null|timestamp)", word)
    return Fault("ANCHOR", 0, message, mended, meant=rest.strip() or None if is_type else None)


def _nothing(value: str) -> Fault | None:
    if value != "~":
        return _plain(value)
    return Fault("EMPTY-VALUE", 0, "'~' says nothing; write the value, 'unknown' with a source, or delete the line", "''")


def _question(value: str) -> Fault | None:
    return _reserved(value) if value == "?" or value.startswith("? ") else _plain(value)


def _dash(value: str) -> Fault | None:
    return _reserved(value) if value.startswith("- ") else _plain(value)


RULES: dict[str, Callable[[str], Fault | None]] = {
    "'": _quotation,
    '"': _quotation,
    "[": _bracket,
    "{": _bracket,
    "]": _reserved,
    "}": _reserved,
    ">": _block,
    "|": _block,
    "#": _comment,
    "@": _reserved,
    "`": _reserved,
    "%": _reserved,
    ",": _reserved,
    "&": _anchor,
    "*": _anchor,
    "!": _anchor,
    "?": _question,
    "-": _dash,
    "~": _nothing,
}


def _cut(text: str, most: int = 90) -> str:
    text = text.replace(PLACEHOLDER, "")
    return text if len(text) <= most else text[: most - 1] + "…"
