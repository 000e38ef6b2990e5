"""What a cut leaves the country short of, by hand: regimes, stocks, own use, the worst stage."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mainstay.model import Interval, default_parameters
from mainstay.shocks.commodity.draws import Draws
from mainstay.shocks.commodity.market import WorldMarket
from mainstay.shocks.commodity.places import Scenario
from mainstay.shocks.commodity.supply import (
    BILATERAL,
    PRODUCTION,
    WORLD,
    Supply,
    inputs_of,
    supply_of,
)
from mainstay.twin.materials import HomeUse, Market, Supplier

TABLE = default_parameters()
MINERAL = "unobtainium"


def number(value: float) -> Interval:
    return Interval.point(value)


def world(made: tuple[float, ...], *, own: float = 0.0) -> WorldMarket:
    """Return a market with elasticities of one half and no capacity in the way."""
    whole, one = np.array([made], dtype=float), np.ones(1)
    return WorldMarket(whole, 100 * whole, np.full(whole.shape, own), 0 * one, 0.5 * one,
                       0.5 * one, 0 * one, 10 * one)  # fmt: skip


def stage(places: tuple[str, ...], name: str = "mine") -> Market:
    makers = tuple(Supplier(p, p, number(1.0)) for p in places)
    return Market(MINERAL, MINERAL, "", name, name, "t", 2024, "by-product", makers)


def supply(*stages: tuple[tuple[str, ...], WorldMarket], stocks: float = 0.0) -> Supply:
    home = HomeUse(MINERAL, "t", number(100.0), number(1.0), number(90.0),
                   import_sources={"CHN": 0.5, "CAN": 0.4})  # fmt: skip
    one = np.ones(1)
    markets = tuple(stage(places, f"stage{k}") for k, (places, _) in enumerate(stages))
    return Supply(markets, tuple(w for _, w in stages), home, stocks * one, 100 * one, 90 * one,
                  0.4 * one)  # fmt: skip


CHINA = [Scenario(("CHN",), 1.0)]
TWO = ("PER", "CHN")


def test_a_cut_to_everyone_is_the_market_of_the_known_answers() -> None:
    """80 of 100 are left, elasticities one half: price 1.25 and use 89.4427."""
    found = supply((TWO, world((80.0, 20.0)))).short(CHINA)
    assert found.price[0, 0] == pytest.approx(1.25, abs=1e-9)
    assert found.short[0, 0] == pytest.approx(1 - 1.25**-0.5, abs=1e-9)
    assert not found.capped.any()


def test_what_a_place_uses_itself_is_not_withheld_and_its_production_is() -> None:
    """Of 20 half is exported: 90 in the market, 80 left; a stop of production loses 20 of 100."""
    half = supply((TWO, world((80.0, 20.0), own=0.5)))
    assert half.short(CHINA).price[0, 0] == pytest.approx(90 / 80, abs=1e-9)
    assert half.short(CHINA, PRODUCTION).price[0, 0] == pytest.approx(1.25, abs=1e-9)


def test_a_cut_to_one_country_comes_round_by_others() -> None:
    """Half of 90 is cut, 0.4 of it comes round: 27 of 100; whoever does not ship cuts nothing."""
    whole = supply((TWO, world((80.0, 20.0))))
    found = whole.short([*CHINA, Scenario(("CAN", "CHN"), 0.5), Scenario(("PER",), 1.0)], BILATERAL)
    assert found.short[:, 0].tolist() == pytest.approx([0.27, 0.9 * 0.9 * 0.6 / 2, 0.0])
    assert (found.price == 1.0).all()


@pytest.mark.parametrize("regime", [WORLD, BILATERAL, PRODUCTION])
def test_stocks_are_used_first_and_never_turn_a_shortage_into_a_gain(regime: str) -> None:
    bare = supply((TWO, world((80.0, 20.0)))).short(CHINA, regime).short
    some = supply((TWO, world((80.0, 20.0))), stocks=0.05).short(CHINA, regime).short
    much = supply((TWO, world((80.0, 20.0))), stocks=0.9).short(CHINA, regime).short
    assert some == pytest.approx(bare - 0.05)
    assert (much == 0.0).all()


def test_the_worst_stage_counts_and_never_the_sum() -> None:
    mine, smelter = (TWO, world((80.0, 20.0))), (TWO, world((50.0, 50.0)))
    both = supply(mine, smelter).short(CHINA)
    alone = supply(smelter).short(CHINA)
    assert both.short == pytest.approx(alone.short)
    assert both.price == pytest.approx(alone.price)
    assert (both.stage == 1).all()
    other = supply(mine, (("PER", "IDN"), world((50.0, 50.0)))).short(CHINA)
    assert (other.stage == 0).all()


def test_who_makes_nothing_there_cuts_nothing() -> None:
    found = supply((TWO, world((80.0, 20.0)))).short([Scenario(("ATA",), 1.0)])
    assert (found.short, found.price, found.home_made) == (0.0, 1.0, 1.0)


def test_a_deeper_cut_never_leaves_more_and_no_cut_leaves_all() -> None:
    depths = np.linspace(0, 1, 11)
    for regime in (WORLD, BILATERAL, PRODUCTION):
        found = supply((TWO, world((60.0, 40.0)))).short(
            [Scenario(("CHN",), float(d)) for d in depths], regime
        )
        assert found.short[0, 0] == 0.0
        assert found.price[0, 0] == 1.0
        assert (np.diff(found.short[:, 0]) > 0).all()


def test_makers_at_home_answer_the_price() -> None:
    found = supply((("USA", "CHN"), world((80.0, 20.0)))).short(CHINA)
    assert found.home_made[0, 0] == pytest.approx(1.25**0.5, abs=1e-9)


def drawn(toy: Any) -> Supply:
    return supply_of(MINERAL, toy.materials, TABLE, toy.draws)


def test_what_arrives_here_was_exported(toy: Any) -> None:
    """China makes 80, of which 24 arrive here: it uses at most 0.7 itself, and half as drawn."""
    own = drawn(toy).worlds[0].own_use
    assert own[:, 0].max() <= 0.7 + 1e-12
    assert own[:, 0].min() >= 0.3
    home = replace(toy.materials.home[MINERAL], import_sources={"CHN": 1.0}, imports=number(72.0))
    tight = drawn(toy.changed(home={MINERAL: home})).worlds[0].own_use
    assert tight[:, 0] == pytest.approx(0.1)
    more = replace(home, imports=number(500.0))
    assert (drawn(toy.changed(home={MINERAL: more})).worlds[0].own_use[:, 0] == 0.0).all()


def test_shipments_in_a_unit_that_does_not_convert_say_nothing(toy: Any) -> None:
    (mine,) = toy.materials.markets[MINERAL]
    shares = replace(mine, unit="share")
    home = replace(toy.materials.home[MINERAL], import_sources={"CHN": 1.0}, imports=number(72.0))
    found = drawn(toy.changed(markets={MINERAL: (shares,)}, home={MINERAL: home}))
    assert found.worlds[0].own_use[:, 0].min() >= 0.3


def test_imports_that_are_not_known_are_what_scrap_does_not_make(toy: Any) -> None:
    home = replace(toy.materials.home[MINERAL], imports=None, secondary=number(20.0))
    assert drawn(toy.changed(home={MINERAL: home})).imports == pytest.approx(30.0)


def test_published_capacity_counts_and_never_lies_below_what_is_made(toy: Any) -> None:
    (mine,) = toy.materials.markets[MINERAL]
    makers = (replace(mine.suppliers[0], capacity=number(160.0)),
              replace(mine.suppliers[1], capacity=number(1.0)), mine.suppliers[2])  # fmt: skip
    found = drawn(toy.changed(markets={MINERAL: (replace(mine, suppliers=makers),)})).worlds[0]
    assert found.capacity[:, :2].tolist() == [[160.0, 15.0]] * 40
    assert (found.capacity[:, 2] >= 5.0).all()


def test_stocks_that_are_printed_go_before_the_class(toy: Any) -> None:
    home = replace(toy.materials.home[MINERAL], stocks=number(10.0))
    assert drawn(toy.changed(home={MINERAL: home})).stocks == pytest.approx(0.2)
    none = drawn(toy.changed(home={MINERAL: replace(home, stocks=None)})).stocks
    ends = TABLE.get("stock_cover")
    assert ends.low <= none.min() < none.max() <= ends.high


def test_inputs_have_names_that_a_person_would_use(toy: Any) -> None:
    fresh: Callable[[], Draws] = lambda: Draws(40, 1)  # noqa: E731
    draws = fresh()
    supply_of(MINERAL, toy.materials, TABLE, draws)
    found = inputs_of(MINERAL, toy.materials, draws)
    assert {"supply elasticity", "demand elasticity", "price cap", "stocks held"} <= set(found)
    assert all(len(values) == 40 for values in found.values())
    assert inputs_of(MINERAL, toy.materials, fresh()) == {}
