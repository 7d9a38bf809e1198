"""The workflows: valid by GitHub's schemas, clean by zizmor, every action pinned; and these gates can fail."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
SCHEMAS = {
    **dict.fromkeys(WORKFLOWS, "vendor.github-workflows"),
    GITHUB / "dependabot.yml": "vendor.dependabot",
    GITHUB / "ISSUE_TEMPLATE" / "config.yml": "vendor.github-issue-config",
    GITHUB / "ISSUE_TEMPLATE" / "correction.yml": "vendor.github-issue-forms",
}
GOOD = """\
name: planted
on: push
permissions: {}
concurrency:
  group: planted
  cancel-in-progress: true
jobs:
  one:
    name: one
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - run: make test
"""
FAULTS = {
    "an action pinned by its tag": ("@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7", "unpinned-uses"),
    "credentials left behind": ("persist-credentials: false", "fetch-depth: 0", "artipacked"),
    "a title run as a command": ("make test", "echo ${{ github.event.head_commit.message }}", "template-injection"),
    "every permission": ("permissions: {}", "permissions: write-all", "excessive-permissions"),
}


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


def validate(file: Path, schema: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, file)


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    return run(Path(sys.executable).with_name("zizmor"), "--offline", "--persona", "pedantic", "--no-progress", folder)


def workflow(folder: Path, text: str) -> Path:
    file = folder / ".github" / "workflows" / "planted.yml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return file


def steps(file: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def test_every_file_has_a_schema_to_be_checked_by() -> None:
    assert set(GITHUB.rglob("*.yml")) == set(SCHEMAS)


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.name)
def test_fits_githubs_schema(file: Path) -> None:
    done = validate(file, SCHEMAS[file])
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_nothing() -> None:
    done = zizmor(GITHUB)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="no actionlint here; check.yml runs it on pull requests")
def test_actionlint_finds_nothing() -> None:
    done = run("actionlint", *WORKFLOWS)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_actions_are_pinned_and_say_their_version(file: Path) -> None:
    for used in re.findall(r"uses: (.+)", file.read_text(encoding="utf-8")):
        assert re.fullmatch(
            r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|docker://[\w/-]+@sha256:[0-9a-f]{64} # [\d.]+", used
        ), used


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_one_action_has_one_version_and_checkouts_keep_no_credentials(file: Path) -> None:
    everywhere = {step["uses"] for other in WORKFLOWS for step in steps(other) if "uses" in step}
    for step in (step for step in steps(file) if "uses" in step):
        action = step["uses"].partition("@")[0]
        assert {used for used in everywhere if used.partition("@")[0] == action} == {step["uses"]}
        assert action != "actions/checkout" or step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_permissions_are_given_job_by_job(file: Path) -> None:
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert settings["permissions"] == {}
    assert settings["concurrency"]
    assert all("permissions" in job and job["timeout-minutes"] <= 45 for job in settings["jobs"].values())


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_only_the_bot_and_the_deployment_may_write(file: Path) -> None:
    jobs = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    writing = {key for job in jobs.values() for key, value in job["permissions"].items() if value == "write"}
    assert writing == {"deploy.yml": {"pages", "id-token"}, "schema.yml": {"contents"}}.get(file.name, set())


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_make_targets_exist(file: Path) -> None:
    targets = set(re.findall(r"(?m)^([\w./$()-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    for command in (line for step in steps(file) for line in step.get("run", "").splitlines() if line.startswith("make ")):
        assert set(command.split()[1:]) <= targets | {".venv/.locked"}


@pytest.mark.parametrize(("old", "new", "rule"), FAULTS.values(), ids=FAULTS)
def test_zizmor_finds(tmp_path: Path, old: str, new: str, rule: str) -> None:
    file = workflow(tmp_path, GOOD.replace(old, new))
    done = zizmor(file.parent)
    assert done.returncode != 0
    assert rule in done.stdout


def test_zizmor_finds_nothing_in_the_good_one(tmp_path: Path) -> None:
    assert zizmor(workflow(tmp_path, GOOD).parent).returncode == 0


def test_the_schema_finds_a_misspelt_key(tmp_path: Path) -> None:
    done = validate(workflow(tmp_path, GOOD.replace("runs-on", "run-on")), "vendor.github-workflows")
    assert done.returncode != 0
    assert "runs-on" in done.stdout


def test_updates_wait_before_they_are_proposed() -> None:
    settings = yaml.safe_load((GITHUB / "dependabot.yml").read_text(encoding="utf-8"))
    assert all(update["cooldown"]["default-days"] >= 7 for update in settings["updates"])
    assert {update["package-ecosystem"] for update in settings["updates"]} == {"pip", "github-actions", "npm"}
