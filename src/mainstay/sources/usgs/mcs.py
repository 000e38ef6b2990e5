"""``usgs.mcs``: the long-form data release of an edition (first published for 2026)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from mainstay.errors import ChangedShape, InputError, Problem, raise_all
from mainstay.model import Period, PriceBasis, Qualifier
from mainstay.sources.report import ReadReport
from mainstay.sources.usgs.files import TextTable, read_table, require
from mainstay.sources.usgs.rows import Ledger, key, words
from mainstay.sources.usgs.units import model_unit
from mainstay.sources.usgs.values import Printed, parse

COLUMNS = (
    "MCS chapter", "Section", "Commodity", "Country", "Statistics", "Statistics_detail", "Unit",
    "Year", "Value", "Notes", "Is critical mineral 2025", "Other notes",
)  # fmt: skip

WORLD_KINDS = {"Production": "production", "Capacity": "capacity", "Reserves": "reserves"}
US_KINDS = {"Price": "unit_value", "Net import reliance": "import_reliance"}
US_STATISTICS = frozenset({
    "Production", "Import", "Export", "Consumption", "Employment", "Stock", "Sold or used",
    "Shipment", "Sales", "Sold", "Supply",
})  # fmt: skip

#: An edition covers at most this many years before its own.
YEARS_COVERED = 6


class Row(NamedTuple):
    """One record, in the order of :data:`COLUMNS`."""

    chapter: str
    section: str
    commodity: str
    country: str
    statistics: str
    detail: str
    unit: str
    year: str
    value: str
    notes: str
    critical: str
    other_notes: str

    @property
    def identity(self) -> tuple[str, ...]:
        """What a record says something about."""
        return self[:8]


class LongRelease:
    """Reads ``MCS2026_Commodities_Data.csv``: plain, gzipped, or Parquet of the same columns."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield the claims of the file.

        Every record becomes one claim or is refused in the report; besides, each commodity gets a
        ``critical_flag`` claim.

        Parameters
        ----------
        path
            The publisher's file.
        report
            Filled as the file is read; ``report.vintage`` is the edition, e.g. ``2026``.
        parameters
            None.

        Raises
        ------
        ChangedShape
            With every problem found; nothing is yielded then.
        """
        if parameters:
            raise InputError(f"usgs.mcs takes no parameter {sorted(parameters)}")
        table = read_table(path, "cp1252")
        require(table, COLUMNS)
        rows = _records(table)
        ledger = Ledger(report)
        seen: dict[tuple[str, ...], list[str]] = {}
        for number, row in enumerate(rows, 1):
            report.read += 1
            where = f"{table.name}, row {number}"
            if not _is_repeated(row, where, seen, ledger):
                _claim(row, number, where, ledger)
        raise_all(
            ChangedShape, f"{table.name} does not follow its documented layout", ledger.problems
        )
        _flags(rows, ledger)
        yield from ledger.claims.batches(report)


def _records(table: TextTable) -> list[Row]:
    order = [table.header.index(name) for name in COLUMNS]
    return [Row(*(cells[place] for place in order)) for cells in table.rows]


def _claim(row: Row, number: int, where: str, ledger: Ledger) -> None:
    """Turn one record into a claim or into problems."""
    kind, unit, valid = _kind(row), model_unit(row.unit), _period(row.year)
    printed = parse(row.value, unit=unit or "", notes=row.notes)
    faults = [
        (kind is None, "unknown_statistic", f"{row.statistics!r} in {row.section!r}"),
        (unit is None, "unknown_unit", f"unit {row.unit!r}"),
        (valid is None, "wrong_year", f"year {row.year!r}"),
        (valid is not None and not _is_covered(valid, ledger.report.vintage), "wrong_year",
         f"year {row.year!r} does not belong to edition {ledger.report.vintage}"),
        (printed is None, "text_in_number", f"value {row.value!r}"),
        (bool(printed and printed.value and printed.value < 0), "negative_value",
         f"value {row.value!r}"),
        (_share_is_over(printed, unit), "share_over_100", f"value {row.value!r} percent"),
    ]  # fmt: skip
    found = [Problem(code, where, what) for is_bad, code, what in faults if is_bad]
    if found or kind is None or unit is None or valid is None or printed is None:
        ledger.problems.extend(found)
        return
    if unit == "other":
        ledger.count("unit_other")
    ledger.report.kept += 1
    ledger.claims.add(
        kind=kind,
        locator=f"{row.chapter}, {row.section}, row {number}",
        subject=_subject(kind, row),
        mineral=key("mineral.usgs", row.commodity, row.detail),
        printed=_marked(printed, row, kind),
        text=words("" if printed.value is not None else row.value, row.notes, row.other_notes),
        unit=unit,
        valid=valid,
        basis=_basis(kind, row),
    )


def _is_repeated(
    row: Row, where: str, seen: dict[tuple[str, ...], list[str]], ledger: Ledger
) -> bool:
    """Refuse a record that says the same again; a contradiction is a problem in a world table.

    In the tables of US statistics one label may stand for two things (mica: scrap and flake, then
    sheet); both are kept there, and counted, for fusion to set apart or leave alone.
    """
    values = seen.setdefault(row.identity, [])
    if row.value in values:
        ledger.report.refuse(where, "duplicate_row", "the same record stands above", row.value)
        return True
    values.append(row.value)
    if len(values) > 1 and not row.section.startswith("Salient"):
        what = f"{row.value!r} contradicts {values[0]!r} above for {row.country}, {row.detail}"
        ledger.fault("duplicate_key", where, what)
        return True
    if len(values) > 1:
        ledger.count("ambiguous_label")
    return False


def _kind(row: Row) -> str | None:
    if row.section.startswith("World"):
        kind = WORLD_KINDS.get(row.statistics)
        return "world_total" if kind and row.country.startswith("World total") else kind
    if row.section.startswith("Salient"):
        known = "mineral_flow" if row.statistics in US_STATISTICS else None
        return US_KINDS.get(row.statistics, known)
    if row.section == "Import Sources" and row.statistics.startswith("Import sources"):
        return "import_source"
    return None


def _subject(kind: str, row: Row) -> str:
    if kind in ("world_total", "mineral_flow", "unit_value"):
        return key("statistic.usgs", row.statistics)
    return key("country.usgs", row.country)


def _marked(printed: Printed, row: Row, kind: str) -> Printed:
    """Mark a number as rounded or estimated where the publisher says so in words."""
    if printed.qualifier is not Qualifier.EXACT:
        return printed
    if kind == "world_total" or row.detail.endswith("rounded"):
        return replace(printed, qualifier=Qualifier.ROUNDED)
    if row.notes.startswith("Estimated"):
        return replace(printed, qualifier=Qualifier.ESTIMATED)
    return printed


def _basis(kind: str, row: Row) -> PriceBasis:
    is_customs = kind == "unit_value" and "customs" in f"{row.detail} {row.notes}".lower()
    return PriceBasis.CUSTOMS if is_customs else PriceBasis.NONE


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except InputError:
        return None


def _is_covered(valid: Period, vintage: str) -> bool:
    """Return whether the years are those that an edition covers."""
    edition = re.match(r"\d{4}", vintage)
    if edition is None:
        return True
    year = int(edition[0])
    return year - YEARS_COVERED <= valid.start.year and valid.end.year < year


def _share_is_over(printed: Printed | None, unit: str | None) -> bool:
    return unit == "percent" and bool(printed and printed.value and printed.value > 100)


def _flags(rows: list[Row], ledger: Ledger) -> None:
    """Add one claim per commodity and printed critical flag."""
    unknown = Printed(None, None, None, Qualifier.TEXT)
    listed = Period.parse("2025")
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, 1):
        flag = row.critical.strip()
        if (row.commodity, flag) in seen:
            continue
        seen.add((row.commodity, flag))
        if flag not in ("Yes", "No"):
            ledger.report.notes.append(f"row {number}: critical flag {flag!r} of {row.commodity}")
        if flag:
            ledger.claims.add(
                kind="critical_flag",
                locator=f"{row.chapter}, Is critical mineral 2025, row {number}",
                subject="list.usgs:critical minerals 2025",
                mineral=key("mineral.usgs", row.commodity),
                printed=unknown,
                text=flag,
                unit="other",
                valid=listed,
            )
