"""A user's supplier file: what becomes of its lines."""

import json
from importlib import resources
from pathlib import Path

import pytest

from mainstay.sources import read
from mainstay.sources.report import ReadReport
from mainstay.sources.suppliers.columns import supplier_columns
from mainstay.sources.suppliers.industries import known_industries
from mainstay.sources.suppliers.reader import SupplierFile, firm_id

EXAMPLE = Path(str(resources.files("mainstay.sources.suppliers").joinpath("example.csv")))


@pytest.fixture(scope="module")
def example():
    reading = read("user.suppliers", EXAMPLE, vintage="example")
    return reading.report, [row for batch in reading.batches for row in batch.to_pylist()]


def test_the_example_is_whole_and_clearly_made_up(example):
    report, rows = example
    assert report.is_whole
    assert report.counts == {"allocations": 9, "links": 6}
    assert all("example-" in row["subject"] for row in rows)


def test_a_line_places_the_shared_part_of_sales(example):
    _, rows = example
    by_key = {(r["subject"], r["object"]): r for r in rows if r["kind"] == "allocation"}
    whole = by_key["firm:example-foundry-a", "industry.detail:334413"]
    assert (whole["value"], whole["unit"], whole["basis"]) == (4.2e9, "USD", "producer")
    assert (whole["method"], whole["label"], whole["confidence"]) == ("reported", "public", 0.6)
    parts = [by_key["firm:example-foundry-b", f"industry.detail:{c}"] for c in ("334413", "33441A")]
    assert [round(p["value"]) for p in parts] == [2_080_000_000, 520_000_000]
    assert json.loads(parts[1]["text"])["share"] == 0.2


def test_a_line_names_a_purchase(example):
    _, rows = example
    links = [r for r in rows if r["kind"] == "supply_link"]
    gas = next(
        r for r in links if r["subject"] == "firm:example-foundry-a" and "gas" in r["object"]
    )
    # the product's title is the code of a commodity
    assert gas["object"] == "firm_product:example-gas-supply/325120"
    assert gas["value"] == 20e6
    assert json.loads(gas["text"])["lead_time_days"] == 14


def _read(tmp_path, data: bytes, **settings):
    path = tmp_path / "firms.csv"
    path.write_bytes(data)
    report = ReadReport.of("user.suppliers", "1", path)
    batches = SupplierFile().read(path, report, industries=known_industries(), **settings)
    return report, [row for batch in batches for row in batch.to_pylist()]


def test_semicolons_and_a_byte_order_mark_are_read(tmp_path):
    text = "Firm;Industry;Region;Sales_USD;Year\n"
    text += "Example Ä;Storage battery manufacturing;US;1,000;2023\n"
    report, (row,) = _read(tmp_path, text.encode("utf-8-sig"), label="proprietary")
    assert report.is_whole
    assert row["object"] == "industry.detail:335911"
    assert row["value"] == 1000
    assert row["label"] == "proprietary"


def test_a_blank_spend_is_unknown(tmp_path):
    text = (
        "firm,industry,region,sales_usd,year,buys_from,product\n"
        "Example A,,,,2023,Example B,unobtainium\n"
    )
    _, (row,) = _read(tmp_path, text.encode())
    assert row["value"] is None
    assert row["qualifier"] == "not_available"
    assert row["object"] == "firm_product:example-b/unobtainium"


def test_a_naics_code_that_lies_in_one_industry_is_that_industry():
    known = known_industries()
    assert known.resolve("33461") == "334610"
    assert known.resolve("Storage battery manufacturing") == "335911"


def test_firms_are_told_apart_by_name_alone():
    assert firm_id("Example  Foundry, A.") == "example-foundry-a"


def test_every_column_says_what_it_is():
    columns = supplier_columns()
    assert all(column.description for column in columns)
    assert [c.default for c in columns if c.name == "confidence"] == [0.6]
    header = EXAMPLE.read_text("utf-8").splitlines()[0].split(",")
    assert header == [column.name for column in columns]
