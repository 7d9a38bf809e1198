"""Golden pages: a small made-up wiki, and beside it every page that the generator must make of it.

After a change that is meant, read what `RENEW=1 python -m pytest tests/test_golden.py` changes below tests/golden/expected.
"""

from __future__ import annotations

import os
import sys
from difflib import unified_diff
from pathlib import Path
from shutil import copytree, rmtree
from types import CodeType, FrameType
from typing import Any

import pytest

from panoply.build import build
from panoply.problems import Problems
from panoply.render import Renderer
from tests.limits import lower_limits

HERE = Path(__file__).parent / "golden"
EXPECTED = HERE / "expected"
RENEW = "RENEW=1 .venv/bin/python -m pytest tests/test_golden.py"
TEMPLATES = sorted(name for name in Renderer().environment.list_templates() if name.endswith(".jinja"))


def pages_in(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in sorted(folder.rglob("*")) if file.is_file()
    }


@pytest.fixture(scope="module")
def reached() -> set[tuple[str, int]]:
    """Template and line, as compiled, of all that was run to make the pages."""
    return set()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, reached: set[tuple[str, int]]) -> dict[str, str]:
    """The pages made of the sample, which has no history and is read on New Year's Day of 2020."""
    root = tmp_path_factory.mktemp("golden") / "wiki"
    copytree(HERE / "wiki", root)
    problems = Problems()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1577836800")
        traced(reached, root, problems)
        lower_limits(patch, 2)
        traced(reached, copytree(HERE / "wiki", root.with_name("divided")), problems)
    assert problems.errors == []
    pages = pages_in(root / "docs" / "wiki")
    if os.environ.get("RENEW"):
        rmtree(EXPECTED, ignore_errors=True)
        copytree(root / "docs" / "wiki", EXPECTED)
    return pages


def traced(reached: set[tuple[str, int]], root: Path, problems: Problems) -> None:
    """Build, and note which lines of templates are run."""

    def trace(frame: FrameType, _event: str, _argument: Any) -> Any:
        if not frame.f_code.co_filename.endswith(".jinja"):
            return None
        reached.add((Path(frame.f_code.co_filename).name, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        build(root, problems)
    finally:
        sys.settrace(before)


def test_the_pages_are_those_expected(made: dict[str, str]) -> None:
    assert sorted(made) == sorted(pages_in(EXPECTED))


@pytest.mark.parametrize("file", sorted(pages_in(EXPECTED)))
def test_a_page_is_as_expected(made: dict[str, str], file: str) -> None:
    expected = (EXPECTED / file).read_text("utf-8") if (EXPECTED / file).is_file() else ""
    found = made.get(file, "")
    changes = "\n".join(unified_diff(expected.splitlines(), found.splitlines(), f"expected/{file}", "made now", lineterm=""))
    assert found == expected, f"{changes}\n\nIf this is meant: {RENEW}"


def unreached(name: str, reached: set[tuple[str, int]]) -> list[int]:
    """Lines of a template of which a branch was not run; the first is left out, where compiled code looks its filters up."""
    template = Renderer().environment.get_template(name)
    never = lines_of(template.root_render_func.__code__) - {line for file, line in reached if file == name}
    return sorted({template.get_corresponding_lineno(line) for line in never} - {1})


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_sample_reaches_every_branch(made: dict[str, str], reached: set[tuple[str, int]], name: str) -> None:
    assert made
    assert unreached(name, reached) == []


def test_a_sample_without_seeds_and_variants_does_not(tmp_path: Path) -> None:
    root = tmp_path / "wiki"
    copytree(HERE / "wiki", root)
    rmtree(root / "seeds")
    (root / "entities" / "systems" / "lynx-1.yml").write_text("name: Lynx 1\nclass: tank\n")
    reached: set[tuple[str, int]] = set()
    traced(reached, root, Problems())
    assert unreached("seed.md.jinja", reached) != []
    assert unreached("article.md.jinja", reached) != []


def lines_of(code: CodeType) -> set[int]:
    """The lines of a function and of those within it."""
    found = {line for _, __, line in code.co_lines() if line is not None}
    return found.union(*(lines_of(inner) for inner in code.co_consts if isinstance(inner, CodeType)))
