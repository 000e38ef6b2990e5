"""``world.figures``: chokepoints, indices and other single figures, each with its citation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import PriceBasis, claim_batches, units
from mainstay.sources.codes.lists import check_rows, doubles, text_columns
from mainstay.sources.opening import number_of, raise_found
from mainstay.sources.report import ReadReport

COLUMNS: Final = ("place", "figure", "value", "unit", "first_day", "last_day", "citation")


class WorldFigures:
    """Reads a table of single figures."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield an ``event`` claim for each figure.

        Parameters
        ----------
        path
            A table of texts with the columns :data:`COLUMNS`. ``unit`` is a unit of the model, or
            ``other: words``. Subjects are ``place:NAME``, and the claim's text is
            ``figure (unit): citation``.
        report
            Filled as the file is read.
        parameters
            None.

        Raises
        ------
        ChangedShape
            If columns are missing, a value is no number, a day is no date, a citation is missing
            or a figure stands twice.
        UnitMismatch
            If a unit is neither known nor ``other: words``.
        InputError
            If a parameter is given.
        """
        given = [Problem("unknown_parameter", n, "this source has none") for n in parameters]
        raise_all(InputError, f"cannot read {path.name} as asked", given)
        columns = text_columns(path, {name: name for name in COLUMNS})
        check_rows(path, columns)
        problems: list[Problem] = []
        rows = list(zip(*(columns[name] for name in COLUMNS), strict=True))
        values = [
            number_of(row[2], f"{path.name}, row {i}, value", problems)
            for i, row in enumerate(rows, 2)
        ]
        spans = [
            tuple(_day(text, f"{path.name}, row {i}", problems) for text in row[4:6])
            for i, row in enumerate(rows, 2)
        ]
        for i, (row, (first, last)) in enumerate(zip(rows, spans, strict=True), 2):
            where = f"{path.name}, row {i}"
            if row[3] not in units() and not re.fullmatch(r"other: \S.*", row[3]):
                problems.append(Problem("unit_mismatch", where, f"no unit {row[3]!r}"))
            if not row[6].strip():
                problems.append(Problem("no_citation", where, "a figure without a citation"))
            if first > last:
                problems.append(Problem("wrong_year", where, f"{first} is after {last}"))
        keys = [f"{place}, {figure}, {first}" for place, figure, _, _, first, _, _ in rows]
        problems += doubles(path, "figure", keys)
        raise_found(path, problems)
        report.read += len(rows)
        report.kept += len(rows)
        report.counts["kind:event"] = len(rows)
        days = ([first for first, _ in spans], [last for _, last in spans])
        yield from claim_batches(
            source=report.source,
            vintage=report.vintage,
            kind="event",
            locator=keys,
            subject=[f"place:{row[0]}" for row in rows],
            value=values,
            text=[f"{row[1]} ({row[3].removeprefix('other: ')}): {row[6]}" for row in rows],
            unit=[row[3] if row[3] in units() else "other" for row in rows],
            basis=PriceBasis.NONE,
            valid=(pa.array(days[0], pa.date32()), pa.array(days[1], pa.date32())),
        )


def _day(text: str, where: str, problems: list[Problem]) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(Problem("wrong_year", where, f"{text!r} is no day", "write 2023-12-31"))
        return date.min
