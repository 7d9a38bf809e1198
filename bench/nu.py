"""The Nu HTML checker on files of the built site."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.tools import MissingToolError, Tools


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One thing the checker says of a file."""

    kind: str
    """``error``, ``warning`` or ``info``."""
    text: str
    line: int
    extract: str

    @property
    def owner(self) -> str:
        """Whose markup it is about: all of Material's has classes that begin with md-."""
        return "theme" if 'class="md-' in self.extract else "ours"


def check(tools: Tools, files: Iterable[Path]) -> dict[Path, list[Message]]:
    """What the checker says of each file. Raises MissingToolError where it cannot run."""
    found: dict[Path, list[Message]] = {file.resolve(): [] for file in files}
    command = ["java", "-jar", str(tools.nu), "--format", "json", "--exit-zero-always", *map(str, found)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingToolError(f"the Nu HTML checker could not run:\n{done.stderr[-2000:]}")
    for message in json.loads(done.stderr or done.stdout)["messages"]:
        if message["type"] == "non-document-error":
            raise MissingToolError(f"the Nu HTML checker: {message['message']}")
        file = Path(message["url"].removeprefix("file:"))
        kind = message.get("subType", message["type"])
        extract = " ".join(message.get("extract", "").split())
        found[file].append(Message(kind, message["message"], message.get("lastLine", 0), extract))
    return found
