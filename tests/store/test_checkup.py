"""Damage is found and named; what can be made again is made again; nothing is lost quietly."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from mainstay.errors import IntegrityError, SchemaVersion
from mainstay.model import Table
from mainstay.store import Home, Question, catalog_version
from mainstay.store.catalog import migrations

ASK = Question("twin", "leontief", "1", "code")


def answer() -> dict[str, Table]:
    return {"loss": Table.of("loss", [{"loss_usd": 1.0}])}


@pytest.fixture
def full(home: Home, claims_of: Any, report_of: Any) -> Home:
    """A home with a history: two scopes, one read twice, twins, a name, a run."""
    home.ingest(claims_of([1.0, 2.0]), report_of("a.csv"))
    home.ingest(claims_of([3.0], first=5, label="partner"), report_of("b.csv"))
    home.name_twin("old", home.freeze().id)
    home.ingest(claims_of([1.0, 2.5]), report_of("a.csv", sha256="2"))
    home.name_twin("new", home.freeze().id)
    home.run(ASK, answer)
    assert home.check() == []
    return home


def state(home: Home) -> tuple[Any, ...]:
    seen = {name: home.claims(twin=name).to_pylist() for name in home.twin_names()}
    return (home.claims().to_pylist(), home.readings(), home.twins(), home.twin_names(), seen,
            home.runs(), home.result(home.runs()[0]), home.freeze().id)  # fmt: skip


def worst(home: Home) -> list[str]:
    return sorted({finding.severity for finding in home.check()})


def test_a_lost_catalog_is_made_again_from_the_files(full: Home) -> None:
    before = state(full)
    for path in full.path.glob("catalog.sqlite*"):
        path.unlink()
    again = Home.open(full.path, create=False)
    assert state(again) == before
    assert again.check() == []


def test_a_catalog_that_cannot_be_read(full: Home) -> None:
    before = state(full)
    for path in full.path.glob("catalog.sqlite-*"):
        path.unlink()
    (full.path / "catalog.sqlite").write_bytes(b"not a database, but long enough to look at" * 99)
    with pytest.raises(IntegrityError, match="damaged") as caught:
        Home.open(full.path)
    assert "repair" in caught.value.hint
    again = Home.open(full.path, repair=True)
    assert state(again) == before
    assert worst(again) == []


def test_an_old_copy_of_the_catalog_catches_up(full: Home, claims_of: Any, report_of: Any) -> None:
    copy = (full.path / "catalog.sqlite").read_bytes()
    full.ingest(claims_of([9.0], first=9), report_of("c.csv"))
    full.ingest(claims_of([1.0, 2.75]), report_of("a.csv", sha256="3"))
    before = full.claims().to_pylist()
    (full.path / "catalog.sqlite").write_bytes(copy)
    again = Home.open(full.path)
    assert again.claims().to_pylist() == before
    assert worst(again) == []


def test_leftovers_are_named_and_removed(full: Home) -> None:
    before = state(full)
    for place in ("unfinished/x", "claims/use/orphan.parquet", "runs/half/loss.parquet",
                  "twins/none.json", "readings/9999999999999999.json"):  # fmt: skip
        path = full.path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    found = full.check()
    assert {f.severity for f in found} == {"leftover"}
    assert len(found) == 5
    assert all(f.where and f.hint for f in found)
    assert len(full.repair()) == 5
    assert full.check() == []
    assert state(full) == before
    assert full.repair() == []


@pytest.mark.parametrize("how", ["flip", "cut", "remove"])
def test_a_damaged_partition_is_found_and_can_be_read_again(
    full: Home, claims_of: Any, report_of: Any, how: str
) -> None:
    twin = full.twin("new")
    (path,) = (p for p in (full.path / "claims").rglob("*.parquet") if "public" in str(p))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    {"flip": lambda: path.write_bytes(data), "cut": lambda: path.write_bytes(data[:99]),
     "remove": path.unlink}[how]()  # fmt: skip
    errors = [f for f in full.check() if f.severity == "error"]
    assert any(path.name in f.where and "read a.csv" in f.hint for f in errors)
    with pytest.raises(IntegrityError):
        full.claims()
    done = full.repair()
    assert any(path.name in line for line in done)
    with pytest.raises(IntegrityError, match="not whole"):
        full.claims(twin="new")
    assert not full.has_read("demo", "1", "2", scope="a.csv")
    full.ingest(claims_of([1.0, 2.5]), report_of("a.csv", sha256="2"))
    assert full.freeze().id == twin.id
    assert full.claims(twin="new")["value"].to_pylist() == full.claims()["value"].to_pylist()
    assert [f.where for f in full.check()] == [f"twins/{full.twin('old').id}.json"]


def test_lost_records_are_written_again(full: Home) -> None:
    before = state(full)
    for folder in ("twins", "names", "readings"):
        first, *rest = sorted((full.path / folder).iterdir())
        first.unlink()
        for path in rest:
            path.write_text("{}")
    assert worst(full) == ["error"]
    full.repair()
    assert full.check() == []
    assert state(full) == before


def test_a_damaged_run_is_taken_away_and_can_be_computed_again(full: Home) -> None:
    (run,) = full.runs()
    (full.path / "runs" / run.run_id / "loss.parquet").write_bytes(b"")
    assert worst(full) == ["error"]
    full.repair()
    assert full.runs() == []
    assert full.run(ASK, answer).result_hash == run.result_hash
    assert full.check() == []


def test_a_home_of_an_older_version_is_migrated(full: Home) -> None:
    """Version 1 had no table of hashes; everything else must come through."""
    before = state(full)
    with sqlite3.connect(full.path / "catalog.sqlite") as db:
        db.execute("DROP TABLE hashes")
        db.execute("DELETE FROM schema_version WHERE version > 1")
    db.close()
    again = Home.open(full.path)
    with sqlite3.connect(full.path / "catalog.sqlite") as db:
        versions = [row[0] for row in db.execute("SELECT version FROM schema_version")]
    db.close()
    assert versions == list(range(1, catalog_version() + 1))
    assert state(again) == before


def test_a_home_made_by_version_1_alone(tmp_path: Path, claims_of: Any, report_of: Any) -> None:
    db = sqlite3.connect(tmp_path / "catalog.sqlite")
    db.executescript(migrations()[0])
    db.execute("INSERT INTO schema_version VALUES (1, '2026-01-01')")
    db.commit()
    db.close()
    home = Home.open(tmp_path, create=False)
    home.ingest(claims_of([1.0]), report_of())
    assert home.freeze().rows == 1


def test_a_home_of_a_newer_version_is_refused(full: Home) -> None:
    with sqlite3.connect(full.path / "catalog.sqlite") as db:
        db.execute("INSERT INTO schema_version VALUES (99, '2030-01-01')")
    db.close()
    with pytest.raises(SchemaVersion, match="99"):
        Home.open(full.path)


def test_a_reading_of_a_newer_version_is_refused(full: Home) -> None:
    path = max((full.path / "readings").iterdir())
    path.write_text(path.read_text().replace('"version": 1', '"version": 9'))
    for path in full.path.glob("catalog.sqlite*"):
        path.unlink()
    with pytest.raises(SchemaVersion, match="version 9"):
        Home.open(full.path)
