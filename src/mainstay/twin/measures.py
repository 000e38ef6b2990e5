"""What a net says about a thing: who supplies it, who depends on it, what an account hangs on.

Shares are shares of cost, in dollars of the net's year: how much of what is paid passes through the
thing (:mod:`mainstay.twin.exposure` has the equation and its proof). They are not what stops
without it. Direct means in one step; all tiers means at any step, each dollar counted once.
"""

from __future__ import annotations

import numpy as np

from mainstay.model import Table
from mainstay.twin.dependents import accounts, depends
from mainstay.twin.net import Net
from mainstay.twin.position import position
from mainstay.twin.ranking import hangs_on
from mainstay.twin.selection import source_line
from mainstay.twin.suppliers import concentrated, imports, supplies
from mainstay.twin.technology import technology

__all__ = ["accounts", "concentrated", "depends", "hangs_on", "imports", "positions", "supplies"]


def positions(net: Net) -> Table:
    """Return upstreamness and downstreamness of every activity, furthest from final use first.

    Raises
    ------
    Infeasible
        If the net uses more than it makes.
    """
    tech = technology(net)
    found = position(tech)
    rows: list[dict[str, object]] = [
        {
            "id": tech.ids[k],
            "name": net.activities.name[tech.activity[k]],
            "upstreamness": _known(found.upstreamness[k]),
            "downstreamness": float(found.downstreamness[k]),
            "output_usd": float(tech.output_usd[k]),
        }
        for k in np.argsort(-np.nan_to_num(found.upstreamness), kind="stable")
    ]
    return Table.of(
        "positions", rows, title="Steps to final use and from first inputs", source=source_line(net)
    )


def _known(value: np.float64) -> float | None:
    return float(value) if np.isfinite(value) else None
