"""The figures of losses: the ranking, the industries that lose, and what moves the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from mainstay.report import material_tables
from mainstay.report.blocks import Figure, Key, Panel
from mainstay.report.content import Brief
from mainstay.report.material import Chain, Driver, IndustryLoss, MaterialStory
from mainstay.report.material_specs import (
    driver_ends,
    driver_spec,
    industry_ends,
    industry_spec,
    loss_scale,
    loss_spec,
)  # fmt: skip
from mainstay.report.quantity import Number, provenances
from mainstay.report.sankey import sankey_svg

#: Minerals and industries drawn; the table holds all.
DRAWN = 20
#: Industries drawn of each mineral, where there are several.
DRAWN_EACH = 8
#: Parameters drawn.
DRIVERS_DRAWN = 9
#: Rows below which a column is not split.
LEAST = 3

Drawable = TypeVar("Drawable", IndustryLoss, Driver)


def losses(brief: Brief) -> Figure | None:
    """Return the ranking in two panels, structural and as of the date, or ``None`` without it."""
    if brief.materials is None or not brief.materials.lines:
        return None
    lines = brief.materials.lines
    dated = material_tables.by_date(lines)
    reach = [n for line in lines for n in (line.loss, line.dated)]
    scale = loss_scale(reach)
    day = brief.as_of.isoformat()
    panels = (
        Panel("Structural", loss_spec([(x.rank, x.name, x.loss) for x in lines[:DRAWN]], scale)),
        Panel(f"With measures in force, {day}",
              loss_spec([(x.dated_rank, x.name, x.dated) for x in dated[:DRAWN]], scale)),
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
        provenances(lines[:DRAWN]),
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
    panels, rest = [], 0
    groups = _by_mineral(story.industries, story)
    most = DRAWN if len(groups) == 1 else DRAWN_EACH
    for name, own in groups:
        ends = industry_ends(own[:most])
        panels += [
            Panel(title, industry_spec(part, *ends))
            for title, part in _columns(own[:most], name, len(groups))
        ]
        rest += max(len(own) - most, 0)
    first = story.industries[0]
    return Figure(
        "industries",
        f"{_kind(story)} by industry",
        f"Bars of the {_kind(story).lower()} with bands for each industry, direct and indirect "
        f"parts apart. Most: {first.name}, {first.loss.full}.",
        tuple(panels),
        material_tables.industries(brief),
        (
            Key("solid", "direct: the industry lacks the material"),
            Key("outline", "indirect: it lacks what others make of it, or loses buyers"),
            Key("whisker", "5 to 95 % of the draws"),
            Key("hatched", "unknown"),
        ),
        provenances(story.industries),
        caption="Each mineral has its own scale." * (len(groups) > 1)
        + (f" {rest} more in the table." if rest else ""),
        columns=(
            *_which(groups), "code", "name", "loss_usd", "loss_lo_usd", "loss_hi_usd",
            "direct_usd", "indirect_usd", "confidence",
        ),
    )  # fmt: skip


def _kind(story: MaterialStory) -> str:
    """Return what the numbers of a story are: weighted by a probability, or as if it happened."""
    return "Expected loss" if story.lines else "Loss"


def _by_mineral(
    lines: Sequence[Drawable], story: MaterialStory
) -> list[tuple[str, list[Drawable]]]:
    """Return lines by the name of their mineral, in order of the story."""
    names = {line.mineral: line.name for line in story.lines}
    groups: dict[str, list[Drawable]] = {name: [] for name in names.values()}
    for line in lines:
        groups.setdefault(names.get(line.mineral, line.mineral), []).append(line)
    return [(name, own) for name, own in groups.items() if own]


def _columns(
    lines: Sequence[Drawable], name: str, groups: int
) -> list[tuple[str, Sequence[Drawable]]]:
    """Return lines in up to three columns of one scale, where there is one mineral only."""
    if groups > 1:
        return [(name, lines)]
    tall = max(-(-len(lines) // 3), LEAST)
    return [("", lines[i : i + tall]) for i in range(0, len(lines), tall)]


def _which(groups: Sequence[object]) -> tuple[str, ...]:
    """Return the column of the mineral, where there is more than one."""
    return ("mineral",) if len(groups) > 1 else ()


def drivers(brief: Brief) -> Figure | None:
    """Return what moves the answer: each parameter from its lowest to its highest tenth."""
    story = brief.material
    if story is None or not story.drivers:
        return None
    panels = []
    groups = _by_mineral(story.drivers, story)
    middles = {line.name: line.loss.value for line in story.lines}
    for regime in story.regimes:
        middles.setdefault(regime.mineral, regime.loss.value)
    for name, every in groups:
        own, middle = every[:DRIVERS_DRAWN], middles.get(name)
        ends = driver_ends(own, middle)
        panels += [
            Panel(title, driver_spec(part, middle, *ends))
            for title, part in _columns(own, name, len(groups))
        ]
    first = story.drivers[0]
    return Figure(
        "drivers",
        "The answer at both ends of each range",
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
        provenances(story.drivers),
        caption="The share on the right is what the parameter explains of the spread, alone. "
        "Ends are means over a tenth of the draws.",
        columns=(
            *_which(groups), "parameter", "spread_share", "low_answer_usd", "high_answer_usd",
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
        provenances(one),
        caption=one.note,
        columns=("level", "from", "to", "link_share", "link_lo_share", "link_hi_share", "share_of",
                 "method", "confidence"),
        is_wide=True,
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
