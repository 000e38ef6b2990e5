"""``bea.gross-output``: gross output and its price index by industry and year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Period, PriceBasis, claim_batches
from mainstay.sources.bea.codes import bea_codes
from mainstay.sources.opening import (
    csv_columns,
    csv_rows,
    fail,
    number_of,
    parquet_table,
    raise_found,
)
from mainstay.sources.report import ReadReport

#: Columns of the embedded figures.
FIGURES: Final = (
    "level", "industry_code", "year", "gross_output_usd_million", "price_index_2017_100",
)  # fmt: skip

#: Measure to claim kind, unit and price basis.
MEASURES: Final = {
    "gross_output": ("USD_million", PriceBasis.PRODUCER),
    "price_index": ("index", PriceBasis.NONE),
}

#: Years that the publisher covers.
YEARS: Final = range(1947, 2100)

#: Columns of the cells.
CELLS: Final = pa.schema(
    [
        ("measure", pa.string()), ("level", pa.string()), ("code", pa.string()),
        ("year", pa.int32()), ("value", pa.float64()),
    ]
)  # fmt: skip


class GrossOutput:
    """Reads gross output and price index: the embedded figures, or one wide CSV."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield one claim per industry, year and measure.

        Parameters
        ----------
        path
            A Parquet file with the columns :data:`FIGURES`, or a CSV with a column ``code`` and
            one column a year.
        report
            Filled as the file is read.
        parameters
            For a CSV: ``level`` (``detail`` or ``summary``) and ``measure`` (``gross_output`` in
            million US dollars, or ``price_index`` with 2017 = 100).

        Raises
        ------
        ChangedShape
            If columns are missing, a value is no finite number or not positive, or a code stands
            twice.
        UnknownCode
            If codes are no industries of the level.
        UnitMismatch
            If gross output is not in million US dollars.
        InputError
            If a parameter is missing or unknown.
        """
        with path.open("rb") as stream:
            is_parquet = stream.read(4) == b"PAR1" or path.suffix == ".parquet"
        cells = _figures(path) if is_parquet else _wide(path, parameters)
        report.read += cells.num_rows
        raise_found(path, _faults(cells, path.name))
        report.kept += cells.num_rows
        for measure, (unit, basis) in MEASURES.items():
            chosen = cells.filter(pc.equal(cells["measure"], measure))
            if chosen.num_rows == 0:
                continue
            report.counts[f"kind:{measure}"] = chosen.num_rows
            report.notes += _gaps(chosen, measure)
            level, code = chosen["level"].combine_chunks(), chosen["code"].combine_chunks()
            scheme = pc.binary_join_element_wise(pa.scalar("industry"), level, ".")
            years = chosen["year"].combine_chunks()
            yield from claim_batches(
                source=report.source,
                vintage=report.vintage,
                kind=measure,
                locator=pc.binary_join_element_wise(
                    pa.scalar(measure), level, code, years.cast(pa.string()), " "
                ),
                subject=pc.binary_join_element_wise(scheme, code, ":"),
                value=chosen["value"].combine_chunks(),
                unit=unit,
                basis=basis,
                valid=_spans(years),
            )


def _gaps(cells: pa.Table, measure: str) -> list[str]:
    """Return a note for each level and year that lacks industries."""
    counted = cells.group_by(["level", "year"]).aggregate([("code", "count_distinct")])
    notes = []
    for row in counted.sort_by([("level", "ascending"), ("year", "ascending")]).to_pylist():
        size, held = len(bea_codes(row["level"], "industry").codes), row["code_count_distinct"]
        if held < size:
            where = f"{measure} {row['level']} {row['year']}"
            notes.append(f"{where}: {held} of {size} industries; the others stay unknown")
    return notes


def _spans(years: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the first and the last day of each year."""
    listed = sorted(pc.unique(years).to_pylist())
    place = pc.index_in(years, value_set=pa.array(listed, pa.int32()))
    starts = pa.array([Period.year(year).start for year in listed], pa.date32())
    ends = pa.array([Period.year(year).end for year in listed], pa.date32())
    return starts.take(place), ends.take(place)


