"""Shares and concentration of a world pool, with the interval that withheld parts leave open.

The denominator of a share is chosen by one rule:

* where every listed part has a number, the sum of the parts (rule ``sum_of_parts``); a part printed
  as less than h counts h/2, with bounds 0 and h;
* where a part has no number and the publisher says that the world total excludes it, the sum of
  the other parts (rule ``sum_without_withheld``): shares are of the world without that part, and
  have no lower bound;
* otherwise the printed world total (rule ``printed_total``), within its rounding, and never less
  than the sum of the parts that are known;
* where there is none of these, or the publisher says that the parts cannot be added, no share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mainstay.fusion.countries import OTHER
from mainstay.fusion.mineral_facts import Amount, ImportPool, MineralFacts, Producer, WorldPool
from mainstay.model import Qualifier, Table

_WITHOUT_US = re.compile(r"exclud\w+ (?:U\.S\.|United States)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Denominator:
    """What shares are taken of: a value, its bounds, and the rule that chose it."""

    value: float
    lo: float
    hi: float
    rule: str


def rounding_bounds(printed: float) -> tuple[float, float]:
    """Return the numbers that round to a printed one, at the place of its last non-zero digit.

    >>> rounding_bounds(900_000), rounding_bounds(0.5)
    ((850000.0, 950000.0), (0.45, 0.55))
    """
    if printed == 0:
        return 0.0, 0.0
    digits = f"{printed:.12f}".rstrip("0")
    whole, _, part = digits.partition(".")
    step = 10.0 ** -len(part) if part else 10.0 ** (len(whole) - len(whole.rstrip("0")))
    places = max(len(part) + 1, 1)
    return round(printed - step / 2, places), round(printed + step / 2, places)


def denominator(pool: WorldPool) -> Denominator | None:
    """Return what the shares of a pool are taken of, or ``None`` if there is nothing.

    A printed total is a rounded number, so its bounds are those of :func:`rounding_bounds`.
    """
    if not pool.is_comparable or not pool.producers:
        return None
    parts = [p.amount for p in pool.producers if p.amount.hi is not None]
    low, high = sum(a.lo or 0.0 for a in parts), sum(a.hi or 0.0 for a in parts)
    if not hidden(pool):
        rule = "sum_without_withheld" if excluded(pool) else "sum_of_parts"
        return Denominator((low + high) / 2, low, high, rule) if low > 0 else None
    total = pool.printed_total
    if total.value is None:
        return None
    floor, ceiling = rounding_bounds(total.value)
    if ceiling < low:
        return None
    return Denominator(max(total.value, low), max(floor, low), ceiling, "printed_total")


def excluded(pool: WorldPool) -> tuple[Producer, ...]:
    """Return producers without a number that the publisher keeps out of the world total."""
    without_us = _WITHOUT_US.search(f"{pool.series} {pool.total_words}") is not None
    return tuple(
        p
        for p in pool.unknown
        if p.amount.qualifier is Qualifier.INCLUDED_ELSEWHERE or (without_us and p.place == "USA")
    )


def hidden(pool: WorldPool) -> tuple[Producer, ...]:
    """Return producers without number or upper bound whose part is inside the world total."""
    out = excluded(pool)
    return tuple(p for p in pool.unknown if p.amount.hi is None and p not in out)


def shares(pool: WorldPool) -> tuple[tuple[str, Amount], ...]:
    """Return place and share of one, largest first; places without a number come last.

    Raises nothing: a pool without a denominator gives shares that are unknown.
    """
    base = denominator(pool)
    found = []
    for producer in pool.producers:
        amount = producer.amount
        if base is None or amount.value is None:
            share = Amount(qualifier=amount.qualifier)
        else:
            share = Amount(
                amount.value / base.value,
                None if base.rule == "sum_without_withheld" else amount.value / base.hi,
                amount.value / base.lo,
                amount.qualifier,
            )
        found.append((producer.place, share))
    return tuple(sorted(found, key=lambda pair: -(pair[1].value or -1.0)))


def share_of(pool: WorldPool, place: str) -> Amount:
    """Return one place's share of a pool, of one.

    A place that is not listed gives an unknown share: it may stand under "Other countries".
    """
    return dict(shares(pool)).get(place, Amount())


def hhi(pool: WorldPool) -> Amount:
    """Return the Herfindahl-Hirschman index of a pool: the sum of squared shares, 0 to 1.

    ::

        HHI = sum_i s_i^2        s_i  share of place i, of one

    The value counts "Other countries" as one place, as is usual. The lower bound spreads it over
    countless places, and what withheld parts can hold evenly over those places; the upper bound
    gives all of it to one. Where withheld parts are inside the total there is no value, only the
    interval; where they are outside it, the value is of the world without them and has no bounds.
    """
    base = denominator(pool)
    if base is None:
        return Amount()
    known = [p for p in pool.producers if p.amount.value is not None]
    listed = sum(p.amount.value**2 for p in known if p.place != OTHER and p.amount.value)
    other = sum(p.amount.value for p in known if p.place == OTHER and p.amount.value)
    point = (listed + other**2) / base.value**2
    if base.rule == "sum_without_withheld":
        return Amount(point, None, None, Qualifier.WITHHELD)
    if not pool.unknown:
        return Amount(point, listed / base.value**2, point, Qualifier.EXACT)
    unknown = pool.unknown
    spread = 0 if any(p.place == OTHER for p in unknown) else len(unknown)
    lows, highs = [], []
    for total in (base.lo, base.hi):
        rest = max(total - pool.known_sum, 0.0)
        lows.append((listed + (rest**2 / spread if spread else 0.0)) / total**2)
        highs.append((listed + (other + rest) ** 2) / total**2)
    return Amount(None, min(lows), max(highs), Qualifier.RANGE)


def plain_indices(facts: MineralFacts) -> tuple[float, float] | None:
    """Return net import reliance and HHI of production, the plain measures of dependence.

    Reliance is the largest over forms in the last year at or before that of the facts; a net
    exporter has none, and of what is printed as a range the middle is taken, as of the index.

    Returns
    -------
    tuple or None
        Both of one; ``None`` where either is unknown.
    """
    known = [flow for flow in facts.reliance if flow.year <= facts.year]
    latest = max((flow.year for flow in known), default=0)
    reliance = [_middle(flow.amount) for flow in known if flow.year == latest]
    numbers = [value for value in reliance if value is not None]
    pool = facts.primary or next(iter(facts.world), None)
    index = _middle(hhi(pool)) if pool else None
    return None if not numbers or index is None else (max(*numbers, 0.0), index)


def _middle(amount: Amount) -> float | None:
    """Return the value, else the middle of its bounds, else zero where it is only known as less."""
    if amount.value is not None or amount.hi is None:
        return amount.value
    return min(amount.hi, 0.0) if amount.lo is None else (amount.lo + amount.hi) / 2


def world_shares(minerals: Iterable[MineralFacts]) -> Table:
    """Return one row per producer of every world pool, with share, bounds, rule and source."""
    rows: list[dict[str, object]] = []
    for facts in minerals:
        for pool in facts.world:
            base = denominator(pool)
            by_place = dict(shares(pool))
            for producer in pool.producers:
                share = by_place[producer.place]
                rows.append({
                    "mineral": pool.mineral, "stage": pool.stage, "pool": pool.pool_id,
                    "place": producer.place, "name": producer.name, "detail": producer.detail,
                    "quantity": producer.amount.value, "unit": pool.unit, "year": pool.year,
                    "measure": pool.measure, "qualifier": str(producer.amount.qualifier),
                    "share": share.value, "share_lo": share.lo, "share_hi": share.hi,
                    "denominator": base.value if base else None,
                    "rule": base.rule if base else "no_denominator",
                    "printed_total": pool.printed_total.value, "sum_of_parts": pool.known_sum,
                    "source": facts.edition,
                })  # fmt: skip
    return Table.of("world_shares", rows, title="Who produces what share of the world's minerals")


def import_sources(minerals: Iterable[MineralFacts]) -> Table:
    """Return one row per source of every import pool, shares of one."""
    rows: list[dict[str, object]] = []
    for facts in minerals:
        for pool in facts.imports:
            rows.extend(_source_rows(pool, facts.edition))
    return Table.of("import_sources", rows, title="Where US imports of minerals come from")


def _source_rows(pool: ImportPool, edition: str) -> list[dict[str, object]]:
    return [
        {
            "mineral": pool.mineral, "form": pool.form, "pool": pool.pool_id,
            "is_traded_pool": pool.is_traded, "place": s.place, "name": s.name,
            "share": s.share.value, "share_lo": s.share.lo, "share_hi": s.share.hi,
            "years": f"{pool.first_year}-{pool.last_year}", "qualifier": str(s.share.qualifier),
            "source": edition,
        }
        for s in pool.sources
    ]  # fmt: skip
