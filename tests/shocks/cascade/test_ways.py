"""Both ways follow the equations on random nets, for any shock, weight and tolerance."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.errors import InputError, NotFound, UnknownValue
from mainstay.shocks.cascade.fast import Fast
from mainstay.shocks.cascade.first_losses import each_firm, groups_lost, shares_lost
from mainstay.shocks.cascade.prepare import prepare
from mainstay.shocks.cascade.reference import Reference, Rules
from mainstay.shocks.cascade.score import score
from mainstay.shocks.compiling import has_numba

needs_numba = pytest.mark.skipif(not has_numba(), reason="needs [fast]")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("leak", [0.0, 0.3])
def test_the_reference_follows_the_equations(
    random_net: Callable, oracle: Callable, seed: int, leak: float
) -> None:
    net, essentials = random_net(seed, leak=leak)
    reference = Reference(prepare(net, essentials))
    for psi in np.vstack([np.eye(net.size)[:5], np.random.default_rng(seed).random(net.size)]):
        down, up, sweeps = oracle(net, essentials, psi, 1e-2)
        got_down, got_up, got_sweeps, _ = reference.losses(psi, Rules(1e-2))
        assert np.abs(got_down - down).max() <= 1e-12
        assert np.abs(got_up - up).max() <= 1e-12
        assert got_sweeps == sweeps


@needs_numba
@settings(deadline=None)
@given(
    seed=st.integers(0, 10_000), links=st.integers(30, 600), industries=st.integers(1, 6),
    leak=st.sampled_from([0.0, 0.3]), tolerance=st.sampled_from([1e-2, 1e-4, 1e-8]),
    limit=st.sampled_from([0, 20, 10**9]),
)  # fmt: skip
def test_the_fast_way_is_the_reference(
    random_net: Callable, seed: int, links: int, industries: int, leak: float, tolerance: float,
    limit: int,
) -> None:  # fmt: skip
    net, essentials = random_net(seed, links=links, industries=industries, leak=leak)
    ready = prepare(net, essentials)
    rng = np.random.default_rng(seed)
    psi = rng.random((net.size, 30)) * (rng.random((net.size, 30)) < rng.random(30))
    psi[:, :10] = np.round(psi[:, :10])
    shocks, rules = shares_lost(psi), Rules(tolerance, most=60)
    fast = Fast(ready, threads=2)
    fast.limit = fast.limit_down = limit
    got, want = fast.run(shocks, rules), Reference(ready).run(shocks, rules)
    for name in ("total", "downstream", "upstream", "residual"):
        assert np.abs(getattr(got, name) - getattr(want, name)).max() <= 1e-12, name
    assert (got.sweeps == want.sweeps).all()


@needs_numba
def test_a_run_leaves_nothing_behind_for_the_next(random_net: Callable) -> None:
    net, essentials = random_net(3, leak=0.3)
    fast = Fast(prepare(net, essentials), threads=1)
    fast.limit = fast.limit_down = 30
    shocks = each_firm(net.size)
    first, second = fast.run(shocks, Rules(1e-6)), fast.run(shocks, Rules(1e-6))
    assert np.array_equal(first.total, second.total)
    work = fast._works.get()
    assert not any(part.any() for part in (work.down, work.before, work.passed, work.slot,
                                           work.raw, work.rise, work.psi, work.stale))  # fmt: skip
    assert (work.alive == 1).all()


@settings(deadline=None)
@given(seed=st.integers(0, 1000), factor=st.sampled_from([1e-6, 1e-3, 1.0, 1e3, 1e6]))
def test_units_of_money_change_nothing(random_net: Callable, seed: int, factor: float) -> None:
    net, essentials = random_net(seed)
    scaled = type(net)(net.industries, net.industry, net.supplier, net.buyer,
                       net.value_usd * factor)  # fmt: skip
    one, other = (
        score(prepare(n, essentials), each_firm(net.size), mode="reference").ends
        for n in (net, scaled)
    )
    assert np.abs(one.total - other.total).max() <= 1e-12


@settings(deadline=None)
@given(seed=st.integers(0, 1000), share=st.floats(0.0, 1.0))
def test_a_larger_shock_never_does_less(random_net: Callable, seed: int, share: float) -> None:
    net, essentials = random_net(seed, leak=0.3)
    psi = np.random.default_rng(seed).random(net.size)
    both = shares_lost(np.column_stack([psi * share, psi]))
    ends = score(prepare(net, essentials), both, Rules(1e-10), mode="reference").ends
    assert ends.total[0] <= ends.total[1] + 1e-8


def test_no_shock_no_loss_and_all_lost_is_all(random_net: Callable) -> None:
    net, essentials = random_net(0)
    ready = prepare(net, essentials)
    for mode in ("reference", "auto"):
        shocks = shares_lost(np.column_stack([np.zeros(net.size), np.ones(net.size)]))
        ends = score(ready, shocks, mode=mode).ends
        assert ends.total == pytest.approx([0.0, 1.0], abs=1e-12)
        assert ends.sweeps.tolist() == [1, 1]


def test_weights_of_any_kind_and_groups(random_net: Callable) -> None:
    net, essentials = random_net(1)
    side = np.arange(net.size) % 2
    shocks = groups_lost(["west", "east"], side, [{"east": 1.0}, {"east": 0.5, "west": 0.25}])
    assert shocks.dense(1)[:3].tolist() == [0.25, 0.5, 0.25]
    jobs = np.arange(net.size, dtype=float)
    ready = prepare(net, essentials, weight=jobs)
    reference = Reference(ready)
    ends = reference.run(shocks, Rules())
    down, up, _, _ = reference.losses(shocks.dense(1), Rules())
    assert ends.total[1] == pytest.approx(np.maximum(down, up) @ jobs / jobs.sum(), abs=1e-14)


def test_what_does_not_hold_is_refused(random_net: Callable) -> None:
    net, essentials = random_net(1)
    ready = prepare(net, essentials)
    shocks = each_firm(net.size, [0])
    for call in (
        lambda: score(ready, shocks, mode="quick"),
        lambda: score(ready, each_firm(3)),
        lambda: score(ready, shocks, Rules(tolerance=-1.0)),
        lambda: shares_lost(np.array([1.5])),
        lambda: prepare(net, essentials, weight=np.zeros(net.size)),
        lambda: prepare(net, essentials, weight=np.ones(3)),
    ):
        with pytest.raises(InputError):
            call()
    with pytest.raises(NotFound):
        each_firm(3, [3])
    with pytest.raises(NotFound, match="north"):
        groups_lost(["a", "north"], np.zeros(1, np.int32), [{"north": 1.0}])
    with pytest.raises(UnknownValue):
        prepare(net, essentials, weight=np.full(net.size, np.nan))
