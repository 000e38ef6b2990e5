"""Product lines by hand, and the efficient order against a linear program."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from mainstay.errors import InputError
from mainstay.shocks.commodity.lines import (
    Cells,
    lines_total,
    output_cut,
    product_line_share,
    shortage_by_use,
    shortage_efficient,
    stated_share,
    unreconciled,
    unusual_leverage,
    value_at_risk,
)


def magnets() -> Cells:
    """Two minerals in magnets (line 0), one of them also in lamps (line 1), in two industries."""
    return Cells(
        mineral=np.array([0, 1, 0, 0]),
        use=np.array([0, 0, 1, 0]),
        industry=np.array([0, 0, 0, 1]),
        line=np.array([0, 0, 1, 0]),
        kappa=np.array([[0.2, 0.2, 0.1, 0.05]]),
        phi=np.array([[0.5, 1.0, 1.0, 1.0]]),
        weight=np.array([[0.5, 0.7, 0.2, 0.1]]),
        value_added=np.array([100.0, 100.0, 100.0, 400.0]),
    )


def random_cells(seed: int) -> Cells:
    rng = np.random.default_rng(seed)
    c, d = 9, 4
    weight = rng.random((d, c)) * (rng.random((d, c)) < 0.9)
    return Cells(
        mineral=np.repeat([0, 1], [5, 4]),
        use=rng.integers(0, 4, c),
        industry=rng.integers(0, 3, c),
        line=rng.integers(0, 3, c),
        kappa=rng.random((d, c)) * 0.2,
        phi=rng.random((d, c)),
        weight=weight / 10,
        value_added=rng.gamma(1.0, 100.0, c),
    )


def test_one_product_stops_once_and_products_add_up() -> None:
    cells = magnets()
    missing = shortage_by_use(cells, np.array([[0.4, 0.3]]))
    cut = output_cut(cells, missing, 3)
    # magnets: max(0.2 * 0.5 * 0.4, 0.2 * 1 * 0.3) = 0.06, lamps 0.1 * 0.4 = 0.04; 0.05 * 0.4
    assert cut == pytest.approx(np.array([[0.1, 0.02, 0.0]]))
    assert lines_total(cells, 3) == pytest.approx(np.array([[0.3, 0.05, 0.0]]))


def test_a_ceiling_ends_at_nothing_and_the_overlap_shows() -> None:
    cells = replace(magnets(), kappa=np.array([[0.9, 0.9, 0.8, 0.1]]))
    assert output_cut(cells, np.ones((1, 4)), 2)[0, 0] == 1.0
    assert lines_total(cells, 2)[0, 0] == pytest.approx(1.7)


def test_value_at_risk_and_leverage() -> None:
    found = value_at_risk(magnets(), 2)
    assert found == pytest.approx(np.array([[20 + 10 + 20, 20]]))
    assert unusual_leverage(found, np.array([[0.001, 1.0]])).tolist() == [[True, False]]


def test_direct_evidence_goes_before_the_cost_share() -> None:
    spend, theta = np.array([2.0, 2.0, 900.0]), np.full(3, 0.01)
    direct = np.array([np.nan, 0.35, np.nan])
    found = product_line_share(spend, theta, 1000.0, 0.8, direct)
    assert found == pytest.approx([0.2, 0.35, 0.8])
    assert stated_share(spend, theta, 1000.0)[2] == pytest.approx(90.0)
    with pytest.raises(InputError):
        product_line_share(spend, 0 * theta, 1000.0)


def test_spend_beyond_what_the_accounts_buy_is_told() -> None:
    found = unreconciled(np.array([[3.0, 4.0, 1.0]]), np.array([0, 0, 1]), np.array([5.0, 2.0]))
    assert found.tolist() == [[2.0, 0.0]]


def test_units_do_not_matter() -> None:
    cells = magnets()
    more = replace(cells, value_added=cells.value_added * 1000)
    short = np.array([[0.4, 0.3]])
    assert shortage_efficient(cells, short).tolist() == shortage_efficient(more, short).tolist()


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), short=st.floats(0.0, 1.0), other=st.floats(0.0, 1.0))
def test_the_efficient_order_is_the_least_loss(seed: int, short: float, other: float) -> None:
    """The same mass is cut as in proportion, at the least value by a linear program over uses."""
    cells = random_cells(seed)
    shortage = np.tile([short, other], (4, 1))
    found, alike = shortage_efficient(cells, shortage), shortage_by_use(cells, shortage)
    lost = cells.kappa * cells.phi * cells.value_added
    for d in range(4):
        for mineral in (0, 1):
            held = cells.mineral == mineral
            weight, value = cells.weight[d, held], lost[d, held]
            mass = weight @ found[d, held]
            assert mass == pytest.approx(weight @ alike[d, held], abs=1e-12)
            uses = np.unique(cells.use[held])
            by_use = np.array([cells.use[held] == u for u in uses], dtype=float)
            w, v = by_use @ weight, by_use @ value
            some = w > 0
            if not some.any():
                continue
            best = linprog(v[some], A_eq=w[None, some], b_eq=[w.sum() * shortage[d, mineral]],
                           bounds=(0, 1))  # fmt: skip
            mine = by_use[some] @ (value * found[d, held])
            assert mine.sum() == pytest.approx(best.fun, abs=1e-6 + 1e-6 * v.sum())
            same = [np.ptp(found[d, held][cells.use[held] == u]) for u in uses]
            assert max(same) == 0.0


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_cuts_grow_with_the_shortage_from_nothing(seed: int) -> None:
    cells = random_cells(seed)
    for share in (shortage_by_use, shortage_efficient):
        cuts = np.stack(
            [output_cut(cells, share(cells, np.full((4, 2), s)), 3) for s in (0, 0.2, 0.6, 1)]
        )
        assert (cuts[0] == 0.0).all()
        if share is shortage_by_use:
            assert (np.diff(cuts, axis=0) >= -1e-12).all()
    full = output_cut(cells, shortage_efficient(cells, np.ones((4, 2))), 3)
    assert full == pytest.approx(cuts[-1], abs=1e-9)


def test_one_mineral_alone_and_no_cells_at_all() -> None:
    alone = magnets().of(1)
    assert alone.kappa.tolist() == [[0.2]]
    assert alone.mineral.tolist() == [1]
    none = magnets().of(7)
    assert output_cut(none, np.zeros((1, 0)), 2).tolist() == [[0.0, 0.0]]


def test_faults_are_named_together() -> None:
    with pytest.raises(InputError) as caught:
        replace(magnets(), phi=np.full((1, 4), 1.5), line=np.zeros(3, dtype=np.intp))
    assert {p.where for p in caught.value.problems} == {"phi", "line"}
