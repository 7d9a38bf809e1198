"""A wiki whose every name and text is hostile: raw HTML, attribute lists, snippets, template syntax, and more."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from textwrap import indent

from tests.browser import copy_wiki
from tests.reading import ROOT

PAYLOADS = (
    "<script>pwn()</script>",
    "</script><script>pwn(1)</script>",
    "<img src=x onerror=pwn()>",
    "</title></head><body onload=pwn()>",
    "</style></noscript></textarea><svg onload=pwn()>",
    "--><script>pwn(2)</script><!--",
    "<!-- pwn <![CDATA[ <?php pwn() ?>",
    '" onmouseover="pwn()" autofocus onfocus="pwn()" x="',
    "' onclick='pwn()' tabindex='1",
    "</aside></table></article></main><iframe srcdoc='<script>parent.pwn()</script>'>",
    "<base href=https://evil.example/><meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<a href=javascript:pwn()>pwn</a> <form action=javascript:pwn()><button>",
    "<details open ontoggle=pwn()><div markdown=1>pwn</div>",
    "<plaintext>pwn",
    "<javascript:pwn()> [pwn]: javascript:pwn()",
    "&lt;script&gt;pwn()&lt;/script&gt; &#60;b&#62; &amp;amp;",
    "word {: onclick=pwn() }",
    "{: #search .md-header onclick=pwn() style=position:fixed }",
    "{ onclick=pwn() }",
    "![x]{ onerror=pwn() }",
    '--8<-- "mkdocs.yml"',
    "[^1]: pwn[^1]",
    "*[the]: pwn",
    '!!! danger "pwn"',
    '??? note "pwn"',
    '=== "pwn tab"',
    "/// html | pwn block",
    "{{ config.site_name }} {{ pwn() }}",
    "{% include 'main.html' %} {# pwn #} {##pwn##}",
    "${pwn()} #{pwn()} <%= pwn() %>",
    "| pwn | --- |",
    "[TOC] pwn",
    "~~~ pwn in a fence",
    ": pwn :material-account: ==pwn== ^^pwn^^ $pwn$",
    "wzxhzdk:0 klzzwxh:0001 qlzzwxh:amp; pwn",
    "מרכבה مدرعة pwn",
    "화성포-18형 pwn <b>",
    "# pwn heading",
    "``` pwn `in backticks",
    "1986. *pwn* _pwn_ **pwn**",
    "+ pwn plus",
    "\\<b>pwn\\</b>",
    "[x](javascript:pwn()) [x](&#106;avascript:pwn())",
    "[[ruritania|pwn]] [x](https://evil.example/)",
)
"""Each is a name, an alias, a title, a publisher, a text value, a cell and a statement, and is shown as it is."""
OF_MARKDOWN = 7
"""The last of them mean something in prose."""
IN_PROSE = {payload: payload for payload in PAYLOADS[:-OF_MARKDOWN]} | {
    "\\<script>pwn()\\</script>": "<script>pwn()</script>",
    "[x](https://source.example/?'\"){: onclick=pwn() }": "x{: onclick=pwn() }",
    "[<img src=x onerror=pwn()>](https://source.example/)": "<img src=x onerror=pwn()>",
    "`<img src=x onerror=pwn()>`{ onclick=pwn() }": "<img src=x onerror=pwn()>{ onclick=pwn() }",
    "``pwn ` <b onclick=pwn()>``": "pwn ` <b onclick=pwn()>",
    "**pwn**{ onclick=pwn() }": "pwn{ onclick=pwn() }",
    "[[ruritania|<b onclick=pwn()>x</b>]]{ onclick=pwn() }": "<b onclick=pwn()>x</b>{ onclick=pwn() }",
    "[[no-such-thing|<script>pwn()</script>]]": "<script>pwn()</script>",
    "pwn\n{: onclick=pwn() }": "pwn {: onclick=pwn() }",
    "pwn\n    <script>pwn()</script>": "pwn <script>pwn()</script>",
    "pwn\n===": "pwn ===",
}
"""Prose and how it is shown."""
REFUSED = (
    "![x](https://source.example/x){ onerror=pwn() }",
    "[x](javascript:pwn())",
    "[x](&#106;avascript:pwn())",
    "[x](data:text/html,pwn)",
    "[x](JaVaScRiPt:pwn())",
)
"""In prose an address that is not http(s) is a problem, however it is spelt."""

ABOUT = tuple(file.relative_to(ROOT).as_posix() for file in sorted((ROOT / "docs" / "about").glob("*.md")))
PLANTED = "docs/about/policy.md"
"""A page by hand may hold HTML: this one shows that the tests would see it run."""

PLAIN = "wiki/countries/ruritania/"
"""A page without anything hostile, to compare with."""

PER_SOURCE = 3
"""Payloads in one source: its title, its author, its publisher."""


def shared_name(number: int) -> str:
    """An alias that several of the systems have."""
    return f"{PAYLOADS[number // 6 * 6]} shared"


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def block(text: str) -> str:
    """A YAML block that holds a text as it is, indented enough for any key here."""
    return "|\n" + indent(text, " " * 10)


def sentence(payload: str) -> str:
    """Prose that begins with the payload and cites."""
    return f"{payload}\nend [@s-0]."


def system(number: int, payload: str) -> str:
    """An entity with the payload in every field that takes text."""
    source = f"s-{number // PER_SOURCE}"
    words = payload if payload in IN_PROSE else "Plain words."
    prose, section = block(sentence(words)), block(f"### pwn {words}\n\n{sentence(words)}")
    locator = payload.replace(";", ",")
    return f"""
