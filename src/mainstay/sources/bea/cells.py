"""Cells of supply-use tables to claims; every layout of the publisher ends here.

========  ===================  ====================  =============================
account   row                  column                claim kind
========  ===================  ====================  =============================
make      industry             commodity             make
use       commodity            industry              use
use       commodity            final use             final_use
use       value added          industry              value_added
import    commodity            industry              import_use
import    commodity            final use             import_final
========  ===================  ====================  =============================
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import Problem
from mainstay.model import Period, PriceBasis, claim_batches
from mainstay.sources.bea.codes import bea_codes
from mainstay.sources.report import ReadReport

#: Columns of a table of cells: one number of one table of one year.
CELLS: Final = pa.schema(
    [
        ("level", pa.string()), ("year", pa.int32()), ("account", pa.string()),
        ("row", pa.string()), ("column", pa.string()), ("value", pa.float64()),
    ]
)  # fmt: skip

#: Totals by the publisher's codes and titles; ``NA`` is a total whose code a re-cut has lost.
TOTAL: Final = r"^(T\d{3}|Total .*|NA(\.\d+)?)$"

#: (account, list of the row, list of the column) to (claim kind, list of the subject).
KINDS: Final = {
    ("make", "industry", "commodity"): ("make", "row"),
    ("use", "commodity", "industry"): ("use", "column"),
    ("use", "commodity", "final"): ("final_use", "column"),
    ("use", "value_added", "industry"): ("value_added", "column"),
    ("import", "commodity", "industry"): ("import_use", "column"),
    ("import", "commodity", "final"): ("import_final", "column"),
}

#: Which code lists may stand along the rows and the columns of an account.
SIDES: Final = {
    "make": (("industry",), ("commodity",)),
    "use": (("commodity", "value_added"), ("industry", "final")),
    "import": (("commodity",), ("industry", "final")),
}

#: Problems of one kind kept in full; a file with more has lost its layout.
PROBLEMS_KEPT = 50


def claims_of(
    cells: pa.Table, report: ReadReport, redefinitions: str, where: str
) -> Iterator[pa.RecordBatch]:
    """Yield the claims that cells make; totals and zeros are refused in the report.

    Parameters
    ----------
    cells
        Table of schema :data:`CELLS`, values in million US dollars at producer prices.
    report
        Its ``read`` already counts the cells; ``kept`` and ``refused`` are filled here.
    redefinitions
        ``before`` or ``after``; part of each claim's locator.
    where
        Name of the file, for the report.
    """
    cells = _refuse(cells, report, where)
    report.kept += cells.num_rows
    negative = pc.sum(pc.less(cells["value"], 0)).as_py() or 0
    report.counts["negative_cells"] = report.counts.get("negative_cells", 0) + negative
    for level, year, account in _groups(cells):
        part = _select(cells, level, year, account)
        row_list, column_list = (_lists_of(part, level, account, side) for side in (0, 1))
        for key, (kind, subject_side) in KINDS.items():
            if key[0] != account:
                continue
            mask = pc.and_(pc.equal(row_list, key[1]), pc.equal(column_list, key[2]))
            chosen = part.filter(mask)
            if chosen.num_rows == 0:
                continue
            report.counts[f"kind:{kind}"] = report.counts.get(f"kind:{kind}", 0) + chosen.num_rows
            other_side = "column" if subject_side == "row" else "row"
            lists = {"row": key[1], "column": key[2]}
            yield from claim_batches(
                source=report.source,
                vintage=report.vintage,
                kind=kind,
                locator=_locators(chosen, f"{account} {redefinitions} {level} {year}"),
                subject=_keys(chosen[subject_side], f"{lists[subject_side]}.{level}"),
                object_=_keys(chosen[other_side], f"{lists[other_side]}.{level}"),
                value=chosen["value"].combine_chunks(),
                unit="USD_million",
                basis=PriceBasis.PRODUCER,
                valid=Period.year(year),
            )


def faults_of(cells: pa.Table, where: str) -> list[Problem]:
    """Return what is wrong with cells: unknown codes, no numbers, cells that stand twice.

    Codes: ``unknown_code``, ``not_finite``, ``duplicate_key``, ``misplaced_cell``.
    """
    problems: list[Problem] = []
    bad = cells.filter(pc.invert(pc.fill_null(pc.is_finite(cells["value"]), False)))
    problems += [
        Problem("not_finite", f"{where}, {_place(row)}", f"{row['value']} is no number")
        for row in bad.slice(0, PROBLEMS_KEPT).to_pylist()
    ]
    keys = ["level", "year", "account", "row", "column"]
    counted = cells.group_by(keys).aggregate([("value", "count")])
    twice = counted.filter(pc.greater(counted["value_count"], 1))
    problems += [
        Problem("duplicate_key", f"{where}, {_place(row)}", f"stands {row['value_count']} times")
        for row in twice.slice(0, PROBLEMS_KEPT).to_pylist()
    ]
    for level, account in sorted({(a, c) for a, _, c in _groups(cells)}):
        part = _select(cells, level, None, account)
        rows, columns = (_lists_of(part, level, account, side) for side in (0, 1))
        problems += _unknown(part, rows, "row", where, level)
        problems += _unknown(part, columns, "column", where, level)
        odd = part.filter(pc.and_(pc.equal(rows, "value_added"), pc.equal(columns, "final")))
        odd = odd.filter(pc.not_equal(odd["value"], 0))
        problems += [
            Problem("misplaced_cell", f"{where}, {_place(row)}", "value added of a final use")
            for row in odd.slice(0, PROBLEMS_KEPT).to_pylist()
        ]
    return problems


def _unknown(part: pa.Table, lists: pa.Array, side: str, where: str, level: str) -> list[Problem]:
    codes = pc.unique(part.filter(pc.is_null(lists))[side]).to_pylist()
    found = []
    for code in sorted(str(code) for code in codes)[:PROBLEMS_KEPT]:
        close = bea_codes(level, "commodity").closest(code, 1)
        hint = f"closest: {close[0]}" if close else "2017 schema codes are expected"
        what = f"{code!r} is no {level} code"
        found.append(Problem("unknown_code", f"{where}, {side}", what, hint))
    return found


def _lists_of(part: pa.Table, level: str, account: str, side: int) -> pa.Array:
    """Return the name of the code list that each row (or column) code is in; null if in none."""
    codes = part["row" if side == 0 else "column"].combine_chunks()
    found = pa.nulls(len(codes), pa.string())
    for what in SIDES[account][side]:
        held = pc.is_in(codes, value_set=pa.array(bea_codes(level, what).codes, pa.string()))
        found = pc.if_else(pc.and_(held, pc.is_null(found)), what, found)
    titles = {t for w in SIDES[account][side] for t in bea_codes(level, w).codes.values()}
    named = pc.is_in(codes, value_set=pa.array(sorted(titles), pa.string()))
    found = pc.if_else(pc.and_(named, pc.is_null(found)), "title", found)
    total = pc.match_substring_regex(codes, TOTAL)
    return pc.if_else(pc.and_(total, pc.is_null(found)), "total", found)


def _refuse(cells: pa.Table, report: ReadReport, where: str) -> pa.Table:
    """Return the cells without totals, columns named by a title, and zeros."""
    kept = []
    for level, account in sorted({(a, c) for a, _, c in _groups(cells)}):
        part = _select(cells, level, None, account)
        place = f"{where}, {level} {account}"
        for side, name in enumerate(("row", "column")):
            lists = _lists_of(part, level, account, side)
            for what, why in (("total", "a total of other cells"), ("title", "no code, a title")):
                mask = pc.equal(lists, what)
                codes = pc.value_counts(part[name].filter(mask)).to_pylist()
                for found in codes:
                    code, count = found["values"], found["counts"]
                    report.refuse(f"{place}, {name} {code}", f"{what}_{name}", why, code, count)
            keep = pc.invert(pc.is_in(lists, value_set=pa.array(["total", "title"])))
            part = part.filter(keep)
        zero = pc.sum(pc.equal(part["value"], 0)).as_py() or 0
        if zero:
            report.refuse(place, "zero_cell", "a printed zero makes no claim", "0", zero)
            part = part.filter(pc.not_equal(part["value"], 0))
        kept.append(part)
    return pa.concat_tables(kept) if kept else cells


def _groups(cells: pa.Table) -> list[tuple[str, int, str]]:
    found = cells.group_by(["level", "year", "account"]).aggregate([])
    columns = (found[name].to_pylist() for name in ("level", "year", "account"))
    return sorted(zip(*columns, strict=True))


def _select(cells: pa.Table, level: str, year: int | None, account: str) -> pa.Table:
    mask = pc.and_(pc.equal(cells["level"], level), pc.equal(cells["account"], account))
    if year is not None:
        mask = pc.and_(mask, pc.equal(cells["year"], year))
    return cells.filter(mask)


def _keys(codes: pa.ChunkedArray, scheme: str) -> pa.Array:
    return pc.binary_join_element_wise(pa.scalar(scheme), codes.combine_chunks(), ":")


def _locators(part: pa.Table, table: str) -> pa.Array:
    rows, columns = part["row"].combine_chunks(), part["column"].combine_chunks()
    return pc.binary_join_element_wise(pa.scalar(table + ","), rows, pa.scalar("x"), columns, " ")


def _place(row: dict[str, object]) -> str:
    return f"{row['account']} {row['level']} {row['year']}, {row['row']} x {row['column']}"


def cells_of(
    table: tuple[str, int, str],
    rows: list[str],
    columns: list[str],
    values: npt.NDArray[np.float64],
) -> pa.Table:
    """Return the cells of one dense matrix.

    Parameters
    ----------
    table
        Level, year and account.
    values
        Shape (rows, columns), million US dollars; NaN is an empty cell and is left out.
    """
    level, year, account = table
    i, j = np.nonzero(~np.isnan(values))
    size = len(i)
    return pa.table(
        {
            "level": pa.repeat(level, size),
            "year": pa.repeat(pa.scalar(year, pa.int32()), size),
            "account": pa.repeat(account, size),
            "row": pa.array(rows, pa.string()).take(pa.array(i)),
            "column": pa.array(columns, pa.string()).take(pa.array(j)),
            "value": values[i, j],
        },
        schema=CELLS,
    )
