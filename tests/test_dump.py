"""Releases: one archive of the data, the same bytes for the same commit, with the changelog's words; and the workflow."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from panoply.command_line import FAULTY, FINE, MISUSED, main
from panoply.dump import SUMS, VOCABULARY
from tests.reading import ROOT, lay_whole

CHANGES = f"""\
# Changelog

## Unreleased

Words of what is to come.

## v1.1

Words of the second.

{VOCABULARY}

- property added: `crew`

## v1.1.0 (2026-11-22)

Others.

## v1.0

Words of the first.
"""
FILES: dict[str, str | bytes] = {"CHANGELOG.md": CHANGES, "LICENSE-DATA": "CC BY 4.0\n", "seeds/.hidden.yml": "x"}


def pack(root: Path, to: Path, *more: str, seed: str = "0") -> bytes:
    """The archive that a process of its own makes."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "PYTHONHASHSEED": seed}
    command = [sys.executable, str(ROOT / "build_entities.py"), "dump", "--root", str(root), "--to", str(to), *more]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    (file,) = to.glob("*.tar.gz")
    return file.read_bytes()


def test_the_same_files_give_the_same_bytes_whenever_and_wherever(tmp_path: Path) -> None:
    one = lay_whole(tmp_path / "one", dict(FILES))
    other = tmp_path / "elsewhere" / "other"
    copytree(one, other)
    for number, file in enumerate(sorted(other.rglob("*.yml"))):
        os.utime(file, (number, number))
        file.chmod(0o600)
    assert pack(one, tmp_path / "a") == pack(other, tmp_path / "b", seed="7")


def test_another_figure_gives_other_bytes(tmp_path: Path) -> None:
    root = lay_whole(tmp_path / "wiki", dict(FILES))
    before = pack(root, tmp_path / "a")
    file = root / "entities/systems/t-72.yml"
    file.write_text(file.read_text(encoding="utf-8") + "claims:\n  crew: 3 [@army-guide]\n", encoding="utf-8")
    assert pack(root, tmp_path / "b") != before


def test_the_archive_holds_data_schemas_and_entities_with_their_checksums(tmp_path: Path) -> None:
    root = lay_whole(tmp_path / "wiki", dict(FILES))
    (root / "entities/systems/.link.yml").symlink_to("/etc/passwd")
    content = pack(root, tmp_path / "out", "--release", "v1.1")
    with tarfile.open(tmp_path / "out/panoply-data-v1.1.tar.gz") as tar:
        members = tar.getmembers()
        held = {member.name.removeprefix("panoply-data-v1.1/"): tar.extractfile(member) for member in members}
        texts = {name: file.read() for name, file in held.items() if file is not None}
    assert {"docs/data/v1/systems.json", "entities/systems/t-72.yml", "schema/units.yml", "LICENSE-DATA", SUMS} <= texts.keys()
    assert [name for name in texts if "/." in name] == []
    assert {(m.mtime, m.uid, m.gid, m.uname, m.mode) for m in members} == {(1699920000, 0, 0, "", 0o644)}
    sums = dict(reversed(line.split("  ")) for line in texts.pop(SUMS).decode().splitlines())
    assert sums == {name: sha256(text).hexdigest() for name, text in texts.items()}
    said = (tmp_path / "out/panoply-data-v1.1.tar.gz.sha256").read_text(encoding="utf-8")
    assert said == f"{sha256(content).hexdigest()}  panoply-data-v1.1.tar.gz\n"


def test_the_notes_are_what_the_changelog_says_of_the_release(tmp_path: Path) -> None:
    root = lay_whole(tmp_path, dict(FILES))
    assert main(["--root", str(root), "dump", "--release", "v1.1"]) == FINE
    assert (root / "dist/notes.md").read_text(encoding="utf-8") == (
        f"Words of the second.\n\n{VOCABULARY}\n\n- property added: `crew`\n"
    )


