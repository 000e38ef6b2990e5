"""Which flows between industries get links, how many, and which firms are large enough for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.twin.firm_nets.national import NationalTable
from mainstay.twin.firm_nets.shape import Shape, firm_counts, firm_shares
from mainstay.twin.net import Floats

Longs = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Firms:
    """Firms before they have links: sorted by industry, then by size, the largest first.

    ``start`` has ``k + 1`` entries; ``ladder`` is the industry's number plus the cumulated weight
    of its firms in drawing partners, so that one search finds a firm of a given industry.
    """

    industry: NDArray[np.int32]
    start: Longs
    share: Floats
    weight: Floats
    ladder: Floats

    @property
    def size(self) -> int:
        """Number of firms."""
        return len(self.industry)

    @property
    def counts(self) -> Longs:
        """``(k,)`` firms of each industry."""
        return np.diff(self.start)


@dataclass(frozen=True, eq=False)
class Plan:
    """``c`` flows between industries that get links.

    Parameters
    ----------
    seller, buyer
        ``(c,)`` industries.
    value_usd
        ``(c,)`` the whole flow of the table.
    links
        ``(c,)`` how many links are wanted.
    sellers, buyers
        ``(c,)`` how many firms of each side take part: the largest.
    """

    seller: Longs
    buyer: Longs
    value_usd: Floats
    links: Longs
    sellers: Longs
    buyers: Longs


def make_firms(table: NationalTable, firms: int, shape: Shape, rng: np.random.Generator) -> Firms:
    """Return the firms of every industry with their shares of its output.

    Raises
    ------
    InputError
        If there are too few.
    """
    counts = firm_counts(table.output, firms, shape.least_firms)
    start = np.concatenate([[0], np.cumsum(counts)])
    industry = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    share = firm_shares(counts, shape.size_exponent, rng)
    weight = share ** (1.0 / shape.sales_of_degree)
    weight /= np.bincount(industry, weight, len(counts))[industry]
    total = np.concatenate([[0.0], np.cumsum(weight)])
    ladder = industry + (total[1:] - total[start[:-1]][industry])
    ladder[start[1:] - 1] = np.arange(1, len(counts) + 1)  # not a rounding below it
    return Firms(industry, start, share, weight, ladder)


def linkable(table: NationalTable, least_sink: float) -> NDArray[np.bool_]:
    """Return which flows may have links, ``(k, k)``.

    Where an industry sells all or more than its output to others (the rest comes from stock), its
    smallest flows go without links until ``least_sink`` of output is free.
    """
    keep = table.flows > 0
    missing = least_sink * table.output - table.final
    for row in np.flatnonzero(missing > 0):
        flows = np.where(keep[row], table.flows[row], np.inf)
        order = np.argsort(flows, kind="stable")
        gone = np.searchsorted(np.cumsum(table.flows[row, order] * keep[row, order]), missing[row])
        keep[row, order[: gone + 1]] = False
    return keep


def make_plan(table: NationalTable, firms: Firms, links: int, shape: Shape) -> Plan:
    """Share the links out over flows: in proportion to a power of the money, none below a half.

    A few are held back for firms that the draws will leave without a partner.
    """
    keep = linkable(table, shape.least_sink)
    # an industry of one firm has nobody to sell to inside
    np.fill_diagonal(keep, keep.diagonal() & (firms.counts > 1))
    weight = np.where(keep, table.flows, 0.0) ** (1.0 / shape.sales_of_degree)
    weight /= weight.sum() or 1.0
    wanted = _whole(weight, _to_draw(weight, firms, links))
    seller, buyer = np.nonzero(wanted)
    value, count = table.flows[seller, buyer], wanted[seller, buyer]
    sellers, buyers = (
        _large_enough(firms, side, value, count, shape.least_size) for side in (seller, buyer)
    )
    return Plan(seller, buyer, value, count, sellers, buyers)


def _whole(weight: Floats, links: float) -> Longs:
    """Return whole numbers of links in proportion to weight, of about that sum, halves rounded."""
    scale = links
    for _ in range(20):
        wanted = np.floor(weight * scale + 0.5)
        scale *= links / max(wanted.sum(), 1.0)
    return np.asarray(wanted, dtype=np.int64)


def _to_draw(weight: Floats, firms: Firms, links: int) -> float:
    """Return the links to draw: all, less the firms expected to be drawn by nobody (Poisson)."""
    alone = 0.0
    for side in (weight.sum(axis=0), weight.sum(axis=1)):
        mean = links * side[firms.industry] * firms.weight
        alone += float(np.exp(-mean)[mean > 0].sum())
    return max(links - alone, 0.5 * links)


def _large_enough(firms: Firms, side: Longs, value: Floats, count: Longs, least: float) -> Longs:
    """Return for each flow how many firms of one side trade as much as its mean link asks."""
    k = len(firms.counts)
    trade = np.bincount(side, value, k)
    share_asked = least * value / count / np.where(trade > 0, trade, 1.0)[side]
    found = np.empty(len(side), np.int64)
    order = np.argsort(side, kind="stable")
    ends = np.searchsorted(side[order], np.arange(k + 1))
    for i in range(k):
        cells = order[ends[i] : ends[i + 1]]
        shares = firms.share[firms.start[i] : firms.start[i + 1]]
        found[cells] = np.searchsorted(-shares, -share_asked[cells], side="right")
    # room for that many different pairs
    room = np.ceil(np.sqrt(2.0 * count)).astype(np.int64)
    enough = np.minimum(np.maximum(np.maximum(found, room), 1), firms.counts[side])
    return np.asarray(enough, dtype=np.int64)
