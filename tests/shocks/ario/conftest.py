"""Small random economies, each twice: as the engine knows it and as plain matrices."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.events import Event, Kind, Recovery
from mainstay.shocks.ario.links.markets import MarketLinks
from mainstay.shocks.ario.links.sparse import SparseLinks
from mainstay.shocks.ario.table import table_economy
from mainstay.twin.net import Floats

#: An economy, and the same as the plain matrices of the oracle.
Pair = tuple[Economy, Any]


@pytest.fixture(scope="session")
def oracle() -> ModuleType:
    """Return the second simulator."""
    spec = importlib.util.spec_from_file_location("oracle", Path(__file__).with_name("oracle.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["oracle"] = module
    spec.loader.exec_module(module)
    return module


def cells_of(rng: np.random.Generator, count: int, simple: bool) -> tuple[Floats, Floats, Floats]:
    """Return covers, essential shares and restocking times of some cells."""
    cover = rng.uniform(1.0, 12.0, count)
    essential = np.ones(count)
    restock = np.full(count, np.nan)
    if not simple:
        cover[rng.random(count) < 0.1] = np.inf
        essential = rng.choice([0.0, 0.4, 1.0, 1.0, 1.0], count)
        restock[rng.random(count) < 0.3] = 5.0
    return cover, essential, restock


def table_pair(oracle: ModuleType, seed: int, simple: bool = False) -> Pair:
    """Return two regions with three sectors, with holes in the table."""
    rng = np.random.default_rng(seed)
    regions, sectors = 2, 3
    n = regions * sectors
    flows = rng.lognormal(0, 1, (n, n)) * (rng.random((n, n)) < 0.7)
    final = rng.lognormal(1, 1, (n, 2)) * (rng.random((n, 2)) < 0.8) + 0.01
    output = flows.sum(axis=1) + final.sum(axis=1)
    cover, essential, restock = cells_of(rng, sectors * n, simple)
    shape = (sectors, n)
    economy = table_economy(
        flows, final, output, ("a", "b", "c"), ("x", "y"), cover_days=cover.reshape(shape),
        essential=essential.reshape(shape), restock_days=restock.reshape(shape),
        value_added=rng.uniform(0.5, 1, n) * output,
    )  # fmt: skip
    flow = np.zeros((n, sectors * n))
    for i in range(n):
        flow[i, (i % sectors) * n : (i % sectors + 1) * n] = flows[i]
    plain = oracle.Plain(flow, list(range(n)) * sectors, np.eye(n), final, output,
                         economy.capital, cover, essential, restock)  # fmt: skip
    return economy, plain


def firms_pair(oracle: ModuleType, seed: int, simple: bool = False) -> Pair:
    """Return seven firms of three industries; some sell nothing to firms, some buy nothing."""
    rng = np.random.default_rng(seed)
    n = 7
    industry = rng.integers(0, 3, n)
    pairs = [(i, j) for j in range(n) for i in range(n) if i != j and rng.random() < 0.35]
    pairs = pairs or [(0, 1)]
    supplier, buyer = (np.array(p, dtype=np.int32) for p in zip(*pairs, strict=True))
    value = rng.lognormal(0, 1, len(pairs))
    links = SparseLinks.of(supplier, buyer, value, industry, ("a", "b", "c"))
    final = rng.lognormal(0, 1, (n, 1)) + 0.01
    output = np.bincount(supplier, value, n) + final[:, 0]
    count = len(links.flow)
    cover, essential, restock = cells_of(rng, count, simple)
    flow = np.zeros((n, count))
    cells = sorted({(j, int(industry[i])) for i, j in pairs})
    for (i, j), money in zip(pairs, value, strict=True):
        flow[i, cells.index((j, int(industry[i])))] = money
    economy = Economy(
        tuple(f"firm {i}" for i in range(n)), output, output * 0.5, output * 2.0, links, final,
        ("all",), cover, essential, restock,
    )  # fmt: skip
    plain = oracle.Plain(flow, [j for j, _ in cells], np.eye(n), final, output,
                         economy.capital, cover, essential, restock)  # fmt: skip
    return economy, plain


def markets_pair(oracle: ModuleType, seed: int, simple: bool = False) -> Pair:
    """Return six makers and four pools, one of which final use alone buys."""
    rng = np.random.default_rng(seed)
    n, m = 6, 4
    made = rng.lognormal(0, 1, (n, m)) * (rng.random((n, m)) < 0.5)
    made[rng.integers(0, n, m), np.arange(m)] += 1.0
    made[:, 0] += 0.1
    used = rng.lognormal(-1, 1, (m, n)) * (rng.random((m, n)) < 0.6)
    used[3] = 0.0
    final = rng.lognormal(0, 1, (m, 2))
    shares = made / made.sum(axis=0)
    output = shares @ (used.sum(axis=1) + final.sum(axis=1))
    links = MarketLinks.of(sparse.csr_array(made), sparse.csr_array(used), ("p", "q", "r", "s"))
    cells = [(j, p) for j in range(n) for p in range(m) if used[p, j] > 0]
    cover, essential, restock = cells_of(rng, len(cells), simple)
    flow = np.zeros((n, len(cells)))
    for c, (j, p) in enumerate(cells):
        flow[:, c] = shares[:, p] * used[p, j]
    economy = Economy(
        tuple(f"maker {i}" for i in range(n)), output, output * 0.5, output * 2.0, links, final,
        ("home", "abroad"), cover, essential, restock,
    )  # fmt: skip
    plain = oracle.Plain(flow, [j for j, _ in cells], shares, final, output, economy.capital,
                         cover, essential, restock)  # fmt: skip
    return economy, plain


PAIRS: dict[str, Callable[..., Pair]] = {
    "table": table_pair, "firms": firms_pair, "markets": markets_pair
}  # fmt: skip


@pytest.fixture(scope="session")
def pair_of(oracle: ModuleType) -> Callable[..., Pair]:
    """Return ``pair_of(kind, seed, simple)``."""
    return lambda kind, seed, simple=False: PAIRS[kind](oracle, seed, simple)


def some_events(economy: Economy, seed: int, delays: bool) -> list[Event]:
    """Return several events of all kinds at once, in scenario 0."""
    rng = np.random.default_rng(seed)
    n, cells, rows = economy.size, len(economy.cover_days), len(economy.final)
    someone = rng.permutation(n)[:2].astype(np.intp)
    builders = rng.dirichlet(np.ones(n)) * rng.choice([1.0, 1.3])
    found = [
        Event(0, Kind.CAPACITY, someone, rng.uniform(0.2, 1.0, 2), 2.0, 5.0,
              Recovery.LINEAR, 10.0),
        Event(0, Kind.CAPACITY, someone[:1], np.array([0.3]), 4.0, 3.0, Recovery.CONVEX, 7.0),
        Event(0, Kind.LABOR, rng.integers(0, n, 1), np.array([0.5]), 6.0, 4.0,
              Recovery.CONCAVE, 6.0),
        Event(0, Kind.DEMAND, rng.integers(0, rows, 2), np.array([0.5, -0.2]), 3.0, 10.0,
              sink=int(rng.integers(-1, len(economy.sinks)))),
        Event(0, Kind.INPUT, rng.integers(0, cells, 1), np.array([0.7]), 5.0, 6.0),
        Event(0, Kind.CAPITAL, someone[1:], economy.capital[someone[1:]] * 0.4, 1.0, 4.0,
              Recovery.REBUILD, 12.0, rebuilders=builders),
        Event(0, Kind.CAPITAL, someone[:1], economy.capital[someone[:1]] * 0.2, 8.0, 2.0,
              Recovery.LINEAR, 5.0),
    ]  # fmt: skip
    if delays:
        late = rng.permutation(n)[:3].astype(np.intp)
        into = np.flatnonzero(rng.random(cells) < 0.7).astype(np.intp)
        found.append(Event(0, Kind.DELAY, late, rng.uniform(0.5, 5.0, 3), 2.0, 8.0, into=into))
        found.append(Event(0, Kind.DELAY, late[:1], np.array([2.0]), 6.0, 6.0))
    return found


@pytest.fixture(scope="session")
def events_of() -> Callable[..., list[Event]]:
    """Return ``events_of(economy, seed, delays)``."""
    return some_events
