"""Firms on a sparse net: accounts, draws of stocks, and runs."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mainstay.errors import InputError
from mainstay.shocks.ario.events import Event, Kind
from mainstay.shocks.ario.firms import firm_economy, firm_parameters
from mainstay.shocks.ario.parameters import Rationing
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.trajectory import Record
from mainstay.twin.firm_nets import FirmNet


def random_net(firms: int, links: int, seed: int = 0, **more: Any) -> FirmNet:
    """Return firms with sizes of a heavy tail that sell 40 % of their links to final use, too."""
    rng = np.random.default_rng(seed)
    size = rng.pareto(1.3, firms) + 0.1
    share = size / size.sum()
    supplier, buyer = (rng.choice(firms, links, p=share) for _ in range(2))
    keep = np.unique(buyer.astype(np.int64) * firms + supplier)
    buyer, supplier = keep // firms, keep % firms
    real = buyer != supplier
    supplier, buyer = supplier[real].astype(np.int32), buyer[real].astype(np.int32)
    value = np.sqrt(size[supplier] * size[buyer])
    sold = np.bincount(supplier, value, firms)
    industry = rng.integers(0, 5, firms).astype(np.int32)
    return FirmNet(tuple("abcde"), industry, supplier, buyer, value,
                   **({"final_usd": 0.4 * sold + size} | more))  # fmt: skip


def test_accounts() -> None:
    """Output is sales; a cell is an industry at a firm; final sales follow from output."""
    net = random_net(50, 300)
    economy = firm_economy(net)
    assert net.final_usd is not None
    np.testing.assert_allclose(economy.output, net.sold_usd + net.final_usd)
    assert economy.links.flow.sum() == pytest.approx(net.value_usd.sum())
    same = firm_economy(replace(net, final_usd=None, output_usd=economy.output))
    np.testing.assert_allclose(same.final, economy.final)
    assert economy.ids[3] == net.name_of(3)
    assert len(economy.links.flow) == len({(int(net.industry[i]), int(j)) for i, j in
                                           zip(net.supplier, net.buyer, strict=True)})  # fmt: skip


def test_days_of_stock() -> None:
    """Drawn by firm from a Poisson law, at least 4; the same seed gives the same; given ones stay.

    The mean of max(4, Poisson(15)) is 15.0003; its spread is the root of 15.
    """
    net = random_net(4000, 12000)
    days = firm_economy(net, seed=3).cover_days
    buyer = firm_economy(net).links.buyer
    by_firm = np.full(net.size, np.nan)
    by_firm[buyer] = days
    np.testing.assert_array_equal(by_firm[buyer], days)
    drawn = by_firm[np.isfinite(by_firm)]
    assert drawn.min() >= 4
    assert drawn.mean() == pytest.approx(15.0, abs=5 * np.sqrt(15 / len(drawn)))
    assert drawn.var() == pytest.approx(15.0, rel=0.2)
    np.testing.assert_array_equal(firm_economy(net, seed=3).cover_days, days)
    assert (firm_economy(net, seed=4).cover_days != days).any()
    given = np.arange(net.size, dtype=np.float64)
    np.testing.assert_array_equal(firm_economy(net, cover_days=given).cover_days, given[buyer])


def test_notes_say_what_is_assumed() -> None:
    """Draws, restocking and capital are assumed, and the reader is told."""
    notes = firm_economy(random_net(20, 60, notes=("SYNTHETIC",))).notes
    assert notes[0] == "SYNTHETIC"
    assert sum("assumed" in note for note in notes) == 3


def test_essential_by_industry() -> None:
    """A matrix of industries becomes one number per cell."""
    net = random_net(60, 400)
    grade = np.random.default_rng(1).random((5, 5))
    economy = firm_economy(net, essential=grade)
    for cell in range(0, len(economy.essential), 17):
        buyer = net.industry[economy.links.buyer[cell]]
        assert economy.essential[cell] == grade[economy.links.product[cell], buyer]


def test_faults_are_told() -> None:
    """No accounts, sales above output, firms that make nothing, bad numbers."""
    net = random_net(20, 60)
    with pytest.raises(InputError, match="output"):
        firm_economy(replace(net, final_usd=None))
    with pytest.raises(InputError, match="sells more"):
        firm_economy(replace(net, final_usd=None, output_usd=net.sold_usd * 0.5))
    idle = np.setdiff1d(np.arange(20), net.supplier)[:1]
    assert len(idle) == 1
    assert net.final_usd is not None
    final = net.final_usd.copy()
    final[idle] = 0.0
    with pytest.raises(InputError, match="makes nothing"):
        firm_economy(replace(net, final_usd=final))
    with pytest.raises(InputError) as error:
        firm_economy(net, cover_days=np.inf, restock_days=0.0, essential=2.0)
    assert len(error.value.problems) == 3


@pytest.mark.parametrize("rule", list(Rationing))
def test_run(rule: Rationing) -> None:
    """A tenth of firms lose most of their capacity for a month: indirect losses, goods kept."""
    net = random_net(2000, 12000)
    economy = firm_economy(net)
    hit = np.arange(0, 2000, 10)
    loss = Event(0, Kind.CAPACITY, hit, np.full(len(hit), 0.8), 5.0, 30.0)
    how = replace(firm_parameters(60), rationing=rule)
    run = simulate(economy, [loss], how, record=Record(fill=False))
    assert run.residual <= 1e-12
    assert run.shortage[0]
    others = np.delete(run.lost[:, 0], hit)
    assert others.sum() > 0
    assert run.total[4, 0] == pytest.approx(run.normal.sum())
    if rule in (Rationing.PROPORTIONAL, Rationing.LOWEST_FIRST):
        assert run.total[-1, 0] > run.total.min() * 1.05


def test_rest() -> None:
    """Nothing happens where nothing happens, at one day's use as the least stock."""
    run = simulate(firm_economy(random_net(300, 1500)), [], firm_parameters(400))
    assert np.abs(run.lowest - 1.0).max() <= 1e-12
