"""The frame of drawings with two axes: days or money from left to right, shares upward."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mainstay.report.blocks import Spec
from mainstay.report.figures import PANEL
from mainstay.report.palette import light
from mainstay.report.quantity import Unit, written

#: Height of a drawing, and room for the words of its axes.
HEIGHT, LEFT, BELOW, ABOVE, RIGHT = 190, 46, 38, 8, 14
#: Width and height between the axes.
SPAN = PANEL - LEFT - RIGHT
_FONT = "Liberation Sans, Arial, sans-serif"


def ticks(low: float, top: float, count: int = 5) -> list[float]:
    """Return round values between two ends, about so many.

    Examples
    --------
    >>> ticks(0.0, 365.0)
    [0.0, 50.0, 100.0, 150.0, 200.0, 250.0, 300.0, 350.0]
    >>> ticks(0.83, 1.01)
    [0.85, 0.875, 0.9, 0.925, 0.95, 0.975, 1.0]
    """
    width = top - low
    if not width > 0.0:
        return [low]
    raw = width / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = min((m * power for m in (1, 2, 2.5, 5, 10)), key=lambda s: abs(s - raw))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(top / step + 1e-9)
    places = max(0, 2 - math.floor(math.log10(step)))
    return [round(k * step, places) + 0.0 for k in range(first, last + 1)]


def words_of(value: float, unit: Unit) -> str:
    """Return the words of a mark of an axis: no decimals that say nothing.

    >>> words_of(0.95, Unit.SHARE), words_of(0.005, Unit.SHARE), words_of(3e9, Unit.USD)
    ('95 %', '0.5 %', '$3 bn')
    """
    if unit is Unit.SHARE:
        return f"{100 * value:.6g} %".replace("-", "−")
    if unit is Unit.USD:
        return written(value, unit).replace(".0 ", " ")
    return f"{value:g}".replace("-", "−")


def place(field: str, ends: tuple[float, float], *, is_up: bool = False) -> Spec:
    """Return the place of a field on an axis; the axis itself is drawn by :func:`axes`."""
    reach = [HEIGHT - BELOW, ABOVE] if is_up else [LEFT, LEFT + SPAN]
    scale = {"domain": list(ends), "nice": False, "zero": False, "range": reach}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def axes(
    across: tuple[float, float],
    up: tuple[float, float],
    units: tuple[Unit, Unit],
    title: str,
    count: int = 5,
) -> list[Spec]:
    """Return the marks of both axes as lines with words; ``title`` stands below.

    Written out as layers, because an axis is lost where layers have scales of their own.
    """
    levels = [{"at": v, "words": words_of(v, units[1])} for v in ticks(*up, count=4)]
    steps = [{"at": v, "words": words_of(v, units[0])} for v in ticks(*across, count=count)]
    foot = HEIGHT - BELOW
    text = {"type": "text", "fontSize": 11, "color": light("muted"), "baseline": "middle"}
    thin = {"type": "rule", "color": light("line"), "strokeWidth": 1}
    y, x = place("at", up, is_up=True), place("at", across)
    return [
        {"data": {"values": levels}, "mark": thin,
         "encoding": {"y": y, "x": {"value": LEFT}, "x2": {"value": LEFT + SPAN}}},
        {"data": {"values": levels}, "mark": text | {"align": "right"},
         "encoding": {"y": y, "x": {"value": LEFT - 6}, "text": {"field": "words"}}},
        {"data": {"values": steps}, "mark": thin,
         "encoding": {"x": x, "y": {"value": foot}, "y2": {"value": foot + 4}}},
        {"data": {"values": steps}, "mark": text | {"align": "center"},
         "encoding": {"x": x, "y": {"value": foot + 13}, "text": {"field": "words"}}},
        {"data": {"values": [{}]}, "mark": text | {"align": "right"},
         "encoding": {"x": {"value": LEFT + SPAN}, "y": {"value": foot + 29},
                      "text": {"value": title}}},
    ]  # fmt: skip


def frame(layers: Sequence[Spec], width: int = PANEL, height: int = HEIGHT) -> Spec:
    """Return layers in the shared look."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": height,
        "autosize": {"type": "none"},
        "padding": 0,
        "background": None,
        "layer": list(layers),
        "config": {
            "aria": False,
            "view": {"stroke": None},
            "font": _FONT,
            "text": {"fontSize": 12, "color": light("ink")},
        },
    }
