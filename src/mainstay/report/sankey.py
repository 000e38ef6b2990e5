"""A chain drawn as bars and ribbons, as SVG; the layout is our own and needs no library.

Levels stand from left to right. A bar is as high as what goes through it, a market as high as its
whole level. A ribbon of an observed share is plain, one of an inferred or assumed share is
hatched; no meaning hangs on color alone. On a page its colors follow the scheme, see
:mod:`mainstay.report.palette`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from mainstay.report.material import ChainLevel, ChainLink
from mainstay.report.palette import light
from mainstay.report.quantity import Unit, written

#: Width of the drawing, in pixels.
WIDTH = 880
#: Height of a whole level without its gaps, least height, gap between bars, height of headings and
#: of what stands below.
_FULL, _LEAST, _GAP, _TOP, _FOOT = 330, 250, 19, 46, 26
_BAR = 11
#: Room to the right of a level for its names, behind a market, and behind the last level, as parts
#: of one whole.
_NAMES, _BEHIND, _LAST = 3.0, 1.1, 4.4
#: Letters that fit into one part of the room at the size of the names.
_LETTERS = 7.8
_FONT = "Liberation Sans, Arial, sans-serif"
_LINE = 14


@dataclass(frozen=True, slots=True)
class _Box:
    """A bar in place."""

    x: float
    y: float
    height: float


def sankey_svg(
    levels: Sequence[ChainLevel],
    links: Sequence[ChainLink],
    *,
    title: str = "",
    description: str = "",
) -> str:
    """Return a chain as an ``<svg>`` element with a title and a description.

    Parameters
    ----------
    levels
        From left to right. The links into and out of a level are shares of its own base, so that
        each level is about one high.
    links
        Between bars of neighboring levels; one whose share is unknown is drawn as a thin dashed
        line.
    title, description
        For those who do not see it.

    Examples
    --------
    >>> from mainstay.report.material import ChainLevel, ChainNode
    >>> one = ChainLevel(title="Mined in", base="", nodes=(ChainNode(id="a", name="China"),))
    >>> "China" in sankey_svg([one], [])
    True
    """
    weights = _weights(levels, links)
    places = _across(levels)
    height = _height(levels)
    boxes = _boxes(levels, weights, places, height)
    key = hashlib.sha256(repr((levels, links, title)).encode()).hexdigest()[:8]
    ribbons = _ribbons(levels, links, boxes, f"sankey-{key}")
    bars = "".join(_bars(level, boxes) for level in levels)
    names = "".join(
        _names(level, boxes, weights, _letters(levels, place)) for place, level in enumerate(levels)
    )
    heads = "".join(_head(level, places[i], levels, i) for i, level in enumerate(levels))
    words = f'<title id="t{key}">{escape(title or "Chain of supply")}</title>'
    words += f'<desc id="d{key}">{escape(description or _described(levels, links))}</desc>'
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" style="--w:{WIDTH}px" role="img" '
        f'aria-labelledby="t{key} d{key}" focusable="false" font-family="{_FONT}" font-size="13">'
        f"{words}{_patterns(f'sankey-{key}')}{ribbons}{bars}{names}{heads}</svg>"
    )


def _weights(levels: Sequence[ChainLevel], links: Sequence[ChainLink]) -> dict[str, float]:
    """Return the height of each bar: the larger of what goes in and what comes out."""
    into: dict[str, float] = {}
    out: dict[str, float] = {}
    for link in links:
        share = link.share.value or 0.0
        into[link.target] = into.get(link.target, 0.0) + share
        out[link.source] = out.get(link.source, 0.0) + share
    nodes = [node for level in levels for node in level.nodes]
    return {node.id: max(into.get(node.id, 0.0), out.get(node.id, 0.0)) for node in nodes}


def _rooms(levels: Sequence[ChainLevel]) -> list[float]:
    rooms = [_BEHIND if level.is_market else _NAMES for level in levels]
    return [*rooms[:-1], _LAST]


def _across(levels: Sequence[ChainLevel]) -> list[float]:
    """Return the left edge of each level."""
    rooms = _rooms(levels)
    step = (WIDTH - _BAR * len(levels)) / sum(rooms)
    return [sum(rooms[:i]) * step + _BAR * i for i in range(len(levels))]


def _letters(levels: Sequence[ChainLevel], place: int) -> int:
    rooms = _rooms(levels)
    step = (WIDTH - _BAR * len(levels)) / sum(rooms)
    return max(int(step * rooms[place] / _LETTERS) - 1, 8)


def _height(levels: Sequence[ChainLevel]) -> float:
    most = max((len(level.nodes) for level in levels), default=1)
    return _TOP + max(_FULL, _LEAST + _GAP * most) + _FOOT


def _boxes(
    levels: Sequence[ChainLevel],
    weights: Mapping[str, float],
    places: Sequence[float],
    height: float,
) -> dict[str, _Box]:
    """Return every bar in place; a level fills the height, gaps taken off."""
    most = max((len(level.nodes) for level in levels), default=1)
    room = height - _TOP - _FOOT
    unit = room - _GAP * (most - 1)
    found: dict[str, _Box] = {}
    for level, x in zip(levels, places, strict=True):
        whole = sum(weights[node.id] for node in level.nodes) or 1.0
        # a level of few bars is centered, so that all levels are drawn to one scale
        gap = _GAP if len(level.nodes) > 1 else 0.0
        used = unit + gap * (len(level.nodes) - 1)
        y = _TOP + (room - used) / 2
        for node in level.nodes:
            tall = unit * weights[node.id] / whole
            found[node.id] = _Box(x, y, tall)
            y += tall + gap
    return found


def _ribbons(
    levels: Sequence[ChainLevel],
    links: Sequence[ChainLink],
    boxes: Mapping[str, _Box],
    key: str,
) -> str:
    order = {node.id: i for i, node in enumerate(n for level in levels for n in level.nodes)}
    tones = {node.id: node.tone for level in levels for node in level.nodes}
    markets = {node.id for level in levels if level.is_market for node in level.nodes}
    sums = _sums(links)
    down = dict.fromkeys(boxes, 0.0)
    up = dict.fromkeys(boxes, 0.0)
    drawn = []
    for link in sorted(links, key=lambda k: (order[k.source], order[k.target])):
        a, b = boxes[link.source], boxes[link.target]
        share = link.share.value
        tone = tones[link.target] if link.source in markets else tones[link.source]
        left = a.height * (share or 0.0) / (sums[0][link.source] or 1.0)
        right = b.height * (share or 0.0) / (sums[1][link.target] or 1.0)
        look = (
            f'fill="{light(tone)}" fill-opacity="0.3"'
            if link.share.why.is_seen
            else f'fill="url(#{key}-{tone})"'
        )
        ends = (
            _Box(a.x, a.y + down[link.source], left),
            _Box(b.x, b.y + up[link.target], right),
        )
        if share is None:
            look = f'fill="none" stroke="{light("hatch")}" stroke-dasharray="3 3"'
        drawn.append(f'<path {look} d="{_path(*ends)}"/>')
        down[link.source] += left
        up[link.target] += right
    return "".join(drawn)


def _sums(links: Sequence[ChainLink]) -> tuple[dict[str, float], dict[str, float]]:
    out: dict[str, float] = {}
    into: dict[str, float] = {}
    for link in links:
        out[link.source] = out.get(link.source, 0.0) + (link.share.value or 0.0)
        into[link.target] = into.get(link.target, 0.0) + (link.share.value or 0.0)
    return out, into


def _path(a: _Box, b: _Box) -> str:
    """Return the outline of a ribbon from the right edge of one piece to the left of another."""
    x0, x1, y0, y1, left, right = a.x + _BAR, b.x, a.y, b.y, a.height, b.height
    mid = (x0 + x1) / 2
    return (
        f"M{x0:.1f} {y0:.1f}C{mid:.1f} {y0:.1f} {mid:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        f"V{y1 + right:.1f}C{mid:.1f} {y1 + right:.1f} {mid:.1f} {y0 + left:.1f} {x0:.1f} "
        f"{y0 + left:.1f}Z"
    )


def _bars(level: ChainLevel, boxes: Mapping[str, _Box]) -> str:
    found = []
    for node in level.nodes:
        box = boxes[node.id]
        found.append(
            f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{_BAR}" '
            f'height="{max(box.height, 1.5):.1f}" fill="{light(node.tone)}"/>'
        )
    return "".join(found)


def _names(
    level: ChainLevel, boxes: Mapping[str, _Box], weights: Mapping[str, float], letters: int
) -> str:
    """Return the names of a level beside its bars, that of a market below its bar."""
    if level.is_market:
        return "".join(_below(level.title, boxes[node.id]) for node in level.nodes)
    found = []
    for node in level.nodes:
        box = boxes[node.id]
        # a name higher than its bar and the gap would touch the next one
        room = max(int((box.height + _GAP) // _LINE), 1)
        lines = fitted(node.name, written(weights[node.id], Unit.SHARE), letters, room)
        x, y = box.x + _BAR + 4, box.y + box.height / 2 - _LINE * (len(lines) - 1) / 2 + 4
        spans = "".join(
            f'<tspan x="{x:.1f}" y="{y + _LINE * i:.1f}">{escape(line)}</tspan>'
            for i, line in enumerate(lines)
        )
        found.append(
            f'<text fill="{light("ink")}" stroke="{light("paper")}" stroke-width="3" '
            f'stroke-linejoin="round" paint-order="stroke">{spans}</text>'
        )
    return "".join(found)


def _below(title: str, box: _Box) -> str:
    return (
        f'<text x="{box.x + _BAR / 2:.1f}" y="{box.y + box.height + 15:.1f}" font-size="11" '
        f'text-anchor="middle" fill="{light("muted")}">{escape(title.partition(",")[0])}</text>'
    )


def fitted(name: str, share: str, letters: int, room: int) -> list[str]:
    """Return a name and its share in at most so many lines; the name is cut, the share never.

    >>> fitted("Electric lamp bulb and part manufacturing", "7.8 %", 24, 1)
    ['Electric lamp… 7.8 %']
    """
    words = name.split(" ")
    lines = _wrapped([*words, share], letters)
    while len(lines) > room and len(words) > 1:
        words.pop()
        cut = f"{' '.join(words).rstrip(' ,;:')}…"
        lines = _wrapped([*cut.split(" "), share], letters)
    if len(lines) > room:
        lines = [f"{words[0][: max(letters - len(share) - 2, 3)]}… {share}"]
    return lines


def _wrapped(words: Sequence[str], letters: int) -> list[str]:
    """Return words in lines of at most so many letters.

    >>> _wrapped(["Semiconductor", "manufacturing", "64 %"], 16)
    ['Semiconductor', 'manufacturing', '64 %']
    """
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(word) < letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _head(level: ChainLevel, x: float, levels: Sequence[ChainLevel], place: int) -> str:
    if level.is_market:
        return ""
    base = f'<tspan x="{x:.1f}" dy="15" font-weight="400">{escape(level.base)}</tspan>'
    return (
        f'<text x="{x:.1f}" y="14" font-weight="700" fill="{light("ink")}">'
        f"{escape(level.title)}{base}</text>"
    )


def _patterns(key: str) -> str:
    """Return the hatchings of ribbons that are not observed, one for each tone."""
    return (
        "<defs>"
        + "".join(
            f'<pattern id="{key}-{tone}" width="7" height="7" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="7" height="7" fill="{light(tone)}" '
            f'fill-opacity="0.14"/><rect width="2.2" height="7" fill="{light(tone)}" '
            'fill-opacity="0.42"/></pattern>'
            for tone in ("world", "imports", "economy", "hatch")
        )
        + "</defs>"
    )


def _described(levels: Sequence[ChainLevel], links: Sequence[ChainLink]) -> str:
    """Return the largest bar of each level in words."""
    weights = _weights(levels, links)
    said = []
    for level in levels:
        if level.is_market or not level.nodes:
            continue
        first = max(level.nodes, key=lambda node: weights[node.id])
        said.append(f"{level.title}: {first.name} {written(weights[first.id], Unit.SHARE)}")
    return "; ".join(said) + "."
