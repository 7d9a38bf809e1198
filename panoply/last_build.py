"""What the last build read and what it left, so that a run in which nothing has changed is over at once.

Kept below `.cache/`; safe to delete. Contents count, not times: a file is only looked into where its size, times or
number are not those of last time, or are so young that a second change need not show in them. What was built by other
code, in another environment or at another commit is as good as nothing.
"""

from __future__ import annotations

import marshal
import os
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from panoply.problems import Place, Problem
from panoply.whole_file import write_whole

CACHE: Final = ".cache/panoply"
"""Folder below a wiki's root for all that is kept between builds."""
READ: Final = "read"
"""Folder therein for what files say."""
INPUTS: Final = ("entities", "seeds", "schema", "docs/assets/previews", "mkdocs.yml")
"""All that a build reads below the root; a test holds this against the files it opens."""
LIBRARIES: Final = ("Jinja2", "MarkupSafe", "PyYAML", "markdown-it-py")
"""Packages whose version pages depend on."""
COARSEST: Final = 2_000_000_000
"""Nanoseconds between two times that the coarsest file system tells apart."""
Signature = tuple[int, int, int, int]
_stat: Final = os.stat  # called a hundred thousand times
NOTHING: Final = (0, 0, 0, 0)


def code_digest() -> bytes:
    """Of this package, of Python and of the libraries: what is made by other code may differ."""
    found = blake2b(sys.version.encode(), digest_size=16)
    for library in LIBRARIES:
        found.update(f"{library} {version(library)}\n".encode())
    package = Path(__file__).parent
    for file in sorted(file for file in package.rglob("*") if file.suffix in (".py", ".jinja")):
        found.update(f"\n{file.relative_to(package).as_posix()}\n".encode())
        found.update(file.read_bytes())
    return found.digest()


def digest_of_files(root: Path, folder: str) -> bytes:
    """Of all that lies in one of the `INPUTS`."""
    found = blake2b(digest_size=16)
    for path, _ in sorted(find_inputs(root, (folder,))):
        content = (root / path).read_bytes()
        found.update(f"{path} {len(content)}\n".encode() + content)
    return found.digest()


