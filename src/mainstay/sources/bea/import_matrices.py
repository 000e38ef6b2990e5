"""``bea.import-regions``: imports for intermediate use by region of origin (after redefinitions).

Negative cells are published and kept. They are counted in the read report by region and commodity:
how to handle them is a decision of whoever computes shares, made in sight and not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Period, PriceBasis, claim_batches
from mainstay.sources.bea.codes import bea_codes
from mainstay.sources.opening import csv_rows, fail, number_of, parquet_table, raise_found
from mainstay.sources.report import ReadReport

#: The publisher's seven regions; together they are all imports.
REGIONS: Final = (
    "Canada", "China", "Europe", "Japan", "Mexico", "Rest of Asia and Pacific", "Rest of World",
)  # fmt: skip

#: Column names by layout: region, year, commodity, industry, value.
LAYOUTS: Final = {
    "figures": ("region", "year", "commodity_code", "industry_code", "value_usd_million"),
    "reference": ("region", "year", "commodity", "industry", "value"),
}

#: Years that the publisher covers.
YEARS: Final = range(2007, 2100)

#: Columns of the cells: one number of one matrix.
CELLS: Final = pa.schema(
    [
        ("region", pa.string()), ("year", pa.int32()), ("commodity", pa.string()),
        ("industry", pa.string()), ("value", pa.float64()),
    ]
)  # fmt: skip


class ImportRegions:
    """Reads the import matrices by region: long Parquet, or one region's published CSV."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield ``region_import_use`` claims.

        Parameters
        ----------
        path
            A Parquet file with columns region, year, commodity, industry and value (names as in
            :data:`LAYOUTS`), or the published CSV of one region and one year.
        report
            Filled as the file is read. ``counts`` holds ``negative_cells`` and, for each region
            and commodity with negative cells, their number and sum.
        parameters
            ``year``: the year of a published CSV, which does not name it; for a long file, the
            only year to read.

        Raises
        ------
        ChangedShape
            If columns, the title or the header are missing, a value is no finite number or a
            cell stands twice.
        UnknownCode
            If codes or regions are in no list.
        InputError
            If the year is missing or wrong.
        """
        year = _year(path, parameters)
        with path.open("rb") as stream:
            is_parquet = stream.read(4) == b"PAR1" or path.suffix == ".parquet"
        whole = _long(path) if is_parquet else _published(path, year)
        report.read += whole.num_rows
        cells = whole
        if year is not None:
            cells = whole.filter(pc.equal(whole["year"], year))
        if cells.num_rows == 0:
            held = sorted(pc.unique(whole["year"]).to_pylist())
            fault = Problem("wrong_year", path.name, f"nothing for {year}", f"it holds {held}")
            raise_all(InputError, f"{path.name} does not hold what is asked for", [fault])
        raise_found(path, _faults(cells, path.name))
        left = whole.num_rows - cells.num_rows
        if left:
            report.refuse(path.name, "not_asked_for", "another year than asked for", "", left)
        zero = pc.sum(pc.equal(cells["value"], 0)).as_py() or 0
        if zero:
            report.refuse(path.name, "zero_cell", "a printed zero makes no claim", "0", zero)
        cells = cells.filter(pc.not_equal(cells["value"], 0))
        report.kept += cells.num_rows
        _count_negatives(cells, report)
        for each in sorted(pc.unique(cells["year"]).to_pylist()):
            yield from _claims(cells.filter(pc.equal(cells["year"], each)), each, report)


def _claims(cells: pa.Table, year: int, report: ReadReport) -> Iterator[pa.RecordBatch]:
    region, commodity, industry = (
        cells[name].combine_chunks() for name in ("region", "commodity", "industry")
    )
    origin = pc.binary_join_element_wise(region, commodity, "/")
    yield from claim_batches(
        source=report.source,
        vintage=report.vintage,
        kind="region_import_use",
        locator=pc.binary_join_element_wise(
            pa.scalar(f"import after {year}"), origin, pa.scalar("x"), industry, " "
        ),
        subject=pc.binary_join_element_wise(pa.scalar("industry.tiva"), industry, ":"),
        object_=pc.binary_join_element_wise(pa.scalar("region_commodity.tiva"), origin, ":"),
        value=cells["value"].combine_chunks(),
        unit="USD_million",
        basis=PriceBasis.PRODUCER,
        valid=Period.year(year),
    )


def _year(path: Path, parameters: dict[str, Any]) -> int | None:
    problems = [
        Problem("unknown_parameter", name, "no such parameter", "known: year")
        for name in parameters
        if name != "year"
    ]
    given = parameters.get("year")
    if given not in (None, "") and not (str(given).isdigit() and int(given) in YEARS):
        problems.append(Problem("wrong_year", "year", f"{given!r} is no year of these tables"))
    raise_all(InputError, f"cannot read {path.name} as asked", problems)
    return None if given in (None, "") else int(given)


def _long(path: Path) -> pa.Table:
    table = parquet_table(path)
    found = set(table.schema.names)
    names = max(LAYOUTS.values(), key=lambda wanted: len(found & set(wanted)))
    other = [n for n in found if n.startswith("value_") and n != "value_usd_million"]
    if other:
        what = f"values in {other[0].removeprefix('value_')}, not in usd_million"
        fail(path, "unit_mismatch", what, at=other[0])
    problems = [
        Problem("missing_column", path.name, f"no column {n}", f"found: {', '.join(sorted(found))}")
        for n in names
        if n not in found
    ]
    raise_found(path, problems)
    if not pa.types.is_integer(table[names[1]].type):
        problems.append(Problem("wrong_year", f"{path.name}, {names[1]}", "not whole years"))
    kind = table[names[-1]].type
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        what = f"{kind} instead of numbers"
        problems.append(Problem("text_in_numbers", f"{path.name}, {names[-1]}", what))
    if table.num_rows == 0:
        problems.append(Problem("no_rows", path.name, "the table has no rows"))
    raise_found(path, problems)
    region = pc.replace_substring(table[names[0]].cast(pa.string()), "_", " ")
    rest = [table[n].cast(CELLS.field(i).type) for i, n in enumerate(names) if i]
    return pa.table([region, *rest], schema=CELLS)


def _published(path: Path, year: int | None) -> pa.Table:
    """Return the cells of the publisher's CSV: titles, two header rows, one row a commodity."""
    if year is None:
        fault = Problem("missing_year", path.name, "the file does not name its year", "pass year=")
        raise InputError(f"cannot read {path.name} as asked", problems=[fault])
    rows = csv_rows(path)
    title = rows[0][0]
    parts = [part.strip() for part in title.split(",")]
    if len(parts) != 3 or parts[0] != "Import Matrix" or parts[2] != "After Redefinitions":
        what = f"the title is {title[:60]!r}"
        hint = "it should be: Import Matrix, REGION, After Redefinitions"
        fail(path, "not_the_format", what, hint)
    heads = [i for i, row in enumerate(rows) if row[0] == "IOCode"]
    if not heads:
        fail(path, "missing_column", "no row that starts with IOCode")
    codes = rows[heads[0]][2:]
    problems: list[Problem] = []
    columns: dict[str, list[Any]] = {"commodity": [], "industry": [], "value": []}
    marks = [row[0] for row in rows]
    if "Legend/Footnotes" not in marks:
        fail(path, "truncated_file", "no line Legend/Footnotes at its end", "fetch it again")
    end = marks.index("Legend/Footnotes")
    for number, row in enumerate(rows[heads[-1] + 1 : end], heads[-1] + 2):
        if len(row) != len(codes) + 2:
            what = f"{len(row)} cells under {len(codes) + 2} names"
            problems.append(Problem("ragged_row", f"{path.name}, row {number}", what))
            continue
        columns["commodity"] += [row[0]] * len(codes)
        columns["industry"] += codes
        columns["value"] += [
            number_of(text, f"{path.name}, row {number}, {code}", problems)
            for code, text in zip(codes, row[2:], strict=True)
        ]
    raise_found(path, problems)
    size = len(columns["value"])
    return pa.table({"region": [parts[1]] * size, "year": [year] * size} | columns, schema=CELLS)


