"""Files that no case file can hold: each is refused within a second, in words, and without a traceback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from time import process_time

import pytest

from panoply.command_line import FAULTY, MOST_SHOWN, main
from panoply.yaml_source import MOST_BYTES
from tests.reading import ROOT, lay, says

FILE = "entities/systems/t-90.yml"
BRACES = ("{b: " * 22)[:86]
HEAD = b"name: T-90\nclass: main-battle-tank\n"


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Measured in processor time, so that a busy machine is no failure."""
    began = process_time()
    yield
    assert process_time() - began < seconds


BYTES: dict[str, tuple[bytes, str]] = {
    "latin-1": (HEAD + b"lead: caf\xe9\n", "3:10: ENCODING -: byte 0xE9 is not UTF-8; save the file as UTF-8"),
    "latin-1 behind a BOM": (
        b"\xef\xbb\xbfname: \xc3\xa9\xe9\n",
        "1:8: ENCODING -: byte 0xE9 is not UTF-8; save the file as UTF-8",
    ),
    "utf-16": ("name: T-90\n".encode("utf-16"), "1:1: ENCODING -: byte 0xFF is not UTF-8; save the file as UTF-8"),
    "a surrogate": (b"name: \xed\xa0\x80\n", "1:7: ENCODING -: byte 0xED is not UTF-8; save the file as UTF-8"),
    "an overlong slash": (b"name: \xc0\xaf\n", "1:7: ENCODING -: byte 0xC0 is not UTF-8; save the file as UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "1:1: ENCODING -: byte 0x89 is not UTF-8; save the file as UTF-8"),
    "10 MB": (
        HEAD + b"lead: " + b"x" * 10_000_000,
        "1:1: FILE-SIZE -: the file has 9,766 KB; an entity may have 256 KB: split it, or move prose out",
    ),
    "a byte too much": (
        HEAD + b"#" * (MOST_BYTES + 1 - len(HEAD)),
        "1:1: FILE-SIZE -: the file has 257 KB; an entity may have 256 KB: split it, or move prose out",
    ),
    "lists in lists, 50,000 deep": (
        b"- " * 50_000 + b"x",
        "1:41: NESTING " + "[0]" * 20 + ": nested more than 20 deep; no entity needs that: take levels out",
    ),
    "brackets in brackets, 50,000 deep": (
        b"[" * 50_000,
        f"1:1: LEADING-CHARACTER -: a value cannot begin with '[' unquoted; write '{'[' * 88}…, or use a block (key: >-)",
    ),
    "braces in a block, 50,000 deep": (
        b"? " + b"{b: " * 50_000,
        f"1:1: LEADING-CHARACTER -: a value cannot begin with '?' unquoted; write '? {BRACES}…, or use a block (key: >-)",
    ),
    "keys in keys, 25 deep": (
        b"".join(b" " * depth + b"a:\n" for depth in range(25)),
        f"21:21: NESTING {'a.' * 19}a: nested more than 20 deep; no entity needs that: take levels out",
    ),
}


@pytest.mark.parametrize(("content", "said"), BYTES.values(), ids=BYTES)
def test_a_hostile_file_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    lay(tmp_path, {FILE: content})
    with within(1):
        assert says(tmp_path) == [f"{FILE}:{said}"]


def test_an_alias_bomb_is_refused_line_by_line(tmp_path: Path) -> None:
    bomb = "a: &a lol\n" + "".join(
        f"{key}: &{key}\n" + f"  - *{before}\n" * 9 for before, key in zip("abcdefgh", "bcdefghi", strict=True)
    )
    lay(tmp_path, {FILE: bomb})
    with within(1):
        codes = [line.split(": ")[1].split()[0] for line in says(tmp_path)]
    assert codes.count("ANCHOR") == 1 + 8 + 8 * 9


SLOW = [
    "[",
    "[[",
    "[[a]]",
    "[@a",
    "[@a-b] ",
    "[a](b)",
    "](",
    "*",
    "**a",
    "_",
    "`",
    "``a",
    "> ",
    "- ",
    "&",
    "\\",
    "a: ",
    '"',
    "'",
]
SLOW += ["a b ", " ", "\t", "(", "a (", "[x @a; ", "@a-b ", "\u200b", "\u3000", "(as of 1; ", "1,", "9", "-", "~", "🙂"]


@pytest.mark.parametrize("piece", SLOW)
def test_no_text_is_slow_to_read(piece: str, tmp_path: Path) -> None:
    """A long pattern wherever a text can stand; what is read in linear time takes a tenth of the limit."""
    text = (piece * MOST_BYTES).encode()[:8_000].decode(errors="ignore")
    lines = [f"name: T-90{text}", "class: main-battle-tank", f"lead: a{text}", f"x{text}", f"{text}: x", "claims:"]
    lines += [f"  crew: 3 {text}", f"  transmission: a{text} [@army-guide]", "sections:", "  design: |", f"    {text}"]
    for number, line in enumerate(lines):
        lay(tmp_path, {f"entities/systems/t-9{number}.yml": "name: T-90\nclass: main-battle-tank\n" + line})
    lay(tmp_path, {"entities/systems/t-90.yml": "\n".join(lines[:3] + lines[5:])})
    with within(3):
        assert says(tmp_path)


def test_a_chain_of_sources_and_variants_is_followed_once(tmp_path: Path) -> None:
    sources = "".join(
        f"  s{n}:\n    title: S\n    grade: D\n    url: https://s.example/{n}\n    same_text_as: s{n + 1}\n"
        for n in range(2000)
    )
    variants = "".join(f"  v{n}:\n    name: V{n}\n    parent: v{n + 1}\n" for n in range(4000))
    lay(
        tmp_path,
        {FILE: HEAD.decode() + "sources:\n" + sources + "  s2000:\n    title: S\n    grade: D\n    same_text_as: s0\n"},
    )
    lay(tmp_path, {"entities/systems/t-80.yml": "name: T-80\nclass: main-battle-tank\nvariants:\n" + variants})
    with within(3):
        said = says(tmp_path)
    assert [line.split(": ")[1].split()[0] for line in said] == ["UNKNOWN-VARIANT", "SOURCE-CYCLE"]


def test_thousands_of_problems_are_counted_and_some_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copytree(ROOT / "schema", tmp_path / "schema")
    claims = "".join(f"    - {n},5 t [@nobody-{n}]\n" for n in range(2500))
    cited = "".join(f"    - {n} (as of 1990) [@army-guide-{n}]\n" for n in range(1, 2501))
    names = f"name: T-90\nclass: main-battle-tank\nclaims:\n  mass:\n{claims}  number_built:\n{cited}"
    with within(1):
        assert main(["check", "--root", str(lay(tmp_path, {FILE: names}))]) == FAULTY
    out, err = capsys.readouterr()
    *shown, more, total = err.splitlines()
    assert (out, len(shown)) == ("", MOST_SHOWN)
    assert all(line.startswith(f"{FILE}:") for line in shown)
    assert (more, total) == ("… and 4,800 more problems", "5,000 problems in 1 file")


LINK = "a symbolic link, which could lead anywhere; put the file itself here"


def test_no_symbolic_link_is_followed(tmp_path: Path) -> None:
    root = lay(tmp_path / "wiki", {"seeds/article.yml": "title: A\nstatements:\n  - says: B.\n"})
    secret = tmp_path / "secret.yml"
    secret.write_text("name: Secret\nclass: main-battle-tank\n")
    systems, seeds = root / "entities" / "systems", root / "seeds"
    (systems / "out.yml").symlink_to(secret)
    (systems / "in.yml").symlink_to(systems / "t-72.yml")
    (systems / "nowhere.yml").symlink_to(systems / "gone.yml")
    (systems / "round.yml").symlink_to(systems / "round.yml")
    (root / "entities" / "ships").symlink_to(tmp_path)
    (seeds / "out.yml").symlink_to(secret)
    assert says(root) == [
        f"entities/ships:1:1: SYMLINK -: {LINK}",
        f"entities/systems/in.yml:1:1: SYMLINK -: {LINK}",
        f"entities/systems/nowhere.yml:1:1: SYMLINK -: {LINK}",
        f"entities/systems/out.yml:1:1: SYMLINK -: {LINK}",
        f"entities/systems/round.yml:1:1: SYMLINK -: {LINK}",
        f"seeds/out.yml:1:1: SYMLINK -: {LINK}",
    ]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(lay(tmp_path, {}) / FILE)
    said = "'t-90.yml' is not a file whose name ends in .yml; rename it to t-90.yml"
    assert says(tmp_path) == [f"{FILE}:1:1: FILE-NAME -: {said}"]


RULE = "a file name is at most 80 lower-case letters, digits and single hyphens; rename it to"
NAMES: dict[str, tuple[bytes, str]] = {
    "a line break": (b"t\n90.yml", f"entities/systems/t\ufffd90.yml:1:1: FILE-NAME -: 't\ufffd90.yml': {RULE} t-90.yml"),
    "not utf-8": (b"t\xff90.yml", f"entities/systems/t\ufffd90.yml:1:1: FILE-NAME -: 't\ufffd90.yml': {RULE} t90.yml"),
    "a way up": (b"t\\..\\90.yml", f"entities/systems/t\\..\\90.yml:1:1: FILE-NAME -: 't\\..\\90.yml': {RULE} t-90.yml"),
    "an escaped way up": (
        b"%2e%2e%2ft-90.yml",
        f"entities/systems/%2e%2e%2ft-90.yml:1:1: FILE-NAME -: '%2e%2e%2ft-90.yml': {RULE} 2e-2e-2ft-90.yml",
    ),
    "another script": ("т-90.yml".encode(), f"entities/systems/т-90.yml:1:1: FILE-NAME -: 'т-90.yml': {RULE} 90.yml"),
    "a command": (b"$(id).yml", f"entities/systems/$(id).yml:1:1: FILE-NAME -: '$(id).yml': {RULE} id.yml"),
    "up a folder": (b"../t-90.yml", "entities/t-90.yml:1:1: FILE-NAME -: 't-90.yml' is no file of entities; its folders are "),
}


@pytest.mark.parametrize(("name", "said"), NAMES.values(), ids=NAMES)
def test_a_hostile_file_name_is_refused(name: bytes, said: str, tmp_path: Path) -> None:
    folder = os.fsencode(lay(tmp_path, {}) / "entities" / "systems")
    with open(os.path.join(folder, name), "wb") as file:  # noqa: PTH118, PTH123 - Path takes no bytes
        file.write(HEAD)
    (line,) = says(tmp_path)
    assert line.startswith(said)


CODES_RAISED = {said.split(": ")[1].split()[0] for _, said in BYTES.values()} | {"SYMLINK"}
"""For the test that every code is raised somewhere."""
