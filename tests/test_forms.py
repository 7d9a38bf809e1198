"""The pages that add a page and correct a figure: what they write passes the project's own check, in its canonical form."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser, Locator, Page, expect

from panoply.canonical import canonical, modeline
from panoply.command_line import main
from panoply.schema import schemas
from panoply.text import fold, is_slug, slugify
from tests.browser import SIX, Site, assert_no_sideways_scroll, served
from tests.conftest import Heard, OpenPage
from tests.reading import CASE_FILES, ROOT, load_case, vocabulary
from tests.test_accessibility import COLOURS, violations
from tests.test_locomotives import Railbook

ADD, CORRECT = "wiki/about/add/", "wiki/about/correct/"
REPOSITORY = "https://github.com/panoply-wiki/panoply"
MOST_SCRIPT = 15_000
SCRIPTS = {
    "add": ("schema", "yaml", "fields", "add"),
    "correct": ("schema", "yaml", "fields", "edit", "correct"),
}
KINDS = {kind.key: f"{kind.singular}.schema.json" for kind in vocabulary().kinds.values()}
ENTITIES = sorted(file for kind in KINDS for file in (ROOT / "entities" / kind).glob("*.yml"))


def run(page: Page, module: str, script: str, argument: Any = None) -> Any:
    """What a function of a script makes of an argument: ``run(page, "schema", "({check}, data) => …", data)``."""
    return page.evaluate(
        f"async (argument) => ({script})(await import('../../../assets/form-{module}.js'), argument)",
        argument,
    )


@pytest.fixture
def add(open_page: OpenPage) -> Page:
    """The form for a new page, ready."""
    return ready(open_page(ADD, still=True))


def ready(page: Page) -> Page:
    page.locator("form.form:not([hidden])").wait_for()
    return page


# The checker of the schemas


def keywords(schema: Any) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    for keyword, value in schema.items():
        yield keyword
        if keyword in ("properties", "$defs"):
            for one in value.values():
                yield from keywords(one)
        elif keyword in ("items", "additionalProperties", "propertyNames", "if", "then", "else", "not", "contains"):
            yield from keywords(value)
        elif keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
            for one in value:
                yield from keywords(one)


def test_every_keyword_of_the_schemas_is_known_and_no_other_is_taken(add: Page) -> None:
    used = {word for name in KINDS.values() for word in keywords(schemas(vocabulary())[name])}
    assert used <= set(run(add, "schema", "({KNOWN}) => KNOWN"))
    with pytest.raises(Exception, match="unknown keyword oneOf"):
        run(add, "schema", "({check}) => check({oneOf: []}, 'x')")


def documents() -> dict[str, dict[str, Any]]:
    """All files of entities, shipped and of the cases of problems, by schema, as far as they are YAML of objects."""
    found: dict[str, dict[str, Any]] = {name: {} for name in KINDS.values()}
    contents = {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in ENTITIES}
    for case in CASE_FILES:
        for part in ("files", "fixed"):
            for path, content in load_case(case)[part].items():
                contents[f"{path} {case.stem} {part}"] = content if isinstance(content, str) else ""
    for name, content in contents.items():
        kind = name.split("/")[1] if name.startswith("entities/") else ""
        try:
            data = yaml.load(content, yaml.BaseLoader)
        except yaml.YAMLError:
            continue
        if kind in KINDS and isinstance(data, dict):
            found[KINDS[kind]][name] = data
    return found


def test_its_verdict_and_its_places_are_those_of_the_reference_checker(add: Page) -> None:
    refused = 0
    for name, data in documents().items():
        schema = schemas(vocabulary())[name]
        look = "({check}, [schema, all]) => all.map((one) => check(schema, one).map(({keyword, path}) => [keyword, path]))"
        there = run(add, "schema", look, [schema, list(data.values())])
        validator = Draft202012Validator(schema)
        for (file, one), found in zip(data.items(), there, strict=True):
            here = {(e.validator, *map(str, e.absolute_path)) for e in validator.iter_errors(one) if placed(e)}
            theirs = {(keyword, *map(str, path)) for keyword, path in found if keyword in PLACED}
            assert (file, bool(found)) == (file, not validator.is_valid(one))
            assert (file, theirs) == (file, here)
            refused += bool(found)
    assert refused > 80


PLACED = ("pattern", "enum", "type", "minLength", "minItems")
"""Keywords that tell of the value itself; others tell of a key in it, which the form needs and the reference does not give."""


def placed(error: Any) -> bool:
    return error.validator in PLACED and "propertyNames" not in error.absolute_schema_path


# The writer of YAML

TRICKY = [
    *("yes", "true", "Null", "~", "~41", "-", "- x", "-x", "?", "? x", "?x", ":", ": x", ":x", "x:", "x: y", "x:y", "x :y"),
    *("#x", "x #y", "x# y", "'x'", "it's", '"x"', 'say "x"', "back\\slash", 'both " and \\', "it's \"x\"", "[x", "[x]"),
    *("{x", "x]", "]x", "}", ">x", "|", "@x", "`x`", "%x", ",x", "&x", "*x", "!x", "<x>", "=x", "--- x", "---", "...", "1.10"),
    *("0x1f", "1973-04-12", "<<", "Т-72", "화성-18", "€5", "a  b", "tab\tbed", "no\u00a0break", "minus \u22125", "🛡 x"),
    *("zero\u200bwidth", "key: [x]", "http://x.y/z", "foo:bar", "foo://bar", "foo::bar", "x, y", "50 % x", "x & y", "\x07bell"),
    *("\ufeffx", "NO", "on", "a'b\"c\\d: #"),
]  # fmt: skip


def assert_canonical(content: str, kind: str = "systems") -> None:
    """As `fmt` would leave it."""
    assert canonical(content.encode(), f"entities/{kind}/x.yml", kind, vocabulary()).decode() == content


def test_whatever_is_typed_is_quoted_as_fmt_does(add: Page) -> None:
    head = modeline("systems", vocabulary())
    write = """({file, tidy, claim}, [head, texts]) => texts.map(tidy).map((text) => [text, file(head, {
      name: text, class: "light-tank", names: [{name: text, lang: "en"}],
      lead: [`${text} [@x].`, "and"].slice(0, 1 + text.length % 2),
      claims: {mass: [claim({value: "4 t", condition: "empty", as_of: "1990", cite: "x, p. 1"}, false)],
        transmission: ["", "1990"].map((as_of) => claim({value: text, as_of, cite: "x"}, true))},
      sources: {x: {title: text, publisher: text, grade: "B"}}})])"""
    shipped = [name.group(1) for file in ENTITIES[::5] for name in re.finditer(r"(?m)^ *title: (.+)$", file.read_text("utf-8"))]
    for text, content in run(add, "yaml", write, [head, TRICKY + shipped]):
        assert_canonical(content)
        assert yaml.load(content, yaml.BaseLoader)["name"] == text


def test_names_become_slugs_and_are_compared_as_the_generator_does(add: Page) -> None:
    names = [
        *TRICKY,
        *re.findall(r"(?m)^ +- name: (.+)$", "\n".join(file.read_text("utf-8") for file in ENTITIES)),
        "2A7+",
        "Ä ö",
    ]
    found = run(add, "fields", "({slugify, fold}, names) => names.map((name) => [slugify(name), fold(name)])", names)
    assert found == [[slugify(name), fold(name)] for name in names]


# Adding a page


FILL = """(form, fields) => {
  const plain = (label) => label.textContent.replace(/ needed$/, '');
  for (const [name, value] of Object.entries(fields)) {
    const label = [...form.querySelectorAll('label')].find((one) => plain(one) === name && one.checkVisibility());
    if (!label) throw new Error(`no field ${name}`);
    label.control.value = value;
    for (const event of ['input', 'change']) label.control.dispatchEvent(new Event(event, {bubbles: true}));
  }
}"""
"""At once, because a form has some forty fields."""


def fill(form: Locator, fields: dict[str, str]) -> None:
    """Fill fields in by their labels; what is chosen from a list is so by its value."""
    form.evaluate(FILL, fields)


def labelled(form: Locator, label: str) -> Locator:
    return form.get_by_label(re.compile(rf"^{re.escape(label)}( needed)?$")).first


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True)


def problems(page: Page) -> list[str]:
    page.locator('.form-result[aria-busy="false"]').wait_for()
    return page.locator(".form-problems li").all_inner_texts()


def written(page: Page) -> str:
    assert problems(page) == []
    return page.locator(".form-result pre").first.text_content() or ""


SOURCE = {
    "Title": 'Ibex: a "first" look',
    "Publisher": "The Daily Post",
    "Published on": "2019-05-04",
    "Web address": "https://post.example/ibex-2",
    "Read on": "2026-11-20",
    "Type": "article-newspaper",
    "Grade": "B",
}


def fill_tank(page: Page, name: str = "Ibex 2") -> None:
    fill(page.locator("form.form"), {"Class": "main-battle-tank", "Name": name})
    fill(part(page, "Source 1"), SOURCE)
    page.get_by_role("button", name="Add a source").click()
    fill(
        part(page, "Source 2"),
        {"Title": "Tanks: a field guide", "Published on": "1998", "Type": "book", "Grade": "B", "Read on": ""},
    )
    fill(
        page.locator("form.form"),
        {"In a few sentences": "The Ibex 2 is a tank\nof nobody: # a *fiction*.\n\nIt has 2 seats.", "Its source": ":1"},
    )
    figures: list[tuple[str, dict[str, str]]] = [
        ("origin", {"Value": "Soviet Union", "Source": ":1"}),
        ("mass", {"Value": "41.5", "Unit": "t", "Condition": "combat-loaded", "As of": "1990", "Source": ":1"}),
        ("crew", {"Value": "3", "Source": ":2", "Page or place in it": "p. 31"}),
        ("mass", {"Value": "~92000 lb", "Source": ":2", "Page or place in it": "p. 31"}),
        ("transmission", {"Value": "Planetary: seven gears", "As of": "1990", "Source": ":1"}),
        ("status", {"Value": "in-service", "Source": ":1"}),
    ]
    for number, (key, fields) in enumerate(figures, 1):
        if number > 1:
            page.get_by_role("button", name="Add a figure").click()
        fill(part(page, f"Figure {number}"), {"Property": key})
        fill(part(page, f"Figure {number}"), fields)
    page.get_by_role("button", name="Add a name").click()
    fill(part(page, "Name 1"), {"Name": "Козерог-2", "Language": "ru", "Sort of name": "service"})


def assert_passes(root: Path, tmp_path: Path, path: str, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In a copy of a wiki, by its own check and its own form."""
    for folder in ("entities", "schema", "seeds"):
        if (root / folder).is_dir():
            copytree(root / folder, tmp_path / folder)
    (tmp_path / path).write_text(content, "utf-8")
    assert main(["check", "--root", str(tmp_path), path]) == 0, capsys.readouterr()
    assert main(["fmt", "--check", "--root", str(tmp_path), path]) == 0, capsys.readouterr()


