"""Scenarios that cut minerals: what is refused, both regimes, joint cuts, the same bytes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from mainstay.errors import BadScenario
from mainstay.model import Scenario, Table
from mainstay.shocks.commodity.draws import Draws
from mainstay.shocks.commodity.rationing import Rationing
from mainstay.shocks.commodity.story import Commodity, _Answer, _cuts
from mainstay.shocks.contract import ImpactBatch
from mainstay.shocks.resolve import resolve
from mainstay.twin.net import Floats, Net

pytestmark = pytest.mark.xdist_group("minerals")

DRAWS = 30


def shock(mineral: str, target: str = "exports", size: float = 1.0, place: str | None = "CHN",
          pool: str = "world-primary") -> dict[str, object]:  # fmt: skip
    return {
        "target": target,
        "codes": [f"mineral:{mineral}:{pool}"],
        "size": size,
        "country": place,
    }


GALLIUM, GERMANIUM = shock("gallium"), shock("germanium", "imports", pool="us-imports")


def scenario(*shocks: Mapping[str, object], name: str = "one") -> Scenario:
    return Scenario.model_validate({"version": 1, "name": name, "title": "One", "shocks": shocks})


def run(net: Net, *scenarios: Scenario, seed: int = 0) -> ImpactBatch:
    rng = np.random.default_rng(seed)
    return Commodity().run(net, resolve(net, scenarios), {"draws": DRAWS}, rng)


def faults(net: Net, *shocks: Mapping[str, object]) -> list[str]:
    with pytest.raises(BadScenario) as error:
        run(net, scenario(*shocks))
    return [problem.code for problem in error.value.problems]


@pytest.fixture(scope="module")
def both(real_net: Net) -> ImpactBatch:
    return run(real_net, scenario(GALLIUM, GERMANIUM))


def economy(table: Table, regime: str) -> Mapping[str, Any]:
    (row,) = (r for r in table.rows() if (r["regime"], r["account"]) == (regime, "economy"))
    return row


def test_what_is_no_mineral_is_refused_with_every_fault(real_net: Net) -> None:
    chips = {"target": "imports", "codes": ["334413"], "size": 0.5}
    cars = {"target": "final_demand", "codes": ["336112"], "size": 0.1}
    found = faults(real_net, cars, chips, shock("mica", "imports", place=None, pool="us-imports"))
    assert found.count("not_a_mineral") >= 2
    assert faults(real_net, cars) == ["not_a_mineral"]
    assert "not_a_mineral" in faults(real_net, GALLIUM, chips)


def test_a_mineral_without_a_number_is_refused_with_its_reason(real_net: Net) -> None:
    with pytest.raises(BadScenario, match="group member: counted in rare-earths") as error:
        run(real_net, scenario(shock("yttrium", "imports", pool="us-imports")))
    assert [problem.code for problem in error.value.problems] == ["not_computed"]


def test_one_size_for_those_that_stop_together(real_net: Net) -> None:
    two = (shock("tungsten"), shock("tungsten", place="VNM", size=0.5))
    assert faults(real_net, *two) == ["several_sizes"]


def test_exports_of_the_home_country_are_refused(real_net: Net) -> None:
    assert faults(real_net, shock("molybdenum", place="USA")) == ["own_exports"]


def test_a_scenario_of_size_zero_cuts_nothing(real_net: Net) -> None:
    assert faults(real_net, shock("gallium", size=0.0)) == ["nothing_lost"]


def test_both_regimes_three_accounts_and_ordered_bands(both: ImpactBatch) -> None:
    rows = both.tables["accounts"].rows()
    assert [(r["regime"], r["account"]) for r in rows] == [
        (regime, account) for regime in ("world", "home")
        for account in ("economy", "health", "defense")
    ]  # fmt: skip
    for row in rows:
        assert row["scenario"] == "one"
        assert row["loss_usd_low"] <= row["loss_usd_mid"] <= row["loss_usd_high"]
    world = economy(both.tables["accounts"], "world")
    assert world["efficient_usd_mid"] <= world["loss_usd_mid"] <= world["bottleneck_usd_mid"]


def test_the_bilateral_regime_has_no_price_and_loses_less_of_gallium(both: ImpactBatch) -> None:
    """China makes nearly all gallium, and ships a small part of what is imported here."""
    rows = {(r["regime"], r["mineral"]): r for r in both.tables["markets"].rows()}
    assert set(rows) == {(r, m) for r in ("world", "home") for m in ("gallium", "germanium")}
    world, home = rows["world", "gallium"], rows["home", "gallium"]
    assert home["price_multiple_mid"] is None
    assert home["price_capped_share"] is None
    assert home["stage"] == "imports"
    assert world["price_multiple_mid"] > 2.5
    assert home["shortage_mid"] < world["shortage_mid"]


def test_industries_add_up_and_chips_lead(both: ImpactBatch) -> None:
    rows = [r for r in both.tables["by_activity"].rows() if r["regime"] == "world"]
    losses = [r["value_added_loss_usd_mid"] for r in rows]
    assert losses == sorted(losses, reverse=True)
    assert rows[0]["id"] == "us:334413"
    for row in rows:
        if row["value_added_loss_usd_mid"] > 0:  # an industry that makes losses wins by making less
            assert row["direct_usd_mid"] <= row["value_added_loss_usd_mid"] * (1 + 1e-9)


def test_drivers_are_those_of_the_regime_and_of_every_mineral(real_net: Net) -> None:
    found = resolve(real_net, [scenario(GALLIUM, GERMANIUM)])
    cuts, draws, economy = _cuts(real_net, found, 0), Draws(DRAWS, 3), Rationing(real_net)
    named = {
        regime: _Answer(real_net, economy, draws, cuts, regime).inputs()
        for regime in ("world", "home")
    }
    for inputs in named.values():
        assert inputs["price, gallium"] is draws.asked["gallium/price"]
        assert inputs["price, germanium"] is draws.asked["germanium/price"]
    assert "share that comes round by others" in named["home"]
    assert "share that comes round by others" not in named["world"]
    for words in ("price cap", "supply elasticity", "spare capacity"):
        assert words in named["world"]
        assert words not in named["home"]


def test_what_lies_outside_of_the_figures_is_named(both: ImpactBatch) -> None:
    assert any("not covered: gallium" in n and "wafers" in n for n in both.notes)
    assert both.engine == "commodity"


def test_same_seed_same_bytes_and_another_seed_other_numbers(
    real_net: Net, both: ImpactBatch
) -> None:
    again = run(real_net, scenario(GALLIUM, GERMANIUM))
    for name, table in both.tables.items():
        assert table.data.equals(again.tables[name].data), name
    other = run(real_net, scenario(GALLIUM, GERMANIUM), seed=1)
    assert not other.tables["accounts"].data.equals(both.tables["accounts"].data)


def test_an_answer_does_not_hang_on_what_is_asked_beside_it(
    real_net: Net, both: ImpactBatch
) -> None:
    beside = run(real_net, scenario(shock("graphite", pool="world-primary"), name="other"),
                 scenario(GALLIUM, GERMANIUM))  # fmt: skip
    rows = [r for r in beside.tables["accounts"].rows() if r["scenario"] == "one"]
    assert rows == both.tables["accounts"].rows()


def losses(net: Net, rule: str, *shocks: Mapping[str, object]) -> Floats:
    """Return the loss of every draw in the world regime."""
    economy, found = Rationing(net), resolve(net, [scenario(*shocks)])
    answer = _Answer(net, economy, Draws(DRAWS, 3), _cuts(net, found, 0), "world")
    if rule == "efficient":
        return economy.efficient(answer.users, answer.cut(efficient=True)).gdp_loss_usd
    return economy.proportional(answer.users, answer.cut()).gdp_loss_usd


def test_together_two_lose_no_more_than_one_by_one(real_net: Net) -> None:
    """By the efficient rule in every draw; by the headline unless final use of chips runs out."""
    for rule, least in (("efficient", 1.0), ("proportional", 0.8)):
        joint = losses(real_net, rule, GALLIUM, GERMANIUM)
        apart = losses(real_net, rule, GALLIUM) + losses(real_net, rule, GERMANIUM)
        assert (joint <= apart * (1 + 1e-7)).mean() >= least
        assert np.median(joint / apart) <= 1.0 + 1e-9
        assert (joint >= losses(real_net, rule, GALLIUM) * (1 - 1e-7)).all()
