"""The world map once, with a place to color for each country: drawn as all other maps are."""

from __future__ import annotations

import json
import re
from typing import Any

from mainstay.errors import MissingExtra
from mainstay.report.palette import light
from mainstay.report.render_svg import draw
from mainstay.report.world_map import world

#: Width and height in pixels.
SIZE = (720, 350)
#: Colors that stand for countries while the map is drawn: one for each, none of the palette's.
_FIRST = 0x00A000
_FILL = re.compile(r'fill="#([0-9a-f]{6})"')


def blank_map() -> str:
    """Return the map as an ``<svg>``: each country is a path with its code in ``data-place``.

    Without the drawing library there is no map, and the text is empty.
    """
    codes = _codes()
    try:
        drawn = draw(_spec(codes))
    except MissingExtra:
        return ""
    by_color = {f"{_FIRST + k:06x}": code for k, code in enumerate(codes)}

    def place(found: re.Match[str]) -> str:
        code = by_color.get(found[1])
        return found[0] if code is None else f'class="place" data-place="{code}"'

    return _FILL.sub(place, drawn)


def _codes() -> list[str]:
    shapes = [s["id"] for s in world()["objects"]["countries"]["geometries"]]
    return list(dict.fromkeys(str(c) for c in (*shapes, *(d["id"] for d in world()["dots"]))))


def _spec(codes: list[str]) -> dict[str, Any]:
    colors = {code: f"#{_FIRST + k:06x}" for k, code in enumerate(codes)}
    parts = ("type", "transform", "arcs", "objects")
    shapes = json.loads(json.dumps({name: world()[name] for name in parts}))
    for shape in shapes["objects"]["countries"]["geometries"]:
        shape["properties"] = {"fill": colors[str(shape["id"])]}
    dots = [{"lon": d["lon"], "lat": d["lat"], "fill": colors[str(d["id"])]}
            for d in world()["dots"]]  # fmt: skip
    line = {"stroke": light("paper"), "strokeWidth": 0.5}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": SIZE[0], "height": SIZE[1], "padding": 0, "background": None,
        "projection": {"type": "equalEarth", "rotate": [-11, 0, 0]},
        "layer": [
            {"data": {"values": shapes,
                      "format": {"type": "topojson", "feature": "countries"}},
             "mark": {"type": "geoshape", **line},
             "encoding": {"fill": {"field": "properties.fill", "type": "nominal", "scale": None}}},
            {"data": {"values": dots},
             "mark": {"type": "circle", "size": 34, "opacity": 1, **line},
             "encoding": {
                 "longitude": {"field": "lon", "type": "quantitative"},
                 "latitude": {"field": "lat", "type": "quantitative"},
                 "fill": {"field": "fill", "type": "nominal", "scale": None}}},
        ],
        "config": {"aria": False, "view": {"stroke": None}},
    }  # fmt: skip
