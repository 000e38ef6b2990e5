"""Bad files for the mineral readers and the supplier file: a code for each, and nothing yielded."""

import csv
import gzip
import io
import tarfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mainstay.errors import ChangedShape, InputError, MainstayError, SchemaMismatch, UnknownCode
from mainstay.model import Classification
from mainstay.sources.report import ReadReport
from mainstay.sources.suppliers.industries import Industries
from mainstay.sources.suppliers.reader import SupplierFile
from mainstay.sources.usgs.mcs import COLUMNS, LongRelease
from mainstay.sources.usgs.mcs_release import CommodityFiles
from mainstay.sources.usgs.mcs_world import WorldTables

GOOD = {
    "MCS chapter": "TOY", "Section": "World Mine Production and Reserves", "Commodity": "Toy",
    "Country": "China", "Statistics": "Production", "Statistics_detail": "Mine production",
    "Unit": "metric tons", "Year": "2025", "Value": "1,000", "Notes": "Estimated.",
    "Is critical mineral 2025": "Yes", "Other notes": "",
}  # fmt: skip
WORLD = (
    "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES,"
    "CAP_2023,CAP_EST_ 2024,CAP_NOTES,RESERVES_2024,RESERVE_NOTES\n"
)
FIRMS = "firm,industry,region,sales_usd,year,price_basis,share,buys_from,product,spend_usd,label\n"
TOY = Industries(
    Classification("industry.detail", {"334413": "Semiconductors", "335911": "Batteries"}, "toy"),
    {"3344": ("334413", "335911")},
)


def _text(rows, columns=COLUMNS):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _long(*changes, columns=COLUMNS):
    return _text([GOOD | change for change in changes], columns).encode("cp1252")


def _parquet(rows):
    sink = io.BytesIO()
    table = pa.table({name: [row[name] for row in rows] for name in COLUMNS})
    pq.write_table(table, sink)
    return sink.getvalue()


def _archive(files):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return sink.getvalue()


MINI_WORLD = (
    b"Source,Country,Type,Prod_t_2022,Prod_t_est_2023,Prod_notes\nMCS2024,China,Mine,1,2,\n"
)
MINI_SALIENT = b"DataSource,Commodity,Year,USprod_t\nMCS2024,Tin,1999,5\n"

LONG_CASES = {
    "empty": (b"", "empty_file"),
    "blank lines": (b"\n\n  \n", "empty_file"),
    "header only": (_long(), "no_rows"),
    "missing column": (_long({}, columns=COLUMNS[:-1]), "missing_column"),
    "unexpected column": (_text([GOOD], (*COLUMNS, "Source")).encode(), "unexpected_column"),
    "column twice": (_long({}).replace(b"Other notes", b"Notes"), "duplicate_column"),
    "another file": (b"a,b\n1,2\n", "missing_column"),
    "UTF-8": (_text([GOOD | {"Country": "Côte d’Ivoire"}]).encode(), "wrong_encoding"),
    "bytes of no text": (_long({}).replace(b"Toy", b"T\x81y"), "wrong_encoding"),
    "truncated gzip": (gzip.compress(_long(*[{}] * 400))[:-30], "truncated_file"),
    "truncated Parquet": (_parquet([GOOD] * 50)[:-200], "truncated_file"),
    "Parquet without rows": (_parquet([]), "no_rows"),
    "huge line": (_long({"Notes": "x" * 200_000}), "huge_cell"),
    "long cell": (_long({"Notes": "x" * 30_000}), "huge_cell"),
    "broken quotes": (_long({}).replace(b"Estimated.", b'"Esti"mated'), "unreadable_csv"),
    "short row": (_long({}) + b"TOY,World Mine Production\n", "ragged_row"),
    "long row": (_long({}).rstrip() + b",,,surplus\n", "ragged_row"),
    "wrong year": (_long({"Year": "2031"}), "wrong_year"),
    "another edition": (_long({"Year": "2012"}), "wrong_year"),
    "no year": (_long({"Year": "last year"}), "wrong_year"),
    "unknown unit": (_long({"Unit": "bushels"}), "unknown_unit"),
    "unknown statistic": (_long({"Statistics": "Mood"}), "unknown_statistic"),
    "unknown section": (_long({"Section": "Outlook"}), "unknown_statistic"),
    "text in a number": (_long({"Value": "about 12"}), "text_in_number"),
    "no value": (_long({"Value": ""}), "text_in_number"),
    "negative production": (_long({"Value": "-5"}), "negative_value"),
    "share over 100": (
        _long({"Section": "Import Sources", "Statistics": "Import sources 2021-2024",
               "Unit": "percent", "Value": "180"}),
        "share_over_100",
    ),
    "contradiction": (_long({}, {"Value": "2,000"}), "duplicate_key"),
}  # fmt: skip

