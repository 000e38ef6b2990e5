"""Opening publishers' files, so that every reader meets a bad file in the same way."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.errors import (
    ChangedShape,
    MainstayError,
    Problem,
    UnitMismatch,
    UnknownCode,
    raise_all,
)

#: A longer line is not a row of any table read here.
LINE_LIMIT = 1_000_000

#: First bytes of files that are no text.
_MAGIC = {
    b"PAR1": "a Parquet file",
    b"PK\x03\x04": "a zip archive or workbook",
    b"\x1f\x8b": "gzip",
}

#: Thousands in groups of three.
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")

#: Problem code to the class raised when every problem has that code.
_CLASSES: dict[str, type[MainstayError]] = {
    "unknown_code": UnknownCode,
    "unit_mismatch": UnitMismatch,
}


def raise_found(path: Path, problems: Sequence[Problem]) -> None:
    """Raise once with every problem of a file; do nothing when there is none.

    Raises
    ------
    UnknownCode, UnitMismatch
        If that is all that is wrong.
    ChangedShape
        Otherwise.
    """
    codes = {problem.code for problem in problems}
    kind = _CLASSES.get(codes.pop(), ChangedShape) if len(codes) == 1 else ChangedShape
    raise_all(kind, f"{path.name} cannot be read", problems)


def fail(path: Path, code: str, what: str, hint: str = "", *, at: str = "") -> NoReturn:
    """Raise with one problem that leaves nothing else to check.

    Parameters
    ----------
    at
        Place in the file, e.g. ``line 3``.
    """
    where = f"{path.name}, {at}" if at else path.name
    problem = Problem(code, where, what, hint)
    kind = _CLASSES.get(code, ChangedShape)
    raise kind(f"{path.name} cannot be read: 1 problem", problems=[problem])


def text_of(path: Path, encoding: str = "utf-8-sig", line_limit: int = LINE_LIMIT) -> str:
    """Return the text of a file.

    Parameters
    ----------
    line_limit
        Characters that a line may have; JSON may stand on one line, rows of a table may not.

    Raises
    ------
    ChangedShape
        If it is empty (``empty_file``), no text (``not_the_format``), in another encoding
        (``wrong_encoding``) or has a line beyond the limit (``huge_line``).
    """
    raw = path.read_bytes()
    if not raw.strip():
        fail(path, "empty_file", "the file is empty", "fetch it again")
    for magic, what in _MAGIC.items():
        if raw.startswith(magic):
            fail(path, "not_the_format", f"{what}, not a text file", "give it as plain text")
    if b"\x00" in raw[:4096]:
        fail(path, "not_the_format", "binary data, not a text file", "give it as plain text")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{raw[error.start]:02x} is not {encoding}"
        fail(path, "wrong_encoding", what, f"save it as {encoding}", at=f"line {line}")
    for number, line_text in enumerate(io.StringIO(text), 1):
        if len(line_text) > line_limit:
            fail(path, "huge_line", f"{len(line_text):,} characters", at=f"line {number}")
    return text


def csv_rows(path: Path, encoding: str = "utf-8-sig") -> list[list[str]]:
    """Return the rows of a CSV file, all cells as text.

    Raises
    ------
    ChangedShape
        As :func:`text_of`, or if the quotes do not close (``not_the_format``).
    """
    stream = io.StringIO(text_of(path, encoding), newline="")
    try:
        return [row for row in csv.reader(stream, strict=True) if row]
    except csv.Error as error:
        fail(path, "not_the_format", f"not a CSV file: {error}")


def csv_columns(
    path: Path, wanted: Collection[str], encoding: str = "utf-8-sig"
) -> dict[str, list[str]]:
    """Return the wanted columns of a CSV file with a header row, all cells as text.

    ``NA`` stays ``NA``: it is a code (Namibia), not a missing value.

    Raises
    ------
    ChangedShape
        As :func:`csv_rows`; for each missing column (``missing_column``); for rows of another
        length than the header (``ragged_row``).
    """
    rows = csv_rows(path, encoding)
    header = [name.strip() for name in rows[0]]
    problems = [
        Problem("missing_column", path.name, f"no column {name}", f"found: {', '.join(header[:9])}")
        for name in wanted
        if name not in header
    ]
    problems += [
        Problem(
            "ragged_row", f"{path.name}, row {i}", f"{len(row)} cells under {len(header)} names"
        )
        for i, row in enumerate(rows[1:], 2)
        if len(row) != len(header)
    ]
    raise_found(path, problems)
    place = {name: header.index(name) for name in wanted}
    return {name: [row[j] for row in rows[1:]] for name, j in place.items()}


def parquet_table(path: Path) -> pa.Table:
    """Return the table of a Parquet file.

    Raises
    ------
    ChangedShape
        If it is empty (``empty_file``), cut off (``truncated_file``) or something else
        (``not_the_format``).
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    if not head:
        fail(path, "empty_file", "the file is empty", "fetch it again")
    if head != b"PAR1":
        fail(path, "not_the_format", "not a Parquet file")
    try:
        return pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        what = f"the file is cut off or damaged: {str(error).splitlines()[0]}"
        fail(path, "truncated_file", what, "fetch it again")


def number_of(text: str, where: str, problems: list[Problem]) -> float:
    """Return the number that a cell prints, or NaN with a problem added to the list.

    Problem codes: ``text_in_numbers``, ``not_finite`` (a printed ``NaN`` or ``inf``).

    Examples
    --------
    >>> number_of("-1,234.5", "row 1", [])
    -1234.5
    """
    plain = text.strip()
    try:
        value = float(plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain)
    except ValueError:
        hint = "an empty cell is unknown, not zero" if not plain else "write a plain number"
        problems.append(Problem("text_in_numbers", where, f"{plain!r} is no number", hint))
        return math.nan
    if not math.isfinite(value):
        problems.append(Problem("not_finite", where, f"{plain!r} is not a finite number"))
        return math.nan
    return value
