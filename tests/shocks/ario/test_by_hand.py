"""A chain ore -> metal -> cars, with numbers that are derived on paper.

A day: 10 of ore go into metal, 20 of metal into cars, 30 of cars to final use. Ore at metal covers
4 days (40), metal at cars 2 days (40). One day is one "year", so that flows are by the day.
Stocks are seen at the start of a day; what is made and sent on a day arrives at its end.
"""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.events import Event, Kind
from mainstay.shocks.ario.parameters import ArioParameters
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.table import table_economy
from mainstay.shocks.ario.trajectory import Record

ORE, METAL, CARS = 0, 1, 2
FLOWS = np.array([[0.0, 10.0, 0.0], [0.0, 0.0, 20.0], [0.0, 0.0, 0.0]])
FINAL = np.array([[0.0], [0.0], [30.0]])
OUTPUT = np.array([10.0, 20.0, 30.0])


def chain(ore_days: float = 4.0) -> Economy:
    """Return the chain; cells that nothing flows into never bind."""
    cover = np.array([ore_days, 2.0, 1.0])
    return table_economy(FLOWS, FINAL, OUTPUT, ("ore", "metal", "cars"), ("home",),
                         cover_days=cover)  # fmt: skip


def outputs(economy: Economy, events: list[Event], **given: Any) -> Any:
    """Return ``(t, 3)`` output by day, without overproduction unless it is asked for."""
    how: dict[str, Any] = {"steps": 12, "days_per_year": 1.0, "overproduction_max": 1.0,
                           "psi": 0.25, "restock_days": 1.0}  # fmt: skip
    found = simulate(economy, events, ArioParameters(**(how | given)),
                     record=Record(activities=True, stocks=True))  # fmt: skip
    assert found.activities is not None
    return found, found.activities[:, :, 0]


def test_at_rest() -> None:
    """Nothing happens: every day is the first one, to the last bit."""
    found, made = outputs(chain(), [])
    np.testing.assert_array_equal(made, np.tile(OUTPUT, (12, 1)))
    assert not found.shortage[0]


def test_stock_out() -> None:
    """No ore from day 2 on: metal lives on its 4 days and stops on day 6, cars 2 days later."""
    stop = Event(0, Kind.CAPACITY, np.array([ORE]), np.array([1.0]), 2.0, 100.0)
    found, made = outputs(chain(), [stop])
    np.testing.assert_allclose(made[:, ORE], [10] * 2 + [0] * 10, atol=1e-12)
    np.testing.assert_allclose(made[:, METAL], [20] * 6 + [0] * 6, atol=1e-12)
    np.testing.assert_allclose(made[:, CARS], [30] * 8 + [0] * 4, atol=1e-12)
    np.testing.assert_array_equal(found.first_hit[:, 0], [3.0, 7.0, 9.0])
    cells = chain().links
    for who, input_ in ((METAL, ORE), (CARS, METAL)):
        cell = found.limiting[who, 0]
        assert (cells.product[cell], cells.buyer[cell]) == (input_, who)
    assert found.limiting[ORE, 0] == -1
    np.testing.assert_allclose(found.lost[:, 0], [100.0, 120.0, 120.0])


def test_shortage_before_the_end_of_stocks() -> None:
    """With psi 1/2 a full day needs 20 of ore in stock, so that output halves daily from day 5.

    Stocks at the start of days 2 to 5: 40, 30, 20, 10. Day 5: 10 / 20 of 20, so 10 are made and 5
    used; day 6 starts with 5 in stock and makes 5, day 7 makes 2.5.
    """
    stop = Event(0, Kind.CAPACITY, np.array([ORE]), np.array([1.0]), 2.0, 100.0)
    _, made = outputs(chain(), [stop], psi=0.5, overproduction_max=1.25)
    np.testing.assert_allclose(made[:9, METAL], [20, 20, 20, 20, 20, 10, 5, 2.5, 1.25])


