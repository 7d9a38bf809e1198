"""The lines of a YAML file as blocks: every entry with the comments before it, so that it can be moved whole.

Only for files that were read without a problem. What order the entries come in, and how they are written, is left to the
caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from panoply.yaml_nodes import BLOCKS, Mapping, Node, Scalar, Sequence
from panoply.yaml_scan import normalised

COMMENT = "#"
MARKS = ("---", "...")
"""The lines that may open and end a document."""
INDICATOR = re.compile(r"[|>][+-]?(?P<indicator>[1-9])?")


@dataclass(slots=True)
class Words:
    """A text as it stands in the file."""

    scalar: Scalar
    lines: list[str]
    """Of a block, the lines below its sign, with their own indentation only; else the lines of the value, stripped."""
    indicator: str = ""
    """The digit behind a block's sign."""


@dataclass(slots=True)
class Entry:
    """A key with its value, or an item of a list, whose key is empty."""

    comments: list[str]
    key: str
    value: Words | Group


@dataclass(slots=True)
class Group:
    """A mapping or a list."""

    is_list: bool
    entries: list[Entry] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    """Comments behind the last entry."""


@dataclass(slots=True)
class Blocks:
    """A file."""

    header: list[str]
    """Comments at its top that a blank line parts from the first entry."""
    root: Group


def shown_lines(content: bytes) -> list[str]:
    """The lines of a file as its nodes count them. Raises UnicodeDecodeError."""
    return normalised(content.decode("utf-8-sig").replace("\r\n", "\n")).split("\n")


def cut(lines: list[str], node: Mapping) -> Blocks:
    """A file's lines as blocks."""
    cutter = _Cutter(lines)
    first = min(place.line for place in node.keys.values())
    blank = [number for number in range(1, first) if not lines[number - 1].strip()]
    header = cutter.comments(1, blank[-1]) if blank else []
    return Blocks(header, cutter.group(node, blank[-1] + 1 if blank else 1, len(lines)))


def last_line(lines: list[str], node: Mapping, key: str) -> int:
    """The last line of what stands below a key of the file's own mapping."""
    lower = [place.line for place in node.keys.values() if place.line > node.keys[key].line]
    return _Cutter(lines).end_of(node.items[key], node.place.column - 1, min(lower, default=len(lines) + 1) - 1)


class _Cutter:
    """Line numbers count from 1, columns from 0."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def group(self, node: Mapping | Sequence, first: int, last: int) -> Group:
        """What lies between two lines; comments before the first entry are its own."""
        children = list(node.items.items()) if isinstance(node, Mapping) else [("", item) for item in node.items]
        heads = [self._head(node, key, child) for key, child in children]
        column = node.place.column - 1
        found = Group(isinstance(node, Sequence))
        for (key, child), head, following in zip(children, heads, [*heads[1:], last + 1], strict=True):
            end = self.end_of(child, column, following - 1)
            own = self.comments(first, head - 1)
            if isinstance(child, Scalar):
                own += self.comments(head + 1, child.place.line - 1)
                first = end + 1
            else:
                first = self._parting(end + 1, following - 1, column)
            found.entries.append(Entry(own, key, self._value(child, column, head, first - 1)))
        found.tail = self.comments(first, last)
        return found

    def comments(self, first: int, last: int) -> list[str]:
        lines = (self.lines[number - 1].strip() for number in range(first, last + 1))
        return [line for line in lines if line.startswith(COMMENT)]

    def _head(self, node: Mapping | Sequence, key: str, child: Node) -> int:
        """The line of a key, or of the dash before an item."""
        if isinstance(node, Mapping):
            return node.keys[key].line
        line, column = child.place.line, node.place.column - 1
        while self.lines[line - 1][column : column + 1] != "-" or self.lines[line - 1][:column].strip(" -"):
            line -= 1
        return line

    def _value(self, node: Node, column: int, head: int, last: int) -> Words | Group:
        if isinstance(node, (Mapping, Sequence)):
            same_line = node.place.line == head
            return self.group(node, head if same_line else head + 1, last)
        start, end = node.place.line, self.end_of(node, column, last)
        if node.style not in BLOCKS:
            own = [self.lines[start - 1][node.place.column - 1 :], *self.lines[start:end]]
            return Words(node, [line.strip() for line in own])
        indent = self._indent_of_block(node, column)
        own = [line[indent:] for line in self.lines[start:end]]
        if node.style == ">":  # a line of spaces keeps the line ends around it, which an empty one would fold
            own = [line for line in own for line in ([line] if line.strip() or not line else ["", ""])]
        return Words(node, [line.rstrip() for line in own], self._indicator(node))

    def end_of(self, node: Node, column: int, last: int) -> int:
        """The last line of a node's own text, comments behind it aside; `column` is that of the group it stands in."""
        if isinstance(node, (Mapping, Sequence)):
            child = list(node.items.values())[-1] if isinstance(node, Mapping) else node.items[-1]
            return self.end_of(child, node.place.column - 1, last)
        end = node.place.line
        block = node.style in BLOCKS
        indent = self._indent_of_block(node, column) if block else 0
        for number in range(end + 1, last + 1):
            line = self.lines[number - 1]
            if line.strip() and (_indent(line) < indent if block else line.strip().startswith(COMMENT) or line in MARKS):
                break
            end = number if line.strip() else end
        return end

    def _indent_of_block(self, node: Scalar, column: int) -> int:
        indicator = self._indicator(node)
        if indicator:
            return column + int(indicator)
        return next(_indent(line) for line in self.lines[node.place.line :] if line.strip())

    def _indicator(self, node: Scalar) -> str:
        sign = INDICATOR.match(self.lines[node.place.line - 1], node.place.column - 1)
        return (sign["indicator"] or "") if sign else ""

    def _parting(self, first: int, last: int, column: int) -> int:
        """The first line of the comments that belong to what comes next; deeper ones end what comes before."""
        for number in range(first, last + 1):
            line = self.lines[number - 1]
            if line.strip().startswith(COMMENT) and _indent(line) <= column:
                return number
        return last + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
