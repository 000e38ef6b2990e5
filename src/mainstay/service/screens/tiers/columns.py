"""Tiers as columns of bars and the ribbons between them, in shares of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from mainstay.report.tiers import Origin, TierColumn, TierLink, TierNode
from mainstay.service.screens.tiers.grouping import Bar, Bars, Pairs, bars_of
from mainstay.twin.net import Floats
from mainstay.twin.tiers import Direction, Start, Step, Tier, Ways

#: Ribbons below this share of the whole are left out of the drawing; the table has the bars.
HAIR = 2e-4

_TITLES: dict[Direction, tuple[str, ...]] = {
    "up": ("The product", "Direct inputs", "Inputs of these", "A third step up",
           "A fourth step up", "A fifth step up"),
    "down": ("The product", "Direct buyers", "Their buyers", "A third step down",
             "A fourth step down", "A fifth step down"),
}  # fmt: skip
_ADDED = Bar("added", "Value added nearer by", Origin.ADDED)
_ENDED: dict[Direction, Bar] = {
    "up": Bar("ended", "Behind imports, not seen", Origin.ENDED),
    "down": Bar("ended", "In final use already", Origin.ADDED),
}


@dataclass(frozen=True, eq=False)
class Column:
    """A tier with its bars; ``carried`` are dollars that ended in nearer tiers."""

    number: int
    tier: Tier
    bars: Bars
    carried: tuple[tuple[Bar, float], ...]

    def id_of(self, bar: Bar) -> str:
        """Return the id of a bar in the drawing."""
        return f"{self.number}/{bar.key}"


@dataclass(frozen=True, eq=False)
class Layout:
    """Everything that a drawing and its table are made of.

    ``seen`` is the published part of what came to each bar on the way, by its id.
    """

    direction: Direction
    total: float
    columns: tuple[Column, ...]
    links: tuple[TierLink, ...]
    seen: Mapping[str, float] = field(default_factory=dict)


def layout_of(
    ways: Ways, start: Start, tiers: Sequence[Tier], pairs: Pairs, *,
    direction: Direction, top: int, whole: Bar | None = None, first: int = 0,
    total: float | None = None,
) -> Layout:  # fmt: skip
    """Return tiers as columns with the links between them.

    Parameters
    ----------
    ways
        Of the net.
    start
        What the tiers begin with.
    tiers
        From :func:`mainstay.twin.tiers.follow`.
    pairs
        Where dollars end, see :class:`Pairs`.
    direction
        Which way.
    top
        Bars of a tier that are drawn one by one.
    whole
        The one bar of tier 0, where it is to have one only.
    first
        Number of the first column.
    total
        What shares are of; what every tier adds up to if ``None``.
    """
    base, columns = tiers[0].total if total is None else total, []
    for number, tier in enumerate(tiers):
        bars = bars_of(ways.tech.net, ways.tech, tier, pairs, top, direction=direction)
        if number == 0 and whole is not None:
            bars = _whole(whole, start, bars)
        columns.append(Column(first + number, tier, bars, _carried(tier, number, direction)))
    links: list[TierLink] = []
    published: dict[str, float] = {}
    for near, far in pairwise(columns):
        step = _step(ways, start, near, direction)
        flows, seen = far.bars.gathered(step, pairs)
        for bar, came, part in zip(far.bars.bars, flows.sum(axis=1), seen.sum(axis=1), strict=True):
            published[far.id_of(bar)] = float(part / came) if came > 0 else 0.0
        links += _between(near, far, step, (flows, seen), total=base, direction=direction)
    return Layout(direction, base, tuple(columns), tuple(links), published)


def _whole(bar: Bar, start: Start, bars: Bars) -> Bars:
    return Bars((bar,), np.array([start.total]), np.zeros_like(bars.of_activity),
                np.full_like(bars.of_end, -1))  # fmt: skip


def _carried(tier: Tier, number: int, direction: Direction) -> tuple[tuple[Bar, float], ...]:
    if number == 0:
        return ()
    found = ((_ADDED, tier.added), (_ENDED[direction], tier.ended))
    return tuple((bar, dollars) for bar, dollars in found if dollars > 0)


def _step(ways: Ways, start: Start, near: Column, direction: Direction) -> Step:
    """Return what the bars of a column buy or sell, one step on."""
    output = near.bars.activities_of(near.tier.activities)
    if direction == "up":
        return ways.up(output)
    step = ways.down(output)
    if near.tier.pools is start.pools and start.pools.any():
        # the thing itself lies in pools that nobody has bought from yet: it is the only bar
        pools = np.zeros((len(start.pools), output.shape[1]))
        pools[:, 0] = start.pools
        step += ways.sell(pools)
    return step


def _between(
    near: Column, far: Column, step: Step, gathered: tuple[Floats, Floats], *, total: float,
    direction: Direction,
) -> list[TierLink]:  # fmt: skip
    flows, seen = gathered
    found: list[TierLink] = []

    def link(at_far: str, at_near: str, dollars: float, part: float, tone: Origin) -> None:
        if dollars / total >= HAIR:
            ends = (at_far, at_near) if direction == "up" else (at_near, at_far)
            found.append(TierLink(*ends, dollars / total, part, tone))

    for i, g in np.argwhere(flows > 0):
        bar, other = far.bars.bars[i], near.bars.bars[g]
        link(far.id_of(bar), near.id_of(other), float(flows[i, g]),
             float(seen[i, g] / flows[i, g]), bar.origin)  # fmt: skip
    carried = {bar.key: bar for bar, _ in far.carried}
    if "added" in carried:
        for g, dollars in enumerate(step.added):
            link(far.id_of(_ADDED), near.id_of(near.bars.bars[g]), float(dollars), 0.0,
                 Origin.ADDED)  # fmt: skip
    if "ended" in carried:
        bar = carried["ended"]
        for g, dollars in enumerate(ending(near)):
            link(far.id_of(bar), near.id_of(near.bars.bars[g]), float(dollars), 0.0, bar.origin)
    for bar, dollars in near.carried:
        link(far.id_of(bar), near.id_of(bar), dollars, 0.0, bar.origin)
    return found


def ending(column: Column) -> Floats:
    """Return how much of each bar ends in this column, dollars."""
    if column.tier.ends.sum() <= 0:
        return np.zeros(len(column.bars.bars))
    output = column.bars.activities_of(column.tier.activities).sum(axis=0)
    return np.asarray(np.clip(column.bars.dollars - output, 0.0, None))


def drawn_columns(
    layout: Layout, heads: Mapping[int, tuple[str, str]] | None = None
) -> tuple[TierColumn, ...]:
    """Return the columns as a drawing has them, left to right: material to finished good."""
    found = []
    for column in layout.columns:
        title, base = heads[column.number] if heads else head_of(column.number, layout.direction)
        nodes = [
            TierNode(column.id_of(bar), bar.name, float(dollars) / layout.total, bar.origin,
                     _told(bar, float(dollars), layout.total), bar.entity)
            for bar, dollars in (*zip(column.bars.bars, column.bars.dollars, strict=True),
                                 *column.carried)
        ]  # fmt: skip
        found.append(TierColumn(title, base, tuple(nodes)))
    return tuple(reversed(found) if layout.direction == "up" else found)


def head_of(number: int, direction: Direction) -> tuple[str, str]:
    """Return the heading of a column and the words below it.

    >>> head_of(1, "up")
    ('Tier 1', 'Direct inputs')
    """
    return f"Tier {number}", _TITLES[direction][number]


def _told(bar: Bar, dollars: float, total: float) -> str:
    share = f"{100 * dollars / total:.2f} % of the whole"
    opens = " Click to open its page." if bar.entity else ""
    return f"{bar.name}: {share}.{opens}"
