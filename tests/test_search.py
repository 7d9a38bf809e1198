"""The search: what a reader may type and the page that must come first, in a real browser; the box and the page of results."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from playwright.sync_api import Page, Route, expect

from panoply.build import make_wiki, read
from panoply.links import find_shown
from panoply.problems import Mistake, Problems
from panoply.search_names import FOLDER, search_files
from panoply.search_words import ALIKE, LATIN, search_words
from panoply.text_index import find_articles, wait_until_full
from tests.browser import Site, assert_no_sideways_scroll
from tests.conftest import Heard, OpenPage
from tests.reading import ROOT

SYSTEMS = "wiki/systems/"
T_72, M1, M1A1, LEOPARD_2 = f"{SYSTEMS}t-72/", f"{SYSTEMS}m1-abrams/", f"{SYSTEMS}m1a1-abrams/", f"{SYSTEMS}leopard-2/"
T_54, HWASONG_18, CHALLENGER_2 = f"{SYSTEMS}t-54-t-55/", f"{SYSTEMS}hwasong-18/", f"{SYSTEMS}challenger-2/"
QUERIES = {
    # designations, however they are typed
    "t72": T_72,
    "T 72": T_72,
    "T-72": T_72,
    "t.72": T_72,
    "t-62": f"{SYSTEMS}t-62/",
    "t55": T_54,
    "t54/55": T_54,
    "m60": f"{SYSTEMS}m60/",
    "m1": M1,
    "m1a1": M1A1,
    "m-1a1": M1A1,
    "CR2": CHALLENGER_2,
    "cr 3": f"{SYSTEMS}challenger-3/",
    "FV4034": CHALLENGER_2,
    "fv4030/4": f"{SYSTEMS}challenger-1/",
    "kpz70": f"{SYSTEMS}mbt-70/",
    "2A46": "wiki/components/2a46/",
    "d81tm": "wiki/components/2a46/",
    "rh120": "wiki/components/rheinmetall-rh-120/",
    "mb873": "wiki/components/mtu-mb-873/",
    "agt 1500": "wiki/components/agt1500/",
    "v92s2f": "wiki/components/v-92s2f-engine/",
    "type59": f"{SYSTEMS}type-59/",
    "wz120": f"{SYSTEMS}type-59/",
    "object 172m": T_72,
    "Obj. 155": T_54,
    "kn15": f"{SYSTEMS}pukguksong-2/",
    "hwasong18": HWASONG_18,
    "hwasongpho 18": HWASONG_18,
    "strv122": f"{SYSTEMS}strv-122/",
    "pt91": f"{SYSTEMS}pt-91-twardy/",
    # variants
    "leo 2a6": f"{LEOPARD_2}#variant-2a6",
    "2a5": f"{LEOPARD_2}#variant-2a5",
    "leopard 2a7+": f"{LEOPARD_2}#variant-2a7-plus",
    "leopard2a7v": f"{LEOPARD_2}#variant-2a7v",
    "t72b3": f"{T_72}#variant-t-72b3",
    "t72 b3m": f"{T_72}#variant-t-72b3m",
    "object 184": f"{T_72}#variant-t-72b",
    "dolly parton": f"{T_72}#variant-t-72a",
    "ajeya": f"{T_72}#variant-t-72-ajeya",
    "m1a2 sepv3": f"{M1}#variant-m1a2-sepv3",
    "m1a2c": f"{M1}#variant-m1a2-sepv3",
    "m1a1 ha": f"{M1A1}#variant-m1a1-ha",
    "m60a3": f"{SYSTEMS}m60/#variant-m60a3",
    "t34/85": f"{SYSTEMS}t-34/#variant-t-34-85",
    "ti-67": f"{T_54}#variant-tiran",
    "megatron": f"{CHALLENGER_2}#variant-tes",
    "rh 120 l55": "wiki/components/rheinmetall-rh-120/#variant-l55",
    # words, in any order, and their beginnings
    "abrams m1a1": M1A1,
    "abrams": M1,
    "leopard 2": LEOPARD_2,
    "leo": LEOPARD_2,
    "chall": CHALLENGER_2,
    "desert storm": "wiki/conflicts/gulf-war/",
    "gulfwar": "wiki/conflicts/gulf-war/",
    "war gulf": "wiki/conflicts/gulf-war/",
    "us army": "wiki/organizations/united-states-army/",
    "peoples army": "wiki/organizations/korean-peoples-army/",
    "kcna": "wiki/organizations/kcna/",
    "pentagon": "wiki/organizations/united-states-department-of-defense/",
    "soviet": "wiki/countries/soviet-union/",
    # other scripts, and letters without their accents
    "Т-72": T_72,
    "т72б3": f"{T_72}#variant-t-72b3",
    "Объект 172М": T_72,
    "СR2": CHALLENGER_2,
    "В-46": "wiki/components/v-46-engine/",
    "М-55С": f"{SYSTEMS}m-55s/",
    "челленджер": CHALLENGER_2,
    "уралвагонзавод": "wiki/organizations/uralvagonzavod/",
    "화성-18": HWASONG_18,
    "화성포18": HWASONG_18,
    "火星18": HWASONG_18,
    "59式": f"{SYSTEMS}type-59/",
    "防衛省": "wiki/organizations/japan-ministry-of-defense/",
    "دفاع مقدس": "wiki/conflicts/iran-iraq-war/",
    "bumar labedy": "wiki/organizations/bumar-labedy/",
    "dakovic": "wiki/organizations/duro-dakovic/",
    "zts": "wiki/organizations/zts-martin/",
    # slips of the finger
    "leopart": LEOPARD_2,
    "leopart 2a5": f"{LEOPARD_2}#variant-2a5",
    "abram": M1,
    "abrmas": M1,
    "chalenger 2": CHALLENGER_2,
    "hwasnog 17": f"{SYSTEMS}hwasong-17/",
    "reinmetall": "wiki/organizations/rheinmetall/",
    "uralvagonzavud": "wiki/organizations/uralvagonzavod/",
    "cheiftain": f"{SYSTEMS}chieftain/",
}
"""What is typed, and what must come first."""
OTHERS = ("t-61", "t-722", "leopard 2a9", "hwasong 88", "m1a9", "2a4666", "xyzzy")
"""Other numbers are other things: nothing must be found."""

FIRST = """async ([module, queries]) => {
  const { find, describe } = await import(module);
  const first = async (query) => (await describe((await find(query)).best.slice(0, 1)))[0]?.address ?? "";
  return Promise.all(queries.map(first));
}"""
FOLD = """async ([module, names]) => {
  const { fold, index } = await import(module);
  const tables = await index();
  return names.map((name) => fold(name, tables).flat().join(" "));
}"""


SHOWN = """async ([module, beginnings]) => {
  const { find, choose, describe } = await import(module);
  const all = [];
  for (const beginning of beginnings) {
    const { count, best } = await find(beginning);
    const [box, results] = await Promise.all([choose(best, 8), choose(best, 10, 10)].map(describe));
    all.push([beginning, count, ...[...box, ...results].map(({ address, name, alias }) => `${address} ${name} ${alias}`)]);
  }
  return all;
}"""


def first_found(page: Page, site: Site, queries: list[str]) -> dict[str, str]:
    found = page.evaluate(FIRST, [site.url("assets/search-names.js"), queries])
    return {query: address.removeprefix(site.url("")) for query, address in zip(queries, found, strict=True)}


def answering(answers: dict[str, str], asked: list[str]) -> Callable[[Route], None]:
    """Answers requests with texts, and keeps what was asked for."""

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=answers[route.request.url])

    return answer


@pytest.fixture(scope="module")
def whole() -> list[tuple[str, str]]:
    """The files of this wiki's search, split as those of a large wiki are."""
    problems = Problems()
    found = read(ROOT, problems)
    assert found is not None
    wiki = make_wiki(ROOT, found, find_shown(found.encyclopedia, found.links), frozenset(), problems)
    return list(search_files(wiki, most=0, common=12))


