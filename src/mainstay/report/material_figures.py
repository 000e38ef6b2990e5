"""The figures of losses: the ranking, the industries that lose, and what moves the answer.

A loss may span orders of magnitude and may be a gain: the scale is linear near zero and
logarithmic beyond, and its marks are written out.
"""

from __future__ import annotations

from collections.abc import Sequence

from mainstay.report import material_tables, tables
from mainstay.report.content import Brief
from mainstay.report.figures import PANEL, ROW, Figure, Key, Panel, Spec, shortened
from mainstay.report.material import Chain, Driver, IndustryLoss
from mainstay.report.palette import HATCHED, light
from mainstay.report.quantity import Number, Unit, written
from mainstay.report.sankey import sankey_svg

#: Minerals and industries drawn; the table holds all.
DRAWN = 20
#: Parameters drawn.
DRIVERS_DRAWN = 8
_AXIS = 26


def losses(brief: Brief) -> Figure | None:
    """Return the ranking in two panels, structural and as of the date, or ``None`` without it."""
    if brief.materials is None or not brief.materials.lines:
        return None
    lines = brief.materials.lines
    dated = sorted(
        (line for line in lines if line.dated_rank is not None),
        key=lambda line: line.dated_rank or 0,
    )
    reach = [n for line in lines for n in (line.loss, line.dated)]
    scale = _scale(reach)
    day = brief.as_of.isoformat()
    panels = (
        Panel("Structural", _dots([(x.rank, x.name, x.loss) for x in lines[:DRAWN]], scale)),
        Panel(f"With measures in force, {day}",
              _dots([(x.dated_rank or 0, x.name, x.dated) for x in dated[:DRAWN]], scale)),
    )  # fmt: skip
    rest = len(lines) - DRAWN
    return Figure(
        "losses",
        "Expected loss of a year's gross domestic product",
        "Dots with bands for each mineral, largest first. "
        + ". ".join(f"{x.name}: {x.loss.full}" for x in lines[:3]) + ".",
        panels,
        material_tables.losses_structural(brief),
        (
            Key("dot", "median of the draws"),
            Key("whisker", "5 to 95 % of the draws: where two overlap, their order may be open"),
            Key("hatched", "unknown"),
        ),
        tables.provenances(lines[:DRAWN]),
        caption="Linear near zero, logarithmic beyond; a gain stands on the left of zero."
        + (f" {rest} more in the table." if rest > 0 else ""),
        columns=(
            "rank", "mineral", "expected_usd", "expected_lo_usd", "expected_hi_usd",
            "conditional_usd", "leader", "top10_probability", "settled_from", "single_supplier",
            "coverage_share", "cited_share", "confidence",
        ),
    )  # fmt: skip


def industries(brief: Brief) -> Figure | None:
    """Return the loss of each industry as bars with bands, one panel per mineral."""
    story = brief.material
    if story is None or not story.industries:
        return None
    panels = []
    for line in story.lines:
        own = [i for i in story.industries if i.mineral == line.mineral]
        if own:
            title = line.name if len(story.lines) > 1 else ""
            panels.append(Panel(title, _industry_spec(own[:DRAWN])))
    first = story.industries[0]
    rest = max(len(story.industries) - DRAWN, 0) if len(panels) == 1 else 0
    return Figure(
        "industries",
        "Where it is lost: expected loss by industry",
        "Bars of expected loss with bands for each industry, direct and indirect parts apart. "
        f"Most: {first.name}, {first.loss.full}.",
        tuple(panels),
        material_tables.industries(brief),
        (
            Key("solid", "direct: the industry lacks the material"),
            Key("outline", "indirect: it lacks what others make of it, or loses buyers"),
            Key("whisker", "5 to 95 % of the draws"),
            Key("hatched", "unknown"),
        ),
        tables.provenances(story.industries),
        caption="Each panel has its own scale." * (len(panels) > 1)
        + (f" {rest} more in the table." if rest else ""),
        columns=(
            "mineral", "code", "name", "loss_usd", "loss_lo_usd", "loss_hi_usd", "direct_usd",
            "indirect_usd", "confidence",
        ),
    )  # fmt: skip


def drivers(brief: Brief) -> Figure | None:
    """Return what moves the answer: each parameter from its lowest to its highest tenth."""
    story = brief.material
    if story is None or not story.drivers:
        return None
    panels = []
    for line in story.lines:
        own = [d for d in story.drivers if d.mineral == line.mineral][:DRIVERS_DRAWN]
        if own:
            title = line.name if len(story.lines) > 1 else ""
            panels.append(Panel(title, _driver_spec(own, line.loss)))
    first = story.drivers[0]
    return Figure(
        "drivers",
        "What would change this answer",
        f"Ranges of the loss as one parameter moves from its lowest to its highest tenth. Most: "
        f"{first.words}, from {first.low_answer} to {first.high_answer}.",
        tuple(panels),
        material_tables.drivers(brief),
        (
            Key("end-low", "parameter in its lowest tenth"),
            Key("end-high", "parameter in its highest tenth"),
            Key("middle", "median of all draws"),
            Key("hatched", "unknown"),
        ),
        tables.provenances(story.drivers),
        caption="The share on the right is what the parameter explains of the spread, alone. Ends "
        "are means of their tenth of the draws.",
        columns=(
            "mineral", "parameter", "spread_share", "low_answer_usd", "high_answer_usd",
            "confidence",
        ),
    )  # fmt: skip


