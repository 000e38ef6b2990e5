"""Who is served first, on paper: one ore mine, two works and final use of ore.

Normal orders of a day are 60, 30 and 10.
"""

import numpy as np
import pytest

from mainstay.shocks.ario.links.dense import DenseLinks
from mainstay.shocks.ario.links.sold import Sales
from mainstay.shocks.ario.parameters import Rationing
from mainstay.shocks.ario.rationing import Asked, ration

FLOWS = np.array([[0.0, 60.0, 30.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
LINKS = DenseLinks.of(FLOWS, np.array([0, 1, 2]), ("ore", "steel", "zinc"))


def served(rule: Rationing, made: float, second: float = 1.0, rebuild: float = 0.0) -> list[float]:
    """Return what both works, final use and rebuilding get; ``second`` scales the second order."""
    factor = np.ones((9, 1))
    factor[2] = second
    column = np.array([[1.0], [0.0], [0.0]])
    asked = Asked((60 + 30 * second) * column, 10 * column, rebuild * column, np.ones((3, 1)),
                  factor, 10 * column, 1.0)  # fmt: skip
    got = ration(rule, made * column, asked, Sales(LINKS))
    works = got.intermediate[0, 0] * np.array([60.0, 30.0 * second])
    if got.beside is not None:
        works = works + got.beside[1:3, 0]
    rest = [got.final[0, 0] * 10.0, got.rebuild[0, 0] * rebuild]
    assert sum(works) + sum(rest) == pytest.approx(min(made, 70 + 30 * second + rebuild))
    return [*map(float, works), *map(float, rest)]


CASES = [
    (Rationing.PROPORTIONAL, 50.0, 1.0, 0.0, [30.0, 15.0, 5.0, 0.0]),
    (Rationing.PROPORTIONAL, 50.0, 1.0, 25.0, [24.0, 12.0, 4.0, 10.0]),
    (Rationing.INTERMEDIATE_FIRST, 45.0, 1.0, 0.0, [30.0, 15.0, 0.0, 0.0]),
    (Rationing.INTERMEDIATE_FIRST, 105.0, 1.0, 20.0, [60.0, 30.0, 5.0, 10.0]),
    (Rationing.LARGEST_FIRST, 50.0, 1.0, 0.0, [50.0, 0.0, 0.0, 0.0]),
    (Rationing.LARGEST_FIRST, 75.0, 1.0, 0.0, [60.0, 15.0, 0.0, 0.0]),
    (Rationing.LARGEST_FIRST, 95.0, 1.0, 8.0, [60.0, 30.0, 5.0, 0.0]),
    # Equal orders share alike: 60 and 60 out of 90.
    (Rationing.LARGEST_FIRST, 90.0, 2.0, 0.0, [45.0, 45.0, 0.0, 0.0]),
    (Rationing.LOWEST_FIRST, 50.0, 1.0, 0.0, [30.0, 15.0, 5.0, 0.0]),
    # The second asks for twice its normal 30: all are filled to 0.75 of normal.
    (Rationing.LOWEST_FIRST, 75.0, 2.0, 0.0, [45.0, 22.5, 7.5, 0.0]),
    # 60 and 10 are whole at level 1; the level rises to 4/3 for the second.
    (Rationing.LOWEST_FIRST, 110.0, 2.0, 0.0, [60.0, 40.0, 10.0, 0.0]),
    # The second asks for half: 15 at once, 60 L + 10 L = 50 leaves L = 5/7.
    (Rationing.LOWEST_FIRST, 65.0, 0.5, 0.0, [300 / 7, 15.0, 50 / 7, 0.0]),
    (Rationing.LOWEST_FIRST, 104.0, 1.0, 8.0, [60.0, 30.0, 10.0, 4.0]),
]


@pytest.mark.parametrize(("rule", "made", "second", "rebuild", "expected"), CASES)
def test_shares(
    rule: Rationing, made: float, second: float, rebuild: float, expected: list[float]
) -> None:
    """What each gets, worked out by hand."""
    assert served(rule, made, second, rebuild) == pytest.approx(expected)


@pytest.mark.parametrize("rule", list(Rationing))
def test_all_is_served_where_all_is_made(rule: Rationing) -> None:
    """Without a shortage every rule is the same."""
    assert served(rule, 108.0, 1.0, 8.0) == pytest.approx([60.0, 30.0, 10.0, 8.0])


@pytest.mark.parametrize("rule", list(Rationing))
def test_nothing_made_and_nothing_asked(rule: Rationing) -> None:
    """Nothing made is nothing given; shares are numbers even where nothing is asked."""
    assert served(rule, 0.0) == [0.0, 0.0, 0.0, 0.0]


def test_small_beside_large() -> None:
    """A seller of 1e-8 keeps its digits beside one of 1e10: sums never mix sellers."""
    flows = np.zeros((4, 4))
    flows[0, :2], flows[1, 2:] = [6e9, 4e9], [6e-9, 3e-9]
    links = DenseLinks.of(flows, np.zeros(4, dtype=np.intp), ("ore",))
    total, one, nothing = flows.sum(axis=1, keepdims=True), np.ones((4, 1)), np.zeros((4, 1))
    expected = {
        Rationing.LARGEST_FIRST: [5e9, 0.0, 4.5e-9, 0.0],
        Rationing.LOWEST_FIRST: [3e9, 2e9, 3e-9, 1.5e-9],
    }
    for rule, wanted in expected.items():
        asked = Asked(total, nothing, nothing, one, one, nothing, 1.0)
        got = ration(rule, total / 2, asked, Sales(links))
        assert got.beside is not None
        np.testing.assert_allclose(got.beside[:, 0], wanted, rtol=1e-14)
