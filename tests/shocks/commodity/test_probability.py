"""How likely: the mapping of the method's note, exclusive states, and what they must keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.shocks.commodity.probability import (
    expectation,
    state_probabilities,
    subsets,
    yearly_probability,
)

SHARES = st.lists(st.floats(0.0, 0.9), min_size=1, max_size=4)


@pytest.mark.parametrize(("stability", "factor", "percent"), [
    (76.0, 1.0, 0.80), (79.6, 1.0, 0.75), (26.5, 1.0, 2.15), (26.5, 5.0, 10.3),
])  # fmt: skip
def test_mapping(stability: float, factor: float, percent: float) -> None:
    """By hand: 0.005 exp(2 (100 - R) / 100) tau."""
    found = yearly_probability(
        np.array([stability]), np.array([[factor]]), np.array([0.005]), np.array([2.0])
    )
    by_hand = 1 - np.exp(-0.005 * np.exp(2 * (100 - stability) / 100) * factor)
    assert found[0, 0] == pytest.approx(by_hand, rel=1e-12)
    assert 100 * found[0, 0] == pytest.approx(percent, abs=0.06)


def test_states_exclude_each_other() -> None:
    """Two places, losses 100 and 40, both 120: 9.5 + 1.8 + 0.6."""
    states = state_probabilities(np.array([[0.1, 0.05]]))
    losses = np.array([[0.0, 100.0, 40.0, 120.0]])
    assert expectation(states, losses)[0] == pytest.approx(11.9, abs=1e-12)


@given(SHARES, st.floats(0.0, 1.0))
def test_marginals_are_kept(marginal: list[float], correlation: float) -> None:
    p = np.array([marginal])
    states = state_probabilities(p, [True] * len(marginal), correlation)
    assert states.sum() == pytest.approx(1.0)
    assert (states >= -1e-15).all()
    for i in range(len(marginal)):
        mine = [column for column, s in enumerate(subsets(len(marginal))) if i in s]
        assert states[0, mine].sum() == pytest.approx(marginal[i], abs=1e-12)


def test_one_throw_joins_them() -> None:
    apart = state_probabilities(np.array([[0.1, 0.05]]))
    joint = state_probabilities(np.array([[0.1, 0.05]]), [True, True], 1.0)
    assert joint[0].tolist() == pytest.approx([0.9, 0.05, 0.0, 0.05])
    assert joint[0, 3] > apart[0, 3]


def test_in_force_is_sure() -> None:
    states = state_probabilities(np.array([[1.0, 0.1]]))
    assert states[0].tolist() == pytest.approx([0.0, 0.9, 0.0, 0.1])
