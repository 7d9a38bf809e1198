"""What files said, kept below `.cache/` by their contents, so that the next run reads only what was edited.

A cache: safe to delete, never needed. An entry counts only for the very bytes it was read from, and all entries only for
the vocabulary and the code that read them; a damaged file of it is as good as none. It is written and read by this
module alone, below a folder that git ignores. Entries are pickles, of which nothing but our own plain objects is made:
whoever can write there can edit the code beside it, and yet gets no further through a pickle.
"""

from __future__ import annotations

import io
import marshal
import pickle
import zlib
from collections import defaultdict
from collections.abc import Callable
from copyreg import dispatch_table
from dataclasses import dataclass, field, fields, is_dataclass
from hashlib import blake2b
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from sys import intern
from typing import Any, Final, NamedTuple

from panoply.citation_text import Cited
from panoply.last_build import code_digest, digest_of_files
from panoply.model import Citation
from panoply.pieces import Piece, WikiLink
from panoply.problems import Mistake, Place, Problem
from panoply.quantities import Unit, one_number
from panoply.vocabulary import Property, Table, Vocabulary
from panoply.whole_file import write_whole

DIGEST: Final = 16
SIZE: Final = 4
"""Bytes of a number in a file of the cache."""
SHARDS: Final = 64
"""Files of the cache: one edit writes one of them anew."""
OWN: Final = {
    "panoply.citation_text": {"Cited"},
    "panoply.dates": {"Date"},
    "panoply.load": {"Part"},
    "panoply.model": {
        *("Choice", "Citation", "Claim", "Entity", "Name", "Reference", "Row", "RowFile"),
        *("Seed", "Source", "Statement", "Unknown", "Variant"),
    },
    "panoply.problems": {"Fix", "Mistake", "Place", "Problem"},
    "panoply.pieces": {"Piece", "WikiLink"},
    "panoply.prose": {"CitationMark", "Prose"},
    "panoply.quantities": {"Amount", "Money", "Quantity", "Span", "Unit"},
    "panoply.vocabulary": {"Property", "Table"},
    "decimal": {"Decimal"},
    "builtins": {"frozenset"},
}
"""All that an entry may consist of."""


def digest_of(content: bytes) -> bytes:
    return blake2b(content, digest_size=DIGEST).digest()


def row(name: str) -> object:
    """Stands in an entry for a row of the vocabulary, which is one object for all; put in its place on reading."""
    raise KeyError(name)


@dataclass(slots=True)
class Rows:
    """The rows of a vocabulary that entities point to, by name and by identity."""

    by_name: dict[str, object]
    names: dict[int, str]
    reducers: dict[type, Callable[[Any], Any]]

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Rows:
        by_name: dict[str, object] = {f"property {key}": prop for key, prop in vocabulary.properties.items()}
        by_name |= {f"unit {key}": unit for key, unit in vocabulary.units.units.items()}
        for key, table in vocabulary.tables.items():
            by_name[f"table {key}"] = table
            by_name |= {f"column {key} {name}": column for name, column in table.columns.items()}
        own = (getattr(import_module(module), name) for module, names in OWN.items() for name in names)
        calls = {made: _as_call(made) for made in own if is_dataclass(made) or hasattr(made, "_fields")}
        rows = cls(
            by_name, {id(found): name for name, found in by_name.items()}, {**dispatch_table, **calls, Mistake: _mistake}
        )
        rows.reducers |= dict.fromkeys((Property, Table, Unit), rows._reduced)
        return rows

    def packed(self, found: object) -> bytes:
        """An object as bytes."""
        stream = io.BytesIO()
        pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = self.reducers
        pickler.dump(found)
        return stream.getvalue()

    def _reduced(self, found: object) -> Any:
        name = self.names.get(id(found))
        return found.__reduce_ex__(pickle.HIGHEST_PROTOCOL) if name is None else (row, (name,))

    def unpacked(self, packed: bytes) -> Any:
        """The object again, pointing to this vocabulary's rows."""
        return _Unpickler(packed, self).load()


