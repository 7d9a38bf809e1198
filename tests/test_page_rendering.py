"""MkDocs' pages rendered early: on any number of cores the site and the warnings are those of MkDocs alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.config import load_config

from panoply.raw_blocks import NOT_READ, RawBlocks
from tests.reading import ROOT

GOLDEN = sorted((ROOT / "tests" / "golden").rglob("*.md"))
BLOCKS = (
    '<div class="key-figures" data-x>\n<dl>\n<div>\n<dt id="a">A &amp; B</dt>\n<dd>1<br>2</dd>\n</div>\n</dl>\n</div>',
    '<figure>\n<svg viewBox="0 0 9 9"><title id="t">To scale</title><path d="M0 0"/></svg>\n</figure>\n<figure>\n</figure>',
    '<table>\n<tbody id="p">\n<tr><td><a name="old" href="#p">1 < 2</a></td></tr>\n</tbody>\n</table>',
    '<table><tr><td title="1 > 2">&lt;</td></tr></table>',
    "<p>Closed by nobody\n<p>Nor this",
    "<div>\n<p>Open\n</div>",
    "<div>",
    "</div>",
    "<DIV>\n</DIV>",
    "<div>\n</div> and more",
    "<div></div><div></div>",
    "<hr>",
    "<!-- <div> -->",
    "<script>\nif (1 < 2) {}\n</script>",
    "<section>\n<script>'</section>'</script>\n</section>",
    "<div>&#xyz; &#12 and &nbsp, R&D</div>",
    "<div a='b' c=d>\n</div>",
    '<div title="\n">\n</div>',
    "<? php ?>",
    "  <div>\n</div>",
    "    <div>\n</div>",
    "-   item\n\n    <div>in it</div>",
    "```html\n<div>\n```",
    "~~~\n<div>\n\n</div>\n~~~",
    "A `<div>` in code and <span>in words</span>, <https://example.org> & more",
    "# Title {#top}",
    "Words with [a link](#p){.cite} and an <a id='b'>anchor",
    "| a | b |\n| - | - |\n| <b>1</b> | 2 |",
    "> <div>\n> quoted",
    "[ref]: #p '<div>'",
    "",
)


def converters() -> tuple[Markdown, Markdown, RawBlocks]:
    """Python-Markdown as the wiki sets it up, without and with the extension."""
    settings = load_config(str(ROOT / "mkdocs.yml"))
    blocks = RawBlocks()
    names, options = settings.markdown_extensions, settings.mdx_configs
    plain = Markdown(extensions=names, extension_configs=options)
    return plain, Markdown(extensions=[*names, blocks], extension_configs=options), blocks


PLAIN, QUICK, TAKEN = converters()


def both(text: str) -> tuple[str, str]:
    return PLAIN.reset().convert(text), QUICK.reset().convert(text)


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_a_page_of_ours_is_rendered_as_before_and_not_parsed(file: Path) -> None:
    text = file.read_text("utf-8").split("---\n", 2)[2]
    TAKEN.ids.clear()
    plain, quick = both(text)
    assert quick == plain
    assert TAKEN.ids >= set(re.findall(r'<(?:tbody|tr|li)[^>]* id="([^"]+)"', text))


@given(st.lists(st.tuples(st.sampled_from(BLOCKS), st.sampled_from(["\n\n", "\n\n\n", "\n", "\n \n", "\n\t\n"])), max_size=6))
def test_any_page_is_rendered_as_before(parts: list[tuple[str, str]]) -> None:
    plain, quick = both("".join(f"{block}{between}" for block, between in parts))
    assert quick == plain


@pytest.mark.parametrize("block", BLOCKS[:2] + BLOCKS[3:4])
def test_blocks_are_taken_out_before_anybody_parses_them(block: str) -> None:
    _, quick, _ = converters()
    before = quick.preprocessors["raw_blocks"].run([*block.split("\n"), "", ""])
    assert "<" not in "".join(before)


@pytest.mark.parametrize("name", sorted(NOT_READ))
def test_a_page_whose_text_may_not_be_html_is_left_to_the_parsers(name: str) -> None:
    """Later versions of Python read more elements by rules of their own."""
    _, quick, _ = converters()
    lines = ["<div>", f"<{name}></{name}>", "</div>", "", ""]
    assert quick.preprocessors["raw_blocks"].run(lines) is lines


# Whole sites

PAGES = 150
"""Enough to be spread over processes."""
HOOK = """
import os
from panoply import pool
from panoply.page_rendering import render_pages

