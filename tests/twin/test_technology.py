"""The solver against dense recomputation, in every form that it chooses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.answers.nets import industry_net
from mainstay.errors import Infeasible
from mainstay.twin import technology as module
from mainstay.twin.net import Net
from mainstay.twin.technology import Technology, technology
from mainstay.twin.toy import toy_net


def random_net(size: int, seed: int) -> Net:
    rng = np.random.default_rng(seed)
    flows = rng.uniform(0, 1, (size, size)) * (rng.uniform(0, 1, (size, size)) < 0.5)
    final = rng.uniform(0.5, 2, size)
    return industry_net(flows, final, flows.sum(axis=1) + final + flows.sum(axis=0), name="r",
                        year=2000)  # fmt: skip


def dense(tech: Technology) -> np.ndarray:
    return np.linalg.inv(np.eye(tech.size) - tech.coefficients())


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 12), st.integers(0, 999))
def test_solves_are_those_of_the_dense_inverse(size: int, seed: int) -> None:
    tech = technology(random_net(size, seed))
    inverse = dense(tech)
    rhs = np.random.default_rng(seed).normal(size=(size, 3))
    np.testing.assert_allclose(tech.solve(rhs), inverse @ rhs, atol=1e-10)
    np.testing.assert_allclose(tech.solve_transposed(rhs), inverse.T @ rhs, atol=1e-10)
    np.testing.assert_allclose(tech.solve(rhs[:, 0]), inverse @ rhs[:, 0], atol=1e-10)
    np.testing.assert_allclose(tech.inverse(), inverse, atol=1e-10)
    np.testing.assert_allclose(tech.self_use, np.diag(inverse), atol=1e-10)
    eigen = np.abs(np.linalg.eigvals(tech.coefficients())).max()
    assert tech.spectral_radius == pytest.approx(eigen, abs=1e-6)


def test_the_accounts_come_back() -> None:
    for net in (toy_net(), random_net(9, 1)):
        tech = technology(net)
        back = tech.solve(tech.on_activities(net.final.sum(axis=1) + tech.other))
        np.testing.assert_allclose(back, tech.output_usd, rtol=1e-12)


def test_sparse_factors_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = technology(random_net(10, 3))
    monkeypatch.setattr(module, "DENSE_LIMIT", 1)
    got = technology(random_net(10, 3))
    rhs = np.random.default_rng(0).normal(size=(10, 2))
    np.testing.assert_allclose(got.solve(rhs), wanted.solve(rhs), atol=1e-12)
    np.testing.assert_allclose(got.solve_transposed(rhs), wanted.solve_transposed(rhs), atol=1e-12)
    np.testing.assert_allclose(got.inverse(), wanted.inverse(), atol=1e-12)


def test_many_activities_in_few_pools_are_solved_pool_by_pool() -> None:
    from mainstay.twin.carving.allocation import Allocation
    from mainstay.twin.carving.carve import carve
    from mainstay.twin.toy import ELECTRONICS

    firms = [Allocation(f"firm:{k}", f"F{k}", ELECTRONICS, share=0.1) for k in range(5)]
    tech = technology(carve(toy_net(), firms).net)
    assert tech.in_pools
    inverse, rhs = dense(tech), np.random.default_rng(0).normal(size=(tech.size, 2))
    np.testing.assert_allclose(tech.solve(rhs), inverse @ rhs, atol=1e-12)
    np.testing.assert_allclose(tech.solve_transposed(rhs), inverse.T @ rhs, atol=1e-12)
    np.testing.assert_allclose(tech.inverse(), inverse, atol=1e-12)
    np.testing.assert_allclose(tech.self_use, np.diag(inverse), atol=1e-12)


def test_a_net_that_uses_more_than_it_makes_is_refused() -> None:
    flows = np.array([[0.0, 10.0], [10.0, 0.0]])
    net = industry_net(flows, np.zeros(2), np.array([10.0, 10.0]), name="r", year=2000)
    with pytest.raises(Infeasible, match="spectral radius 1"):
        technology(net).solve(np.ones(2))


def test_inputs_above_output_in_one_place_do_not_refuse_the_whole() -> None:
    flows = np.array([[0.0, 15.0], [1.0, 0.0]])
    net = industry_net(flows, np.array([5.0, 9.0]), np.array([20.0, 10.0]), name="r", year=2000)
    assert np.all(technology(net).solve(np.ones(2)) > 0)


def test_an_activity_without_output_is_noted_and_its_inputs_kept() -> None:
    flows = np.array([[0.0, 0.0], [5.0, 0.0]])
    net = industry_net(flows, np.array([0.0, 5.0]), np.array([0.0, 10.0]), name="r", year=2000)
    tech = technology(net)
    assert tech.ids == ("2",)
    assert tech.other.tolist() == [0.0, 5.0]
    assert "without output" in tech.notes[0]
    back = tech.solve(tech.on_activities(net.final.sum(axis=1) + tech.other))
    assert back == pytest.approx([10.0])


def test_it_is_derived_once_for_a_net() -> None:
    net = toy_net()
    assert technology(net) is technology(net)


def test_no_answer_hangs_on_what_was_asked_before() -> None:
    """SciPy sorts rows in place when it needs them sorted, and a sum hangs on its order."""
    tech = technology(toy_net())
    for matrix in (tech.use_coefficients, tech.market_shares, tech.leak):
        starts, columns = matrix.indptr, matrix.indices
        for row in range(matrix.shape[0]):
            held = columns[starts[row] : starts[row + 1]]
            assert (np.diff(held) > 0).all()
