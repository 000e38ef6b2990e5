"""The quadratic program against another solver, its own conditions and its fallback."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, minimize

from mainstay.shocks.commodity import quadratic
from mainstay.shocks.commodity.quadratic import complementary, least_cut


def problem(seed: int, most: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rows, weight and the needs of three draws of a random economy."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 7))
    u = int(rng.integers(1, n + 1))
    inputs = rng.random((n, n)) * (rng.random((n, n)) < 0.5)
    inputs *= rng.uniform(0.3, 0.9) / max(inputs.sum(axis=0).max(), 1e-9)
    rows = np.maximum(np.linalg.inv(np.eye(n) - inputs)[:u], 0.0)
    weight = rng.gamma(1.0, 1.0, n) * (rng.random(n) < 0.85)
    return rows, weight, rng.uniform(-0.1, most, (3, u)) * (rows @ weight)


def measure(weight: np.ndarray, share: np.ndarray) -> float:
    return float(weight @ share**2)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_the_optimum_is_that_of_an_interior_point_solver(seed: int) -> None:
    rows, weight, need = problem(seed, 0.9)
    found = least_cut(rows, weight, need)
    held = weight > 0
    if not held.any():
        return
    for d in range(3):
        part = rows[:, held] * weight[held]
        other = minimize(
            lambda t: 0.5 * weight[held] @ t**2,
            np.full(held.sum(), 0.95),
            jac=lambda t: weight[held] * t,
            bounds=[(0, 1)] * int(held.sum()),
            constraints=LinearConstraint(part, need[d], np.inf),
            method="SLSQP",
            options={"maxiter": 500, "ftol": 1e-14},
        )
        if other.success:
            assert found.share[d, held] == pytest.approx(other.x, abs=2e-6)


@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 100_000), most=st.sampled_from([0.1, 0.6, 1.1]))
def test_every_answer_meets_the_conditions_of_the_optimum(seed: int, most: float) -> None:
    rows, weight, need = problem(seed, most)
    found = least_cut(rows, weight, need)
    left = need - found.unmet - (found.share * weight) @ rows.T
    bound = 1e-8 * (rows @ weight) + 1e-14
    assert (left <= bound).all()
    finite = np.isfinite(found.multiplier)
    active = finite & (found.multiplier > 0)
    assert (found.multiplier >= 0).all()
    for d in range(3):
        if finite[d].all():
            assert (np.abs(left[d])[active[d]] <= bound[active[d]]).all()
            ideal = np.minimum(found.multiplier[d] @ rows, 1.0)
            assert found.share[d] == pytest.approx(np.where(weight > 0, ideal, 0.0), abs=1e-7)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000))
def test_the_fallback_finds_the_same(seed: int) -> None:
    rows, weight, need = problem(seed, 0.8)
    found = least_cut(rows, weight, need)
    for d in range(3):
        if (need[d] <= 0).all() or not np.isfinite(found.multiplier[d]).all():
            continue
        share, multiplier = quadratic._least_distance(rows, weight, need[d])
        assert share == pytest.approx(found.share[d], abs=1e-6)
        lost = (share * weight) @ rows.T
        assert (lost >= need[d] - 1e-7 * (rows @ weight)).all()
        assert (multiplier >= -1e-9).all()


def test_the_fallback_is_used_where_the_clipped_set_does_not_settle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows, weight, need = problem(12, 0.9)
    whole = least_cut(rows, weight, need)
    monkeypatch.setattr(quadratic, "ROUNDS", 1)
    assert least_cut(rows, weight, need).share == pytest.approx(whole.share, abs=1e-6)


def test_rows_that_depend_on_each_other_leave_the_larger_need() -> None:
    """The second row is twice the first; it asks for more than the first does."""
    rows = np.array([[1.0, 1.0], [2.0, 2.0]])
    found = least_cut(rows, np.array([4.0, 4.0]), np.array([[0.4, 4.0], [2.0, 0.5]]))
    assert found.share == pytest.approx(np.array([[0.25, 0.25], [0.25, 0.25]]), abs=1e-9)


def test_what_no_cut_can_meet_is_told_and_the_rest_is_met() -> None:
    rows = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]])
    found = least_cut(rows, np.array([2.0, 1.0, 1.0]), np.array([[5.0, 1.0]]))
    assert found.share == pytest.approx(np.array([[1.0, 0.5, 0.5]]))
    assert found.unmet.tolist() == [[3.0, 0.0]]
    assert found.multiplier[0, 0] == np.inf


def test_nothing_needed_is_nothing_lost() -> None:
    rows, weight, need = problem(3)
    found = least_cut(rows, weight, np.zeros_like(need))
    assert (found.share == 0.0).all()
    assert least_cut(rows[:0], weight, need[:, :0]).share.shape == (3, len(weight))


def test_weights_may_differ_by_draw() -> None:
    rows, weight, need = problem(21, 0.7)
    several = np.stack([weight, 2 * weight, 3 * weight])
    found = least_cut(rows, several, need)
    for d in range(3):
        alone = least_cut(rows, several[d], need[d : d + 1])
        assert found.share[d] == pytest.approx(alone.share[0], abs=1e-12)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000))
def test_complementarity_is_solved_for_every_positive_definite_matrix(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 9))
    root = rng.normal(size=(4, size, size + 1))
    matrix = root @ root.transpose(0, 2, 1) + 1e-3 * np.eye(size)
    right = rng.normal(size=(4, size))
    found = complementary(matrix, right)
    gap = (matrix @ found[:, :, None])[:, :, 0] - right
    assert (found >= 0).all()
    assert (gap >= -1e-8).all()
    assert np.abs(found * gap).max() < 1e-6
