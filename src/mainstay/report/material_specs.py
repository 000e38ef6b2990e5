"""The drawings of losses as Vega-Lite specifications.

A loss may span orders of magnitude and may be a gain: its scale is linear near zero and logarithmic
beyond, and its marks are written out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from mainstay.report.blocks import Spec
from mainstay.report.figures import PANEL, ROW, shortened
from mainstay.report.material import Driver, IndustryLoss
from mainstay.report.palette import HATCHED, light
from mainstay.report.quantity import Number, Unit, written

#: Room for the marks of a scale.
_AXIS = 20
#: Least distance of two marks, so that their words do not meet.
_APART = 52
#: Height of a row with words above and below.
_TALL = 56
#: Lower end, upper end, and where the scale turns from linear to logarithmic.
Scale = tuple[float, float, float]


def loss_scale(numbers: Sequence[Number]) -> Scale:
    """Return the ends of the scale and where it turns from linear to logarithmic."""
    ends = [e for n in numbers for e in (n.lo, n.value, n.hi) if e is not None]
    top = max([*ends, 1.0])
    low = min([*ends, 0.0])
    # four orders of magnitude below the largest, and never below a million dollars
    return low, top, max(1e6, 10.0 ** round(_digits(top) - 4))


def _digits(value: float) -> float:
    return math.log10(max(abs(value), 1.0))


def marks(scale: Scale) -> list[float]:
    """Return where a scale is marked: zero, and powers of ten as far as their words do not meet.

    >>> marks((-2e6, 3e9, 1e6))
    [0.0, 10000000.0, 100000000.0, 1000000000.0]
    """
    low, top, turn = scale

    def place(value: float) -> float:
        return math.copysign(math.log1p(abs(value) / turn), value)

    width = (place(top) - place(low)) or 1.0
    powers = [10.0**n for n in range(14, 4, -1)]
    kept = [0.0]
    for mark in (m for power in powers for m in (power, -power)):
        apart = min(abs(place(mark) - place(k)) for k in kept) / width * PANEL
        if low <= mark <= top and apart >= _APART:
            kept.append(mark)
    return sorted(kept)


def _short(value: float) -> str:
    """Return a power of ten in dollars without decimals."""
    return written(value, Unit.USD).replace(".0 ", " ")


def _symlog(field: str, scale: Scale) -> Spec:
    low, top, turn = scale
    span = {"domain": [low, top], "nice": False, "range": [8, PANEL - 8]}
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"type": "symlog", "constant": turn, **span},
        "axis": None,
    }


def _scale_marks(scale: Scale, height: int) -> list[Spec]:
    """Return the marks of a scale as lines with words below; an axis would be lost in layers."""
    values = [{"mark": m, "words": _short(m)} for m in marks(scale)]
    x = _symlog("mark", scale)
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": light("line"), "strokeWidth": 1},
            "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": height}},
        },
        {
            "data": {"values": values},
            "mark": {"type": "text", "color": light("muted"), "fontSize": 11},
            "encoding": {"x": x, "y": {"value": height + 10}, "text": {"field": "words"}},
        },
    ]


def frame(layers: list[Spec], values: list[Spec], axis: int = 0, row: int = ROW) -> Spec:
    """Return layers of rows in the shared look; ``axis`` is room below for the marks of a scale."""
    count = max(len(values), 1)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": PANEL,
        "height": row * count,
        "autosize": {"type": "none"},
        "padding": {"left": 1, "right": 3, "top": 0, "bottom": axis + 2},
        "background": None,
        "data": {"values": values},
        "encoding": {
            "y": {"field": "row", "type": "ordinal", "axis": None,
                  "scale": {"paddingInner": 0, "paddingOuter": 0}}
        },
        "layer": layers,
        "config": {
            "aria": False,
            "view": {"stroke": None},
            "font": "Liberation Sans, Arial, sans-serif",
            "axis": {"labelFont": "Liberation Sans, Arial, sans-serif"},
            "text": {"fontSize": 12, "color": light("ink"), "baseline": "middle"},
        },
    }  # fmt: skip


def row_words(
    left: str = "name",
    right: str = "words",
    *,
    dy: int = -10,
    weight: str = "bold",
    color: str = "ink",
) -> list[Spec]:
    """Return a line of words in each row: one field on the left, one on the right."""
    text = {"type": "text", "dy": dy, "color": light(color)}
    return [
        {"mark": text | {"align": "left"},
         "encoding": {"x": {"value": 0}, "text": {"field": left}}},
        {"mark": text | {"align": "right", "fontWeight": weight},
         "encoding": {"x": {"value": PANEL}, "text": {"field": right}}},
    ]  # fmt: skip


def unknown_bars(offset: int = 8) -> Spec:
    """Return the hatched bar of each row whose field ``unknown`` is true."""
    return {
        "mark": {"type": "bar", "height": 10, "yOffset": offset, "fill": HATCHED,
                 "stroke": light("hatch"), "strokeWidth": 1},
        "transform": [{"filter": "datum.unknown"}],
        "encoding": {"x": {"value": 8}, "x2": {"value": PANEL - 8}},
    }  # fmt: skip


def band_marks(x: Spec, low: str, high: str) -> list[Spec]:
    """Return a whisker between two fields of each row."""
    line = {"color": light("ink"), "strokeWidth": 1.4, "yOffset": 8}
    known = [{"filter": f"isValid(datum.{low}) && isValid(datum.{high})"}]
    ends: list[Spec] = [
        {"mark": {"type": "tick", "size": 8, "thickness": 1.4, "orient": "vertical"} | line,
         "transform": known, "encoding": {"x": x | {"field": end, "axis": None}}}
        for end in (low, high)
    ]  # fmt: skip
    return [
        {"mark": {"type": "rule"} | line, "transform": known,
         "encoding": {"x": x | {"field": low}, "x2": {"field": high}}},
        *ends,
    ]  # fmt: skip


def loss_spec(lines: Sequence[tuple[int | None, str, Number]], scale: Scale) -> Spec:
    """Return dots with bands on the scale of losses; each line is rank, name and loss."""
    values: list[Spec] = [
        {"row": k, "name": f"{rank or '–'}  {shortened(name, 30)}", "words": str(loss),
         "loss": loss.value, "lo": loss.lo, "hi": loss.hi, "unknown": loss.value is None}
        for k, (rank, name, loss) in enumerate(lines)
    ]  # fmt: skip
    x = _symlog("loss", scale)
    ticks = _scale_marks(scale, ROW * max(len(values), 1))
    band = band_marks(x, "lo", "hi")
    dot: Spec = {
        "mark": {"type": "point", "size": 70, "opacity": 1, "strokeWidth": 2, "yOffset": 8,
                 "shape": "circle", "fill": light("economy"), "stroke": light("paper")},
        "transform": [{"filter": "isValid(datum.loss)"}],
        "encoding": {"x": x},
    }  # fmt: skip
    return frame([*ticks, unknown_bars(), *band, dot, *row_words()], values, _AXIS)


def linear(field: str, low: float, top: float) -> Spec:
    """Return the horizontal place of a field on a plain scale."""
    scale = {"domain": [low, top], "nice": False, "range": [8, PANEL - 8]}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def industry_ends(lines: Sequence[IndustryLoss]) -> tuple[float, float]:
    """Return the ends of the scale of some bars; zero is always in it."""
    ends = [e for i in lines for e in (i.loss.lo, i.loss.value, i.loss.hi) if e is not None]
    return min([*ends, 0.0]), max([*ends, 0.0]) or 1.0


def industry_spec(lines: Sequence[IndustryLoss], low: float, top: float) -> Spec:
    """Return bars with bands, the direct part solid; ``low`` and ``top`` are the scale's ends."""
    values: list[Spec] = []
    for k, i in enumerate(lines):
        loss, direct = i.loss.value, i.direct.value
        values.append(
            {"row": k, "name": shortened(i.name, 47), "words": str(i.loss), "zero": 0.0,
             "lo": i.loss.lo, "hi": i.loss.hi, "loss": loss, "unknown": loss is None,
             # a direct part larger than the whole is drawn as the whole: the table has both
             "direct": None if direct is None or loss is None else min(direct, loss)}
        )  # fmt: skip
    x = linear("zero", low, top)
    shape = {"type": "bar", "height": 10, "yOffset": 8, "stroke": light("economy"),
             "strokeWidth": 1}  # fmt: skip
    bars: list[Spec] = [
        {"mark": shape | {"fill": light("paper")}, "transform": [{"filter": "!datum.unknown"}],
         "encoding": {"x": x, "x2": {"field": "loss"}}},
        {"mark": shape | {"fill": light("economy")},
         "transform": [{"filter": "isValid(datum.direct) && datum.direct != 0"}],
         "encoding": {"x": x, "x2": {"field": "direct"}}},
    ]  # fmt: skip
    return frame([unknown_bars(), *bars, *band_marks(x, "lo", "hi"), *row_words()], values)


