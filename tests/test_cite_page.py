"""How to cite an article: what each form says of its page, and that it is copied as it stands."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from shutil import copytree

import pytest
from lxml import html
from playwright.sync_api import expect

from panoply import build
from panoply.problems import Problems
from tests.browser import KINDS, Site
from tests.conftest import OpenPage
from tests.reading import ROOT

ENTITY = "name: {name}\nclass: main-battle-tank\nlead: It is a tank [@book].\nsources:\n  book:\n    title: B\n    grade: B\n"
SETTINGS = "site_name: A & B Wiki\nsite_url: https://example.org/tanks_of_all\n"
FORMS = ("words", "bibtex", "csl")


def lay(root: Path, name: str, settings: str = SETTINGS) -> Path:
    copytree(ROOT / "schema", root / "schema")
    (root / "entities" / "systems").mkdir(parents=True)
    source = ENTITY.format(name=json.dumps(name)).replace("grade: B", "grade: B\n    url: https://example.org/b")
    (root / "entities" / "systems" / "t-1.yml").write_text(source, "utf-8")
    if settings:
        (root / "mkdocs.yml").write_text(settings, "utf-8")
    return root


def forms(root: Path) -> dict[str, str]:
    """What the page of the one entity offers to copy."""
    problems = Problems()
    build.build(root, problems)
    assert problems.errors == []
    page = (root / "docs" / "wiki" / "systems" / "t-1" / "index.md").read_text("utf-8")
    found = re.search(r"^<details class=\"cite-page\".*?</details>$", page, re.DOTALL | re.MULTILINE)
    return (
        {part.get("id").removeprefix("citation-"): part.text for part in html.fromstring(found[0]).iter("pre")} if found else {}
    )


@pytest.fixture
def dated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file changed on a day, in a commit; the data are younger."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setattr(build, "last_changes", lambda _: {"entities/systems/t-1.yml": ("2025-03-09", "abc1234")})


@pytest.mark.usefixtures("dated")
def test_each_form_names_title_site_date_commit_and_address(tmp_path: Path) -> None:
    found = forms(lay(tmp_path, "T-1"))
    assert tuple(found) == FORMS
    address = "https://example.org/tanks_of_all/wiki/systems/t-1/"
    assert found["words"] == f"“T-1.” A & B Wiki, last changed 9 March 2025 in abc1234, {address}"
    assert found["bibtex"].splitlines() == [
        "@misc{a-b-wiki-t-1,",
        r"  author = {{A \& B Wiki contributors}},",
        "  title = {{T-1}},",
        r"  howpublished = {A \& B Wiki},",
        "  note = {Last changed 9 March 2025 in abc1234},",
        f"  url = {{{address}}},",
        "  year = 2025,",
        "  month = mar",
        "}",
    ]
    assert json.loads(found["csl"]) == [
        {
            "id": "a-b-wiki-t-1",
            "type": "entry-encyclopedia",
            "title": "T-1",
            "author": [{"literal": "A & B Wiki contributors"}],
            "container-title": "A & B Wiki",
            "issued": {"date-parts": [[2025, 3, 9]]},
            "version": "abc1234",
            "URL": address,
        }
    ]


def test_without_a_commit_the_date_is_that_of_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    found = forms(lay(tmp_path, "T-1"))
    assert ", data of 1 January 2026, https://" in found["words"]
    assert "  note = {Data of 1 January 2026},\n" in found["bibtex"]
    assert "version" not in json.loads(found["csl"])[0]


def test_without_any_date_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr(build, "date_of_data", lambda _: None)
    found = forms(lay(tmp_path, "T-1"))
    assert found["words"].startswith("“T-1.” A & B Wiki, https://")
    assert "year" not in found["bibtex"]
    assert "issued" not in json.loads(found["csl"])[0]


@pytest.mark.usefixtures("dated")
@pytest.mark.parametrize(
    ("name", "tex"),
    [
        ("50% & more", r"50\% \& more"),
        (r"{a} \b $c$ #d e_f ~g ^h", r"\{a\} \textbackslash{}b \$c\$ \#d e\_f \textasciitilde{}g \textasciicircum{}h"),
        ("</pre></details><script>x()</script>", "</pre></details><script>x()</script>"),
        ('"Объект" 화성포-18', '"Объект" 화성포-18'),
    ],
)
def test_a_name_stays_what_it_is_in_every_form(tmp_path: Path, name: str, tex: str) -> None:
    found = forms(lay(tmp_path, name))
    assert f"“{name}.” " in found["words"]
    assert f"title = {{{{{tex}}}}}," in found["bibtex"]
    assert json.loads(found["csl"])[0]["title"] == name


@pytest.mark.parametrize("settings", ["", "site_name: A\n", "site_name: !ENV A\nsite_url: https://example.org/\n"])
def test_a_site_without_a_plain_name_and_address_is_not_cited(tmp_path: Path, settings: str) -> None:
    assert forms(lay(tmp_path, "T-1", settings)) == {}


def test_history_gives_date_and_commit(tmp_path: Path) -> None:
    root = lay(tmp_path, "T-1")
    as_someone = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*as_someone, "commit", "-q", "-m", "x", "--date", "2024-02-03T12:00:00Z"]):
        subprocess.run(
            ["git", *command], cwd=root, check=True, env={"GIT_COMMITTER_DATE": "2024-02-03T12:00:00Z", "PATH": "/usr/bin:/bin"}
        )
    said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=root, check=True, capture_output=True, text=True).stdout
    assert f"last changed 3 February 2024 in {said.strip()}" in forms(root)["words"]


# In a browser


def test_a_button_copies_its_form(site: Site, open_page: OpenPage) -> None:
    page = open_page(KINDS["conflict"])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("Cite this page").click()
    for form in FORMS:
        button = page.locator(f"[data-copy-from=citation-{form}]")
        button.click()
        expect(button).to_have_attribute("data-said", "Copied")
        expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
        assert page.evaluate("navigator.clipboard.readText()") == page.locator(f"#citation-{form}").inner_text()
    assert json.loads(page.evaluate("navigator.clipboard.readText()"))[0]["URL"].endswith(KINDS["conflict"])


def test_a_copied_anchor_is_an_address(site: Site, open_page: OpenPage) -> None:
    page = open_page(KINDS["conflict"])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("() => document.querySelector('.cite-page button').setAttribute('data-copy', '#references')")
    page.evaluate("() => document.querySelector('.cite-page button').removeAttribute('data-copy-from')")
    page.get_by_text("Cite this page").click()
    page.locator("[data-copy]").click()
    expect(page.locator("[data-said=Copied]")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == site.url(f"{KINDS['conflict']}#references")


def test_without_scripts_the_forms_are_there_and_no_buttons(open_page: OpenPage) -> None:
    page = open_page(KINDS["conflict"], scripts=False)
    page.get_by_text("Cite this page").click()
    for form in FORMS:
        expect(page.locator(f"#citation-{form}")).to_be_visible()
    assert [button for button in page.locator(".cite-page button").all() if button.is_visible()] == []
