"""Inverse distributions against their textbook means, ends and order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.shocks.ensembles.distributions import Distribution, Shape

GRID = (np.arange(20_000) + 0.5) / 20_000
CONTINUOUS = (Shape.UNIFORM, Shape.TRIANGULAR, Shape.LOGNORMAL)


@pytest.mark.parametrize("shape", CONTINUOUS)
@given(
    low=st.floats(0.01, 10.0),
    rise=st.floats(0.01, 10.0),
    more=st.floats(0.01, 10.0),
)
def test_values_rise_from_the_low_end_to_the_high_end(
    shape: Shape, low: float, rise: float, more: float
) -> None:
    drawn = Distribution(shape, low, low + rise, low + rise + more)
    assert drawn.problems("here") == []
    found = drawn.at(np.array([0.0, 0.1, 0.5, 0.9, 1.0]))
    assert (np.diff(found) > 0).all()
    np.testing.assert_allclose(found[[0, -1]], [drawn.low, drawn.high], rtol=1e-9)


def test_means_are_those_of_the_textbook() -> None:
    even = Distribution(Shape.UNIFORM, 1.0, 2.0, 5.0).at(GRID)
    peaked = Distribution(Shape.TRIANGULAR, 1.0, 2.0, 6.0).at(GRID)
    np.testing.assert_allclose(even.mean(), 3.0, rtol=1e-12)
    np.testing.assert_allclose(peaked.mean(), (1.0 + 2.0 + 6.0) / 3.0, rtol=1e-7)
    squares = 1.0 + 4.0 + 36.0 - (1.0 * 2.0 + 1.0 * 6.0 + 2.0 * 6.0)
    np.testing.assert_allclose(peaked.var(), squares / 18.0, rtol=1e-5)


def test_a_lognormal_with_even_ends_has_its_median_at_the_mode() -> None:
    drawn = Distribution(Shape.LOGNORMAL, 0.5, 1.0, 2.0)
    found = drawn.at(np.array([0.25, 0.5, 0.75]))
    np.testing.assert_allclose(found[1], 1.0, rtol=1e-12)
    np.testing.assert_allclose(found[0] * found[2], 1.0, rtol=1e-12)


def test_a_choice_takes_its_high_end_with_its_probability() -> None:
    found = Distribution(Shape.CHOICE, 0.0, 0.3, 5.0).at(GRID)
    assert set(found) == {0.0, 5.0}
    np.testing.assert_allclose((found == 5.0).mean(), 0.3, atol=1e-4)


@pytest.mark.parametrize(
    "fixed",
    [
        Distribution(Shape.POINT, 0.0, 2.0, 9.0),
        Distribution(Shape.UNIFORM, 2.0, 2.0, 2.0),
        Distribution(Shape.TRIANGULAR, 2.0, 2.0, 2.0),
    ],
)
def test_one_value_is_always_that_value(fixed: Distribution) -> None:
    assert fixed.is_fixed
    assert set(fixed.at(np.array([0.0, 0.5, 1.0]))) == {2.0}


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        (Distribution(Shape.UNIFORM, 2.0, 1.0, 3.0), "not_in_order"),
        (Distribution(Shape.TRIANGULAR, 0.0, 1.0, float("inf")), "not_in_order"),
        (Distribution(Shape.TRIANGULAR, 0.0, float("nan"), 1.0), "not_in_order"),
        (Distribution(Shape.LOGNORMAL, 0.0, 1.0, 2.0), "not_positive"),
        (Distribution(Shape.CHOICE, 0.0, 1.5, 2.0), "not_a_share"),
    ],
)
def test_what_does_not_hold_is_named(drawn: Distribution, code: str) -> None:
    (found,) = drawn.problems("factor x")
    assert (found.code, found.where) == (code, "factor x")
