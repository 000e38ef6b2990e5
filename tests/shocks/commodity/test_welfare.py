"""Areas under the curves against numerical integration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from mainstay.shocks.commodity.welfare import (
    command_basis,
    producer_gain,
    real_gain,
    terms_of_trade,
    transfer,
    under_curve,
    user_loss,
)

ONE = np.ones(1)


@given(used=st.floats(0.05, 1.0), eps=st.one_of(st.floats(0.1, 3.0), st.just(1.0)))
def test_the_area_under_the_demand_curve(used: float, eps: float) -> None:
    area, _ = quad(lambda q: q ** (-1 / eps), used, 1.0, epsabs=1e-12, epsrel=1e-12)
    assert under_curve(used * ONE, eps * ONE, 7 * ONE) == pytest.approx(7 * area, rel=1e-8)


@given(price=st.floats(1.0, 20.0), eps=st.floats(0.05, 3.0))
def test_users_lose_the_area_left_of_demand_where_the_market_clears(
    price: float, eps: float
) -> None:
    area, _ = quad(lambda p: p**-eps, 1.0, price)
    found = user_loss(price * ONE, price**-eps * ONE, eps * ONE, 3 * ONE)
    assert found == pytest.approx(3 * area, rel=1e-8, abs=1e-9)


def test_rationing_at_a_cap_costs_users_more_than_the_cap() -> None:
    cleared = user_loss(2 * ONE, 2**-0.5 * ONE, 0.5 * ONE, ONE)
    assert (user_loss(2 * ONE, 0.5 * ONE, 0.5 * ONE, ONE) > cleared).all()


@given(price=st.floats(1.0, 20.0), eta=st.floats(0.0, 2.0), most=st.floats(1.0, 3.0))
def test_producers_win_the_area_left_of_supply(price: float, eta: float, most: float) -> None:
    kink = most ** (1 / eta) if eta > 0.05 else price
    area, _ = quad(lambda p: min(p**eta, most), 1.0, price, points=[min(kink, price)], limit=200)
    found = producer_gain(price * ONE, eta * ONE, 4 * ONE, most * ONE)
    assert found == pytest.approx(4 * area, rel=1e-7, abs=1e-7)


def test_nothing_left_is_without_bound_unless_demand_is_elastic() -> None:
    nothing = np.zeros(2)
    found = under_curve(nothing, np.array([0.5, 2.0]), np.ones(2))
    assert found.tolist() == [np.inf, 2.0]


def test_nothing_changes_at_the_old_price() -> None:
    assert under_curve(ONE, 0.3 * ONE, ONE).tolist() == [0.0]
    assert user_loss(ONE, ONE, 0.3 * ONE, ONE).tolist() == [0.0]
    assert producer_gain(ONE, 0.3 * ONE, ONE, ONE).tolist() == [0.0]
    assert abs(float(terms_of_trade(ONE, ONE, ONE)[0])) == 0.0


def test_a_transfer_is_what_terms_of_trade_leave_at_home() -> None:
    """Users pay (p - 1) P0 Q1 more: to producers at home, and abroad."""
    price, unit = 2.5 * ONE, 4 * ONE
    paid = transfer(price, unit, 30 * ONE) - terms_of_trade(price, unit, 50 * ONE)
    assert paid == pytest.approx(1.5 * 4 * 80)
    assert terms_of_trade(price, unit, -5 * ONE) > 0
    assert command_basis(-2 * ONE, -3 * ONE).tolist() == [-5.0]
    assert real_gain(0.5 * ONE, 2 * ONE, 10 * ONE, 13 * ONE).tolist() == [3.0]
