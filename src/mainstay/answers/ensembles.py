"""Known answers of ensembles: sensitivity indices, exceedance, errors.

**Ishigami function** ``sin x1 + a sin(x2)^2 + b x3^4 sin x1`` with ``a = 7``, ``b = 0.1`` and three
inputs even from ``-pi`` to ``pi``. With ``E x^4 = pi^4/5`` and ``E x^8 = pi^8/9``::

    V1 = (1 + b pi^4/5)^2 / 2    V2 = a^2/8    V13 = b^2 pi^8 (1/9 - 1/25) / 2 = 8 b^2 pi^8 / 225

and nothing else: ``V = V1 + V2 + V13``, ``S = (V1, V2, 0)/V`` and ``T = (V1 + V13, V2, V13)/V``.

**g function** ``prod_i (|4 x_i - 2| + a_i) / (1 + a_i)``, inputs even from 0 to 1. ``|4x - 2|`` has
mean 1 and variance 1/3, so factor ``i`` has mean 1 and variance ``V_i = 1 / (3 (1 + a_i)^2)``.
Factors are independent: ``V = prod(1 + V_i) - 1``, ``S_i = V_i / V`` and
``T_i = V_i prod_{j != i}(1 + V_j) / V``.

**Additive** ``x1 + 2 x2`` of two even inputs: variances 1/12 and 4/12, so their shares are 1/5 and
4/5.

**Exceedance** of a loss even from 0 to 1: more than ``q`` with probability ``1 - q``.

**Error of a mean** of ``m`` independent draws of variance ``v``: the mean of its square is ``v/m``,
whatever the number of replicates. Of a normal answer, the band at 90 % by Student's t holds the
truth in 90 of 100 ensembles; of 400 ensembles within ``3 sqrt(0.9 0.1 / 400) = 0.045`` of that.

Tolerances of estimates are four of their own standard errors at most, and stated.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import stats

from mainstay.answers.register import Answer, Kind, answer
from mainstay.shocks.ensembles.design import Factor, design
from mainstay.shocks.ensembles.distributions import Distribution, Shape
from mainstay.shocks.ensembles.sensitivity import SobolIndices, effects, sobol_indices
from mainstay.shocks.ensembles.statistics import exceedance, mean
from mainstay.twin.net import Floats

#: Runs of the base designs for the indices, and the seed of everything here.
POINTS, SEED = 1 << 14, 7

#: Coefficients of the g function, from an input that matters to inputs that do not.
G = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])

_PRIMER = (
    "Saltelli and others 2008, Global Sensitivity Analysis: The Primer (not opened), as told in "
    "the documentation of SALib.test_functions.Ishigami; closed form in the OpenTURNS use case "
    "Ishigami, openturns.github.io/openturns/1.16/usecases/use_case_ishigami.html"
)


def answers(data: Path | None) -> Iterator[Answer]:
    """Yield the answers; ``data`` is not needed."""
    yield from _ishigami()
    yield from _g_function()
    yield from _given_members()
    yield from _exceeded()
    yield from _errors()


def ishigami(x: dict[str, Floats]) -> Floats:
    """Return the Ishigami function of ``x1``, ``x2`` and ``x3``, ``(m,)`` each."""
    first = np.sin(x["x1"])
    return np.asarray(first + 7.0 * np.sin(x["x2"]) ** 2 + 0.1 * x["x3"] ** 4 * first)


def g_function(x: dict[str, Floats]) -> Floats:
    """Return the g function of ``x1`` to ``x6``, ``(m,)`` each."""
    each = [(np.abs(4.0 * x[f"x{i + 1}"] - 2.0) + a) / (1.0 + a) for i, a in enumerate(G)]
    return np.asarray(np.prod(each, axis=0))


def even(count: int, low: float, high: float) -> tuple[Factor, ...]:
    """Return factors ``x1`` to ``xn``, even between two ends."""
    drawn = Distribution(Shape.UNIFORM, low, (low + high) / 2.0, high)
    return tuple(Factor(f"x{i + 1}", drawn) for i in range(count))


def _ishigami() -> Iterator[Answer]:
    found = sobol_indices(ishigami, even(3, -np.pi, np.pi), points=POINTS, seed=SEED)
    reason = f"printed to 4 digits; estimated from {POINTS} points, errors below 0.004"
    yield answer("ensembles.ishigami_first_printed", Kind.PUBLISHED, _PRIMER,
                 expected=[0.3139, 0.4424, 0.0], got=found.first, tolerance=0.015,
                 reason=reason)  # fmt: skip
    parts = np.array([(1.0 + 0.1 * np.pi**4 / 5.0) ** 2 / 2.0, 49.0 / 8.0, 0.0])
    joint = 8.0 * 0.01 * np.pi**8 / 225.0
    whole = parts.sum() + joint
    total = (parts + np.array([joint, 0.0, joint])) / whole
    yield from _both("ishigami", parts / whole, total, found)


def _g_function() -> Iterator[Answer]:
    found = sobol_indices(g_function, even(len(G), 0.0, 1.0), points=POINTS, seed=SEED)
    own = 1.0 / (3.0 * (1.0 + G) ** 2)
    grown = np.prod(1.0 + own)
    yield from _both("g", own / (grown - 1.0), own * grown / (1.0 + own) / (grown - 1.0), found)


def _both(name: str, first: Floats, total: Floats, found: SobolIndices) -> Iterator[Answer]:
    """Yield both kinds of indices, and that the stated errors are those that are made."""
    reason = f"{POINTS} points; standard errors as stated are below 0.004"
    where = "proof: mainstay.answers.ensembles"
    yield answer(f"ensembles.{name}_first", Kind.DERIVED, where, expected=first, got=found.first,
                 tolerance=0.015, reason=reason)  # fmt: skip
    yield answer(f"ensembles.{name}_total", Kind.DERIVED, where, expected=total, got=found.total,
                 tolerance=0.015, reason=reason)  # fmt: skip
    made = np.concatenate([found.first - first, found.total - total])
    told = np.concatenate([found.first_error, found.total_error])
    yield answer(f"ensembles.{name}_within_error", Kind.DERIVED, where, expected=True,
                 got=bool((np.abs(made) <= 5.0 * told + 1e-12).all()),
                 reason="five stated errors, each from eight replicates")  # fmt: skip


def _given_members() -> Iterator[Answer]:
    made = design(even(2, 0.0, 1.0), 4096, seed=SEED)
    x = made.values()
    found = {e.factor: e.index for e in effects(made, x["x1"] + 2.0 * x["x2"])}
    yield answer("ensembles.additive_shares", Kind.DERIVED, "proof: mainstay.answers.ensembles",
                 expected=[0.2, 0.8], got=[found["x1"], found["x2"]], tolerance=0.0075,
                 reason="20 classes of 4,096 members: 19/4096 is taken off for chance, of which "
                 "evenly spread members have less, and a 400th is lost within classes")  # fmt: skip
    yield _same_as_scipy()


def _same_as_scipy() -> Answer:
    """Return the indices of SciPy from the very runs that ours were made of."""
    runs: list[Floats] = []

    def watched(x: dict[str, Floats]) -> Floats:
        runs.append(ishigami(x))
        return runs[-1]

    ours = sobol_indices(watched, even(3, -np.pi, np.pi), points=64, seed=SEED, replicates=1)
    first, second, *mixed = runs
    peer = stats.sobol_indices(
        func={"f_A": first[None], "f_B": second[None], "f_AB": np.array(mixed)[:, None]},
        n=len(first),
    )
    return answer("ensembles.scipy_indices", Kind.PEER,
                  "scipy.stats.sobol_indices, method saltelli_2010, on the same runs",
                  expected=[*peer.first_order.ravel(), *peer.total_order.ravel()],
                  got=[*ours.first, *ours.total], tolerance=1e-12, reason="rounding")  # fmt: skip


def _exceeded() -> Iterator[Answer]:
    made = design(even(1, 0.0, 1.0), 1024, seed=SEED)
    rows = exceedance(made.values()["x1"], made.replicates)
    loss = np.array([r["loss"] for r in rows])
    got = np.array([r["probability"] for r in rows])
    yield answer("ensembles.exceedance_even", Kind.DERIVED, "proof: mainstay.answers.ensembles",
                 expected=0.0, got=float(np.abs(got - (1.0 - loss)).max()), tolerance=1.0 / 128.0,
                 reason="each replicate has one of its 128 points in every 128th")  # fmt: skip


def _errors() -> Iterator[Answer]:
    draws = np.random.default_rng(SEED).standard_normal((400, 64))
    found = [mean(row, 8) for row in draws]
    squared = float(np.mean([e.error**2 for e in found]))
    held = np.mean([low <= 0.0 <= high for low, high in (e.band(8) for e in found)])
    where = "proof: mainstay.answers.ensembles"
    yield answer("ensembles.error_of_a_mean", Kind.DERIVED, where, expected=1.0 / 64.0, got=squared,
                 tolerance=4.0 / 64.0 * np.sqrt(2.0 / 7.0 / 400.0),
                 reason="four errors of 400 estimates, each of 7 degrees of freedom")  # fmt: skip
    yield answer("ensembles.band_of_a_mean", Kind.DERIVED, where, expected=0.9, got=float(held),
                 tolerance=0.045, reason="three errors of a share of 400")  # fmt: skip
