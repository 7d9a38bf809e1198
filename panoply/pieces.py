"""What is left of an author's prose once it is parsed: small plain objects, for a wiki holds hundreds of thousands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Piece(NamedTuple):
    """What pages print of one node of a parsed text."""

    type: str
    content: str = ""
    children: tuple[Piece, ...] = ()
    tag: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class WikiLink:
    """A ``[[target|words]]`` in prose; `offset` counts in the prose's text."""

    target: str
    words: str
    offset: int
