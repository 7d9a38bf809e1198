"""Lines of YAML as they were meant: values quoted, comments on lines of their own, flow style in block style."""

from __future__ import annotations

import re

from panoply.problems import Fix

SIMPLE = r"[^\s\[\]{}'\"#:,&*!|>@%`?-](?:[^\[\]{}'\"#:,]*[^\s\[\]{}'\"#:,])?"
"""A value that can stand in flow style and in block style alike."""
PAIR = rf"[a-z_]+: +{SIMPLE}"


def quoted(value: str) -> str:
    """A value in the quotation marks that need least care."""
    return "'" + value.replace("'", "''") + "'"


def rewritten(line: str, start: int, value: str, comment: str = "") -> Fix:
    """Another value from `start` on; the comment goes on a line of its own above."""
    indent = line[: len(line) - len(line.lstrip(" "))]
    above = f"{indent}{comment}\n" if comment else ""
    return Fix(line.rstrip(), above + (line[:start] + value).rstrip())


def untabbed(line: str) -> Fix:
    """From the first tab to the last: two spaces for one that indents, one for any other."""
    first, last = line.index("\t"), line.rindex("\t") + 1
    start = len(line) - len(line.lstrip(" \t"))
    inside = max(first, min(last, start))
    return Fix(line[first:last], line[first:inside].replace("\t", "  ") + line[inside:last].replace("\t", " "))


def unfolded(line: str, start: int, *, is_item: bool) -> Fix | None:
    """A value in flow style as lines of their own; an empty one with its line goes. None where it is not simple."""
    value, opening = line[start:].strip(), line[:start].rstrip()
    if value in ("[]", "{}"):
        return None if is_item else Fix(f"{line}\n", "")
    part, sign = (SIMPLE, "- ") if value[0] == "[" else (PAIR, "")
    if (is_item and sign) or not re.fullmatch(rf"[\[{{] *{part}(?:, *{part})* *,? *[\]}}]", value):
        return None
    parts = [sign + word.strip() for word in value[1:-1].split(",") if word.strip()]
    if is_item:
        return Fix(line.rstrip(), f"{opening} " + f"\n{' ' * start}".join(parts))
    indent = len(opening) - len(opening.lstrip(" -")) + 2
    return Fix(line.rstrip(), "\n".join([opening, *(" " * indent + word for word in parts)]))