WORLD_ROW = "MCS2025,Toy,China,Mine production,metric tons,{},2,,,,,3,\n"
WORLD_CASES = {
    "missing column": (WORLD.replace("TYPE,", "") + "MCS2025,Toy,China,t\n", "ragged_row"),
    "no type": (
        WORLD.replace("TYPE,", "") + WORLD_ROW.format(1).replace("Mine production,", ""),
        "missing_column",
    ),
    "no production": (
        WORLD.replace("PROD_2023,PROD_EST_ 2024,", "") + "MCS2025,Toy,China,Mine,t,,,,,3,\n",
        "missing_column",
    ),
    "another edition": (WORLD + WORLD_ROW.format(1).replace("2025", "2021"), "wrong_year"),
    "text in a number": (WORLD + WORLD_ROW.format("some"), "text_in_number"),
    "negative": (WORLD + WORLD_ROW.format("-1"), "negative_value"),
    "unknown unit": (WORLD + WORLD_ROW.format(1).replace("metric tons", "stone"), "unknown_unit"),
    "twice": (WORLD + WORLD_ROW.format(1) * 2, "duplicate_key"),
}

RELEASE_CASES = {
    "not an archive": (b"plain text", "truncated_file"),
    "truncated archive": (
        _archive({"mcs2024-tin_world.csv": MINI_WORLD * 400})[:60], "truncated_file",
    ),
    "no file of the edition": (_archive({"mcs2023-tin_world.csv": MINI_WORLD}), "wrong_year"),
    "unknown commodity": (_archive({"mcs2024-mithr_world.csv": MINI_WORLD}), "unknown_commodity"),
    "years of another edition": (_archive({"mcs2024-tin_salient.csv": MINI_SALIENT}), "wrong_year"),
    "no values": (
        _archive({"mcs2024-tin_world.csv": b"Source,Country,Type\na,China,Mine\n"}),
        "missing_column",
    ),
    "one commodity twice": (
        _archive({"mcs2024-thall_world.csv": MINI_WORLD, "mcs2024-thalli_world.csv": MINI_WORLD}),
        "duplicate_key",
    ),
    "wrong encoding": (_archive({"mcs2024-tin_world.csv": b"a,\xff\n1,2\n"}), "wrong_encoding"),
    "empty member": (_archive({"mcs2024-tin_world.csv": b""}), "empty_file"),
    "header only": (
        _archive({"mcs2024-tin_world.csv": MINI_WORLD.split(b"\n")[0]}), "no_rows",
    ),
}  # fmt: skip


def _firm(**changes):
    row = {"firm": "Example A", "industry": "334413", "region": "US", "sales_usd": "100",
           "year": "2023"}  # fmt: skip
    columns = FIRMS.strip().split(",")
    return ",".join((row | changes).get(name, "") for name in columns) + "\n"


SUPPLIER_CASES = {
    "empty": ("", SchemaMismatch, "empty_file"),
    "header only": (FIRMS, SchemaMismatch, "no_rows"),
    "missing column": (FIRMS.replace("sales_usd,", "") + _firm(), SchemaMismatch, "missing_column"),
    "unknown column": (
        FIRMS.replace("label", "mood") + _firm(), SchemaMismatch, "unexpected_column",
    ),
    "short line": (FIRMS + "Example A,334413\n", SchemaMismatch, "ragged_row"),
    "huge line": (FIRMS + _firm(firm="x" * 5000), SchemaMismatch, "huge_cell"),
    "broken quotes": (FIRMS + _firm(firm='"Exa"mple'), SchemaMismatch, "unreadable_csv"),
    "unknown industry": (FIRMS + _firm(industry="334499"), InputError, "unknown_code"),
    "industry of many": (FIRMS + _firm(industry="3344"), InputError, "unknown_code"),
    "no industry": (FIRMS + _firm(industry=""), InputError, "missing_value"),
    "no firm": (FIRMS + _firm(firm=""), InputError, "missing_value"),
    "text in a number": (FIRMS + _firm(sales_usd="much"), InputError, "text_in_number"),
    "decimal comma": (FIRMS + _firm(sales_usd='"1.234,5"'), InputError, "text_in_number"),
    "another currency": (FIRMS + _firm(sales_usd="€ 100"), InputError, "mixed_currency"),
    "currency in words": (FIRMS + _firm(sales_usd="100 EUR"), InputError, "mixed_currency"),
    "negative sales": (FIRMS + _firm(sales_usd="-5"), InputError, "negative_value"),
    "wrong year": (FIRMS + _firm(year="1066"), InputError, "wrong_year"),
    "no year": (FIRMS + _firm(year="2023.5"), InputError, "text_in_number"),
    "share over one": (FIRMS + _firm(share="1.2"), InputError, "out_of_range"),
    "shares over one": (
        FIRMS + _firm(share="0.7") + _firm(share="0.7", industry="335911"),
        InputError, "share_over_one",
    ),
    "firm twice": (FIRMS + _firm() + _firm(), InputError, "duplicate_key"),
    "two sales of one firm": (
        FIRMS + _firm(share="0.5") + _firm(share="0.5", industry="335911", sales_usd="90"),
        InputError, "contradiction",
    ),
    "one firm, two spellings": (
        FIRMS + _firm(share="0.5") + _firm(firm="EXAMPLE a", industry="335911", share="0.5"),
        InputError, "spelling",
    ),
    "purchase without product": (
        FIRMS + _firm(industry="", region="", sales_usd="", buys_from="Example B"),
        InputError, "missing_value",
    ),
    "nothing said": (
        FIRMS + _firm(industry="", region="", sales_usd=""), InputError, "empty_line",
    ),
    "unknown basis": (FIRMS + _firm(price_basis="retail"), InputError, "unknown_choice"),
    "unknown label": (FIRMS + _firm(label="secret"), InputError, "unknown_choice"),
}  # fmt: skip


