"""Addresses of claims: what changes them, and what does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import panoply.anchors
from panoply.anchors import claim_anchors
from tests.browser import SIX, Site
from tests.test_meaning import encyclopedia

TON = "46 t [@museum]"
NARROWED = ["46 t (variant t-90a) [@museum]", "46 t (combat-loaded) [@museum]"]


def anchors(*lines: str, key: str = "mass") -> list[str]:
    """Of claims of one property, in their order in the file."""
    claims = encyclopedia(f"  {key}:\n" + "".join(f"    - {line}\n" for line in lines)).get("a-90").claims
    found = claim_anchors(claims)
    return [found[claim.place] for claim in claims]


def test_other_claims_do_not_change_an_address() -> None:
    (alone,) = anchors(TON)
    assert re.fullmatch("c-[a-z2-7]{4}", alone)
    assert anchors("40 t [@press]", TON)[1] == alone
    assert anchors(TON, "47 t [@press]")[0] == alone
    assert anchors(*NARROWED, TON)[2] == alone


def test_sources_rank_and_note_do_not_change_an_address() -> None:
    said = "value: 46 t\n      rank: preferred\n      reason: Weighed.\n      note: So it was.\n      cite: press; magazine"
    assert anchors(said) == anchors(TON)


@pytest.mark.parametrize(
    "line",
    [
        *NARROWED,
        "47 t [@museum]",
        "46 t (as of 1990) [@museum]",
        "46 t (estimated) [@museum]",
        "46 t (by uralvagonzavod) [@museum]",
    ],
)
def test_what_is_said_makes_the_address(line: str) -> None:
    assert anchors(line) != anchors(TON)


def test_the_property_makes_the_address() -> None:
    assert anchors("2 m [@museum]", key="width") != anchors("2 m [@museum]", key="height")


def test_claims_that_say_the_same_have_addresses_of_their_own() -> None:
    other = "46 t [@press]"
    first, second, third = anchors(TON, other, other)
    assert first == anchors(TON)[0]
    assert len({first, second, third}) == 3


def test_addresses_that_begin_alike_are_told_apart_by_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"{tons} t [@museum]" for tons in range(20, 90)]
    monkeypatch.setattr(panoply.anchors, "LETTERS", 1)
    found = anchors(*lines)
    assert len(set(found)) == len(lines)
    assert dict(zip(reversed(lines), anchors(*reversed(lines)), strict=True)) == dict(zip(lines, found, strict=True))


def ids(page: Path) -> Iterator[str]:
    yield from re.findall(r' id="([^"]*)"', page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("slug", SIX)
def test_every_claim_has_an_address(site: Site, slug: str) -> None:
    page = site.folder / "wiki" / "systems" / slug / "index.html"
    found = [*ids(page)]
    assert len(found) == len(set(found))
    evidence = "".join(re.findall(r'<table class="evidence-table">.*?</table>', page.read_text(encoding="utf-8"), re.DOTALL))
    rows = [row for row in re.findall(r"<tr\b[^>]*>", evidence) if row != "<tr>"]
    assert len(rows) == evidence.count("<tr") - evidence.count("<thead>")
    assert all(re.match(r'<tr id="c-[a-z2-7]{4,}"', row) for row in rows)
