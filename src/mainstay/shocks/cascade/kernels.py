"""One scenario at a time: hand on what rose, and only that.

Losses only rise from sweep to sweep. So sums over suppliers are kept and only rises are added to
them, and the largest shortage of a buyer is the largest ever seen. Sums are those of the reference
in another order of additions; nothing is left out, whatever its size.

Lists are filled without branches: the next entry is always written and then counted or not.
"""

from __future__ import annotations

from mainstay.shocks.cascade.layout import Layout, Work
from mainstay.shocks.cascade.reference import GONE
from mainstay.shocks.cascade.signatures import LAYOUT, NOTHING, REAL, WHOLE, WORK, types
from mainstay.shocks.compiling import compiled

#: Surviving part of a market below which it is summed anew, lest subtractions leave errors.
RESUM = 0.25


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


@compiled(NOTHING(LAYOUT, WORK, WHOLE))
def clear_down(lay: Layout, work: Work, b: int) -> None:
    """Leave lane ``b`` as it was before any scenario."""
    for a in range(work.actives[b]):
        i = work.active[b, a]
        work.down[b, i] = work.before[b, i] = work.passed[b, i] = 0.0
        work.alive[b, lay.market[i]] = 1.0
        work.stale[b, lay.market[i]] = 0
        for s in range(lay.slot_first[i], lay.slot_first[i + 1]):
            work.slot[b, s] = 0.0
    work.actives[b] = 0


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


@compiled(types.UniTuple(REAL, 3)(LAYOUT, WORK, WHOLE, WHOLE))
def sums_alone(lay: Layout, work: Work, b: int, touched: int) -> tuple[float, float, float]:
    """Return the weighted losses of a scenario that met no lane: total, down, up."""
    total = down = up = 0.0
    for a in range(touched):
        i = work.touched[a]
        up += lay.weight[i] * min(1.0, max(work.psi[i], work.raw[i]))
    for a in range(work.actives[b]):
        i = work.active[b, a]
        loss = work.down[b, i]
        down += lay.weight[i] * loss
        total += lay.weight[i] * max(0.0, loss - min(1.0, max(work.psi[i], work.raw[i])))
    return up + total, down, up


@compiled(NOTHING(LAYOUT, WORK, WHOLE))
def clear_up(lay: Layout, work: Work, touched: int) -> None:
    """Leave nothing upstream of a scenario."""
    for a in range(touched):
        i = work.touched[a]
        work.raw[i] = work.psi[i] = 0.0
