"""The measurements measure what they say: made-up wikis, stages, weights, expectations, the checks of built sites."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import pytest

from bench.audit import KINDS, find_pages
from bench.built import find_faults
from bench.corpus import Sizes, make_files, make_wiki
from bench.hosting import hosted, sub_path
from bench.measure import Page, Run, Weight, run, weigh
from bench.nu import Message
from bench.plain import make_corpus
from bench.report import expectations, expected_table, table
from bench.run import header
from bench.sized import Measured
from bench.stages import STAGES
from bench.tools import MissingToolError, find_missing, install
from panoply.build import read
from panoply.problems import Problems

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made-up")
    make_wiki(root, 12)
    return root


def stages(root: Path, *arguments: str) -> dict[str, float]:
    figures: dict[str, float] = json.loads(run([sys.executable, "-m", "bench.stages", str(root), *arguments], root).output)
    return figures


def pages(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in (root / "docs").rglob("*.md")}


# Made-up wikis


def test_a_made_up_wiki_has_no_problems(wiki: Path) -> None:
    problems = Problems()
    found = read(wiki, problems, red_links=False)
    assert not problems.errors
    assert found is not None
    assert sum(1 for _ in found.encyclopedia.of_kind("systems")) == 12


def test_one_seed_gives_the_same_files_whatever_the_hash_seed() -> None:
    code = (
        "import hashlib; from bench.corpus import *; print(hashlib.md5(repr(make_files(Sizes.of(30), 1)).encode()).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert make_files(Sizes.of(4), 1) != make_files(Sizes.of(4), 2)


def test_sizes_and_the_median_file_are_as_promised() -> None:
    sizes = Sizes.of(1000)
    assert sizes.as_dict() == {
        "systems": 1000,
        "countries": 40,
        "organizations": 100,
        "components": 200,
        "conflicts": 20,
        "sources": 1000,
    }
    files = make_files(Sizes.of(300), 1)
    assert 7_500 <= median(len(text.encode()) for text in files["systems"].values()) <= 8_500


# Stages


def test_stages_add_up_and_an_edit_gives_what_a_whole_build_gives(wiki: Path) -> None:
    first = stages(wiki)
    assert all(first[stage] > 0 for stage in STAGES)
    assert sum(first[stage] for stage in STAGES) <= first["total"]
    assert first["changed"] == first["files"] > 60
    assert stages(wiki)["changed"] == 0
    edited = stages(wiki, "--edit", str(wiki / "entities" / "systems" / "made-system-00003.yml"))
    assert 1 <= edited["changed"] < 10
    after = pages(wiki)
    stages(wiki)
    assert pages(wiki) == after


def test_problems_end_a_measurement_with_their_text(wiki: Path, tmp_path: Path) -> None:
    make_wiki(tmp_path, 1)
    file = tmp_path / "entities" / "systems" / "made-system-00000.yml"
    file.write_text(file.read_text("utf-8") + "colour: green\n", "utf-8")
    with pytest.raises(RuntimeError, match="UNKNOWN-KEY"):
        stages(tmp_path)


# The table


def measured(systems: int, *, cpu: float, pages: int, article: float = 70_000, in_nav: float | None = None) -> Measured:
    """Made-up results: generation takes `cpu`, half of it on the clock; MkDocs takes 4 ms a page, bare 6."""
    figures = {**dict.fromkeys(STAGES, 1.0), "total": cpu, "cpu": cpu, "memory": 9e7, "files": pages, "changed": 3}

    def took(seconds: float, memory: int = 80_000_000) -> Run:
        return Run(seconds=seconds / 2, cpu=seconds, memory=memory, output="")

    return Measured(
        sizes=Sizes.of(systems),
        entity=8000,
        entities=systems * 2,
        pages=pages,
        stages=figures,
        served=2.5,
        cold=took(cpu, 2_100_000_000),
        unchanged=took(2),
        edited=took(6),
        ours=took(0.004 * pages),
        site=Run(0.5, 1, 80_000_000, "5 pages and 3 redirects in site/ checked: nothing to mend\n"),
        bare=took(0.006 * pages),
        in_nav=took(in_nav) if in_nav else None,
        weight=Weight(10, 1_000_000, article, 12_000, 9_000, 50_000, (Page("wiki/systems/index.html", 30_000, 9_000),)),
        in_nav_total=9_000_000 if in_nav else 0,
    )


def test_the_table_has_a_column_for_each_size() -> None:
    shown = table([measured(200, cpu=8, pages=2000, in_nav=90), measured(1000, cpu=40, pages=10_000)])
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in shown.splitlines()]
    assert rows[0] == ["systems", "200", "1,000"]
    assert all(len(row) == 3 for row in rows)
    told = {row[0]: row[1:] for row in rows}
    assert told["pages (Markdown files)"] == ["2,000", "10,000"]
    assert told["cold, CPU ms per page"] == ["4.00", "4.00"]
    assert told["what its check says"] == ["nothing to mend"] * 2
    assert told["every page in the navigation, CPU s"] == ["90.0", "–"]


def test_what_is_as_expected_is_told_from_what_is_not() -> None:
    small, large = measured(200, cpu=8, pages=2000, in_nav=90), measured(1000, cpu=60, pages=10_000, article=80_000)
    found = {e.words: e.is_met for e in expectations([small, large], {"figure": 0.8, "lead": 1.3})}
    assert [words.partition(",")[0] for words, is_met in found.items() if not is_met] == [
        "`make site` ÷ bare MkDocs and Material",
        "`make site` ÷ bare",
        "generation",
        "generation",
        "generation",
        "generation and MkDocs",
        "one figure changed",
        "peak memory",
        "median article's bytes",
        "s from saving the T-72's lead to its page",
    ]
    assert len(found) == 18
    shown = expected_table(expectations([small, large], {}))
    assert shown.count("**missed**") == 9
    assert "every page in nav, CPU s, at 200 systems" in shown


def test_results_name_neither_the_machine_nor_a_folder() -> None:
    head = header(3)
    assert platform.node() not in head
    assert not re.search(r"/(home|root|tmp|work)\b", head)
    assert "Python 3." in head


def test_the_plain_corpus_never_changes(tmp_path: Path) -> None:
    make_corpus(tmp_path, 50)
    found = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(tmp_path.rglob("*.md"))))
    assert found.hexdigest() == "b13b1bf87448050b0d700b5c700c317b4aa4c70b14d6aff13002f681d70586cf"


# Weights and built sites


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of two articles with everything that is looked for."""
    article = (
        "<li class='md-tabs__item md-tabs__item--active'><a href='../'>Systems</a></li>"
        "<nav class='crumbs'><ol><li><a href='../../..'>Home</a></li><li><a href='../'>Systems</a></li></ol></nav>"
        "<aside class='infobox'><dl><dt>Crew</dt></dl></aside><p id='ref-1'><a href='../t-64/#crew'>T-64</a></p>"
        "<a rel='edit' href='https://example.org/edit/main/entities/systems/t-72.yml'>Edit</a>"
    )
    for path, text in {
        "index.html": "<a href='wiki/systems/t-72/'>T-72</a>",
        "404.html": "<a href='/panoply/nowhere/'>Home</a>",
        "wiki/systems/index.html": "<a href='t-72/'>T-72</a>",
        "wiki/systems/t-72/index.html": article,
        "wiki/systems/t-64/index.html": "<p id='crew'>3</p>",
    }.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return tmp_path