def test_demand_falls() -> None:
    """Half of the cars are not bought from day 3 on: the wave climbs a tier a day.

    Cars make 15 and order 10 of metal, for day 4; metal then makes 10 and orders 5, for day 5.
    Nobody orders more, since stocks lie above the lower target.
    """
    cut = Event(0, Kind.DEMAND, np.array([CARS]), np.array([0.5]), 3.0, 100.0)
    _, made = outputs(chain(), [cut])
    np.testing.assert_allclose(made[:8, CARS], [30] * 3 + [15] * 5)
    np.testing.assert_allclose(made[:8, METAL], [20] * 4 + [10] * 4)
    np.testing.assert_allclose(made[:8, ORE], [10] * 5 + [5] * 3)


def test_partial_loss_is_made_up() -> None:
    """Cars lose 40 % for a day; without overproduction 12 are lost for good, unmet use is gone."""
    loss = Event(0, Kind.CAPACITY, np.array([CARS]), np.array([0.4]), 2.0, 1.0)
    found, made = outputs(chain(), [loss])
    np.testing.assert_allclose(made[:4, CARS], [30, 30, 18, 30])
    assert found.lost[CARS, 0] == pytest.approx(12.0)
    # Metal: 8 less is used on day 2, so 12 are ordered for day 3 and 20 again for day 4.
    np.testing.assert_allclose(made[:5, METAL], [20, 20, 20, 12, 20])


def test_half_essential() -> None:
    """Ore of essentiality 0.3: metal keeps 70 % without any ore."""
    economy = table_economy(
        FLOWS, FINAL, OUTPUT, ("ore", "metal", "cars"), ("home",),
        cover_days=np.array([4.0, 2.0, 1.0]), essential=np.array([0.3, 1.0, 1.0]),
    )  # fmt: skip
    stop = Event(0, Kind.CAPACITY, np.array([ORE]), np.array([1.0]), 2.0, 100.0)
    _, made = outputs(economy, [stop], steps=8)
    np.testing.assert_allclose(made[:, METAL], [20] * 6 + [14] * 2)


def test_delay_within_the_stock() -> None:
    """Ore of days 1 to 3 comes 2 days late: 40 in stock and on the way, never less than 20."""
    late = Event(0, Kind.DELAY, np.array([ORE]), np.array([2.0]), 1.0, 3.0)
    found, made = outputs(chain(), [late])
    np.testing.assert_allclose(made, np.tile(OUTPUT, (12, 1)))
    assert found.least_cover[METAL, 0] == pytest.approx(0.5)


def test_delay_beyond_the_stock() -> None:
    """With 2 days of ore the same delay stops metal for one day, day 3.

    Stocks at the start of days 1 to 5: 20, 10, 0, 10, 20; on day 4 two lots arrive, one late and
    one on time.
    """
    late = Event(0, Kind.DELAY, np.array([ORE]), np.array([2.0]), 1.0, 3.0)
    _, made = outputs(chain(2.0), [late])
    np.testing.assert_allclose(made[:, METAL], [20, 20, 20, 0] + [20] * 8, atol=1e-12)


def test_oracle_by_hand(oracle: ModuleType) -> None:
    """The second simulator gives the stock-out of the chain, too."""
    flow = np.zeros((3, 2))
    flow[ORE, 0], flow[METAL, 1] = 10.0, 20.0
    plain = oracle.Plain(flow, [METAL, CARS], np.eye(3), FINAL, OUTPUT, OUTPUT,
                         np.array([4.0, 2.0]), np.ones(2), np.full(2, np.nan))  # fmt: skip
    stop = Event(0, Kind.CAPACITY, np.array([ORE]), np.array([1.0]), 2.0, 100.0)
    given = ArioParameters(steps=12, days_per_year=1.0, overproduction_max=1.0, psi=0.25,
                           restock_days=1.0)  # fmt: skip
    made = np.array(oracle.run(plain, [stop], given).output)
    np.testing.assert_allclose(made[:, METAL], [20] * 6 + [0] * 6, atol=1e-12)
    np.testing.assert_allclose(made[:, CARS], [30] * 8 + [0] * 4, atol=1e-12)
