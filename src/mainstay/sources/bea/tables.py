"""``bea.make-use`` and ``bea.make-use-after``: supply-use tables in long form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError, Problem, raise_all
from mainstay.sources.bea.cells import CELLS, claims_of, faults_of
from mainstay.sources.opening import fail, parquet_table, raise_found
from mainstay.sources.report import ReadReport

#: Years for which the publisher has tables of this kind.
YEARS = range(1947, 2100)

#: Column names by layout: level, year, table, row, column, value.
LAYOUTS = {
    "figures": ("level", "year", "account", "row_code", "column_code", "value_usd_million"),
    "reference": ("level", "year", "table", "row", "col", "value"),
}

#: Table names of the reference layout to account, by redefinitions.
REFERENCE_TABLES = {
    "before": {"Make_BeforeRedef": "make", "Use_PRO_BeforeRedef": "use",
               "Import_BeforeRedef": "import"},
    "after": {"Make_AfterRedef": "make", "Use_PRO_AfterRedef": "use"},
}  # fmt: skip


class MakeUse:
    """Reads supply-use tables before redefinitions, at producer prices."""

    redefinitions: ClassVar[str] = "before"

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield the claims of the chosen levels and years.

        Parameters
        ----------
        path
            A Parquet file in the layout of the embedded figures (columns ``level``, ``year``,
            ``redefinitions``, ``account``, ``row_code``, ``column_code``, ``value_usd_million``)
            or of the reference tables (``level``, ``year``, ``table``, ``row``, ``col``,
            ``value`` in million US dollars).
        report
            Filled as the file is read.
        parameters
            ``levels`` and ``years``, each a list or a text with commas; all when not given.
            ``layout``: ``figures`` or ``reference``; found by the column names when not given.

        Raises
        ------
        ChangedShape
            If columns or tables are missing, values are no numbers, or cells stand twice.
        UnknownCode
            If codes are in no list of the 2017 schema; all are listed.
        UnitMismatch
            If the values are not in million US dollars.
        InputError
            If a parameter is unknown, or a level or year is not in the file.
        """
        levels, years, layout = _parameters(path, parameters)
        whole = parquet_table(path)
        report.read += whole.num_rows
        cells = self._cells(path, whole, layout)
        kept = _choose(path, cells, levels, years)
        if kept.num_rows < whole.num_rows:
            left = whole.num_rows - kept.num_rows
            why = "another level, year or table than asked for"
            report.refuse(path.name, "not_asked_for", why, "", left)
        raise_found(path, faults_of(kept, path.name))
        yield from claims_of(kept, report, self.redefinitions, path.name)

    def _cells(self, path: Path, table: pa.Table, layout: str | None) -> pa.Table:
        names = LAYOUTS[layout or _layout_of(table)]
        raise_found(path, _column_faults(path, table, names))
        level, year, account, row, column, value = names
        plain = {n: table[n].cast(pa.string()) for n in (level, account, row, column)}
        if value == "value_usd_million":
            keep = pc.equal(table["redefinitions"].cast(pa.string()), self.redefinitions)
            accounts = plain[account]
        else:
            held = REFERENCE_TABLES[self.redefinitions]
            keep = pc.is_in(plain[account], value_set=pa.array(list(held)))
            accounts = _renamed(plain[account], held)
        if not pc.any(keep).as_py():
            what = f"no table {self.redefinitions} redefinitions"
            fail(path, "missing_table", what, "choose another source")
        cells = pa.table(
            [
                pc.utf8_lower(plain[level]), table[year].cast(pa.int32()), accounts,
                plain[row], plain[column], table[value].cast(pa.float64()),
            ],
            schema=CELLS,
        )  # fmt: skip
        return cells.filter(keep)


class MakeUseAfter(MakeUse):
    """Reads supply-use tables after redefinitions, at producer prices."""

    redefinitions: ClassVar[str] = "after"


