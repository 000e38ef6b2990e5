"""Which input binds: looked up only for activities that are hit for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.ario.stocks.cells import Cells
from mainstay.twin.net import Floats

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Holdings:
    """The cells of one block by holder: ``order[starts[j]:starts[j + 1]]`` are those of ``j``."""

    order: Indices
    starts: Indices

    @classmethod
    def of(cls, cells: Cells, size: int) -> Holdings:
        """Return the holdings of ``size`` activities."""
        buyer = cells.block.buyer
        order = np.argsort(buyer, kind="stable")
        return cls(order, np.searchsorted(buyer[order], np.arange(size + 1)))

    def of_holders(self, holders: Indices) -> tuple[Indices, Indices]:
        """Return the cells of some holders, and for each cell the place of its holder."""
        first, count = self.starts[holders], self.starts[holders + 1] - self.starts[holders]
        owner = np.repeat(np.arange(len(holders)), count)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
        return self.order[first[owner] + within], owner


def binding(
    cells: Sequence[Cells],
    holdings: Sequence[Holdings],
    stocks: Sequence[Floats],
    wanted: Floats,
    *,
    who: Indices,
    scenario: Indices,
) -> NDArray[np.int64]:
    """Return the cell that holds back each of some activities most; -1 where none does.

    Parameters
    ----------
    cells, holdings, stocks
        By block.
    wanted
        ``(n, b)`` output without the shortage, positive for these.
    who, scenario
        ``(k,)`` activities and their scenarios.
    """
    best, found = np.ones(len(who)), np.full(len(who), -1, dtype=np.int64)
    for cell, held, stock in zip(cells, holdings, stocks, strict=True):
        local, owner = held.of_holders(who)
        share = _share(cell, stock, local, scenario[owner], wanted[who, scenario][owner])
        ranked = np.lexsort((share, owner))
        first = np.unique(owner[ranked], return_index=True)[1]
        chosen = ranked[first]
        better = share[chosen] < best[owner[chosen]]
        chosen = chosen[better]
        best[owner[chosen]] = share[chosen]
        found[owner[chosen]] = local[chosen] + (cell.block.cells.start or 0)
    return found


def _share(cell: Cells, stock: Floats, local: Indices, scenario: Indices, wanted: Floats) -> Floats:
    """Return the share of wanted output that each cell allows."""
    need = cell.need[local, scenario if cell.need.shape[1] > 1 else 0]
    covered = np.minimum(stock[local, scenario] * need / wanted, 1.0)
    if cell.essential is not None:
        wide = cell.essential.shape[1] > 1
        return np.asarray(1.0 - cell.essential[local, scenario if wide else 0] * (1.0 - covered))
    return covered if cell.never is None else np.where(cell.never[local, 0], 1.0, covered)
