"""Inoperability against Leontief, dense algebra, the exponential, and what the Card declares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from mainstay.answers.leontief import book
from mainstay.errors import BadScenario, Infeasible, InputError
from mainstay.extend import registry
from mainstay.model import Scenario
from mainstay.shocks.contract import ImpactBatch, Shocks
from mainstay.shocks.inoperability import Inoperability, equilibrium, follow, resilience
from mainstay.shocks.leontief import Leontief
from mainstay.shocks.resolve import resolve
from mainstay.twin.net import Net
from mainstay.twin.technology import technology
from mainstay.twin.toy import ELECTRONICS, SMELTING, toy_net


def scenario(*shocks: str, name: str = "s", days: str = "") -> Scenario:
    text = f"{{version: 1, name: {name}, title: T, {days} shocks: [{', '.join(shocks)}]}}"
    return Scenario.parse(text)


def run(net: Net, *scenarios: Scenario, **params: float) -> ImpactBatch:
    return Inoperability().run(net, resolve(net, scenarios), params, np.random.default_rng(0))


def rows(found: ImpactBatch, table: str, which: str = "s") -> dict[str, dict[str, float]]:
    key = "account" if table == "accounts" else "id"
    return {r[key]: r for r in found.tables[table].rows() if r["scenario"] == which}


def random_matrix(seed: int, n: int) -> np.ndarray:
    """An interdependence with a spectral radius of 0.8."""
    rng = np.random.default_rng(seed)
    matrix = rng.random((n, n)) * (rng.random((n, n)) < 0.4)
    radius = np.abs(np.linalg.eigvals(matrix)).max()
    return matrix * (0.8 / radius if radius > 1e-6 else 1.0)


EXPORTS = "{target: final_demand, codes: ['account:exports'], size: 0.1}"
HALF = "{target: activity_output, codes: [electronics], size: 0.5}"


@pytest.mark.parametrize("net", [toy_net(), book()], ids=["toy", "book"])
def test_lost_demand_that_lasts_is_the_loss_of_leontief(net: Net) -> None:
    wanted = scenario("{target: final_demand, codes: ['account:economy'], size: 0.2}")
    found = rows(run(net, wanted), "by_activity")
    shocks = resolve(net, [wanted])
    static = Leontief().run(net, shocks, {}, np.random.default_rng(0))
    for row in static.tables["by_activity"].rows():
        got = found[row["id"]]["inoperability_if_lasting_share"]
        assert got == pytest.approx(row["output_loss_share"], abs=1e-12)


def test_days_add_up_to_the_static_loss_whatever_the_recovery() -> None:
    """A year's loss, followed until nothing is left, costs what a year of the solution costs."""
    net, year = toy_net(), scenario(EXPORTS, days="duration_days: 365, days: 3650,")
    for days in (7, 30, 200):
        found = run(net, year, recovery_days=days)
        for row in found.tables["by_activity"].rows():
            lasting = 365 * row["inoperability_if_lasting_share"]
            assert row["lost_days"] == pytest.approx(lasting, rel=1e-9)


def test_lost_production_holds_the_activity_and_lowers_its_suppliers() -> None:
    """Electronics at a half: by hand, smelting loses what electronics does not buy.

    Electronics falls by 60, buys 15 less metal and 15 less devices. Metal: smelting falls by
    ``y = 0.6 (15 + y/3)``, so ``y = 11.25``. Electronics' own lost sales (0.2 of metal, devices)
    stay below its 60.
    """
    found = run(toy_net(), scenario(HALF, days="duration_days: 3650, days: 3650,"))
    by = rows(found, "by_activity")
    assert by[ELECTRONICS]["inoperability_if_lasting_share"] == pytest.approx(0.5, abs=1e-13)
    assert by[SMELTING]["inoperability_if_lasting_share"] == pytest.approx(11.25 / 60, abs=1e-13)
    assert by[ELECTRONICS]["inoperability_peak_share"] == 0.5
    assert by[ELECTRONICS]["peak_day"] == 1.0
    assert by[SMELTING]["inoperability_peak_share"] == pytest.approx(11.25 / 60, rel=1e-6)


