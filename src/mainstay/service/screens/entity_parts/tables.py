"""The tables of an entity's page: the first of them is what the command line gives first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from mainstay.errors import InputError
from mainstay.model import Table
from mainstay.service.screens.entities import Entity, EntityBook
from mainstay.service.screens.entity_ids import (
    EntityKind,
    entity_id,
    entity_of_pool,
)
from mainstay.service.screens.entity_parts.facts_minerals import Ground, country_rows
from mainstay.service.screens.entity_parts.sections import (
    has_dollars,
    listed,
    named_as,
    place_key,
)
from mainstay.service.screens.entity_parts.why import quantity
from mainstay.service.screens.shapes import ShownTable, shown_table
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.dependents import depends
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.selection import source_line
from mainstay.twin.suppliers import imports, supplies

#: Rows of a table on the page; the command line gives all of them.
ROWS = 25

#: More rows than the publisher prints of one mineral.
ALL = 1000


_SUPPLY_ONLY = " (supply only)"

#: Headings of columns whose names in files say less to a reader.
_TITLES = {
    "amount_usd": "dollars", "supply_share": "share", "direct_share": "share, in one step",
    "all_share": "share, at all steps", "passing_share": "part that passes through it",
    "through_usd": "passes through it", "final_usd": "bought in all", "sold_usd": "sold",
    "market_share": "share of that market", "world_share": "share of the world",
    "world_lo_share": "share, low", "world_hi_share": "share, high", "import_share": "share",
    "us_import_share": "share of US imports",
}  # fmt: skip


def _region(name: str) -> str:
    return "unknown origin" if name == UNALLOCATED else name


def tables_of(ground: Ground, book: EntityBook, entity: Entity) -> tuple[ShownTable, ...]:
    """Return the tables of an entity's page: who supplies it, what it sells."""
    if entity.kind is EntityKind.MINERAL:
        return _mineral_tables(ground, book, entity)
    if entity.kind is EntityKind.COUNTRY:
        return _country_table(ground, entity)
    if entity.kind is EntityKind.REGION:
        return (_sold(book, entity),)
    found = [_suppliers(book, entity)]
    try:
        found.append(_regions(book, imports(ground.net, entity.thing)))
    except InputError:
        return tuple(found)
    if entity.kind is not EntityKind.COMMODITY:
        found.append(_sold(book, entity))
    return tuple(found)


def purchases(ground: Ground, book: EntityBook, entity: Entity) -> tuple[ShownTable, ...]:
    """Return what each account buys that stands on an entity, the largest first."""
    if not has_dollars(ground, entity):
        return ()
    net, found = ground.net, []
    for account in ACCOUNTS:
        table = depends(net, entity.thing, account, tiers="all")
        rows = table.rows()
        shown_rows = [
            {"name": r["name"], "through_usd": r["through_usd"], "passing_share": r["share"],
             "final_usd": r["final_usd"]}
            for r in rows[:ROWS]
        ]  # fmt: skip
        of = "the economy" if account == "economy" else account
        title = f"What {of} buys that stands on {entity.name}"
        made = Table.of(f"{account}_purchases", shown_rows, title=title, source=table.source)
        keys = [listed(book, entity_of_pool(net, net.pool_index[r["id"]])) for r in rows[:ROWS]]
        found.append(_titled(made, len(rows), {"name": keys}))
    return tuple(found)


def _titled(table: Table, total: int, entities: dict[str, Sequence[str | None]]) -> ShownTable:
    """Return a table with headings in words."""
    plain = shown_table(table, total=total, entities=entities)
    columns = tuple(replace(c, title=_TITLES.get(c.name, c.title)) for c in plain.columns)
    return replace(plain, columns=columns)


def _suppliers(book: EntityBook, entity: Entity) -> ShownTable:
    net = book.net
    table = supplies(net, entity.thing)
    rows = table.rows()
    shown_rows = [
        {"name": r["name"].removesuffix(_SUPPLY_ONLY), "region": r["region"],
         "supply_share": r["share"], "amount_usd": r["amount"]}
        for r in rows[:ROWS]
    ]  # fmt: skip
    title = f"Direct suppliers of {entity.name}"
    made = Table.of("supplies_direct", shown_rows, title=title, source=table.source)
    keys = [listed(book, book.of_activity(net.activity_index[r["id"]])) for r in rows[:ROWS]]
    return _titled(made, len(rows), {"name": keys})


