"""What several claims mean together: disputed, leading, independent."""

from __future__ import annotations

from itertools import permutations
from random import Random
from time import process_time

import pytest

from panoply.citations import best_grade, find_voices
from panoply.encyclopedia import Encyclopedia, assemble
from panoply.entity_file import read_entity
from panoply.meaning import Answers, comparable, interval, weigh
from panoply.problems import Problems
from panoply.yaml_source import read_bytes
from tests.reading import vocabulary

SOURCES = """
sources:
  parliament: {A, 1990}
  museum: {B, 2000}
  press: {B, 2010}
  magazine: {C, 2015}
  mirror: {D, 2020, same_text_as magazine}
  wire: {B, 2021, relays parliament}
  ministry: {A, 2001, by uralvagonzavod}
  brochure: {A, 2002, by uralvagonzavod}
  armoury: {A, 2003, by uralvagonzavod}
"""


def encyclopedia(claims: str) -> Encyclopedia:
    """One tank with claims, and SOURCES, whose grade, year and relation stand in braces."""
    lines = []
    for line in SOURCES.splitlines():
        key, brace, words = line.partition(": {")
        lines.append(key + (":" if brace else ""))
        if brace:
            grade, issued, *more = words.strip("}").split(", ")
            lines += [
                f"    title: {key.strip()}",
                f"    grade: {grade}",
                f"    issued: {issued}",
                "    url: https://x.example/",
            ]
            lines += [f"    {sort}: {other}" for sort, _, other in (word.partition(" ") for word in more)]
    problems = Problems()
    text = f"name: T-90\nclass: main-battle-tank\nvariants:\n  t-90a:\n    name: T-90A\nclaims:\n{claims}" + "\n".join(lines)
    node = read_bytes(text.encode(), "a-90.yml", problems)
    assert node is not None, problems.errors
    entities = list(read_entity(node, "a-90", "systems", "a-90.yml", vocabulary(), problems))
    assert not problems.errors
    return assemble(vocabulary(), entities, [], [], [], {"a-90": "a-90.yml"})


def answers(key: str, *lines: str) -> Answers:
    """The claims of one property, weighed."""
    whole = encyclopedia(f"  {key}:\n" + "".join(f"    - {line}\n" for line in lines))
    return weigh(whole, find_voices(whole), whole.get("a-90").claims)


def disputed(key: str, *lines: str) -> bool:
    return answers(key, *lines).is_disputed


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("mass", "41 t [@museum]", "42.5 t [@press]"),
        ("mass", "41.5 t [@museum]", "41.7 t [@press]"),
        ("mass", "41.5 t [@museum]", "45000 kg [@press]"),
        ("mass", "~40 t [@museum]", "45 t [@press]"),
        ("mass", "40-42 t [@museum]", "44-46 t [@press]"),
        ("mass", "46 t (combat-loaded) [@museum]", "48 t (combat-loaded) [@press]"),
        ("number_built", "900 (as of 2007) [@museum]", "1000 (as of 2007-05) [@press]"),
        ("number_built", "8000+ [@museum]", "5000 [@press]"),
        ("unit_cost", "2 million USD 2009 [@museum]", "4 million USD 2009 [@press]"),
        ("service_entry", "1973 [@museum]", "1975 [@press]"),
        ("nuclear_protection", "yes [@museum]", "no [@press]"),
        ("crew", "3 [@museum; @press]", "5 [@press]"),
    ],
)
def test_disputed(key: str, one: str, other: str) -> None:
    assert disputed(key, one, other)
    assert disputed(key, other, one)


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("mass", "41.5 t [@museum]", "41.6 t [@press]"),
        ("mass", "41 t [@museum]", "41.5 t [@press]"),
        ("mass", "41.5 t [@museum]", "91500 lb [@press]"),
        ("mass", "~42 t [@museum]", "45 t [@press]"),
        ("mass", "40-44 t [@museum]", "44-46 t [@press]"),
        ("mass", "41 t (combat-loaded) [@museum]", "48 t (with-add-on-armour) [@press]"),
        ("mass", "41 t [@museum]", "48 t (combat-loaded) [@press]"),
        ("mass", "41 t [@museum]", "48 t (variant t-90a) [@press]"),
        ("number_built", "900 (as of 2007) [@museum]", "1000 (as of 2008) [@press]"),
        ("number_built", "8000+ [@museum]", "20000 [@press]"),
        ("unit_cost", "2 million USD 2009 [@museum]", "4 million USD 2012 [@press]"),
        ("unit_cost", "2 million USD 2009 [@museum]", "4 million EUR 2009 [@press]"),
        ("service_entry", "1973 [@museum]", "1973-04-12 [@press]"),
        ("service_entry", "1970s [@museum]", "1979 [@press]"),
        ("service_entry", "~1973 [@museum]", "1974 [@press]"),
        ("gun_elevation", "-6 to 14 deg [@museum]", "-5 to 30 deg [@press]"),
        ("crew", "unknown [@museum]", "3 [@press]"),
    ],
)
def test_several_answers_but_not_disputed(key: str, one: str, other: str) -> None:
    assert not disputed(key, one, other)
    assert not disputed(key, other, one)


