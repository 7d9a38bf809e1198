"""What a build found out that concerns many files, in few words: so that after a small edit few files need be read.

Kept below `.cache/` beside what each file says; safe to delete. It counts only for the very inputs it was made from.
"""

from __future__ import annotations

import marshal
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from panoply.check_sources import all_citations
from panoply.page_text import Wiki
from panoply.whole_file import write_whole

FILE: Final = "overview"


@dataclass(frozen=True, slots=True)
class Overview:
    """Who names what, as slugs, ids and paths."""

    slugs: dict[str, str]
    """Every slug with its path."""
    owners: dict[str, str]
    """Paths of the files of rows, by slug."""
    by_name: dict[str, str]
    moved: dict[str, str]
    naming: dict[str, list[str]]
    """Paths of the files whose claims, rows, prose or statements name an entity, in the order of reading."""
    backlinks: dict[str, list[str]]
    citing: dict[str, list[str]]
    """Paths of the files that cite a source, by its id, in the order of reading."""
    voices: dict[str, str]
    shown: list[str]
    cited: list[str]
    homonyms: dict[str, list[tuple[str, str | None]]]
    """Slugs and variants that share an alias."""
    edited: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, wiki: Wiki) -> Overview:
        encyclopedia, links = wiki.encyclopedia, wiki.links
        files = {file.slug: file.path for file in encyclopedia.row_files}
        shared = {alias: targets for alias, targets in wiki.aliases.items() if len(targets) > 1}
        return cls(
            slugs=dict(encyclopedia.slugs),
            owners=files,
            by_name=dict(encyclopedia.by_name),
            moved=dict(encyclopedia.moved),
            naming=_by_path(_naming(wiki)),
            backlinks={slug: sorted(found) for slug, found in links.backlinks.items()},
            citing=_by_path(_citing(wiki)),
            voices=dict(wiki.voices.of_source),
            shown=sorted(wiki.shown),
            cited=sorted(wiki.cited),
            homonyms={alias: [(t.entity.slug, t.variant) for t in targets] for alias, targets in shared.items()},
            edited=dict(wiki.edited),
        )

    def write(self, cache: Path, key: bytes) -> None:
        """Keep it for what the key stands for: code, commit and the digests of all inputs."""
        content = marshal.dumps(tuple(getattr(self, name) for name in self.__slots__))
        write_whole(cache / FILE, key + zlib.crc32(content).to_bytes(4, "big") + content)

    @classmethod
    def load(cls, cache: Path, key: bytes) -> Overview | None:
        """What was kept; None where it is of another key, damaged or not there."""
        try:
            kept = memoryview((cache / FILE).read_bytes())
        except OSError:
            return None
        check, content = kept[len(key) : len(key) + 4], kept[len(key) + 4 :]
        if kept[: len(key)] != key or zlib.crc32(content).to_bytes(4, "big") != check:
            return None
        return cls(*marshal.loads(content))  # noqa: S302  # ours, and whole


def _naming(wiki: Wiki) -> Iterable[tuple[str, str]]:
    """Slug and path of a file that names it, as often as it does."""
    get, links = wiki.encyclopedia.get, wiki.links
    yield from ((slug, get(other).path) for slug, found in links.backlinks.items() for other in found)
    yield from ((slug, incoming.subject.path) for slug, found in links.incoming.items() for incoming in found)
    yield from ((slug, link.row.place.path) for slug, found in links.rows.items() for link in found)
    yield from ((slug, seed.path) for slug, found in links.seeds.items() for seed in found)


def _citing(wiki: Wiki) -> Iterable[tuple[str, str]]:
    for citation in all_citations(wiki.encyclopedia):
        source = wiki.encyclopedia.find_source(citation)
        if source is not None:
            yield source.id, citation.place.path


def _by_path(found: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    paths: dict[str, set[str]] = defaultdict(set)
    for key, path in found:
        paths[key].add(path)
    return {key: sorted(there, key=reading_order) for key, there in paths.items()}


def reading_order(path: str) -> tuple[str, ...]:
    """Files are read folder by folder, by name."""
    return tuple(path.split("/"))
