"""A compiled twin: the net, the account of how it was made, and the error of what was inferred."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from mainstay.errors import NotFound
from mainstay.fusion.accounts import SupplyUse
from mainstay.fusion.backtest import ProjectionError, backtest
from mainstay.fusion.from_claims import gross_output
from mainstay.fusion.links import summary_codes
from mainstay.fusion.mineral_facts import MineralFacts
from mainstay.model import Table
from mainstay.twin.compile import compile_economy
from mainstay.twin.economy import (
    BASE_YEAR,
    REGION_YEAR,
    Economy,
    accounts_of,
    economy_of,
)
from mainstay.twin.mineral_pools import with_minerals
from mainstay.twin.net import Net
from mainstay.twin.tables import from_tables, to_tables

#: Takes down one measured value: item, value, unit, words.
Add = Callable[[str, float, str, str], None]

#: The backtest carries detail of the first year to the second.
BACKTEST_YEARS = (2012, 2017)


@dataclass(frozen=True)
class Compiled:
    """What is compiled from a twin.

    Parameters
    ----------
    net
        The net.
    quality
        What was measured on the way: GDP both ways, misses, negative cells, coverage, error of the
        projection; a row each with ``item``, ``value``, ``unit`` and ``words``.
    sigma
        Pairs of the lower edge of a cell size, US dollars, and the spread of ``ln`` of its error.
    """

    net: Net
    quality: Table
    sigma: tuple[tuple[float, float], ...]

    def item(self, name: str) -> float:
        """Return one measured value by its item name.

        Raises
        ------
        NotFound
            If it was not measured.
        """
        for row in self.quality.rows():
            if row["item"] == name:
                return float(row["value"])
        raise NotFound(f"{name!r} was not measured for this twin")


def compile_twin(claims: pa.Table, minerals: Mapping[str, MineralFacts], twin_id: str) -> Compiled:
    """Compile claims into a net and measure what happens on the way.

    Parameters
    ----------
    claims
        Of the accounts, gross output, regional imports and code links.
    minerals
        Facts by mineral; may be empty.
    twin_id
        The twin that the claims are of.

    Raises
    ------
    NotFound
        If a table is missing.
    UnbalancedTable
        If accounts do not close.
    """
    economy = economy_of(claims)
    net = with_minerals(compile_economy(economy.facts, twin_id), minerals.values())
    error = _error(claims, economy)
    sigma = tuple((c.floor_usd, c.sigma) for c in error.classes)
    return Compiled(net, _quality(economy, error, net), sigma)


def _error(claims: pa.Table, economy: Economy) -> ProjectionError:
    first, last = BACKTEST_YEARS
    return backtest(
        accounts_of(claims, "detail", first),
        economy.observed,
        accounts_of(claims, "summary", last),
        gross_output(claims, "detail", last),
        summary_codes(claims),
    )


def _quality(economy: Economy, error: ProjectionError, net: Net) -> Table:
    rows: list[dict[str, object]] = []

    def add(item: str, value: float, unit: str, words: str) -> None:
        rows.append({"item": item, "value": float(value), "unit": unit, "words": words})

    for published in (economy.observed, economy.summary):
        _add_accounts(add, published, "published")
    _add_accounts(add, economy.facts.accounts, "projected")
    report = economy.projection.report
    add("block_miss", report.block_miss_usd, "USD", "sum of misses of published summary cells")
    add("blocks_flipped", len(report.flipped), "count", "blocks whose sign changed since the prior")
    add("blocks_seeded", len(report.seeded), "count", "blocks without a cell in the prior")
    negatives, regional = economy.negatives, economy.region_negatives
    add("negative_cells", negatives.count, "count", "negative or out-of-bound cells moved by rule")
    add("negative_sum", negatives.sum_usd, "USD", "how far these were beyond their bound")
    add(
        "region_coverage",
        economy.region_coverage,
        "share",
        f"regional over national imports for intermediate use in {REGION_YEAR}, as published",
    )
    add("region_negative_cells", regional.count, "count", "negative cells of regional imports")
    add(
        "region_negative_sum",
        regional.sum_usd,
        "USD",
        "their sum, netted within commodity and user",
    )
    for method in error.methods:
        years = f"{error.from_year} to {error.to_year}"
        add(
            f"backtest_{method.method}",
            method.use_wape,
            "share",
            f"error of use cells, {years}, method {method.method}",
        )
    used = float(net.use.sum())
    add("seen", float(net.use_seen.sum()) / used, "share", "of the value of use cells is published")
    add(
        "residual",
        float(np.abs(net.pools.residual_usd).sum()),
        "USD",
        "pool residuals: domestic freight and duties inside import prices",
    )
    return Table.of(
        "quality",
        rows,
        title=f"The twin's accounts, {BASE_YEAR} dollars",
        source=economy.facts.accounts.source,
    )


def _add_accounts(add: Add, accounts: SupplyUse, how: str) -> None:
    found = accounts.measure()
    where = f"{how} {accounts.level} accounts of {accounts.year}"
    key = f"{how}_{accounts.level}_{accounts.year}"
    add(f"gdp_final_{key}", found.gdp_final_usd, "USD", f"GDP from final uses, {where}")
    add(
        f"gdp_value_added_{key}", found.gdp_value_added_usd, "USD", f"GDP from value added, {where}"
    )
    add(f"worst_miss_{key}", found.worst_usd, "USD", f"largest miss of one account, {where}")


def to_cache(compiled: Compiled) -> dict[str, pa.Table]:
    """Return everything as Arrow tables by name."""
    floors, spreads = zip(*compiled.sigma, strict=True)
    return {
        **to_tables(compiled.net),
        "quality": compiled.quality.data,
        "sigma": pa.table({"floor_usd": floors, "sigma": spreads}),
        "words": pa.table({"title": [compiled.quality.title], "source": [compiled.quality.source]}),
    }


def from_cache(tables: Mapping[str, pa.Table]) -> Compiled:
    """Return what :func:`to_cache` gave."""
    words = tables["words"].to_pylist()[0]
    sigma = tables["sigma"].to_pylist()
    own = ("quality", "sigma", "words")
    return Compiled(
        from_tables({name: t for name, t in tables.items() if name not in own}),
        Table("quality", tables["quality"], words["title"], words["source"]),
        tuple((row["floor_usd"], row["sigma"]) for row in sigma),
    )
