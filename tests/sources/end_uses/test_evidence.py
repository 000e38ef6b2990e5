"""Evidence files: what becomes of their numbers, and every fault of a file at once."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from mainstay.errors import ChangedShape, InputError, MainstayError, UnknownCode
from mainstay.model import kinds
from mainstay.sources import read
from mainstay.sources.embedded import figure
from mainstay.sources.end_uses.form import MATERIALS
from mainstay.sources.end_uses.reader import second_reading
from mainstay.sources.report import checksum

TEXT = """
version: 1
mineral: examplium
of: reported consumption, by weight
citations:
  sheet: {title: A data sheet, publisher: A survey, year: 2011, url: "https://example.org/sheet"}
uses:
  - use: chips
    share: {low: 0.6, mode: 0.7, high: 0.8, source: sheet, locator: "p. 1", confidence: 0.6}
    substitutable: {low: 0, mode: 0.1, high: 0.3, source: sheet, locator: "p. 2", confidence: 0.4}
    material: electronic
    line: wafers
    industries:
      - code: 334413
        split: {low: 0.8, mode: 1, high: 1, source: assumed, locator: made here, confidence: 0.2}
        dependent: {low: 0.1, mode: 0.2, high: 0.3, source: sheet, locator: "p. 3", confidence: 0.5}
  - use: other
    share: {low: 0.2, mode: 0.3, high: 0.4, source: assumed, locator: the rest, confidence: 0.1}
    substitutable: {low: 0.2, mode: 0.5, high: 0.8, source: assumed, locator: guess, confidence: 0}
    material: process
    industries: []
outside:
  - {form: wafers, unit: kg, year: 2024, amount: 5, source: sheet, locator: "p. 4", confidence: 0.8}
