"""Numbers as columns of a table: a band is three columns, evidence five."""

from __future__ import annotations

import pyarrow as pa

from mainstay.model import Table
from mainstay.report.content import Brief
from mainstay.report.quantity import Number

#: Endings of columns that hold numbers even where none is known.
_NUMERIC = ("_share", "_usd", "_lo", "_hi", "_rank", "_multiple", "_probability", "value")


def band_columns(stem: str, number: Number, ending: str) -> dict[str, object]:
    """Return a number and its band as three columns of one unit."""
    return {
        f"{stem}{ending}": number.value,
        f"{stem}_lo{ending}": number.lo,
        f"{stem}_hi{ending}": number.hi,
    }


def why_columns(number: Number) -> dict[str, object]:
    """Return where a number is from as columns."""
    why = number.why
    return {
        "sources": " ".join(why.sources),
        "vintage": why.vintage,
        "method": why.method.value,
        "confidence": why.confidence,
        "label": why.label.value,
    }


def run_table(name: str, rows: list[dict[str, object]], title: str, brief: Brief) -> Table:
    """Return rows as a table that names the run behind them."""
    run = brief.run
    data = pa.Table.from_pylist(rows)
    # a column in which nothing is known has no type of its own; Parquet wants one
    fields = [
        pa.field(f.name, pa.float64() if f.name.endswith(_NUMERIC) else pa.string())
        if pa.types.is_null(f.type)
        else f
        for f in data.schema
    ]
    return Table(
        name,
        data.cast(pa.schema(fields)),
        title=title,
        source=f"run {run.run_id}, twin {run.twin_id}; {run.command}",
    )
