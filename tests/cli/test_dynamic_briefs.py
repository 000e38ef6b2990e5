"""``mainstay brief`` about a scenario with days, as a user meets it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("demo")

Command = Callable[..., Any]

SCENARIO = """
version: 1
name: cli-stop
title: Car plants stand still for ten days
engine: ario
duration_days: 10
days: 20
shocks:
  - {target: capacity, codes: ["336111"], size: 0.5}
"""


def test_a_brief_of_days(on_demo: Command, tmp_path: Path) -> None:
    file = tmp_path / "stop.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    ran = on_demo("brief", "--about", file, "--out", tmp_path / "out", "--text")
    assert ran.code == 0
    assert (tmp_path / "out" / "brief.html").is_file()
    assert "Car plants stand still for ten days" in ran.out
    assert "HOW IT SPREADS" in ran.out
    assert "WHO IS HIT FIRST" in ran.out
    told = on_demo("brief", "--about", file, "--out", tmp_path / "out", "--json")
    assert told.data["run_id"]


def test_members_need_a_scenario_with_days(on_demo: Command, tmp_path: Path) -> None:
    alone = on_demo("brief", "--members", 8, "--out", tmp_path / "out")
    assert alone.code != 0
    assert "--about" in alone.err
    other = on_demo("brief", "--about", "graphite", "--members", 8, "--out", tmp_path / "out")
    assert other.code != 0
    assert "leave out --members" in other.err
