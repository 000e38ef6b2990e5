"""Known answers of the dynamic engine: a peer's runs, and what must hold on any economy.

The peer is BoARIO 0.7.2, run through its public interface with ``order_type`` "alt" and "noalt",
covers of 90 days, ``psi`` 0.8, capital four times value added. Answers compare the least output of
a step and the output lost in 365 steps. Full runs, industry by industry, are compared in ``bench``.
Where its order rules are faults the engine follows them in compatible mode only: these answers use
it, the answers without a peer do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mainstay.answers.register import Answer, Kind, absent, answer
from mainstay.answers.synthetic_table import (
    Table,
    capital_loss,
    damaged_activities,
    synthetic_table,
)
from mainstay.shocks.ario.events import Recovery
from mainstay.shocks.ario.parameters import ArioParameters, Orders
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.trajectory import Record, Trajectory
from mainstay.twin.net import Floats

PEER = "BoARIO 0.7.2 with pymrio 0.7.0 on the same table and event"
LINEAR, REBUILD = Recovery.LINEAR, Recovery.REBUILD
ALT, NOALT = Orders.CAPACITY, Orders.FIXED

#: Least output of a step and output lost, on pymrio's test table of 6 regions and 8 sectors.
TEST_TABLE = {
    (LINEAR, ALT): (9088930.79331324, 1843728.902601501),
    (LINEAR, NOALT): (9088930.225073507, 1843808.4939528685),
    (REBUILD, ALT): (8765196.534658939, 76398504.52939034),
    (REBUILD, NOALT): (8772024.68820796, 74381695.73158514),
}

#: The same on a synthetic table of 10 regions and 10 sectors, with 90 % of capital lost.
TEN = {
    (LINEAR, ALT): (5635.799017774692, 43772.410928616235),
    (LINEAR, NOALT): (5371.272868100764, 85637.87531907081),
    (REBUILD, ALT): (5575.93951461109, 124023.18206105822),
    (REBUILD, NOALT): (5240.907976516221, 200037.23755525646),
}

#: Output lost on 50 regions and 50 sectors with 20 % of capital lost, and the least of the second.
FIFTY = {LINEAR: 1883.0479345658314, REBUILD: 55541.880488308496}
FIFTY_LEAST = 5847.426637193788

NEAR = "a hundred billionth: sums of doubles in another order"
DOUBLES = "rounding of doubles"


def answers(_data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    yield from _test_table()
    yield from _synthetic("ario.ten", synthetic_table(10, 10), TEN)
    yield from _fifty()
    yield from _laws()


def peer_run(
    table: Table,
    recovery: Recovery,
    orders: Orders,
    *,
    share: float = 0.2,
    steps: int = 365,
    compatible: bool = True,
    record: Record | None = None,
) -> Trajectory:
    """Return the run of a table that the peer was given, with its rules unless told otherwise."""
    economy = table.economy()
    event = capital_loss(table, economy, recovery, share)
    how = ArioParameters(steps=steps, orders=orders, compatible=compatible)
    return simulate(economy, [event], how, record=record or Record(fill=False))


def pymrio_table() -> Table | None:
    """Return pymrio's test table as the peer sorts it, by name, or ``None`` without pymrio."""
    try:
        import pymrio
    except ImportError:
        return None
    system = pymrio.load_test().calc_all()
    flows = system.Z.sort_index(axis=0).sort_index(axis=1)
    final, output = system.Y.loc[flows.index], system.x.loc[flows.index]
    regions = tuple(sorted(system.get_regions()))
    sectors = tuple(sorted(system.get_sectors()))
    return Table(
        np.asarray(flows, dtype=np.float64), np.asarray(final, dtype=np.float64),
        np.asarray(output, dtype=np.float64).ravel(), regions, sectors,
        (("other", 0.6), ("transport", 0.4)),
    )  # fmt: skip


def _key(recovery: Recovery, orders: Orders) -> str:
    name = "rebuild" if recovery is REBUILD else "recovery"
    return f"{name}-{orders.value}"


