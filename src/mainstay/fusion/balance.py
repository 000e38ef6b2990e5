"""RAS and GRAS over any number of constraint sets, in sparse cell form.

::

    a  cell of the prior            x  the same cell after balancing
    P  sum of a group's positive cells      N  sum of the sizes of its negative cells
    t  target of the group          r  multiplier of the group

A margin is a partition of cells into groups, each with a target: rows, columns, blocks of a
coarser table. One step balances one margin: in every group positive cells are multiplied by ``r``
and negative ones by ``1 / r``, with ``r`` the positive root of ``P r - N / r = t``::

    r = (t + sqrt(t^2 + 4 P N)) / (2 P)        and        r = -N / t  where P = 0

Cycling through the margins is a cyclic projection (Bregman) onto them, so that the limit is the
least change in the sense of ``sum |a| z (ln z - 1)``, ``z = x / a``, among all tables of the same
signs that meet every target. Proof: each margin is a set of linear equations in ``x``; setting the
derivative of the Lagrangian to zero for one margin gives ``z = exp(+-lambda)``, which is the step
above. With no negative cell and two margins it is RAS (Bacharach). The formulas for rows and
columns are those of GRAS (Junius and Oosterhaven 2003 in the corrected form of Temurshoev, Miller
and Bouwmeester 2013; assumed from the description in open implementations, derived here anew).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, UnbalancedTable, raise_all

Floats = NDArray[np.float64]
Groups = NDArray[np.int64]


@dataclass(frozen=True)
class Margin:
    """A set of groups of cells, each with a target.

    Parameters
    ----------
    name
        Words for the report.
    group
        Group of each cell; -1 where the margin says nothing about the cell.
    target
        Target of each group, in the unit of the cells.
    labels
        Name of each group; its number when empty.
    """

    name: str
    group: Groups
    target: Floats
    labels: tuple[str, ...] = ()

    def label(self, group: int) -> str:
        """Return the name of a group."""
        return self.labels[group] if self.labels else str(group)

    def sums(self, cells: Floats) -> Floats:
        """Return the sum of the cells of each group."""
        inside = self.group >= 0
        return _sums(self.group[inside], cells[inside], len(self.target))


@dataclass(frozen=True)
class Balanced:
    """Balanced cells and how they came about.

    Parameters
    ----------
    cells
        In the order of the prior.
    iterations
        Cycles through all margins.
    converged
        Whether every feasible group is met within the tolerance.
    residual
        By margin name, the largest miss among feasible groups.
    infeasible
        Every group that no scaling of its cells can meet, with its target.
    misses
        Feasible groups beyond the tolerance, worst first.
    """

    cells: Floats
    iterations: int
    converged: bool
    residual: dict[str, float]
    infeasible: tuple[Problem, ...]
    misses: tuple[Problem, ...]

    @property
    def worst(self) -> float:
        """The largest miss of any feasible group."""
        return max(self.residual.values(), default=0.0)


class _Side:
    """One margin, prepared for fast steps."""

    def __init__(self, margin: Margin, prior: Floats, tolerance: float) -> None:
        inside = np.flatnonzero((margin.group >= 0) & (prior != 0))
        positive = prior[inside] > 0
        self.margin = margin
        self.up, self.down = inside[positive], inside[~positive]
        self.up_group, self.down_group = margin.group[self.up], margin.group[self.down]
        self.groups = len(margin.target)
        has_up = np.bincount(self.up_group, minlength=self.groups) > 0
        has_down = np.bincount(self.down_group, minlength=self.groups) > 0
        t = margin.target
        self.infeasible = ((t > tolerance) & ~has_up) | ((t < -tolerance) & ~has_down)
        # a target within the tolerance of zero, but of the sign the group lacks, is taken as zero
        self.target = np.where(~has_up, np.minimum(t, 0.0), t)
        self.target = np.where(~has_down, np.maximum(self.target, 0.0), self.target)

    def step(self, x: Floats) -> float:
        """Scale the groups in place; return the largest miss before it."""
        p = _sums(self.up_group, x[self.up], self.groups)
        n = -_sums(self.down_group, x[self.down], self.groups)
        t = self.target
        miss = float(np.abs(np.where(self.infeasible, 0.0, p - n - t)).max(initial=0.0))
        root = np.sqrt(t * t + 4.0 * p * n)
        # the two forms of the root are equal; each is free of cancellation on its side of zero
        rise = np.where(t >= 0, _ratio(t + root, 2 * p), _ratio(2 * n, root - t))
        fall = np.where(t <= 0, _ratio(root - t, 2 * n), _ratio(2 * p, root + t))
        rise[self.infeasible] = fall[self.infeasible] = 1.0
        x[self.up] *= rise[self.up_group]
        x[self.down] *= fall[self.down_group]
        return miss


def _sums(group: Groups, cells: Floats, groups: int) -> Floats:
    # bincount of nothing is of integers, whatever its weights
    return np.bincount(group, cells, minlength=groups).astype(np.float64)


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def balance(
    prior: Floats,
    margins: Sequence[Margin],
    *,
    tolerance: float = 1e-6,
    iterations: int = 2000,
    strict: bool = True,
) -> Balanced:
    """Scale cells so that every group of every margin meets its target.

    A cell that is zero stays zero and no cell changes its sign.

    Parameters
    ----------
    prior
        ``(k,)`` cells.
    margins
        In the order in which they are met; the last one is met exactly.
    tolerance
        Largest miss of a group, in the unit of the cells.
    iterations
        Largest number of cycles.
    strict
        Raise when a group is infeasible or the targets contradict each other; otherwise return the
        nearest state with the misses listed.

    Raises
    ------
    InputError
        If a prior cell or target is not finite, or shapes differ.
    UnbalancedTable
        Naming every infeasible group and every miss, when ``strict``.

    Examples
    --------
    >>> rows = Margin("rows", np.array([0, 0, 1, 1]), np.array([3.0, 7.0]))
    >>> columns = Margin("columns", np.array([0, 1, 0, 1]), np.array([4.0, 6.0]))
    >>> balance(np.ones(4), [rows, columns]).cells.round(2).tolist()
    [1.2, 1.8, 2.8, 4.2]
    """
    _check(prior, margins)
    sides = [_Side(margin, prior, tolerance) for margin in margins]
    x = prior.astype(np.float64, copy=True)
    done, worst = 0, np.inf
    while done < iterations and worst > tolerance:
        worst = max((side.step(x) for side in sides), default=0.0)
        done += 1
    return _report(x, sides, done, tolerance, strict)


def _report(x: Floats, sides: list[_Side], done: int, tolerance: float, strict: bool) -> Balanced:
    infeasible, misses, residual = [], [], {}
    for side in sides:
        margin = side.margin
        gap = margin.sums(x) - margin.target
        for g in np.flatnonzero(side.infeasible):
            what = f"target {margin.target[g]:,.6g}, but no cell of that sign"
            infeasible.append(Problem("infeasible", f"{margin.name} {margin.label(int(g))}", what))
        gap[side.infeasible] = 0.0
        residual[margin.name] = float(np.abs(gap).max(initial=0.0))
        misses += [
            (abs(float(gap[g])), margin, int(g)) for g in np.flatnonzero(abs(gap) > tolerance)
        ]
    misses.sort(key=lambda m: -m[0])
    listed = tuple(
        Problem(
            "unmet", f"{m.name} {m.label(g)}", f"misses its target {m.target[g]:,.6g} by {gap:,.6g}"
        )
        for gap, m, g in misses
    )
    if strict and (infeasible or listed):
        what = f"the targets cannot be met together after {done} cycles"
        raise_all(UnbalancedTable, what, [*infeasible, *listed])
    return Balanced(x, done, not listed, residual, tuple(infeasible), listed)


def _check(prior: Floats, margins: Sequence[Margin]) -> None:
    problems = []
    if not np.isfinite(prior).all():
        problems.append(Problem("unknown_value", "prior", "a cell is not a finite number"))
    for margin in margins:
        if margin.group.shape != prior.shape:
            problems.append(Problem("wrong_shape", margin.name, "not one group per cell"))
        elif margin.group.size and int(margin.group.max()) >= len(margin.target):
            problems.append(Problem("wrong_shape", margin.name, "a group without a target"))
        if not np.isfinite(margin.target).all():
            problems.append(Problem("unknown_value", margin.name, "a target is not finite"))
    raise_all(InputError, "the balancing problem does not hold together", problems)


def balance_matrix(
    prior: Floats,
    rows: Floats,
    columns: Floats,
    *,
    tolerance: float = 1e-9,
    iterations: int = 10_000,
) -> Floats:
    """Return a matrix scaled to row and column sums: RAS, or GRAS where cells are negative.

    Raises
    ------
    UnbalancedTable
        If the sums contradict each other or cannot be reached.

    Examples
    --------
    >>> rows, columns = np.array([3.0, 7.0]), np.array([4.0, 6.0])
    >>> balance_matrix(np.ones((2, 2)), rows, columns).round(2).tolist()
    [[1.2, 1.8], [2.8, 4.2]]
    """
    i, j = np.indices(prior.shape)
    margins = [Margin("row", i.ravel(), rows), Margin("column", j.ravel(), columns)]
    found = balance(prior.ravel(), margins, tolerance=tolerance, iterations=iterations)
    return found.cells.reshape(prior.shape)
