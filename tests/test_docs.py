"""The documents are tested: their examples are read by the real reader, and nothing that exists goes unsaid.

A fenced block of language ``yaml`` carries a title. ``right`` must give no problem and ``wrong: CODE`` exactly that one;
both are lines of a tank's file, to which `name` and `class` are added where missing, unless it has no keys at all. A title
that is a path is a whole file. Behind ``schema/vocabulary.yml`` or ``VOCABULARY``, ``below properties:`` says that the lines
are a row of the vocabulary. ``‹U+200B›`` stands for a character that a page cannot show. A fenced ``text`` block titled
``said`` holds what the check prints for the wrong example above it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from textwrap import dedent, indent
from typing import Any

import pytest
import yaml
from markdown import Markdown

from panoply.build import read
from panoply.claim_reader import CLAIM_KEYS
from panoply.claim_text import READERS
from panoply.command_line import main
from panoply.entity_file import VARIANT_KEYS
from panoply.model import BASES, GRADES, RANKS
from panoply.problem_formats import PROBLEMS_PAGE, explained_at
from panoply.problems import CODES, Problems
from panoply.seed_file import SEED_KEYS
from panoply.source_file import CSL_TYPES, SOURCE_KEYS
from panoply.text import RESERVED
from panoply.vocabulary import Property
from tests.reading import lay_whole, vocabulary

ROOT = Path(__file__).resolve().parents[1]
TOP = sorted(ROOT.glob("*.md"))
ABOUT = sorted((ROOT / "docs" / "about").glob("*.md"))
GRAMMAR = (ROOT / "docs" / "about" / "grammar.md").read_text(encoding="utf-8")
PROBLEMS = (ROOT / "docs" / "about" / "problems.md").read_text(encoding="utf-8")
POLICY = (ROOT / "docs" / "about" / "policy.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
EVERYTHING = "\n".join(file.read_text(encoding="utf-8") for file in [*TOP, *ABOUT])

FENCE = re.compile(r'(?ms)^( *)```(?P<language>yaml|text)(?: title="(?P<title>[^"]*)")?\n(?P<body>.*?)^\1```$')
SECTION = re.compile(r"(?ms)^### `(?P<code>[A-Z-]+)`\n\n(?P<words>.*?)(?=\n```yaml|^##|\Z)(?P<examples>.*?)(?=^##|\Z)")
EXAMPLE_FILE = "entities/systems/ibex-2.yml"
NEW_PROPERTY = ", below properties:"

WORLD = {
    "entities/countries/ruritania.yml": "name: Ruritania\nclass: state\n",
    "entities/countries/sylvania.yml": "name: Sylvania\nclass: state\n",
    "entities/organizations/ruritanian-works.yml": "name: Ruritanian Works\nclass: manufacturer\n",
    "entities/organizations/ruritanian-news-agency.yml": "name: Ruritanian News Agency\nclass: news-agency\n",
    "entities/organizations/sylvanian-staff.yml": "name: Sylvanian Staff\nclass: armed-service\n",
    "entities/components/k-105-gun.yml": "name: K-105\nclass: gun\n",
    "entities/systems/ibex-1.yml": "name: Ibex 1\nclass: main-battle-tank\nvariants:\n  ibex-1a:\n    name: Ibex 1A\n",
    "entities/systems/comet.yml": "name: Comet\nclass: intercontinental-ballistic-missile\n",
    "entities/sources/museum.yml": "title: Ibex\ngrade: B\nurl: https://museum.example/ibex\n",
    "entities/sources/works.yml": "title: Data sheet\ngrade: A\nurl: https://works.example/ibex-2\n",
    "entities/sources/kit.yml": "title: Ibex kit\ngrade: D\nurl: https://kits.example/ibex\n",
    "entities/sources/guide-1998.yml": "title: Field guide\ngrade: B\ntype: book\nissued: 1998\n",
}
"""What the examples of the documents may name."""


@dataclass(frozen=True)
class Example:
    """A block of a document; `said` is the text the document says the check prints."""

    path: str
    content: str
    codes: tuple[str, ...]
    said: str = ""


def examples_in(text: str) -> list[Example]:
    """Every YAML example of a document."""
    found: list[Example] = []
    for block in FENCE.finditer(text):
        if block["language"] == "text":
            if block["title"] == "said":
                found[-1] = Example(found[-1].path, found[-1].content, found[-1].codes, block["body"])
            continue
        found.append(_example(block["title"] or "", dedent(block["body"])))
    return found


def _example(title: str, body: str) -> Example:
    """What a block's title makes of it."""
    wanted = title.removesuffix(NEW_PROPERTY)
    codes = tuple(wanted.removeprefix("wrong: ").split(", ")) if wanted.startswith("wrong: ") else ()
    if wanted != title:
        vocabulary = (ROOT / "schema" / "vocabulary.yml").read_text(encoding="utf-8")
        rows = vocabulary.replace("\nproperties:\n", "\nproperties:\n" + indent(body, "  "), 1)
        return Example("schema/vocabulary.yml", rows, codes)
    if title.endswith(".yml"):
        return Example(title, body, ())
    assert codes or title == "right", f"a yaml block without a title that says what it is:\n{body}"
    shown = re.sub(r"‹U\+([0-9A-F]{4})›", lambda match: chr(int(match[1], 16)), body)
    return Example(EXAMPLE_FILE, _completed(shown), codes)


