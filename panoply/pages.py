"""What a page is, before it is rendered: its file, its template, its front matter and what the template prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from panoply.addresses import address
from panoply.markup import html_text


@dataclass(frozen=True, slots=True)
class Page:
    """One file below docs/ on its way."""

    file: str
    template: str
    front: dict[str, Any]
    view: Any


def front_matter(
    *,
    title: str,
    description: str,
    crumbs: Sequence[tuple[str, str]],
    tab: str,
    edit: str = "",
    changed: tuple[str, str] | None = None,
    boost: float = 1,
    names: Sequence[str] | None = None,
    image: str = "",
) -> dict[str, Any]:
    """What the theme's chrome draws from: breadcrumb, active tab, the file to edit.

    Words are HTML: MkDocs renders without escaping, and the theme puts a title and description into the page as they stand.
    `boost` is how much the page counts in the site's search, so that an article comes before the sources that have its
    name in their titles; 0 leaves it out. `names` are the other names of what the page describes, None where it describes
    nothing; `image` is a picture below docs/assets/previews/.
    """
    front: dict[str, Any] = {
        "title": html_text(title),
        "description": html_text(description),
        "hide": ["navigation", "toc"],
        "crumbs": [{"title": html_text(words), "address": address(file)} for words, file in crumbs],
        "tab": address(tab),
    }
    if boost != 1:
        front["search"] = {"boost": boost} if boost else {"exclude": True}
    if names is not None:
        front["names"] = [html_text(name) for name in names]
    if image:
        front["image"] = f"assets/previews/{image}.png"
    if edit:
        front["source_file"] = edit
    if changed:
        front["changed"], front["commit"] = changed
    return front
