"""Numbers, units, dates and conversions: what an author's digits say, and no more."""

from __future__ import annotations

from decimal import Decimal

import pytest

from panoply.amounts import read_amount, read_number
from panoply.dates import Date, date_text, read_date
from panoply.problems import Mistake
from panoply.quantities import Quantity, amount_text, converted, number_text, plain, rounded
from tests.reading import vocabulary

UNITS = vocabulary().units


@pytest.mark.parametrize(
    ("text", "form", "low", "high", "shown"),
    [
        ("41.5", "exact", "41.5", "41.5", "41.5"),
        ("1.10", "exact", "1.10", "1.10", "1.10"),
        ("010", "exact", "10", "10", "10"),
        ("8000+", "at-least", "8000", None, "≥ 8,000"),
        ("at least 8000", "at-least", "8000", None, "≥ 8,000"),
        ("≥ 8000", "at-least", "8000", None, "≥ 8,000"),
        ("at most 8000", "at-most", None, "8000", "≤ 8,000"),
        ("≤ 8000", "at-most", None, "8000", "≤ 8,000"),
        ("over 8000", "over", "8000", None, "> 8,000"),
        ("under 8000", "under", None, "8000", "< 8,000"),
        ("< 8000", "under", None, "8000", "< 8,000"),
        ("40-45", "range", "40", "45", "40–45"),
        ("40–45", "range", "40", "45", "40–45"),
        ("40 to 45", "range", "40", "45", "40–45"),
        ("30 ± 2", "spread", "28", "32", "30 ± 2"),
        ("30 +/- 2", "spread", "28", "32", "30 ± 2"),
        ("~500", "exact", "500", "500", "~500"),
        ("about 500", "exact", "500", "500", "~500"),
        ("about 40-45", "range", "40", "45", "~40–45"),
        ("1.2 million", "exact", "1200000", "1200000", "1.2 million"),
        ("1.20 million", "exact", "1200000", "1200000", "1.20 million"),
        ("~8 thousand", "exact", "8000", "8000", "~8 thousand"),
        ("1200 thousand", "exact", "1200000", "1200000", "1,200 thousand"),
        ("0.5-1.5 billion", "range", "500000000", "1500000000", "0.5–1.5 billion"),
    ],
)
def test_an_amount_reads_and_prints(text: str, form: str, low: str | None, high: str | None, shown: str) -> None:
    amount, rest = read_amount(text)
    assert (amount.form, amount.low, amount.high) == (form, low and Decimal(low), high and Decimal(high))
    assert (amount_text(amount), rest) == (shown, "")


def test_negative_ends_are_written_with_to() -> None:
    amount, rest = read_amount("-6 to 14 deg", negative=True)
    assert (amount.low, amount.high, rest, amount_text(amount)) == (Decimal(-6), Decimal(14), "deg", "−6 to 14")


@pytest.mark.parametrize(("text", "rest"), [("1.2 million USD 1996", "USD 1996"), ("41.5 short tons", "short tons"), ("3", "")])
def test_the_rest_is_left_to_the_caller(text: str, rest: str) -> None:
    assert read_amount(text)[1] == rest


@pytest.mark.parametrize(
    ("text", "step"),
    [("460", 1), ("~460", 10), ("~500", 100), ("~505", 1), ("41.5", "0.1"), ("~41.5", "0.1"), ("0.25", "0.01"), ("~0", 1)],
)
def test_trailing_zeros_count_unless_approximate(text: str, step: str) -> None:
    assert read_amount(text)[0].low_step == Decimal(step)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("460", "459.5", "460.5"),
        ("41.5", "41.45", "41.55"),
        ("~500", "450", "550"),
        ("8000+", "7999.5", "Infinity"),
        ("under 8000", "-Infinity", "8000.5"),
        ("40-45.5", "39.5", "45.55"),
        ("30 ± 2", "27.5", "32.5"),
    ],
)
def test_the_reach_is_half_the_last_digit_or_a_tenth(text: str, low: str, high: str) -> None:
    assert read_amount(text)[0].reach() == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(("text", "middle"), [("40-45", "42.5"), ("8000+", "8000"), ("under 9", "9"), ("30 ± 2", "30")])
def test_the_middle_is_what_is_drawn(text: str, middle: str) -> None:
    assert read_amount(text)[0].middle() == Decimal(middle)


@pytest.mark.parametrize(
    "text", ["", " ", "1e5", "0x10", "NaN", "Infinity", "½", "²", "٤١", "1_000", "+5", "--5", "5.", ".5", "5..6", "~~5"]
)
def test_what_is_no_number_here(text: str) -> None:
    with pytest.raises(Mistake) as caught:
        read_amount(text)
    assert caught.value.code == "NUMBER"


