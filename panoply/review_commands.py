"""The command for those who review a change: diff.

As in `commands`, it takes what was asked and gives its answer back.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from panoply.commands import FAULTY, FINE, MISUSED, Answer
from panoply.diff_text import diff_text, unread_text
from panoply.fact_diff import compare
from panoply.fact_flags import find_flags
from panoply.fact_pages import affected_pages
from panoply.revisions import UnknownRevisionError, read_pair


def add_review_commands(parsers: Any, common: argparse.ArgumentParser, command: Callable[[argparse.Namespace], int]) -> None:
    """Say what may be asked; `command` prints the `answer`."""
    diff = parsers.add_parser("diff", parents=[common], help="compare two git revisions fact by fact, as Markdown")
    diff.add_argument("base", metavar="BASE", help="the earlier revision: a branch, a tag or a commit")
    diff.add_argument("head", metavar="HEAD", nargs="?", help="the later one (default: the files as they are here)")
    diff.add_argument("--limit", type=int, help="cut the text to so many characters, for a comment that has a limit")
    diff.set_defaults(command=command, answer=compare_facts)


def compare_facts(asked: argparse.Namespace) -> Answer:
    """The facts that differ, with the later revision's problems above them."""
    try:
        before, after = read_pair(asked.root, asked.base, asked.head)
    except UnknownRevisionError as error:
        return Answer(MISUSED, (), [str(error)])
    errors = after.problems.errors
    if before.found is None or after.found is None:
        return Answer(FAULTY, [unread_text(errors or before.problems.errors, asked.limit, after.suggestions).rstrip("\n")])
    found = compare(before.found, after.found)
    pages = affected_pages(found, after.found.links)
    text = diff_text(found, find_flags(found), pages, errors, asked.limit, after.suggestions)
    return Answer(FAULTY if errors else FINE, [text.rstrip("\n")])
