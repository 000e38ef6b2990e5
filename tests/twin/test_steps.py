"""Step by step against hand computation on the toy, and against the look-through of all steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from mainstay.twin.dependents import accounts, depends
from mainstay.twin.exposure import ACCOUNTS, exposure
from mainstay.twin.net import Net
from mainstay.twin.selection import select
from mainstay.twin.steps import dependence_steps, forward_steps, supply_steps
from mainstay.twin.suppliers import supplies
from mainstay.twin.technology import technology
from mainstay.twin.toy import toy_net

#: Far enough for a toy whose largest eigenvalue is a half.
FAR = 80


@pytest.fixture
def net() -> Net:
    return toy_net()


def test_metal_is_made_by_three_and_half_of_it_goes_on(net: Net) -> None:
    """Smelting passes on 2/3 of 0.6, electronics 1/2 of 0.2: 0.5 goes on, half in each pool."""
    found = supply_steps(technology(net), np.array([1.0, 0.0]), 2)
    assert found.reached[0] == pytest.approx([0.6, 0.2])
    assert found.outside[0, 0] == pytest.approx(0.2)
    assert found.arrives == pytest.approx([1.0, 0.5, 0.25])
    # of the half, a quarter is spent on metal (0.6, 0.2, 0.2) and a quarter on devices
    assert found.reached[1] == pytest.approx([0.15, 0.05 + 0.25])
    assert found.outside[1, 0] == pytest.approx(0.05)
    assert found.ends[0] == pytest.approx([0.6 / 3, 0.2 / 2])


def test_each_step_ends_what_does_not_go_on(net: Net) -> None:
    found = supply_steps(technology(net), np.array([0.3, 0.7]), 5)
    ended = found.ends.sum(axis=1) + found.outside.sum(axis=1)
    assert ended == pytest.approx(found.arrives[:-1] - found.arrives[1:])


def test_all_supply_steps_together_are_what_all_tiers_say(net: Net) -> None:
    found = supply_steps(technology(net), np.array([1.0, 0.0]), FAR)
    rows = {row["id"]: row for row in supplies(net, "toy:metal", tiers="all").rows()}
    for k, key in enumerate(technology(net).ids):
        assert found.ends[:, k].sum() == pytest.approx(rows[key]["share_ends"], abs=1e-12)
    assert found.outside.sum() == pytest.approx(rows["region:abroad"]["share_ends"], abs=1e-12)


def test_metal_in_what_electronics_sells_by_hand(net: Net) -> None:
    """Electronics uses 30 of metal in 120; devices are 100/100 of electronics.

    Smelting uses 20 of devices, a quarter of whose cost is metal: 5 of its 60 meet metal at the
    second step, but its devices come from electronics alone: 20 * 1/4 = 5.
    """
    found = dependence_steps(technology(net), select(net, "toy:metal"), 2)
    assert found.reached[0] == pytest.approx([20.0, 30.0])
    assert found.reached[1] == pytest.approx([20.0 * 0.25, 30.0 * 0.25])
    assert found.final[:, 0] == pytest.approx([50.0, 50.0 * 0.25, 50.0 * 0.0625])


@pytest.mark.parametrize("thing", ["toy:metal", "toy:devices", "activity:toy:smelting", "abroad"])
def test_all_buying_steps_together_are_the_look_through(net: Net, thing: str) -> None:
    tech, chosen = technology(net), select(net, thing)
    found, whole = dependence_steps(tech, chosen, FAR), exposure(tech, chosen)
    others = ~np.isin(tech.activity, chosen.activities)
    assert found.dependence.sum(axis=0)[others] == pytest.approx(whole.activity[others], abs=1e-12)
    for place, account in enumerate(ACCOUNTS):
        assert found.final[:, place].sum() == pytest.approx(whole.of_final(net, account), abs=1e-9)
    for row, final in zip(accounts(net, thing).rows(), found.final.sum(axis=0), strict=True):
        assert final == pytest.approx(row["through_usd"], abs=1e-9)


def test_the_first_step_is_what_direct_says(net: Net) -> None:
    found = dependence_steps(technology(net), select(net, "toy:metal"), 1)
    rows = {r["id"]: r["through_usd"] for r in depends(net, "toy:metal", tiers="direct").rows()}
    assert dict(zip(technology(net).ids, found.reached[0].tolist(), strict=True)) == rows


def test_what_enters_an_activity_ends_in_final_use_or_goes_on(net: Net) -> None:
    """Of electronics' 120, 30 are used, 20 smelted, 5 + 5 + 40 and a fifth of metal are final."""
    found = forward_steps(technology(net), np.array([0.0, 1.0]), 3)
    assert found.arrives[0] == pytest.approx(1.0)
    assert found.ends.sum(axis=1) == pytest.approx(found.arrives[:-1] - found.arrives[1:])
    assert found.ends[0, 1] == pytest.approx((50.0 + 0.2 * 50.0) / 120.0)


def test_a_maker_without_dollars_is_unknown_and_not_zero(net: Net) -> None:
    """Abroad makes metal by weight alone: a sum of no dollars would read as no exposure."""
    make = net.make.toarray()
    make[net.activity_index["region:abroad"]] = 0.0
    weighed = replace(net, make=sparse.csr_array(make))
    assert len(accounts(net, "abroad"))
    for found in (accounts(weighed, "abroad"), depends(weighed, "abroad")):
        assert not len(found)
        assert "not known" in found.notes[0]
