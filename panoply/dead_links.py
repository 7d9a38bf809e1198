"""Addresses of sources that no longer answer, and since when: data, for the same commit gives the same pages.

`schema/dead-links.yml` is a mapping of addresses to days. A weekly job proposes it; a wiki may be without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from panoply.dates import Date, read_date
from panoply.markup import is_web_address
from panoply.memory import Memory
from panoply.problems import Mistake, Problems
from panoply.text import shortened
from panoply.yaml_nodes import Scalar
from panoply.yaml_source import read_file

FILE: Final = "schema/dead-links.yml"
HEAD: Final = "# Addresses of sources that have not answered since a day. Written by: python -m bench.links --dead\n"

DeadLinks = dict[str, Date]


def load_dead_links(root: Path, problems: Problems, memory: Memory) -> DeadLinks:
    """What stands below `root`; nothing where there is no file."""
    file = root / FILE
    return memory.recall([file], FILE, problems, partial(_read, file)) if file.is_file() else {}


def _read(file: Path, problems: Problems) -> DeadLinks:
    return dict(_rows(file, problems))


def _rows(file: Path, problems: Problems) -> Iterator[tuple[str, Date]]:
    node = read_file(file, FILE, problems)
    if node is None:
        return
    for url, day in node:
        if not is_web_address(url):
            problems.add("URL", node.keys[url], f"'{shortened(url)}' is not an http(s) address; delete the line")
        elif not isinstance(day, Scalar):
            problems.add("NOT-A-TEXT", day.place, "a day belongs here; write one such as 2026-11-22")
        elif day.text:
            try:
                yield url, read_date(day.text)
            except Mistake as mistake:
                problems.add("DATE", day.at(mistake.offset), str(mistake))


def dead_links_text(dead: Mapping[str, str]) -> str:
    """The file for web addresses, in which no quotation mark stands, and days; empty for none: no data is a problem."""
    lines = [f'"{url}": {day}\n' for url, day in sorted(dead.items())]
    return HEAD + "".join(lines) if lines else ""
