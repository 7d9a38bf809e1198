"""Kills a build at random moments, again and again: no page is ever half written, and the next build is right.

    python -m bench.killing [--tries 50] [--systems 40]

Two states of a made-up wiki take turns. Whatever a killed build leaves must be, file by file, what one of the two states
has there; and the build behind it must give the newer state whole.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Final

from bench.corpus import make_wiki
from bench.measure import environment
from panoply.output import OWNED
from panoply.whole_file import TEMPORARY

State = dict[str, bytes]
COMMAND: Final = (sys.executable, "build_entities.py")


class Trial:
    """A wiki with two states, the pages of both, and how long a build takes."""

    def __init__(self, root: Path, systems: int, seed: int) -> None:
        self.root, self.chance = root, Random(seed)
        make_wiki(root, systems)
        self.files = sorted((root / "entities").rglob("*.yml"))
        self.texts = [{file: file.read_bytes() for file in self.files}]
        self.texts.append({file: _edited(text) for file, text in self.texts[0].items()})
        self.states: list[State] = []
        for texts in self.texts:
            _write(texts)
            for name in (*(f"docs/{owned}" for owned in OWNED), ".cache"):
                shutil.rmtree(root / name, ignore_errors=True)
            started = monotonic()
            build(root)
            self.took = monotonic() - started
            self.states.append(contents(root))
        self.now = 1

    def kill_once(self) -> str:
        """What went wrong when the next state's build was killed, or nothing."""
        before, after = self.states[self.now], self.states[1 - self.now]
        self.now = 1 - self.now
        _write(self.texts[self.now])
        with subprocess.Popen(
            COMMAND,
            cwd=self.root,
            env=environment(),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            sleep(self.chance.uniform(0, self.took))
            os.killpg(process.pid, signal.SIGKILL)
        left = contents(self.root)
        torn = [file for file, content in left.items() if content not in (before.get(file), after.get(file))]
        torn = [file for file in torn if TEMPORARY not in file]
        if torn:
            return f"neither old nor new: {', '.join(torn[:5])}"
        build(self.root)
        return "" if contents(self.root) == after else "the build behind the killed one is not what a clean one is"


def build(root: Path) -> None:
    """To the end. Raises CalledProcessError."""
    subprocess.run(COMMAND, cwd=root, env=environment(), check=True, capture_output=True)


def contents(root: Path) -> State:
    """All that is made, those files aside that a killed process was writing."""
    found = (file for owned in OWNED for file in (root / "docs" / owned).rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}


def _edited(text: bytes) -> bytes:
    """Another name, which other pages show too."""
    head, line, rest = text.partition(b"name: ")
    return head + line + b"Other " + rest if not head else text


def _write(texts: dict[Path, bytes]) -> None:
    for file, text in texts.items():
        if not file.is_file() or file.read_bytes() != text:
            file.write_bytes(text)


def find_faults(root: Path, tries: int, systems: int, seed: int) -> Iterable[str]:
    """What went wrong in so many tries, each with its number."""
    trial = Trial(root, systems, seed)
    for number in range(tries):
        fault = trial.kill_once()
        if fault:
            yield f"{number}: {fault}"


def main() -> int:
    """1 where something went wrong."""
    parser = argparse.ArgumentParser(description="Kill builds at random moments.")
    parser.add_argument("--tries", type=int, default=50)
    parser.add_argument("--systems", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="panoply-bench-") as folder:
        faults = [*find_faults(Path(folder), asked.tries, asked.systems, asked.seed)]
    print("\n".join([*faults, f"{asked.tries} builds killed: {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
