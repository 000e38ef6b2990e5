"""The run as a whole: batches, summaries, final use, odd activities, faults."""

from dataclasses import replace

import numpy as np
import pytest

from mainstay.answers.synthetic_table import capital_loss, damaged_activities, synthetic_table
from mainstay.errors import InputError, UnbalancedTable
from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.events import Event, Kind, Recovery, remaining
from mainstay.shocks.ario.parameters import ArioParameters, Orders
from mainstay.shocks.ario.rebuilding import Rebuilding
from mainstay.shocks.ario.settings import Settings
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.table import builders_of, table_economy
from mainstay.shocks.ario.trajectory import Record

TABLE = synthetic_table(3, 4)
KEEP = Record(activities=True, stocks=True, sample_days=(1.0, 30.0, 500.0))
ALL = np.arange(12)


def loss(scenario: int, size: float, **how: object) -> Event:
    named = {"start": 3.0, "duration": 20.0, "recovery": Recovery.LINEAR, "recovery_days": 30.0}
    return Event(scenario, Kind.CAPACITY, np.array([0, 5]), np.full(2, size), **(named | how))  # type: ignore[arg-type]


def test_batch_equals_one_by_one() -> None:
    """Settings per scenario, several kinds of events, rebuilding, in one pass and alone."""
    economy = TABLE.economy()
    rebuilt = capital_loss(TABLE, economy, Recovery.REBUILD, 0.8, scenario=2)
    events = [
        loss(0, 0.9), loss(1, 0.5), rebuilt,
        Event(1, Kind.DEMAND, ALL[:4], np.full(4, 0.3), 5, 10, sink=1),
        Event(2, Kind.INPUT, np.array([7]), np.array([1.0]), 4, 90),
    ]  # fmt: skip
    many = ArioParameters(
        steps=80, psi=np.array([0.8, 0.5, 0.9]), overproduction_days=np.array([300.0, 30.0, 100.0]),
        restock_days=np.array([60.0, 5.0, 10.0]), cover_scale=np.array([1.0, 0.03, 0.02]),
        overproduction_max=np.array([1.25, 1.5, 1.25]), essentiality=np.array([1.0, 0.7, 1.0]),
    )  # fmt: skip
    both = simulate(economy, events, many, batch=3, record=KEEP)
    assert both.shortage.tolist() == [False, True, True]
    for s in range(3):
        alone = [replace(event, scenario=0) for event in events if event.scenario == s]
        how = replace(
            many, **{name: float(getattr(many, name)[s]) for name in (
                "psi", "overproduction_days", "restock_days", "cover_scale", "overproduction_max",
                "essentiality")},
        )  # fmt: skip
        one = simulate(economy, alone, how, record=KEEP)
        assert one.activities is not None
        assert both.activities is not None
        np.testing.assert_allclose(
            both.activities[:, :, s], one.activities[:, :, 0], rtol=1e-11, atol=1e-9
        )
        np.testing.assert_allclose(both.lost[:, s], one.lost[:, 0], atol=1e-9)
        np.testing.assert_allclose(both.unmet[:, :, s], one.unmet[:, :, 0], atol=1e-9)
        np.testing.assert_array_equal(both.limiting[:, s], one.limiting[:, 0])


def test_summaries_are_those_of_the_series() -> None:
    economy = TABLE.economy()
    events = [loss(0, 0.9), Event(0, Kind.DEMAND, ALL, np.full(12, 0.1), 2, 5)]
    how = ArioParameters(steps=120, cover_scale=0.2, restock_days=5.0)
    found = simulate(economy, events, how, record=KEEP)
    level = found.activities[:, :, 0] / found.normal
    np.testing.assert_allclose(found.total, found.activities.sum(axis=1))
    np.testing.assert_allclose(found.lowest[:, 0], np.minimum(level.min(axis=0), 1.0))
    np.testing.assert_allclose(
        found.lost[:, 0], ((1 - level) * found.normal).sum(axis=0), atol=1e-9
    )
    low = level < 0.99
    hit = low.any(axis=0)
    assert hit.all()
    np.testing.assert_array_equal(found.first_hit[:, 0], low.argmax(axis=0) + 1)
    last = len(low) - low[::-1].argmax(axis=0)
    # the first good day comes after the last bad one
    np.testing.assert_array_equal(found.recovered[:, 0], np.where(last == 120, np.nan, last + 1))
    assert np.isfinite(found.recovered).any()
    assert found.least_cover.min() >= 0.0
    assert found.sampled_days.tolist() == [1.0, 30.0]
    np.testing.assert_array_equal(found.sampled[1], found.activities[29])


