"""How to cite an article: in words, as BibTeX and as CSL-JSON, with the address, and the date and commit of its data."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from panoply.addresses import address, entity_file
from panoply.dates import MONTHS, Date, date_text, read_date
from panoply.model import Entity
from panoply.page_text import Wiki
from panoply.text import slugify

TEX: Final = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "{}$&#_%"},
}
"""What TeX obeys, as it prints it."""


@dataclass(frozen=True, slots=True)
class PageCitation:
    """One way to cite a page."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class _Cited:
    """What every way says."""

    id: str
    title: str
    site: str
    url: str
    date: Date | None
    commit: str

    @property
    def state(self) -> str:
        """Which state of the data the page shows: ``last changed 22 November 2026 in af77c07``."""
        if self.date is None:
            return ""
        return f"last changed {date_text(self.date)} in {self.commit}" if self.commit else f"data of {date_text(self.date)}"


def cite_page(wiki: Wiki, entity: Entity) -> list[PageCitation]:
    """The ways to cite an entity's page; none where nobody knows where it will be published."""
    if wiki.site is None:
        return []
    changed, commit = wiki.edited.get(entity.path, ("", ""))
    cited = _Cited(
        id=f"{slugify(wiki.site.name) or 'wiki'}-{entity.slug}",
        title=entity.name,
        site=wiki.site.name,
        url=wiki.site.url + quote(address(entity_file(entity))),
        date=read_date(changed) if changed else _date_of_data(wiki),
        commit=commit,
    )
    return [
        PageCitation("words", "In words", _words(cited)),
        PageCitation("bibtex", "BibTeX", _bibtex(cited)),
        PageCitation("csl", "CSL-JSON", _csl(cited)),
    ]


def _date_of_data(wiki: Wiki) -> Date | None:
    """A date to the day; without git there is none."""
    return wiki.today if wiki.today.day else None


def _words(cited: _Cited) -> str:
    closed = "" if cited.title.endswith(("?", "!", ".")) else "."
    return ", ".join(filter(None, [f"“{cited.title}{closed}” {cited.site}", cited.state, cited.url]))


def _bibtex(cited: _Cited) -> str:
    """An entry of the sort that every BibTeX style knows; names in second braces keep their capitals and their order."""
    fields = {
        "author": f"{{{_tex(cited.site)} contributors}}",
        "title": f"{{{_tex(cited.title)}}}",
        "howpublished": _tex(cited.site),
        "note": _tex(cited.state[:1].upper() + cited.state[1:]),
        "url": cited.url,
    }
    lines = [f"{key} = {{{value}}}" for key, value in fields.items() if value]
    if cited.date and cited.date.month:
        lines += [f"year = {cited.date.year}", f"month = {MONTHS[cited.date.month - 1][:3].lower()}"]
    return f"@misc{{{cited.id},\n  " + ",\n  ".join(lines) + "\n}"


def _tex(text: str) -> str:
    return re.sub(r"[\\~^{}$&#_%]", lambda sign: TEX[sign[0]], text)


def _csl(cited: _Cited) -> str:
    """A list of one item, which reference managers import; a field a line."""
    fields: dict[str, Any] = {
        "id": cited.id,
        "type": "entry-encyclopedia",
        "title": cited.title,
        "author": [{"literal": f"{cited.site} contributors"}],
        "container-title": cited.site,
        "issued": {"date-parts": [[cited.date.year, cited.date.month, cited.date.day]]} if cited.date else None,
        "version": cited.commit,
        "URL": cited.url,
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items() if value]
    return "[{\n  " + ",\n  ".join(lines) + "\n}]"