def _refuses(reader, path: Path, vintage: str, kind: type[MainstayError], code: str, **settings):
    report = ReadReport.of("toy", vintage, path)
    yielded = []
    with pytest.raises(kind) as caught:
        yielded.extend(reader.read(path, report, **settings))
    assert code in {problem.code for problem in caught.value.problems}
    assert all(problem.where for problem in caught.value.problems)
    assert yielded == []
    return caught.value


@pytest.mark.parametrize(("data", "code"), LONG_CASES.values(), ids=LONG_CASES)
def test_a_bad_long_release_yields_nothing(tmp_path, data, code):
    path = tmp_path / "mcs.csv"
    path.write_bytes(data)
    _refuses(LongRelease(), path, "2026", ChangedShape, code)


@pytest.mark.parametrize(("text", "code"), WORLD_CASES.values(), ids=WORLD_CASES)
def test_a_bad_world_file_yields_nothing(tmp_path, text, code):
    path = tmp_path / "world.csv"
    path.write_text(text, "utf-8")
    _refuses(WorldTables(), path, "2025", ChangedShape, code)


@pytest.mark.parametrize(("data", "code"), RELEASE_CASES.values(), ids=RELEASE_CASES)
def test_a_bad_archive_yields_nothing(tmp_path, data, code):
    path = tmp_path / "set.tar.gz"
    path.write_bytes(data)
    _refuses(CommodityFiles(), path, "2024", ChangedShape, code)


@pytest.mark.parametrize(("text", "kind", "code"), SUPPLIER_CASES.values(), ids=SUPPLIER_CASES)
def test_a_bad_supplier_file_yields_nothing(tmp_path, text, kind, code):
    path = tmp_path / "firms.csv"
    path.write_text(text, "utf-8")
    _refuses(SupplierFile(), path, "1", kind, code, industries=TOY)


def test_a_supplier_file_in_another_encoding_yields_nothing(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_bytes((FIRMS + _firm(firm="Exämple")).encode("cp1252"))
    _refuses(SupplierFile(), path, "1", SchemaMismatch, "wrong_encoding", industries=TOY)


def test_every_fault_is_listed_at_once_with_its_line(tmp_path):
    path = tmp_path / "firms.csv"
    bad = FIRMS + _firm(industry="33441") + _firm(sales_usd="x") + _firm(share="3", year="99")
    path.write_text(bad, "utf-8")
    error = _refuses(SupplierFile(), path, "1", InputError, "unknown_code", industries=TOY)
    assert [p.where.rpartition(", ")[2] for p in error.problems] == [
        "line 2", "line 3", "line 4", "line 4",
    ]  # fmt: skip
    assert "334413 Semiconductors" in error.problems[0].hint


def test_all_faults_of_a_release_come_in_one_error(tmp_path):
    path = tmp_path / "mcs.csv"
    path.write_bytes(_long({"Unit": "stone"}, {"Country": "Chile", "Value": "?"}, {"Year": "x"}))
    error = _refuses(LongRelease(), path, "2026", ChangedShape, "unknown_unit")
    assert [p.code for p in error.problems] == ["unknown_unit", "text_in_number", "wrong_year"]


def test_unknown_settings_are_refused(tmp_path):
    path = tmp_path / "mcs.csv"
    path.write_bytes(_long({}))
    for reader in (LongRelease(), WorldTables(), CommodityFiles(), SupplierFile()):
        report = ReadReport.of("toy", "2026", path)
        with pytest.raises(InputError):
            list(reader.read(path, report, colour="blue"))


def test_a_naics_code_in_several_industries_lists_them():
    with pytest.raises(UnknownCode, match="choose one: 334413 Semiconductors; 335911 Batteries"):
        TOY.resolve("3344")


def test_the_good_row_behind_these_cases_is_good(tmp_path):
    path = tmp_path / "mcs.csv"
    path.write_bytes(_long({}, {}))
    report = ReadReport.of("toy", "2026", path)
    (batch,) = LongRelease().read(path, report)
    # the record, and the flag of its commodity; the repeated record is refused, not read twice
    assert batch.num_rows == 2
    assert report.refused["duplicate_row"] == 1
    assert report.is_whole
