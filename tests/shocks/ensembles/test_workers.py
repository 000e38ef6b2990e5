"""Batches on several processes, cut off in the middle, and what is kept of them."""

import math
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mainstay.errors import EngineError, InputError
from mainstay.shocks.ensembles.workers import Answers, Task, run_batches


@pytest.fixture
def bents(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the stand-in as a module that fresh processes find by its name too."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    return import_module("stand_ins").Bents


@dataclass
class Kept:
    """Keeps batches in memory; interrupts once it has ``most``."""

    most: float = math.inf
    found: dict[int, Answers] = field(default_factory=dict)

    def get(self, number: int) -> Answers | None:
        return self.found.get(number)

    def put(self, number: int, answers: Answers) -> None:
        self.found[number] = answers
        if len(self.found) >= self.most:
            raise KeyboardInterrupt


def tasks(count: int = 6) -> list[Task]:
    return [Task(k, {"x": np.random.default_rng(k).random(4 + k)}) for k in range(count)]


def same(first: list[Answers], second: list[Answers]) -> bool:
    return len(first) == len(second) and all(
        a.keys() == b.keys() and all(a[n].tobytes() == b[n].tobytes() for n in a)
        for a, b in zip(first, second, strict=True)
    )


def test_the_number_of_workers_changes_no_byte(bents: Any) -> None:
    assert same(run_batches(bents(), tasks()), run_batches(bents(), tasks(), workers=2))


@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_cut_off_goes_on_and_gives_the_same_bytes(bents: Any, workers: int) -> None:
    kept = Kept(most=2)
    with pytest.raises(KeyboardInterrupt):
        run_batches(bents(), tasks(), workers=workers, keep=kept)
    assert len(kept.found) == 2
    kept.most = math.inf
    held = {number: id(answers) for number, answers in kept.found.items()}
    found = run_batches(bents(), tasks(), workers=workers, keep=kept)
    assert same(found, run_batches(bents(), tasks()))
    assert all(id(kept.found[number]) == kept_id for number, kept_id in held.items())


def test_what_is_kept_needs_no_model(bents: Any) -> None:
    kept = Kept()
    first = run_batches(bents(), tasks(), keep=kept)
    again = run_batches(bents("ends", at=0), tasks(), keep=kept, workers=2)
    assert same(first, again)


def test_progress_counts_members_and_tells_the_time_left_of_new_work_alone(bents: Any) -> None:
    kept = Kept()
    run_batches(bents(), tasks(2), keep=kept)
    told: list[tuple[int, int, float]] = []
    run_batches(bents(), tasks(4), keep=kept, progress=lambda *now: told.append(now))
    assert [done for done, _, _ in told] == [4, 9, 15, 22]
    assert {total for _, total, _ in told} == {22}
    assert [math.isnan(left) for _, _, left in told] == [True, True, False, False]
    assert told[-1][2] == 0.0


def test_a_worker_that_ends_is_told_as_such(bents: Any) -> None:
    with pytest.raises(EngineError, match="fewer workers"):
        run_batches(bents("ends", at=1), tasks(), workers=2)


def test_an_error_of_a_worker_arrives_whole(bents: Any) -> None:
    with pytest.raises(InputError, match="no such member") as told:
        run_batches(bents("refuses", at=3), tasks(), workers=2)
    assert told.value.hint == "ask another"
