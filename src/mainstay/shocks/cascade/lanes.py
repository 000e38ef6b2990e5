"""Scenarios through the kernels: each alone while it is small, then eight abreast."""

from __future__ import annotations

import numpy as np
from numba import types

from mainstay.shocks.cascade.kernels import (
    INDEX,
    LAYOUT,
    NOTHING,
    REAL,
    REALS,
    STARTS,
    WHOLE,
    WORK,
    compiled,
    push_down,
    push_up,
    settle_down,
    settle_up,
    sweep_up,
)
from mainstay.shocks.cascade.layout import LANES, Layout, Work
from mainstay.shocks.cascade.prepare import Starts
from mainstay.twin.firm_nets.firm_net import Index
from mainstay.twin.net import Floats

#: Columns of what a scenario leaves.
TOTAL, DOWN, UP, SWEEPS, RESIDUAL, VISITS = range(6)

_ROWS = types.float64[:, ::1]


@compiled(WHOLE(LAYOUT, WORK, WHOLE, INDEX, REALS))
def _begin(lay: Layout, work: Work, b: int, firm: Index, share: Floats) -> int:
    """Put a shock into lane ``b``; return the links upstream to come."""
    to_come = 0
    for a in range(len(firm)):
        i = firm[a]
        work.down[b, i] = share[a]
        work.active[b, a] = i
        work.psi[i] = share[a]
        work.touched[a] = i
        work.front[a] = i
        work.step[a] = share[a]
        to_come += lay.buy_start[i + 1] - lay.buy_start[i]
    work.actives[b] = len(firm)
    settle_down(lay, work, b)
    return to_come


@compiled(NOTHING(LAYOUT, WORK, WHOLE, WHOLE, REALS))
def _finish(lay: Layout, work: Work, b: int, flip: int, row: Floats) -> None:
    """Add what lane ``b`` lost downstream to its row, and clear it there.

    ``row[UP]`` holds the part upstream already; where a firm lost more downstream, the rest is
    added. Losses upstream are in the lane's column of side ``flip``, or in ``raw`` if that is -1.
    """
    down = more = 0.0
    for a in range(work.actives[b]):
        i = work.active[b, a]
        up = min(1.0, max(work.psi[i], work.raw[i]))
        if flip >= 0:
            up = work.lanes[flip, np.int64(i) * LANES + b]
        loss = work.down[b, i]
        down += lay.weight[i] * loss
        more += lay.weight[i] * max(0.0, loss - up)
        work.down[b, i] = work.before[b, i] = work.passed[b, i] = 0.0
        work.alive[b, lay.market[i]] = 1.0
        work.stale[b, lay.market[i]] = 0
        for s in range(lay.slot_first[i], lay.slot_first[i + 1]):
            work.slot[b, s] = 0.0
    work.actives[b] = 0
    row[DOWN] = down
    row[TOTAL] = row[UP] + more


@compiled(REAL(LAYOUT, WORK, WHOLE))
def _sum_up(lay: Layout, work: Work, touched: int) -> float:
    sums = 0.0
    for a in range(touched):
        i = work.touched[a]
        sums += lay.weight[i] * min(1.0, max(work.psi[i], work.raw[i]))
    return sums


@compiled(NOTHING(LAYOUT, WORK, WHOLE, WHOLE, WHOLE))
def _clear_up(lay: Layout, work: Work, touched: int, b: int, flip: int) -> None:
    """Clear what a scenario left upstream, after moving it to lane ``b`` if ``flip`` is a side."""
    if flip >= 0:
        lanes = work.lanes[flip]
        for i in range(len(lay.size)):
            lanes[i * LANES + b] = 0.0
        for a in range(touched):
            i = work.touched[a]
            lanes[np.int64(i) * LANES + b] = min(1.0, max(work.psi[i], work.raw[i]))
    for a in range(touched):
        i = work.touched[a]
        work.raw[i] = work.psi[i] = 0.0


@compiled(types.boolean(LAYOUT, WORK, WHOLE, INDEX, REALS, WHOLE, WHOLE, REAL,
                                            WHOLE, REALS))  # fmt: skip
