"""What is kept between builds, and how many cores make them, never shows: files and problems are those of a clean build."""

from __future__ import annotations

import gc
import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from bench.corpus import make_wiki
from panoply import build, kept_parts
from panoply.kept_parts import OWN, KeptParts, Rows
from panoply.last_build import CACHE, INPUTS
from panoply.output import OWNED, Written
from panoply.overview import FILE as OVERVIEW
from panoply.problems import Problems
from panoply.reach import with_lines
from panoply.vocabulary import Vocabulary
from panoply.vocabulary_file import load_vocabulary
from tests.limits import lower_limits

ROOT = Path(__file__).parent.parent
MADE = (*(f"docs/{owned}" for owned in OWNED), CACHE)
SYSTEMS = 8
MOST = 3
"""Entries on one page, where lists are to be divided."""


@pytest.fixture(autouse=True)
def _epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("kept") / "wiki"
    root.mkdir()
    make_wiki(root, SYSTEMS)
    return root


@pytest.fixture
def wiki(made_up: Path, tmp_path: Path) -> Path:
    """A made-up wiki of which nothing is built."""
    return shutil.copytree(made_up, tmp_path / "wiki")


def generate(root: Path) -> tuple[Written | None, list[str]]:
    """As a process of its own would: nothing is handed on but what lies on the disk."""
    problems = Problems()
    written = build.build_again(root, problems, lambda: None)
    return written, sorted(map(str, problems.found))


def clean(root: Path, beside: Path) -> tuple[dict[str, bytes], list[str]]:
    """Files and problems of a clean build of the same inputs, elsewhere."""
    other = shutil.copytree(root, beside, ignore=shutil.ignore_patterns("wiki", "data", ".cache"))
    _, told = generate(other)
    found = made(other)
    shutil.rmtree(other)
    return found, told


def made(root: Path) -> dict[str, bytes]:
    found = (file for owned in OWNED for file in (root / "docs" / owned).rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}


# Edits at random


def pick(root: Path, folder: str, chance: Random) -> Path:
    return chance.choice(sorted((root / folder).glob("*.yml")))


