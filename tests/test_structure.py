"""The shape of the code: which module may import which, how long things are, and what the theme's originals look like."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "panoply"
OVERRIDES = ROOT / "overrides"
COPIES = sorted(["404.html", *(p.relative_to(OVERRIDES).as_posix() for p in (OVERRIDES / "partials").rglob("*.html"))])

LAYERS = (
    # what everything is said in
    "markup pieces pool raw_blocks text turns whole_file",
    "problems volumes",
    "article_text circles citation_text dates last_build memory problem_formats quantities settings silhouette yaml_mending",
    "amounts claim_slips history prose search_firsts search_words yaml_scan",
    "edits yaml_nodes",
    "blocks fixes suggestions yaml_source",
    "vocabulary",
    # entities, as read and as linked
    "issue_form model vocabulary_file",
    "addresses anchors claim_text encyclopedia file_reader kept_parts values",
    "citations claim_reader dead_links fact_changes glossary links name_index patterns references seed_file source_file",
    "check_sources entity_file fact_match fact_pages meaning name_patterns new_entity renaming schema_parts touched",
    "canonical check diff_words export_schema fact_flags fact_words load mentions periods schema spread statistics worklist",
    # pages
    "bars diff_text entity_template fact_diff migration page_text pages",
    "cite_page evidence family hubs overview relations rows",
    "apart excerpt outlines row_charts",
    "disputes drawing timeline",
    "article class_pages exports forms reports search_names seed_pages source_pages",
    "article_parts",
    # files
    "dump output page_rendering render site_pages text_index",
    "plans reach",
    "small_build",
    "remembered",
    "build site_links",
    "commands revisions site_check",
    "edit_commands release_commands review_commands",
    # doors
    "command_line preview",
)
"""Every module of panoply/, from the bottom up. A module imports from the lines above its own here, never from its own line."""

SOLE_USERS = {
    "jinja2": "render",
    "lxml": "site_pages",
    "markdown_it": "prose",
    "markdown": "raw_blocks",
    "mkdocs": "page_rendering preview",
    "pagefind": "text_index",
    "subprocess": "history",
}
"""What only one module may know, and of MkDocs the two that it calls: another engine or library is then one edit."""

UPSTREAM = {
    "404.html": "80c93494b5432b1bcdf292caeb67a0653c45b37372f49e08ad4a70ca695a7495",
    "partials/header.html": "8cf3fb15bcf969ff596649616fd99366b3c31c08d57a86d05308efc16d8fa75f",
    "partials/source.html": "6847616d67be4920d39c278c2799bf20222bbc02ee2a8393aca85e3eaa518752",
}
"""SHA-256 of Material's own file at the time ours was copied from it, or written in its place."""

MOST_LINES_OF_MODULE, MOST_LINES_OF_FUNCTION, MOST_LINES_OF_TEMPLATE = 350, 50, 60


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(PACKAGE).with_suffix("").parts)


MODULES = {name_of(f): f.read_text("utf-8") for f in sorted(PACKAGE.rglob("*.py")) if f.name != "__init__.py"}
TEMPLATES = [*sorted((PACKAGE / "templates").rglob("*.jinja")), *sorted((ROOT / "overrides").glob("*.html"))]


@cache
def parsed(source: str) -> ast.Module:
    return ast.parse(source)


def imported_by(source: str) -> set[str]:
    """The dotted name of everything that is imported anywhere in a module, inside functions too."""
    found = set()
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module if not node.level else f"panoply.{node.module}" if node.module else "panoply"
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def modules_in(names: set[str]) -> set[str]:
    """Those of our own modules that dotted names stand for or lie in."""
    own = {name.removeprefix("panoply.") for name in names if name.startswith("panoply.")}
    return {module for module in MODULES for name in own if name == module or name.startswith(f"{module}.")}


def climbing(sources: dict[str, str], layers: tuple[str, ...]) -> list[str]:
    """The imports that do not lead strictly downward."""
    height = {module: number for number, layer in enumerate(layers) for module in layer.split()}
    return [
        f"{module} (layer {height[module]}) imports {other} (layer {height[other]})"
        for module, source in sources.items()
        for other in sorted(modules_in(imported_by(source)))
        if height[other] >= height[module]
    ]


def test_every_module_has_its_layer() -> None:
    assert sorted(" ".join(LAYERS).split()) == sorted(MODULES)


def test_imports_lead_strictly_downward() -> None:
    assert climbing(MODULES, LAYERS) == []


def test_no_imports_go_round() -> None:
    TopologicalSorter({module: modules_in(imported_by(source)) for module, source in MODULES.items()}).prepare()


@pytest.mark.parametrize(
    "line",
    [
        "from panoply.build import read",
        "from panoply import build",
        "import panoply.build",
        "import panoply.build as b",
        "from .build import read",
        "from . import build",
        "from panoply.text import one_of",
        "def late():\n    from panoply.build import read",
        "if TYPE_CHECKING:\n    from panoply.build import read",
    ],
)
def test_a_climbing_import_is_seen_in_every_form(line: str) -> None:
    assert climbing({"text": line}, LAYERS) != []


