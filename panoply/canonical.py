"""The canonical form of a file: one order, one indentation, one way to quote; comments stay with what they precede.

It keeps what the author typed: no text is wrapped anew, no list is sorted, and what the file says stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from panoply.blocks import Blocks, Entry, Group, Words, cut, shown_lines
from panoply.claim_reader import CLAIM_KEYS
from panoply.entity_file import VARIANT_KEYS, entity_keys
from panoply.problems import Problems
from panoply.seed_file import NAMED_KEYS, SEED_KEYS, STATEMENT_KEYS
from panoply.source_file import SOURCE_KEYS
from panoply.vocabulary import Table, Vocabulary
from panoply.yaml_mending import quoted
from panoply.yaml_nodes import BLOCKS, Node, Scalar, Sequence
from panoply.yaml_nodes import Mapping as MappingNode
from panoply.yaml_source import read_bytes

WIDTH: Final = 120
"""A text that its author broke over lines is written on one if it fits."""
MODELINE: Final = "# yaml-language-server: $schema="
HEAD: Final = ("name", "class", "names", "redirects")
"""Keys that stand together at the top; a blank line sets every longer entry apart from what is above it."""
SPACES: Final = re.compile(r"(?<=\S) +")
TYPED: Final = frozenset({"true", "false", "null", "~"})
"""Words that stay quoted, because every other reader of YAML takes them for something else than text."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The order of a mapping's keys, and what they hold; of a list, it is the shape of each item."""

    order: tuple[str, ...] = ()
    """Keys that it does not name stay behind those it does, as their author ordered them."""
    inside: Mapping[str, Shape] = field(default_factory=dict)
    each: Shape | None = None
    """The shape of all keys that `inside` does not name."""

    def of(self, key: str) -> Shape:
        return self.inside.get(key) or self.each or PLAIN


PLAIN: Final = Shape()
CLAIM: Final = Shape(CLAIM_KEYS)
NAMES: Final = Shape(("name", "lang", "system"))
SOURCE: Final = Shape(tuple(SOURCE_KEYS))
SOURCES: Final = Shape(each=SOURCE)
SEED: Final = Shape(SEED_KEYS, {"statements": Shape(STATEMENT_KEYS, {"names": Shape(NAMED_KEYS)})})


def shape_of(folder: str, vocabulary: Vocabulary) -> Shape:
    """The shape of the files of one folder: a kind, a table with files of its own, ``sources`` or ``seeds``."""
    if folder == "sources":
        return SOURCE
    if folder == "seeds":
        return SEED
    table = next((t for t in vocabulary.tables.values() if t.folder == folder), None)
    if table is not None:
        return Shape((table.key, "sources"), {table.key: _rows(table), "sources": SOURCES})
    claims = Shape(tuple(vocabulary.properties), each=CLAIM)
    inside = {
        "names": NAMES,
        "claims": claims,
        "variants": Shape(each=Shape(VARIANT_KEYS, {"names": NAMES, "claims": claims})),
        "sections": Shape(tuple(vocabulary.sections)),
        "sources": SOURCES,
    }
    tables = {t.key: _rows(t) for t in vocabulary.tables.values() if folder in t.kinds}
    return Shape(tuple(entity_keys(folder, vocabulary)), inside | tables)


def _rows(table: Table) -> Shape:
    return Shape((*table.columns, "cite"), each=CLAIM)


def modeline(folder: str, vocabulary: Vocabulary) -> str:
    """The comment that tells an editor which schema a file of a folder follows."""
    kind = vocabulary.kinds.get(folder)
    name = kind.singular if kind else folder.removesuffix("s") if folder in ("sources", "seeds") else folder
    return f"{MODELINE}{'../' if folder == 'seeds' else '../../'}schema/{name}.schema.json"


def canonical(content: bytes, path: str, folder: str, vocabulary: Vocabulary) -> bytes:
    """The canonical form of a file without problems. Raises ValueError where that would change what it says."""
    node = _read(content, path)
    lines = [modeline(folder, vocabulary), *_write(cut(shown_lines(content), node), shape_of(folder, vocabulary)), ""]
    text = "\n".join(lines).encode()
    if said_by(_read(text, path)) != said_by(node) or _comments(text) != _comments(content):
        message = f"{path}: its canonical form would say something else"
        raise ValueError(message)
    return text


def _comments(content: bytes) -> list[str]:
    """Everything that looks like one, sorted: none may be lost."""
    lines = (line.strip() for line in shown_lines(content))
    return sorted(line for line in lines if line.startswith("#") and not line.startswith(MODELINE))


