"""The command line: what was asked, how problems are printed, which exit code comes back."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from panoply import build
from panoply.commands import FAULTY, FINE, MISUSED, add_commands, check_entities, problems_page
from panoply.edit_commands import add_edit_commands
from panoply.issue_form import FORM, stale_form
from panoply.last_build import CACHE
from panoply.problem_formats import MOST_SHOWN, Terminal, lines_of
from panoply.problems import Mistake, Place, Problems
from panoply.release_commands import add_release_commands
from panoply.review_commands import add_review_commands
from panoply.schema import stale_files, write_schemas
from panoply.settings import get_site_url
from panoply.site_check import SiteReport, check_site, entity_addresses
from panoply.statistics import count_all, table
from panoply.text import counted
from panoply.vocabulary_file import load_vocabulary

WAITING = "another build of this wiki is running; waiting for it to end"
UNWRITABLE = dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "make room on the disk, then build again")
UNWRITABLE |= {errno.EFBIG: "allow larger files, then build again"}
UNWRITABLE |= dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "make it writable for you, then build again")
"""What stands in the way of writing, by the system's number, and what to do about it."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 fine, 1 problems in the entities, 2 wrong usage."""
    asked = _parser().parse_args(arguments)
    root: Path = asked.root
    if not (root / "schema" / "vocabulary.yml").is_file() or not (root / "entities").is_dir():
        print(f"{root}: no schema/vocabulary.yml and entities/ here; name the wiki's folder with --root", file=sys.stderr)
        return MISUSED
    asked.say = partial(print, file=sys.stderr, flush=True)
    asked.tell = Terminal(root, shutil.get_terminal_size().columns).tell if _is_terminal() else str
    command: Callable[[argparse.Namespace], int] = _answer if asked.check else asked.command
    try:
        return command(asked)
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        asked.say(f"cannot write {error.filename}: {error.strerror}. Nothing is left half written: {UNWRITABLE[error.errno]}")
        return FAULTY


def _is_terminal() -> bool:
    """Whether standard error shows colours, and is wanted to: https://no-color.org."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _common() -> argparse.ArgumentParser:
    """Options that stand before a command or behind it. Each parser needs its own, for defaults set in one reach all."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", type=Path, default=argparse.SUPPRESS, help="the wiki's folder (default: here)")
    common.add_argument(
        "--no-red-links",
        dest="red_links",
        action="store_false",
        default=argparse.SUPPRESS,
        help="take a link to an entity that does not exist yet for a problem",
    )
    return common


def _parser() -> argparse.ArgumentParser:
    common = _common()
    parser = argparse.ArgumentParser(
        prog="build_entities.py", parents=[_common()], description="Turn entities/ into the pages below docs/wiki/."
    )
    parser.add_argument("--check", action="store_true", help="validate only, as the command 'check' does")
    parser.set_defaults(root=Path(), red_links=True, command=_build, answer=check_entities, files=[], format="text")
    commands = parser.add_subparsers(title="commands")
    add_commands(commands, common, _answer)
    add_edit_commands(commands, common, _answer)
    add_review_commands(commands, common, _answer)
    add_release_commands(commands, common, _answer)
    schema = commands.add_parser("schema", parents=[common], help="write schema/*.schema.json and the issue form's classes")
    schema.add_argument("--check", action="store_true", dest="compare", help="write nothing, name what is not current")
    schema.add_argument("--strict", action="store_true", help="with --check: take what is not current for a problem")
    schema.set_defaults(command=_schema)
    stats = commands.add_parser("stats", parents=[common], help="count what the full articles hold and how well it is backed")
    stats.set_defaults(command=_stats)
    text = commands.add_parser("text-index", parents=[common], help="index the text of the site that mkdocs built")
    text.add_argument("--site", type=Path, help="the built site (default: site/ in the wiki's folder)")
    text.set_defaults(command=_text_index)
    site = commands.add_parser("site-check", parents=[common], help="check the site that mkdocs built: links, pages, sizes")
    site.add_argument("--site", type=Path, help="the built site (default: site/ in the wiki's folder)")
    site.set_defaults(command=_site_check)
    return parser


