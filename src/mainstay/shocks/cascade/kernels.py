"""The cascade in Numba: push what changed while little has, then sweep eight scenarios at once.

Losses only rise from sweep to sweep. So sums over suppliers are kept and only rises are added to
them, and the largest shortage of a buyer is the largest ever seen. Sums are those of the reference
in another order of additions; nothing is left out, whatever its size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numba import types as numba_types

from mainstay.shocks.cascade.layout import LANES, Layout, Plan, Work
from mainstay.shocks.cascade.reference import GONE
from mainstay.twin.net import Floats

#: Surviving part of a market below which it is summed anew, lest subtractions leave errors.
RESUM = 0.25

#: Numba does not say what its constructors of types return.
types: Any = numba_types

#: Types of Numba: a whole number, a real one, nothing, and rows of each kind.
WHOLE, REAL, NOTHING = types.int64, types.float64, types.void
REALS, INDEX, STARTS = types.float64[::1], types.int32[::1], types.int64[::1]
_TABLE, _INDICES, _FLAGS = types.float64[:, ::1], types.int32[:, ::1], types.uint8[:, ::1]

_LONG = {"member_start", "slot_first", "sole_start", "shared_start", "sale_start", "buy_start"}
_REAL = {"size", "weight", "shared_share", "sale_share", "buy_share"}
_TYPE = dict.fromkeys(_LONG, STARTS) | dict.fromkeys(_REAL, REALS)

#: The arrays read, those written, and what to do.
LAYOUT = types.NamedTuple([_TYPE.get(f, INDEX) for f in Layout._fields], Layout)
WORK = types.NamedTuple(
    [*[_TABLE] * 5, _FLAGS, _INDICES, STARTS, *[REALS] * 3, *[INDEX] * 3, REALS, _TABLE,
     REALS, REALS], Work)  # fmt: skip
PLAN = types.NamedTuple([STARTS, INDEX, REALS, _TABLE, STARTS, STARTS, WHOLE, REAL, WHOLE], Plan)

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def compiled(signature: object) -> Callable[[_Kernel], _Kernel]:
    """Return a decorator that compiles for one signature, without the interpreter's lock."""
    compiler: Any = njit(signature, nogil=True, cache=True)
    return cast("Callable[[_Kernel], _Kernel]", compiler)


@compiled(NOTHING(LAYOUT, WORK, WHOLE, WHOLE))
def _resum(lay: Layout, work: Work, b: int, k: int) -> None:
    """Sum up what survives of market ``k`` from its firms."""
    left = 0.0
    for e in range(lay.member_start[k], lay.member_start[k + 1]):
        other = lay.member[e]
        left += lay.size[other] * (1.0 - work.before[b, other])
    work.alive[b, k] = left
    work.stale[b, k] = 0


@compiled(WHOLE(LAYOUT, WORK, WHOLE))
def push_down(lay: Layout, work: Work, b: int) -> int:
    """Hand what rose to the buyers of lane ``b``; return the links visited.

    A firm's loss that its market cannot make good is the same for the whole sweep, since only
    ``before`` and ``alive`` bear on it, and these do not change here.
    """
    down, passed, slot = work.down[b], work.passed[b], work.slot[b]
    before, active = work.before[b], work.active[b]
    count, visits = work.actives[b], 0
    for a in range(work.actives[b]):
        i = active[a]
        k = lay.market[i]
        if work.stale[b, k]:
            _resum(lay, work, b, k)
        left, loss = work.alive[b, k], before[i]
        if left > GONE and lay.size[i] < left:
            loss *= lay.size[i] / left
        rise = loss - passed[i]
        if rise <= 0.0:
            continue
        passed[i] = loss
        visits += lay.sole_start[i + 1] - lay.sole_start[i]
        visits += lay.shared_start[i + 1] - lay.shared_start[i]
        for e in range(lay.sole_start[i], lay.sole_start[i + 1]):
            j = lay.sole_buyer[e]
            old = down[j]
            active[count] = j
            count += old == 0.0
            down[j] = max(old, loss)
        for e in range(lay.shared_start[i], lay.shared_start[i + 1]):
            s, j = lay.shared_slot[e], lay.shared_buyer[e]
            sums = slot[s] + lay.shared_share[e] * rise
            slot[s] = sums
            old = down[j]
            active[count] = j
            count += (old == 0.0) & (sums > 0.0)
            down[j] = max(old, min(1.0, sums))
    work.actives[b] = count
    return visits


