"""Who supplies a thing and who depends on it, in a net with its minerals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mainstay.errors import InputError, NotFound, UnknownCode
from mainstay.fusion.mineral_facts import MineralFacts
from mainstay.fusion.mineral_names import mineral_of
from mainstay.fusion.mineral_shares import hhi, import_sources, world_shares
from mainstay.model import Table
from mainstay.twin import dependents, suppliers
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.net import Net

Minerals = Mapping[str, MineralFacts]

#: Columns of mineral tables that a reader sees first.
_WORLD = ("stage", "name", "quantity", "unit", "year", "share", "share_lo", "share_hi",
          "qualifier", "rule", "source")  # fmt: skip
_IMPORTS = ("form", "name", "share", "years", "is_traded_pool", "source")


def supplies_of(
    net: Net, minerals: Minerals, thing: str, top: int, tiers: str = "direct"
) -> list[Table]:
    """Return who supplies a thing in a net with its minerals."""
    mineral = _mineral(minerals, thing)
    if mineral is not None:
        return _mineral_tables(mineral, top)
    tables = [suppliers.supplies(net, thing, tiers=tiers, top=top)]  # type: ignore[arg-type]
    try:
        tables += [suppliers.imports(net, thing), suppliers.concentrated(net, thing)]
    except (InputError, NotFound):
        return tables
    return tables


def _mineral(minerals: Minerals, thing: str) -> MineralFacts | None:
    wanted = thing.strip().casefold().removeprefix("mineral:")
    if wanted in minerals:
        return minerals[wanted]
    try:
        return minerals.get(mineral_of(thing))
    except UnknownCode:
        return None


def _largest_first(table: Table, within: str) -> list[dict[str, Any]]:
    """Return rows with the largest share first in each group; an unknown share comes last."""
    rows = table.rows()
    groups = list(dict.fromkeys(row[within] for row in rows))
    return sorted(
        rows, key=lambda r: (groups.index(r[within]), r["share"] is None, -(r["share"] or 0.0))
    )


def _mineral_tables(mineral: MineralFacts, top: int) -> list[Table]:
    name = mineral.names[0].lower()
    world = world_shares([mineral])
    rows = [{k: r[k] for k in _WORLD} for r in _largest_first(world, "stage")][:top]
    index: list[dict[str, object]] = [
        {"stage": pool.stage, "year": pool.year, "hhi": hhi(pool).value, "hhi_lo": hhi(pool).lo,
         "hhi_hi": hhi(pool).hi, "printed_total": pool.printed_total.value,
         "sum_of_parts": pool.known_sum, "unit": pool.unit}
        for pool in mineral.world
    ]  # fmt: skip
    sold = _largest_first(import_sources([mineral]), "form")
    bought = [{k: r[k] for k in _IMPORTS} for r in sold][:top]
    reliance: list[dict[str, object]] = [
        {"form": flow.form, "year": flow.year, "share": flow.amount.value,
         "share_lo": flow.amount.lo, "share_hi": flow.amount.hi,
         "qualifier": str(flow.amount.qualifier)}
        for flow in mineral.reliance
        if flow.year == mineral.year
    ]  # fmt: skip
    source = f"{mineral.edition}, observed by the publisher; confidence high"
    return [
        Table.of("world", rows, title=f"Who makes the world's {name}", source=source),
        Table.of("concentration", index, title=f"How concentrated {name} is", source=source),
        Table.of("imports", bought, title=f"Who ships {name} to the United States", source=source),
        Table.of("reliance", reliance, title="Net import reliance", source=source,
                 notes=mineral.notes),
    ]  # fmt: skip


def depends_of(net: Net, minerals: Minerals, thing: str, tiers: str, top: int) -> list[Table]:
    """Return what hangs on a thing in a net with its minerals."""
    mineral = _mineral(minerals, thing)
    name = mineral.primary.pool_id if mineral and mineral.primary else thing
    by_account = dependents.accounts(net, name)
    tables = [by_account, dependents.depends(net, name, tiers=tiers, top=top)]  # type: ignore[arg-type]
    if len(by_account):
        few = max(top // 4, 3)
        tables += [
            replace(found, name=f"{account}_purchases")
            for account in ACCOUNTS
            if account != "economy"
            for found in [dependents.depends(net, name, account, tiers=tiers, top=few)]  # type: ignore[arg-type]
        ]
    return tables
