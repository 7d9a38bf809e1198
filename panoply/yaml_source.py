"""Reads a tamed YAML file into nodes that know their place; every scalar is text.

Composed from the parser's events rather than by PyYAML's composer: depth, duplicates, anchors and tags are met on the
way, nothing is typed implicitly, and no nesting can exhaust the stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import Any

import yaml

from panoply.problems import Place, Problems
from panoply.text import shortened
from panoply.yaml_nodes import BLOCKS, Mapping, Node, Scalar, Sequence
from panoply.yaml_scan import INVISIBLE, UNSEEN, scan

MOST_BYTES = 256 * 1024
MOST_DEPTH = 20
MERGE = "<<"
ESCAPED = re.compile(f"[\\t\\n{UNSEEN}]")
FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_file(file: Path, shown: str, problems: Problems) -> Mapping | None:
    """The mapping a file holds, or None where nothing of it can be used."""
    content = content_of(file, shown, problems)
    return None if content is None else read_bytes(content, shown, problems)


def content_of(file: Path, shown: str, problems: Problems) -> bytes | None:
    """A file's bytes; None where it is larger than any entity."""
    size = file.stat().st_size
    if size > MOST_BYTES:
        said = f"the file has {-(-size // 1024):,} KB; an entity may have {MOST_BYTES // 1024} KB: split it, or move prose out"
        problems.add("FILE-SIZE", Place(shown), said)
        return None
    return file.read_bytes()


def read_bytes(content: bytes, shown: str, problems: Problems) -> Mapping | None:
    """As `read_file`, from bytes."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        message = f"byte 0x{error.object[error.start]:02X} is not UTF-8; save the file as UTF-8"
        problems.add("ENCODING", Place(shown, before.count(b"\n") + 1, column), message)
        return None
    return _Reader(text, shown, problems).read()


class _Reader:
    """One file on its way from text to nodes."""

    def __init__(self, text: str, shown: str, problems: Problems) -> None:
        self.scanned = scan(text)
        self.faulty = {f.line for f in self.scanned.findings}
        self.shown, self.problems = shown, problems
        self.fields: dict[int, str] = {}
        """The field that stands on a line."""

    def read(self) -> Mapping | None:
        """The file's mapping; what the scan found is told with the fields it belongs to."""
        node = self._read()
        for code, line, column, message, fix in self.scanned.findings:
            self.problems.add(code, Place(self.shown, line, column, self.fields.get(line, "")), message, fix)
        return node

    def _read(self) -> Mapping | None:
        try:
            node = self._compose("\n".join(self.scanned.lines), FAST)
        except yaml.YAMLError as error:
            self._explain(error)
            return None
        except _GivenUp:
            return None
        if isinstance(node, Mapping) or (node is not None and self.scanned.findings):
            return node if isinstance(node, Mapping) else None
        if node is None or (isinstance(node, Scalar) and not node.text):
            message = "the file holds no data; begin with 'name:' and 'class:' lines"
            self._add_place("EMPTY-FILE", Place(self.shown), message)
            return None
        what = "a list" if isinstance(node, Sequence) else f"the text '{shortened(node.text, 30)}'"
        message = f"the file holds {what}; it must hold 'key: value' lines such as 'name: …'"
        self._add_place("NOT-A-MAPPING", node.place, message)
        return None

    def _explain(self, first: yaml.YAMLError) -> None:
        """Parse again with the pure loader, whose messages say more; where it sees no error, the first one is told."""
        try:
            self._compose("\n".join(self.scanned.lines), yaml.SafeLoader)
        except yaml.YAMLError as error:
            first = error
        except _GivenUp:
            return
        marks = [getattr(first, name, None) for name in ("problem_mark", "context_mark")]
        if "expected ':'" in str(getattr(first, "problem", "")):
            marks.reverse()  # the problem is seen on the line below the one that lacks its colon
        mark = next(filter(None, marks), None)
        place = self._at(mark, self.fields.get(mark.line + 1, "")) if mark else Place(self.shown)
        if mark and str(getattr(first, "problem", "")).startswith(INDENTED):  # it is seen at the ':' behind the key
            line = self.scanned.lines[mark.line]
            place = place._replace(column=self.scanned.column(place.line, len(line) - len(line.lstrip())))
        if not self.faulty & {place.line - 1, place.line}:
            self._add_place("SYNTAX", place, _in_our_words(str(getattr(first, "problem", "") or first)))

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
                        "SEVERAL-DOCUMENTS",
                        mark,
                        "",
                        "a second document begins here; delete '---', or make it a file of its own",
                    )
                    return root
            elif isinstance(event, yaml.ScalarEvent):
                root = self._place_node(stack, self._scalar(event, stack), root)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._refuse_decoration(event, stack)
                where = stack[-1].next_field() if stack else ""
                stack.append(_Open(isinstance(event, yaml.MappingStartEvent), self._at(mark, where)))
                if len(stack) > MOST_DEPTH:
                    message = f"nested more than {MOST_DEPTH} deep; no entity needs that: take levels out"
                    self._add("NESTING", mark, where[:60], message)
                    raise _GivenUp
            elif isinstance(event, yaml.CollectionEndEvent):
                root = self._place_node(stack, stack.pop().node(), root)
            elif isinstance(event, yaml.AliasEvent):
                where = stack[-1].next_field() if stack else ""
                self._add("ANCHOR", mark, where, f"'*{shortened(str(event.anchor), 30)}' is an alias; write the value itself")
                root = self._place_node(stack, Scalar("", self._at(mark, where), self.scanned.shown), root)
        return root

    def _scalar(self, event: Any, stack: list[_Open]) -> Scalar:
        is_key = bool(stack) and stack[-1].wants_key()
        where = "" if not stack else stack[-1].field if is_key else stack[-1].next_field()
        self._refuse_decoration(event, stack)
        style, place = event.style or "", self._at(event.start_mark, where)
        text = event.value.rstrip("\n") if style in BLOCKS else event.value
        if self.faulty:
            text = INVISIBLE.sub("", text)
        if style == '"' and (escaped := ESCAPED.search(text)):
            message = f"an escape for U+{ord(escaped[0]):04X}, which no editor shows; delete it, or use a block (key: >-)"
            self._add_place("CONTROL-CHARACTER", place, message)
            text = ESCAPED.sub(" ", text)
        if stack and not is_key:
            self._refuse_empty(text, place, stack[-1])
            self._note_field(event, where)
        return Scalar(text if text.strip() else "", place, self.scanned.shown, style)

    def _refuse_empty(self, text: str, place: Place, top: _Open) -> None:
        if text.strip() or place.line in self.faulty:
            return
        if top.key and top.key_place:
            message = f"'{shortened(top.key, 40)}:' has no value; write one (a claim may say 'unknown'), or delete the line"
            self._add_place("EMPTY-VALUE", top.key_place, message)
        else:
            self._add_place("EMPTY-VALUE", place, "an empty value; write one, or delete the line")

    def _note_field(self, event: Any, where: str) -> None:
        """Lets a finding of the scan on a value's line name the field."""
        if self.faulty:
            first, last = event.start_mark.line + 1, event.end_mark.line + (event.style not in BLOCKS)
            for line in range(first, last + 1):
                self.fields.setdefault(line, where)

    def _refuse_decoration(self, event: Any, stack: list[_Open]) -> None:
        if event.anchor is None and event.tag is None and not getattr(event, "flow_style", False):
            return
        where = stack[-1].next_field() if stack else ""
        if event.anchor is not None:
            message = f"'&{shortened(event.anchor, 30)}' is an anchor, which is not used; delete it"
            self._add("ANCHOR", event.start_mark, where, message)
        if event.tag is not None:
            self._add("ANCHOR", event.start_mark, where, f"'{shortened(event.tag, 30)}' is a tag, which is not used; delete it")
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
        is_word = len(node.text) <= 40 and node.text.isprintable() and " " not in node.text
        shown = node.text if is_word else shortened(node.text, 40)
        path, line, column, _ = node.place
        place = Place(path, line, column, intern(f"{top.field}.{shown}".lstrip(".")))
        if node.text == MERGE:
            self._add_place("ANCHOR", place, "'<<' is a merge key, which is not used; write the lines themselves")
        elif node.text in top.keys:
            first = top.keys[node.text].line
            self._add_place("DUPLICATE-KEY", place, f"'{shown}' already stands in line {first}; keep one of the two")
        top.key, top.key_place = intern(node.text), place  # it is found in thousands of files
        self.fields.setdefault(place.line, place.field)

    def _at(self, mark: Any, where: str) -> Place:
        line, column = mark.line + 1, mark.column
        return Place(self.shown, line, self.scanned.column(line, column) if self.scanned.widened else column + 1, intern(where))

    def _add(self, code: str, mark: Any, where: str, message: str) -> None:
        self._add_place(code, self._at(mark, where), message)

    def _add_place(self, code: str, place: Place, message: str) -> None:
        self.problems.add(code, place, message)


