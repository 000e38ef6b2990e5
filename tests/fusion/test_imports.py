import csv

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mainstay.errors import InputError
from mainstay.fusion import (
    code_links,
    coverage,
    detail_shares,
    region_imports,
    region_shares,
    split_imports,
)
from mainstay.model import Period, claim_batches


def claims(region, commodity, industry, value, year=2022):
    batches = claim_batches(
        source="bea.import-regions", vintage="1", kind="region_import_use", locator="x",
        subject=[f"industry.tiva:{code}" for code in industry],
        object_=[f"region_commodity.tiva:{r}/{c}" for r, c in zip(region, commodity, strict=True)],
        value=value, basis="producer", valid=Period.year(year),
    )  # fmt: skip
    return pa.Table.from_batches(batches)


def test_shares_add_up_and_negatives_are_netted():
    table = claims(["A", "B", "C", "A"], ["x", "x", "x", "y"], ["i"] * 4, [8.0, -2.0, 2.0, 1.0])
    shares = region_shares(region_imports(table, 2022))
    np.testing.assert_allclose(shares.shares, [[0.8, 0.0, 0.2], [1.0, 0.0, 0.0]])
    detail = detail_shares(shares, ["x1", "y1", "z1"], {"x1": "x", "y1": "y", "z1": "z"})
    np.testing.assert_allclose(detail.shares[0], [0.8, 0.0, 0.2])
    assert np.isnan(detail.shares[2]).all(), "an unmapped commodity is unknown, not zero"


def test_missing_year_and_double_cell():
    table = claims(["A", "A"], ["x", "x"], ["i", "i"], [1.0, 2.0])
    with pytest.raises(InputError, match="no imports by region in 2021"):
        region_imports(table, 2021)
    with pytest.raises(InputError, match="duplicate_key"):
        region_imports(table, 2022)


def test_code_links_by_scheme():
    links = claim_batches(
        source="codes.naics", vintage="1", kind="code_link", locator="x", unit="other",
        subject=["commodity.detail:334413", "industry.detail:334413"],
        object_=["commodity.tiva:3344", "industry.tiva:3344"], valid=Period.year(2022),
    )  # fmt: skip
    table = pa.Table.from_batches(links)
    assert code_links(table, "commodity.detail", "commodity.tiva") == {"334413": "3344"}


@pytest.mark.reference
def test_split_of_published_accounts_closes(tables):
    accounts = tables.accounts("Detail", 2017)
    split = split_imports(accounts)
    made = accounts.commodity_output_usd
    used = split.domestic_use.sum(axis=1) + split.domestic_final.sum(axis=1)
    # two tables rounded to $1M meet here
    assert np.abs(made - used).max() <= 60e6
    landed = dict(zip(accounts.commodities, split.landed_usd, strict=True))
    large = {code for code, value in landed.items() if value > 100e6}
    assert large == {"4200ID", "481000", "482000", "483000", "484000", "492000", "5241XX"}


@pytest.fixture(scope="module")
def regional(reference_data):
    folder = reference_data / "bea_import_matrices"
    path = folder / "bea_tiva_import_matrices_long.parquet"
    rows = pq.read_table(path, filters=[("year", "==", 2022)])
    table = claims(*(rows[k].to_pylist() for k in ("region", "commodity", "industry", "value")))
    with (folder / "tiva_to_useeio2_sector_concordance.csv").open(encoding="utf-8") as lines:
        tiva_of = {row["USEEIO_Detail_2017"]: row["TiVA"] for row in csv.DictReader(lines)}
    return region_imports(table, 2022), tiva_of


@pytest.mark.reference
def test_regional_imports_of_2022(regional, tables):
    imports, tiva_of = regional
    assert round(coverage(imports, tables.accounts("Summary", 2022)), 3) == 0.984
    shares = region_shares(imports)
    report = shares.report
    assert report.count == 909
    assert report.sum_usd == pytest.approx(-30.329e9)
    assert next(iter(report.by("matrix"))) == "Mexico"
    assert report.by("row")["3344"][1] == pytest.approx(-17.083e9)
    np.testing.assert_allclose(shares.shares.sum(axis=1), 1.0)
    assert (shares.shares >= 0).all()
    detail = detail_shares(shares, tables.accounts("Detail", 2017).commodities, tiva_of)
    chips = detail.shares[detail.commodities.index("334413")]
    assert np.isfinite(chips).all()
    with pytest.raises(InputError, match="against accounts"):
        coverage(imports, tables.accounts("Summary", 2023))
