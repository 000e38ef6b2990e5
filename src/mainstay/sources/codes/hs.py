"""``codes.hs``: the Harmonized System, chapters to six digits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from mainstay.errors import Problem
from mainstay.sources.codes.lists import (
    check_rows,
    doubles,
    link_claims,
    name_claims,
    period_of,
    text_columns,
)
from mainstay.sources.opening import raise_found
from mainstay.sources.report import ReadReport

#: Our column to the publisher's.
COLUMNS: Final = {"code": "hscode", "title": "description", "parent": "parent"}


class Hs:
    """Reads a table of HS codes."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield names of ``hs.YEAR:`` keys and links from each to its parent.

        Parameters
        ----------
        path
            CSV or Parquet.
        report
            Filled as the file is read; the row of the total is refused.
        parameters
            ``year``: edition of the nomenclature; the edition's year when not given.

        Raises
        ------
        ChangedShape
            If columns are missing, a code stands twice or is not 2, 4 or 6 digits.
        UnknownCode
            If a parent is not in the list.
        InputError
            If the year is none.
        """
        valid = period_of(report, parameters)
        columns = text_columns(path, COLUMNS)
        check_rows(path, columns)
        rows = list(zip(*(columns[name] for name in COLUMNS), strict=True))
        report.read += len(rows)
        kept = [row for row in rows if row[0] != "TOTAL"]
        if len(kept) < len(rows):
            report.refuse(path.name, "total_row", "the total of all goods is no good", "TOTAL",
                          len(rows) - len(kept))  # fmt: skip
        codes = {code for code, _, _ in kept}
        problems = [
            Problem("wrong_code", f"{path.name}, {code}", "not 2, 4 or 6 digits",
                    "leading zeros are part of a code")
            for code in sorted(codes)
            if not (code.isdigit() and len(code) in (2, 4, 6))
        ]  # fmt: skip
        problems += [
            Problem("unknown_code", f"{path.name}, {code}", f"no parent {parent!r}")
            for code, _, parent in kept
            if parent not in codes and parent != "TOTAL"
        ]
        problems += doubles(path, "code", [code for code, _, _ in kept])
        raise_found(path, problems)
        report.kept += len(kept)
        scheme = f"hs.{valid.start.year}"
        keys = [f"{scheme}:{code}" for code, _, _ in kept]
        yield from name_claims(report, keys, [title for _, title, _ in kept], valid)
        links = [(f"{scheme}:{c}", f"{scheme}:{p}") for c, _, p in kept if p != "TOTAL"]
        yield from link_claims(report, links, valid)
