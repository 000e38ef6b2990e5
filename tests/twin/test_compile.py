"""The compiled US net against the accounts that it is compiled from."""

import numpy as np
import pytest

from mainstay.service import OpenTwin
from mainstay.twin.net import Accounting
from mainstay.twin.technology import technology

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def twin(demo_home) -> OpenTwin:
    from mainstay.service import open_twin

    return open_twin(demo_home)


def test_every_pool_closes_with_its_stored_residual(twin: OpenTwin) -> None:
    net = twin.net
    gap = net.made_usd - net.used_usd - net.final.sum(axis=1) - net.pools.residual_usd
    assert np.abs(gap).max() < 1.0


def test_gdp_of_the_net_is_the_published_one(twin: OpenTwin) -> None:
    """BEA, GDP 2023 in the accounts of September 2024: $27,720.7 bn."""
    net = twin.net
    added = np.nansum(net.activities.value_added_usd[net.full])
    assert added == pytest.approx(27_720.7e9, abs=0.1e9)


def test_activities_abroad_are_supply_only_and_every_output_is_reproduced(twin: OpenTwin) -> None:
    net, tech = twin.net, technology(twin.net)
    abroad = [a for a, full in zip(net.activities.accounting, net.full, strict=True) if not full]
    assert set(abroad) == {Accounting.SUPPLY_ONLY}
    demand = net.final.sum(axis=1) + tech.other
    np.testing.assert_allclose(tech.solve(tech.on_activities(demand)), tech.output_usd, atol=1.0)


def test_co_products_are_kept(twin: OpenTwin) -> None:
    net = twin.net
    made = (net.make[net.full] > 0).sum(axis=1)
    assert (np.asarray(made).ravel() > 1).sum() > 300


def test_both_shares_of_china_in_gallium_stand_in_the_net(twin: OpenTwin) -> None:
    net = twin.net
    china = net.activity_index["country:CHN:gallium"]
    for pool, share in (("mineral:gallium:world-primary", 900 / 909),
                        ("mineral:gallium:us-imports", 0.18)):  # fmt: skip
        column = net.make_quantity[:, [net.pool_index[pool]]].toarray().ravel()
        assert column[china] / column.sum() == pytest.approx(share, abs=1e-9)


def test_quality_says_what_was_moved(twin: OpenTwin) -> None:
    compiled = twin.compiled
    assert compiled.item("region_coverage") == pytest.approx(0.984, abs=0.0005)
    assert compiled.item("region_negative_cells") == 909
    assert compiled.item("worst_miss_projected_detail_2023") < 30e6
    assert compiled.item("backtest_blocks") < compiled.item("backtest_unchanged")


def test_seen_is_a_part_of_use(twin: OpenTwin) -> None:
    net = twin.net
    assert ((net.use - net.use_seen).data >= -1e-6).all()
    assert 0 < net.use_seen.sum() < net.use.sum()
