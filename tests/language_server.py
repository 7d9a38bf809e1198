"""A yaml-language-server as an editor runs it, spoken to over its standard input and output."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from types import TracebackType
from typing import IO, Any, Self

EDITOR = Path(__file__).parent / "editor"
LOCK = "package-lock.json"
PATIENCE = 60
"""Seconds to wait for an answer; on a busy machine the server takes ten to start."""
Json = dict[str, Any]


def why_not() -> str:
    """What this machine lacks to run the server; empty where it has all."""
    missing = [program for program in ("node", "npm") if shutil.which(program) is None]
    return f"needs {' and '.join(missing)}" if missing else ""


def install(cache: Path) -> Path:
    """The server's program, from the locked packages, which are installed unless they are there. Raises OSError."""
    lock, installed = (EDITOR / LOCK).read_text("utf-8"), cache / "node_modules" / ".of-lock"
    if not installed.is_file() or installed.read_text("utf-8") != lock:
        cache.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", LOCK):
            shutil.copy(EDITOR / name, cache / name)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=cache, capture_output=True, text=True, check=False)
        if done.returncode:
            message = f"npm could not install the language server: {done.stderr[-500:]}"
            raise OSError(message)
        installed.write_text(lock, "utf-8")
    return cache / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


class LanguageServer:
    """One server, for the files of one wiki; ``{"yaml": …}`` are an editor's settings."""

    def __init__(self, program: Path, root: Path, settings: Json) -> None:
        self.root, self.settings, self.number, self.opened = root, settings, 0, 0
        self.process = subprocess.Popen(
            ["node", str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self.process.stdin
        assert self.process.stdout
        self.stdin: IO[bytes] = self.process.stdin
        self.heard: Queue[Json] = Queue()
        self.diagnostics: dict[str, list[Json]] = {}
        self.listener = Thread(target=self._listen, args=(self.process.stdout,), daemon=True)
        self.listener.start()

    def __enter__(self) -> Self:
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": True}},
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True, "workspaceFolders": True},
        }
        folder = {"uri": self.root.as_uri(), "name": "wiki"}
        self.ask(
            "initialize",
            {"processId": None, "rootUri": folder["uri"], "workspaceFolders": [folder], "capabilities": capabilities},
        )
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": self.settings})
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.process.kill()
        self.listener.join()
        self.process.__exit__(kind, error, trace)

    def open(self, path: str, text: str) -> str:
        """Open a file beside `path` with a text; returns its address, which is a new one.

        The server remembers an address after its file was closed, and tells then that it is free of faults.
        """
        self.opened += 1
        file = self.root / path
        uri = file.with_name(f"{file.stem}-{self.opened}{file.suffix}").as_uri()
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
        return uri

    def close(self, uri: str) -> None:
        self.tell("textDocument/didClose", {"textDocument": {"uri": uri}})

    def ask(self, method: str, params: Json) -> Any:
        """The result of a request."""
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self.number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def find_diagnostics(self, uri: str) -> list[Json]:
        """What the server has to say of an open file."""
        while uri not in self.diagnostics:
            self._next()
        return self.diagnostics[uri]

    def tell(self, method: str, params: Json) -> None:
        self._send({"method": method, "params": params})

    def _next(self) -> Json:
        """The next message, after what the server wants to know has been answered."""
        try:
            message = self.heard.get(timeout=PATIENCE)
        except Empty:
            raise TimeoutError("the language server says nothing") from None
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif message.get("method") == "workspace/configuration":
            sections = (item.get("section", "") for item in message["params"]["items"])
            self._send({"id": message["id"], "result": [self.settings.get(section) for section in sections]})
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def _send(self, message: Json) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.stdin.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        self.stdin.flush()

    def _listen(self, stdout: IO[bytes]) -> None:
        for length in _lengths(stdout):
            self.heard.put(json.loads(stdout.read(length)))


def _lengths(stdout: IO[bytes]) -> Iterator[int]:
    """The length of each message, behind whose head the stream then stands."""
    length = 0
    for line in iter(stdout.readline, b""):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
        elif not line.strip():
            yield length
