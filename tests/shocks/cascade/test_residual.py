"""Residual firms are refused while they are large, and split so that money adds up."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from mainstay.errors import InputError
from mainstay.shocks.cascade.residual import check_residuals, market_shares, split_residual
from mainstay.twin.firm_nets.firm_net import FirmNet


def carved() -> FirmNet:
    """Two known firms, the rest of each of two industries, everyone trading with everyone."""
    pairs = [(i, j) for j in range(4) for i in range(4) if i != j]
    value = np.array([90.0, 50, 70, 2, 60, 90, 3, 500, 400, 4, 600, 30])
    net = FirmNet(
        ("11", "33"), np.array([0, 0, 1, 1], np.int32),
        np.array([i for i, _ in pairs], np.int32), np.array([j for _, j in pairs], np.int32),
        value, ids=("known", "rest of 11", "other", "rest of 33"), synthetic=False,
    )  # fmt: skip
    return replace(net, output_usd=net.sold_usd * 2, final_usd=net.sold_usd)


def test_a_large_residual_is_refused_with_every_market() -> None:
    with pytest.raises(InputError) as refused:
        check_residuals(carved(), [1, 3])
    assert [p.where for p in refused.value.problems] == ["market 11", "market 33"]
    check_residuals(carved(), [])


@pytest.mark.parametrize("share", [0.2, 0.05, 0.01])
def test_parts_add_up_and_are_small(share: float) -> None:
    net = carved()
    split = split_residual(net, [1, 3], share=share, seed=5)
    assert split.flows_usd == pytest.approx(net.flows_usd, rel=1e-12)
    assert split.output_usd is not None
    assert split.final_usd is not None
    assert split.output_usd == pytest.approx(split.sold_usd + split.final_usd, rel=1e-12)
    assert split.final_usd.sum() == pytest.approx(net.sold_usd.sum(), rel=1e-12)
    is_part = np.array(["part" in name for name in split.ids])
    # sizes hold for final use exactly, and for links as far as whole pieces can
    final = (
        split.final_usd[is_part] / net.sold_usd.reshape(2, 2).sum(axis=1)[split.industry[is_part]]
    )
    assert final.max() <= share * (1 + 1e-9)
    assert market_shares(split)[is_part].max() <= 2 * share
    assert split.ids[0] == "known"
    assert split.synthetic
    assert "SYNTHETIC" in split.notes[0]
    order = split.buyer.astype(int) * split.size + split.supplier
    assert (np.diff(order) > 0).all()


def test_the_seed_decides() -> None:
    one, same, other = (split_residual(carved(), [1], seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.value_usd, same.value_usd)
    assert not np.array_equal(one.value_usd, other.value_usd)


def test_a_small_residual_stays() -> None:
    net = carved()
    assert split_residual(net, [0]) is net


def test_what_cannot_be_split_is_refused(random_net: Callable) -> None:
    net, _ = random_net(0)
    with pytest.raises(InputError) as refused:
        split_residual(net, [net.size], share=0.0, degree=-1.0)
    assert len(refused.value.problems) == 3