"""


def write(folder: Path, text: str, name: str = "examplium.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def rows_of(path: Path, vintage: str = "2027-01") -> list[dict[str, object]]:
    reading = read("analyst.end-uses", path, vintage=vintage)
    assert reading.report.is_whole
    return [row for batch in reading.batches for row in batch.to_pylist()]


def problems(path: Path) -> dict[str, list[str]]:
    with pytest.raises(MainstayError) as caught:
        read("analyst.end-uses", path, vintage="2027-01")
    found: dict[str, list[str]] = {}
    for problem in caught.value.problems:
        found.setdefault(problem.code, []).append(f"{problem.where} | {problem.hint}")
    return found


def test_every_number_keeps_its_range_method_and_citation(tmp_path: Path) -> None:
    rows = rows_of(write(tmp_path, TEXT))
    by = {(row["kind"], row["object"]): row for row in rows}
    share = by["end_use_share", "use:chips"]
    assert (share["lo"], share["value"], share["hi"]) == (0.6, 0.7, 0.8)
    assert (share["subject"], share["unit"], share["method"]) == (
        "mineral:examplium", "share", "observed")  # fmt: skip
    assert json.loads(str(share["text"])) == {
        "title": "A data sheet", "publisher": "A survey", "year": 2011,
        "url": "https://example.org/sheet", "locator": "p. 1",
    }  # fmt: skip
    assert str(share["valid_to"]) == "2011-12-31"
    assert by["substitutable_share", "use:chips"]["method"] == "inferred"
    split = by["use_split", "use:chips/industry.detail:334413"]
    assert (split["method"], json.loads(str(split["text"]))) == (
        "assumed",
        {"assumed": "made here"},
    )
    assert by["dependent_share", "use:chips/industry.detail:334413"]["value"] == 0.2
    assert by["use_material", "use:chips"]["text"] == "electronic"
    assert by["use_line", "use:chips"]["text"] == "wafers"
    assert by["use_base", None]["text"] == "reported consumption, by weight"
    form = by["outside_form", "form:wafers"]
    assert (form["value"], form["unit"], str(form["valid_to"])) == (5.0, "kg", "2024-12-31")


def test_an_undated_page_holds_for_the_year_of_the_reading(tmp_path: Path) -> None:
    rows = rows_of(write(tmp_path, TEXT.replace("year: 2011", "year: null")))
    share = next(r for r in rows if r["kind"] == "end_use_share")
    assert str(share["valid_to"]) == "2027-12-31"


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    bad = (
        TEXT.replace("code: 334413", "code: 334414")
        .replace("low: 0.6, mode: 0.7", "low: 0.9, mode: 0.7")
        .replace('source: sheet, locator: "p. 2"', 'source: sheets, locator: "p. 2"')
        .replace("mode: 0.3, high: 0.4", "mode: 0.35, high: 0.4")
        .replace("unit: kg", "unit: kilo")
    )
    found = problems(write(tmp_path, bad))
    assert set(found) == {
        "unknown_code", "bad_range", "unknown_citation", "wrong_sum", "unit_mismatch",
    }  # fmt: skip
    assert found["unknown_code"][0].startswith("examplium.yaml, uses[0].industries[0].code")
    assert "334413" in found["unknown_code"][0]
    assert found["bad_range"][0].startswith("examplium.yaml, uses[0].share")
    assert "known: sheet, assumed" in found["unknown_citation"][0]


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("material: electronic", "material: electronics", "unknown_class", "closest: electronic"),
        ("    line: wafers", "    lines: wafers", "unknown_key", "closest: line"),
        ("    material: process\n", "", "missing_key", ""),
        ("mode: 0.7, high: 0.8", "mode: 0.7, high: 1.8", "out_of_range", ""),
        ("mode: 0.7", "mode: most", "wrong_value", ""),
        ("https://example.org/sheet", "a sheet", "wrong_value", "https"),
        ("mineral: examplium", "mineral: Examplium Ore", "wrong_value", "lower-case"),
        ("- use: other", "- use: Chips", "duplicate_key", ""),
        ("version: 1", "version: 2", "unknown_class", ""),
        ('locator: "p. 1"', 'locator: ""', "wrong_value", ""),
        ("low: 0.6", "low: .nan", "out_of_range", ""),
    ],
)
def test_a_fault_says_what_and_what_to_do(
    tmp_path: Path, old: str, new: str, code: str, hint: str
) -> None:
    assert old in TEXT
    found = problems(write(tmp_path, TEXT.replace(old, new, 1)))
    assert code in found, found
    assert any(hint in text for text in found[code])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_file"),
        ("- a list", "not_the_format"),
        ("a: [1", "not_the_format"),
        (TEXT.replace("uses:", "uses: &u", 1) + "\nagain: *u\n", "not_the_format"),
        (TEXT + "\nmineral: twice\n", "not_the_format"),
        ("version: 1\n\x00", "not_the_format"),
    ],
)
def test_what_is_no_plain_yaml_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert set(problems(write(tmp_path, text))) == {code}


def test_an_unknown_industry_alone_is_an_unknown_code(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT.replace("334413", "334414"))
    with pytest.raises(UnknownCode):
        read("analyst.end-uses", path, vintage="2027-01")


def test_a_folder_is_read_as_one_and_names_the_file_of_each_fault(tmp_path: Path) -> None:
    write(tmp_path, TEXT)
    write(tmp_path, TEXT.replace("examplium", "secondium"), "secondium.yaml")
    assert {row["subject"] for row in rows_of(tmp_path)} == {
        "mineral:examplium", "mineral:secondium"}  # fmt: skip
    write(tmp_path, TEXT, "third.yaml")
    write(tmp_path, "- a list", "fourth.yaml")
    found = problems(tmp_path)
    assert found["duplicate_key"][0].startswith("third.yaml")
    assert found["not_the_format"][0].startswith("fourth.yaml")


def test_an_empty_folder_and_a_folder_for_another_source(tmp_path: Path) -> None:
    assert set(problems(tmp_path)) == {"empty_folder"}
    with pytest.raises(MainstayError, match="no file"):
        read("codes.iso", tmp_path, vintage="2023")


@pytest.mark.parametrize("vintage", ["mine", "27", "2027-1"])
def test_a_vintage_is_a_date(tmp_path: Path, vintage: str) -> None:
    with pytest.raises(InputError, match="no date"):
        read("analyst.end-uses", write(tmp_path, TEXT), vintage=vintage)


def test_the_vintage_of_the_package_is_taken(tmp_path: Path) -> None:
    held = figure("end-uses")
    with pytest.raises(InputError, match="vintage of the evidence in the package"):
        read("analyst.end-uses", write(tmp_path, TEXT), vintage=held.vintage)
    with pytest.raises(InputError, match="this source has none"):
        read("analyst.end-uses", write(tmp_path, TEXT), vintage="2027", year=2020)


def test_the_shipped_evidence_is_whole_and_cited_or_assumed() -> None:
    held = figure("end-uses")
    reading = read(held.source, held.path, vintage=held.vintage)
    assert reading.report.sha256 == held.sha256 == checksum(held.path)[0]
    table = pa.Table.from_batches(reading.batches)
    assert set(table["kind"].to_pylist()) <= set(kinds())
    shares = [row for row in table.to_pylist() if row["kind"] == "end_use_share"]
    assert len({row["subject"] for row in shares}) == held.rows >= 25
    for row in shares:
        said = json.loads(row["text"])
        assert said.get("assumed") or said["url"].startswith("http"), row["locator"]
    materials = {row["text"] for row in table.to_pylist() if row["kind"] == "use_material"}
    assert materials <= set(MATERIALS)


def test_every_shipped_file_is_named_after_its_mineral() -> None:
    for folder in (figure("end-uses").path, figure("end-uses").path.parent / "second_reading"):
        for path in folder.glob("*.yaml"):
            assert yaml.safe_load(path.read_text("utf-8"))["mineral"] == path.stem


def test_the_second_reading_is_no_figure_of_a_twin() -> None:
    reading = second_reading()
    found = {str(s) for b in reading.batches for s in b["subject"].to_pylist()}
    assert "mineral:gallium" in found
    assert reading.report.vintage != figure("end-uses").vintage


def test_a_file_cut_off_anywhere_is_refused_or_whole(tmp_path: Path) -> None:
    for size in range(20, len(TEXT), 173):
        path = write(tmp_path, TEXT[:size])
        with pytest.raises((ChangedShape, InputError)):
            read("analyst.end-uses", path, vintage="2027-01")
