"""Made-up sources, inline or shared."""

from __future__ import annotations

from random import Random

from bench.prose import WORDS, sentence


def source_lines(chance: Random, words: str) -> list[str]:
    """The lines of one source; `words` make its title and address unlike any other's."""
    return [
        f"title: {sentence(chance, 7).rstrip('.')} {words}",
        f"publisher: {chance.choice(WORDS).capitalize()} {chance.choice(WORDS)}",
        f"issued: {chance.randint(1985, 2025)}-0{chance.randint(1, 9)}",
        f"url: https://example.org/{chance.choice(WORDS)}/{words.replace(' ', '-')}/{chance.choice(WORDS)}.html",
        "accessed: 2026-11-20",
        f"type: {chance.choice(('webpage', 'article-newspaper', 'book'))}",
        f"grade: {chance.choice('ABBCCCD')}",
    ]
