"""One factorization asked from many threads at once gives each of them its own answer."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from mainstay.twin.factor import DenseFactor


def test_many_threads_share_one_factorization():
    rng = np.random.default_rng(0)
    n = 400
    matrix = rng.random((n, n)) + np.diag(rng.random(n))
    factor = DenseFactor(matrix.copy())
    sides = rng.random((64, n))
    expected = np.linalg.solve(matrix, sides.T).T

    def ask(k):
        # both ways, over and over: LAPACK's wrapper changes the pivots while it works
        for _ in range(20):
            one = factor.solve(sides[k])
            np.testing.assert_allclose(one, expected[k], rtol=1e-6, atol=1e-8)
            other = factor.solve_transposed(sides[k])
            np.testing.assert_allclose(matrix.T @ other, sides[k], rtol=1e-6, atol=1e-8)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(len(sides))))
