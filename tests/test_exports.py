"""The published data: it keeps to the schemas beside it, agrees with the entities, and leads nowhere that is not there."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from panoply.build import Before, build
from panoply.links import find_shown
from panoply.problems import Problems
from panoply.quantities import MULTIPLES, Money, Quantity, Span
from tests.reading import ROOT

HEAD = "kind,entity,property,variant,condition,as_of,basis,by,rank,text,low,high,unit,si_low,si_high,sources"


class Data:
    """One wiki, built into a folder, and its data read back."""

    def __init__(self, root: Path) -> None:
        problems, before = Problems(), Before()
        assert build(root, problems, before) is not None, problems.errors
        assert before.found is not None
        self.folder = root / "docs" / "data" / "v1"
        self.encyclopedia = before.found.encyclopedia
        self.shown = find_shown(self.encyclopedia, before.found.links)
        self.kinds = list(self.encyclopedia.vocabulary.kinds)
        self.entities = {kind: self.json(kind)[kind] for kind in self.kinds}
        self.sources: list[Any] = self.json("sources")["sources"]

    def json(self, name: str) -> Any:
        """A file with its numbers as they are written."""
        return json.loads((self.folder / f"{name}.json").read_text("utf-8"), parse_float=Decimal)

    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO((self.folder / "claims.csv").read_text("utf-8"))))

    def claims(self) -> Iterator[dict[str, Any]]:
        """Every claim, those of variants and the cells of tables included."""
        for entity in (e for found in self.entities.values() for e in found):
            for holder in (entity, *entity["variants"].values()):
                yield from (claim for found in holder["claims"].values() for claim in found)
            yield from (claim for row in rows_of(entity) for found in row["cells"].values() for claim in found)

    def cited(self) -> Iterator[str]:
        """Every citation."""
        yield from (cited for claim in self.claims() for cited in claim["sources"])
        rows = (row for found in self.entities.values() for entity in found for row in rows_of(entity))
        yield from (cited for row in rows for cited in row["sources"])
        yield from (cited for row in self.rows() for cited in filter(None, row["sources"].split("; ")))


def rows_of(entity: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in entity["tables"].values() for row in rows]


def wiki_of(root: Path) -> Path:
    """A copy of the real wiki's data, to be built."""
    for name in ("schema", "entities", "seeds"):
        copytree(ROOT / name, root / name)
    return root


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    return Data(wiki_of(tmp_path_factory.mktemp("wiki")))


@pytest.mark.parametrize("schema", ["entities", "sources"])
def test_a_schema_is_one(data: Data, schema: str) -> None:
    Draft202012Validator.check_schema(data.json(f"{schema}.schema"))


def test_every_file_keeps_to_its_schema(data: Data) -> None:
    for name in (*data.kinds, "sources"):
        schema = data.json("sources.schema" if name == "sources" else "entities.schema")
        content = json.loads((data.folder / f"{name}.json").read_text("utf-8"))
        assert [f"{name}{e.json_path}: {e.message[:200]}" for e in Draft202012Validator(schema).iter_errors(content)] == []


def test_every_file_is_there(data: Data) -> None:
    names = {f"{kind}.json" for kind in data.kinds} | {
        "sources.json",
        "claims.csv",
        "outlines.json",
        "entities.schema.json",
        "outlines.schema.json",
        "sources.schema.json",
    }
    assert {file.name for file in data.folder.iterdir()} == names


FAULTS = [
    ("an unknown class", lambda entity: entity.update({"class": "airship"})),
    ("a key nobody defined", lambda entity: entity.update({"colour": "green"})),
    ("no name", lambda entity: entity.pop("name")),
    ("a property that is none", lambda entity: entity["claims"].update({"charm": []})),
    ("a value of the wrong type", lambda entity: entity["claims"]["crew"][0].update({"type": "date", "date": "1990"})),
    ("a figure in words", lambda entity: entity["claims"]["crew"][0].update({"low": "four"})),
    ("a unit that is none", lambda entity: entity["claims"]["mass"][0].update({"unit": "stone"})),
    ("a condition of another property", lambda entity: entity["claims"]["crew"][0].update({"condition": "empty"})),
    ("a claim without its text", lambda entity: entity["claims"]["crew"][0].pop("text")),
    ("a claim without its sources", lambda entity: entity["claims"]["crew"][0].pop("sources")),
    ("a column that is none", lambda entity: entity["tables"]["operators"][0]["cells"].update({"mood": []})),
    ("a choice that is none", lambda entity: entity["tables"]["operators"][0]["cells"]["status"][0].update({"choice": "keen"})),
]


@pytest.mark.parametrize("plant", [fault for _, fault in FAULTS], ids=[name for name, _ in FAULTS])
def test_the_schema_refuses(data: Data, plant: Any) -> None:
    content = json.loads((data.folder / "systems.json").read_text("utf-8"))
    entity = next(e for e in content["systems"] if e["slug"] == "challenger-1")
    validator = Draft202012Validator(data.json("entities.schema"))
    plant(entity)
    assert not validator.is_valid(content)


