"""Goods that arrive late: when, how many, and that none is lost."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mainstay.errors import InputError
from mainstay.shocks.ario.delay import Transit, check_delays
from mainstay.shocks.ario.events import Event, Kind, Recovery
from mainstay.shocks.ario.links.dense import DenseLinks
from mainstay.shocks.ario.links.sold import Sales
from mainstay.shocks.ario.parameters import ArioParameters, Rationing
from mainstay.shocks.ario.settings import Settings
from mainstay.shocks.ario.simulate import simulate

#: Two mines sell 4 and 6 of the same ore to each of two works.
FLOWS = np.array([[0, 0, 4.0, 4.0], [0, 0, 6.0, 6.0], [0, 0, 0, 0], [0, 0, 0, 0]])
LINKS = DenseLinks.of(FLOWS, np.array([0, 0, 1, 1]), ("ore", "metal"))
ORE_AT_2, ORE_AT_3 = 2, 3


def arrivals(events: list[Event], steps: int = 8, **given: Any) -> tuple[Any, Any]:
    """Return what both works receive ``(t, 2)`` and what is on its way, at normal deliveries."""
    settings = Settings.of(ArioParameters(days_per_year=1.0, **given), 1)
    transit = Transit.of(events, Sales(LINKS), settings)
    assert transit is not None
    weight, came, way = np.ones((4, 1)), [], []
    for _ in range(steps):
        received = np.zeros((8, 1))
        for number, block in enumerate(LINKS.blocks()):
            factor = np.full((4, 1), settings.per_year)
            received[block.cells] = factor * block.gather(weight)
            extra = transit.arrivals(number, block, factor, weight)
            if extra is not None:
                received[block.cells] += extra
        transit.advance()
        came.append(received[[ORE_AT_2, ORE_AT_3], 0])
        way.append(transit.waiting.sum())
    return np.array(came), np.array(way)


def late(days: float, start: float, lasts: float, **more: Any) -> Event:
    """Return a delay of the first mine."""
    return Event(0, Kind.DELAY, np.array([0]), np.array([days]), start, lasts, **more)


def test_whole_days() -> None:
    """Days 1 to 3 of the first mine arrive on days 3 to 5, beside what is on time."""
    came, way = arrivals([late(2.0, 1.0, 3.0)])
    np.testing.assert_allclose(came[:, 0], [10, 6, 6, 10, 14, 14, 10, 10])
    np.testing.assert_allclose(way, [0, 8, 16, 16, 8, 0, 0, 0])


def test_one_cell_alone() -> None:
    """The second works does not wait."""
    came, _ = arrivals([late(2.0, 1.0, 3.0, into=np.array([ORE_AT_2]))])
    np.testing.assert_allclose(came[:, 0], [10, 6, 6, 10, 14, 14, 10, 10])
    np.testing.assert_allclose(came[:, 1], 10.0)


def test_parts_of_a_step() -> None:
    """A delay of 1.25 days: three quarters after a day, a quarter after two."""
    came, _ = arrivals([late(1.25, 1.0, 1.0)])
    np.testing.assert_allclose(came[:, 0], [10, 6, 13, 11, 10, 10, 10, 10])
    came, _ = arrivals([late(0.25, 1.0, 1.0)])
    np.testing.assert_allclose(came[:4, 0], [10, 9, 11, 10])
    came, _ = arrivals([late(1.0, 1.0, 1.0)], step_days=0.5)
    np.testing.assert_allclose(came[:, 0], [5, 5, 3, 3, 7, 7, 5, 5])


def test_delays_add_up() -> None:
    """One day and two days at the same time are three."""
    came, _ = arrivals([late(1.0, 1.0, 1.0), late(2.0, 1.0, 1.0)])
    np.testing.assert_allclose(came[:, 0], [10, 6, 10, 10, 14, 10, 10, 10])


def test_fading_delay() -> None:
    """Whole on days 1 to 3, half on day 4: what is sent on 1, 2, 3, 4 comes on 3, 4, 5, 5."""
    came, way = arrivals([late(2.0, 1.0, 2.0, recovery=Recovery.LINEAR, recovery_days=2.0)])
    np.testing.assert_allclose(came[:, 0], [10, 6, 6, 10, 10, 18, 10, 10])
    assert way[-1] == 0


@pytest.mark.parametrize("days", [0.3, 1.0, 2.7, 6.0])
def test_nothing_is_lost(days: float) -> None:
    """Whatever the delay: received plus on the way is what was sent."""
    came, way = arrivals([late(days, 1.0, 4.0), late(0.6, 3.0, 3.0)], steps=20)
    np.testing.assert_allclose(came.sum(axis=1).cumsum() + way, 20.0 * np.arange(1, 21))
    assert way[-1] == 0


@pytest.mark.parametrize("kind", ["table", "firms", "markets"])
def test_stocks_and_goods_on_their_way(
    oracle: Any, pair_of: Callable[..., Any], events_of: Callable[..., list[Event]], kind: str
) -> None:
    """In the second simulator: stocks and transit change by what is sent less what is used."""
    economy, plain = pair_of(kind, 4, simple=True)
    how = ArioParameters(steps=40, psi=0.5, restock_days=4.0)
    seen = oracle.run(plain, events_of(economy, 3, True), how)
    use = plain.flow.sum(axis=0) / plain.output[plain.buyer]
    held = np.array(seen.stock) + np.array(seen.on_way)
    moved = np.array([sent.sum(axis=0) for sent in seen.sent])
    used = use * np.array(seen.output)[:, plain.buyer]
    np.testing.assert_allclose(np.diff(held, axis=0), (moved - used)[1:], atol=1e-12)
    assert np.array(seen.on_way).max() > 0


def test_delay_over_a_batch(pair_of: Callable[..., Any]) -> None:
    """A delay in one scenario is none in the other; a delay of no days is none."""
    economy, _ = pair_of("firms", 4, simple=True)
    who = np.arange(economy.size, dtype=np.intp)
    long = Event(1, Kind.DELAY, who, np.full(len(who), 9.0), 2.0, 20.0)
    none = replace(long, scenario=0, size=np.zeros(len(who)))
    run = simulate(economy, [long, none], ArioParameters(steps=60, psi=0.5), batch=2)
    assert run.lost[:, 0] == pytest.approx(0.0, abs=1e-12)
    assert run.lost[:, 1].max() > 0
    assert run.residual <= 1e-12


def test_what_does_not_go() -> None:
    """Days below zero, and single orders with delays: both are told at once."""
    early = replace(late(1.0, 1.0, 1.0), size=np.array([-1.0]))
    with pytest.raises(InputError) as error:
        check_delays([early], Rationing.LARGEST_FIRST)
    assert {problem.code for problem in error.value.problems} == {"not_positive", "not_combined"}