def test_a_whole_site_has_no_faults(site: Path) -> None:
    assert find_faults(site) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("t-64/#", "t-65/#", "'../t-65/#crew' leads nowhere"),
        ("#crew", "#crews", "'../t-64/#crews' has no such anchor"),
        ("infobox", "box", "has no infobox"),
        ("class='crumbs'", "", "has no breadcrumb"),
        ("--active", "", "has no mark on its tab"),
        ("rel='edit'", "", "has no link to edit its file"),
        ("ref-1", "ref-2", "has no reference"),
    ],
)
def test_a_fault_is_found(site: Path, old: str, new: str, fault: str) -> None:
    article = site / "wiki/systems/t-72/index.html"
    article.write_text(article.read_text("utf-8").replace(old, new), "utf-8")
    assert [fault in found for found in find_faults(site)] == [True]


def test_a_site_without_the_article_has_that_fault(site: Path) -> None:
    (site / "wiki/systems/t-72/index.html").unlink()
    assert find_faults(site) == ["there is no wiki/systems/t-72/index.html"]


def test_articles_are_weighed_and_the_index_is_not_one(site: Path) -> None:
    weight = weigh(site)
    sizes = [(site / f"wiki/systems/{slug}/index.html").stat().st_size for slug in ("t-64", "t-72")]
    assert weight.article == sum(sizes) / 2
    assert (weight.files, weight.total) == (5, sum(file.stat().st_size for file in site.rglob("*.html")))
    assert [page.path for page in weight.largest] == ["wiki/systems/t-72/index.html", "wiki/systems/index.html"]
    assert weight.search == 0
    (site / "data" / "search").mkdir(parents=True)
    (site / "data" / "search" / "names.json").write_bytes(b"[]")
    assert weigh(site).search == 2


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").is_file(), reason="only Linux tells")
def test_the_memory_of_all_processes_counts_and_what_they_share_once(tmp_path: Path) -> None:
    code = "import os, time; held = bytearray(b'x') * {0}; child = os.fork(); more = bytearray(b'y') * {1}; time.sleep(1.5)"
    alone, both = (run([sys.executable, "-c", code.format(60_000_000, n)], tmp_path).memory for n in (1, 50_000_000))
    assert 60_000_000 < alone < 110_000_000
    assert 160_000_000 < both < 210_000_000


