"""Made-up wikis to measure with: any number of systems, each as rich as the T-72's file, scaled to 8 KB.

One seed gives the same bytes on every machine. Nothing in such a wiki is true, and no file of it is kept.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random
from typing import Final

from bench.made_system import System
from bench.names import name, slug
from bench.prose import paragraph
from bench.sources import source_lines

ROOT: Final = Path(__file__).resolve().parent.parent
OURS: Final = ("schema", "overrides", "mkdocs.yml", "build_entities.py")
"""What a made-up wiki takes from the real one, beside its hand-written pages."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many files of each kind a wiki has."""

    systems: int
    countries: int
    organizations: int
    components: int
    conflicts: int
    sources: int

    @classmethod
    def of(cls, systems: int) -> Sizes:
        """The usual company of so many systems; at least four of each kind, so that rows can differ."""

        def share(per_thousand: int) -> int:
            return max(4, systems * per_thousand // 1000)

        return cls(systems, share(40), share(100), share(200), share(20), share(1000))

    def as_dict(self) -> dict[str, int]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def make_wiki(root: Path, systems: int, seed: int = 1) -> Sizes:
    """Fill an empty folder with a whole wiki: made-up entities, the real vocabulary, settings and theme."""
    sizes = Sizes.of(systems)
    for shared in OURS:
        copy = shutil.copytree if (ROOT / shared).is_dir() else shutil.copy
        copy(ROOT / shared, root / shared)
    shutil.copytree(ROOT / "docs", root / "docs", ignore=shutil.ignore_patterns("wiki", "data"))
    (root / "docs" / "index.md").write_text("# Made up\n\n[Classes](wiki/classes/index.md)\n", encoding="utf-8", newline="\n")
    (root / "seeds").mkdir()
    for folder, files in make_files(sizes, seed).items():
        (root / "entities" / folder).mkdir(parents=True)
        for stem, text in files.items():
            (root / "entities" / folder / f"{stem}.yml").write_text(text, encoding="utf-8", newline="\n")
    return sizes


def make_files(sizes: Sizes, seed: int) -> dict[str, dict[str, str]]:
    """The text of every entity file, by folder and slug. Each draws its own chance from the seed, its kind and number."""
    counts = sizes.as_dict()
    return {
        folder: {slug(folder, n): _file(folder, n, counts, Random(f"{seed} {folder} {n}")) for n in range(count)}
        for folder, count in counts.items()
    }


def _file(folder: str, number: int, counts: dict[str, int], chance: Random) -> str:
    if folder == "systems":
        lines = System(number, counts, chance).lines()
    elif folder == "sources":
        lines = source_lines(chance, f"shared {number}")
    else:
        lines = _small(folder, number, counts, chance)
    return "\n".join(lines) + "\n"


def _small(folder: str, number: int, counts: dict[str, int], chance: Random) -> list[str]:
    """A country, organization, component or conflict: a lead and a few claims, as in the real wiki."""
    source = slug("sources", chance.randrange(counts["sources"]))
    country = slug("countries", chance.randrange(counts["countries"]))
    class_, claims = {
        "countries": ("state", ["un_admission: 1955-12-14"]),
        "organizations": ("manufacturer", [f"country: {country}", f"founded: {chance.randint(1900, 1990)}"]),
        "components": _component(number, country, chance),
        "conflicts": ("war", [f"start_date: {chance.randint(1950, 1999)}", f"participant: {country}"]),
    }[folder]
    return [
        f"name: {name(folder, number)}",
        f"class: {class_}",
        "lead: >-",
        f"  {paragraph(chance, [], [source], 3)}",
        "claims:",
        *(f"  {claim} [@{source}]" for claim in claims),
    ]


def _component(number: int, country: str, chance: Random) -> tuple[str, list[str]]:
    """Guns have even numbers, engines odd ones."""
    if number % 2:
        return "engine", ["cylinders: 12", f"engine_power: {chance.randint(400, 1200)} kW", f"origin: {country}"]
    return "gun", ["caliber: 125 mm", "bore: smoothbore", f"origin: {country}"]
