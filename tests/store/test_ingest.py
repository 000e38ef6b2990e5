"""Claims in: idempotent, bitemporal, scoped, whole or not at all."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainstay.errors import InputError, MainstayError, NotFound, SchemaMismatch
from mainstay.model import Label, claim_batches
from mainstay.model.period import Period
from mainstay.store import Home, scope_name


def snapshot(home: Home) -> dict[str, tuple[int, int]]:
    """Every file of a home but SQLite's own side files, with size and time of change."""
    files = (
        p for p in home.path.rglob("*") if p.is_file() and not p.name.endswith(("-wal", "-shm"))
    )
    return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in files}


def values(home: Home, **more: Any) -> list[float]:
    return sorted(home.claims(**more)["value"].to_pylist())


def test_reading_the_same_file_again_writes_nothing(
    home: Home, claims_of: Any, report_of: Any
) -> None:
    first = home.ingest(claims_of([1.0, 2.0]), report_of())
    assert (first.added, first.unchanged, first.closed, first.partitions) == (2, 0, 0, 1)
    before = snapshot(home)
    again = home.ingest(claims_of([1.0, 2.0]), report_of())
    assert (again.added, again.unchanged, again.closed, again.partitions) == (0, 2, 0, 0)
    assert snapshot(home) == before
    assert len(home.readings()) == 1


def test_a_file_whose_bytes_but_not_claims_changed(
    home: Home, claims_of: Any, report_of: Any
) -> None:
    home.ingest(claims_of([1.0]), report_of())
    twin = home.freeze()
    assert not home.ingest(claims_of([1.0]), report_of(sha256="2")).is_changed
    assert home.has_read("demo", "1", "2", scope="demo.csv")
    assert not home.has_read("demo", "1", "1", scope="demo.csv"), "only the last reading counts"
    assert not home.has_read("demo", "1", "2", "newer reader", scope="demo.csv")
    assert home.freeze().id == twin.id


def test_a_claim_that_vanishes_is_closed_and_the_past_stays(
    tmp_path: Path, clock: Any, claims_of: Any, report_of: Any
) -> None:
    home = Home.open(tmp_path, clock=clock)
    first = clock.step()
    home.ingest(claims_of([1.0, 2.0]), report_of())
    second = clock.step()
    changed = home.ingest(claims_of([1.0, 3.0]), report_of(sha256="2"))
    assert (changed.added, changed.unchanged, changed.closed) == (1, 1, 1)
    assert values(home) == [1.0, 3.0]
    assert values(home, as_of=first) == [1.0, 2.0]
    assert values(home, as_of=second) == [1.0, 3.0]
    assert values(home, as_of=datetime(2025, 1, 1, tzinfo=UTC)) == []
    recorded = dict(
        zip(*(home.claims()[n].to_pylist() for n in ("value", "recorded_from")), strict=True)
    )
    assert recorded == {1.0: first, 3.0: second}, "a held claim keeps its first record"
    third = clock.step()
    home.ingest(claims_of([1.0, 2.0]), report_of(sha256="3"))
    assert values(home) == [1.0, 2.0]
    assert values(home, as_of=second) == [1.0, 3.0]
    assert values(home, as_of=third) == [1.0, 2.0]


def test_moments_never_repeat_though_the_clock_stands_still(
    tmp_path: Path, clock: Any, claims_of: Any, report_of: Any
) -> None:
    home = Home.open(tmp_path, clock=clock)
    seen = []
    for number in range(4):
        home.ingest(claims_of([float(number)]), report_of(sha256=str(number)))
        seen.append(home.freeze())
    assert len({twin.id for twin in seen}) == 4
    assert [values(home, twin=twin.id) for twin in seen] == [[0.0], [1.0], [2.0], [3.0]]


def test_two_files_of_one_source_and_vintage_leave_each_other_alone(
    home: Home, claims_of: Any, report_of: Any
) -> None:
    home.ingest(claims_of([1.0]), report_of("detail.csv"))
    home.ingest(claims_of([2.0], first=7), report_of("summary.csv"))
    home.ingest(claims_of([3.0], first=7), report_of("summary.csv", sha256="2"))
    assert values(home) == [1.0, 3.0]
    sheet = {"parameters": {"sheet": "a"}}
    home.ingest(claims_of([4.0], first=8), report_of("summary.csv", **sheet))
    assert values(home) == [1.0, 3.0, 4.0]