class _GivenUp(Exception):
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
        if key not in self.items and key != MERGE:
            self.items[key], self.keys[key] = node, place
        self.key = None

    def node(self) -> Node:
        return Mapping(self.items, self.keys, self.place) if self.is_mapping else Sequence(self.entries, self.place)


INDENTED = "mapping values are not allowed"
LONELY_ITEM = "a list item that lines up with no list; line it up, or give the list a key"
SYNTAX_HINTS = {
    INDENTED: "a ':' where no key can stand; indent the line like its neighbours, or quote the value",
    "could not find expected ':'": "neither 'key: value' nor '- item'; add the key, or indent the line below its key",
    "expected <block end>, but found '<scalar>'": "text that belongs to no key; indent it, or quote the value above as a whole",
    "expected <block end>, but found '-'": LONELY_ITEM,
    "expected <block end>, but found '<block sequence start>'": LONELY_ITEM,
    "expected <block end>, but found": "the line is indented differently from its neighbours; line it up",
    "expected '<document start>', but found": "the line does not go on from the lines above; line it up with them",
    "sequence entries are not allowed": "a list item '- ' where none can stand; put it on a line of its own below its key",
    "found unknown escape character": "a backslash inside double quotes; use single quotes, in which it is itself",
}
"""By the beginning of the parser's message, the narrower ones first."""


def _in_our_words(problem: str) -> str:
    hint = next((words for start, words in SYNTAX_HINTS.items() if problem.startswith(start)), "")
    return hint or f"YAML: {shortened(problem, 120)}; compare the line with its neighbours"
