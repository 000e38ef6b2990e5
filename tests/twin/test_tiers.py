"""Tiers: every tier adds up to the same, and is a term of the Leontief series."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mainstay.errors import InputError
from mainstay.service import open_twin
from mainstay.twin.net import FINAL_ACCOUNTS, Net
from mainstay.twin.technology import technology
from mainstay.twin.tiers import ENDS, Start, Ways, basket, beyond, follow
from mainstay.twin.toy import toy_net

ONE_ELECTRONICS = Start(np.array([0.0, 120.0]), np.zeros(2))


@pytest.fixture(scope="module")
def toy() -> Ways:
    return Ways.of(technology(toy_net()))


@pytest.fixture(scope="module")
def demo_net(demo_home: Path) -> Net:
    return open_twin(demo_home, "demo").net


def test_tiers_of_the_toy_are_those_of_a_hand_computation(toy: Ways) -> None:
    # 120 of electronics use 30 of each pool: metal is made 0.6 / 0.2 / 0.2 abroad, devices by it
    _, first, second = follow(toy, ONE_ELECTRONICS, 2)
    assert first.activities == pytest.approx([18.0, 36.0])
    assert first.ends.sum() == pytest.approx(6.0)
    assert first.added == pytest.approx(60.0)
    # smelting's 18 use 6 of each, electronics' 36 use 9 of each: 15 of metal and 15 of devices
    assert second.activities == pytest.approx([9.0, 18.0])
    assert second.ends.sum() == pytest.approx(3.0)
    assert second.added == pytest.approx(60.0 + 18.0 / 3 + 36.0 / 2)
    assert second.ended == pytest.approx(6.0)


def test_tiers_down_of_the_toy_are_those_of_a_hand_computation(toy: Ways) -> None:
    # 120 of electronics are 20 of metal and 100 of devices; of each pool 20 % go into smelting,
    # 30 % into electronics and the rest into final use
    start, first = follow(toy, ONE_ELECTRONICS, 1, "down")
    assert start.activities == pytest.approx([0.0, 120.0])
    assert first.activities == pytest.approx([24.0, 36.0])
    ends = dict(zip(ENDS, first.ends, strict=True))
    assert ends["exports"] == pytest.approx(20 * 0.3 + 100 * 0.4)
    assert ends["investment"] == pytest.approx(20 * 0.2)
    assert ends["government_defense"] == pytest.approx(5.0)
    assert ends["residual"] == pytest.approx(0.0)


@pytest.mark.parametrize("direction", ["up", "down"])
def test_every_tier_adds_up_to_the_same(toy: Ways, direction: str) -> None:
    start = Start(np.array([0.0, 70.0]), np.array([30.0, 0.0]))
    for tier in follow(toy, start, 5, direction):  # type: ignore[arg-type]
        assert tier.total == pytest.approx(100.0)


def test_nothing_is_followed_without_dollars_or_with_negative_ones(toy: Ways) -> None:
    with pytest.raises(InputError, match="nothing to follow"):
        follow(toy, Start(np.zeros(2), np.zeros(2)), 2)
    with pytest.raises(InputError, match="nothing to follow"):
        follow(toy, Start(np.array([-1.0, 2.0]), np.zeros(2)), 2)


def test_a_purchase_below_zero_is_set_aside_and_counted() -> None:
    net = toy_net()
    final = net.final.copy()
    final[0, FINAL_ACCOUNTS.index("stock_change")] = -25.0
    object.__setattr__(net, "final", final)
    bought, below = basket(net, ("stock_change",))
    assert (bought.tolist(), below) == ([0.0, 0.0], -25.0)


def test_tiers_of_the_demo_twin_are_powers_of_its_own_coefficients(demo_net: Net) -> None:
    tech = technology(demo_net)
    # A computed from the arrays of the net, by a way of its own
    made = np.asarray(demo_net.make.sum(axis=0)).ravel()
    output = np.asarray(demo_net.make.sum(axis=1)).ravel()[tech.activity]
    shares = demo_net.make.toarray()[tech.activity] / np.where(made, made, 1.0)
    use = demo_net.use.toarray()[:, tech.activity] / output
    technical = shares @ use
    place = tech.place["us:335911"]
    output_only = np.zeros(tech.size)
    output_only[place] = output[place]
    tiers = follow(Ways.of(tech), Start(output_only, np.zeros(len(demo_net.pools))), 5)
    expected = output_only
    for number, tier in enumerate(tiers):
        assert tier.activities == pytest.approx(expected, rel=1e-10), f"tier {number}"
        assert tier.total == pytest.approx(output[place], rel=1e-12)
        expected = technical @ expected


def test_tiers_and_what_lies_beyond_are_the_closed_form(demo_net: Net) -> None:
    tech = technology(demo_net)
    ways = Ways.of(tech)
    bought, below = basket(demo_net, ("government_defense",))
    assert below <= 0.0
    tiers = follow(ways, Start(np.zeros(tech.size), bought), 4)
    closed = tech.solve(tech.on_activities(bought)).sum()
    drawn = sum(tier.activities.sum() for tier in tiers)
    assert drawn + beyond(ways, tiers) == pytest.approx(closed, rel=1e-10)


def test_all_that_is_sold_ends_in_final_use(demo_net: Net) -> None:
    tech = technology(demo_net)
    made = np.clip(demo_net.made_usd, 0.0, None)
    tiers = follow(Ways.of(tech), Start(np.zeros(tech.size), made), 3, "down")
    assert [t.total for t in tiers] == pytest.approx([made.sum()] * 4, rel=1e-12)
    # after the first step, shares of what each pool sells are those of the table itself
    assert tiers[1].ends.sum() + tiers[1].activities.sum() == pytest.approx(made.sum(), rel=1e-12)
    assert 0.0 < (tiers[1].seen or 0.0) < 1.0
