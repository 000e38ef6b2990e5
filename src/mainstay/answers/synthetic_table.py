"""A balanced table of many regions as arrays, and the shock that a peer is compared on.

The same seed gives the same table everywhere, so that another program can be fed the same economy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.events import Event, Kind, Recovery
from mainstay.shocks.ario.table import builders_of, table_economy
from mainstay.twin.net import Floats

#: Share of what a region uses that it makes itself.
HOME = 0.8


@dataclass(frozen=True, eq=False)
class Table:
    """Flows ``(n, n)``, final use ``(n, k)`` and output ``(n,)`` a year, region by region.

    ``builders`` are the sectors that rebuild, with their shares.
    """

    flows: Floats
    final: Floats
    output: Floats
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    builders: tuple[tuple[str, float], ...] = ()

    def economy(self) -> Economy:
        """Return the economy with covers, capital and psi as BoARIO's defaults have them."""
        return table_economy(self.flows, self.final, self.output, self.sectors, self.regions)


def synthetic_table(regions: int, sectors: int, seed: int = 1) -> Table:
    """Return a table whose rows sum to output and whose value added is positive.

    Technology is shared with noise, inputs come from home for :data:`HOME` and from elsewhere by
    the size of its economy. Draws are made in a fixed order: the table is that of the peer's run.

    Examples
    --------
    >>> table = synthetic_table(2, 3)
    >>> bool(np.allclose(table.flows.sum(axis=1) + table.final[:, :].sum(axis=1), table.output))
    True
    """
    draw = np.random.default_rng(seed)
    n = regions * sectors
    added = draw.uniform(0.25, 0.65, n)
    size = draw.lognormal(0, 1.2, regions)
    size /= size.sum()
    technology = draw.lognormal(0, 1.5, (sectors, sectors))
    technology[draw.random((sectors, sectors)) < 0.15] = 0.0
    np.fill_diagonal(technology, technology.diagonal() + 1.0)
    inputs = np.empty((n, n))
    for region in range(regions):
        mine = technology * draw.lognormal(0, 0.2, (sectors, sectors))
        mine /= mine.sum(0)
        origin = size[:, None] * draw.lognormal(0, 0.5, (regions, sectors))
        _at_home(origin, region)
        columns = slice(region * sectors, (region + 1) * sectors)
        inputs[:, columns] = (origin[:, :, None] * mine[None]).reshape(n, sectors)
    inputs *= (1 - added)[None, :]
    final = np.zeros((n, regions))
    for region in range(regions):
        budget = draw.dirichlet(np.ones(sectors) * 2) * size[region] * 1e6
        origin = size[:, None] * np.ones((regions, sectors))
        _at_home(origin, region)
        final[:, region] = (origin * budget).reshape(n) * draw.dirichlet(np.ones(1))[0]
    output = np.linalg.solve(np.eye(n) - inputs, final.sum(1))
    names = tuple(f"s{s:03d}" for s in range(sectors))
    return Table(inputs * output[None, :], final, output,
                 tuple(f"reg{r:03d}" for r in range(regions)), names,
                 ((names[-1], 0.6), (names[-2], 0.4)))  # fmt: skip


def capital_loss(
    table: Table, economy: Economy, recovery: Recovery, share: float = 0.2, scenario: int = 0
) -> Event:
    """Return the loss that the peer's runs suffer, on day 1.

    In the region with most capital, a third of the sectors that matter lose the same money each:
    ``share`` of what the smallest of them has. It recovers in 180 days from day 22, or is rebuilt
    from day 21 on by the table's builders.

    A recovery of the peer that lasts ``d`` days is whole for ``d + 1`` steps, hence 21 here where
    the peer is told 20.
    """
    damaged = damaged_activities(table, economy)
    money = np.full(len(damaged), share * economy.capital[damaged].min())
    if recovery is not Recovery.REBUILD:
        return Event(scenario, Kind.CAPITAL, damaged, money, 1.0, 21.0, recovery, 180.0)
    share_of = dict(table.builders)
    shares = np.array([share_of.get(sector, 0.0) for sector in table.sectors])
    builders = builders_of(table.flows, len(shares), damaged, shares, compatible=True)
    return Event(scenario, Kind.CAPITAL, damaged, money, 1.0, 20.0, recovery, 180.0,
                 rebuilders=builders)  # fmt: skip


def damaged_activities(table: Table, economy: Economy) -> NDArray[np.intp]:
    """Return the activities that lose capital in :func:`capital_loss`."""
    sectors = len(table.sectors)
    by_region = economy.capital.reshape(-1, sectors)
    region = int(by_region.sum(axis=1).argmax())
    capital = by_region[region]
    large = np.flatnonzero(capital > 0.02 * capital.max())
    return region * sectors + large[: max(2, len(large) // 3)]


def _at_home(origin: Floats, region: int) -> None:
    origin[region] = 0
    origin *= (1 - HOME) / origin.sum(0)
    origin[region] = HOME
