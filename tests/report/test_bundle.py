import csv
import hashlib
import json

import pyarrow.parquet as pq
import pytest

from mainstay.errors import InputError
from mainstay.report import bundle, first_answer, write_bundle


def test_a_bundle_holds_the_page_the_data_and_every_table(brief, tmp_path):
    made = write_bundle(brief, tmp_path / "out")
    listed = json.loads((made.folder / "manifest.json").read_text("utf-8"))["files"]
    there = {
        p.relative_to(made.folder).as_posix()
        for p in made.folder.rglob("*")
        if p.is_file() and p.name != "manifest.json"
    }
    assert set(listed) == there == set(made.files)
    assert {f"tables/minerals.{form}" for form in ("csv", "json", "parquet")} <= there
    for name, digest in listed.items():
        assert hashlib.sha256((made.folder / name).read_bytes()).hexdigest() == digest


def test_the_three_forms_of_a_table_agree(brief, tmp_path):
    folder = write_bundle(brief, tmp_path / "out").folder / "tables"
    with (folder / "dependencies.csv").open(encoding="utf-8", newline="") as lines:
        from_csv = list(csv.DictReader(lines))
    from_json = json.loads((folder / "dependencies.json").read_text("utf-8"))
    from_parquet = pq.read_table(folder / "dependencies.parquet").to_pylist()
    assert from_json == from_parquet
    assert [float(r["dependent_share"]) for r in from_csv] == [
        r["dependent_share"] for r in from_json
    ]
    unknown = next(r for r in from_csv if r["code"] == "33131B")
    assert unknown["seen_share"] == ""


def test_links_of_the_page_lead_to_files(brief, tmp_path):
    import re

    made = write_bundle(brief, tmp_path / "out")
    links = set(re.findall(r'href="(tables/[^"]+)"', made.page.read_text("utf-8")))
    assert links
    assert all((made.folder / link).is_file() for link in links)


def test_a_second_bundle_replaces_the_first_with_the_same_bytes(brief, tmp_path):
    first = write_bundle(brief, tmp_path / "out")
    second = write_bundle(brief, tmp_path / "out")
    assert first.files == second.files
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_files_is_left_alone(brief, tmp_path):
    write_bundle(brief, tmp_path / "out")
    note = tmp_path / "out" / "tables" / "my notes.txt"
    note.write_text("mine", "utf-8")
    with pytest.raises(InputError) as caught:
        write_bundle(brief, tmp_path / "out")
    assert [p.code for p in caught.value.problems] == ["foreign_file"]
    assert note.read_text("utf-8") == "mine"


def test_a_file_in_the_way_is_not_replaced(brief, tmp_path):
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(InputError):
        write_bundle(brief, tmp_path / "out")


def test_a_failure_leaves_nothing_half_written(brief, tmp_path, monkeypatch):
    before = write_bundle(brief, tmp_path / "out").files

    def breaks(_):
        raise OSError("disk full")

    monkeypatch.setattr(bundle, "as_plain", breaks)
    with pytest.raises(OSError, match="disk full"):
        write_bundle(brief, tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert json.loads((tmp_path / "out/manifest.json").read_text("utf-8"))["files"] == before


def test_the_first_answer_fits_a_terminal(brief):
    text = first_answer(brief, width=80)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 80 or brief.run.command in text
    assert lines[0] == brief.title
    assert "Not yet modeled: Software as a chain of components." in text
    assert "unknown" in text
    assert "\x1b" not in text
    assert "\x1b" in first_answer(brief, color=True)
