"""A diff of facts as Markdown for GitHub. Whatever an author wrote passes through `markup.github` on its way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from panoply.diff_words import Change, Words, bold, prose_change, safe, source_change, verb_of, word_change
from panoply.fact_changes import ClaimChange, Diff, FileChange, KeyChange, RowChange
from panoply.fact_flags import FLAGS, Flag
from panoply.fact_match import Side
from panoply.fact_words import SEED
from panoply.model import Entity
from panoply.problem_formats import window
from panoply.problems import Place, Problem
from panoply.suggestions import Suggestion
from panoply.text import counted, in_words, shortened

NOTHING: Final = "No facts change."
UNREAD: Final = "What a problem keeps from being read is missing below, or listed as removed."
FIX: Final = "Mended beyond doubt by `python build_entities.py fix`, or by hand:"
FENCE: Final = "```"
WIDTH, MOST_LINES = 160, 8
"""Of a line that a fix mends, in columns; and of the lines that it mends or writes."""
MOST_PROBLEMS, MOST_FLAGS, MOST_PAGES, MOST_KEYS, MOST_OPEN = 20, 50, 40, 30, 25
"""How many of each are shown; and how many lines of one file are shown without being opened."""
END: Final = "\n\n… and more than fits here. The command `python build_entities.py diff` shows all of it.\n"


def diff_text(
    diff: Diff,
    flags: Sequence[Flag],
    pages: Sequence[str],
    problems: Sequence[Problem],
    limit: int | None,
    suggestions: Sequence[Suggestion] = (),
) -> str:
    """The whole; cut at the end of a block where it grows beyond `limit` characters."""
    text = _Text(diff, Words((Side(diff.before, diff.renamed_sources()), Side(diff.after, {}))))
    blocks = [*_problem_blocks(problems), *_suggestion_blocks(suggestions)]
    blocks += [NOTHING] if diff.is_empty() else [_summary(diff, pages), *text.flags(flags), *text.files(), *text.rest(pages)]
    return cut(blocks, limit)


def unread_text(problems: Sequence[Problem], limit: int | None, suggestions: Sequence[Suggestion] = ()) -> str:
    """What is said where one of the vocabularies cannot be used."""
    blocks = [*_problem_blocks(problems), *_suggestion_blocks(suggestions)]
    return cut([*blocks, "The facts cannot be compared: one revision's vocabulary cannot be read."], limit)


def _problem_blocks(problems: Sequence[Problem]) -> Iterator[str]:
    """The later revision's problems, where it has any."""
    if problems:
        lines = [f"- {_place(p.place)} · **{p.code}** {safe(p.message, 240)}" for p in problems[:MOST_PROBLEMS]]
        yield f"### {counted(len(problems), 'problem')}\n\n{UNREAD}"
        yield "\n".join([*lines, *_more(problems, MOST_PROBLEMS)])


def _suggestion_blocks(suggestions: Sequence[Suggestion]) -> Iterator[str]:
    """The lines that a fix mends, as a diff for each file."""
    if suggestions:
        yield FIX
    for _, found in groupby(suggestions, lambda suggestion: suggestion.problem.place.path):
        yield "\n".join([f"{FENCE}diff", *(line for one in found for line in _suggestion(one)), FENCE])


def _suggestion(one: Suggestion) -> Iterator[str]:
    """No line of it can end the block, for each has a sign in front and holds nothing that breaks a line."""
    yield f"@@ {shortened(one.problem.place.path, 200)}:{one.line} {one.problem.code}"
    offset = one.problem.place.column - 1
    for sign, lines in (("-", one.old), ("+", one.new)):
        yield from (sign + window(line, min(offset, len(line)), WIDTH)[0] for line in lines[:MOST_LINES])
        yield from [f"{sign}…"] if len(lines) > MOST_LINES else []


def cut(blocks: Iterable[str], limit: int | None) -> str:
    """As many blocks as fit into so many characters, each a paragraph; of a list that does not fit, the lines that do."""
    found: list[str] = []
    room, is_whole = (limit - len(END) if limit is not None else 0), True
    for block in blocks:
        fitting = block if limit is None or len(block) + 2 <= room else _lines_of(block, room - 2)
        is_whole = is_whole and fitting == block
        room -= len(fitting) + 2
        found += [fitting] if fitting else []
    return "\n\n".join(found) + ("\n" if is_whole else END)


def _lines_of(block: str, room: int) -> str:
    """A list's first lines; nothing of what must stay whole."""
    return "" if block.startswith(("<", FENCE)) or room <= 0 else block[: room + 1].rpartition("\n")[0]


def _more(found: Sequence[object], most: int) -> list[str]:
    return [f"- … and {len(found) - most:,} more"] if len(found) > most else []


def _place(place: Place) -> str:
    return safe(f"{place.path}:{place.line}", 200)