def _read(content: bytes, path: str) -> MappingNode:
    problems = Problems()
    node = read_bytes(content, path, problems)
    if node is None or problems.errors:
        message = f"{path}: {problems.errors[0]}"
        raise ValueError(message)
    return node


def said_by(node: Node) -> object:
    """What a file says, whatever the order of its keys and the spaces between and behind its words."""
    if isinstance(node, Scalar):
        lines = (SPACES.sub(" ", line).rstrip() for line in node.text.rstrip().lstrip("\n").split("\n"))
        return [line for line, _ in groupby(lines)]
    if isinstance(node, Sequence):
        return [said_by(item) for item in node.items]
    return {key: said_by(value) for key, value in node}


def _write(blocks: Blocks, shape: Shape) -> Iterator[str]:
    header = _without_modeline(blocks.header)
    yield from [*header, ""] if header else []
    root = blocks.root
    for entry in root.entries:
        entry.comments = _without_modeline(entry.comments)
    for number, entry in enumerate(_ordered(root.entries, shape)):
        lines = list(_entry(entry, shape, ""))
        if number and entry.key not in HEAD and len(lines) > 1 + len(entry.comments):
            yield ""
        yield from lines
    yield from _without_modeline(root.tail)


def _without_modeline(comments: Iterable[str]) -> list[str]:
    """It stands in the first line, wherever it was moved to by hand."""
    return [line for line in comments if not line.startswith(MODELINE)]


def _ordered(entries: Iterable[Entry], shape: Shape) -> list[Entry]:
    rank = {key: number for number, key in enumerate(shape.order)}
    return sorted(entries, key=lambda entry: rank.get(entry.key, len(rank)))


def _group(group: Group, shape: Shape, pad: str) -> Iterator[str]:
    if group.is_list:
        for entry in group.entries:
            yield from _item(entry, shape, pad)
    else:
        for entry in _ordered(group.entries, shape):
            yield from _entry(entry, shape, pad)
    yield from (pad + comment for comment in group.tail)


def _entry(entry: Entry, shape: Shape, pad: str) -> Iterator[str]:
    yield from (pad + comment for comment in entry.comments)
    if isinstance(entry.value, Group):
        yield f"{pad}{entry.key}:"
        yield from _group(entry.value, shape.of(entry.key), f"{pad}  ")
    else:
        yield from _words(entry.value, f"{pad}{entry.key}: ", pad)


def _item(entry: Entry, shape: Shape, pad: str) -> Iterator[str]:
    """A list's item; comments before its first key go before the dash, behind which none can stand."""
    if isinstance(entry.value, Words):
        yield from (pad + comment for comment in entry.comments)
        yield from _words(entry.value, f"{pad}- ", pad)
        return
    lines = list(_group(entry.value, shape, f"{pad}  "))
    first = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
    yield from (pad + comment for comment in [*entry.comments, *(line.strip() for line in lines[:first])])
    yield f"{pad}- {lines[first].lstrip()}"
    yield from lines[first + 1 :]


def _words(words: Words, opening: str, pad: str) -> Iterator[str]:
    """A text behind its key or dash."""
    style, text = words.scalar.style, words.scalar.text
    if style in BLOCKS:
        yield f"{opening}{'>' if style == '>' else '|'}{words.indicator}{'-' if style == '>' else ''}"
        yield from _indented(words.lines, pad + " " * int(words.indicator or 2))
    elif len(words.lines) > 1 and ("\n" in text or len(opening + text) > WIDTH):
        yield f"{opening}>-"
        yield from _indented(words.lines, f"{pad}  ")
    elif style and text.lower() not in TYPED and _is_plain(text, opening):
        yield opening + text
    else:
        yield opening + (_quoted(text) if style else text)


def _indented(lines: Iterable[str], pad: str) -> Iterator[str]:
    return ((pad + line).rstrip() for line in lines)


def _quoted(text: str) -> str:
    return quoted(text) if '"' in text or "\\" in text else f'"{text}"'


def _is_plain(text: str, opening: str) -> bool:
    """Whether a text can stand without quotation marks, by the judgement of the reader itself."""
    problems = Problems()
    key = "k: " if opening.endswith(": ") else "k:\n  - "
    node = read_bytes(f"{key}{text}\n".encode(), "", problems)
    value = node.get("k") if node else None
    if isinstance(value, Sequence):
        value = value.items[0]
    return isinstance(value, Scalar) and value.text == text and not value.style and not problems.errors
