import pytest

from mainstay.model import Method
from mainstay.report import Number, Provenance, Unit, written

WHY = Provenance(sources=("s",), vintage="2026", confidence=0.5)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.99, Unit.SHARE, "99.0 %"),
        (0.0, Unit.SHARE, "0.0 %"),
        (0.0011, Unit.SHARE, "0.11 %"),
        (0.00001234, Unit.SHARE, "0.0012 %"),
        (27.7207e12, Unit.USD, "$27.7 tn"),
        (4.1e12, Unit.USD, "$4.10 tn"),
        (999.96e9, Unit.USD, "$1.00 tn"),
        (820e9, Unit.USD, "$820 bn"),
        (-30e9, Unit.USD, "−$30.0 bn"),
        (11e6, Unit.USD, "$11.0 M"),
        (950.0, Unit.USD, "$950"),
        (1435.0, Unit.COUNT, "1,435"),
        (0.977, Unit.INDEX, "0.98"),
    ],
)
def test_numbers_are_written_for_a_reader(value, unit, words):
    assert written(value, unit) == words


def test_unknown_is_a_word_and_never_zero():
    assert str(Number(None, Unit.SHARE, WHY)) == "unknown"
    assert str(Number(None, Unit.USD, WHY, words="withheld")) == "withheld"
    assert not Number(None, Unit.SHARE, WHY).is_known


def test_an_interval_without_a_value_says_so():
    assert str(Number(None, Unit.SHARE, WHY, lo=0.5)) == "over 50.0 %"
    assert str(Number(None, Unit.SHARE, WHY, hi=0.25)) == "under 25.0 %"
    assert str(Number(None, Unit.SHARE, WHY, lo=0.25, hi=0.5)) == "25.0–50.0 %"


def test_a_band_has_the_decimals_of_its_upper_end():
    assert Number(0.0011, Unit.SHARE, WHY, 0.0009, 0.0014).full == "0.11 % (0.09–0.14 %)"
    assert Number(0.5, Unit.SHARE, WHY, 0.5, 0.5).full == "50.0 %"


def test_seen_is_what_somebody_said():
    seen = {m for m in Method if Provenance(
        sources=("s",), vintage="", confidence=1.0, method=m).is_seen}  # fmt: skip
    assert seen == {Method.OBSERVED, Method.REPORTED}
