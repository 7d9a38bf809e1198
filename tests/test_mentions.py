"""The command ``mentions``: what an article names, of what is known here and of what is not."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from panoply.article_text import read_article
from panoply.build import read
from panoply.command_line import FAULTY, FINE, MISUSED, main
from panoply.mentions import find_mentions, mention_lines
from panoply.name_patterns import expression_for, is_whole, plain
from panoply.problems import Problems
from tests.reading import lay_whole

FILES: dict[str, str | bytes] = {
    "entities/systems/leopard-2.yml": """\
name: Leopard 2
class: main-battle-tank
names:
  - name: Leopard
variants:
  2a4:
    name: Leopard 2A4
  2a7:
    name: Leopard 2A7
  2a7-plus:
    name: Leopard 2A7+
""",
    "entities/systems/leopard-1.yml": "name: Leopard 1\nclass: medium-tank\nnames:\n  - name: Leopard\n",
    "entities/systems/panther.yml": (
        "name: Panther\nclass: medium-tank\nvariants:\n  mark-1:\n    name: Panther I\n  mark-2:\n    name: Panther II\n"
    ),
    "entities/systems/t-90.yml": "name: T-90\nclass: main-battle-tank\nvariants:\n  t-90:\n    name: T-90\n",
    "entities/systems/t-62.yml": "name: T-62\nclass: medium-tank\nnames:\n  - name: Т-62\n    lang: ru\n",
    "entities/systems/hwasong-17.yml": (
        "name: Hwasong-17\nclass: intercontinental-ballistic-missile\nnames:\n  - name: 화성-17형\n    lang: ko\n"
    ),
    "entities/systems/pukguksong-2.yml": "name: Pukguksong-2\nclass: medium-range-ballistic-missile\nnames:\n  - name: KN-15\n",
    "entities/countries/turkey.yml": "name: Turkey\nclass: state\n",
    "entities/countries/united-states.yml": "name: United States\nclass: state\nnames:\n  - name: US\n",
    "entities/countries/south-korea.yml": "name: South Korea\nclass: state\nnames:\n  - name: 한국\n    lang: ko\n",
    "entities/organizations/nato.yml": "name: NATO\nclass: international-organization\n",
    "entities/organizations/united-states-army.yml": (
        "name: United States Army\nclass: armed-service\nnames:\n  - name: U.S. Army\n"
    ),
    "entities/organizations/bumar-labedy.yml": "name: Bumar-Łabędy\nclass: manufacturer\n",
    "entities/conflicts/iran-iraq-war.yml": "name: Iran-Iraq War\nclass: war\n",
}

ARTICLE = """\
# Armour of the spring parade

The T‑90 led, two T-90Ms behind it. Older T-72s followed, and one Leopard
2A4 taken near the river. "A Leopard is a Leopard," said the guide from
Turkey; the U.S. Army had sent us an observer, the US Army said.

