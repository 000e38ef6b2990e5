"""Scenarios through the kernels: each alone while it is small, then eight abreast."""

from __future__ import annotations

import numpy as np

from mainstay.shocks.cascade.kernels import (
    clear_down,
    clear_up,
    push_down,
    push_up,
    settle_down,
    settle_up,
    sums_alone,
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
from mainstay.shocks.cascade.signatures import (
    INDEX,
    LAYOUT,
    NOTHING,
    PLAN,
    REALS,
    WHOLE,
    WORK,
    types,
)
from mainstay.shocks.cascade.sweeps import sweep_down, sweep_up
from mainstay.shocks.compiling import compiled
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


@compiled(NOTHING(LAYOUT, WORK, WHOLE, WHOLE, WHOLE))
def _load_up(lay: Layout, work: Work, b: int, touched: int, side: int) -> None:
    """Copy what is lost upstream into lane ``b``."""
    lanes = work.lanes_up[side]
    for i in range(len(lay.size)):
        lanes[i * LANES + b] = 0.0
    for a in range(touched):
        i = work.touched[a]
        lanes[np.int64(i) * LANES + b] = min(1.0, max(work.psi[i], work.raw[i]))


@compiled(NOTHING(LAYOUT, WORK, PLAN, WHOLE))
def _widen(lay: Layout, work: Work, plan: Plan, b: int) -> None:
    """Move what lane ``b`` lost downstream to where all lanes are swept."""
    lanes = work.lanes_down[plan.side[0]]
    for i in range(len(lay.size)):
        lanes[i * LANES + b] = work.down[b, i]
    clear_down(lay, work, b)
    plan.wide[b] = 1


@compiled(types.boolean(LAYOUT, WORK, PLAN, WHOLE, WHOLE))
def _alone(lay: Layout, work: Work, plan: Plan, q: int, b: int) -> bool:
    """Run scenario ``q`` by pushing; tell whether it ended, else it is left in lane ``b``."""
    part = slice(plan.start[q], plan.start[q + 1])
    row, fronts = plan.rows[q], plan.start[q + 1] - plan.start[q]
    to_come = _begin(lay, work, b, plan.firm[part], plan.share[part])
    down, touched, residual = 0, fronts, np.inf
    while residual > plan.tolerance and row[SWEEPS] < plan.most:
        if to_come > plan.limit or down > plan.limit_down:
            _load_up(lay, work, b, touched, plan.side[0])
            clear_up(lay, work, touched)
            plan.holds[b], plan.wide[b] = q, 0
            if down > plan.limit_down:
                _widen(lay, work, plan, b)
            return False
        down = push_down(lay, work, b)
        residual = settle_down(lay, work, b)
        count, up = push_up(lay, work, fronts)
        fronts, touched, to_come, rise = settle_up(lay, work, count, touched)
        residual = max(residual, rise)
        row[VISITS] += down + up
        row[SWEEPS] += 1
    row[RESIDUAL] = residual
    row[TOTAL], row[DOWN], row[UP] = sums_alone(lay, work, b, touched)
    clear_down(lay, work, b)
    clear_up(lay, work, touched)
    return True


@compiled(NOTHING(LAYOUT, WORK, PLAN, WHOLE))
def _pin(lay: Layout, work: Work, plan: Plan, b: int) -> None:
    """Keep lost upstream in lane ``b`` what was lost from the start."""
    lanes, q = work.lanes_up[plan.side[0]], plan.holds[b]
    for a in range(plan.start[q], plan.start[q + 1]):
        at = np.int64(plan.firm[a]) * LANES + b
        if lanes[at] < plan.share[a]:
            work.sum_up[b] += lay.weight[plan.firm[a]] * (plan.share[a] - lanes[at])
            lanes[at] = plan.share[a]


@compiled(types.UniTuple(types.float64, 2)(LAYOUT, WORK, WHOLE, WHOLE))
def _sums_narrow(lay: Layout, work: Work, b: int, side: int) -> tuple[float, float]:
    """Return the weighted losses of a lane that is swept upstream only: total, down."""
    down, more = 0.0, 0.0
    for a in range(work.actives[b]):
        i = work.active[b, a]
        loss = work.down[b, i]
        down += lay.weight[i] * loss
        more += lay.weight[i] * max(0.0, loss - work.lanes_up[side, np.int64(i) * LANES + b])
    return work.sum_up[b] + more, down


@compiled(types.boolean(LAYOUT, WORK, PLAN, WHOLE))
def _step(lay: Layout, work: Work, plan: Plan, b: int) -> bool:
    """Account for a sweep of lane ``b`` and push downstream if it is narrow; tell if it ended."""
    row, is_wide = plan.rows[plan.holds[b]], plan.wide[b] == 1
    visits = len(lay.only_supplier) + len(lay.part_supplier)
    rise = work.rise_down[b]
    if not is_wide:
        visits = push_down(lay, work, b)
        rise = settle_down(lay, work, b)
    row[VISITS] += visits + len(lay.sale_buyer)
    row[RESIDUAL] = max(rise, work.rise_up[b])
    row[SWEEPS] += 1
    if row[RESIDUAL] > plan.tolerance and row[SWEEPS] < plan.most:
        if visits > plan.limit_down and not is_wide:
            _widen(lay, work, plan, b)
        return False
    row[UP], row[DOWN], row[TOTAL] = work.sum_up[b], work.sum_down[b], work.sum_both[b]
    if not is_wide:
        row[TOTAL], row[DOWN] = _sums_narrow(lay, work, b, plan.side[0])
        clear_down(lay, work, b)
    plan.holds[b] = -1
    return True


@compiled(WHOLE(LAYOUT, WORK, PLAN))
def _abreast(lay: Layout, work: Work, plan: Plan) -> int:
    """Do one sweep in all lanes; return how many scenarios ended."""
    side, ended, wide = 1 - plan.side[0], 0, 0
    sweep_up(lay, work.lanes_up[1 - side], work.lanes_up[side], work.sum_up, work.rise_up)
    plan.side[0] = side
    for b in range(LANES):
        if plan.holds[b] >= 0:
            _pin(lay, work, plan, b)
            wide += plan.wide[b]
    if wide > 0:
        sweep_down(lay, work, side, side)
    for b in range(LANES):
        if plan.holds[b] >= 0 and _step(lay, work, plan, b):
            ended += 1
    return ended


@compiled(NOTHING(LAYOUT, WORK, PLAN, WHOLE, WHOLE))
def run_scenarios(lay: Layout, work: Work, plan: Plan, first: int, last: int) -> None:
    """Run scenarios ``first`` to ``last``; those that need company may stay in the lanes.

    Parameters
    ----------
    lay
        What is read.
    work
        What is written.
    plan
        What to run; the rows of scenarios that ended are filled.
    """
    used = (plan.holds >= 0).sum()
    for q in range(first, last):
        free = 0
        while plan.holds[free] >= 0:
            free += 1
        used += not _alone(lay, work, plan, q, free)
        while used == LANES:
            used -= _abreast(lay, work, plan)


@compiled(NOTHING(LAYOUT, WORK, PLAN))
def run_out(lay: Layout, work: Work, plan: Plan) -> None:
    """Run what is still in the lanes to its end."""
    used = (plan.holds >= 0).sum()
    while used > 0:
        used -= _abreast(lay, work, plan)
