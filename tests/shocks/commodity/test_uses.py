"""End uses as cells: what hangs on a mineral, by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mainstay.fusion.end_uses import EndUse, Placement
from mainstay.model import Interval, Method, default_parameters
from mainstay.shocks.commodity.draws import Draws
from mainstay.shocks.commodity.uses import DrawnUses, drawn_uses, shares, use_inputs

TABLE = default_parameters()
MINERAL, CHIPS, CARS = "unobtainium", "111111", "222222"


def number(value: float, method: Method = Method.OBSERVED) -> Interval:
    return Interval(value, value, value, method, "a table")


def use(name: str, share: Interval, *placed: Placement, line: str = "") -> EndUse:
    return EndUse(MINERAL, name, share, number(0.25), "electronic", line, placed)


def place(industry: str, split: float = 1.0, dependent: Interval | None = None) -> Placement:
    return Placement(industry, number(split), dependent)


def drawn(toy: Any, *uses: EndUse, lines: dict[str, int] | None = None) -> DrawnUses:
    home = toy.materials.home[MINERAL]
    return drawn_uses(
        uses, home, toy.economy.tech, parameters=TABLE, draws=toy.draws,
        used=np.full(toy.draws.count, 50.0), lines=lines,
    )  # fmt: skip


def test_spend_is_share_times_split_times_price_times_use(toy: Any) -> None:
    """50 t at 1,000 dollars: 50,000, of which 0.8, of which three quarters."""
    found = drawn(toy, use("lamps", number(0.8), place(CHIPS, 0.75), place(CARS, 0.25)))
    assert found.spend[:, 0] == pytest.approx(30_000.0)
    assert found.spend[:, 1] == pytest.approx(10_000.0)
    assert found.labels == (("lamps", CHIPS), ("lamps", CARS))
    assert (found.cells.phi == 0.75).all()
    assert found.cells.value_added.tolist() == [650e6, 1400e6]


def test_dependence_that_spending_implies(toy: Any) -> None:
    """``e / (theta x)``: 50,000 in output of a billion, at the cost share that is drawn."""
    found = drawn(toy, use("lamps", number(1.0), place(CHIPS)))
    cost = toy.draws.of(
        "material_cost_share/electronic", TABLE.get("material_cost_share", "electronic")
    )
    assert found.cells.kappa[:, 0] == pytest.approx(50_000 / (cost * 1e9))


def test_what_is_only_assumed_is_a_cap_and_never_raises(toy: Any) -> None:
    plain = drawn(toy, use("lamps", number(1.0), place(CHIPS))).cells.kappa[:, 0]
    for most in (0.0, float(np.median(plain)), 0.9):
        assumed = number(most, Method.ASSUMED)
        capped = drawn(toy, use("lamps", number(1.0), place(CHIPS, 1.0, assumed)))
        assert capped.cells.kappa[:, 0] == pytest.approx(np.minimum(plain, most))


def test_what_was_read_stands(toy: Any) -> None:
    for value in (0.0001, 0.4):
        cited = drawn(toy, use("lamps", number(1.0), place(CHIPS, 1.0, number(value))))
        assert (cited.cells.kappa == value).all()


def test_no_share_of_output_exceeds_the_highest_that_is_believed(toy: Any) -> None:
    home = replace(toy.materials.home[MINERAL], price_usd=number(1e9))
    found = drawn(
        toy.changed(home={MINERAL: home}), use("lamps", number(1.0), place(CHIPS))
    ).cells.kappa[:, 0]
    most = toy.draws.of("max_product_share", TABLE.get("max_product_share"))
    assert found == pytest.approx(most)


def test_shares_are_scaled_in_every_draw_to_the_sum_of_their_modes(toy: Any) -> None:
    ranges = [Interval(0.2, 0.5, 0.8), Interval(0.1, 0.3, 0.6), Interval(0.0, 0.1, 0.1)]
    found = shares(ranges, ["a", "b", "c"], toy.draws)
    assert found.sum(axis=1) == pytest.approx(0.9)
    assert found[:, 0].std() > 0.02
    assert shares(ranges[:1], ["a"], toy.draws) == pytest.approx(0.5)
    assert shares([], [], toy.draws).shape == (40, 0)
    nothing = shares([number(0.0), number(0.0)], ["z", "y"], toy.draws)
    assert (nothing == 0.0).all()


def test_an_industry_that_is_not_there_lowers_the_coverage(toy: Any) -> None:
    found = drawn(
        toy, use("lamps", number(0.6), place(CHIPS, 0.5), place("999999", 0.5)),
        use("paint", number(0.3, Method.ASSUMED), place(CARS)), use("lost", number(0.1)),
    )  # fmt: skip
    assert found.coverage == pytest.approx(0.3 + 0.3)
    assert found.cited == pytest.approx(0.5)
    assert found.cells.weight.sum(axis=1) == pytest.approx(0.6)
    nowhere = drawn(toy, use("lamps", number(1.0), place("999999")))
    assert (nowhere.coverage, nowhere.cited, len(nowhere.labels)) == (0.0, 0.0, 0)


def test_one_product_line_has_one_number_across_minerals(toy: Any) -> None:
    lines: dict[str, int] = {}
    magnets = use("magnets", number(0.5), place(CHIPS), line="magnets")
    motors = use("motors", number(0.5), place(CHIPS), line="magnets")
    first = drawn(toy, magnets, use("lamps", number(0.0), place(CHIPS)), lines=lines)
    second = drawn(toy, motors, lines=lines)
    assert first.cells.line.tolist() == [0, 1]
    assert second.cells.line.tolist() == [0]
    assert lines == {"magnets": 0, f"{MINERAL}/lamps": 1}


def test_inputs_have_names_that_a_person_would_use(toy: Any) -> None:
    uses = (use("lamps", Interval(0.5, 0.7, 0.9), place(CHIPS)),
            use("paint", Interval(0.1, 0.3, 0.5), place(CARS)))  # fmt: skip
    drawn(toy, *uses)
    found = use_inputs(uses, MINERAL, toy.draws)
    assert set(found) == {"price", "substitutable share", "material cost share (electronic)",
                          "share of use: lamps"}  # fmt: skip
    assert use_inputs(uses, MINERAL, Draws(40, 1)) == {}
