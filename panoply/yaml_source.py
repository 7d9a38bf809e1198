"""Reads a tamed YAML file into nodes that know their place; every scalar is text.

Composed from the parser's events rather than by PyYAML's composer: depth, duplicates, anchors and tags are met on the
way, nothing is typed implicitly, and no nesting can exhaust the stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from panoply.problems import Place, Problems
from panoply.yaml_scan import scan

MOST_BYTES = 256 * 1024
MOST_DEPTH = 20
FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True, frozen=True)
class Scalar:
    """A text and where it stands."""

    text: str
    place: Place
    lines: list[str] = field(repr=False, compare=False)
    """All lines of its file, to find a character's place."""
    header: int = 0
    """Length of the opening quotation mark; -1 for a block."""

    def at(self, offset: int) -> Place:
        """The place of one character of the text, through folding and indentation.

        Folding changes white space only, so the n-th visible character of the text is the n-th visible one in the file.
        """
        path, line, column, where = self.place
        if self.header >= 0 and "\n" not in self.text and self.lines[line - 1].find(self.text, column - 1) >= 0:
            return Place(path, line, self.lines[line - 1].find(self.text, column - 1) + 1 + offset, where)
        seen = sum(not c.isspace() for c in self.text[:offset])
        row, start = (line, 0) if self.header < 0 else (line - 1, column - 1 + self.header)
        for number in range(row, len(self.lines)):
            for index in range(start, len(self.lines[number])):
                if not self.lines[number][index].isspace():
                    if seen == 0:
                        return Place(path, number + 1, index + 1, where)
                    seen -= 1
            start = 0
        return self.place


@dataclass(slots=True, frozen=True)
class Sequence:
    """A block list."""

    items: list[Node]
    place: Place


@dataclass(slots=True, frozen=True)
class Mapping:
    """A block mapping, keys in the order of the file."""

    items: dict[str, Node]
    keys: dict[str, Place]
    place: Place

    def __iter__(self) -> Iterator[tuple[str, Node]]:
        return iter(self.items.items())

    def get(self, key: str) -> Node | None:
        return self.items.get(key)


Node = Scalar | Sequence | Mapping


def read_file(file: Path, shown: str, problems: Problems) -> Mapping | None:
    """The mapping a file holds, or None where nothing of it can be used."""
    if file.stat().st_size > MOST_BYTES:
        size = f"{file.stat().st_size / 1024:,.0f} KB; an entity may have {MOST_BYTES // 1024} KB"
        problems.add("FILE-SIZE", Place(shown), f"the file has {size}: split it, or move prose out")
        return None
    return read_bytes(file.read_bytes(), shown, problems)


