"""Pages into text: Jinja templates, front matter, and nothing that decides anything."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from panoply.pages import Page

AS_JSON: Final = json.JSONEncoder(ensure_ascii=False).encode
TAGS: Final = re.compile(r"<[^>]*>|\s+(?=[\s<])")


class Renderer:
    """Renders pages; templates are compiled once."""

    def __init__(self) -> None:
        self.environment = Environment(
            loader=PackageLoader("panoply"),
            auto_reload=False,  # else it looks at a template's file for each page, and for each part of a page
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            comment_start_string="{##",  # "{#" begins an id in Markdown
            comment_end_string="##}",
            autoescape=select_autoescape(enabled_extensions=("html.jinja",), default=False),
        )
        self.environment.globals |= {"cell": _cell, "room": _room}

    def compile(self) -> None:
        """Compile all templates now, before processes are forked that would each do it for themselves."""
        for name in self.environment.list_templates(extensions=("jinja",)):
            self.environment.get_template(name)

    def render(self, page: Page) -> str:
        """The Markdown file of a page."""
        body = self.environment.get_template(page.template).render(view=page.view)
        return _front(page.front) + _tidy(body)


def _front(front: dict[str, Any]) -> str:
    """Front matter; JSON is YAML, and leaves nothing to quoting rules."""
    lines = [f"{key}: {AS_JSON(value)}" for key, value in front.items()]
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def _tidy(body: str) -> str:
    """At most one blank line between blocks, one line break at the end."""
    lines: list[str] = []
    for line in body.split("\n"):
        stripped = line.rstrip()
        if stripped or (lines and lines[-1]):
            lines.append(stripped)
    return "\n".join(lines).strip("\n") + "\n"


def _room(html: str) -> int:
    """Hundreds of characters that a table shows: by these a phone keeps room for one that it has not laid out yet."""
    return 1 + len(TAGS.sub("", html)) // 100


def _cell(markdown: str) -> str:
    """A table cell of no width would shift its neighbours."""
    return markdown or " "