def test_what_is_deprecated_disputes_nothing() -> None:
    deprecated = "value: 48 t\n      rank: deprecated\n      reason: A slip.\n      cite: press"
    found = answers("mass", deprecated, "41 t [@museum]")
    assert not found.is_disputed
    assert [w.claim.text for w in found.claims] == ["41 t", "48 t"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[@museum]", "[@museum]"),
        ("[@magazine]", "[@mirror]"),
        ("[@parliament]", "[@wire]"),
        ("[@ministry]", "[@brochure]"),
        ("(by uralvagonzavod) [@museum]", "(by uralvagonzavod) [@press]"),
        ("(by uralvagonzavod) [@museum]", "[@ministry]"),
        ("(by uralvagonzavod) [@museum]", "[@armoury]"),
        ("[@museum; @press]", "[@press; @museum]"),
    ],
)
def test_one_voice_cannot_contradict_itself(one: str, other: str) -> None:
    assert not disputed("crew", f"3 {one}", f"5 {other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [("[@museum]", "[@press]"), ("(by uralvagonzavod) [@museum]", "[@museum]"), ("[@magazine]", "[@mirror; @press]")],
)
def test_two_voices_can(one: str, other: str) -> None:
    assert disputed("crew", f"3 {one}", f"5 {other}")


def test_only_the_claims_that_disagree_are_named() -> None:
    found = answers("crew", "3 [@museum]", "3 [@press]", "5 [@magazine]", "7 (variant t-90a) [@museum]")
    assert [[w.claim.text for w in group] for group in found.disputes] == [["3", "3", "5"]]
    assert len(found.voices()) == 3


PREFERRED = "value: 4\n      rank: preferred\n      reason: Counted.\n      cite: mirror"


@pytest.mark.parametrize(
    ("lead", "lines"),
    [
        ("4", ["3 [@parliament]", PREFERRED]),
        ("3", ["4 [@museum]", "3 [@parliament]"]),
        ("3", ["4 [@magazine]", "3 [@mirror; @museum]"]),
        ("4", ["3 (as of 1990) [@museum]", "4 (as of 2007) [@museum]"]),
        ("4", ["3 [@museum]", "4 [@press]"]),
        ("3", ["3 [@museum]", "4 [@museum]"]),
        ("4", ["3 (variant t-90a) [@parliament]", "4 [@mirror]"]),
        ("4", ["unknown [@parliament]", "4 [@mirror]"]),
        ("unknown", ["unknown [@museum]"]),
        ("4", ["4 [@mirror]", "value: 3\n      rank: deprecated\n      reason: A slip.\n      cite: parliament"]),
        (None, ["value: 3\n      rank: deprecated\n      reason: A slip.\n      cite: parliament"]),
    ],
)
def test_the_lead(lead: str | None, lines: list[str]) -> None:
    found = answers("crew", *lines).lead
    assert (found and found.claim.text) == lead


def test_comparable_claims_share_variant_condition_and_for_counts_the_year() -> None:
    claims = (
        encyclopedia(
            "  number_built:\n    - 9 (as of 2007-05) [@museum]\n    - 9 (as of 2007) [@press]\n    - 9 (as of 2008) [@press]\n"
            "  mass:\n    - 41 t (as of 2007) [@museum]\n    - 42 t (as of 2008) [@press]\n"
        )
        .get("a-90")
        .claims
    )
    groups = [comparable(claim) for claim in claims]
    assert groups[0] == groups[1] != groups[2]
    assert groups[3] == groups[4]


def test_the_best_grade() -> None:
    sources = encyclopedia("  crew: 3 [@museum]\n").sources
    assert best_grade([sources["a-90.mirror"], sources["a-90.museum"]]) == "B"
    assert best_grade([]) == "E"


def test_counts_that_differ_by_one_are_disputed() -> None:
    assert disputed("crew", "3 [@museum]", "4 [@press]")
    assert disputed("main_gun_ammunition", "49 rounds [@museum]", "50 rounds [@press]")
    assert not disputed("main_gun_ammunition", "~49 rounds [@museum]", "50 rounds [@press]")
    assert not disputed("number_built", "8000+ [@museum]", "8000 [@press]")


@pytest.mark.parametrize("seed", range(12))
def test_the_disputed_are_those_that_one_of_another_voice_does_not_touch(seed: int) -> None:
    """As if every two were held against each other."""
    random = Random(seed)
    speakers = ("parliament", "museum", "press", "wire", "museum; @press")
    bottoms = [random.randrange(40, 50) for _ in range(random.randrange(2, 12))]
    lines = [f"{low}-{low + random.randrange(1, 6)} t [@{random.choice(speakers)}]" for low in bottoms]
    found = answers("mass", *lines)
    spans = {one.order: interval(one.claim) or (0, 0) for one in found.claims}
    apart = {
        one.order
        for one, other in permutations(found.claims, 2)
        if one.voices != other.voices
        and (spans[one.order][0] > spans[other.order][1] or spans[other.order][0] > spans[one.order][1])
    }
    assert {one.order for group in found.disputes for one in group} == apart


def test_thousands_of_claims_are_weighed_in_no_time() -> None:
    lines = [f"{number}-{number + 2} t [@{('museum', 'press')[number % 2]}]" for number in range(20, 5020)]
    whole = encyclopedia("  mass:\n" + "".join(f"    - {line}\n" for line in lines))
    began = process_time()
    assert len(weigh(whole, find_voices(whole), whole.get("a-90").claims).disputes[0]) == 5000
    assert process_time() - began < 3