# Finding


def test_the_right_page_comes_first(site: Site, open_page: OpenPage) -> None:
    found = first_found(open_page(""), site, list(QUERIES))
    assert {query: address for query, address in found.items() if address != QUERIES[query]} == {}
    assert len(QUERIES) >= 60


def test_another_number_is_another_thing(site: Site, open_page: OpenPage) -> None:
    assert first_found(open_page(""), site, list(OTHERS)) == dict.fromkeys(OTHERS, "")


def test_files_in_parts_find_the_same(site: Site, open_page: OpenPage, whole: list[tuple[str, str]]) -> None:
    files = {site.url(file): content for file, content in whole}
    assert len([file for file in files if "names-" in file]) > 20
    page = open_page("")
    page.route("**/data/search/**", lambda route: route.fulfill(body=files[route.request.url]))
    try:
        found = first_found(page, site, list(QUERIES))
    finally:
        page.unroute("**/data/search/**")
    assert {query: address for query, address in found.items() if address != QUERIES[query]} == {}


def test_what_is_answered_beforehand_is_what_would_be_found(
    site: Site, open_page: OpenPage, whole: list[tuple[str, str]]
) -> None:
    """The beginnings of words that many names have, once from their own files and once with these left out of the index."""
    files = {site.url(file): content for file, content in whole}
    index = json.loads(files[site.url(f"{FOLDER}/index.json")])
    beginnings = index["firsts"]
    assert len(beginnings) > 20
    assert {"t", "le", "1"} <= {*beginnings}
    bare = files | {site.url(f"{FOLDER}/index.json"): json.dumps(index | {"firsts": []})}
    found = []
    for answers in (files, bare):
        asked: list[str] = []
        page = open_page("")
        page.route("**/data/search/**", answering(answers, asked))
        try:
            found.append(page.evaluate(SHOWN, [site.url("assets/search-names.js"), beginnings]))
        finally:
            page.unroute("**/data/search/**")
        assert any("/names-" in url for url in asked) == (answers is bare)
        assert any("/first-" in url for url in asked) == (answers is files)
    assert found[0] == found[1]


