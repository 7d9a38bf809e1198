"""The gates a built site must pass before it is published: what MkDocs cannot check because it is raw HTML, because the theme
wrote it, or because it only shows when everything is built.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import unquote

from panoply.addresses import address, entity_file
from panoply.encyclopedia import Encyclopedia
from panoply.links import Links, find_shown
from panoply.problems import Mistake
from panoply.site_links import NOT_FOUND, SiteLinks
from panoply.site_pages import BuiltSite, files_below, read_site

CODES: Final = {
    "BROKEN-LINK": "A link leads nowhere, or out of the site.",
    "MISSING-ANCHOR": "A link leads to a page that has no such id.",
    "MISSING-ASSET": "A page or style sheet loads a file that is not there.",
    "ABSOLUTE-LINK": "A link that holds only where the site is the whole host; in 404.html, only at some addresses.",
    "LINK-SCHEME": "A link of a scheme that runs something or opens a file.",
    "THIRD-PARTY": "Something is fetched from another host.",
    "ORPHAN": "No links lead from the home page to the page.",
    "MISSING-PAGE": "What docs/ or the entities promise is not in the site.",
    "STALE-PAGE": "A page that nothing in docs/ or in the entities makes any more.",
    "SITEMAP": "The sitemap and the pages disagree.",
    "DUPLICATE-ID": "Two elements of a page have one id.",
    "OVERSIZE": "More bytes than the budget allows.",
}
HOME: Final = "index.html"
SITEMAP: Final = "sitemap.xml"
AGAIN: Final = "run build_entities.py and mkdocs build"
EMBEDDED: Final = ("blob:", "data:")
SEARCH_FOLDERS: Final = ("data/search/", "pagefind/")


@dataclass(frozen=True, slots=True)
class Budget:
    """The most bytes that each of these may have."""

    page: int = 400_000
    """HTML of one page. The largest, a tank with its variants, has 250 KB; beyond 400 KB a telephone is slow to lay it out."""
    packed_page: int = 60_000
    """The same after gzip: as much again as the theme's own CSS and JavaScript."""
    search: int = 20_000_000
    """What the search reads, of which a reader loads a small part: 2 MB for 400 articles."""
    site: int = 500_000_000
    """All files. GitHub Pages takes 1 GB and ten minutes."""


