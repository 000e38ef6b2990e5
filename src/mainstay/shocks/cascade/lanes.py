"""Scenarios through the kernels: each alone while it is small, then eight abreast."""

from __future__ import annotations

import numpy as np

from mainstay.shocks.cascade.kernels import (
    INDEX,
    LAYOUT,
    NOTHING,
    PLAN,
    REAL,
    REALS,
    WHOLE,
    WORK,
    compiled,
    push_down,
    push_up,
    settle_down,
    settle_up,
    sweep_up,
    types,
)
from mainstay.shocks.cascade.layout import (
    DOWN,
    LANES,
    RESIDUAL,
    SWEEPS,
    TOTAL,
    UP,
    VISITS,
    Layout,
    Plan,
    Work,
)
from mainstay.twin.firm_nets.firm_net import Index
from mainstay.twin.net import Floats


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


@compiled(types.boolean(LAYOUT, WORK, PLAN, WHOLE, WHOLE))
def _alone(lay: Layout, work: Work, plan: Plan, q: int, b: int) -> bool:
    """Run scenario ``q`` by pushing; tell whether it ended, else it is left in lane ``b``."""
    part = slice(plan.start[q], plan.start[q + 1])
    row, fronts = plan.rows[q], plan.start[q + 1] - plan.start[q]
    to_come = _begin(lay, work, b, plan.firm[part], plan.share[part])
    sweeps, visits, touched, residual = 0, 0, fronts, np.inf
    while residual > plan.tolerance and sweeps < plan.most and to_come <= plan.limit:
        visits += push_down(lay, work, b)
        residual = settle_down(lay, work, b)
        count, up = push_up(lay, work, fronts)
        fronts, touched, to_come, rise = settle_up(lay, work, count, touched)
        residual = max(residual, rise)
        visits += up
        sweeps += 1
    row[SWEEPS], row[RESIDUAL], row[VISITS] = sweeps, residual, visits
    if residual > plan.tolerance and sweeps < plan.most:
        _clear_up(lay, work, touched, b, plan.side[0])
        return False
    row[UP] = _sum_up(lay, work, touched)
    _finish(lay, work, b, -1, row)
    _clear_up(lay, work, touched, b, -1)
    return True


@compiled(NOTHING(LAYOUT, WORK, PLAN, WHOLE, WHOLE))
def _pin(lay: Layout, work: Work, plan: Plan, b: int, side: int) -> None:
    """Keep lost in lane ``b`` what was lost from the start."""
    lanes, q = work.lanes[side], plan.holds[b]
    for a in range(plan.start[q], plan.start[q + 1]):
        at = np.int64(plan.firm[a]) * LANES + b
        if lanes[at] < plan.share[a]:
            work.lane_sum[b] += lay.weight[plan.firm[a]] * (plan.share[a] - lanes[at])
            lanes[at] = plan.share[a]


@compiled(WHOLE(LAYOUT, WORK, PLAN))
def _abreast(lay: Layout, work: Work, plan: Plan) -> int:
    """Do one sweep in all lanes; return how many scenarios ended."""
    side, ended = 1 - plan.side[0], 0
    sweep_up(lay, work.lanes[1 - side], work.lanes[side], work.lane_sum, work.lane_rise)
    plan.side[0] = side
    for b in range(LANES):
        if plan.holds[b] < 0:
            continue
        row = plan.rows[plan.holds[b]]
        _pin(lay, work, plan, b, side)
        row[VISITS] += push_down(lay, work, b) + len(lay.sale_buyer)
        row[RESIDUAL] = max(settle_down(lay, work, b), work.lane_rise[b])
        row[SWEEPS] += 1
        if row[RESIDUAL] <= plan.tolerance or row[SWEEPS] >= plan.most:
            row[UP] = work.lane_sum[b]
            _finish(lay, work, b, side, row)
            plan.holds[b] = -1
            ended += 1
    return ended


@compiled(NOTHING(LAYOUT, WORK, PLAN))
def run_scenarios(lay: Layout, work: Work, plan: Plan) -> None:
    """Run every scenario of a plan; each leaves a row of six numbers.

    Parameters
    ----------
    lay
        What is read.
    work
        What is written; clean again at the end.
    plan
        What to run; ``rows`` are filled.
    """
    used, free = 0, 0
    for q in range(len(plan.start) - 1):
        while plan.holds[free] >= 0:
            free += 1
        if not _alone(lay, work, plan, q, free):
            plan.holds[free] = q
            used += 1
        while used == LANES:
            used -= _abreast(lay, work, plan)
            free = 0
    while used > 0:
        used -= _abreast(lay, work, plan)
