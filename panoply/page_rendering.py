"""The pages that MkDocs renders, rendered on all cores: what it would do with one after the other before it writes any.

MkDocs calls in through build_entities.py once it knows all files, which the check of links needs. Pages outside the
navigation, nearly all there are, are pages of a class of ours, and rendered at once; when MkDocs comes to one it finds it
done. What there was to warn of is said then, so that a strict build fails as ever, and says the same in the same order.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from panoply.pool import spread
from panoply.raw_blocks import RawBlocks

FEWEST_SPREAD: Final = 100
"""Pages for which more processes are worth their start."""
BETWEEN: Final = ("pre_page", "page_read_source", "page_markdown")
"""What a plugin may do with a page before it is rendered: where one does, MkDocs renders by itself."""
QUICKLY: Final = 1
"""Pages are packed while they wait to be written: ten thousand are a gigabyte."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of one page, without the files and settings that it knows: this goes from process to process."""

    title: str | None
    meta: Any
    packed: bytes
    toc: TableOfContents
    ids: set[str]
    links: dict[str, dict[str, str]]
    """The anchors of other files that the page leads to, each with the link as it was written."""
    said: list[tuple[str, int, str]]
    """Warnings: the logger, the level and the words."""


class EarlyPage(Page):
    """A page that was rendered before MkDocs comes to it."""

    opened: ClassVar[tuple[bytes, str]] = b"", ""
    """The content that was last unpacked: MkDocs asks for it three times, and puts it back."""

    def __init__(self, file: File, config: MkDocsConfig) -> None:
        self._packed: bytes | None = None
        super().__init__(None, file, config)
        self.rendered: Rendered | None = None

    def read_source(self, config: MkDocsConfig) -> None:
        """Nothing is left to be read but what failed, which fails again now that MkDocs can say of which page."""
        if self.rendered is None:
            super().read_source(config)
        else:
            self.markdown, self.meta = "", self.rendered.meta

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take over what is done."""
        done = self.rendered
        if done is None:
            super().render(config, files)
            return
        for name, level, words in done.said:
            logging.getLogger(name).log(level, "%s", words)
        self.title, self.toc, self.present_anchor_ids = done.title, done.toc, done.ids
        self._packed = done.packed
        self.links_to_anchors = {file: links for uri, links in done.links.items() if (file := files.get_file_from_path(uri))}

    def render_now(self, config: MkDocsConfig, files: Files, blocks: RawBlocks) -> Rendered | None:
        """What becomes of the page; None where its file cannot be read."""
        with _said() as said:
            try:
                super().read_source(config)
            except (OSError, ValueError):
                return None
            super().render(config, files)
        links = {file.src_uri: links for file, links in (self.links_to_anchors or {}).items()}
        ids = (self.present_anchor_ids or set()) | blocks.ids
        done = Rendered(self.title, self.meta, self._packed or b"", self.toc, ids, links, said)
        self.markdown = self._packed = self.links_to_anchors = None
        return done

    @property
    def content(self) -> str | None:
        """What is rendered; None before."""
        if self._packed is None:
            return None
        if EarlyPage.opened[0] is not self._packed:
            EarlyPage.opened = self._packed, zlib.decompress(self._packed).decode("utf-8", "surrogatepass")
        return EarlyPage.opened[1]

    @content.setter
    def content(self, html: str | None) -> None:
        if html is None:
            self._packed = None
        elif self._packed is None or html is not self.content:
            self._packed = zlib.compress(html.encode("utf-8", "surrogatepass"), QUICKLY)


def render_pages(nav: Navigation, files: Files, config: MkDocsConfig) -> None:
    """Render all pages that are not in the navigation. An engine that is not MkDocs, but takes its hooks, is left alone."""
    if not isinstance(config, MkDocsConfig) or any(config.plugins.events[event] for event in BETWEEN):
        return
    listed = {page.file.src_uri for page in nav.pages}
    pages = [EarlyPage(file, config) for file in files.documentation_pages() if file.src_uri not in listed]
    blocks = RawBlocks()
    config.markdown_extensions.append(blocks)  # type: ignore[arg-type]  # Python-Markdown takes an object for a name
    try:
        done = spread(lambda page: page.render_now(config, files, blocks), pages, least=FEWEST_SPREAD)
    finally:
        config.markdown_extensions.pop()
    for page, rendered in zip(pages, done, strict=True):
        page.rendered = rendered


@contextmanager
def _said() -> Iterator[list[tuple[str, int, str]]]:
    """Keep what MkDocs says, instead of saying it."""
    logger = logging.getLogger("mkdocs")
    said: list[tuple[str, int, str]] = []
    handlers, logger.handlers = logger.handlers, [_Keeping(said)]
    try:
        yield said
    finally:
        logger.handlers = handlers


class _Keeping(logging.Handler):
    def __init__(self, said: list[tuple[str, int, str]]) -> None:
        super().__init__()
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append((record.name, record.levelno, record.getMessage()))
