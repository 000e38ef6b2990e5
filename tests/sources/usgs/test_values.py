"""Printed values: every form that the publisher uses, and what is none."""

import pytest

from mainstay.model import Qualifier as Q
from mainstay.model import units
from mainstay.sources.usgs.units import model_unit, printed_units
from mainstay.sources.usgs.values import Printed, parse


@pytest.mark.parametrize(
    ("text", "notes", "unit", "wanted"),
    [
        ("839,000", "", "kg", Printed(839000, 839000, 839000, Q.EXACT)),
        ("9700000", "", "t", Printed(9.7e6, 9.7e6, 9.7e6, Q.EXACT)),
        ("0.21", "", "USD_per_carat", Printed(0.21, 0.21, 0.21, Q.EXACT)),
        ("68\xa0", "", "person", Printed(68, 68, 68, Q.EXACT)),
        ("e5,570", "", "t", Printed(5570, 5570, 5570, Q.ESTIMATED)),
        ("1,230e", "", "t", Printed(1230, 1230, 1230, Q.ESTIMATED)),
        ("−84", "", "t", Printed(-84, -84, -84, Q.EXACT)),
        ("—", "", "kg", Printed(0, 0, 0, Q.ZERO_DASH)),
        ("W", "", "t", Printed(None, None, None, Q.WITHHELD)),
        ("  NA", "", "t", Printed(None, None, None, Q.NOT_AVAILABLE)),
        ("XX", "", "t", Printed(None, None, None, Q.NOT_APPLICABLE)),
        ("E", "", "percent", Printed(None, None, 0, Q.NET_EXPORTER)),
        (">50", "", "percent", Printed(None, 50, 100, Q.GREATER_THAN)),
        (">2,000,000", "", "t", Printed(None, 2e6, None, Q.GREATER_THAN)),
        ("<25", "", "percent", Printed(None, 0, 25, Q.LESS_THAN)),
        ("500–17,000", "", "USD_per_t", Printed(None, 500, 17000, Q.RANGE)),
        ("10,000 - 15,000", "", "t", Printed(None, 10000, 15000, Q.RANGE)),
        ("Less than ½ unit.", "", "kt", Printed(None, 0, 0.5, Q.LESS_THAN)),
        ("Less than 500\xa0carats.", "", "Mcarat", Printed(None, 0, 0.0005, Q.LESS_THAN)),
        ("s", "Less than ½unit.", "kt", Printed(None, 0, 0.5, Q.LESS_THAN)),
        ("s", "Estimated. -- Less than 100,000 tons.", "Mt", Printed(None, 0, 0.1, Q.LESS_THAN)),
        ("s", "Included in “World total.”", "t", Printed(None, None, None, Q.INCLUDED_ELSEWHERE)),
        ("(1)", "Less than 1/2 unit", "t", Printed(None, 0, 0.5, Q.LESS_THAN)),
        ("s", "Precludes a meaningful figure.", "t", Printed(None, None, None, Q.TEXT)),
        ("Large", "", "t", Printed(None, None, None, Q.TEXT)),
        ("Variable, depending on type of product", "", "", Printed(None, None, None, Q.TEXT)),
        ("?10", "", "t", Printed(None, None, None, Q.TEXT)),
    ],
)  # fmt: skip
def test_a_printed_value_has_one_meaning(text, notes, unit, wanted):
    assert parse(text, unit=unit, notes=notes) == wanted


@pytest.mark.parametrize("text", ["12 apples", "1,23", "", "1.2.3", "17,000–500", "N/K", "12O"])
def test_what_the_publisher_does_not_print_is_no_value(text):
    assert parse(text) is None


def test_fifty_and_above_is_never_fifty():
    printed = parse(">50", unit="percent")
    assert printed is not None
    assert printed.value is None


def test_every_printed_unit_is_a_model_unit():
    assert set(printed_units().values()) <= set(units())
    assert model_unit("  thousand metric tons ") == "kt"
    assert model_unit("bushels") is None
