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

import yaml

from bench.corpus import ROOT, Sizes, make_wiki
from bench.measure import Run, Weight, run, weigh
from bench.plain import make_corpus
from bench.serving import seconds_at
from bench.stages import STAGES, edit

Figures = dict[str, float]
OUR_SETTINGS: Final = ("site_name", "site_url", "repo_url", "extra", "theme", "plugins", "markdown_extensions", "extra_css")
"""What of mkdocs.yml the plain corpus is built with: all that costs time on a page."""
CHEAP: Final = 500
"""Systems up to which a step is repeated."""
MOST_IN_NAV: Final = 1000
"""Systems up to which a site with every page in its navigation is built: time and size grow with the square of the pages."""
NAV: Final = """\
site_name: Bare
site_url: https://example.org/bare/
docs_dir: docs
site_dir: bare
theme:
  name: material
plugins:
  - search
"""
"""MkDocs and Material on the same Markdown, with nothing of ours, and as people usually do it: all pages in the navigation."""
BARE: Final = (
    NAV
    + """\
nav:
  - Home: index.md
not_in_nav: |
  /about/
  /wiki/
  /plain/
"""
)
"""The same with the pages out of the navigation: no override, no stylesheet, no checks."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One size's results. `stages` are what bench.stages prints: one core, in seconds of CPU, and bytes."""

    sizes: Sizes
    entity: float
    """Median bytes of a system's file."""
    entities: int
    pages: int
    stages: Figures
    served: float
    """Seconds from saving an edited figure under `make serve` to its page."""
    cold: Run
    unchanged: Run
    edited: Run
    ours: Run
    """MkDocs on our pages, with our settings."""
    site: Run
    """The text index and the check of the built site, which `make site` runs behind it."""
    bare: Run
    in_nav: Run | None
    weight: Weight
    in_nav_total: int
    """Bytes of the site with all pages in the navigation."""

    @property
    def whole(self) -> Run:
        """`make site`, cold."""
        parts = (self.cold, self.ours, self.site)
        return Run(sum(p.seconds for p in parts), sum(p.cpu for p in parts), max(p.memory for p in parts), "")


def measure(root: Path, systems: int, repeat: int, say: Callable[[str], None]) -> Measured:
    """Make a wiki in an empty folder and measure it. The order matters: each step starts from what the last one left."""

    def step(words: str) -> None:
        say(f"{systems:,} systems: {words}")

    step("making the wiki")
    sizes = make_wiki(root, systems)
    repeat = repeat if systems <= CHEAP else 1
    files = [*(root / "entities").rglob("*.yml")]
    one = root / "entities" / "systems" / f"made-system-{systems // 2:05}.yml"
    step("generating, stage by stage")
    stages = _stages(_fresh(root))
    step("generating")
    cold = _median([_generate(_fresh(root)) for _ in range(repeat)])
    unchanged = _median([_generate(root) for _ in range(3)])
    edited = _median([_edited(root, one) for _ in range(repeat)])
    step("MkDocs on our pages")
    ours = _mkdocs(root)
    step("text index and check of the site")
    index = run([sys.executable, "build_entities.py", "text-index"], root)
    site = _and(index, run([sys.executable, "build_entities.py", "site-check"], root, may_fail=True))
    weight = weigh(root / "site")
    shutil.rmtree(root / "site")
    step("MkDocs bare")
    bare = _mkdocs(root, BARE)
    shutil.rmtree(root / "bare")
    in_nav, in_nav_total = None, 0
    if systems <= MOST_IN_NAV:
        step("MkDocs bare, every page in the navigation")
        in_nav = _mkdocs(root, NAV)
        in_nav_total = sum(file.stat().st_size for file in (root / "bare").rglob("*") if file.is_file())
    step("an edit under mkdocs serve --dirty")
    served = seconds_at(root, one.stem, 3)
    return Measured(
        sizes=sizes,
        entity=median(file.stat().st_size for file in files if file.parent.name == "systems"),
        entities=len(files),
        pages=sum(1 for _ in (root / "docs").rglob("*.md")),
        stages=stages,
        served=served,
        cold=cold,
        unchanged=unchanged,
        edited=edited,
        ours=ours,
        site=site,
        bare=bare,
        in_nav=in_nav,
        weight=weight,
        in_nav_total=in_nav_total,
    )


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain corpus with our settings and with none."""

    pages: int
    ours: Run
    bare: Run


def measure_plain(root: Path, pages: int) -> Plain:
    """In an empty folder."""
    make_corpus(root / "docs", pages)
    shutil.copytree(ROOT / "overrides", root / "overrides")
    shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets", ignore=shutil.ignore_patterns("previews"))
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    kept = {key: settings[key] for key in OUR_SETTINGS if key in settings}
    nav = {"nav": [{"Home": "index.md"}], "not_in_nav": "/plain/\n/assets/"}
    (root / "mkdocs.yml").write_text(yaml.safe_dump(kept | nav), encoding="utf-8")
    return Plain(pages + 1, _mkdocs(root), _mkdocs(root, BARE))


def _fresh(root: Path) -> Path:
    """A wiki of which nothing is made or kept yet."""
    for name in ("docs/wiki", "docs/data", ".cache"):
        shutil.rmtree(root / name, ignore_errors=True)
    return root


def _generate(root: Path) -> Run:
    return run([sys.executable, "build_entities.py"], root)


def _edited(root: Path, file: Path) -> Run:
    edit(file)
    return _generate(root)


def _mkdocs(root: Path, settings: str = "") -> Run:
    """Build with the wiki's own settings, or with others."""
    if not settings:
        return run([sys.executable, "-m", "mkdocs", "build", "--quiet"], root)
    (root / "bare.yml").write_text(settings, encoding="utf-8")
    return run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", "bare.yml"], root)


def _and(*runs: Run) -> Run:
    """One after the other."""
    return Run(sum(r.seconds for r in runs), sum(r.cpu for r in runs), max(r.memory for r in runs), runs[-1].output)


def _stages(root: Path, *arguments: str) -> Figures:
    figures: Figures = json.loads(run([sys.executable, "-m", "bench.stages", str(root), *arguments], root).output)
    return {key: figures[key] for key in (*STAGES, "total", "cpu", "memory", "files", "changed")}


def _median(runs: list[Run]) -> Run:
    return Run(median(r.seconds for r in runs), median(r.cpu for r in runs), max(r.memory for r in runs), runs[-1].output)
