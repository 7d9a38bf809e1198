"""The commands that only read, or begin a file: check, find, new, mentions, worklist.

Each takes what was asked and gives its answer back; printing it is the command line's.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from panoply import build
from panoply.addresses import address
from panoply.article_text import read_article
from panoply.dates import Date
from panoply.entity_template import template_text
from panoply.history import date_of_data
from panoply.load import find_files, read_part
from panoply.memory import Memory
from panoply.mentions import find_mentions, mention_lines
from panoply.name_index import all_names, find_named, name_lines, near_named
from panoply.new_entity import find_variants, plan_entity
from panoply.problem_formats import FORMATS, MOST_SHOWN, PROBLEMS_PAGE, lines_of, tally
from panoply.problems import Mistake, Problem, Problems
from panoply.settings import find_site
from panoply.text import counted, did_you_mean, in_words, shortened
from panoply.touched import Read
from panoply.vocabulary_file import load_vocabulary
from panoply.worklist import find_needs, worklist_lines

FINE, FAULTY, MISUSED = 0, 1, 2
"""Exit codes: all is well, the answer is no, the question was wrong."""
VOCABULARY: Final = "schema"
CHECKED: Final = ("entities", "seeds", VOCABULARY)
"""Folders of what a check reads."""


class Answer(NamedTuple):
    """What a command has to say."""

    code: int
    said: Collection[str] = ()
    """Lines for standard output."""
    aside: Collection[str] = ()
    """Lines for standard error."""


def add_commands(parsers: Any, common: argparse.ArgumentParser, command: Callable[[argparse.Namespace], int]) -> None:
    """Say what these commands may be asked; `command` prints the `answer` of one."""
    check = parsers.add_parser("check", parents=[common], help="validate all entities, write nothing")
    check.add_argument("files", metavar="FILE", nargs="*", type=Path, help="show only problems of these files and folders")
    check.add_argument("--format", choices=["text", *FORMATS], default="text", help="who reads the problems (default: text)")
    check.set_defaults(command=command, answer=check_entities)
    find = parsers.add_parser("find", parents=[common], help="find what goes by a name, an alias or a slug")
    find.add_argument("name", metavar="NAME", nargs="+", help="the name, in any case, with or without hyphens")
    find.set_defaults(command=command, answer=find_name)
    new = parsers.add_parser("new", parents=[common], help="begin a new entity's file, with every property of its class")
    new.add_argument("kind", metavar="KIND", help="its kind, such as system")
    new.add_argument("slug", metavar="SLUG", help="its file's name: lower-case letters, digits and single hyphens")
    new.add_argument("--class", dest="class_key", metavar="CLASS", required=True, help="its class, such as main-battle-tank")
    new.add_argument("--name", default="", help="its name, as it heads the page")
    new.set_defaults(command=command, answer=begin_entity)
    mentions = parsers.add_parser("mentions", parents=[common], help="list what an article names, known here or not")
    mentions.add_argument("article", metavar="FILE", help="plain text, Markdown or HTML; - for standard input")
    mentions.set_defaults(command=command, answer=list_mentions)
    work = parsers.add_parser("worklist", parents=[common], help="list what most needs work, by sort, ranked")
    work.add_argument("--limit", type=int, default=10, help="lines of each sort (default: 10; 0: all)")
    work.set_defaults(command=command, answer=list_work)


# check


def check_entities(asked: argparse.Namespace) -> Answer:
    """All files are read, for links lead anywhere; problems of the vocabulary are everyone's.

    `asked.tell` puts a problem into words for people, and `asked.say` shows them one before the rest is known.
    """
    try:
        chosen = choose_paths(asked.root, asked.files)
    except Mistake as mistake:
        return Answer(MISUSED, (), [str(mistake)])
    problems, memory = Problems(), Memory()
    first = _look_first(asked.root, chosen, memory)[:MOST_SHOWN] if asked.format == "text" else []
    for problem in first:
        asked.say(asked.tell(problem))
    found = build.read(asked.root, problems, red_links=asked.red_links, before=build.Before(memory))
    shown = Problems({p for p in problems.found if is_chosen(p.place.path, chosen and (*chosen, VOCABULARY))})
    told = [*shown.notices, *shown.errors]
    others = tally([p for p in problems.found - shown.found if not p.notice])
    besides = [f"besides, not asked for: {others}"] if others else []
    fine = [] if shown.errors or found is None else [_what_is_fine(found, chosen)]
    code = FAULTY if shown.errors else FINE
    if asked.format == "text":
        return Answer(code, fine, [*lines_of(told, asked.tell, problems_page(asked.root), first), *besides])
    said = FORMATS[asked.format](sorted(told), base_of(asked.root), problems_page(asked.root))
    return Answer(code, said, [*(fine or [tally(told)]), *besides])


def _look_first(root: Path, chosen: Collection[str], memory: Memory) -> list[Problem]:
    """What is wrong with the files named by themselves; `memory` keeps what was read, so that it is not read again."""
    problems = Problems()
    vocabulary = load_vocabulary(root, Problems(), memory) if chosen else None
    if vocabulary is not None:
        memory.keep_for(vocabulary)
        for folder, file in find_files(root, vocabulary, Problems()):
            path = file.relative_to(root).as_posix()
            if path in chosen:
                memory.recall([file], path, problems, partial(read_part, file, folder, path, vocabulary))
    return problems.errors


def problems_page(root: Path) -> str:
    """The address of the page that explains the codes; empty where the wiki has no such page, or no address yet."""
    site = find_site(root / "mkdocs.yml")
    return site.url + address(PROBLEMS_PAGE) if site and (root / "docs" / PROBLEMS_PAGE).is_file() else ""


def _what_is_fine(found: Read, chosen: Collection[str]) -> str:
    what = ", ".join(chosen) if len(chosen) < 4 else counted(len(chosen), "file")
    return f"{what or counted(len(found.encyclopedia.entities), 'entity', 'entities')} checked, nothing to mend"


def base_of(root: Path) -> str:
    """What leads from here to the wiki's folder, for those who open the files that are named."""
    whole, here = root.resolve(), Path.cwd()
    if whole == here:
        return ""
    return f"{(whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()}/"