def _test_table() -> Iterator[Answer]:
    table = pymrio_table()
    if table is not None:
        yield from _synthetic("ario.test-table", table, TEST_TABLE, share=0.2)
        return
    for (recovery, orders), expected in TEST_TABLE.items():
        yield absent(f"ario.test-table-{_key(recovery, orders)}", Kind.PEER, PEER,
                     expected=list(expected), needs="pymrio")  # fmt: skip


def _synthetic(
    key: str,
    table: Table,
    known: dict[tuple[Recovery, Orders], tuple[float, float]],
    share: float = 0.9,
) -> Iterator[Answer]:
    for (recovery, orders), expected in known.items():
        total = peer_run(table, recovery, orders, share=share).total[:, 0]
        yield answer(f"{key}-{_key(recovery, orders)}", Kind.PEER, PEER, expected=list(expected),
                     got=[total.min(), (total[0] - total).sum()],
                     tolerance=1e-11 * max(expected), reason=NEAR)  # fmt: skip


def _fifty() -> Iterator[Answer]:
    table = synthetic_table(50, 50)
    for recovery, expected in FIFTY.items():
        total = peer_run(table, recovery, ALT).total[:, 0]
        name = f"ario.fifty-{_key(recovery, ALT)}"
        yield answer(name, Kind.PEER, PEER, expected=expected, got=(total[0] - total).sum(),
                     tolerance=1e-7, reason=NEAR)  # fmt: skip
        if recovery is REBUILD:
            yield answer(f"{name}-least", Kind.PEER, PEER, expected=FIFTY_LEAST, got=total.min(),
                         tolerance=1e-7, reason=NEAR)  # fmt: skip


def _laws() -> Iterator[Answer]:
    """Check what holds on any economy.

    Goods: what is delivered to cells, final use and rebuilding in a step is what was made in it.
    Rest: a cell that holds its normal stock orders what it uses, so that every activity is asked
    for what it made, and nothing ever changes. Capital: an activity that makes ``x`` and loses the
    share ``d`` of its capital makes ``(1 - d) x`` on that day, everyone else what they are asked.
    """
    proof = "proof: mainstay.answers.ario"
    table = synthetic_table(5, 8)
    run = peer_run(table, REBUILD, ALT, share=0.9, compatible=False)
    yield answer("ario.goods", Kind.DERIVED, proof, expected=0.0, got=run.residual,
                 tolerance=1e-12, reason=DOUBLES)  # fmt: skip
    economy = table.economy()
    rest = simulate(economy, [], ArioParameters(steps=3650), record=Record(fill=False))
    yield answer("ario.rest", Kind.DERIVED, proof, expected=0.0, got=_drift(rest),
                 tolerance=1e-12, reason="3,650 steps without an event; rounding")  # fmt: skip
    yield from _first_day(table, proof)


def _first_day(table: Table, proof: str) -> Iterator[Answer]:
    economy = table.economy()
    damaged = damaged_activities(table, economy)
    event = capital_loss(table, economy, LINEAR, 0.5)
    how = ArioParameters(steps=260)
    run = simulate(economy, [event], how, record=Record(activities=True))
    assert run.activities is not None
    level = run.activities[1, :, 0] / run.normal
    lost = (1.0 - level[damaged]) * economy.capital[damaged]
    yield answer("ario.destroyed", Kind.DERIVED, proof, expected=event.size, got=lost,
                 tolerance=1e-9 * float(event.size.max()), reason=DOUBLES)  # fmt: skip
    others = np.delete(level, damaged)
    yield answer("ario.unaffected", Kind.DERIVED, proof, expected=0.0,
                 got=np.abs(others - 1.0).max(), tolerance=1e-12, reason=DOUBLES)  # fmt: skip


def _drift(run: Trajectory) -> float:
    worst: Floats = np.abs(run.total / run.normal.sum() - 1.0)
    return float(max(worst.max(), np.abs(run.lowest - 1.0).max()))
