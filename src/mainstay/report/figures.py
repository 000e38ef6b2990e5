"""The figures of a brief, each with its words, its table and one Vega-Lite spec per panel.

Panels are as wide as a column of the page, so that one drawing serves a desk and a phone. Seen
is solid, inferred is an outline, unknown is hatched and says so in words.
"""

from __future__ import annotations

from collections import Counter

from mainstay.report import tables
from mainstay.report.blocks import Figure, Key, Panel, Spec
from mainstay.report.content import AccountSection, Brief, Dependency, MineralDependence
from mainstay.report.palette import HATCHED, light
from mainstay.report.quantity import Number, provenances

#: Width of a panel in pixels: a third of the page, or all of a phone.
PANEL = 340
#: Height of one row: a line of words above a bar.
ROW = 38
#: Minerals drawn; the table holds all of them.
MINERALS_DRAWN = 24
#: Half of a dot, kept free at both ends of its track.
_DOT = 7


def ranking(brief: Brief) -> Figure:
    """Return the ranking of each account as bars with bands."""
    panels = tuple(_ranking_panel(section) for section in brief.accounts)
    heads = [
        f"{s.title}: {s.dependencies[0].name} leads with {s.dependencies[0].share.full}"
        for s in brief.accounts
        if s.dependencies
    ]
    return Figure(
        "ranking",
        "How much of each account hangs on what, and how sure the order is",
        "Bars of the share of each account. " + ". ".join(heads) + ".",
        panels,
        tables.dependencies(brief),
        (
            Key("solid", "rests on observed figures"),
            Key("outline", "inferred"),
            Key("whisker", "band: where two overlap, their order is not known"),
            Key("hatched", "unknown"),
        ),
        provenances(brief.accounts),
        caption="Each panel has its own scale. Shares overlap and do not add up to 100 %.",
        columns=(
            "account",
            "rank",
            "code",
            "name",
            "dependent_share",
            "dependent_lo_share",
            "dependent_hi_share",
            "dependent_usd",
            "seen_share",
            "not_separable_from",
            "note",
        ),
    )


def seen(brief: Brief) -> Figure:
    """Return how much of each line is seen and how much inferred, as stacked bars."""
    panels = tuple(_seen_panel(section) for section in brief.accounts)
    known = [
        d.seen.value for s in brief.accounts for d in s.dependencies if d.seen.value is not None
    ]
    span = f"from {100 * min(known):.0f} to {100 * max(known):.0f} %" if known else "unknown"
    return Figure(
        "seen",
        "How much of each line is seen, how much inferred",
        f"Stacked bars for each line of the three lists. The seen share runs {span}.",
        panels,
        tables.dependencies(brief),
        (Key("solid", "seen"), Key("outline", "inferred"), Key("hatched", "unknown")),
        provenances(brief.accounts),
        columns=(
            "account",
            "rank",
            "name",
            "seen_share",
            "import_share",
            "import_lo_share",
            "import_hi_share",
            "leading_region",
            "leading_region_share",
            "method",
            "confidence",
        ),
    )


