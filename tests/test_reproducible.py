"""The same entities give the same bytes, wherever and in whatever order they lie; the generator keeps to its own folders."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from panoply.output import Output

ROOT = Path(__file__).parent.parent
READ = ("entities", "schema", "seeds", "docs/index.md", "docs/about", "docs/assets")
"""What the generator reads, and what lies beside what it writes."""
EPOCH = "1767225600"  # 2026-01-01

ENTITY = """\
name: T-1
class: main-battle-tank
names:
  - name: Object 1
lead: >-
  The T-1 is a tank [@handbook, p. 1].
claims:
  crew: 3 [@handbook, p. 2]
sources:
  handbook:
    title: A handbook of tanks
    publisher: Museum of Tanks
    issued: 2007
    type: book
    grade: B
"""


def generate(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the generator as a stranger would, from another folder and with nothing of git's in the environment."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        [sys.executable, ROOT / "build_entities.py", "--root", root],
        cwd=root.parent,
        env=inherited | {"SOURCE_DATE_EPOCH": EPOCH, "GIT_CEILING_DIRECTORIES": str(root.parent)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def copy(one: Path, other: Path, *, backwards: bool = False) -> None:
    """Copy what the generator reads file by file: many file systems list a folder in the order in which it was filled.

    The history goes along where there is one, so that dates of change are compared as well.
    """
    places = [one / name for name in READ] + [folder for folder in [one / ".git"] if folder.is_dir()]
    found = (file for place in places for file in ([place] if place.is_file() else place.rglob("*")))
    for source in sorted((file for file in found if file.is_file()), reverse=backwards):
        target = other / source.relative_to(one)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def contents(root: Path, *folders: str) -> dict[str, bytes]:
    """Every file below the folders, with what is in it."""
    found = (file for folder in folders for file in (root / folder).rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}


def made(root: Path) -> dict[str, bytes]:
    return contents(root, "docs/wiki", "docs/data")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real wiki, built."""
    root = tmp_path_factory.mktemp("one") / "wiki"
    copy(ROOT, root)
    done = generate(root, PYTHONHASHSEED="1")
    assert done.returncode == 0, done.stderr
    return root


def test_another_folder_and_order_give_the_same_bytes(real: Path, tmp_path: Path) -> None:
    other = tmp_path / "a folder with spaces" / "копия"
    copy(real, other, backwards=True)
    done = generate(other, PYTHONHASHSEED="2", TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONOPTIMIZE="2")
    assert done.returncode == 0, done.stderr
    one, two = made(real), made(other)
    assert sorted(one) == sorted(two)
    assert [name for name, content in one.items() if two[name] != content] == []
    assert len(one) > 100


def test_no_page_knows_where_it_was_built(real: Path) -> None:
    assert [name for name, content in made(real).items() if str(real).encode() in content] == []


def test_a_second_run_writes_nothing(real: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in (real / "docs").rglob("*")}
    done = generate(real, PYTHONHASHSEED="3")
    assert ": 0 written, 0 removed" in done.stdout
    assert {file: file.stat().st_mtime_ns for file in (real / "docs").rglob("*")} == before


# On a wiki of one tank: what is left alone, and what is not


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A wiki of one entity, built."""
    root = tmp_path / "wiki"
    shutil.copytree(ROOT / "schema", root / "schema")
    (root / "entities" / "systems").mkdir(parents=True)
    (root / "entities" / "systems" / "t-1.yml").write_text(ENTITY, "utf-8")
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text("# Tanks\n", "utf-8")
    done = generate(root)
    assert done.returncode == 0, done.stderr
    return root


def test_a_problem_leaves_the_pages_as_they_were(tiny: Path) -> None:
    before = made(tiny)
    (tiny / "entities/systems/t-2.yml").write_text(ENTITY.replace("T-1", "T-2").replace("crew: 3", "crew: 3 t"), "utf-8")
    (tiny / "entities/systems/t-1.yml").write_text(ENTITY.replace("crew: 3", "crew: 4"), "utf-8")
    done = generate(tiny)
    assert done.returncode == 1
    assert "entities/systems/t-2.yml:" in done.stderr
    assert made(tiny) == before


def test_a_page_that_nothing_makes_any_more_is_removed(tiny: Path) -> None:
    (tiny / "docs/wiki/systems/t-9").mkdir()
    (tiny / "docs/wiki/systems/t-9/index.md").write_text("stale", "utf-8")
    (tiny / "docs/wiki/old/folder").mkdir(parents=True)
    (tiny / "docs/wiki/old/folder/index.html").write_text("stale", "utf-8")
    (tiny / "docs/data/v0.json").write_text("{}", "utf-8")
    before = made(tiny)
    done = generate(tiny)
    assert ": 0 written, 3 removed" in done.stdout
    assert before.keys() - made(tiny).keys() == {
        "docs/wiki/systems/t-9/index.md",
        "docs/wiki/old/folder/index.html",
        "docs/data/v0.json",
    }
    assert not (tiny / "docs/wiki/old").exists()


def test_a_renamed_entity_leaves_no_page_behind(tiny: Path) -> None:
    (tiny / "entities/systems/t-1.yml").rename(tiny / "entities/systems/t-9.yml")
    assert generate(tiny).returncode == 0
    pages = made(tiny)
    assert "docs/wiki/systems/t-9/index.md" in pages
    assert "docs/wiki/systems/t-1/index.md" not in pages


def test_only_its_own_folders_are_touched(tiny: Path) -> None:
    for name in (
        "docs/wiki.md",
        "docs/wikipedia/x.md",
        "docs/about/wiki/x.md",
        "docs/database.csv",
        "site/wiki/x.html",
        "x.txt",
    ):
        (tiny / name).parent.mkdir(parents=True, exist_ok=True)
        (tiny / name).write_text("mine", "utf-8")
    (tiny / "docs/empty").mkdir()
    shutil.rmtree(tiny / "docs/wiki")
    shutil.rmtree(tiny / "docs/data")

    def others() -> dict[Path, int]:
        owned = (tiny / "docs/wiki", tiny / "docs/data", tiny / ".cache")
        found = (p for p in tiny.rglob("*") if p != tiny / "docs" and not any(p.is_relative_to(o) for o in owned))
        return {path: path.stat().st_mtime_ns for path in found}

    before = others()
    assert generate(tiny).returncode == 0
    assert made(tiny)
    assert others() == before


def test_a_link_out_of_the_folder_is_removed_and_not_followed(tiny: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep.md").write_text("mine", "utf-8")
    (tiny / "docs/wiki/away").symlink_to(outside, target_is_directory=True)
    assert generate(tiny).returncode == 0
    assert not (tiny / "docs/wiki/away").exists()
    assert (outside / "keep.md").read_text("utf-8") == "mine"


@pytest.mark.parametrize("file", ["index.md", "about/x.md", "wiki/../index.md", "/wiki/x.md"])
def test_no_page_can_lie_outside(tmp_path: Path, file: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        Output(tmp_path).add(file, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wiki/systems/t-1/index.md", "wiki/systems/t-1/index.md"),
        ("wiki/systems/t-1/index.md", "wiki/systems/t-1/index.html"),
        ("wiki/systems/t-1/index.md", "wiki/systems/t-1.md"),
        ("wiki/systems/t-1/index.md", "wiki/systems/T-1/index.md"),
        ("wiki/names/Т-1/index.html", "wiki/names/т-1.md"),
    ],
)
def test_two_pages_of_one_address_collide(tmp_path: Path, one: str, other: str) -> None:
    output = Output(tmp_path)
    assert output.add(one, b"a") is None
    assert output.add(other, b"b") == one
