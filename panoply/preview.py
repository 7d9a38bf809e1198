"""The wiki under `mkdocs serve`: after an edit the pages it changes are made and rendered, problems are shown instead of pages.

MkDocs calls in through build_entities.py. A problem at start ends `serve`; later ones leave docs/wiki/ as it was and
stand on every page until they are mended.

MkDocs' own build looks at every file of a site for one that has changed. Where an edit changes the content of files that
were there, and nothing but files below docs/, they are rendered with MkDocs' own functions and what its last build rests
on; whatever else happens is MkDocs' affair.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, Final

from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.pages import Page
from watchdog.observers.polling import PollingObserverVFS

from panoply.build import Before, build
from panoply.last_build import INPUTS, Signature, find_inputs
from panoply.markup import html_text
from panoply.output import OWNED
from panoply.problems import Problem, Problems

POLLING_SECONDS: Final = 0.1
"""MkDocs waits half a second between two looks at the files; one look at ours takes some milliseconds."""
FILES_A_SECOND: Final = 25_000
"""Between two looks passes a second for so many files, so that looking takes no more than a third of the time."""
SETTLED_SECONDS: Final = 0.03
"""After a change was seen, time for an editor to end its writing: MkDocs waits a tenth of a second."""
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Seen = dict[str, Signature]


@dataclass(frozen=True, slots=True)
class Site:
    """What MkDocs' last build rests on: with it, single files are rendered as a build would."""

    config: Any
    files: Any
    nav: Any
    environment: Any
    pages: list[Any]
    """The files of all pages."""

    @classmethod
    def of(cls, config: Any, files: Any, nav: Any, environment: Any) -> Site:
        """Of pages out of the navigation nothing is kept: thousands of them would stay in memory."""
        pages = [*files.documentation_pages(inclusion=InclusionLevel.is_in_serve)]
        in_nav = {page.file.src_uri for page in nav.pages}
        for file in pages:
            if file.src_uri not in in_nav:
                file.page = None
        return cls(config, files, nav, environment, pages)

    def render(self, paths: Collection[str]) -> bool:
        """Render or copy files below docs/, given with their paths; False where one is new."""
        found = [self.files.get_file_from_path(path) for path in sorted(paths)]
        if None in found:
            return False
        pages = [file for file in found if file.is_documentation_page() and file.inclusion.is_in_serve()]
        for file in pages:
            _populate_page(file.page or Page(None, file, self.config), self.config, self.files)
        for file in found:
            if not file.is_documentation_page() and file.inclusion.is_in_serve():
                file.copy_file()
        for file in pages:
            is_draft = file.inclusion.is_excluded()
            _build_page(file.page, self.config, self.pages, self.nav, self.environment, excluded=is_draft)
        for file in pages:
            file.page.validate_anchor_links(files=self.files, log_level=self.config.validation.links.anchors)
        return True


class Preview:
    """One run of MkDocs, with what it remembers from build to build."""

    def __init__(self) -> None:
        self.before = Before()
        self.is_serving = False
        self.problems: list[Problem] = []
        self.environment: Any = None
        self.is_littered = False
        self.is_made = False
        """Whether pages were made for the build that comes."""
        self.begun: tuple[Any, Any, Any] | None = None
        """Settings, files and navigation of the build that goes on."""
        self.site: Site | None = None
        self.idle = Event()
        self.idle.set()

    def before_build(self, root: Path) -> None:
        """Make the pages, unless that was done for this build."""
        if not self.is_made:
            self.make_pages(root)
        self.is_made = False

    def make_pages(self, root: Path) -> None:
        """Make the pages again. Raises Abort on problems, but not while pages are being served."""
        self.collect_garbage()
        self.is_littered = self.is_serving
        problems = Problems()
        before, self.before = self.before, Before()  # which stays if something unforeseen ends the build
        build(root, problems, before)
        self.before = before
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

    def begin(self, config: Any, files: Any, nav: Any) -> None:
        """MkDocs knows its files and renders them."""
        self.site, self.begun = None, (config, files, nav)

    def end(self) -> None:
        """MkDocs has rendered its files."""
        if self.begun is not None and self.environment is not None:
            self.site, self.begun = Site.of(*self.begun, self.environment), None

    def watch(self, server: Any, docs: Path, settings: Path) -> None:
        """Watch the hand-written pages alone: writing what is generated must not start another build.

        MkDocs has begun to watch `docs` and `settings`; both move to an observer that looks more often, but not while a
        build goes on. From here on garbage is collected between builds: looking for it takes a fifth of a build.
        """
        self.is_serving = True
        gc.freeze()
        gc.disable()
        server.unwatch(str(docs))
        server.unwatch(str(settings))
        remembered = self.before.remembered
        pause = max(POLLING_SECONDS, len(remembered.inputs if remembered else ()) / FILES_A_SECOND)
        server.observer = PollingObserverVFS(os.stat, self.listed, polling_interval=pause)
        server.watch(str(settings))
        server.watch(str(docs), recursive=False)
        for folder in sorted(p for p in docs.iterdir() if p.is_dir() and p.name not in OWNED):
            server.watch(str(folder))
        server.set_app(self.around(server.get_app()))

    def listed(self, folder: str | None) -> Iterator[os.DirEntry[str]]:
        """What is in a folder, once no build goes on: looking would take half of its time."""
        self.idle.wait()
        return os.scandir(folder)

    def take_over(self, server: Any, builder: Callable[[], None], config: Any) -> None:
        """Build in place of MkDocs' server, which is asked where more has changed than some files' content."""
        if not isinstance(server, LiveReloadServer):
            return  # another engine's
        server.build_delay = SETTLED_SECONDS
        root, docs = Path(config.config_file_path).parent, Path(config.docs_dir)
        others = {os.path.relpath(path, root) for path in config.watch} - {*INPUTS} | {Path(config.config_file_path).name}
        seen = _look(root, docs, others)

        def rebuild() -> None:
            nonlocal seen
            self.idle.clear()
            try:
                now = _look(root, docs, others)
                if self.rebuild(root, seen, now, builder):
                    seen = now
            finally:
                self.idle.set()

        server.builder = rebuild

    def rebuild(self, root: Path, seen: tuple[Seen, Seen], now: tuple[Seen, Seen], builder: Callable[[], None]) -> bool:
        """Make and render what has changed; False where pages stay as they are because of problems.

        `seen` and `now` are the hand-written files below docs/, and what else MkDocs reads.
        """
        written, site = self.before.written, self.site
        self.make_pages(root)
        if self.problems:
            return False
        self.site = None  # which stays if something unforeseen ends the build
        is_same = seen[1] == now[1] and seen[0].keys() == now[0].keys() and written.keys() == self.before.written.keys()
        changed = _differing(written, self.before.written) | _differing(seen[0], now[0])
        if site is not None and is_same and site.render(changed):
            self.site = site
        else:
            self.is_made = True
            builder()
        return True

    def collect_garbage(self) -> None:
        """Once after each build of a running server."""
        if self.is_littered:
            self.is_littered = False
            gc.collect()
            gc.freeze()  # a whole build thaws all again; after a small one there is next to nothing to look at

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


def _look(root: Path, docs: Path, others: Iterable[str]) -> tuple[Seen, Seen]:
    """The hand-written files below docs/, and what else MkDocs reads."""
    by_hand = [name for name in sorted(os.listdir(docs)) if name not in OWNED]  # noqa: PTH208
    return dict(find_inputs(docs, by_hand)), dict(find_inputs(root, sorted(others)))


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    return {key for key, value in after.items() if before.get(key) != value}
