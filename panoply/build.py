"""The build, written so that it reads as one sentence: load, link, check, make pages, render, write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from panoply.check import check
from panoply.encyclopedia import Encyclopedia, assemble
from panoply.links import Links, find_links
from panoply.load import load
from panoply.problems import Problems
from panoply.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True)
class Read:
    """What the files below a root say, linked and checked."""

    encyclopedia: Encyclopedia
    links: Links


def read(root: Path, problems: Problems, *, red_links: bool = True) -> Read | None:
    """Load, link and check. None where not even the vocabulary can be used."""
    vocabulary = load_vocabulary(root, problems)
    if vocabulary is None:
        return None
    loaded = load(root, vocabulary, problems)
    encyclopedia = assemble(vocabulary, loaded.entities, loaded.sources, loaded.row_files, loaded.seeds, loaded.slugs)
    links = find_links(encyclopedia)
    check(encyclopedia, links, problems, red_links=red_links)
    return Read(encyclopedia, links)
