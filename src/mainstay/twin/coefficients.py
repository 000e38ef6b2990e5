"""Coefficients of a net: what each dollar of output uses, who makes what each pool holds.

::

    x  output of the n full activities     q  what is made into the m pools
    B  (m, n) use per dollar of output     D  (n, m) shares of the makers in each pool

Every maker meets a pool's demand in proportion to its share: the industry-technology assumption
(Miller & Blair, Input-Output Analysis, ch. 5; assumed: not opened).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.errors import Problem, UnknownValue, raise_all
from mainstay.twin.net import Floats, Net

Indices = NDArray[np.intp]

#: Region of what nobody in the net is known to make.
UNALLOCATED = "unallocated"

#: Largest relative difference between what an activity makes and its stated output without a note.
OUTPUT_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Coefficients:
    """Coefficients of a net with ``n`` full activities and ``m`` pools.

    Parameters
    ----------
    net
        The net it was derived from.
    activity
        ``(n,)`` position in the net of each full activity with output.
    output_usd
        ``(n,)`` output.
    use_coefficients
        ``(m, n)`` dollars used from each pool per dollar of output, imports included.
    market_shares
        ``(n, m)`` share of each maker in what is made into each pool; a column sums to one less
        what activities without accounts make.
    value_added_ratio, compensation_ratio
        ``(n,)`` per dollar of output; the second is NaN where unknown.
    leak
        ``(r, m)`` share of each pool that is made outside of the full activities, by region.
    regions
        Names of the ``r`` regions; the last is :data:`UNALLOCATED`.
    other
        ``(m,)`` dollars of demand that is neither final use nor input of an activity here: the
        stored residual, use by activities without accounts, trade to other pools.
    notes
        What was set aside, and why.
    """

    net: Net
    activity: Indices
    output_usd: Floats
    use_coefficients: sparse.csr_array
    market_shares: sparse.csr_array
    value_added_ratio: Floats
    compensation_ratio: Floats
    leak: sparse.csr_array
    regions: tuple[str, ...]
    other: Floats
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of activities in the system."""
        return len(self.activity)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of the activities in the system."""
        return tuple(self.net.activities.id[i] for i in self.activity)

    @cached_property
    def place(self) -> dict[str, int]:
        """Position in the system of each activity, by id."""
        return {key: i for i, key in enumerate(self.ids)}

    @property
    def knows_compensation(self) -> bool:
        """Whether the labor compensation of every activity is known."""
        return bool(np.isfinite(self.compensation_ratio).all())

    def require_compensation(self) -> None:
        """Raise if the labor compensation of an activity is unknown.

        Raises
        ------
        UnknownValue
            Naming them.
        """
        unknown = np.flatnonzero(~np.isfinite(self.compensation_ratio))
        raise_all(UnknownValue, "labor compensation is unknown",
                  [_unknown(self.ids[i], "labor compensation") for i in unknown])  # fmt: skip


def coefficients(net: Net) -> Coefficients:
    """Derive the coefficients of a net's full activities.

    Activities without output are left out and noted: their inputs, like all other demand that no
    coefficient explains, stay in ``other``, so that ``q = B x + f + other`` holds as it stands.

    Raises
    ------
    UnknownValue
        If a flow, an output or a value added that the system needs is unknown, naming every node.
    """
    raise_all(UnknownValue, "the net has unknown values", _unknowns(net))
    made_by = np.asarray(net.make.sum(axis=1), dtype=np.float64).ravel()
    activity = np.flatnonzero(net.full & (made_by != 0))
    output = made_by[activity]
    made = net.made_usd
    per_pool = np.divide(1.0, made, out=np.zeros_like(made), where=made != 0)
    shares = sparse.csr_array(net.make @ sparse.diags_array(per_pool))
    use = sparse.csr_array(net.use)[:, activity]
    explained = np.asarray(use.sum(axis=1)).ravel() + net.final.sum(axis=1)
    outside = np.flatnonzero(~net.full)
    regions, leak = _leak(net, shares, outside, made)
    return Coefficients(
        net=net,
        activity=activity,
        output_usd=output,
        use_coefficients=in_order(sparse.csr_array(use @ sparse.diags_array(1.0 / output))),
        market_shares=in_order(shares[activity]),
        value_added_ratio=net.activities.value_added_usd[activity] / output,
        compensation_ratio=net.activities.compensation_usd[activity] / output,
        leak=in_order(leak),
        regions=regions,
        other=np.where(made != 0, made - explained, 0.0),
        notes=_notes(net, made_by, made),
    )


def in_order(matrix: sparse.csr_array) -> sparse.csr_array:
    """Return a matrix whose rows are in the order of their columns.

    SciPy sorts a row in place when an operation needs it, and a sum depends on the order of its
    terms: without this an answer's last digits would hang on what was asked before.
    """
    matrix.sum_duplicates()
    return matrix


def _unknown(where: str, what: str) -> Problem:
    return Problem("unknown_value", where, f"no {what}", "fill it, or leave the node out")


def _unknowns(net: Net) -> list[Problem]:
    """Return one problem for each node with an unknown flow or value added."""
    activities, pools = net.activities.id, net.pools.id
    found: list[Problem] = []
    for name, matrix, rows, columns in (
        ("make", net.make, activities, pools), ("use", net.use, pools, activities),
    ):  # fmt: skip
        cells = matrix.tocoo()
        found += [
            _unknown(f"{name} {rows[cells.row[k]]} {columns[cells.col[k]]}", "value")
            for k in np.flatnonzero(~np.isfinite(cells.data))
        ]
    no_final = np.flatnonzero(~np.isfinite(net.final).all(axis=1))
    found += [_unknown(f"final use of {pools[j]}", "value") for j in no_final]
    no_value = np.flatnonzero(net.full & ~np.isfinite(net.activities.value_added_usd))
    return found + [_unknown(activities[i], "value added") for i in no_value]


def _leak(
    net: Net, shares: sparse.csr_array, outside: Indices, made: Floats
) -> tuple[tuple[str, ...], sparse.csr_array]:
    """Return the regions outside, and the share of each pool that comes from them."""
    names = [net.activities.region[i] for i in outside]
    regions = (*dict.fromkeys(n for n in names if n != UNALLOCATED), UNALLOCATED)
    place = {name: k for k, name in enumerate(regions)}
    rows = np.array([place[n] for n in names], dtype=np.intp)
    gather = sparse.csr_array(
        (np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(len(regions), len(rows))
    )
    nobody = np.flatnonzero(made == 0)
    unmade = sparse.csr_array(
        (np.ones(len(nobody)), (np.full(len(nobody), len(regions) - 1), nobody)),
        shape=(len(regions), len(made)),
    )
    return regions, sparse.csr_array(gather @ shares[outside] + unmade)


def _notes(net: Net, made_by: Floats, made: Floats) -> tuple[str, ...]:
    found = []
    idle = [net.activities.id[i] for i in np.flatnonzero(net.full & (made_by == 0))]
    if idle:
        found.append(f"without output, left out: {', '.join(idle)}")
    demanded = net.used_usd + net.final.sum(axis=1)
    unmade = [net.pools.id[j] for j in np.flatnonzero((made == 0) & (demanded != 0))]
    if unmade:
        found.append(f"used though nobody makes it, counted as {UNALLOCATED}: {', '.join(unmade)}")
    stated = net.activities.output_usd
    gap = np.abs(made_by - stated) > OUTPUT_TOLERANCE * np.abs(stated)
    found += [
        f"{net.activities.id[i]} makes {made_by[i]:.6g} USD, states {stated[i]:.6g}"
        for i in np.flatnonzero(net.full & gap)
    ]
    return tuple(found)