def test_final_use_is_met_missed_or_withdrawn() -> None:
    """What was asked a year less what came equals unmet and withdrawn, by row and sink."""
    economy = TABLE.economy()
    events = [
        loss(0, 0.9),
        Event(0, Kind.DEMAND, np.array([1, 5]), np.array([0.4, 1.0]), 6, 30, sink=2),
        Event(0, Kind.DEMAND, np.array([5]), np.array([0.5]), 8, 30),
    ]  # fmt: skip
    found = simulate(economy, events, ArioParameters(steps=100))
    came = found.fill[:, :, 0].sum(axis=0) * economy.final.sum(axis=1) / 365
    normal = economy.final * 100 / 365
    missing = (found.unmet + found.withdrawn)[:, :, 0]
    np.testing.assert_allclose(normal.sum(axis=1) - came, missing.sum(axis=1), atol=1e-9)
    # 30 steps of all of it, for 1.5 is no more than all
    assert found.withdrawn[5, 2, 0] == pytest.approx(economy.final[5, 2] * 32 / 365 - 0.5 / 365
                                                     * economy.final[5, 2] * 2)  # fmt: skip
    assert found.withdrawn[1, 2, 0] == pytest.approx(economy.final[1, 2] * 0.4 * 30 / 365)
    assert (found.withdrawn[[0, 2, 3]] == 0).all()


def test_demand_can_rise() -> None:
    economy = TABLE.economy()
    more = Event(0, Kind.DEMAND, np.array([2]), np.array([-0.2]), 2, 50)
    found = simulate(
        economy, [more], ArioParameters(steps=60, overproduction_days=2.0), record=KEEP
    )
    assert found.activities[40, 2, 0] > found.normal[2]
    assert found.withdrawn.sum() < 0


def test_losses_of_one_kind_add_up_and_the_scarcest_kind_binds() -> None:
    economy = TABLE.economy()

    def level(*events: Event) -> float:
        run = simulate(economy, events, ArioParameters(steps=2), record=KEEP)
        return float(run.activities[0, 0, 0] / run.normal[0])

    def one(kind: Kind, size: float) -> Event:
        return Event(0, kind, np.array([0]), np.array([size]))

    half = Event(0, Kind.CAPITAL, np.array([0]), economy.capital[:1] / 2)
    assert level(one(Kind.CAPACITY, 0.3), one(Kind.CAPACITY, 0.2)) == pytest.approx(0.5)
    assert level(one(Kind.CAPACITY, 0.8), one(Kind.CAPACITY, 0.7)) == pytest.approx(0.0)
    assert level(one(Kind.CAPACITY, 0.3), one(Kind.LABOR, 0.2)) == pytest.approx(0.7)
    assert level(half, one(Kind.LABOR, 0.2)) == pytest.approx(0.5)


def test_an_embargo_is_an_order_that_is_not_placed() -> None:
    """One cell cannot order: its stock lasts 10 days of which the last two bind; goods are kept."""
    table = table_economy(np.array([[0.0, 50.0], [0.0, 0.0]]), np.array([[50.0], [100.0]]),
                          np.array([100.0, 100.0]), ("ore", "metal"), ("home",),
                          cover_days=10.0)  # fmt: skip
    stop = Event(0, Kind.INPUT, np.array([1]), np.array([1.0]), 5, 100)
    found = simulate(table, [stop], ArioParameters(steps=40, days_per_year=100.0), record=KEEP)
    ore, metal = found.activities[:, :, 0].T
    np.testing.assert_allclose(ore[5:], 0.5)
    # at the start of step 5 + k there are 10 - k days in stock, and 8 are needed: k = 2 is the last
    np.testing.assert_allclose(metal[:8], 1.0)
    assert metal[8] == pytest.approx(7 / 8)
    assert found.first_hit[:, 0].tolist() == [6.0, 9.0]
    assert found.limiting[:, 0].tolist() == [-1, 1]
    assert found.residual < 1e-12


