"""Problems as others read them: lines for people, with a frame on a terminal; workflow commands, JSON and SARIF for machines.

What is printed where, and which exit code follows, is the command line's.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from panoply.problems import CODES, Place, Problem
from panoply.text import counted, printable

SARIF_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
PROBLEMS_PAGE: Final = "about/problems.md"
"""Below docs/: a section for each code."""
BOLD, DIM, RED, YELLOW = "1", "2", "1;31", "1;33"
MOST_SHOWN: Final = 200
"""Of notices and of problems that people are told; the rest is counted."""


def tally(found: Sequence[Problem]) -> str:
    """``3 problems in 2 files; 1 notice``; empty where there is neither."""
    errors = [p for p in found if not p.notice]
    notices = len(found) - len(errors)
    files = counted(len({p.place.path for p in errors}), "file")
    parts = [f"{counted(len(errors), 'problem')} in {files}"] if errors else []
    return "; ".join(parts + ([counted(notices, "notice")] if notices else []))


def explained_at(page: str, code: str = "") -> str:
    """The address of a code's section, `page` being that of all; empty where the wiki has no such page."""
    return f"{page}#{code.lower()}" if page and code else page


# for people


def lines_of(
    found: Sequence[Problem], tell: Callable[[Problem], str] = str, page: str = "", told: Collection[Problem] = ()
) -> Iterator[str]:
    """Notices, then what must be fixed, then the counts, and where it is explained. What was `told` is only counted."""
    errors = [p for p in found if not p.notice]
    for some, what in (([p for p in found if p.notice], "notices"), (errors, "problems")):
        known = frozenset(told)
        new = [p for p in some if p not in known]
        yield from map(tell, new[: MOST_SHOWN - len(some) + len(new)])
        if len(some) > MOST_SHOWN:
            yield f"… and {len(some) - MOST_SHOWN:,} more {what}"
    if errors:
        codes = {problem.code for problem in errors}
        address = explained_at(page, codes.pop() if len(codes) == 1 else "")
        yield tally(found) + (f"; explained at {address}" if address else "")


@dataclass(slots=True)
class Terminal:
    """Problems in colour, each above the line it stands on; every file is read once."""

    root: Path
    width: int
    lines: dict[str, list[str]] = field(default_factory=dict)

    def tell(self, problem: Problem) -> str:
        """The line of `str(problem)`, its parts told apart, and the frame."""
        path, line, column, where = problem.place
        place, of = _in(BOLD, f"{path}:{line}:{column}:"), _in(DIM, f"{where or '-'}:")
        code = _in(YELLOW if problem.notice else RED, problem.code)
        notice = "notice: " if problem.notice else ""
        return "\n".join([f"{place} {code} {of} {notice}{problem.message}", *self._frame(problem.place)])

    def _frame(self, place: Place) -> Iterator[str]:
        lines = self._lines_of(place.path)
        if not 0 < place.line <= len(lines):
            return
        margin = f"  {place.line} |"
        line, before = window(lines[place.line - 1], place.column - 1, max(self.width - len(margin) - 3, 20))
        yield f"{_in(DIM, margin)} {line}".rstrip()
        yield f"{_in(DIM, '|'.rjust(len(margin)))} {' ' * columns(before)}{_in(RED, '^')}"

    def _lines_of(self, path: str) -> list[str]:
        """A file's lines, broken where the reader breaks them; none where the problem is of no file."""
        if path not in self.lines:
            file = self.root / path
            text = file.read_bytes().decode("utf-8-sig", "replace") if file.is_file() else ""
            self.lines[path] = text.replace("\r\n", "\n").split("\n") if text else []
        return self.lines[path]


def _in(style: str, words: str) -> str:
    return f"\x1b[{style}m{words}\x1b[0m"


def window(line: str, offset: int, width: int) -> tuple[str, str]:
    """As much of a line as fits around one of its characters, and what of it stands before the character."""
    line = printable(line.rstrip().replace("\t", " "))
    start, end, taken = 0, len(line), columns(line)
    while taken > width:
        if end - offset > offset - start:
            end -= 1
            taken -= columns(line[end])
        else:
            taken -= columns(line[start])
            start += 1
    head, tail = "…" if start else "", "…" if end < len(line) else ""
    return f"{head}{line[start:end]}{tail}", head + line[start : max(offset, start)].ljust(max(offset - start, 0))


