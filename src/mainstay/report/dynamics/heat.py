"""Who is hit when: a row per industry, a column per span of days, shaded by what is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mainstay.model import Table
from mainstay.report.blocks import Figure, Key, Panel, Spec
from mainstay.report.dynamics.axes import frame, ticks
from mainstay.report.dynamics.numbers import Row
from mainstay.report.figures import shortened
from mainstay.report.palette import light
from mainstay.report.quantity import Provenance

#: Lower edges of the shades, shares of normal.
EDGES = (0.01, 0.05, 0.1, 0.2, 0.4)
#: Rows drawn and columns at most.
ROWS, COLUMNS = 24, 60
#: Width of the drawing, of its names, height of a row and room for the days below.
WIDTH, NAMES, HIGH, FOOT = 880, 268, 19, 36


def heat(table: Table, kind: str, why: Provenance) -> Figure | None:
    """Return the heat map of one kind of group, or ``None`` without curves of it.

    Parameters
    ----------
    table
        ``over_time`` of one scenario.
    kind
        ``industry``, ``country`` or ``activity``.
    why
        Where the numbers are from.
    """
    curves: dict[str, list[Row]] = {}
    for row in table.rows():
        if row["kind"] == kind and row["loss_share_mid"] is not None:
            curves.setdefault(row["id"], []).append(row)
    touched = {g: rows for g, rows in curves.items() if _first(rows) is not None}
    if not touched:
        return None
    drawn = sorted(touched, key=lambda g: -sum(abs(r["loss_share_mid"]) for r in touched[g]))[:ROWS]
    # in the order in which they are hit, so that the wave runs down the page
    drawn.sort(key=lambda g: (_first(touched[g]), -max(r["loss_share_mid"] for r in touched[g])))
    rest = len(touched) - len(drawn)
    names = [f"{touched[g][0]['name']} on day {_first(touched[g]):g}" for g in drawn[:5]]
    return Figure(
        f"heat-{kind}",
        "Who is hit when",
        f"Rows of {kind} by day, shaded by the share of normal that is lost. First: "
        + "; ".join(names) + ".",
        (Panel("", _spec([(touched[g][0]["name"], touched[g]) for g in drawn])),),
        _pivot(table, kind, touched),
        shades(touched.values()),
        (why,),
        caption="In the order in which they are hit. A cell is the mean of its days."
        + (f" {rest} more in the table." if rest else "")
        + (f" Never off by more than one percent: {len(curves) - len(touched)}."
           if len(curves) > len(touched) else ""),
        columns=("name", "hit_day", "deepest_day", "depth_share"),
        is_wide=True,
    )  # fmt: skip


def shades(curves: Any) -> tuple[Key, ...]:
    """Return the legend of the shades."""
    keys = [Key("shade-0", f"less than {100 * EDGES[0]:g} % off")]
    for k, edge in enumerate(EDGES):
        after = EDGES[k + 1] if k + 1 < len(EDGES) else None
        low = f"{100 * edge:g}"
        words = f"{low} % lost or more" if after is None else f"{low} to {100 * after:g} %"
        keys.append(Key(f"shade-{k + 1}", words))
    if any(r["loss_share_mid"] < -EDGES[0] for rows in curves for r in rows):
        keys.append(Key("imports", "above normal"))
    return tuple(keys)


def shade(loss: float | None) -> str:
    """Return the name of the color of a loss.

    >>> shade(0.12), shade(-0.05), shade(0.0)
    ('shade-3', 'imports', 'shade-0')
    """
    if loss is not None and loss < -EDGES[0]:
        return "imports"
    return f"shade-{sum((loss or 0.0) >= edge for edge in EDGES)}"


def _first(rows: Sequence[Row]) -> float | None:
    """Return the first day that is off normal by more than the first edge."""
    days = (float(r["day"]) for r in rows if abs(r["loss_share_mid"]) > EDGES[0])
    return next(days, None)


def _pivot(table: Table, kind: str, touched: Mapping[str, Sequence[Row]]) -> Table:
    rows = []
    for g, curve in touched.items():
        deepest = max(curve, key=lambda r: r["loss_share_mid"])
        rows.append({"id": g, "name": curve[0]["name"], "hit_day": _first(curve),
                     "deepest_day": deepest["day"],
                     "depth_share": deepest["loss_share_mid"]})  # fmt: skip
    rows.sort(key=lambda r: (r["hit_day"], -r["depth_share"]))
    return Table.of(f"hit_when_{kind}", rows, title="Who is hit when", source=table.source,
                    notes=table.notes)  # fmt: skip


def _spec(curves: Sequence[tuple[str, Sequence[Row]]]) -> Spec:
    days = [float(r["day"]) for r in curves[0][1]]
    last = days[-1]
    edges = np.linspace(0.0, last, min(len(days), COLUMNS) + 1)
    across = {"domain": [0.0, last], "nice": False, "zero": False, "range": [NAMES, WIDTH - 8]}
    cells, names = [], []
    for k, (name, rows) in enumerate(curves):
        top = k * HIGH
        names.append({"y": top + HIGH / 2, "name": shortened(name, 46)})
        losses = np.array([r["loss_share_mid"] for r in rows])
        own = np.clip(np.searchsorted(edges, [r["day"] for r in rows]) - 1, 0, len(edges) - 2)
        for c in np.unique(own):
            tone = shade(float(losses[own == c].mean()))
            cells.append({"x": edges[c], "x2": edges[c + 1], "y": top + 1, "y2": top + HIGH - 1,
                          "fill": light(tone)})  # fmt: skip
    up = {"domain": [0, len(curves) * HIGH], "nice": False, "range": [0, len(curves) * HIGH]}
    x = {"field": "x", "type": "quantitative", "scale": across, "axis": None}
    y = {"field": "y", "type": "quantitative", "scale": up, "axis": None}
    foot = len(curves) * HIGH
    marks = [{"x": v, "words": f"{v:g}"} for v in ticks(0.0, last, 8)]
    text = {"type": "text", "baseline": "middle"}
    layers: list[Spec] = [
        {"data": {"values": cells}, "mark": {"type": "rect", "stroke": None},
         "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"},
                      "fill": {"field": "fill", "type": "nominal", "scale": None}}},
        {"data": {"values": names}, "mark": text | {"align": "right"},
         "encoding": {"x": {"value": NAMES - 8}, "y": y, "text": {"field": "name"}}},
        {"data": {"values": marks}, "mark": text | {"color": light("muted"), "fontSize": 11},
         "encoding": {"x": x, "y": {"value": foot + 11}, "text": {"field": "words"}}},
        {"data": {"values": [{}]},
         "mark": text | {"color": light("muted"), "fontSize": 11, "align": "right"},
         "encoding": {"x": {"value": WIDTH - 8}, "y": {"value": foot + 27},
                      "text": {"value": "days"}}},
    ]  # fmt: skip
    return frame(layers, WIDTH, foot + FOOT)
