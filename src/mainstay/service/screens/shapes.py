"""Shapes that every screen shares: a number with its evidence, a table, a figure, a command.

They are the report's own parts, made plain: what a person reads is written once, in Python, and a
page only lays it out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mainstay.model import Table
from mainstay.report import gallery
from mainstay.report.blocks import Figure
from mainstay.report.quantity import Number, Provenance
from mainstay.report.table_view import view

#: The width that a drawing names for the style sheet of a brief; the page's policy forbids it.
_STYLE = re.compile(r' style="--w:\d+px"')


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNumber:
    """One number as a person sees it; ``value`` is ``None`` when unknown, and ``text`` says so.

    Parameters
    ----------
    text, band
        The number and its band in words.
    value, lo, hi, unit
        The same as numbers: a share is a part of one, money is dollars.
    method, is_seen, confidence, confidence_word
        How it came to be, whether somebody published it, and how sure it is (0 to 1).
    sources, vintage, label, note
        Where it is from, which edition, who may see it, how it was computed.
    """

    text: str
    band: str
    value: float | None
    lo: float | None
    hi: float | None
    unit: str
    method: str
    is_seen: bool
    confidence: float
    confidence_word: str
    sources: tuple[str, ...]
    vintage: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class ShownWhy:
    """Where the numbers of a figure or section are from."""

    sources: tuple[str, ...]
    vintage: str
    method: str
    is_seen: bool
    confidence: float
    confidence_word: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """One column: its name in files, its heading, and whether its cells are numbers."""

    name: str
    title: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: its words, the number to sort by, and the entity it names."""

    words: str
    key: float | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table, or a page of one: ``total`` rows in all, ``next`` is the cursor of the next page."""

    name: str
    title: str
    source: str
    notes: tuple[str, ...]
    columns: tuple[ShownColumn, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    total: int
    next: str | None = None


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """One drawing: an ``<svg>`` made by the server, and the Vega-Lite it was made from."""

    title: str
    svg: str
    spec: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ShownKey:
    """One entry of a legend: the inside of a 22 by 12 ``<svg>``, and its words."""

    symbol: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure with everything that makes it readable without seeing it.

    ``missing`` says why there are no panels, where there are none.
    """

    name: str
    title: str
    alt: str
    caption: str
    disclaimer: str
    is_wide: bool
    keys: tuple[ShownKey, ...]
    panels: tuple[ShownPanel, ...]
    table: ShownTable
    whys: tuple[ShownWhy, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """How to get the same outside of the page: a shell line, and lines of Python."""

    cli: str
    python: str


def shown(number: Number) -> ShownNumber:
    """Return a number as a screen shows it.

    Examples
    --------
    >>> from mainstay.report.quantity import Unit
    >>> why = Provenance(sources=("demo",), vintage="2026", confidence=0.9)
    >>> shown(Number(0.25, Unit.SHARE, why)).text
    '25.0 %'
    """
    why = number.why
    return ShownNumber(
        text=str(number), band=number.band, value=number.value, lo=number.lo, hi=number.hi,
        unit=number.unit.value, method=why.method.value, is_seen=why.is_seen,
        confidence=why.confidence, confidence_word=why.word, sources=why.sources,
        vintage=why.vintage, label=why.label.value, note=why.note,
    )  # fmt: skip


def shown_why(why: Provenance) -> ShownWhy:
    """Return a provenance as a screen shows it."""
    return ShownWhy(
        why.sources, why.vintage, why.method.value, why.is_seen, why.confidence, why.word,
        why.label.value, why.note,
    )  # fmt: skip


def shown_table(
    table: Table,
    columns: Sequence[str] = (),
    *,
    total: int | None = None,
    cursor: str | None = None,
    entities: dict[str, Sequence[str | None]] | None = None,
) -> ShownTable:
    """Return a table as a screen shows it.

    Parameters
    ----------
    columns
        Names of the columns shown; all that hold something, when empty.
    total, cursor
        Rows in all and the cursor of the next page, where this is a page of a longer table.
    entities
        Column name to the entity id that each of its cells names, row by row.

    Examples
    --------
    >>> found = shown_table(Table.of("t", [{"name": "x", "import_share": 0.5}]))
    >>> [c.title for c in found.columns], found.rows[0][1].words
    (['name', 'imported'], '50.0 %')
    """
    seen = view(table, columns)
    links = [(entities or {}).get(column.name) for column in seen.columns]
    rows = tuple(
        tuple(
            ShownCell(cell.words, cell.key, named[place] if named else None)
            for cell, named in zip(row, links, strict=True)
        )
        for place, row in enumerate(seen.rows)
    )
    heads = tuple(ShownColumn(c.name, c.title, c.is_number) for c in seen.columns)
    return ShownTable(
        table.name, table.title, table.source, table.notes, heads, rows,
        len(table) if total is None else total, cursor,
    )  # fmt: skip


def without_style(svg: str) -> str:
    """Return a drawing without a style attribute.

    >>> without_style('<svg viewBox="0 0 1 1" style="--w:1px"></svg>')
    '<svg viewBox="0 0 1 1"></svg>'
    """
    return _STYLE.sub("", svg)


def shown_figure(figure: Figure, *, with_specs: bool = True) -> ShownFigure:
    """Return a figure drawn as a screen shows it.

    Parameters
    ----------
    with_specs
        Whether the Vega-Lite of each panel goes along; without, the page fetches it when asked.
    """
    drawn = gallery.draw_figure(figure)
    specs = [panel.spec or None for panel in figure.panels] or [None] * len(drawn.panels)
    panels = tuple(
        ShownPanel(made.title, without_style(made.svg), spec if with_specs else None)
        for made, spec in zip(drawn.panels, specs, strict=False)
    )
    return ShownFigure(
        figure.name, figure.title, figure.alt, figure.caption, figure.disclaimer, figure.is_wide,
        tuple(ShownKey(gallery.symbol(key.symbol), key.words) for key in figure.keys),
        panels, shown_table(figure.table, figure.columns),
        tuple(shown_why(why) for why in figure.provenances), drawn.note,
    )  # fmt: skip