@pytest.mark.parametrize("text", ["41,5", "4 1", "4.1.2", "", "٤"])
def test_a_plain_number_is_plain(text: str) -> None:
    assert read_number("41.5") == Decimal("41.5")
    with pytest.raises(Mistake):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "source", "target", "shown"),
    [
        ("41.5", "t", "short-ton", "45.7"),
        ("46", "t", "short-ton", "51"),
        ("62000", "kg", "lb", "137,000"),
        ("36000", "kg", "short-ton", "40"),
        ("36500", "kg", "short-ton", "40.2"),
        ("4000", "m", "ft", "13,120"),
        ("~62000", "kg", "lb", "~137,000"),
        ("460", "km", "mi", "286"),
        ("~460", "km", "mi", "~290"),
        ("~500", "km", "mi", "~310"),
        ("700+", "km", "mi", "≥ 435"),
        ("3", "m", "ft", "9.8"),
        ("2.19", "m", "ft", "7.2"),
        ("0.5", "m", "ft", "1.6"),
        ("125", "mm", "in", "4.9"),
        ("34.8", "mph", "km/h", "56.0"),
        ("1000-1200", "hp", "kW", "746–895"),
        ("30 ± 2", "km", "mi", "19.0 ± 1.2"),
        ("0", "m", "ft", "0"),
        ("840", "hp", "kW", "626"),
        ("999999999999999", "Mt-TNT", "kt-TNT", "999,999,999,999,999,000"),
    ],
)
def test_a_conversion_shows_as_much_as_its_source(text: str, source: str, target: str, shown: str) -> None:
    amount, _ = read_amount(text)
    assert amount_text(converted(amount, UNITS.units[source], UNITS.units[target])) == shown


@pytest.mark.parametrize(
    ("text", "unit", "beside"),
    [
        ("4999", "kg", ("lb",)),
        ("5000", "kg", ("short-ton",)),
        ("4000-6000", "kg", ("lb",)),
        ("over 5000", "kg", ("short-ton",)),
        ("125", "mm", ("in",)),
        ("9000", "mm", ("ft",)),
        ("121000", "lb", ("t",)),
        ("780", "PS", ("kW", "hp")),
        ("3", "wheels", ()),
    ],
)
def test_large_figures_stand_beside_larger_units(text: str, unit: str, beside: tuple[str, ...]) -> None:
    amount, _ = read_amount(text)
    assert UNITS.units[unit].beside(amount) == beside


@pytest.mark.parametrize(
    ("value", "step", "original", "shown"),
    [("9.84", "1", "3", "9.8"), ("0.0123456", "1", "1", "0.012"), ("99.96", "0.1", "1", "100"), ("0", "1", "1", "0")],
)
def test_rounding_leaves_two_digits(value: str, step: str, original: str, shown: str) -> None:
    assert str(rounded(Decimal(value), Decimal(step), Decimal(original))) == shown


def test_every_digit_of_a_number_is_printed() -> None:
    numbers = ("4.6E+2", "1234.50", "-6", "0.00001", "1E-7", "1200000")
    assert [number_text(Decimal(n)) for n in numbers] == ["460", "1,234.50", "−6", "0.00001", "0.0000001", "1,200,000"]


def test_a_tail_of_digits_is_cut() -> None:
    amount, _ = read_amount("5-130")
    there_and_back = amount.times(UNITS.units["km/h"].factor).times(1 / UNITS.units["km/h"].factor)
    assert amount_text(plain(there_and_back)) == "5–130"


def test_every_unit_is_found_by_key_and_spelling() -> None:
    assert all(UNITS.find(key) is unit for key, unit in UNITS.units.items())
    assert all(UNITS.find(word).key == key for word, key in UNITS.spellings.items() if word not in UNITS.refused)
    assert Quantity(read_amount("41.5")[0], UNITS.find("t")).in_si().low == 41500


@pytest.mark.parametrize(
    ("word", "code", "says"),
    [
        ("tons", "AMBIGUOUS-UNIT", "write 't' (1,000 kg)"),
        ("tonn", "UNKNOWN-UNIT", "did you mean 'tonne'?"),
        ("kt/h", "UNKNOWN-UNIT", "units of mass are g, kg, t, lb"),
    ],
)
def test_a_unit_that_is_none(word: str, code: str, says: str) -> None:
    with pytest.raises(Mistake) as caught:
        UNITS.find(word, "mass")
    assert caught.value.code == code
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "date", "shown", "first", "last"),
    [
        ("1973", Date(1973), "1973", (1973, 1, 1), (1973, 12, 31)),
        ("1973-04", Date(1973, 4), "April 1973", (1973, 4, 1), (1973, 4, 31)),
        ("1973-04-12", Date(1973, 4, 12), "12 April 1973", (1973, 4, 12), (1973, 4, 12)),
        ("~1973", Date(1973, approximate=True), "~1973", (1972, 1, 1), (1974, 12, 31)),
        ("1970s", Date(1970, decade=True), "1970s", (1970, 1, 1), (1979, 12, 31)),
        ("~1970s", Date(1970, decade=True, approximate=True), "~1970s", (1969, 1, 1), (1980, 12, 31)),
        ("2024-02-29", Date(2024, 2, 29), "29 February 2024", (2024, 2, 29), (2024, 2, 29)),
    ],
)
def test_a_date_reads_and_prints(text: str, date: Date, shown: str, first: tuple[int, ...], last: tuple[int, ...]) -> None:
    assert read_date(text) == date
    assert (date.edtf(), date_text(date), date.reach()) == (text, shown, (first, last))


@pytest.mark.parametrize(
    "text", ["73", "1973-4", "1973-00", "1973-04-31", "2023-02-29", "1975s", "0000", "1973-04-12T10", "١٩٧٣", "1973?", ""]
)
def test_what_is_no_date_here(text: str) -> None:
    with pytest.raises(Mistake) as caught:
        read_date(text)
    assert caught.value.code == "DATE"