def test_what_it_writes_passes_the_projects_check(
    add: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str], heard: Heard
) -> None:
    fill_tank(add)
    assert add.get_by_label("Short name in its address").input_value() == "ibex-2"
    content = written(add)
    assert_passes(ROOT, tmp_path, "entities/systems/ibex-2.yml", content, capsys)
    assert "  origin: soviet-union [@the-daily-post-2019]\n" in content
    assert (
        "    - 41.5 t (combat-loaded; as of 1990) [@the-daily-post-2019]\n    - ~92000 lb [@tanks-a-field-guide-1998, p. 31]\n"
        in content
    )
    assert heard.errors == []


def test_it_is_handed_on_whole_to_the_new_file_page(add: Page) -> None:
    fill_tank(add)
    content = written(add)
    link = urlsplit(add.get_by_role("link", name="Propose it on GitHub").get_attribute("href") or "")
    assert f"{link.scheme}://{link.netloc}{link.path}" == f"{REPOSITORY}/new/main/entities/systems"
    assert parse_qs(link.query) == {"filename": ["ibex-2.yml"], "value": [content]}
    with add.expect_download() as download:
        add.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "ibex-2.yml"
    assert Path(download.value.path()).read_text("utf-8") == content


def test_what_is_too_long_for_a_link_is_to_be_pasted(add: Page) -> None:
    fill_tank(add)
    fill(add.locator("form.form"), {"In a few sentences": "Многа букв. " * 200})
    content = written(add)
    address = add.get_by_role("link", name="Propose it on GitHub").get_attribute("href") or ""
    assert address == f"{REPOSITORY}/new/main/entities/systems?filename=ibex-2.yml"
    expect(add.locator(".form-result")).to_contain_text("paste it into the empty editor")
    assert_canonical(content)


