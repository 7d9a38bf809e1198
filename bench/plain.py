"""A corpus of plain Markdown that never changes, whatever our pages become: how fast MkDocs is with our settings at all.

Were it measured on our own pages alone, leaner templates and fewer pages could hide a slower build, and heavier pages flatter
a ratio. Nothing here comes from the wiki; the bytes follow from the numbers below, and a test holds their digest.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Final

from bench.prose import WORDS, sentence

PAGES: Final = 1000
FOLDER: Final = "plain"


def make_corpus(docs: Path, pages: int = PAGES) -> None:
    """Fill an empty folder: an index, and pages of three sections with a table, a list and links each."""
    (docs / FOLDER).mkdir(parents=True)
    (docs / "index.md").write_text("# Plain\n", encoding="utf-8", newline="\n")
    for number in range(pages):
        text = page(number, pages)
        (docs / FOLDER / f"page-{number:05}.md").write_text(text, encoding="utf-8", newline="\n")


def page(number: int, pages: int) -> str:
    """About 4 KB."""
    chance = Random(f"plain {number}")
    lines = [f"# Page {number}", "", sentence(chance, 12), ""]
    for section in range(3):
        lines += [f"## {chance.choice(WORDS).capitalize()} {section}", ""]
        lines += [" ".join(sentence(chance, 14) for _ in range(5)), ""]
        lines += ["| Name | Value | Note |", "| --- | --- | --- |"]
        lines += [f"| {chance.choice(WORDS)} | {chance.randint(1, 9999)} | {sentence(chance, 5)} |" for _ in range(8)]
        others = [chance.randrange(pages) for _ in range(4)]
        lines += ["", *(f"- [{chance.choice(WORDS)}](page-{other:05}.md): {sentence(chance, 6)}" for other in others), ""]
    return "\n".join(lines)
