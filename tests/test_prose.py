"""Authors' prose: an allow-list is re-emitted, everything else is text."""

from __future__ import annotations

import pytest

from panoply.prose import Printer, read_prose, to_html, to_inline_markdown, to_markdown, to_text

PLAIN = Printer(
    link=lambda target, words: f"<{target}|{words}>",
    cite=lambda cited: "<" + "; ".join(f"{c.key} {c.locator}".strip() for c in cited) + ">",
    prefix="design-",
)


def markdown(text: str) -> str:
    return to_markdown(read_prose(text), PLAIN)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("One\nparagraph.\n\nAnother.", "One paragraph.\n\nAnother."),
        ("*em* **strong** `code`", "*em* **strong** `code`"),
        ("a [[t-72]] b [[t-72|the tank]]", "a <t-72|> b <t-72|the tank>"),
        ("It is [@a; @b-2, p. 3].", "It is <a; b-2 p. 3>."),
        ("[words](https://x.example/a_b)", "[words](https://x.example/a_b)"),
        ("- one\n- two\n\n  more", "-   one\n-   two\n\n    more"),
        ("1. one\n2. two", "1.  one\n1.  two"),
        ("> quoted", "> quoted"),
        ("### Gun [[2a46]]", "### Gun <2a46|> {#design-gun-2a46}"),
        ("a [[two\nlines]] b", "a &#91;&#91;two lines&#93;&#93; b"),
    ],
)
def test_what_is_allowed_is_printed(text: str, printed: str) -> None:
    assert markdown(text) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        (r"\<script>", "&lt;script&gt;"),
        ("<b onclick=x>b</b>", "&lt;b onclick=x&gt;b&lt;/b&gt;"),
        ("a\n{: onclick=alert(1) }", "a &#123;: onclick=alert(1) &#125;"),
        ("*a*{: onclick=alert(1) }", "*a*&#123;: onclick=alert(1) &#125;"),
        ("![x](x){ onerror=alert(1) }", "&#33;x&#123; onerror=alert(1) &#125;"),
        ("[x](javascript:alert(1))", "x"),
        ("[x](&#106;avascript:alert(1))", "x"),
        ("[x](JaVaScRiPt:alert(1))", "x"),
        ("[x](data:text/html,x)", "x"),
        ("[x](//evil.example/)", "x"),
        ("[x]( java\tscript:alert(1))", "&#91;x&#93;( java script:alert(1))"),
        ('[x](https://x.example/"onclick="alert(1))', "[x](https://x.example/%22onclick=%22alert%281%29)"),
        ("<https://x.example/>", "&lt;https://x.example/&gt;"),
        ("<javascript:alert(1)>", "&lt;javascript:alert(1)&gt;"),
        ('--8<-- "secret.md"', '&#45;-8&lt;-- "secret.md"'),
        ("*[T-72]: a tank", "&#42;&#91;T-72&#93;: a tank"),
        ("[^1]: a note", "&#91;^1&#93;: a note"),
        ("[x]: https://x.example/\n\n[x]", "&#91;x&#93;: https://x.example/\n\n&#91;x&#93;"),
        ("!!! note\n    a", "&#33;!! note a"),
        ("??? note", "&#63;?? note"),
        ('=== "Tab"', '&#61;== "Tab"'),
        ("::: module", "&#58;:: module"),
        ("| a |\n|---|\n| b |", "&#124; a &#124; &#124;---&#124; &#124; b &#124;"),
        ("$$x$$ ~~x~~ ==x== ++x++", "$$x$$ ~~x~~ ==x== ++x++"),
        ("{{ config }} {% raw %}", "&#123;&#123; config &#125;&#125; &#123;% raw %&#125;"),
        ("&lt;script&gt; &#60;", "&amp;lt;script&amp;gt; &amp;#60;"),
        ("    code block", "code block"),
        ("```\ncode\n```", "`code`"),
        ("Title\n=====", "Title ====="),
        ("***", "&#42;&#42;&#42;"),
        ("`<b>`", "`<b>`"),
        ("`` a`b<c> ``", "<code>a&#96;b&lt;c&gt;</code>"),
        ("a  \nb\\\nc", "a b c"),
        ("7\\. May", "&#55;. May"),
        ("# Heading", "### Heading {#design-heading}"),
        ("### <b>{: x }", "### &lt;b&gt;&#123;: x &#125; {#design-b-x}"),
        ("### —", "### — {#design-part}"),
        ("[[t-72|<b>]]", "<t-72|<b>>"),
    ],
)
def test_hostile_text_stays_text(text: str, printed: str) -> None:
    """`<t-72|…>` is what this test's printer returns; escaping the words is the page's printer's duty."""
    assert markdown(text) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ('<b> & "x" *y*', "&lt;b&gt; &amp; &quot;x&quot; *y*"),
        ("[x](https://x.example/'\"<>)", '<a href="https://x.example/%27%22%3C%3E">x</a>'),
        ("[x](https://x.example/?a&b)", '<a href="https://x.example/?a&amp;b">x</a>'),
        ("# no heading", "# no heading"),
        ("see [[t-72]] [@a]", "see <t-72|> <a>"),
    ],
)
def test_short_notes_hold_links_and_citations_only(text: str, printed: str) -> None:
    assert to_html(read_prose(text, inline=True), PLAIN) == printed