def choose_paths(root: Path, files: Iterable[Path]) -> tuple[str, ...]:
    """Files and folders that a check was asked about, as paths from the root. Raises Mistake for what it does not read."""
    return tuple(_chosen(root, file) for file in files)


def _chosen(root: Path, given: Path) -> str:
    """A path as typed from here, or from the root. Its last part may be a link: what it is, not what it leads to."""
    for file in (given, root / given):
        whole, top = file.parent.resolve() / file.name, root.resolve()
        if (whole.exists() or whole.is_symlink()) and whole.is_relative_to(top) and whole != top:
            path = whole.relative_to(top).as_posix()
            if path.partition("/")[0] in CHECKED:
                return path
    if given.exists():
        message = f"{given.as_posix()} is nothing that a check reads; these are the files below {in_words(CHECKED)}"
        raise Mistake("FILE-NAME", message)
    known = [file.relative_to(root).as_posix() for folder in CHECKED for file in (root / folder).rglob("*.*")]
    raise Mistake("FILE-NAME", f"there is no file {given.as_posix()}{did_you_mean(given.as_posix(), known)}")


def is_chosen(path: str, chosen: Collection[str]) -> bool:
    """Whether a path is one of some files and folders, lies below one, or is the folder of one; all are, if none is named."""
    return not chosen or any(f"{path}/".startswith(f"{one}/") or one.startswith(f"{path}/") for one in chosen)


# find, new, mentions, worklist


def find_name(asked: argparse.Namespace) -> Answer:
    """What goes by a name; failing that, what was probably meant."""
    words = " ".join(asked.name)
    found, aside = _read(asked.root)
    if found is None:
        return Answer(FAULTY, (), aside)
    names = list(all_names(found.encyclopedia))
    known = find_named(names, words)
    if known:
        return Answer(FINE, name_lines(known), aside)
    near = near_named(names, words)
    meant = " — did you mean one of these?" if near else ""
    return Answer(FAULTY, (), [*aside, f"nothing is called '{shortened(words)}'{meant}", *name_lines(near)])


def begin_entity(asked: argparse.Namespace) -> Answer:
    """Write the file of a new entity, with blanks to fill in."""
    found, aside = _read(asked.root)
    if found is None:
        return Answer(FAULTY, (), aside)
    try:
        new = plan_entity(found.encyclopedia, asked.kind, asked.slug, asked.class_key, asked.name)
    except Mistake as mistake:
        return Answer(MISUSED, (), [str(mistake)])
    file: Path = asked.root / new.path
    file.parent.mkdir(exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as opened:
        opened.write(template_text(new))
    said = [f"{new.path} is written. Fill in its blanks; this names those that are left:"]
    said.append(f"  python build_entities.py check {file.as_posix()}")
    variants = find_variants(new)
    if variants:
        aside = [*aside, f"{in_words(variants)} has that name: if it is the same, move it here and list it under 'redirects:'"]
    return Answer(FINE, said, aside)


def list_mentions(asked: argparse.Namespace) -> Answer:
    """What an article names, known and not."""
    try:
        article = read_article(sys.stdin.buffer.read() if asked.article == "-" else Path(asked.article).read_bytes())
    except OSError as error:
        return Answer(MISUSED, (), [f"{asked.article}: {error.strerror}"])
    except Mistake as mistake:
        return Answer(MISUSED, (), [f"{asked.article}: {mistake}"])
    found, aside = _read(asked.root)
    if found is None:
        return Answer(FAULTY, (), aside)
    return Answer(FINE, list(mention_lines(found.encyclopedia, find_mentions(found.encyclopedia, article))), aside)


def list_work(asked: argparse.Namespace) -> Answer:
    """What most needs work."""
    found, aside = _read(asked.root)
    if found is None:
        return Answer(FAULTY, (), aside)
    groups = find_needs(found.encyclopedia, found.links, date_of_data(asked.root) or Date(1970))
    return Answer(FINE, list(worklist_lines(groups, asked.limit)) or ["nothing needs work"], aside)


def _read(root: Path) -> tuple[Read | None, list[str]]:
    """What can be read, and a word on what cannot: these commands help to mend it, so they go on."""
    problems = Problems()
    found = build.read(root, problems)
    if found is None:
        return None, list(map(str, problems.errors))
    errors = problems.errors
    return found, [f"{tally(errors)}, which may hide something here: see the command check"] if errors else []
