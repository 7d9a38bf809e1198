"""The wiki under `mkdocs serve`: what is made again after an edit, and what is shown while there are problems."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from shutil import copytree, ignore_patterns, rmtree
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.pages import Page as PageOfMkDocs

from bench.corpus import make_wiki
from panoply.build import Before, build
from panoply.preview import Preview
from panoply.problems import Problems
from panoply.remembered import Remembered
from tests.test_kept import (
    add_comment,
    add_entity,
    change_any_figure,
    change_figure,
    change_glossary,
    change_inline_source,
    change_lead,
    change_name,
    change_relation,
    change_source,
    change_text,
    pick,
    remove_copy,
    replace_in,
    touch,
)

WIKI = Path(__file__).parent / "golden" / "wiki"
LYNX = "entities/systems/lynx-2.yml"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the golden sample."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1577836800")
    return copytree(WIKI, tmp_path / "wiki")


def pages(root: Path) -> dict[str, bytes]:
    wiki = root / "docs" / "wiki"
    return {f.relative_to(wiki).as_posix(): f.read_bytes() for f in sorted(wiki.rglob("*")) if f.is_file()}


def built(root: Path, before: Before) -> dict[str, bytes]:
    problems = Problems()
    assert build(root, problems, before) is not None, problems.errors
    return pages(root)


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


EDITS: dict[str, Callable[[Path], None]] = {
    "a claim": lambda root: edit(root, LYNX, "46 t", "47 t"),
    "a lead": lambda root: edit(root, LYNX, "with a roof", "with two roofs"),
    "a name": lambda root: edit(root, LYNX, "\nname: ", "\nname: New "),
    "a country's name": lambda root: edit(root, "entities/countries/northland.yml", "name: ", "name: Very "),
    "a source's title": lambda root: edit(root, "entities/sources/almanac.yml", "title: ", "title: The "),
    "a flight test": lambda root: edit(root, "entities/flight-tests/southland-2001.yml", "2001-", "2000-"),
    "a seed": lambda root: edit(root, next(f"seeds/{f.name}" for f in (root / "seeds").iterdir()), "title: ", "title: Old "),
    "an entity more": lambda root: (root / "entities/systems/lynx-3.yml").write_text("name: Lynx 3\nclass: tank\n") and None,
    "an entity less": lambda root: (root / "entities/systems/stub-7.yml").unlink(),
    "the vocabulary": lambda root: edit(root, "schema/vocabulary.yml", "label: Systems", "label: All systems"),
}


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS.keys())
def test_pages_after_an_edit_are_those_of_a_whole_build(root: Path, change: Callable[[Path], None]) -> None:
    before = Before()
    first = built(root, before)
    change(root)
    after = built(root, before)
    assert after != first
    assert built(root, Before()) == after


def test_an_edit_renders_few_pages(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Before()
    first = built(root, before)
    edit(root, LYNX, "46 t", "47 t")
    rendered: list[str] = []
    render = before.renderer.render
    monkeypatch.setattr(before.renderer, "render", lambda page: rendered.append(page.file) or render(page))
    assert built(root, before) != first
    assert "wiki/systems/lynx-2/index.md" in rendered
    assert "wiki/systems/stub-7/index.md" not in rendered


def break_it(root: Path) -> None:
    (root / "entities/systems/stub-7.yml").write_text("name: Stub 7\nclass: no-such-class\n", "utf-8")


def test_a_problem_at_start_ends_serve(root: Path) -> None:
    break_it(root)
    with pytest.raises(Abort, match="UNKNOWN-CLASS"):
        Preview().make_pages(root)


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """A preview turns collecting off for its process, which here is the tests'."""
    yield
    gc.unfreeze()
    gc.enable()


class Server:
    """What Preview needs of MkDocs' server."""

    def __init__(self) -> None:
        self.watched: dict[str, bool] = {}
        self.application: Any = lambda environ, start: [b"a page"]

    def watch(self, path: str, *, recursive: bool = True) -> None:
        self.watched[path] = recursive

    def unwatch(self, path: str) -> None:
        self.watched.pop(path)

    def get_app(self) -> Any:
        return self.application

    def set_app(self, application: Any) -> None:
        self.application = application

    def get(self, path: str) -> bytes:
        return b"".join(self.application({"PATH_INFO": path}, lambda *_: None))


