"""Bad files of the BEA, code and world readers: one error, its code, and no claim.

Every case is a good file with one fault. ``test_the_good_file_is_read`` shows that the file is good
without it.
"""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mainstay.errors import ChangedShape, InputError, MainstayError, UnitMismatch, UnknownCode
from mainstay.extend import registry
from mainstay.sources import ReadReport

Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class Good:
    """A small good file of a reader."""

    source: str
    ending: str
    columns: Columns = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    raw: Callable[[], bytes] | None = None

    def bytes(self, columns: Columns | None = None) -> bytes:
        if self.raw is not None:
            return self.raw()
        held = self.columns if columns is None else columns
        if self.ending == "parquet":
            stream = io.BytesIO()
            pq.write_table(pa.table(held), stream)
            return stream.getvalue()
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(held)
        writer.writerows(zip(*held.values(), strict=True))
        return text.getvalue().encode()


def region_csv() -> bytes:
    title = '"Import Matrix, China, After Redefinitions"\n'
    head = "IOCode,Commodities/Industries,111,3344\nIOCode,Name,Crop production,Semiconductors\n"
    body = "3344,Semiconductors,5,-7\n111,Crop production,12,0\n\nLegend/Footnotes\n"
    return (title + '"March 15, 2024"\n' + head + body).encode()


