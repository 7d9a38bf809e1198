"""The canonical form: what it makes of a file, that it means the same, and that a second pass finds nothing to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from panoply.canonical import canonical
from panoply.command_line import main
from panoply.load import Part, find_files, read_part
from panoply.model import Claim
from panoply.problems import Place, Problems
from panoply.prose import Prose
from tests.reading import BASE, ROOT, lay, vocabulary

MODELINE = "# yaml-language-server: $schema="
LINE = f"{MODELINE}../../schema/system.schema.json\n"


def formed(text: str, folder: str = "systems") -> str:
    return canonical(dedent(text).encode(), "entities/x/t-90.yml", folder, vocabulary()).decode()


def body(text: str) -> str:
    """The canonical form behind its first line."""
    made = formed(text)
    assert made.startswith(LINE)
    return made.removeprefix(LINE)


def test_keys_come_in_one_order() -> None:
    wrong = """\
        sources:
          zebra-2007:
            grade: B
            title: Zebra
          apple-2001:
            url: https://apple.example/
            title: Apple
            grade: C
        claims:
          height: 2.2 m [@zebra-2007]
          crew:
            - cite: zebra-2007
              note: Sometimes.
              value: 3
            - 4 [@apple-2001]
          origin: ukraine [@zebra-2007]
        sections:
          service: |
            It served [@zebra-2007].
          design: |
            It was made [@zebra-2007].
        operators:
          - cite: zebra-2007
            status: current
            country: ukraine
        class: main-battle-tank
        name: T-90
        """
    assert body(wrong) == dedent(
        """\
        name: T-90
        class: main-battle-tank

        claims:
          origin: ukraine [@zebra-2007]
          height: 2.2 m [@zebra-2007]
          crew:
            - value: 3
              note: Sometimes.
              cite: zebra-2007
            - 4 [@apple-2001]

        operators:
          - country: ukraine
            status: current
            cite: zebra-2007

        sections:
          design: |
            It was made [@zebra-2007].
          service: |
            It served [@zebra-2007].

        sources:
          zebra-2007:
            title: Zebra
            grade: B
          apple-2001:
            title: Apple
            url: https://apple.example/
            grade: C
        """
    )


def test_comments_stay_with_what_they_precede() -> None:
    wrong = """\
        # yaml-language-server: $schema=elsewhere.json
        # Read twice.

        # The short name.
        name:
          # Below the key.
          T-90
        claims:
          # By the plate.
          # And the book.
          height: 2.2 m [@a]

          # As sold.
          crew:
            # The first.
            - 3 [@a]
              # A deep one behind the first.
            -
              # Before the key.
              value: 4
              cite: a
            # Behind the last.
          # Behind the crew.
        # Of the class.
        class: main-battle-tank
        # The end.
        """
    assert body(wrong) == dedent(
        """\
        # Read twice.

        # The short name.
        # Below the key.
        name: T-90
        # Of the class.
        class: main-battle-tank

        claims:
          # By the plate.
          # And the book.
          height: 2.2 m [@a]
          # As sold.
          crew:
            # The first.
            - 3 [@a]
            # A deep one behind the first.
            # Before the key.
            - value: 4
              cite: a
            # Behind the last.
          # Behind the crew.
        # The end.
        """
    )


def test_a_comment_never_stands_behind_a_dash() -> None:
    wrong = "name: T-90\nclass: main-battle-tank\nnames:\n  - lang: ru\n    # Its own.\n    name: Vladimir\n    # The last.\n"
    right = "names:\n  # Its own.\n  - name: Vladimir\n    lang: ru\n    # The last.\n"
    assert body(wrong) == f"name: T-90\nclass: main-battle-tank\n{right}"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('"T-90"', "T-90"),
        ("'T-90'", "T-90"),
        ("'NO'", "NO"),
        ("'1973-04-12'", "1973-04-12"),
        ("'T-90: the tank'", '"T-90: the tank"'),
        ("'T-90 #1'", '"T-90 #1"'),
        ("'@T-90'", '"@T-90"'),
        ("'a \"b\": c'", "'a \"b\": c'"),
        ("'T-90''s: x'", '"T-90\'s: x"'),
        ('"null"', '"null"'),
        ("'True'", '"True"'),
        ("T-90   ", "T-90"),
        ("T-90\u00a0M", "T-90 M"),
        ("T-90\n  the tank", "T-90 the tank"),
        ("\n  T-90", "T-90"),
    ],
)
def test_quotation_marks_stand_only_where_they_must(wrong: str, right: str) -> None:
    assert body(f"name: {wrong}\nclass: main-battle-tank\n") == f"name: {right}\nclass: main-battle-tank\n"


def test_in_a_list_a_colon_is_quoted_too() -> None:
    text = 'name: T-90\nclass: main-battle-tank\n\nclaims:\n  transmission:\n    - "Gearbox: two [@a]"\n    - Gearbox [@a]\n'
    assert body(text.replace("- Gearbox [@a]", "- 'Gearbox [@a]'")) == text


def test_blocks_keep_their_lines_and_lists_are_indented() -> None:
    wrong = """\
        name: T-90
        class: main-battle-tank
        lead: >
             It is a tank
             [@a].


        names:
        - name: Vladimir
        sections:
            design: |-
              It has:

              - a gun [@a],
                with a sleeve,
              # no comment [@a]
        """
    assert body(wrong) == dedent(
        """\
        name: T-90
        class: main-battle-tank
        names:
          - name: Vladimir

        lead: >-
          It is a tank
          [@a].

        sections:
          design: |
            It has:

            - a gun [@a],
              with a sleeve,
            # no comment [@a]
        """
    )


def test_a_block_whose_text_begins_with_spaces_keeps_its_sign() -> None:
    text = "name: T-90\nclass: main-battle-tank\n\nsections:\n  design: |4\n          A gun [@a].\n\n      And more [@a].\n"
    assert body(text.replace("\n  design", "\n     design").replace("\n      ", "\n         ")) == text


def test_a_long_text_over_lines_becomes_a_block() -> None:
    long = "A tank that is so very long that nobody can be asked to read its whole name on one line of a file, and so on."
    wrong = f"name: T-90\nclass: main-battle-tank\nlead: {long}\n  {long}\n\n  More [@a].\n"
    assert body(wrong).endswith(f"\nlead: >-\n  {long}\n  {long}\n\n  More [@a].\n")


def test_line_ends_and_marks_of_other_systems_go() -> None:
    content = "\ufeff---\r\nname: T-90\r\nclass: main-battle-tank\r\n...\r\n\r\n".encode()
    assert canonical(content, "x.yml", "systems", vocabulary()) == f"{LINE}name: T-90\nclass: main-battle-tank\n".encode()


@pytest.mark.parametrize(
    ("folder", "wrong", "right"),
    [
        (
            "sources",
            "grade: B\ntitle: X\n",
            f"{MODELINE}../../schema/source.schema.json\ntitle: X\ngrade: B\n",
        ),
        (
            "seeds",
            "statements:\n- names:\n  - entity: t-90\n    name: T\n  says: So.\ntitle: X\n",
            (
                f"{MODELINE}../schema/seed.schema.json\ntitle: X\n\nstatements:\n  - says: So.\n    names:\n      - name: T\n"
                "        entity: t-90\n"
            ),
        ),
        (
            "flight-tests",
            "sources:\n  a:\n    title: X\nflight_tests:\n- cite: a\n  system: unknown\n",
            (
                f"{MODELINE}../../schema/flight-tests.schema.json\n"
                "flight_tests:\n  - system: unknown\n    cite: a\n\nsources:\n  a:\n    title: X\n"
            ),
        ),
    ],
)
def test_every_sort_of_file_has_its_form(folder: str, wrong: str, right: str) -> None:
    assert formed(wrong, folder) == right


# the shipped files


def said(thing: object) -> Any:
    """What a part of the model says: without places, and without the order in which properties come."""
    if isinstance(thing, Prose):
        return thing.text
    if is_dataclass(thing) and not isinstance(thing, type):
        return {f.name: said(getattr(thing, f.name)) for f in fields(thing) if f.name not in ("place", "places")}
    if isinstance(thing, tuple) and thing and isinstance(thing[0], Claim):
        return [said(claim) for claim in sorted(thing, key=lambda claim: claim.prop.key)]
    if isinstance(thing, (tuple, list)) and not isinstance(thing, Place):
        return [said(one) for one in thing]
    if isinstance(thing, dict):
        return {key: said(one) for key, one in thing.items()}
    return None if isinstance(thing, Place) else thing


def shipped() -> Iterator[tuple[str, Path]]:
    yield from find_files(ROOT, vocabulary(), Problems())
    yield from find_files(BASE, vocabulary(), Problems())


def read_as(file: Path, folder: str) -> tuple[Part, list[str]]:
    problems = Problems()
    part = read_part(file, folder, file.name, vocabulary(), problems)
    return part, [problem.code for problem in problems.errors]


@pytest.mark.parametrize("folder", sorted({folder for folder, _ in shipped()}))
def test_a_shipped_file_means_the_same_and_is_done_in_one_pass(folder: str, tmp_path: Path) -> None:
    for _, file in (pair for pair in shipped() if pair[0] == folder):
        before, faults = read_as(file, folder)
        assert faults == []
        content = file.read_bytes()
        made = canonical(content, file.name, folder, vocabulary())
        assert canonical(made, file.name, folder, vocabulary()) == made
        (tmp_path / file.name).write_bytes(made)
        after, faults = read_as(tmp_path / file.name, folder)
        assert faults == []
        assert said(after) == said(before)
        comments = [line.strip() for line in content.decode().splitlines()[1:] if line.strip().startswith("#")]
        assert [line for line in comments if line not in made.decode()] == []


@pytest.mark.parametrize("content", ["4 [@a]", "3 (claimed) [@a]", "3 [@b]", "3 [@a]\n  mass: 46 t [@a]"])
def test_another_meaning_would_be_seen(content: str, tmp_path: Path) -> None:
    files = [tmp_path / name / "t-90.yml" for name in ("one", "other")]
    for file, claim in zip(files, ("3 [@a]", content), strict=True):
        file.parent.mkdir()
        file.write_text(f"name: T-90\nclass: main-battle-tank\nclaims:\n  crew: {claim}\n")
    one, other = (said(read_as(file, "systems")[0]) for file in files)
    assert one != other


# the command


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    """A wiki in canonical form, but for one file of it, and one with a problem."""
    lay(tmp_path, {})
    (tmp_path / "schema").symlink_to(ROOT / "schema")
    main(["fmt", "--root", str(tmp_path)])
    (tmp_path / "entities" / "systems" / "t-91.yml").write_text("class: main-battle-tank\nname: T-91\n")
    return tmp_path


def test_check_names_what_differs_and_writes_nothing(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["fmt", "--check", "--root", str(wiki)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "entities/systems/t-91.yml"
    assert said[1].startswith("1 file of ")
    assert main(["fmt", "--check", "--root", str(wiki), "entities/sources"]) == 0
    assert main(["fmt", "--root", str(wiki), "entities/systems/t-91.yml"]) == 0
    assert main(["fmt", "--check", "--root", str(wiki)]) == 0
    assert main(["fmt", "--root", str(wiki), "entities/systems/t-99.yml"]) == 2


def test_a_file_with_problems_is_left_alone_and_told(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = wiki / "entities" / "systems" / "t-92.yml"
    content = "class: main-battle-tank\nname: T-92\nclaims:\n  hieght: 2 m [@army-guide]\n"
    file.write_text(content)
    assert main(["fmt", "--root", str(wiki)]) == 1
    heard = capsys.readouterr()
    assert "entities/systems/t-92.yml:4:3: UNKNOWN-PROPERTY" in heard.err
    assert "1 file left as they are" in heard.err
    assert file.read_text() == content
    assert main(["fmt", "--check", "--root", str(wiki), "entities/systems/t-91.yml"]) == 0