def replace_in(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8", newline="\n")


def change_figure(root: Path, chance: Random) -> None:
    change_crew(pick(root, "entities/systems", chance), chance.randint(2, 5))


def change_crew(file: Path, crew: int) -> None:
    file.write_text(re.sub(r"(?m)^  crew: \d+", f"  crew: {crew}", file.read_text("utf-8")), "utf-8", newline="\n")


def change_lead(root: Path, chance: Random) -> None:
    replace_in(pick(root, "entities/systems", chance), "lead: >-\n  ", f"lead: >-\n  Word{chance.randint(1, 999)} ")


def change_name(root: Path, chance: Random) -> None:
    replace_in(pick(root, "entities/countries", chance), "name: ", f"name: Name {chance.randint(1, 10**6)} ")


def change_relation(root: Path, chance: Random) -> None:
    country = pick(root, "entities/countries", chance).stem
    file = pick(root, "entities/systems", chance)
    lines = file.read_text("utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith("  origin: "))
    lines[at] = f"  origin: {country}{lines[at][lines[at].index(' [@') :]}"
    file.write_text("".join(lines), "utf-8", newline="\n")


def change_source(root: Path, chance: Random) -> None:
    replace_in(pick(root, "entities/sources", chance), "title: ", f"title: Word{chance.randint(1, 999)} ")


def change_inline_source(root: Path, chance: Random) -> None:
    files = sorted((root / "entities/systems").glob("*.yml"))
    with_sources = [file for file in files if "\nsources:" in file.read_text("utf-8")]
    replace_in(chance.choice(with_sources), "\n    title: ", f"\n    title: Word{chance.randint(1, 999)} ")


def add_entity(root: Path, chance: Random) -> None:
    file = pick(root, "entities/countries", chance)
    number = chance.randint(10**4, 10**6)
    text = file.read_text("utf-8").replace("name: ", f"name: Copy {number} ", 1)
    file.with_name(f"copy-{number}.yml").write_text(text, "utf-8")


def remove_copy(root: Path, chance: Random) -> None:
    for file in (root / "entities/countries").glob("copy-*.yml"):
        file.unlink()


def touch(root: Path, chance: Random) -> None:
    pick(root, "entities/systems", chance).touch()


def change_glossary(root: Path, chance: Random) -> None:
    glossary = root / "schema/glossary.yml"
    glossary.write_text(glossary.read_text("utf-8").replace("definition: ", "definition: Here ", 1), "utf-8")


def break_and_mend(root: Path, chance: Random) -> None:
    """A build that fails between two that do not."""
    file = pick(root, "entities/systems", chance)
    text = file.read_bytes()
    file.write_bytes(text + b"nonsense: 1\n")
    assert generate(root)[0] is None
    file.write_bytes(text)
    change_crew(file, chance.randint(2, 5))


def alter_page(root: Path, chance: Random) -> None:
    """An edit of what is made, behind which the old times are put back."""
    file = chance.choice(sorted((root / "docs/wiki").rglob("*.md")))
    times = file.stat()
    file.write_bytes(file.read_bytes().replace(b"e", b"x"))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def remove_page(root: Path, chance: Random) -> None:
    chance.choice(sorted((root / "docs/data").rglob("*.json"))).unlink()


def add_stray(root: Path, chance: Random) -> None:
    chance.choice(sorted((root / "docs/wiki").rglob("*.md"))).with_name("stray.md").write_text("stray", "utf-8")


def damage_cache(root: Path, chance: Random) -> None:
    for file in sorted((root / CACHE).rglob("*")):
        if file.is_file() and chance.random() < 0.5:
            content = file.read_bytes()
            at = chance.randrange(len(content) + 1)
            file.write_bytes(content[:at] + b"x" + content[at + chance.randint(0, 1) :])


def remove_cache(root: Path, chance: Random) -> None:
    shutil.rmtree(root / CACHE)


def change_nothing(root: Path, chance: Random) -> None:
    pass


EDITS: tuple[Callable[[Path, Random], None], ...] = (
    *(change_figure, change_figure, change_lead, change_name, change_relation, change_source, change_inline_source),
    *(add_entity, remove_copy, touch, change_glossary, break_and_mend, alter_page, remove_page, add_stray),
    *(damage_cache, remove_cache, change_nothing),
)


@pytest.mark.parametrize(("seed", "most"), [(6, None), (7, None), (8, MOST)])
def test_after_edits_at_random_files_and_problems_are_those_of_a_clean_build(
    wiki: Path, tmp_path: Path, seed: int, most: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if most:
        lower_limits(monkeypatch, most)
    chance = Random(seed)
    generate(wiki)
    edits = chance.sample(EDITS, len(EDITS))
    for number, edit in enumerate(edits):
        edit(wiki, chance)
        if chance.random() < 0.3:
            chance.choice(EDITS[:8])(wiki, chance)
        written, told = generate(wiki)
        assert written is not None, told
        found, expected = made(wiki), clean(wiki, tmp_path / "beside")
        differing = sorted(f for f in found.keys() | expected[0].keys() if found.get(f) != expected[0].get(f))
        assert (number, edit.__name__, differing, told) == (number, edit.__name__, [], expected[1])


def test_a_lead_renders_few_pages(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the test above would compare clean builds with clean builds."""
    generate(wiki)
    seen: list[frozenset[str] | None] = []
    find = build.find_touched
    monkeypatch.setattr(build, "find_touched", lambda *reads: seen.append(find(*reads)) or seen[-1])
    change_lead(wiki, Random(1))
    generate(wiki)
    assert seen[0] is not None
    assert 0 < len(seen[0]) < 30


# Small builds


def change_any_figure(root: Path, chance: Random) -> None:
    """One digit after the first colon of a line that has one; the file stays as it was where that is a mistake."""
    file = pick(root, chance.choice(["entities/systems", "entities/systems", "entities/components"]), chance)
    text = file.read_text("utf-8")
    found = [m.end() - 1 for m in re.finditer(r"(?m)^ +(?:- )?(?:value: |[a-z-]+: )[\d.]*\d", text)]
    if not found:
        return
    at = chance.choice(found)
    changed = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    file.write_text(changed, "utf-8", newline="\n")
    problems = Problems()
    build.read(root, problems)
    if problems.errors:
        file.write_text(text, "utf-8", newline="\n")


def add_comment(root: Path, chance: Random) -> None:
    """Which says nothing, and moves all lines."""
    file = pick(root, "entities/systems", chance)
    file.write_text(f"# {chance.randint(1, 999)}\n" + file.read_text("utf-8"), "utf-8", newline="\n")


def change_text(root: Path, chance: Random) -> None:
    """A word at the end of a section."""
    file = pick(root, "entities/systems", chance)
    text = file.read_text("utf-8")
    at = text.rindex(" [@")
    file.write_text(f"{text[:at]} and {chance.randint(1, 999)}{text[at:]}", "utf-8", newline="\n")


def damage_overview(root: Path, chance: Random) -> None:
    file = root / CACHE / OVERVIEW
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1
    file.write_bytes(content)
    change_figure(root, chance)


def damage_one_entry(root: Path, chance: Random) -> None:
    """Behind the index of what is kept, which stays as it was."""
    file = chance.choice(sorted((root / CACHE / "read").iterdir()))
    content = bytearray(file.read_bytes())
    content[-chance.randint(1, len(content) // 2)] ^= 1
    file.write_bytes(content)
    change_figure(root, chance)


SMALL_EDITS = (
    *(*(change_any_figure,) * 6, change_figure, add_comment, change_text),
    *(damage_overview, damage_one_entry, alter_page),
)


@pytest.mark.parametrize(("seed", "most"), [(1, None), (2, None), (3, MOST)])
def test_a_small_build_leaves_what_a_clean_one_makes(
    wiki: Path, tmp_path: Path, seed: int, most: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if most:
        lower_limits(monkeypatch, most)
    chance, small = Random(seed), []
    generate(wiki)
    build_small = build.build_small
    monkeypatch.setattr(build, "build_small", lambda *a, **named: small.append(build_small(*a, **named)) or small[-1])
    for number, edit in enumerate(chance.sample(SMALL_EDITS, len(SMALL_EDITS))):
        edit(wiki, chance)
        told = generate(wiki)[1]
        found, expected = made(wiki), clean(wiki, tmp_path / "beside")
        differing = sorted(f for f in found.keys() | expected[0].keys() if found.get(f) != expected[0].get(f))
        assert (number, edit.__name__, differing, told) == (number, edit.__name__, [], expected[1])
    assert len([written for written in small if written]) >= 3


@pytest.mark.parametrize("edit", [change_figure, change_text])
def test_what_stays_within_its_page_reads_nothing_else(
    wiki: Path, edit: Callable[[Path, Random], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(wiki)
    edit(wiki, Random(1))
    monkeypatch.setattr(build, "_build", lambda *_, **__: pytest.fail("all was read"))
    written, _ = generate(wiki)
    assert written is not None
    assert 0 < written.changed < 12
    assert generate(wiki)[0] == Written(written.total, 0, 0)


@pytest.mark.parametrize("edit", [change_name, change_lead, change_relation, change_source, change_inline_source, add_entity])
def test_what_reaches_further_is_no_small_build(
    wiki: Path, edit: Callable[[Path, Random], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(wiki)
    edit(wiki, Random(1))
    small = build.build_small
    monkeypatch.setattr(build, "build_small", lambda *a, **named: pytest.fail("small") if small(*a, **named) else None)
    assert generate(wiki)[0] is not None


def test_a_line_is_replaced_in_the_part_of_a_table_that_has_it(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lower_limits(monkeypatch, MOST)
    generate(wiki)
    before = made(wiki)
    assert len([file for file in before if "/classes/part--main-battle-tank--" in file]) > 1
    tanks = {file: file.read_text("utf-8") for file in (wiki / "entities/systems").glob("*.yml")}
    tanks = {file: text for file, text in sorted(tanks.items()) if "class: main-battle-tank" in text}
    file, figure = next(
        (f, m) for f, text in tanks.items() if (m := re.search(r"(?m)^  (?:mass|caliber|engine_power): \d+", text))
    )
    at = figure.end() - 1
    changed_text = tanks[file][:at] + str((int(tanks[file][at]) + 1) % 10) + tanks[file][at + 1 :]
    file.write_text(changed_text, "utf-8", newline="\n")
    monkeypatch.setattr(build, "_build", lambda *_, **__: pytest.fail("all was read"))
    assert generate(wiki)[0] is not None
    changed = [name for name, content in made(wiki).items() if before[name] != content and "/classes/" in name]
    assert len(changed) == 1
    assert "/part--main-battle-tank--" in changed[0]


def test_a_mistake_in_a_small_edit_is_told_and_changes_nothing(wiki: Path, tmp_path: Path) -> None:
    generate(wiki)
    before = made(wiki)
    file = pick(wiki, "entities/systems", Random(1))
    text = file.read_text("utf-8")
    for wrong in (r"\g<0> [@no-such-source]", r"\g<0> (variant no-such-variant)"):
        file.write_text(re.sub(r"(?m)^  crew: \d+", wrong, text), "utf-8", newline="\n")
        written, told = generate(wiki)
        assert written is None
        assert told == clean(wiki, tmp_path / "beside")[1]
        assert made(wiki) == before


def test_lines_are_replaced_only_where_they_stand_once() -> None:
    assert with_lines(b"head\none,\ntwo\n]", "one", "1") == b"head\n1,\ntwo\n]"
    assert with_lines(b"head\none,\ntwo\n]", "two", "2") == b"head\none,\n2\n]"
    assert with_lines(b"head\none,\none\n]", "one", "1") is None
    assert with_lines(b"head\nnone,\n]", "one", "1") is None
    assert with_lines(b"head\none\n]", "", "1") is None


def test_where_nothing_has_changed_nothing_is_read(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = generate(wiki)
    times = {file: file.stat().st_mtime_ns for file in (wiki / "docs").rglob("*")}
    monkeypatch.setattr(build, "read", lambda *_: pytest.fail("it was read"))
    assert first[0] is not None
    assert generate(wiki) == (Written(first[0].total, 0, 0), first[1])
    assert {file: file.stat().st_mtime_ns for file in (wiki / "docs").rglob("*")} == times


def test_only_the_edited_file_is_parsed(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(wiki)
    file = pick(wiki, "entities/systems", Random(1))
    change_crew(file, 5)
    parsed: list[Path] = []
    module = sys.modules["panoply.load"]
    content_of = module.content_of
    monkeypatch.setattr(module, "content_of", lambda file, *rest: parsed.append(file) or content_of(file, *rest))
    generate(wiki)
    assert parsed == [file]


@pytest.mark.parametrize("name", ["panoply/build.py", "panoply/templates/article.md.jinja"])
def test_other_code_takes_nothing_over(wiki: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept belongs to the code that made it."""
    generate(wiki)
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda file: read(file) + (b"#" if file == ROOT / name else b""))
    monkeypatch.setattr(build, "_build", lambda *_, **__: None)
    assert generate(wiki)[0] is None


def test_all_that_a_build_reads_counts_as_its_input(wiki: Path) -> None:
    code = """
import sys
opened = set()
sys.addaudithook(lambda event, about: event == "open" and isinstance(about[0], str) and opened.add(about[0]))
from panoply.command_line import main
main(["--root", sys.argv[1]])
print("\\n".join(path for path in opened if path.startswith(sys.argv[1])))
"""
    done = subprocess.run([sys.executable, "-c", code, wiki], cwd=ROOT, capture_output=True, text=True, check=True)
    opened = {Path(line).relative_to(wiki).as_posix() for line in done.stdout.splitlines() if line.startswith(str(wiki))}
    assert any(path.startswith("entities/systems/") for path in opened)
    allowed = (*INPUTS, *MADE)
    assert sorted(path for path in opened if not path.startswith(allowed)) == []


# Cores


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments, "--root", root], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def test_one_core_and_all_give_the_same_bytes_and_tell_the_same(wiki: Path, tmp_path: Path) -> None:
    other = shutil.copytree(wiki, tmp_path / "other")
    one, all_cores = run(other, "-m", "bench.one_core"), run(wiki, "build_entities.py")
    assert (one.returncode, one.stdout, one.stderr) == (all_cores.returncode, all_cores.stdout, all_cores.stderr)
    assert one.returncode == 0
    assert made(other) == made(wiki)
    assert len(made(wiki)) > 100
    for root in (other, wiki):
        for file in sorted((root / "entities/systems").glob("*.yml"))[::2]:
            replace_in(file, "  crew: ", "  crew: many ")
    one, all_cores = run(other, "-m", "bench.one_core"), run(wiki, "build_entities.py")
    assert (one.returncode, one.stderr) == (1, all_cores.stderr)
    assert one.stderr.count("crew") >= SYSTEMS / 2


def test_nothing_is_made_that_waits_for_a_collection_of_garbage(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build has none collected, which would take time; what leads back to itself would stay until its end."""
    monkeypatch.setattr("panoply.pool._processes", lambda: 1)
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        generate(wiki)
        gc.collect()
        left = [type(one) for one in gc.garbage]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    of_files, of_pages = (
        ("panoply.model", "panoply.pieces", "markdown_it."),
        ("panoply.evidence", "panoply.article", "markupsafe"),
    )
    assert [one for one in left if one.__module__.startswith((*of_files, *of_pages))] == []


def spread(body: str) -> str:
    """What a script prints that spreads work over processes; one of its own, for this one may have threads."""
    code = f"import os\nfrom panoply import pool\npool._processes = lambda: 3\nmain = os.getpid()\n{body}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr.rpartition("\n  ")[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
class TestPool:
    def test_results_come_in_order_from_several_processes(self) -> None:
        body = """
import time
work = lambda n: (time.sleep(0.002), n, os.getpid())[1:]
found = pool.spread(work, range(1500), least=10)
print([n for n, _ in found] == list(range(1500)), len({process for _, process in found}))
"""
        assert spread(body) == "True 3\n"

    def test_few_items_are_not_worth_a_process(self) -> None:
        assert spread("print(set(pool.spread(lambda n: os.getpid(), range(9), least=10)) == {main})") == "True\n"

    def test_what_a_dead_process_did_not_bring_is_done_again(self) -> None:
        body = """
work = lambda n: n * n if os.getpid() == main else os.kill(os.getpid(), 9)
print(pool.spread(work, range(300), least=1) == [n * n for n in range(300)])
"""
        assert spread(body) == "True\n"

    def test_a_mistake_is_raised_as_by_one_process(self) -> None:
        assert "ZeroDivisionError" in spread("pool.spread(lambda n: 1 // (n - 250), range(300), least=1)")

    def test_a_process_with_threads_is_not_forked(self) -> None:
        code = (
            "import threading; from panoply.pool import _processes; wait = threading.Event();"
            "threading.Thread(target=wait.wait, daemon=True).start(); print(_processes()); wait.set()"
        )
        assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True).stdout == b"1\n"


# What is kept of files


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    found = load_vocabulary(ROOT, Problems())
    assert found is not None
    return found


def test_what_the_real_wiki_says_survives_being_kept() -> None:
    found = build.read(ROOT, Problems())
    assert found is not None
    rows = Rows.of(found.encyclopedia.vocabulary)
    for entity in found.encyclopedia.entities.values():
        again = rows.unpacked(rows.packed(entity))
        assert again == entity
        claims = [*zip(entity.all_claims(), again.all_claims(), strict=True)]
        assert all(one.prop is other.prop and one.places == other.places for one, other in claims)


def test_nothing_but_our_own_objects_is_made_of_an_entry(vocabulary: Vocabulary) -> None:
    rows = Rows.of(vocabulary)
    for hostile in (os.system, subprocess.run, eval, Path):
        with pytest.raises(pickle.UnpicklingError, match="no part of what a file says"):
            rows.unpacked(pickle.dumps(hostile))
    assert not any(module in OWN for module in ("os", "subprocess", "pathlib"))


def test_an_entry_of_other_contents_or_code_is_not_found(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(b"one")

    def kept(key: bytes) -> KeptParts:
        return KeptParts(tmp_path / "cache", key, Rows.of(vocabulary))

    first = kept(b"key-1")
    assert first.find("a.yml", file) is None
    first.add("a.yml", first.reading(b"one", ("said", frozenset())))
    first.write()
    again = kept(b"key-1").find("a.yml", file)
    assert again is not None
    assert first.said(again) == ("said", frozenset())
    assert kept(b"key-2").find("a.yml", file) is None
    file.write_bytes(b"two")
    assert kept(b"key-1").find("a.yml", file) is None
    assert kept_parts.digest_of(b"one") != kept_parts.digest_of(b"two")