def chains(brief: Brief) -> tuple[Figure, ...]:
    """Return one figure per chain, drawn by :func:`~mainstay.report.sankey.sankey_svg`."""
    found = brief.material.chains if brief.material else ()
    return tuple(_chain(brief, one) for one in found if one.links)


def _chain(brief: Brief, one: Chain) -> Figure:
    title = f"{one.name}, tier by tier"
    table = material_tables.chain(brief, one)
    said = _led(one)
    return Figure(
        f"chain-{one.mineral}",
        title,
        f"Flows from left to right. {said}",
        (Panel("", {}, sankey_svg(one.levels, one.links, title=title, description=said)),),
        table,
        (Key("ribbon", "read from a source"), Key("ribbon-hatched", "inferred or assumed")),
        tables.provenances(one),
        caption=one.note,
        columns=("level", "from", "to", "link_share", "link_lo_share", "link_hi_share", "share_of",
                 "method", "confidence"),
    )  # fmt: skip


def _led(one: Chain) -> str:
    """Return the largest bar of each level in words."""
    said = []
    into: dict[str, Number] = {}
    for link in one.links:
        for end in (link.source, link.target):
            before = into.get(end)
            if before is None or (link.share.value or 0.0) > (before.value or 0.0):
                into[end] = link.share
    for level in one.levels:
        nodes = [node for node in level.nodes if node.id in into and node.name != "others"]
        if nodes and not level.is_market:
            best = max(nodes, key=lambda node: into[node.id].value or 0.0)
            said.append(f"{level.title}: {best.name}")
    return f"The largest of each tier: {'; '.join(said)}."


def _scale(numbers: Sequence[Number]) -> tuple[float, float, float]:
    """Return the ends of the scale and where it turns from linear to logarithmic."""
    ends = [e for n in numbers for e in (n.lo, n.value, n.hi) if e is not None]
    top = max([*ends, 1.0])
    low = min([*ends, 0.0])
    # four orders of magnitude below the largest, and never below a million dollars
    return low, top, max(1e6, 10.0 ** round(_digits(top) - 4))


def _digits(value: float) -> float:
    import math

    return math.log10(max(abs(value), 1.0))


def _marks(low: float, top: float, turn: float) -> list[float]:
    """Return where the scale is marked: zero and every second power of ten within its ends.

    >>> _marks(-2e6, 3e9, 1e6)
    [-1000000.0, 0.0, 1000000.0, 100000000.0]
    """
    marks, mark = [0.0], turn
    while mark <= max(top, -low):
        marks += [m for m in (mark, -mark) if low <= m <= top]
        mark *= 100
    return sorted(marks)


def _symlog(field: str, scale: tuple[float, float, float], axis: bool = False) -> Spec:
    low, top, turn = scale
    marks = _marks(low, top, turn)
    words = " : ".join(f"datum.value == {m} ? '{written(m, Unit.USD)}'" for m in marks)
    look: Spec | None = {
        "values": marks, "labelExpr": f"{words} : ''", "grid": True, "domain": False,
        "ticks": False, "title": None, "gridColor": light("line"), "labelColor": light("muted"),
        "labelFontSize": 11, "labelPadding": 6, "labelOverlap": False, "labelBound": False,
        "labelFlush": 30, "zindex": 0,
    }  # fmt: skip
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"type": "symlog", "constant": turn, "domain": [low, top], "nice": False,
                  "range": [8, PANEL - 8]},
        "axis": look if axis else None,
    }  # fmt: skip


def _frame(layers: list[Spec], values: list[Spec], axis: int = 0) -> Spec:
    count = max(len(values), 1)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": PANEL,
        "height": ROW * count,
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


def _words(name: str = "name", words: str = "words") -> list[Spec]:
    return [
        {"mark": {"type": "text", "align": "left", "dy": -10},
         "encoding": {"x": {"value": 0}, "text": {"field": name}}},
        {"mark": {"type": "text", "align": "right", "dy": -10, "fontWeight": "bold"},
         "encoding": {"x": {"value": PANEL}, "text": {"field": words}}},
    ]  # fmt: skip


def _unknown() -> Spec:
    return {
        "mark": {"type": "bar", "height": 10, "yOffset": 8, "fill": HATCHED,
                 "stroke": light("hatch"), "strokeWidth": 1},
        "transform": [{"filter": "datum.unknown"}],
        "encoding": {"x": {"value": 8}, "x2": {"value": PANEL - 8}},
    }  # fmt: skip


