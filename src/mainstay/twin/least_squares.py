"""Least squares over numbers that are not negative, held to the conditions of its optimum."""

from __future__ import annotations

import numpy as np
from scipy.optimize import lsq_linear, nnls

from mainstay.twin.net import Floats

#: What the conditions of the optimum may be off by, columns and goal of length one.
OPTIMAL = 1e-9


def nonnegative_least_squares(matrix: Floats, goal: Floats) -> Floats:
    """Return the ``u >= 0`` that minimizes ``|matrix u - goal|``.

    Where many columns meet in one point, SciPy's ``nnls`` at times stops early and tells a
    residual of zero (seen in 1.17.1). At the optimum no gradient falls, and none is left where
    ``u`` is above zero; where that does not hold, bounded least squares is tried too, and the
    better of both is kept.

    Parameters
    ----------
    matrix, goal
        ``(r, c)`` and ``(r,)``.

    Examples
    --------
    >>> matrix, goal = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([2.0, -1.0])
    >>> nonnegative_least_squares(matrix, goal).tolist()
    [2.0, 0.0]
    """
    rounds = 30 * matrix.shape[1]
    found = nnls(matrix, goal, maxiter=rounds)[0]
    if _is_optimal(matrix, goal, found):
        return np.asarray(found, dtype=np.float64)
    other = lsq_linear(
        matrix, goal, bounds=(0.0, np.inf), method="bvls", tol=1e-15, max_iter=rounds
    ).x
    return np.asarray(min(found, other, key=lambda u: np.linalg.norm(matrix @ u - goal)))


def _is_optimal(matrix: Floats, goal: Floats, found: Floats) -> bool:
    size = np.linalg.norm(matrix, axis=0)
    gradient = matrix.T @ (matrix @ found - goal)
    unit = float(np.linalg.norm(goal))
    falls = gradient < -OPTIMAL * unit * size
    left = np.abs(gradient * found) > OPTIMAL * unit**2
    return not bool((falls | left).any())