def test_a_cell_is_one_line() -> None:
    assert to_inline_markdown(read_prose("one\ntwo\n\nthree [@a]", inline=True), PLAIN) == "one two three <a>"


def test_the_words_alone() -> None:
    text = "The **T-72** is a [[t-72|tank]] of the [[soviet-union]] [@a, p. 3]. Its gun\nis `2A46` [@b]."
    assert to_text(read_prose(text)) == "The T-72 is a tank of the soviet-union. Its gun is 2A46."


def test_links_and_citations_know_where_they_stand() -> None:
    text = "A `[[code]]` [[t-72]] and\n> [[t-72|it]] [@a;\n> @b, p. 3].\n\n- x [y](https://y.example) [[t-72]]"
    prose = read_prose(text)
    assert [(link.target, text[link.offset :][:8]) for link in prose.links] == [
        ("t-72", "[[t-72]]"),
        ("t-72", "[[t-72|i"),
        ("t-72", "[[t-72]]"),
    ]
    assert [(c.key, text[c.offset :][:2]) for mark in prose.marks for c in mark.citations] == [("a", "a;"), ("b", "b,")]
    assert prose.links[0].offset < prose.links[1].offset < prose.links[2].offset


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("a [x](ftp://x) b", "URL", "ftp://x"),
        ("C# a\n\n# Heading", "PROSE", "# Heading"),
        ("7. May 1945", "PROSE", "7. May"),
        ("It is @army-guide.", "CITATION-FORM", "@army-guide"),
        ("It is [army-guide, p. 3].", "CITATION-FORM", "[army-guide"),
        ("It is [@army-guide p. 3].", "CITATION-FORM", "@army-guide p"),
        ("![x](https://x.example/)", "PROSE", "https://x"),
        ("[a [[t-72]]](https://x.example/)", "PROSE", "](https"),
    ],
)
def test_a_mistake_points_at_what_is_wrong(text: str, code: str, at: str) -> None:
    (mistake,) = read_prose(text).mistakes
    assert (mistake.code, text[mistake.offset :][: len(at)]) == (code, at)


def test_paragraphs_without_a_citation_are_found() -> None:
    text = "One [@a].\n\nTwo.\n\n### Three\n\n- four *[@b]*\n- five\n\n> six"
    assert [text[offset:].partition("\n")[0] for offset in read_prose(text).uncited] == ["Two.", "- five", "> six"]


def test_a_text_has_an_end() -> None:
    (mistake,) = read_prose("x" * 40_001).mistakes
    assert str(mistake) == "a text of 40,001 characters; it may have 40,000: split it into sections, or shorten it"
