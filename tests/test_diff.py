"""``diff`` says which facts differ between two revisions, what of it is suspicious, and nothing that GitHub would obey."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from textwrap import dedent, indent
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from panoply import build
from panoply.command_line import main
from panoply.diff_text import END
from panoply.fact_flags import FLAGS
from panoply.markup import github
from tests.reading import ROOT, lay, vocabulary

FILE = "entities/systems/ibex-2.yml"
SOURCES = {
    f"entities/sources/{key}.yml": f"title: The {key}\nurl: https://{key}.example/\ngrade: B\n"
    for key in ("post", "works", "kit", "guide")
}
Files = dict[str, str | None]
"""Contents by path; None for a file that is not there."""


def tank(claims: str = "", more: str = "") -> str:
    """A tank's file with some claims."""
    body = indent(dedent(claims).strip(), "  ")
    return f"name: Ibex 2\nclass: main-battle-tank\n{f'claims:{chr(10)}{body}{chr(10)}' if body else ''}{dedent(more)}"


def git(folder: Path, *arguments: str) -> None:
    """Run git as nobody in particular, with nothing of the machine's settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    settled = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "core.autocrlf=false"]
    subprocess.run(["git", *settled, *arguments], cwd=folder, env=inherited | nobody, check=True, capture_output=True)


def commit(root: Path, files: Files) -> None:
    write(root, files)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "A change")


def write(root: Path, files: Files) -> None:
    for path, content in files.items():
        file = root / path
        if content is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")


@pytest.fixture(autouse=True)
def _one_vocabulary(request: pytest.FixtureRequest) -> Iterator[None]:
    """Reads the vocabulary once for all tests but those that change it."""
    if "real_vocabulary" in request.fixturenames:
        yield
    else:
        with patch.object(build, "load_vocabulary", lambda *_: vocabulary()):
            yield


@pytest.fixture
def real_vocabulary() -> None:
    """For tests that change it."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small wiki in a git repository of its own."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    root = tmp_path / "wiki"
    lay(root, dict(SOURCES))
    copytree(ROOT / "schema", root / "schema")
    git(root.parent, "init", "--quiet", "--initial-branch=main", "wiki")
    commit(root, {})
    return root


Said = Callable[..., str]


