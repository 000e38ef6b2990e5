"""``mainstay scenarios``: list, show, check, save."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mainstay.model import Scenario
from mainstay.service.scenario_files import delete_scenario, shipped_scenarios

pytestmark = pytest.mark.xdist_group("demo")

Command = Callable[..., Any]
MINE = """\
version: 1
name: one-tenth
title: A tenth fewer cars
shocks:
  - {target: final_demand, codes: ["336111"], size: 0.1}
"""


def test_the_list_names_what_runs(mainstay: Command, tmp_path: Path) -> None:
    rows = mainstay("scenarios", "list", "--home", tmp_path, "--json").rows()
    assert {r["name"] for r in rows} == set(shipped_scenarios())
    assert {r["from"] for r in rows} == {"shipped"}


def test_show_prints_the_file_itself(mainstay: Command, tmp_path: Path) -> None:
    ran = mainstay("scenarios", "show", "china-gallium", "--home", tmp_path)
    assert ran.out == shipped_scenarios()["china-gallium"]
    data = mainstay("scenarios", "show", "cobalt", "--home", tmp_path, "--json").data
    assert Scenario.model_validate(data) == Scenario.parse(shipped_scenarios()["cobalt"])
    missing = mainstay("scenarios", "show", "china-galium", "--home", tmp_path)
    assert missing.code == 3
    assert "china-gallium" in missing.err


def test_saved_then_run_by_name(on_demo: Command, demo_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "any.yaml"
    file.write_text(MINE, "utf-8")
    saved = on_demo("scenarios", "save", file)
    assert saved.code == 0
    assert "mainstay run one-tenth" in saved.err
    assert on_demo("scenarios", "save", file).code == 3
    assert on_demo("scenarios", "save", file, "--replace", "--json").data["name"] == "one-tenth"
    by_name = on_demo("run", "one-tenth", "--json").data["run"]["run_id"]
    assert by_name == on_demo("run", file, "--json").data["run"]["run_id"]
    told = on_demo("scenarios", "check", "one-tenth", "--json").data
    assert told["run_id"] == by_name
    assert told["is_answered"]
    delete_scenario(demo_home, "one-tenth")


def test_check_tells_faults_and_its_exit_code(on_demo: Command, tmp_path: Path) -> None:
    fine = on_demo("scenarios", "check", "china-gallium")
    assert fine.code == 0
    assert fine.out.startswith("China exports no gallium for a year.")
    file = tmp_path / "bad.yaml"
    file.write_text(MINE.replace("336111", "33611"), "utf-8")
    bad = on_demo("scenarios", "check", file)
    assert bad.code == 3
    assert "shocks.0.codes.0" in bad.out
    assert "336111" in bad.out
    file.write_text("version: 1\nname: [", "utf-8")
    assert on_demo("scenarios", "check", file).code == 3


def test_a_name_of_its_own(on_demo: Command, demo_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "any.yaml"
    file.write_text(MINE, "utf-8")
    assert on_demo("scenarios", "save", file, "--as", "cars").code == 0
    assert on_demo("scenarios", "save", file, "--as", "cobalt", "--replace").code == 3
    delete_scenario(demo_home, "cars")
