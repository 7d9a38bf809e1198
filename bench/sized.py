"""Everything that is measured on one made-up wiki."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench.corpus import Sizes, make_wiki
from bench.measure import Run, Weight, run, weigh
from bench.stages import STAGES, edit

Figures = dict[str, float]
CHEAP: Final = 300
"""Systems up to which a step is repeated; 1,000 take a minute for each."""
BARE: Final = """\
site_name: Bare
site_url: https://example.org/bare/
docs_dir: docs
site_dir: bare
theme:
  name: material
plugins:
  - search
nav:
  - Home: index.md
not_in_nav: |
  /about/
  /wiki/
"""
"""MkDocs and Material on the same Markdown, with nothing of ours: no override, no stylesheet, no checks."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One size's results. `built`, `unchanged` and `edited` are what bench.stages prints, in seconds and bytes."""

    sizes: Sizes
    entity: float
    """Median bytes of a system's file."""
    entities: int
    built: Figures
    unchanged: Figures
    edited: Figures
    served: Figures
    """The second build in one process, after one edit: what `make serve` does."""
    pages: int
    ours: Run
    bare: Run
    weight: Weight


def measure(root: Path, systems: int, repeat: int, say: Callable[[str], None]) -> Measured:
    """Make a wiki in an empty folder and measure it. The order matters: each step starts from what the last one left."""
    say(f"{systems:,} systems: making the wiki")
    sizes = make_wiki(root, systems)
    repeat = repeat if systems <= CHEAP else 1
    files = [*(root / "entities").rglob("*.yml")]
    one = root / "entities" / "systems" / f"made-system-{systems // 2:05}.yml"
    say(f"{systems:,} systems: generating")
    built = _median([_fresh(root) for _ in range(repeat)])
    unchanged = _median([_stages(root) for _ in range(repeat)])
    edit(one)
    edited = _stages(root)
    served = _stages(root, "--edit", str(one))
    say(f"{systems:,} systems: MkDocs on our pages")
    ours = run([sys.executable, "-m", "mkdocs", "build", "--quiet"], root)
    say(f"{systems:,} systems: MkDocs bare")
    (root / "bare.yml").write_text(BARE, encoding="utf-8")
    bare = run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", "bare.yml"], root)
    return Measured(
        sizes=sizes,
        entity=median(file.stat().st_size for file in files if file.parent.name == "systems"),
        entities=len(files),
        built=built,
        unchanged=unchanged,
        edited=edited,
        served=served,
        pages=sum(1 for _ in (root / "docs").rglob("*.md")),
        ours=ours,
        bare=bare,
        weight=weigh(root / "site"),
    )


def _fresh(root: Path) -> Figures:
    """A build that has to write every file."""
    for name in ("wiki", "data"):
        shutil.rmtree(root / "docs" / name, ignore_errors=True)
    return _stages(root)


def _stages(root: Path, *arguments: str) -> Figures:
    figures: Figures = json.loads(run([sys.executable, "-m", "bench.stages", str(root), *arguments], root).output)
    return figures


def _median(runs: list[Figures]) -> Figures:
    return {key: median(figures[key] for figures in runs) for key in (*STAGES, "total", "cpu", "memory", "files", "changed")}
