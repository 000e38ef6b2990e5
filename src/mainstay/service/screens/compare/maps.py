"""Maps of the difference between two runs: who is hit deeper in which, on one scale for all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mainstay.model import Table
from mainstay.report.blocks import Figure, Panel
from mainstay.report.palette import light
from mainstay.report.world_map import DISCLAIMER, world
from mainstay.service.dynamic_briefs import PLACES, countries_of, places
from mainstay.service.screens.compare.told import Told
from mainstay.service.screens.shapes import ShownFigure, ShownKey, ShownTable, shown_figure

Spec = dict[str, Any]

#: Lower edges of the classes, in parts of normal; below the first there is no difference.
EDGES = (0.005, 0.02, 0.1)
#: How strong each class is painted; the color tells which run is deeper, and so do words.
_STRENGTH = (0.35, 0.65, 1.0)
SIZE = (560, 276)


def differences(runs: Sequence[Told]) -> ShownFigure | None:
    """Return a map for each run against the first, or ``None`` where two runs have no places."""
    with_places = [run for run in runs if run.story.places]
    if len(with_places) < 2:
        return None
    first, *others = with_places
    depths = {run.letter: _depths(run) for run in with_places}
    rows: list[dict[str, object]] = []
    for key, name in _names(with_places).items():
        row: dict[str, object] = {"id": key, "name": name}
        for run in with_places:
            row[f"deepest_{run.letter.lower()}_share"] = depths[run.letter].get(key)
        for run in others:
            row[f"{run.letter.lower()}_less_{first.letter.lower()}_share"] = _gap(
                depths[first.letter].get(key), depths[run.letter].get(key)
            )
        rows.append(row)
    codes = _codes(first)
    panels = tuple(
        Panel(f"{run.letter} against {first.letter}",
              _spec({key: _gap(depths[first.letter].get(key), depths[run.letter].get(key))
                     for key in codes}, codes))
        for run in others
    )  # fmt: skip
    figure = Figure(
        "places-compared", "Where one is deeper than the other",
        "Maps of the difference between the deepest losses of a place in two runs. "
        + " ".join(_said(first, run, depths, _names(with_places)) for run in others),
        panels, Table.of("places_compared", rows, title="Deepest loss by place and run"), (),
        (first.story.accounts[0].loss.why,),
        caption=f"Difference of the deepest loss, in parts of normal. {PLACES}",
        disclaimer=DISCLAIMER,
    )  # fmt: skip
    made = shown_figure(figure, with_specs=False)
    return _with_keys(made, first.letter, [run.letter for run in others])


def _depths(run: Told) -> dict[str, float]:
    return {
        row["id"]: row["depth_share_mid"]
        for row in run.story.places
        if row["depth_share_mid"] is not None
    }


def _names(runs: Sequence[Told]) -> dict[str, str]:
    return {row["id"]: str(row["name"]) for run in runs for row in run.story.places}


def _gap(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else other - one


def _codes(run: Told) -> Mapping[str, Sequence[str]]:
    """Return the countries of each place."""
    found: dict[str, Sequence[str]] = {}
    countries = countries_of(run.asked.opened)
    for row in run.story.places:
        alone = {"kind": "country", "id": row["id"], "name": row["name"], "loss_share": 0.0}
        found[row["id"]] = [r["id"] for r in places(Table.of("one", [alone]), countries).rows()]
    return found


def _class(gap: float) -> int:
    """Return the class of a difference: 0 for none.

    >>> _class(0.001), _class(-0.05), _class(0.2)
    (0, 2, 3)
    """
    return sum(abs(gap) >= edge for edge in EDGES)


def _spec(gaps: Mapping[str, float | None], codes: Mapping[str, Sequence[str]]) -> Spec:
    paint: dict[str, tuple[str, float]] = {}
    for key, gap in gaps.items():
        if gap is None:
            continue
        level = _class(gap)
        tone = "shade-0" if not level else "world" if gap > 0 else "imports"
        for code in codes[key]:
            paint[code] = (light(tone), _STRENGTH[level - 1] if level else 1.0)
    parts = ("type", "transform", "arcs", "objects")
    shapes = json.loads(json.dumps({name: world()[name] for name in parts}))
    for shape in shapes["objects"]["countries"]["geometries"]:
        fill, strength = paint.get(shape["id"], (light("paper"), 1.0))
        edge = light("paper" if shape["id"] in paint else "hatch")
        shape["properties"] = {"fill": fill, "strength": strength, "edge": edge}
    dots = [
        {"lon": d["lon"], "lat": d["lat"], "fill": paint[d["id"]][0], "strength": paint[d["id"]][1]}
        for d in world()["dots"]
        if d["id"] in paint
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": SIZE[0], "height": SIZE[1], "padding": 0, "background": None,
        "projection": {"type": "equalEarth", "rotate": [-11, 0, 0]},
        "layer": [
            {"data": {"values": shapes, "format": {"type": "topojson", "feature": "countries"}},
             "mark": {"type": "geoshape", "strokeWidth": 0.4},
             "encoding": {"stroke": {"field": "properties.edge", **_RAW},
                          **_painted("properties.")}},
            {"data": {"values": dots},
             "mark": {"type": "circle", "size": 26, "stroke": light("muted"),
                      "strokeWidth": 0.4},
             "encoding": {"longitude": {"field": "lon", "type": "quantitative"},
                          "latitude": {"field": "lat", "type": "quantitative"},
                          **_painted("")}},
        ],
        "config": {"aria": False, "view": {"stroke": None}},
    }  # fmt: skip


_RAW: Spec = {"type": "nominal", "scale": None}


def _painted(where: str) -> Spec:
    strength = {"field": f"{where}strength", "type": "quantitative", "scale": None}
    return {"fill": {"field": f"{where}fill", **_RAW}, "fillOpacity": strength}


def _said(first: Told, run: Told, depths: Mapping[str, Mapping[str, float]],
          names: Mapping[str, str]) -> str:  # fmt: skip
    gaps = {
        key: gap for key in names
        if (gap := _gap(depths[first.letter].get(key), depths[run.letter].get(key))) is not None
    }  # fmt: skip
    if not gaps:
        return f"{run.letter} against {first.letter}: nothing to compare."
    key = max(gaps, key=lambda k: abs(gaps[k]))
    deeper = run.letter if gaps[key] > 0 else first.letter
    most = f"most in {names[key]}, {100 * abs(gaps[key]):.1f} points deeper in {deeper}"
    return f"{run.letter} against {first.letter}: {most}."


def _with_keys(made: ShownFigure, first: str, others: Sequence[str]) -> ShownFigure:

    other = "the other run" if len(others) > 1 else others[0]
    keys = []
    for tone, who in (("imports", first), ("world", other)):
        for k, edge in enumerate(EDGES):
            after = f" to {100 * EDGES[k + 1]:g}" if k + 1 < len(EDGES) else " or more"
            rect = (f'<rect x="1" y="1" width="20" height="10" fill="var(--{tone})" '
                    f'fill-opacity="{_STRENGTH[k]}"/>')  # fmt: skip
            keys.append(ShownKey(rect, f"{who} deeper by {100 * edge:g}{after} points"))
    none = '<rect x="1" y="1" width="20" height="10" fill="var(--shade-0)"/>'
    keys.append(ShownKey(none, f"less than {100 * EDGES[0]:g} points apart"))
    return replace(made, keys=tuple(keys), table=_titled(made.table))


def _titled(table: ShownTable) -> ShownTable:
    """Return the table with the letters of the runs in its headings."""
    columns = []
    for column in table.columns:
        words = column.name.removesuffix("_share").split("_")
        title = column.title
        if words[0] == "deepest":
            title = f"deepest in {words[1].upper()}"
        elif "less" in words:
            title = f"{words[0].upper()} less {words[2].upper()}"
        columns.append(replace(column, title=title))
    return replace(table, columns=tuple(columns))
