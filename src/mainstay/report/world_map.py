"""The world map: countries in shades of one measure, small ones as dots, the unknown hatched."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from mainstay.report import tables
from mainstay.report.blocks import Figure, Key, Panel, Spec
from mainstay.report.content import Brief, MapData
from mainstay.report.palette import HATCHED, light
from mainstay.report.quantity import Unit, provenances, written

#: Width and height of the map, in pixels.
SIZE = (1000, 470)
#: Most classes of shade above the first edge.
SHADES = 5
#: Countries named in the caption.
_NAMED = 6

#: Stands under every map.
DISCLAIMER = (
    "Outlines: Natural Earth, which draws lines as they are held on the ground. They express no"
    " opinion on the status of any territory or on any boundary. Small countries are dots."
)


def world_map(brief: Brief) -> Figure | None:
    """Return the map of a brief, or ``None`` if it has none."""
    data = brief.map
    if data is None:
        return None
    leaders = sorted(data.countries, key=lambda c: -(c.value.value or 0.0))[:3]
    alt = f"World map of {data.measure}. " + " ".join(
        f"{c.name}: {c.value.full}{f', {c.words}' if c.words else ''}." for c in leaders
    )
    return Figure(
        "map",
        data.title,
        alt,
        (Panel("", _spec(data)),),
        tables.countries(brief),
        _keys(data),
        provenances(data),
        caption=_caption(data),
        disclaimer=DISCLAIMER,
        columns=("iso3", "country", tables.map_column(brief), "words", "method", "confidence"),
        is_wide=True,
    )


def _caption(data: MapData) -> str:
    """Return the measure, and the countries at the top in words."""
    known = [c for c in data.countries if c.value.value is not None]
    ordered = sorted(known, key=lambda c: (-(c.value.value or 0.0), c.name))
    # a tie is named whole or not at all
    after = ordered[_NAMED].value.value if len(ordered) > _NAMED else None
    listed = ", ".join(f"{c.name} {c.value}" for c in ordered[:_NAMED] if c.value.value != after)
    measure = f"{data.measure[:1].upper()}{data.measure[1:]}."
    return f"{measure} Most: {listed}." if listed else measure


@cache
def world() -> dict[str, Any]:
    """Return the outlines of countries as TopoJSON, with a dot for each small one."""
    path = resources.files("mainstay.report").joinpath("assets/world.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _shade(value: float, edges: tuple[float, ...]) -> int:
    """Return the class of a value: 0 below the first edge, then one more for each edge."""
    return min(sum(value >= edge for edge in edges), SHADES)


def _fills(data: MapData) -> tuple[dict[str, str], str]:
    """Return the fill of each country with an entry, and the one of all others."""
    fills = {
        c.iso3: HATCHED
        if c.value.value is None
        else light(f"shade-{_shade(c.value.value, data.edges)}")
        for c in data.countries
    }
    return fills, light("shade-0") if data.absent_is_zero else HATCHED


def _keys(data: MapData) -> tuple[Key, ...]:
    unit = data.countries[0].value.unit if data.countries else None
    if unit is None:
        return (Key("hatched", "unknown"),)
    edges = data.edges[:SHADES]
    nothing = "none" if data.absent_is_zero else f"under {written(edges[0], unit)}"
    keys = [Key("shade-0", nothing)]
    for i, edge in enumerate(edges):
        after = edges[i + 1] if i + 1 < len(edges) else None
        keys.append(Key(f"shade-{i + 1}", _class_words(edge, after, unit)))
    if not data.absent_is_zero or any(c.value.value is None for c in data.countries):
        keys.append(Key("hatched", "unknown"))
    return tuple(keys)


def _class_words(edge: float, after: float | None, unit: Unit) -> str:
    """Return the words of a class from its lower edge to the next one.

    >>> _class_words(2, 4, Unit.COUNT), _class_words(1, 2, Unit.COUNT)
    ('2–3', '1')
    """
    if after is None:
        return f"{written(edge, unit)} or more"
    if unit is Unit.COUNT:
        last = after - 1
        return written(edge, unit) if last <= edge else f"{edge:,.0f}–{last:,.0f}"
    return f"{written(edge, unit).removesuffix(' %')} to {written(after, unit)}"


def _spec(data: MapData) -> Spec:
    outlines = world()
    fills, other = _fills(data)
    shapes = json.loads(
        json.dumps({k: outlines[k] for k in ("type", "transform", "arcs", "objects")})
    )
    for shape in shapes["objects"]["countries"]["geometries"]:
        fill = fills.get(shape["id"], other)
        # a hatched country keeps an outline, or it would melt into the page
        edge = light("hatch" if fill == HATCHED else "paper")
        shape["properties"] = {"fill": fill, "edge": edge}
    dots = [
        {"lon": d["lon"], "lat": d["lat"], "fill": fills[d["id"]]}
        for d in outlines["dots"]
        if d["id"] in fills
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": SIZE[0],
        "height": SIZE[1],
        "padding": 0,
        "background": None,
        "projection": {"type": "equalEarth", "rotate": [-11, 0, 0]},
        "layer": [
            {
                "data": {
                    "values": shapes,
                    "format": {"type": "topojson", "feature": "countries"},
                },
                "mark": {"type": "geoshape", "strokeWidth": 0.6},
                "encoding": {
                    paint: {"field": f"properties.{name}", "type": "nominal", "scale": None}
                    for paint, name in (("fill", "fill"), ("stroke", "edge"))
                },
            },
            {
                "data": {"values": dots},
                "mark": {
                    "type": "circle",
                    "size": 46,
                    "opacity": 1,
                    "stroke": light("ink"),
                    "strokeWidth": 0.8,
                },
                "encoding": {
                    "longitude": {"field": "lon", "type": "quantitative"},
                    "latitude": {"field": "lat", "type": "quantitative"},
                    "fill": {"field": "fill", "type": "nominal", "scale": None},
                },
            },
        ],
        "config": {"aria": False, "view": {"stroke": None}},
    }
