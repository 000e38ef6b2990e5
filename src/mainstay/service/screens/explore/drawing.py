"""The network as a page draws it: nodes with places, links as columns, and gaps in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.errors import InputError
from mainstay.report.quantity import Unit, written
from mainstay.service.screens.explore.drawn_shapes import (
    NetFamily,
    NetLinks,
    NetNode,
    NetworkView,
)
from mainstay.service.screens.explore.filters import Chosen, Filters, choose
from mainstay.service.screens.explore.ground import Ground, ground_of
from mainstay.service.screens.explore.grouping import Groups, inside, overview
from mainstay.service.screens.explore.network import (
    LINKS,
    MOST_LINKS,
    Flows,
    Places,
    flows_of,
    not_drawable,
    quotas,
)
from mainstay.service.screens.explore.placing import (
    ASPECT,
    Placed,
    placed_inside,
    placed_overview,
)
from mainstay.service.screens.explore.whole import whole_view
from mainstay.service.screens.explore.whys import whys_of
from mainstay.service.twins import OpenTwin
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.selection import source_line

#: What the way from left to right, or from top to bottom, means.
_ACROSS = "from raw material, many steps before final use, to what is used at last"

#: What the families of links are called, and what their numbers are.
_FAMILIES = {
    "purchases": ("purchases", "dollars; a region's part of a market is inferred by its share"),
    "production": ("production of minerals", "share of the world's production"),
    "shipments": ("US imports of minerals", "share of US imports"),
    "end uses": ("end uses of minerals", "share of the mineral's use in the country"),
}


@dataclass(frozen=True, eq=False)
class _Picture:
    """What is drawn: one level with its groups, their places and the links among them."""

    level: str
    title: str
    groups: Groups
    placed: Placed
    flows: list[Flows]


def network_view(
    opened: OpenTwin, level: str = "overview", filters: Filters | None = None, links: int = LINKS
) -> NetworkView:
    """Return the network at a level.

    Parameters
    ----------
    level
        ``overview``, ``sector:<code>``, or ``full`` for every cell.
    filters
        What is asked; everything when not given.
    links
        Most links to draw, up to 2,000; the whole net draws all.

    Raises
    ------
    InputError
        If there is no such level, or the filters do not fit the twin.
    NotFound
        If there is no such sector.
    """
    ground = ground_of(opened)
    chosen = choose(ground, filters or Filters())
    if level == "full":
        return whole_view(ground, chosen)
    if level == "overview":
        groups, placed = overview(ground), placed_overview(ground)
        title = "What hangs on what"
    elif level.startswith("sector:"):
        sector = level.removeprefix("sector:")
        groups, placed = inside(ground, sector), placed_inside(ground, sector)
        title = f"Inside {ground.sector_name(sector)}"
    else:
        raise InputError(f"no level {level!r}", hint="overview, sector:<code> or full")
    flows = flows_of(ground, groups, chosen)
    picture = _Picture(level, title, groups, placed, flows)
    return _drawn(ground, chosen, picture, min(links, MOST_LINKS))


def _drawn(
    ground: Ground, chosen: Chosen, picture: _Picture, links: int
) -> NetworkView:  # fmt: skip
    groups, flows, title = picture.groups, picture.flows, picture.title
    allowed = quotas(flows, links)
    used = np.zeros(len(groups), dtype=bool)
    for flow in flows:
        used[flow.source] = used[flow.target] = True
    if groups.inside:
        used[list(groups.inside)] = True
    shown = np.flatnonzero(used)
    place = np.full(len(groups), -1)
    place[shown] = np.arange(len(shown))
    spot = {key: k for k, key in enumerate(picture.placed.id)}
    words = _node_words(groups, flows)
    nodes = tuple(_node(groups, int(k), picture.placed, spot, words) for k in shown)
    families = tuple(_family(flow, allowed[flow.family]) for flow in flows)
    net_links = _links(flows, allowed, place)
    drawn = sum(f.drawn_links for f in families)
    alt = (
        f"{title}: a network of {len(nodes)} nodes and {drawn:,} links, from raw material on the"
        f" left to final use on the right. {_largest(groups, flows)} The table below holds every"
        " link drawn."
    )
    return NetworkView(
        picture.level, title, alt, _ACROSS,
        ASPECT, nodes, net_links, families, _gaps(ground, chosen, groups, families, flows),
        chosen.notes, whys_of(ground.opened), source_line(ground.net),
    )  # fmt: skip


def _node(
    groups: Groups, k: int, placed: Placed, spot: dict[str, int], words: dict[int, str]
) -> NetNode:
    at = spot[groups.id[k]]
    kind = groups.kind[k]
    return NetNode(
        id=groups.id[k], name=groups.name[k], kind=kind, entity=groups.entity[k],
        opens=groups.id[k] if kind == "sector" else "", x=placed.x[at], y=placed.y[at],
        size=placed.size[at], is_ghost=kind in ("region", "country"), words=words.get(k, ""),
    )  # fmt: skip


def _node_words(groups: Groups, flows: list[Flows]) -> dict[int, str]:
    """Return what comes in and goes out of each node, family by family, with the part seen."""
    found: dict[int, list[str]] = {}
    for flow in flows:
        for nodes, way in ((flow.target, "in"), (flow.source, "out")):
            value, seen = (
                np.bincount(nodes, v, minlength=len(groups)) for v in (flow.value, flow.seen)
            )
            for k in np.flatnonzero(np.bincount(nodes, minlength=len(groups))):
                said = _said(flow, float(value[k]), way)
                if said:
                    part = seen[k] / value[k] if value[k] else 0.0
                    found.setdefault(int(k), []).append(
                        f"{said}, {written(float(np.clip(part, 0, 1)), Unit.SHARE)} seen"
                    )
    return {k: "; ".join(lines) for k, lines in found.items()}


def _said(flow: Flows, value: float, way: str) -> str:
    if flow.unit == "usd":
        return f"{'buys' if way == 'in' else 'sells'} {written(value, Unit.USD)}"
    if flow.family == "end uses":
        return "" if way == "in" else f"{written(value, Unit.SHARE)} of its use is placed"
    if way == "out":
        return ""  # shares of different minerals do not add up
    of = "world production" if flow.family == "production" else "US imports"
    return f"{written(value, Unit.SHARE)} of {of} has a named or counted origin"


def _family(flow: Flows, drawn: int) -> NetFamily:
    unit = Unit.USD if flow.unit == "usd" else Unit.SHARE
    words, meaning = _FAMILIES[flow.family]
    shown, hidden = float(flow.value[:drawn].sum()), float(flow.value[drawn:].sum())
    whole = shown + hidden
    said = written if unit is Unit.USD else _in_minerals
    return NetFamily(
        name=flow.family, words=words, unit=flow.unit, meaning=meaning, drawn_links=drawn,
        drawn_value=shown, drawn_text=said(shown, unit), hidden_links=len(flow.source) - drawn,
        hidden_value=hidden, hidden_text=said(hidden, unit),
        seen_share=float(flow.seen.sum()) / whole if whole else None,
    )  # fmt: skip


def _in_minerals(value: float, _: Unit) -> str:
    """Return a sum of shares in words: each mineral's market is one."""
    return f"{value:.1f} minerals' worth"