pool._processes = lambda: int(os.environ["PROCESSES"])


def on_nav(nav, config, files, **_):
    if pool._processes():
        render_pages(nav, files, config)
"""
SETTINGS = {
    "site_name": "Wiki",
    "site_url": "https://wiki.example/w/",
    "hooks": ["hook.py"],
    "plugins": [],
    "nav": [{"Home": "index.md"}],
    "not_in_nav": "/wiki/",
    "markdown_extensions": ["attr_list", "tables", "pymdownx.superfences", {"toc": {"permalink": True}}],
    "validation": {"links": {"anchors": "warn", "unrecognized_links": "warn"}},
}


@dataclass(frozen=True)
class Outcome:
    """What a build left and said, but for the time it took."""

    code: int
    said: list[str]
    files: dict[str, bytes]


def page(number: int, more: str = "") -> str:
    following = (number + 1) % PAGES
    return f"""---
title: "Page {number}"
---

# Page {number} {{#top}}

Слова [of the next](../{following}/index.md#row-{following}). {more}

<table>
<tr id="row-{number}"><td>{number}</td></tr>
</table>
"""


def put(root: Path, number: int, text: str | bytes) -> None:
    file = root / "docs" / "wiki" / str(number) / "index.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def mkdocs(root: Path, processes: int) -> Outcome:
    """MkDocs alone where no process is asked for."""
    environment = os.environ | {
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": "0",
        "PYTHONPATH": str(ROOT),
        "PROCESSES": str(processes),
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(root / f"site-{processes}")]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    site = root / f"site-{processes}"
    files = {str(f.relative_to(site)): f.read_bytes() for f in site.rglob("*") if f.is_file() and f.suffix != ".gz"}
    said = [line for line in (done.stderr + done.stdout).splitlines() if " seconds" not in line and "site-" not in line]
    return Outcome(done.returncode, said, files)


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    (tmp_path / "hook.py").write_text(HOOK)
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(SETTINGS))
    for number in range(PAGES):
        put(tmp_path, number, page(number))
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[First](wiki/0/index.md#row-0)\n")
    return tmp_path


def test_the_site_is_that_of_mkdocs_alone(wiki: Path) -> None:
    alone = mkdocs(wiki, 0)
    assert alone.code == 0, alone.said
    assert len(alone.files) > PAGES
    assert mkdocs(wiki, 1) == alone
    assert mkdocs(wiki, 3) == alone


def test_warnings_of_all_processes_fail_a_strict_build_in_order(wiki: Path) -> None:
    for number in range(0, PAGES, 7):
        put(wiki, number, page(number, f"[broken](../{number}/none.md) and [lost](../1/index.md#row-{number + 2})"))
    alone = mkdocs(wiki, 0)
    broken = len(range(0, PAGES, 7))
    assert alone.code == 1
    assert f"Aborted with {2 * broken} warnings in strict mode!" in "".join(alone.said)
    assert mkdocs(wiki, 1) == alone
    assert mkdocs(wiki, 3) == alone


def test_a_page_that_cannot_be_read_is_named(wiki: Path) -> None:
    put(wiki, 77, b"# Page \xff")
    for processes in (0, 1, 3):
        outcome = mkdocs(wiki, processes)
        assert outcome.code == 1
        assert "Encoding error reading file: wiki/77/index.md" in "".join(outcome.said)


def test_a_hook_that_changes_markdown_is_not_passed_by(wiki: Path) -> None:
    with (wiki / "hook.py").open("a") as hook:
        hook.write("\n\ndef on_page_markdown(markdown, **_):\n    return markdown.replace('Слова', 'Words')\n")
    assert b"Words" in mkdocs(wiki, 3).files["wiki/9/index.html"]


def test_another_engine_is_left_alone(wiki: Path) -> None:
    with (wiki / "hook.py").open("a") as hook:
        hook.write("\n\nfrom types import SimpleNamespace\nrender_pages(None, None, SimpleNamespace())\n")
    assert mkdocs(wiki, 1).code == 0
