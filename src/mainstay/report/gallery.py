"""Every figure of a brief, drawn, or with a note that says why it is not."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.errors import MissingExtra
from mainstay.report import figures, material_figures, render_svg
from mainstay.report.blocks import Figure
from mainstay.report.content import Brief
from mainstay.report.world_map import world_map

#: What stands in front of a legend's words, on a ground of 22 by 12.
_SYMBOLS = {
    "solid": '<rect x="1" y="1" width="20" height="10" fill="currentColor"/>',
    "outline": '<rect x="1" y="1" width="20" height="10" fill="none" stroke="currentColor"/>',
    "whisker": '<path d="M2 6H20M2 2V10M20 2V10" fill="none" stroke="currentColor" '
    'stroke-width="1.5"/>',
    "hatched": '<path d="M1 1H21V11H1Z M1 11L11 1M6 11L16 1M11 11L21 1M16 11L21 6M1 6L6 1" '
    'fill="none" stroke="currentColor"/>',
    "dot-world": '<circle cx="11" cy="6" r="5" fill="var(--world)"/>',
    "dot-us": '<path d="M11 1L16 6L11 11L6 6Z" fill="none" stroke="var(--imports)" '
    'stroke-width="2"/>',
    "dot": '<circle cx="11" cy="6" r="5" fill="var(--economy)"/>',
    "end-low": '<circle cx="11" cy="6" r="4.4" fill="none" stroke="var(--economy)" '
    'stroke-width="2"/>',
    "end-high": '<path d="M11 1L16 6L11 11L6 6Z" fill="var(--imports)"/>',
    "dot-deep": '<circle cx="11" cy="6" r="4" fill="var(--paper)" stroke="currentColor" '
    'stroke-width="1.6"/>',
    "middle": '<path d="M11 0V12" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    "line": '<path d="M1 6H21" fill="none" stroke="currentColor" stroke-width="2.4"/>',
    "band": '<rect x="1" y="1" width="20" height="10" fill="currentColor" fill-opacity=".22"/>',
    "normal": '<path d="M1 6H21" fill="none" stroke="currentColor" stroke-dasharray="3 2"/>',
    "ribbon": '<rect width="22" height="12" fill="var(--world)" fill-opacity=".3"/>',
    "ribbon-hatched": '<rect width="22" height="12" fill="var(--economy)" fill-opacity=".14"/>'
    '<path d="M0 5L5 0M0 12L12 0M7 12L19 0M14 12L22 4" fill="none" stroke="var(--economy)" '
    'stroke-opacity=".6" stroke-width="2"/>',
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """One panel: its heading and its ``<svg>`` element."""

    title: str
    svg: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure with its drawings, or with a note that says why there are none."""

    figure: Figure
    panels: tuple[Drawing, ...]
    note: str


def drawn(brief: Brief) -> dict[str, Drawn]:
    """Return every figure of a brief by name, in the order of the page.

    Without the drawing library a figure has a note instead of panels; a figure that needs no
    library is drawn all the same.
    """
    return {figure.name: draw_figure(figure) for figure in figures_of(brief)}


def figures_of(brief: Brief) -> list[Figure]:
    """Return every figure that a brief has something to show in."""
    found: list[Figure | None] = [
        *(figure for section in brief.sections for figure in section.figures),
        *([figures.ranking(brief), figures.seen(brief)] if brief.accounts else []),
        material_figures.losses(brief),
        material_figures.industries(brief),
        *material_figures.chains(brief),
        material_figures.drivers(brief),
        figures.minerals(brief) if brief.minerals else None,
        world_map(brief),
    ]
    return [figure for figure in found if figure is not None]


def symbol(name: str) -> str:
    """Return what stands in front of a legend's words, without its frame.

    >>> "circle" in symbol("dot"), "shade-2" in symbol("shade-2")
    (True, True)
    """
    shade = f'<rect x="1" y="1" width="20" height="10" fill="var(--{name})" stroke="var(--hatch)"/>'
    return _SYMBOLS.get(name, shade)


def draw_figure(figure: Figure) -> Drawn:
    """Return one figure drawn, or with a note that says why it is not."""
    try:
        panels = tuple(
            Drawing(panel.title, panel.svg or render_svg.draw(panel.spec))
            for panel in figure.panels
        )
    except MissingExtra as error:
        note = f"{error.message[:1].upper()}{error.message[1:]} ({error.hint})."
        return Drawn(figure, (), note)
    return Drawn(figure, panels, "")
