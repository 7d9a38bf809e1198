"""The workflows: valid by GitHub's schemas, clean by zizmor, every action pinned; and these gates can fail."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from panoply.command_line import _parser, main
from panoply.fact_flags import FLAGS
from panoply.issue_form import FORM, OTHER
from tests.reading import lay_whole, vocabulary

ROOT = Path(__file__).resolve().parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
SCHEMAS = {
    **dict.fromkeys(WORKFLOWS, "vendor.github-workflows"),
    GITHUB / "dependabot.yml": "vendor.dependabot",
    GITHUB / "ISSUE_TEMPLATE" / "config.yml": "vendor.github-issue-config",
    **{
        GITHUB / "ISSUE_TEMPLATE" / f"{form}.yml": "vendor.github-issue-forms" for form in ("correction", "new-system", "other")
    },
}
GENERATOR = "python build_entities.py"
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
def test_only_the_proposal_the_deployment_and_the_comment_may_write(file: Path) -> None:
    jobs = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    writing = {key for job in jobs.values() for key, value in job["permissions"].items() if value == "write"}
    may = {"deploy.yml": {"pages", "id-token"}, "review.yml": {"pull-requests"}}
    may |= {key: {"contents", "pull-requests"} for key in ("links.yml", "schema.yml")} | {"release.yml": {"contents"}}
    assert writing == may.get(file.name, set())


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_make_targets_exist(file: Path) -> None:
    targets = set(re.findall(r"(?m)^([\w./$()-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    for command in (line for step in steps(file) for line in step.get("run", "").splitlines() if line.startswith("make ")):
        assert set(command.split()[1:]) <= targets | {".venv/.locked"}


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_commands_of_the_generator_are_understood(file: Path) -> None:
    """The parser ends the program where it does not understand."""
    for line in (line for step in steps(file) for line in step.get("run", "").splitlines() if GENERATOR in line):
        asked = line.partition(GENERATOR)[2].partition(" > ")[0]
        assert _parser().parse_args(shlex.split(asked)).command


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


# the comment on a pull request


REVIEW = yaml.safe_load((GITHUB / "workflows" / "review.yml").read_text(encoding="utf-8"))
GH = """\
#!/bin/sh
# Stands in for GitHub's command: notes what it is asked, and answers by the address.
echo "$*" >> "$ASKED"
while [ "$#" -gt 0 ]; do
  [ "$1" = --input ] && cat "$2" >> "$ASKED" && exit 0
  case "$1" in */comments) cat "$GIVEN/comments" ;; */files) cat "$GIVEN/files" ;; */labels) cat "$GIVEN/labels" ;; esac
  case "$1" in */pulls) cat "$GIVEN/pulls" ;; esac
  shift
done
"""
SHA = "a" * 40


def step_of(job: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in REVIEW["jobs"][job]["steps"] if step.get("name", "").startswith(name))
    return found


def run_step(folder: Path, job: str, name: str, **given: str) -> str:
    """Run a step's script as the runner does, with an answering machine for GitHub; what it asked."""
    (folder / "bin").mkdir()
    gh, asked = folder / "bin" / "gh", folder / "asked"
    gh.write_text(GH, encoding="utf-8")
    gh.chmod(0o755)
    for file in ("comments", "files", "labels", "pulls"):
        (folder / file).write_text(given.get(file, ""), encoding="utf-8")
    (folder / "facts.md").write_text(given.get("facts", ""), encoding="utf-8")
    environment = {"PATH": f"{gh.parent}:{os.environ['PATH']}", "ASKED": str(asked), "GIVEN": str(folder)}
    environment |= {"GH_REPO": "o/r", "NUMBER": "7", "HEAD_SHA": SHA, "OWNER": "fork", "BRANCH": given.get("branch", "patch-1")}
    environment |= {"CHECKED": "https://check.example/", "GITHUB_OUTPUT": str(folder / "output")}
    script = ["bash", "-e", "-c", step_of(job, name)["run"]]
    subprocess.run(script, cwd=folder, env=environment, check=True, capture_output=True)
    return asked.read_text(encoding="utf-8")


needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="no jq here; GitHub's runners have it")


