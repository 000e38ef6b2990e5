import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import qr
from scipy.optimize import minimize

from mainstay.errors import InputError, UnbalancedTable
from mainstay.fusion import Margin, balance, balance_matrix


def test_ras_published_example():
    """J. D'Errico in comp.soft-sys.matlab, 25 June 2002, "Updating a matrix (RAS algorithm)"."""
    prior = np.array([[20.0, 40, 80], [20, 20, 40], [20, 20, 0]])
    got = balance_matrix(prior, np.array([150.0, 70, 50]), np.array([70.0, 70, 130]))
    printed = [[22.923, 34.537, 92.54], [18.559, 13.981, 37.46], [28.518, 21.482, 0]]
    np.testing.assert_allclose(got, printed, atol=6e-4)


def test_gras_published_example():
    """The 3 x 4 example with negative cells in the tests of the R package of doGRAS."""
    prior = np.array([[7.0, 3, 5, -3], [2, 9, 8, 0], [-2, 0, 2, 0]])
    got = balance_matrix(prior, np.array([15.0, 26, -1]), np.array([9.0, 16, 17, -2]))
    printed = [
        [8.424340881, 3.375237362, 5.200422021, -2.000000263],
        [3.000997078, 12.624763744, 10.374239178, 0],
        [-2.425339135, 0, 1.425339135, 0],
    ]
    # the printed table was stopped early: it misses the second row sum by 5e-8
    np.testing.assert_allclose(got, printed, atol=1e-6)


# Miller and Blair (2009), section 7.4.2, as tabulated in the GAMS model library (IOBALANCE)
COEFFICIENTS = np.array([[0.120, 0.100, 0.049], [0.210, 0.247, 0.265], [0.026, 0.249, 0.145]])
OUTPUT = np.array([421.0, 284, 283])
FLOWS = np.array([[98.0, 72, 75], [65, 8, 63], [88, 27, 44]])