MISTAKES: list[tuple[str, dict[str, str], str | None]] = [
    ("", {"Name": "T-72"}, "Name: T-72 is here already under that name: correct its page, or choose another name"),
    ("", {"Name": "ural"}, "Name: T-72 is here already under that name"),
    ("", {"Short name in its address": "t-72"}, "Short name in its address: T-72 is here already"),
    ("", {"Short name in its address": "About"}, "Short name in its address: Write lower-case letters"),
    ("", {"Short name in its address": "about"}, "Short name in its address: This word is reserved"),
    ("", {"Short name in its address": "x" * 81}, "Short name in its address: At most 80 characters"),
    ("", {"Its source": ""}, "Its source: Choose the source"),
    ("Source 1", {"Published on": "May 2019"}, "Published on: Write 1973"),
    ("Source 1", {"Web address": "post.example"}, "Web address: Write an address that begins with"),
    ("Source 1", {"Grade": ""}, "Grade: Fill this in"),
    ("Source 1", {"Title": " "}, "Title: Fill this in"),
    ("Figure 2", {"Value": ""}, "Value: Fill this in"),
    ("Figure 2", {"Value": "heavy"}, "Value: Write 40 t"),
    ("Figure 2", {"Value": "unknown"}, None),
    ("Figure 2", {"As of": "last year"}, "As of: Write 1973"),
    ("Figure 2", {"Source": ""}, "Source: Fill this in"),
    ("Figure 3", {"Page or place in it": "p. 3; x"}, "Page or place in it: Write it without ; @"),
    ("Figure 3", {"Page or place in it": "at x@y"}, "Page or place in it: Write key, p. 12"),
    ("Figure 4", {"Value": "92,000 lb"}, "Value: Write 40 t"),
    ("Figure 1", {"Value": "Two Words"}, "Value: Write its-slug"),
    ("Name 1", {"Name": ""}, None),
]
"""Where what is typed, and what is told; nothing where it is right."""