def test_half_steps_see_the_same_economy() -> None:
    """Rates and covers are in days: a run in half steps is close, and at rest the same."""
    economy = TABLE.economy()
    whole = simulate(economy, [loss(0, 0.8)], ArioParameters(steps=100))
    half = simulate(economy, [loss(0, 0.8)], ArioParameters(steps=200, step_days=0.5))
    assert half.days[-1] == whole.days[-1]
    assert half.lost.sum() == pytest.approx(whole.lost.sum(), rel=0.03)
    rest = simulate(economy, [], ArioParameters(steps=50, step_days=0.25))
    assert np.abs(rest.lost).max() / rest.normal.max() < 1e-12


@pytest.mark.parametrize("orders", list(Orders))
def test_odd_activities_just_work(orders: Orders) -> None:
    """One buys nothing, one sells to final use alone, one sells to others alone; all are hit."""
    flows = np.array([[0.0, 5.0, 3.0], [0.0, 0.0, 4.0], [0.0, 0.0, 0.0]])
    economy = table_economy(flows, np.array([[2.0], [0.0], [9.0]]), np.array([10.0, 4.0, 9.0]),
                            ("a", "b", "c"), ("home",))  # fmt: skip
    events = [Event(s, Kind.CAPACITY, np.array([s]), np.ones(1), 3, 30) for s in range(3)]
    found = simulate(economy, events, ArioParameters(steps=500, orders=orders), batch=3)
    assert np.isfinite(found.total).all()
    assert found.residual < 1e-12
    np.testing.assert_allclose(found.lowest[[0, 1, 2], [0, 1, 2]], 0.0, atol=1e-12)
    assert (found.recovered > 0).any()


def test_an_input_that_is_not_essential_stops_nothing() -> None:
    economy = TABLE.economy()
    cells = economy.links.product == 1
    stop = Event(0, Kind.INPUT, np.flatnonzero(cells), np.ones(cells.sum()), 1, 300)
    how = ArioParameters(steps=200)
    free = simulate(replace(economy, essential=np.where(cells, 0.0, 1.0)), [stop], how, record=KEEP)
    endless = simulate(replace(economy, cover_days=np.where(cells, np.inf, 90.0)), [stop], how)
    assert not free.shortage.any()
    assert not endless.shortage.any()
    assert free.least_cover.min() == 0.0
    half = simulate(replace(economy, essential=np.where(cells, 0.5, 1.0)), [stop], how, record=KEEP)
    whole = simulate(economy, [stop], how)
    assert whole.shortage.all()
    assert free.lost.sum() < half.lost.sum() < whole.lost.sum()


def test_rebuilding_makes_what_was_destroyed() -> None:
    """Capital comes back as builders deliver; homes are rebuilt and stop nothing."""
    economy = TABLE.economy()
    damaged = damaged_activities(TABLE, economy)
    shares = np.array([0.0, 0.0, 0.4, 0.6])
    builders = builders_of(TABLE.flows, 4, damaged, shares)
    np.testing.assert_allclose(builders.sum(axis=0), 1.0)
    money = economy.capital[damaged] * 0.1
    plant = Event(0, Kind.CAPITAL, damaged, money, 1, 5, Recovery.REBUILD, 20, rebuilders=builders)
    homes = replace(plant, kind=Kind.HOMES, scenario=1)
    how = ArioParameters(steps=1500, overproduction_days=20.0)
    found = simulate(economy, [plant, homes], how, batch=2, record=KEEP)
    rest = simulate(economy, [], how)
    assert found.residual < 1e-12
    np.testing.assert_allclose(found.total[-1], rest.total[[-1, -1], 0], rtol=1e-6)
    level = found.activities[1] / found.normal[:, None]
    np.testing.assert_allclose(level[damaged], np.repeat([[0.9, 1.0]], len(damaged), axis=0))


