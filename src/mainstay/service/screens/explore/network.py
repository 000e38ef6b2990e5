"""The aggregated network: at most 500 nodes and 2,000 links, and what is not drawn as a gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.service.screens.explore.cells import KINDS, CellKind
from mainstay.service.screens.explore.filters import Chosen, values
from mainstay.service.screens.explore.ground import Ground, drawn_kinds
from mainstay.service.screens.explore.grouping import Groups
from mainstay.twin.net import Floats

Places = NDArray[np.int64]

#: Most nodes and links of an aggregated network; links drawn when not asked otherwise.
MOST_NODES, MOST_LINKS, LINKS = 500, 2000, 700

#: Families of links: those of one family share a unit and may be added up.
FAMILIES: Mapping[str, tuple[CellKind, ...]] = {
    "purchases": (CellKind.PURCHASE, CellKind.FINAL),
    "production": (CellKind.PRODUCTION,),
    "shipments": (CellKind.SHIPMENT,),
    "end uses": (CellKind.END_USE,),
}

#: Part of the links drawn that each family may have; what one leaves goes to the first.
_QUOTA = {"purchases": 0.46, "production": 0.2, "shipments": 0.17, "end uses": 0.17}


@dataclass(frozen=True, eq=False)
class Flows:
    """Links of one family between drawn nodes, largest first.

    Parameters
    ----------
    family
        Its name; ``unit`` is ``usd``, or ``share`` of what each mineral's market holds.
    source, target, value, seen, count
        Drawn nodes, sum, published part of the sum, and cells behind it; all ``(e,)``.
    inside_value, inside_seen, inside_count
        Of cells that lie inside of one node or end outside of the view, and so make no link.
    """

    family: str
    unit: str
    source: Places
    target: Places
    value: Floats
    seen: Floats
    count: Places
    inside_value: float = 0.0
    inside_seen: float = 0.0
    inside_count: int = 0

    @property
    def size(self) -> Floats:
        """What the links are ranked by."""
        return np.abs(self.value)

    def drawn(self, links: int) -> int:
        """Return how many are drawn of so many allowed."""
        return min(links, len(self.source))


def flows_of(ground: Ground, groups: Groups, chosen: Chosen) -> list[Flows]:
    """Return the links of every family, each with all its cells in it."""
    found = []
    for family, kinds in FAMILIES.items():
        take = np.isin(ground.cells.kind[chosen.rows], [KINDS.index(k) for k in kinds])
        if family == "purchases":
            found.append(_purchases(ground, groups, chosen, take))
        else:
            found.append(_minerals(ground, groups, chosen, take, family))
    return found


def quotas(flows: list[Flows], links: int) -> dict[str, int]:
    """Return how many links of each family are drawn when so many may be.

    Examples
    --------
    >>> quotas([], 100)
    {}
    """
    allowed = {f.family: f.drawn(int(links * _QUOTA[f.family])) for f in flows}
    for flow in flows:
        allowed[flow.family] = flow.drawn(
            allowed[flow.family] + links - sum(allowed.values())
        )  # fmt: skip
    return allowed


def not_drawable(ground: Ground, chosen: Chosen) -> dict[CellKind, int]:
    """Return how many of the cells left are of kinds that lie inside of drawn nodes."""
    kinds = ground.cells.kind[chosen.rows]
    counts = np.bincount(kinds, minlength=len(KINDS))
    return {
        kind: int(counts[k])
        for k, kind in enumerate(KINDS)
        if kind not in drawn_kinds() and counts[k]
    }


def _purchases(
    ground: Ground, groups: Groups, chosen: Chosen, take: NDArray[np.bool_]
) -> Flows:  # fmt: skip
    """Return who sells to whom in dollars; what a market imports comes from its regions."""
    cells, rows = ground.cells, chosen.rows[take]
    whole = ground.cells.value_usd[rows] * chosen.weight[take]
    pool, seen = cells.pool[rows], cells.seen[rows]
    target = groups.node[cells.target[rows]]
    sources, targets, parts, known = [], [], [], []
    origins = [(groups.node[cells.source[rows]], ground.at_home)]
    origins += [
        (np.full(len(rows), groups.region[r]), ground.abroad[r]) for r in range(len(ground.regions))
    ]
    for k, (source, share) in enumerate(origins):
        if not chosen.origin[k]:
            continue
        use = np.flatnonzero(share[pool])
        part = whole[use] * share[pool[use]]
        sources.append(source[use])
        targets.append(target[use])
        parts.append(part)
        known.append(part * seen[use])
    if not sources:
        return _summed("purchases", groups, (target[:0], target[:0]), whole[:0], whole[:0])
    ends = (np.concatenate(sources), np.concatenate(targets))
    return _summed("purchases", groups, ends, np.concatenate(parts), np.concatenate(known))


def _minerals(
    ground: Ground, groups: Groups, chosen: Chosen, take: NDArray[np.bool_], family: str
) -> Flows:  # fmt: skip
    """Return links of minerals in shares; other forms than the main one lie inside of the node."""
    cells, rows = ground.cells, chosen.rows[take]
    share = np.nan_to_num(cells.share[rows])
    source, target = groups.node[cells.source[rows]], groups.node[cells.target[rows]].copy()
    made, traded = ground.main_pools()
    main = {"production": made, "shipments": traded}.get(family)
    if main is not None:
        # a share of a second form must not be added to one of the first
        target[~main[cells.pool[rows]]] = -1
    return _summed(family, groups, (source, target), share, share * cells.seen[rows])


def _summed(
    family: str, groups: Groups, ends: tuple[Places, Places], value: Floats, seen: Floats
) -> Flows:  # fmt: skip
    source, target = ends
    size = len(groups)
    here = (source >= 0) & (target >= 0)
    if groups.inside:
        own = np.isin(np.arange(size), list(groups.inside))
        here &= own[source] | own[target]
    key = source[here] * size + target[here]
    sums = np.bincount(key, value[here], minlength=size * size).astype(np.float64)
    known = np.bincount(key, seen[here], minlength=size * size).astype(np.float64)
    count = np.bincount(key, minlength=size * size)
    places = np.flatnonzero(count)
    places = places[np.argsort(-np.abs(sums[places]), kind="stable")]
    return Flows(
        family, "usd" if family == "purchases" else "share", places // size, places % size,
        sums[places], known[places], count[places],
        float(value[~here].sum()), float(seen[~here].sum()), int((~here).sum()),
    )  # fmt: skip


def whole_value(ground: Ground, chosen: Chosen, *kinds: CellKind) -> float:
    """Return the dollars of the chosen cells of some kinds that count."""
    take = np.isin(ground.cells.kind[chosen.rows], [KINDS.index(k) for k in kinds])
    return float(np.nansum(values(ground, chosen)[take]))
