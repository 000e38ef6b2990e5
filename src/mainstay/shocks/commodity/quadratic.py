r"""The least relative cut of final use that meets needs, for many draws at once.

::

    min  1/2 sum of w t^2      subject to      R (w t) >= b,      0 <= t <= 1

``w`` ``(n,)`` is final use, ``t`` the share of it that is lost, ``R`` ``(u, n)`` what a dollar of
final use takes of each of ``u`` constrained outputs, ``b`` ``(u,)`` what these must lose.

**Claim.** ``t`` is optimal if ``t = clip(R' lam, 0, 1)`` for some ``lam >= 0`` with
``R (w t) >= b`` and ``lam' (R (w t) - b) = 0``. **Proof.** These are the conditions of Karush,
Kuhn and Tucker with multipliers ``w (R' lam - 1)`` where ``t`` is clipped at 1 and ``-w R' lam``
where at 0; the problem is convex, so they suffice, and strictly convex where ``w > 0``, so ``t`` is
the only one. ∎

Given which ``t`` are clipped, ``lam`` solves a linear complementarity problem in the positive
definite ``H = R W R'`` over the rest: the closed form ``lam = H^-1 b`` where that is not negative,
block principal pivoting otherwise, with exchange of single indices as fallback, which ends for
every such matrix (Júdice and Pires; Murty; assumed: not opened). Draws are solved together. A draw
that does not settle is solved alone as a least-distance problem by non-negative least squares
(Lawson and Hanson; assumed: not opened). Every answer is checked against the needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import Infeasible
from mainstay.twin.least_squares import nonnegative_least_squares
from mainstay.twin.net import Floats

Bools = NDArray[np.bool_]

#: Share of a need that may stay open by rounding.
TOLERANCE = 1e-9

#: What stands on the unit diagonal of ``H``, so that rows that depend on each other can be pivoted.
RIDGE = 1e-13

#: Rounds in which the clipped set must settle, and pivots for one clipped set.
ROUNDS, PIVOTS = 40, 200

#: Draws solved together, so that memory stays small.
BLOCK = 128


@dataclass(frozen=True, eq=False)
class Least:
    """The least cuts of ``d`` draws.

    Parameters
    ----------
    share
        ``(d, n)`` share of final use that is lost.
    multiplier
        ``(d, u)`` what the last unit of each need costs, infinite where a need takes all it can.
    unmet
        ``(d, u)`` part of a need that no cut of final use can meet.
    """

    share: Floats
    multiplier: Floats
    unmet: Floats


def least_cut(rows: Floats, weight: Floats, need: Floats) -> Least:
    """Return the least relative cut that meets every need.

    Parameters
    ----------
    rows
        ``(u, n)`` what a unit of each final use takes of each constrained output, none negative.
    weight
        ``(n,)`` final use, zero where it stays fixed; ``(d, n)`` where draws differ.
    need
        ``(d, u)`` what each constrained output must lose; not positive where nothing.

    Raises
    ------
    Infeasible
        If a draw cannot be solved within rounding; what no cut can meet is ``unmet``, not an error.

    Examples
    --------
    >>> found = least_cut(np.array([[1.0, 1.0]]), np.array([3.0, 1.0]), np.array([[1.0], [5.0]]))
    >>> found.share.round(9).tolist(), found.unmet.tolist()
    ([[0.25, 0.25], [1.0, 1.0]], [[0.0], [1.0]])
    """
    unmet, takes_all, is_gone, rest = open_needs(rows, weight, need)
    share = np.where(is_gone & (weight > 0), 1.0, 0.0)
    multiplier = np.where(takes_all, np.inf, 0.0)
    asked = (rest > 0).any(axis=1)
    for some, used in _alike(rest > 0, np.flatnonzero(asked)):
        part = _of(weight, some)
        found, price = _solve(rows[used], part, rest[np.ix_(some, used)], is_gone[some])
        share[some] = np.maximum(share[some], found)
        multiplier[np.ix_(some, used)] = price
    share = np.where(weight > 0, share, 0.0)
    return Least(share, multiplier, np.asarray(unmet, dtype=np.float64))


def open_needs(rows: Floats, weight: Floats, need: Floats) -> tuple[Floats, Bools, Bools, Floats]:
    """Set apart needs that leave no choice; arguments are those of :func:`least_cut`.

    Returns
    -------
    tuple
        ``(d, u)`` what no cut can meet, ``(d, u)`` which needs take all that they can, ``(d, n)``
        which final uses these take whole, and ``(d, u)`` what the other rows still need.

    Examples
    --------
    >>> rows, weight = np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([3.0, 1.0])
    >>> found = open_needs(rows, weight, np.array([[4.0, 3.5]]))
    >>> [part.tolist() for part in found]
    [[[1.0, 0.0]], [[True, False]], [[True, False]], [[0.0, 0.5]]]
    """
    most = weight @ rows.T
    unmet = np.maximum(need - most, 0.0)
    takes_all = (need >= most * (1.0 - TOLERANCE)) & (need > 0)
    is_gone = (takes_all.astype(np.float64) @ (rows > 0)) > 0
    rest = np.where(takes_all, 0.0, need - unmet - (is_gone * weight) @ rows.T)
    rest[rest <= TOLERANCE * most] = 0.0
    return unmet, takes_all, is_gone, rest


def _alike(needed: Bools, draws: NDArray[np.intp]) -> list[tuple[NDArray[np.intp], Bools]]:
    """Return blocks of draws with the rows that they need: few, since ranges seldom reach zero."""
    patterns, group = np.unique(needed[draws], axis=0, return_inverse=True)
    return [
        (block, row)
        for k, row in enumerate(patterns)
        for block in _blocks(draws[group.ravel() == k])
    ]


def _blocks(draws: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    return [draws[start : start + BLOCK] for start in range(0, len(draws), BLOCK)]


def _of(weight: Floats, draws: NDArray[np.intp]) -> Floats:
    """Return the weights of some draws."""
    return weight[draws] if weight.ndim == 2 else weight


def _solve(rows: Floats, weight: Floats, need: Floats, is_gone: Bools) -> tuple[Floats, Floats]:
    """Return shares ``(d, n)`` and multipliers ``(d, u)`` where something is needed of each row."""
    draws = len(need)
    clipped = np.zeros(is_gone.shape, dtype=bool)
    multiplier = np.zeros(need.shape)
    unsettled = np.arange(draws)
    for _ in range(ROUNDS):
        out, part = clipped[unsettled] | is_gone[unsettled], _of(weight, unsettled)
        free = np.where(out, 0.0, part) if out.any() else np.atleast_2d(part)
        given = clipped[unsettled] * part
        matrix = (rows * free[:, None, :]) @ rows.T
        found = complementary(matrix, need[unsettled] - given @ rows.T)
        multiplier[unsettled] = found
        over = (found @ rows > 1.0) & ~is_gone[unsettled]
        moved = (over != clipped[unsettled]).any(axis=1)
        clipped[unsettled] = over
        unsettled = unsettled[moved]
        if not len(unsettled):
            break
    share = np.where(is_gone, 0.0, np.minimum(multiplier @ rows, 1.0))
    for draw in np.flatnonzero(_misses(rows, weight, need, share, multiplier)):
        kept = np.where(is_gone[draw], 0.0, weight if weight.ndim == 1 else weight[draw])
        share[draw], multiplier[draw] = _least_distance(rows, kept, need[draw])
    wrong = np.flatnonzero(_misses(rows, weight, need, share, multiplier))
    if len(wrong):
        raise Infeasible(
            f"the least cut of final use was not found in {len(wrong)} of {draws} draws",
            hint="look for constrained industries that all but depend on each other",
        )
    return share, multiplier


def _misses(rows: Floats, weight: Floats, need: Floats, share: Floats, multiplier: Floats) -> Bools:
    """Return which draws break the conditions of the optimum."""
    left = need - (share * weight) @ rows.T
    bound = TOLERANCE * (weight @ rows.T)
    is_open = (left > bound) | ((multiplier > 0) & (left < -bound))
    return np.asarray(is_open.any(axis=1) | ~np.isfinite(multiplier).all(axis=1))


def complementary(matrix: Floats, right: Floats) -> Floats:
    """Return ``lam >= 0`` with ``M lam >= q``, and equality where ``lam`` is positive.

    Parameters
    ----------
    matrix
        ``(d, u, u)`` symmetric, positive definite; ``(1, u, u)`` where all draws share it.
    right
        ``(d, u)`` the ``q``.

    Examples
    --------
    >>> matrix = np.array([[[1.0, 1.0], [1.0, 2.0]]])
    >>> complementary(matrix, np.array([[1.0, 3.0]])).round(9).tolist()
    [[0.0, 1.5]]
    """
    size = right.shape[1]
    diagonal = np.sqrt(np.einsum("dii->di", matrix))
    scale = np.where(diagonal > 0, diagonal, 1.0)
    scaled = matrix / (scale[:, :, None] * scale[:, None, :]) + RIDGE * np.eye(size)
    wanted = right / scale
    basic = wanted > 0
    found = np.zeros(right.shape)
    fewest = np.full(len(right), size + 1)
    trials = np.full(len(right), 3)
    todo = np.arange(len(right))
    for _ in range(PIVOTS):
        part = scaled if len(scaled) == 1 else scaled[todo]
        found[todo] = _basic(part, wanted[todo], basic[todo])
        gap = (part @ found[todo][:, :, None])[:, :, 0] - wanted[todo]
        value, room = found[todo], np.abs(wanted[todo]).max(axis=1, keepdims=True)
        top = np.abs(value).max(axis=1, keepdims=True)
        wrong = np.where(basic[todo], value < -1e-12 * top, gap < -1e-12 * room)
        kept = wrong.any(axis=1)
        todo, wrong = todo[kept], wrong[kept]
        if not len(todo):
            break
        _exchange(basic, todo, wrong, fewest, trials)
    return np.asarray(np.maximum(found, 0.0) / scale, dtype=np.float64)


def _exchange(
    basic: Bools, todo: NDArray[np.intp], wrong: Bools, fewest: NDArray[np.intp],
    trials: NDArray[np.intp],
) -> None:  # fmt: skip
    """Exchange every wrong index, or only the last where that has led nowhere three times."""
    count = wrong.sum(axis=1)
    better = count < fewest[todo]
    fewest[todo] = np.minimum(fewest[todo], count)
    trials[todo] = np.where(better, 3, trials[todo] - 1)
    single = trials[todo] < 0
    last = wrong.shape[1] - 1 - wrong[:, ::-1].argmax(axis=1)
    only = np.arange(wrong.shape[1]) == last[:, None]
    basic[todo] ^= np.where(single[:, None], only, wrong)


def _basic(matrix: Floats, right: Floats, basic: Bools) -> Floats:
    """Return the solution of the chosen rows and columns, zero elsewhere."""
    if len(matrix) == 1 and basic.all():
        return np.linalg.solve(matrix[0], right.T).T
    inside = basic[:, :, None] & basic[:, None, :]
    whole = np.where(inside, matrix, np.eye(right.shape[1]))
    return np.linalg.solve(whole, np.where(basic, right, 0.0)[:, :, None])[:, :, 0]


def _least_distance(rows: Floats, weight: Floats, need: Floats) -> tuple[Floats, Floats]:
    """Return the optimum of one draw, ``(n,)`` and ``(u,)``, by non-negative least squares.

    With ``tau = sqrt(w) t`` it is the shortest vector with ``G tau >= h``: for the residual ``r``
    of ``[G'; h'] u = (0, 1)`` it is ``-r[:n] / r[n]`` and its multipliers ``-u / r[n]``.
    """
    held = np.flatnonzero(weight > 0)
    root = np.sqrt(weight[held])
    size = np.linalg.norm(rows[:, held] * root, axis=1)
    unit = float(need.max() / size.max()) if size.max() > 0 else 1.0
    scale = np.where(size > 0, size, 1.0)[:, None]
    upper = root / unit
    left = np.vstack([rows[:, held] * root / scale, -np.diag(1.0 / upper)])
    right = np.concatenate([need / scale[:, 0] / unit, -np.ones(len(held))])
    stacked = np.vstack([left.T, right])
    goal = np.zeros(len(held) + 1)
    goal[-1] = 1.0
    answer = nonnegative_least_squares(stacked, goal)
    residual = stacked @ answer - goal
    share, multiplier = np.zeros(len(weight)), np.full(len(need), np.nan)
    if residual[-1] < 0:
        share[held] = np.clip(-residual[:-1] / residual[-1] * unit / root, 0.0, 1.0)
        multiplier = -answer[: len(need)] / residual[-1] * unit / scale[:, 0]
    return share, multiplier