def _completed(body: str) -> str:
    """A tank's file around some of its lines, which keep their places. What has no key at all is a whole file."""
    if not re.search(r"(?m)^\w+ *:", body):
        return body
    missing = [line for key, line in (("name", "name: Ibex 2"), ("class", "class: main-battle-tank")) if not _has(body, key)]
    return body + "\n".join(missing) + "\n" if missing else body


def _has(body: str, key: str) -> bool:
    return re.search(rf"^{key} *:", body, re.MULTILINE) is not None


def problems_of(root: Path, path: str, content: str, *, red_links: bool = True) -> Problems:
    """What the check says of one more file in the little world."""
    copytree(ROOT / "schema", root / "schema")
    for file, text in {**WORLD, path: content}.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    problems = Problems()
    read(root, problems, red_links=red_links)
    return problems


def _named(document: str, example: Example, number: int) -> Any:
    return pytest.param(example, id=f"{document}-{number}-{'-'.join(example.codes) or 'right'}")


EXAMPLES = [
    _named(file.name, example, number)
    for file in [*TOP, *ABOUT]
    for number, example in enumerate(examples_in(file.read_text(encoding="utf-8")), 1)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_does_what_its_document_says(example: Example, tmp_path: Path) -> None:
    problems = problems_of(tmp_path, example.path, example.content, red_links="RED-LINK" not in example.codes)
    told = sorted({p.code for p in problems.found})
    assert told == sorted(example.codes), "\n".join(str(p) for p in problems.found)
    for line in example.said.splitlines():
        assert line in [str(p) for p in problems.found]


def test_a_planted_mistake_in_an_example_is_seen(tmp_path: Path) -> None:
    example = examples_in('```yaml title="right"\nclaims:\n  crew: four [@museum]\n```\n')[0]
    assert [p.code for p in problems_of(tmp_path, example.path, example.content).errors] == ["NUMBER"]


def commands(capsys: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    """Sub-commands and options, as the program's own help names them."""
    names: list[str] = []
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    choices = re.search(r"\{([a-z,-]+)\}", text)
    names = choices[1].split(",") if choices else []
    for name in names:
        with pytest.raises(SystemExit):
            main([name, "--help"])
        text += capsys.readouterr().out
    return names, sorted(set(re.findall(r"--[a-z][a-z-]+", text)) - {"--help"})


def test_every_command_and_option_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    names, options = commands(capsys)
    assert names
    assert [n for n in names if not re.search(rf"build_entities\.py {n}\b", EVERYTHING)] == []
    assert [o for o in options if f"`{o}" not in EVERYTHING and f" {o}" not in EVERYTHING] == []


def test_a_newcomer_reads_two_screens_at_most() -> None:
    lines = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 80
    assert [line for line in lines if len(line) > 120] == []


def make_targets() -> list[str]:
    """The targets that `make help` lists."""
    return re.findall(r"^([a-z][a-z-]*):[^=\n]*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_make_target_is_documented_and_no_other() -> None:
    named = set(re.findall(r"`make ([a-z-]+)`", EVERYTHING))
    assert named == set(make_targets())


# the page of problems


WITHOUT_EXAMPLE = {"FILE-SIZE", "SYMLINK", "ENCODING", "PAGE-COLLISION", "HISTORY", "SCHEMA"}
"""No lines of YAML raise these: their sections say in words what to do."""


def sections(text: str) -> dict[str, tuple[str, list[Example]]]:
    """What the page of problems says of each code, in words and in examples."""
    return {m["code"]: (" ".join(m["words"].split()), examples_in(m["examples"])) for m in SECTION.finditer(text)}


def gaps(text: str) -> list[str]:
    """What the page of problems leaves out, of each code."""
    said = sections(text)
    found = [f"{code}: no section" for code in CODES if code not in said]
    found += [f"{code}: no such code" for code in said if code not in CODES]
    for code, (words, examples) in said.items():
        meaning = CODES.get(code, "")
        found += [] if words.startswith(meaning) else [f"{code}: begin with {meaning!r}"]
        found += [] if len(words) > len(meaning) + 20 else [f"{code}: say what to do"]
        wanted = [] if code in WITHOUT_EXAMPLE else [(code,), ()]
        found += [] if [example.codes for example in examples] == wanted else [f"{code}: one wrong example and one right"]
    return found


def test_every_problem_code_has_its_section() -> None:
    assert gaps(PROBLEMS) == []
    assert [code for code in sections(PROBLEMS) if code in CODES] == list(CODES), "in the order of CODES"


@pytest.mark.parametrize(
    ("old", "new", "gap"),
    [
        ("### `NUMBER`\n", "### NUMBER\n", "NUMBER: no section"),
        ("### `NUMBER`\n", "### `NUMBR`\n", "NUMBR: no such code"),
        ("Not a number as written here.", "Not a number.", "NUMBER: begin with 'Not a number as written here.'"),
        ('```yaml title="wrong: YES-NO"', '```yaml title="wrong: CHOICE"', "YES-NO: one wrong example and one right"),
    ],
)
def test_a_gap_planted_in_the_page_of_problems_is_seen(old: str, new: str, gap: str) -> None:
    assert old in PROBLEMS
    assert gap in gaps(PROBLEMS.replace(old, new))


def test_every_section_is_where_the_check_says() -> None:
    """The anchors that MkDocs makes: `problem_formats` leads to them, and so may anyone for good."""
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    page = Markdown(extensions=["toc", "attr_list"], extension_configs={"toc": {"permalink": True}})
    html = page.convert(PROBLEMS)
    assert [code for code in CODES if f'id="{explained_at("x", code).removeprefix("x#")}"' not in html] == []
    assert PROBLEMS_PAGE in str(settings["nav"])


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(sorted({*CLAIM_KEYS, *VARIANT_KEYS, *SOURCE_KEYS, *SEED_KEYS}), id="keys"),
        pytest.param(list(READERS), id="datatypes"),
        pytest.param(list(CSL_TYPES), id="types of source"),
        pytest.param([*RANKS, *BASES], id="ranks and bases"),
        pytest.param(sorted({re.sub(r"\d$", "1", word) for word in RESERVED}), id="reserved slugs"),
    ],
)
def test_every_word_of_the_grammar_is_documented(words: list[str]) -> None:
    assert [w for w in words if f"`{w}`" not in GRAMMAR] == []


def test_what_a_row_of_the_vocabulary_may_say_is_documented() -> None:
    renamed = {"key", "value_class"}  # the row's own key; `class` in the file
    assert [f for f in Property.__dataclass_fields__ if f not in renamed and f"`{f}`" not in GRAMMAR] == []


def test_every_class_property_and_unit_stands_on_the_page_of_fields(tmp_path: Path) -> None:
    assert main(["--root", str(lay_whole(tmp_path, {}))]) == 0
    page = (tmp_path / "docs" / "wiki" / "about" / "fields" / "index.md").read_text(encoding="utf-8")
    listed = Counter(re.findall(r"(?m)^-   `([^`]+)`", page))
    rows = vocabulary()
    columns = [column for table in rows.tables.values() for column in table.columns]
    assert listed == Counter([*rows.classes, *rows.properties, *columns, *rows.units.units, *rows.units.refused])


def test_the_policy_states_the_grades_as_the_pages_print_them() -> None:
    table = re.findall(r"^\| \*\*([A-E])\*\* \| ([^|]+?) \|", POLICY, re.MULTILINE)
    assert dict(table) == GRADES


def links_of(file: Path) -> list[str]:
    """The relative links of a Markdown file, code aside."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:|#", link)]


@pytest.mark.parametrize("file", TOP, ids=lambda file: file.name)
def test_the_links_of_the_top_level_documents_resolve(file: Path) -> None:
    assert [link for link in links_of(file) if not (file.parent / link.partition("#")[0]).exists()] == []


def layers() -> list[list[str]]:
    """The modules of each layer that ARCHITECTURE.md draws, the lowest first."""
    block = re.search(r"^```text title=\"layers\"\n(.*?)^```$", ARCHITECTURE, re.MULTILINE | re.DOTALL)
    assert block
    return [re.split(r"  +", line.strip())[0].split() for line in reversed(block[1].splitlines()) if line.strip()]


def test_the_layers_drawn_are_those_the_code_is_held_to() -> None:
    tree = ast.parse((ROOT / "tests" / "test_structure.py").read_text(encoding="utf-8"))
    held = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["LAYERS"]
    )
    assert layers() == [*(line.split() for line in held), ["build_entities"]]


def test_every_overridden_partial_is_accounted_for() -> None:
    overridden = [p.relative_to(ROOT / "overrides").as_posix() for p in (ROOT / "overrides").rglob("*.html")]
    assert [name for name in overridden if f"`{name}`" not in ARCHITECTURE] == []
