"""The wiki under `mkdocs serve`: what is made again after an edit, and what is shown while there are problems."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from mkdocs.exceptions import Abort

from panoply.build import Before, build
from panoply.preview import Preview
from panoply.problems import Problems

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