def test_both_foldings_are_one(site: Site, open_page: OpenPage) -> None:
    about = (json.loads(file.read_text("utf-8")) for file in (site.folder / FOLDER).glob("about-*.json"))
    names = [name if isinstance(name, str) else name[0] for entities in about for _, _, own in entities for name in own]
    assert len(names) > 500
    page, module = open_page(""), site.url("assets/search-names.js")
    assert page.evaluate(FOLD, [module, names]) == [search_words(name) for name in names]

    known = some.characters(exclude_categories=["Cs", "Cn", "Co"])
    looking = some.sampled_from(sorted(LATIN | ALIKE) + list("TtHhABCbcİıßſΣσς0129٣²Ⅻ-+ '’ˮ./_ﬁ한형が"))
    lists = some.lists(some.text(some.one_of(known, looking), max_size=12), min_size=200, max_size=200)

    @settings(max_examples=25, deadline=None, derandomize=True)
    @given(lists)
    def compare(typed: list[str]) -> None:
        ours = [search_words(words) for words in typed]
        theirs = page.evaluate(FOLD, [module, typed])
        differing = [(t, o, o2) for t, o, o2 in zip(typed, ours, theirs, strict=True) if o != o2]
        assert differing == []

    compare()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Т-72Б3", "t 72 b 3"),
        ("КН-23", "kn 23"),
        ("СR2", "cr 2"),  # a Cyrillic С before a Latin R
        ("Leopard 2A7+", "leopard 2 a 7 plus"),
        ("Bumar-Łabędy", "bumar labedy"),
        ("Korean People's Army", "korean peoples army"),
        ("FV4030/4", "fv 4030 4"),
        ("Ⅱ", "ii"),
        ("—", ""),
    ],
)
def test_names_are_compared_as(name: str, words: str) -> None:
    assert search_words(name) == words


# Weight


def test_little_is_loaded_before_the_first_result(site: Site, open_page: OpenPage, heard: Heard) -> None:
    page = open_page(T_72)
    heard.forget()
    page.keyboard.press("/")
    page.keyboard.type("leopard")
    page.locator(".search-box li").first.wait_for()
    files = {url.removeprefix(site.url("")).partition("?")[0] for url in heard.requests}
    assert "data/search/names.txt" in files
    assert sum(len(gzip.compress((site.folder / file).read_bytes())) for file in files) <= 30_000


