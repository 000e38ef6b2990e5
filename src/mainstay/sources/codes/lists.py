"""Tables of codes: opening them, and turning them into claims.

Every cell is text. ``NA`` is a code (Namibia), and leading zeros are part of a code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Period, claim_batches
from mainstay.sources.opening import csv_columns, csv_rows, fail, parquet_table, raise_found
from mainstay.sources.report import ReadReport


def text_columns(path: Path, names: Mapping[str, str]) -> dict[str, list[str]]:
    """Return columns of a Parquet or CSV file as text, by our own names.

    Parameters
    ----------
    names
        Our name to the publisher's. A Parquet file has ours, a CSV the publisher's or ours.

    Raises
    ------
    ChangedShape
        If the file cannot be opened, a column is missing or an embedded column is not text.
    """
    with path.open("rb") as stream:
        is_parquet = stream.read(4) == b"PAR1" or path.suffix == ".parquet"
    if is_parquet:
        return _parquet(path, list(names))
    is_ours = set(names) <= {cell.strip() for cell in csv_rows(path)[0]}
    wanted = {name: name for name in names} if is_ours else names
    found = csv_columns(path, list(wanted.values()))
    return {ours: found[theirs] for ours, theirs in wanted.items()}


def _parquet(path: Path, names: list[str]) -> dict[str, list[str]]:
    table = parquet_table(path)
    problems = [
        Problem("missing_column", path.name, f"no column {name}")
        for name in names
        if name not in table.schema.names
    ]
    raise_found(path, problems)
    problems += [
        Problem("wrong_type", f"{path.name}, {name}", f"{table[name].type} instead of text")
        for name in names
        if not (pa.types.is_string(table[name].type) or pa.types.is_large_string(table[name].type))
    ]
    raise_found(path, problems)
    return {name: ["" if v is None else v for v in table[name].to_pylist()] for name in names}


def check_rows(path: Path, columns: Mapping[str, Sequence[str]]) -> None:
    """Raise if a table has no rows.

    Raises
    ------
    ChangedShape
        With code ``no_rows``.
    """
    if not any(columns.values()):
        fail(path, "no_rows", "the table has a header and no rows")


def doubles(path: Path, what: str, codes: Sequence[str]) -> list[Problem]:
    """Return a ``duplicate_key`` problem for each code that stands more than once."""
    return [
        Problem("duplicate_key", f"{path.name}, {what}", f"{code!r} stands {count} times")
        for code, count in Counter(codes).items()
        if count > 1 and code
    ]


def period_of(report: ReadReport, parameters: Mapping[str, Any]) -> Period:
    """Return the year for which a code list holds: parameter ``year``, or the edition's year.

    Raises
    ------
    InputError
        If neither is a year, or another parameter is given.
    """
    problems = [
        Problem("unknown_parameter", name, "no such parameter", "known: year")
        for name in parameters
        if name != "year"
    ]
    text = str(parameters.get("year") or report.vintage[:4])
    if not (text.isdigit() and len(text) == 4 and 1900 <= int(text) < 2100):
        problems.append(Problem("wrong_year", "year", f"{text!r} is no year", "pass year="))
    raise_all(InputError, f"cannot read {report.source} as asked", problems)
    return Period.year(int(text))


def name_claims(
    report: ReadReport, keys: list[str], names: list[str], valid: Period
) -> Iterator[pa.RecordBatch]:
    """Yield a ``code_name`` claim for each key."""
    report.counts["kind:code_name"] = len(keys)
    yield from claim_batches(
        source=report.source, vintage=report.vintage, kind="code_name", locator=keys, subject=keys,
        text=names, qualifier="text", unit="other", valid=valid,
    )  # fmt: skip


def link_claims(
    report: ReadReport,
    links: list[tuple[str, str]],
    valid: Period,
    texts: list[str] | None = None,
) -> Iterator[pa.RecordBatch]:
    """Yield a ``code_link`` claim for each pair of keys."""
    if not links:
        return
    report.counts["kind:code_link"] = len(links)
    yield from claim_batches(
        source=report.source, vintage=report.vintage, kind="code_link",
        locator=[f"{a} {b}" for a, b in links], subject=[a for a, _ in links],
        object_=[b for _, b in links], text=texts, qualifier="text", unit="other", valid=valid,
    )  # fmt: skip
