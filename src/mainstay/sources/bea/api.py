"""``bea.api``: replies of the BEA web service for the data set InputOutput.

A reply is ``{"BEAAPI": {"Results": {"Data": [...], "Notes": [...]}}}`` (``Results`` may be a list
of one). Each row of ``Data`` has the texts ``TableID``, ``Year``, ``RowCode``, ``RowDescr``,
``RowType``, ``ColCode``, ``ColDescr``, ``ColType``, ``DataValue`` and ``NoteRef``. The names are
taken from public programs that read such replies; no genuine reply was at hand.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from mainstay.errors import InputError, Problem, raise_all
from mainstay.sources.bea.cells import CELLS, claims_of, faults_of
from mainstay.sources.bea.titles import ACCOUNTS, BLANKS, title_faults
from mainstay.sources.opening import fail, number_of, raise_found, text_of
from mainstay.sources.report import ReadReport

#: Fields that each row must have.
FIELDS: Final = ("TableID", "Year", "RowCode", "ColCode", "DataValue")

#: Characters of the largest reply taken: some hundred times a summary table of one year.
REPLY_LIMIT: Final = 200_000_000


class Api:
    """Reads a saved reply for one make, use or import table before redefinitions."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield the same claims as ``bea.make-use``.

        Parameters
        ----------
        path
            The reply as JSON.
        report
            Filled as the file is read.
        parameters
            ``account``: make, use or import; a reply names its table only by a number that the
            service may reassign. ``level``: ``summary`` (when not given) or ``detail``.

        Raises
        ------
        ChangedShape
            If the file is no such reply, the service answered with an error, fields are missing
            or values are no numbers.
        UnknownCode
            If codes are in no list of the 2017 schema.
        UnitMismatch
            If the notes say another unit or purchasers' prices.
        InputError
            If the account is missing or a parameter is unknown.
        """
        account, level = _parameters(path, parameters)
        results = _results(path)
        rows = results.get("Data")
        if not isinstance(rows, list) or not rows:
            fail(path, "no_rows", "BEAAPI.Results.Data has no rows")
        problems = _field_faults(path.name, rows)
        notes = " ".join(str(n.get("NoteText", "")) for n in results.get("Notes") or () if n)
        problems += title_faults(f"{path.name}, Notes", notes, account)
        raise_found(path, problems)
        cells = _cells(path, rows, account, level)
        report.read += cells.num_rows
        if not notes:
            report.notes.append("the reply has no notes: unit, prices and redefinitions unchecked")
        raise_found(path, faults_of(cells, path.name))
        yield from claims_of(cells, report, "before", path.name)


def _parameters(path: Path, given: dict[str, Any]) -> tuple[str, str]:
    account, level = given.get("account"), given.get("level") or "summary"
    problems = [
        Problem("unknown_parameter", name, "no such parameter", "known: account, level")
        for name in given
        if name not in ("account", "level")
    ]
    if account not in ACCOUNTS:
        problems.append(Problem("unknown_account", "account", f"{account!r}", ", ".join(ACCOUNTS)))
    if level not in ("detail", "summary"):
        problems.append(Problem("unknown_level", "level", f"{level!r}", "detail or summary"))
    raise_all(InputError, f"cannot read {path.name} as asked", problems)
    return str(account), str(level)


def _results(path: Path) -> dict[str, Any]:
    try:
        reply = json.loads(text_of(path, line_limit=REPLY_LIMIT))
    except (json.JSONDecodeError, RecursionError) as error:
        fail(path, "not_the_format", f"not JSON, or cut off: {error}")
    body = reply.get("BEAAPI") if isinstance(reply, dict) else None
    results = body.get("Results") if isinstance(body, dict) else None
    if isinstance(results, list) and len(results) == 1:
        results = results[0]
    for part in (results, body):
        if isinstance(part, dict) and "Error" in part:
            answer = part["Error"]
            words = (
                answer.get("APIErrorDescription", answer) if isinstance(answer, dict) else answer
            )
            fail(path, "service_error", f"the service answered: {words}")
    if not isinstance(results, dict):
        fail(path, "not_the_format", "no BEAAPI.Results")
    return results


def _field_faults(name: str, rows: list[Any]) -> list[Problem]:
    problems = [
        Problem("missing_column", f"{name}, Data[{i}]", f"no {field}")
        for i, row in enumerate(rows)
        for field in FIELDS
        if not isinstance(row, dict) or field not in row
    ][:50]
    if problems:
        return problems
    tables = sorted({str(row["TableID"]) for row in rows})
    if len(tables) > 1:
        what = f"tables {', '.join(tables)} in one reply"
        problems.append(Problem("mixed_tables", name, what, "save one reply a table"))
    years = {str(row["Year"]) for row in rows}
    problems += [
        Problem("wrong_year", f"{name}, Year", f"{year!r} is no year of these tables")
        for year in sorted(years)
        if not (year.isdigit() and 1947 <= int(year) < 2100)
    ]
    return problems


def _cells(path: Path, rows: list[dict[str, Any]], account: str, level: str) -> pa.Table:
    problems: list[Problem] = []
    columns: dict[str, list[Any]] = {"year": [], "row": [], "column": [], "value": []}
    for i, row in enumerate(rows):
        text = "" if row["DataValue"] is None else str(row["DataValue"]).strip()
        if text in BLANKS:
            continue
        value = number_of(text, f"{path.name}, Data[{i}].DataValue", problems)
        if math.isnan(value):
            continue
        columns["year"].append(int(row["Year"]))
        columns["row"].append(str(row["RowCode"] or row.get("RowDescr", "")).strip())
        columns["column"].append(str(row["ColCode"] or row.get("ColDescr", "")).strip())
        columns["value"].append(value)
    raise_found(path, problems)
    size = len(columns["value"])
    return pa.table({"level": [level] * size, "account": [account] * size} | columns).select(
        CELLS.names
    ).cast(CELLS)  # fmt: skip
