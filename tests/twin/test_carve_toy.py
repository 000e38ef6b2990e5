"""The toy of the docs, at both resolutions; every expected number is derived by hand there."""

import numpy as np
import pytest

from mainstay.twin.carving.carve import carve
from mainstay.twin.net import ActivityKind, Net
from mainstay.twin.toy import (
    DEVICES,
    FIRM,
    own_technology,
    same_products,
    same_technology,
    toy_net,
)


def pools_inverse(net: Net) -> np.ndarray:
    """(I - B D)^-1 over pools, from nothing but the arrays of the net."""
    make, use = net.make.toarray(), net.use.toarray()
    full = net.full
    share = make / make.sum(axis=0)
    per_dollar = use[:, full] / make.sum(axis=1)[full]
    return np.linalg.inv(np.eye(2) - per_dollar @ share[full])


def losses(net: Net, devices_usd: float = 40.0) -> dict[str, float]:
    demand = np.zeros(2)
    demand[net.pool_index[DEVICES]] = devices_usd
    make = net.make.toarray()
    lost = (make / make.sum(axis=0)) @ (pools_inverse(net) @ demand)
    return dict(zip(net.activities.id, lost.tolist(), strict=True))


def gdp_loss(net: Net) -> float:
    a, lost = net.activities, losses(net)
    ratio = a.value_added_usd / a.output_usd
    return sum(lost[k] * r for k, r in zip(a.id, ratio, strict=True) if np.isfinite(r))


def test_the_toy_balances() -> None:
    net = toy_net()
    np.testing.assert_allclose(net.made_usd, net.used_usd + net.final.sum(axis=1))
    full = net.full
    inputs = net.use.toarray().sum(axis=0)[full]
    np.testing.assert_allclose(
        net.activities.output_usd[full] - inputs, net.activities.value_added_usd[full]
    )


def test_as_an_industry() -> None:
    net = toy_net()
    np.testing.assert_allclose(pools_inverse(net), [[1.5, 0.5], [0.5, 1.5]], rtol=1e-14)
    assert losses(net) == pytest.approx(
        {"toy:smelting": 12.0, "toy:electronics": 64.0, "region:abroad": 4.0}
    )
    assert gdp_loss(net) == pytest.approx(36.0)


@pytest.mark.parametrize("firm", [same_technology(), same_products()], ids=["same", "products"])
def test_aggregation_is_exact_where_products_are_the_same(firm: object) -> None:
    net = carve(toy_net(), [firm]).net
    np.testing.assert_allclose(pools_inverse(net), [[1.5, 0.5], [0.5, 1.5]], rtol=1e-14)
    assert losses(net) == pytest.approx(
        {"toy:smelting": 12.0, "toy:electronics": 48.0, "region:abroad": 4.0, FIRM: 16.0}
    )
    assert gdp_loss(net) == pytest.approx(36.0)


def test_a_firm_with_its_own_technology_changes_the_answer() -> None:
    net = carve(toy_net(), [own_technology()]).net
    np.testing.assert_allclose(pools_inverse(net), [[1.5, 0.5], [0.6, 1.4]], rtol=1e-14)
    assert losses(net) == pytest.approx(
        {"toy:smelting": 12.0, "toy:electronics": 18.0, "region:abroad": 4.0, FIRM: 42.0}
    )
    assert gdp_loss(net) == pytest.approx(36.0)


def test_the_arrays_of_the_carved_toy() -> None:
    net = carve(toy_net(), [own_technology()]).net
    np.testing.assert_allclose(net.make.toarray(), [[60, 0], [20, 25], [20, 0], [0, 75]])
    np.testing.assert_allclose(net.use.toarray(), [[20, 5, 0, 25], [20, 30, 0, 0]])
    np.testing.assert_allclose(net.make_quantity.toarray()[:, 0], [6, 2, 2, 0])
    np.testing.assert_allclose(net.use_seen.toarray(), [[20, 5, 0, 25], [20, 30, 0, 0]])
    a = net.activities
    assert a.kind[1] is ActivityKind.RESIDUAL
    assert a.kind[3] is ActivityKind.FIRM
    assert a.parent.tolist() == [-1, -1, -1, 1]
    np.testing.assert_allclose(a.value_added_usd, [20, 10, np.nan, 50])
    np.testing.assert_allclose(a.compensation_usd, [12, 11.25, np.nan, 18.75])


def test_what_is_inferred_is_not_shown_as_seen() -> None:
    net = carve(toy_net(), [same_technology()]).net
    np.testing.assert_allclose(net.use.toarray()[:, 3], [7.5, 7.5])
    np.testing.assert_allclose(net.use_seen.toarray()[:, 3], [0, 0])
    np.testing.assert_allclose(net.use_seen.toarray()[:, 1], [22.5, 22.5])
