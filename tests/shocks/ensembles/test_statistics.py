"""Means, quantiles and exceedance, and whether their stated errors are the errors made."""

import numpy as np
import pytest

from mainstay.shocks.ensembles.design import KINDS, Factor, design
from mainstay.shocks.ensembles.distributions import Distribution, Shape
from mainstay.shocks.ensembles.statistics import Estimate, exceedance, fan, mean, quantile

EVEN = Distribution(Shape.UNIFORM, 0.0, 0.5, 1.0)


@pytest.mark.parametrize("kind", KINDS)
def test_stated_errors_are_those_that_are_made(kind: str) -> None:
    """200 ensembles of a bent answer with mean ``(e - 1)^2`` and a known scatter around it."""
    factors = (Factor("a", EVEN), Factor("b", EVEN))
    truth = (np.e - 1.0) ** 2
    made, told, held = [], [], []
    for seed in range(200):
        one = design(factors, 128, kind=kind, seed=seed)
        found = mean(np.exp(one.unit.sum(axis=1)), one.replicates)
        low, high = found.band(one.replicates)
        made.append(found.value - truth)
        told.append(found.error)
        held.append(low <= truth <= high)
    ratio = np.sqrt(np.mean(np.square(told)) / np.mean(np.square(made)))
    # scatter of a ratio of two root mean squares: 200 draws below, 1,400 above
    assert 0.8 < ratio < 1.25
    # 90 % within four errors of a share of 200, and some for answers that are not normal
    assert abs(np.mean(held) - 0.9) < 0.1


def test_even_members_know_a_mean_better_than_plain_draws() -> None:
    error = {}
    for kind in KINDS:
        made = design((Factor("a", EVEN), Factor("b", EVEN)), 1024, kind=kind, seed=3)
        error[kind] = mean(made.unit.sum(axis=1), made.replicates).error
    assert error["sobol"] < 0.1 * error["random"]
    assert error["latin"] < 0.1 * error["random"]


def test_quantiles_are_those_of_all_members() -> None:
    values = np.random.default_rng(0).permutation(np.arange(1001.0))[:1000]
    found = quantile(values, 0.95, 8)
    assert found.value == np.quantile(values, 0.95)
    assert found.error > 0.0


def test_one_part_tells_no_error() -> None:
    found = mean(np.array([1.0, 2.0]), 1)
    assert found.value == 1.5
    assert np.isnan(found.error)
    assert np.isnan(found.band(1)).all()


def test_a_band_is_that_of_student() -> None:
    low, high = Estimate(10.0, 1.0).band(8)
    # 5 % of Student's t with 7 degrees of freedom lie beyond 1.895, as tables print it
    np.testing.assert_allclose([low, high], [10.0 - 1.895, 10.0 + 1.895], atol=5e-4)


def test_exceedance_falls_and_ends_at_none() -> None:
    made = design((Factor("a", EVEN),), 1024, seed=1)
    rows = exceedance(made.unit[:, 0], made.replicates)
    loss, share = (np.array([r[name] for r in rows]) for name in ("loss", "probability"))
    assert (np.diff(loss) > 0).all()
    assert (np.diff(share) < 0).all()
    np.testing.assert_allclose(share, 1.0 - loss, atol=1.0 / 128.0)
    assert share[-1] == 0.0
    assert all(0.0 <= r["probability_low"] <= r["probability_high"] <= 1.0 for r in rows)


def test_a_loss_that_is_always_the_same_is_exceeded_by_no_member() -> None:
    (row,) = exceedance(np.full(64, 3.0), 8)
    assert (row["loss"], row["probability"], row["probability_high"]) == (3.0, 0.0, 0.0)


def test_a_fan_is_the_quantiles_of_each_day() -> None:
    series = np.random.default_rng(1).random((5, 101))
    found = fan(series)
    assert found.shape == (5, 5)
    np.testing.assert_array_equal(found[2], np.median(series, axis=1))
    assert (np.diff(found, axis=0) > 0).all()