def _parameters(
    path: Path, given: dict[str, Any]
) -> tuple[list[str] | None, list[int] | None, str | None]:
    """Return levels, years and layout; ``None`` where nothing is chosen."""
    known = ("levels", "years", "layout")
    problems = [
        Problem("unknown_parameter", name, "no such parameter", f"known: {', '.join(known)}")
        for name in given
        if name not in known
    ]
    levels = _texts(given.get("levels"))
    years = _texts(given.get("years"))
    layout = given.get("layout")
    problems += [
        Problem("unknown_level", "levels", f"{level!r}", "detail or summary")
        for level in levels or ()
        if level not in ("detail", "summary")
    ]
    problems += [
        Problem("wrong_year", "years", f"{year!r} is no year")
        for year in years or ()
        if not year.isdigit()
    ]
    if layout not in (None, *LAYOUTS):
        problems.append(Problem("unknown_layout", "layout", f"{layout!r}", ", ".join(LAYOUTS)))
    raise_all(InputError, f"cannot read {path.name} as asked", problems)
    return levels, None if years is None else [int(year) for year in years], layout


def _texts(value: Any) -> list[str] | None:
    if value is None or value == "":
        return None
    parts = value.split(",") if isinstance(value, str) else value
    listed = parts if isinstance(parts, Iterable) else [parts]
    return [str(part).strip().lower() for part in listed]


def _layout_of(table: pa.Table) -> str:
    """Return the layout most of whose columns are there."""
    names = set(table.schema.names)
    return max(LAYOUTS, key=lambda layout: len(names & set(LAYOUTS[layout])))


def _column_faults(path: Path, table: pa.Table, names: tuple[str, ...]) -> list[Problem]:
    found, value = table.schema.names, names[-1]
    wanted = [*names, "redefinitions"] if value == "value_usd_million" else list(names)
    other_units = [n for n in found if n.startswith("value_") and n != value]
    if value not in found and other_units:
        what = f"values in {other_units[0].removeprefix('value_')}, not in usd_million"
        return [Problem("unit_mismatch", f"{path.name}, {other_units[0]}", what)]
    problems = [
        Problem("missing_column", path.name, f"no column {name}", f"found: {', '.join(found)}")
        for name in wanted
        if name not in found
    ]
    if problems:
        return problems
    kind, year_kind = table[value].type, table[names[1]].type
    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
        what = f"{kind} instead of numbers"
        problems.append(Problem("text_in_numbers", f"{path.name}, {value}", what))
    if not pa.types.is_integer(year_kind):
        what = f"{year_kind} instead of whole years"
        problems.append(Problem("wrong_year", f"{path.name}, {names[1]}", what))
    if table.num_rows == 0:
        problems.append(Problem("no_rows", path.name, "the table has no rows"))
    return problems


def _renamed(names: pa.ChunkedArray, to: dict[str, str]) -> pa.ChunkedArray:
    place = pc.index_in(names, value_set=pa.array(list(to)))
    return pa.chunked_array([pa.array(list(to.values())).take(place.combine_chunks())])


def _choose(
    path: Path, cells: pa.Table, levels: list[str] | None, years: list[int] | None
) -> pa.Table:
    there = {level for level in pc.unique(cells["level"]).to_pylist() if level}
    problems = [
        Problem("unknown_level", path.name, f"level {level!r}", "detail or summary")
        for level in sorted(there - {"detail", "summary"})
    ]
    held = sorted(year for year in pc.unique(cells["year"]).to_pylist() if year is not None)
    problems += [
        Problem("wrong_year", f"{path.name}, year", f"{year} is no year of these tables")
        for year in held
        if year not in YEARS
    ]
    raise_found(path, problems)
    if levels:
        cells = cells.filter(pc.is_in(cells["level"], value_set=pa.array(levels)))
    if years:
        cells = cells.filter(pc.is_in(cells["year"], value_set=pa.array(years, pa.int32())))
    if cells.num_rows == 0:
        what = f"nothing for levels {levels or 'all'} and years {years or 'all'}"
        hint = f"it holds {', '.join(sorted(there))}; {', '.join(map(str, held))}"
        raise_all(InputError, f"{path.name} does not hold what is asked for",
                  [Problem("wrong_year", path.name, what, hint)])  # fmt: skip
    return cells
