"""Drivers against a function whose shares of variance are known, and areas against others."""

import numpy as np
import pytest

from mainstay.shocks.commodity.compare import area, areas, ranks
from mainstay.shocks.commodity.draws import Draws
from mainstay.shocks.commodity.drivers import drivers, first_order
from mainstay.shocks.commodity.ranking import above, among_first, first_separable


def test_ishigami() -> None:
    """sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1: first-order shares 0.3139, 0.4424, 0.

    By integration: V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2, V1 = (1 + b pi^4/5)^2 / 2, V2 = a^2/8.
    """
    a, b, pi = 7.0, 0.1, np.pi
    whole = a**2 / 8 + b * pi**4 / 5 + b**2 * pi**8 / 18 + 0.5
    truth = {"x1": 0.5 * (1 + b * pi**4 / 5) ** 2 / whole, "x2": a**2 / 8 / whole, "x3": 0.0}
    draws = Draws(20_000, 1)
    x = {name: draws.uniform(name) for name in truth}
    z = {name: pi * (2 * u - 1) for name, u in x.items()}
    y = np.sin(z["x1"]) + a * np.sin(z["x2"]) ** 2 + b * z["x3"] ** 4 * np.sin(z["x1"])
    found = {d.name: d.index for d in drivers(x, y)}
    for name, share in truth.items():
        assert found[name] == pytest.approx(share, abs=0.02)


def test_noise_drives_nothing() -> None:
    draws = Draws(300, 2)
    assert first_order(draws.uniform("a"), draws.uniform("b")) < 0.1
    assert first_order(draws.uniform("a"), np.ones(300)) == 0.0


def test_area_by_hand() -> None:
    scores, listed = np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False])
    assert area(scores, listed) == pytest.approx((2 + 1.5) / 4)
    assert np.isnan(area(scores, np.array([True] * 4)))


def test_same_score_never_exceeds_itself() -> None:
    rng = np.random.default_rng(0)
    score, listed = rng.normal(size=40), rng.random(40) < 0.5
    _, excess = areas({"a": score, "b": score.copy()}, listed, against="a")
    assert (excess["b"].low, excess["b"].value, excess["b"].high) == (0.0, 0.0, 0.0)


def test_ranks_share_their_mean() -> None:
    assert ranks(np.array([5.0, 7.0, 5.0])).tolist() == [2.5, 1.0, 2.5]


def test_what_can_be_told_apart() -> None:
    results = np.array([[9.0, 9.0, 9.0], [5.0, 1.0, 5.0], [1.0, 5.0, 4.0]])
    shares = above(results)
    assert shares[0, 1] == 1.0
    assert shares[1, 2] == pytest.approx(2 / 3)
    assert first_separable(shares, [0, 1, 2], 0) == 1
    assert first_separable(shares, [0, 1, 2], 1) is None
    assert among_first(results, 1).tolist() == [1.0, 0.0, 0.0]