name: {quoted(payload)}
class: main-battle-tank
names:
  - name: {quoted(f"{payload} alias {number}")}
    lang: {quoted(payload)}
  - name: {quoted(shared_name(number))}
lead: {prose}
claims:
  transmission: {quoted(f"{payload} [@{source}]")}
  mass:
    - value: 41 t
      note: {prose}
      cite: {quoted(f"{source}, {locator}")}
    - value: 50 t
      rank: deprecated
      reason: {prose}
      cite: {source}
variants:
  v-{number}:
    name: {quoted(f"{payload} variant {number}")}
    changes: {prose}
operators:
  - country: ruritania
    variant: v-{number}
    status: current
    note: {prose}
    cite: {source}
sections:
  design: {section}
"""


def source(number: int) -> str:
    title, author, publisher = (quoted(PAYLOADS[(number * PER_SOURCE + n) % len(PAYLOADS)]) for n in range(PER_SOURCE))
    return f"""
title: {title}
author: {author}
publisher: {publisher}
container: {author}
note: {publisher}
language: {title}
url: "https://source.example/{number}?a=1&b=%22%3E"
grade: A
"""


def everything_in_prose() -> str:
    """A system whose sections hold every payload as a paragraph, an item of a list, in a quotation and in emphasis."""
    shapes = ("{}", "- {}", "> {}", "1. {}", "**{}**")
    paragraphs = [sentence(shape.format(payload)) for payload in IN_PROSE for shape in shapes]
    half, between = len(paragraphs) // 2, "\n\n"
    return f"""
name: All of it
class: main-battle-tank
lead: {block(sentence("Plain words."))}
sections:
  design: {block(between.join(paragraphs[:half]))}
  service: {block(between.join(paragraphs[half:]))}
"""


def seed() -> str:
    words = [quoted(payload) for payload in PAYLOADS]
    statements = "".join(f"  - says: {w}\n    names:\n      - name: {w}\n        entity: ruritania\n" for w in words)
    return (
        f"title: {words[0]}\nauthor: {words[1]}\npublisher: {words[2]}\nurl: https://source.example/\nstatements:\n{statements}"
    )


def flight_tests() -> str:
    rows = "".join(
        f"  - system: all\n    country: ruritania\n    date: 2023-04-13\n    site: {quoted(payload)}\n"
        "    outcome: success\n    cite: s-0\n"
        for payload in PAYLOADS
    )
    return f"flight_tests:\n{rows}"


def lay(root: Path) -> Path:
    """The hostile wiki in place of ours."""
    copy_wiki(root)
    for folder in ("entities", "seeds", "docs/about"):
        shutil.rmtree(root / folder)
    (root / "schema" / "languages.yml").unlink()  # so that a language may be called anything
    files = {
        "entities/countries/ruritania.yml": "name: Ruritania\nclass: state\n",
        "entities/systems/all.yml": everything_in_prose(),
        "entities/flight-tests/ruritania-2023.yml": flight_tests(),
        "seeds/pwn.yml": seed(),
        "docs/index.md": "# Home\n\nWords of our own.\n",
        **dict.fromkeys(ABOUT, "# About\n\nWords of our own.\n"),
        PLANTED: "# About\n\n<img src=x onerror=pwn()><b onclick=pwn()>pwn</b>\n",
    }
    for number, payload in enumerate(PAYLOADS):
        files[f"entities/systems/h-{number}.yml"] = system(number, payload)
        files[f"entities/sources/s-{number // PER_SOURCE}.yml"] = source(number // PER_SOURCE)
    for file, text in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    return root