@pytest.mark.parametrize(
    ("release", "said"),
    [
        ("v2.0", "CHANGELOG.md has no section '## v2.0'; give 'Unreleased' that name"),
        ("v1.0", f"CHANGELOG.md, v1.0: no '{VOCABULARY}'; say there what changed, or that nothing did"),
        ("v1", "CHANGELOG.md has no section '## v1'; give 'Unreleased' that name"),
        (".*", "'.*' is no name of a release; write one such as v1.0"),
        ("v1/../../x", "'v1/../../x' is no name of a release; write one such as v1.0"),
    ],
)
def test_a_release_that_the_changelog_does_not_speak_of_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], release: str, said: str
) -> None:
    root = lay_whole(tmp_path, dict(FILES))
    assert main(["--root", str(root), "dump", "--release", release]) == MISUSED
    assert capsys.readouterr() == ("", f"{said}\n")
    assert not (root / "dist").exists()


def test_data_with_problems_are_not_packed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = lay_whole(tmp_path, {**FILES, "entities/systems/t-90.yml": "name: T-90\nclass: tank\n"})
    assert main(["--root", str(root), "dump"]) == FAULTY
    assert "UNKNOWN-CLASS" in capsys.readouterr().err
    assert not (root / "dist").exists()


def test_every_section_of_the_changelog_speaks_of_the_vocabulary() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.split(r"(?m)^## ", text)[1:]
    assert sections
    assert [section.splitlines()[0] for section in sections if VOCABULARY not in section.splitlines()] == []


# the workflow


RELEASE = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
GH = """\
#!/bin/sh
echo "$*" >> "$ASKED"
[ "$1 $2" != "run download" ] || cp -r "$GIVEN" dist
"""


def publish(folder: Path, given: Path, tag: str) -> str:
    """Run the publishing step with an answering machine for GitHub; what it asked."""
    gh = folder / "bin" / "gh"
    gh.parent.mkdir(parents=True)
    gh.write_text(GH, encoding="utf-8")
    gh.chmod(0o755)
    environment = {"PATH": f"{gh.parent}:{os.environ['PATH']}", "ASKED": str(folder / "asked"), "GIVEN": str(given)}
    script = RELEASE["jobs"]["release"]["steps"][0]["run"]
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=environment | {"RUN": "1", "TAG": tag}, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    return (folder / "asked").read_text(encoding="utf-8")


def test_the_archive_is_published_with_its_notes(tmp_path: Path) -> None:
    root = lay_whole(tmp_path / "wiki", dict(FILES))
    pack(root, tmp_path / "out", "--release", "v1.1")
    asked = publish(tmp_path / "run", tmp_path / "out", "v1.1").splitlines()
    name = "dist/panoply-data-v1.1.tar.gz"
    assert asked[1] == f"release create v1.1 {name} {name}.sha256 --verify-tag --title v1.1 --notes-file dist/notes.md"


def test_an_archive_changed_on_the_way_is_not_published(tmp_path: Path) -> None:
    root = lay_whole(tmp_path / "wiki", dict(FILES))
    pack(root, tmp_path / "out", "--release", "v1.1")
    with (tmp_path / "out/panoply-data-v1.1.tar.gz").open("ab") as file:
        file.write(b"x")
    with pytest.raises(AssertionError, match=r"FAILED|WARNING"):
        publish(tmp_path / "run", tmp_path / "out", "v1.1")
    assert "release create" not in (tmp_path / "run/asked").read_text(encoding="utf-8")


def test_the_writing_job_runs_nothing_of_the_repositorys() -> None:
    jobs = RELEASE["jobs"]
    assert [name for name, job in jobs.items() if "write" in job["permissions"].values()] == ["release"]
    assert all("uses" not in step for step in jobs["release"]["steps"])
    assert all("${{" not in step.get("run", "") for job in jobs.values() for step in job["steps"])
    assert all("cache" not in step.get("with", {}) for job in jobs.values() for step in job["steps"])