def test_final_use_goes_without_what_is_asked_for_and_not_made() -> None:
    """On the first day electronics makes half, and nothing less is asked for yet but by itself.

    Electronics falls short by ``0.5 - A*_ee 0.5``: it uses 1/4 of metal, of which it makes 0.2, and
    1/4 of devices, so ``A*_ee`` is 0.3 and the shortage 0.35 of its 120 a year. Of these 120 final
    use buys 60: 0.2 of the 50 of metal, and all 50 of devices.
    """
    found = run(toy_net(), scenario(HALF, days="duration_days: 1, days: 1,"))
    accounts = rows(found, "accounts")
    # health and defense buy devices alone: 5 a year each
    assert accounts["health"]["unmet_usd"] == pytest.approx(0.35 * 5 / 365, rel=1e-12)
    assert accounts["defense"]["unmet_usd"] == pytest.approx(0.35 * 5 / 365, rel=1e-12)
    assert accounts["economy"]["unmet_usd"] == pytest.approx(0.35 * 60 / 365, rel=1e-12)
    assert accounts["economy"]["final_loss_usd"] == 0.0
    assert accounts["health"]["gdp_loss_usd"] is None


def test_lost_final_demand_is_counted_by_account_and_day() -> None:
    shock = "{target: final_demand, codes: ['account:defense'], size: 0.5, recovery_days: 10}"
    found = rows(run(toy_net(), scenario(shock, days="duration_days: 5,")), "accounts")
    # 5 whole days, then 10 days from all to nothing, seen at the start of each: 1.0, 0.9 ... 0.1
    assert found["defense"]["final_loss_usd"] == pytest.approx(2.5 * (5 + 5.5) / 365, rel=1e-12)
    assert found["economy"]["final_loss_usd"] == found["defense"]["final_loss_usd"]
    assert found["health"]["final_loss_usd"] == 0.0


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 12), share=st.floats(0.0, 1.0))
def test_the_solution_is_a_solution_and_held_activities_act_as_given(
    seed: int, n: int, share: float
) -> None:
    """Where nothing is capped, it is that of dense algebra with the held activities as given."""
    matrix, rng = random_matrix(seed, n), np.random.default_rng(seed + 1)
    demand = rng.random(n) * 0.2 * share
    floor = np.where(rng.random(n) < 0.3, rng.random(n), 0.0)
    q = equilibrium(lambda v: matrix @ v, demand, floor).inoperability
    asked = matrix @ q + demand
    np.testing.assert_allclose(q, np.minimum(1.0, np.maximum(floor, asked)), atol=1e-12)
    if (q < 1 - 1e-9).all():
        held = floor > asked
        free = ~held
        system = np.eye(int(free.sum())) - matrix[np.ix_(free, free)]
        rhs = demand[free] + matrix[np.ix_(free, held)] @ floor[held]
        np.testing.assert_allclose(q[free], np.linalg.solve(system, rhs), atol=1e-10)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 10))
def test_larger_losses_never_do_less(seed: int, n: int) -> None:
    matrix, rng = random_matrix(seed, n), np.random.default_rng(seed)
    demand, more = rng.random((2, n)) * 0.3
    less_lost = equilibrium(lambda v: matrix @ v, demand).inoperability
    more_lost = equilibrium(lambda v: matrix @ v, demand + more).inoperability
    assert (more_lost >= less_lost - 1e-13).all()
    assert more_lost.max() <= 1.0


def test_days_converge_to_the_continuous_recovery() -> None:
    """Halving the step halves the distance to ``exp(-K (I - A*) t) q0``: first order."""
    matrix, start = random_matrix(5, 6), np.linspace(0.1, 0.6, 6)
    rate, time = np.full(6, 0.1), 40.0
    exact = expm(-np.diag(rate) @ (np.eye(6) - matrix) * time) @ start
    errors = []
    for steps in (40, 80, 160, 320):
        days = [(np.zeros(6), None)] * steps
        last = list(follow(lambda v: matrix @ v, rate * time / steps, days, start))[-1]
        errors.append(np.abs(last - exact).max())
    ratios = np.array(errors[:-1]) / np.array(errors[1:])
    assert ((ratios > 1.9) & (ratios < 2.1)).all()


def test_an_activity_left_alone_is_back_when_it_should_be() -> None:
    own = np.array([0.0, 0.3, 0.6])
    rate = resilience(own, np.array([500.0, 500.0, 1000.0]))
    days = [(np.zeros(3), None)] * 1000
    path = np.array(list(follow(lambda v: own * v, rate, days, np.ones(3))))
    # a hundredth, but for the step of a day
    assert path[499, :2] == pytest.approx(0.01, rel=0.03)
    assert path[999, 2] == pytest.approx(0.01, rel=0.03)


