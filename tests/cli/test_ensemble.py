"""``mainstay ensemble``: run, list, show, and what it refuses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("demo")

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a scenario that is quick."""
    file = tmp_path_factory.mktemp("scenario") / "cars.yaml"
    file.write_text(
        "{version: 1, name: cars, title: Plants stand still, engine: ario, duration_days: 4, "
        "days: 10, shocks: [{target: capacity, codes: ['336112'], size: 0.5, low: 0.3, high: 1}]}",
        "utf-8",
    )
    return file


def test_run_list_and_show(on_demo: Command, short: Path, tmp_path: Path) -> None:
    asked = ("ensemble", "run", short, "--members", 64, "--seed", 4, "--workers", 1)
    ran = on_demo(*asked, "--json")
    assert ran.code == 0
    assert "64 of 64 members" in ran.err
    assert set(ran.data["tables"]) == {"accounts", "sensitivity", "exceedance"}
    run_id = ran.data["run"]["run_id"]
    assert on_demo("ensemble", "show", run_id[:12], "--json").data == ran.data
    (row,) = [r for r in on_demo("ensemble", "list", "--json").rows() if r["run"] == run_id[:12]]
    assert (row["state"], row["members"], row["scenario"]) == ("done", 64, "cars")
    target = tmp_path / "members.csv"
    one = on_demo("ensemble", "show", run_id[:12], "--table", "members", "--top", 5,
                  "--json", "--out", target)  # fmt: skip
    assert len(one.rows()) == 5
    assert target.is_file()
    assert "Which assumption drives the loss" in on_demo(*asked).out


def test_the_economy_loses_most_money(on_demo: Command, short: Path) -> None:
    ran = on_demo("ensemble", "run", short, "--members", 64, "--seed", 4, "--json")
    by = {row["account"]: row for row in ran.data["tables"]["accounts"]}
    assert by["economy"]["loss_usd_p50"] > by["defense"]["loss_usd_p50"] >= 0.0
    for row in by.values():
        lines = [row[f"loss_usd_p{share:02d}"] for share in (5, 25, 50, 75, 95)]
        assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "no-such-scenario"), "no scenario file"),
        (("run", "fewer-cars", "--design", "grid"), "grid"),
        (("resume", "feed"), "no ensemble"),
        (("show", "feed"), "no run"),
    ],
)
def test_what_it_refuses(on_demo: Command, arguments: tuple[str, ...], said: str) -> None:
    ran = on_demo("ensemble", *arguments)
    assert ran.code == 3
    assert said in ran.err
