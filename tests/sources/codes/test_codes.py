"""Code lists: leading zeros, Namibia, and links that lead somewhere."""

from pathlib import Path

import pyarrow as pa
import pytest

from mainstay.sources import read
from mainstay.sources.bea import bea_codes
from mainstay.sources.bea.import_matrices import REGIONS
from mainstay.sources.embedded import figure


def claims(name: str) -> pa.Table:
    held = figure(name)
    reading = read(held.source, held.path, vintage=held.vintage, **held.parameters)
    assert reading.report.is_whole
    return pa.Table.from_batches(reading.batches)


def names(table: pa.Table) -> dict[str, str]:
    rows = zip(table["kind"].to_pylist(), table["subject"].to_pylist(), table["text"].to_pylist(),
               strict=True)  # fmt: skip
    return {subject: text for kind, subject, text in rows if kind == "code_name"}


def links(table: pa.Table) -> set[tuple[str, str]]:
    rows = zip(table["kind"].to_pylist(), table["subject"].to_pylist(), table["object"].to_pylist(),
               strict=True)  # fmt: skip
    return {(subject, object_) for kind, subject, object_ in rows if kind == "code_link"}


def test_na_is_namibia_and_every_country_has_its_codes() -> None:
    table = claims("iso")
    assert len(names(table)) == 249
    assert names(table)["iso3:NAM"] == "Namibia"
    assert ("iso2:NA", "iso3:NAM") in links(table)
    assert ("iso_numeric:004", "iso3:AFG") in links(table)
    assert ("country_name:Democratic Republic of the Congo", "iso3:COD") in links(table)


def test_hs_keeps_leading_zeros_and_drops_the_total() -> None:
    table = claims("hs-2022")
    named = names(table)
    assert len(named) == 6_939
    assert sum(len(key.partition(":")[2]) == 6 for key in named) == 5_613
    assert "hs.2022:010121" in named
    assert ("hs.2022:010121", "hs.2022:0101") in links(table)
    assert not any("TOTAL" in key for key in named)


def test_naics_leads_to_industries_of_the_accounts() -> None:
    table = claims("naics-bea")
    found = links(table)
    assert ("naics.2017:334413", "industry.detail:334413") in found
    assert ("naics.2017:335911", "industry.detail:335911") in found
    texts = dict(zip(table["locator"].to_pylist(), table["text"].to_pylist(), strict=True))
    assert texts["naics.2017:334413 industry.detail:334413"] == "whole"
    assert texts["naics.2017:33 industry.detail:334413"].startswith("spread over ")


def test_detail_codes_lead_to_summary_and_to_the_import_matrices() -> None:
    found = links(claims("code-links"))
    assert ("industry.detail:334413", "industry.summary:334") in found
    assert ("industry.detail:334413", "industry.tiva:3344") in found
    assert ("commodity.detail:S00300", "commodity.summary:Other") in found
    for what in ("industry", "commodity"):
        detail = {f"{what}.detail:{code}" for code in bea_codes("detail", what).codes}
        for level in ("summary", "tiva"):
            sources = {a for a, b in found if b.startswith(f"{what}.{level}:")}
            missing = {a for a in detail - sources if a != "commodity.detail:S00900"}
            assert missing == set(), (what, level)
    per_industry = [a for a, b in found if b.startswith("industry.summary:")]
    assert len(per_industry) == len(set(per_industry)) == 402


def test_countries_lead_to_the_seven_regions() -> None:
    found = {a: b for a, b in links(claims("code-links")) if b.startswith("region.tiva:")}
    assert found["iso3:CHN"] == "region.tiva:China"
    assert found["iso3:NAM"] == "region.tiva:Rest of World"
    assert {b.partition(":")[2] for b in found.values()} == set(REGIONS)


def test_names_of_the_accounts() -> None:
    named = names(claims("bea-codes"))
    assert named["industry.detail:335911"] == "Storage battery manufacturing"
    assert named["commodity.detail:511200"] == "Software publishers"


def test_every_chokepoint_figure_has_a_citation() -> None:
    table = claims("chokepoints")
    assert len(set(table["subject"].to_pylist())) == 8
    assert all(": " in text for text in table["text"].to_pylist())
    rows = zip(table["subject"].to_pylist(), table["text"].to_pylist(), table["value"].to_pylist(),
               strict=True)  # fmt: skip
    oil = {place: value for place, text, value in rows if text.startswith("oil transit")}
    assert oil["place:Strait of Malacca"] == 23.2
    assert len(oil) == 6


def test_supply_chain_pressure_peaks_in_december_2021() -> None:
    table = claims("gscpi")
    values = table["value"].to_pylist()
    assert len(values) == 319
    peak = values.index(max(values))
    assert (values[peak], str(table["valid_to"][peak])) == (4.37, "2021-12-31")


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("iso", "country/country-codes.csv"),
        ("hs-2022", "hs_codes/harmonized-system.csv"),
        ("naics-bea", "bea_io/crosswalk_BEA2017_NAICS2017.csv"),
    ],
)
def test_the_published_csv_makes_the_same_claims(
    reference_data: Path, name: str, file: str
) -> None:
    held = figure(name)
    raw = read(held.source, reference_data / file, vintage=held.vintage, **held.parameters)
    found = pa.Table.from_batches(raw.batches)
    assert set(found["claim_id"].to_pylist()) == set(claims(name)["claim_id"].to_pylist())
