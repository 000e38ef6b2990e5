"""Ensembles of a home: stored once, cut off and gone on with, never mixed."""

from pathlib import Path

import numpy as np
import pytest

from mainstay import service
from mainstay.errors import InputError, NotFound
from mainstay.service import ensembles
from mainstay.service.ensembles import KeptBatches, list_ensembles, resume_ensemble, run_ensemble
from mainstay.shocks.ensembles import members as runner
from mainstay.shocks.ensembles.workers import Answers
from mainstay.store import Home

pytestmark = pytest.mark.xdist_group("demo")

SCENARIO = """\
version: 1
name: short
title: Chips stop for a few days
engine: ario
duration_days: 5
days: 12
shocks:
  - {target: imports, codes: ["334413"], size: 0.5, low: 0.4, high: 0.9}
"""


@pytest.fixture
def short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a scenario that is quick, in batches so small that 64 members are eight."""
    for module in (runner, ensembles):
        if hasattr(module, "BATCH"):
            monkeypatch.setattr(module, "BATCH", 8)
    file = tmp_path / "short.yaml"
    file.write_text(SCENARIO, "utf-8")
    return file


@pytest.fixture
def cut_after(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Interrupt a run once three batches are kept; give the numbers of all batches kept."""
    kept: list[int] = []
    put = KeptBatches.put

    def watched(self: KeptBatches, number: int, answers: Answers) -> None:
        put(self, number, answers)
        kept.append(number)
        if len(kept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(KeptBatches, "put", watched)
    return kept


def test_one_that_was_cut_off_goes_on_to_the_bytes_of_one_that_was_not(
    demo_home: Path, short: Path, cut_after: list[int]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_ensemble(demo_home, short, members=64, seed=1, workers=1)
    (row,) = [r for r in list_ensembles(demo_home).rows() if r["state"] == "cut off"]
    assert (row["scenario"], row["members"], row["seed"]) == ("short", 64, 1)
    done = resume_ensemble(demo_home, str(row["run"]), workers=1)
    assert done.run_id.startswith(str(row["run"]))
    assert cut_after == list(range(8))
    assert [r["state"] for r in list_ensembles(demo_home).rows() if r["run"] == row["run"]] == [
        "done"
    ]
    verdict = service.repeat_run(demo_home, done.run_id)
    assert verdict["same_bytes"] is True
    again = run_ensemble(demo_home, short, members=64, seed=1, workers=1)
    assert again.run_id == done.run_id


def test_tables_of_the_run(demo_home: Path, short: Path) -> None:
    said: list[str] = []
    done = run_ensemble(demo_home, short, members=64, seed=2, workers=1, step=said.append)
    assert set(done.tables) == {
        "accounts", "exceedance", "sensitivity", "fan", "members", "factors",
    }  # fmt: skip
    accounts = {row["account"]: row for row in done.tables["accounts"].rows()}
    assert set(accounts) == {"economy", "health", "defense"}
    assert accounts["economy"]["members"] == len(done.tables["members"]) == 64
    assert accounts["economy"]["loss_usd_mean_error"] >= 0.0
    assert len([r for r in done.tables["fan"].rows() if r["account"] == "economy"]) == 12
    assert said[-1].startswith("64 of 64 members")
    assert all(table.source for table in done.tables.values())


def test_what_is_kept_is_what_was_put(tmp_path: Path) -> None:
    kept = KeptBatches(Home.open(tmp_path / "home"), "one")
    put = {"loss": np.array([1.5, np.nan]), "series": np.array([[1.0, 2.0], [np.inf, -0.0]])}
    assert kept.get(0) is None
    kept.put(0, put)
    found = kept.get(0)
    assert found is not None
    assert {n: (v.shape, v.tobytes()) for n, v in found.items()} == {
        n: (v.shape, v.tobytes()) for n, v in put.items()
    }
    assert kept.get(1) is None
    assert KeptBatches(kept.home, "another").get(0) is None


def test_own_ranges_are_part_of_the_question(demo_home: Path, short: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("factors:\n  - {name: psi, shape: point, low: 0.7, high: 0.7}\n", "utf-8")
    done = run_ensemble(demo_home, short, members=64, seed=2, workers=1, factors=file)
    assert {row["psi"] for row in done.tables["members"].rows()} == {0.7}
    other = run_ensemble(demo_home, short, members=64, seed=2, workers=1)
    assert other.run_id != done.run_id


def test_faults_are_told(demo_home: Path, short: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no ensemble"):
        resume_ensemble(demo_home, "feed")
    with pytest.raises(NotFound, match="no ensemble"):
        resume_ensemble(demo_home, "")
    with pytest.raises(InputError, match="1 to"):
        run_ensemble(demo_home, short, members=0)
    with pytest.raises(InputError, match="grid"):
        run_ensemble(demo_home, short, design="grid")
    assert "cut off" not in {row["state"] for row in list_ensembles(demo_home).rows()}
    file = tmp_path / "own.yaml"
    file.write_text(
        "factors:\n  - {name: luck, low: 0, high: 1}\n  - {name: psi, low: 2}\n", "utf-8"
    )
    with pytest.raises(InputError) as told:
        run_ensemble(demo_home, short, factors=file)
    assert {p.code for p in told.value.problems} == {"unknown_factor", "bad_factor"}