def read_bytes(content: bytes, shown: str, problems: Problems) -> Mapping | None:
    """As `read_file`, from bytes."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        message = f"byte 0x{content[error.start]:02X} is not UTF-8; save the file as UTF-8"
        problems.add("ENCODING", Place(shown, before.count(b"\n") + 1, column), message)
        return None
    return _Reader(text, shown, problems).read()


class _Reader:
    """One file on its way from text to nodes."""

    def __init__(self, text: str, shown: str, problems: Problems) -> None:
        self.lines, findings = scan(text)
        self.shown, self.problems = shown, problems
        self.scanned = {f.line for f in findings}
        self.findings = findings
        self.fields: dict[int, str] = {}
        """The field whose key stands on a line."""

    def read(self) -> Mapping | None:
        """The file's mapping; what the scan found is told with the fields it belongs to."""
        node = self._read()
        for code, line, column, message in self.findings:
            self.problems.add(code, Place(self.shown, line, column, self.fields.get(line, "")), message)
        return node

    def _read(self) -> Mapping | None:
        try:
            node = self._compose("\n".join(self.lines), FAST)
        except yaml.YAMLError:
            self._explain()
            return None
        except _GivenUp:
            return None
        if self.findings and not isinstance(node, Mapping):
            return None
        if node is None:
            self.problems.add(
                "EMPTY-FILE", Place(self.shown), "the file holds no data; begin with 'name:' and 'class:' lines"
            )
            return None
        if not isinstance(node, Mapping):
            what = "a list" if isinstance(node, Sequence) else "a text"
            self.problems.add(
                "NOT-A-MAPPING", node.place, f"the file holds {what}; it must hold 'key: value' lines such as 'name: T-72'"
            )
            return None
        return node

    def _explain(self) -> None:
        """Parse again with the pure loader, whose messages say more."""
        try:
            self._compose("\n".join(self.lines), yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            if not self.findings:
                self.problems.add("SYNTAX", Place(self.shown, line, column), _in_our_words(str(error.problem)))
        except (yaml.YAMLError, _GivenUp):
            pass
        if not self.findings and not any(p.place.path == self.shown for p in self.problems.found):
            self.problems.add("SYNTAX", Place(self.shown), "the file cannot be read as YAML; compare it with a neighbouring file")

    def _compose(self, text: str, loader: Any) -> Node | None:
        """Nodes from events. Raises yaml.YAMLError, or _GivenUp after a problem that leaves nothing to read."""
        stack: list[_Open] = []
        root: Node | None = None
        documents = 0
        for event in yaml.parse(text, Loader=loader):
            mark = event.start_mark
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._add(
                        "SEVERAL-DOCUMENTS", mark, "", "a second document begins here; delete '---', or make it a file of its own"
                    )
                    return root
            elif isinstance(event, yaml.ScalarEvent):
                root = self._place_node(stack, self._scalar(event, stack), root)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._refuse_decoration(event, stack)
                where = stack[-1].next_field() if stack else ""
                stack.append(_Open(isinstance(event, yaml.MappingStartEvent), self._at(mark, where)))
                if len(stack) > MOST_DEPTH:
                    self._add("NESTING", mark, where[:60], f"nested more than {MOST_DEPTH} deep; no entity needs that")
                    raise _GivenUp
            elif isinstance(event, yaml.CollectionEndEvent):
                root = self._place_node(stack, stack.pop().node(), root)
            elif isinstance(event, yaml.AliasEvent):
                where = stack[-1].next_field() if stack else ""
                self._add("ANCHOR", mark, where, f"'*{event.anchor}' is an alias; write the value itself")
                root = self._place_node(stack, Scalar("", self._at(mark, where), self.lines), root)
        return root

    def _scalar(self, event: Any, stack: list[_Open]) -> Scalar:
        is_key = bool(stack) and stack[-1].wants_key()
        where = "" if not stack else stack[-1].field if is_key else stack[-1].next_field()
        self._refuse_decoration(event, stack)
        text = event.value
        if not text and not is_key and event.start_mark.line + 1 not in self.scanned:
            place = stack[-1].key_place if stack and stack[-1].key_place else None
            self.problems.add(
                "EMPTY-VALUE",
                self._at(event.start_mark, where) if place is None else place._replace(field=where),
                f"'{stack[-1].key}:' has no value; write one, 'unknown' with a source, or delete the line"
                if stack and stack[-1].key
                else "an empty value; write one, or delete the line",
            )
        header = -1 if event.style in ("|", ">") else 1 if event.style else 0
        return Scalar(text.rstrip("\n") if header < 0 else text, self._at(event.start_mark, where), self.lines, header)

    def _refuse_decoration(self, event: Any, stack: list[_Open]) -> None:
        where = stack[-1].next_field() if stack else ""
        if event.anchor is not None:
            self._add("ANCHOR", event.start_mark, where, f"'&{event.anchor}' is an anchor; write the value itself")
        if event.tag is not None and not getattr(event, "implicit", True) is True and event.tag != "!":
            implicit = event.implicit
            if implicit is False or implicit == (False, False):
                self._add("ANCHOR", event.start_mark, where, f"'{event.tag}' is a tag, which is not used; delete it")
        if getattr(event, "flow_style", False):
            self._add("FLOW-STYLE", event.start_mark, where, "{ } and [ ] are not used; write one item or one key a line")

    def _place_node(self, stack: list[_Open], node: Node, root: Node | None) -> Node:
        if not stack:
            return node
        top = stack[-1]
        if not top.wants_key():
            top.add(node)
        elif isinstance(node, Scalar):
            self._take_key(top, node)
        else:
            self._add_place("SYNTAX", node.place, "a list or mapping cannot be a key; a key is one word")
            raise _GivenUp
        return root if root is not None else node

    def _take_key(self, top: _Open, node: Scalar) -> None:
        place = node.place._replace(field=f"{top.field}.{node.text}".lstrip("."))
        if node.text == "<<":
            self._add_place("ANCHOR", place, "'<<' is a merge key, which is not used; write the lines themselves")
        elif node.text in top.keys:
            first = top.keys[node.text].line
            self._add_place("DUPLICATE-KEY", place, f"'{node.text}' already stands in line {first}; keep one of the two")
        top.key, top.key_place = node.text, place
        self.fields.setdefault(place.line, place.field)

    def _at(self, mark: Any, where: str) -> Place:
        return Place(self.shown, mark.line + 1, mark.column + 1, where)

    def _add(self, code: str, mark: Any, where: str, message: str) -> None:
        self._add_place(code, self._at(mark, where), message)

    def _add_place(self, code: str, place: Place, message: str) -> None:
        self.problems.add(code, place, message)


class _GivenUp(Exception):  # noqa: N818 - leaves _compose after the problem is recorded
    pass


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    is_mapping: bool
    place: Place
    key: str | None = None
    key_place: Place | None = None
    items: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    entries: list[Node] = field(default_factory=list)

    @property
    def field(self) -> str:
        return self.place.field

    def wants_key(self) -> bool:
        return self.is_mapping and self.key is None

    def next_field(self) -> str:
        if self.is_mapping:
            return f"{self.field}.{self.key}".lstrip(".") if self.key is not None else self.field
        return f"{self.field}[{len(self.entries)}]"

    def add(self, node: Node) -> None:
        if not self.is_mapping:
            self.entries.append(node)
            return
        key, place = self.key or "", self.key_place or self.place
        if key not in self.items:
            self.items[key], self.keys[key] = node, place
        self.key = None

    def node(self) -> Node:
        return Mapping(self.items, self.keys, self.place) if self.is_mapping else Sequence(self.entries, self.place)


SYNTAX_HINTS = {
    "mapping values are not allowed here": "a ':' where no key can stand; indent the line like its neighbours, or quote the value",
    "could not find expected ':'": "a line that is neither 'key: value' nor '- item'; add the key, or indent it below the one it belongs to",
    "expected <block end>, but found '<block mapping start>'": "the line is indented differently from its neighbours; line it up",
    "expected <block end>, but found '<scalar>'": "text that belongs to no key; indent it, or quote the value above as a whole",
    "expected <block end>, but found '-'": "a list item that is not lined up with the items above it",
    "expected <block end>, but found '<block sequence start>'": "a list where a 'key: value' line belongs; give the list a key",
    "expected <block end>, but found '?'": "the line is indented differently from its neighbours; line it up",
    "sequence entries are not allowed here": "a list item '- ' where none can stand; put it on a line of its own below its key",
}


def _in_our_words(problem: str) -> str:
    hint = SYNTAX_HINTS.get(problem)
    return hint if hint else f"YAML: {problem}; compare the line with its neighbours"