def _mistake(found: Mistake) -> tuple[type[Mistake], tuple[object, ...]]:
    return Mistake, (found.code, found.message, found.offset, found.fix)


def _as_call(made: type) -> Callable[[Any], tuple[type, tuple[object, ...]]]:
    """An object as a call of its class: a third of the time that pickle's way with frozen objects takes."""
    if issubclass(made, tuple):
        return lambda found: (made, tuple(found))
    names = [one.name for one in fields(made)]  # type: ignore[arg-type]  # a dataclass: what is none is a tuple
    values = attrgetter(*names) if names else lambda _: ()
    return lambda found: (made, values(found) if len(names) != 1 else (values(found),))


class _Unpickler(pickle.Unpickler):
    def __init__(self, packed: bytes, rows: Rows) -> None:
        super().__init__(io.BytesIO(packed))
        self.rows = rows

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, "row"):
            return self.rows.by_name.__getitem__
        if name not in OWN.get(module, ()):
            message = f"{module}.{name} is no part of what a file says"
            raise pickle.UnpicklingError(message)
        return ONCE.get(name) or super().find_class(module, name)


def _place(path: str, line: int, column: int, where: str) -> Place:
    return Place(intern(path), line, column, intern(where))


def _citation(key: str, locator: str, place: Place, owner: str) -> Citation:
    return Citation(intern(key), locator, place, intern(owner))


def _cited(key: str, locator: str, offset: int) -> Cited:
    return Cited(intern(key), locator, offset)


def _link(target: str, words: str, offset: int) -> WikiLink:
    return WikiLink(intern(target), words, offset)


def _piece(kind: str, content: str, children: tuple[Piece, ...], tag: str, address: str) -> Piece:
    return Piece(intern(kind), content, children, tag, address)


ONCE: Final[dict[str, Callable[..., Any]]] = {
    "Place": _place,
    "Citation": _citation,
    "Cited": _cited,
    "Decimal": one_number,
    "Piece": _piece,
    "WikiLink": _link,
}
"""Makers of what has the same words and numbers in thousands of files: each of these is in memory once, or a third of
all would be copies."""


@dataclass(slots=True)
class Reading:
    """What one file says, or the same as bytes: between processes it travels as the cache keeps it."""

    digest: bytes
    packed: bytes = b""
    said: tuple[Any, frozenset[Problem]] | None = None
    rows: Rows | None = None

    def __reduce__(self) -> tuple[Callable[..., Reading], tuple[bytes, bytes]]:
        return Reading, (self.digest, self.packed or (self.rows.packed(self.said) if self.rows else b""))


class Entry(NamedTuple):
    """What was read of one file, where it lies among others: only what is asked for is looked at."""

    digest: bytes
    """Of the file."""
    check: int
    packed: bytes
    file: str = ""
    """Where what is packed lies, if it is not at hand: not held open, or Windows could not replace it."""
    start: int = 0
    size: int = 0

    @classmethod
    def of(cls, reading: Reading) -> Entry:
        return cls(reading.digest, zlib.crc32(reading.packed), reading.packed)

    def at_hand(self) -> Entry:
        if not self.file:
            return self
        with open(self.file, "rb") as stream:  # noqa: PTH123  # called thousands of times
            stream.seek(self.start)
            return Entry(self.digest, self.check, stream.read(self.size))

    def whole(self) -> bytes | None:
        """What was packed; None where it is damaged."""
        packed = self.at_hand().packed
        return packed if zlib.crc32(packed) == self.check else None


