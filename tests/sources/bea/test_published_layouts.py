"""Workbooks and API replies made to the documented layout say the same as the figures."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from mainstay.sources import Reading, read
from mainstay.sources.bea import bea_codes
from mainstay.sources.embedded import figure


def cells(level: str, year: int, account: str) -> dict[tuple[str, str], float]:
    """The figures of one table, totals included, as a publisher would print them."""
    import pyarrow.parquet as pq

    table = pq.read_table(
        figure("bea-make-use").path,
        filters=[("level", "=", level), ("year", "=", year), ("account", "=", account)],
    )
    keys = zip(table["row_code"].to_pylist(), table["column_code"].to_pylist(), strict=True)
    return dict(zip(keys, table["value_usd_million"].to_pylist(), strict=True))


def statements(reading: Reading) -> set[tuple[Any, ...]]:
    table = pa.Table.from_batches(reading.batches)
    names = ("kind", "subject", "object", "value", "locator")
    return set(zip(*(table[name].to_pylist() for name in names), strict=True))


def wanted(level: str, year: int, kinds: set[str]) -> set[tuple[Any, ...]]:
    held = figure("bea-make-use")
    reading = read(held.source, held.path, vintage="x", levels=level, years=year)
    return {row for row in statements(reading) if row[0] in kinds}


def titles(level: str) -> dict[str, str]:
    lists = (bea_codes(level, w).codes for w in ("commodity", "industry", "final", "value_added"))
    return {code: title for codes in lists for code, title in codes.items()}


def write_workbook(path: Path, level: str, year: int, account: str, title: str) -> None:
    held = cells(level, year, account)
    rows = list(dict.fromkeys(r for r, _ in held))
    columns = list(dict.fromkeys(c for _, c in held))
    named = titles(level)
    shown = [named.get(c, c if c.startswith("Total") else f"Total {c}") for c in columns]
    coded = ["" if c.startswith(("Total", "NA")) else c for c in columns]
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("ReadMe")
    sheet = book.create_sheet(str(year))
    sheet.append([title])
    sheet.append(["(Millions of dollars)"])
    sheet.append([])
    if level == "detail":
        sheet.append([])
        sheet.append([None, None, *shown])
        sheet.append(["Code", "Commodity Description", *coded])
    else:
        sheet.append(["IOCode", "Commodities/Industries", *coded])
        sheet.append(["IOCode", "Name", *shown])
    for row in rows:
        values = [held.get((row, column), "...") for column in columns]
        code = None if row.startswith("Total") else row
        sheet.append([code, named.get(row, row), *values])
    sheet.append([])
    sheet.append(["Note. Detail may not add to total due to rounding."])
    book.save(path)


USE = "The Use of Commodities by Industries, Before Redefinitions, (Producers' Prices)"
MAKE = "The Make of Commodities by Industries, Before Redefinitions"
USES = {"use", "final_use", "value_added"}


@pytest.mark.parametrize(
    ("level", "year", "account", "title", "kinds"),
    [
        ("summary", 2023, "use", USE, USES),
        ("summary", 2023, "make", MAKE, {"make"}),
        ("summary", 2023, "import", "Import Matrix, Before Redefinitions",
         {"import_use", "import_final"}),
        ("detail", 2017, "make", MAKE, {"make"}),
        ("detail", 2017, "use", USE, USES),
    ],
)  # fmt: skip
def test_a_workbook_makes_the_same_statements(
    tmp_path: Path, level: str, year: int, account: str, title: str, kinds: set[str]
) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(path, level, year, account, title)
    reading = read("bea.workbook", path, vintage="made for this test")
    assert statements(reading) == wanted(level, year, kinds)
    assert reading.report.is_whole
    assert {"total_column"} <= set(reading.report.refused) <= {"total_row", "total_column"}


def test_a_reply_makes_the_same_statements(tmp_path: Path) -> None:
    named = titles("summary")
    data = [
        {"TableID": "259", "Year": "2023", "RowCode": r, "RowDescr": named.get(r, r),
         "RowType": "Commodity", "ColCode": c, "ColDescr": named.get(c, c), "ColType": "Industry",
         "DataValue": f"{value:,}", "NoteRef": "259"}
        for (r, c), value in cells("summary", 2023, "use").items()
    ]  # fmt: skip
    body = {"Data": data, "Notes": [{"NoteRef": "259", "NoteText": USE}]}
    for results in (body, [body]):
        path = tmp_path / "reply.json"
        path.write_text(json.dumps({"BEAAPI": {"Results": results}}), "utf-8")
        reading = read("bea.api", path, vintage="made for this test", account="use")
        assert statements(reading) == wanted("summary", 2023, USES)
        assert reading.report.is_whole
        assert reading.report.notes == []


def test_a_reply_without_notes_says_what_went_unchecked(tmp_path: Path) -> None:
    path = tmp_path / "reply.json"
    row = {"TableID": "259", "Year": "2023", "RowCode": "334", "ColCode": "334", "DataValue": "0"}
    path.write_text(json.dumps({"BEAAPI": {"Results": {"Data": [row]}}}), "utf-8")
    report = read("bea.api", path, vintage="x", account="use").report
    assert "unchecked" in report.notes[0]
    assert report.refused == {"zero_cell": 1}


def test_both_cards_say_that_no_genuine_file_was_at_hand() -> None:
    from mainstay.extend import registry

    for name in ("bea.workbook", "bea.api"):
        assert registry().card("source", name).tested_on.startswith("untested on a genuine file")


def test_years_choose_sheets(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(path, "summary", 2023, "make", MAKE)
    table = pa.Table.from_batches(read("bea.workbook", path, vintage="x", years="2023").batches)
    assert pc.unique(pc.year(table["valid_to"])).to_pylist() == [2023]
