"""Rows of the tables of a run as numbers with bands; an unknown day says why it is unknown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from mainstay.model import Table
from mainstay.report.quantity import Number, Provenance, Unit

Row = dict[str, Any]

#: Members below which a band is that of cases, as the tables have it.
FEWEST = 20


def known(value: Any) -> float | None:
    """Return a number, or ``None`` for an empty cell and for what is not a number.

    >>> known(2), known(None), known(float("nan"))
    (2.0, None, None)
    """
    return None if value is None or not math.isfinite(value) else float(value)


def banded(row: Row, stem: str, unit: Unit, why: Provenance) -> Number:
    """Return the number of three columns ``_low``, ``_mid`` and ``_high``."""
    low, mid, high = (known(row[f"{stem}_{end}"]) for end in ("low", "mid", "high"))
    return Number(mid, unit, why, low, high)


def back(row: Row, why: Provenance, last_day: float) -> Number:
    """Return the days from the first hit until a group is back; words where it is not.

    Examples
    --------
    >>> why = Provenance(sources=("demo",), vintage="2026", confidence=0.5)
    >>> empty = dict.fromkeys(f"recovery_days_{end}" for end in ("low", "mid", "high"))
    >>> str(back({**empty, "hit_share": 1.0}, why, 365.0))
    'not within 365 days'
    >>> zero = {**empty, "recovery_days_mid": 0.0, "hit_share": 0.0}
    >>> str(back(zero, why, 365.0))
    'never hit'
    """
    found = banded(row, "recovery_days", Unit.DAYS, why)
    if found.value is None:
        # the lower end may be reached by some members; the middle is not
        return Number(None, Unit.DAYS, why, words=f"not within {last_day:g} days")
    if row["hit_share"] == 0.0:
        return Number(None, Unit.DAYS, why, words="never hit")
    return found


def band_words(members: int | None) -> tuple[str, str]:
    """Return the words for the middle and the band of some members; of ``None``, of many.

    A few members are cases, and their band is from the least to the largest.

    >>> band_words(3)
    ('middle one of 3 cases', 'from the least to the largest of 3 cases')
    >>> band_words(None)
    ('median of the members', '5 to 95 % of the members')
    """
    if members is None or members >= FEWEST:
        return "median of the members", "5 to 95 % of the members"
    return f"middle one of {members} cases", f"from the least to the largest of {members} cases"


def picked(table: Table, places: Sequence[int]) -> Table:
    """Return the rows of a table at some places, in that order; there may be none.

    Examples
    --------
    >>> len(picked(Table.of("t", [{"a": 1}]), []))
    0
    """
    return replace(table, data=table.data.take(pa.array(places, type=pa.int64())))