def test_the_json_has_every_entity_with_a_page_and_every_claim_and_row_of_it(data: Data) -> None:
    shown = [e for e in data.encyclopedia.entities.values() if e.slug in data.shown]
    assert {e["slug"] for found in data.entities.values() for e in found} == {e.slug for e in shown}
    own = sum(len(e.all_claims()) for e in shown)
    assert sum(len(c) for found in data.entities.values() for e in found for c in of_claims(e)) == own
    rows = [row for row in data.encyclopedia.rows() if any(row.owner == e.slug for e in shown)]
    rows += [row for file in data.encyclopedia.row_files for row in file.rows]
    assert sum(len(rows_of(e)) for found in data.entities.values() for e in found) == len(rows)


def of_claims(entity: dict[str, Any]) -> list[list[Any]]:
    return [c for holder in (entity, *entity["variants"].values()) for c in holder["claims"].values()]


def test_every_address_is_a_page(data: Data) -> None:
    docs = data.folder.parents[1]
    addresses = [e["address"] for found in data.entities.values() for e in found]
    assert [a for a in addresses if not (docs / f"{a}index.md").is_file()] == []


def test_the_csv_has_a_line_for_each_claim(data: Data) -> None:
    assert (data.folder / "claims.csv").read_text("utf-8").splitlines()[0] == HEAD
    shown = [(e.slug, c.prop.key, c.rank) for e, c in data.encyclopedia.claims() if e.slug in data.shown]
    assert [(row["entity"], row["property"], row["rank"]) for row in data.rows()] == shown


def test_numbers_keep_their_digits(data: Data) -> None:
    """Every end an author typed comes back as the same number, from the JSON and from the CSV."""
    typed = [c.value for e, c in data.encyclopedia.claims() if e.slug in data.shown]
    for value, row in zip(typed, data.rows(), strict=True):
        if isinstance(value, Quantity | Money):
            ends = [value.amount.low, value.amount.high]
        elif isinstance(value, Span):
            ends = [value.low, value.high]
        else:
            ends = [None, None]
        assert [Decimal(row[end]) if row[end] else None for end in ("low", "high")] == ends
    for claim in data.claims():
        if claim["type"] == "quantity" and "form" not in claim:
            assert claim["low"] == claim["high"] == plain_number(claim["text"])


def plain_number(text: str) -> Decimal:
    found = re.match(r"(?:~|about )?\s*(-?[0-9.]+)(?: (thousand|million|billion))?", text)
    assert found
    return Decimal(found[1]) * MULTIPLES.get(found[2], Decimal(1))


def test_every_source_resolves(data: Data) -> None:
    ids = {source["id"] for source in data.sources}
    assert len(ids) == len(data.sources)
    assert {cited.partition(", ")[0] for cited in data.cited()} <= ids
    named = {source["custom"].get(key) for source in data.sources for key in ("same_text_as", "relays")}
    assert named - {None} <= ids


def test_every_source_with_a_page_is_there(data: Data) -> None:
    folders = {page.parent.name for page in (data.folder.parents[1] / "wiki" / "sources").glob("*/index.md")}
    pages = {folder for folder in folders if not folder.startswith("part--")}  # those are parts of the list
    ids = {source["id"] for source in data.sources}
    assert pages <= ids
    named = {source["custom"].get(key) for source in data.sources for key in ("same_text_as", "relays")}
    assert ids - pages <= named  # not cited, but known for the words that others pass on


TANK = """\
name: "=HYPERLINK(\\"https://example.org\\")"
class: main-battle-tank
claims:
  fire_control: "=1+1 [@sheet]"
  transmission: "@SUM(A1) [@sheet]"
  armour_type: "+cmd [@sheet]"
  gun_elevation: -6 to 14 deg [@sheet]
  reactive_armour: plain words = fine [@sheet]
  road_wheels: 6 [@sheet]
sources:
  sheet:
    title: The sheet
    url: https://example.org/sheet
    grade: E
"""


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    (tmp_path / "schema").mkdir()
    for name in ("vocabulary.yml", "units.yml"):
        copy(ROOT / "schema" / name, tmp_path / "schema")
    (tmp_path / "entities" / "systems").mkdir(parents=True)
    (tmp_path / "entities" / "systems" / "sheet-tank.yml").write_text(TANK, "utf-8")
    found = {row["property"]: row for row in Data(tmp_path).rows()}
    texts = {key: row["text"] for key, row in found.items()}
    assert texts == {
        "fire_control": "'=1+1",
        "transmission": "'@SUM(A1)",
        "armour_type": "'+cmd",
        "gun_elevation": "'-6 to 14 deg",
        "reactive_armour": "plain words = fine",
        "road_wheels": "6",
    }
    assert found["gun_elevation"]["low"] == "-6"


def test_no_cell_of_the_real_wiki_is_a_formula(data: Data) -> None:
    cells = [cell for row in data.rows() for key, cell in row.items() if key not in ("low", "high", "si_low", "si_high")]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
