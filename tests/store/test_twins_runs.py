"""Twins, differences, runs, the cache."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mainstay.errors import InputError, IntegrityError, NotFound
from mainstay.model import Label, Table, claim_batches
from mainstay.model.period import Period
from mainstay.store import Home, Question, canonical_hash, environment_hash, merkle_root, run_id


def question(**more: Any) -> Question:
    return Question("twin", "leontief", "1", "code", **more)


def answer(*values: float) -> dict[str, Table]:
    rows: list[dict[str, object]] = [{"code": "a", "loss_usd": value} for value in values]
    return {"loss": Table.of("loss", rows, title="Loss", source="twin", notes=("a note",))}


def test_twin_id_by_definition(home: Home, claims_of: Any, report_of: Any) -> None:
    """The Merkle root over kind, source, vintage and view of hashes of the claims as given."""
    make = claims_of([1.0, 2.0])
    price = claims_of([3.0], kind="price_index", unit="index")
    home.ingest(make + price, report_of())
    twin = home.freeze()
    assert twin.id == merkle_root({
        f"{kind}/demo/1/public": canonical_hash(
            pa.Table.from_batches(batches), name="claim", version=1)
        for kind, batches in (("gross_output", make), ("price_index", price))
    })  # fmt: skip
    assert twin.rows == 3
    assert twin.view is Label.PUBLIC
    assert home.freeze() == twin, "the same claims are the same twin"


def test_frozen_twins_do_not_move(home: Home, claims_of: Any, report_of: Any) -> None:
    home.ingest(claims_of([1.0]), report_of())
    twin = home.freeze()
    home.ingest(claims_of([2.0], first=1), report_of("other.csv"))
    assert home.claims(twin=twin.id)["value"].to_pylist() == [1.0]
    assert home.freeze().id != twin.id
    assert home.freeze(as_of=twin.as_of).id == twin.id
    assert home.freeze(sources={"demo": "2"}).rows == 0
    assert home.freeze(sources={}).id == home.freeze(sources={"x": "1"}).id


def test_one_vintage_of_a_source(home: Home, claims_of: Any) -> None:
    for vintage in ("2025", "2026"):
        home.ingest(claims_of([float(vintage)], vintage=vintage),
                    {"source": "demo", "vintage": vintage, "path": "x"})  # fmt: skip
    twin = home.freeze(sources={"demo": "2026"})
    assert home.claims(twin=twin)["value"].to_pylist() == [2026.0]


def test_twins_are_found_by_name_and_prefix(home: Home, claims_of: Any, report_of: Any) -> None:
    ids = []
    for number in range(20):
        home.ingest(claims_of([float(number)]), report_of(sha256=str(number)))
        ids.append(home.freeze().id)
    home.name_twin("demo", ids[3][:12])
    home.name_twin("demo", ids[4])
    assert home.twin("demo").id == home.twin(ids[4][:12]).id == ids[4]
    assert home.twin_names() == {"demo": ids[4]}
    assert {t.id for t in home.twins()} == set(ids)
    shared = next(i[0] for i in ids if sum(j.startswith(i[0]) for j in ids) > 1)
    for wrong, words in (("nothing", "no twin"), ("", "no twin"), (shared, "begins the ids of")):
        with pytest.raises(NotFound, match=words):
            home.twin(wrong)
    with pytest.raises(NotFound):
        home.name_twin("x", "nothing")
    with pytest.raises(InputError):
        home.name_twin(" ", ids[0])


def test_diff_says_what_was_added_removed_changed_restated(home: Home, report_of: Any) -> None:
    def rows(subjects: str, numbers: list[float], locator: str = "row") -> Any:
        keys = [f"industry.detail:{s}" for s in subjects]
        return claim_batches(source="demo", vintage="1", kind="gross_output", value=numbers,
                             locator=[f"{locator} {s}" for s in subjects], subject=keys,
                             valid=Period.year(2023))  # fmt: skip

    home.ingest(rows("abcd", [1.0, 2.0, 3.0, 4.0]), report_of())
    home.ingest(rows("z", [9.0]), report_of("other.csv"))
    a = home.freeze()
    home.ingest([*rows("abe", [1.0, 2.5, 5.0]), *rows("d", [4.0], "line")], report_of(sha256="2"))
    b = home.freeze()
    home.name_twin("new", b.id)
    found = {r["subject"][-1]: (r["change"], r["value_a"], r["value_b"])
             for r in home.diff(a.id, "new").rows()}  # fmt: skip
    assert found == {
        "b": ("changed", 2.0, 2.5), "c": ("removed", 3.0, None), "e": ("added", None, 5.0),
        "d": ("restated", 4.0, 4.0),
    }  # fmt: skip
    back = {r["subject"][-1]: r["change"] for r in home.diff("new", a).rows()}
    assert back == {"b": "changed", "c": "added", "e": "removed", "d": "restated"}
    assert len(home.diff(a, a)) == 0


def test_diff_pairs_unknown_objects_and_values(home: Home, report_of: Any) -> None:
    def row(value: float | None, text: str | None) -> Any:
        return claim_batches(source="demo", vintage="1", kind="mineral_flow", locator="1",
                             subject="statistic:imports", value=[value], text=text,
                             unit="t", valid=Period.year(2023))  # fmt: skip

    home.ingest(row(None, "W"), report_of())
    a = home.freeze()
    home.ingest(row(3.0, None), report_of(sha256="2"))
    (change,) = home.diff(a, home.freeze()).rows()
    assert (change["change"], change["value_a"], change["value_b"], change["text_a"]) == (
        "changed", None, 3.0, "W",
    )  # fmt: skip


def test_a_run_is_computed_once_and_kept(home: Home) -> None:
    asked = []

    def compute() -> dict[str, Table]:
        asked.append(1)
        return answer(1.0, 2.0)

    ask = question(parameters={"p": 1}, scenario={"when": datetime(2026, 1, 1, tzinfo=UTC)})
    done = home.run(ask, compute, command="mainstay run x")
    assert done.run_id == run_id(ask.id, environment_hash())
    assert home.run(ask, compute) == done
    assert len(asked) == 1
    assert home.run(ask, compute, verify=True) == done
    assert len(asked) == 2
    (held,) = home.runs()
    assert held == done == home.find_run(done.run_id[:8])
    assert held.question.id == ask.id, "a stored question can be asked again"
    table = home.result(done.run_id)["loss"]
    assert table == answer(1.0, 2.0)["loss"]


def test_a_run_that_does_not_repeat_is_an_error(home: Home) -> None:
    done = home.run(question(), lambda: answer(1.0))
    with pytest.raises(IntegrityError, match="does not repeat") as caught:
        home.run(question(), lambda: answer(1.0 + 2**-52), verify=True)
    assert [p.where for p in caught.value.problems] == ["table loss"]
    assert home.result(done)["loss"].rows()[0]["loss_usd"] == 1.0


def test_a_run_that_fails_leaves_nothing(home: Home) -> None:
    def broken() -> dict[str, Table]:
        raise InputError("no")

    with pytest.raises(InputError):
        home.run(question(), broken)
    with pytest.raises(InputError, match="stored"):
        home.run(question(), lambda: {"../up": answer(1.0)["loss"]})
    assert home.runs() == []
    assert home.check() == []
    for wrong in ("", "abc"):
        with pytest.raises(NotFound):
            home.find_run(wrong)


def test_a_stored_result_that_was_tampered_with(home: Home) -> None:
    done = home.run(question(), lambda: answer(1.0))
    path = home.path / "runs" / done.run_id / "loss.parquet"
    pq.write_table(answer(2.0)["loss"].data, path)
    with pytest.raises(IntegrityError, match="not what was stored"):
        home.result(done)
    path.unlink()
    with pytest.raises(IntegrityError, match="cannot be read"):
        home.result(done)


def test_the_cache_is_made_once_and_survives_its_loss(home: Home) -> None:
    made = []

    def make() -> dict[str, pa.Table]:
        made.append(1)
        return {"b": pa.table({"x": [1, 2]}), "a/..": pa.table({"y": ["z"]})}

    first = home.cached("key", make)
    again = home.cached("key", make)
    assert list(again) == ["b", "a/.."]
    assert all(again[n].equals(first[n]) for n in first)
    home.cached("other key", make)
    assert len(made) == 2
    (folder, *_) = sorted((home.path / "cache").iterdir())
    for path in folder.iterdir():
        path.write_bytes(b"")
    assert [f.severity for f in home.check()] == ["leftover"]
    home.cached("key", make)
    home.cached("other key", make)
    assert len(made) == 3
    assert home.check() == []


def test_homes_do_not_share(tmp_path: Path, claims_of: Any, report_of: Any) -> None:
    one, two = Home.open(tmp_path / "1"), Home.open(tmp_path / "2")
    one.ingest(claims_of([1.0]), report_of())
    two.ingest(claims_of([1.0]), report_of("renamed.csv", sha256="x"))
    assert one.freeze().id == two.freeze().id
    assert (
        one.run(question(), lambda: answer(1.0)).result_hash
        == two.run(question(), lambda: answer(1.0)).result_hash
    )


class Killed(BaseException):
    """The process ends here."""


def test_the_file_of_a_twin_is_the_commit(
    home: Home, claims_of: Any, report_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An end between a twin's later file and the catalog's commit: both ways back agree."""
    for value in (1.0, 2.0):
        home.ingest(claims_of([value]), report_of())
        if value == 1.0:
            first = home.freeze()
    home.ingest(claims_of([1.0]), report_of())  # the same claims, recorded anew

    def end(*_: object) -> None:
        raise Killed

    monkeypatch.setattr("mainstay.store.twins.insert", end)
    with pytest.raises(Killed):
        home.freeze()
    monkeypatch.undo()
    again = Home.open(home.path)
    assert [twin.id for twin in again.twins()] == [first.id]
    assert again.twins()[0].as_of > first.as_of
    assert again.check() == []
    known = again.twins()
    for path in home.path.glob("catalog.sqlite*"):
        path.unlink()
    assert Home.open(home.path).twins() == known
