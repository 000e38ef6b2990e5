"""Against BoARIO 0.7.2: its numbers, and the faults of its order rules that are off by default."""

from dataclasses import replace

import numpy as np
import pytest

from mainstay.answers.ario import TEN, TEST_TABLE, peer_run, pymrio_table
from mainstay.answers.synthetic_table import Table, capital_loss, synthetic_table
from mainstay.shocks.ario.events import Event, Kind, Recovery
from mainstay.shocks.ario.parameters import ArioParameters, Orders, Rationing
from mainstay.shocks.ario.settings import Settings
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.step import Step
from mainstay.shocks.ario.stocks.cells import cells_of
from mainstay.shocks.ario.table import table_economy
from mainstay.shocks.ario.timeline import Timeline
from mainstay.shocks.ario.trajectory import Record

TABLE = synthetic_table(10, 10)


@pytest.mark.parametrize(("how", "expected"), TEST_TABLE.items())
def test_its_test_table(how: tuple[Recovery, Orders], expected: tuple[float, float]) -> None:
    table = pymrio_table()
    assert table is not None
    total = peer_run(table, *how).total[:, 0]
    assert total.min() == pytest.approx(expected[0], rel=1e-12)
    assert (total[0] - total).sum() == pytest.approx(expected[1], rel=1e-11)


@pytest.mark.parametrize(("how", "expected"), TEN.items())
def test_long_shortages(how: tuple[Recovery, Orders], expected: tuple[float, float]) -> None:
    run = peer_run(TABLE, *how, share=0.9)
    total = run.total[:, 0]
    assert run.shortage.all()
    assert total.min() == pytest.approx(expected[0], rel=1e-12)
    assert (total[0] - total).sum() == pytest.approx(expected[1], rel=1e-11)


def step_of(table: Table, compatible: bool, recovery: Recovery) -> Step:
    economy = table.economy()
    settings = Settings.of(ArioParameters(compatible=compatible), 1)
    event = capital_loss(table, economy, recovery, 0.9)
    timeline = Timeline.of(economy, [event], settings)
    return Step(links=economy.links, output=economy.output, settings=settings, timeline=timeline,
                cells=cells_of(economy, economy.links, economy.output, settings),
                rule=Rationing.PROPORTIONAL)  # fmt: skip


def test_overproduction_goes_back_to_base() -> None:
    """Capital is whole again after 202 days; five years later the peer's rule still overproduces.

    It goes back to base only in a step in which demand and the output before are equal to the last
    bit; otherwise it falls with falling demand alone. Ours falls by ``dt / tau`` a day: after
    1,623 days of 365 each, ``exp(-4.4)`` of the excess is left.
    """
    excess = {}
    for compatible in (True, False):
        step = step_of(TABLE, compatible, Recovery.LINEAR)
        for number in range(1825):
            step(number)
        excess[compatible] = float(step.state.alpha.max() - 1.0)
    assert excess[False] < 0.25 * np.exp(-3.5)
    assert excess[True] > 5 * excess[False]


def test_damage_without_a_builder_does_not_heal() -> None:
    """Of a damaged activity that buys nothing of a rebuilding sector, the peer forgets that part.

    The day after rebuilding starts, more capital is back than was delivered.
    """
    table = synthetic_table(5, 10)
    step = step_of(table, True, Recovery.REBUILD)
    rebuilding = step.timeline.rebuilding
    assert rebuilding is not None
    for number in range(22):
        step(number)
    owned = table.economy().capital[:, None]
    before, after = rebuilding.capital_lost(21.0) * owned, rebuilding.capital_lost(22.0) * owned
    delivered = rebuilding.asked.sum()
    assert (before - after).sum() > 50 * delivered


def test_results_do_not_depend_on_the_unit_of_money() -> None:
    """The peer rounds what is still to be rebuilt to seven decimals of its unit; we do not."""
    billions = replace(TABLE, flows=TABLE.flows / 1e3, final=TABLE.final / 1e3,
                       output=TABLE.output / 1e3)  # fmt: skip
    off = {}
    for compatible in (True, False):
        runs = [
            peer_run(table, Recovery.REBUILD, Orders.CAPACITY, share=0.9, compatible=compatible)
            for table in (TABLE, billions)
        ]
        off[compatible] = np.abs(runs[1].total * 1e3 / runs[0].total - 1).max()
    assert off[False] < 1e-12 < 1e-11 < off[True]


@pytest.mark.parametrize(
    ("share", "least"), [(5e-8, 0.5782513012027654), (2e-8, 0.964382426934211)]
)
def test_inputs_that_never_bind(share: float, least: float) -> None:
    """What BoARIO 0.7.2 gives on two sectors of which one buys a very small share of the other."""
    flows = np.zeros((4, 4))
    for first in (0, 2):
        flows[first, first + 1] = share * 1000
        flows[first + 1, first : first + 2] = 30, 200
    output = np.array([100.0, 1000.0, 100.0, 1000.0])
    final = output - flows.sum(axis=1)
    economy = table_economy(flows, final[:, None], output, ("a", "b"), ("r0", "r1"))
    money = np.array([0.95 * economy.capital[0]])
    loss = Event(0, Kind.CAPITAL, np.array([0]), money, 1.0, 21.0, Recovery.LINEAR, 180.0)
    how = ArioParameters(steps=200, orders=Orders.FIXED, compatible=True)
    run = simulate(economy, [loss], how, record=Record(activities=True))
    assert run.activities is not None
    level = run.activities[:, 1, 0] / run.activities[0, 1, 0]
    assert level.min() == pytest.approx(least, rel=1e-12)
