"""The wiki under `mkdocs serve`: pages are made again before each build, problems are shown instead of pages.

MkDocs calls in through build_entities.py. A problem at start ends `serve`; later ones leave docs/wiki/ as it was and
stand on every page until they are mended.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from mkdocs.exceptions import Abort
from watchdog.observers.polling import PollingObserver

from panoply.build import Before, build
from panoply.markup import html_text
from panoply.problems import Problem, Problems

POLLING_SECONDS: Final = 0.1
"""MkDocs waits half a second between two looks at the files; one look at ours takes some milliseconds."""
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Preview:
    """One run of MkDocs, with what it remembers from build to build."""

    def __init__(self) -> None:
        self.before = Before()
        self.is_serving = False
        self.problems: list[Problem] = []
        self.environment: Any = None
        self.is_littered = False

    def make_pages(self, root: Path) -> None:
        """Make the pages again. Raises Abort on problems, but not while pages are being served."""
        self.collect_garbage()
        self.is_littered = self.is_serving
        problems = Problems()
        build(root, problems, self.before)
        self.problems = problems.errors
        if self.problems:
            text = "\n".join(str(problem) for problem in self.problems)
            if not self.is_serving:
                raise Abort(text)
            print(text)

    def keep_templates(self, environment: Any) -> Any:
        """The theme's templates as an earlier build compiled them; Jinja itself sees when one of their files changes."""
        kept = self.environment
        if kept is None or _folders(kept) != _folders(environment):
            self.environment = kept = environment
        return kept

    def watch(self, server: Any, docs: Path, settings: Path) -> None:
        """Watch the hand-written pages alone: writing what is generated must not start another build.

        MkDocs has begun to watch `docs` and `settings`; both move to an observer that looks more often. From here on
        garbage is collected between builds: looking for it takes a fifth of a build.
        """
        self.is_serving = True
        gc.freeze()
        gc.disable()
        server.unwatch(str(docs))
        server.unwatch(str(settings))
        server.observer = PollingObserver(timeout=POLLING_SECONDS)
        server.watch(str(settings))
        server.watch(str(docs), recursive=False)
        for folder in sorted(p for p in docs.iterdir() if p.is_dir() and p.name not in ("wiki", "data")):
            server.watch(str(folder))
        server.set_app(self.around(server.get_app()))

    def collect_garbage(self) -> None:
        """Once after each build of a running server."""
        if self.is_littered:
            self.is_littered = False
            gc.collect()

    def around(self, application: Application) -> Application:
        """The server's application, but for pages while there are problems."""

        def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = environ.get("PATH_INFO", "")
            if path.startswith("/livereload/"):  # a browser has its page and waits for the next
                self.collect_garbage()
            if not self.problems or path.startswith("/livereload/") or "." in path.rpartition("/")[2]:
                return application(environ, start_response)
            start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
            return [self.overlay().encode()]

        return serve

    def overlay(self) -> str:
        """A page that lists the problems and asks again every second."""
        lines = "\n".join(f"<li><code>{html_text(str(problem))}</code></li>" for problem in self.problems)
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Problems</title>\n'
            '<meta http-equiv="refresh" content="1">\n<meta name="viewport" content="width=device-width,initial-scale=1">\n'
            "<style>body{font:16px/1.5 system-ui;margin:2rem;color:#1c1c1c;background:#fff8f0}li{margin:.5rem 0}</style>\n"
            f"</head>\n<body>\n<h1>{len(self.problems)} to mend</h1>\n<ul>\n{lines}\n</ul>\n"
            "<p>The page comes back once these are mended.</p>\n</body>\n</html>\n"
        )


def _folders(environment: Any) -> object:
    return getattr(environment.loader, "searchpath", environment)
