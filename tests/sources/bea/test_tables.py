"""Supply-use tables to claims, against figures that the publisher prints."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from mainstay.model import schema
from mainstay.sources import Reading, read
from mainstay.sources.bea import bea_codes
from mainstay.sources.embedded import figure

#: GDP in billion US dollars as BEA published it with the annual update of September 2024.
GDP = {("detail", 2017): 19_612.1, ("summary", 2017): 19_612.1, ("summary", 2019): 21_540.0,
       ("summary", 2020): 21_354.1, ("summary", 2022): 26_006.9,
       ("summary", 2023): 27_720.7}  # fmt: skip


@pytest.fixture(scope="module")
def before() -> Reading:
    held = figure("bea-make-use")
    return read(held.source, held.path, vintage=held.vintage, **held.parameters)


@pytest.fixture(scope="module")
def claims(before: Reading) -> pa.Table:
    table = pa.Table.from_batches(before.batches)
    return table.set_column(
        table.schema.get_field_index("kind"), "kind", table["kind"].cast(pa.string())
    )


def total(claims: pa.Table, kind: str, level: str, year: int) -> float:
    mask = pc.and_(
        pc.and_(pc.equal(claims["kind"], kind), pc.equal(pc.year(claims["valid_to"]), year)),
        pc.match_substring(claims["object"], f".{level}:"),
    )
    return float(pc.sum(claims.filter(mask)["value"]).as_py() or 0.0)


@pytest.mark.parametrize(("level", "year"), GDP)
def test_gdp_from_final_uses_and_from_value_added(claims: pa.Table, level: str, year: int) -> None:
    for kind in ("final_use", "value_added"):
        # printed to the tenth of a billion; the parts are rounded to the million
        assert total(claims, kind, level, year) / 1000 == pytest.approx(GDP[level, year], abs=0.06)


def test_imports_and_exports_of_2022(claims: pa.Table) -> None:
    mask = pc.equal(pc.year(claims["valid_to"]), 2022)
    year = claims.filter(pc.and_(mask, pc.equal(claims["kind"], "final_use")))
    for code, billion in (("F050", -3579), ("F040", 2621)):
        rows = year.filter(pc.equal(year["subject"], f"final.summary:{code}"))
        assert pc.sum(rows["value"]).as_py() / 1000 == pytest.approx(billion, abs=0.5)


def test_every_claim_follows_the_schema_and_its_kind(before: Reading, claims: pa.Table) -> None:
    for batch in before.batches:
        schema("claim").check(batch, "claims")
        assert batch.num_rows <= 128_000
    assert set(claims["unit"].unique().to_pylist()) == {"USD_million"}
    assert set(claims["basis"].unique().to_pylist()) == {"producer"}
    ids = claims["claim_id"]
    assert len(pc.unique(ids)) == len(ids)
    schemes = {
        "make": ("industry", "commodity"), "use": ("industry", "commodity"),
        "final_use": ("final", "commodity"), "value_added": ("industry", "value_added"),
        "import_use": ("industry", "commodity"), "import_final": ("final", "commodity"),
    }  # fmt: skip
    for kind, wanted in schemes.items():
        rows = claims.filter(pc.equal(claims["kind"], kind))
        for side, scheme in zip(("subject", "object"), wanted, strict=True):
            starts = pc.unique(pc.replace_substring_regex(rows[side], ":.*", "")).to_pylist()
            assert set(starts) == {f"{scheme}.detail", f"{scheme}.summary"}, kind


def test_totals_are_refused_never_claimed(before: Reading, claims: pa.Table) -> None:
    report = before.report
    assert report.is_whole
    assert set(report.refused) == {"total_row", "total_column"}
    assert {r.value for r in report.refusals} >= {"NA", "NA.1", "T001", "T007", "T008",
                                                  "Total Intermediate"}  # fmt: skip
    for side in ("subject", "object"):
        assert not pc.any(pc.match_substring_regex(claims[side], ":(T0|Total|NA)")).as_py()


def test_output_of_the_make_table_equals_the_output_series(claims: pa.Table) -> None:
    held = figure("bea-gross-output")
    series = read(held.source, held.path, vintage=held.vintage).batches
    table = pa.Table.from_batches(series)
    mask = pc.and_(
        pc.equal(table["kind"].cast(pa.string()), "gross_output"),
        pc.and_(
            pc.equal(pc.year(table["valid_to"]), 2023),
            pc.match_substring(table["subject"], ".summary:"),
        ),
    )
    series_total = pc.sum(table.filter(mask)["value"]).as_py()
    assert series_total == 48_386_809
    # each of 71 industries is rounded to the million
    assert total(claims, "make", "summary", 2023) == pytest.approx(series_total, abs=71)


def test_after_redefinitions_is_another_source_with_the_same_gdp() -> None:
    held = figure("bea-make-use-after")
    table = pa.Table.from_batches(read(held.source, held.path, vintage=held.vintage).batches)
    plain = table.set_column(
        table.schema.get_field_index("kind"), "kind", table["kind"].cast(pa.string())
    )
    assert total(plain, "value_added", "summary", 2023) / 1000 == pytest.approx(27_720.7, abs=0.06)
    assert set(table["source"].unique().to_pylist()) == {"bea.make-use-after"}
    assert "import_use" not in plain["kind"].to_pylist()


def test_levels_and_years_are_chosen_by_parameters() -> None:
    held = figure("bea-make-use")
    for years in ("2023", 2023, [2023], ["2023"]):
        chosen = read(held.source, held.path, vintage="x", levels="summary", years=years)
        assert chosen.report.is_whole
        assert set(chosen.report.refused) == {"total_row", "total_column", "not_asked_for"}
        assert chosen.rows == 958 + 4866 + 2395 - sum(
            chosen.report.refused[code] for code in ("total_row", "total_column")
        )


@pytest.mark.reference
def test_the_reference_layout_makes_the_same_claims(reference_data: Path, claims: pa.Table) -> None:
    path = reference_data / "bea_io" / "bea_io_tables_long.parquet"
    options = {"vintage": figure("bea-make-use").vintage, "years": "2012,2017,2019,2020,2022,2023"}
    detail = read("bea.make-use", path, levels="detail", **options)
    found = pa.Table.from_batches(detail.batches)
    ours = claims.filter(pc.match_substring(claims["object"], ".detail:"))
    assert set(found["claim_id"].to_pylist()) == set(ours["claim_id"].to_pylist())


@pytest.mark.reference
def test_a_column_named_by_a_title_is_refused(reference_data: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(reference_data / "bea_io" / "bea_io_tables_long.parquet")
    names = table["table"].cast(pa.string())
    odd = table.filter(pc.equal(names, "Use_PUR_AfterRedef"))
    renamed = odd.set_column(2, "table", pa.repeat("Use_PRO_AfterRedef", odd.num_rows))
    path = tmp_path / "titles.parquet"
    pq.write_table(renamed, path)
    report = read("bea.make-use-after", path, vintage="x").report
    assert report.refused["title_column"] > 40_000
    assert report.is_whole


def test_batteries_and_software_are_found_by_name() -> None:
    industries = bea_codes("detail", "industry")
    assert len(industries.codes) == 402
    assert industries.resolve("Storage battery manufacturing") == "335911"
    assert industries.resolve("primary battery manufacturing") == "335912"
    assert industries.resolve("batteries") == "335911"
    assert industries.resolve("software") == "511200"
    assert [len(bea_codes("summary", what).codes) for what in
            ("industry", "commodity", "final", "value_added")] == [71, 73, 20, 3]  # fmt: skip
