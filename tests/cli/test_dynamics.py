"""Runs by day on the embedded twin: shipped scenarios, words on a screen, refusals."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.xdist_group("demo")

Command = Callable[..., Any]

#: Shipped scenarios that the dynamic engine answers by itself.
BY_DAY = (
    "gulf-hurricane", "hormuz-barrels", "pandemic-2020-labor", "red-sea-delay", "taiwan-strait",
    "west-coast-ports",
)  # fmt: skip

SHORT = """
version: 1
name: short
title: Refineries stand still for a week
engine: ario
days: 60
duration_days: 7
shocks:
  - {target: capacity, codes: ["324110"], size: 0.5, recovery: linear, recovery_days: 14}
"""


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("scenarios") / "short.yaml"
    file.write_text(SHORT, "utf-8")
    return file


@pytest.mark.parametrize("name", BY_DAY)
def test_shipped_scenarios_by_day_fit_the_embedded_net(demo_home: Path, name: str) -> None:
    from mainstay.service import open_twin
    from mainstay.service.runs import load_scenario
    from mainstay.shocks.ario.from_net import events_of, net_economy
    from mainstay.shocks.resolve import resolve

    scenario = load_scenario(name)
    assert scenario.engine == "ario"
    assert scenario.assumptions
    net = open_twin(demo_home, None).net
    assert events_of(net_economy(net), resolve(net, [scenario]).dated)


def test_the_embedded_net_stays_at_rest(demo_home: Path) -> None:
    from mainstay.service import open_twin
    from mainstay.shocks.ario.from_net import net_economy
    from mainstay.shocks.ario.parameters import ArioParameters
    from mainstay.shocks.ario.simulate import simulate

    net = open_twin(demo_home, None).net
    found = net_economy(net)
    run = simulate(found.economy, [], ArioParameters(steps=200))
    assert np.abs(run.total / run.normal.sum() - 1.0).max() <= 1e-12
    assert run.residual <= 1e-12
    made = np.asarray(net.make.sum(axis=1)).ravel()[found.maker[found.into < 0]]
    np.testing.assert_allclose(found.economy.output[found.into < 0], made, rtol=1e-9)
    added = net.activities.value_added_usd[net.full].sum()
    assert found.economy.value_added.sum() == pytest.approx(added, rel=1e-12)


def test_a_run_by_day_has_its_tables(on_demo: Command, short: Path) -> None:
    ran = on_demo("run", short, "--json")
    assert ran.code == 0
    assert "step 60 of 60" in ran.err
    tables = ran.data["tables"]
    assert set(tables) == {
        "accounts", "by_activity", "recovery", "first_hit", "over_time", "spread", "spread_links",
    }  # fmt: skip
    economy = [r for r in tables["accounts"] if r["account"] == "economy"]
    assert [r["scenario"] for r in economy] == ["short", "short:low", "short:high"]
    refineries = [r for r in tables["recovery"] if r["id"] == "324110"]
    assert refineries[0]["depth_share_mid"] == pytest.approx(0.5)
    days = {r["day"] for r in tables["over_time"] if r["id"] == "economy"}
    assert days == {float(d) for d in range(1, 61)}


def test_a_screen_shows_what_fits_and_says_notes_once(on_demo: Command, short: Path) -> None:
    ran = on_demo("run", short, "--top", 3)
    assert ran.code == 0
    assert ran.out.count("prices, investment, policy and new suppliers do not react") == 1
    assert "How the loss spreads" not in ran.out
    assert "over_time" in ran.err
    assert "Petroleum refineries" in ran.out


def test_a_repeated_run_by_day_is_the_same(on_demo: Command, short: Path) -> None:
    run_id = on_demo("run", short, "--json").data["run"]["run_id"]
    verdict = on_demo("runs", "repeat", run_id[:12], "--json").data
    assert verdict["same_bytes"] is True


@pytest.mark.parametrize(
    ("engine", "hint"), [("leontief", "--engine ario"), ("commodity", "--engine ario")]
)
def test_engines_without_days_refuse_lost_capacity(
    on_demo: Command, short: Path, engine: str, hint: str
) -> None:
    ran = on_demo("run", short, "--engine", engine)
    assert ran.code != 0
    assert hint in ran.err + ran.out


def test_prices_are_refused_with_the_engine_that_knows_them(on_demo: Command) -> None:
    ran = on_demo("run", "hormuz", "--engine", "ario")
    assert ran.code != 0
    assert "--engine leontief" in ran.err + ran.out


def test_an_old_scenario_runs_by_day_as_well(on_demo: Command) -> None:
    found = on_demo("run", "defense-cut", "--engine", "ario", "--json").data
    rows = {r["account"]: r for r in found["tables"]["accounts"] if r["scenario"] == "defense-cut"}
    assert rows["defense"]["final_loss_usd"] == pytest.approx(0.1 * rows["defense"]["final_usd"])
    assert rows["defense"]["gdp_loss_usd"] is None
    assert rows["economy"]["gdp_loss_usd"] > 0