def test_later_problems_stand_on_every_page_until_they_are_mended(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    preview, server = Preview(), Server()
    preview.make_pages(root)
    good = pages(root)
    server.watched = {str(root / "docs"): True, str(root / "mkdocs.yml"): True}
    preview.watch(server, root / "docs", root / "mkdocs.yml")
    assert server.get("/panoply/wiki/systems/lynx-2/") == b"a page"
    stub = (root / "entities/systems/stub-7.yml").read_text("utf-8")
    break_it(root)
    preview.make_pages(root)
    assert "UNKNOWN-CLASS" in capsys.readouterr().out
    overlay = server.get("/panoply/wiki/systems/lynx-2/").decode()
    assert "entities/systems/stub-7.yml:2:8: UNKNOWN-CLASS" in overlay
    assert 'http-equiv="refresh"' in overlay
    assert server.get("/panoply/assets/panoply.css") == b"a page"
    assert pages(root) == good
    (root / "entities/systems/stub-7.yml").write_text(stub, "utf-8")
    preview.make_pages(root)
    assert server.get("/panoply/wiki/systems/lynx-2/") == b"a page"


def test_what_is_generated_is_not_watched(root: Path) -> None:
    preview, server = Preview(), Server()
    preview.make_pages(root)
    (root / "docs" / "about").mkdir()
    docs, settings = str(root / "docs"), str(root / "mkdocs.yml")
    server.watched = {docs: True, settings: True}
    preview.watch(server, root / "docs", root / "mkdocs.yml")
    assert server.watched == {settings: True, docs: False, f"{docs}/about": True}


def test_templates_are_compiled_once_for_the_same_theme() -> None:
    preview, one, same, other = Preview(), *(Environment(loader=FileSystemLoader(f)) for f in ("a", "a", "b"))
    assert preview.keep_templates(one) is one
    assert preview.keep_templates(same) is one
    assert preview.keep_templates(other) is other


def test_garbage_is_collected_once_a_build_while_a_browser_waits(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    monkeypatch.setattr("panoply.preview.gc.collect", lambda: collected.append(1))
    preview, server = Preview(), Server()
    preview.make_pages(root)
    server.watched = {str(root / "docs"): True, str(root / "mkdocs.yml"): True}
    preview.watch(server, root / "docs", root / "mkdocs.yml")
    assert not collected
    preview.make_pages(root)
    server.get("/panoply/wiki/systems/lynx-2/")
    assert not collected
    server.get("/livereload/1/2")
    server.get("/livereload/1/3")
    assert len(collected) == 1
    preview.make_pages(root)
    preview.make_pages(root)
    assert len(collected) == 2


# Any edits, one after the other


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    root = tmp_path / "made-up"
    root.mkdir()
    make_wiki(root, 8)
    return root


def clean_pages(root: Path) -> dict[str, bytes]:
    """Pages of a clean build of the same inputs, elsewhere."""
    other = copytree(root, root.with_name("clean"), ignore=ignore_patterns("wiki", "data", ".cache"))
    found = built(other, Before())
    rmtree(other)
    return found


def break_one(root: Path, chance: Random) -> None:
    file = pick(root, "entities/systems", chance)
    file.write_bytes(file.read_bytes() + b"nonsense: 1\n")


def mend_all(root: Path, chance: Random) -> None:
    for file in (root / "entities/systems").glob("*.yml"):
        file.write_bytes(file.read_bytes().replace(b"nonsense: 1\n", b""))


def move_address(root: Path, chance: Random) -> None:
    replace_in(root / "mkdocs.yml", "site_url: https://", f"site_url: https://www{chance.randint(1, 99)}.")


def put_back(root: Path, chance: Random) -> None:
    """What a small edit made of others is taken back by one that reaches further."""
    file = pick(root, "entities/systems", chance)
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"(?m)^lead: >-\n  ", "lead: >-\n  Another ", text), "utf-8")


SMALL = (*(change_any_figure,) * 5, change_figure, add_comment, change_text, touch)
LARGE = (change_lead, change_name, change_relation, change_source, change_inline_source, add_entity, remove_copy)
OTHERS = (change_glossary, move_address, put_back, break_one, mend_all)