def test_low_and_high_sizes_give_three_scenarios_in_one_pass() -> None:
    shock = "{target: final_demand, codes: ['account:exports'], size: 0.1, low: 0.05, high: 0.2}"
    found = run(toy_net(), scenario(shock))
    gdp = [rows(found, "accounts", f"s{tail}")["economy"]["gdp_loss_usd"]
           for tail in (":low", "", ":high")]  # fmt: skip
    assert gdp[1] == pytest.approx(2 * gdp[0], rel=1e-12)
    assert gdp[2] == pytest.approx(4 * gdp[0], rel=1e-12)


def test_of_labor_and_capacity_the_scarcer_binds_and_shares_add_up_within() -> None:
    net = toy_net()
    labor = "{target: labor, codes: [smelting], size: 0.3}"
    capacity = "{target: capacity, codes: [smelting], size: 0.2}"
    for shocks, share in (((labor, capacity), 0.3), ((labor, capacity, capacity), 0.4)):
        by = rows(run(net, scenario(*shocks)), "by_activity")
        assert by[SMELTING]["inoperability_peak_share"] == pytest.approx(share)


def test_a_product_that_is_not_made_lowers_its_makers_by_what_it_is_to_them() -> None:
    """Half of the metal made at home: all of smelting, a sixth of electronics."""
    shock = "{target: pool_production, codes: [metal], size: 0.5}"
    by = rows(run(toy_net(), scenario(shock)), "by_activity")
    assert by[SMELTING]["inoperability_peak_share"] == pytest.approx(0.5)
    assert by[ELECTRONICS]["inoperability_peak_share"] >= 0.5 * 20 / 120


@pytest.mark.parametrize(
    "shock",
    [
        "{target: imports, codes: [metal], size: 0.5}",
        "{target: import_price, codes: [metal], size: 0.5}",
        "{target: value_added_price, codes: [smelting], size: 0.5}",
        "{target: delay, codes: [metal], days: 5}",
    ],
)
def test_what_it_does_not_know_is_refused(shock: str) -> None:
    with pytest.raises(BadScenario, match="cannot answer") as caught:
        run(toy_net(), scenario(shock))
    assert "ario" in caught.value.problems[0].hint


def test_shocks_without_days_last_a_year() -> None:
    net = toy_net()
    shocks = Shocks.none(("s",), net)
    shocks.final_loss_usd[0, 1, 5] = 40.0
    shocks.activity_loss[0, 0] = 0.1
    found = Inoperability().run(net, shocks, {}, np.random.default_rng(0))
    by = rows(found, "by_activity")
    # by the toy's page: 12 of 60 and 64 of 120
    assert by[SMELTING]["inoperability_if_lasting_share"] == pytest.approx(0.2, abs=1e-12)
    assert by[ELECTRONICS]["inoperability_if_lasting_share"] == pytest.approx(64 / 120, abs=1e-12)
    assert len({r["day"] for r in found.tables["over_time"].rows()}) == 365


def test_nonsense_is_refused_with_every_fault() -> None:
    with pytest.raises(InputError) as caught:
        resilience(np.array([0.5, 1.0]), np.array([-1.0, 5.0]), left=2.0)
    assert [p.code for p in caught.value.problems] == ["not_a_share", "bad_days", "not_productive"]
    with pytest.raises(InputError, match="faster than a step") as caught:
        resilience(np.array([0.5, 0.0]), 5.0)
    assert len(caught.value.problems) == 1
    with pytest.raises(Infeasible, match="does not settle"):
        equilibrium(lambda q: q - 0.1, np.array([-0.5]))


def test_nothing_lost_is_nothing() -> None:
    found = run(toy_net(), scenario("{target: labor, codes: [smelting], size: 0}"))
    assert all(r["lost_days"] == 0 for r in found.tables["by_activity"].rows())
    assert rows(found, "accounts")["economy"]["gdp_loss_usd"] == 0.0


def test_the_card_names_what_is_there() -> None:
    card = registry().card("engine", "inoperability")
    engine = registry().load("engine", "inoperability")()
    assert (engine.name, engine.version) == (card.name, card.version)
    assert set(run(toy_net(), scenario(EXPORTS)).tables) == set(card.yields)


def test_own_use_is_the_diagonal() -> None:
    from mainstay.shocks.inoperability.days import own_use

    for net in (toy_net(), book()):
        tech = technology(net)
        np.testing.assert_allclose(own_use(tech), np.diag(tech.coefficients()), atol=1e-15)