def entropy_optimum(prior, groups, targets):
    """Least ``sum |a| z (ln z - 1)`` under the group sums, by a general optimizer."""
    size = np.abs(prior)

    def value(z):
        return float((size * z * (np.log(z) - 1)).sum())

    sums = np.array(groups) * prior
    # the optimizer needs constraints that do not depend on each other
    _, triangle, order = qr(sums.T, pivoting=True, mode="economic")
    kept = order[: int((np.abs(np.diag(triangle)) > 1e-9).sum())]
    rules = [
        {"type": "eq", "fun": lambda z: (sums @ z - targets)[kept], "jac": lambda _: sums[kept]}
    ]
    found = minimize(
        value, np.ones(len(prior)), method="SLSQP", jac=lambda z: size * np.log(z),
        constraints=rules, bounds=[(1e-9, None)] * len(prior),
        options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    assert found.success
    return prior * found.x


def test_miller_blair_inputs_against_the_entropy_optimum():
    prior = COEFFICIENTS * OUTPUT
    got = balance_matrix(prior, FLOWS.sum(axis=1), FLOWS.sum(axis=0))
    i, j = (a.ravel() for a in np.indices((3, 3)))
    groups = [*(i == k for k in range(3)), *(j == k for k in range(2))]
    targets = [*FLOWS.sum(axis=1), *FLOWS.sum(axis=0)[:2]]
    np.testing.assert_allclose(got.ravel(), entropy_optimum(prior.ravel(), groups, targets), 1e-4)


def test_three_margins_with_negative_cells_against_the_entropy_optimum():
    prior = np.array([7.0, 3, 5, -3, 2, 9, 8, 1, -2, 2, 2, 1])
    truth = prior * np.array([1.2, 0.9, 1.1, 0.7, 1.3, 1.0, 1.2, 0.8, 1.1, 1.4, 0.9, 1.0])
    i, j = (a.ravel() for a in np.indices((3, 4)))
    block = np.array([0, 0, 1, 1, 0, 0, 1, 1, -1, -1, 2, 2])
    margins = [
        Margin(name, group.astype(np.int64), np.zeros(group.max() + 1))
        for name, group in (("row", i), ("column", j), ("block", block))
    ]
    margins = [Margin(m.name, m.group, m.sums(truth)) for m in margins]
    got = balance(prior, margins, tolerance=1e-10, iterations=50_000).cells
    groups = [i == 0, i == 1, i == 2, j == 0, j == 1, j == 2, block == 0, block == 1, block == 2]
    wanted = entropy_optimum(prior, groups, [truth[g].sum() for g in groups])
    np.testing.assert_allclose(got, wanted, rtol=2e-4)


def test_agrees_with_ipfn():
    """Peer: ipfn, the iterative proportional fitting of the Python index."""
    ipfn = pytest.importorskip("ipfn.ipfn")
    rng = np.random.default_rng(7)
    prior, truth = rng.uniform(1, 9, (4, 5, 3)), rng.uniform(1, 9, (4, 5, 3))
    faces = [(0,), (1,), (2,), (0, 1)]
    sums = [truth.sum(axis=tuple(set(range(3)) - set(face))) for face in faces]
    peer = ipfn.ipfn(prior.copy(), sums, [list(f) for f in faces], convergence_rate=1e-14)
    wanted = peer.iteration()
    index = [a.ravel() for a in np.indices(prior.shape)]
    margins = [
        Margin(str(face), np.ravel_multi_index(
            [index[a] for a in face], [prior.shape[a] for a in face]), target.ravel())
        for face, target in zip(faces, sums, strict=True)
    ]  # fmt: skip
    got = balance(prior.ravel(), margins, tolerance=1e-12, iterations=10_000).cells
    np.testing.assert_allclose(got, wanted.ravel(), rtol=1e-6)


def test_infeasible_group_is_named():
    group = np.array([0, 0, 1])
    with pytest.raises(UnbalancedTable) as caught:
        balance(np.array([1.0, 2, 3]), [Margin("row", group, np.array([-3.0, 3]), ("a", "b"))])
    assert [(p.code, p.where) for p in caught.value.problems] == [("infeasible", "row a")]


def test_empty_group_with_a_target_is_infeasible():
    found = balance(
        np.array([0.0, 3]), [Margin("row", np.array([0, 1]), np.array([1.0, 4]))], strict=False
    )
    assert [p.where for p in found.infeasible] == ["row 0"]
    assert found.cells.tolist() == [0.0, 4.0]


def test_contradicting_targets_are_an_error():
    with pytest.raises(UnbalancedTable, match="cannot be met"):
        balance_matrix(np.ones((2, 2)), np.array([1.0, 1]), np.array([1.0, 2]), iterations=50)


def test_unknown_cells_are_refused():
    with pytest.raises(InputError, match="not finite"):
        balance(np.array([1.0]), [Margin("row", np.array([0]), np.array([np.nan]))])


def test_target_zero_balances_both_signs():
    found = balance(np.array([4.0, -1.0]), [Margin("row", np.array([0, 0]), np.array([0.0]))])
    np.testing.assert_allclose(found.cells, [2.0, -2.0])


cell = st.floats(0.1, 100)


@settings(max_examples=40, deadline=None)
@given(st.lists(cell, min_size=12, max_size=12), st.lists(cell, min_size=12, max_size=12))
def test_sums_are_met_and_zeros_stay(prior, truth):
    prior, truth = np.reshape(prior, (3, 4)), np.reshape(truth, (3, 4))
    prior[0, 0] = truth[0, 0] = 0.0
    got = balance_matrix(prior, truth.sum(axis=1), truth.sum(axis=0), tolerance=1e-7)
    np.testing.assert_allclose(got.sum(axis=1), truth.sum(axis=1), atol=1e-6)
    np.testing.assert_allclose(got.sum(axis=0), truth.sum(axis=0), atol=1e-6)
    assert got[0, 0] == 0
    assert (got >= 0).all()
