"""A look at the lines of a YAML file before the parser sees them.

A parser stops at the first error and says it in its own words; this names every line on which plain YAML bites people
who type prose, and mends it in memory so that the rest of the file can still be checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

LINE = re.compile(
    r"(?P<indent> *)(?P<dashes>(?:- +)*)(?:(?P<key>'[^']*'|\"[^\"]*\"|[^\s:#'\"\[\]{}>|@&*!%?`-][^:]*?) *:(?: +|$))?(?P<value>.*)"
)
BLOCK_HEADER = re.compile(r"[|>][+-]?[1-9]?[+-]?")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
NORMALISED = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\u2212": "-"})


class Finding(NamedTuple):
    """A mistake on a line (both count from 1)."""

    code: str
    line: int
    column: int
    message: str


class Lines(NamedTuple):
    """What the scan made of a file: lines fit to parse, and what was wrong with them."""

    lines: list[str]
    findings: list[Finding]


def quoted(value: str) -> str:
    """A value in the quotation marks that need least care."""
    return "'" + value.replace("'", "''") + "'"


def scan(text: str) -> Lines:
    """Look at every line. Columns are kept: replaced characters are one for one."""
    lines = text.translate(NORMALISED).split("\n")
    findings: list[Finding] = []
    block: int | None = None
    for index, line in enumerate(lines):
        findings += _unseen(index + 1, line)
        if not line.isprintable():
            line = INVISIBLE.sub(" ", CONTROL.sub(" ", line)).replace("\t", "  ")
        lines[index] = line
        indent = len(line) - len(line.lstrip(" "))
        if block is not None and (not line.strip() or indent > block):
            continue
        block = None
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = LINE.fullmatch(line)
        if match is None or not match["value"]:
            continue
        if BLOCK_HEADER.fullmatch(match["value"].strip()):
            block = match.start("key") if match["key"] else indent + max(len(match["dashes"]) - 2, 0)
            continue
        lines[index] = _check_value(index + 1, line, match, findings)
    return Lines(lines, findings)


def _unseen(number: int, line: str) -> Iterator[Finding]:
    for match in INVISIBLE.finditer(line):
        yield Finding(
            "CONTROL-CHARACTER",
            number,
            match.start() + 1,
            f"invisible character U+{ord(match[0]):04X}; delete it, or retype the words around it",
        )
    for match in CONTROL.finditer(line):
        yield Finding("CONTROL-CHARACTER", number, match.start() + 1, f"control character U+{ord(match[0]):04X}; delete it")
    if "\t" in line:
        yield Finding("TAB", number, line.index("\t") + 1, "a tab; use spaces, two for each level")


def _check_value(number: int, line: str, match: re.Match[str], findings: list[Finding]) -> str:
    """One value on its line: what is wrong with it is added, and the line comes back in a form that parses."""
    value, start = match["value"].rstrip(), match.start("value")
    rule = RULES.get(value[0], _plain)
    result = rule(value)
    if result is None:
        return line
    code, offset, message, mended = result
    findings.append(Finding(code, number, start + offset + 1, message))
    return line[:start] + mended


Result = tuple[str, int, str, str] | None
"""Code, offset in the value, message, mended value."""


def _plain(value: str) -> Result:
    if (at := value.find(" #")) >= 0:
        kept = value[:at].rstrip()
        return (
            "COMMENT-IN-VALUE",
            at + 1,
            f"' #' begins a comment, so '{_cut(value[at + 1 :])}' would be lost; "
            f"put the comment on a line of its own, or write {_cut(quoted(value))}",
            quoted(kept) if ": " in kept else kept,
        )
    at = value.find(": ") if ": " in value else len(value) - 1 if value.endswith(":") else -1
    if at >= 0:
        return ("COLON-IN-VALUE", at, f"a value that holds ': ' is quoted; write {_cut(quoted(value))}", quoted(value))
    return None


def _quotation(value: str) -> Result:
    mark = value[0]
    pattern = r"'(?:[^']|'')*'" if mark == "'" else r'"(?:[^"\\]|\\.)*"'
    match = re.match(pattern, value)
    if match is None:
        return (
            "QUOTE",
            0,
            f"a quotation that does not end on its line; end it with {mark}, or use a block (key: >-)",
            quoted(value.strip(mark)),
        )
    rest = value[match.end() :]
    if not rest.strip():
        return None
    if rest.lstrip().startswith("#") and rest[0] == " ":
        return (
            "COMMENT-IN-VALUE",
            match.end() + 1,
            f"'{_cut(rest.strip())}' is a comment; put it on a line of its own",
            match[0],
        )
    inner = value.replace(mark, "") if mark == '"' else value
    return (
        "QUOTE",
        match.end(),
        f"text after the closing quotation mark; quote the whole value: {_cut(quoted(inner))}",
        quoted(inner),
    )


def _reserved(value: str) -> Result:
    return (
        "LEADING-CHARACTER",
        0,
        f"a value cannot begin with '{value[0]}' unquoted; write {_cut(quoted(value))}, or use a block (key: >-)",
        quoted(value),
    )


def _bracket(value: str) -> Result:
    if value.startswith("[["):
        return _reserved(value)
    inner = value[1:].rstrip("]}").strip()
    form = (
        "one item a line, each behind '- '" if value[0] == "[" else "one 'key: value' a line, indented by two more spaces"
    )
    mended = quoted(inner) if inner else quoted(value)
    return ("FLOW-STYLE", 0, f"'{_cut(value)}': {value[0]} {']' if value[0] == '[' else '}'} is not used; write {form}", mended)


def _anchor(value: str) -> Result:
    name = {"&": "an anchor", "*": "an alias", "!": "a tag"}[value[0]]
    return (
        "ANCHOR",
        0,
        f"'{_cut(value)}' is {name}, which is not used; write the value itself, quoted if it begins with '{value[0]}': "
        f"{_cut(quoted(value))}",
        quoted(value),
    )


def _nothing(value: str) -> Result:
    if value != "~":
        return _plain(value)
    return ("EMPTY-VALUE", 0, "'~' says nothing; write the value, 'unknown' with a source, or delete the line", "''")


def _question(value: str) -> Result:
    return _reserved(value) if value == "?" or value.startswith("? ") else _plain(value)


def _dash(value: str) -> Result:
    return _reserved(value) if value.startswith("- ") else _plain(value)


RULES: dict[str, Callable[[str], Result]] = {
    "'": _quotation,
    '"': _quotation,
    "[": _bracket,
    "{": _bracket,
    "]": _reserved,
    "}": _reserved,
    ">": _reserved,
    "|": _reserved,
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
    return text if len(text) <= most else text[: most - 1] + "…"