@pytest.mark.parametrize(("library", "module"), SOLE_USERS.items(), ids=SOLE_USERS)
def test_one_module_knows_the_library(library: str, module: str) -> None:
    users = [m for m, source in MODULES.items() if any(n.split(".")[0] == library for n in imported_by(source))]
    assert users == module.split()


# What no module below the doors does, and what no module does at all

CLOCKS = frozenset({"random", "secrets", "time", "uuid"})
NOW = frozenset({"now", "today", "utcnow", "fromtimestamp"})


def dotted(node: ast.expr) -> str:
    """``sys.exit`` of a call; empty for what has no plain name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def loud(source: str) -> Iterator[str]:
    """Where a module prints or leaves the program."""
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Call) and dotted(node.func) in {"print", "exit", "quit", "sys.exit", "os._exit"}:
            yield f"line {node.lineno}: {dotted(node.func)}()"
        elif isinstance(node, (ast.Name, ast.Attribute)) and dotted(node) in {"SystemExit", "sys.stdout", "sys.stderr"}:
            yield f"line {node.lineno}: {dotted(node)}"


def catching_all(source: str) -> Iterator[str]:
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(kind is None or dotted(kind) in {"Exception", "BaseException"} for kind in caught):
                yield f"line {node.lineno}: catches everything"


def telling_time(source: str) -> Iterator[str]:
    """Where a module asks for something that differs from run to run."""
    yield from (f"imports {name}" for name in imported_by(source) if name.split(".")[0] in CLOCKS)
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Attribute) and node.attr in NOW and re.search(r"\bdate(time)?$", dotted(node.value)):
            yield f"line {node.lineno}: {dotted(node)}"


LEAVERS = {*LAYERS[-1].split(), "pool"}
"""The doors, and the module whose helpers are forks: one that went on would be a second parent."""


@pytest.mark.parametrize("module", [m for m in MODULES if m not in LEAVERS])
def test_only_the_doors_print_and_exit(module: str) -> None:
    assert list(loud(MODULES[module])) == []


@pytest.mark.parametrize("module", MODULES)
def test_no_module_catches_everything(module: str) -> None:
    assert list(catching_all(MODULES[module])) == []


@pytest.mark.parametrize("module", [m for m in MODULES if m != "history"])
def test_only_history_tells_time(module: str) -> None:
    assert list(telling_time(MODULES[module])) == []


@pytest.mark.parametrize(
    "source", ["print(1)", "import sys\nsys.exit(1)", "raise SystemExit(1)", "import sys\nsys.stderr.write('')"]
)
def test_a_loud_module_is_heard(source: str) -> None:
    assert list(loud(source)) != []


@pytest.mark.parametrize("kind", ["", " Exception", " (OSError, Exception)", " BaseException as error"])
def test_a_catch_all_is_seen(kind: str) -> None:
    assert list(catching_all(f"try:\n    pass\nexcept{kind}:\n    pass")) != []


@pytest.mark.parametrize(
    "source",
    ["import random", "from time import time", "def f():\n    import uuid", "x = datetime.now()", "x = datetime.date.today()"],
)
def test_a_clock_is_seen(source: str) -> None:
    assert list(telling_time(source)) != []


# Lengths


def functions() -> dict[str, int]:
    """The length in lines of every function, by module and name."""
    return {
        f"{module}.{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module, source in MODULES.items()
        for node in ast.walk(parsed(source))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def longer(lengths: dict[str, int], most: int) -> list[str]:
    return [f"{name} {length}" for name, length in sorted(lengths.items(), key=lambda item: -item[1]) if length > most]


def test_modules_are_short() -> None:
    assert longer({module: len(source.splitlines()) for module, source in MODULES.items()}, MOST_LINES_OF_MODULE) == []


def test_functions_are_short() -> None:
    assert longer(functions(), MOST_LINES_OF_FUNCTION) == []


def test_most_functions_are_very_short() -> None:
    lengths = list(functions().values())
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 30


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_fits_a_screen(template: Path) -> None:
    assert len(template.read_text("utf-8").splitlines()) <= MOST_LINES_OF_TEMPLATE


# Material's templates that ours replace


@pytest.mark.parametrize("file", COPIES)
def test_an_overridden_template_is_that_of_the_installed_theme(file: str) -> None:
    """When this fails, compare Material's new file with ours, take over what changed, and record its hash and version."""
    head = (OVERRIDES / file).read_text("utf-8")[:400]
    assert f"Material for MkDocs {version('mkdocs-material')}, {file}" in head
    assert "MIT" in head
    upstream = files("material") / "templates" / file
    assert hashlib.sha256(upstream.read_bytes()).hexdigest() == UPSTREAM[file]


def test_no_hash_is_kept_of_a_template_that_is_gone() -> None:
    assert [file for file in UPSTREAM if not (OVERRIDES / file).is_file()] == []
