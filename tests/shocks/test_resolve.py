"""Scenarios become shocks: exports of a place, and every fault told at once."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from mainstay.errors import BadScenario
from mainstay.model import Scenario
from mainstay.shocks.leontief import Leontief
from mainstay.shocks.resolve import resolve
from mainstay.twin.net import Net
from mainstay.twin.toy import DEVICES, METAL, toy_net

pytestmark = pytest.mark.xdist_group("minerals")

GALLIUM = "mineral:gallium:world-primary"


def scenario(*shocks: Mapping[str, object], name: str = "one") -> Scenario:
    return Scenario.model_validate({"version": 1, "name": name, "title": "One", "shocks": shocks})


def exports(code: str = GALLIUM, size: float = 1.0, **more: object) -> dict[str, object]:
    return {"target": "exports", "codes": [code], "size": size, "country": "CHN", **more}


@pytest.fixture(scope="module")
def net() -> Net:
    from mainstay.answers.material_net import material_net  # heavy; only for those who ask

    return material_net()


def codes(error: pytest.ExceptionInfo[BadScenario]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_exports_stop_where_the_place_makes_for_the_world(net: Net) -> None:
    found = resolve(net, [scenario(exports(size=0.5))])
    (lost,) = (cells.tocoo() for cells in found.export_loss)
    assert net.activities.id[lost.row[0]] == "country:CHN:gallium"
    assert net.pools.id[lost.col[0]] == GALLIUM
    assert lost.data.tolist() == [0.5]
    assert not found.make_loss[0].nnz
    assert not found.pool_loss.any()


def test_a_name_and_a_lower_case_country_do_as_well(net: Net) -> None:
    one, two = (
        resolve(net, [scenario(exports(code, country=country))]).export_loss[0].tocoo()
        for code, country in ((GALLIUM, "CHN"), ("gallium", "chn"))
    )
    assert one.row.tolist() == two.row.tolist()
    assert set(one.col.tolist()) <= set(two.col.tolist())


def test_low_and_high_sizes_are_scenarios_of_their_own(net: Net) -> None:
    found = resolve(net, [scenario(exports(size=0.5, low=0.25, high=1.0))])
    assert found.names == ("one", "one:low", "one:high")
    assert [cells.tocoo().data.tolist() for cells in found.export_loss] == [[0.5], [0.25], [1.0]]


def test_every_fault_is_told_at_once(net: Net) -> None:
    bad = scenario(
        exports(country=None), exports("334413"), exports(country="ATL"), exports(country="CHL"),
        exports("mineral:galium:world-primary"),
    )  # fmt: skip
    with pytest.raises(BadScenario) as error:
        resolve(net, [bad])
    assert codes(error) == [
        "no_country", "no_world_pool", "unknown_region", "nothing_there", "unknown_code",
    ]  # fmt: skip
    assert "gallium" in str(error.value)


def test_more_than_all_is_refused_and_rounding_above_it_taken_off(net: Net) -> None:
    with pytest.raises(BadScenario) as error:
        resolve(net, [scenario(exports(size=0.6), exports(size=0.6))])
    assert codes(error) == ["more_than_all"]
    thirds = [exports(size=size) for size in (0.7, 0.1, 0.2)]
    (lost,) = resolve(net, [scenario(*thirds)]).export_loss
    assert lost.tocoo().data.tolist() == [1.0]


def test_exports_of_several_scenarios_stay_apart(net: Net) -> None:
    found = resolve(net, [scenario(exports(size=0.2)), scenario(exports(size=0.3), name="two")])
    assert [float(cells.tocoo().data[0]) for cells in found.export_loss] == [0.2, 0.3]


def test_goods_without_a_world_market_have_no_exports_to_stop() -> None:
    for code in (METAL, DEVICES):
        with pytest.raises(BadScenario) as error:
            resolve(toy_net(), [scenario(exports(code, country="abroad"))])
        assert codes(error) == ["no_world_pool"]


def test_leontief_does_not_lose_exports_without_a_word(net: Net) -> None:
    shocks: Any = resolve(net, [scenario(exports())])
    with pytest.raises(BadScenario, match="use the engine commodity"):
        Leontief().run(net, shocks, {}, np.random.default_rng(0))


DAYS = {"start_day": 10, "duration_days": 20, "recovery": "linear", "recovery_days": 5}


def metal(size: float = 0.6, **more: object) -> dict[str, object]:
    return {"target": "imports", "codes": ["metal"], "size": size, **more}


def test_a_shock_keeps_its_days() -> None:
    found = resolve(toy_net(), [scenario(metal(**DAYS, low=0.3))])
    assert [(d.scenario, d.size.tolist(), d.start, d.end) for d in found.dated] == [
        (0, [0.6], 10.0, 30.0), (1, [0.3], 10.0, 30.0), (2, [0.6], 10.0, 30.0),
    ]  # fmt: skip
    (one, *_) = found.dated
    assert (one.recovery, one.recovery_days, one.timed) == ("linear", 5.0, True)
    assert (one.rows.tolist(), one.columns.tolist()) == ([2], [0])
    assert found.days == (10 + 20 + 5 + 365,) * 3


def test_without_days_a_shock_lasts_as_long_as_the_scenario() -> None:
    (one,) = resolve(toy_net(), [scenario(metal())]).dated
    assert (one.start, one.duration, one.recovery, one.timed) == (0.0, 365.0, "none", False)


def test_arrays_hold_the_largest_loss_of_one_time() -> None:
    """60 % twice at once is too much; one after the other it is 60 %, then 70 % together."""
    with pytest.raises(BadScenario) as error:
        resolve(toy_net(), [scenario(metal(**DAYS), metal(**DAYS))])
    assert codes(error) == ["more_than_all"]
    apart = [metal(**DAYS), metal(start_day=40, duration_days=5), metal(0.1, start_day=42)]
    (lost,) = resolve(toy_net(), [scenario(*apart)]).make_loss
    assert lost.tocoo().data.tolist() == pytest.approx([0.7])


def test_what_needs_days_adds_up_by_its_own_kind() -> None:
    both = [{"target": t, "codes": ["smelting"], "size": 0.7} for t in ("labor", "capacity")]
    found = resolve(toy_net(), [scenario(*both)])
    assert not found.activity_loss.any()
    assert [str(d.target) for d in found.dated] == ["labor", "capacity"]
    with pytest.raises(BadScenario) as error:
        resolve(toy_net(), [scenario(both[0], both[0])])
    assert "labor of activity" in str(error.value) or "labor of toy:smelting" in str(error.value)


def test_a_delay_is_days_on_deliveries() -> None:
    late = {"target": "delay", "codes": ["metal"], "country": "abroad", "days": 12, "high": 14}
    found = resolve(toy_net(), [scenario(late)])
    assert [d.size.tolist() for d in found.dated] == [[12.0], [12.0], [14.0]]
    assert not found.make_loss[0].nnz


def test_final_use_of_which_more_than_all_is_lost_is_refused() -> None:
    gone = {"target": "final_demand", "codes": ["account:defense"], "size": 0.6}
    with pytest.raises(BadScenario) as error:
        resolve(toy_net(), [scenario(gone, gone)])
    assert "final use of toy:devices by government_defense" in str(error.value)


def test_an_engine_without_days_says_so() -> None:
    net, plain, dated = toy_net(), scenario(metal()), scenario(metal(**DAYS))
    quiet, told = (
        Leontief().run(net, resolve(net, [one]), {}, np.random.default_rng(0)).notes
        for one in (plain, dated)
    )
    assert not any("ario" in note for note in quiet)
    assert any("--engine ario" in note for note in told)
