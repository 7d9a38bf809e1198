"""Languages: pages call them by their names, and say of what stands in another one which it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from shutil import copy2, copytree
from typing import Any

import pytest
from lxml import html
from markdown import markdown

from panoply.build import build, read
from panoply.markup import in_language, text_in_language
from panoply.problems import Problems
from tests.reading import ROOT, vocabulary

SAMPLE = Path(__file__).parent / "golden" / "wiki"
BULLETIN = "entities/sources/bulletin.yml"
HOSTILE = ('ru" onclick="pwn()', "ru onclick=pwn()", "ru}{onclick=pwn()", "ru><script>", "r", "-", "русский")
OTHER_SCRIPTS = ("ar", "be", "bg", "fa", "he", "ko", "ru", "uk")


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Builds the sample with a bulletin in some language, with the table or without."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1577836800")

    def build_it(code: str, title: str = "Бюллетень", *, table: bool = True) -> Path:
        root = copytree(SAMPLE, tmp_path / "wiki")
        if table:
            copy2(ROOT / "schema" / "languages.yml", root / "schema")
        file = root / BULLETIN
        lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(("title:", "language:"))]
        words = [f"title: {json.dumps(title, ensure_ascii=False)}", f"language: {json.dumps(code, ensure_ascii=False)}"]
        file.write_text("\n".join([*words, *lines, ""]), "utf-8")
        problems = Problems()
        build(root, problems)
        assert problems.errors == []
        return root / "docs" / "wiki"

    return build_it


def shown(file: Path) -> Any:
    text = file.read_text("utf-8").split("\n---\n", 1)[1]
    return html.fromstring(markdown(text, extensions=["attr_list", "md_in_html"]))


def citing(wiki: Path) -> Any:
    """The line of the references that names the bulletin, on some page that cites it."""
    for file in sorted(wiki.glob("systems/*/index.md")):
        for line in shown(file).xpath("//ol/li[span[starts-with(@id, 'ref-')]]"):
            if "/sources/bulletin/" in "".join(line.xpath(".//a/@href")):
                return line
    pytest.fail("the bulletin is cited nowhere")


def test_a_reference_names_the_language_and_its_title_is_marked_as_in_it(pages: Callable[..., Path]) -> None:
    line = citing(pages("ru"))
    assert ". Russian" in line.text_content()
    assert [e.text_content() for e in line.xpath(".//*[@lang='ru']")] == ["Бюллетень"]


def test_the_pages_of_sources_do_so_too(pages: Callable[..., Path]) -> None:
    wiki = pages("zh-TW", "公報")
    page = shown(wiki / "sources" / "bulletin" / "index.md")
    assert page.xpath("string(//dt[.='Language']/following-sibling::dd)") == "Chinese (Taiwan)"
    assert page.xpath("string(//h1//*[@lang='zh-TW'])") == "公報"
    assert shown(wiki / "sources" / "index.md").xpath("//a[@lang='zh-TW']/text()") == ["公報"]


def test_a_title_in_brackets_is_ours(pages: Callable[..., Path]) -> None:
    line = citing(pages("ru", "[Report on a tank]"))
    assert "[Report on a tank]" in line.text_content()
    assert ". Russian" in line.text_content()
    assert line.xpath(".//*[@lang]") == []


def test_a_wiki_without_the_table_shows_the_code(pages: Callable[..., Path]) -> None:
    line = citing(pages("tlh", table=False))
    assert ". tlh" in line.text_content()
    assert len(line.xpath(".//*[@lang='tlh']")) == 1


@pytest.mark.parametrize("code", HOSTILE)
def test_a_code_that_is_none_becomes_no_attribute(pages: Callable[..., Path], code: str) -> None:
    assert in_language("[x](y)", code) == "[x](y)"
    assert text_in_language("x", code) == "x"
    line = citing(pages(code, table=False))
    assert line.xpath(".//@onclick | .//*[@lang] | .//script") == []
    assert code in line.text_content()


def test_all_of_iso_639_1_is_there_once() -> None:
    codes, names = list(vocabulary().languages), list(vocabulary().languages.values())
    assert len([code for code in codes if len(code) == 2]) >= 183
    assert len(set(names)) == len(names)


def test_titles_that_are_not_ours_are_in_their_language() -> None:
    """No title said to be in a language of another script is English words: those belong in brackets."""
    found = read(ROOT, Problems())
    assert found is not None
    sources = [s for s in found.encyclopedia.sources.values() if s.title_language in OTHER_SCRIPTS]
    assert len(sources) > 50
    assert [s.id for s in sources if s.title.isascii() and re.search("[a-z]{3}", s.title)] == []