@pytest.fixture
def said(root: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """What the diff of two states of some files prints."""

    def said(before: Files, after: Files, *arguments: str) -> str:
        commit(root, before)
        write(root, after)
        main(["--root", str(root), "diff", "HEAD", *arguments])
        return capsys.readouterr().out

    return said


def lines(text: str, name: str = "Ibex 2") -> list[str]:
    """What is said of one entity, flags aside."""
    return [line.removeprefix(f"- **{name}** · ") for line in text.splitlines() if line.startswith(f"- **{name}** · ")]


def flags(text: str) -> list[str]:
    return re.findall(r"(?m)^- ⚠️ \*\*([A-Z-]+)\*\*", text)


# claims


CLAIMS = {
    "a figure": ("mass: 44.5 t [@works]", "mass: 46 t [@works]", ["Mass: 44.5 t → 46 t \\[works\\]"]),
    "of a condition": (
        "mass:\n  - 40 t [@works]\n  - 44.5 t (combat-loaded) [@works]",
        "mass:\n  - 40 t [@works]\n  - 45 t (combat-loaded) [@works]",
        ["Mass (combat loaded): 44.5 t → 45 t \\[works\\]"],
    ),
    "added": (
        "mass: 44.5 t [@works]",
        "mass:\n  - 44.5 t [@works]\n  - 44.6 t (empty; as of 1990) [@post, p. 3]",
        [
            "Mass (empty, as of 1990): added 44.6 t \\[post, p. 3\\]",
            "Mass, shown first: 44.5 t → 44.6 t (empty, as of 1990)",
        ],
    ),
    "removed": ("crew: 4 [@works]\nmass: 44.5 t [@works]", "mass: 44.5 t [@works]", ["Crew: removed 4 \\[works\\]"]),
    "a source gained and one lost": (
        "crew: 4 [@works; @kit]",
        "crew: 4 [@works; @post, p. 2]",
        ["Crew: 4; sources: kept \\[works\\], gained \\[post, p. 2\\], lost \\[kit\\]"],
    ),
    "where in a source": (
        "crew: 4 [@works, p. 1]",
        "crew: 4 [@works, p. 2]",
        ["Crew: 4; sources: gained \\[works, p. 2\\], lost \\[works, p. 1\\]"],
    ),
    "a qualifier": (
        "mass: 44.5 t (as of 1990) [@works]",
        "mass: 44.5 t (as of 1991; estimated) [@works]",
        ["Mass: 44.5 t (as of 1990) → 44.5 t (as of 1991, estimated) \\[works\\]"],
    ),
    "a condition": (
        "mass: 44.5 t [@works]",
        "mass: 44.5 t (empty) [@works]",
        ["Mass: 44.5 t → 44.5 t (empty) \\[works\\]"],
    ),
    "an entity stands beside another": (
        "conflict: gulf-war [@works]",
        "manufacturer: uralvagonzavod [@works]",
        ["Manufacturer: added Uralvagonzavod \\[works\\]", "Used in: removed Gulf War \\[works\\]"],
    ),
    "the one of the same source is the one that changed": (
        "mass:\n  - 40 t [@works]\n  - 41 t [@post]\n  - 42 t [@kit]",
        "mass:\n  - 42 t [@kit]\n  - 41.5 t [@post]\n  - 40 t [@works]",
        ["Mass: 41 t → 41.5 t \\[post\\]", "Mass, shown first: 40 t → 42 t"],
    ),
    "a note": (
        "mass: 44.5 t [@works]",
        "mass:\n  value: 44.5 t\n  note: By the *works'* own scales.\n  cite: works",
        ["Mass: 44.5 t; note: “`By the *works'* own scales.`” \\[works\\]"],
    ),
    "a rank": (
        "mass:\n  - 40 t [@works]\n  - 41 t [@kit]",
        "mass:\n  - 40 t [@works]\n  - value: 41 t\n    rank: preferred\n    reason: Weighed twice.\n    cite: kit",
        ["Mass: 41 t; rank: normal → preferred; reason: “Weighed twice.” \\[kit\\]", "Mass, shown first: 40 t → 41 t"],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CLAIMS.values(), ids=CLAIMS)
def test_a_claim(said: Said, old: str, new: str, expected: list[str]) -> None:
    assert sorted(lines(said({FILE: tank(old)}, {FILE: tank(new)}))) == sorted(expected)


SAME = {
    "another spelling": ("mass: 44.5 t [@works]", "mass: 44.5 tonnes [@works]"),
    "another order": ("crew: 4 [@works; @kit]\nmass: 40 t [@kit]", "mass: 40 t [@kit]\ncrew: 4 [@kit; @works]"),
    "the long form": ("crew: 4 (claimed) [@works]", "crew:\n  - value: 4\n    basis: claimed\n    cite: works"),
    "a comment": ("crew: 4 [@works]", "# by law\ncrew: 4 [@works]"),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_is_only_written_differently_is_no_change(said: Said, old: str, new: str) -> None:
    assert said({FILE: tank(old)}, {FILE: tank(new)}) == "No facts change.\n"


def test_the_claim_of_a_variant_is_named_by_it(said: Said) -> None:
    variants = "variants:\n  ibex-2b:\n    name: Ibex 2B\n    claims:\n      mass: {} [@works]\n"
    text = said({FILE: tank(more=variants.format("44.5 t"))}, {FILE: tank(more=variants.format("46 t"))})
    assert lines(text) == ["Mass (Ibex 2B): 44.5 t → 46 t \\[works\\]"]
    assert text.startswith("### 1 claim changed; 1 page affected\n")
    assert "- wiki/systems/ibex-2/\n" in text


# rows, prose, names


def test_rows_of_a_table(said: Said) -> None:
    row = "  - country: {}\n    status: {}\n    number: {}\n    cite: {}\n"
    old = "operators:\n" + row.format("ukraine", "current", "~500", "works") + row.format("north-korea", "former", "9", "kit")
    new = "operators:\n" + row.format("ukraine", "current", "~400 (as of 2023)", "works; post")
    new += row.format("ukraine", "captured", "3", "post")
    assert lines(said({FILE: tank(more=old)}, {FILE: tank(more=new)})) == [
        "Operators, Ukraine, Current: Number: \\~500 → \\~400 (as of 2023); sources: kept \\[works\\], gained \\[post\\]",
        "Operators, Ukraine, Captured: added Number 3 \\[post\\]",
        "Operators, North Korea, Former: removed Number 9 \\[kit\\]",
    ]


def test_prose_is_counted_and_not_printed(said: Said) -> None:
    old = "lead: The Ibex 2 is a tank [@works].\nsections:\n  design: |\n    It has a gun [@works].\n"
    new = "lead: The Ibex 2 is a heavy tank [@post].\nsections:\n  service: |\n    It served [@works].\n"
    assert lines(said({FILE: tank(more=old)}, {FILE: tank(more=new)})) == [
        "lead: 7 → 8 words (2 new, 1 gone); sources gained \\[post\\]; sources lost \\[works\\]",
        "section service: added, 3 words; sources gained \\[works\\]",
        "section design: removed, 5 words; sources lost \\[works\\]",
    ]


def test_broken_lines_are_no_change_of_prose(said: Said) -> None:
    old = "lead: >-\n  The Ibex 2 is a tank [@works].\n"
    assert said({FILE: tank(more=old)}, {FILE: tank(more=old.replace("is a", "is\n  a"))}) == "No facts change.\n"


def test_names_classes_and_variants(said: Said) -> None:
    old = "names:\n  - name: Object 9\n    system: factory\nvariants:\n  a:\n    name: A\n  b:\n    name: B\n"
    new = "names:\n  - name: Goat\nvariants:\n  b:\n    name: B1\n    parent: c\n  c:\n    name: C\n"
    changed = tank(more=new).replace("main-battle-tank", "medium-tank")
    assert lines(said({FILE: tank(more=old)}, {FILE: changed})) == [
        "class: main-battle-tank → medium-tank",
        "other name removed: Object 9, factory",
        "other name added: Goat",
        "name of variant b: B → B1",
        "parent of variant b added: c",
        "variant added: C",
        "variant removed: A",
    ]


# entities


def test_an_entity_added_and_one_removed(said: Said) -> None:
    text = said(
        {FILE: tank("crew: 4 [@works]")}, {FILE: None, "entities/systems/comet.yml": "name: Comet\nclass: medium-tank\n"}
    )
    assert lines(text, "Comet") == ["added: entities/systems/comet.yml"]
    assert lines(text) == ["removed: entities/systems/ibex-2.yml"]
    assert flags(text) == ["PAGE"]


def test_an_entity_renamed_with_a_redirect(said: Said) -> None:
    text = said(
        {FILE: tank("crew: 4 [@works]")},
        {FILE: None, "entities/systems/goat.yml": tank("crew: 3 [@works]", "redirects:\n  - ibex-2\n")},
    )
    assert lines(text) == [
        "renamed: entities/systems/ibex-2.yml → entities/systems/goat.yml",
        "redirect added: ibex-2",
        "Crew: 4 → 3 \\[works\\]",
    ]
    assert flags(text) == []


def test_a_file_of_rows(said: Said) -> None:
    file = "entities/flight-tests/north-korea-2023.yml"
    row = "  - system: hwasong-18\n    country: north-korea\n    date: 2023-04-13\n    outcome: {}\n    cite: works\n"
    row = f"flight_tests:\n{row}"
    text = said({file: row.format("success")}, {file: row.format("failure")})
    assert lines(text, "north-korea-2023") == [
        "Flight tests, Hwasong-18, North Korea, 13 April 2023: Outcome: Success → Failure \\[works\\]"
    ]
    assert "- wiki/systems/hwasong-18/" in text


def test_a_file_that_cannot_be_read_is_not_called_removed(said: Said) -> None:
    text = said({FILE: tank("crew: 4 [@works]")}, {FILE: "name: Ibex 2\nclass: main-battle-tonk\n"})
    assert lines(text) == []
    assert "- entities/systems/ibex-2.yml can be read in one revision only\n" in text
    assert text.startswith("### 1 problem\n")


# sources


def test_sources(said: Said) -> None:
    inline = "sources:\n  own:\n    title: Own\n    url: https://own.example/\n    grade: C\n"
    shared = "title: Own\nurl: https://own.example/\npublisher: Own Press\ngrade: C\n"
    text = said({FILE: tank("crew: 4 [@own]", inline)}, {FILE: tank("crew: 4 [@own]"), "entities/sources/own.yml": shared})
    assert lines(text) == []
    assert "- source **own** changed: was ibex-2.own; publisher added: Own Press\n" in text
    assert flags(text) == []


def test_a_source_added_is_told_with_its_grade(said: Said) -> None:
    text = said({}, {"entities/sources/new.yml": "title: New\npublisher: Press\nissued: 2007\ngrade: A\n"})
    assert text == "### 1 source added; 1 page affected\n\n- source **new** added: New, Press, 2007; grade A\n\n" + PAGES


PAGES = "<details><summary>1 page affected</summary>\n\n- wiki/sources/new/\n\n</details>\n"


# flags


THREE = "mass:\n  - 40 t [@works]\n  - 41 t [@kit]\n  - {} [@post]"
FLAGGED = {
    "TENFOLD": ("mass: 4.5 t [@works]", "mass: 45 t [@works]"),
    "TENFOLD-LESS": ("number_built: 5000 [@works]", "number_built: 500 [@works]"),
    "TENFOLD-ADDED": ("number_built: 5000 [@works]", "number_built:\n  - 5000 [@works]\n  - 50000 [@kit]"),
    "TENFOLD-IN-SI": ("mass: 40 t [@works]", "mass: 4000 kg [@works]"),
    "UNIT": ("mass: 40 t [@works]", "mass: 40 short-ton [@works]"),
    "LAST-SOURCE": ("mass: 40 t [@works]", "mass: 40 t [@kit]"),
    "REPLACED": ("mass: 40 t [@works]", "mass: 41 t [@kit]"),
    "OUTSIDE": (THREE.format("40.5 t"), THREE.format("48 t")),
    "PREFERRED": (
        "mass:\n  - value: 40 t\n    rank: preferred\n    reason: Weighed.\n    cite: works\n  - 41 t [@kit]",
        "mass:\n  - 40 t [@works]\n  - value: 41 t\n    rank: preferred\n    reason: Weighed.\n    cite: kit",
    ),
    "PREFERRED-LOST": ("mass:\n  value: 40 t\n  rank: preferred\n  reason: Weighed.\n  cite: works", "mass: 40 t [@works]"),
    "PREFERRED-FIGURE": (
        "mass:\n  value: 40 t\n  rank: preferred\n  reason: Weighed.\n  cite: works",
        "mass:\n  value: 42 t\n  rank: preferred\n  reason: Weighed.\n  cite: works",
    ),
}


@pytest.mark.parametrize("name", FLAGGED)
def test_a_claim_is_flagged(said: Said, name: str) -> None:
    old, new = FLAGGED[name]
    code = next(code for code in FLAGS if name == code or name.startswith(f"{code}-"))
    text = said({FILE: tank(old)}, {FILE: tank(new)})
    assert set(flags(text)) == ({code, "UNIT"} if name == "TENFOLD-IN-SI" else {code})
    assert FLAGS[code] in text


UNFLAGGED = {
    "nine times": ("number_built: 500 [@works]", "number_built: 4500 [@works]"),
    "within what others say": (THREE.format("40.5 t"), THREE.format("40.7 t")),
    "beside one other": ("mass: 40 t [@works]", "mass:\n  - 40 t [@works]\n  - 48 t [@kit]"),
    "of another condition": (THREE.format("40.5 t"), THREE.format("48 t (with-add-on-armour)")),
    "not the last source": ("mass: 40 t [@works; @kit]", "mass: 40 t [@kit]"),
    "deprecated": (
        "number_built: 5000 [@works]",
        "number_built:\n  - 5000 [@works]\n  - value: 50000\n    rank: deprecated\n    reason: A slip.\n    cite: kit",
    ),
    "a preferred rank with its own reason": (
        "mass:\n  - value: 40 t\n    rank: preferred\n    reason: Weighed.\n    cite: works\n  - 41 t [@kit]",
        "mass:\n  - 40 t [@works]\n  - value: 41 t\n    rank: preferred\n    reason: Weighed again.\n    cite: kit",
    ),
}


@pytest.mark.parametrize(("old", "new"), UNFLAGGED.values(), ids=UNFLAGGED)
def test_a_claim_is_not_flagged(said: Said, old: str, new: str) -> None:
    text = said({FILE: tank(old)}, {FILE: tank(new)})
    assert lines(text)
    assert flags(text) == []


def test_a_raised_grade_and_a_changed_address_are_flagged(said: Said) -> None:
    old = "title: A\nurl: https://a.example/\ngrade: C\n"
    file = "entities/sources/a.yml"
    assert flags(said({file: old}, {file: old.replace("grade: C", "grade: B")})) == ["GRADE"]
    assert flags(said({file: old}, {file: old.replace("grade: C", "grade: D")})) == []
    text = said({file: old}, {file: old.replace("a.example", "b.example")})
    assert flags(text) == ["ADDRESS"]
    assert "on another host" in text


def test_every_flag_is_tried() -> None:
    tried = {code for code in FLAGS if any(name.startswith(code) for name in FLAGGED)}
    assert tried | {"GRADE", "ADDRESS", "PAGE"} == FLAGS.keys()


def test_a_flag_says_where(said: Said) -> None:
    text = said({FILE: tank("mass: 40 t [@works]")}, {FILE: tank("crew: 4 [@works]\nmass: 400 t [@works]")})
    about = "ten times as much, or a tenth · **Ibex 2** · Mass: 40 t → 400 t \\[works\\]"
    assert f"- ⚠️ **TENFOLD** {about} · `entities/systems/ibex-2.yml:5`\n" in text


# revisions


def test_two_revisions_and_the_same_twice(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(root, {FILE: tank("crew: 4 [@works]")})
    commit(root, {FILE: tank("crew: 3 [@works]")})
    write(root, {FILE: tank("crew: 2 [@works]")})
    outputs = []
    for _ in range(2):
        assert main(["--root", str(root), "diff", "HEAD^", "HEAD"]) == 0
        outputs.append(capsys.readouterr().out)
    assert lines(outputs[0]) == ["Crew: 4 → 3 \\[works\\]"]
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:entities", ""])
def test_a_revision_that_is_none(root: Path, capsys: pytest.CaptureFixture[str], revision: str) -> None:
    assert main(["--root", str(root), "diff", "--", revision]) == 2
    assert "git knows no revision" in capsys.readouterr().err
    assert not (root / "x").exists()


def test_a_revision_without_a_wiki(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(root, "checkout", "--quiet", "--orphan", "empty")
    git(root, "rm", "--quiet", "-r", "--cached", ".")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "Nothing")
    assert main(["--root", str(root), "diff", "HEAD"]) == 2
    assert "has no schema/units.yml and schema/vocabulary.yml and entities/" in capsys.readouterr().err


def test_problems_of_the_later_revision_come_first(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(root, {FILE: tank("mass: 40 t [@works]")})
    write(root, {FILE: tank("crew: 4 [@works]\nmass: 40 tones [@works]")})
    assert main(["--root", str(root), "diff", "HEAD"]) == 1
    text = capsys.readouterr().out
    assert text.startswith("### 1 problem\n")
    assert re.search(r"(?m)^- `entities/systems/ibex-2\.yml:5` · \*\*UNKNOWN-UNIT\*\* `unknown unit 'tones'", text)
    assert text.index("UNKNOWN-UNIT") < text.index("Crew: added 4")


def fenced(text: str) -> list[tuple[str, list[str]]]:
    """The blocks of code that GitHub sees: their language and their lines."""
    found = [token for token in MarkdownIt("commonmark").parse(text) if token.type == "fence"]
    return [(token.info, token.content.splitlines()) for token in found]


def test_what_a_fix_would_write_is_shown_as_a_diff(said: Said) -> None:
    after = {
        FILE: tank("crew: 4 [@wroks]\nmass: 41t [@works]\nlength: 7 tones [@works]", "lead: >-\n  A\n  tank [@works p. 3].\n")
    }
    text = said({FILE: tank()}, dict(after))
    assert "Mended beyond doubt by `python build_entities.py fix`, or by hand:\n\n```diff\n" in text
    ((language, lines),) = fenced(text)
    assert language == "diff"
    assert lines == [
        f"@@ {FILE}:4 UNKNOWN-SOURCE",
        "-  crew: 4 [@wroks]",
        "+  crew: 4 [@works]",
        f"@@ {FILE}:5 NUMBER",
        "-  mass: 41t [@works]",
        "+  mass: 41 t [@works]",
        f"@@ {FILE}:9 CITATION-FORM",
        "-  tank [@works p. 3].",
        "+  tank [@works, p. 3].",
    ]


def test_without_a_fix_nothing_is_suggested(said: Said) -> None:
    assert fenced(said({FILE: tank()}, {FILE: tank("mass: 40 tons [@works]")})) == []


def test_each_file_has_its_suggestions(said: Said) -> None:
    other = FILE.replace("ibex-2", "ibex-3")
    content = tank("mass: 41t [@works]")
    text = said({FILE: tank()}, {FILE: content, other: content.replace("Ibex 2", "Ibex 3")})
    assert [lines[0] for _, lines in fenced(text)] == [f"@@ {FILE}:4 NUMBER", f"@@ {other}:4 NUMBER"]


@pytest.mark.parametrize(
    "nasty",
    [
        "```",
        "\n```\n@octocat",
        "\r```\r@octocat",
        "\u2028```",
        "<img src=x> @octocat #1 https://evil.example",
        "~~~",
        "x" * 3000,
    ],
)
def test_no_line_of_a_file_ends_its_suggestion(said: Said, nasty: str) -> None:
    claims = {FILE: tank() + "claims:\n  mass: 41t [@works] (" + nasty + ") ```\n  crew: 4 [@wroks] ```\n```\n"}
    claims[FILE] += f"lead: >-\n  A tank @works here. {nasty}\n  ```\n"
    text = said({FILE: tank()}, dict(claims))
    assert obeyed(text) == []
    assert max(map(len, text.splitlines())) < 400


def test_a_suggestion_is_shown_whole_or_not_at_all(said: Said) -> None:
    claims = "mass:\n" + "\n".join(f"  - 4{number}t (as of 19{number}) [@works]" for number in range(10, 28))
    whole = said({FILE: tank()}, {FILE: tank(claims)})
    for limit in range(200, len(whole), 150):
        short = said({FILE: tank()}, {FILE: tank(claims)}, "--limit", str(limit))
        assert len(short) <= limit
        assert short.count("```") in (0, 2)


def test_attributes_of_a_revision_hide_nothing(said: Said) -> None:
    text = said(
        {FILE: tank("crew: 4 [@works]"), ".gitattributes": "entities/** export-ignore\n"}, {FILE: tank("crew: 3 [@works]")}
    )
    assert lines(text) == ["Crew: 4 → 3 \\[works\\]"]


def test_a_symbolic_link_in_a_revision_is_not_followed(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret.yml"
    secret.write_text("name: Secret\nclass: main-battle-tank\n", encoding="utf-8")
    (root / "entities" / "systems" / "link.yml").symlink_to(secret)
    commit(root, {})
    main(["--root", str(root), "diff", "HEAD^", "HEAD"])
    assert "Secret" not in capsys.readouterr().out


@pytest.mark.usefixtures("real_vocabulary")
def test_the_vocabulary(said: Said) -> None:
    text = (ROOT / "schema" / "vocabulary.yml").read_text("utf-8")
    new = text.replace("\n    label: Mass\n", "\n    label: Weight\n", 1)
    assert said({}, {"schema/vocabulary.yml": new}) == (
        "### 1 definition changed; any page may be affected\n\n- property changed (label): mass\n"
    )


@pytest.mark.usefixtures("real_vocabulary")
def test_a_vocabulary_that_cannot_be_read(said: Said) -> None:
    text = said({}, {"schema/vocabulary.yml": "kinds:\n\tsystems: x\n"})
    assert text.startswith("### ")
    assert text.endswith("The facts cannot be compared: one revision's vocabulary cannot be read.\n")


# what GitHub makes of it


HOSTILE = (
    "@octocat",
    "@org/team",
    "#1",
    "gh-12",
    "GH-12",
    "deadbeef1",
    "https://evil.example/",
    "www.evil.example",
    "a@evil.example",
    ":tada:",
    "[a](https://evil.example)",
    "![a](https://evil.example/a.png)",
    "<img src=x>",
    "<!-- -->",
    "&#64;octocat",
    "\\@octocat",
    "`@octocat`",
    "``",
    "```",
    "$x$",
    "~~x~~",
    "**x**",
    "_x_",
    "|",
    "\n\n# x",
    "\n- [x] y",
    "[^1]",
    "owner/repo#1",
    "\u202e",
    "\u200b",
    "é",
    "Т-72",
    "2A46M-5 (D-81TM)",
    " ",
)
TAKEN_UP = re.compile(r"@\w|#\d|(?i:\bgh-\d)|\b[0-9a-f]{7,}\b|://|(?i:\bwww\.)|:\w+:|\$")
OURS = re.compile(r"</?(?:details|summary|code)>")


def tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(text):
        yield token
        yield from token.children or ()


def is_suggestion(token: Token) -> bool:
    return token.info == "diff" and all(line[:1] in ("@", "-", "+") for line in token.content.splitlines())


def obeyed(text: str) -> list[str]:
    """What GitHub would make something of: markup that is not ours, and plain text that it looks through for references."""
    acted = {"link_open", "image", "s_open", "em_open", "fence", "hr"}
    found = [t.content or t.type for t in tokens(text) if t.type in acted and not is_suggestion(t)]
    found += [t.content for t in tokens(text) if t.type.startswith("html") and OURS.sub("", t.content).count("<")]
    return found + [t.content for t in tokens(text) if t.type == "text" and TAKEN_UP.search(t.content)]


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(HOSTILE) | st.characters(exclude_categories=["Cs"]), max_size=6).map("".join))
def test_no_text_is_obeyed(text: str) -> None:
    line = f"- **{github(text)}** · x (y, {github(text)}): {github(text)} → {github(text)} \\[{github(text)}\\]"
    assert obeyed(line) == []
    assert len([token for token in tokens(line) if token.type == "strong_open"]) == bool(text.strip())
    assert len([token for token in tokens(line) if token.type == "inline"]) == 1


@pytest.mark.parametrize("text", ["T-72", "Т-72 Урал", "2A46M-5 (D-81TM), 125 mm", "~500–600 t"])
def test_harmless_words_stay_words(text: str) -> None:
    assert "`" not in github(text)


@pytest.mark.parametrize("text", ["@octocat", "see [a](https://x.example)", "~~x~~", "<b>x</b>", "www.x.example"])
def test_what_is_not_made_safe_is_seen(text: str) -> None:
    """The gate of the tests above can fail."""
    assert obeyed(f"- {text}")


def test_a_hostile_entity_is_not_obeyed(said: Said) -> None:
    nasty = "@octocat #1 <img src=x> [a](https://evil.example) ```"
    quoted = f"'{nasty}'"
    claim = (
        f"  mass:\n    value: 40 t\n    rank: preferred\n    reason: {quoted}\n    note: {quoted}\n    cite: 'works, {nasty}'\n"
    )
    after = {
        FILE: f"name: {quoted}\nclass: main-battle-tank\nnames:\n  - name: {quoted} b\nclaims:\n{claim}".replace("' b", " b'"),
        "entities/sources/evil.yml": f"title: {quoted}\npublisher: {quoted}\nurl: https://evil.example/@octocat\ngrade: B\n",
    }
    text = said({FILE: tank("mass: 41 t [@works]")}, dict(after))
    assert "octocat" in text
    assert obeyed(text) == []


def test_a_limit_cuts_at_a_line(said: Said) -> None:
    claims = "mass:\n" + "\n".join(f"  - 4{number} t (as of 19{number}) [@works]" for number in range(10, 40))
    whole = said({FILE: tank()}, {FILE: tank(claims)})
    short = said({FILE: tank()}, {FILE: tank(claims)}, "--limit", "600")
    assert "<details><summary><code>ibex-2</code>: 30 lines</summary>" in whole
    assert len(short) <= 600
    assert short.endswith(END)
    assert short.count("<details>") == short.count("</details>")
