"""Price index claims to deflators, one per industry."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Deflator


def deflators(table: pa.Table, level: str = "detail") -> dict[str, Deflator]:
    """Return the deflator of each industry that price index claims give.

    Parameters
    ----------
    table
        Claims; only kind ``price_index`` of industries of the level is read.
    level
        ``detail`` or ``summary``.

    Returns
    -------
    dict
        Industry code to deflator.

    Raises
    ------
    InputError
        If there is no price index, or one year of an industry is unknown, not positive, or given
        with two values.
    """
    prefix = f"industry.{level}:"
    rows = table.filter(
        pc.and_(
            pc.equal(table["kind"].cast(pa.string()), "price_index"),
            pc.starts_with(table["subject"], prefix),
        )
    )
    if rows.num_rows == 0:
        raise InputError(f"no price index at level {level}", hint="read bea.gross-output first")
    problems: list[Problem] = []
    index: dict[str, dict[int, float]] = {}
    sources: dict[str, str] = {}
    for subject, day, value, source in zip(
        rows["subject"].to_pylist(),
        rows["valid_to"].to_pylist(),
        rows["value"].to_pylist(),
        rows["source"].to_pylist(),
        strict=True,
    ):
        code, where = subject.removeprefix(prefix), f"{subject} {day.year}"
        if value is None or not value > 0:
            problems.append(Problem("bad_value", where, f"{value} is no price level"))
            continue
        if index.setdefault(code, {}).setdefault(day.year, value) != value:
            problems.append(Problem("conflict", where, "two values", "choose one vintage"))
        sources[code] = source
    raise_all(InputError, "the price indices do not hold together", problems)
    return {code: Deflator(code, years, sources[code]) for code, years in index.items()}
