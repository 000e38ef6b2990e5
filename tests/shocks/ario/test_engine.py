"""The engine ``ario`` as a scenario meets it: three members, tables, refusals."""

from typing import Any

import numpy as np
import pytest

from mainstay.errors import BadScenario, InputError
from mainstay.model import Scenario
from mainstay.shocks.ario.from_net import Ario
from mainstay.shocks.contract import ImpactBatch, Shocks
from mainstay.shocks.leontief import Leontief
from mainstay.shocks.resolve import resolve
from mainstay.twin.carving.carve import carve
from mainstay.twin.net import Net
from mainstay.twin.toy import FIRM, own_technology, toy_net

STOP = "{target: imports, codes: [metal], size: 1.0, low: 0.5}"


def scenario(shocks: str, more: str = "duration_days: 90") -> Scenario:
    return Scenario.parse(f"{{version: 1, name: stop, title: Stop, {more}, shocks: [{shocks}]}}")


def ran(shocks: str, net: Net | None = None, more: str = "duration_days: 90",
        **params: Any) -> ImpactBatch:  # fmt: skip
    held = net or toy_net()
    return Ario().run(held, resolve(held, [scenario(shocks, more)]), params,
                      np.random.default_rng(0))  # fmt: skip


def account(found: ImpactBatch, name: str, which: str = "economy") -> dict[str, Any]:
    (row,) = [r for r in found.tables["accounts"].rows()
              if (r["scenario"], r["account"]) == (name, which)]  # fmt: skip
    return row


def test_a_scenario_has_three_members_in_order_of_loss() -> None:
    found = ran(STOP)
    assert found.names == ("stop", "stop:low", "stop:high")
    low, mid, high = (account(found, n)["gdp_loss_usd"] for n in ("stop:low", "stop", "stop:high"))
    assert low < mid < high
    assert account(found, "stop")["days"] == 90 + 365
    assert account(found, "stop", "health")["gdp_loss_usd"] is None


def test_every_table_of_the_card_is_there() -> None:
    from mainstay.extend import registry

    assert set(ran(STOP).tables) == set(registry().card("engine", "ario").yields)


def test_what_is_not_asked_and_what_is_not_met_are_apart() -> None:
    """Half of what defense buys is not asked: 2.5 dollars a year for a tenth of one."""
    found = ran("{target: final_demand, codes: ['account:defense'], size: 0.5}",
                more="duration_days: 73, days: 365")  # fmt: skip
    row = account(found, "stop", "defense")
    assert row["final_loss_usd"] == pytest.approx(2.5 * 73 / 365)
    assert row["unmet_usd"] == pytest.approx(0.0, abs=1e-12)
    assert row["share"] == pytest.approx(0.5 * 73 / 365)


def test_lost_work_lowers_output_at_once_and_comes_back_by_the_day() -> None:
    """A third of smelting's work is lost on days 10 to 30, then half of that on day 40 of 20."""
    found = ran(
        "{target: labor, codes: [smelting], size: 0.3, start_day: 10, duration_days: 20, "
        "recovery: linear, recovery_days: 20}"
    )
    rows = {r["id"]: r for r in found.tables["by_activity"].rows() if r["scenario"] == "stop:high"}
    smelting = rows["toy:smelting"]
    assert smelting["lowest_share"] == pytest.approx(0.7)
    assert smelting["first_hit_day"] == 11.0
    over = [r for r in found.tables["over_time"].rows() if r["id"] == "smelting"]
    on = {r["day"]: r["loss_share_high"] for r in over}
    near = min(on, key=lambda day: abs(day - 41.0))
    assert on[near] == pytest.approx(0.3 * (1 - (near - 31.0) / 20.0), abs=1e-9)


def test_destroyed_capital_is_rebuilt() -> None:
    found = ran("{target: capital, codes: [smelting], size: 0.2, recovery: rebuild}",
                more="duration_days: 5, days: 1500")  # fmt: skip
    rows = [r for r in found.tables["recovery"].rows() if r["id"] == "smelting"]
    assert rows[0]["depth_share_mid"] == pytest.approx(0.2)
    assert 5 < rows[0]["recovered_day_mid"] < 1500


def test_late_goods_are_not_lost() -> None:
    found = ran("{target: delay, codes: [metal], country: abroad, days: 2, high: 90}")
    # two days fit into stocks, which are filled up again by a little more work than normal
    assert -1e-2 < account(found, "stop")["gdp_loss_usd"] <= 0.0
    assert account(found, "stop:high")["gdp_loss_usd"] > 0.0


def test_a_firm_is_hit_by_name() -> None:
    net = carve(toy_net(), [own_technology()]).net
    found = ran("{target: imports, codes: [metal], size: 1}", net, "duration_days: 365")
    rows = [r for r in found.tables["first_hit"].rows() if r["id"] == FIRM]
    assert rows[0]["short_of"] == "Metal"
    assert "Abroad" in rows[0]["chain"] or "abroad" in rows[0]["chain"]


def test_the_same_question_has_the_same_answer() -> None:
    one, two = (ran(STOP).tables for _ in range(2))
    assert all(one[name].data.equals(two[name].data) for name in one)


def test_parameters_are_checked_together() -> None:
    with pytest.raises(InputError) as error:
        ran(STOP, orders="both", mood="dark")
    assert {p.code for p in error.value.problems} == {"unknown_parameter", "bad_parameter"}
    with pytest.raises(InputError, match="no days"):
        Ario().run(toy_net(), Shocks.none(("x",), toy_net()), {}, np.random.default_rng(0))


def test_home_and_imports_may_be_kept_apart() -> None:
    shared, apart = (
        account(ran(STOP, substitute=flag), "stop")["gdp_loss_usd"] for flag in (True, False)
    )
    # the toy has one pool a product: nothing to keep apart
    assert shared == pytest.approx(apart)


@pytest.mark.parametrize("target", ["labor", "capacity", "capital"])
def test_leontief_refuses_what_needs_days(target: str) -> None:
    net = toy_net()
    shocks = resolve(net, [scenario(f"{{target: {target}, codes: [smelting], size: 0.1}}")])
    with pytest.raises(BadScenario, match="--engine ario"):
        Leontief().run(net, shocks, {}, np.random.default_rng(0))


def test_a_run_that_ends_below_normal_says_so() -> None:
    def told(found: ImpactBatch) -> list[str]:
        return [note for note in found.notes if "still below normal" in note]

    assert told(ran(STOP)) == []  # a year after the loss is over
    (note,) = told(ran(STOP, more="duration_days: 90, days: 90"))
    assert "stop:high (" in note
