"""kill -9 at random points of reading, freezing and running; several processes on one home."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DRIVER = Path(__file__).with_name("crash_driver.py")
WRITER = Path(__file__).with_name("many_writers.py")


def drive(script: Path, *arguments: object) -> dict[str, Any]:
    command = [sys.executable, "-W", "error", str(script), *map(str, arguments)]
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=600, env=path
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.crash
def test_nothing_is_lost_or_half_written_at_random_times(tmp_path: Path) -> None:
    told = drive(DRIVER, "delay", 100, 20260101, tmp_path)
    assert told["wrong"] == []
    assert told["kills"] == 100
    assert len(told["steps"]) > 5, "the kills fall into many different steps"


@pytest.mark.crash
def test_nothing_is_lost_or_half_written_between_any_two_changes_of_files(tmp_path: Path) -> None:
    told = drive(DRIVER, "point", 30, 20260101, tmp_path)
    assert told["wrong"] == []
    assert told["kills"] == 30


def test_several_processes_on_one_home(tmp_path: Path) -> None:
    processes, rounds = 4, 6
    told = drive(WRITER, processes, rounds, tmp_path)
    assert told == {
        "wrong": [],
        "check": [],
        "own_readings": processes * rounds,
        "runs": rounds,
        "same_twin": True,
    }
