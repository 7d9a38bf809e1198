"""How long lists are divided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

import pytest

from panoply.text import sort_key
from panoply.volumes import LONGEST_KEY, Entry, volumes

ALPHABETS = ("abcdefg", "абвгд", "화성무기", "中国民用导弹", "T-72 ")


def entries(names: Sequence[str], group: str = "") -> list[Entry[str]]:
    return [Entry(name, name, group=group) for name in sorted(names, key=sort_key)]


def labels(found: Sequence[Entry[str]], most: int) -> list[tuple[str, int]]:
    return [(volume.label, len(volume.items)) for volume in volumes(found, most)]


@pytest.mark.parametrize("seed", range(40))
def test_all_entries_stand_once_in_order_on_pages_with_room_for_them(seed: int) -> None:
    chance = Random(seed)
    most = chance.randint(1, 30)
    found: list[Entry[int]] = []
    for group in range(chance.randint(1, 6)):
        names = [
            "".join(chance.choices(chance.choice(ALPHABETS), k=chance.randint(1, 5))) for _ in range(chance.randint(1, 90))
        ]
        found += [Entry(len(found) + n, name, chance.randint(1, 3), f"Group {group}") for n, name in enumerate(sorted(names))]
    weights = {entry.item: entry.weight for entry in found}
    divided = volumes(found, most)
    assert [item for volume in divided for item in volume.items] == list(range(len(found)))
    assert all(len(v.items) == 1 or sum(weights[item] for item in v.items) <= most for v in divided)
    assert len({v.key for v in divided}) == len({v.label for v in divided}) == len(divided)
    assert all(re.fullmatch(r"[^\W_]+(-{1,2}[^\W_]+)*", v.key) and len(v.key) <= LONGEST_KEY + 5 for v in divided)


def test_a_volume_is_named_by_beginnings_that_tell_it_from_its_neighbours() -> None:
    names = [*(f"Leopard {n}" for n in range(6)), *(f"Lynx {n}" for n in range(4)), "Object 1", "Olifant", "T-34", "T-72"]
    assert labels(entries(names), 6) == [("Le", 6), ("Ly–O", 6), ("T", 2)]


def test_no_number_is_cut() -> None:
    found = labels(entries([f"Object {n}" for n in range(90, 110)]), 8)
    assert found[0][0] == "Object 90–Object 97"
    assert all(re.fullmatch(r"Object \d{2,3}–Object \d{2,3}", label) for label, _ in found)


def test_neighbouring_groups_share_a_page_and_a_large_one_has_several() -> None:
    found = [*entries(["A 1", "A 2"], "Austria"), *entries(["B 1"], "Belgium"), *entries(list("KLMNOP"), "China")]
    assert labels([*found, *entries(["D"], "Denmark")], 4) == [
        ("Austria–Belgium", 3),
        ("China, K–N", 4),
        ("China, O–P", 2),
        ("Denmark", 1),
    ]


def test_one_name_of_very_many_things_is_counted_through() -> None:
    assert [v.label for v in volumes(entries(["Annual report"] * 25), 10)] == [
        "Annual report",
        "Annual report (2)",
        "Annual report (3)",
    ]
    assert [v.key for v in volumes(entries(["Annual report"] * 25), 10)] == [
        "annual-report",
        "annual-report--2",
        "annual-report--3",
    ]


def test_a_few_new_names_leave_most_addresses_as_they_were() -> None:
    chance = Random(1)
    names = ["".join(chance.choices("abcdefghij", k=6)) for _ in range(5000)]
    more = ["".join(chance.choices("abcdefghij", k=6)) for _ in range(5)]
    before, after = ({v.key for v in volumes(entries(found), 500)} for found in (names, [*names, *more]))
    assert len(before) > 10
    assert len(before & after) >= len(before) * 0.9
