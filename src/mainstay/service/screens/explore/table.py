"""The cells that are left as a table: a page for a screen, the whole of it for other tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mainstay.model import Table
from mainstay.service.screens.explore.cells import KINDS, CellKind
from mainstay.service.screens.explore.filters import Chosen, Filters, bought, choose, values
from mainstay.service.screens.explore.ground import Ground, ground_of
from mainstay.service.screens.shapes import ShownTable, shown_table
from mainstay.service.twins import OpenTwin
from mainstay.twin.net import Floats
from mainstay.twin.selection import source_line

Rows = NDArray[np.intp]

#: Ends of the band of an inferred cell, in standard deviations of the error of its ``ln``.
_BAND = 1.2816

#: Columns that a screen shows, with headings of their own; files hold all.
SHOWN = {
    "supplier": "", "buyer": "", "what": "", "value_usd": "dollars", "value_lo_usd": "low",
    "value_hi_usd": "high", "of_market_share": "share of market", "quantity": "", "unit": "",
    "seen_share": "", "method": "", "confidence": "",
}  # fmt: skip


def cells_page(
    opened: OpenTwin, filters: Filters, *, start: int = 0, rows: int = 50,
    cursor: str | None = None,
) -> ShownTable:  # fmt: skip
    """Return one page of the cells that are left, largest first.

    Parameters
    ----------
    filters
        What is asked.
    start, rows
        First row, and how many.
    cursor
        Of the page after this one, where there is one.

    Raises
    ------
    InputError
        If the filters do not fit the twin.
    """
    ground = ground_of(opened)
    chosen = choose(ground, filters)
    order = _order(ground, chosen)
    part = order[start : start + rows]
    table = _table(ground, chosen, part)
    entity = ground.node_entities
    cells, at = ground.cells, chosen.rows[part]
    names: dict[str, Sequence[str | None]] = {
        "supplier": [entity[k] or None for k in cells.source[at]],
        "buyer": [entity[k] or None for k in cells.target[at]],
    }
    following = cursor if start + rows < len(order) else None
    page = shown_table(table, tuple(SHOWN), total=len(order), cursor=following, entities=names)
    heads = tuple(replace(head, title=SHOWN[head.name] or head.title) for head in page.columns)
    return replace(page, columns=heads)


def cells_table(opened: OpenTwin, filters: Filters | None = None) -> Table:
    """Return every cell that is left, largest first.

    Raises
    ------
    InputError
        If the filters do not fit the twin.
    """
    ground = ground_of(opened)
    chosen = choose(ground, filters or Filters())
    return _table(ground, chosen, _order(ground, chosen))


def _order(ground: Ground, chosen: Chosen) -> Rows:
    """Return positions among the chosen: largest in dollars first, then by share."""
    size = np.abs(values(ground, chosen))
    share = np.nan_to_num(ground.cells.share[chosen.rows])
    return np.lexsort((-share, -np.nan_to_num(size), np.isnan(size)))


def _table(ground: Ground, chosen: Chosen, part: Rows) -> Table:
    cells, net, at = ground.cells, ground.net, chosen.rows[part]
    value = values(ground, chosen)[part]
    seen, pool, kind = cells.seen[at], cells.pool[at], cells.kind[at]
    low, high = _band(ground, value, seen, kind)
    methods = np.where(seen >= 1, "observed", np.where(seen > 0, "observed in part", "inferred"))
    quantity = cells.quantity[at]
    share = cells.share[at]
    purchase, made = bought(cells)[at], net.made_usd[pool]
    known = purchase & (made > 0)
    share[known] = value[known] / made[known]
    names = _names(ground)
    columns = {
        "kind": _pick([k.value for k in KINDS], kind),
        "supplier": _pick(names, cells.source[at]),
        "supplier_entity": _pick(ground.node_entities, cells.source[at]),
        "buyer": _pick(names, cells.target[at]),
        "buyer_entity": _pick(ground.node_entities, cells.target[at]),
        "product": _pick(net.pools.product, pool),
        "market": _pick(net.pools.id, pool),
        "what": _pick([k.words for k in KINDS], kind),
        "value_usd": _numbers(value),
        "value_lo_usd": _numbers(low),
        "value_hi_usd": _numbers(high),
        "of_market_share": _numbers(share),
        "quantity": _numbers(quantity),
        "unit": pa.array([net.pools.unit[j] if q == q else None  # noqa: PLR0124
                          for j, q in zip(pool, quantity, strict=True)], pa.string()),
        "seen_share": _numbers(seen),
        "method": pa.array(methods.tolist(), pa.string()),
        "confidence": _numbers(cells.confidence[at]),
        "source": _pick(net.pools.evidence, pool),
    }  # fmt: skip
    notes = (
        *chosen.notes,
        "An inferred purchase has a band that holds four of five cells of its size in a test on"
        " published tables; of other inferred cells the error is not known.",
        "Output, purchases and deliveries show one dollar at several places: add up one kind only.",
    )
    title = f"Cells of the net: {len(chosen.rows):,} of {len(cells):,}"
    return Table("cells", pa.table(columns), title, source_line(net), notes)


def _names(ground: Ground) -> list[str]:
    """Return node names in which a market at home reads unlike the industry of the same name."""
    n, m = len(ground.net.activities), len(ground.net.pools)
    stages = ground.net.pools.stage
    return [
        f"{name}, market at home" if n <= k < n + m and stages[k - n] == "domestic market" else name
        for k, name in enumerate(ground.node_names)
    ]


def _pick(words: Sequence[str], places: NDArray[np.integer]) -> pa.Array:
    """Return words by their places; each is written once."""
    index = pa.array(np.asarray(places, dtype=np.int32))
    return pa.DictionaryArray.from_arrays(index, pa.array(list(words), pa.string())).cast(
        pa.string()
    )


def _numbers(values_: Floats) -> pa.Array:
    """Return numbers in which an unknown one is null, never zero and never NaN."""
    return pa.array(values_, pa.float64(), mask=np.isnan(values_))


def _band(
    ground: Ground, value: Floats, seen: Floats, kind: NDArray[np.int8]
) -> tuple[Floats, Floats]:
    """Return both ends of each cell's band; NaN where its error is not known."""
    edges, spread = (np.array(column) for column in zip(*ground.confidence_usd, strict=True))
    place = np.clip(np.searchsorted(edges, np.abs(np.nan_to_num(value)), "right") - 1, 0, None)
    wide = np.exp(_BAND * spread[place] * (1.0 - seen))
    known = (kind == KINDS.index(CellKind.PURCHASE)) | (seen >= 1)
    return np.where(known, value / wide, np.nan), np.where(known, value * wide, np.nan)
