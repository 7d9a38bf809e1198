"""The command line: what was asked, how problems are printed, which exit code comes back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from panoply import build
from panoply.problems import Mistake, Place, Problem, Problems
from panoply.schema import stale_files, write_schemas
from panoply.settings import get_site_url
from panoply.site_check import SiteReport, check_site, entity_addresses
from panoply.statistics import count_all, table
from panoply.text import counted
from panoply.vocabulary_file import load_vocabulary

FINE, FAULTY, MISUSED = 0, 1, 2
MOST_SHOWN: Final = 200
"""Problems printed; the rest is counted."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 fine, 1 problems in the entities, 2 wrong usage."""
    asked = _parser().parse_args(arguments)
    root: Path = asked.root
    if not (root / "schema" / "vocabulary.yml").is_file() or not (root / "entities").is_dir():
        print(f"{root}: no schema/vocabulary.yml and entities/ here; name the wiki's folder with --root", file=sys.stderr)
        return MISUSED
    command: Callable[[argparse.Namespace], int] = _check if asked.check else asked.command
    return command(asked)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", type=Path, default=argparse.SUPPRESS, help="the wiki's folder (default: here)")
    common.add_argument(
        "--no-red-links",
        dest="red_links",
        action="store_false",
        default=argparse.SUPPRESS,
        help="take a link to an entity that does not exist yet for a problem",
    )
    parser = argparse.ArgumentParser(
        prog="build_entities.py", parents=[common], description="Turn entities/ into the pages below docs/wiki/."
    )
    parser.add_argument("--check", action="store_true", help="validate only, as the command 'check' does")
    parser.set_defaults(root=Path(), red_links=True, command=_build)
    commands = parser.add_subparsers(title="commands")
    commands.add_parser("check", parents=[common], help="validate all entities, write nothing").set_defaults(command=_check)
    schema = commands.add_parser("schema", parents=[common], help="write schema/*.schema.json from the vocabulary")
    schema.add_argument("--check", action="store_true", dest="compare", help="write nothing, name what is not current")
    schema.add_argument("--strict", action="store_true", help="with --check: take what is not current for a problem")
    schema.set_defaults(command=_schema)
    stats = commands.add_parser("stats", parents=[common], help="count what the full articles hold and how well it is backed")
    stats.set_defaults(command=_stats)
    site = commands.add_parser("site-check", parents=[common], help="check the site that mkdocs built: links, pages, sizes")
    site.add_argument("--site", type=Path, help="the built site (default: site/ in the wiki's folder)")
    site.set_defaults(command=_site_check)
    return parser


def _check(asked: argparse.Namespace) -> int:
    problems = Problems()
    found = build.read(asked.root, problems, red_links=asked.red_links)
    if found is not None and not problems.errors:
        print(f"{counted(len(found.encyclopedia.entities), 'entity', 'entities')} checked, nothing to mend")
    return report(problems)


def _schema(asked: argparse.Namespace) -> int:
    problems = Problems()
    vocabulary = load_vocabulary(asked.root, problems)
    if vocabulary is not None and asked.compare:
        add = problems.add if asked.strict else problems.note
        for name in stale_files(asked.root, vocabulary):
            add("SCHEMA", Place(f"schema/{name}"), "not what the vocabulary says; run build_entities.py schema")
    elif vocabulary is not None:
        print(f"{counted(len(write_schemas(asked.root, vocabulary)), 'file')} in schema/ written anew or removed")
    return report(problems)


def _stats(asked: argparse.Namespace) -> int:
    problems = Problems()
    found = build.read(asked.root, problems, red_links=asked.red_links)
    if found is not None:
        print("\n".join(table(count_all(found.encyclopedia, found.links))))
    return report(problems)


def _build(asked: argparse.Namespace) -> int:
    problems = Problems()
    built = build.build(asked.root, problems, red_links=asked.red_links)
    if built is not None:
        written = built.written
        done = f"{written.changed:,} written, {written.removed:,} removed"
        print(f"{counted(written.total, 'file')} in docs/wiki and docs/data: {done}")
    return report(problems)


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
    found = build.read(asked.root, problems)
    if found is None or problems.errors:
        return report(problems)
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


def report(problems: Problems) -> int:
    """Print problems, errors last, and return the exit code."""
    errors = problems.errors
    _print_some(problems.notices, "notices")
    _print_some(errors, "problems")
    if errors:
        files = {problem.place.path for problem in errors}
        print(f"{counted(len(errors), 'problem')} in {counted(len(files), 'file')}", file=sys.stderr)
    return FAULTY if errors else FINE


def _print_some(found: Sequence[Problem], what: str) -> None:
    for problem in found[:MOST_SHOWN]:
        print(problem, file=sys.stderr)
    if len(found) > MOST_SHOWN:
        print(f"… and {len(found) - MOST_SHOWN:,} more {what}", file=sys.stderr)
