"""What minerals go into, as cells: share of a mineral's use at home that each industry takes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mainstay.service.twins import OpenTwin


@dataclass(frozen=True, slots=True)
class EndUseCell:
    """One industry's part of one mineral's use.

    Parameters
    ----------
    pool
        Position of the mineral's market in the net.
    buyer
        Position of the industry.
    share
        Of the mineral's use at home, summed over its uses in that industry.
    value_usd
        The same in dollars; NaN where the dollars of the mineral's use are not known.
    confidence
        Of the weakest part of it.
    """

    pool: int
    buyer: int
    share: float
    value_usd: float
    confidence: float


def end_use_cells(opened: OpenTwin) -> list[EndUseCell]:
    """Return the end uses of every mineral of a twin that has a market in its net."""
    net, found = opened.net, opened.net.materials
    industries = {net.activities.industry[i]: i for i in range(len(net.activities)) if net.full[i]}
    cells: list[EndUseCell] = []
    for mineral, uses in found.uses.items():
        pool = main_pool(opened, mineral)
        if pool is None:
            continue
        spend = found.home[mineral].spend_usd.mode if mineral in found.home else math.nan
        parts: dict[int, tuple[float, float]] = {}
        for use in uses:
            for placed in use.placements:
                buyer = industries.get(placed.industry)
                if buyer is None:
                    continue
                share, sure = parts.get(buyer, (0.0, 1.0))
                parts[buyer] = (
                    share + use.share.mode * placed.split.mode,
                    min(sure, use.share.confidence, placed.split.confidence),
                )
        cells += [
            EndUseCell(pool, buyer, share, spend * share, sure)
            for buyer, (share, sure) in sorted(parts.items())
        ]
    return cells


def main_pool(opened: OpenTwin, mineral: str) -> int | None:
    """Return the market that stands for a mineral: what is traded, else what the world makes."""
    facts = opened.minerals.get(mineral)
    if facts is None:
        return None
    for market in (facts.traded, facts.primary):
        if market is not None and market.pool_id in opened.net.pool_index:
            return opened.net.pool_index[market.pool_id]
    return None