def test_the_review_follows_the_check() -> None:
    on = REVIEW[True]  # YAML takes `on` for a truth
    checks = yaml.safe_load((GITHUB / "workflows" / "check.yml").read_text(encoding="utf-8"))
    assert on == {"workflow_run": {"workflows": [checks["name"]], "types": ["completed"]}}


def risks(review: dict[str, Any]) -> list[str]:
    """Where something of a pull request would be run, or could be, with more rights than its own check has."""
    found = [f"{name} writes" for name, job in review["jobs"].items() if "write" in job["permissions"].values()]
    found += ["the writing job runs code" for step in review["jobs"]["comment"]["steps"] if "uses" in step]
    found += ["the writing job runs code" for step in review["jobs"]["comment"]["steps"] if GENERATOR in step.get("run", "")]
    for step in (step for job in review["jobs"].values() for step in job["steps"]):
        script = step.get("run", "")
        found += ["a revision is chosen"] if "ref" in step.get("with", {}) else []
        found += ["a cache is used"] if "cache" in step.get("with", {}) else []
        found += (
            ["a commit is checked out"] if re.search(r"git (checkout|switch|merge |pull|reset)|pr checkout", script) else []
        )
        found += ["a token meets a fork's data"] if "GH_TOKEN" in step.get("env", {}) and GENERATOR in script else []
        found += ["a script is put together"] if "${{" in script else []
    return found


def test_nothing_of_a_fork_is_run_with_rights() -> None:
    assert risks(REVIEW) == ["comment writes"]


@pytest.mark.parametrize(
    ("job", "name", "change"),
    [
        ("facts", "Compare", {"env": {"GH_TOKEN": "x"}}),
        ("facts", "Fetch", {"run": 'git fetch origin "$HEAD_SHA"\ngit checkout "$HEAD_SHA"\n'}),
        ("facts", "Find", {"with": {"ref": "x"}}),
        ("facts", "Find", {"with": {"cache": "pip"}}),
        ("facts", "Find", {"run": "echo ${{ github.event.workflow_run.head_branch }}"}),
        ("comment", "Write", {"uses": "x"}),
        ("comment", "Write", {"run": ".venv/bin/python build_entities.py diff main"}),
    ],
)
def test_a_risk_is_seen(job: str, name: str, change: dict[str, Any]) -> None:
    planted = deepcopy(REVIEW)
    next(step for step in planted["jobs"][job]["steps"] if step.get("name", "").startswith(name)).update(change)
    assert len(risks(planted)) > len(risks(REVIEW))


@needs_jq
@pytest.mark.parametrize(
    ("pulls", "number"),
    [
        ([{"number": 6, "head": {"sha": "b" * 40}}, {"number": 7, "head": {"sha": SHA}}], "7"),
        ([{"number": 6, "head": {"sha": "b" * 40}}], ""),
        ([{"number": "7\nx=y", "head": {"sha": SHA}}], ""),
        ([], ""),
    ],
)
def test_the_pull_request_is_the_one_whose_newest_commit_was_checked(tmp_path: Path, pulls: list[Any], number: str) -> None:
    asked = run_step(tmp_path, "facts", "Find", pulls=json.dumps(pulls), branch="$(touch x); --field a=@/etc/passwd")
    assert (tmp_path / "output").read_text(encoding="utf-8") == f"number={number}\n"
    assert "head=fork:$(touch x); --field a=@/etc/passwd" in asked
    assert not (tmp_path / "x").exists()


@needs_jq
def test_a_comment_is_written(tmp_path: Path) -> None:
    asked = run_step(tmp_path, "comment", "Write", facts='- **T-72** · "Mass": $(touch x) `y`\n')
    assert "--method POST repos/o/r/issues/7/comments" in asked
    body = json.loads(asked[asked.index("\n{") :])["body"]
    assert body.startswith('<!-- facts -->\n- **T-72** · "Mass": $(touch x) `y`\n\n')
    assert f"The facts of {SHA}. The site built from it is attached to [its check](https://check.example/)" in body
    assert not (tmp_path / "x").exists()


@needs_jq
def test_the_comment_is_written_anew(tmp_path: Path) -> None:
    assert "--method PATCH repos/o/r/issues/comments/41" in run_step(
        tmp_path, "comment", "Write", facts="No facts change.\n", comments="41\n42\n"
    )


