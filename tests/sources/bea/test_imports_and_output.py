"""Imports by region and gross output, against the published matrices and totals."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from mainstay.sources import Reading, read
from mainstay.sources.embedded import figure


@pytest.fixture(scope="module")
def regions() -> Reading:
    held = figure("bea-import-regions")
    return read(held.source, held.path, vintage=held.vintage)


def test_seven_regions_sum_to_984_per_mille_of_the_national_imports(regions: Reading) -> None:
    table = pa.Table.from_batches(regions.batches)
    regional = pc.sum(table["value"]).as_py()
    held = figure("bea-make-use")
    national = read(held.source, held.path, vintage="x", levels="summary", years=2022)
    uses = pa.Table.from_batches(national.batches)
    mask = pc.equal(uses["kind"].cast(pa.string()), "import_use")
    total = pc.sum(uses.filter(mask)["value"]).as_py()
    assert regional == 2_004_402
    assert regional / total == pytest.approx(0.984, abs=0.0005)


def test_regions_have_their_published_sums(regions: Reading) -> None:
    table = pa.Table.from_batches(regions.batches)
    billions = {"China": 265.8, "Europe": 501.0, "Canada": 321.2, "Mexico": 179.8, "Japan": 93.7,
                "Rest of Asia and Pacific": 393.7, "Rest of World": 249.1}  # fmt: skip
    for region, billion in billions.items():
        key = f"region_commodity.tiva:{region}/"
        rows = table.filter(pc.starts_with(table["object"], key))
        assert pc.sum(rows["value"]).as_py() / 1000 == pytest.approx(billion, abs=0.06)


def test_negative_cells_are_kept_and_counted(regions: Reading) -> None:
    counts = regions.report.counts
    assert counts["negative_cells"] == 909
    assert counts["negative_usd_million"] == -30_329
    assert counts["negative_cells:Mexico/3344"] == 66
    assert counts["negative_usd_million:Mexico/3344"] == -15_227
    parts = [v for k, v in counts.items() if k.startswith("negative_usd_million:")]
    assert sum(parts) == -30_329
    assert regions.rows == regions.report.kept == regions.report.read == 23_855
    values = pa.Table.from_batches(regions.batches)["value"]
    assert (pc.sum(pc.less(values, 0)).as_py(), "kept" in regions.report.notes[0]) == (909, True)


@pytest.mark.reference
def test_negative_cells_of_all_years(reference_data: Path) -> None:
    path = reference_data / "bea_import_matrices" / "bea_tiva_import_matrices_long.parquet"
    counts = read("bea.import-regions", path, vintage="x").report.counts
    assert (counts["negative_cells"], counts["negative_usd_million"]) == (5_986, -146_687)


@pytest.mark.reference
@pytest.mark.parametrize("region", ["China", "Mexico"])
def test_the_published_csv_makes_the_same_claims(
    reference_data: Path, regions: Reading, region: str
) -> None:
    path = reference_data / "bea_import_matrices" / "raw_sample" / f"{region}_2022.csv"
    raw = read("bea.import-regions", path, vintage=figure("bea-import-regions").vintage, year=2022)
    assert raw.report.is_whole
    table = pa.Table.from_batches(regions.batches)
    ours = table.filter(pc.match_substring(table["object"], f":{region}/"))
    found = pa.Table.from_batches(raw.batches)
    assert set(found["claim_id"].to_pylist()) == set(ours["claim_id"].to_pylist())


def test_output_and_index_of_both_levels() -> None:
    held = figure("bea-gross-output")
    reading = read(held.source, held.path, vintage=held.vintage)
    assert reading.rows == 2 * 27 * (402 + 71)
    assert reading.report.notes == []
    table = pa.Table.from_batches(reading.batches)
    kind = table["kind"].cast(pa.string())
    index = table.filter(
        pc.and_(pc.equal(kind, "price_index"), pc.equal(pc.year(table["valid_to"]), 2017))
    )
    assert pc.min_max(index["value"]).as_py() == {"min": 100.0, "max": 100.0}
    chips = table.filter(pc.equal(table["subject"], "industry.detail:334413"))
    assert chips.num_rows == 54


@pytest.mark.reference
def test_the_wide_csv_makes_the_same_claims_as_the_figures(reference_data: Path) -> None:
    path = reference_data / "bea_io" / "Detail_GrossOutput_IO_17sch.csv"
    held = figure("bea-gross-output")
    wide = read(held.source, path, vintage=held.vintage, level="detail", measure="gross_output")
    found = pa.Table.from_batches(wide.batches)
    ours = pa.Table.from_batches(read(held.source, held.path, vintage=held.vintage).batches)
    assert set(found["claim_id"].to_pylist()) < set(ours["claim_id"].to_pylist())
    year = found.filter(pc.equal(pc.year(found["valid_to"]), 2023))
    assert pc.sum(year["value"]).as_py() == 48_386_808
