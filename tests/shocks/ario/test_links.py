"""The same economy as a table, as a net of firms and as markets gives the same run."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from mainstay.errors import InputError
from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.events import Event, Kind, Recovery
from mainstay.shocks.ario.links.contract import Links
from mainstay.shocks.ario.links.dense import DenseLinks
from mainstay.shocks.ario.links.markets import MarketLinks
from mainstay.shocks.ario.links.sparse import SparseLinks
from mainstay.shocks.ario.parameters import ArioParameters, Orders
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.trajectory import Record

RNG = np.random.default_rng(3)
PRODUCT = np.array([0, 1, 2, 0, 1, 2])
NAMES = ("ore", "metal", "machine")


def flows() -> np.ndarray:
    """Return flows of rank one by product, so that markets can hold them."""
    shares = np.random.default_rng(5).uniform(1, 2, 6)
    use = np.random.default_rng(6).uniform(0, 5, (3, 6))
    use[0, 3] = 0.0
    for p in range(3):
        shares[p == PRODUCT] /= shares[p == PRODUCT].sum()
    return shares[:, None] * use[PRODUCT]


def economy(links: Links, final: np.ndarray, output: np.ndarray) -> Economy:
    cells = len(links.flow)
    cover = 3.0 + links.product + 0.5 * links.buyer
    return Economy(
        ids=tuple("abcdef"), output=output, value_added=output / 2, capital=output * 2.0,
        links=links, final=final, sinks=("home", "abroad"), cover_days=cover,
        essential=np.ones(cells), restock_days=np.full(cells, np.nan),
    )  # fmt: skip


def trio() -> dict[str, Economy]:
    table = flows()
    final = np.random.default_rng(7).uniform(1, 4, (6, 2))
    # rank one in final use as well: pools are bought, not makers
    shares = table.sum(axis=1)
    for p in range(3):
        mine = p == PRODUCT
        shares[mine] /= shares[mine].sum()
        final[mine] = shares[mine, None] * final[mine].sum(axis=0)
    output = table.sum(axis=1) + final.sum(axis=1)
    supplier, buyer = np.nonzero(table)
    firms = SparseLinks.of(supplier, buyer, table[supplier, buyer], PRODUCT, NAMES)
    pools = np.array([final[p == PRODUCT].sum(axis=0) for p in range(3)])
    used = np.array([table[p == PRODUCT].sum(axis=0) for p in range(3)])
    made = np.zeros((6, 3))
    made[np.arange(6), PRODUCT] = output
    # shares of makers are those of their sales
    markets = MarketLinks.of(sparse.csr_array(made), sparse.csr_array(used), NAMES)
    return {
        "table": economy(DenseLinks.of(table, PRODUCT, NAMES), final, output),
        "firms": economy(firms, final, output),
        "markets": economy(markets, pools, output),
    }


EVENTS = [
    Event(0, Kind.CAPACITY, np.array([0, 1]), np.array([0.9, 0.2]), 2, 6, Recovery.LINEAR, 10),
    Event(1, Kind.LABOR, np.array([3]), np.array([0.5]), 1, 20),
]
LIVELY = ArioParameters(steps=60, overproduction_days=20.0, restock_days=5.0)


@pytest.mark.parametrize("orders", list(Orders))
@pytest.mark.parametrize("kind", ["firms", "markets"])
def test_same_run(kind: str, orders: Orders) -> None:
    """Final use of a pool is shared by weight, of a table not: compared at fixed shares there."""
    if kind == "markets" and orders is Orders.CAPACITY:
        pytest.skip("a buyer of a pool turns to those who can deliver, a buyer of a row cannot")
    both, how = trio(), ArioParameters(steps=60, overproduction_days=20.0, restock_days=5.0,
                                       orders=orders)  # fmt: skip
    keep = Record(activities=True)
    first = simulate(both["table"], EVENTS, how, batch=2, record=keep)
    second = simulate(both[kind], EVENTS, how, batch=2, record=keep)
    assert first.shortage.any()
    np.testing.assert_allclose(second.activities, first.activities, rtol=1e-11)
    np.testing.assert_array_equal(second.first_hit, first.first_hit)
    table, other = both["table"].links, both[kind].links
    for i, s in np.argwhere(first.limiting >= 0):
        one, two = first.limiting[i, s], second.limiting[i, s]
        assert table.product[one] == other.product[two]
        assert table.buyer[one] == other.buyer[two] == i


@pytest.mark.parametrize("kind", ["table", "firms", "markets"])
def test_gather_is_the_transpose_of_scatter(kind: str) -> None:
    links = trio()[kind].links
    weight, factor = RNG.uniform(size=(6, 3)), RNG.uniform(size=(len(links.flow), 3))
    asked = np.zeros((6, 3))
    came = np.zeros_like(factor)
    for block in links.blocks():
        came[block.cells] = block.gather(weight)
        block.scatter(factor[block.cells], asked)
    np.testing.assert_allclose((came * factor).sum(axis=0), (asked * weight).sum(axis=0))


@pytest.mark.parametrize("kind", ["table", "firms", "markets"])
def test_suppliers_of(kind: str) -> None:
    links = trio()[kind].links
    for cell in np.flatnonzero(links.flow > 0):
        who, flow = links.suppliers_of(int(cell))
        assert flow.sum() == pytest.approx(links.flow[cell])
        assert (PRODUCT[who] == links.product[cell]).all()


@pytest.mark.parametrize("kind", ["table", "firms", "markets"])
def test_float32_errs_by_a_ten_millionth(kind: str) -> None:
    """Flows are rounded, all else is not: goods are still kept to the last digits."""
    both = trio()[kind]
    wide = simulate(both, EVENTS, LIVELY, batch=2)
    narrow = simulate(
        both, EVENTS, ArioParameters(steps=60, overproduction_days=20.0, restock_days=5.0,
                                     storage="float32"), batch=2,
    )  # fmt: skip
    assert both.links.stored("float64") is both.links
    assert np.abs(narrow.total / wide.total - 1).max() < 1e-6
    assert narrow.residual < 1e-12


def test_pools_turn_to_those_who_can_deliver() -> None:
    """Of two makers of a pool one stops: users and final use ask the other for all of it."""
    made = sparse.csr_array(np.array([[60.0, 0.0], [40.0, 0.0], [0.0, 100.0]]))
    used = sparse.csr_array(np.array([[0.0, 0.0, 50.0], [0.0, 0.0, 0.0]]))
    links = MarketLinks.of(made, used, ("metal", "machine"))
    final = np.array([[50.0], [100.0]])
    found = simulate(
        Economy(("a", "b", "c"), np.array([60.0, 40.0, 100.0]), np.ones(3), np.ones(3), links,
                final, ("home",), np.array([30.0]), np.ones(1), np.full(1, np.nan)),
        [Event(0, Kind.CAPACITY, np.array([0]), np.array([1.0]), 2, 5)],
        ArioParameters(steps=5, days_per_year=100.0, overproduction_max=3.0,
                       overproduction_days=1.0),
        record=Record(activities=True),
    )  # fmt: skip
    assert found.activities is not None
    made_by = found.activities[:, :, 0] * 100
    np.testing.assert_allclose(made_by[2], [0.0, 40.0, 100.0])
    # a step later all that the pool is asked for reaches b, who makes more from the next on
    np.testing.assert_allclose(made_by[3], [0.0, 40.0, 100.0])
    assert made_by[4, 1] > 80.0
    assert found.residual < 1e-12


def test_faults_are_named() -> None:
    used = sparse.csr_array(np.array([[0.0, 1.0], [2.0, 0.0]]))
    with pytest.raises(InputError, match="nobody makes it"):
        MarketLinks.of(sparse.csr_array(np.array([[1.0, 0.0], [0.0, 0.0]])), used, ("a", "b"))
    with pytest.raises(InputError, match="not_positive"):
        MarketLinks.of(sparse.csr_array(np.eye(2)), -used, ("a", "b"))


@pytest.mark.parametrize("orders", list(Orders))
@pytest.mark.parametrize("kind", ["table", "firms", "markets"])
def test_compiled_kernels_give_the_same_bits(kind: str, orders: Orders) -> None:
    pytest.importorskip("numba")
    made = trio()[kind]
    rng = np.random.default_rng(9)
    cells = len(made.cover_days)
    for essential in (np.ones(cells), rng.choice([0.0, 0.5, 1.0], cells)):
        cover = np.where(rng.random(cells) < 0.2, np.inf, made.cover_days)
        economy = replace(made, essential=essential, cover_days=cover)
        how = ArioParameters(steps=60, overproduction_days=20.0, restock_days=np.array([5.0, 9.0]),
                             psi=np.array([0.8, 0.3]), orders=orders)  # fmt: skip
        stop = Event(1, Kind.INPUT, np.array([1, 4]), np.array([0.5, 1.0]), 3, 20)
        runs = [
            simulate(economy, [*EVENTS, stop], how, batch=2, record=Record(activities=True),
                     compiled=compiled)
            for compiled in (True, False)
        ]  # fmt: skip
        np.testing.assert_array_equal(runs[0].activities, runs[1].activities)
        assert max(run.residual for run in runs) < 1e-12
