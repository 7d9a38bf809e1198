"""What pages say to search engines, to sites that show a preview, and to those who find a mistake; and the page for no page."""

from __future__ import annotations

import json
import struct
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from jinja2 import Environment, FileSystemLoader
from lxml import html
from playwright.sync_api import expect

from tests.browser import KINDS, SIX, Site
from tests.conftest import OpenPage
from tests.reading import ROOT, vocabulary

PREVIEWS = ROOT / "docs" / "assets" / "previews"
MOST_BYTES = 20 * 1024
NAMES = ["</script><script>pwn()</script>", 'Côte d\'Ivoire & "more"', "&lt;b&gt; <!-- x", "화성포-18"]
CONFIG: dict[str, Any] = {
    "site_name": "Tanks",
    "site_url": "https://example.org/tanks/",
    "site_description": "A wiki of tanks.",
    "repo_url": "https://git.example.org/tanks",
    "extra": {},
}


def rendered(template: str, meta: dict[str, Any], **settings: Any) -> Any:
    """A template of ours as MkDocs renders it: without escaping, which front matter has behind it."""
    address = "wiki/systems/t-1/"
    page = {"meta": meta, "url": address, "canonical_url": CONFIG["site_url"] + address, "file": {"src_uri": "x.md"}}
    environment = Environment(loader=FileSystemLoader(ROOT / "overrides"), autoescape=False)  # as MkDocs does
    text = environment.get_template(template).render(page=page, config=CONFIG | settings)
    return html.fromstring(f"<html><body>{text}</body></html>")


def graph(page: Any) -> dict[str, dict[str, Any]]:
    """The structured data of a page, by type."""
    scripts = page.xpath("//script[@type='application/ld+json']")
    return {part["@type"]: part for script in scripts for part in json.loads(script.text)["@graph"]}


def said(page: Any) -> dict[str, str]:
    return {m.get("property") or m.get("name"): m.get("content") for m in page.iter("meta") if m.get("content")}


def parsed(site: Site, address: str) -> Any:
    return html.parse(site.folder / address.partition("#")[0] / "index.html").getroot()


# templates


@pytest.mark.parametrize("name", NAMES)
def test_words_reach_the_data_as_they_are_and_end_no_script(name: str) -> None:
    front = {"title": escape(name), "description": escape(f"About {name}."), "names": [escape(name)], "crumbs": []}
    page = rendered("metadata.html", front | {"crumbs": [{"title": escape(name), "address": "wiki/systems/"}]})
    assert len(page.xpath("//script")) == 1
    article, crumbs = graph(page)["TechArticle"], graph(page)["BreadcrumbList"]["itemListElement"]
    assert (article["headline"], article["description"]) == (name, f"About {name}.")
    assert article["about"] == {"@type": "Thing", "name": name, "alternateName": [name]}
    assert [crumb["name"] for crumb in crumbs] == ["Home", name, name]
    assert said(page)["og:title"] == name


def test_what_is_not_set_is_not_said() -> None:
    page = rendered("metadata.html", {"title": "T-1", "description": "A tank.", "crumbs": [], "names": []})
    article = graph(page)["TechArticle"]
    assert {"license", "image", "dateModified"} & article.keys() == set()
    assert article["about"] == {"@type": "Thing", "name": "T-1"}
    assert {"og:image"} & said(page).keys() == set()
    assert said(page)["twitter:card"] == "summary"


@pytest.mark.parametrize("name", NAMES)
def test_a_report_names_the_page(name: str) -> None:
    page = rendered("source-links.html", {"title": escape(name), "source_file": "entities/systems/t-1.yml"})
    link = urlsplit(page.xpath("//a[text()='Report a mistake']/@href")[0])
    asked = parse_qs(link.query)
    assert link._replace(query="").geturl() == "https://git.example.org/tanks/issues/new"
    assert asked["title"] == [f"Mistake: {name}"]
    assert asked["body"][0].startswith("Page: https://example.org/tanks/wiki/systems/t-1/\n")
    assert page.xpath("//a[starts-with(@href, 'mailto:')]") == []


