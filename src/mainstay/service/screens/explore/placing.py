"""Places of drawn nodes, computed once per twin and level and kept in the home.

Places hang on the whole net, never on the filters: what is filtered out leaves a hole and nothing
moves, so that a reader finds everything where it was.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.service.screens.explore.filters import Filters, choose
from mainstay.service.screens.explore.ground import Ground
from mainstay.service.screens.explore.grouping import Groups, inside, overview
from mainstay.service.screens.explore.network import Flows, flows_of
from mainstay.service.screens.kept import kept
from mainstay.twin.layout import Layout, Links, band_layout, flow_layout, nested_layout
from mainstay.twin.net import Floats
from mainstay.twin.position import position

Places = NDArray[np.int64]

#: Width of a drawing over its height.
ASPECT = 1.6

#: Where the bands of the overview stand: left, right, columns.
_BANDS = {
    "country": (0.012, 0.115, 4), "mineral": (0.18, 0.28, 3), "region": (0.335, 0.335, 1),
    "final": (0.985, 0.985, 1),
}  # fmt: skip
#: Where sectors stand, from the furthest from final use to the nearest.
_SECTORS = (0.4, 0.91)
#: Distance of neighbors in the whole net, as a part of the height.
_ROOM = 0.0065


@dataclass(frozen=True)
class Placed:
    """Places as they are kept: ids of drawn nodes, their places, and how large each is, 0 to 1."""

    id: tuple[str, ...]
    x: tuple[float, ...]
    y: tuple[float, ...]
    size: tuple[float, ...]


def placed_overview(ground: Ground) -> Placed:
    """Return the places of the overview."""
    return kept(ground.opened, "explore layout overview", Placed, lambda: _overview(ground))


def placed_inside(ground: Ground, sector: str) -> Placed:
    """Return the places inside of one sector.

    Raises
    ------
    NotFound
        If the net has no such sector.
    """
    groups = inside(ground, sector)
    key = f"explore layout sector {sector}"
    return kept(ground.opened, key, Placed, lambda: _inside(ground, groups))


def placed_whole(ground: Ground) -> Placed:
    """Return the places of every activity, pool and account of final use."""
    return kept(ground.opened, "explore layout full", Placed, lambda: _whole(ground))


def steps_to_final_use(ground: Ground) -> Floats:
    """Return upstreamness of each activity of the net; NaN where it has none; ``(n,)``."""
    found = np.full(len(ground.net.activities), np.nan)
    found[ground.technology.activity] = position(ground.technology).upstreamness
    return found


def _overview(ground: Ground) -> Placed:
    groups = overview(ground)
    flows = flows_of(ground, groups, choose(ground, Filters()))
    size = _sizes(groups, flows)
    sectors = _of_kind(groups, "sector")
    across = _across(ground, groups, sectors, *_SECTORS)
    x, y = np.zeros(len(groups)), np.full(len(groups), 0.5)
    found = flow_layout(across, _among(flows[0], sectors), 0.011 + 0.026 * size[sectors],
                        aspect=ASPECT)  # fmt: skip
    x[sectors], y[sectors] = found.x, found.y
    known = np.zeros(len(groups), dtype=bool)
    known[sectors] = True
    for kind in ("final", "region", "mineral", "country"):
        band = _of_kind(groups, kind)
        order = _pull(band, flows, y, known)
        left, right, columns = _BANDS[kind]
        spot = band_layout(order, left=left, right=right, columns=columns, top=0.02, bottom=0.98)
        x[band], y[band] = spot.x, spot.y
        known[band] = True
    return _placed(groups, x, y, size)


def _inside(ground: Ground, groups: Groups) -> Placed:
    flows = flows_of(ground, groups, choose(ground, Filters()))
    size = _sizes(groups, flows)
    own = np.array(sorted(groups.inside), dtype=np.int64)
    across = _across(ground, groups, own, 0.38, 0.62)
    x, y = np.zeros(len(groups)), np.full(len(groups), 0.5)
    found = flow_layout(across, _among(flows[0], own), 0.014 + 0.026 * size[own], aspect=ASPECT)
    x[own], y[own] = found.x, found.y
    known = np.zeros(len(groups), dtype=bool)
    known[own] = True
    for band, (left, right, columns) in _sides(groups, flows[0]):
        if not len(band):
            continue
        order = _pull(band, flows, y, known)
        spot = band_layout(order, left=left, right=right, columns=columns, top=0.02, bottom=0.98)
        x[band], y[band] = spot.x, spot.y
    return _placed(groups, x, y, size)


def _sides(groups: Groups, flow: Flows) -> list[tuple[Places, tuple[float, float, int]]]:
    """Return who stands left of a sector, as a supplier, and right of it, as a buyer."""
    n = len(groups)
    own = np.isin(np.arange(n), list(groups.inside))
    sells = np.bincount(flow.source, flow.size * own[flow.target], minlength=n)
    buys = np.bincount(flow.target, flow.size * own[flow.source], minlength=n)
    kind = np.array(groups.kind)
    single, rest = np.isin(kind, ["industry", "commodity", "firm", "plant"]), kind == "sector"
    left = (sells >= buys) & ~own
    right = ~left & ~own
    return [
        (np.flatnonzero(left & single), (0.22, 0.28, 2)),
        (np.flatnonzero(left & rest), (0.1, 0.16, 2)),
        (np.flatnonzero(np.isin(kind, ["region", "mineral"])), (0.012, 0.05, 2)),
        (np.flatnonzero(right & single), (0.72, 0.78, 2)),
        (np.flatnonzero(right & rest), (0.84, 0.9, 2)),
        (np.flatnonzero(kind == "final"), (0.985, 0.985, 1)),
        (np.flatnonzero(kind == "country"), (0.0, 0.0, 1)),
    ]


def _whole(ground: Ground) -> Placed:
    groups, kept_places = overview(ground), placed_overview(ground)
    node = groups.node.copy()
    for i, place in enumerate(ground.places):
        if node[i] < 0 and place in ground.regions:
            node[i] = groups.region[ground.regions.index(place)]
    # what stands nowhere is put below the middle, in sight
    x = np.array([*kept_places.x, 0.5])
    y = np.array([*kept_places.y, 0.99])
    node = np.where(node < 0, len(x) - 1, node)
    spot = nested_layout(Layout(x, y), node, room=_ROOM, aspect=ASPECT)
    net, cells = ground.net, ground.cells
    value = np.nan_to_num(np.abs(cells.value_usd))
    through = np.bincount(cells.source, value, minlength=len(node)).astype(np.float64)
    through += np.bincount(cells.target, value, minlength=len(node))
    ids = (*net.activities.id, *net.pools.id, *(g for g in groups.id if g.startswith("final:")))
    return _kept(ids, spot.x, spot.y, _relative(through))


def _of_kind(groups: Groups, kind: str) -> Places:
    return np.array([k for k, have in enumerate(groups.kind) if have == kind], dtype=np.int64)


def _among(flow: Flows, nodes: Places) -> Links:
    """Return the links among some nodes, numbered as these are."""
    place = np.full(1 + max(_last(flow.source), _last(flow.target), _last(nodes)), -1, np.int64)
    place[nodes] = np.arange(len(nodes))
    source, target = place[flow.source], place[flow.target]
    both = (source >= 0) & (target >= 0)
    return Links(source[both], target[both], flow.size[both])


def _last(nodes: Places) -> int:
    return int(nodes.max(initial=-1))


def _across(ground: Ground, groups: Groups, nodes: Places, left: float, right: float) -> Floats:
    """Return where groups of activities stand: furthest from final use on the left."""
    steps = steps_to_final_use(ground)
    output = np.nan_to_num(ground.net.activities.output_usd)
    has = np.isfinite(steps) & (groups.node[: len(steps)] >= 0)
    at, weight = groups.node[: len(steps)][has], output[has]
    total = np.bincount(at, weight, minlength=len(groups))
    mean = np.bincount(at, weight * steps[has], minlength=len(groups))
    known = total[nodes] > 0
    value = mean[nodes] / np.where(known, total[nodes], 1.0)
    low, high = (value[known].min(), value[known].max()) if known.any() else (0.0, 1.0)
    part = np.where(known, (value - low) / max(high - low, 1e-9), 0.5)
    return np.asarray(right - (right - left) * part)


def _pull(
    band: Places, flows: list[Flows], y: Floats, known: NDArray[np.bool_]
) -> Floats:  # fmt: skip
    """Return the mean height of what each node is linked with, as far as that is placed."""
    n = len(y)
    total, mean = np.zeros(n), np.zeros(n)
    for flow in flows:
        for here, there in ((flow.source, flow.target), (flow.target, flow.source)):
            use = known[there]
            # families have units of their own: each counts by the part of its largest link
            weight = flow.size[use] / max(float(flow.size.max(initial=0.0)), 1e-300)
            total += np.bincount(here[use], weight, minlength=n)
            mean += np.bincount(here[use], weight * y[there[use]], minlength=n)
    found = np.where(total > 0, mean / np.where(total > 0, total, 1.0), 0.5)
    return np.asarray(found[band].round(9))


def _sizes(groups: Groups, flows: list[Flows]) -> Floats:
    """Return how large each node is, 0 to 1: by dollars, and by shares where it has none."""
    n = len(groups)
    dollars, shares = np.zeros(n), np.zeros(n)
    for flow in flows:
        into = dollars if flow.unit == "usd" else shares
        into += np.bincount(flow.source, flow.size, minlength=n)
        into += np.bincount(flow.target, flow.size, minlength=n) * (flow.unit == "usd")
    return np.where(dollars > 0, _relative(dollars), 0.55 * _relative(shares))


def _relative(values: Floats) -> Floats:
    return np.asarray(np.sqrt(values / max(float(values.max(initial=0.0)), 1e-300)))


def _placed(groups: Groups, x: Floats, y: Floats, size: Floats) -> Placed:
    return _kept(tuple(groups.id), x, y, size)


def _kept(ids: tuple[str, ...], x: Floats, y: Floats, size: Floats) -> Placed:
    columns = (tuple(np.round(c, 4).tolist()) for c in (x, y, size))
    return Placed(ids, *columns)
