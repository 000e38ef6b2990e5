"""Text tables of the publisher: CSV, gzipped CSV or Parquet, as lists of texts."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.errors import ChangedShape, Problem, SourceUnavailable

#: No cell of a genuine file comes near this many characters.
CELL_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of texts as read: a header, and rows of the header's width."""

    name: str
    header: tuple[str, ...]
    rows: list[list[str]]

    def column(self, name: str) -> list[str]:
        """Return one column."""
        place = self.header.index(name)
        return [row[place] for row in self.rows]


def read_table(path: Path, encoding: str) -> TextTable:
    """Read a file of one table; gzip and Parquet are told by their first bytes.

    Raises
    ------
    SourceUnavailable
        If the file cannot be opened.
    ChangedShape
        If it is empty, truncated, in another encoding, or not a table.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceUnavailable(f"cannot read {path.name}: {error.strerror}") from error
    if data[:4] == b"PAR1":
        return _parquet(path)
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise _fault(path.name, "truncated_file", f"the gzip stream breaks: {error}") from error
    return parse_table(data, path.name, encoding)


def parse_table(data: bytes, name: str, encoding: str) -> TextTable:
    """Return the table in the bytes of a CSV file.

    Raises
    ------
    ChangedShape
        With code ``wrong_encoding``, ``empty_file``, ``unreadable_csv``, ``no_rows`` or, for every
        row concerned, ``huge_cell`` or ``ragged_row``.
    """
    text = _decoded(data, name, encoding)
    if not text.strip():
        raise _fault(name, "empty_file", "the file holds nothing")
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        code = "huge_cell" if "field limit" in str(error) else "unreadable_csv"
        raise _fault(name, code, f"not a CSV table: {error}") from error
    while records and not any(cell.strip() for cell in records[-1]):
        records.pop()
    header = tuple(cell.replace("\xa0", " ").strip() for cell in records[0])
    while header and not header[-1]:
        header = header[:-1]
    rows, problems = [], []
    for number, record in enumerate(records[1:], 1):
        where = f"{name}, row {number}"
        row, rest = record[: len(header)], record[len(header) :]
        if len(row) < len(header) or any(cell.strip() for cell in rest):
            what = f"{len(record)} cells instead of {len(header)}"
            problems.append(Problem("ragged_row", where, what))
        elif max(map(len, row)) > CELL_LIMIT:
            problems.append(Problem("huge_cell", where, f"a cell of over {CELL_LIMIT} characters"))
        rows.append(row)
    if not rows:
        problems.append(Problem("no_rows", name, "a header and no rows"))
    if problems:
        raise ChangedShape(f"{name} is not a whole table", problems=problems)
    return TextTable(name, header, rows)


def require(table: TextTable, wanted: Sequence[str]) -> None:
    """Raise once with every column that is missing, unexpected or named twice.

    Raises
    ------
    ChangedShape
        With a problem of code ``missing_column``, ``unexpected_column`` or ``duplicate_column``
        for each.
    """
    have = set(table.header)
    place = f"{table.name}, header"
    problems = [
        Problem("missing_column", place, f"no column {name!r}")
        for name in wanted
        if name not in have
    ]
    problems += [
        Problem("unexpected_column", place, f"column {name!r} is not documented")
        for name in table.header
        if name not in wanted
    ]
    if len(have) < len(table.header):
        problems.append(Problem("duplicate_column", place, "a column name occurs twice"))
    if problems:
        raise ChangedShape(
            f"{table.name} is laid out differently from what its reader documents",
            hint="check that file and source belong together, see `mainstay sources`",
            problems=problems,
        )


def _decoded(data: bytes, name: str, encoding: str) -> str:
    if encoding == "cp1252" and any(byte > 127 for byte in data):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            raise _fault(name, "wrong_encoding", "the file is UTF-8 instead of cp1252")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"byte {error.start} is not {encoding}"
        raise _fault(name, "wrong_encoding", what) from error


def _parquet(path: Path) -> TextTable:
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise _fault(path.name, "truncated_file", f"not a whole Parquet file: {error}") from error
    if not table.num_rows:
        raise _fault(path.name, "no_rows", "a header and no rows")
    columns = [["" if v is None else str(v) for v in c.to_pylist()] for c in table.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return TextTable(path.name, tuple(table.column_names), rows)


def _fault(name: str, code: str, what: str) -> ChangedShape:
    return ChangedShape(f"{name} cannot be read", problems=[Problem(code, name, what)])
