"""Supply and demand of every pool of a net, balanced at rest and with no negative number.

A net holds negative cells that are no mistake: used goods that households sell, stocks drawn down,
corrections of the accounts. In a model of orders a negative demand has no meaning, so it is turned
round and kept:

* negative final use is **supply** of that pool by a maker of its own, ``drawn@pool``, which has no
  inputs and no value added;
* negative make is **use**, by the sink ``other``;
* what is made and used by nobody in the net (the residual, trade to elsewhere) is use by the sink
  ``other``; where more is used than made, ``drawn`` supplies the rest.

Both sides of a pool grow by the same amount, so that it stays balanced and nothing is clipped. The
output of an activity is what is asked of it at rest; it differs from what the net states by the
rounding of its balance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mainstay.errors import InputError, Problem, UnknownValue, raise_all
from mainstay.twin.coefficients import Indices
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net

#: Sink of what is neither final use nor input in the net.
OTHER = "other"

#: Difference of a pool's two sides, over what is made, that is rounding.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Balanced:
    """A net's pools of money with positive supply and demand.

    Parameters
    ----------
    pools
        ``(p,)`` positions in the net.
    activities
        ``(a,)`` positions in the net of activities with whole accounts and output.
    make
        ``(a, p)`` what they make.
    outside, into, delivered
        ``(o,)`` maker without accounts, its pool (index into ``pools``) and what it delivers.
    drawn
        ``(p,)`` what comes out of stocks and used goods.
    use
        ``(p, a)``.
    final
        ``(p, 8)`` by account, then ``other``.
    notes
        What was turned round, in words and dollars.
    """

    pools: Indices
    activities: Indices
    make: sparse.csr_array
    outside: Indices
    into: Indices
    delivered: Floats
    drawn: Floats
    use: sparse.csr_array
    final: Floats
    notes: tuple[str, ...]


def balanced(net: Net) -> Balanced:
    """Return the pools of a net with positive supply and demand on both sides.

    Raises
    ------
    UnknownValue
        If a flow or a value added is unknown, naming every node.
    InputError
        If an input is negative: an activity that gives back what it uses has no recipe.
    """
    _check(net)
    made = net.made_usd
    pools = np.flatnonzero((made != 0) | (net.used_usd != 0) | (net.final != 0).any(axis=1))
    made_by = np.asarray(net.make.sum(axis=1)).ravel()
    activities = np.flatnonzero(net.full & (made_by > 0))
    use = sparse.csr_array(net.use)[pools][:, activities]
    final = net.final[pools]
    rest = made[pools] - np.asarray(use.sum(axis=1)).ravel() - final.sum(axis=1)
    rest[np.abs(rest) <= ROUNDING * np.abs(made[pools])] = 0.0
    cells = net.make.tocoo()
    place = np.full(len(net.pools), -1)
    place[pools] = np.arange(len(pools))
    negative = cells.data < 0
    taken = np.bincount(place[cells.col[negative]], -cells.data[negative], len(pools))
    sinks = np.column_stack([np.maximum(final, 0.0), np.maximum(rest, 0.0) + taken])
    drawn = np.maximum(-final, 0.0).sum(axis=1) + np.maximum(-rest, 0.0)
    full = np.isin(cells.row, activities)
    outer = ~full & (cells.data > 0)
    inner = full & (cells.data > 0)
    row = np.searchsorted(activities, cells.row[inner])
    return Balanced(
        pools=pools,
        activities=activities,
        make=sparse.csr_array(
            (cells.data[inner], (row, place[cells.col[inner]])),
            shape=(len(activities), len(pools)),
        ),
        outside=cells.row[outer].astype(np.intp),
        into=place[cells.col[outer]],
        delivered=cells.data[outer].astype(np.float64),
        drawn=drawn,
        use=use,
        final=sinks,
        notes=_notes(final, rest, cells.data[negative]),
    )


def _check(net: Net) -> None:
    activities, pools = net.activities.id, net.pools.id
    problems = [
        Problem("unknown_value", f"make {activities[i]} {pools[j]}", "no value", "fill it")
        for i, j, value in _entries(net.make)
        if not np.isfinite(value)
    ]
    problems += [
        Problem("unknown_value", f"use {pools[j]} {activities[i]}", "no value", "fill it")
        for j, i, value in _entries(net.use)
        if not np.isfinite(value)
    ]
    problems += [
        Problem("unknown_value", f"final use of {pools[j]}", "no value", "fill it")
        for j in np.flatnonzero(~np.isfinite(net.final).all(axis=1))
    ]
    problems += [
        Problem("unknown_value", activities[i], "no value added", "fill it, or leave the node out")
        for i in np.flatnonzero(net.full & ~np.isfinite(net.activities.value_added_usd))
    ]  # fmt: skip
    raise_all(UnknownValue, "the net has unknown values", problems)
    raise_all(InputError, "inputs below zero have no meaning here", [
        Problem("negative_input", f"use {pools[j]} {activities[i]}", f"{value:.6g}",
                "split the cell, or count what is given back as made")
        for j, i, value in _entries(net.use) if value < 0
    ])  # fmt: skip


def _entries(matrix: sparse.csr_array) -> list[tuple[int, int, float]]:
    """Return the entries of a matrix that are unknown or below zero."""
    cells = matrix.tocoo()
    odd = np.flatnonzero(~(cells.data >= 0))
    return [(int(cells.row[k]), int(cells.col[k]), float(cells.data[k])) for k in odd]


def _notes(final: Floats, rest: Floats, negative: Floats) -> tuple[str, ...]:
    found = []
    below = final < 0
    if below.any():
        count = int(below.any(axis=0).sum())
        found.append(
            f"{int(below.sum())} negative cells of final use in {count} of {len(FINAL_ACCOUNTS)} "
            f"accounts ({-final[below].sum() / 1e9:.1f} billion USD: used goods sold, stocks drawn "
            "down, corrections) are supply from outside of production, not demand"
        )
    if len(negative):
        found.append(
            f"{len(negative)} negative cells of make ({-negative.sum() / 1e9:.3f} billion USD) are "
            "use by others"
        )
    for side, words in (
        (rest > 0, "that nobody in the net uses: kept as other use"),
        (rest < 0, "more is used than made: the rest is supply from outside of production"),
    ):
        if side.any():
            money = np.abs(rest[side]).sum() / 1e9
            found.append(f"in {int(side.sum())} pools {money:.1f} billion USD {words}")
    return tuple(found)
