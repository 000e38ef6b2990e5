"""The columns of a supplier file as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import yaml

ColumnType = Literal["text", "number", "year", "choice", "industry"]


@dataclass(frozen=True, slots=True)
class SupplierColumn:
    """One column: its type, when a line needs it, its bounds and its default."""

    name: str
    type: ColumnType
    description: str
    needed_for: Literal["always", "allocation", "link", ""] = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    default: str | float | None = None
    unit: str = ""


@cache
def supplier_columns() -> tuple[SupplierColumn, ...]:
    """Return the columns of a supplier file, in their order.

    Examples
    --------
    >>> [c.name for c in supplier_columns() if c.needed_for in ("always", "allocation")]
    ['firm', 'industry', 'region', 'sales_usd', 'year']
    """
    text = resources.files(__package__).joinpath("columns.yaml").read_text("utf-8")
    rows = yaml.safe_load(text)["columns"]
    return tuple(
        SupplierColumn(**{**row, "choices": tuple(row.get("choices", ()))}) for row in rows
    )
