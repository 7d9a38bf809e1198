"""Slips of the keyboard in real files: whatever an edit leaves, there is an answer, and it points into the file.

`PANOPLY_MUTATIONS=100000 pytest tests/test_mutations.py` looks longer; a failure prints the edited file.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from panoply.check import check
from panoply.encyclopedia import assemble
from panoply.entity_file import read_entity, read_rows
from panoply.links import find_links
from panoply.model import Entity, RowFile, Seed, Source
from panoply.problems import Problems
from panoply.seed_file import read_seed
from panoply.source_file import read_shared_source
from panoply.yaml_source import read_bytes
from tests.reading import ROOT, vocabulary

BATCHES = 8
EACH = int(os.environ.get("PANOPLY_MUTATIONS", "400")) // BATCHES
PUT_IN = (
    " |: |:|#| #|# |- |-|[|]|[[|]]|{|}|(|)|@|[@|;|,|>|>-|&|&a |*|*a|!|!!str |%|?|? |'|\"|`|~|<<: |---|..."
    "|\\|é|🙂|\t|\n|\n\n|\r|\r\n"
    "|  |\0|\u00a0|\u3000|\u200b|\u2028|\ufeff|unknown|9|-9|0.5|1,5|as of |variant |by "
    "| to |+| t| km|__|name: x|value: 3|- a: b"
)
PIECES = PUT_IN.split("|")

Edit = Callable[[Random, str], str]


def insert(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(PIECES) + text[at:]


def delete(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at + random.randrange(1, 4) :]


def swap(random: Random, text: str) -> str:
    lines = text.split("\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def repeat(random: Random, text: str) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def drop(random: Random, text: str) -> str:
    lines = text.split("\n")
    del lines[random.randrange(len(lines))]
    return "\n".join(lines)


def indent(random: Random, text: str) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    lines[at] = random.choice((" " + lines[at], "  " + lines[at], "\t" + lines[at], lines[at][1:], lines[at][2:]))
    return "\n".join(lines)


def retype(random: Random, text: str) -> str:
    """Another value behind a key."""
    lines = text.split("\n")
    at = random.randrange(len(lines))
    key, colon, _ = lines[at].partition(":")
    lines[at] = key + colon + " " + random.choice(PIECES) + random.choice(PIECES)
    return "\n".join(lines)


EDITS: tuple[Edit, ...] = (insert, insert, delete, swap, repeat, drop, indent, retype, retype)


def spoil(random: Random, content: bytes) -> bytes:
    """One byte that may leave no UTF-8."""
    at = random.randrange(len(content) + 1)
    return content[:at] + bytes([random.randrange(256)]) + content[at + 1 :]


def read_one(path: Path, content: bytes) -> Problems:
    """As the build reads it, as if it were the only file."""
    words, problems, shown = vocabulary(), Problems(), path.relative_to(ROOT).as_posix()
    node = read_bytes(content, shown, problems)
    entities: list[Entity] = []
    sources: list[Source] = []
    rows: list[RowFile] = []
    seeds: list[Seed] = []
    folder = path.parent.name
    if node is None:
        pass
    elif folder == "sources":
        sources += read_shared_source(node, path.stem, words, problems)
    elif folder == "seeds":
        seeds.append(read_seed(node, path.stem, shown, words, problems))
    elif folder == "flight-tests":
        rows.append(read_rows(node, path.stem, shown, words.tables["flight_tests"], words, problems))
    else:
        entities += read_entity(node, path.stem, folder, shown, words, problems)
    encyclopedia = assemble(words, entities, sources, rows, seeds, {path.stem: shown})
    check(encyclopedia, find_links(encyclopedia), problems, red_links=False)
    return problems


def choose(random: Random) -> Path:
    folder = random.choice(sorted(p for p in (*(ROOT / "entities").iterdir(), ROOT / "seeds") if p.is_dir()))
    return random.choice(sorted(folder.glob("*.yml")))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_slip_gets_an_answer_at_its_place(batch: int) -> None:
    random = Random(batch)
    for _ in range(EACH):
        path = choose(random)
        text = path.read_text(encoding="utf-8")
        for _ in range(random.randrange(1, 5)):
            text = random.choice(EDITS)(random, text)
        content = spoil(random, text.encode()) if random.random() < 0.1 else text.encode()
        lines = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
        for problem in read_one(path, content).found:
            assert str(problem).isprintable(), content
            assert 1 <= problem.place.line <= len(lines), (problem, content)
            assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1, (problem, content)
