"""A small economy and runs of it written by hand; every answer can be read off."""

import numpy as np
import pytest
from scipy import sparse

from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.trajectory import Trajectory

DAY = 1.0


class HandBlock:
    def __init__(self, cells, matrix, buyer):
        self.cells, self._matrix, self.buyer = cells, matrix, buyer

    def gather(self, weight):
        return self._matrix @ weight


class HandLinks:
    """Cells as rows of a supplier matrix, in blocks of two."""

    def __init__(self, n, cells, products):
        # a cell is a product, its buyer, and the flow from each supplier
        self.suppliers = n
        matrix = sparse.lil_array((len(cells), n))
        for c, (_, _, sellers) in enumerate(cells):
            for i, flow in sellers.items():
                matrix[c, i] = flow
        self._matrix = matrix.tocsr()
        self.flow = np.asarray(self._matrix.sum(axis=1)).ravel()
        self.buyer = np.array([j for _, j, _ in cells], dtype=np.int32)
        self.product = np.array([p for p, _, _ in cells], dtype=np.int32)
        self.products = products

    def suppliers_of(self, cell):
        row = self._matrix[[cell]]
        return row.indices.astype(np.int64), row.data

    def blocks(self):
        c = len(self.flow)
        return [
            HandBlock(slice(k, min(k + 2, c)), self._matrix[k : k + 2], self.buyer[k : k + 2])
            for k in range(0, c, 2)
        ]


@pytest.fixture
def economy():
    """Mines feed a mill, the mill feeds a plant, the plant a shop; a farm stands apart."""
    ids = ("mine A", "mine B", "mill", "plant", "shop", "farm")
    cells = [
        (0, 2, {0: 30.0, 1: 10.0}),  # ore at the mill
        (1, 3, {2: 80.0}),  # steel at the plant
        (2, 4, {3: 120.0}),  # machines at the shop
        (3, 4, {5: 20.0}),  # food at the shop
    ]
    output = np.array([365.0, 365.0, 730.0, 1460.0, 2190.0, 365.0])
    return Economy(
        ids=ids,
        output=output,
        value_added=output * np.array([0.8, 0.8, 0.5, 0.25, 0.5, 0.9]),
        capital=output * 2,
        links=HandLinks(6, cells, ("ore", "steel", "machines", "food")),
        final=np.array([[0.0, 10.0], [0.0, 0.0], [5.0, 0.0], [0.0, 40.0], [50.0, 50.0], [8.0, 0]]),
        sinks=("health", "government_defense"),
        cover_days=np.full(4, 5.0),
        essential=np.ones(4),
        restock_days=np.full(4, np.nan),
        region=("north", "north", "north", "south", "south", "south"),
        sector=("mining", "mining", "metal", "machines", "trade", "farming"),
    )


def run_of(economy, loss, *, limiting=None, later=None, fill=None, keep=True):
    """Return the run in which each activity loses ``loss (t, n, b)`` of a normal day."""
    loss = np.asarray(loss, dtype=np.float64)
    t, n, b = loss.shape
    days = np.arange(1.0, t + 1)
    normal = economy.output / 365.0
    activities = (1.0 - loss) * normal[:, None]
    short = loss > 0.01
    ever = short.any(axis=0)
    first = np.where(ever, days[short.argmax(axis=0)], np.nan)
    cells = np.full((n, b), -1) if limiting is None else np.asarray(limiting)
    short_on = np.where(cells >= 0, first if later is None else later, np.nan)
    last = t - short[::-1].argmax(axis=0)
    back = np.where(last < t, days[np.minimum(last, t - 1)], np.nan)
    return Trajectory(
        days=days,
        total=activities.sum(axis=1),
        groups=np.zeros((t, 0, b)),
        activities=activities if keep else None,
        fill=fill,
        normal=normal,
        lowest=1.0 - loss.max(axis=0),
        lowest_day=days[loss.argmax(axis=0)],
        lost=(loss * normal[:, None]).sum(axis=0),
        first_hit=first,
        limiting=cells,
        limiting_day=short_on,
        recovered=np.where(ever, back, 0.0),
        least_cover=None,
        residual=0.0,
        shortage=np.ones(b, dtype=bool),
    )


@pytest.fixture
def wave(economy):
    """A loss of mine A on day 1 that is at the mill on day 4, the plant on 6, the shop on 9."""
    loss = np.zeros((20, 6, 1))
    loss[0:10, 0, 0] = 0.8
    loss[3:12, 2, 0] = 0.5
    loss[5:14, 3, 0] = 0.4
    loss[8:, 4, 0] = 0.3  # not back within the run
    limiting = np.array([-1, -1, 0, 1, 2, -1])[:, None]
    fill = np.ones((20, 6, 1))
    fill[8:, 4, 0] = 0.7
    return run_of(economy, loss, limiting=limiting, fill=fill)


@pytest.fixture
def made():
    """Return the maker of runs."""
    return run_of


@pytest.fixture
def hand_links():
    """Return the class of links written by hand."""
    return HandLinks