def _ends_in_words(driver: Driver) -> dict[str, str]:
    """Return both answers, each on the side on which it is drawn."""
    low, high = driver.low_answer, driver.high_answer
    words = [f"lowest tenth {low}", f"highest tenth {high}"]
    swapped = low.value is not None and high.value is not None and high.value < low.value
    left, right = reversed(words) if swapped else words
    return {"left": left, "right": right}


def driver_ends(lines: Sequence[Driver], middle: float | None) -> tuple[float, float]:
    """Return the ends of the scale of some parameters."""
    found = [n.value for d in lines for n in (d.low_answer, d.high_answer)]
    known = [value for value in (*found, middle) if value is not None] or [0.0]
    low, top = min(known), max(known)
    return (low, top) if top > low else (low - 1.0, top + 1.0)


def driver_spec(lines: Sequence[Driver], middle: float | None, low: float, top: float) -> Spec:
    """Return for each parameter a line between the answers at its two ends, and both in words."""
    values: list[Spec] = [
        {"row": k, "name": shortened(d.words, 46), "words": str(d.share),
         "low": d.low_answer.value, "high": d.high_answer.value, "middle": middle,
         **_ends_in_words(d),
         "unknown": d.low_answer.value is None or d.high_answer.value is None}
        for k, d in enumerate(lines)
    ]  # fmt: skip
    x = linear("low", low, top)
    known = {"transform": [{"filter": "!datum.unknown"}]}
    point = {"type": "point", "size": 78, "opacity": 1, "strokeWidth": 2, "yOffset": 2}
    layers: list[Spec] = [
        unknown_bars(2),
        {"mark": {"type": "rule", "color": light("hatch"), "strokeWidth": 4, "yOffset": 2},
         "encoding": {"x": x, "x2": {"field": "high"}}} | known,
        {"mark": {"type": "tick", "size": 16, "thickness": 1.4, "orient": "vertical",
                  "color": light("ink"), "yOffset": 2},
         "transform": [{"filter": "isValid(datum.middle) && !datum.unknown"}],
         "encoding": {"x": x | {"field": "middle"}}},
        {"mark": point | {"shape": "circle", "fill": light("paper"), "stroke": light("economy")},
         "encoding": {"x": x}} | known,
        {"mark": point | {"shape": "diamond", "fill": light("imports"),
                          "stroke": light("imports")},
         "encoding": {"x": x | {"field": "high"}}} | known,
        *row_words(dy=-15),
        *row_words("left", "right", dy=20, weight="normal", color="muted"),
    ]  # fmt: skip
    return frame(layers, values, row=_TALL)
