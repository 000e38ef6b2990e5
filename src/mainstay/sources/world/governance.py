"""``worldbank.wgi``: percentile ranks of political stability by country."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from mainstay.errors import Problem
from mainstay.model import Method, claim_batches
from mainstay.sources.codes.lists import check_rows, doubles, period_of, text_columns
from mainstay.sources.opening import number_of, raise_found
from mainstay.sources.report import ReadReport

#: Our column to the publisher's; the ranks stand under the year.
COLUMNS: Final = {
    "country": "Country",
    "iso3": "Country Code",
    "indicator": "Indicator Name",
}


class Governance:
    """Reads a table of percentile ranks of one year."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield a ``governance`` claim for each country with a rank.

        Parameters
        ----------
        path
            CSV as published, with a decimal comma or point, or the embedded Parquet file.
        report
            Filled as the file is read; an empty rank is refused with code ``no_rank``.
        parameters
            ``year``: of the ranks; the edition's year when not given.

        Raises
        ------
        ChangedShape
            If columns are missing, a country stands twice, or a rank is not between 0 and 100.
        InputError
            If the year is none, or another parameter is given.
        """
        valid = period_of(report, parameters)
        year = valid.start.year
        columns = text_columns(path, COLUMNS | {"percentile": str(year)})
        check_rows(path, columns)
        problems: list[Problem] = doubles(path, "country", columns["iso3"])
        kept: list[tuple[str, float, str]] = []
        rows = zip(*(columns[n] for n in ("iso3", "percentile", "indicator")), strict=True)
        for i, (code, printed, indicator) in enumerate(rows, 2):
            where = f"{path.name}, row {i}"
            if not re.fullmatch("[A-Z]{3}", code):
                problems.append(Problem("wrong_code", where, f"{code!r} is no iso3 code"))
            if not printed.strip():
                report.refuse(where, "no_rank", "the country has no rank", code)
                continue
            # a rank has no thousands: a comma in it is a decimal comma
            value = number_of(printed.replace(",", "."), where, problems)
            if not math.isnan(value) and not 0 <= value <= 100:
                problems.append(Problem("out_of_range", where, f"a rank of {printed}"))
            kept.append((code, value, indicator))
        raise_found(path, problems)
        report.read += len(columns["iso3"])
        report.kept += len(kept)
        report.counts["kind:governance"] = len(kept)
        yield from claim_batches(
            source=report.source,
            vintage=report.vintage,
            kind="governance",
            locator=[f"{indicator}, {code}" for code, _, indicator in kept],
            subject=[f"iso3:{code}" for code, _, _ in kept],
            value=[value for _, value, _ in kept],
            text=[indicator for _, _, indicator in kept],
            unit="percentile",
            valid=valid,
            # perceptions of many sources, put together by the publisher's model
            method=Method.INFERRED,
            confidence=0.6,
        )
