"""Printed places: every name in the files means one place, and no other name does."""

import csv
import io
import tarfile

import pytest

from mainstay.errors import UnknownCode
from mainstay.fusion.countries import country_names, place, places
from mainstay.sources import read


@pytest.mark.parametrize(
    ("printed", "code", "words", "mark"),
    [
        ("Congo (Kinshasa)", "COD", "", ""),
        ("Korea, Republic of", "KOR", "", ""),
        ("Korea, Republic ofe", "KOR", "", "e"),
        ("Korea, North", "PRK", "", ""),
        ("Burma", "MMR", "", ""),
        ("Côte d’Ivoire", "CIV", "", ""),
        ("Japane", "JPN", "", "e"),
        ("Chile", "CHL", "", ""),
        ("New Caledonia11", "NCL", "", "11"),
        ("Bolivia, ulexite", "BOL", "ulexite", ""),
        ("Brazil (crude and beneficiated)9", "BRA", "crude and beneficiated", "9"),
        ("United\xa0States and Canada", "USA+CAN", "", ""),
        ("China, Germany, and Russia", "CHN+DEU+RUS", "", ""),
        ("Other countriese", "other", "", "e"),
        ("World total (rounded) 10", "world", "rounded", "10"),
        ("World total (rounded), excluding U.S. production", "world",
         "rounded, excluding U.S. production", ""),
    ],
)  # fmt: skip
def test_a_printed_name_means_one_place(printed, code, words, mark):
    found = place(printed)
    assert (found.code, found.words, found.mark) == (code, words, mark)


def test_aggregates_are_not_countries():
    assert place("Peru (exports)").is_country
    assert not any(
        place(n).is_country for n in ("Other countries", "World total", "United States and Canada")
    )


def test_unknown_names_are_listed_once_and_all():
    with pytest.raises(UnknownCode) as caught:
        places(["China", "Atlantis", "Bolivvia", "Atlantis"])
    assert [p.code for p in caught.value.problems] == ["unknown_place"] * 2
    assert "Bolivia" in caught.value.problems[1].hint


def test_labels_come_back_by_code():
    assert country_names().codes["COD"] == "Congo (Kinshasa)"


@pytest.mark.reference
def test_no_name_in_any_file_is_unmapped(reference_data):
    folder = reference_data / "usgs_mcs"
    names = set()
    for source, file, edition in (
        ("usgs.mcs", "MCS2026_Commodities_Data.csv.gz", "2026"),
        ("usgs.mcs-world", "MCS2025_World_Data.csv", "2025"),
    ):
        for batch in read(source, folder / file, vintage=edition).batches:
            subjects = batch["subject"].to_pylist()
            names |= {s.partition(":")[2] for s in subjects if s.startswith("country.usgs:")}
    with tarfile.open(folder / "mcs2023_2024_csvs.tar.gz") as archive:
        for info in archive.getmembers():
            stream = archive.extractfile(info)
            if stream is None or not info.name.endswith("_world.csv"):
                continue
            rows = list(csv.DictReader(io.StringIO(stream.read().decode("utf-8-sig"), newline="")))
            names |= {row["Country"] for row in rows if (row["Country"] or "").strip()}
    assert len(places(names)) == len(names) > 200