def test_a_mistake_is_told_at_its_field(add: Page) -> None:
    fill_tank(add)
    for where, fields, told in MISTAKES:
        place = part(add, where) if where else add.locator("form.form")
        before = {label: labelled(place, label).input_value() for label in fields}
        fill(place, fields)
        found = problems(add)
        if told is None:
            assert (fields, found) == (fields, [])
        else:
            assert (fields, len(found)) == (fields, 1)
            assert found[0].startswith(told)
            label, _, message = found[0].partition(": ")
            control = labelled(place, label)
            expect(control).to_have_attribute("aria-invalid", "true")
            expect(control).to_have_accessible_description(re.compile(re.escape(message)))
        fill(place, before)
    assert problems(add) == []


def test_with_a_mistake_it_is_not_handed_on(add: Page) -> None:
    fill_tank(add)
    fill(part(add, "Source 2"), {"Title": ""})
    for name in ("Propose it on GitHub", "Download"):
        add.get_by_role("link", name=name).click()
        expect(add.locator(".form-problems a")).to_be_focused()
    assert len(add.context.pages) == 1
    add.keyboard.press("Enter")
    expect(labelled(part(add, "Source 2"), "Title")).to_be_focused()


def test_a_property_is_offered_to_the_classes_that_have_it(add: Page) -> None:
    for class_key in ("main-battle-tank", "short-range-ballistic-missile"):
        fill(add.locator("form.form"), {"Class": class_key})
        offered = (
            part(add, "Figure 1")
            .get_by_label("Property")
            .locator("option")
            .evaluate_all("(all) => all.map((one) => one.value)")
        )
        assert [key for key in offered if key] == [p.key for p in vocabulary().properties_of(class_key)]


