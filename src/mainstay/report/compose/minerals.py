"""Minerals in a brief: who leads the world, who ships to the United States, and the map."""

from __future__ import annotations

from collections.abc import Mapping

from mainstay.fusion.mineral_facts import Amount, ImportPool, MineralFacts, WorldPool
from mainstay.fusion.mineral_shares import denominator, hhi, shares
from mainstay.model import Qualifier
from mainstay.report.content import CountryValue, MapData, MineralDependence
from mainstay.report.quantity import Number, Provenance, Unit

#: Words for what a publisher printed instead of a number.
_WORDS = {
    Qualifier.WITHHELD: "withheld",
    Qualifier.NET_EXPORTER: "net exporter",
    Qualifier.NOT_AVAILABLE: "not available",
}
_NO_PLACE = ("other", "unallocated")


def _world(year: int) -> Provenance:
    return Provenance(
        sources=("usgs.mcs",),
        vintage=f"2026, year {year}",
        confidence=0.85,
        note="Share of the sum of the parts, or of the printed total where parts are withheld.",
    )


TRADE = Provenance(
    sources=("usgs.mcs",), vintage="2026, imports of 2021-24", confidence=0.9,
    note="Share of US imports of the form that stands for the mineral.",
)  # fmt: skip
RELIANCE = Provenance(
    sources=("usgs.mcs",), vintage="2026, year 2025 estimated", confidence=0.85,
    note="Net imports over consumption as the publisher defines it for the mineral.",
)  # fmt: skip


def mineral_lines(minerals: Mapping[str, MineralFacts]) -> tuple[MineralDependence, ...]:
    """Return a line for each mineral whose most upstream stage has a known leader.

    Lines are ordered by the leader's share of the world, largest first.
    """
    lines = [
        line
        for mineral in minerals.values()
        if mineral.primary is not None
        for line in [_line(mineral, mineral.primary)]
        if line is not None
    ]
    return tuple(sorted(lines, key=lambda line: -(line.leader_share.value or 0.0)))


def _line(mineral: MineralFacts, pool: WorldPool) -> MineralDependence | None:
    ranked = [
        (place, share)
        for place, share in shares(pool)
        if place not in _NO_PLACE and share.value is not None
    ]
    if not ranked or not pool.is_comparable or pool.measure != "production":
        return None
    names = {p.place: p.name for p in pool.producers}
    leader, share = ranked[0]
    traded = mineral.traded
    world = _world(pool.year)
    base = denominator(pool)
    return MineralDependence(
        commodity=mineral.names[0],
        stage=pool.stage,
        year=pool.year,
        leader=names[leader],
        leader_iso3=leader,
        leader_share=_number(share, world),
        leader_us_share=_us_share(traded, leader),
        us_leader=_us_leader(traded)[0],
        us_leader_share=_us_leader(traded)[1],
        hhi=_number(hhi(pool), world, Unit.INDEX),
        reliance=_reliance(mineral),
        us_years=f"{traded.first_year}-{traded.last_year}" if traded else "",
        critical=mineral.is_critical,
        note="" if base is None else f"Denominator: {base.rule.replace('_', ' ')}.",
    )


def _number(amount: Amount, why: Provenance, unit: Unit = Unit.SHARE) -> Number:
    words = _WORDS.get(amount.qualifier, "") if amount.value is None else ""
    lo, hi = amount.lo, amount.hi
    if amount.value is not None:
        lo = None if lo is None else min(lo, amount.value)
        hi = None if hi is None else max(hi, amount.value)
    return Number(amount.value, unit, why, lo, hi, words)


def _us_share(traded: ImportPool | None, place: str) -> Number:
    if traded is None:
        return Number(None, Unit.SHARE, TRADE, words="unknown")
    for source in traded.sources:
        if source.place == place:
            return _number(source.share, TRADE)
    return Number(None, Unit.SHARE, TRADE, words="not listed")


def _us_leader(traded: ImportPool | None) -> tuple[str, Number]:
    named = [
        s for s in (traded.sources if traded else ()) if s.place not in _NO_PLACE and s.share.value
    ]
    if not named:
        return "unknown", Number(None, Unit.SHARE, TRADE, words="unknown")
    best = max(named, key=lambda s: s.share.value or 0.0)
    return best.name, _number(best.share, TRADE)


def _reliance(mineral: MineralFacts) -> Number:
    found = [flow for flow in mineral.reliance if flow.year == mineral.year]
    if not found:
        return Number(None, Unit.SHARE, RELIANCE, words="unknown")
    if len({(f.amount.value, f.amount.lo, f.amount.hi, f.amount.qualifier) for f in found}) == 1:
        return _number(found[0].amount, RELIANCE)
    lows = [f.amount.value if f.amount.lo is None else f.amount.lo for f in found]
    highs = [f.amount.value if f.amount.hi is None else f.amount.hi for f in found]
    if None in lows or None in highs:
        return Number(None, Unit.SHARE, RELIANCE, words="differs by form")
    low, high = min(v for v in lows if v is not None), max(v for v in highs if v is not None)
    return Number(None, Unit.SHARE, RELIANCE, low, high)


def mineral_map(lines: tuple[MineralDependence, ...]) -> MapData:
    """Return the map of who leads how many minerals."""
    led: dict[str, list[MineralDependence]] = {}
    for line in lines:
        led.setdefault(line.leader_iso3, []).append(line)
    year = max((line.year for line in lines), default=0)
    countries = tuple(
        CountryValue(
            iso3=iso3,
            name=found[0].leader,
            value=Number(len(found), Unit.COUNT, _world(year)),
            words=", ".join(line.commodity.lower() for line in found),
        )
        for iso3, found in sorted(led.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )
    first = countries[0] if countries else None
    sentence = (
        f"{first.name} makes the largest published share of {int(first.value.value or 0)} of "
        f"{len(lines)} minerals."
        if first
        else "No leader is known."
    )
    return MapData(
        title="Which countries lead the world in making minerals",
        sentence=sentence,
        measure="minerals of which the country makes the largest published share",
        countries=countries,
        edges=(1.0, 2.0, 4.0, 8.0, 16.0),
        absent_is_zero=True,
    )