def test_a_failed_command_tells_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no such luck"):
        run([sys.executable, "-c", "raise SystemExit('no such luck')"], tmp_path)


# The audit


def test_the_largest_page_of_each_kind_is_audited(site: Path) -> None:
    (site / "wiki/systems/old").mkdir()
    (site / "wiki/systems/old/index.html").write_text('<meta http-equiv="refresh" content="0">' + " " * 5000, "utf-8")
    found = find_pages(site, [*KINDS])
    assert found["t-72"] == site / "wiki/systems/t-72/index.html"
    assert found["system"] == site / "wiki/systems/t-64/index.html"
    assert set(found) == {"home", "t-72", "system", "index", "404"}


def test_pages_are_served_below_the_sub_path_and_compressed(site: Path) -> None:
    with hosted(site, "/panoply/") as address:
        connection = HTTPConnection(urlsplit(address).netloc)
        answers = {}
        for path in ("/panoply/", "/panoply/wiki/systems/t-64/", "/", "/panoply/../../etc/hostname", "/panoply/nothing/"):
            connection.request("GET", path)
            answer = connection.getresponse()
            answers[path] = (answer.status, gzip.decompress(answer.read()).decode())
        connection.close()
    assert answers["/panoply/"] == (200, (site / "index.html").read_text("utf-8"))
    assert answers["/panoply/wiki/systems/t-64/"] == (200, "<p id='crew'>3</p>")
    missing = (404, (site / "404.html").read_text("utf-8"))
    assert [answers[path] for path in ("/", "/panoply/../../etc/hostname", "/panoply/nothing/")] == [missing] * 3


def test_the_sub_path_is_that_of_site_url() -> None:
    assert sub_path(ROOT / "mkdocs.yml").startswith("/")
    assert sub_path(ROOT / "mkdocs.yml").endswith("/")


def test_what_the_audit_needs_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROME_PATH", raising=False)
    assert [words.split()[0].strip(",") for words in find_missing()] == ["Node", "npm", "Java", "Chromium"]
    with pytest.raises(MissingToolError, match=r"the audit needs Node 18\.20 or newer"):
        install(tmp_path / "cache")


def test_the_locked_packages_are_the_ones_named() -> None:
    named = json.loads((ROOT / "bench/package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((ROOT / "bench/package-lock.json").read_text("utf-8"))["packages"]
    assert locked[""]["dependencies"] == named
    assert all(package["integrity"].startswith("sha512-") for path, package in locked.items() if path)
    assert not any("resolved" in package for package in locked.values())


def test_messages_about_materials_markup_are_not_ours() -> None:
    assert Message("error", "Bad value", 1, '<label class="md-nav__link" tabindex="">').owner == "theme"
    assert Message("error", "Bad value", 1, '<aside class="infobox" tabindex="">').owner == "ours"


# Other engines


def test_an_unknown_engine_is_wrong_usage() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.engines", "jekyll"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "there are properdocs, zensical" in done.stderr