def test_nobody_is_scolded_before_a_field_was_left(add: Page) -> None:
    assert add.locator(".form-error:not(:empty)").count() == 0
    expect(add.get_by_role("status").first).to_have_text("3 things to fill in or mend")
    add.get_by_role("link", name="Propose it on GitHub").click()
    assert add.locator(".form-error:not(:empty)").count() == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_chooses_the_kind(open_page: OpenPage, kind: str) -> None:
    page = open_page(f"wiki/{kind}/", still=True)
    page.get_by_role("link", name=re.compile(r"^Add an? ")).click()
    ready(page)
    assert page.get_by_label("Kind").input_value() == kind
    assert page.locator(".form-result pre").text_content() == modeline(kind, vocabulary()) + "\n"


@contextmanager
def railbook_form(top: Path, chromium: Browser) -> Iterator[tuple[Railbook, Page]]:
    top.mkdir()
    railbook = Railbook(top)
    with served(railbook.root) as site:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(site.url(ADD))
        yield railbook, ready(page)
        context.close()


def test_a_wiki_of_another_field_has_a_form_of_its_own(
    tmp_path: Path, chromium: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    with railbook_form(tmp_path / "book", chromium) as (railbook, page):
        kinds = page.get_by_label("Kind").locator("option").evaluate_all("(all) => all.map((one) => one.value)")
        assert kinds == ["locomotives", "railways", "builders", "countries"]
        fill(page.locator("form.form"), {"Class": "steam-locomotive", "Name": "T2 Crane"})
        fill(part(page, "Source 1"), {"Title": "Engines", "Web address": "https://rail.example/", "Grade": "B"})
        fill(part(page, "Figure 1"), {"Property": "gauge"})
        fill(part(page, "Figure 1"), {"Value": "1435", "Unit": "mm", "Source": ":1"})
        content = written(page)
        assert "  gauge: 1435 mm [@engines]\n" in content
        assert_passes(railbook.root, tmp_path / "copy", "entities/locomotives/t2-crane.yml", content, capsys)


# Correcting a figure


def correct(open_page: OpenPage, slug: str, **asked: str) -> Page:
    query = urlencode({"file": f"entities/systems/{slug}.yml", **asked})
    return ready(open_page(f"{CORRECT}#{query}", still=True))


def edited(page: Page, lines: list[str]) -> str:
    """A file after someone has done what the page says."""
    steps = page.locator(".form-edits > li").all()
    for step in steps:
        said = step.inner_text()
        new = (step.locator("pre:not(.form-gone)").text_content() or "").split("\n")
        numbers = [int(number) for number in re.findall(r"\d+", said.partition("\n")[0])]
        if said.startswith("Delete"):
            start, stop = numbers[0] - 1, numbers[-1]
            assert step.locator(".form-gone").text_content() == "\n".join(lines[start:stop])
        else:
            start = stop = numbers[0]
        lines[start:stop] = new
    return "\n".join(lines)


def test_a_figure_leads_to_its_correction_and_what_it_says_now(open_page: OpenPage, site: Site) -> None:
    page = open_page("wiki/systems/t-72/", still=True)
    page.locator('.infobox a.figure[href="#p-mass"]').click()
    page.get_by_role("link", name="Correct this figure").click()
    ready(page)
    assert page.get_by_label("Page", exact=False).first.input_value() == "T-72"
    assert page.get_by_label("Property").input_value() == "mass"
    now = page.locator(CHOICE).count() - 1
    claims = json.loads((site.root / "docs/data/edit/systems/t-72.json").read_text("utf-8"))["claims"]
    assert now == len([claim for claim in claims if claim["property"] == "mass"])
    expect(page.get_by_role("radio", name=re.compile("Replace 41 t, by Vojenský"))).to_be_visible()


CHOICE = ".form-choice input"
NEW = {"Value": "44.4", "Unit": "t", "Condition": "combat-loaded", "Source": ":new"}


@pytest.mark.parametrize("which", [0, 1, 7, 8])
def test_the_lines_it_shows_make_a_file_that_passes(
    open_page: OpenPage, tmp_path: Path, capsys: pytest.CaptureFixture[str], which: int
) -> None:
    """Beside what is there; in place of a claim of the system, and of one of its versions."""
    page = correct(open_page, "t-72", property="mass")
    page.locator(CHOICE).nth(which).check()
    fill(page.locator(".form-typed"), NEW)
    fill(part(page, "The new source"), SOURCE)
    assert problems(page) == []
    path = "entities/systems/t-72.yml"
    content = edited(page, (ROOT / path).read_text("utf-8").split("\n"))
    assert "44.4 t (combat-loaded) [@the-daily-post-2019]\n" in content
    assert_passes(ROOT, tmp_path, path, content, capsys)


def test_every_file_can_be_changed_and_stays_canonical(add: Page, site: Site) -> None:
    """Claims added, the first and the last one replaced, a source added: in the six, and in some of the rest."""
    change = """({addClaim, replaceClaim, addSource, apply}, [file, schema, keys]) => {
      const order = {top: Object.keys(schema.properties), claims: Object.keys(schema.$defs.claims.properties)};
      const source = addSource(file.lines, "new-one", {title: "x: y", url: "https://x.example/", grade: "B"});
      const edits = keys.flatMap((key, at) => {
        const claim = at % 2 ? "unknown [@new-one]" : {value: "unknown", as_of: "1990", cite: "new-one"};
        const line = file.claims[at ? file.claims.length - 1 : 0]?.line;
        return [addClaim(file.lines, order, key, claim), ...(line && at < 2 ? [replaceClaim(file.lines, line, claim)] : [])];
      });
      return edits.map((edit) => apply(file.lines, [edit, source]).join("\\n"));
    }"""
    changed = 0
    for file in [*(ROOT / "entities/systems" / f"{slug}.yml" for slug in SIX), *ENTITIES[::16]]:
        kind, data = (
            file.parent.name,
            json.loads((site.root / "docs/data/edit" / file.parent.name / f"{file.stem}.json").read_text()),
        )
        keys = [prop.key for prop in vocabulary().properties_of(data["class"])][:: 20 if file.stem in SIX else 5]
        schema = schemas(vocabulary())[KINDS[kind]]
        for content in run(add, "edit", change, [data, schema, keys]):
            assert_canonical(content, kind)
            said = yaml.load(content, yaml.BaseLoader)
            assert list(said["sources"])[-1] == "new-one"
            assert "new-one" in json.dumps(said["claims"]) + json.dumps(said.get("variants", {}))
            changed += 1
    assert changed > 60


def test_both_ways_on_know_what_was_typed(open_page: OpenPage) -> None:
    page = correct(open_page, "t-72", property="mass")
    fill(page.locator(".form-typed"), NEW | {"Page or place in it": "p. 3"})
    fill(part(page, "The new source"), SOURCE)
    assert problems(page) == []
    assert re.fullmatch(
        rf"{REPOSITORY}/edit/main/entities/systems/t-72\.yml#L\d+",
        page.get_by_role("link", name="Edit the file on GitHub").get_attribute("href") or "",
    )
    link = urlsplit(page.get_by_role("link", name="Report it instead").get_attribute("href") or "")
    asked = {key: value for key, [value] in parse_qs(link.query).items()}
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/correction.yml").read_text("utf-8"))
    ids = {field["id"] for field in form["body"] if field["type"] in ("input", "textarea")}
    assert asked.keys() - {"template", "title"} == ids
    assert asked["title"] == "Correction: T-72: Mass"
    assert asked["page"].endswith("/wiki/systems/t-72/")
    assert asked["property"] == "Mass, combat-loaded"
    assert asked["value"].startswith("41 t; ~40 t; 41.5 t (combat loaded)")
    assert asked["proposal"] == "44.4 t"
    assert asked["source"].startswith(SOURCE["Title"])
    assert asked["source"].endswith("p. 3")


def test_by_itself_it_asks_which_figure(open_page: OpenPage) -> None:
    page = ready(open_page(CORRECT, still=True))
    assert problems(page) == ["Page: Choose a page"]
    fill(page.locator(".form-typed"), {"Page": "hwasong 18"})
    expect(page.get_by_label("Page", exact=False).first).to_have_value("Hwasong-18")
    fill(page.locator(".form-typed"), {"Property": "length"})
    assert page.locator(CHOICE).count() > 1
    assert page.locator(".form-result").get_by_role("link", name="Edit the file on GitHub").is_visible()


@pytest.mark.parametrize("file", ["entities/systems/no-such-tank.yml", "../../x", ""])
def test_without_the_file_what_the_figure_said_is_text(open_page: OpenPage, heard: Heard, file: str) -> None:
    evil = '<img src=x onerror="document.title=1"><b>41 t</b>'
    page = ready(open_page(f"{CORRECT}#{urlencode({'file': file, 'page': evil, 'property': evil, 'value': evil})}", still=True))
    assert page.locator("form.form :is(img, b)").count() == 0
    if "no-such" in file:
        expect(page.locator(".form-section")).to_contain_text('<img src=x onerror="document.title=1">')
        link = urlsplit(page.get_by_role("link", name="Report it instead").get_attribute("href") or "")
        assert parse_qs(link.query)["value"] == [evil]
    assert not any("assets/x" in url or url.endswith("/x") for url in heard.requests)


def test_nothing_typed_becomes_html(add: Page, heard: Heard) -> None:
    evil = "<img src=x onerror=alert(1)>"
    fill(add.locator("form.form"), {"Name": evil})
    fill(part(add, "Source 1"), {"Title": evil})
    assert problems(add)
    assert add.locator("main img").count() == 0
    assert f"name: {evil}" in (add.locator(".form-result pre").text_content() or "")
    assert not any(url.endswith("/x") for url in heard.requests)


# Around them


@pytest.mark.parametrize("address", [ADD, CORRECT])
def test_without_javascript_it_says_how_by_hand(open_page: OpenPage, address: str) -> None:
    page = open_page(address, scripts=False)
    expect(page.locator("form.form")).to_be_hidden()
    links = [link.get_attribute("href") or "" for link in page.locator(".form-by-hand a").all()]
    assert [link for link in links if link.startswith(f"{REPOSITORY}/issues/new?template=")]
    assert f"{REPOSITORY}/blob/main/CONTRIBUTING.md" in links


@pytest.mark.parametrize("form", SCRIPTS)
def test_its_scripts_are_small_and_its_own(open_page: OpenPage, heard: Heard, form: str) -> None:
    names = [f"form-{name}.js" for name in SCRIPTS[form]]
    size = sum(len(gzip.compress((ROOT / "docs/assets" / name).read_bytes())) for name in names)
    assert size <= MOST_SCRIPT
    ready(open_page({"add": ADD, "correct": CORRECT}[form], still=True))
    loaded = {url.rpartition("/")[2] for url in heard.requests if "/assets/form-" in url}
    assert loaded == set(names)
    heard.forget()
    open_page("wiki/systems/t-72/")
    assert [url for url in heard.requests if "/assets/form-" in url or "/data/edit/" in url] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_nothing_is_too_wide(open_page: OpenPage, width: int) -> None:
    page = ready(open_page(ADD, still=True, width=width))
    fill_tank(page, "Donaudampfschifffahrtskapitänspatent" * 3)
    assert_no_sideways_scroll(page)
    page = ready(open_page(f"{CORRECT}#file=entities%2Fsystems%2Ft-72.yml&property=mass", still=True, width=width))
    fill(page.locator(".form-typed"), NEW)
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("form", SCRIPTS)
def test_filled_in_and_refused_it_breaks_no_rule(open_page: OpenPage, form: str, width: int) -> None:
    asked = f"{CORRECT}#file=entities%2Fsystems%2Ft-72.yml&property=mass" if form == "correct" else ADD
    page = ready(open_page(asked, still=True, width=width))
    if form == "add":
        fill_tank(page)
        fill(part(page, "Source 2"), {"Title": ""})
        page.get_by_role("link", name="Propose it on GitHub").click()
    else:
        page.locator(CHOICE).nth(1).check()
        fill(page.locator(".form-typed"), {"Source": ":new"})
        page.get_by_role("link", name="Edit the file on GitHub").click()
    assert page.locator(".form-error:not(:empty)").count() > 0
    page.evaluate(Axe().axe_script)
    assert violations(page) == {}
    page.emulate_media(color_scheme="dark")
    page.evaluate("() => document.body.setAttribute('data-md-color-scheme', 'slate')")
    assert violations(page, COLOURS) == {}


def test_the_longest_slug_is_the_readers(site: Site) -> None:
    names = json.loads((site.root / "docs/data/edit/names.json").read_text("utf-8"))
    assert is_slug("a" * names["longest"])
    assert not is_slug("a" * (names["longest"] + 1))