def columns(text: str) -> int:
    """How many columns a text takes on a terminal: two for each wide character, none for a combining one."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


# for machines


def as_github(found: Iterable[Problem], base: str = "", page: str = "") -> list[str]:
    """Workflow commands, which GitHub shows beside the lines of a pull request.

    `base` leads to the wiki's folder, in every format, and `page` to where codes are explained.
    """
    return [_workflow_command(problem, base, explained_at(page, problem.code)) for problem in found]


def _workflow_command(problem: Problem, base: str, address: str) -> str:
    path, line, column, where = problem.place
    properties = {"file": base + path, "line": line, "col": column, "title": problem.code}
    listed = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in properties.items())
    message = f"{where}: {problem.message}" if where else problem.message
    told = f"{message}\n{address}" if address else message
    return f"::{'notice' if problem.notice else 'error'} {listed}::{_escaped(told)}"


def _escaped(text: str, more: str = "") -> str:
    """As the runner's own toolkit escapes: what would end the line, and in properties what would end those."""
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in text)


def as_json(found: Iterable[Problem], base: str = "", page: str = "") -> list[str]:
    """A list of objects."""
    return [json.dumps([_as_object(problem, base, page) for problem in found], ensure_ascii=False, indent=2)]


def _as_object(problem: Problem, base: str, page: str) -> dict[str, str | int]:
    path, line, column, where = problem.place
    place: dict[str, str | int] = {"path": base + path, "line": line, "column": column, "where": where}
    said = {"code": problem.code, "level": "notice" if problem.notice else "error", "message": problem.message}
    address = explained_at(page, problem.code)
    return place | said | {"rule": CODES[problem.code]} | ({"help": address} if address else {})


def as_sarif(found: Sequence[Problem], base: str = "", page: str = "") -> list[str]:
    """One run in the Static Analysis Results Interchange Format 2.1.0."""
    used = list(dict.fromkeys(problem.code for problem in found))
    rules = [_rule(code, explained_at(page, code)) for code in used]
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": {"name": "Panoply", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, used.index(problem.code), base, seen) for problem in found],
    }
    return [json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)]


def _rule(code: str, address: str) -> dict[str, Any]:
    rule = {"id": code, "shortDescription": {"text": _message(CODES[code])}}
    return rule | ({"helpUri": address} if address else {})


def _result(problem: Problem, rule: int, base: str, seen: Counter[str]) -> dict[str, Any]:
    path, line, column, where = problem.place
    place: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": _artifact(base + path),
            "region": {"startLine": line, "startColumn": column},
        }
    }
    if where:
        place["logicalLocations"] = [{"fullyQualifiedName": where}]
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": "note" if problem.notice else "error",
        "message": {"text": _message(problem.message)},
        "locations": [place],
        "partialFingerprints": {"place/v1": _fingerprint(problem, seen)},
    }


def _artifact(path: str) -> dict[str, str]:
    """A path as an address: from the root of the sources, where it does not stand elsewhere."""
    whole = Path(path)
    return {"uri": whole.as_uri()} if whole.is_absolute() else {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


def _fingerprint(problem: Problem, seen: Counter[str]) -> str:
    """What stays the same when lines are added above: file, field and code; a number tells equal ones apart."""
    same = f"{problem.place.path}:{problem.place.field}:{problem.code}"
    seen[same] += 1
    return f"{same}:{seen[same]}"


def _message(text: str) -> str:
    """Braces are doubled, for SARIF takes single ones for places to fill in (section 3.11.5)."""
    return text.replace("{", "{{").replace("}", "}}")


FORMATS: Final[dict[str, Callable[[Sequence[Problem], str, str], list[str]]]] = {
    "github": as_github,
    "json": as_json,
    "sarif": as_sarif,
}
"""What machines read, in lines, by its name on the command line; `text` is for people."""
