"""Sources whose addresses no longer answer are shown through their archived copies, by what the repository says of them."""

from __future__ import annotations

import os
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from bench.links import Found, join, remembered, save_dead
from panoply.command_line import FAULTY, FINE, main
from panoply.dates import Date
from panoply.dead_links import FILE, load_dead_links
from panoply.memory import Memory
from panoply.problems import Problems
from tests.reading import ROOT, lay_whole

URL, OTHER, COPY = "https://old.example/a_b?c=1#d", "https://lost.example/", "https://archive.example/2020/old"
TANK = f"""\
name: T-90
class: main-battle-tank
claims:
  crew: 3 [@old; @lost; @army-guide]
sources:
  old:
    title: Old page
    url: {URL}
    archived: {COPY}
    grade: B
  lost:
    title: Lost page
    url: {OTHER}
    grade: B
"""
DEAD = f"'{URL}': 2026-10-01\n'{OTHER}': 2026-09-02\n"


def pages(root: Path, dead: str) -> tuple[list[str], dict[str, str]]:
    """The lines of the article that name the two sources, and the sources' own pages."""
    lay_whole(root, {"entities/systems/t-90.yml": TANK} | ({FILE: dead} if dead else {}))
    assert main(["--root", str(root)]) == FINE
    article = (root / "docs/wiki/systems/t-90/index.md").read_text(encoding="utf-8")
    own = {key: (root / f"docs/wiki/sources/t-90.{key}/index.md").read_text(encoding="utf-8") for key in ("old", "lost")}
    return [line for line in article.splitlines() if " page" in line and "grade B" in line], own


def test_living_addresses_are_linked_and_archived_copies_beside_them(tmp_path: Path) -> None:
    (old, lost), own = pages(tmp_path, "")
    assert f"[Old page]({URL})" in old
    assert f"[archived copy]({COPY})" in old
    assert f"[Lost page]({OTHER})" in lost
    assert "has not answered" not in old + lost + "".join(own.values())


def test_a_dead_address_is_shown_through_its_archived_copy(tmp_path: Path) -> None:
    (old, _), own = pages(tmp_path, DEAD)
    assert f"[Old page]({COPY})" in old
    assert f"({URL})" not in old
    assert old.rstrip().endswith("has not answered since 1 October 2026.")
    assert "https://old.example/a" in old.partition("Archived copy: ")[2]
    assert f'href="{URL}"' not in own["old"]
    assert own["old"].index(f'href="{COPY}"') < own["old"].index("has not answered since 1 October 2026")


def test_a_dead_address_without_a_copy_is_marked(tmp_path: Path) -> None:
    (_, lost), own = pages(tmp_path, DEAD)
    assert f"[Lost page]({OTHER})" in lost
    assert lost.rstrip().endswith("The address has not answered since 2 September 2026.")
    assert f'href="{OTHER}"' in own["lost"]
    assert "has not answered since 2 September 2026" in own["lost"]


def test_addresses_of_no_source_change_nothing(tmp_path: Path) -> None:
    assert pages(tmp_path / "one", "") == pages(tmp_path / "other", "'https://elsewhere.example/': 2026-10-01\n")


@pytest.mark.parametrize(
    ("dead", "said"),
    [
        ("'javascript:alert(1)': 2026-10-01\n", "1:1: URL"),
        (f"'{URL}': soon\n", "1:34: DATE"),
        (f"'{URL}': 2026-02-30\n", "1:34: DATE"),
        (f"'{URL}':\n  - 2026-10-01\n", "2:3: NOT-A-TEXT"),
        ("- x\n", "1:1: NOT-A-MAPPING"),
        ("# nothing\n", "1:1: EMPTY-FILE"),
    ],
)
def test_what_cannot_be_read_is_a_problem_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dead: str, said: str
) -> None:
    root = lay_whole(tmp_path, {FILE: dead})
    assert main(["--root", str(root), "check"]) == FAULTY
    assert capsys.readouterr().err.startswith(f"{FILE}:{said} ")


# what the weekly job writes


def found(url: str, days: int, failures: int = 3) -> Found:
    """Found failing since the first of October, for so many days."""
    since = date(2026, 10, 1)
    checked = (since + timedelta(days=days)).isoformat()
    return Found(url, checked=checked, verdict="gone", failing_since=since.isoformat(), failures=failures)


def test_what_is_written_is_read_again_and_sorted(tmp_path: Path) -> None:
    file = tmp_path / FILE
    quoted = "https://it.example/it's#x:y"
    save_dead(file, [found(URL, 14), found(OTHER, 30), found("https://weak.example/", 13), found(quoted, 20)])
    problems = Problems()
    dead = load_dead_links(tmp_path, problems, Memory())
    assert (list(dead), problems.found) == (sorted([URL, OTHER, quoted]), set())
    assert set(dead.values()) == {Date(2026, 10, 1)}
    before = file.read_bytes()
    save_dead(file, [found(quoted, 20), found(OTHER, 99), found(URL, 21)])
    assert file.read_bytes() == before


