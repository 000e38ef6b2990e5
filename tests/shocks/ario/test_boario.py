"""Against BoARIO 0.7.2: its numbers, and the faults of its order rules that are off by default."""

from dataclasses import replace

import numpy as np
import pytest

from mainstay.answers.ario import TEN, TEST_TABLE, peer_run, pymrio_table
from mainstay.answers.synthetic_table import Table, capital_loss, synthetic_table
from mainstay.shocks.ario.events import Recovery
from mainstay.shocks.ario.parameters import ArioParameters, Orders, Rationing
from mainstay.shocks.ario.settings import Settings
from mainstay.shocks.ario.step import Step
from mainstay.shocks.ario.stocks.cells import cells_of
from mainstay.shocks.ario.timeline import Timeline

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
