"""Ranks of political stability: the published copy, the embedded figure and bad files."""

from pathlib import Path

import pyarrow as pa
import pytest

from mainstay.errors import ChangedShape, InputError
from mainstay.fusion.governance import stability
from mainstay.sources import read
from mainstay.sources.embedded import figure

HEAD = "Country,Country Code,Indicator Name,2023\n"


def table(path: Path, **parameters: object) -> pa.Table:
    return pa.Table.from_batches(read("worldbank.wgi", path, vintage="2023", **parameters).batches)


def test_ranks_are_percentiles_and_a_missing_one_is_refused() -> None:
    held = figure("governance")
    reading = read(held.source, held.path, vintage=held.vintage, **held.parameters)
    assert (reading.report.kept, dict(reading.report.refused)) == (205, {"no_rank": 10})
    found = stability(pa.Table.from_batches(reading.batches))
    assert found["CAN"] == pytest.approx(76.3033142089844)
    assert found["ABW"] == pytest.approx(97.6303329467773)
    assert found["AFG"] == pytest.approx(1.42180097103119)
    assert "CUW" not in found
    assert len(found) == 205


@pytest.mark.reference
def test_the_published_copy_makes_the_same_claims(reference_data: Path) -> None:
    raw = reference_data / "country_risk" / "wgi_political_stability_pct_2023.csv"
    held = figure("governance")
    ids = [set(table(path)["claim_id"].to_pylist()) for path in (raw, held.path)]
    assert ids[0] == ids[1]


def test_a_decimal_comma_is_no_thousands_mark(tmp_path: Path) -> None:
    path = tmp_path / "ranks.csv"
    path.write_text(HEAD + 'Aruba,ABW,Rank,"12,345"\nAngola,AGO,Rank,32.5\n', "utf-8")
    assert stability(table(path)) == {"ABW": 12.345, "AGO": 32.5}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Aruba,ABW,Rank,101", "out_of_range"),
        ("Aruba,ABW,Rank,high", "text_in_numbers"),
        ("Aruba,aruba,Rank,10", "wrong_code"),
        ("Aruba,AGO,Rank,10", "duplicate_key"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, line: str, code: str) -> None:
    path = tmp_path / "ranks.csv"
    path.write_text(HEAD + "Angola,AGO,Rank,32.5\n" + line + "\n", "utf-8")
    with pytest.raises(ChangedShape) as caught:
        table(path)
    assert code in {problem.code for problem in caught.value.problems}


def test_another_year_needs_its_column(tmp_path: Path) -> None:
    path = tmp_path / "ranks.csv"
    path.write_text(HEAD + "Angola,AGO,Rank,32.5\n", "utf-8")
    with pytest.raises(ChangedShape, match="no column 2022"):
        table(path, year=2022)
    with pytest.raises(InputError):
        table(path, years=2022)
