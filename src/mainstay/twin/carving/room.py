"""Whether row sums fit into columns, and the matrix nearest to a seed that has both sums.

::

    R  (k,) what each row still has to place      C  (a,) room in each column
    S  a set of rows                              N(S)  columns open to a row of S

All rows fit if and only if no set of them is crowded: ``sum of R over S <= sum of C over N(S)`` for
every ``S`` (Hall's condition; the largest violation is a minimum cut, found as the dual of a small
linear program).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from mainstay.twin.net import Floats

#: Differences below this part of a number are rounding and are set to zero.
ROUNDING = 1e-12

#: Sums are met to this part of the largest of them.
MET = 1e-11

_ROUNDS = 300


def crowd(row: Floats, column: Floats, is_open: NDArray[np.bool_]) -> tuple[int, ...]:
    """Return the rows of the set that lacks most room; empty if all rows fit.

    Parameters
    ----------
    row
        ``(k,)`` not negative.
    column
        ``(a,)`` not negative.
    is_open
        ``(k, a)`` where a row may place something.

    Examples
    --------
    Two rows that are both kept out of the second column:

    >>> crowd(np.array([3.0, 3.0]), np.array([5.0, 9.0]), np.array([[True, False]] * 2))
    (0, 1)
    """
    scale = max(float(row.max(initial=0.0)), float(column.max(initial=0.0)))
    cells = np.argwhere(is_open)
    if scale == 0.0 or not row.any():
        return ()
    if not len(cells):
        return tuple(np.flatnonzero(row > 0.0).tolist())
    sums: Any = _sums(cells, is_open.shape)  # sparse is fine here, though not declared
    limits = np.maximum(np.r_[row, column], 0.0) / scale
    found = linprog(-np.ones(len(cells)), A_ub=sums, b_ub=limits, method="highs")
    if row.sum() / scale + found.fun <= len(row) * MET:
        return ()
    price = -np.asarray(found.ineqlin.marginals)[: len(row)]
    return tuple(np.flatnonzero((price < 0.5) & (row > 0.0)).tolist())


def fit(seed: Floats, row: Floats, column: Floats) -> Floats | None:
    """Return the matrix nearest to ``seed`` with these sums; ``None`` if there is none.

    Nearest in relative entropy, by proportional fitting. Where that does not settle because the
    sums leave hardly any freedom, nearest in the sum of absolute differences. The last row is the
    open one: it holds what the columns leave, so that the columns add up exactly.
    """
    bound = MET * max(float(np.abs(row).max()), float(np.abs(column).max(initial=0.0)), 1e-300)
    fitted = _proportional(seed, row, column, bound)
    if fitted is None:
        fitted = _linear(seed, row, column)
    if fitted is None or np.abs(fitted.sum(axis=1) - row).max() > bound:
        return None
    left = column - fitted[:-1].sum(axis=0)
    if np.any(left < -bound):
        return None
    short = left < 0.0  # rounding: taken out of the other rows, so that nothing is negative
    fitted[:-1, short] *= column[short] / fitted[:-1, short].sum(axis=0)
    fitted[-1] = np.where(short, 0.0, rounded(left, column))
    return fitted


def rounded(left: Floats, of: Floats | float) -> Floats:
    """Return what is left, with what is left only by rounding set to zero."""
    return np.where(np.abs(left) <= ROUNDING * np.abs(of), 0.0, left)


def _proportional(seed: Floats, row: Floats, column: Floats, bound: float) -> Floats | None:
    fitted = seed.copy()
    for _ in range(_ROUNDS):
        fitted *= _ratio(row, fitted.sum(axis=1))[:, None]
        if float(np.abs(fitted.sum(axis=0) - column).max(initial=0.0)) <= bound:
            return fitted
        fitted *= _ratio(column, fitted.sum(axis=0))
    return None


def _linear(seed: Floats, row: Floats, column: Floats) -> Floats | None:
    """Minimize the absolute differences: a transport problem, exact at its vertices."""
    scale = max(float(row.max()), float(column.max()))
    is_open = seed > 0.0
    is_open[-1] = True
    cells = np.argwhere(is_open)
    size = len(cells)
    goal = seed[is_open] / scale
    sums = sparse.hstack([_sums(cells, seed.shape), sparse.csr_array((sum(seed.shape), 2 * size))])
    unit = sparse.eye_array(size)
    equal: Any = sparse.vstack([sums, sparse.hstack([unit, -unit, unit])])
    found = linprog(
        np.r_[np.zeros(size), np.ones(2 * size)],
        A_eq=equal,
        b_eq=np.r_[row / scale, column / scale, goal],
        method="highs",
    )
    if found.x is None:
        return None
    fitted = np.zeros_like(seed)
    fitted[is_open] = np.maximum(found.x[:size], 0.0) * scale
    return fitted


def _sums(cells: NDArray[np.intp], shape: tuple[int, ...]) -> sparse.csr_array:
    """Return the matrix that sums cells by row, then by column."""
    size = len(cells)
    index = (np.r_[cells[:, 0], shape[0] + cells[:, 1]], np.tile(np.arange(size), 2))
    return sparse.csr_array((np.ones(2 * size), index), shape=(sum(shape), size))


def _ratio(wanted: Floats, have: Floats) -> Floats:
    return np.divide(wanted, have, out=np.zeros_like(wanted), where=have > 0.0)
