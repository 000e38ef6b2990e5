"""Where the numbers of a cascade lie in memory, so that a sweep reads little and in order.

Firms are renumbered by their number of suppliers: those that every sweep reads lie together. Where
a supplier is the only one of an essential input, its loss is the buyer's, so that nothing but the
buyer is stored; else the link has its slot and share. All links are kept twice: to push what
changed, and to gather in a sweep over all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.cascade.prepare import Prepared, Starts
from mainstay.twin.firm_nets.firm_net import Index
from mainstay.twin.net import Floats

#: Scenarios that share a sweep over all links: eight doubles are one line of a cache.
LANES = 8

#: Columns of the row that a scenario leaves.
TOTAL, DOWN, UP, SWEEPS, RESIDUAL, VISITS = range(6)


class Layout(NamedTuple):
    """The arrays of ``n`` renumbered firms that no sweep changes."""

    market: Index
    size: Floats
    weight: Floats
    member_start: Starts
    member: Index
    slot_first: Starts
    sole_start: Starts
    sole_buyer: Index
    only_start: Starts
    only_supplier: Index
    shared_start: Starts
    shared_slot: Index
    shared_buyer: Index
    shared_share: Floats
    part_start: Starts
    part_supplier: Index
    part_share: Floats
    sale_start: Starts
    sale_buyer: Index
    sale_share: Floats
    buy_start: Starts
    buy_supplier: Index
    buy_share: Floats


class Work(NamedTuple):
    """What a thread writes to; all zeros between scenarios but ``alive``, which is ones.

    The first axis of what is kept per lane is the lane.
    """

    down: Floats
    before: Floats
    passed: Floats
    slot: Floats
    alive: Floats
    stale: NDArray[np.uint8]
    active: Index
    actives: NDArray[np.int64]
    raw: Floats
    rise: Floats
    psi: Floats
    front: Index
    fresh: Index
    touched: Index
    step: Floats
    lanes_up: Floats
    sum_up: Floats
    rise_up: Floats
    lanes_down: Floats
    lanes_passed: Floats
    lanes_alive: Floats
    sum_down: Floats
    sum_both: Floats
    rise_down: Floats


class Plan(NamedTuple):
    """What to run and when to stop.

    Parameters
    ----------
    start, firm, share
        The shocks, by renumbered firms.
    rows
        ``(b, 6)`` results: total, down, up, sweeps, residual, links visited.
    holds
        ``(LANES,)`` scenario in each lane, -1 where it is free.
    wide
        ``(LANES,)`` whether the lane is swept downstream too, instead of pushed.
    side
        ``(1,)`` which half of the lanes is the present one.
    limit, limit_down
        Links to visit in a sweep above which a scenario goes to a lane, or is swept downstream.
    tolerance, most
        When to stop.
    """

    start: Starts
    firm: Index
    share: Floats
    rows: Floats
    holds: Starts
    wide: Starts
    side: Starts
    limit: int
    limit_down: int
    tolerance: float
    most: int


def lay_out(prepared: Prepared) -> tuple[Layout, Index]:
    """Return the arrays of a cascade and the new number of each firm.

    Parameters
    ----------
    prepared
        The shares, in the numbers of the net.
    """
    p = prepared
    order = np.argsort(-np.bincount(p.buyer, minlength=p.firms), kind="stable")
    number = np.empty(p.firms, dtype=np.int32)
    number[order] = np.arange(p.firms, dtype=np.int32)
    market = p.market[order]
    member = np.argsort(market, kind="stable").astype(np.int32)
    seller, buyer = np.repeat(number, np.diff(p.up_start)), number[p.buyer]
    down = _downstream(p, number)
    sale_start, sale_buyer, sale_share = _rows(seller, buyer, p.up_share, p.firms)
    buy_start, buy_supplier, buy_share = _rows(buyer, seller, p.up_share, p.firms)
    return Layout(
        market=market, size=p.size[order], weight=p.weight[order],
        member_start=_starts(market[member], p.markets), member=member,
        slot_first=down.slot_first, sole_start=down.sole[0], sole_buyer=down.sole[1],
        only_start=down.only[0], only_supplier=down.only[1], shared_start=down.shared[0],
        shared_slot=down.shared[1], shared_buyer=down.shared[2], shared_share=down.shared[3],
        part_start=down.parts[0], part_supplier=down.parts[1], part_share=down.parts[2],
        sale_start=sale_start, sale_buyer=sale_buyer, sale_share=sale_share,
        buy_start=buy_start, buy_supplier=buy_supplier, buy_share=buy_share,
    ), number  # fmt: skip


def work_for(prepared: Prepared, layout: Layout) -> Work:
    """Return the arrays that one thread writes to."""
    n, k = prepared.firms, prepared.markets

    def reals(*shape: int) -> Floats:
        return np.zeros(shape)

    def listed(*shape: int) -> Index:
        return np.zeros(shape, dtype=np.int32)

    # lists hold one more: what may be the next entry is written before it is known to count
    return Work(
        down=reals(LANES, n), before=reals(LANES, n), passed=reals(LANES, n),
        slot=reals(LANES, len(layout.part_start) - 1), alive=np.ones((LANES, k)),
        stale=np.zeros((LANES, k), dtype=np.uint8), active=listed(LANES, n + 1),
        actives=np.zeros(LANES, dtype=np.int64), raw=reals(n), rise=reals(n), psi=reals(n),
        front=listed(n + 1), fresh=listed(n + 1), touched=listed(n + 1), step=reals(n + 1),
        lanes_up=_aligned(2, n), sum_up=reals(LANES), rise_up=reals(LANES),
        lanes_down=_aligned(2, n), lanes_passed=_aligned(1, n)[0], lanes_alive=_aligned(1, k)[0],
        sum_down=reals(LANES), sum_both=reals(LANES), rise_down=reals(LANES),
    )  # fmt: skip


class _Down(NamedTuple):
    slot_first: Starts
    sole: tuple[Starts, Index]
    only: tuple[Starts, Index]
    shared: tuple[Starts, Index, Index, Floats]
    parts: tuple[Starts, Index, Floats]


def _downstream(p: Prepared, number: Index) -> _Down:
    """Return links by supplier and by buyer, sole suppliers of a slot apart from others."""
    suppliers = np.diff(p.slot_start)
    supplier = number[p.supplier]
    buyer = np.repeat(number[p.slot_buyer], suppliers)
    is_sole = (np.repeat(suppliers, suppliers) == 1) & (p.down_share == 1.0)
    seller, client, share = supplier[is_sole], buyer[is_sole], p.down_share[is_sole]
    # slots with a share are numbered anew, by buyer
    old = np.repeat(np.arange(len(suppliers)), suppliers)[~is_sole]
    kept, slot_buyer = np.unique(old), number[p.slot_buyer]
    kept = kept[np.argsort(slot_buyer[kept], kind="stable")]
    slot_number = np.zeros(len(suppliers), dtype=np.int32)
    slot_number[kept] = np.arange(len(kept), dtype=np.int32)
    slot, part, buys = slot_number[old], supplier[~is_sole], buyer[~is_sole]
    shares = p.down_share[~is_sole]
    by_supplier = np.lexsort((slot, part))
    return _Down(
        slot_first=_starts(slot_buyer[kept], p.firms),
        sole=_rows(seller, client, share, p.firms)[:2],
        only=_rows(client, seller, share, p.firms)[:2],
        shared=(_starts(part[by_supplier], p.firms), slot[by_supplier], buys[by_supplier],
                shares[by_supplier]),
        parts=_rows(slot, part, shares, len(kept)),
    )  # fmt: skip


def _rows(row: Index, column: Index, share: Floats, n: int) -> tuple[Starts, Index, Floats]:
    order = np.lexsort((column, row))
    return _starts(row[order], n), column[order].astype(np.int32), share[order]


def _starts(ordered: Index, n: int) -> Starts:
    return np.searchsorted(ordered, np.arange(n + 1)).astype(np.int64)


def _aligned(sides: int, n: int) -> Floats:
    """Return ``(sides, n * LANES)`` zeros that begin on a line of the cache."""
    wide = np.zeros(sides * n * LANES + LANES)
    skip = (-wide.ctypes.data // wide.itemsize) % LANES
    return wide[skip : skip + sides * n * LANES].reshape(sides, n * LANES)