class Fault(NamedTuple):
    """One thing wrong with a file of the site. The message names the thing, and so reads the same on every page."""

    file: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.code} {self.message}"


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was found, and in how much."""

    pages: int
    redirects: int
    faults: list[Fault]


def entity_addresses(encyclopedia: Encyclopedia, links: Links) -> frozenset[str]:
    """The addresses of the entities that have a page, as in ``wiki/systems/t-72/``."""
    return frozenset(address(entity_file(encyclopedia.get(slug))) for slug in find_shown(encyclopedia, links))


def check_site(
    site: Path, docs: Path, site_url: str, entities: Collection[str] = (), budget: Budget | None = None
) -> SiteReport:
    """Check a site against the docs it was built from and the addresses that entities want."""
    built, promised = read_site(site), _promised(docs)
    faults, ways = follow_links(built, SiteLinks(built, site_url))
    faults += (
        *_orphans(built, ways),
        *_pages_of_docs(built, promised),
        *_pages_of_entities(built, frozenset(entities)),
        *_sitemap(built, {file for file, source in promised.items() if source.endswith(".md")}, site_url),
        *_duplicate_ids(built),
        *_sizes(built, budget or Budget()),
    )
    redirects = sum(page.forwards for page in built.pages.values())
    return SiteReport(len(built.pages) - redirects, redirects, condense(faults))


def condense(faults: list[Fault]) -> list[Fault]:
    """One fault for what many pages have in common, such as a style sheet that is missing."""
    alike: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for fault in sorted(faults):
        alike[fault.code, fault.message].append(fault)
    return sorted(
        first._replace(message=f"{first.message} (so in {len(others):,} more)") if others else first
        for first, *others in alike.values()
    )


def follow_links(built: BuiltSite, links: SiteLinks) -> tuple[list[Fault], dict[str, set[str]]]:
    """Follow every address there is: what is wrong with them, and the files to which the links of each page lead."""
    faults: list[Fault] = []
    ways = {}
    for file, page in built.pages.items():
        ways[file] = {found for url in set(page.links) if (found := _follow(links, file, url, faults))}
        for url in set(page.stated):
            _follow(links, file, url, faults)
        for url in set(page.loads):
            _load(links, file, url, faults)
    for file, urls in built.sheets.items():
        for url in set(urls):
            _load(links, file, url, faults)
    return faults, ways


def _follow(links: SiteLinks, here: str, url: str, faults: list[Fault]) -> str | None:
    try:
        return links.find(here, url)
    except Mistake as mistake:
        faults.append(Fault(here, mistake.code, str(mistake)))
        return None


def _load(links: SiteLinks, here: str, url: str, faults: list[Fault]) -> None:
    """As `_follow`, for what the browser fetches by itself."""
    try:
        if links.find(here, url) is None and not url.startswith(EMBEDDED):
            faults.append(Fault(here, "THIRD-PARTY", f"fetches {url} from another host; keep a copy in docs/assets/"))
    except Mistake as mistake:
        code = "MISSING-ASSET" if mistake.code == "BROKEN-LINK" else mistake.code
        faults.append(Fault(here, code, str(mistake)))


def _orphans(built: BuiltSite, ways: dict[str, set[str]]) -> Iterator[Fault]:
    """Pages that nobody finds by clicking; redirects and 404.html are entered from outside."""
    reached, ahead = {HOME}, [HOME]
    while ahead:
        found = ways.get(ahead.pop(), set()) - reached
        reached |= found
        ahead += found
    for file, page in built.pages.items():
        if file not in reached and not page.forwards and file != NOT_FOUND:
            yield Fault(file, "ORPHAN", f"no links lead from the home page to {_address(file)}")


def _promised(docs: Path) -> dict[str, str]:
    """The file of the site that each file of docs/ becomes, and the latter."""
    sources = (file for file in files_below(docs) if not any(part.startswith(".") for part in file.split("/")))
    return {f"{address(file)}{HOME}" if file.endswith(".md") else file: file for file in sources}


def _pages_of_docs(built: BuiltSite, promised: dict[str, str]) -> Iterator[Fault]:
    for file in promised.keys() - built.files.keys():
        yield Fault(file, "MISSING-PAGE", f"docs/{promised[file]} is not in the site; run mkdocs build")
    for file in built.pages.keys() - promised.keys() - {NOT_FOUND}:
        yield Fault(file, "STALE-PAGE", f"nothing in docs/ makes {_address(file)}; delete the site and build it again")


def _pages_of_entities(built: BuiltSite, entities: frozenset[str]) -> Iterator[Fault]:
    """Every entity has its page, and beside the pages of entities there are none but redirects and the index of their kind."""
    pages = {_address(file) for file, page in built.pages.items() if not page.forwards}
    for wanted in entities - pages:
        yield Fault(f"{wanted}{HOME}", "MISSING-PAGE", f"no page for the entity of {wanted}; {AGAIN}")
    folders = {posixpath.dirname(wanted.rstrip("/")) for wanted in entities}
    for there in pages - entities:
        if posixpath.dirname(there.rstrip("/")) in folders and there.rstrip("/") not in folders:
            yield Fault(f"{there}{HOME}", "STALE-PAGE", f"no entity makes {there}; {AGAIN}")


def _sitemap(built: BuiltSite, pages: set[str], site_url: str) -> Iterator[Fault]:
    """The sitemap lists every page made from Markdown, and thereby no redirect, once."""
    listed = Counter(unquote(url) for url in built.listed)
    wanted = {f"{site_url.rstrip('/')}/{_address(file)}": file for file in pages}
    for url in wanted.keys() - listed.keys():
        yield Fault(wanted[url], "SITEMAP", f"{url} is not in {SITEMAP}")
    for url in listed.keys() - wanted.keys():
        yield Fault(SITEMAP, "SITEMAP", f"{url} is listed and is no page")
    for url in (url for url, times in listed.items() if times > 1):
        yield Fault(SITEMAP, "SITEMAP", f"{url} is listed more than once")


def _duplicate_ids(built: BuiltSite) -> Iterator[Fault]:
    for file, page in built.pages.items():
        for name, times in Counter(page.ids).items():
            if times > 1:
                yield Fault(file, "DUPLICATE-ID", f"{times} elements have the id '{name}'")


def _sizes(built: BuiltSite, budget: Budget) -> Iterator[Fault]:
    for file, page in built.pages.items():
        yield from _over(file, "HTML", page.size, budget.page)
        yield from _over(file, "HTML after gzip", page.packed, budget.packed_page)
    yield from _over(".", "all files", sum(built.files.values()), budget.site)
    search = sum(size for file, size in built.files.items() if file.startswith(SEARCH_FOLDERS))
    yield from _over(".", "search index", search, budget.search)


def _over(file: str, what: str, size: int, most: int) -> Iterator[Fault]:
    if size > most:
        yield Fault(file, "OVERSIZE", f"{what}: {size:,} bytes, {size - most:,} more than the budget in site_check.py")


def _address(file: str) -> str:
    return file.removesuffix(HOME)
