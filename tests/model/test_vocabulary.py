"""Periods, units, money, labels, codes, parameters and scenarios."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.errors import BadScenario, InputError, NotFound, UnitMismatch, UnknownCode
from mainstay.model import (
    Classification,
    Concordance,
    Deflator,
    Label,
    Method,
    Money,
    Parameter,
    Parameters,
    Period,
    PriceBasis,
    Scenario,
    Table,
    confidence_word,
    default_parameters,
    factor,
    join,
    may_see,
    units,
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", 2023, 2023),
        ("2021–24", 2021, 2024),
        ("2021-2024", 2021, 2024),
        ("1998-02", 1998, 1902),
    ],
)
def test_periods_as_publishers_print_them(text: str, first: int, last: int) -> None:
    if last < first:
        with pytest.raises(InputError):
            Period.parse(text)
    else:
        assert (Period.parse(text).start.year, Period.parse(text).end.year) == (first, last)


@pytest.mark.parametrize("text", ["", "23", "2023/24", "FY2023", "2023 to 2024"])
def test_other_periods_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        Period.parse(text)


def test_units_against_their_definitions() -> None:
    """By definition, exactly: 1 lb = 0.453 592 37 kg and 1 troy oz = 31.103 476 8 g."""
    assert factor("USD_per_lb", "USD_per_kg") == pytest.approx(1 / 0.45359237, rel=1e-12)
    assert factor("USD_per_troy_oz", "USD_per_g") == pytest.approx(1 / 31.1034768, rel=1e-12)
    assert factor("short_ton", "kg") == pytest.approx(907.18474, rel=1e-12)


@given(st.sampled_from(sorted(units())), st.sampled_from(sorted(units())))
def test_conversion_there_and_back(a: str, b: str) -> None:
    if units()[a].dimension != units()[b].dimension:
        with pytest.raises(UnitMismatch):
            factor(a, b)
    else:
        assert factor(a, b) * factor(b, a) == pytest.approx(1.0)


def test_money_of_two_years_or_bases_is_not_added() -> None:
    old, new = Money(1, 2017, PriceBasis.PRODUCER), Money(1, 2023, PriceBasis.PRODUCER)
    with pytest.raises(UnitMismatch):
        _ = old + new
    with pytest.raises(UnitMismatch):
        _ = old + Money(1, 2017, PriceBasis.BASIC)
    deflator = Deflator("steel", {2017: 100.0, 2023: 150.0}, "demo")
    assert (deflator.convert(old, 2023) + new).usd == 2.5
    with pytest.raises(UnitMismatch, match="no value for 1990"):
        deflator.factor(1990, 2023)


@given(st.lists(st.sampled_from(list(Label)), min_size=1), st.sampled_from(list(Label)))
def test_a_whole_is_as_closed_as_its_most_closed_part(parts: list[Label], view: Label) -> None:
    assert may_see(view, join(*parts)) == all(may_see(view, part) for part in parts)


def test_codes_resolve_by_code_title_and_alias_and_name_the_closest() -> None:
    codes = Classification(
        "demo",
        {"335911": "Storage battery manufacturing", "334413": "Semiconductors"},
        "demo",
        {"chips": "334413"},
    )
    assert codes.resolve("storage BATTERY manufacturing") == "335911"
    assert codes.resolve("chips") == "334413"
    with pytest.raises(UnknownCode) as raised:
        codes.resolve("storage bateries")
    assert raised.value.context["closest"] == ["335911 Storage battery manufacturing"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1))
def test_concordance_weights_add_up(pairs: list[tuple[str, str]]) -> None:
    rows = sorted({a for a, _ in pairs})
    link = Concordance.build("s", "t", pairs, "demo")
    for version in (link, link.reweighted({"x": 3.0, "y": 1.0})):
        matrix = version.matrix(rows, list("xyz"))
        np.testing.assert_allclose(matrix.sum(axis=1), 1.0)


def test_a_code_without_a_target_is_named() -> None:
    with pytest.raises(InputError, match="b has no code"):
        Concordance.build("s", "t", [("a", "x")], "demo").matrix(["a", "b"], ["x"])


def test_parameters_are_ranges_with_a_source() -> None:
    assert all(row.source for row in default_parameters().rows)
    rows = [
        {"name": "p", "applies_to": "*", "low": 2, "mode": 1, "high": 3, "unit": "share",
         "source": "", "method": "assumed"},
        {"name": "q", "method": "guessed"},
    ]  # fmt: skip
    with pytest.raises(InputError) as raised:
        Parameters.load(rows)
    assert [p.code for p in raised.value.problems] == ["bad_range", "no_source", "bad_row"]


def test_parameters_fall_back_to_the_one_for_all() -> None:
    table = Parameters(
        (
            Parameter("cover", "*", 1, 2, 3, "day", "demo", Method.ASSUMED),
            Parameter("cover", "steel", 4, 5, 6, "day", "demo", Method.ASSUMED),
        )
    )
    assert (table.get("cover", "steel").mode, table.get("cover", "glass").mode) == (5, 2)
    with pytest.raises(NotFound):
        table.get("slack")


GOOD = (
    "{version: 1, name: demo, title: Demo, shocks: [{target: imports, codes: [gallium], size: 1}]}"
)


def test_a_scenario_is_read_and_dated() -> None:
    scenario = Scenario.parse(GOOD.replace("title", "start: 2026-01-01, title"))
    assert scenario.start == date(2026, 1, 1)
    assert scenario.shocks[0].codes == ("gallium",)


BAD_SCENARIOS = {
    "not_yaml": ("{version: 1", "not_yaml"),
    "not_a_mapping": ("[1, 2]", None),
    "no_version": (GOOD.replace("version: 1, ", ""), "missing"),
    "future_version": (GOOD.replace("version: 1", "version: 9"), "less_than_equal"),
    "size_over_one": (GOOD.replace("size: 1", "size: 1.5"), "less_than_equal"),
    "negative_size": (GOOD.replace("size: 1", "size: -0.1"), "greater_than_equal"),
    "text_in_number": (GOOD.replace("size: 1", "size: half"), "float_parsing"),
    "unknown_target": (GOOD.replace("imports", "weather"), "enum"),
    "no_shocks": (
        GOOD.replace("[{target: imports, codes: [gallium], size: 1}]", "[]"),
        "too_short",
    ),
    "no_codes": (GOOD.replace("[gallium]", "[]"), "too_short"),
    "extra_field": (GOOD.replace("title", "mood: dark, title"), "extra_forbidden"),
    "bad_name": (GOOD.replace("name: demo", "name: Not A Slug"), "string_pattern_mismatch"),
}


@pytest.mark.parametrize("case", BAD_SCENARIOS, ids=str)
def test_bad_scenarios(case: str) -> None:
    text, code = BAD_SCENARIOS[case]
    with pytest.raises(BadScenario) as raised:
        Scenario.parse(text)
    if code is not None:
        assert code in {p.code for p in raised.value.problems}


DAYS = GOOD.replace("size: 1", "size: 1, start_day: 3, duration_days: 9.5")
DELAY = GOOD.replace("imports", "delay").replace("size: 1", "days: 12, low: 10, high: 14")


def test_a_scenario_without_days_is_written_as_it_always_was() -> None:
    plain = Scenario.parse(GOOD).model_dump(mode="json")
    assert "days" not in plain
    assert set(plain["shocks"][0]) == {"target", "codes", "size", "country", "low", "high"}
    assert Scenario.parse(GOOD).horizon_days == 365 + 365


def test_a_scenario_with_days_is_read_back_from_its_plain_form() -> None:
    for text in (DAYS, DELAY, DAYS.replace("title", "days: 50, title")):
        scenario = Scenario.parse(text)
        assert Scenario.model_validate(scenario.model_dump(mode="json")) == scenario
    assert Scenario.parse(DAYS).horizon_days == 13 + 365
    assert Scenario.parse(DELAY).shocks[0].amount == 12.0
    assert "size" not in Scenario.parse(DELAY).model_dump(mode="json")["shocks"][0]


BAD_DAYS = {
    "no_size": GOOD.replace(", size: 1", ""),
    "size_of_a_delay": DELAY.replace("days: 12", "size: 1, days: 12"),
    "delay_without_days": DELAY.replace("days: 12, ", ""),
    "days_of_a_loss": GOOD.replace("size: 1", "size: 1, days: 3"),
    "low_over_one": GOOD.replace("size: 1", "size: 1, low: 1.5"),
    "rebuilt_imports": GOOD.replace("size: 1", "size: 1, recovery: rebuild"),
    "recovery_without_days": GOOD.replace("size: 1", "size: 1, recovery: linear"),
    "days_of_no_recovery": GOOD.replace("size: 1", "size: 1, recovery: none, recovery_days: 5"),
    "no_duration": GOOD.replace("size: 1", "size: 1, duration_days: 0"),
    "before_it_begins": GOOD.replace("size: 1", "size: 1, start_day: -1"),
    "unknown_way_back": GOOD.replace("size: 1", "size: 1, recovery: soon"),
}


@pytest.mark.parametrize("case", BAD_DAYS, ids=str)
def test_bad_days(case: str) -> None:
    with pytest.raises(BadScenario) as raised:
        Scenario.parse(BAD_DAYS[case])
    assert raised.value.problems
    assert not any("Value error" in p.what for p in raised.value.problems)


def test_every_fault_of_a_shock_is_told_at_once() -> None:
    bad = "size: 1, days: 3, low: 2, recovery: rebuild, start_day: -1"
    with pytest.raises(BadScenario) as raised:
        Scenario.parse(GOOD.replace("size: 1", bad))
    where = {p.where.rpartition(".")[2] for p in raised.value.problems}
    assert where == {"days", "low", "recovery", "start_day"}


def test_confidence_words_go_down() -> None:
    assert [confidence_word(c) for c in (0.95, 0.7, 0.5, 0.1)] == [
        "high",
        "good",
        "moderate",
        "low",
    ]


def test_tables_leave_in_every_form(tmp_path) -> None:
    import pyarrow.feather
    import pyarrow.parquet

    table = Table.of("demo", [{"code": "a", "value_usd": 1.5}, {"code": "b", "value_usd": None}])
    assert table.to_pandas()["code"].tolist() == ["a", "b"]
    assert table.to_polars()["value_usd"].null_count() == 1
    for ending in ("csv", "json", "parquet", "arrow"):
        assert table.write(tmp_path / f"t.{ending}").stat().st_size > 0
    assert pyarrow.parquet.read_table(tmp_path / "t.parquet").equals(table.to_arrow())
    assert pyarrow.feather.read_table(tmp_path / "t.arrow").equals(table.to_arrow())
    with pytest.raises(InputError):
        table.write(tmp_path / "t.xlsx")