def workbook(change: Callable[[Any], None] = lambda sheet: None, name: str = "2017") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    rows = [
        ["The Use of Commodities by Industries, Before Redefinitions, (Producers' Prices)"],
        ["(Millions of dollars)"], [], [],
        [None, None, "Semiconductors", "Batteries", "Total Intermediate", "Consumption"],
        ["Code", "Commodity Description", "334413", "335911", None, "F01000"],
        ["334413", "Semiconductors", 10, 20, 30, 5],
        ["335911", "Storage batteries", "...", 7, 7, None],
        ["V00100", "Compensation of employees", 3, 4, 7, None],
        ["T008", "Total industry output", 13, 31, 44, 5],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def reply(change: Callable[[dict[str, Any]], None] = lambda body: None) -> bytes:
    def row(code: str, column: str, value: str) -> dict[str, str]:
        return {"TableID": "259", "Year": "2023", "RowCode": code, "RowDescr": code,
                "RowType": "Commodity", "ColCode": column, "ColDescr": column,
                "ColType": "Industry", "DataValue": value, "NoteRef": "259"}  # fmt: skip

    data = [row("334", "334", "1,234"), row("334", "F010", "-5"), row("T005", "334", "1,234"),
            row("V001", "334", "88"), row("335", "334", "---")]  # fmt: skip
    note = "The Use of Commodities by Industries, Before Redefinitions (Producers' Prices)"
    body: dict[str, Any] = {
        "Data": data,
        "Notes": [{"NoteRef": "259", "NoteText": f"{note} [Millions of dollars]"}],
    }
    change(body)
    return json.dumps({"BEAAPI": {"Results": body}}).encode()


GOOD = {
    "make-use": Good("bea.make-use", "parquet", {
        "level": ["detail"] * 4, "year": [2017] * 4, "redefinitions": ["before"] * 4,
        "account": ["make", "use", "use", "use"],
        "row_code": ["334413", "334413", "V00100", "T005"],
        "column_code": ["334413", "335911", "335911", "335911"],
        "value_usd_million": [5, -1, 2, 9],
    }),
    "make-use-reference": Good("bea.make-use", "parquet", {
        "level": ["Detail"] * 2, "year": [2017] * 2, "table": ["Make_BeforeRedef"] * 2,
        "row": ["334413", "T007"], "col": ["334413", "334413"], "value": [5.0, 5.0],
    }),
    "make-use-after": Good("bea.make-use-after", "parquet", {
        "level": ["summary"] * 2, "year": [2023] * 2, "redefinitions": ["after"] * 2,
        "account": ["make", "use"], "row_code": ["334", "334"], "column_code": ["334", "F010"],
        "value_usd_million": [5, 1],
    }),
    "regions": Good("bea.import-regions", "parquet", {
        "region": ["China", "Mexico"], "year": [2022, 2022], "commodity_code": ["3344", "3344"],
        "industry_code": ["335", "335"], "value_usd_million": [5, -7],
    }),
    "regions-csv": Good("bea.import-regions", "csv", parameters={"year": 2022}, raw=region_csv),
    "output": Good("bea.gross-output", "parquet", {
        "level": ["detail", "summary"], "industry_code": ["334413", "334"], "year": [2023, 2023],
        "gross_output_usd_million": [5.0, 9.0], "price_index_2017_100": [101.0, 99.5],
    }),
    "output-csv": Good("bea.gross-output", "csv", {
        "code": ["334413", "335911"], "2022": ["5.0", "6"], "2023": ["1,007", "8"],
    }, {"level": "detail", "measure": "gross_output"}),
    "workbook": Good("bea.workbook", "xlsx", raw=workbook),
    "api": Good("bea.api", "json", parameters={"account": "use"}, raw=reply),
    "iso": Good("codes.iso", "csv", {
        "ISO3166-1-Alpha-2": ["NA", "CN"], "ISO3166-1-Alpha-3": ["NAM", "CHN"],
        "ISO3166-1-numeric": ["516", "156"], "CLDR display name": ["Namibia", "China"],
        "official_name_en": ["Namibia", "China"],
    }, {"year": 2023}),
    "hs": Good("codes.hs", "csv", {
        "hscode": ["01", "0101", "010121"], "description": ["a", "b", "c"],
        "parent": ["TOTAL", "01", "0101"],
    }, {"year": 2022}),
    "naics": Good("codes.naics", "csv", {
        "BEA_2017_Detail_Code": ["334413", "335911"], "NAICS_2017_Code": ["334413", "335911"],
    }, {"year": 2017}),
    "names": Good("codes.bea", "parquet", {
        "level": ["detail"], "what": ["industry"], "code": ["334413"], "title": ["Chips"],
    }, {"year": 2017}),
    "links": Good("codes.links", "csv", {
        "from_scheme": ["industry.detail"], "from_code": ["334413"],
        "to_scheme": ["industry.summary"], "to_code": ["334"],
    }, {"year": 2017}),
    "world": Good("world.figures", "csv", {
        "place": ["Suez Canal"], "figure": ["oil transit"], "value": ["4.9"],
        "unit": ["other: million barrels a day"], "first_day": ["2025-01-01"],
        "last_day": ["2025-06-30"], "citation": ["U.S. EIA"],
    }),
}  # fmt: skip


def without(column: str) -> Callable[[Good], bytes]:
    return lambda good: good.bytes({k: v for k, v in good.columns.items() if k != column})


def having(**changes: Any) -> Callable[[Good], bytes]:
    """Set the first cell of columns."""
    names = {name.replace("__", "-").replace("_y", ""): value for name, value in changes.items()}

    def change(good: Good) -> bytes:
        columns = {k: list(v) for k, v in good.columns.items()}
        for name, value in names.items():
            columns[name][0] = value
        return good.bytes(columns)

    return change


def cell(column: str, value: Any) -> Callable[[Good], bytes]:
    return having(**{column: value})


def whole(column: str, values: list[Any]) -> Callable[[Good], bytes]:
    return lambda good: good.bytes(good.columns | {column: values})


def renamed(old: str, new: str) -> Callable[[Good], bytes]:
    return lambda good: good.bytes({new if k == old else k: v for k, v in good.columns.items()})


def twice(good: Good) -> bytes:
    return good.bytes({k: [*v, v[0]] for k, v in good.columns.items()})


def empty(good: Good) -> bytes:
    return b""


def half(good: Good) -> bytes:
    raw = good.bytes()
    return raw[: len(raw) // 2]


def picture(good: Good) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(200)


def rows_gone(good: Good) -> bytes:
    return good.bytes({k: v[:0] for k, v in good.columns.items()})


def latin(good: Good) -> bytes:
    return good.bytes() + "caf\u00e9,1\n".encode("cp1252")


def huge(good: Good) -> bytes:
    return good.bytes() + b"x" * 1_200_000 + b"\n"


def replaced(old: bytes, new: bytes) -> Callable[[Good], bytes]:
    return lambda good: good.bytes().replace(old, new)


def sheet_with(place: str, value: Any) -> Callable[[Good], bytes]:
    return lambda good: workbook(lambda sheet: sheet.__setitem__(place, value))


def row_with(**changes: Any) -> Callable[[Good], bytes]:
    return lambda good: reply(lambda body: body["Data"][0].update(changes))


def body_with(change: Callable[[dict[str, Any]], None]) -> Callable[[Good], bytes]:
    return lambda good: reply(change)


Fault = tuple[str, str, Callable[[Good], bytes], type[MainstayError], str]

FAULTS: list[Fault] = [
    # missing column
    ("missing column", "make-use", without("value_usd_million"), ChangedShape, "missing_column"),
    ("missing column", "make-use-reference", without("col"), ChangedShape, "missing_column"),
    ("missing column", "regions", without("region"), ChangedShape, "missing_column"),
    ("missing column", "regions-csv", replaced(b"IOCode", b"Code"), ChangedShape,
     "missing_column"),
    ("missing column", "output", without("year"), ChangedShape, "missing_column"),
    ("missing column", "output-csv", without("code"), ChangedShape, "missing_column"),
    ("missing column", "workbook", sheet_with("A6", "Sector"), ChangedShape, "missing_column"),
    ("missing column", "api", body_with(lambda b: b["Data"][1].pop("ColCode")), ChangedShape,
     "missing_column"),
    ("missing column", "iso", without("ISO3166-1-Alpha-2"), ChangedShape, "missing_column"),
    ("missing column", "hs", without("parent"), ChangedShape, "missing_column"),
    ("missing column", "naics", without("NAICS_2017_Code"), ChangedShape, "missing_column"),
    ("missing column", "names", without("title"), ChangedShape, "missing_column"),
    ("missing column", "links", without("to_code"), ChangedShape, "missing_column"),
    ("missing column", "world", without("citation"), ChangedShape, "missing_column"),
    # wrong year
    ("wrong year", "make-use", cell("year", 20170), ChangedShape, "wrong_year"),
    ("year as text", "make-use", whole("year", ["2017"] * 4), ChangedShape, "wrong_year"),
    ("wrong year", "regions", cell("year", 1822), ChangedShape, "wrong_year"),
    ("wrong year", "output", cell("year", 3), ChangedShape, "wrong_year"),
    ("wrong year", "output-csv", renamed("2023", "2023e"), ChangedShape, "wrong_year"),
    ("wrong year", "workbook", lambda good: workbook(name="Sheet1"), ChangedShape, "wrong_year"),
    ("wrong year", "api", row_with(Year="2023Q1"), ChangedShape, "wrong_year"),
    ("wrong year", "world", cell("first_day", "June 2025"), ChangedShape, "wrong_year"),
    # unknown code
    ("unknown code", "make-use", cell("row_code", "33441X"), UnknownCode, "unknown_code"),
    ("unknown code", "make-use-reference", cell("col", "334414"), UnknownCode, "unknown_code"),
    ("code of another level", "make-use-after", cell("row_code", "334413"), UnknownCode,
     "unknown_code"),
    ("unknown code", "regions", cell("commodity_code", "334413"), UnknownCode, "unknown_code"),
    ("unknown region", "regions", cell("region", "Atlantis"), UnknownCode, "unknown_code"),
    ("unknown code", "regions-csv", replaced(b",111,", b",1112,"), UnknownCode, "unknown_code"),
    ("unknown code", "output", cell("industry_code", "999999"), UnknownCode, "unknown_code"),
    ("unknown code", "output-csv", cell("code", "334 413"), UnknownCode, "unknown_code"),
    ("unknown code", "workbook", sheet_with("A8", "335999X"), UnknownCode, "unknown_code"),
    ("unknown code", "api", row_with(ColCode="334413"), UnknownCode, "unknown_code"),
    ("unknown code", "hs", cell("parent", "99"), UnknownCode, "unknown_code"),
    ("unknown code", "naics", cell("BEA_2017_Detail_Code", "334"), UnknownCode, "unknown_code"),
    ("unknown code", "links", cell("to_code", "33X"), UnknownCode, "unknown_code"),
    ("NA read as missing", "iso", cell("ISO3166-1-Alpha-2", ""), ChangedShape, "wrong_code"),
    ("leading zero lost", "hs", cell("hscode", "1"), ChangedShape, "wrong_code"),
    # negative where impossible
    ("negative output", "output", cell("gross_output_usd_million", -5.0), ChangedShape,
     "negative_output"),
    ("negative output", "output-csv", cell("2022", "-5"), ChangedShape, "negative_output"),
    ("negative index", "output", cell("price_index_2017_100", -1.0), ChangedShape,
     "negative_output"),
    # text in numbers
    ("text in numbers", "make-use", whole("value_usd_million", ["5", "x", "2", "9"]), ChangedShape,
     "text_in_numbers"),
    ("text in numbers", "regions", whole("value_usd_million", ["5", "(7)"]), ChangedShape,
     "text_in_numbers"),
    ("text in numbers", "regions-csv", replaced(b",5,", b",n/a,"), ChangedShape, "text_in_numbers"),
    ("text in numbers", "output", whole("gross_output_usd_million", ["a", "b"]), ChangedShape,
     "text_in_numbers"),
    ("text in numbers", "output-csv", cell("2023", "1.007.5"), ChangedShape, "text_in_numbers"),
    ("empty number", "output-csv", cell("2023", ""), ChangedShape, "text_in_numbers"),
    ("text in numbers", "workbook", sheet_with("D7", "twenty"), ChangedShape, "text_in_numbers"),
    ("text in numbers", "api", row_with(DataValue="(D)"), ChangedShape, "text_in_numbers"),
    ("text in numbers", "world", cell("value", "~300"), ChangedShape, "text_in_numbers"),
    # NaN and inf
    ("not a number", "make-use", whole("value_usd_million", [float("nan"), 1.0, 2.0, 3.0]),
     ChangedShape, "not_finite"),
    ("infinite", "make-use-reference", cell("value", float("inf")), ChangedShape, "not_finite"),
    ("not a number", "regions", whole("value_usd_million", [float("nan"), 1.0]), ChangedShape,
     "not_finite"),
    ("infinite", "output", cell("gross_output_usd_million", float("inf")), ChangedShape,
     "not_finite"),
    ("not a number", "output-csv", cell("2022", "NaN"), ChangedShape, "not_finite"),
    ("infinite", "api", row_with(DataValue="inf"), ChangedShape, "not_finite"),
    ("not a number", "world", cell("value", "nan"), ChangedShape, "not_finite"),
    # wrong encoding
    ("wrong encoding", "regions-csv", latin, ChangedShape, "wrong_encoding"),
    ("wrong encoding", "output-csv", latin, ChangedShape, "wrong_encoding"),
    ("wrong encoding", "api", latin, ChangedShape, "wrong_encoding"),
    ("wrong encoding", "iso", latin, ChangedShape, "wrong_encoding"),
    ("wrong encoding", "hs", latin, ChangedShape, "wrong_encoding"),
    ("utf-16", "naics", lambda good: good.bytes().decode().encode("utf-16"), ChangedShape,
     "not_the_format"),
    # cut off
    ("truncated", "make-use", half, ChangedShape, "truncated_file"),
    ("truncated", "regions", half, ChangedShape, "truncated_file"),
    ("truncated", "output", half, ChangedShape, "truncated_file"),
    ("truncated", "names", half, ChangedShape, "truncated_file"),
    ("truncated", "workbook", half, ChangedShape, "truncated_file"),
    ("truncated", "api", half, ChangedShape, "not_the_format"),
    ("truncated", "regions-csv", replaced(b"\n\nLegend/Footnotes\n", b"\n"), ChangedShape,
     "truncated_file"),
    ("truncated in a row", "regions-csv", replaced(b"production,12,0", b"production,12"),
     ChangedShape, "ragged_row"),
    # empty
    *[("empty file", name, empty, ChangedShape, "empty_file") for name in GOOD],
    *[("no rows", name, rows_gone, ChangedShape, "no_rows")
      for name in ("hs", "iso", "naics", "links", "world")],
    # unit mismatch
    ("unit mismatch", "make-use", renamed("value_usd_million", "value_usd_thousand"), UnitMismatch,
     "unit_mismatch"),
    ("unit mismatch", "regions", renamed("value_usd_million", "value_usd"), UnitMismatch,
     "unit_mismatch"),
    ("unit mismatch", "output", renamed("gross_output_usd_million", "gross_output_usd_billion"),
     UnitMismatch, "unit_mismatch"),
    ("unit mismatch", "workbook", sheet_with("A2", "(Thousands of dollars)"), UnitMismatch,
     "unit_mismatch"),
    ("purchasers' prices", "workbook",
     sheet_with("A1", "The Use of Commodities by Industries (Purchasers' Prices)"), UnitMismatch,
     "unit_mismatch"),
    ("unit mismatch", "api",
     body_with(lambda b: b["Notes"][0].update(NoteText="[Billions of dollars]")), UnitMismatch,
     "unit_mismatch"),
    ("unit mismatch", "world", cell("unit", "barrels"), UnitMismatch, "unit_mismatch"),
    # huge line
    *[("huge line", name, huge, ChangedShape, "huge_line")
      for name in ("regions-csv", "output-csv", "iso", "hs", "naics", "links", "world")],
    # duplicate key
    *[("duplicate key", name, twice, ChangedShape, "duplicate_key")
      for name in ("make-use", "make-use-reference", "make-use-after", "regions", "output",
                   "output-csv", "iso", "hs", "names", "links", "world")],
    ("duplicate key", "regions-csv", replaced(b"\n\n", b"\n111,Crop production,12,1\n\n"),
     ChangedShape, "duplicate_key"),
    ("duplicate key", "workbook", sheet_with("A8", "334413"), ChangedShape, "duplicate_key"),
    ("duplicate key", "api", body_with(lambda b: b["Data"].append(b["Data"][0])), ChangedShape,
     "duplicate_key"),
    # not the format at all
    *[("not the format", name, picture, ChangedShape, "not_the_format") for name in GOOD],
    ("another page", "regions-csv", lambda good: b"<!DOCTYPE html><title>Sorry</title>\n",
     ChangedShape, "not_the_format"),
    ("something after the reply", "api", huge, ChangedShape, "not_the_format"),
    ("another JSON", "api", lambda good: b'{"data": []}', ChangedShape, "not_the_format"),
    ("service error", "api", lambda good: json.dumps(
        {"BEAAPI": {"Results": {"Error": {"APIErrorDescription": "Invalid key"}}}}).encode(),
     ChangedShape, "service_error"),
    # another table than asked for
    ("after redefinitions", "make-use", whole("redefinitions", ["after"] * 4), ChangedShape,
     "missing_table"),
    ("after redefinitions", "workbook",
     sheet_with("A1", "The Use of Commodities by Industries, After Redefinitions"), ChangedShape,
     "wrong_table"),
    ("before redefinitions", "regions-csv", replaced(b"After", b"Before"), ChangedShape,
     "not_the_format"),
    ("make for use", "api", body_with(
        lambda b: b["Notes"][0].update(NoteText="The Make of Commodities by Industries")),
     ChangedShape, "wrong_table"),
    ("two tables", "api", row_with(TableID="262"), ChangedShape, "mixed_tables"),
    ("level", "make-use", cell("level", "sector"), ChangedShape, "unknown_level"),
    ("total without code or title", "workbook", sheet_with("E5", None), ChangedShape,
     "missing_column"),
]  # fmt: skip

WRONG_PARAMETERS = [
    ("make-use", {"years": "1999"}, "wrong_year"),
    ("make-use", {"years": "soon"}, "wrong_year"),
    ("make-use", {"levels": "sector"}, "unknown_level"),
    ("make-use", {"level": "detail"}, "unknown_parameter"),
    ("regions-csv", {}, "missing_year"),
    ("regions", {"year": 1999}, "wrong_year"),
    ("output-csv", {"level": "detail"}, "unknown_measure"),
    ("workbook", {"account": "supply"}, "unknown_account"),
    ("api", {}, "unknown_account"),
    ("iso", {"year": "now"}, "wrong_year"),
    ("world", {"year": 2025}, "unknown_parameter"),
]


def read_all(good: Good, raw: bytes, folder: Path, parameters: dict[str, Any]) -> list[Any]:
    """Read a file; on an error, show that nothing was yielded before it."""
    path = folder / f"file.{good.ending}"
    path.write_bytes(raw)
    report = ReadReport.of(good.source, "2024", path)
    seen: list[Any] = []
    try:
        for batch in registry().load("source", good.source)().read(path, report, **parameters):
            seen.append(batch)
    except MainstayError:
        assert not seen, "a bad file yields nothing"
        raise
    assert report.is_whole
    return seen


@pytest.mark.parametrize("name", GOOD)
def test_the_good_file_is_read(name: str, tmp_path: Path) -> None:
    good = GOOD[name]
    batches = read_all(good, good.bytes(), tmp_path, good.parameters)
    assert sum(batch.num_rows for batch in batches) > 0


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{f[1]}: {f[0]}".replace(" ", "_") for f in FAULTS])
def test_a_bad_file_says_what_is_wrong(fault: Fault, tmp_path: Path) -> None:
    _, name, spoil, kind, code = fault
    good = GOOD[name]
    with pytest.raises(kind) as caught:
        read_all(good, spoil(good), tmp_path, good.parameters)
    assert type(caught.value) is kind
    assert code in {problem.code for problem in caught.value.problems}
    assert all(problem.where.startswith("file.") for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("name", "parameters", "code"),
    WRONG_PARAMETERS,
    ids=[f"{n}: {','.join(p) or 'none'} {c}".replace(" ", "_") for n, p, c in WRONG_PARAMETERS],
)
def test_a_wrong_parameter_says_what_is_wrong(
    name: str, parameters: dict[str, Any], code: str, tmp_path: Path
) -> None:
    good = GOOD[name]
    with pytest.raises(InputError) as caught:
        read_all(good, good.bytes(), tmp_path, parameters)
    assert code in {problem.code for problem in caught.value.problems}


def test_every_problem_is_listed_not_only_the_first(tmp_path: Path) -> None:
    good = GOOD["make-use"]
    columns = good.columns | {
        "row_code": ["33441X", "99", "V00100", "T005"],
        "value_usd_million": [1.0, 2.0, float("nan"), 4.0],
    }
    with pytest.raises(ChangedShape) as caught:
        read_all(good, good.bytes(columns), tmp_path, {})
    assert {p.code for p in caught.value.problems} == {"unknown_code", "not_finite"}
    assert len(caught.value.problems) == 3