def _band(x: Spec, low: str, high: str) -> list[Spec]:
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


def _dots(lines: Sequence[tuple[int, str, Number]], scale: tuple[float, float, float]) -> Spec:
    values: list[Spec] = [
        {"row": k, "name": f"{rank}  {shortened(name, 30)}", "words": str(loss),
         "loss": loss.value, "lo": loss.lo, "hi": loss.hi, "unknown": loss.value is None}
        for k, (rank, name, loss) in enumerate(lines)
    ]  # fmt: skip
    x = _symlog("loss", scale)
    axis = _symlog("lo", scale, axis=True)
    band = _band(x, "lo", "hi")
    band[0]["encoding"]["x"] = axis
    dot: Spec = {
        "mark": {"type": "point", "size": 70, "opacity": 1, "strokeWidth": 2, "yOffset": 8,
                 "shape": "circle", "fill": light("economy"), "stroke": light("paper")},
        "transform": [{"filter": "isValid(datum.loss)"}],
        "encoding": {"x": x},
    }  # fmt: skip
    return _frame([_unknown(), *band, dot, *_words()], values, _AXIS)


def _linear(field: str, low: float, top: float) -> Spec:
    scale = {"domain": [low, top], "nice": False, "range": [8, PANEL - 8]}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _industry_spec(lines: Sequence[IndustryLoss]) -> Spec:
    ends = [e for i in lines for e in (i.loss.lo, i.loss.value, i.loss.hi) if e is not None]
    low, top = min([*ends, 0.0]), max([*ends, 0.0]) or 1.0
    values: list[Spec] = []
    for k, i in enumerate(lines):
        loss, direct = i.loss.value, i.direct.value
        values.append(
            {"row": k, "name": shortened(i.name, 44), "words": str(i.loss), "zero": 0.0,
             "lo": i.loss.lo, "hi": i.loss.hi, "loss": loss, "unknown": loss is None,
             # a direct part larger than the whole is drawn as the whole: the table has both
             "direct": None if direct is None or loss is None else min(direct, loss)}
        )  # fmt: skip
    x = _linear("zero", low, top)
    shape = {"type": "bar", "height": 10, "yOffset": 8, "stroke": light("economy"),
             "strokeWidth": 1}  # fmt: skip
    bars: list[Spec] = [
        {"mark": shape | {"fill": light("paper")}, "transform": [{"filter": "!datum.unknown"}],
         "encoding": {"x": x, "x2": {"field": "loss"}}},
        {"mark": shape | {"fill": light("economy")},
         "transform": [{"filter": "isValid(datum.direct) && datum.direct != 0"}],
         "encoding": {"x": x, "x2": {"field": "direct"}}},
    ]  # fmt: skip
    return _frame([_unknown(), *bars, *_band(x, "lo", "hi"), *_words()], values)


def _driver_spec(lines: Sequence[Driver], middle: Number) -> Spec:
    ends = [e.value for d in lines for e in (d.low_answer, d.high_answer) if e.value is not None]
    known = [*ends, *([middle.value] if middle.value is not None else [])]
    low, top = (min(known), max(known)) if known else (0.0, 1.0)
    low, top = (low, top) if top > low else (low - 1.0, top + 1.0)
    values: list[Spec] = [
        {"row": k, "name": shortened(d.words, 42), "words": str(d.share),
         "low": d.low_answer.value, "high": d.high_answer.value,
         "low_words": str(d.low_answer), "high_words": str(d.high_answer),
         "middle": middle.value,
         "unknown": d.low_answer.value is None or d.high_answer.value is None}
        for k, d in enumerate(lines)
    ]  # fmt: skip
    x = _linear("low", low, top)
    point = {"type": "point", "size": 78, "opacity": 1, "strokeWidth": 2, "yOffset": 8}
    layers: list[Spec] = [
        _unknown(),
        {"mark": {"type": "rule", "color": light("hatch"), "strokeWidth": 4, "yOffset": 8},
         "transform": [{"filter": "!datum.unknown"}],
         "encoding": {"x": x, "x2": {"field": "high"}}},
        {"mark": {"type": "tick", "size": 16, "thickness": 1.4, "orient": "vertical",
                  "color": light("ink"), "yOffset": 8},
         "transform": [{"filter": "isValid(datum.middle)"}],
         "encoding": {"x": x | {"field": "middle"}}},
        {"mark": point | {"shape": "circle", "fill": light("paper"), "stroke": light("economy")},
         "transform": [{"filter": "!datum.unknown"}], "encoding": {"x": x}},
        {"mark": point | {"shape": "diamond", "fill": light("imports"),
                          "stroke": light("imports")},
         "transform": [{"filter": "!datum.unknown"}], "encoding": {"x": x | {"field": "high"}}},
        *_words(),
    ]  # fmt: skip
    return _frame(layers, values)
