"""Builds the same pages with the engines that may follow MkDocs, and checks that what we draw is there.

    python -m bench.engines [properdocs] [zensical]

ProperDocs, a fork of MkDocs 1, gets the whole tree with hooks and Material. Zensical gets the generated pages, the
settings and the overrides alone: it runs neither hooks nor plugins.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from bench.built import find_faults
from bench.corpus import ROOT

CACHE: Final = ROOT / ".cache" / "engines"
MOST_SHOWN: Final = 20
PAGES: Final = ("docs", "overrides", "mkdocs.yml")
TREE: Final = (*PAGES, "build_entities.py", "panoply", "schema", "entities", "seeds")


class Engine(NamedTuple):
    """How to install an engine and what to give it."""

    package: str
    """Newest of these: a release that breaks our pages should be known early."""
    tree: tuple[str, ...]
    ours: bool
    """Whether it needs our own locked packages too."""


ENGINES: Final = {
    "properdocs": Engine("properdocs>=1.6.7", TREE, ours=True),
    "zensical": Engine("zensical>=0.0.73", PAGES, ours=False),
}


def main() -> int:
    """Build with each engine that is named, or with all; 1 where one fails."""
    parser = argparse.ArgumentParser(description="Build the site with other engines than MkDocs.")
    parser.add_argument("engines", nargs="*", help=f"of {' and '.join(ENGINES)}; all without")
    names = parser.parse_args().engines or [*ENGINES]
    if unknown := [name for name in names if name not in ENGINES]:
        parser.error(f"no engine {', '.join(unknown)}; there are {', '.join(ENGINES)}")
    _run([sys.executable, "build_entities.py"], ROOT)
    with tempfile.TemporaryDirectory() as folder:
        return max([_try(name, Path(folder) / name) for name in names])


def _try(name: str, root: Path) -> int:
    engine = ENGINES[name]
    program = _install(name, engine)
    root.mkdir()
    for part in engine.tree:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, root / part)
    built = _run([str(program), "build", "--strict", "--config-file", "mkdocs.yml"], root, must=False)
    faults = ["its strict build failed:\n" + built.stdout[-4000:]] if built.returncode else []
    faults += find_faults(root / "site")
    print(f"{name}: {len(faults)} faults" if faults else f"{name}: fine")
    print("".join(f"  {fault}\n" for fault in faults[:MOST_SHOWN]), end="")
    return 1 if faults else 0


def _install(name: str, engine: Engine) -> Path:
    """The engine's command, in an environment of its own."""
    folder = CACHE / name
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([sys.executable, "-m", "venv", str(folder)], ROOT)
    if engine.ours:
        _run([*pip, "--require-hashes", "--requirement", "requirements.txt"], ROOT)
    _run([*pip, "--upgrade", engine.package], ROOT)
    print(_run([*pip[:3], "list", "--format", "freeze"], ROOT).stdout.partition(f"{name}==")[2].partition("\n")[0], end=" ")
    return folder / "bin" / name


def _run(command: Sequence[str], folder: Path, *, must: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if must and done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}")
    return done


if __name__ == "__main__":
    sys.exit(main())
