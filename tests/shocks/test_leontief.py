"""The engine against hand computation, dense recomputation and what its Card declares."""

import hashlib

import numpy as np
import pytest
from scipy import sparse

from mainstay.answers.leontief import book
from mainstay.errors import BadScenario, InputError, UnknownValue
from mainstay.model import Scenario
from mainstay.shocks.contract import ImpactBatch, Shocks
from mainstay.shocks.leontief import Leontief, price_rises
from mainstay.shocks.resolve import resolve
from mainstay.shocks.structure import LeontiefTables, extract, extraction_of_each, ghosh
from mainstay.twin.net import Net
from mainstay.twin.technology import technology
from mainstay.twin.toy import DEVICES, ELECTRONICS, METAL, SMELTING, toy_net


def scenario(*shocks: str, name: str = "s") -> Scenario:
    return Scenario.parse(f"{{version: 1, name: {name}, title: T, shocks: [{', '.join(shocks)}]}}")


def run(net: Net, *scenarios: Scenario, seed: int = 0) -> ImpactBatch:
    return Leontief().run(net, resolve(net, scenarios), {}, np.random.default_rng(seed))


def account(found: ImpactBatch, name: str, which: str = "s") -> dict[str, float]:
    rows = found.tables["accounts"].rows()
    return next(r for r in rows if r["account"] == name and r["scenario"] == which)


def activity(found: ImpactBatch, key: str) -> dict[str, float]:
    return next(r for r in found.tables["by_activity"].rows() if r["id"] == key)


def test_the_loss_of_exports_is_that_of_the_toy_page() -> None:
    net = toy_net()
    shocks = Shocks.none(("s",), net)
    shocks.final_loss_usd[0, 1, 5] = 40.0
    found = Leontief().run(net, shocks, {}, np.random.default_rng(0))
    assert activity(found, SMELTING)["output_loss_usd"] == pytest.approx(12.0, abs=1e-12)
    assert activity(found, ELECTRONICS)["output_loss_usd"] == pytest.approx(64.0, abs=1e-12)
    economy = account(found, "economy")
    assert economy["gdp_loss_usd"] == pytest.approx(36.0, abs=1e-12)
    assert economy["import_loss_usd"] == pytest.approx(4.0, abs=1e-12)
    assert economy["compensation_loss_usd"] == pytest.approx(12 / 5 + 64 / 4, abs=1e-12)


@pytest.mark.parametrize(
    "shock",
    [
        "{target: final_demand, codes: [devices], size: 0.3}",
        "{target: pool_production, codes: [metal], size: 0.7}",
        "{target: imports, codes: [metal], size: 1}",
        "{target: activity_output, codes: [electronics], size: 0.5}",
        "{target: pool_production, codes: [devices], size: 0.5}, "
        "{target: activity_output, codes: [smelting], size: 0.9}",
    ],
)
def test_what_is_lost_is_value_added_and_imports(shock: str) -> None:
    for name in ("economy", "health", "defense"):
        row = account(run(toy_net(), scenario(shock)), name)
        gone = row["final_loss_usd"] + row["exposed_usd"]
        assert gone == pytest.approx(row["gdp_loss_usd"] + row["import_loss_usd"], abs=1e-12)


def test_imports_lost_are_the_region_extracted() -> None:
    """Every dollar that leaves is lost once, and no value added at home falls for it."""
    for shock in (
        "{target: imports, codes: [metal], size: 1}",
        "{target: imports, codes: [metal], size: 1, country: abroad}",
        "{target: pool_production, codes: [metal], size: 1, country: abroad}",
        "{target: activity_output, codes: ['region:abroad'], size: 1}",
    ):
        row = account(run(toy_net(), scenario(shock)), "economy")
        assert row["exposed_usd"] == pytest.approx(20.0)
        assert row["import_loss_usd"] == pytest.approx(20.0)
        assert row["gdp_loss_usd"] == pytest.approx(0.0, abs=1e-12)


def test_all_deliveries_of_a_maker_are_the_maker() -> None:
    maker = run(toy_net(), scenario("{target: activity_output, codes: [electronics], size: 1}"))
    net = toy_net()
    shocks = Shocks.none(("s",), net)
    shocks.make_loss[0][1, 0] = shocks.make_loss[0][1, 1] = 1.0
    deliveries = Leontief().run(net, shocks, {}, np.random.default_rng(0))
    for key in ("exposed_usd", "gdp_loss_usd", "import_loss_usd"):
        want = account(maker, "economy")[key]
        assert account(deliveries, "economy")[key] == pytest.approx(want)


def test_losses_grow_with_size_and_add_up_for_demand() -> None:
    net = toy_net()
    sizes = (0.0, 0.25, 0.5, 1.0)
    for target in ("final_demand", "pool_production"):
        batch = [
            scenario(f"{{target: {target}, codes: [devices], size: {s}}}", name=f"s{k}")
            for k, s in enumerate(sizes)
        ]
        found = run(net, *batch)
        losses = [account(found, "economy", f"s{k}")["gdp_loss_usd"] for k in range(4)]
        assert losses == pytest.approx([s * losses[-1] for s in sizes], abs=1e-12)
    one = run(net, scenario("{target: final_demand, codes: [devices], size: 0.5}"))
    other = run(net, scenario("{target: final_demand, codes: [metal], size: 0.5}"))
    both = run(net, scenario("{target: final_demand, codes: [devices, metal], size: 0.5}"))
    total = [account(b, "economy")["gdp_loss_usd"] for b in (one, other, both)]
    assert total[0] + total[1] == pytest.approx(total[2])


