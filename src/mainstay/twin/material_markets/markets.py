"""The world markets of a mineral: each comparable stage, with who makes how much of it."""

from __future__ import annotations

from dataclasses import replace

from mainstay.fusion.market_classes import UNNAMED, MarketClasses
from mainstay.fusion.mineral_facts import MineralFacts, Producer, WorldPool
from mainstay.fusion.mineral_shares import hidden, rounding_bounds
from mainstay.fusion.minerals import STAGES
from mainstay.model import Interval, Method, Qualifier, factor, unit
from mainstay.twin.material_markets.statistics import range_of
from mainstay.twin.materials import HOME, HomeUse, Market, Supplier

#: Place of what a printed total holds beyond its parts.
WITHHELD = "withheld"

#: Largest error of a number rounded to two digits, as a share of it; totals have two or more.
TWO_DIGITS = 0.05

#: Confidence of what is bounded by a printed total, and by the use at home.
BY_TOTAL, BY_USE = 0.5, 0.3


def markets_of(
    mineral: MineralFacts, classes: MarketClasses, home: HomeUse | None
) -> tuple[Market, ...]:
    """Return the markets of a mineral, from the ground up.

    A stage counts if its parts measure one thing. Where only capacity is published, it stands for
    production and nothing is spare. A producer whose number is withheld inside a printed total has
    what the total leaves, within its rounding; a withheld producer at home that the total leaves
    out is bounded by the use at home less net imports and scrap. One that nothing bounds is left
    out, and said so.

    Parameters
    ----------
    mineral
        Its facts.
    classes
        Classes of markets and main products.
    home
        Use at home, for withheld production there.
    """
    pools = [pool for pool in mineral.world if pool.is_comparable and pool.producers]
    ordered = sorted(pools, key=lambda pool: (_depth(pool.stage), pool.stage))
    return tuple(_market(mineral, pool, classes, home) for pool in ordered)


def _depth(stage: str) -> int:
    return next((i for i, name in enumerate(STAGES) if stage.startswith(name)), len(STAGES))


def _market(
    mineral: MineralFacts, pool: WorldPool, classes: MarketClasses, home: HomeUse | None
) -> Market:
    suppliers, notes = _suppliers(mineral, pool, home)
    hosts = classes.hosts.get(mineral.slug, ())
    if pool.measure == "capacity":
        notes.append("capacity stands for production, which is not published")
    return Market(
        mineral=mineral.slug,
        name=mineral.names[0],
        group=mineral.group,
        stage=pool.stage,
        pool_id=pool.pool_id,
        unit=pool.unit,
        year=pool.year,
        market_class=classes.classes.get(mineral.slug, UNNAMED),
        suppliers=tuple(suppliers),
        host=hosts[0].mineral if hosts else "",
        host_share=hosts[0].share if hosts else None,
        notes=tuple(notes),
    )


def _suppliers(
    mineral: MineralFacts, pool: WorldPool, home: HomeUse | None
) -> tuple[list[Supplier], list[str]]:
    said = f"{mineral.edition}, {pool.series}, {pool.year}"
    capacity = {p.place: range_of(p.amount, f"{said}, capacity") for p in pool.capacity}
    within = {id(p) for p in hidden(pool)}
    count = sum(p.is_comparable for p in mineral.world)
    left = _left(pool, said, max(len(within), 1))
    found: dict[str, Supplier] = {}
    notes: list[str] = []
    for producer in pool.producers:
        made = range_of(producer.amount, said)
        words = str(producer.amount.qualifier).replace("_", " ")
        if producer.amount.qualifier is Qualifier.INCLUDED_ELSEWHERE:
            notes.append(f"{producer.name}: {words}, in another row of the table")
            continue
        if made is None and id(producer) in within and left is not None:
            made = left
            notes.append(f"{producer.name}: {words}, what the printed total leaves")
            if producer.place == HOME:
                made = _narrowed(made, _at_home(pool, home, count))
        elif made is None and producer.place == HOME:
            made = _at_home(pool, home, count)
            if made is not None:
                notes.append(f"{producer.name}: {words}, use at home less net imports and scrap")
        if made is None:
            notes.append(f"{producer.name}: {words} and nothing bounds it: left out")
        elif made.high > 0 or (capacity.get(producer.place) or made).high > 0:
            _add(found, producer, made, pool, capacity)
    rest = _beyond(pool, said) if not within else None
    if rest is not None:
        found[WITHHELD] = Supplier(WITHHELD, "Not listed", rest)
        notes.append("the printed total is above its parts, beyond rounding")
    return list(found.values()), notes