def test_nothing_is_loaded_before_it_is_opened(open_page: OpenPage, heard: Heard) -> None:
    heard.forget()
    open_page(T_72)
    assert [url for url in heard.requests if "search" in url and not url.endswith("/search.js")] == []


# The box


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_the_box_leads_to_the_variant_that_was_meant(site: Site, open_page: OpenPage, key: str) -> None:
    page = open_page("wiki/countries/germany/")
    page.keyboard.press(key)
    page.keyboard.type("leo 2a6")
    first = page.locator(".search-box li").first
    expect(first).to_contain_text("Leopard 2A6Variant of Leopard 2 · System · Main battle tank · ")
    page.keyboard.press("ArrowDown")
    expect(first.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(site.url(f"{LEOPARD_2}#variant-2a6"))
    expect(page.locator("dialog")).not_to_be_visible()


def test_it_tells_how_much_it_found_and_closes(open_page: OpenPage) -> None:
    page = open_page("", width=390)
    page.get_by_role("link", name="Search").click()
    field = page.get_by_role("textbox", name="Name or designation")
    expect(field).to_be_focused()
    field.fill("hwasong")
    expect(page.get_by_role("dialog", name="Search").get_by_role("status")).to_have_text(re.compile(r"^(\d+ of )?\d+ results$"))
    assert_no_sideways_scroll(page)
    field.fill("xyzzy")
    expect(page.locator("dialog p.search-status")).to_have_text("Nothing is called “xyzzy”. Press Enter to search the text.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    expect(page.get_by_role("link", name="Search")).to_be_focused()


def test_a_slash_that_is_typed_stays_one(open_page: OpenPage) -> None:
    page = open_page("wiki/search/#q=t")
    page.locator("#search-words").fill("fv4030")
    page.keyboard.type("/4")
    expect(page.locator("#search-words")).to_have_value("fv4030/4")
    expect(page.locator("dialog")).to_have_count(0)


def test_names_that_cannot_be_loaded_are_told(open_page: OpenPage) -> None:
    page = open_page("")
    page.route("**/data/search/**", lambda route: route.abort())
    try:
        page.keyboard.press("/")
        page.keyboard.type("t72")
        expect(page.locator("dialog p.search-status")).to_have_text(
            "The names could not be loaded. Every name is listed in A to Z."
        )
    finally:
        page.unroute("**/data/search/**")


def test_without_javascript_it_leads_to_all_names(site: Site, open_page: OpenPage) -> None:
    page = open_page(T_72, scripts=False)
    page.get_by_role("link", name="Search").click()
    page.locator("article").get_by_role("link", name="A to Z").click()
    assert page.url == site.url("wiki/names/")


# The page of results


def test_enter_leads_to_all_results(site: Site, open_page: OpenPage) -> None:
    page = open_page("wiki/countries/germany/")
    page.keyboard.press("/")
    page.keyboard.type("smoothbore")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url("wiki/search/#q=smoothbore"))
    expect(page.locator("p.search-status")).to_have_text(re.compile(r"^0 names, \d+ articles with these words$"))
    texts = page.locator(".search-found").nth(1)
    expect(texts.locator("mark").first).to_have_text(re.compile("^smoothbore", re.IGNORECASE))
    expect(page.locator(".search-found").first).not_to_be_visible()
    assert_no_sideways_scroll(page)


def test_its_state_is_in_the_address(site: Site, open_page: OpenPage) -> None:
    page = open_page("wiki/search/#q=tank&country=West+Germany")
    status = page.locator("p.search-status")
    expect(status).to_have_text(re.compile("articles with these words"))
    few = status.inner_text()
    expect(page.get_by_label("Country")).to_have_value("West Germany")
    expect(page.get_by_label("Class").get_by_role("option", name=re.compile(r"^Main battle tank \(\d+\)$"))).to_have_count(1)
    page.get_by_label("Class").select_option("Main battle tank")
    page.wait_for_url(site.url("wiki/search/#q=tank&class=Main+battle+tank&country=West+Germany"))
    links = page.locator(".search-found li > a")
    expect(status).not_to_have_text(few)
    assert {(link or "").partition("#")[0] for link in links.evaluate_all("all => all.map((a) => a.href)")} <= {
        site.url(f"{SYSTEMS}{slug}/") for slug in ("leopard-1", "leopard-2", "mbt-70")
    }
    page.go_back()
    expect(status).to_have_text(few)


def test_a_kind_is_its_classes(open_page: OpenPage) -> None:
    page = open_page("wiki/search/#q=smoothbore&kind=Components")
    status = page.locator("p.search-status")
    expect(status).to_have_text(re.compile(r"[1-9]\d* articles? with these words"))
    few = re.findall(r"(\d+) articles?", status.inner_text())[0]
    expect(page.get_by_label("Kind").get_by_role("option", name=f"Components ({few})")).to_have_count(1)
    page.get_by_label("Kind").select_option("")
    expect(status).not_to_have_text(re.compile(rf"\b{few} articles?"))
    page.get_by_label("Class").select_option("War")
    page.get_by_label("Kind").select_option("Systems")
    expect(status).to_have_text("0 names, 0 articles with these words")


def test_names_come_with_kind_class_and_country(site: Site, open_page: OpenPage) -> None:
    page = open_page("wiki/search/#q=t72&country=Soviet+Union")
    first = page.locator(".search-found").first.locator("li").first
    expect(first).to_contain_text("Main battle tank · Soviet Union")
    expect(first.get_by_role("link")).to_have_attribute("href", site.url(T_72))


def test_the_text_is_loaded_behind_the_names_and_its_facets_when_a_reader_comes_near(site: Site, open_page: OpenPage) -> None:
    page = open_page("")
    asked: list[str] = []
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.context.on("request", lambda request: asked.append(request.url))
    page.context.route("**/pagefind/pagefind.js", hold)
    try:
        page.goto(site.url("wiki/search/"))
        expect(page.get_by_label("Name, designation or words")).to_be_visible()
        assert [url for url in asked if "pagefind" in url or "search-text" in url] == []
        page.get_by_label("Name, designation or words").fill("tank")
        page.keyboard.press("Enter")
        expect(page.locator("p.search-status")).to_have_text(re.compile(r"^\d+ names\. Searching the text …$"))
        expect(page.locator(".search-found").first.locator("li").first).to_be_visible()
        for route in held:
            route.continue_()
    finally:
        page.context.unroute("**/pagefind/pagefind.js")
    expect(page.locator("p.search-status")).to_have_text(re.compile("articles with these words$"))
    texts = page.locator(".search-found").nth(1).locator("li")
    expect(texts).to_have_count(8)
    expect(texts.filter(has_text=re.compile(r"(Main battle tank|Manufacturer) · [A-Z]")).first).to_be_visible()
    page.get_by_role("button", name="Show more").click()
    expect(texts).to_have_count(16)
    country = page.get_by_label("Country")
    assert not any(url.endswith("facets.txt") for url in asked)
    expect(country.get_by_role("option", name="Soviet Union", exact=True)).to_have_count(1)
    country.focus()
    expect(country.get_by_role("option", name=re.compile(r"^Soviet Union \([1-9]\d*\)$"))).to_have_count(1)
    assert any(url.endswith("facets.txt") for url in asked)
    ours = {url for url in asked if url.endswith(".js") and "/pagefind/" not in url}
    assert any(url.endswith("search-text.js") for url in ours)
    assert sum(len(gzip.compress((site.folder / url.removeprefix(site.url(""))).read_bytes(), 6)) for url in ours) < 15_000


def test_every_choice_says_how_many_articles_it_leaves(open_page: OpenPage) -> None:
    page = open_page("wiki/search/#q=tank&class=Main+battle+tank&country=Soviet+Union")
    status = page.locator("p.search-status")
    for label in ("Country", "Class", "Kind"):
        expect(status).to_have_text(re.compile("articles? with these words$"))
        options = page.get_by_label(label).locator("option").all_inner_texts()
        counts = [(name, int(number)) for name, number in re.findall(r"^(.+) \((\d+)\)$", "\n".join(options), re.MULTILINE)]
        assert len(counts) == len(options) - 1 > 3
        name, number = max(
            (count for count in counts if count[0] not in ("Soviet Union", "Main battle tank", "Systems")), key=lambda c: c[1]
        )
        chosen = page.get_by_label(label).input_value()
        page.get_by_label(label).select_option(name)
        expect(status).to_have_text(re.compile(rf", {number} articles? with these words$"))
        page.get_by_label(label).select_option(chosen)


def test_without_an_index_of_the_text_names_are_found_and_the_page_says_so(open_page: OpenPage) -> None:
    page = open_page("")
    page.route("**/pagefind/**", lambda route: route.abort())
    try:
        page.goto(page.url + "wiki/search/#q=t72")
        expect(page.locator("p.search-status")).to_have_text(re.compile("The text of articles is not indexed here"))
        expect(page.locator(".search-found li a").first).to_have_text("T-72")
    finally:
        page.unroute("**/pagefind/**")


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def differing(one: Path, other: Path) -> list[str]:
    """What one of two folders has and the other has not, or otherwise."""
    ours, theirs = contents(one), contents(other)
    return sorted(file for file in ours.keys() | theirs.keys() if ours.get(file) != theirs.get(file))


def test_the_same_site_gives_the_same_index(site: Site, tmp_path: Path) -> None:
    for part in ("data", "wiki"):
        (tmp_path / part).symlink_to(site.folder / part)
    command = [sys.executable, "build_entities.py", "text-index", "--site", str(tmp_path)]
    done = subprocess.run(command, cwd=site.root, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"\d{3,} articles indexed for the search\n", done.stdout)
    index = tmp_path / "pagefind"
    assert {file.partition("/")[0].partition(".")[0] for file in contents(index)} == {
        *("facets", "fragment", "index", "pagefind", "pagefind-entry", "wasm")
    }
    assert differing(site.folder / "pagefind", index) == []
    texts = sorted(file.relative_to(index).as_posix() for file in (index / "fragment").iterdir())
    (index / texts[0]).write_bytes(b"x")
    (index / texts[1]).unlink()
    (index / "filter").mkdir()
    (index / "filter/one").touch()
    assert differing(site.folder / "pagefind", index) == ["filter/one", *texts[:2]]


def test_an_index_with_an_empty_file_is_not_taken_for_done(tmp_path: Path) -> None:
    (tmp_path / "pagefind-entry.json").touch()
    with pytest.raises(Mistake, match=r"pagefind-entry\.json: not written"):
        wait_until_full(tmp_path, tries=2)
    (tmp_path / "pagefind-entry.json").write_text("{}", "utf-8")
    wait_until_full(tmp_path, tries=2)


def test_every_article_is_indexed_with_its_class_and_countries(site: Site) -> None:
    index = json.loads((site.folder / FOLDER / "index.json").read_text("utf-8"))

    def facets(numbers: str) -> list[str]:
        class_, *countries = map(int, numbers.split("-"))
        return [index["classes"][class_][0], *(index["countries"][country] for country in countries)]

    found = {article.address: facets(article.facets) for article in find_articles(site.folder)}
    assert found[T_72] == ["Main battle tank", "Soviet Union"]
    assert "Russia" in found["wiki/organizations/uralvagonzavod/"]
    assert found["wiki/conflicts/gulf-war/"] == ["War"]
    lines = (site.folder / "pagefind/facets.txt").read_text("utf-8").split("\n")
    texts = {text: facets(numbers) for line in lines for numbers, *texts in [line.split(" ")] for text in texts}
    written = {file.stem: file.read_bytes() for file in (site.folder / "pagefind/fragment").iterdir()}
    assert texts.keys() == written.keys()
    pages = {
        text: json.loads(gzip.decompress(content).removeprefix(b"pagefind_dcd"))["url"] for text, content in written.items()
    }
    assert {page.removeprefix("/"): texts[text] for text, page in pages.items()} == found
