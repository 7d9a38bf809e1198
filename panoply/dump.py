"""A release's data in one archive, the same bytes for the same commit; and what the changelog says of that release."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from panoply.dates import Date
from panoply.problems import Mistake

FOLDERS: Final = ("docs/data", "entities", "schema", "seeds")
SINGLE: Final = ("CHANGELOG.md", "LICENSE-DATA")
SUMS: Final = "SHA256SUMS"
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,79}")
VOCABULARY: Final = "### Vocabulary"
"""What every release says of its properties, classes and units, for those who read the data by program."""


def dump_files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Path and content of all that belongs to the data, sorted; hidden files and links are left out."""
    found = [file for folder in FOLDERS for file in (root / folder).rglob("*")] + [root / name for name in SINGLE]
    paths = {file.relative_to(root).as_posix(): file for file in found if file.is_file() and not file.is_symlink()}
    for path, file in sorted(paths.items()):
        if not any(part.startswith(".") for part in path.split("/")):
            yield path, file.read_bytes()


def archive(root: Path, name: str, day: Date) -> bytes:
    """The archive, its files in a folder of its name beside their checksums; all of one time and of nobody."""
    files = list(dump_files(root))
    sums = "".join(f"{sha256(content).hexdigest()}  {path}\n" for path, content in files).encode()
    moment = int(datetime(day.year, day.month or 1, day.day or 1, tzinfo=UTC).timestamp())
    packed = io.BytesIO()
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=moment) as zipped,
        tarfile.open(mode="w", fileobj=zipped, format=tarfile.USTAR_FORMAT) as tar,
    ):
        for path, content in [(SUMS, sums), *files]:
            member = tarfile.TarInfo(f"{name}/{path}")
            member.size, member.mtime, member.mode = len(content), moment, 0o644
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def release_notes(changelog: str, release: str) -> str:
    """What a changelog says below ``## v1.2``. Raises Mistake where it says nothing, or nothing of the vocabulary."""
    section = re.search(rf"(?ms)^## {re.escape(release)}(?: [^\n]*)?\n(?P<notes>.*?)(?=^## |\Z)", changelog)
    notes = section["notes"].strip() if section else ""
    if not notes:
        raise Mistake("MISSING-KEY", f"CHANGELOG.md has no section '## {release}'; give 'Unreleased' that name")
    if VOCABULARY not in notes.splitlines():
        message = f"CHANGELOG.md, {release}: no '{VOCABULARY}'; say there what changed, or that nothing did"
        raise Mistake("MISSING-KEY", message)
    return f"{notes}\n"