def test_no_file_is_left_where_every_address_answers(tmp_path: Path) -> None:
    file = tmp_path / FILE
    save_dead(file, [found(URL, 14)])
    save_dead(file, [Found(URL, checked="2026-10-20", verdict="fine")])
    assert not file.exists()
    save_dead(file, [])


def test_what_is_dead_stays_dead_where_the_runs_memory_is_lost() -> None:
    dead = remembered({URL: Date(2026, 10, 1), OTHER: Date(2026, 9)})
    (one, other) = join([Found(URL), Found(OTHER)], dead)
    assert one.is_dead()
    assert other.is_dead()
    assert (one.failing_since, other.failing_since) == ("2026-10-01", "2026-09-01")
    assert join([Found(URL)], [*dead, Found(URL, checked="2026-11-01", verdict="fine")])[0].verdict == "fine"


# the job's own repository


PROPOSE = next(
    step["run"]
    for step in yaml.safe_load((ROOT / ".github/workflows/links.yml").read_text(encoding="utf-8"))["jobs"]["propose"]["steps"]
    if step.get("name") == "Propose what changed"
)
GH = """\
#!/bin/sh
echo "$*" >> "$ASKED"
case "$1 $2" in
  "run download") mkdir -p "$RUNNER_TEMP/links" && cp "$GIVEN"/* "$RUNNER_TEMP/links/" ;;
  "pr list") printf "%s" "$OPEN" ;;
  "pr create") exit "$REFUSED" ;;
esac
"""


def git(folder: Path, *arguments: str) -> str:
    told = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *told, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def propose(folder: Path, dead: str, committed: str = "", **given: str) -> tuple[str, str]:
    """Run the proposing step on a clone with one file of dead addresses; what GitHub was asked, and the branch's file."""
    git(folder, "init", "--quiet", "--bare", "origin.git")
    git(folder, "clone", "--quiet", str(folder / "origin.git"), "clone")
    for path, content in {"clone/schema/units.yml": "x: y\n", f"clone/{FILE}": committed, "given/dead-links.yml": dead}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if content:
            (folder / path).write_text(content, encoding="utf-8")
    (folder / "given/links.json").write_text("{}", encoding="utf-8")
    git(folder / "clone", "add", "--all")
    git(folder / "clone", "commit", "--quiet", "--message", "one")
    git(folder / "clone", "push", "--quiet", "origin", "HEAD:refs/heads/main")
    gh = folder / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(GH, encoding="utf-8")
    gh.chmod(0o755)
    environment = {"PATH": f"{gh.parent}:{os.environ['PATH']}", "ASKED": str(folder / "asked"), "HOME": str(folder)}
    environment |= {"GIVEN": str(folder / "given"), "RUNNER_TEMP": str(folder / "temp"), "RUN": "1", "OPEN": "", "REFUSED": "0"}
    subprocess.run(
        ["bash", "-e", "-c", PROPOSE], cwd=folder / "clone", env=environment | given, check=True, capture_output=True
    )
    branch = git(folder / "clone", "ls-remote", "origin", "dead-links")
    file = ""
    if branch:
        git(folder / "clone", "fetch", "--quiet", "origin", "dead-links")
        file = git(folder / "clone", "show", "--format=", "--name-status", "FETCH_HEAD")
    return (folder / "asked").read_text(encoding="utf-8"), file


def test_dead_addresses_are_proposed_and_nothing_else(tmp_path: Path) -> None:
    asked, changed = propose(tmp_path, DEAD)
    assert "pr create --base main --head dead-links" in asked
    assert changed.split() == ["A", FILE]


def test_addresses_that_answer_again_are_taken_out(tmp_path: Path) -> None:
    assert propose(tmp_path, "", DEAD)[1].split() == ["D", FILE]


def test_what_the_pages_know_is_not_proposed(tmp_path: Path) -> None:
    asked, changed = propose(tmp_path, DEAD, DEAD)
    assert "pr " not in asked
    assert changed == ""


def test_a_proposal_that_is_open_takes_up_what_is_new(tmp_path: Path) -> None:
    asked, changed = propose(tmp_path, DEAD, OPEN="7")
    assert "pr create" not in asked
    assert changed.split() == ["A", FILE]


def test_nothing_turns_red_where_github_lets_no_workflow_propose(tmp_path: Path) -> None:
    assert propose(tmp_path, DEAD, REFUSED="1")[1].split() == ["A", FILE]