def test_the_scope_rule() -> None:
    assert scope_name({"scope": "mine", "path": "x.csv"}) == "mine"
    assert scope_name({"path": "/a/x.csv"}) == scope_name({"path": "/b/x.csv", "parameters": {}})
    assert scope_name({"path": "x.csv", "parameters": {"year": 2017, "level": None}}) == (
        'x.csv {"year":2017}'
    )
    closed = scope_name({"path": "x.csv", "parameters": {"label": Label.PROPRIETARY}})
    assert closed == scope_name({"path": "x.csv"}), "a new label must replace the old claims"


def test_one_claim_by_two_doors_counts_once(home: Home, claims_of: Any, report_of: Any) -> None:
    home.ingest(claims_of([1.0, 2.0], confidence=0.9), report_of("a.csv"))
    alone = home.freeze()
    home.ingest(claims_of([1.0, 2.0], confidence=0.9), report_of("copy of a.csv"))
    assert home.freeze().id == alone.id
    assert values(home) == [1.0, 2.0]
    home.ingest(claims_of([1.0], confidence=0.5), report_of("c.csv"))
    assert sorted(home.claims()["confidence"].to_pylist()) == [0.5, 0.9], "the least sure counts"
    home.ingest([], report_of("a.csv", sha256="9"))
    assert values(home) == [1.0, 2.0], "the other door still holds it"


def test_evidence_that_changes_revises_the_claim(
    home: Home, claims_of: Any, report_of: Any
) -> None:
    home.ingest(claims_of([1.0], confidence=0.9), report_of())
    before = home.freeze()
    result = home.ingest(claims_of([1.0], confidence=0.4), report_of(sha256="2"))
    assert (result.added, result.closed) == (1, 1)
    assert home.claims()["confidence"].to_pylist() == [0.4]
    assert home.claims(twin=before)["confidence"].to_pylist() == [0.9]
    assert [row["change"] for row in home.diff(before, home.freeze()).rows()] == ["evidence"]


def test_labels_hide_and_a_new_label_replaces(home: Home, claims_of: Any, report_of: Any) -> None:
    home.ingest(claims_of([1.0]), report_of("open.csv"))
    home.ingest(claims_of([2.0], first=5, label="proprietary"), report_of("firm.csv"))
    assert values(home) == [1.0]
    assert values(home, view=Label.PARTNER) == [1.0]
    assert values(home, view=Label.PROPRIETARY) == [1.0, 2.0]
    assert values(home, view=Label.CONTROLLED) == [1.0, 2.0]
    public, full = home.freeze(), home.freeze(Label.CONTROLLED)
    assert public.id != full.id
    assert values(home, twin=full) == [1.0], "a public reader sees no more through a full twin"
    assert values(home, twin=full, view=Label.CONTROLLED) == [1.0, 2.0]
    assert values(home, twin=public, view=Label.CONTROLLED) == [1.0]
    home.ingest(claims_of([1.0], label="controlled"), report_of("open.csv", sha256="2"))
    assert values(home) == []
    assert home.freeze().rows == 0


def test_a_claim_given_twice_counts_once(home: Home, claims_of: Any, report_of: Any) -> None:
    result = home.ingest(claims_of([1.0]) + claims_of([1.0]), report_of())
    assert (result.added, result.duplicates) == (1, 1)


def test_odd_names_are_safe_on_disk(home: Home, claims_of: Any, tmp_path: Path) -> None:
    for number, vintage in enumerate(["../../up", "..", "a/b*?[1]", "é" * 200, "con: 1"]):
        home.ingest(claims_of([float(number)], vintage=vintage),
                    {"source": "demo", "vintage": vintage, "path": "x"})  # fmt: skip
    assert values(home) == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert home.check() == []
    assert {p.name for p in tmp_path.iterdir()} == {"home"}
    assert home.freeze().rows == 5


def test_odd_home_paths(tmp_path: Path, claims_of: Any, report_of: Any) -> None:
    for name in ("[1]", "a*b", "what?", "it's", "é ü"):
        home = Home.open(tmp_path / name)
        home.ingest(claims_of([1.0]), report_of())
        assert values(home) == [1.0], name


