"""Tiers as bars and ribbons, as SVG; every column is as high as every other.

The seen part of a ribbon is full, the inferred part a pale band with an outline. A bar has a color
and a pattern by its origin, so that no meaning hangs on color alone. A bar that stands for an
entity carries its id in ``data-entity``; a ribbon names its bars in ``data-ends``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from mainstay.report.palette import light
from mainstay.report.quantity import Unit, written
from mainstay.report.sankey import fitted
from mainstay.report.tiers.shapes import Origin, TierColumn, TierLink, TierNode

#: Least width of the drawing and of one column, width of a bar, room for the last names.
_WIDTH, _COLUMN, _BAR, _LAST = 960, 205, 13, 225
#: Height of a whole column without gaps, gap between bars, heading, foot.
_FULL, _GAP, _TOP, _FOOT = 380, 17, 48, 10
#: Letters into a pixel of room, height of a line of words.
_LETTER, _LINE = 6.6, 14
#: Ribbons and bars thinner than this are drawn as a line of it.
_HAIR = 1.2
_FONT = "Liberation Sans, Arial, sans-serif"

_TONES = {
    Origin.HOME: "economy", Origin.ABROAD: "imports", Origin.UNPLACED: "hatch",
    Origin.ADDED: "hatch", Origin.ENDED: "hatch", Origin.FINAL: "health",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    height: float


def tiers_svg(columns: Sequence[TierColumn], links: Sequence[TierLink], *, title: str) -> str:
    """Return tiers as an ``<svg>`` element; its words for those who do not see it stand beside it.

    Parameters
    ----------
    columns
        From left to right; the shares of each add up to one.
    links
        Between bars of neighboring columns.
    title
        Makes ids unique on a page, and names the file.

    Examples
    --------
    >>> one = TierColumn("Tier 0", "", (TierNode("a", "Batteries", 1.0, Origin.HOME),))
    >>> "Batteries" in tiers_svg([one], [], title="demo")
    True
    """
    key = "t" + hashlib.sha256(repr((columns, links, title)).encode()).hexdigest()[:8]
    width = max(_WIDTH, _COLUMN * len(columns) + _LAST // 2)
    most = max((len(column.nodes) for column in columns), default=1)
    height = _TOP + _FULL + _GAP * (most - 1) + _FOOT
    boxes = _boxes(columns, width, most)
    room = int((_step(columns, width) - _BAR - 8) / _LETTER)
    rooms = [room] * (len(columns) - 1) + [int((_LAST - _BAR - 8) / _LETTER)]
    bars = "".join(
        _bar(node, boxes[node.id], key, rooms[place])
        for place, column in enumerate(columns)
        for node in column.nodes
    )
    heads = "".join(
        _head(column, place * _step(columns, width)) for place, column in enumerate(columns)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" '
        f'focusable="false" font-family="{_FONT}" font-size="12.5">'
        f"{_patterns(key)}{_ribbons(columns, links, boxes, key)}{bars}{heads}</svg>"
    )


def _step(columns: Sequence[TierColumn], width: float) -> float:
    return (width - _LAST) / max(len(columns) - 1, 1)


def _boxes(columns: Sequence[TierColumn], width: float, most: int) -> dict[str, _Box]:
    """Return every bar in place; columns have one scale and are centered."""
    found: dict[str, _Box] = {}
    for place, column in enumerate(columns):
        x = place * _step(columns, width)
        y = _TOP + _GAP * (most - len(column.nodes)) / 2
        for node in column.nodes:
            tall = _FULL * max(node.share, 0.0)
            found[node.id] = _Box(x, y, tall)
            y += tall + _GAP
    return found


def _ribbons(
    columns: Sequence[TierColumn],
    links: Sequence[TierLink],
    boxes: Mapping[str, _Box],
    key: str,
) -> str:
    order = {n.id: i for i, n in enumerate(n for column in columns for n in column.nodes)}
    right = dict.fromkeys(boxes, 0.0)
    left = dict.fromkeys(boxes, 0.0)
    drawn = []
    for link in sorted(links, key=lambda k: (order[k.source], order[k.target])):
        a, b, tall = boxes[link.source], boxes[link.target], _FULL * link.share
        seen = tall * min(max(link.seen, 0.0), 1.0)
        tone = light(_TONES[link.tone])
        ends = f'data-ends="{escape(link.source)} {escape(link.target)}"'
        start, end = a.y + right[link.source], b.y + left[link.target]
        right[link.source] += tall
        left[link.target] += tall
        if link.tone in (Origin.ADDED, Origin.ENDED):
            look = f'fill="url(#{key}-{link.tone})"'
            drawn.append(f'<path {ends} {look} d="{_path(a, b, start, end, tall)}"/>')
            continue
        if seen >= 0.3:
            drawn.append(
                f'<path {ends} fill="{tone}" fill-opacity=".62" '
                f'd="{_path(a, b, start, end, seen)}"/>'
            )
        if tall - seen >= 0.15:
            outline = _path(a, b, start + seen, end + seen, tall - seen)
            drawn.append(
                f'<path {ends} fill="{tone}" fill-opacity=".13" stroke="{tone}" '
                f'stroke-opacity=".5" stroke-width=".7" d="{outline}"/>'
            )
    return "".join(drawn)


def _path(a: _Box, b: _Box, start: float, end: float, tall: float) -> str:
    """Return the outline of a ribbon from the right edge of one bar to the left of another."""
    x0, x1 = a.x + _BAR, b.x
    mid = (x0 + x1) / 2
    return (
        f"M{x0:.1f} {start:.1f}C{mid:.1f} {start:.1f} {mid:.1f} {end:.1f} {x1:.1f} {end:.1f}"
        f"V{end + tall:.1f}C{mid:.1f} {end + tall:.1f} {mid:.1f} {start + tall:.1f} {x0:.1f} "
        f"{start + tall:.1f}Z"
    )


def _bar(node: TierNode, box: _Box, key: str, letters: int) -> str:
    """Return a bar with its name; a name is cut before its share is."""
    tall = max(box.height, _HAIR)
    look = (
        f'fill="{light("economy")}"'
        if node.origin is Origin.HOME
        else f'fill="url(#{key}-{node.origin})" stroke="{light(_TONES[node.origin])}"'
    )
    share = written(node.share, Unit.SHARE).replace(" ", "\N{NO-BREAK SPACE}")
    # a name has as many lines as its bar and the gap hold, at most three
    room = min(max(int((box.height + _GAP) // _LINE), 1), 3)
    lines = fitted(node.name, share, letters, room)
    x, y = box.x + _BAR + 5, box.y + box.height / 2 - _LINE * (len(lines) - 1) / 2 + 4
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{y + _LINE * i:.1f}">{escape(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    opens = f' data-node="{escape(node.id)}"'
    opens += f' data-entity="{escape(node.entity)}"' if node.entity else ""
    told = escape(node.words or f"{node.name} {share}")
    return (
        f'<g{opens}><title>{told}</title><rect x="{box.x:.1f}" y="{box.y:.1f}" width="{_BAR}" '
        f'height="{tall:.1f}" {look}/><text fill="{light("ink")}" stroke="{light("paper")}" '
        f'stroke-width="3.4" stroke-linejoin="round" paint-order="stroke">{spans}</text></g>'
    )


def _head(column: TierColumn, x: float) -> str:
    return (
        f'<text x="{x:.1f}" y="14" font-weight="700" fill="{light("ink")}">{escape(column.title)}'
        f'<tspan x="{x:.1f}" dy="15" font-weight="400" fill="{light("muted")}">'
        f"{escape(column.base)}</tspan></text>"
    )


def _patterns(key: str) -> str:
    """Return a pattern for each origin that is not plain: stripes, dots, hatching."""
    paper, imports, health = light("paper"), light("imports"), light("health")
    hatch, wash = light("hatch"), light("wash")

    def pattern(origin: Origin, turn: int, inside: str) -> str:
        return (
            f'<pattern id="{key}-{origin}" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate({turn})">{inside}</pattern>'
        )

    return (
        "<defs>"
        + pattern(Origin.ABROAD, 45, f'<rect width="6" height="6" fill="{imports}"/>'
                  f'<rect width="1.8" height="6" fill="{paper}"/>')
        + pattern(Origin.UNPLACED, -45, f'<rect width="6" height="6" fill="{paper}"/>'
                  f'<rect width="2.4" height="6" fill="{imports}"/>')
        + pattern(Origin.FINAL, 0, f'<rect width="6" height="6" fill="{health}"/>'
                  f'<rect width="6" height="1.8" fill="{paper}"/>')
        + pattern(Origin.ADDED, 0, f'<rect width="6" height="6" fill="{wash}"/>'
                  f'<circle cx="3" cy="3" r="0.8" fill="{hatch}"/>')
        + pattern(Origin.ENDED, 45, f'<rect width="6" height="6" fill="{wash}"/>'
                  f'<rect width="1" height="6" fill="{hatch}"/>')
        + "</defs>"
    )  # fmt: skip
