"""What an editor makes of the schemas, shown by the yaml-language-server that VS Code's extension runs.

Without Node and npm, or where npm cannot install, the tests are skipped; on GitHub, where both are, that is a failure.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from panoply.command_line import main
from panoply.load import SEEDS, SOURCES
from panoply.schema import schemas
from tests.language_server import LanguageServer, install, why_not
from tests.reading import ROOT, vocabulary

SETTINGS: dict[str, Any] = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
MODELINE = "# yaml-language-server: $schema=../../schema/system.schema.json\n"
HEAD = f"{MODELINE}name: Test tank\nclass: main-battle-tank\n"
FILE = "entities/systems/test-tank.yml"
FOLDERS = sorted(path.relative_to(ROOT).as_posix() for path in [*(ROOT / "entities").iterdir(), ROOT / "seeds"])


def nested(settings: dict[str, Any]) -> dict[str, Any]:
    """VS Code's dotted settings as the server asks for them."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        section, _, key = name.partition(".")
        found |= {section: found.get(section, {}) | {key: value}} if key else {section: value}
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """A server for a copy of the wiki whose schemas are current, with the settings of .vscode/."""
    try:
        reason = why_not()
        program = None if reason else install(ROOT / ".cache" / "editor")
    except OSError as error:
        reason, program = str(error), None
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"the language server {reason}")
    root = tmp_path_factory.mktemp("editor").resolve() / "wiki"
    for name in ("entities", "seeds", "schema"):
        copytree(ROOT / name, root / name)
    main(["schema", "--root", str(root)])
    with LanguageServer(program, root, nested(SETTINGS | {"yaml.schemaStore.enable": False})) as server:
        yield server


def marked(text: str) -> tuple[str, dict[str, int]]:
    """A text without its ``|``, and the place where that stood."""
    before = text[: text.index("|")]
    return text.replace("|", "", 1), {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}


def offered(server: LanguageServer, text: str, path: str = FILE) -> list[str]:
    """What is suggested where the ``|`` stands."""
    content, position = marked(text)
    uri = server.open(path, content)
    found = server.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": position})
    server.close(uri)
    return [item["label"] for item in (found["items"] if isinstance(found, dict) else found)]


def shown(server: LanguageServer, text: str) -> str:
    """The help where the ``|`` stands."""
    content, position = marked(text)
    uri = server.open(FILE, content)
    found = server.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
    server.close(uri)
    return str(found["contents"]["value"])


def told(server: LanguageServer, text: str, path: str = FILE) -> list[str]:
    """What is wrong, each with its line and column."""
    uri = server.open(path, text)
    found = server.find_diagnostics(uri)
    server.close(uri)
    starts = [(d["range"]["start"]["line"] + 1, d["range"]["start"]["character"] + 1) for d in found]
    return [
        f"{line}:{column}: {d['message']}" for (line, column), d in sorted(zip(starts, found, strict=True), key=lambda t: t[0])
    ]


# completion


def test_properties_are_offered(server: LanguageServer) -> None:
    for text in (
        "claims:\n  |\n",
        "claims:\n  mass: 46 t [@a]\n  he|\n",
        "variants:\n  a:\n    name: A\n    claims:\n      |\n",
    ):
        assert {"height", "main_gun", "service_entry"} <= set(offered(server, HEAD + text))


def test_classes_are_offered(server: LanguageServer) -> None:
    classes = [c.key for c in vocabulary().classes_of("systems") if not c.abstract]
    assert offered(server, f"{MODELINE}name: Test tank\nclass: |\n") == classes


@pytest.mark.parametrize(
    ("text", "some"),
    [
        pytest.param("claims:\n  mass: |\n", {"40 t [@source-key]", "40 kg [@source-key]", "40 lb [@source-key]"}, id="units"),
        pytest.param("claims:\n  suspension: |\n", {"torsion-bar", "unknown"}, id="choices"),
        pytest.param("claims:\n  nuclear_protection:\n    - |\n", {"yes", "no", "unknown"}, id="yes or no"),
        pytest.param("claims:\n  mass:\n    - value: 4 t\n      condition: |\n", {"combat-loaded", "empty"}, id="conditions"),
        pytest.param("claims:\n  mass:\n    value: 4 t\n    basis: |\n", {"claimed", "estimated"}, id="bases"),
        pytest.param("sources:\n  a:\n    grade: |\n", {"A", "E"}, id="grades"),
        pytest.param("operators:\n  - status: |\n", {"current", "former"}, id="choices of a column"),
        pytest.param("claims:\n  origin: |\n", {"ukraine", "soviet-union"}, id="slugs"),
        pytest.param("claims:\n  origin: so|\n", {"soviet-union"}, id="slugs as one types"),
        pytest.param("claims:\n  main_gun:\n    - |\n", {"2a46"}, id="slugs in a list"),
        pytest.param("claims:\n  predecessor:\n    - value: |\n", {"t-72", "t-64"}, id="slugs in the long form"),
        pytest.param("claims:\n  mass:\n    value: 4 t\n    by: |\n", {"uralvagonzavod", "ukraine"}, id="slugs of claimants"),
        pytest.param("operators:\n  - country: |\n", {"ukraine"}, id="slugs in a row"),
        pytest.param("operators:\n  - country: x\n    cite: |\n", {"armedforces-challenger-1"}, id="keys of sources in a row"),
        pytest.param(
            "claims:\n  crew:\n    value: 3\n    cite: |\n", {"armedforces-challenger-1"}, id="keys of sources in a claim"
        ),
    ],
)
def test_values_are_offered(server: LanguageServer, text: str, some: set[str]) -> None:
    assert some <= set(offered(server, HEAD + text))


