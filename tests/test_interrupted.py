"""Builds that are killed, that cannot write, and that run at once: no file is half written, and the next build is right."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.corpus import make_wiki
from bench.killing import contents, find_faults
from panoply.command_line import WAITING
from panoply.last_build import CACHE
from panoply.whole_file import TEMPORARY, write_whole

ROOT = Path(__file__).parent.parent
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1767225600"}
COMMAND = [sys.executable, "build_entities.py"]
fcntl = pytest.importorskip("fcntl", reason="Windows has neither these limits nor these locks")
resource = pytest.importorskip("resource")


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    root = tmp_path / "wiki"
    root.mkdir()
    make_wiki(root, 4)
    return root


def generate(root: Path, *before: str, **given: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*before, *COMMAND], cwd=root, env=ENVIRONMENT, capture_output=True, text=True, check=False, **given)


def clean(root: Path, beside: Path) -> dict[str, bytes]:
    other = shutil.copytree(root, beside, ignore=shutil.ignore_patterns("wiki", "data", ".cache"))
    assert generate(other).returncode == 0
    return contents(other)


def test_killed_builds_leave_whole_files_and_the_next_build_is_right(tmp_path: Path) -> None:
    assert [*find_faults(tmp_path, tries=4, systems=12, seed=6)] == []


# What cannot be written


def assert_clear(done: subprocess.CompletedProcess[str], reason: str) -> None:
    """One line that names the file, the reason and the way out; no traceback."""
    told = [line for line in done.stderr.splitlines() if line.startswith("cannot write ")]
    assert (done.returncode, len(told)) == (1, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert reason in told[0]
    assert "build again" in told[0]


def litter(root: Path) -> list[Path]:
    return list(root.rglob(f"{TEMPORARY}*"))


def test_a_limit_on_files_is_told_and_the_next_build_is_right(wiki: Path, tmp_path: Path) -> None:
    limit = (resource.RLIMIT_FSIZE, (20_000, 20_000))
    assert_clear(generate(wiki, preexec_fn=lambda: resource.setrlimit(*limit)), "File too large")
    assert litter(wiki) == []
    assert generate(wiki).returncode == 0
    assert contents(wiki) == clean(wiki, tmp_path / "other")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_is_told_and_the_next_build_is_right(wiki: Path, small_disk: Path, tmp_path: Path) -> None:
    (wiki / "docs" / "wiki").symlink_to(small_disk, target_is_directory=True)
    assert_clear(generate(wiki), "No space left on device")
    assert litter(wiki) == []
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    assert generate(wiki).returncode == 0
    assert contents(wiki) == clean(wiki, tmp_path / "other")


@pytest.mark.parametrize("folder", ["docs/wiki/systems", "docs", CACHE])
def test_a_folder_that_cannot_be_written_is_told(wiki: Path, tmp_path: Path, folder: str) -> None:
    before = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root may write everywhere")
        before = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    (wiki / folder).mkdir(parents=True, exist_ok=True)
    (wiki / folder).chmod(0o555)
    assert_clear(generate(wiki, *before), "Permission denied")
    (wiki / folder).chmod(0o755)
    assert generate(wiki).returncode == 0
    assert contents(wiki) == clean(wiki, tmp_path / "other")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "a"
    write_whole(file, b"old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_whole(tmp_path / "folder", b"new")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "folder"]
    assert file.read_bytes() == b"old"


# Two at once


def test_a_second_build_waits_for_the_first(wiki: Path) -> None:
    (wiki / CACHE).mkdir(parents=True)
    with (wiki / CACHE / "turn").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with subprocess.Popen(COMMAND, cwd=wiki, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as second:
            assert second.stderr is not None
            assert second.stderr.readline() == f"{WAITING}\n"
            assert not (wiki / "docs" / "wiki").exists()
            fcntl.flock(held, fcntl.LOCK_UN)
            assert second.wait(60) == 0
    assert contents(wiki)


def test_builds_at_once_do_not_corrupt_each_other(wiki: Path, tmp_path: Path) -> None:
    started = [
        subprocess.Popen(COMMAND, cwd=wiki, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(3)
    ]
    assert [process.wait(120) for process in started] == [0, 0, 0]
    assert contents(wiki) == clean(wiki, tmp_path / "other")
    assert litter(wiki) == []
