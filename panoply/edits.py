"""Exact edits of a text at places its nodes know; what does not stand there is never replaced."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from panoply.problems import Fix, Place
from panoply.yaml_scan import normalised

OPENINGS: Final = ("", "[[", "'", '"')
"""What may stand between a node's place and the word it means."""
BOM: Final = b"\xef\xbb\xbf"


class Edit(NamedTuple):
    """A replacement at a place."""

    place: Place
    fix: Fix


def edit_text(text: str, edits: Iterable[Edit]) -> tuple[str, list[Edit]]:
    """The text after all edits that find what they replace, and those edits; of two that overlap, the first."""
    starts, shown = _line_starts(text), normalised(text)
    found = ((_find(shown, starts, edit), edit) for edit in edits)
    spans = sorted((start, start + len(edit.fix.old), edit) for start, edit in found if start is not None)
    parts: list[str] = []
    done: list[Edit] = []
    end = 0
    for start, stop, edit in spans:
        if start >= end and not (done and start == stop == end):
            parts += [text[end:start], edit.fix.new]
            done.append(edit)
            end = stop
    return "".join([*parts, text[end:]]), done


def edit_content(content: bytes, edits: Iterable[Edit]) -> tuple[bytes, list[Edit]]:
    """As `edit_text`, of a file with its own line ends and byte-order mark. Raises UnicodeDecodeError."""
    text = content.decode("utf-8-sig")
    edited, done = edit_text(text.replace("\r\n", "\n"), edits)
    edited = edited.replace("\n", "\r\n") if "\r\n" in text else edited
    return (BOM if content.startswith(BOM) else b"") + edited.encode(), done


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _find(shown: str, starts: list[int], edit: Edit) -> int | None:
    """Where the text that an edit replaces begins; None where it does not stand there."""
    place, fix = edit
    if place.line >= len(starts):
        return None
    start = starts[place.line - 1] + place.column - 1 - fix.back
    if not starts[place.line - 1] <= start < starts[place.line]:
        return None
    return next((start + len(o) for o in OPENINGS if shown.startswith(o + fix.old, start)), None)