@dataclass(slots=True)
class KeptParts:
    """The cache of one run. `write` it when all files are read."""

    folder: Path | None
    """None to keep nothing."""
    key: bytes
    """What the entries were made with: code and vocabulary."""
    rows: Rows
    shards: dict[int, dict[str, Entry]] = field(default_factory=dict)
    """By path."""
    used: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    changed: set[int] = field(default_factory=set)
    former: dict[str, Entry] = field(default_factory=dict)
    """Entries that this run found to be of other contents."""

    @classmethod
    def of(cls, folder: Path, root: Path, vocabulary: Vocabulary) -> KeptParts:
        """The cache of a wiki's root, for its vocabulary and this code."""
        return cls(folder, code_digest() + digest_of_files(root, "schema"), Rows.of(vocabulary))

    def find(self, path: str, file: Path) -> Reading | None:
        """What was read of a file when it had the content it has."""
        if self.folder is None:
            return None
        self.used[_shard(path)].add(path)
        entry = self._entry(path)
        if entry is None:
            return None
        if entry.digest == digest_of(file.read_bytes()) and (packed := entry.whole()) is not None:
            return Reading(entry.digest, packed)
        self.former[path] = entry.at_hand()
        return None

    def _entry(self, path: str) -> Entry | None:
        number = _shard(path)
        if number not in self.shards:
            self.shards[number] = self._loaded(number)
        return self.shards[number].get(path)

    def find_former(self, path: str, digest: bytes) -> Any:
        """What a file said when it had other contents; None where that is not known."""
        return self._said(self.former.get(path), digest)

    def find_said(self, path: str, digest: bytes) -> Any:
        """What a file says that has a content of that digest; None where that is not known."""
        return self._said(self._entry(path), digest)

    def _said(self, entry: Entry | None, digest: bytes) -> Any:
        if entry is None or entry.digest != digest or (packed := entry.whole()) is None:
            return None
        return self.rows.unpacked(packed)[0]

    def said(self, reading: Reading) -> tuple[Any, frozenset[Problem]]:
        if reading.said is None:
            reading.said = self.rows.unpacked(reading.packed)
            reading.packed = b""
        return reading.said

    def reading(self, content: bytes | None, said: tuple[Any, frozenset[Problem]]) -> Reading:
        """What was read of a content, fit to be kept, and to be sent by a helper."""
        if self.folder is None or content is None:
            return Reading(b"", b"", said, self.rows)
        return Reading(digest_of(content), self.rows.packed(said), said)

    def add(self, path: str, reading: Reading) -> None:
        if self.folder is not None and reading.digest:
            number = _shard(path)
            self.shards[number][path] = Entry.of(reading)
            self.changed.add(number)

    def write(self) -> None:
        """Write what changed, without the files that are gone; then forget it."""
        for number, entries in self.shards.items():
            if number in self.changed or entries.keys() != self.used[number]:
                self._write(number, {path: entry for path, entry in entries.items() if path in self.used[number]})
        self.shards = {}

    def write_changed(self) -> None:
        """The same by a run that has not looked at every file."""
        for number in self.changed:
            self._write(number, self.shards[number])
        self.shards = {}

    def _write(self, number: int, entries: dict[str, Entry]) -> None:
        if self.folder is not None:
            there = {path: entry.at_hand() for path, entry in entries.items()}
            listed = [(path, entry.digest, entry.check, len(entry.packed)) for path, entry in there.items()]
            index = marshal.dumps(listed)
            head = self.key + zlib.crc32(index).to_bytes(SIZE, "big") + len(index).to_bytes(SIZE, "big")
            self.folder.mkdir(parents=True, exist_ok=True)
            packed = b"".join(entry.packed for entry in there.values())
            write_whole(self.folder / f"{number:02}", head + index + packed)

    def _loaded(self, number: int) -> dict[str, Entry]:
        """A shard's entries; none where the file was made otherwise, is damaged, or is not there."""
        file = (self.folder or Path()) / f"{number:02}"
        try:
            with file.open("rb") as stream:
                key, check, length = stream.read(len(self.key)), stream.read(SIZE), int.from_bytes(stream.read(SIZE), "big")
                index = stream.read(length) if key == self.key else b""
        except OSError:
            return {}
        if not index or zlib.crc32(index).to_bytes(SIZE, "big") != check:
            return {}
        entries, start = {}, len(self.key) + 2 * SIZE + length
        for path, digest, crc, size in marshal.loads(index):  # noqa: S302  # ours, and whole
            entries[path] = Entry(digest, crc, b"", str(file), start, size)
            start += size
        return entries


def _shard(path: str) -> int:
    return zlib.crc32(path.encode()) % SHARDS