def test_slugs_are_offered_in_other_files(server: LanguageServer) -> None:
    lines = "title: X\nstatements:\n  - says: So.\n    names:\n      - name: It\n        entity: |\n"
    seed = f"# yaml-language-server: $schema=../schema/seed.schema.json\n{lines}"
    assert {"t-72", "ukraine", "2a46"} <= set(offered(server, seed, "seeds/test.yml"))


def test_a_relation_is_offered_its_own_kind_only(server: LanguageServer) -> None:
    assert not {"t-72", "2a46"} & set(offered(server, f"{HEAD}claims:\n  origin: |\n"))


# help


def test_hover_shows_definition_and_unit(server: LanguageServer) -> None:
    help_text = shown(server, f"{HEAD}claims:\n  ma|ss: 46 t [@a]\n")
    prop = vocabulary().properties["mass"]
    assert prop.definition in help_text
    assert f"40 {prop.unit} [@source-key]" in help_text
    assert "combat-loaded" in help_text


def test_hover_is_not_filled_with_what_could_be_written(server: LanguageServer) -> None:
    help_text = shown(server, f"{HEAD}claims:\n  ori|gin: ukraine [@a]\n")
    assert vocabulary().properties["origin"].definition in help_text
    assert "afghanistan" not in help_text


# mistakes


def test_mistakes_are_told_at_their_places(server: LanguageServer) -> None:
    lines = "claims:\n  hieght: 2 m [@a]\n  mass: 46 t\n  height: 4 kg [@a]\n  apogee: 40 km [@a]\nclaim: 3\n"
    found = told(server, HEAD + lines)
    assert [line.partition(": ")[0] for line in found if "not allowed" in line] == ["5:3", "9:1"]
    assert "6:9: end the claim with its source: [@key, p. 12]" in found
    assert [line for line in found if line.startswith("7:11: write 40 m [@source-key]")] != []
    assert [line for line in found if line.startswith("8:3: ")] != []


def test_what_does_not_exist_yet_may_be_named(server: LanguageServer) -> None:
    lines = "claims:\n  origin: atlantis [@a]\n  crew:\n    value: 3\n    by: some-works\n    cite: no-source-yet\n"
    assert told(server, HEAD + lines) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_shipped_file_has_no_faults(server: LanguageServer, folder: str) -> None:
    for file in sorted((ROOT / folder).glob("*.yml"))[:3]:
        assert told(server, file.read_text("utf-8"), f"{folder}/{file.name}") == []


# .vscode/


def test_every_folder_is_mapped_to_its_schema() -> None:
    mapped: dict[str, str] = SETTINGS["yaml.schemas"]
    assert {name.removeprefix("schema/") for name in mapped} == set(schemas(vocabulary()))
    assert sorted(mapped.values()) == sorted(f"{folder}/*.yml" for folder in FOLDERS)
    for name, pattern in mapped.items():
        file = next(ROOT.glob(pattern))
        assert file.read_text("utf-8").splitlines()[0].endswith(f"../{name}"), file
    assert {SOURCES, SEEDS} <= {Path(pattern).parent.name for pattern in mapped.values()}


def test_a_file_without_a_modeline_has_its_schema_too(server: LanguageServer) -> None:
    found = told(server, "name: Test tank\nclass: main-battle-tank\nclaim: 3\n")
    assert [line.partition(": ")[0] for line in found] == ["3:1"]
    assert told(server, "name: Atlantis\nclass: state\n", "entities/countries/atlantis.yml") == []


def test_the_extension_that_runs_the_server_is_recommended() -> None:
    extensions = json.loads((ROOT / ".vscode" / "extensions.json").read_text("utf-8"))
    assert extensions == {"recommendations": ["redhat.vscode-yaml"]}
