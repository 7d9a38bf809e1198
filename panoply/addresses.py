"""Where pages live: files below docs/, the addresses they get, and the way from one to another.

Every page is an index.md in a folder of its own, so that a relative link in raw HTML means the same from the file as
from the page: MkDocs leaves such links alone, Zensical takes them for links from the file.
"""

from __future__ import annotations

from typing import Final

from panoply.model import Entity, Source

WIKI: Final = "wiki"


def entity_file(entity: Entity) -> str:
    return slug_file(entity.kind, entity.slug)


def slug_file(kind: str, slug: str) -> str:
    return f"{WIKI}/{kind}/{slug}/index.md"


def source_file(source: Source) -> str:
    return f"{WIKI}/sources/{source.id}/index.md"


def class_file(key: str) -> str:
    return f"{WIKI}/classes/{key}/index.md"


def class_part_file(key: str, part: str) -> str:
    """Beside the class's page: a line of its table is the same on both."""
    return f"{WIKI}/classes/part--{key}--{part}/index.md"


def kind_file(kind: str) -> str:
    return f"{WIKI}/{kind}/index.md"


def seed_file(slug: str) -> str:
    return f"{WIKI}/seeds/{slug}/index.md"


def name_file(folded: str) -> str:
    return f"{WIKI}/names/{folded}/index.md"


def part_file(file: str, key: str) -> str:
    """The page of a part of a list: no slug and no folded name has two hyphens."""
    return file.replace("index.md", f"part--{key}/index.md")


def about_file(name: str) -> str:
    return f"{WIKI}/about/index.md" if name == "index" else f"{WIKI}/about/{name}/index.md"


def address(file: str) -> str:
    """The address of a page below the site's root: ``wiki/systems/t-72/index.md`` is at ``wiki/systems/t-72/``."""
    stem = file.removesuffix(".md")
    return stem.removesuffix("index") if stem == "index" or stem.endswith("/index") else stem + "/"


def file_link(here: str, there: str) -> str:
    """A link in Markdown, from file to file, which MkDocs checks."""
    return _relative(here.split("/")[:-1], there)


def page_link(here: str, there: str) -> str:
    """A link in raw HTML, from address to address; `there` may be any file below docs/."""
    return _relative(address(here).split("/")[:-1], address(there) if there.endswith(".md") else there) or "./"


def _relative(folder: list[str], there: str) -> str:
    """The way from a folder to a file or address. (Each page has dozens of links: posixpath.relpath took 0.3 s a build.)"""
    parts = there.split("/")
    shared = 0
    while shared < min(len(folder), len(parts) - 1) and folder[shared] == parts[shared]:
        shared += 1
    return "../" * (len(folder) - shared) + "/".join(parts[shared:])
