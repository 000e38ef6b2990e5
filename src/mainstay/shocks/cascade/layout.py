"""Where the numbers of a cascade lie in memory, so that a sweep reads little and in order.

Firms are renumbered by their number of suppliers: those that every sweep reads lie together. A link
downstream is kept under its supplier. Where the supplier is the only one of an essential input, its
loss is the buyer's, so that nothing but the buyer is stored; else the link has its slot and share.
Upstream the links are kept twice, by buyer (to push what changed) and by supplier (for a sweep over
all).
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
    shared_start: Starts
    shared_slot: Index
    shared_buyer: Index
    shared_share: Floats
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
    lanes: Floats
    lane_sum: Floats
    lane_rise: Floats


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
    side
        ``(1,)`` which half of ``lanes`` is the present one.
    limit
        Links upstream to visit in the next sweep above which a scenario goes to a lane.
    tolerance, most
        When to stop.
    """

    start: Starts
    firm: Index
    share: Floats
    rows: Floats
    holds: Starts
    side: Starts
    limit: int
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
        slot_first=down.slot_first, sole_start=down.sole_start, sole_buyer=down.sole_buyer,
        shared_start=down.shared_start, shared_slot=down.shared_slot,
        shared_buyer=down.shared_buyer, shared_share=down.shared_share,
        sale_start=sale_start, sale_buyer=sale_buyer, sale_share=sale_share,
        buy_start=buy_start, buy_supplier=buy_supplier, buy_share=buy_share,
    ), number  # fmt: skip


def work_for(prepared: Prepared) -> Work:
    """Return the arrays that one thread writes to."""
    n, slots, k = prepared.firms, len(prepared.slot_buyer), prepared.markets

    def reals(*shape: int) -> Floats:
        return np.zeros(shape)

    def listed(*shape: int) -> Index:
        return np.zeros(shape, dtype=np.int32)

    # lists hold one more: what may be the next entry is written before it is known to count
    return Work(
        down=reals(LANES, n), before=reals(LANES, n), passed=reals(LANES, n),
        slot=reals(LANES, slots), alive=np.ones((LANES, k)),
        stale=np.zeros((LANES, k), dtype=np.uint8), active=listed(LANES, n + 1),
        actives=np.zeros(LANES, dtype=np.int64), raw=reals(n), rise=reals(n), psi=reals(n),
        front=listed(n + 1), fresh=listed(n + 1), touched=listed(n + 1), step=reals(n + 1),
        lanes=_aligned(n), lane_sum=reals(LANES), lane_rise=reals(LANES),
    )  # fmt: skip


class _Down(NamedTuple):
    slot_first: Starts
    sole_start: Starts
    sole_buyer: Index
    shared_start: Starts
    shared_slot: Index
    shared_buyer: Index
    shared_share: Floats


def _downstream(p: Prepared, number: Index) -> _Down:
    """Return links under their supplier, sole suppliers of a slot apart from others."""
    suppliers = np.diff(p.slot_start)
    buyer_of_slot = number[p.slot_buyer]
    order = np.argsort(buyer_of_slot, kind="stable")
    slot_number = np.empty(len(order), dtype=np.int32)
    slot_number[order] = np.arange(len(order), dtype=np.int32)
    old = np.repeat(np.arange(len(suppliers)), suppliers)
    supplier, buyer, slot = number[p.supplier], buyer_of_slot[old], slot_number[old]
    sole = (suppliers[old] == 1) & (p.down_share == 1.0)
    start, buyers, _ = _rows(supplier[sole], buyer[sole], p.down_share[sole], p.firms)
    rest = np.flatnonzero(~sole)
    rest = rest[np.lexsort((slot[rest], supplier[rest]))]
    return _Down(
        _starts(buyer_of_slot[order], p.firms), start, buyers,
        _starts(supplier[rest], p.firms), slot[rest], buyer[rest], p.down_share[rest],
    )  # fmt: skip


def _rows(row: Index, column: Index, share: Floats, n: int) -> tuple[Starts, Index, Floats]:
    order = np.lexsort((column, row))
    return _starts(row[order], n), column[order].astype(np.int32), share[order]


def _starts(ordered: Index, n: int) -> Starts:
    return np.searchsorted(ordered, np.arange(n + 1)).astype(np.int64)


def _aligned(n: int) -> Floats:
    """Return ``(2, n * LANES)`` zeros that begin on a line of the cache."""
    wide = np.zeros(2 * n * LANES + LANES)
    skip = (-wide.ctypes.data // wide.itemsize) % LANES
    return wide[skip : skip + 2 * n * LANES].reshape(2, n * LANES)
