"""A claim in one line, and what stands between the brackets of its citation."""

from __future__ import annotations

from decimal import Decimal

import pytest

from panoply.citation_text import GROUP, read_citations
from panoply.claim_text import Qualifiers, read_long_value, read_qualifier, read_value, split_line
from panoply.dates import Date
from panoply.model import UNKNOWN, Choice, Reference, Value
from panoply.problems import Mistake
from panoply.quantities import Money, Quantity, Span, amount_text
from tests.reading import vocabulary

PROPERTIES = vocabulary().properties


def read(key: str, text: str) -> tuple[Value, Qualifiers, list[tuple[str, str]]]:
    prop = PROPERTIES[key]
    line = split_line(text, qualified=prop.datatype != "text")
    qualifiers = Qualifiers()
    for word, offset in line.qualifiers:
        read_qualifier(word, offset, prop, qualifiers)
        assert text[offset:].startswith(word)
    assert all(text[c.offset :].startswith(c.key) for c in line.citations)
    return read_value(line.value, prop, vocabulary()), qualifiers, [(c.key, c.locator) for c in line.citations]


def shown(value: Value) -> str:
    """A value in few words, to stand beside its line."""
    match value:
        case Quantity(amount, unit):
            return f"{amount_text(amount)} {unit.key if unit else ''}".strip()
        case Span(low, high, unit):
            return f"{low} … {high} {unit.key}"
        case Money(amount, currency, year):
            return f"{amount_text(amount)} {currency} of {year}"
        case Date():
            return value.edtf()
        case Reference(word) | Choice(word):
            return word
        case _:
            return "unknown" if value is UNKNOWN else str(value)


@pytest.mark.parametrize(
    ("key", "text", "value", "cited"),
    [
        ("origin", "soviet-union [@army-guide-2016]", "soviet-union", [("army-guide-2016", "")]),
        ("main_gun", "2a46 [@army-guide-2016, p. 12]", "2a46", [("army-guide-2016", "p. 12")]),
        ("crew", "3 [@army-guide-2016; @third-key]", "3", [("army-guide-2016", ""), ("third-key", "")]),
        ("mass", "41.5 t (combat-loaded) [@army-guide-2016]", "41.5 t", [("army-guide-2016", "")]),
        ("mass", "41.5 tonnes [@a, p. 3, plate 2]", "41.5 t", [("a", "p. 3, plate 2")]),
        ("gun_elevation", "-6 to 14 deg [@army-guide-2016]", "-6 … 14 deg", [("army-guide-2016", "")]),
        ("road_range", "700 km (with-external-tanks) [@a]", "700 km", [("a", "")]),
        ("number_built", "8000+ [@third-key]", "≥ 8,000 units", [("third-key", "")]),
        ("number_built", "~20000 (as of 2007; estimated) [@a]", "~20,000 units", [("a", "")]),
        ("number_built", "900 units [@a]", "900 units", [("a", "")]),
        ("unit_cost", "1.2 million USD 2009 (estimated) [@a]", "1.2 million USD of 2009", [("a", "")]),
        ("unit_cost", "~1.2 million USD 1996 [@a]", "~1.2 million USD of 1996", [("a", "")]),
        ("nuclear_protection", "unknown [@a]", "unknown", [("a", "")]),
        ("nuclear_protection", "yes [@a]", "True", [("a", "")]),
        ("nuclear_protection", "no [@a]", "False", [("a", "")]),
        ("service_entry", "1973 (accepted) [@a]", "1973", [("a", "")]),
        ("service_entry", "~1973-04 [@a]", "~1973-04", [("a", "")]),
        ("service_entry", "1970s [@a]", "1970s", [("a", "")]),
        ("suspension", "torsion-bar [@a]", "torsion-bar", [("a", "")]),
        ("predecessor", "t-64/t-64a [@a]", "t-64/t-64a", [("a", "")]),
        ("coaxial_armament", "2A46M (D-81TM) [@a]", "2A46M (D-81TM)", [("a", "")]),
        ("coaxial_armament", "PKT [7.62 mm] [@a]", "PKT [7.62 mm]", [("a", "")]),
        ("coaxial_armament", "NO", "NO", []),
    ],
)
def test_a_line_reads(key: str, text: str, value: str, cited: list[tuple[str, str]]) -> None:
    found, _, citations = read(key, text)
    assert (shown(found), citations) == (value, cited)


@pytest.mark.parametrize(
    ("text", "qualifiers"),
    [
        ("3 (as of 1990)", {"as_of": Date(1990)}),
        ("3 (as of 1970s)", {"as_of": Date(1970, decade=True)}),
        ("3 (variant t-72b)", {"variant": "t-72b"}),
        ("3 (by uralvagonzavod; claimed)", {"by": "uralvagonzavod", "basis": "claimed"}),
        ("3 ( observed ;as of 1990-05 )", {"basis": "observed", "as_of": Date(1990, 5)}),
        ("3", {}),
    ],
)
def test_qualifiers_narrow(text: str, qualifiers: dict[str, object]) -> None:
    found = read("crew", text)[1]
    assert {k: getattr(found, k) for k in ("as_of", "variant", "by", "basis", "condition") if getattr(found, k)} == qualifiers


