"""Which drawn node each node of the net stands in, in the overview and inside of one sector."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import NotFound
from mainstay.service.screens.entity_ids import EntityKind, entity_id
from mainstay.service.screens.explore.cells import CellKind, account_names
from mainstay.service.screens.explore.ground import Ground
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.net import FINAL_ACCOUNTS, ActivityKind

Places = NDArray[np.int64]

#: Partners of a sector that are drawn one by one; the others stay in their sectors.
PARTNERS = 40


@dataclass
class Groups:
    """Drawn nodes, and where the nodes of the net stand.

    Parameters
    ----------
    id, name, kind, entity
        Of each drawn node: ``kind`` is sector, industry, commodity, final, region, country or
        mineral; ``entity`` is empty where there is no page about it.
    node
        Node of the net to its drawn node; -1 where it is not drawn.
    region
        ``(r,)`` drawn node of each region abroad.
    inside
        Drawn nodes that are the subject of the view; empty in the overview.
    """

    id: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    entity: list[str] = field(default_factory=list)
    node: Places = field(default_factory=lambda: np.zeros(0, np.int64))
    region: Places = field(default_factory=lambda: np.zeros(0, np.int64))
    inside: frozenset[int] = frozenset()
    _place: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.id)

    def place_of(self, key: str) -> int | None:
        """Return the position of a drawn node, or ``None`` where it is not drawn."""
        return self._place.get(key)

    def add(self, key: str, name: str, kind: str, entity: str = "") -> int:
        """Return the position of a drawn node, made on first use."""
        if key not in self._place:
            self._place[key] = len(self.id)
            self.id.append(key)
            self.name.append(name)
            self.kind.append(kind)
            self.entity.append(entity)
        return self._place[key]


def overview(ground: Ground) -> Groups:
    """Return the groups of the overview: sectors, final uses, regions, minerals, countries."""
    made = ground.__dict__.get("_overview_groups")
    if not isinstance(made, Groups):
        made = ground.__dict__["_overview_groups"] = _overview(ground)
    return made


def _overview(ground: Ground) -> Groups:
    groups = Groups()
    groups.node = np.full(len(ground.node_names), -1, dtype=np.int64)
    for node, sector in enumerate(ground.node_sectors):
        if sector:
            groups.node[node] = _sector(groups, ground, sector)
    _add_rest(groups, ground)
    return groups


def inside(ground: Ground, sector: str) -> Groups:
    """Return the groups inside of one sector: its industries, their largest partners, the rest.

    Raises
    ------
    NotFound
        If the net has no such sector.
    """
    if sector not in set(ground.node_sectors) or not sector:
        known = ", ".join(sorted({s for s in ground.node_sectors if s})[:12])
        raise NotFound(f"no sector {sector!r}", hint=f"sectors begin with: {known}")
    groups = Groups()
    groups.node = np.full(len(ground.node_names), -1, dtype=np.int64)
    own = [k for k, s in enumerate(ground.node_sectors) if s == sector]
    for node in own:
        groups.node[node] = _single(groups, ground, node)
    groups.inside = frozenset(range(len(groups)))
    for node in _largest_partners(ground, own):
        groups.node[node] = _single(groups, ground, node)
    # a product and its industry are one node: where one is a partner, the other is as well
    for node, found in enumerate(ground.node_sectors):
        if not found or groups.node[node] >= 0:
            continue
        single = groups.place_of(_single_key(ground, node))
        groups.node[node] = _sector(groups, ground, found) if single is None else single
    _add_rest(groups, ground)
    return groups


def _sector(groups: Groups, ground: Ground, sector: str) -> int:
    place = groups.place_of(f"sector:{sector}")
    if place is not None:
        return place
    return groups.add(f"sector:{sector}", ground.sector_name(sector), "sector")


def _single_key(ground: Ground, node: int) -> str:
    """Return the id of a node by itself; a product takes that of the industry that names it."""
    key = ground.node_entities[node]
    return key.replace("commodity:", "industry:", 1) if node >= len(ground.net.activities) else key


def _single(groups: Groups, ground: Ground, node: int) -> int:
    key, entity = _single_key(ground, node), ground.node_entities[node]
    industry = key in _industries(ground)
    name = ground.node_names[node].removesuffix(", imported")
    if industry:
        return groups.add(key, name, "industry", key)
    return groups.add(entity, name, entity.partition(":")[0], entity)


def _industries(ground: Ground) -> frozenset[str]:
    kept = ground.__dict__.get("_industry_entities")
    if not isinstance(kept, frozenset):
        kept = frozenset(ground.node_entities[: len(ground.net.activities)])
        ground.__dict__["_industry_entities"] = kept
    return kept


def _largest_partners(ground: Ground, own: list[int]) -> list[int]:
    """Return the industries outside with which those inside trade most, largest first."""
    cells, n = ground.cells, len(ground.net.activities)
    mine = np.zeros(len(ground.node_names), dtype=bool)
    mine[own] = True
    use = cells.of_kind(CellKind.PURCHASE)
    source, target, value = cells.source[use], cells.target[use], cells.value_usd[use]
    home = ground.at_home[cells.pool[use]]
    sold = mine[source] & ~mine[target]
    bought = mine[target] & ~mine[source]
    size = np.bincount(target[sold], value[sold], minlength=len(mine))
    size += np.bincount(source[bought], (value * home)[bought], minlength=len(mine))
    by_key: dict[str, tuple[float, int]] = {}
    for node in np.flatnonzero(size > 0):
        key = _single_key(ground, int(node))
        total, first = by_key.get(key, (0.0, int(node)))
        by_key[key] = (total + float(size[node]), min(first, int(node)))
    ordered = sorted(by_key.values(), key=lambda pair: (-pair[0], pair[1]))
    return [node for _, node in ordered[:PARTNERS] if node < n or ground.node_sectors[node]]


def _add_rest(groups: Groups, ground: Ground) -> None:
    """Add accounts of final use, regions, minerals and countries."""
    net = ground.net
    n, m = len(net.activities), len(net.pools)
    for k, (code, name) in enumerate(zip(FINAL_ACCOUNTS, account_names(), strict=True)):
        groups.node[n + m + k] = groups.add(f"final:{code}", name, "final")
    places = []
    for region in ground.regions:
        key = entity_id(EntityKind.REGION, region)
        name = "imports of unknown origin" if region == UNALLOCATED else region.replace("_", " ")
        places.append(groups.add(key, name, "region", key))
    groups.region = np.array(places, dtype=np.int64)
    names = ground.minerals
    for j in np.flatnonzero(ground.is_mineral):
        key = ground.node_entities[n + int(j)]
        slug = net.pools.product[j]
        groups.node[n + j] = groups.add(key, names.get(slug, slug), "mineral", key)
    for i, kind in enumerate(net.activities.kind):
        if kind is ActivityKind.COUNTRY_PRODUCER:
            key, place = ground.node_entities[i], ground.places[i]
            groups.node[i] = groups.add(key, ground.countries.get(place, place), "country", key)
