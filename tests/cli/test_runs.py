"""Run the shipped scenarios, list, show and repeat."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("demo")

Command = Callable[..., Any]
SHIPPED = ("chip-imports-stop", "dearer-oil", "defense-cut", "fewer-cars")
#: Shown on other pages, or of another engine.
FURTHER = (
    "china-gallium", "cobalt", "gallium-germanium", "graphite", "gulf-hurricane", "hormuz",
    "hormuz-barrels", "pandemic-2020", "pandemic-2020-labor", "rare-earths", "red-sea",
    "red-sea-delay", "taiwan-strait", "west-coast-ports",
)  # fmt: skip
#: What each must show in the economy account: a loss, an exposure or dearer purchases.
SHOWS = {
    "chip-imports-stop": "exposed_usd",
    "dearer-oil": "cost_rise_usd",
    "defense-cut": "final_loss_usd",
    "fewer-cars": "final_loss_usd",
}


def test_the_list_of_shipped_scenarios_is_whole() -> None:
    from mainstay.service.scenario_files import shipped_scenarios

    assert list(shipped_scenarios()) == sorted((*SHIPPED, *FURTHER))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenario_in_three_accounts(on_demo: Command, name: str) -> None:
    ran = on_demo("run", name, "--json")
    assert ran.code == 0
    found = ran.data
    rows = [r for r in found["tables"]["accounts"] if r["scenario"] == name]
    assert {r["account"] for r in rows} == {"economy", "health", "defense"}
    for row in rows:
        for column, value in row.items():
            if column.endswith("_usd"):
                assert math.isfinite(value), column
    economy = next(r for r in rows if r["account"] == "economy")
    assert economy[SHOWS[name]] > 0
    shown = [r["scenario"] for r in found["tables"]["by_activity"]]
    assert max(map(shown.count, shown)) <= 15
    assert found["run"]["run_id"] == on_demo("run", name, "--json").data["run"]["run_id"]


def test_a_tenth_less_defense_is_a_tenth_of_the_account(on_demo: Command) -> None:
    """Identity: every purchase falls by 10 %, so the account does; nothing else is in it."""
    rows = on_demo("run", "defense-cut", "--json").data["tables"]["accounts"]
    by = {r["account"]: r for r in rows}
    assert by["defense"]["final_loss_usd"] == pytest.approx(0.1 * by["defense"]["final_usd"])
    lost = by["economy"]["gdp_loss_usd"] + by["economy"]["import_loss_usd"]
    assert lost == pytest.approx(by["economy"]["final_loss_usd"], rel=1e-6)


def test_list_show_and_repeat(on_demo: Command) -> None:
    run_id = on_demo("run", "fewer-cars", "--json").data["run"]["run_id"]
    listed = {r["run"] for r in on_demo("runs", "list", "--json").rows()}
    assert run_id[:12] in listed
    shown = on_demo("runs", "show", run_id[:12], "--json").data
    assert shown == on_demo("run", "fewer-cars", "--json").data
    verdict = on_demo("runs", "repeat", run_id[:12], "--json").data
    assert (verdict["run"], verdict["again"]) == (run_id, run_id)
    assert verdict["same_code"] is verdict["same_bytes"] is True
    assert "same_bytes: True" in on_demo("runs", "repeat", run_id[:12]).out


@pytest.mark.parametrize("flags", [(), ("--json",)])
@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_out_is_written(
    on_demo: Command, tmp_path: Path, ending: str, flags: tuple[str, ...]
) -> None:
    target = tmp_path / f"loss.{ending}"
    ran = on_demo("run", "fewer-cars", "--out", target, *flags)
    assert ran.code == 0
    assert target.stat().st_size > 0
    assert f"wrote {target}" in ran.err


def test_a_seed_is_part_of_the_run(on_demo: Command) -> None:
    ids = {
        on_demo("run", "fewer-cars", "--seed", s, "--json").data["run"]["run_id"] for s in (0, 1)
    }
    assert len(ids) == 2