def test_all_that_is_destroyed_is_delivered_once() -> None:
    """A thousand of damage with a factor of 0.5 asks 500 of two builders, who deliver at will."""
    builders = np.array([0.2, 0.3, 0.0])
    event = Event(0, Kind.CAPITAL, np.array([2]), np.array([1000.0]), 1, 4, Recovery.REBUILD, 10,
                  rebuilders=builders)  # fmt: skip
    capital = np.array([np.nan, np.nan, 2000.0])
    work = Rebuilding.of([event], capital, Settings.of(ArioParameters(), 1))
    assert work is not None
    assert work.capital_lost(0.0).sum() == 0.0
    assert work.ask(4.0).sum() == 0.0
    np.testing.assert_allclose(work.ask(5.0)[:, 0], [20.0, 30.0, 0.0])
    ratio = np.array([[0.5], [1.0], [1.0]])
    np.testing.assert_allclose(work.deliver(ratio)[:, 0], [10.0, 30.0, 0.0])
    assert work.capital_lost(6.0)[2, 0] == pytest.approx(0.5 * 460 / 500)
    done = 40.0
    for day in range(6, 1000):
        work.ask(float(day))
        done += float(work.deliver(ratio).sum())
    assert done == pytest.approx(500.0)
    assert work.capital_lost(1000.0).sum() == pytest.approx(0.0, abs=1e-12)


def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []
    simulate(TABLE.economy(), [], ArioParameters(steps=3), step=lambda *at: seen.append(at))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_shapes_of_recovery() -> None:
    event = loss(0, 1.0, duration=0.0, start=0.0, recovery_days=10.0)
    at = {kind: [remaining(replace(event, recovery=kind), day) for day in (0, 5, 10)]
          for kind in (Recovery.LINEAR, Recovery.CONCAVE, Recovery.CONVEX)}  # fmt: skip
    assert at == {
        Recovery.LINEAR: [1.0, 0.5, 0.0],
        Recovery.CONCAVE: [1.0, 0.75, 0.0],
        Recovery.CONVEX: [1.0, 0.25, 0.0],
    }


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("output", 0.0, "reg000:s001"), ("output", np.nan, "reg000:s001"),
        ("final", -1.0, "falling stocks"), ("cover_days", np.nan, "s000 at reg000:s001"),
        ("essential", 1.5, "between 0 and 1"), ("restock_days", 0.0, "positive, or NaN"),
    ],
)  # fmt: skip
def test_faults_of_an_economy_are_named(name: str, value: float, said: str) -> None:
    economy = TABLE.economy()
    bad = np.array(getattr(economy, name))
    bad[1] = value
    with pytest.raises(InputError, match=said):
        simulate(replace(economy, **{name: bad}), [], ArioParameters(steps=1))


def test_an_economy_out_of_balance_is_refused() -> None:
    economy: Economy = TABLE.economy()
    with pytest.raises(UnbalancedTable, match="reg000:s000"):
        simulate(replace(economy, output=economy.output * 1.01), [], ArioParameters(steps=1))


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Event(1, Kind.CAPACITY, np.array([0]), np.array([0.5])), "scenario 1 of 1"),
        (Event(0, Kind.CAPACITY, np.array([99]), np.array([0.5])), "outside of 0 to 11"),
        (Event(0, Kind.LABOR, np.array([0]), np.array([1.5])), "not_a_share"),
        (Event(0, Kind.CAPITAL, np.array([0]), np.array([1e12])), "reg000:s000"),
        (Event(0, Kind.DEMAND, np.array([0]), np.array([0.5]), sink=9), "sink"),
        (Event(0, Kind.CAPACITY, np.array([0]), np.array([0.5]), start=-1), "times are days"),
        (Event(0, Kind.HOMES, np.array([0]), np.array([0.5])), "rebuilt"),
        (Event(0, Kind.CAPITAL, np.array([0]), np.ones(1), recovery=Recovery.REBUILD), "builders"),
        (
            Event(0, Kind.LABOR, np.array([0]), np.ones(1), recovery=Recovery.REBUILD),
            "only capital",
        ),
    ],
)
def test_faults_of_events_are_named(event: Event, said: str) -> None:
    with pytest.raises(InputError, match=said):
        simulate(TABLE.economy(), [event], ArioParameters(steps=1))


def test_all_faults_of_parameters_at_once() -> None:
    how = ArioParameters(psi=2.0, restock_days=0.5, storage="float16", cover_scale=np.ones(3))
    with pytest.raises(InputError) as caught:
        simulate(TABLE.economy(), [], how)
    assert {problem.where for problem in caught.value.problems} == {
        "psi", "restock_days", "storage", "cover_scale"}  # fmt: skip
