"""Slugs and names of made-up entities."""

from __future__ import annotations

from typing import Final

from bench.prose import WORDS

SINGULAR: Final = {"countries": "country"}


def slug(folder: str, number: int) -> str:
    """``made-system-00017``; made-up entities are never near misses, because all of them exist."""
    return f"made-{singular(folder)}-{number:05}"


def name(folder: str, number: int) -> str:
    """``Amber system 17``, unlike any other name."""
    return f"{WORDS[number % len(WORDS)].capitalize()} {singular(folder)} {number}"


def singular(folder: str) -> str:
    return SINGULAR.get(folder, folder.removesuffix("s"))
