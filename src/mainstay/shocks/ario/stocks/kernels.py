"""Compiled twins of :func:`mainstay.shocks.ario.stocks.restock.restock`: one pass over the cells.

Without fast mathematics and with the operations in the same order, so that a run gives the same
numbers with and without Numba.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types as numba_types

from mainstay.shocks.ario.links.contract import Index
from mainstay.shocks.ario.stocks.cells import Cells
from mainstay.shocks.ario.stocks.restock import Goods
from mainstay.shocks.compiling import compiled
from mainstay.twin.net import Floats

types: Any = numba_types
#: Arrays that are changed, and arrays that are read.
_OWN = types.float64[:, ::1]
_ROWS = types.Array(types.float64, 2, "C", readonly=True)
_ROW = types.Array(types.float64, 1, "C", readonly=True)
_INDEX = types.Array(types.int32, 1, "C", readonly=True)
_FLAG = types.boolean

#: Columns of a wider array: what was gathered with two weights at once.
_OWN_COLUMNS = types.Array(types.float64, 2, "A")
_COLUMNS = types.Array(types.float64, 2, "A", readonly=True)


@compiled(types.void(
    _OWN, _ROWS, _OWN, _OWN, _ROWS, _ROWS, _OWN, _ROW, _ROW, _ROWS, _ROW, _ROWS, _ROW, _ROWS,
    _FLAG, _FLAG,
))  # fmt: skip
def _rows(  # noqa: PLR0917 - a kernel takes arrays by position
    arrived: Floats, divisor: Floats, stock: Floats, factor: Floats, made: Floats, target: Floats,
    limit: Floats, use: Floats, cover: Floats, need: Floats, bars: Floats, closing: Floats,
    floor: Floats, placed: Floats, scaled: bool, may_run_out: bool,
) -> None:  # fmt: skip
    """Scenario by scenario, every buyer with one cell.

    Loops are short on purpose: with many arrays in one, the compiler cannot rule out that they
    overlap, and works on one number at a time.
    """
    for s in range(stock.shape[0]):
        wanted, share = need[s % need.shape[0]], closing[s % closing.shape[0]]
        by = divisor[s % divisor.shape[0]]
        came, held, order = arrived[s], stock[s], factor[s]
        out, aim, top = made[s], target[s], limit[s]
        if not scaled:
            for c in range(came.shape[0]):
                came[c] = came[c] * order[c]
        for c in range(came.shape[0]):
            order[c] = use[c] * out[c]
        for c in range(came.shape[0]):
            held[c] = held[c] + came[c] - order[c]
        for c in range(came.shape[0]):
            allowed = held[c] * wanted[c] + bars[c]
            top[c] = allowed if allowed < top[c] else top[c]
        if may_run_out:
            for c in range(came.shape[0]):
                held[c] = held[c] if held[c] > 0.0 else 0.0
        for c in range(came.shape[0]):
            gap = cover[c] * aim[c] - held[c]
            order[c] = order[c] + (gap if gap > 0.0 else 0.0) * share[c]
        if placed.shape[0] > 0:
            for c in range(came.shape[0]):
                order[c] = order[c] * placed[s, c]
        for c in range(came.shape[0]):
            order[c] = order[c] / (by[c] if by[c] > floor[c] else floor[c])


@compiled(types.void(
    _OWN_COLUMNS, _COLUMNS, _OWN, _OWN, _ROWS, _ROWS, _OWN, _INDEX, *[_ROWS] * 7, _FLAG, _FLAG,
))  # fmt: skip
def _cells(  # noqa: PLR0917 - a kernel takes arrays by position
    arrived: Floats, divisor: Floats, stock: Floats, factor: Floats, made: Floats, target: Floats,
    limit: Floats, buyer: Index, use: Floats, cover: Floats, need: Floats, bars: Floats,
    closing: Floats, floor: Floats, placed: Floats, scaled: bool, may_run_out: bool,
) -> None:  # fmt: skip
    """Cell by cell, all scenarios of each."""
    least = 0.0 if may_run_out else -np.inf
    batch, rows = stock.shape[1], 1 if closing.shape[0] > 1 else 0
    own_need, own_closing = 1 if need.shape[1] > 1 else 0, 1 if closing.shape[1] > 1 else 0
    own_divisor = 1 if divisor.shape[1] > 1 else 0
    for c in range(stock.shape[0]):
        j = buyer[c]
        for s in range(batch):
            if not scaled:
                arrived[c, s] = arrived[c, s] * factor[c, s]
            used = use[c, 0] * made[j, s]
            left = stock[c, s] + arrived[c, s] - used
            limit[j, s] = min(limit[j, s], left * need[c, s * own_need] + bars[c, 0])
            left = max(left, least)
            stock[c, s] = left
            gap = max(cover[c, 0] * target[j, s] - left, 0.0)
            order = used + gap * closing[c * rows, s * own_closing]
            if placed.shape[0] > 0:
                order = order * placed[c, s]
            factor[c, s] = order / max(divisor[c, s * own_divisor], floor[c, 0])


def by_scenario(cell: Cells, goods: Goods, scaled: bool) -> None:
    """Restock cells that are stored scenario by scenario, one for every buyer."""
    arrived, divisor, stock, factor, made, target, limit, placed = goods
    _rows(
        arrived.T, divisor.T, stock.T, factor.T, made.T, target.T, limit.T, cell.use[:, 0],
        cell.cover[:, 0], cell.need.T, cell.bars[:, 0], cell.closing_rows, cell.floor[:, 0],
        _NOTHING if placed is None else np.ascontiguousarray(placed.T), scaled, cell.may_run_out,
    )  # fmt: skip


def by_cell(cell: Cells, goods: Goods, scaled: bool) -> None:
    """Restock cells that are stored one after the other."""
    arrived, divisor, stock, factor, made, target, limit, placed = goods
    _cells(
        arrived, divisor, stock, factor, made, target,
        limit, cell.block.buyer, cell.use, cell.cover, cell.need, cell.bars, cell.closing,
        cell.floor, _NOTHING if placed is None else np.ascontiguousarray(placed), scaled,
        cell.may_run_out,
    )  # fmt: skip


_NOTHING = np.zeros((0, 0))
