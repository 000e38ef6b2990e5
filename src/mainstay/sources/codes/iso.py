"""``codes.iso``: countries and territories of ISO 3166-1."""

from __future__ import annotations

import re
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
COLUMNS: Final = {
    "iso2": "ISO3166-1-Alpha-2",
    "iso3": "ISO3166-1-Alpha-3",
    "numeric": "ISO3166-1-numeric",
    "name": "CLDR display name",
    "official_name": "official_name_en",
}

_SHAPES: Final = {"iso2": "[A-Z]{2}", "iso3": "[A-Z]{3}", "numeric": r"\d{1,3}"}


class Iso:
    """Reads a table of country codes."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield names of ``iso3:`` keys, and links to these.

        The links are from ``iso2:``, ``iso_numeric:`` and ``country_name:`` keys.

        Parameters
        ----------
        path
            CSV or Parquet.
        report
            Filled as the file is read.
        parameters
            ``year``: for which the list holds; the edition's year when not given.

        Raises
        ------
        ChangedShape
            If columns are missing, a code stands twice, or a code or name is not as it must be.
        InputError
            If the year is none.
        """
        valid = period_of(report, parameters)
        columns = text_columns(path, COLUMNS)
        check_rows(path, columns)
        problems = [
            Problem("wrong_code", f"{path.name}, row {i}, {name}", f"{code!r} is no {name} code",
                    "NA is Namibia, not a missing value" if not code else "")
            for name, shape in _SHAPES.items()
            for i, code in enumerate(columns[name], 2)
            if not re.fullmatch(shape, code)
        ]  # fmt: skip
        problems += [
            Problem("empty_name", f"{path.name}, row {i}", "a country without a name")
            for i, name in enumerate(columns["name"], 2)
            if not name.strip()
        ]
        problems += [p for name in _SHAPES for p in doubles(path, name, columns[name])]
        raise_found(path, problems)
        size = len(columns["iso3"])
        report.read += size
        report.kept += size
        keys = [f"iso3:{code}" for code in columns["iso3"]]
        yield from name_claims(report, keys, columns["name"], valid)
        links = [(f"iso2:{code}", key) for code, key in zip(columns["iso2"], keys, strict=True)]
        links += [
            (f"iso_numeric:{code.zfill(3)}", key)
            for code, key in zip(columns["numeric"], keys, strict=True)
        ]
        names = zip(columns["name"], columns["official_name"], keys, strict=True)
        links += [
            (f"country_name:{n}", key) for a, b, key in names for n in dict.fromkeys((a, b)) if n
        ]
        yield from link_claims(report, links, valid)
