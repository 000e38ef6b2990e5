"""Eight scenarios abreast: a sweep reads every link once and serves all of them.

The losses of a firm in the eight scenarios lie side by side, a line of the cache. Eight sums are
named one by one, so that they stay in registers.
"""

from __future__ import annotations

import numpy as np

from mainstay.shocks.cascade.layout import LANES, Layout, Work
from mainstay.shocks.cascade.reference import GONE
from mainstay.shocks.cascade.signatures import LAYOUT, NOTHING, REALS, WHOLE, WORK
from mainstay.shocks.compiling import compiled
from mainstay.twin.net import Floats

#: What a firm's share is multiplied by where its market is lost: enough to reach 1.
_HUGE = 1e300


@compiled(NOTHING(LAYOUT, REALS, REALS, REALS, REALS))
def sweep_up(lay: Layout, old: Floats, new: Floats, sums: Floats, rises: Floats) -> None:
    """Sweep upstream from ``old`` to ``new``; ``sums`` get the weighted losses."""
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


@compiled(NOTHING(LAYOUT, REALS, REALS, REALS))
def _stand_in(lay: Layout, old: Floats, alive: Floats, passed: Floats) -> None:
    """Sum up what survives of each market; ``passed`` get the losses it cannot make good."""
    alive[:] = 0.0
    for i in range(len(lay.size)):
        size, at, k = lay.size[i], i * LANES, np.int64(lay.market[i]) * LANES
        for b in range(LANES):
            alive[k + b] += size * (1.0 - old[at + b])
    for at in range(len(alive)):
        alive[at] = 1.0 / alive[at] if alive[at] > GONE else _HUGE
    for i in range(len(lay.size)):
        size, at, k = lay.size[i], i * LANES, np.int64(lay.market[i]) * LANES
        for b in range(LANES):
            passed[at + b] = old[at + b] * min(1.0, size * alive[k + b])


@compiled(NOTHING(LAYOUT, WORK, WHOLE, WHOLE))
def sweep_down(lay: Layout, work: Work, side: int, side_up: int) -> None:
    """Sweep downstream to ``side``; losses upstream of the same sweep are in ``side_up``."""
    old, new, y = work.lanes_down[1 - side], work.lanes_down[side], work.lanes_passed
    up, rises = work.lanes_up[side_up], work.rise_down
    _stand_in(lay, old, work.lanes_alive, y)
    rises[:] = 0.0
    work.sum_down[:] = 0.0
    work.sum_both[:] = 0.0
    for j in range(len(lay.size)):
        at = j * LANES
        # losses never fall, so that the largest so far is where the largest begins
        m = new[at : at + LANES]
        m[:] = old[at : at + LANES]
        for e in range(lay.only_start[j], lay.only_start[j + 1]):
            i = np.int64(lay.only_supplier[e]) * LANES
            for b in range(LANES):
                m[b] = max(m[b], y[i + b])
        for slot in range(lay.slot_first[j], lay.slot_first[j + 1]):
            s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = 0.0
            for e in range(lay.part_start[slot], lay.part_start[slot + 1]):
                share, i = lay.part_share[e], np.int64(lay.part_supplier[e]) * LANES
                s0 += share * y[i]
                s1 += share * y[i + 1]
                s2 += share * y[i + 2]
                s3 += share * y[i + 3]
                s4 += share * y[i + 4]
                s5 += share * y[i + 5]
                s6 += share * y[i + 6]
                s7 += share * y[i + 7]
            m[0], m[1], m[2], m[3] = max(m[0], s0), max(m[1], s1), max(m[2], s2), max(m[3], s3)
            m[4], m[5], m[6], m[7] = max(m[4], s4), max(m[5], s5), max(m[6], s6), max(m[7], s7)
        weight = lay.weight[j]
        for b in range(LANES):
            m[b] = min(1.0, m[b])
            rises[b] = max(rises[b], m[b] - old[at + b])
            work.sum_down[b] += weight * m[b]
            work.sum_both[b] += weight * max(m[b], up[at + b])
