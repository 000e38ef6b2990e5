"""Genuine editions: every row is accounted for, and editions revise one another."""

import gzip

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from mainstay.sources import Reading, read
from mainstay.sources.embedded import figure

pytestmark = pytest.mark.reference


def _table(reading: Reading) -> pa.Table:
    return pa.Table.from_batches(reading.batches)


@pytest.fixture(scope="module")
def mcs(reference_data):
    folder = reference_data / "usgs_mcs"
    return {
        "2026": read("usgs.mcs", folder / "MCS2026_Commodities_Data.csv.gz", vintage="2026"),
        "2025": read("usgs.mcs-world", folder / "MCS2025_World_Data.csv", vintage="2025"),
        "2024": read("usgs.mcs-release", folder / "mcs2023_2024_csvs.tar.gz", vintage="2024"),
        "2023": read("usgs.mcs-release", folder / "mcs2023_2024_csvs.tar.gz", vintage="2023"),
    }


def test_every_row_is_kept_or_refused_with_a_reason(mcs):
    assert all(reading.report.is_whole for reading in mcs.values())
    report = mcs["2026"].report
    assert (report.read, report.kept) == (8886, 8886)


def test_symbols_of_2026_are_counted_as_printed(mcs):
    counts = mcs["2026"].report.counts
    wanted = {
        "qualifier:withheld": 224,
        "qualifier:net_exporter": 92,
        "qualifier:zero_dash": 313,
        "qualifier:not_available": 353,
        "qualifier:not_applicable": 8,
    }
    assert {name: counts[name] for name in wanted} == wanted
    assert counts["unit_other"] == 26
    # the two blocks of the mica chapter share their labels
    assert counts["ambiguous_label"] == 20


def test_a_dash_is_zero_and_withheld_is_unknown(mcs):
    table = _table(mcs["2026"])
    dashes = table.filter(pc.equal(table["qualifier"].cast("string"), "zero_dash"))
    withheld = table.filter(pc.equal(table["qualifier"].cast("string"), "withheld"))
    assert set(dashes["value"].to_pylist()) == {0.0}
    assert withheld["value"].null_count == withheld.num_rows == 224


def test_world_totals_are_never_production(mcs):
    for reading in mcs.values():
        rows = _table(reading).select(["kind", "subject"]).to_pylist()
        assert not any(
            "World total" in row["subject"] for row in rows if row["kind"] != "world_total"
        )


def test_the_critical_flag_is_kept_as_printed(mcs):
    report = mcs["2026"].report
    assert any("'Yttrium'" in note for note in report.notes)


def test_compressed_plain_and_parquet_give_the_same_claims(mcs, reference_data, tmp_path):
    packed = reference_data / "usgs_mcs" / "MCS2026_Commodities_Data.csv.gz"
    plain = tmp_path / "MCS2026_Commodities_Data.csv"
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    held = figure("usgs-mcs-2026")
    wanted = set(_table(mcs["2026"])["claim_id"].to_pylist())
    for source in (plain, held.path):
        again = read("usgs.mcs", source, vintage="2026")
        assert set(_table(again)["claim_id"].to_pylist()) == wanted
    assert pq.read_metadata(held.path).num_rows == 8886


def _china_rare_earths(reading: Reading) -> dict[int, float]:
    return {
        row["valid_from"].year: row["value"]
        for row in _table(reading).to_pylist()
        if row["kind"] == "production"
        and row["subject"] == "country.usgs:China"
        and row["object"].casefold().startswith("mineral.usgs:rare earths/")
    }


def test_editions_revise_rare_earths_of_china(mcs):
    by_edition = {edition: _china_rare_earths(reading) for edition, reading in mcs.items()}
    assert by_edition["2023"][2022] == 210_000
    assert by_edition["2024"][2022] == 210_000
    assert by_edition["2024"][2023] == 240_000
    assert by_edition["2025"][2023] == 255_000
    assert by_edition["2026"][2025] == 270_000


def test_copies_under_other_names_are_refused(mcs):
    refused = mcs["2024"].report.refused
    assert refused["duplicate_file"] > 0
    assert refused["other_edition"] > 0
    # three files of 2024 hold a world table under the name of a salient one
    layouts = {
        "mcs2024-cobal_salient.csv",
        "mcs2024-gypsu_salient.csv",
        "mcs2024-kyani_salient.csv",
    }
    assert refused["other_layout"] > 0
    locators = {row.split(",")[0] for row in _table(mcs["2024"])["locator"].to_pylist()}
    assert not locators & layouts
    assert not any(name.startswith(("gallium_", "heavy_", "light_")) for name in locators)


def test_footnote_letters_stay_in_the_names(mcs):
    subjects = set(_table(mcs["2024"])["subject"].to_pylist())
    assert {"country.usgs:Japane", "country.usgs:Korea, Republic ofe"} <= subjects


def test_a_misspelled_commodity_of_2025_is_read_but_says_nothing(mcs):
    report = mcs["2025"].report
    assert report.counts["rows"] == 1250
    assert report.read == 6250
    objects = set(_table(mcs["2025"])["object"].to_pylist())
    assert not any("Gemanium" in name for name in objects)