def test_a_path_through_two_lost_things_loses_the_larger_share() -> None:
    net = toy_net()
    both = "{target: pool_production, codes: [metal], size: 0.4}, " \
        "{target: activity_output, codes: [electronics], size: 0.4}"  # fmt: skip
    alone = run(net, scenario("{target: pool_production, codes: [metal], size: 0.4}"))
    found = run(net, scenario(both))
    top = 0.4 * account(found, "economy")["final_usd"]
    assert account(alone, "economy")["exposed_usd"] < account(found, "economy")["exposed_usd"]
    assert account(found, "economy")["exposed_usd"] <= top + 1e-12


def test_the_net_is_untouched_and_the_same_seed_gives_the_same_bytes() -> None:
    net = toy_net()
    parts = [net.make.data, net.use.data, net.final, net.activities.output_usd]
    before = [hashlib.sha256(part.tobytes()).hexdigest() for part in parts]
    case = scenario("{target: pool_production, codes: [metal], size: 0.7, low: 0.5, high: 0.9}")
    first, second = run(net, case), run(toy_net(), case)
    assert first.names == ("s", "s:low", "s:high")
    for name, table in first.tables.items():
        assert table.data.equals(second.tables[name].data)
    assert before == [hashlib.sha256(part.tobytes()).hexdigest() for part in parts]


def test_every_fault_of_a_scenario_is_told_at_once() -> None:
    case = scenario(
        "{target: final_demand, codes: [devises], size: 0.1}",
        "{target: final_demand, codes: ['account:helth'], size: 0.1}",
        "{target: imports, codes: [metal], size: 0.1, country: Atlantis}",
        "{target: imports, codes: [devices], size: 0.1}",
        "{target: final_demand, codes: [metal], size: 0.1, country: abroad}",
        "{target: activity_output, codes: [smelting], size: 0.1, country: abroad}",
        "{target: activity_output, codes: [nobody], size: 0.1}",
        "{target: pool_production, codes: [metal, metal], size: 0.9}",
    )
    with pytest.raises(BadScenario) as raised:
        resolve(toy_net(), [case])
    codes = [problem.code for problem in raised.value.problems]
    assert codes == [
        "unknown_code", "unknown_code", "unknown_region", "nothing_there", "country_not_used",
        "nothing_there", "unknown_code", "more_than_all",
    ]  # fmt: skip
    assert "Devices" in raised.value.problems[0].hint


def test_shocks_that_do_not_fit_are_refused() -> None:
    net = toy_net()
    bad = Shocks.none(("s",), net)
    bad.pool_loss[0, 0] = 1.5
    bad.final_loss_usd[0, 0, 0] = np.nan
    with pytest.raises(InputError) as raised:
        Leontief().run(net, bad, {}, np.random.default_rng(0))
    assert {p.code for p in raised.value.problems} == {"not_a_share", "unknown_value"}


def test_prices_rise_as_far_as_costs_are_passed_on() -> None:
    tech = technology(toy_net())
    wages, imports = np.array([1.0, 1.0, 0.0]), np.ones(2)
    everything, pools = price_rises(tech, wages, imports)
    assert everything == pytest.approx([1.0, 1.0])
    assert pools == pytest.approx([1.0, 1.0])
    found = run(toy_net(), scenario("{target: import_price, codes: [metal], size: 0.1}"))
    assert account(found, "economy")["cost_rise_usd"] == pytest.approx(0.1 * 20.0)


@pytest.mark.parametrize("direction", ["complete", "backward", "forward"])
@pytest.mark.parametrize("make", [book, toy_net])
def test_extraction_is_that_of_the_reduced_table(make: object, direction: str) -> None:
    tech = technology(make())  # type: ignore[operator]
    a, f = tech.coefficients(), tech.on_activities(tech.net.final.sum(axis=1))
    table = extraction_of_each(tech).rows()
    for p in range(tech.size):
        reduced, demand = a.copy(), f.copy()
        kept = a[p, p]
        if direction != "forward":
            reduced[:, p] = 0.0
        if direction != "backward":
            reduced[p, :] = 0.0
        if direction == "complete":
            demand[p] = 0.0
        else:
            reduced[p, p] = kept
        left = np.linalg.solve(np.eye(tech.size) - reduced, demand)
        loss = extract(tech, np.array([p]), direction)  # type: ignore[arg-type]
        assert loss == pytest.approx(tech.output_usd - left, abs=1e-9)
        added = tech.value_added_ratio @ loss
        assert table[p][f"{direction}_usd"] == pytest.approx(added, abs=1e-9)


def test_extracting_all_takes_all() -> None:
    tech = technology(book())
    assert extract(tech, np.array([0, 1]), "complete") == pytest.approx(tech.output_usd)
    with pytest.raises(InputError):
        extract(tech, np.array([0]), "sideways")  # type: ignore[arg-type]


def test_the_allocation_model_conserves_output() -> None:
    tech = technology(book())
    assert ghosh(tech, tech.output_usd * tech.value_added_ratio) == pytest.approx(tech.output_usd)


def test_multipliers_of_value_added_and_imports_add_up_to_the_dollar() -> None:
    tables = LeontiefTables().run(toy_net(), {})
    for row in tables["multipliers"].rows():
        assert row["value_added"] + row["imports"] == pytest.approx(1.0)
    content = {r["id"]: r["share"] for r in tables["import_content"].rows()}
    assert content[SMELTING] == pytest.approx(2 / 15)


def test_unknown_values_are_refused_by_name() -> None:
    net = toy_net()
    broken = net.use.copy()
    broken.data = broken.data.copy()
    broken.data[0] = np.nan
    fields = {k: getattr(net, k) for k in net.__dataclass_fields__}
    with pytest.raises(UnknownValue) as raised:
        technology(Net(**{**fields, "use": sparse.csr_array(broken)}))
    assert METAL in raised.value.problems[0].where
    assert DEVICES not in raised.value.problems[0].where
