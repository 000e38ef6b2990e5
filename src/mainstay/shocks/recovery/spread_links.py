"""The deliveries that are missing on chosen days, the largest of each day."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from mainstay.model import Table
from mainstay.shocks.recovery.contract import Economy, Trajectory
from mainstay.shocks.recovery.groups import per_day
from mainstay.shocks.recovery.members import Members, checked, shaped
from mainstay.shocks.recovery.spread import DAYS, MOST_NODES, loss_on, within
from mainstay.shocks.recovery.suppliers import Suppliers
from mainstay.twin.net import Floats

#: Links of one day.
MOST_LINKS = 120
#: Share of normal up to which a loss is rounding and no missing delivery.
ROUNDING = 1e-9

NOTE = "inferred: normal delivery times the loss of the supplier; changed orders are not in it"


def spread_links(
    trajectory: Trajectory,
    economy: Economy,
    members: Members,
    *,
    names: Mapping[str, str] | None = None,
    days: Sequence[float] = DAYS,
    most: int = MOST_LINKS,
    most_nodes: int = MOST_NODES,
) -> Table:
    """Return the largest missing deliveries of each day; empty where a run kept no outputs.

    The order is stable: by what is missing, then by supplier and buyer.

    Parameters
    ----------
    trajectory, economy
        The run and what was run.
    members
        Scenario to its members in the batch; losses are those of the middle member.
    names
        Words for ids of activities and products.
    days
        Days to show.
    most
        Links of one day.
    most_nodes
        Suppliers and buyers of one day; a link that would bring one more is left out.

    Raises
    ------
    InputError
        If a scenario has no member or one that the batch does not have.
    """
    suppliers = Suppliers(economy.links)
    scale = per_day(trajectory, economy)
    words = dict(names or {})
    rows: list[dict[str, object]] = []
    for scenario, places in checked(members, trajectory.lost.shape[1]).items():
        for day in within(trajectory, days):
            loss = loss_on(trajectory, day, places)
            if loss is None or day <= 0.0:
                continue
            middle = np.median(loss, axis=1)
            short = np.where(middle > ROUNDING, middle, 0.0)
            found = _links(economy, suppliers, short, most)
            for rank, (missing, i, cell) in enumerate(_bounded(found, economy, most_nodes), 1):
                j, product = int(economy.links.buyer[cell]), int(economy.links.product[cell])
                rows.append(
                    {
                        "scenario": scenario, "day": day, "rank": rank,
                        "source": economy.ids[i], "target": economy.ids[j],
                        "product": economy.links.products[product],
                        "source_name": words.get(economy.ids[i], economy.ids[i]),
                        "target_name": words.get(economy.ids[j], economy.ids[j]),
                        "missing_usd_per_day": missing * scale,
                        "share_of_input": missing / float(economy.links.flow[cell]),
                    }
                )  # fmt: skip
    return shaped("spread_links", rows, "Deliveries that are missing", (NOTE,))


def _links(
    economy: Economy, suppliers: Suppliers, short: Floats, most: int
) -> list[tuple[float, int, int]]:
    """Return missing flow a year, supplier and cell, the largest first."""
    total = np.zeros(len(economy.links.flow))
    for block in economy.links.blocks():
        total[block.cells] = block.gather(short[:, None])[:, 0]
    # the smallest link kept comes first; no link is larger than its cell, so that the search ends
    # at the first cell that is smaller than all that are kept
    kept: list[tuple[float, int, int]] = []
    for cell in np.argsort(-total, kind="stable"):
        if total[cell] <= 0.0 or (len(kept) == most and total[cell] < kept[0][0]):
            break
        sellers, flows = suppliers.of(int(cell))
        lost = flows * short[sellers]
        for k in np.flatnonzero(lost):
            link = (float(lost[k]), -int(sellers[k]), -int(cell))
            if len(kept) < most:
                heapq.heappush(kept, link)
            else:
                heapq.heappushpop(kept, link)
    return [(missing, -i, -cell) for missing, i, cell in sorted(kept, reverse=True)]


def _bounded(
    found: list[tuple[float, int, int]], economy: Economy, most: int
) -> Iterator[tuple[float, int, int]]:
    """Yield links as long as their ends are among so many nodes."""
    nodes: set[int] = set()
    for missing, i, cell in found:
        ends = {i, int(economy.links.buyer[cell])}
        if len(nodes | ends) <= most:
            nodes |= ends
            yield missing, i, cell
