"""The look-through engine: what a draw keeps, and what its bands say."""

from dataclasses import replace

import numpy as np
import pytest

from mainstay.errors import InputError
from mainstay.shocks.look_through import LookThrough, perturbed
from mainstay.twin.net import Net
from mainstay.twin.ranking import hangs_on
from mainstay.twin.toy import toy_net

EDGES, SPREAD = np.array([0.0, 50.0]), np.array([0.5, 0.3])


def unseen_net() -> Net:
    net = toy_net()
    return replace(net, use_seen=net.use * 0.0)


def test_what_is_published_does_not_move() -> None:
    net = toy_net()
    drawn = perturbed(net, EDGES, SPREAD, np.random.default_rng(1))
    np.testing.assert_array_equal(drawn.use.toarray(), net.use.toarray())


def test_a_draw_keeps_every_buyers_total_and_every_sign() -> None:
    net = unseen_net()
    drawn = perturbed(net, EDGES, SPREAD, np.random.default_rng(1))
    np.testing.assert_allclose(drawn.use.sum(axis=0), net.use.sum(axis=0))
    np.testing.assert_allclose(drawn.final.sum(axis=0), net.final.sum(axis=0))
    assert (np.sign(drawn.use.toarray()) == np.sign(net.use.toarray())).all()
    assert np.abs(drawn.use.toarray() - net.use.toarray()).max() > 0


def test_without_spread_nothing_moves() -> None:
    net = toy_net()
    still = perturbed(net, EDGES, np.zeros(2), np.random.default_rng(1))
    np.testing.assert_allclose(still.use.toarray(), net.use.toarray())
    np.testing.assert_allclose(still.final, net.final)


def test_bands_close_on_the_value_without_spread() -> None:
    tables = LookThrough().run(toy_net(), {"draws": 3, "sigma": [[0.0, 0.0]]})
    assert len(tables) == 6
    for row in tables["imported_defense"].rows():
        assert row["lo_usd"] == pytest.approx(row["imported_usd"])
        assert row["hi_usd"] == pytest.approx(row["imported_usd"])


def test_the_order_is_that_of_the_ranking_and_the_seed_decides_the_bytes() -> None:
    net, params = toy_net(), {"draws": 5, "seed": 3, "sigma": [[0.0, 0.4]]}
    first, second = LookThrough().run(net, params), LookThrough().run(net, params)
    for name, table in first.items():
        assert table.data.equals(second[name].data)
    order = [row["product"] for row in first["hidden_economy"].rows()]
    assert order == [row["product"] for row in hangs_on(net, "economy", None).rows()]
    other = LookThrough().run(net, params | {"seed": 4})
    assert any(not other[name].data.equals(first[name].data) for name in first)


@pytest.mark.parametrize("sigma", [[], [[1.0, 0.1], [0.0, 0.1]], [[0.0, -0.1]]])
def test_a_bad_spread_is_refused(sigma: list[list[float]]) -> None:
    with pytest.raises(InputError):
        LookThrough().run(toy_net(), {"sigma": sigma})