@pytest.mark.parametrize("repository", ["", "https://git.example.org/tanks"])
def test_an_address_to_report_to_is_shown_where_it_is_set(repository: str) -> None:
    address = "mailto:report@example.org"
    page = rendered("source-links.html", {"title": "T-1"}, repo_url=repository, extra={"report_address": address})
    link = urlsplit(page.xpath("//a[starts-with(@href, 'mailto:')]/@href")[0])
    assert link.path == "report@example.org"
    assert parse_qs(link.query)["subject"] == ["Mistake: T-1"]
    assert len(page.xpath("//a[text()='Report a mistake']")) == bool(repository)


# pictures


def size_of(picture: Path) -> tuple[int, ...]:
    return struct.unpack(">II", picture.read_bytes()[16:24])


def test_every_class_and_each_of_the_six_has_a_light_picture() -> None:
    wanted = {key for key, class_ in vocabulary().classes.items() if not class_.abstract} | {"site", *SIX}
    pictures = {picture.stem: picture for picture in PREVIEWS.iterdir()}
    assert wanted - pictures.keys() == set()
    assert {name for name, picture in pictures.items() if picture.stat().st_size > MOST_BYTES} == set()
    assert {size_of(picture) for picture in pictures.values()} == {(1200, 630)}


# the built site


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "not found"])
def test_a_page_has_words_for_a_preview(site: Site, kind: str) -> None:
    found = said(parsed(site, KINDS[kind]))
    assert found["og:url"].endswith(f"/{KINDS[kind].partition('#')[0]}")
    assert found["og:title"]
    assert found["og:description"] == found["description"]
    assert (site.folder / "assets" / "previews" / found["og:image"].rpartition("/")[2]).is_file()


@pytest.mark.parametrize("slug", SIX)
def test_an_article_is_about_a_thing_with_its_names(site: Site, slug: str) -> None:
    page = parsed(site, f"wiki/systems/{slug}/")
    article, crumbs = graph(page)["TechArticle"], graph(page)["BreadcrumbList"]["itemListElement"]
    name = page.xpath("//h1/text()")[0].strip()
    assert (article["headline"], article["about"]["name"]) == (name, name)
    assert article["url"] == said(page)["og:url"]
    assert article["image"].endswith(f"/previews/{slug}.png")
    assert [crumb["position"] for crumb in crumbs] == [1, 2, 3, 4]
    assert [crumb["name"] for crumb in crumbs[:2]] == ["Home", "Systems"]
    assert crumbs[-1]["name"] == name


def test_home_is_a_data_set_whose_files_are_there(site: Site) -> None:
    found = graph(parsed(site, ""))
    assert list(found) == ["Dataset"]
    assert found["Dataset"]["license"] == "https://creativecommons.org/licenses/by/4.0/"
    files = [part["contentUrl"].partition("/data/")[2] for part in found["Dataset"]["distribution"]]
    assert [file for file in files if not (site.folder / "data" / file).is_file()] == []
    assert len(files) == 2


@pytest.mark.parametrize(("kind", "crumbs"), [("class", 3), ("source", 3), ("systems", 2), ("disambiguation", 3)])
def test_other_pages_say_where_they_belong(site: Site, kind: str, crumbs: int) -> None:
    found = graph(parsed(site, KINDS[kind]))
    assert list(found) == ["BreadcrumbList"]
    assert len(found["BreadcrumbList"]["itemListElement"]) == crumbs


# the page for no page


@pytest.mark.parametrize("scripts", [True, False])
def test_no_page_says_where_to_look(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(KINDS["not found"], scripts=scripts)
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    for section in ("Systems", "Countries", "A to Z"):
        expect(page.locator(".md-content").get_by_role("link", name=section, exact=True)).to_be_visible()
    assert page.locator(".not-found").is_visible() == scripts


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("wiki/systems/Leopard_2A4.html", "Leopard 2A4"),
        ("wiki/systems/%D0%A2-72/", "Т 72"),
        ("leopard%zz+2", "leopard%zz 2"),
        ("x/<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    ],
)
def test_the_words_of_the_address_can_be_searched(open_page: OpenPage, address: str, words: str) -> None:
    button = open_page(address).locator(".not-found button")
    expect(button).to_have_text(f"Search for “{words}”")


def test_the_search_finds_what_was_meant(open_page: OpenPage) -> None:
    page = open_page("wiki/tanks/challenger-2/")
    page.get_by_role("button", name="Search for “challenger 2”").click()
    first = page.locator(".search-box li a").first
    first.wait_for()
    assert "/wiki/systems/challenger-2/" in (first.get_attribute("href") or "")