def _answer(asked: argparse.Namespace) -> int:
    """Print what one of `commands` answers."""
    answer = asked.answer(asked)
    for lines, stream in ((answer.said, sys.stdout), (answer.aside, sys.stderr)):
        for line in lines:
            print(line, file=stream)
    return int(answer.code)


def _schema(asked: argparse.Namespace) -> int:
    problems = Problems()
    vocabulary = load_vocabulary(asked.root, problems)
    if vocabulary is not None and asked.compare:
        add = problems.add if asked.strict else problems.note
        for name in stale_files(asked.root, vocabulary):
            add("SCHEMA", Place(f"schema/{name}"), "not what the vocabulary says; run build_entities.py schema")
        if stale_form(asked.root, vocabulary):
            add("SCHEMA", Place(FORM), "its classes are not the vocabulary's; run build_entities.py schema")
    elif vocabulary is not None:
        print(f"{counted(len(write_schemas(asked.root, vocabulary)), 'file')} in schema/ written anew or removed")
        if form := stale_form(asked.root, vocabulary):
            (asked.root / FORM).write_text(form, "utf-8")
            print(f"{FORM} written anew")
    return report(problems, asked)


def _stats(asked: argparse.Namespace) -> int:
    problems = Problems()
    found = build.read(asked.root, problems, red_links=asked.red_links)
    if found is not None:
        print("\n".join(table(count_all(found.encyclopedia, found.links))))
    return report(problems, asked)


def _build(asked: argparse.Namespace) -> int:
    problems = Problems()
    written = build.build_again(asked.root, problems, partial(asked.say, WAITING), red_links=asked.red_links)
    if written is not None:
        done = f"{written.changed:,} written, {written.removed:,} removed"
        print(f"{counted(written.total, 'file')} in docs/wiki and docs/data: {done}")
    return report(problems, asked)


def _text_index(asked: argparse.Namespace) -> int:
    from panoply.text_index import index_text  # noqa: PLC0415 - Pagefind's client, which no other command needs, is slow to load

    try:
        print(f"{counted(index_text(asked.site or asked.root / 'site'), 'article')} indexed for the search")
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return MISUSED
    return FINE


def _site_check(asked: argparse.Namespace) -> int:
    site: Path = asked.site or asked.root / "site"
    try:
        site_url = get_site_url(asked.root / "mkdocs.yml")
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return MISUSED
    if not (site / "index.html").is_file():
        print(f"{site}: no index.html here; run mkdocs build first, or name the folder with --site", file=sys.stderr)
        return MISUSED
    problems = Problems()
    found = build.read(asked.root, problems, cache=asked.root / CACHE / "read")
    if found is None or problems.errors:
        return report(problems, asked)
    entities = entity_addresses(found.encyclopedia, found.links)
    return report_site(site, check_site(site, asked.root / "docs", site_url, entities))


def report_site(site: Path, checked: SiteReport) -> int:
    """Print what is wrong with the site, then in one line what was checked."""
    faults = checked.faults
    for fault in faults[:MOST_SHOWN]:
        print(f"{site.as_posix()}/{fault}", file=sys.stderr)
    verdict = counted(len(faults), "fault") if faults else "nothing to mend"
    pages, redirects = counted(checked.pages, "page"), counted(checked.redirects, "redirect")
    print(f"{pages} and {redirects} in {site.as_posix()}/ checked: {verdict}")
    return FAULTY if faults else FINE


def report(problems: Problems, asked: argparse.Namespace) -> int:
    """Print problems, errors last, and return the exit code."""
    for line in lines_of([*problems.notices, *problems.errors], asked.tell, problems_page(asked.root)):
        print(line, file=sys.stderr)
    return FAULTY if problems.errors else FINE
