"""Stages of a mineral as columns, with markets between those of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mainstay.model import Table
from mainstay.report.tiers import Origin, TierColumn, TierLink, TierNode
from mainstay.service.screens.tiers.stages import Part, Stage, first_parts
from mainstay.twin.tiers import Direction

#: End of the id of a bar that stands for a market.
_MARKET = "/market"


def stage_columns(
    name: str, entity: str, stages: Sequence[Stage], top: int, direction: Direction
) -> tuple[list[TierColumn], list[TierLink], dict[str, Part]]:
    """Return columns from left to right, their links, and the part that each bar stands for."""
    whole = TierNode("0/self", name, 1.0, Origin.HOME, f"{name}: US use", entity)
    columns, links = [TierColumn("Tier 0", "US use", (whole,))], list[TierLink]()
    ahead, previous, known = "0/self", list[tuple[TierNode, Part]](), dict[str, Part]()
    for number, stage in enumerate(stages, 1):
        parts = first_parts(stage, top, plural="uses" if direction == "down" else "places")
        nodes = [_node(number, k, part) for k, part in enumerate(parts)]
        if number > 1:
            market = TierNode(f"{number}{_MARKET}", "Market", 1.0, Origin.ADDED, "World market")
            columns.append(TierColumn("", "", (market,)))
            links += [_link(market.id, node.id, part, direction) for node, part in previous]
            ahead = market.id
        previous = list(zip(nodes, parts, strict=True))
        links += [_link(node.id, ahead, part, direction) for node, part in previous]
        known |= {node.id: part for node, part in previous}
        title = f"Tier {number}: {stage.title.lower()}"
        columns.append(TierColumn(title, stage.base, tuple(nodes)))
    return (columns[::-1] if direction == "up" else columns), links, known


def _node(number: int, k: int, part: Part) -> TierNode:
    told = f"{part.name}: {100 * part.share:.1f} %"
    return TierNode(f"{number}/{k}", part.name, part.share, part.origin, told, part.entity)


def _link(far: str, near: str, part: Part, direction: Direction) -> TierLink:
    ends = (far, near) if direction == "up" else (near, far)
    return TierLink(*ends, part.share, float(part.is_seen), part.origin)


def bars_table(
    columns: Sequence[TierColumn], known: Mapping[str, Part], *, name: str, title: str, source: str
) -> tuple[Table, list[str | None]]:
    """Return every bar as a row, and the entity that each names."""
    rows: list[dict[str, object]] = []
    entities: list[str | None] = []
    for column in columns:
        for node in column.nodes:
            if node.id.endswith(_MARKET):
                continue
            part = known.get(node.id)
            rows.append({
                "tier": int(node.id.partition("/")[0]), "name": node.name, "of": column.base,
                "part_share": node.share,
                "part_lo_share": part.lo if part else None,
                "part_hi_share": part.hi if part else None,
                "is_published": part.is_seen if part else None,
            })  # fmt: skip
            entities.append(node.entity or None)
    return Table.of(name, rows, title=title, source=source), entities
