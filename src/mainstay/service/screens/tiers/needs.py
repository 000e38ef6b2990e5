"""Minerals that the industries of a tier hang on: joined by evidence, not by dollars.

A mineral may be worth little and stop everything, so it has no bar among the dollars; it stands
beside them, with the share of the industry's output that depends on it where that is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mainstay.fusion.end_uses import EndUse, Placement
from mainstay.model import Table
from mainstay.service.screens.entity_ids import entity_id, entity_of_activity
from mainstay.service.screens.shapes import ShownTable, shown_table
from mainstay.twin.materials import Market, Materials
from mainstay.twin.technology import Technology
from mainstay.twin.tiers import Tier

#: Share of the whole from which an industry of a tier is looked at, except in tier 0 and 1.
_FLOOR = 5e-4
#: Rows that a page shows first.
MOST = 60


@dataclass(frozen=True, slots=True)
class Leading:
    """Who makes most of a mineral in the world, at the stage where one place has most."""

    stage: str
    place: str
    name: str
    share: float


def leading(markets: Sequence[Market]) -> Leading | None:
    """Return the largest maker of a mineral, or ``None`` where no share is known."""
    found: Leading | None = None
    for market in markets:
        for supplier in market.suppliers:
            share = market.share_of(supplier)[1]
            is_place = supplier.place.isupper()
            if is_place and share is not None and (found is None or share > found.share):
                found = Leading(market.stage, supplier.place, supplier.name, share)
    return found


def needs_of(
    materials: Materials, tech: Technology, tiers: Sequence[Tier], source: str
) -> ShownTable | None:
    """Return the minerals that industries of the tiers use, nearest tier first."""
    rows = sorted(_rows(materials, tech, tiers), key=_order)
    if not rows:
        return None
    shown, minerals = rows[:MOST], len({row["mineral"] for row in rows})
    for row in shown:
        row.update(_leader(materials.markets.get(str(row["mineral"]), ())))
    entities: dict[str, list[str | None]] = {
        "name": [entity_id("mineral", str(row["mineral"])) for row in shown],
        "needed_by": [str(row.pop("industry_entity")) for row in shown],
    }
    notes = (
        f"{minerals} minerals in {len(rows)} uses, {len(shown)} shown.",
        "Of the whole: the industry's part of these dollars. Output on it: share of the "
        "industry's output that depends on the use, where there is direct evidence; unknown "
        "elsewhere, which is not zero. Of US use: what the industry buys of the mineral.",
    )
    table = Table.of("minerals_of_tiers", list(shown), title="Minerals behind these tiers",
                     source=source, notes=notes)  # fmt: skip
    columns = [name for name in table.data.column_names if name != "mineral"]
    found = shown_table(table, columns, total=len(rows), entities=dict(entities))
    return titled(found, _TITLES)


_TITLES = {
    "name": "mineral", "of_tier_share": "of the whole", "dependent_part_share": "output on it",
    "dependent_part_lo_share": "low", "dependent_part_hi_share": "high",
    "of_us_use_share": "of US use", "leader": "most made in", "method": "evidence",
}  # fmt: skip


def titled(table: ShownTable, titles: Mapping[str, str]) -> ShownTable:
    """Return a table with other headings."""
    columns = tuple(replace(c, title=titles.get(c.name, c.title)) for c in table.columns)
    return replace(table, columns=columns)


def _leader(markets: Sequence[Market]) -> dict[str, object]:
    leader = leading(markets)
    return {
        "leader": f"{leader.name}, {leader.stage}" if leader else None,
        "leader_world_share": leader.share if leader else None,
    }


def _order(row: dict[str, object]) -> tuple[float, float, float, str]:
    tier, dependent, share = (row["tier"], row["dependent_part_share"], row["of_tier_share"])
    return (float(str(tier)), -float(str(dependent or 0.0)), -float(str(share)), str(row["name"]))


def _rows(
    materials: Materials, tech: Technology, tiers: Sequence[Tier]
) -> Iterator[dict[str, object]]:
    nearest = _nearest(tech, tiers)
    for mineral, uses in materials.uses.items():
        name = next((m.name for m in materials.markets.get(mineral, ())), mineral)
        for use in uses:
            for placement in use.placements:
                if placement.industry in nearest:
                    yield {
                        "mineral": mineral,
                        "name": name,
                        **_use(tech, use, placement, nearest[placement.industry], tiers),
                    }


def _use(
    tech: Technology, use: EndUse, placed: Placement, at: tuple[int, int], tiers: Sequence[Tier]
) -> dict[str, object]:
    number, place = at
    index = int(tech.activity[place])
    known = placed.dependent
    return {
        "tier": number,
        "needed_by": tech.net.activities.name[index],
        "industry_entity": entity_of_activity(tech.net, index),
        "of_tier_share": float(tiers[number].activities[place]) / tiers[0].total,
        "use": use.use,
        "dependent_part_share": known.mode if known else None,
        "dependent_part_lo_share": known.low if known else None,
        "dependent_part_hi_share": known.high if known else None,
        "of_us_use_share": use.share.mode * placed.split.mode,
        "method": str(placed.split.method),
    }


def _nearest(tech: Technology, tiers: Sequence[Tier]) -> dict[str, tuple[int, int]]:
    """Return industry code to the nearest tier in which it matters, and its place there."""
    found: dict[str, tuple[int, int]] = {}
    codes = [tech.net.activities.industry[i] for i in tech.activity]
    for number, tier in enumerate(tiers):
        floor = _FLOOR * tiers[0].total
        for place in (tier.activities > floor).nonzero()[0]:
            found.setdefault(codes[place], (number, int(place)))
    return found