@pytest.mark.parametrize("seed", [1, 2])
def test_after_edits_at_random_pages_are_those_of_a_clean_build(
    made_up: Path, seed: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, preview, small = Random(seed), Preview(), list[bool]()
    build_small = Remembered.build
    monkeypatch.setattr(Remembered, "build", lambda *a, **named: small.append(build_small(*a, **named)) or small[-1])
    preview.make_pages(made_up)
    preview.is_serving = True
    for number, change in enumerate(chance.sample(edits := (*SMALL, *LARGE, *OTHERS), len(edits))):
        change(made_up, chance)
        if chance.random() < 0.3:
            chance.choice(SMALL)(made_up, chance)
        if preview.problems and chance.random() < 0.5:
            mend_all(made_up, chance)
        there = pages(made_up)
        preview.make_pages(made_up)
        if preview.problems:
            assert (number, change.__name__, pages(made_up) == there) == (number, change.__name__, True)
            assert "nonsense" in capsys.readouterr().out
        else:
            found, expected = pages(made_up), clean_pages(made_up)
            differing = sorted(f for f in found.keys() | expected.keys() if found.get(f) != expected.get(f))
            assert (number, change.__name__, differing) == (number, change.__name__, [])
    assert small.count(True) >= 4
    assert small.count(False) >= 4


def test_a_commit_dates_all_pages_anew(made_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = Preview()
    preview.make_pages(made_up)
    first = pages(made_up)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1893456000")
    change_figure(made_up, Random(1))
    preview.make_pages(made_up)
    assert pages(made_up) == clean_pages(made_up) != first


def test_pages_that_a_small_edit_made_are_made_again(made_up: Path) -> None:
    """What it made others say is taken back by an edit that reaches further."""
    preview, file = Preview(), pick(made_up, "entities/systems", Random(1))
    preview.make_pages(made_up)
    text = file.read_text("utf-8")
    cited = re.sub(r"(?m)^(  designer: .* \[@[\w-]+)[^\];]*", r"\1, p. 999", text)
    for changed in (cited, text.replace("lead: >-\n  ", "lead: >-\n  Word ")):
        file.write_text(changed, "utf-8")
        preview.make_pages(made_up)
        found, expected = pages(made_up), clean_pages(made_up)
        assert [name for name in expected if found.get(name) != expected[name]] == []


# As MkDocs renders it


class Served:
    """A wiki under `mkdocs serve --dirty`, without its threads."""

    def __init__(self, root: Path, site: Path) -> None:
        self.root, self.site, self.whole = root, site, 0
        config = self.config()
        config.plugins.on_startup(command="serve", dirty=True)
        self.build(config)
        self.server = LiveReloadServer(self.build, "127.0.0.1", 0, str(site))
        for path in (config.docs_dir, config.config_file_path):
            self.server.watch(path)
        config.plugins.on_serve(self.server, config=config, builder=self.build)

    def config(self) -> Any:
        config = load_config(config_file=str(self.root / "mkdocs.yml"), site_dir=str(self.site))
        config.site_url = "http://127.0.0.1:8000/panoply/"
        return config

    def build(self, config: Any = None) -> None:
        self.whole += 1
        config = config or self.config()
        mkdocs_build(config, serve_url=config.site_url, dirty=True)

    def html(self) -> dict[str, bytes]:
        return {file.relative_to(self.site).as_posix(): file.read_bytes() for file in sorted(self.site.rglob("*.html"))}


def change_by_hand(root: Path, chance: Random) -> None:
    replace_in(root / "docs/about/policy.md", "\n\n", f"\n\nWord{chance.randint(1, 999)}\n\n")


def change_style(root: Path, chance: Random) -> None:
    replace_in(root / "docs/assets/panoply.css", "\n", f"\n/* {chance.randint(1, 999)} */\n")


def test_the_site_is_what_mkdocs_makes_of_it(made_up: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance, served = Random(1), Served(made_up, tmp_path / "site")
    for change, whole in (
        *((change_figure, 1), (change_by_hand, 1), (change_style, 1), (change_lead, 1), (break_one, 1), (change_by_hand, 1)),
        *((mend_all, 1), (change_text, 1), (add_entity, 2), (change_figure, 2), (move_address, 3), (change_figure, 3)),
    ):
        change(made_up, chance)
        served.server.builder()
        assert (change.__name__, served.whole) == (change.__name__, whole)
    served.server.server_close()
    anew = Served(made_up, tmp_path / "anew")
    anew.server.server_close()
    found, expected = served.html(), anew.html()
    differing = sorted(f for f in found.keys() | expected.keys() if found.get(f) != expected.get(f))
    assert differing == []
    assert (tmp_path / "site/assets/panoply.css").read_bytes() == (made_up / "docs/assets/panoply.css").read_bytes()


def test_after_a_failure_mkdocs_renders(made_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = Served(made_up, tmp_path / "site")
    change_figure(made_up, Random(1))
    with monkeypatch.context() as patched:
        patched.setattr(PageOfMkDocs, "render", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            served.server.builder()
    served.server.builder()
    assert served.whole == 2
    served.server.server_close()
    anew = Served(made_up, tmp_path / "anew")
    anew.server.server_close()
    assert served.html() == anew.html()
