"""``usgs.mcs-world``: the world tables of the 2025 edition, one row per place with years across."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from mainstay.errors import ChangedShape, InputError, Problem, raise_all
from mainstay.model import Period, Qualifier
from mainstay.sources.report import ReadReport
from mainstay.sources.usgs.files import TextTable, read_table
from mainstay.sources.usgs.rows import Ledger, key, words
from mainstay.sources.usgs.units import model_unit
from mainstay.sources.usgs.values import Printed, parse

KEYS = ("SOURCE", "COMMODITY", "COUNTRY", "TYPE", "UNIT_MEAS")
NOTES = {"PROD": "PROD_NOTES", "CAP": "CAP_NOTES", "RESERVES": "RESERVE_NOTES"}
KINDS = {
    "PROD": ("production", "Production"),
    "CAP": ("capacity", "Capacity"),
    "RESERVES": ("reserves", "Reserves"),
}

_VALUE = re.compile(r"(PROD|CAP|RESERVES)_(EST_ ?)?(\d{4})")
_UNIT_IN_NOTE = re.compile(r"\b((?:million|thousand) metric tons)\b", re.IGNORECASE)
_SYMBOL = re.compile(r"(W|NA|XX)\b(?: for (?P<years>[\d-]+))?", re.IGNORECASE)
_YEAR_NAMED = re.compile(r"estimated (?:for )?(\d{4})", re.IGNORECASE)


class Column(NamedTuple):
    """A value column: its group, whether its year is an estimate, and the year."""

    name: str
    group: str
    is_estimate: bool
    year: int


class WorldTables:
    """Reads ``MCS2025_World_Data.csv``, or Parquet with the same columns."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield the claims of the file; the report counts value cells, five to a row.

        A blank cell takes its meaning from the notes of its group (``NA``, ``W for 23-24``,
        ``Included with Other countries``); without any it is refused as ``blank_cell``.

        Parameters
        ----------
        path
            The publisher's file.
        report
            Filled as the file is read; ``report.vintage`` is the edition, e.g. ``2025``.
        parameters
            None.

        Raises
        ------
        ChangedShape
            With every problem found; nothing is yielded then.
        """
        if parameters:
            raise InputError(f"usgs.mcs-world takes no parameter {sorted(parameters)}")
        table = read_table(path, "utf-8-sig")
        columns = _columns(table)
        ledger = Ledger(report)
        seen: dict[tuple[str, ...], int] = {}
        for number, cells in enumerate(table.rows, 1):
            row = dict(zip(table.header, cells, strict=True))
            where = f"{table.name}, row {number}"
            identity = tuple(row[name].strip() for name in KEYS)
            if identity in seen:
                what = f"{identity[2]}, {identity[3]} stands in row {seen[identity]} already"
                ledger.fault("duplicate_key", where, what)
            seen.setdefault(identity, number)
            if row["SOURCE"].strip() != f"MCS{report.vintage}":
                what = f"{row['SOURCE']!r} does not belong to edition {report.vintage}"
                ledger.fault("wrong_year", where, what)
            for column in columns:
                report.read += 1
                _cell(row, column, f"{where}, {column.name}", ledger)
        raise_all(
            ChangedShape, f"{table.name} does not follow its documented layout", ledger.problems
        )
        report.counts["rows"] = len(table.rows)
        yield from ledger.claims.batches(report)


def _columns(table: TextTable) -> list[Column]:
    """Return the value columns, or raise with everything wrong about the header."""
    found, problems = [], []
    place = f"{table.name}, header"
    for name in table.header:
        match = _VALUE.fullmatch(name)
        if match:
            found.append(Column(name, match[1], bool(match[2]), int(match[3])))
        elif name not in KEYS and name not in NOTES.values():
            problems.append(Problem("unexpected_column", place, f"column {name!r}"))
    missing = [n for n in (*KEYS, *NOTES.values()) if n not in table.header]
    missing += [f"{group}_<year>" for group in KINDS if group not in {c.group for c in found}]
    problems += [Problem("missing_column", place, f"no column {name!r}") for name in missing]
    raise_all(ChangedShape, f"{table.name} is not a world table", problems)
    return found


def _cell(row: dict[str, str], column: Column, place: str, ledger: Ledger) -> None:
    """Turn one cell into a claim, a refusal or a problem."""
    report = ledger.report
    notes, text = row[NOTES[column.group]], row[column.name]
    printed_unit = row["UNIT_MEAS"]
    if column.group == "RESERVES" and (other := _UNIT_IN_NOTE.search(notes)):
        printed_unit = other[1].lower()
    unit = model_unit(printed_unit)
    if unit is None:
        ledger.fault("unknown_unit", place, f"unit {printed_unit!r}")
        return
    printed = parse(text, unit=unit) if text.strip() else _blank(notes, column, unit)
    if printed is None and not text.strip():
        report.refuse(place, "blank_cell", "the publisher prints nothing here", notes)
        return
    if printed is None or (printed.value or 0.0) < 0:
        code = "text_in_number" if printed is None else "negative_value"
        ledger.fault(code, place, f"value {text!r}")
        return
    if unit == "other":
        report.refuse(place, "no_unit", "the row has no unit", text)
        return
    report.kept += 1
    kind, statistic = KINDS[column.group]
    is_total = row["COUNTRY"].strip().startswith("World total")
    ledger.claims.add(
        kind="world_total" if is_total else kind,
        locator=place,
        subject=key("statistic.usgs", statistic)
        if is_total
        else key("country.usgs", row["COUNTRY"]),
        mineral=key("mineral.usgs", row["COMMODITY"], row["TYPE"]),
        printed=_marked(printed, row, column, notes, is_total),
        text=words(
            text if printed.value is None else "", row["COUNTRY"] if is_total else "", notes
        ),
        unit=unit,
        valid=Period.year(column.year),
    )


def _blank(notes: str, column: Column, unit: str) -> Printed | None:
    """Return what the notes say in place of a number, or ``None`` if they say nothing of it."""
    said = " ".join(notes.replace("\xa0", " ").split())
    symbol = _SYMBOL.match(said)
    if symbol is None:
        return parse(said, unit=unit) if said and not said[0].isdigit() else None
    years = symbol["years"]
    if years and str(column.year)[2:] not in years.replace(str(column.year)[:2], ""):
        return None
    return parse(symbol[1].upper(), unit=unit)


def _marked(
    printed: Printed, row: dict[str, str], column: Column, notes: str, is_total: bool
) -> Printed:
    if printed.qualifier is not Qualifier.EXACT:
        return printed
    if is_total or "rounded" in row["COUNTRY"]:
        return replace(printed, qualifier=Qualifier.ROUNDED)
    named = _YEAR_NAMED.search(notes)
    is_said = named is not None and int(named[1]) == column.year
    if column.is_estimate or is_said or (column.group == "PROD" and "estimated" in row["TYPE"]):
        return replace(printed, qualifier=Qualifier.ESTIMATED)
    return printed
