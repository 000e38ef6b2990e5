"""Whose output a mineral ends up in: the industries that buy it, and who buys from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from mainstay.fusion.end_uses import EndUse
from mainstay.model import Method
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.report.tiers import Origin, TierColumn, TierLink
from mainstay.service.screens.shapes import ShownNumber, shown
from mainstay.service.screens.tiers.columns import Column, Layout, drawn_columns, layout_of
from mainstay.service.screens.tiers.draws import drawn_tiers, drawn_ways
from mainstay.service.screens.tiers.grouping import Bar, pairs_down
from mainstay.service.screens.tiers.lines import lines_of
from mainstay.service.screens.tiers.shapes import TierLine
from mainstay.service.screens.tiers.stages import first_parts, uses_stage
from mainstay.service.twins import OpenTwin
from mainstay.twin.net import Floats
from mainstay.twin.technology import Technology, technology
from mainstay.twin.tiers import Start, Ways, follow, still_open

_UNMAPPED = Bar("unmapped", "Not mapped to an industry", Origin.UNPLACED)
_TITLES = ("Bought by industries", "Their buyers", "A second step on", "A third step on")
_SEEN = (Method.OBSERVED, Method.REPORTED)


@dataclass(frozen=True, eq=False)
class Used:
    """The tiers from the industries on; shares are of all US use of the mineral."""

    columns: tuple[TierColumn, ...]
    links: tuple[TierLink, ...]
    lines: tuple[TierLine, ...]
    notes: tuple[str, ...]
    sentence: str
    open_share: ShownNumber


@dataclass(frozen=True, eq=False)
class _Bought:
    """Share of US use by use and full activity ``(u, n)``, and the published part of it."""

    shares: Floats
    seen: Floats


def used_by(
    opened: OpenTwin, mineral: str, depth: int, top: int, why: Provenance
) -> Used | None:  # fmt: skip
    """Return who buys a mineral and who buys from them, or ``None`` without evidence of uses.

    Parameters
    ----------
    opened
        The twin.
    mineral
        Slug.
    depth
        Number of the last tier; tier 1 are the uses, tier 2 the industries.
    top
        Bars of a tier that are drawn one by one.
    why
        Where the shares of use are from.
    """
    uses = opened.net.materials.uses.get(mineral, ())
    if not uses:
        return None
    tech = technology(opened.net)
    bought, ways = _bought(tech, uses), Ways.of(tech)
    by_activity = bought.shares.sum(axis=0)
    mapped = float(by_activity.sum())
    if mapped <= 0:
        return None
    start = Start(by_activity, np.zeros(len(opened.net.pools)))
    tiers = follow(ways, start, depth - 2, "down")
    layout = layout_of(ways, start, tiers, pairs_down(ways), direction="down", top=top, first=2,
                       total=1.0)  # fmt: skip
    layout = _with_unmapped(layout, 1.0 - mapped)
    heads = {c.number: _head(c.number) for c in layout.columns}
    links = (*_from_uses(uses, bought, layout.columns[0], top), *layout.links)
    inferred = replace(why, method=Method.INFERRED, confidence=0.4)
    drawn = drawn_ways(opened)
    lines = lines_of(
        ways, tiers, drawn_tiers(drawn, start, depth - 2, "down"), [w.tech for w in drawn],
        direction="down", titles=_TITLES, label=why.label,
    )  # fmt: skip
    first = lines[0].first
    leads = f" Of what is mapped, {first.name} buys {first.share.text}." if first else ""
    unmapped = f"{100 * (1 - mapped):.0f} % of US use is not mapped to an industry."
    return Used(
        columns=drawn_columns(layout, heads),
        links=links,
        lines=tuple(_numbered(line, mapped, inferred) for line in lines),
        notes=(unmapped,) if mapped < 0.995 else (),
        sentence=leads.strip(),
        open_share=shown(Number(still_open(tiers[-1]), Unit.SHARE, inferred)),
    )


def _head(number: int) -> tuple[str, str]:
    return f"Tier {number}", _TITLES[number - 2]


def _bought(tech: Technology, uses: Sequence[EndUse]) -> _Bought:
    codes = {tech.net.activities.industry[i]: k for k, i in enumerate(tech.activity)}
    total = sum(u.share.mode for u in uses) or 1.0
    shares = np.zeros((len(uses), tech.size))
    seen = np.zeros_like(shares)
    for row, use in enumerate(uses):
        whole = sum(p.split.mode for p in use.placements) or 1.0
        for placed in use.placements:
            place = codes.get(placed.industry)
            if place is None:
                continue
            part = use.share.mode / total * placed.split.mode / whole
            shares[row, place] += part
            is_seen = placed.split.method in _SEEN and use.share.method in _SEEN
            seen[row, place] += part if is_seen else 0.0
    return _Bought(shares, seen)


def _with_unmapped(layout: Layout, share: float) -> Layout:
    """Return the columns with the part that nobody maps to an industry, carried to the end."""
    if share < 1e-9:
        return layout
    columns = [replace(c, carried=(*c.carried, (_UNMAPPED, share))) for c in layout.columns]
    links = [
        TierLink(a.id_of(_UNMAPPED), b.id_of(_UNMAPPED), share, 0.0, Origin.ENDED)
        for a, b in pairwise(columns)
    ]
    return replace(layout, columns=tuple(columns), links=(*layout.links, *links))


def _from_uses(uses: Sequence[EndUse], bought: _Bought, column: Column, top: int) -> list[TierLink]:
    """Return the ribbons from uses to the industries that buy them."""
    stage = uses_stage(uses)
    parts = first_parts(stage, top, plural="uses")
    place = {part.name: k for k, part in enumerate(parts)}
    total = sum(u.share.mode for u in uses) or 1.0
    flows: dict[tuple[int, int], list[float]] = {}
    unmapped: dict[int, float] = {}
    for row, use in enumerate(uses):
        at = place.get(use.use, len(parts) - 1)
        for n in np.flatnonzero(bought.shares[row]):
            found = flows.setdefault((at, int(column.bars.of_activity[n])), [0.0, 0.0])
            found[0] += float(bought.shares[row, n])
            found[1] += float(bought.seen[row, n])
        rest = use.share.mode / total - float(bought.shares[row].sum())
        unmapped[at] = unmapped.get(at, 0.0) + max(rest, 0.0)
    links = [
        TierLink(f"1/{at}", column.id_of(column.bars.bars[bar]), share, seen / share, Origin.HOME)
        for (at, bar), (share, seen) in flows.items()
        if bar >= 0
    ]
    return links + [
        TierLink(f"1/{at}", column.id_of(_UNMAPPED), share, 0.0, Origin.ENDED)
        for at, share in unmapped.items()
        if share > 1e-9
    ]


def _numbered(line: TierLine, mapped: float, why: Provenance) -> TierLine:
    """Return a line as one of the mineral: two tiers further on, shares of all US use."""

    def of_all(number: ShownNumber | None) -> ShownNumber | None:
        if number is None or number.value is None:
            return number
        lo, hi = (None if end is None else end * mapped for end in (number.lo, number.hi))
        return shown(Number(number.value * mapped, Unit.SHARE, why, lo, hi))

    home, elsewhere = of_all(line.home), of_all(line.elsewhere)
    return replace(
        line, number=line.number + 2, home=home or line.home, elsewhere=elsewhere or line.elsewhere,
        ended=of_all(line.ended),
    )  # fmt: skip
