"""What must hold on any economy, and where it does not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mainstay.answers.synthetic_table import synthetic_table
from mainstay.errors import InputError
from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.events import Event, Kind, Recovery
from mainstay.shocks.ario.links.sparse import SparseLinks
from mainstay.shocks.ario.parameters import ArioParameters, Orders, Rationing
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.table import table_economy
from mainstay.shocks.ario.trajectory import Record, Trajectory

KINDS = ["table", "firms", "markets"]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("table", Rationing.PROPORTIONAL),
        ("firms", Rationing.LARGEST_FIRST),
        ("markets", Rationing.LOWEST_FIRST),
    ],
)
def test_no_drift_in_ten_years(pair_of: Callable[..., Any], kind: str, rule: Rationing) -> None:
    """Without an event nothing changes in 3,650 steps."""
    economy, _ = pair_of(kind, 5)
    run = simulate(economy, [], ArioParameters(steps=3650, rationing=rule))
    assert np.abs(run.total / run.normal.sum() - 1.0).max() <= 1e-12
    assert np.abs(run.lowest - 1.0).max() <= 1e-12
    assert run.residual <= 1e-12
    assert not run.shortage[0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", list(Rationing))
def test_goods_are_conserved(
    pair_of: Callable[..., Any], events_of: Callable[..., list[Event]], kind: str, rule: Rationing
) -> None:
    """What is made is delivered in the same step, also in the worst of times."""
    economy, _ = pair_of(kind, 8)
    how = ArioParameters(steps=120, psi=0.5, restock_days=3.0, rationing=rule)
    run = simulate(economy, events_of(economy, 8, False), how, record=Record(stocks=True))
    assert run.residual <= 1e-12
    assert run.least_cover is not None
    assert run.least_cover.min() >= -1e-12


def losses(sizes: np.ndarray[Any, Any], hit: int, days: float) -> list[Event]:
    """Return the same loss of capacity in many sizes, one per scenario."""
    return [Event(s, Kind.CAPACITY, np.array([hit]), np.array([size]), 5.0, days,
                  Recovery.LINEAR, 20.0) for s, size in enumerate(sizes)]  # fmt: skip


@pytest.mark.parametrize("orders", list(Orders))
def test_larger_loss_loses_more_where_no_input_binds(orders: Orders) -> None:
    """Nothing runs short in 20 days with covers of 90: output lost rises with the loss."""
    sizes = np.linspace(0, 0.8, 17)
    run = simulate(synthetic_table(3, 5).economy(), losses(sizes, 0, 20.0),
                   ArioParameters(steps=150, orders=orders), batch=17)  # fmt: skip
    assert not run.shortage.any()
    assert (np.diff(run.lost.sum(axis=0)) > 0).all()


def test_larger_loss_may_lose_less_where_inputs_bind(pair_of: Callable[..., Any]) -> None:
    """Rationing makes the model not monotone: this is how it is, not how it should be.

    With stocks of days a supplier that stands still is not waited for: buyers keep more of what
    they have for the time when it comes back. Here a whole loss costs 1 to 2 % less than one of
    97.5 %. A reader must not take "the more is lost, the worse" for granted.
    """
    economy, _ = pair_of("table", 1, simple=True)
    how = ArioParameters(steps=200, psi=0.5, restock_days=10.0)
    run = simulate(economy, losses(np.array([0.5, 0.975, 1.0]), 0, 30.0), how, batch=3)
    lost = run.lost.sum(axis=0)
    assert run.shortage.all()
    assert lost[0] < lost[1]
    assert 0.97 < lost[2] / lost[1] < 1.0


def by_steps(psi: float, covers: float, parts: tuple[int, ...]) -> list[float]:
    """Return days of output lost with steps of 1 / parts of a day."""
    table = synthetic_table(3, 5)
    economy = table_economy(table.flows, table.final, table.output, table.sectors, table.regions,
                            cover_days=covers)  # fmt: skip
    hit = np.arange(5)
    loss = Event(0, Kind.CAPACITY, hit, np.full(5, 0.6), 4.0, 60.0, Recovery.LINEAR, 30.0)
    found = []
    for part in parts:
        how = ArioParameters(steps=120 * part, step_days=1 / part, psi=psi)
        run = simulate(economy, [loss], how, record=Record(fill=False))
        assert run.shortage[0] == (covers < 60)
        found.append(float(run.lost.sum() / run.normal.sum() / part))
    return found


def test_steps_converge() -> None:
    """Steps of 1, 1/2, 1/4 and 1/8 day: differences halve where no input binds."""
    lost = by_steps(0.8, 90.0, (1, 2, 4, 8))
    gaps = np.abs(np.diff(lost))
    np.testing.assert_allclose(gaps[:-1] / gaps[1:], 2.0, rtol=0.1)


def test_steps_converge_in_shortage() -> None:
    """Where inputs bind the differences shrink, too; a day's step is within 15 % of the finest."""
    lost = by_steps(0.8, 8.0, (1, 2, 4, 8))
    gaps = np.abs(np.diff(lost))
    assert (gaps[1:] < gaps[:-1]).all()
    assert abs(lost[0] / lost[-1] - 1.0) < 0.15


