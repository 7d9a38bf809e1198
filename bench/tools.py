"""Finds what an audit needs on this machine and installs the pinned packages below .cache/."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PACKAGES: Final = ("package.json", "package-lock.json")
CHROMIUMS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NEEDED: Final = {
    "node": "Node 18.20 or newer, to run Lighthouse",
    "npm": "npm, to install Lighthouse and the Nu HTML checker",
    "java": "Java 11 or newer, to run the Nu HTML checker",
}


class MissingToolError(Exception):
    """Something an audit needs is not here; says what and how to get it."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What was found and installed."""

    lighthouse: Path
    nu: Path
    chromium: str


def find_missing() -> list[str]:
    """What is not on this machine, in words for people."""
    missing = [words for program, words in NEEDED.items() if shutil.which(program) is None]
    return missing if find_chromium() else [*missing, "Chromium or Chrome on the PATH, or CHROME_PATH set to it"]


def find_chromium() -> str | None:
    given = os.environ.get("CHROME_PATH")
    return given or next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


def install(cache: Path) -> Tools:
    """Install the locked packages unless they are there. Raises MissingToolError where that cannot be done."""
    chromium, missing = find_chromium(), find_missing()
    if missing or chromium is None:
        raise MissingToolError("the audit needs " + "; ".join(missing))
    here, installed = Path(__file__).parent, cache / "node_modules" / ".of-lock"
    lock = (here / PACKAGES[1]).read_text(encoding="utf-8")
    if not installed.is_file() or installed.read_text(encoding="utf-8") != lock:
        cache.mkdir(parents=True, exist_ok=True)
        for name in PACKAGES:
            shutil.copy(here / name, cache / name)
        _npm_ci(cache)
        installed.write_text(lock, encoding="utf-8")
    modules = cache / "node_modules"
    return Tools(modules / "lighthouse" / "cli" / "index.js", modules / "vnu-jar" / "build" / "dist" / "vnu.jar", chromium)


def _npm_ci(folder: Path) -> None:
    """Exactly what is locked, and no script of any package runs."""
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingToolError(f"npm could not install the audit's packages:\n{done.stderr[-2000:]}")
