"""Designs spread their members evenly, repeat, and say how large they are."""

import numpy as np
import pytest

from mainstay.errors import InputError
from mainstay.shocks.ensembles.design import KINDS, LATIN, SOBOL, Factor, design
from mainstay.shocks.ensembles.distributions import Distribution, Shape

EVEN = Distribution(Shape.UNIFORM, 0.0, 0.5, 1.0)
FACTORS = tuple(Factor(name, EVEN) for name in ("a", "b", "c"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_members_and_another_one_others(kind: str) -> None:
    first, again, other = (design(FACTORS, 100, kind=kind, seed=s).unit for s in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert not np.isin(first, other).any()


@pytest.mark.parametrize("kind", [SOBOL, LATIN])
def test_every_replicate_has_one_member_in_each_even_class_of_each_factor(kind: str) -> None:
    made = design(FACTORS, 256, kind=kind, seed=1)
    for part in np.split(made.unit, made.replicates):
        for column in part.T:
            assert sorted((column * len(part)).astype(int)) == list(range(len(part)))


def test_replicates_share_no_member() -> None:
    made = design(FACTORS, 256, seed=1)
    assert len(np.unique(made.unit[:, 0])) == len(made)


@pytest.mark.parametrize(
    ("kind", "asked", "given"),
    [(SOBOL, 1000, 1024), (SOBOL, 1025, 2048), (LATIN, 1000, 1000), (LATIN, 1001, 1008)],
)
def test_members_are_rounded_up_and_never_down(kind: str, asked: int, given: int) -> None:
    assert len(design(FACTORS, asked, kind=kind)) == given


def test_values_are_those_of_the_distributions() -> None:
    peaked = Factor("t", Distribution(Shape.TRIANGULAR, 0.5, 1.0, 2.0))
    made = design((*FACTORS, peaked), 1024, seed=2)
    values = made.values()
    assert list(values) == ["a", "b", "c", "t"]
    np.testing.assert_array_equal(values["b"], made.unit[:, 1])
    np.testing.assert_allclose(values["t"].mean(), 3.5 / 3.0, rtol=1e-3)


def test_a_design_without_factors_has_members_all_the_same() -> None:
    made = design((), 64)
    assert len(made) == 64
    assert made.values() == {}


def test_every_fault_is_told_at_once() -> None:
    wrong = (Factor("a", EVEN), Factor("a", Distribution(Shape.UNIFORM, 1.0, 0.5, 0.0)))
    with pytest.raises(InputError) as told:
        design(wrong, 0, kind="grid")
    assert {p.code for p in told.value.problems} == {
        "not_in_order", "duplicate_key", "out_of_range", "unknown_design",
    }  # fmt: skip