@needs_jq
def test_nothing_is_said_where_there_is_nothing_to_say(tmp_path: Path) -> None:
    asked = run_step(tmp_path, "comment", "Write", facts="No facts change.\n")
    assert "POST" not in asked
    assert "PATCH" not in asked


@needs_jq
def test_labels_follow_the_paths(tmp_path: Path) -> None:
    files = "entities/systems/t-72.yml\nentities/sources/x.yml\nREADME.md\nschema/vocabulary.yml\n$(touch x).py\n"
    asked = run_step(tmp_path, "comment", "Label", files=files, labels="bug\ndata\ndocumentation\nsources\n")
    assert json.loads(asked[asked.index("\n{") :]) == {"labels": ["data", "documentation", "sources"]}


@needs_jq
def test_no_label_is_given_that_the_repository_does_not_have(tmp_path: Path) -> None:
    assert "POST" not in run_step(tmp_path, "comment", "Label", files="README.md\n", labels="bug\n")


# what follows from the vocabulary, proposed


def git(folder: Path, *arguments: str) -> str:
    told = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *told, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a repository whose main has one stale schema."""
    git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    git(tmp_path, "clone", "--quiet", str(tmp_path / "origin.git"), "clone")
    folder = tmp_path / "clone"
    for file in ("schema/system.schema.json", FORM, "README.md"):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("old\n", encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "one")
    git(folder, "push", "--quiet", "origin", "HEAD:refs/heads/main")
    return folder


def propose(folder: Path, open_pulls: str = "") -> str:
    """Run the proposing step as the runner does, with an answering machine for GitHub; what it asked."""
    binaries = folder.parent / "bin"
    binaries.mkdir(exist_ok=True)
    (binaries / "gh").write_text('#!/bin/sh\necho "$*" >> "$ASKED"\n[ "$1 $2" != "pr list" ] || printf "%s" "$OPEN"\n', "utf-8")
    (binaries / "gh").chmod(0o755)
    asked = folder.parent / "asked"
    asked.write_text("", encoding="utf-8")
    environment = {"PATH": f"{binaries}:{os.environ['PATH']}", "ASKED": str(asked), "OPEN": open_pulls, "HOME": str(folder)}
    script = next(
        step["run"] for step in steps(GITHUB / "workflows" / "schema.yml") if step.get("name") == "Propose what changed"
    )
    subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=environment, check=True, capture_output=True)
    return asked.read_text(encoding="utf-8")


def test_what_changed_is_proposed_and_main_is_left_alone(clone: Path) -> None:
    before = git(clone, "ls-remote", "origin", "main")
    for file in ("schema/system.schema.json", FORM, "README.md"):
        (clone / file).write_text("new\n", encoding="utf-8")
    assert "pr create --base main --head schema" in propose(clone)
    assert git(clone, "ls-remote", "origin", "main") == before
    git(clone, "fetch", "--quiet", "origin", "schema")
    changed = git(clone, "diff", "--name-only", "HEAD~", "FETCH_HEAD").split()
    assert changed == [FORM, "schema/system.schema.json"]


def test_a_proposal_that_is_open_is_brought_up_to_date(clone: Path) -> None:
    for content in ("new\n", "newer\n"):
        git(clone, "reset", "--quiet", "--hard", "origin/main")
        (clone / "schema/system.schema.json").write_text(content, encoding="utf-8")
        asked = propose(clone, open_pulls="7")
        assert "pr list --head schema --state open" in asked
        assert "pr create" not in asked
    git(clone, "fetch", "--quiet", "origin", "schema")
    assert git(clone, "show", "FETCH_HEAD:schema/system.schema.json") == "newer\n"


def test_nothing_is_proposed_where_nothing_differs(clone: Path) -> None:
    assert propose(clone) == ""
    assert git(clone, "ls-remote", "origin", "schema") == ""


# forms and files that GitHub reads


MAINTAINING = (ROOT / "docs" / "about" / "maintaining.md").read_text(encoding="utf-8")


def rows_headed(head: str) -> list[str]:
    """What stands between backquotes in the first column of the table of that heading."""
    table = re.search(rf"(?m)^ *\| {head} \|.*\n *\|[-|]+\|\n((?: *\|.*\n)+)", MAINTAINING)
    assert table, f"no table headed {head}"
    return re.findall(r"(?m)^ *\| `([^`]+)` \|", table[1])


def jobs_of(file: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((GITHUB / "workflows" / file).read_text(encoding="utf-8"))["jobs"]
    return found


def labels_used() -> set[str]:
    forms = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml")]
    by_path = re.findall(r"echo (\w+) ;;", step_of("comment", "Label")["run"])
    return {label for form in forms for label in form.get("labels", [])} | set(by_path)


def test_every_label_flag_and_workflow_is_documented() -> None:
    assert sorted(rows_headed("Label")) == sorted(labels_used())
    assert rows_headed("Flag") == list(FLAGS)
    assert sorted(rows_headed("File")) == [file.name for file in WORKFLOWS]


def test_the_checks_that_main_requires_are_the_jobs_of_every_pull_request() -> None:
    checks = yaml.safe_load((GITHUB / "workflows" / "check.yml").read_text(encoding="utf-8"))
    assert rows_headed("Check") == [job["name"] for job in checks["jobs"].values()]
    assert checks[True].keys() >= {"pull_request", "merge_group"}  # YAML takes `on` for a truth
    assert not checks[True]["pull_request"], "a check that is required must run on every pull request"


def test_no_two_checks_have_one_name() -> None:
    """A ruleset knows a check by its job's name alone."""
    names = [job["name"] for file in WORKFLOWS for job in jobs_of(file.name).values()]
    assert len(names) == len(set(names))


