"""The spread over countries: one small map for each of a few days."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from mainstay.model import Table
from mainstay.report.blocks import Figure, Key, Panel, Spec
from mainstay.report.dynamics.heat import EDGES, shade, shades
from mainstay.report.dynamics.numbers import Row
from mainstay.report.palette import light
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.report.world_map import DISCLAIMER, world

#: Size of a map, and maps of one figure.
SIZE, MOST = (340, 172), 6
#: Countries below which there is no map.
LEAST = 3


def maps(table: Table, why: Provenance, measure: str = "value added") -> Figure | None:
    """Return small maps of a few days, or ``None`` where countries have no ISO 3166 codes.

    Parameters
    ----------
    table
        ``spread`` of one scenario.
    why
        Where the numbers are from.
    measure
        What is lost.
    """
    shapes = {s["id"] for s in world()["objects"]["countries"]["geometries"]}
    shapes |= {dot["id"] for dot in world()["dots"]}
    rows = [r for r in table.rows() if r["kind"] == "country" and r["loss_share"] is not None]
    known = {r["id"] for r in rows} & shapes
    if len(known) < LEAST:
        return None
    by_day: dict[float, list[Row]] = {}
    for row in rows:
        by_day.setdefault(row["day"], []).append(row)
    chosen = _chosen(by_day)
    off = sorted({r["name"] for r in rows} - {r["name"] for r in rows if r["id"] in known})
    return Figure(
        "spread",
        "Where it is lost, day by day",
        f"Maps of the share of {measure} that is lost. "
        + " ".join(_said(day, by_day[day], why) for day in chosen),
        tuple(Panel(f"Day {day:g}", _spec(by_day[day])) for day in chosen),
        _listed(table, by_day, chosen),
        (*shades([[{"loss_share_mid": r["loss_share"]} for r in rows]]),
         Key("outline", "not in the table")),
        (why,),
        caption=f"Not on the map: {', '.join(off)}." if off else "",
        disclaimer=DISCLAIMER,
        columns=("day", "name", "loss_share", "loss_usd_per_day", "state"),
    )  # fmt: skip


def _listed(table: Table, by_day: Mapping[float, Sequence[Row]], days: Sequence[float]) -> Table:
    """Return the rows of the days drawn; countries that share a number share a row."""
    rows = [row for day in days for row in {r["name"]: r for r in by_day[day]}.values()]
    return Table.of("spread_map", rows, title="Where it is lost, on the days of the maps",
                    source=table.source, notes=table.notes)  # fmt: skip


def _chosen(by_day: Mapping[float, Sequence[Row]]) -> list[float]:
    """Return days that differ: those on which something is lost, evenly among them."""
    days = [d for d in sorted(by_day) if any(abs(r["loss_share"]) > EDGES[0] for r in by_day[d])]
    days = days or sorted(by_day)
    if len(days) <= MOST:
        return days
    return [days[round(k * (len(days) - 1) / (MOST - 1))] for k in range(MOST)]


def _said(day: float, rows: Sequence[Row], why: Provenance) -> str:
    most = max(rows, key=lambda r: r["loss_share"])
    number = Number(most["loss_share"], Unit.SHARE, why)
    return f"Day {day:g}: most in {most['name']}, {number}."


def _spec(rows: Sequence[Row]) -> Spec:
    shapes = json.loads(json.dumps({k: world()[k] for k in ("type", "transform", "arcs",
                                                             "objects")}))  # fmt: skip
    fills = {r["id"]: light(shade(r["loss_share"])) for r in rows}
    for shape in shapes["objects"]["countries"]["geometries"]:
        fill = fills.get(shape["id"], light("paper"))
        edge = light("paper" if shape["id"] in fills else "hatch")
        shape["properties"] = {"fill": fill, "edge": edge}
    dots = [{"lon": d["lon"], "lat": d["lat"], "fill": fills[d["id"]]} for d in world()["dots"]
            if d["id"] in fills]  # fmt: skip
    paint = {
        name: {"field": f"properties.{field}", "type": "nominal", "scale": None}
        for name, field in (("fill", "fill"), ("stroke", "edge"))
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": SIZE[0],
        "height": SIZE[1],
        "padding": 0,
        "background": None,
        "projection": {"type": "equalEarth", "rotate": [-11, 0, 0]},
        "layer": [
            {
                "data": {"values": shapes, "format": {"type": "topojson", "feature": "countries"}},
                "mark": {"type": "geoshape", "strokeWidth": 0.4},
                "encoding": paint,
            },
            {
                "data": {"values": dots},
                "mark": {"type": "circle", "size": 14, "opacity": 1, "stroke": light("muted"),
                         "strokeWidth": 0.4},
                "encoding": {
                    "longitude": {"field": "lon", "type": "quantitative"},
                    "latitude": {"field": "lat", "type": "quantitative"},
                    "fill": {"field": "fill", "type": "nominal", "scale": None},
                },
            },
        ],
        "config": {"aria": False, "view": {"stroke": None}},
    }  # fmt: skip
