"""Known answers on how the dynamic engine behaves: stock-outs, steps, peaks long after an event.

**Stock-out.** Ore (10 a day) goes into metal (20), metal into cars (30). Ore stops on day 2; metal
has 4 days of ore and lives until day 5, cars have 2 days of metal and live until day 7. First
output below normal: end of days 3, 7 and 9.

**Delay.** The same chain with 2 days of ore. Ore of days 1 to 3 comes 2 days late: metal starts
days 1 to 4 with 20, 10, 0 and 10 in stock, so that day 3 is lost and no other.

**Peaks of orders.** A cell of cover ``n`` days closes its gap over ``tau`` days. If its holder
wants a share ``d`` more from one day to the next, the stock after that day is ``n - d`` days, the
target ``n (1 + d)``, and the order is ``1 + d + d (n + 1) / tau`` times the normal one: with ``d``
10 % and 90 days of cover 1.25 times normal at ``tau`` 60, and 10.2 times at ``tau`` 1. So whenever,
however late, output that somebody wants jumps, ``tau`` of a day makes a peak of it. A user of
BoARIO saw such a peak 400 days in, 300 after the event (its issue 18, where ``tau`` was 1, too). It
comes back here in compatible mode. There the target of stocks leaves out rebuilding that was
delivered on the day, so that it jumps on the day on which what is asked comes down to capacity;
with the engine's own target the peak of this case is gone. Shortages that end late make peaks in
both.

**Steps.** Where no input binds, the engine is an explicit first-order scheme: halving the step
halves the error.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from mainstay.answers.register import Answer, Kind, answer
from mainstay.answers.synthetic_table import synthetic_table
from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.events import Event, Recovery
from mainstay.shocks.ario.events import Kind as Lost
from mainstay.shocks.ario.parameters import ArioParameters, Orders
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.table import builders_of, table_economy
from mainstay.shocks.ario.trajectory import Record, Trajectory

DOUBLES = "rounding of doubles"
PROOF = "proof: mainstay.answers.ario_properties"
PEER = "BoARIO 0.7.2 with pymrio 0.7.0 on the same table and event"

ORE, METAL, CARS = 0, 1, 2

#: Largest rise of output in a step after day 150 over normal output; BoARIO with ``tau`` 1 and 60.
PEER_RISE = {1.0: 8.28326753892665e-05, 60.0: 1.0546316167824677e-05}

#: The same of the engine with its own target of stocks.
OWN_RISE = {1.0: 9.694352731873868e-06, 60.0: 1.0589833913906478e-05}


def answers(_data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    stop = Event(0, Lost.CAPACITY, np.array([ORE]), np.array([1.0]), 2.0, 100.0)
    yield answer("ario_properties.stock-out", Kind.DERIVED, PROOF, expected=[3.0, 7.0, 9.0],
                 got=_run(_chain(4.0), [stop]).first_hit[:, 0])  # fmt: skip
    late = Event(0, Lost.DELAY, np.array([ORE]), np.array([2.0]), 1.0, 3.0)
    delayed = _run(_chain(2.0), [late]).activities
    assert delayed is not None
    yield answer("ario_properties.delay", Kind.DERIVED, PROOF, expected=[20.0] * 3 + [0.0, 20.0],
                 got=delayed[:5, METAL, 0], tolerance=1e-12, reason=DOUBLES)  # fmt: skip
    for days, expected in ((1.0, 10.2), (60.0, 1.1 + 9.1 / 60)):
        yield answer(f"ario_properties.order-{days:g}", Kind.DERIVED, PROOF, expected=expected,
                     got=_order(days), tolerance=1e-12, reason=DOUBLES)  # fmt: skip
    yield answer("ario_properties.order-of-steps", Kind.DERIVED, PROOF, expected=1.0,
                 got=_order_of_steps(), tolerance=0.01,
                 reason="in the limit of short steps; here 1/4 to 1/16 day")  # fmt: skip
    for days, expected in PEER_RISE.items():
        yield answer(f"ario_properties.late-rise-{days:g}", Kind.PEER, PEER, expected=expected,
                     got=_late_rise(days, compatible=True), tolerance=1e-13,
                     reason=DOUBLES)  # fmt: skip
        yield answer(f"ario_properties.late-rise-{days:g}-own", Kind.REGRESSION,
                     "own first value; no peak is left at 1, none was there at 60",
                     expected=OWN_RISE[days], got=_late_rise(days, compatible=False),
                     tolerance=1e-13, reason=DOUBLES)  # fmt: skip


def _chain(ore_days: float) -> Economy:
    flows = np.array([[0.0, 10.0, 0.0], [0.0, 0.0, 20.0], [0.0, 0.0, 0.0]])
    return table_economy(flows, np.array([[0.0], [0.0], [30.0]]), np.array([10.0, 20.0, 30.0]),
                         ("ore", "metal", "cars"), ("home",),
                         cover_days=np.array([ore_days, 2.0, 1.0]))  # fmt: skip


def _run(economy: Economy, events: list[Event], **given: Any) -> Trajectory:
    how: dict[str, Any] = {"steps": 12, "days_per_year": 1.0, "overproduction_max": 1.0,
                           "psi": 0.25, "restock_days": 1.0}  # fmt: skip
    return simulate(economy, events, ArioParameters(**(how | given)),
                    record=Record(activities=True, fill=False))  # fmt: skip


def _order(restock_days: float) -> float:
    """Return ore made, over normal, on the day after 10 % more metal is wanted."""
    flows = np.array([[0.0, 10.0], [0.0, 0.0]])
    economy = table_economy(flows, np.array([[0.0], [20.0]]), np.array([10.0, 20.0]),
                            ("ore", "metal"), ("home",), cover_days=90.0)  # fmt: skip
    more = Event(0, Lost.DEMAND, np.array([METAL]), np.array([-0.1]), 3.0, 100.0)
    run = _run(economy, [more], restock_days=restock_days, overproduction_base=20.0,
               overproduction_max=20.0)  # fmt: skip
    assert run.activities is not None
    return float(run.activities[4, ORE, 0] / run.normal[ORE])


def _order_of_steps() -> float:
    """Return the order at which the output lost settles, from steps of 1/4, 1/8 and 1/16 day."""
    economy = synthetic_table(3, 5).economy()
    hit = np.arange(5)
    loss = Event(0, Lost.CAPACITY, hit, np.full(5, 0.6), 4.0, 60.0, Recovery.LINEAR, 30.0)
    days = []
    for parts in (4, 8, 16):
        how = ArioParameters(steps=120 * parts, step_days=1 / parts)
        run = simulate(economy, [loss], how, record=Record(fill=False))
        days.append(run.lost.sum() / run.normal.sum() / parts)
    return float(np.log2((days[0] - days[1]) / (days[1] - days[2])))


def _late_rise(restock_days: float, *, compatible: bool) -> float:
    """Return the largest rise of output in a step after day 150.

    An activity of 20 loses 5 % of its capital on day 1; it is rebuilt over 60 days and more.
    """
    table, hit = synthetic_table(4, 5), np.array([12])
    economy = table_economy(table.flows, table.final, table.output, table.sectors, table.regions,
                            cover_days=40.0)  # fmt: skip
    shares = np.array([0.0, 0.0, 0.0, 0.4, 0.6])
    loss = Event(0, Lost.CAPITAL, hit, 0.05 * economy.capital[hit], 1.0, 15.0, Recovery.REBUILD,
                 60.0, rebuilders=builders_of(table.flows, 5, hit, shares))  # fmt: skip
    how = ArioParameters(steps=260, restock_days=restock_days, compatible=compatible,
                         orders=Orders.CAPACITY)  # fmt: skip
    total = simulate(economy, [loss], how, record=Record(fill=False)).total[:, 0]
    return float(np.diff(total[150:]).max() / total[0])