def _alone(
    lay: Layout, work: Work, b: int, firm: Index, share: Floats, flip: int, limit: int,
    tolerance: float, most: int, row: Floats,
) -> bool:  # fmt: skip
    """Run one scenario by pushing; tell whether it ended, else it is left in lane ``b``."""
    to_come = _begin(lay, work, b, firm, share)
    fronts = touched = len(firm)
    sweeps, visits, residual = 0, 0, np.inf
    while residual > tolerance and sweeps < most and to_come <= limit:
        visits += push_down(lay, work, b)
        residual = settle_down(lay, work, b)
        count, up = push_up(lay, work, fronts)
        fronts, touched, to_come, rise = settle_up(lay, work, count, touched)
        residual = max(residual, rise)
        visits += up
        sweeps += 1
    row[SWEEPS], row[RESIDUAL], row[VISITS] = sweeps, residual, visits
    if residual > tolerance and sweeps < most:
        _clear_up(lay, work, touched, b, flip)
        return False
    row[UP] = _sum_up(lay, work, touched)
    _finish(lay, work, b, -1, row)
    _clear_up(lay, work, touched, b, -1)
    return True


@compiled(NOTHING(LAYOUT, WORK, WHOLE, WHOLE, INDEX, REALS))
def _pin(lay: Layout, work: Work, b: int, flip: int, firm: Index, share: Floats) -> None:
    """Keep what was lost from the start lost in lane ``b``."""
    for a in range(len(firm)):
        at = np.int64(firm[a]) * LANES + b
        if work.lanes[flip, at] < share[a]:
            work.lane_sum[b] += lay.weight[firm[a]] * (share[a] - work.lanes[flip, at])
            work.lanes[flip, at] = share[a]


@compiled(WHOLE(LAYOUT, WORK, STARTS, WHOLE, STARTS, INDEX, REALS, REAL, WHOLE, _ROWS))
def _abreast(
    lay: Layout, work: Work, holds: Starts, flip: int, start: Starts, firm: Index,
    share: Floats, tolerance: float, most: int, rows: Floats,
) -> int:  # fmt: skip
    """Do one sweep in all lanes from side ``flip``; return how many ended."""
    ended, links = 0, len(lay.sale_buyer)
    sweep_up(lay, work.lanes[flip], work.lanes[1 - flip], work.lane_sum, work.lane_rise)
    for b in range(LANES):
        q = holds[b]
        if q < 0:
            continue
        row, part = rows[q], slice(start[q], start[q + 1])
        _pin(lay, work, b, 1 - flip, firm[part], share[part])
        row[VISITS] += push_down(lay, work, b) + links
        row[RESIDUAL] = max(settle_down(lay, work, b), work.lane_rise[b])
        row[SWEEPS] += 1
        if row[RESIDUAL] <= tolerance or row[SWEEPS] >= most:
            row[UP] = work.lane_sum[b]
            _finish(lay, work, b, 1 - flip, row)
            holds[b] = -1
            ended += 1
    return ended


@compiled(NOTHING(LAYOUT, WORK, STARTS, INDEX, REALS, WHOLE, REAL, WHOLE, _ROWS))
def run_scenarios(
    lay: Layout, work: Work, start: Starts, firm: Index, share: Floats, limit: int,
    tolerance: float, most: int, rows: Floats,
) -> None:  # fmt: skip
    """Run scenarios ``start`` of renumbered ``firm``; each leaves a row of six numbers.

    Parameters
    ----------
    lay, work
        What is read and what is written.
    start, firm, share
        The shocks.
    limit
        Links upstream to visit in the next sweep above which a scenario goes to a lane.
    tolerance, most
        When to stop.
    rows
        ``(b, 6)`` results.
    """
    holds = np.full(LANES, -1, dtype=np.int64)
    used, flip, free = 0, 0, 0
    for q in range(len(start) - 1):
        part = slice(start[q], start[q + 1])
        while holds[free] >= 0:
            free += 1
        ended = _alone(lay, work, free, firm[part], share[part], flip, limit, tolerance, most,
                       rows[q])  # fmt: skip
        if not ended:
            holds[free] = q
            used += 1
        while used == LANES:
            used -= _abreast(lay, work, holds, flip, start, firm, share, tolerance, most, rows)
            flip, free = 1 - flip, 0
    while used > 0:
        used -= _abreast(lay, work, holds, flip, start, firm, share, tolerance, most, rows)
        flip = 1 - flip