def _faults(cells: pa.Table, name: str) -> list[Problem]:
    lists = {
        "region": set(REGIONS),
        "commodity": set(bea_codes("tiva", "commodity").codes),
        "industry": set(bea_codes("tiva", "industry").codes),
    }
    problems = [
        Problem("unknown_code", f"{name}, {column}", f"no {column} {code!r}")
        for column, known in lists.items()
        for code in sorted(set(map(str, pc.unique(cells[column]).to_pylist())) - known)
    ]
    years = [y for y in pc.unique(cells["year"]).to_pylist() if y not in YEARS]
    problems += [Problem("wrong_year", f"{name}, year", f"{y} is no year of these") for y in years]
    bad = pc.invert(pc.fill_null(pc.is_finite(cells["value"]), False))
    count = pc.sum(bad).as_py() or 0
    if count:
        problems.append(Problem("not_finite", f"{name}, value", f"{count} cells are no numbers"))
    keys = ["region", "year", "commodity", "industry"]
    counted = cells.group_by(keys).aggregate([("value", "count")])
    twice = counted.filter(pc.greater(counted["value_count"], 1)).slice(0, 50).to_pylist()
    for row in twice:
        place = f"{name}, {row['region']} {row['year']}, {row['commodity']} x {row['industry']}"
        problems.append(Problem("duplicate_key", place, f"stands {row['value_count']} times"))
    return problems


def _count_negatives(cells: pa.Table, report: ReadReport) -> None:
    negative = cells.filter(pc.less(cells["value"], 0))
    total = pc.sum(negative["value"]).as_py() or 0
    report.counts["cells"] = cells.num_rows
    report.counts["negative_cells"] = negative.num_rows
    report.counts["negative_usd_million"] = round(total)
    found = negative.group_by(["region", "commodity"])
    for row in (
        found.aggregate([("value", "count"), ("value", "sum")]).sort_by("value_sum").to_pylist()
    ):
        key = f"{row['region']}/{row['commodity']}"
        report.counts[f"negative_cells:{key}"] = row["value_count"]
        report.counts[f"negative_usd_million:{key}"] = round(row["value_sum"])
    if negative.num_rows:
        report.notes.append(
            f"{negative.num_rows} cells are negative as published ({total:,.0f} million USD); kept"
        )
