"""Append minerals to a net: who makes them in the world, and who ships them to the United States.

Each stage of a mineral is a pool in its own unit, with countries as supply-only activities. The
traded pool is another stage than the world-primary one: what a country ships need not be what it
mined, so a country may lead one and not the other. What the publisher lists without naming the
country, and what is left of a printed total, comes from a place of its own: unknown is never drawn
as none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from mainstay.fusion.mineral_facts import Amount, ImportPool, MineralFacts, WorldPool
from mainstay.fusion.mineral_shares import denominator
from mainstay.model import Label, Method
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.net import (
    FINAL_ACCOUNTS,
    Accounting,
    Activities,
    ActivityKind,
    Floats,
    Net,
    Pools,
)

#: Place code of rows such as "Other countries".
OTHER = "other"


@dataclass
class _Parts:
    """Rows gathered before they become arrays."""

    activities: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    pools: list[dict[str, object]] = field(default_factory=list)
    makes: list[tuple[str, int, float]] = field(default_factory=list)
    trade: list[tuple[int, int, float]] = field(default_factory=list)

    def maker(self, mineral: MineralFacts, place: str, name: str) -> str:
        """Return the id of a country's activity for a mineral, made on first use."""
        region = UNALLOCATED if place in {OTHER, UNALLOCATED} else place
        key = f"country:{place}:{mineral.slug}"
        self.activities.setdefault(
            key, (f"{name}: {mineral.names[0].lower()}", region, mineral.edition)
        )
        return key


def with_minerals(net: Net, minerals: Iterable[MineralFacts]) -> Net:
    """Return the net with every mineral's pools and producers appended.

    Parameters
    ----------
    net
        A net of money.
    minerals
        Facts of one edition, see :func:`mainstay.fusion.minerals.mineral_facts`.
    """
    parts = _Parts()
    for mineral in minerals:
        for pool in mineral.world:
            if pool.is_comparable and pool.measure == "production":
                _world(parts, mineral, pool)
        for imported in mineral.imports:
            _imports(parts, mineral, imported)
        _lane(parts, mineral)
    return _append(net, parts)


def _world(parts: _Parts, mineral: MineralFacts, pool: WorldPool) -> None:
    column = len(parts.pools)
    parts.pools.append(
        _pool(mineral, pool.pool_id, f"{_name(mineral)}, world {pool.stage}", "WORLD", pool)
    )
    for producer in pool.producers:
        if producer.amount.value:
            key = parts.maker(mineral, producer.place, producer.name)
            parts.makes.append((key, column, producer.amount.value))
    base = denominator(pool)
    rest = base.value - pool.known_sum if base and base.rule == "printed_total" else 0.0
    if rest > 0:
        key = parts.maker(mineral, UNALLOCATED, "Withheld producers")
        parts.makes.append((key, column, rest))


def _imports(parts: _Parts, mineral: MineralFacts, pool: ImportPool) -> None:
    column = len(parts.pools)
    quantity = pool.quantity.value
    unit = pool.unit if quantity else "share"
    words = f"{_name(mineral)}, US imports" + (f" ({pool.form.lower()})" if pool.form else "")
    parts.pools.append(_pool(mineral, pool.pool_id, words, "US", pool) | {"unit": unit})
    for source in pool.sources:
        if source.share.value:
            key = parts.maker(mineral, source.place, source.name)
            parts.makes.append((key, column, source.share.value * (quantity or 1.0)))


def _lane(parts: _Parts, mineral: MineralFacts) -> None:
    """Join the primary pool to the traded one by what is imported, where both are known."""
    primary, traded = mineral.primary, mineral.traded
    ids = [row["id"] for row in parts.pools]
    if primary is None or traded is None or not traded.quantity.value:
        return
    if primary.pool_id in ids and traded.pool_id in ids and primary.unit == traded.unit:
        parts.trade.append(
            (ids.index(primary.pool_id), ids.index(traded.pool_id), traded.quantity.value)
        )


def _name(mineral: MineralFacts) -> str:
    return mineral.names[0].capitalize()


