"""The engine against a second simulator, written from the equations with explicit matrices."""

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mainstay.shocks.ario.events import Event, Kind
from mainstay.shocks.ario.links.sparse import SparseLinks
from mainstay.shocks.ario.parameters import ArioParameters, Orders, Rationing
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.trajectory import Record

#: Fast reactions, so that thirty steps see shortage, overproduction and recovery.
LIVELY = ArioParameters(steps=30, days_per_year=365.0, overproduction_days=10.0, psi=0.6,
                        restock_days=4.0, rebuild_days=8.0)  # fmt: skip
RECORD = Record(activities=True, fill=True, stocks=True)
FEW = settings(max_examples=3, deadline=None, derandomize=True, phases=[Phase.generate],
               suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
KINDS = ["table", "firms", "markets"]
SHARED = (Rationing.PROPORTIONAL, Rationing.INTERMEDIATE_FIRST)


def differ(found: Any, seen: Any, scenario: int = 0) -> float:
    """Return the largest difference of output and fill between engine and oracle."""
    output = np.array(seen.output)
    error = np.abs(found.activities[:, :, scenario] - output).max() / output.max()
    return float(max(error, np.abs(found.fill[:, :, scenario] - np.array(seen.fill)).max()))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", list(Rationing))
@given(seed=st.integers(0, 10_000), orders=st.sampled_from(list(Orders)))
@FEW
def test_equal(
    oracle: ModuleType, pair_of: Callable[..., Any], events_of: Callable[..., list[Event]],
    kind: str, rule: Rationing, seed: int, orders: Orders,
) -> None:  # fmt: skip
    """Every rule on every kind of links, with all kinds of events at once."""
    economy, plain = pair_of(kind, seed)
    events = events_of(economy, seed, rule in SHARED)
    how = replace(LIVELY, rationing=rule, orders=orders)
    found = simulate(economy, events, how, record=RECORD)
    assert differ(found, oracle.run(plain, events, how)) < 1e-10
    assert found.residual < 1e-12


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", list(Rationing))
def test_equal_by_half_days(
    oracle: ModuleType, pair_of: Callable[..., Any], events_of: Callable[..., list[Event]],
    kind: str, rule: Rationing,
) -> None:  # fmt: skip
    """Steps of half a day, less than full essentiality, scaled covers."""
    economy, plain = pair_of(kind, 77)
    events = events_of(economy, 5, rule in SHARED)
    how = replace(LIVELY, rationing=rule, step_days=0.5, essentiality=0.7, cover_scale=0.5, psi=0.2)
    found = simulate(economy, events, how, record=RECORD)
    assert differ(found, oracle.run(plain, events, how)) < 1e-10


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", list(Rationing))
def test_batch_is_one_by_one(
    pair_of: Callable[..., Any], events_of: Callable[..., list[Event]], kind: str, rule: Rationing
) -> None:
    """Scenarios of a batch, each with its own events and settings, do not see each other."""
    economy, _ = pair_of(kind, 11)
    own = [events_of(economy, seed, rule in SHARED) for seed in (1, 2, 3)]
    psi, tau = np.array([0.3, 0.6, 0.9]), np.array([3.0, 6.0, 9.0])
    grade = np.array([1.0, 0.0, 0.6])
    how = replace(LIVELY, rationing=rule)
    whole = simulate(
        economy, [replace(event, scenario=s) for s in range(3) for event in own[s]],
        replace(how, psi=psi, restock_days=tau, essentiality=grade), batch=3, record=RECORD,
    )  # fmt: skip
    for s in range(3):
        alone = replace(how, psi=float(psi[s]), restock_days=float(tau[s]),
                        essentiality=float(grade[s]))  # fmt: skip
        one = simulate(economy, own[s], alone, record=RECORD)
        assert one.activities is not None
        assert whole.activities is not None
        scale = one.activities.max()
        assert np.abs(whole.activities[:, :, s] - one.activities[:, :, 0]).max() < 1e-12 * scale
        np.testing.assert_array_equal(whole.first_hit[:, s], one.first_hit[:, 0])


def test_firms_in_a_table(pair_of: Callable[..., Any]) -> None:
    """A table without holes gives the same as dense and as sparse links."""
    table, _ = pair_of("table", 3, simple=True)
    links = table.links
    pairs = [links.suppliers_of(c) for c in range(len(links.flow))]
    supplier = np.concatenate([who for who, _ in pairs])
    value = np.concatenate([money for _, money in pairs])
    buyer = np.repeat(links.buyer, [len(who) for who, _ in pairs])
    product = np.arange(6) % 3
    sparse = SparseLinks.of(supplier, buyer, value, product, links.products)
    at = [int(np.flatnonzero((links.buyer == j) & (links.product == p))[0])
          for j, p in zip(sparse.buyer, sparse.product, strict=True)]  # fmt: skip
    firms = replace(table, links=sparse, cover_days=table.cover_days[at],
                    essential=table.essential[at], restock_days=table.restock_days[at])  # fmt: skip
    loss = Event(0, Kind.CAPACITY, np.array([1]), np.array([0.8]), 1.0, 6.0)
    for rule in Rationing:
        how = replace(LIVELY, rationing=rule)
        one, two = (simulate(e, [loss], how, record=RECORD) for e in (table, firms))
        assert one.activities is not None
        assert two.activities is not None
        np.testing.assert_allclose(one.activities, two.activities, rtol=1e-11, atol=1e-15)