def _regions(book: EntityBook, table: Table) -> ShownTable:
    rows = table.rows()
    shown_rows = [
        {"region": _region(r["region"]), "direct_share": r["direct_share"], "all_share": r["share"]}
        for r in rows
    ]
    made = Table.of("imports", shown_rows, title="From which regions abroad", source=table.source)
    return _titled(made, len(rows), {"region": [named_as(book, r["region"])[1] for r in rows]})


def _sold(book: EntityBook, entity: Entity) -> ShownTable:
    """Return what the entity's activities sell, by product."""
    net, own = book.net, entity.chosen.activities
    made = np.asarray(net.make[own].sum(axis=0)).ravel()
    order = [int(j) for j in np.argsort(-made, kind="stable") if made[j] > 0]
    rows: list[dict[str, object]] = [
        {"name": net.pools.name[j], "sold_usd": float(made[j]),
         "market_share": float(made[j] / net.made_usd[j])}
        for j in order[:ROWS]
    ]  # fmt: skip
    table = Table.of("sells", rows, title=f"What {entity.name} sells", source=source_line(net))
    keys = [listed(book, entity_of_pool(net, j)) for j in order[:ROWS]]
    return _titled(table, len(order), {"name": keys})


def _mineral_tables(ground: Ground, book: EntityBook, entity: Entity) -> tuple[ShownTable, ...]:
    """Return the tables of a mineral as the command line orders them, with links to places."""
    facts = ground.opened.minerals.get(entity.code)
    if facts is None:
        return ()
    places = {p.name: p.place for pool in facts.world for p in pool.producers}
    places |= {s.name: s.place for pool in facts.imports for s in pool.sources}
    found = []
    for table in ground.opened.supplies(entity.thing, top=ALL):
        if table.name not in _MINERAL_ROWS or not len(table):
            continue
        rows = table.rows()
        made = Table.of(table.name, [_MINERAL_ROWS[table.name](row) for row in rows],
                        title=table.title, source=table.source)  # fmt: skip
        keys = [place_key(book, places.get(row["name"], "")) for row in rows]
        found.append(_titled(made, len(rows), {"name": keys}))
    return tuple(found)


def _world_row(row: Mapping[str, Any]) -> dict[str, object]:
    made = row["qualifier"].replace("_", " ")
    if row["quantity"] is not None:
        made = quantity(row["quantity"], row["unit"])
    return {
        "stage": row["stage"].replace("-", " "), "name": row["name"], "made": made,
        "world_share": row["share"], "world_lo_share": row["share_lo"],
        "world_hi_share": row["share_hi"], "printed": row["qualifier"].replace("_", " "),
        "of": row["rule"].replace("_", " "), "year": row["year"],
    }  # fmt: skip


def _import_row(row: Mapping[str, Any]) -> dict[str, object]:
    return {
        "form": row["form"], "name": row["name"], "import_share": row["share"],
        "years": row["years"],
    }  # fmt: skip


_MINERAL_ROWS: dict[str, Callable[[Mapping[str, Any]], dict[str, object]]] = {
    "world": _world_row,
    "imports": _import_row,
}


def _country_table(ground: Ground, entity: Entity) -> tuple[ShownTable, ...]:
    rows = country_rows(ground, entity)
    if not rows:
        return ()
    first = next(iter(ground.opened.minerals.values()))
    table = Table.of(
        "minerals", [{k: v for k, v in row.items() if k != "slug"} for row in rows],
        title=f"Minerals of {entity.name}", source=first.edition,
        notes=("A share that is not printed for the country may be inside of other countries.",),
    )  # fmt: skip
    keys = [entity_id(EntityKind.MINERAL, str(row["slug"])) for row in rows]
    return (_titled(table, len(rows), {"mineral": keys}),)