@compiled(REAL(LAYOUT, WORK, WHOLE))
def settle_down(lay: Layout, work: Work, b: int) -> float:
    """Take the new losses of lane ``b`` as given; return the largest rise."""
    down, before, active = work.down[b], work.before[b], work.active[b]
    alive, largest = work.alive[b], 0.0
    for a in range(work.actives[b]):
        i = active[a]
        rise = down[i] - before[i]
        if rise > 0.0:
            k = lay.market[i]
            alive[k] -= lay.size[i] * rise
            if alive[k] < RESUM:
                work.stale[b, k] = 1
            before[i] = down[i]
            largest = max(largest, rise)
    return largest


@compiled(types.UniTuple(WHOLE, 2)(LAYOUT, WORK, WHOLE))
def push_up(lay: Layout, work: Work, fronts: int) -> tuple[int, int]:
    """Hand what rose to the suppliers; return how many may have risen, and the links visited."""
    rise, fresh, visits, count = work.rise, work.fresh, 0, 0
    for a in range(fronts):
        j, step = work.front[a], work.step[a]
        first, last = lay.buy_start[j], lay.buy_start[j + 1]
        visits += last - first
        for e in range(first, last):
            i = lay.buy_supplier[e]
            old = rise[i]
            fresh[count] = i
            count += old == 0.0
            rise[i] = old + lay.buy_share[e] * step
    return count, visits


@compiled(types.Tuple((WHOLE, WHOLE, WHOLE, REAL))(LAYOUT, WORK, WHOLE, WHOLE))
def settle_up(lay: Layout, work: Work, count: int, touched: int) -> tuple[int, int, int, float]:
    """Take the rises as given; return the new front, firms touched, links to come, largest rise."""
    fronts, to_come, largest = 0, 0, 0.0
    for a in range(count):
        i = work.fresh[a]
        old, psi = work.raw[i], work.psi[i]
        new = old + work.rise[i]
        work.rise[i] = 0.0
        work.raw[i] = new
        work.touched[touched] = i
        touched += (old == 0.0) & (psi == 0.0)
        step = min(1.0, max(psi, new)) - min(1.0, max(psi, old))
        if step > 0.0:
            work.front[fronts] = i
            work.step[fronts] = step
            fronts += 1
            to_come += lay.buy_start[i + 1] - lay.buy_start[i]
            largest = max(largest, step)
    return fronts, touched, to_come, largest


@compiled(NOTHING(LAYOUT, REALS, REALS, REALS, REALS))
def sweep_up(lay: Layout, old: Floats, new: Floats, sums: Floats, rises: Floats) -> None:
    """Sweep eight scenarios over all links; ``sums`` get the weighted losses.

    Eight sums are named one by one: they stay in registers.
    """
    rises[:] = 0.0
    sums[:] = 0.0
    for i in range(len(lay.size)):
        s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = 0.0
        for e in range(lay.sale_start[i], lay.sale_start[i + 1]):
            share, j = lay.sale_share[e], np.int64(lay.sale_buyer[e]) * LANES
            s0 += share * old[j]
            s1 += share * old[j + 1]
            s2 += share * old[j + 2]
            s3 += share * old[j + 3]
            s4 += share * old[j + 4]
            s5 += share * old[j + 5]
            s6 += share * old[j + 6]
            s7 += share * old[j + 7]
        at = i * LANES
        new[at], new[at + 1], new[at + 2], new[at + 3] = s0, s1, s2, s3
        new[at + 4], new[at + 5], new[at + 6], new[at + 7] = s4, s5, s6, s7
        weight = lay.weight[i]
        for b in range(LANES):
            now = min(1.0, new[at + b])
            new[at + b] = now
            sums[b] += weight * now
            rises[b] = max(rises[b], now - old[at + b])
