"""Draws: strata, shapes, and that an answer does not hang on what else was asked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.model import Interval, Method
from mainstay.shocks.commodity.draws import Draws, quantile


def test_one_in_each_stratum_and_by_name_alone() -> None:
    first, second = Draws(50, 3), Draws(50, 3)
    first.uniform("other")
    assert (first.uniform("price") == second.uniform("price")).all()
    assert sorted((first.uniform("price") * 50).astype(int)) == list(range(50))
    assert not (first.uniform("price") == Draws(50, 4).uniform("price")).all()


def test_assumed_is_swept_evenly_and_cited_leans_to_its_mode() -> None:
    u = (np.arange(10_000) + 0.5) / 10_000
    assumed = quantile(Interval(1.0, 1.1, 2.0), u)
    assert assumed.mean() == pytest.approx(1.5, abs=1e-3)
    cited = quantile(Interval(1.0, 1.1, 2.0, Method.OBSERVED), u)
    assert cited.mean() == pytest.approx((1.0 + 1.1 + 2.0) / 3, abs=1e-3)  # of a triangle


def test_wide_ranges_are_drawn_on_a_logarithmic_scale() -> None:
    u = (np.arange(10_000) + 0.5) / 10_000
    wide = quantile(Interval(0.01, 0.1, 1.0), u)
    assert np.median(wide) == pytest.approx(0.1, rel=1e-3)


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10), st.sampled_from(list(Method)))
def test_inside_and_rising(a: float, b: float, c: float, method: Method) -> None:
    low, mode, high = sorted((a, b, c))
    found = quantile(Interval(low, mode, high, method), np.linspace(0, 1, 21))
    slack = 1e-9 * max(high, 1.0)
    assert (found >= low - slack).all()
    assert (found <= high + slack).all()
    assert (np.diff(found) >= -slack).all()