def _add(
    found: dict[str, Supplier],
    producer: Producer,
    made: Interval,
    pool: WorldPool,
    capacity: dict[str, Interval | None],
) -> None:
    could = made if pool.measure == "capacity" else capacity.get(producer.place)
    held = found.get(producer.place)
    if held is not None:
        made = Interval(
            held.made.low + made.low, held.made.mode + made.mode, held.made.high + made.high,
            made.method, made.source, min(held.made.confidence, made.confidence),
        )  # fmt: skip
        could = made if pool.measure == "capacity" else could
    found[producer.place] = Supplier(producer.place, producer.name, made, could)


def _known(pool: WorldPool) -> tuple[float, float]:
    """Return the sum of the parts that have bounds: lowest and highest."""
    amounts = [p.amount for p in pool.producers if p.amount.hi is not None]
    return sum(a.lo or 0.0 for a in amounts), sum(a.hi or 0.0 for a in amounts)


def _rounded(total: float) -> tuple[float, float]:
    """Return what rounds to a printed total: at its last digit, which is at least the second."""
    floor, ceiling = rounding_bounds(total)
    return max(floor, total * (1 - TWO_DIGITS)), min(ceiling, total * (1 + TWO_DIGITS))


def _left(pool: WorldPool, said: str, count: int) -> Interval | None:
    """Return what a printed total leaves for each of some hidden producers."""
    total = pool.printed_total.value
    if total is None:
        return None
    floor, ceiling = _rounded(total)
    low, high = _known(pool)
    most = ceiling - low
    if most <= 0:
        return None
    mode = min(max(total - (low + high) / 2, 0.0) / count, most)
    least = max(floor - high, 0.0) if count == 1 else 0.0
    words = f"{said}: printed total less its parts"
    return Interval(min(least, mode), mode, most, Method.INFERRED, words, BY_TOTAL)


def _beyond(pool: WorldPool, said: str) -> Interval | None:
    """Return what a printed total holds beyond its parts and their rounding, if anything."""
    total = pool.printed_total.value
    if total is None:
        return None
    floor, ceiling = _rounded(total)
    low, high = _known(pool)
    # each part is rounded too; one part in a hundred of the total is no hint at a hidden producer
    if floor - high <= 0.01 * total:
        return None
    words = f"{said}: printed total less its parts"
    return Interval(
        floor - high, total - (low + high) / 2, ceiling - low, Method.INFERRED, words, BY_TOTAL
    )


def _narrowed(made: Interval, other: Interval | None) -> Interval:
    """Return a range cut to another; itself where the two have nothing in common."""
    if other is None or other.high < made.low or other.low > made.high:
        return made
    low, high = max(made.low, other.low), min(made.high, other.high)
    return replace(made, low=low, mode=min(max(made.mode, low), high), high=high)


def _at_home(pool: WorldPool, home: HomeUse | None, count: int) -> Interval | None:
    """Return what is made at home: use less net imports and scrap, never below zero.

    Over several pools it may all be in one of them, or in none.
    """
    if home is None or home.imports is None or home.exports is None:
        return None
    if unit(home.unit).dimension != unit(pool.unit).dimension:
        return None
    used, scale = home.used, factor(home.unit, pool.unit)
    scrap = home.secondary
    extra = (scrap.low, scrap.mode, scrap.high) if scrap else (0.0, 0.0, 0.0)
    net = (home.imports.low - home.exports.high, home.imports.mode - home.exports.mode,
           home.imports.high - home.exports.low)  # fmt: skip
    low, mode, high = (
        max(used.low - net[2] - extra[2], 0.0), max(used.mode - net[1] - extra[1], 0.0),
        max(used.high - net[0] - extra[0], 0.0),
    )  # fmt: skip
    if count > 1:
        low, mode = 0.0, mode / count
    words = "use at home less net imports and scrap"
    return Interval(low, mode, high, Method.INFERRED, words, BY_USE).scaled(scale)