def calm(economy: Economy, **given: Any) -> Trajectory:
    """Run half a year with a third of activity 0 lost for 40 days."""
    loss = Event(0, Kind.CAPACITY, np.array([0]), np.array([1 / 3]), 3.0, 40.0)
    return simulate(economy, [loss], replace(ArioParameters(steps=180), **given),
                    record=Record(activities=True))  # fmt: skip


def test_essential_nowhere(pair_of: Callable[..., Any]) -> None:
    """Where no input is essential, and where stocks never end, nothing ever binds."""
    for kind in KINDS:
        economy, _ = pair_of(kind, 2, simple=True)
        count = len(economy.cover_days)
        for other in (replace(economy, essential=np.zeros(count)),
                      replace(economy, cover_days=np.full(count, np.inf))):  # fmt: skip
            assert not calm(other).shortage[0]
        assert not calm(economy, essentiality=0.0).shortage[0]


def test_lower_essentiality_is_milder(pair_of: Callable[..., Any]) -> None:
    """An input that stops half of output leaves at least half of what is wanted."""
    economy, _ = pair_of("table", 1, simple=True)
    stop = Event(0, Kind.CAPACITY, np.array([0]), np.array([1.0]), 2.0, 200.0)
    how = ArioParameters(steps=60, psi=0.5, essentiality=0.5)
    run = simulate(economy, [stop], how)
    assert run.shortage[0]
    assert run.lowest[1:, 0].min() > 0.1
    whole = simulate(economy, [stop], replace(how, essentiality=1.0))
    assert whole.lowest[1:, 0].min() < 0.01


def test_activity_without_inputs_and_one_without_buyers() -> None:
    """A well buys nothing, a shop sells to final use alone, and both can be hit."""
    flows = np.array([[0.0, 5.0, 5.0], [0.0, 0.0, 4.0], [0.0, 0.0, 0.0]])
    economy = table_economy(flows, np.array([[1.0], [2.0], [12.0]]), np.array([11.0, 6.0, 12.0]),
                            ("well", "works", "shop"), ("home",), cover_days=3.0)  # fmt: skip
    for hit in (0, 2):
        stop = Event(0, Kind.CAPACITY, np.array([hit]), np.array([1.0]), 2.0, 10.0)
        run = simulate(economy, [stop], ArioParameters(steps=80, psi=0.5, restock_days=5.0))
        assert np.isfinite(run.total).all()
        assert run.lowest[hit, 0] == 0.0
        assert run.residual <= 1e-12
    assert run.lowest[1, 0] < 0.6  # the shop buys no works while it stands still


def test_activity_that_sells_nothing_is_refused() -> None:
    """Output of zero has no shares: the engine names the activity instead of dividing by it."""
    flows = np.array([[0.0, 5.0], [0.0, 0.0]])
    economy = table_economy(flows, np.array([[5.0], [0.0]]), np.array([10.0, 0.0]),
                            ("well", "idle"), ("home",), value_added=np.ones(2))  # fmt: skip
    with pytest.raises(InputError, match="idle"):
        simulate(economy, [], ArioParameters(steps=2))


def test_no_cells_at_all() -> None:
    """Firms that buy nothing from each other lose what they lose themselves."""
    none = np.zeros(0, dtype=np.int32)
    links = SparseLinks.of(none, none, np.zeros(0), np.array([0, 0]), ("a",))
    two = np.array([2.0, 3.0])
    economy = Economy(("a", "b"), two, two, two, links, two[:, None], ("all",), np.zeros(0),
                      np.zeros(0), np.zeros(0))  # fmt: skip
    loss = Event(0, Kind.CAPACITY, np.array([1]), np.array([0.5]), 1.0, 2.0)
    for rule in Rationing:
        run = simulate(
            economy,
            [loss],
            ArioParameters(steps=5, days_per_year=1.0, overproduction_max=1.0, rationing=rule),
        )
        np.testing.assert_allclose(run.total[:, 0], [5.0, 3.5, 3.5, 5.0, 5.0])