@dataclass(slots=True)
class LastBuild:
    """The record of the last build, and what is there now. Make one before anything is read."""

    root: Path
    key: bytes
    """Whatever else the pages depend on: code, environment, commit."""
    record: dict[str, Any] = field(init=False)
    started: int = field(init=False)
    inputs: dict[str, Signature] = field(init=False)
    digests: dict[str, bytes] = field(init=False)
    seen: dict[str, Signature | None] = field(init=False, default_factory=dict)
    """Of the files of the record, when `found` was found."""
    found: dict[str, bytes] | None = field(init=False, default=None)
    """What `left` found."""

    def __post_init__(self) -> None:
        self.started = self._time()
        self.inputs = dict(find_inputs(self.root, INPUTS))
        self.record = self._loaded()
        self.digests = {}
        young = self.record.get("started", 0) - COARSEST
        known = self.record.get("inputs", {})
        for path, signature in self.inputs.items():
            last = known.get(path)
            if last is not None and last[0] == signature and max(signature[:2]) < young:
                self.digests[path] = last[1]
            else:
                self.digests[path] = _digest(self.root / path)

    def is_same(self) -> bool:
        """Whether a build would find what the last one found, and leave what it left."""
        known: dict[str, tuple[Signature, bytes]] | None = self.record.get("inputs")
        if known is None or {path: last[1] for path, last in known.items()} != self.digests:
            return False
        return self.is_whole()

    def is_whole(self) -> bool:
        """Whether what the last build left is there as it was, and nothing else."""
        folders: dict[str, Signature] = self.record.get("folders", {})
        is_there = len(self.left()) == len(self.record.get("files", {}))
        return is_there and _signatures_of(f"{self.root}/docs/", folders) == folders

    def state(self) -> bytes:
        """A digest of all that the last build read."""
        return _digest_of({path: last[1] for path, last in self.record.get("inputs", {}).items()})

    def state_now(self) -> bytes:
        """The same of what there is to read now."""
        return _digest_of(self.digests)

    def changed(self, folders: tuple[str, ...]) -> dict[str, bytes] | None:
        """What the changed files of some folders were, by their digests; None where anything else differs, a name included."""
        known = self.record.get("inputs", {})
        if known.keys() != self.inputs.keys():
            return None
        found = {path: known[path][1] for path, digest in self.digests.items() if known[path][1] != digest}
        return found if all(path.startswith(folders) for path in found) else None

    def left(self) -> dict[str, bytes]:
        """Digests of the files below docs/ that are as the last build left them."""
        docs, files = f"{self.root}/docs/", self.record.get("files", {})
        if self.found is None:
            now = _signatures_of(docs, files)
            self.found = {
                file: digest
                for file, (signature, digest) in files.items()
                if now[file] is not None and (now[file] == signature or _digest(Path(docs + file)) == digest)
            }
            self.seen = now
        return self.found

    def notices(self) -> Iterator[Problem]:
        """What the last build told; it had no errors."""
        for place, code, message in self.record["notices"]:
            yield Problem(Place(*place), code, message, notice=True)

    def keep(self, files: Mapping[str, bytes], notices: Iterable[Problem], changed: Iterable[str] | None = None) -> None:
        """Record a build that began when this was made; none where an input has changed meanwhile.

        `changed` are the files of which all others, and their folders, are as they were found.
        """
        if dict(find_inputs(self.root, INPUTS)) != self.inputs:
            self._file().unlink(missing_ok=True)
            return
        written = self._time()
        while self._time() == written:  # what is changed from now on has another time than what was written
            pass
        docs = f"{self.root}/docs/"
        again = files if changed is None else changed
        folders = {} if changed is None else self.record["folders"]
        folders |= _signatures_of(docs, _folders_of(again))
        record = {
            "started": self.started,
            "inputs": {path: (signature, self.digests[path]) for path, signature in self.inputs.items()},
            "files": self._signed(files),
            "folders": folders,
            "notices": [(tuple(p.place), p.code, p.message) for p in notices],
        }
        content = marshal.dumps(record)
        write_whole(self._file(), self.key + zlib.crc32(content).to_bytes(4, "big") + content)

    def _signed(self, files: Mapping[str, bytes]) -> dict[str, tuple[Signature | None, bytes]]:
        """Digests of files with signatures; of what was found as it should be, those that it was found with."""
        there = self.left()
        again = _signatures_of(f"{self.root}/docs/", [file for file, digest in files.items() if there.get(file) != digest])
        known = self.seen | again
        return {file: (known[file], digest) for file, digest in files.items()}

    def _time(self) -> int:
        """Now, by the clock that gives files their times."""
        clock = self.root / CACHE / "clock"
        clock.touch()
        return clock.stat().st_mtime_ns

    def _file(self) -> Path:
        return self.root / CACHE / "last-build"

    def _loaded(self) -> dict[str, Any]:
        """The record; an empty one where it is of another key, damaged or not there."""
        try:
            kept = self._file().read_bytes()
        except OSError:
            return {}
        size = len(self.key)
        content = memoryview(kept)[size + 4 :]
        if kept[:size] != self.key or zlib.crc32(content).to_bytes(4, "big") != kept[size : size + 4]:
            return {}
        record: dict[str, Any] = marshal.loads(content)  # noqa: S302  # ours, and whole
        return record


def find_inputs(root: Path, places: Iterable[str]) -> Iterator[tuple[str, Signature]]:
    """Path and signature of every file below the places; of a link those of what it leads to."""
    for place in places:
        top = f"{root}/{place}"
        if os.path.isdir(top):  # noqa: PTH112
            with os.scandir(top) as entries:
                for entry in entries:
                    path = f"{place}/{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        yield from find_inputs(root, (path,))
                    else:
                        yield path, _signature_of(entry.path) or NOTHING
        elif (signature := _signature_of(top)) is not None:
            yield place, signature


def _signature_of(path: str) -> Signature | None:
    try:
        status = _stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _signatures_of(folder: str, names: Iterable[str]) -> dict[str, Signature | None]:
    return {name: _signature_of(folder + name) for name in names}


def _digest(file: Path) -> bytes:
    """Of a file's content; nothing where it cannot be read, which a build will say better."""
    try:
        return blake2b(file.read_bytes(), digest_size=16).digest()
    except OSError:
        return b""


def _digest_of(digests: Mapping[str, bytes]) -> bytes:
    return blake2b(b"".join(f"{path} ".encode() + digest for path, digest in sorted(digests.items())), digest_size=16).digest()


def _folders_of(files: Iterable[str]) -> set[str]:
    """Every folder on the way to the files."""
    found: set[str] = set()
    for file in files:
        folder = file.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found
