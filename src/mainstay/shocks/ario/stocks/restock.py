"""What a cell does with what arrives: use, stock, what it allows, the next order. In NumPy.

The compiled twin in :mod:`mainstay.shocks.ario.stocks.kernels` does the same arithmetic in the
same order in one pass instead of a dozen, so that both give the same numbers to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mainstay.shocks.ario.stocks.cells import Cells
from mainstay.twin.net import Floats


class Goods(NamedTuple):
    """Arrays of one block in one step; ``(cells, b)`` but for those by activity ``(n, b)``.

    Parameters
    ----------
    arrived
        What arrives, per ``factor`` if that is still to be multiplied; what arrived afterwards.
    divisor
        Weighted flow by which orders are divided; a column where shares are fixed.
    stock, factor
        State of the cells; both are changed.
    made, target
        By activity: output, and output that stocks are kept for.
    limit
        By activity: output that stocks allow; lowered, unless inputs are graded.
    placed
        Share of the order that can be placed, or ``None`` for all.
    """

    arrived: Floats
    divisor: Floats
    stock: Floats
    factor: Floats
    made: Floats
    target: Floats
    limit: Floats
    placed: Floats | None


#: Changes stock, factor and limit; ``scaled`` tells that ``arrived`` is goods already.
Restock = Callable[[Cells, Goods, bool], None]


def restock(cell: Cells, goods: Goods, scaled: bool) -> None:
    """Take what arrives into stock, use it, and leave the next order over its divisor in factor."""
    arrived, divisor, stock, order, made, target, limit, placed = goods
    if not scaled:
        np.multiply(arrived, order, out=arrived)
    np.multiply(cell.use, cell.block.of_buyer(made), out=order)
    np.add(stock, arrived, out=stock)
    np.subtract(stock, order, out=stock)
    if cell.essential is None:
        lower(cell, stock, limit)
    if cell.may_run_out:
        np.maximum(stock, 0.0, out=stock)
    gap = cell.cover * cell.block.of_buyer(target)
    gap -= stock
    np.maximum(gap, 0.0, out=gap)
    gap *= cell.closing
    np.add(order, gap, out=order)
    if placed is not None:
        np.multiply(order, placed, out=order)
    np.divide(order, np.maximum(divisor, cell.floor), out=order)


def lower(cell: Cells, stock: Floats, limit: Floats) -> None:
    """Lower ``limit (n, b)`` to the output that the stock of every cell allows."""
    allowed = stock * cell.need
    if cell.never is not None:
        np.copyto(allowed, np.inf, where=cell.never)
    cell.block.least(allowed, limit)