BAD: dict[str, Callable[[Any], tuple[list[Any], dict[str, Any]]]] = {
    "another source": lambda make: (make([1.0], source="other"), {}),
    "another vintage": lambda make: (make([1.0], vintage="2"), {}),
    "a missing column": lambda make: ([make([1.0])[0].drop_columns(["unit"])], {}),
    "a strange label": lambda make: (make([1.0], label="secret"), {}),
    "a wild confidence": lambda make: (make([1.0], confidence=2.0), {}),
    "no source": lambda make: (make([1.0]), {"source": ""}),
    "no path": lambda make: (make([1.0]), {"path": ""}),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_readings_change_nothing(home: Home, claims_of: Any, report_of: Any, name: str) -> None:
    home.ingest(claims_of([5.0]), report_of())
    before = snapshot(home)
    batches, more = BAD[name](claims_of)
    good = claims_of([1.0], first=3)
    with pytest.raises((SchemaMismatch, InputError)) as caught:
        home.ingest(good + batches, {**report_of(sha256="2"), **more})
    assert caught.value.problems
    assert snapshot(home) == before


def test_a_reader_that_fails_midway_changes_nothing(
    home: Home, claims_of: Any, report_of: Any
) -> None:
    def broken() -> Any:
        yield from claims_of([1.0])
        raise InputError("line 7 is torn")

    with pytest.raises(InputError, match="line 7"):
        home.ingest(broken(), report_of())
    assert home.readings() == []
    assert home.check() == []


def test_homes_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFound):
        Home.open(tmp_path / "nothing", create=False)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError):
        Home.open(tmp_path / "file" / "below")
    monkeypatch.setenv("MAINSTAY_HOME", str(tmp_path / "named"))
    assert Home.open().path == tmp_path / "named"
    with pytest.raises(InputError, match="time zone"):
        Home.open().freeze(as_of=datetime(2026, 1, 1))
    with pytest.raises(InputError, match="future"):
        Home.open().freeze(as_of=datetime(2999, 1, 1, tzinfo=UTC))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_may_not_be_written(home: Home, claims_of: Any, report_of: Any) -> None:
    home.ingest(claims_of([1.0]), report_of())
    (home.path / "claims").chmod(0o500)
    try:
        with pytest.raises(MainstayError):
            home.ingest(claims_of([1.0], kind="price_index", unit="index"), report_of("b.csv"))
    finally:
        (home.path / "claims").chmod(0o700)


def test_a_full_disk_leaves_the_home_as_it_was(
    home: Home, claims_of: Any, report_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.ingest(claims_of([1.0]), report_of())
    before = snapshot(home)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pyarrow.parquet.write_table", full)
        with pytest.raises(MainstayError, match="No space left"):
            home.ingest(claims_of([2.0]), report_of(sha256="2"))
    assert snapshot(home) == before
    assert home.check() == []


READING = st.tuples(st.sampled_from("abc"), st.lists(st.integers(0, 4), max_size=3, unique=True))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(readings=st.lists(READING, max_size=5), data=st.data())
def test_the_twin_depends_on_the_last_readings_only(
    tmp_path_factory: pytest.TempPathFactory, claims_of: Any, report_of: Any,
    readings: list[tuple[str, list[int]]], data: st.DataObject,
) -> None:  # fmt: skip
    """Any history of readings, any order of the last ones, any repeats: the same twin id."""

    def read(home: Home, name: str, rows: list[int]) -> None:
        batches = [b for row in rows for b in claims_of([float(row)], first=row)]
        home.ingest(batches, report_of(name, sha256=str(rows)))

    last = dict(readings)
    one = Home.open(tmp_path_factory.mktemp("one"))
    twins = []
    for name, rows in readings:
        read(one, name, rows)
        twins.append((one.freeze(), values(one)))
    two = Home.open(tmp_path_factory.mktemp("two"))
    for name, rows in data.draw(st.permutations(list(last.items()))):
        read(two, name, data.draw(st.permutations(rows)))
        read(two, name, rows)
    assert one.freeze().id == two.freeze().id
    assert values(one) == sorted({float(row) for rows in last.values() for row in rows})
    for twin, seen in twins:
        assert values(one, twin=one.twin(twin.id)) == seen, "a twin shows what it showed"
        assert one.freeze(as_of=twin.as_of).id == twin.id
    assert one.check() == two.check() == []


def test_claims_come_back_in_the_claim_schema(home: Home, report_of: Any) -> None:
    batches = claim_batches(
        source="demo", vintage="1", kind=["use", "code_name"], locator=["1", "2"],
        subject=["industry.detail:a", "iso3:CHN"], object_=["commodity.detail:b", None],
        value=[None, None], lo=[1.0, None], hi=[None, None], qualifier=["withheld", "text"],
        text=[None, "China"], unit=["USD_million", "none"], valid=Period.year(2023),
    )  # fmt: skip
    (given_batch,) = batches
    home.ingest([given_batch], report_of())
    found = home.claims()
    assert found.schema == given_batch.schema
    kept = [n for n in found.column_names if not n.startswith("recorded_")]
    decoded = pa.Table.from_batches([given_batch]).select(kept).to_pylist()
    assert found.select(kept).to_pylist() == sorted(decoded, key=lambda row: row["kind"])
    assert home.claims(["use"], sources=["demo"], vintages=["1"]).num_rows == 1
    assert home.claims([], vintages=["1"]).num_rows == 0
    assert home.claims(vintages=["2"]).num_rows == 0
