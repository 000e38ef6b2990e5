"""Split one activity's row of make and column of use among its children and what remains.

::

    X  output of the parent        O_i  output of child i       s_i = O_i / X
    V  its make, by pool           T    what children state of a cell

Of a use cell, what no child states is shared by those that state nothing, the residual included, in
proportion to their output: a child of which only the sales are known has its parent's inputs. Of
make, every child's row must also add up to its output, so the unstated cells are fitted to both
margins by iterative proportional fitting, which starts from, and where nothing is stated stays at,
the parent's proportions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.twin.carving.allocation import Allocation
from mainstay.twin.carving.room import ROUNDING, fit, rounded
from mainstay.twin.net import Floats, Net

#: Claims may exceed a margin by this part of it before they count as an excess.
SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class Cells:
    """A parent's row or column, and what its ``k`` children state of it.

    Parameters
    ----------
    pool
        ``(a,)`` positions of its pools.
    usd
        ``(a,)`` the parent's dollars.
    stated
        ``(k, a)`` dollars stated by each child; NaN where it says nothing.
    """

    pool: NDArray[np.intp]
    usd: Floats
    stated: Floats

    @property
    def claimed(self) -> Floats:
        """``(a,)`` what the children state together."""
        return np.asarray(np.nansum(self.stated, axis=0), dtype=np.float64)

    @property
    def unstated(self) -> NDArray[np.bool_]:
        """``(k, a)`` where a child says nothing."""
        return np.isnan(self.stated)


@dataclass(frozen=True, eq=False)
class Parts:
    """One parent and the claims of its ``k`` children, in dollars of the net.

    Parameters
    ----------
    parent
        Its position in the net.
    claims
        The children's allocations.
    total
        Output of the parent; NaN if unknown.
    output
        ``(k,)`` of the children.
    share
        ``(k,)`` of the parent's output.
    """

    parent: int
    claims: tuple[Allocation, ...]
    total: float
    output: Floats
    share: Floats
    make: Cells
    use: Cells

    @property
    def rest(self) -> float:
        """Share of the parent's output that no child has."""
        left = 1.0 - float(self.share.sum())
        return 0.0 if abs(left) < ROUNDING else left


def parts_of(net: Net, parent: int, claims: tuple[Allocation, ...]) -> Parts:
    """Gather one parent's cells and what its children state of them."""
    row = net.make[[parent], :].tocoo()
    column = net.use[:, [parent]].tocoo()
    make = _cells(net, row.col.astype(np.intp), row.data, [c.make_usd for c in claims])
    use = _cells(net, column.row.astype(np.intp), column.data, [c.use_usd for c in claims])
    total = float(make.usd.sum()) if np.any(make.usd != 0) else np.nan
    if not np.isfinite(total):
        total = float(net.activities.output_usd[parent])
    output = np.array([_output(c, total) for c in claims])
    share = np.array([_share(c, usd, total) for c, usd in zip(claims, output, strict=True)])
    return Parts(parent, claims, total, output, share, make, use)


def split_use(parts: Parts) -> Floats:
    """Return ``(k + 1, b)`` dollars used by each child and, last, the residual."""
    cells = parts.use
    weight = np.r_[parts.share, parts.rest][:, None] * np.r_[cells.unstated, _row_of_true(cells)]
    left = cells.usd - cells.claimed
    total = weight.sum(axis=0)
    alone = total <= ROUNDING
    weight[-1, alone], total[alone] = 1.0, 1.0
    inferred = weight / total * rounded(left, cells.usd)
    stated = np.vstack([np.nan_to_num(cells.stated), np.zeros_like(cells.usd)])
    return np.asarray(inferred + stated, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Placing:
    """What is left to place of a parent's make once the stated and the negative cells are out.

    Parameters
    ----------
    fixed
        ``(k + 1, a)`` dollars that are settled; the last row is the residual's.
    seed
        ``(k + 1, a)`` the parent's proportions in the open cells.
    row
        ``(k + 1,)`` dollars each has still to place; negative if a child states too much.
    column
        ``(a,)`` dollars still open in each pool, not negative.
    """

    fixed: Floats
    seed: Floats
    row: Floats
    column: Floats


def to_place(parts: Parts) -> Placing:
    """Return what is left to place of a parent's make."""
    cells = parts.make
    share = np.r_[parts.share, parts.rest][:, None]
    stated = np.vstack([np.nan_to_num(cells.stated), np.zeros_like(cells.usd)])
    free = np.r_[cells.unstated, _row_of_true(cells)]
    below = np.where(free & (cells.usd < 0.0), share * cells.usd, 0.0)
    seed = np.where(free, share * np.maximum(cells.usd, 0.0), 0.0)
    column = rounded(np.maximum(cells.usd, 0.0) - cells.claimed, cells.usd)
    row = np.r_[parts.output, parts.total - parts.output.sum()]
    row = rounded(row - stated.sum(axis=1) - below.sum(axis=1), parts.total)
    return Placing(stated + below, seed, row, np.maximum(column, 0.0))


def split_make(parts: Parts) -> Floats | None:
    """Return ``(k + 1, a)`` dollars made by each child and, last, the residual.

    ``None`` if no way of filling the unstated cells meets both margins.
    """
    if parts.make.unstated.all():
        share = np.r_[parts.share, parts.rest]
        return np.asarray(share[:, None] * parts.make.usd, dtype=np.float64)
    placing = to_place(parts)
    fitted = fit(placing.seed, placing.row, placing.column)
    return None if fitted is None else np.asarray(fitted + placing.fixed, dtype=np.float64)


def _output(claim: Allocation, total: float) -> float:
    if claim.share is not None:
        return claim.share * total
    if claim.output_usd is not None:
        return claim.output_usd
    return float(sum(claim.make_usd.values()))


def _share(claim: Allocation, output: float, total: float) -> float:
    if claim.share is not None:
        return claim.share
    return float(output / total) if total else np.nan


def _cells(
    net: Net, pools: NDArray[np.intp], usd: Floats, stated: list[Mapping[str, float]]
) -> Cells:
    known = dict(zip(pools.tolist(), usd.tolist(), strict=True))
    rows = [{net.pool_index[pool]: value for pool, value in given.items()} for given in stated]
    wanted = sorted({*known, *(j for row in rows for j in row)})
    table = np.array([[row.get(j, np.nan) for j in wanted] for row in rows], dtype=np.float64)
    return Cells(
        np.array(wanted, dtype=np.intp),
        np.array([known.get(j, 0.0) for j in wanted], dtype=np.float64),
        table.reshape(len(rows), len(wanted)),
    )


def _row_of_true(cells: Cells) -> NDArray[np.bool_]:
    return np.ones((1, len(cells.usd)), dtype=bool)
