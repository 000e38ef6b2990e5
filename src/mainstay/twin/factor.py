"""One factorization of a linear system, used for every right-hand side.

Dense or sparse is chosen by measurement (2 cores, SciPy 1.17). On the detailed US table of 402
activities, 31 % of whose use cells are filled, sparse LU took 4.6 times as long as dense LU and
filled 95 % of the square; on a world table of 1,435, 21 % filled, 6.4 times and 76 %. Dense LU
costs ``2/3 n^3`` operations and ``8 n^2`` bytes, so it stays the choice until the bytes hurt.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.sparse.linalg import splu

from mainstay.errors import Infeasible

Floats = NDArray[np.float64]

#: Largest system that is factorized dense (8 n^2 bytes: 288 MB at the limit).
DENSE_LIMIT = 6000


class Factor(Protocol):
    """A factorized square matrix ``M``."""

    def solve(self, rhs: Floats) -> Floats:
        """Return ``M^-1 rhs`` for ``(n,)`` or ``(n, k)``."""
        ...

    def solve_transposed(self, rhs: Floats) -> Floats:
        """Return ``M^-T rhs`` for ``(n,)`` or ``(n, k)``."""
        ...

    def inverse(self) -> Floats:
        """Return ``M^-1`` whole; costs twice the factorization, so only on request."""
        ...


class DenseFactor:
    """LU with partial pivoting by LAPACK ``getrf``, in place.

    LAPACK reads columns first, so it is given the transpose, which needs no copy; what is solved
    with the matrix is then solved with the transpose of the factors.

    Parameters
    ----------
    matrix
        ``(n, n)``, C-contiguous; overwritten.

    Raises
    ------
    Infeasible
        If the matrix is singular.
    """

    def __init__(self, matrix: Floats) -> None:
        self._lu, self._pivots, info = linalg.lapack.dgetrf(matrix.T, overwrite_a=1)
        if info:
            raise Infeasible("the system is singular", hint="an activity uses all that it makes")

    def solve(self, rhs: Floats) -> Floats:
        """Return ``M^-1 rhs``."""
        return self._solve(rhs, 1)

    def solve_transposed(self, rhs: Floats) -> Floats:
        """Return ``M^-T rhs``."""
        return self._solve(rhs, 0)

    def inverse(self) -> Floats:
        """Return ``M^-1`` from the factors (LAPACK ``getri``, 4/3 n^3 operations)."""
        n = len(self._lu)
        work, _ = linalg.lapack.dgetri_lwork(n)
        inverse, _ = linalg.lapack.dgetri(self._lu, self._pivots.copy(), lwork=int(work))
        return np.asarray(inverse.T, dtype=np.float64)

    def _solve(self, rhs: Floats, transposed: int) -> Floats:
        # the wrapper counts the pivots up for LAPACK and down again, in place and without the
        # interpreter's lock: two threads that share them get each other's permutation
        pivots = self._pivots.copy()
        found, _ = linalg.lapack.dgetrs(self._lu, pivots, rhs, trans=transposed)
        return np.asarray(found, dtype=np.float64).reshape(rhs.shape)


class SparseFactor:
    """LU by SuperLU, for systems too large to stand dense.

    Parameters
    ----------
    matrix
        ``(n, n)`` sparse.

    Raises
    ------
    Infeasible
        If the matrix is singular.
    """

    def __init__(self, matrix: sparse.csc_array) -> None:
        self._size = matrix.shape[0]
        try:
            self._lu: Any = splu(sparse.csc_matrix(matrix))
        except RuntimeError as error:
            raise Infeasible(f"the system is singular: {error}") from error

    def solve(self, rhs: Floats) -> Floats:
        """Return ``M^-1 rhs``."""
        return np.asarray(self._lu.solve(np.ascontiguousarray(rhs)), dtype=np.float64)

    def solve_transposed(self, rhs: Floats) -> Floats:
        """Return ``M^-T rhs``."""
        return np.asarray(self._lu.solve(np.ascontiguousarray(rhs), trans="T"), dtype=np.float64)

    def inverse(self) -> Floats:
        """Return ``M^-1`` whole, dense."""
        return self.solve(np.eye(self._size))