def minerals(brief: Brief) -> Figure:
    """Return, for each mineral, the leader's share of the world beside its share of US imports."""
    ordered = sorted(
        brief.minerals, key=lambda m: (m.leader_share.value is None, -(m.leader_share.value or 0))
    )
    drawn = ordered[:MINERALS_DRAWN]
    rows = -(-len(drawn) // 3) or 1
    panels = tuple(
        Panel("", _mineral_spec(drawn[i : i + rows])) for i in range(0, len(drawn), rows)
    )
    rest = len(ordered) - len(drawn)
    first = ordered[0] if ordered else None
    alt = "Dots on a line for each mineral." + (
        f" {first.commodity}: {first.leader} has {first.leader_share} of the world and"
        f" {first.leader_us_share} of US imports."
        if first
        else ""
    )
    return Figure(
        "minerals",
        "Who leads the world is not always who supplies the United States",
        alt,
        panels,
        tables.minerals(brief),
        (
            Key("dot-world", "leader's share of world production"),
            Key("dot-us", "the same country's share of US imports"),
        ),
        provenances(brief.minerals),
        caption=f"{rest} more in the table." if rest > 0 else "",
    )


def _frame(layers: list[Spec], values: list[Spec], count: int) -> Spec:
    """Return layers in the shared look: rows by rank, no grid, no chrome."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": PANEL,
        "height": ROW * count,
        # fixed, so that all panels of a row are drawn to one scale
        "autosize": {"type": "none"},
        "padding": {"left": 1, "right": 3, "top": 0, "bottom": 2},
        "background": None,
        "data": {"values": values},
        "encoding": {
            "y": {
                "field": "row",
                "type": "ordinal",
                "axis": None,
                "scale": {"paddingInner": 0, "paddingOuter": 0},
            }
        },
        "layer": layers,
        "config": {
            "aria": False,
            "view": {"stroke": None},
            "font": "Liberation Sans, Arial, sans-serif",
            "text": {"fontSize": 12, "color": light("ink"), "baseline": "middle"},
        },
    }


def shortened(name: str, room: int) -> str:
    """Return a name cut between words so that it fits; the table has it whole.

    >>> shortened("Electric power generation, transmission, and distribution", 40)
    'Electric power generation …'
    """
    if len(name) <= room:
        return name
    return name[: room - 1].rsplit(" ", 1)[0].rstrip(" ,;").removesuffix(",") + " …"


def _x(field: str, top: float, margin: int = 0) -> Spec:
    scale = {"domain": [0, top], "nice": False, "range": [margin, PANEL - margin]}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _words() -> list[Spec]:
    """Return the line above each bar: the name on the left, the number on the right."""
    return [
        {
            "mark": {"type": "text", "align": "left", "dy": -10},
            "encoding": {"x": {"value": 0}, "text": {"field": "name"}},
        },
        {
            "mark": {"type": "text", "align": "right", "dy": -10, "fontWeight": "bold"},
            "encoding": {"x": {"value": PANEL}, "text": {"field": "words"}},
        },
    ]


def _bars(color: str, top: float) -> list[Spec]:
    """Return the solid, the outlined and the hatched part of each bar."""
    shape = {"type": "bar", "height": 10, "yOffset": 8}
    hatch = {"fill": HATCHED, "stroke": light("hatch"), "strokeWidth": 1}
    parts = (
        ({"fill": light(color), "stroke": light(color), "strokeWidth": 1}, "start", "seen"),
        ({"fill": light("paper"), "stroke": light(color), "strokeWidth": 1}, "seen", "inferred"),
        (hatch, "start", "unknown"),
    )
    return [
        {
            "mark": shape | look,
            "transform": [{"filter": f"isValid(datum.{end}) && datum.{end} > datum.{begin}"}],
            "encoding": {"x": _x(begin, top), "x2": {"field": end}},
        }
        for look, begin, end in parts
    ]


def _whiskers(top: float) -> list[Spec]:
    """Return the band of each bar: a line with an end at each bound."""
    line = {"color": light("ink"), "strokeWidth": 1.4, "yOffset": 8}
    known = [{"filter": "isValid(datum.lo) && isValid(datum.hi)"}]
    ends: list[Spec] = [
        {
            "mark": {"type": "tick", "size": 8, "thickness": 1.4, "orient": "vertical"} | line,
            "transform": known,
            "encoding": {"x": _x(end, top)},
        }
        for end in ("lo", "hi")
    ]
    rule: Spec = {
        "mark": {"type": "rule"} | line,
        "transform": known,
        "encoding": {"x": _x("lo", top), "x2": {"field": "hi"}},
    }
    return [rule, *ends]


def _ranking_panel(section: AccountSection) -> Panel:
    reach = [
        bound
        for d in section.dependencies
        for bound in (d.share.value, d.share.hi)
        if bound is not None
    ]
    top = max(reach, default=1.0)
    values = [
        _split(d, d.share, d.share.value, top) | {"lo": d.share.lo, "hi": d.share.hi}
        if d.share.has_band
        else _split(d, d.share, d.share.value, top)
        for d in section.dependencies
    ]
    layers = _bars(section.account.value, top) + _whiskers(top) + _words()
    return Panel(section.title, _frame(layers, values, len(values) or 1))


def _seen_panel(section: AccountSection) -> Panel:
    values = [_split(d, d.seen, 1.0, 1.0) for d in section.dependencies]
    layers = _bars(section.account.value, 1.0) + _words()
    return Panel(section.title, _frame(layers, values, len(values) or 1))


def _split(line: Dependency, shown: Number, end: float | None, top: float) -> Spec:
    """Return a bar's parts: solid up to what is seen, outlined up to its end, or hatched."""
    row: Spec = {
        "row": line.rank,
        "name": f"{line.rank}  {shortened(line.name, 47)}",
        "words": str(shown),
    }
    share = line.seen.value
    if end is None or share is None:
        # the length may be known although its make-up is not: hatch as far as it reaches
        return row | {"start": 0, "seen": None, "inferred": None, "unknown": end or top}
    return row | {"start": 0, "seen": share * end, "inferred": end, "unknown": None}


def _mineral_spec(lines: list[MineralDependence]) -> Spec:
    once = Counter(m.commodity for m in lines)
    values = [
        {
            "row": i,
            "name": shortened(
                f"{m.commodity}{f' ({m.stage})' if once[m.commodity] > 1 else ''}, {m.leader}", 31
            ),
            "world": m.leader_share.value,
            "us": m.leader_us_share.value,
            "world_words": str(m.leader_share),
            "us_words": f"US {m.leader_us_share}",
        }
        for i, m in enumerate(lines)
    ]
    track: Spec = {
        "mark": {"type": "rule", "color": light("line"), "strokeWidth": 1, "yOffset": 8},
        "encoding": {"x": {"value": _DOT}, "x2": {"value": PANEL - _DOT}},
    }
    gap: Spec = {
        "mark": {"type": "rule", "color": light("hatch"), "strokeWidth": 3, "yOffset": 8},
        "transform": [{"filter": "isValid(datum.world) && isValid(datum.us)"}],
        "encoding": {"x": _x("us", 1.0, _DOT), "x2": {"field": "world"}},
    }
    unknown = _share_words("us_words", "muted", PANEL)
    unknown["mark"] |= {"fontWeight": "normal", "fontStyle": "italic"}
    layers = [
        track,
        gap,
        _dot("us", {"shape": "diamond", "fill": light("paper"), "stroke": light("imports")}),
        _dot("world", {"shape": "circle", "fill": light("world"), "stroke": light("world")}),
        _words()[0],
        _share_words("world_words", "world", PANEL - 84),
        _share_words("us_words", "imports", PANEL) | _only("isValid(datum.us)"),
        unknown | _only("!isValid(datum.us)"),
    ]
    return _frame(layers, values, len(values))


def _only(condition: str) -> Spec:
    return {"transform": [{"filter": condition}]}


def _dot(field: str, look: Spec) -> Spec:
    shape = {"type": "point", "size": 78, "opacity": 1, "strokeWidth": 2, "yOffset": 8}
    return {
        "mark": shape | look,
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "encoding": {"x": _x(field, 1.0, _DOT)},
    }


def _share_words(field: str, color: str, right: int) -> Spec:
    """Return the numbers of one share as a column of the lines of words."""
    return {
        "mark": {
            "type": "text",
            "align": "right",
            "dy": -10,
            "fontWeight": "bold",
            "color": light(color),
        },
        "encoding": {"x": {"value": right}, "text": {"field": field}},
    }
