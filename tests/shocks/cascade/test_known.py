"""The cascade gives the published numbers, both ways, in any unit of money."""

from collections.abc import Callable

import numpy as np
import pytest

from mainstay.shocks.cascade.first_losses import each_firm
from mainstay.shocks.cascade.prepare import NO_LEAK, prepare
from mainstay.shocks.cascade.reference import Reference, Rules
from mainstay.shocks.cascade.score import score
from mainstay.shocks.compiling import has_numba

WAYS = [
    "reference",
    pytest.param("fast", marks=pytest.mark.skipif(not has_numba(), reason="[fast]")),
]


@pytest.mark.reference
@pytest.mark.parametrize("mode", WAYS)
@pytest.mark.parametrize("scale", [1.0, 1e-6, 1e6, 1000.0])
def test_13_firms_in_any_unit(firms13: Callable, mode: str, scale: float) -> None:
    net, essentials, published = firms13(scale)
    ready = prepare(net, essentials)
    got = score(ready, each_firm(net.size), mode=mode).ends
    assert np.abs(got.total - published).max() <= 1e-12
    assert NO_LEAK in ready.notes


@pytest.mark.reference
def test_the_fault_of_a_peer_shows_only_where_it_is_asked_for(firms13: Callable) -> None:
    # a lost market divided by 1 in units of money: right by chance at 1, wrong at 1/1000
    for scale, is_wrong in ((1.0, False), (1e-3, True)):
        net, essentials, published = firms13(scale)
        ready = prepare(net, essentials)
        sold = np.bincount(net.supplier, net.value_usd, net.size)
        market = np.bincount(net.industry, sold, ready.markets)
        unit = np.where(market > 0, market, 1.0)
        got = Reference(ready, unit).run(each_firm(net.size), Rules(lost_market=1.0, most=200))
        assert (np.abs(got.total - published).max() > 0.2) == is_wrong
        assert (got.residual > 1e-2).any() == is_wrong


@pytest.mark.reference
@pytest.mark.parametrize("mode", WAYS)
def test_200_firms_of_10_000(firms10k: tuple, mode: str) -> None:
    net, essentials, peer = firms10k
    shocks = each_firm(net.size, peer["firm"].astype(int) - 1)
    got = score(prepare(net, essentials), shocks, mode=mode).ends
    assert np.abs(got.total - peer["esri"]).max() <= 1e-12
    assert np.abs(got.downstream - peer["downstream"]).max() <= 1e-12
    assert np.abs(got.upstream - peer["upstream"]).max() <= 1e-12
    assert (got.sweeps == peer["sweeps"]).all()


@pytest.mark.reference
@pytest.mark.skipif(not has_numba(), reason="[fast]")
def test_with_final_demand_the_loose_tolerance_is_near_the_end(firms10k: tuple) -> None:
    # 0.3 of sales leave the net: the literature's stop then misses a few percent, not tenfold
    net, essentials, peer = firms10k
    sold = np.bincount(net.supplier, net.value_usd, net.size)
    leaky = type(net)(net.industries, net.industry, net.supplier, net.buyer, net.value_usd,
                      final_usd=sold * 0.3 / 0.7)  # fmt: skip
    ready = prepare(leaky, essentials)
    assert NO_LEAK not in ready.notes
    shocks = each_firm(net.size, peer["firm"].astype(int) - 1)
    loose, tight = (score(ready, shocks, Rules(t), mode="fast") for t in (1e-2, 1e-8))
    assert tight.unfinished == 0
    assert (tight.ends.total >= loose.ends.total).all()
    assert np.median(tight.ends.total / loose.ends.total) < 1.2
