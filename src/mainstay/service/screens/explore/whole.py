"""The whole net, cell by cell, for who asks for it."""

from __future__ import annotations

import numpy as np

from mainstay.report.quantity import Unit, written
from mainstay.service.screens.explore.cells import KINDS, CellKind
from mainstay.service.screens.explore.drawn_shapes import (
    NetFamily,
    NetLinks,
    NetNode,
    NetworkView,
)
from mainstay.service.screens.explore.filters import Chosen, values
from mainstay.service.screens.explore.ground import Ground
from mainstay.service.screens.explore.placing import ASPECT, Placed, placed_whole
from mainstay.service.screens.explore.whys import whys_of
from mainstay.twin.net import Accounting
from mainstay.twin.selection import source_line


def whole_view(ground: Ground, chosen: Chosen) -> NetworkView:
    """Return every cell that is left, each node near its group in the overview."""
    placed, cells, rows = placed_whole(ground), ground.cells, chosen.rows
    value, kinds = values(ground, chosen), [k for k in KINDS if (cells.of_kind(k)).any()]
    number = np.full(len(KINDS), -1)
    number[[KINDS.index(k) for k in kinds]] = np.arange(len(kinds))
    shown = np.where(np.isnan(value), cells.share[rows], value)
    links = NetLinks(
        tuple(cells.source[rows].tolist()), tuple(cells.target[rows].tolist()),
        tuple(number[cells.kind[rows]].tolist()),
        tuple(None if v != v else float(f"{v:.5g}") for v in shown.tolist()),  # noqa: PLR0124
        tuple(cells.seen[rows].round(3).tolist()), (), (),
    )  # fmt: skip
    families = tuple(_kind_family(ground, chosen, kind) for kind in kinds)
    return NetworkView(
        "full", "Every cell of the net",
        f"Every cell of the net: {len(placed.id):,} nodes and {len(rows):,} links, each node near"
        " its sector, mineral or country in the overview.",
        "each node stands near its place in the overview", ASPECT, _all_nodes(ground, placed),
        links, families, (), chosen.notes, whys_of(ground.opened), source_line(ground.net),
    )  # fmt: skip


def _kind_family(ground: Ground, chosen: Chosen, kind: CellKind) -> NetFamily:
    take = ground.cells.kind[chosen.rows] == KINDS.index(kind)
    value = values(ground, chosen)[take]
    in_dollars = bool(np.isfinite(value).any()) and kind is not CellKind.END_USE
    total = float(np.nansum(value)) if in_dollars else 0.0
    seen = float(np.nansum(value * ground.cells.seen[chosen.rows][take]))
    return NetFamily(
        name=kind.value, words=kind.words, unit="usd" if in_dollars else "share",
        meaning="dollars" if in_dollars else "share of the market", drawn_links=int(take.sum()),
        drawn_value=total, drawn_text=written(total, Unit.USD) if in_dollars else "",
        hidden_links=0, hidden_value=0.0, hidden_text="",
        seen_share=seen / total if in_dollars and total else None,
    )  # fmt: skip


def _all_nodes(ground: Ground, placed: Placed) -> tuple[NetNode, ...]:
    net = ground.net
    n, m = len(net.activities), len(net.pools)
    full = Accounting.FULL
    return tuple(
        NetNode(
            id=placed.id[k] if k < n or k >= n + m else f"market:{placed.id[k]}",
            name=ground.node_names[k],
            kind=ground.node_entities[k].partition(":")[0] or "final",
            entity=ground.node_entities[k], opens="", x=placed.x[k], y=placed.y[k],
            size=placed.size[k], is_ghost=k < n and net.activities.accounting[k] is not full,
            words="",
        )
        for k in range(len(placed.id))
    )  # fmt: skip
