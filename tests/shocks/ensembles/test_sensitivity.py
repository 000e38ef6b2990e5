"""Indices against closed forms; the printed ones stand in the register of known answers."""

import numpy as np
import pytest

from mainstay.answers.ensembles import even, ishigami
from mainstay.errors import InputError
from mainstay.shocks.ensembles.design import KINDS, Factor, design
from mainstay.shocks.ensembles.distributions import Distribution, Shape
from mainstay.shocks.ensembles.sensitivity import between, effects, explained, sobol_indices


@pytest.mark.parametrize("kind", KINDS)
def test_members_as_they_are_tell_the_first_order_of_ishigami(kind: str) -> None:
    made = design(even(3, -np.pi, np.pi), 4096, kind=kind, seed=11)
    found = {e.factor: e for e in effects(made, ishigami(made.values()))}
    truth = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}
    for name, index in truth.items():
        # classes of a twentieth lose what varies inside of them: below 0.02 here
        assert abs(found[name].index - index) < 0.02 + 4.0 * found[name].error
    assert next(iter(found)) == "x2"


def test_direction_and_ends_of_an_effect() -> None:
    made = design(even(2, 0.0, 1.0), 1024, seed=2)
    found = effects(made, 3.0 - made.values()["x2"])
    assert found[0].factor == "x2"
    np.testing.assert_allclose(found[0].rank, -1.0, rtol=1e-12)
    np.testing.assert_allclose(found[0].low_answer, 2.95, atol=0.002)
    np.testing.assert_allclose(found[0].high_answer, 2.05, atol=0.002)


def test_pure_chance_is_no_effect() -> None:
    rng = np.random.default_rng(0)
    found = [explained(rng.random(640), rng.random(640)) for _ in range(300)]
    # 20 classes would explain 19/639 of anything; less that, nothing is left on average
    assert abs(np.mean(found)) < 4.0 * np.std(found) / np.sqrt(300)


def test_shares_between_groups_are_those_of_a_hand_made_case() -> None:
    group = np.array([0, 0, 1, 1])
    # between: 4 (1)^2 = 4, within: 4 (0.5)^2 = 1 over 2, so (4 - 0.5) / 5
    answer = np.array([0.5, 1.5, 2.5, 3.5])
    np.testing.assert_allclose(between(group, answer), 3.5 / 5.0, rtol=1e-12)
    assert between(group, np.ones(4)) == 0.0


def test_fixed_factors_and_answers_that_do_not_move() -> None:
    fixed = Factor("fixed", Distribution(Shape.POINT, 1.0, 1.0, 1.0))
    made = design((*even(1, 0.0, 1.0), fixed), 128)
    (only,) = effects(made, np.full(len(made), 7.0))
    assert (only.factor, only.index, only.rank) == ("x1", 0.0, 0.0)
    assert (only.low_answer, only.high_answer) == (7.0, 7.0)


def test_a_large_mean_does_not_drown_the_indices() -> None:
    factors = even(2, 0.0, 1.0)
    plain = sobol_indices(lambda x: x["x1"] + x["x2"] ** 2, factors, points=512, seed=4)
    lifted = sobol_indices(lambda x: 1e9 + x["x1"] + x["x2"] ** 2, factors, points=512, seed=4)
    np.testing.assert_allclose(lifted.first, plain.first, atol=1e-6)
    np.testing.assert_allclose(lifted.total, plain.total, atol=1e-6)


def test_indices_of_what_is_not_there_are_refused() -> None:
    with pytest.raises(InputError, match="no factor"):
        sobol_indices(lambda _: np.zeros(0), ())
    with pytest.raises(InputError, match="no number"):
        sobol_indices(lambda x: np.full(len(x["x1"]), np.nan), even(1, 0.0, 1.0), points=64)