def _pool(
    mineral: MineralFacts, key: str, name: str, region: str, pool: WorldPool | ImportPool
) -> dict[str, object]:
    worth = mineral.unit_value
    known = worth.amount if worth and worth.unit == pool.unit else Amount()
    return {
        "id": key, "name": name, "product": mineral.slug, "region": region,
        "stage": pool.stage if isinstance(pool, WorldPool) else "imports",
        "unit": pool.unit, "value": known.value, "lo": known.lo, "hi": known.hi,
        "group": mineral.group, "evidence": mineral.edition,
    }  # fmt: skip


def _append(net: Net, parts: _Parts) -> Net:
    n, m = len(net.activities), len(net.pools)
    k, p = len(parts.activities), len(parts.pools)
    place = {key: n + i for i, key in enumerate(parts.activities)}
    quantity = _matrix([(place[a], m + j, v) for a, j, v in parts.makes], (n + k, m + p))
    trade = _matrix([(m + a, m + b, v) for a, b, v in parts.trade], (m + p, m + p))
    return replace(
        net,
        activities=_activities(net.activities, parts),
        pools=_pools(net.pools, parts),
        make=_grown(net.make, (n + k, m + p)),
        use=_grown(net.use, (m + p, n + k)),
        use_seen=_grown(net.use_seen, (m + p, n + k)),
        final=np.vstack([net.final, np.zeros((p, len(FINAL_ACCOUNTS)))]),
        make_quantity=quantity + _grown(net.make_quantity, (n + k, m + p)),
        trade=trade + _grown(net.trade, (m + p, m + p)),
    )


def _matrix(cells: list[tuple[int, int, float]], shape: tuple[int, int]) -> sparse.csr_array:
    if not cells:
        return sparse.csr_array(shape)
    rows, columns, values = zip(*cells, strict=True)
    return sparse.csr_array((values, (rows, columns)), shape=shape)


def _grown(matrix: sparse.csr_array, shape: tuple[int, int]) -> sparse.csr_array:
    cells = matrix.tocoo()
    return sparse.csr_array((cells.data, cells.coords), shape=shape)


def _activities(old: Activities, parts: _Parts) -> Activities:
    rows = list(parts.activities.values())
    k = len(rows)
    unknown = np.full(k, np.nan)
    return Activities(
        id=(*old.id, *parts.activities),
        name=(*old.name, *(name for name, _, _ in rows)),
        kind=(*old.kind, *(ActivityKind.COUNTRY_PRODUCER,) * k),
        region=(*old.region, *(region for _, region, _ in rows)),
        industry=(*old.industry, *("",) * k),
        parent=np.r_[old.parent, np.full(k, -1, np.int32)].astype(np.int32),
        output_usd=np.r_[old.output_usd, unknown],
        output_lo_usd=np.r_[old.output_lo_usd, unknown],
        output_hi_usd=np.r_[old.output_hi_usd, unknown],
        value_added_usd=np.r_[old.value_added_usd, unknown],
        compensation_usd=np.r_[old.compensation_usd, unknown],
        accounting=(*old.accounting, *(Accounting.SUPPLY_ONLY,) * k),
        method=(*old.method, *(Method.OBSERVED,) * k),
        label=(*old.label, *(Label.PUBLIC,) * k),
        evidence=(*old.evidence, *(edition for _, _, edition in rows)),
    )


def _pools(old: Pools, parts: _Parts) -> Pools:
    def texts(name: str) -> tuple[str, ...]:
        return tuple(str(row[name]) for row in parts.pools)

    def numbers(name: str) -> Floats:
        return np.array([row[name] for row in parts.pools], dtype=np.float64)

    p = len(parts.pools)
    return Pools(
        id=(*old.id, *texts("id")),
        name=(*old.name, *texts("name")),
        product=(*old.product, *texts("product")),
        region=(*old.region, *texts("region")),
        stage=(*old.stage, *texts("stage")),
        unit=(*old.unit, *texts("unit")),
        unit_value_usd=np.r_[old.unit_value_usd, numbers("value")],
        unit_value_lo_usd=np.r_[old.unit_value_lo_usd, numbers("lo")],
        unit_value_hi_usd=np.r_[old.unit_value_hi_usd, numbers("hi")],
        substitutes=(*old.substitutes, *texts("group")),
        residual_usd=np.r_[old.residual_usd, np.zeros(p)],
        method=(*old.method, *(Method.OBSERVED,) * p),
        evidence=(*old.evidence, *texts("evidence")),
    )
