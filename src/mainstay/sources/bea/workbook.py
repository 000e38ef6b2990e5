"""``bea.workbook``: the published workbooks of make, use and import tables before redefinitions.

The layout is taken from two public programs that read these workbooks: ``data-raw/BEAData.R`` of
USEPA/useeior and ``acio_bmk_model.jl`` of git-chandler/julia-ACIO-model. No genuine workbook was at
hand.

=========  ==============================================================================
sheet      one per year, named by the year
above      title, unit and notes, in a few rows
header     detail: a row of titles, then a row ``Code``, a description, and codes
           summary: a row ``IOCode``, a description, and codes, then a row of titles
totals     may lack a code; the title then begins with ``Total``
body       code, title, numbers
=========  ==============================================================================
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import openpyxl
import pyarrow as pa
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from mainstay.errors import InputError, Problem, raise_all
from mainstay.sources.bea.cells import cells_of, claims_of, faults_of
from mainstay.sources.bea.titles import ACCOUNTS, BLANKS, account_of, title_faults
from mainstay.sources.opening import fail, number_of, raise_found
from mainstay.sources.report import ReadReport

#: First cell of the header row, to level.
HEADS: Final = {"code": "detail", "iocode": "summary"}

#: The header stands within this many rows.
HEADER_ROWS: Final = 15

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class _Header:
    level: str
    codes: list[str]
    first: int  # index of the first row of the body


class Workbook:
    """Reads one workbook of one table; every sheet named by a year, or the chosen ones."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield the same claims as ``bea.make-use``.

        Parameters
        ----------
        path
            ``.xlsx`` as published in ``AllTablesIO.zip``.
        report
            Filled as the file is read.
        parameters
            ``account``: make, use or import; from the title when not given.
            ``years``: years with commas; every sheet named by a year when not given.

        Raises
        ------
        ChangedShape
            If the file is no workbook, or a sheet, header or number is not as documented.
        UnknownCode
            If codes are in no list of the 2017 schema.
        UnitMismatch
            If the table is in another unit or at purchasers' prices.
        InputError
            If a parameter is unknown.
        """
        account, years = _parameters(path, parameters)
        sheets = _sheets(path, years)
        problems: list[Problem] = []
        parts = []
        for year, rows in sheets.items():
            parts += _cells(f"{path.name}, sheet {year}", rows, (year, account), problems)
        raise_found(path, problems)
        cells = pa.concat_tables(parts)
        report.read += cells.num_rows
        raise_found(path, faults_of(cells, path.name))
        yield from claims_of(cells, report, "before", path.name)


def _parameters(path: Path, given: dict[str, Any]) -> tuple[str | None, list[int] | None]:
    problems = [
        Problem("unknown_parameter", name, "no such parameter", "known: account, years")
        for name in given
        if name not in ("account", "years")
    ]
    account = given.get("account")
    if account not in (None, *ACCOUNTS):
        problems.append(Problem("unknown_account", "account", f"{account!r}", ", ".join(ACCOUNTS)))
    asked = given.get("years")
    listed = str(asked).split(",") if isinstance(asked, (str, int)) and asked != "" else asked
    years = [str(year).strip() for year in listed or ()]
    problems += [
        Problem("wrong_year", "years", f"{y!r} is no year") for y in years if not _is_year(y)
    ]
    raise_all(InputError, f"cannot read {path.name} as asked", problems)
    return account, [int(year) for year in years] or None


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and 1947 <= int(text) < 2100


def _sheets(path: Path, years: list[int] | None) -> dict[int, list[Row]]:
    """Return the rows of the sheets named by a year."""
    if path.stat().st_size == 0:
        fail(path, "empty_file", "the file is empty", "fetch it again")
    with path.open("rb") as stream:
        is_zip = stream.read(2) == b"PK"
    if not is_zip:
        fail(path, "not_the_format", "not an .xlsx workbook")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        names = [name for name in book.sheetnames if _is_year(name.strip())]
        wanted = [n for n in names if years is None or int(n) in years]
        sheets = {int(n): list[Row](book[n].iter_rows(values_only=True)) for n in wanted}
        book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, EOFError, OSError) as error:
        what = f"the workbook is cut off or damaged: {error}"
        fail(path, "truncated_file", what, "fetch it again")
    missing = sorted(set(years or ()) - set(sheets))
    problems = [Problem("wrong_year", path.name, f"no sheet {year}", f"sheets: {', '.join(names)}")
                for year in missing]  # fmt: skip
    if not sheets and not problems:
        problems.append(Problem("wrong_year", path.name, "no sheet is named by a year"))
    raise_found(path, problems)
    return sheets


def _cells(
    where: str, rows: list[Row], asked: tuple[int, str | None], problems: list[Problem]
) -> list[pa.Table]:
    year, account = asked
    header = _header(where, rows, problems)
    if header is None:
        return []
    title = " ".join(_text(cell) for row in rows[: header.first] for cell in row[:1])
    account = account or account_of(title)
    if account is None:
        what = f"the title names no table: {title[:80]!r}"
        problems.append(Problem("wrong_table", where, what, "pass account=make, use or import"))
        return []
    problems += title_faults(where, title, account)
    codes, body = [], []
    for number, row in enumerate(rows[header.first :], header.first + 1):
        code, name = (_text(cell) for cell in (*row, None, None)[:2])
        if not code and not name.startswith("Total"):
            continue  # an empty line or a note below the table
        if not any(_text(cell) not in BLANKS for cell in row[2:]):
            continue
        codes.append(code or name)
        body.append(_numbers(f"{where}, row {number}", row[2:], len(header.codes), problems))
    if not body:
        problems.append(Problem("no_rows", where, "no row of numbers under the header"))
        return []
    return [cells_of((header.level, year, account), codes, header.codes, np.array(body))]


def _header(where: str, rows: list[Row], problems: list[Problem]) -> _Header | None:
    for place, row in enumerate(rows[:HEADER_ROWS]):
        head = _text(row[0]).lower() if row else ""
        if head not in HEADS:
            continue
        is_detail = head == "code"
        other = rows[place - 1] if is_detail else rows[place + 1]
        titles = [_text(cell) for cell in other[2:]]
        codes = [_text(cell) for cell in row[2:]]
        while codes and not codes[-1] and not "".join(titles[len(codes) - 1 : len(codes)]):
            codes.pop()
        titles += [""] * (len(codes) - len(titles))
        named = [code or title for code, title in zip(codes, titles, strict=False)]
        problems += [
            Problem("missing_column", f"{where}, column {get_column_letter(j + 3)}", "no code")
            for j, name in enumerate(named)
            if not name
        ]
        return _Header(HEADS[head], named, place + (1 if is_detail else 2))
    hint = f"a row that starts with Code or IOCode, within {HEADER_ROWS} rows"
    problems.append(Problem("missing_column", where, "no header row", hint))
    return None


def _numbers(where: str, cells: Row, size: int, problems: list[Problem]) -> list[float]:
    """Return the numbers of a row; NaN where nothing is printed."""
    found = []
    for j, cell in enumerate(cells):
        text = _text(cell)
        place = f"{where}, column {get_column_letter(j + 3)}"
        if text in BLANKS:
            found.append(np.nan)
        elif j >= size:
            problems.append(Problem("ragged_row", place, f"{text!r} under no code"))
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
            found.append(float(cell))
        else:
            found.append(number_of(text, place, problems))
    found = found[:size]
    return found + [np.nan] * (size - len(found))


def _text(cell: object) -> str:
    # a code stored as a number loses nothing but its type
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()
