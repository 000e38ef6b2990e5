"""Where the numbers of a cascade lie in memory, so that a sweep reads little and in order.

Firms are renumbered by their number of links: those that every sweep meets lie together. A link
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


def lay_out(prepared: Prepared) -> tuple[Layout, Index]:
    """Return the arrays of a cascade and the new number of each firm.

    Parameters
    ----------
    prepared
        The shares, in the numbers of the net.
    """
    p = prepared
    order = _by_links(p)
    number = np.empty(p.firms, dtype=np.int32)
    number[order] = np.arange(p.firms, dtype=np.int32)
    market = p.market[order]
    member = np.argsort(market, kind="stable").astype(np.int32)
    seller = np.repeat(number, np.diff(p.up_start))
    buyer = number[p.buyer]
    sale_start, sale_buyer, sale_share = _rows(seller, buyer, p.up_share, p.firms)
    buy_start, buy_supplier, buy_share = _rows(buyer, seller, p.up_share, p.firms)
    return Layout(
        market=market, size=p.size[order], weight=p.weight[order],
        member_start=np.searchsorted(market[member], np.arange(p.markets + 1)).astype(np.int64),
        member=member, **_downstream(p, number), sale_start=sale_start, sale_buyer=sale_buyer,
        sale_share=sale_share, buy_start=buy_start, buy_supplier=buy_supplier,
        buy_share=buy_share,
    ), number  # fmt: skip


def work_for(prepared: Prepared) -> Work:
    """Return the arrays that one thread writes to."""
    n, slots, k = prepared.firms, len(prepared.slot_buyer), prepared.markets

    def floats(*shape: int) -> Floats:
        return np.zeros(shape)

    # lists hold one more: what may be the next entry is written before it is known to count
    lists = [np.zeros(n + 1, dtype=np.int32) for _ in range(3)]
    return Work(
        floats(LANES, n), floats(LANES, n), floats(LANES, n), floats(LANES, slots),
        np.ones((LANES, k)), np.zeros((LANES, k), dtype=np.uint8),
        np.zeros((LANES, n + 1), dtype=np.int32), np.zeros(LANES, dtype=np.int64),
        floats(n), floats(n), floats(n), *lists, floats(n + 1), _aligned(n), floats(LANES),
        floats(LANES),
    )  # fmt: skip


def _by_links(p: Prepared) -> NDArray[np.int64]:
    links = np.diff(p.up_start) + np.bincount(p.buyer, minlength=p.firms)
    return np.argsort(-links, kind="stable")


def _rows(
    row: Index, column: Index, share: Floats, n: int
) -> tuple[Starts, Index, Floats]:
    order = np.lexsort((column, row))
    start = np.searchsorted(row[order], np.arange(n + 1)).astype(np.int64)
    return start, column[order].astype(np.int32), share[order]


def _downstream(p: Prepared, number: Index) -> dict[str, NDArray[np.int32 | np.int64 | np.float64]]:
    """Return links under their supplier, sole suppliers of a slot apart from others."""
    suppliers = np.diff(p.slot_start)
    buyer_of_slot = number[p.slot_buyer]
    order = np.argsort(buyer_of_slot, kind="stable")
    slot_number = np.empty(len(order), dtype=np.int32)
    slot_number[order] = np.arange(len(order), dtype=np.int32)
    first = np.searchsorted(buyer_of_slot[order], np.arange(p.firms + 1)).astype(np.int64)
    old = np.repeat(np.arange(len(suppliers)), suppliers)
    supplier, buyer, slot = number[p.supplier], buyer_of_slot[old], slot_number[old]
    sole = (suppliers[old] == 1) & (p.down_share == 1.0)
    sole_start, sole_buyer, _ = _rows(supplier[sole], buyer[sole], p.down_share[sole], p.firms)
    rest = np.flatnonzero(~sole)
    rest = rest[np.lexsort((slot[rest], supplier[rest]))]
    shared_start = np.searchsorted(supplier[rest], np.arange(p.firms + 1)).astype(np.int64)
    return {
        "slot_first": first, "sole_start": sole_start, "sole_buyer": sole_buyer,
        "shared_start": shared_start, "shared_slot": slot[rest], "shared_buyer": buyer[rest],
        "shared_share": p.down_share[rest],
    }  # fmt: skip


def _aligned(n: int) -> Floats:
    """Return ``(2, n * LANES)`` zeros that begin on a line of the cache."""
    wide = np.zeros(2 * n * LANES + LANES)
    skip = (-wide.ctypes.data // wide.itemsize) % LANES
    return wide[skip : skip + 2 * n * LANES].reshape(2, n * LANES)
