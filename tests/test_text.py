"""Words: slugs, folding, near matches, sorting."""

from __future__ import annotations

import pytest

from panoply.text import (
    counted,
    did_you_mean,
    fold,
    in_words,
    is_slug,
    near_slug,
    nearest,
    one_of,
    printable,
    shortened,
    slugify,
    sort_key,
    why_no_slug,
)

SLUGS = [
    "t-64",
    "t-72",
    "t-72b",
    "leopard-2",
    "ukraine",
    "united-kingdom",
    "united-states",
    "hwasong-18",
    "2a46",
    "iran",
    "iraq",
]


@pytest.mark.parametrize("word", ["t-72", "2a46", "a", "hwasong-18-launcher", "a" * 80])
def test_a_slug(word: str) -> None:
    assert is_slug(word)


@pytest.mark.parametrize(
    "word",
    [
        "",
        "T-72",
        "t_72",
        "t 72",
        "-t",
        "t-",
        "t--72",
        "т-72",
        "t-72\n",
        "../t-72",
        "t.72",
        "a" * 81,
        "index",
        "about",
        "con",
        "com1",
    ],
)
def test_no_slug(word: str) -> None:
    assert not is_slug(word)


@pytest.mark.parametrize(
    ("word", "better"),
    [
        ("T-72 (Ural)", "t-72-ural"),
        ("Łódź Café", "odz-cafe"),
        ("../../etc/passwd", "etc-passwd"),
        ("about", "about-2"),
        ("About!", "about-2"),
        ("т-72", "72"),
        ("—", "a-slug"),
        ("x" * 100, "x" * 80),
    ],
)
def test_the_way_to_a_slug_is_one(word: str, better: str) -> None:
    assert is_slug(better)
    assert why_no_slug(word).endswith(better)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("T-72", "t 72"),
        ("T-72", "T\u201172"),
        ("Т-72", "т_72"),
        ("STRASSE", "straße"),
        ("M1A1 Abrams", "m1a1-abrams"),
        ("Ｔ－72", "t-72"),
    ],
)
def test_names_that_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("T-72", "Т-72"), ("T-72", "T72"), ("Challenger 1", "Challenger I"), ("Á", "A")])
def test_names_that_are_two(one: str, other: str) -> None:
    """Latin T and Cyrillic Т are different letters."""
    assert fold(one) != fold(other)


def test_what_folds_to_nothing() -> None:
    assert [fold(word) for word in ("", "—", "!!!", "_", "\u200b")] == [""] * 5


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("ukrane", "ukraine"),
        ("ukarine", "ukraine"),
        ("t72", "t-72"),
        ("t-72-b", "t-72b"),
        ("leopard2", "leopard-2"),
        ("united-kindgom", "united-kingdom"),
        ("hwasong18", "hwasong-18"),
        ("2a64", None),
        ("t-62", None),
        ("t-27", None),
        ("t-80", None),
        ("hwasong-17", None),
        ("leopard-1", None),
        ("france", None),
        ("", None),
    ],
)
def test_a_slip_of_the_finger_is_near_and_another_number_is_not(word: str, near: str | None) -> None:
    assert near_slug(word, SLUGS) == near


def test_the_nearest_slug_wins() -> None:
    assert near_slug("irak", SLUGS) in {"iran", "iraq"}
    assert near_slug("irann", ["iran", "iraq"]) == "iran"


@pytest.mark.parametrize(
    ("word", "near"),
    [("claim", "claims"), ("oprators", "operators"), ("Claims", "claims"), ("photo", None), ("x", None), ("", None)],
)
def test_the_nearest_word(word: str, near: str | None) -> None:
    assert nearest(word, ["claims", "operators", "names", "lead"]) == near
    assert did_you_mean(word, ["claims", "operators"]) == (f" — did you mean '{near}'?" if near else "")


def test_lists_in_sentences() -> None:
    assert [in_words(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert one_of("abcd", 3) == "a, b, c and 1 more"
    assert [counted(n, "claim") for n in (0, 1, 1204)] == ["0 claims", "1 claim", "1,204 claims"]
    assert counted(2, "entity", "entities") == "2 entities"


def test_a_quoted_value_is_short_printable_and_on_one_line() -> None:
    assert shortened("a\n  b") == "a b"
    assert shortened("x" * 100, 10) == "xxxxxxxxx…"
    assert shortened("\x1b[31mred\x1b[0m\x00") == "\ufffd[31mred\ufffd[0m\ufffd"
    assert printable("т-72 — ok") == "т-72 — ok"


def test_names_sort_as_a_reader_expects() -> None:
    names = ["T-90", "T-8", "t-72", "Élan", "Elan 2", "2A46", "125 mm"]
    assert sorted(names, key=sort_key) == ["2A46", "125 mm", "Élan", "Elan 2", "T-8", "t-72", "T-90"]


@pytest.mark.parametrize(("words", "slug"), [("T-72", "t-72"), ("  A  b ", "a-b"), ("№5", "no5"), ("中", "")])
def test_slugify(words: str, slug: str) -> None:
    assert slugify(words) == slug