def _summary(diff: Diff, pages: Sequence[str]) -> str:
    """``### 3 claims added, 1 changed; 1 source added; 4 pages affected``."""
    files = diff.files
    counts: dict[tuple[str, str], Sequence[Change]] = {
        ("entity", "entities"): [f for f in files if isinstance(f.file, Entity) and (f.old is None or f.new is None)],
        ("claim", "claims"): [claim for file in files for claim in file.claims],
        ("row", "rows"): [row for file in files for row in file.rows],
        ("text", "texts"): [prose for file in files for prose in file.proses],
        ("word", "words"): [word for file in files for word in file.words],
        ("source", "sources"): diff.sources,
    }
    parts = [_tally(*words, [verb_of(c) for c in changes]) for words, changes in counts.items() if changes]
    frame = [key for key in diff.keys if key.sort != SEED]
    parts += [_tally("definition", "definitions", [key.verb for key in frame])] if frame else []
    return "### " + "; ".join([*parts, "any page may be affected" if frame else f"{counted(len(pages), 'page')} affected"])


def _tally(singular: str, plural: str, verbs: Iterable[str]) -> str:
    """``2 claims added, 1 removed``."""
    counts = Counter(verbs)
    first, *others = [verb for verb in ("added", "changed", "removed") if counts[verb]]
    parts = [f"{counted(counts[first], singular, plural)} {first}", *(f"{counts[verb]:,} {verb}" for verb in others)]
    return ", ".join(parts)


def _keys(changes: Iterable[KeyChange]) -> Iterator[str]:
    """``- class changed (columns): state, war``: one line for all that changed alike."""
    alike: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for change in changes:
        alike.setdefault((change.sort, change.verb, change.fields), []).append(safe(change.key))
    for (sort, verb, fields), keys in alike.items():
        listed = ", ".join(keys[:MOST_KEYS]) + (f" and {len(keys) - MOST_KEYS:,} more" if len(keys) > MOST_KEYS else "")
        yield f"- {sort} {verb}{f' ({in_words(fields)})' if fields else ''}: {listed}"


@dataclass(frozen=True, slots=True)
class _Text:
    """The blocks of one diff."""

    diff: Diff
    words: Words

    def flags(self, flags: Sequence[Flag]) -> Iterator[str]:
        if flags:
            yield f"#### {counted(len(flags), 'flag')}: look at these first"
            yield "\n".join([*map(self._flag, flags[:MOST_FLAGS]), *_more(flags, MOST_FLAGS)])

    def files(self) -> Iterator[str]:
        for file in self.diff.files:
            lines = list(self._file(file))
            if len(lines) > MOST_OPEN:
                head = f"<details><summary><code>{file.file.slug}</code>: {len(lines):,} lines</summary>"
                yield "\n".join([head, "", *lines, "", "</details>"])
            else:
                yield "\n".join(lines)

    def rest(self, pages: Sequence[str]) -> Iterator[str]:
        """Sources, the vocabulary, what could not be read, and the pages."""
        lines = [source_change(change) for change in self.diff.sources]
        lines += _keys(self.diff.keys)
        lines += [f"- {safe(path, 200)} can be read in one revision only" for path in self.diff.unreadable]
        yield from ["\n".join(lines)] if lines else []
        if pages:
            shown = "\n".join([*(f"- {safe(page, 200)}" for page in pages[:MOST_PAGES]), *_more(pages, MOST_PAGES)])
            yield f"<details><summary>{counted(len(pages), 'page')} affected</summary>\n\n{shown}\n\n</details>"

    def _flag(self, flag: Flag) -> str:
        particulars = f" ({safe(flag.said, 160)})" if flag.said else ""
        line = f"- ⚠️ **{flag.code}** {FLAGS[flag.code]}{particulars}"
        if flag.source is not None:
            return f"{line} · {source_change(flag.source).removeprefix('- ')}"
        if flag.file is None:
            return line
        if flag.change is None:
            return f"{line} · {bold(flag.file)}"
        words = self.words.row(flag.change) if isinstance(flag.change, RowChange) else self.words.claim(flag.change)
        return f"{line} · {bold(flag.file)} · {words}{self._where(flag.change)}"

    def _where(self, change: ClaimChange | RowChange) -> str:
        new = change.new
        return f" · {_place(new.place)}" if new is not None else ""

    def _file(self, file: FileChange) -> Iterator[str]:
        name = bold(file)
        if file.old is None or file.new is None:
            yield f"- {name} · {verb_of(file)}: {safe(file.file.path, 200)}"
        elif file.is_renamed():
            yield f"- {name} · renamed: {safe(file.old.path, 200)} → {safe(file.new.path, 200)}"
        if file.new is None:
            return
        yield from (f"- {name} · {word_change(word)}" for word in file.words)
        yield from (f"- {name} · {self.words.claim(change)}" for change in file.claims)
        yield from (f"- {name} · {self.words.lead(change)}" for change in file.leads)
        yield from (f"- {name} · {self.words.row(change)}" for change in file.rows)
        yield from (f"- {name} · {prose_change(change)}" for change in file.proses)