def test_a_condition_is_the_property_s_own() -> None:
    assert read("mass", "41.5 t (combat-loaded)")[1].condition == "combat-loaded"
    with pytest.raises(Mistake, match="it has no conditions"):
        read("crew", "3 (combat-loaded)")


@pytest.mark.parametrize(
    ("key", "text", "code", "at"),
    [
        ("mass", "41.5 t [@a] (estimated)", "CLAIM-FORM", "[@a]"),
        ("mass", "41.5 t [@a] [@b]", "CITATION-FORM", "[@a]"),
        ("mass", "41.5 t [see @a]", "CITATION-FORM", "see"),
        ("mass", "41.5 t [@a", "CITATION-FORM", "[@a"),
        ("mass", "41.5 t(estimated) [@a]", "CLAIM-FORM", "t("),
        ("mass", "41.5 [@a]", "MISSING-UNIT", " [@a]"),
        ("mass", "41.5 tons [@a]", "AMBIGUOUS-UNIT", "tons"),
        ("mass", "41.5 km [@a]", "DIMENSION", "km"),
        ("mass", "-41.5 t [@a]", "NEGATIVE", "-41.5"),
        ("mass", "41,5 t [@a]", "NUMBER", "41,5"),
        ("crew", "~-3 [@a]", "NEGATIVE", "-3"),
        ("crew", "3 (1990) [@a]", "QUALIFIER", "1990"),
        ("unit_cost", "1.2 million USD [@a]", "MONEY", "USD"),
        ("coaxial_armament", "PKT [@a] gun", "CITATION-FORM", "[@a]"),
    ],
)
def test_a_mistake_points_at_what_is_wrong(key: str, text: str, code: str, at: str) -> None:
    with pytest.raises(Mistake) as caught:
        read(key, text)
    assert caught.value.code == code
    assert text[caught.value.offset :].startswith(at)


def test_the_long_form_takes_no_brackets() -> None:
    assert read_long_value("2A46M (D-81TM)", PROPERTIES["coaxial_armament"], vocabulary()) == "2A46M (D-81TM)"
    for key, text in (("mass", "41.5 t (estimated)"), ("mass", "41.5 t [@a]"), ("coaxial_armament", "PKT [@a]")):
        with pytest.raises(Mistake, match="lines of its own"):
            read_long_value(text, PROPERTIES[key], vocabulary())


def test_a_count_keeps_its_own_unit() -> None:
    value = read("main_gun_ammunition", "45 rounds")[0]
    assert isinstance(value, Quantity)
    assert (value.amount.low, value.unit and value.unit.key) == (Decimal(45), "rounds")
    assert read("main_gun_ammunition", "45")[0] == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@a", [("a", "", 1)]),
        ("@a; @b-2", [("a", "", 1), ("b-2", "", 5)]),
        ("@a, p. 12;@b,ch. 3", [("a", "p. 12", 1), ("b", "ch. 3", 11)]),
        ("@a,\n  p. 12", [("a", "p. 12", 1)]),
    ],
)
def test_citations_read(text: str, found: list[tuple[str, str, int]]) -> None:
    assert read_citations(text) == found


@pytest.mark.parametrize(("text", "found"), [("a", [("a", "", 0)]), ("a, p. 12; b", [("a", "p. 12", 0), ("b", "", 10)])])
def test_unsigned_citations_read(text: str, found: list[tuple[str, str, int]]) -> None:
    assert read_citations(text, signed=False) == found


@pytest.mark.parametrize(
    ("text", "signed", "says", "offset"),
    [
        ("see @a", True, "write [@a], and the words outside", 0),
        ("@a p. 12", True, "write [@a, p. 12]", 0),
        ("-@a", True, "the form -@ is not used; write [@a]", 0),
        ("@a, @b", True, "write [@a; @b]", 0),
        ("@a @b", True, "write [@a; @b]", 0),
        ("@a, p. 3, @b", True, "write [@a, p. 3; @b]", 0),
        ("@A Guide", True, "write [@a-guide]", 0),
        ("a", True, "write [@a]", 0),
        ("@a; ", True, "an empty citation", 4),
        ("@", True, "write [@key]", 0),
        ("@a", False, "write cite: a", 0),
        ("a, @b", False, "write cite: a; b", 0),
        ("a; The Guide", False, "not a source key", 3),
        ("", False, "an empty citation", 0),
    ],
)
def test_other_forms_are_refused_by_name(text: str, signed: bool, says: str, offset: int) -> None:
    with pytest.raises(Mistake) as caught:
        read_citations(text, signed=signed)
    assert (caught.value.code, caught.value.offset) == ("CITATION-FORM", offset)
    assert says in str(caught.value)


@pytest.mark.parametrize(("text", "found"), [("x [@a] y", "[@a]"), ("[a@b.c]", "[a@b.c]"), ("[@a](x)", None), ("[@ a]", None)])
def test_a_bracket_with_an_at_is_meant_as_a_citation(text: str, found: str | None) -> None:
    match = GROUP.search(text)
    assert (match and match[0]) == found