North Korea showed the Hwasong-17, the 화성-17형은 of its own papers, beside
the KN-23 and a launcher that [one site](https://t-64.example/T-64) calls T-90M.
In the Iran–Iraq war 2S19 Mstas were not there yet.
"""

SAID = """\
Systems (5)
  leopard-1 or leopard-2  2 times  line 4  Leopard
  hwasong-17              2 times  line 7  Hwasong-17, 화성-17형
  t-90                     1 time  line 3  T‑90
  t-72                     1 time  line 3  T-72s
  leopard-2/2a4            1 time  line 3  Leopard 2A4

Countries (2)
  turkey       1 time  line 5  Turkey
  north-korea  1 time  line 7  North Korea

Organizations (1)
  united-states-army  2 times  line 5  U.S. Army, US Army

Conflicts (1)
  iran-iraq-war  1 time  line 9  Iran–Iraq war

Not known yet (3)
  T-90M: 2 times, first in line 3; perhaps a variant of t-90
    python build_entities.py new systems t-90m --class main-battle-tank --name T-90M
  KN-23: 1 time, first in line 8; compare pukguksong-2
    python build_entities.py new systems kn-23 --class medium-range-ballistic-missile --name KN-23
  2S19: 1 time, first in line 9
    python build_entities.py new systems 2s19 --class CLASS --name 2S19

9 known, 3 not known yet
"""

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_whole(tmp_path_factory.mktemp("mentions") / "wiki", FILES)


def mentions(root: Path, article: Path | str) -> int:
    return main(["mentions", "--root", str(root), str(article)])


@pytest.fixture(scope="module")
def named(root: Path) -> Callable[[str], tuple[list[str], list[str]]]:
    """Gives what a text names: the slugs of what is known, and what is not."""
    found = read(root, Problems())
    assert found is not None

    def find(text: str) -> tuple[list[str], list[str]]:
        lines = list(mention_lines(found.encyclopedia, find_mentions(found.encyclopedia, read_article(text.encode()))))
        unknown = [line.strip().partition(":")[0] for line in lines if ", first in line " in line]
        return sorted(line.split("  ")[1] for line in lines if re.match("  [a-z].*  line ", line)), unknown

    return find


def test_an_article_in_markdown(root: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "article.md").write_text(ARTICLE, "utf-8")
    assert mentions(root, tmp_path / "article.md") == FINE
    out, err = capsys.readouterr()
    assert err == ""
    assert out == SAID


def test_standard_input_is_an_article_too(root: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(ARTICLE.encode())))
    assert mentions(root, "-") == FINE
    assert capsys.readouterr().out == SAID


HTML = """\
<!DOCTYPE html>
<html><head><title>Parade</title><style>.T-64 { color: red }</style>
<script>let K2 = "T-64";</script></head>
<body><h1>T-72</h1><p>The <b>T</b>-90 and the
T&#8209;62, &amp; T&shy;-72; <a href="https://x.example/T-64" title="T-64">here</a>
<table><tr><td>Leopard<td>2</table>
<!-- T-64 --><noscript>T-64</noscript>
"""


def test_an_article_in_html_is_read_as_it_is_seen(root: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "article").write_text(HTML, "utf-8")
    assert mentions(root, tmp_path / "article") == FINE
    assert capsys.readouterr().out.splitlines() == [
        "Systems (4)",
        "  t-72                    2 times  line 4  T-72",
        "  t-90                     1 time  line 4  T-90",
        "  t-62                     1 time  line 5  T‑62",
        "  leopard-1 or leopard-2   1 time  line 6  Leopard",
        "",
        "4 known, 0 not known yet",
    ]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("T-72, T72, T 72, T‑72, T–72; T-72s, T-72's T-72-based", ["t-72"]),
        ("T-72B T-72-2 AT-72 T-72.5 T-725 xT-72 T72+ T-\n\n72", []),
        ("leopard 2a4, LEOPARD 2A4, Leopard 2 A4, Leopard-2A4, Leopard\n2A4", ["leopard-2/2a4"]),
        ("Leopard 2A7+", ["leopard-2/2a7-plus"]),
        ("Leopard 2A7, Leopard 2", ["leopard-2", "leopard-2/2a7"]),
        ("the turkey, turkeys and us; nato; a leopard; ural owls", []),
        ("Turkey's TURKEY", ["turkey"]),
        ("This Panther is old, that panther ii is not", ["panther"]),
        ("PANTHER I, Panther Is", ["panther/mark-1"]),
        ("US and United\nStates", ["united-states"]),
        ("Nato", ["nato"]),
        ("The United States Army", ["united-states-army"]),
        ("Bumar Labedy, Bumar-Łabędy", ["bumar-labedy"]),
        ("한국은 화성-17형을", ["hwasong-17", "south-korea"]),
        ("Т-62 и T-62", ["t-62"]),
        ("the T-90", ["t-90"]),
        ("an entry of ours: [[hwasong-18]] by way of t-72", ["hwasong-18", "t-72"]),
        ("https://t-72.example/ www.t-72.example T-72@example.org [a](../T-72.html)", []),
    ],
)
def test_a_name_is_met_as_a_whole_word_in_its_own_case(
    named: Callable[[str], tuple[list[str], list[str]]], text: str, known: list[str]
) -> None:
    assert named(text)[0] == known


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("M2A3, K2, ZTZ99A, XM30s and CV9035", ["M2A3", "K2", "ZTZ99A", "XM30", "CV9035"]),
        ("S-300PMU-2, SS-N-18, MiG-31BM, Su-35S, Kh-47M2", ["S-300PMU-2", "SS-N-18", "MiG-31BM", "Su-35S", "Kh-47M2"]),
        ("2S19 9K720 9M729 15Zh58", ["2S19", "9K720", "9M729", "15Zh58"]),
        ("Leopard 1A5, Leopard 3, Hwasong-20, Hwasong 20", ["Leopard 1A5", "Leopard 3", "Hwasong-20"]),
        ("Т-90М and T-90M", ["Т-90М"]),
        ("T-72B3, T-90MS+", ["T-72B3", "T-90MS+"]),
        ("G7, G20, COVID-19, A4, Q3, H1N1, CO2, FY2024, ISO-9001, UTF-8, Spring-2019, MP3, Leopard 2019", []),
        ("in 1973 some 125mm guns, 5G, 3D, 24/7, 10-20, 1990s, mid-1990, pre-2014, 2024-05-01T12:30", []),
    ],
)
def test_what_looks_like_a_designation_is_listed(
    named: Callable[[str], tuple[list[str], list[str]]], text: str, unknown: list[str]
) -> None:
    assert named(text)[1] == unknown


def test_a_command_begins_what_is_not_known(root: Path, tmp_path: Path, capsys: Captured) -> None:
    wiki = lay_whole(tmp_path / "wiki", FILES)
    (tmp_path / "article.txt").write_text("The Leopard 1A5 and the T-90M.", "utf-8")
    mentions(wiki, tmp_path / "article.txt")
    commands = [line.strip() for line in capsys.readouterr().out.splitlines() if "build_entities.py" in line]
    assert commands[0].endswith("new systems leopard-1a5 --class medium-tank --name 'Leopard 1A5'")
    assert main(["new", "--root", str(wiki), *commands[1].split()[3:]]) == FINE
    capsys.readouterr()
    mentions(wiki, tmp_path / "article.txt")
    assert "  t-90m " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"T-72 \xff", "byte 6 is not UTF-8; save it as text, Markdown or HTML in UTF-8"),
        (b"%PDF-1.7\0\0", "this is no text; save it as text, Markdown or HTML in UTF-8"),
        (None, "No such file or directory"),
    ],
)
def test_what_is_no_text_is_refused(root: Path, tmp_path: Path, capsys: Captured, content: bytes | None, said: str) -> None:
    file = tmp_path / "article"
    if content is not None:
        file.write_bytes(content)
    assert mentions(root, file) == MISUSED
    assert capsys.readouterr() == ("", f"{file}: {said}\n")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", "T-72\r\n".encode("utf-16")])
def test_empty_and_wide_files_are_articles(root: Path, tmp_path: Path, capsys: Captured, content: bytes) -> None:
    (tmp_path / "article").write_bytes(content)
    assert mentions(root, tmp_path / "article") == FINE
    assert capsys.readouterr().out.endswith(f"{1 if len(content) > 4 else 0} known, 0 not known yet\n")


@given(st.text(st.sampled_from("Tt-72Bb M1A+.' \n<>/&!élŁ火화"), max_size=60))
def test_every_character_keeps_its_line(text: str) -> None:
    article = read_article(text.encode())
    rows = text.split("\n")
    for offset, character in enumerate(article.text):
        if character.isalnum() and not text.lstrip().startswith("<"):
            assert character in rows[article.line(offset) - 1]


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=30).filter(lambda t: any(c.isalnum() for c in t)))
@example(name="0:+")
@example(name="M 2TB+.")
def test_every_name_meets_itself(name: str) -> None:
    text = plain(unicodedata.normalize("NFC", name))
    if not re.search(r"[^\W_]", text):
        return
    match = re.search(expression_for(name), text)
    assert match is not None
    assert is_whole(text, *match.span())


def test_a_wiki_that_cannot_be_read_says_why(tmp_path: Path, capsys: Captured) -> None:
    root = lay_whole(tmp_path / "wiki", {})
    (root / "schema/vocabulary.yml").write_text("- nothing\n")
    (tmp_path / "article").write_text("T-72")
    assert mentions(root, tmp_path / "article") == FAULTY
    assert "schema/vocabulary.yml:1:1: NOT-A-MAPPING" in capsys.readouterr().err
