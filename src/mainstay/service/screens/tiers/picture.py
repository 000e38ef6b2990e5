"""The figure of a screen of tiers: drawing, legend, and every bar as a row of its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mainstay.model import Label, Table
from mainstay.report.palette import light
from mainstay.report.quantity import Provenance
from mainstay.report.tiers import TierColumn, TierLink, tiers_svg
from mainstay.service.screens.shapes import (
    ShownFigure,
    ShownKey,
    ShownPanel,
    ShownTable,
    shown_table,
    shown_why,
)
from mainstay.service.screens.tiers.columns import Column, Layout, drawn_columns
from mainstay.service.screens.tiers.grouping import Pairs
from mainstay.service.screens.tiers.measures import band
from mainstay.service.screens.tiers.needs import titled
from mainstay.service.screens.tiers.numbers import provenance
from mainstay.twin.tiers import Direction, Tier

_WORDS = {
    "home": "at home", "abroad": "abroad", "unplaced": "abroad, origin not published",
    "added": "ended nearer by", "ended": "not seen", "final": "final use",
}  # fmt: skip

_FRAME = 'x="1" y="1" width="20" height="10"'


def _stripes(tone: str, path: str) -> str:
    return (
        f'<rect {_FRAME} fill="var(--{tone})"/>'
        f'<path d="{path}" stroke="var(--paper)" stroke-width="1.6" fill="none"/>'
    )


_KEYS: dict[str, ShownKey] = {
    "home": ShownKey(f'<rect {_FRAME} fill="var(--economy)"/>', "at home"),
    "abroad": ShownKey(
        _stripes("imports", "M2 11L8 1M7 11L13 1M12 11L18 1M17 11L21 4"), "from abroad"
    ),
    "unplaced": ShownKey(
        '<path d="M1 1H21V11H1Z M1 1L11 11M7 1L17 11M13 1L21 9" fill="none" '
        'stroke="var(--imports)" stroke-width="1.6"/>',
        "place not told",
    ),
    "final": ShownKey(_stripes("health", "M1 4H21M1 8H21"), "final use"),
    "seen": ShownKey(
        f'<rect {_FRAME} fill="var(--economy)" fill-opacity=".62"/>', "flow, published"
    ),
    "inferred": ShownKey(
        f'<rect {_FRAME} fill="var(--economy)" fill-opacity=".13" stroke="var(--economy)"/>',
        "flow, inferred",
    ),
    "added": ShownKey(
        f'<rect {_FRAME} fill="var(--wash)" stroke="var(--hatch)"/><path d="M4 4H19M4 8H19" '
        'stroke="var(--hatch)" stroke-dasharray="1.5 3" stroke-width="1.5"/>',
        "ended nearer by",
    ),
    "ended": ShownKey(
        f'<path d="M1 1H21V11H1Z M1 11L11 1M6 11L16 1M11 11L21 1" fill="none" '
        f'stroke="{light("hatch")}"/>',
        "behind imports: not seen",
    ),
}
_LEGENDS: dict[Direction, tuple[str, ...]] = {
    "up": ("home", "abroad", "seen", "inferred", "added", "ended"),
    "down": ("home", "final", "seen", "inferred", "added"),
}


def picture(
    layout: Layout, pairs: Pairs, drawn: Sequence[tuple[Tier, ...]], *, name: str, title: str,
    alt: str, source: str, label: Label,
) -> ShownFigure:  # fmt: skip
    """Return the drawing of tiers with its table.

    Parameters
    ----------
    layout, pairs
        What is drawn.
    drawn
        The tiers in every draw, for bands.
    name, title, alt
        File name, heading, and what it shows in words.
    source
        Line under its table.
    label
        Who may see it.
    """
    table = bars_table(layout, pairs, drawn, name=name, title=title, source=source)
    entities = [str(e) or None for e in table.data["entity"].to_pylist()]
    columns = [c for c in table.data.column_names if c != "entity"]
    return figure_of(
        drawn_columns(layout), layout.links, keys=_LEGENDS[layout.direction], name=name,
        title=title, alt=alt, table=table, columns_shown=columns, entities=entities, label=label,
        caption="Every column is the same whole. Shares are of it, so that a bar may be followed "
        "from column to column; the smallest ribbons are left out, the table has every bar.",
    )  # fmt: skip


def figure_of(
    columns: Sequence[TierColumn], links: Sequence[TierLink], *, keys: Sequence[str], name: str,
    title: str, alt: str, table: Table, columns_shown: Sequence[str] = (),
    entities: Sequence[str | None] = (), label: Label, caption: str,
    whys: Sequence[Provenance] = (),
) -> ShownFigure:  # fmt: skip
    """Return columns and links as a figure with a table of its own."""
    linked: dict[str, Sequence[str | None]] | None = {"name": entities} if entities else None
    why = tuple(whys) or (provenance("share", None, label, by_region=True),)
    return ShownFigure(
        name=name, title=title, alt=alt, caption=caption, disclaimer="", is_wide=True,
        keys=tuple(_KEYS[key] for key in keys),
        panels=(ShownPanel("", tiers_svg(columns, links, title=name)),),
        table=_read(shown_table(table, columns_shown, entities=linked)),
        whys=tuple(shown_why(w) for w in why),
    )  # fmt: skip


def bars_table(
    layout: Layout, pairs: Pairs, drawn: Sequence[tuple[Tier, ...]], *, name: str, title: str,
    source: str,
) -> Table:  # fmt: skip
    """Return every bar of a drawing as a row, with its band and how much of it is seen."""
    rows: list[dict[str, object]] = []
    for column in layout.columns:
        bars = (*zip(column.bars.bars, column.bars.dollars, strict=True), *column.carried)
        sums = [_summed(column, tiers[column.number], pairs) for tiers in drawn]
        for k, (bar, dollars) in enumerate(bars):
            at = float(dollars) / layout.total
            low, high = band([s[k] / layout.total for s in sums]) if sums else (at, at)
            rows.append({
                "tier": column.number, "name": bar.name, "where": _WORDS[bar.origin],
                "part_share": at, "part_lo_share": min(low, at), "part_hi_share": max(high, at),
                "dollars_usd": float(dollars), "seen_share": layout.seen.get(column.id_of(bar)),
                "members": bar.members, "entity": bar.entity,
            })  # fmt: skip
    return Table.of(name, rows, title=title, source=source,
                    notes=("The shares of a tier add up to 100 %.",))  # fmt: skip


def _summed(column: Column, tier: Tier, pairs: Pairs) -> list[float]:
    """Return the dollars of every bar of a column in another draw, carried ones last."""
    carried = {"added": tier.added, "ended": tier.ended}
    found = [float(dollars) for dollars in column.bars.summed(tier, pairs)]
    if column.number == 0:
        # the thing itself is what is asked for, in every draw
        found = [float(dollars) for dollars in column.bars.dollars]
    return [*found, *(carried[bar.key] for bar, _ in column.carried)]


def _read(table: ShownTable) -> ShownTable:
    """Return the table of bars with its headings, and words where nothing was bought."""
    found = titled(table, _TITLES)
    place = {column.name: k for k, column in enumerate(found.columns)}
    at = place.get("seen_share")
    if at is None:
        return found
    rows = tuple(
        tuple(replace(cell, words="nothing bought") if k == at and cell.key is None else cell
              for k, cell in enumerate(row))
        for row in found.rows
    )  # fmt: skip
    return replace(found, rows=rows)


_TITLES = {
    "part_share": "share", "part_lo_share": "low", "part_hi_share": "high",
    "dollars_usd": "dollars", "members": "who", "seen_share": "published", "of": "share of",
    "is_published": "published",
}  # fmt: skip