def test_the_classes_to_choose_from_are_the_vocabularys() -> None:
    """GitHub refuses a form in which a choice stands twice, and takes an unquoted yes for no text."""
    form = yaml.safe_load((ROOT / FORM).read_text(encoding="utf-8"))
    (options,) = (field["attributes"]["options"] for field in form["body"] if field["type"] == "dropdown")
    labels = [c.label for kind in vocabulary().kinds for c in vocabulary().classes_of(kind) if not c.abstract]
    drift = os.environ.get("GITHUB_EVENT_NAME") in ("pull_request", "merge_group")  # then but a notice: see test_schema.py
    assert drift or options == [*labels, OTHER]
    assert len(options) == len(set(options))
    assert all(isinstance(option, str) for option in options)


def test_a_class_that_is_added_can_be_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay_whole(tmp_path, {FORM: (ROOT / FORM).read_bytes()})
    rows = tmp_path / "schema" / "vocabulary.yml"
    row = "  hovertank:\n    kind: systems\n    label: \"'Hover': tank\"\n    plural: Hovertanks\n    definition: It floats.\n"
    rows.write_text(rows.read_text(encoding="utf-8").replace("\nclasses:\n", f"\nclasses:\n{row}", 1), encoding="utf-8")
    root = ["--root", str(tmp_path)]
    assert main(["schema", *root]) == 0
    form = yaml.safe_load((tmp_path / FORM).read_text(encoding="utf-8"))
    assert "'Hover': tank" in next(field["attributes"]["options"] for field in form["body"] if field["type"] == "dropdown")
    assert validate(tmp_path / FORM, "vendor.github-issue-forms").returncode == 0
    assert main(["schema", "--check", "--strict", *root]) == 0
    (tmp_path / FORM).write_bytes((ROOT / FORM).read_bytes())
    capsys.readouterr()
    assert main(["schema", "--check", "--strict", *root]) == 1
    assert capsys.readouterr().err.startswith(f"{FORM}:1:1: SCHEMA -: its classes are not the vocabulary's; run")


def test_a_wrong_figure_can_be_filled_in_by_the_page() -> None:
    form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / "correction.yml").read_text(encoding="utf-8"))
    fields = [field["id"] for field in form["body"] if field["type"] in ("input", "textarea")]
    assert fields == ["page", "property", "value", "proposal", "source"]


def test_code_owners_own_what_is_there() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    assert rules[0][0] == "*"
    assert [path for path, *_ in rules[1:] if not (ROOT / path.strip("/")).exists()] == []
    assert all(re.fullmatch(r"@[\w-]+/[\w-]+", owner) for _, *owners in rules for owner in owners)


def test_the_pull_request_form_carries_the_licence_sentence() -> None:
    form = (GITHUB / "pull_request_template.md").read_text(encoding="utf-8")
    assert "By opening this pull request I release its data and text under CC BY 4.0 and its code under the MIT licence" in form
