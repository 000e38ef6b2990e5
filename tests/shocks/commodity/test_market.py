"""The market against closed forms, an independent root finder and its own limits."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from mainstay.errors import InputError
from mainstay.shocks.commodity.market import (
    Clearing,
    WorldMarket,
    beyond_use,
    cut_exports,
    cut_production,
    cut_to_home,
)

LAST = np.array([False, True])


def market(
    made: list[float], capacity: list[float], *, own: float = 0.0, eta: float = 0.5,
    eps: float = 0.5, scrap: float = 0.0, cap: float = 10.0,
) -> WorldMarket:  # fmt: skip
    def one(value: float) -> np.ndarray:
        return np.full(1, value)

    return WorldMarket(
        np.array([made]), np.array([capacity]), np.full((1, len(made)), own), one(scrap), one(eta),
        one(eps), one(0.3), one(cap),
    )  # fmt: skip


def random_market(seed: int, draws: int = 7, places: int = 6) -> WorldMarket:
    rng = np.random.default_rng(seed)
    made = rng.gamma(0.7, 10.0, (draws, places)) * (rng.random((draws, places)) < 0.9)
    return WorldMarket(
        made=made,
        capacity=made * rng.choice([1.0, 1.05, 1.5], (draws, places)),
        own_use=rng.uniform(0.0, 0.7, (draws, places)),
        secondary=rng.uniform(0.1, 5.0, draws),
        supply_elasticity=rng.choice([0.0, 0.1, 0.9], draws),
        demand_elasticity=rng.uniform(0.05, 1.0, draws),
        secondary_elasticity=rng.uniform(0.0, 1.0, draws),
        price_cap=rng.uniform(1.0, 30.0, draws),
    )


def test_the_closed_form_of_isoelastic_curves() -> None:
    for eta, price in ((0.5, 1.25), (0.2, 1.25**2.5)):
        found = cut_exports(market([80, 20], [999, 20], eta=eta, eps=eta), LAST, 1.0)
        assert found.price == pytest.approx(price, abs=1e-12)
        assert 100 * found.used == pytest.approx(100 / np.sqrt(1.25), abs=1e-10)
        assert found.rationed.tolist() == [0.0]


def test_capacity_binds_and_then_the_price_cap() -> None:
    found = cut_exports(market([80, 20], [84, 20]), LAST, 1.0)
    assert found.price == pytest.approx((100 / 84) ** 2, abs=1e-12)
    assert found.made.tolist() == [[84.0, 0.0]]
    capped = cut_exports(market([80, 20], [84, 20], cap=1.2), LAST, 1.0)
    demand = 100 / np.sqrt(1.2)
    assert capped.price == pytest.approx(1.2, abs=1e-15)
    assert capped.rationed * demand == pytest.approx(demand - 84, abs=1e-10)
    assert 100 * capped.used == pytest.approx(84, abs=1e-10)


def test_a_root_at_a_kink_is_that_kink() -> None:
    """Capacity at which supply meets demand just as it is reached: 80 p^.5 = 100 p^-.5 at 1.25."""
    found = cut_exports(market([80, 20], [80 * 1.25**0.5, 20]), LAST, 1.0)
    assert found.price == pytest.approx(1.25, abs=1e-12)


def test_home_use_and_idle_capacity_of_those_who_cut_do_not_count() -> None:
    open_market = cut_exports(market([80, 40], [999, 999], own=0.5), LAST, 1.0)
    # the first uses half of its 80 in the market, which is everybody but the second
    assert open_market.price == pytest.approx(100 / 80, abs=1e-12)
    assert open_market.made[0, 1] == pytest.approx(20.0)


def test_a_fall_of_production_keeps_its_place_in_the_market() -> None:
    found = cut_production(market([80, 40], [999, 999], own=0.5), LAST, 0.5)
    assert found.price == pytest.approx(_price(80.0, 20.0, 120.0), abs=1e-12)
    assert found.made[0, 1] == pytest.approx(20.0)


def _price(rising: float, fixed: float, demand: float) -> float:
    return brentq(lambda p: demand / p**0.5 - rising * p**0.5 - fixed, 1, 10, xtol=1e-14)


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), depth=st.floats(0.01, 1.0))
def test_the_root_is_that_of_brent(seed: int, depth: float) -> None:
    one = random_market(seed)
    cut = np.random.default_rng(seed).random(6) < 0.4
    found = cut_exports(one, cut, depth)
    for d in range(7):
        exports = (one.made[d] * (1 - one.own_use[d]))[cut].sum()
        demand = one.made[d][~cut].sum() + one.secondary[d] + exports

        def excess(p: float, d: int = d, demand: float = demand, left: float = exports) -> float:
            supply = np.minimum(one.made[d] * p ** one.supply_elasticity[d], one.capacity[d])
            scrap = one.secondary[d] * p ** one.secondary_elasticity[d]
            bought = demand * p ** -one.demand_elasticity[d]
            return float(bought - supply[~cut].sum() - scrap - (1 - depth) * left)

        cap = float(one.price_cap[d])
        if excess(1.0) <= 1e-12 * demand:
            assert found.price[d] == pytest.approx(1.0, abs=1e-9)
        elif excess(cap) >= 0:
            assert found.price[d] == pytest.approx(cap, abs=1e-12)
            share = excess(cap) / (demand * cap ** -one.demand_elasticity[d])
            assert found.rationed[d] == pytest.approx(share, abs=1e-12)
        else:
            price = brentq(excess, 1.0, cap, xtol=1e-14, rtol=1e-14)
            assert found.price[d] == pytest.approx(price, rel=1e-10)
            assert found.rationed[d] == 0.0


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_losses_grow_with_depth_and_units_do_not_matter(seed: int) -> None:
    one = random_market(seed)
    cut = np.tile(np.random.default_rng(seed).random(6) < 0.4, (6, 1))
    depth = np.array([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])
    for rule in (cut_exports, cut_production):
        found = rule(one, cut, depth)
        assert (np.diff(found.price, axis=0) >= -1e-12).all()
        assert (np.diff(found.used, axis=0) <= 1e-12).all()
        assert (found.price[0] == 1.0).all()
        assert (found.used[0] == 1.0).all()
        assert (found.rationed[0] == 0.0).all()
        kilos = replace(one, made=one.made * 1000, capacity=one.capacity * 1000,
                        secondary=one.secondary * 1000)  # fmt: skip
        other = rule(kilos, cut, depth)
        assert other.price == pytest.approx(found.price, rel=1e-12)
        assert other.used == pytest.approx(found.used, rel=1e-12)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_many_cuts_at_once_are_each_alone(seed: int) -> None:
    one = random_market(seed)
    rng = np.random.default_rng(seed)
    cut, depth, release = rng.random((4, 6)) < 0.4, rng.random(4), rng.random((4, 7))
    together = cut_exports(one, cut, depth, release)
    for k in range(4):
        alone = cut_exports(one, cut[k], float(depth[k]), release[k])
        for name in ("price", "used", "rationed", "made"):
            assert getattr(together, name)[k] == pytest.approx(getattr(alone, name), rel=1e-13)


def test_demand_that_gives_way_leaves_the_price_and_takes_the_cut() -> None:
    found = cut_exports(market([80, 20], [999, 20], eps=1e6), LAST, 1.0)
    assert found.price == pytest.approx(1.0, abs=1e-6)
    assert 1 - found.used == pytest.approx(0.2, abs=1e-6)


def test_a_release_beyond_the_gap_stays_in_store() -> None:
    found = cut_exports(market([80, 20], [999, 20]), LAST, 0.5, np.array([15.0]))
    assert (found.price[0], found.used[0]) == (1.0, 1.0)
    half = cut_exports(market([80, 20], [80, 20], eta=0.0), LAST, 1.0, np.array([10.0]))
    assert half.used == pytest.approx(0.9, abs=1e-12)


def test_who_cuts_nothing_changes_nothing() -> None:
    found = cut_exports(market([80, 0], [90, 0]), LAST, 1.0)
    assert isinstance(found, Clearing)
    assert (found.price[0], found.used[0]) == (1.0, 1.0)


def test_a_cut_to_home_counts_imports_that_do_not_come_round() -> None:
    two = np.array([50.0, 100.0])
    found = cut_to_home(
        two, np.full(2, 100.0), np.array([0.6, 0.4]), np.eye(2, dtype=bool),
        np.array([1.0, 0.5]), np.array([0.0, 0.5]),
    )  # fmt: skip
    assert found == pytest.approx(np.array([[0.3, 0.3], [0.1, 0.1]]))
    more = (np.array([300.0]), np.array([100.0]), np.array([0.5]), np.array([True]), 1.0,
            np.array([0.0]))  # fmt: skip
    assert cut_to_home(*more).tolist() == [1.0]
    assert beyond_use(*more).tolist() == [0.5]


def test_what_cannot_be_is_refused_with_every_fault() -> None:
    good = market([80, 20], [84, 20])
    with pytest.raises(InputError) as caught:
        replace(good, capacity=good.capacity / 2, own_use=good.own_use + 2)
    assert {p.code for p in caught.value.problems} == {"below_made", "not_a_share"}
    with pytest.raises(InputError):
        replace(good, made=good.made * np.nan)
    for wrong in (
        lambda: cut_exports(good, np.array([True]), 1.0),
        lambda: cut_exports(good, LAST, 1.5),
        lambda: cut_exports(good, LAST, np.array([0.1, 0.2])),
        lambda: cut_exports(good, LAST, 1.0, -1.0),
        lambda: cut_to_home(np.ones(1), np.zeros(1), np.ones(1), LAST[1:], 1.0, np.zeros(1)),
    ):
        with pytest.raises(InputError):
            wrong()
