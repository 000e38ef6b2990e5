"""What every view of the explore screen stands on, made once per open twin and kept with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mainstay.service.screens.entity_ids import entity_of_activity, entity_of_pool, place_of
from mainstay.service.screens.explore.cells import CellKind, Cells, account_names, cells_of
from mainstay.service.screens.explore.end_uses import end_use_cells
from mainstay.service.screens.explore.frame import Frame, frame_of, place_names
from mainstay.service.twins import OpenTwin
from mainstay.twin.exposure import account_columns
from mainstay.twin.net import FINAL_ACCOUNTS, ActivityKind, Floats, Net
from mainstay.twin.technology import Technology, technology

_KEY = "_explore_ground"

#: Region of the home economy, and the code that minerals give it.
HOME_REGION, HOME_COUNTRY = "US", "USA"


@dataclass
class Ground:
    """A twin's net as cells, with the names, groups and weights that filters and views need."""

    opened: OpenTwin

    @cached_property
    def net(self) -> Net:
        """The net."""
        return self.opened.net

    @cached_property
    def frame(self) -> Frame:
        """Sectors and import groups."""
        return frame_of(self.opened)

    @cached_property
    def cells(self) -> Cells:
        """Every cell."""
        return cells_of(self.net, end_use_cells(self.opened))

    @cached_property
    def technology(self) -> Technology:
        """The technology of the net."""
        return technology(self.net)

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Regions abroad that make into the net's markets in dollars."""
        leak = self.technology.leak.tocsr()
        filled = np.diff(leak.indptr) > 0
        return tuple(r for r, has in zip(self.technology.regions, filled, strict=True) if has)

    @cached_property
    def abroad(self) -> Floats:
        """``(r, m)`` share of each market that each of :attr:`regions` makes."""
        rows = [self.technology.regions.index(r) for r in self.regions]
        return np.asarray(self.technology.leak.tocsr()[rows].toarray(), dtype=np.float64)

    @cached_property
    def at_home(self) -> Floats:
        """``(m,)`` share of each market that is made at home: what is left of the others."""
        return np.asarray(1.0 - self.abroad.sum(axis=0), dtype=np.float64)

    @cached_property
    def node_names(self) -> tuple[str, ...]:
        """Names of activities, pools and accounts of final use."""
        finals = tuple(f"final use: {name}" for name in account_names())
        return (*self.net.activities.name, *self.net.pools.name, *finals)

    @cached_property
    def node_entities(self) -> tuple[str, ...]:
        """Entity of each node; empty for accounts of final use."""
        net = self.net
        return (
            *(entity_of_activity(net, i) for i in range(len(net.activities))),
            *(entity_of_pool(net, j) for j in range(len(net.pools))),
            *("",) * len(FINAL_ACCOUNTS),
        )

    @cached_property
    def node_sectors(self) -> tuple[str, ...]:
        """Sector of each node; empty where it is in none."""
        net, sector = self.net, self.sector_of
        return (
            *(sector(code) for code in net.activities.industry),
            *("" if self.is_mineral[j] else sector(net.pools.product[j])
              for j in range(len(net.pools))),
            *("",) * len(FINAL_ACCOUNTS),
        )  # fmt: skip

    @cached_property
    def is_mineral(self) -> NDArray[np.bool_]:
        """``(m,)`` which pools are markets of minerals."""
        return np.array([key.startswith("mineral:") for key in self.net.pools.id], dtype=bool)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """``(n,)`` where each activity is: a country's code, or the name of a region."""
        net = self.net
        return tuple(
            place_of(net, i) if net.activities.kind[i] is ActivityKind.COUNTRY_PRODUCER
            else net.activities.region[i]
            for i in range(len(net.activities))
        )  # fmt: skip

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What a reader may type to find each node: its name, id and sector, folded."""
        ids = (*self.net.activities.id, *self.net.pools.id, *FINAL_ACCOUNTS)
        names = self.frame.sectors
        return tuple(
            f"{name} {key} {names.get(sector, '')}".casefold()
            for name, key, sector in zip(self.node_names, ids, self.node_sectors, strict=True)
        )

    @cached_property
    def countries(self) -> dict[str, str]:
        """Code to name of each place that makes a mineral."""
        names = place_names()
        found = {
            place_of(self.net, i)
            for i, kind in enumerate(self.net.activities.kind)
            if kind is ActivityKind.COUNTRY_PRODUCER
        }
        return {code: names.get(code, code.replace("_", " ")) for code in sorted(found)}

    @cached_property
    def minerals(self) -> dict[str, str]:
        """Slug to name of each mineral with a market."""
        slugs = {p for p, own in zip(self.net.pools.product, self.is_mineral, strict=True) if own}
        facts = self.opened.minerals
        return {s: facts[s].names[0] if s in facts else s for s in sorted(slugs)}

    @cached_property
    def confidence_usd(self) -> tuple[tuple[float, float], ...]:
        """Lower edge of a cell's size in dollars, and the spread of ``ln`` of its error."""
        return self.opened.compiled.sigma

    def sector_of(self, code: str) -> str:
        """Return the sector of an industry or product; itself where no list has it."""
        return self.frame.sector_of.get(code, code)

    def sector_name(self, sector: str) -> str:
        """Return the name of a sector; of one that no list has, the name of its product."""
        if sector in self.frame.sectors:
            return self.frame.sectors[sector]
        pools = self.net.pools
        named = (n for p, n in zip(pools.product, pools.name, strict=True) if p == sector)
        return next(named, sector)

    def serving(self, account: str) -> tuple[Floats, Floats]:
        """Return the share of each activity's output and of each pool that serves an account.

        At all tiers: what is used to make what is used to make what the account buys. ``(n,)`` and
        ``(m,)``, between 0 and 1; an activity without accounts of its own has the share of the
        markets it makes into, by value.

        Raises
        ------
        InputError
            If there is no such account.
        """
        kept = self.__dict__.setdefault("_served", {})
        if account not in kept:
            kept[account] = self._serving(account)
        found: tuple[Floats, Floats] = kept[account]
        return found

    def _serving(self, account: str) -> tuple[Floats, Floats]:
        net, tech = self.net, self.technology
        final = net.final_of(*account_columns(account))
        output = tech.solve(tech.on_activities(final))
        demand = tech.use_coefficients @ output + final
        made = net.made_usd
        pool = np.divide(demand, made, out=np.zeros(len(made)), where=made > 0)
        activity = np.zeros(len(net.activities))
        activity[tech.activity] = output / tech.output_usd
        by_maker = np.asarray(net.make.sum(axis=1)).ravel()
        outside = ~net.full & (by_maker > 0)
        activity[outside] = (net.make @ pool)[outside] / by_maker[outside]
        return np.clip(activity, 0.0, 1.0), np.clip(pool, 0.0, 1.0)

    def main_pools(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which pools stand for a mineral: in the world's production, in US imports."""
        index, m = self.net.pool_index, len(self.net.pools)
        made, traded = np.zeros(m, dtype=bool), np.zeros(m, dtype=bool)
        for facts in self.opened.minerals.values():
            for marks, market in ((made, facts.primary), (traded, facts.traded)):
                if market is not None and market.pool_id in index:
                    marks[index[market.pool_id]] = True
        return made, traded


def ground_of(opened: OpenTwin) -> Ground:
    """Return the ground of an open twin; the same one each time."""
    found = opened.__dict__.get(_KEY)
    if not isinstance(found, Ground):
        found = Ground(opened)
        opened.__dict__[_KEY] = found
    return found


def drawn_kinds() -> tuple[CellKind, ...]:
    """Return the kinds of cells that the aggregated network draws; the others lie inside a node."""
    return (
        CellKind.PURCHASE, CellKind.FINAL, CellKind.PRODUCTION, CellKind.SHIPMENT, CellKind.END_USE,
    )  # fmt: skip