def _figures(path: Path) -> pa.Table:
    table = parquet_table(path)
    found = table.schema.names
    money = [n for n in found if n.startswith("gross_output_") and n not in FIGURES]
    if money:
        what = f"{money[0]} instead of gross_output_usd_million"
        fail(path, "unit_mismatch", what, at=money[0])
    problems = [
        Problem("missing_column", path.name, f"no column {name}", f"found: {', '.join(found)}")
        for name in FIGURES
        if name not in found
    ]
    raise_found(path, problems)
    for name in FIGURES[3:]:
        kind = table[name].type
        if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
            what = f"{kind} instead of numbers"
            problems.append(Problem("text_in_numbers", f"{path.name}, {name}", what))
    if not pa.types.is_integer(table["year"].type):
        problems.append(Problem("wrong_year", f"{path.name}, year", "not whole years"))
    if table.num_rows == 0:
        problems.append(Problem("no_rows", path.name, "the table has no rows"))
    raise_found(path, problems)
    parts = [
        pa.table(
            [
                pa.repeat(measure, table.num_rows), table["level"].cast(pa.string()),
                table["industry_code"].cast(pa.string()), table["year"].cast(pa.int32()),
                table[column].cast(pa.float64()),
            ],
            schema=CELLS,
        )
        for measure, column in zip(MEASURES, FIGURES[3:], strict=True)
    ]  # fmt: skip
    return pa.concat_tables(parts)


def _wide(path: Path, parameters: dict[str, Any]) -> pa.Table:
    level, measure = parameters.get("level"), parameters.get("measure")
    problems = [
        Problem("unknown_parameter", name, "no such parameter", "known: level, measure")
        for name in parameters
        if name not in ("level", "measure")
    ]
    if level not in ("detail", "summary"):
        problems.append(Problem("unknown_level", "level", f"{level!r}", "detail or summary"))
    if measure not in MEASURES:
        problems.append(Problem("unknown_measure", "measure", f"{measure!r}", ", ".join(MEASURES)))
    raise_all(InputError, f"cannot read {path.name} as asked", problems)
    years = [name.strip() for name in csv_rows(path)[0] if name.strip() != "code"]
    columns = csv_columns(path, ["code", *years])
    codes = columns.pop("code")
    problems += [
        Problem("wrong_year", f"{path.name}, column {name!r}", "no year of these tables")
        for name in years
        if not (name.isdigit() and int(name) in YEARS)
    ]
    raise_found(path, problems)
    values = [
        number_of(text, f"{path.name}, {code}, {year}", problems)
        for year in years
        for code, text in zip(codes, columns[year], strict=True)
    ]
    raise_found(path, problems)
    size = len(codes)
    return pa.table(
        [
            pa.repeat(measure, len(values)), pa.repeat(level, len(values)),
            pa.array(codes * len(years)), pa.array(np.repeat([int(y) for y in years], size)),
            pa.array(values),
        ],
        names=CELLS.names,
    ).cast(CELLS)  # fmt: skip


def _faults(cells: pa.Table, name: str) -> list[Problem]:
    problems = []
    for level in sorted(set(map(str, pc.unique(cells["level"]).to_pylist()))):
        if level not in ("detail", "summary"):
            problems.append(Problem("unknown_level", name, f"level {level!r}", "detail or summary"))
            continue
        known = bea_codes(level, "industry")
        codes = cells.filter(pc.equal(cells["level"], level))["code"]
        for code in sorted(set(map(str, pc.unique(codes).to_pylist())) - set(known.codes)):
            hint = "; ".join(known.closest(code, 1))
            problems.append(
                Problem("unknown_code", f"{name}, {level}", f"no industry {code}", hint)
            )
    years = [y for y in pc.unique(cells["year"]).to_pylist() if y not in YEARS]
    problems += [Problem("wrong_year", f"{name}, year", f"{y} is no year of these") for y in years]
    finite = pc.fill_null(pc.is_finite(cells["value"]), False)
    tests = (
        ("not_finite", pc.invert(finite), "no finite number"),
        ("negative_output", pc.and_(finite, pc.less_equal(cells["value"], 0)), "must be positive"),
    )
    for code, mask, what in tests:
        problems += [
            Problem(code, f"{name}, {_place(row)}", f"{row['value']}: {what}")
            for row in cells.filter(mask).slice(0, 50).to_pylist()
        ]
    counted = cells.group_by(["measure", "level", "code", "year"]).aggregate([("value", "count")])
    twice = counted.filter(pc.greater(counted["value_count"], 1)).slice(0, 50).to_pylist()
    problems += [
        Problem("duplicate_key", f"{name}, {_place(row)}", f"stands {row['value_count']} times")
        for row in twice
    ]
    return problems


def _place(row: dict[str, Any]) -> str:
    return f"{row['measure']} {row['level']} {row['code']} {row['year']}"