def _links(flows: list[Flows], allowed: dict[str, int], place: Places) -> NetLinks:
    source: list[int] = []
    target: list[int] = []
    family: list[int] = []
    value: list[float | None] = []
    seen: list[float] = []
    count: list[int] = []
    text: list[str] = []
    for number, flow in enumerate(flows):
        k = allowed[flow.family]
        unit = Unit.USD if flow.unit == "usd" else Unit.SHARE
        amounts = flow.value[:k]
        part = np.divide(flow.seen[:k], amounts, out=np.zeros(k), where=amounts != 0)
        source += place[flow.source[:k]].tolist()
        target += place[flow.target[:k]].tolist()
        family += [number] * k
        value += amounts.tolist()
        seen += np.clip(part, 0, 1).round(4).tolist()
        count += flow.count[:k].tolist()
        text += [written(float(v), unit) for v in amounts]
    columns = (source, target, family, value, seen, count, text)
    return NetLinks(*(tuple(column) for column in columns))  # type: ignore[arg-type]


def _largest(groups: Groups, flows: list[Flows]) -> str:
    flow = flows[0]
    between = np.flatnonzero(flow.source != flow.target)[:3]
    if not len(between):
        return ""
    named = "; ".join(
        f"{groups.name[flow.source[k]]} to {groups.name[flow.target[k]]},"
        f" {written(float(flow.value[k]), Unit.USD)}"
        for k in between
    )
    return f"Largest: {named}."


def _gaps(
    ground: Ground, chosen: Chosen, groups: Groups, families: tuple[NetFamily, ...],
    flows: list[Flows],
) -> tuple[str, ...]:  # fmt: skip
    """Return in words what is left but not drawn, and why."""
    found = [
        f"{f.hidden_links:,} smaller links of {f.words}, {f.hidden_text}, not drawn"
        for f in families
        if f.hidden_links
    ]
    if groups.inside:
        away = written(flows[0].inside_value, Unit.USD)
        found += [f"{away} of purchases do not touch this sector, not drawn"]
    else:
        forms = sum(flow.inside_count for flow in flows[1:])
        found += [f"{forms:,} cells of further forms of minerals, not drawn"] if forms else []
    for kind, count in not_drawable(ground, chosen).items():
        cells = "1 cell" if count == 1 else f"{count:,} cells"
        found.append(f"{cells} of {kind.words}: inside of nodes, not drawn")
    unplaced = groups.place_of(f"region:{UNALLOCATED}")
    if unplaced is not None and (flows[0].source == unplaced).any():
        found.append("imports whose origin no source places stand as a hatched node of their own")
    return tuple(found)
