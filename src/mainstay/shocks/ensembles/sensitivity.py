"""Which assumption drives the loss.

Two ways. From the members as they are (:func:`effects`): the share of the variance that lies
between the classes of one factor, a first-order index without a design of its own, corrected for
what chance alone would give (``epsilon squared`` of the analysis of variance; assumed: textbook)::

    S_i = (between - (k - 1) w) / total,   w = within / (m - k)

From a design of its own (:func:`sobol_indices`): first-order and total indices by the estimators of
Saltelli et al. (2010) and Jansen (1999) (assumed: not opened; checked against the closed forms of
the Ishigami and g functions and against SciPy).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from mainstay.errors import InputError
from mainstay.shocks.ensembles.design import Design, Factor, design
from mainstay.twin.net import Floats

#: Members to a class of a factor, at least; and most classes.
CLASS, CLASSES = 32, 20


@dataclass(frozen=True, slots=True)
class Effect:
    """What one factor does to an answer.

    Parameters
    ----------
    factor
        Its name.
    index, error
        Share of the variance that it explains alone, and the Monte-Carlo error of that.
    rank
        Spearman's correlation: its direction.
    low_answer, high_answer
        Mean answer in its lowest and its highest tenth.
    """

    factor: str
    index: float
    error: float
    rank: float
    low_answer: float
    high_answer: float


def effects(made: Design, answer: Floats) -> list[Effect]:
    """Return the effect of every factor that moves, the strongest first.

    Parameters
    ----------
    made
        The design of ``m`` members.
    answer
        ``(m,)`` one number of each.

    Examples
    --------
    >>> from mainstay.shocks.ensembles.distributions import Distribution, Shape
    >>> both = [Factor(n, Distribution(Shape.UNIFORM, 0.0, 0.5, 1.0)) for n in ("a", "b")]
    >>> made = design(both, 512, seed=3)
    >>> found = effects(made, made.values()["a"])
    >>> found[0].factor, found[0].index > 0.98, abs(found[1].index) < 0.05
    ('a', True, True)
    """
    found = []
    for k, factor in enumerate(made.factors):
        if factor.distribution.is_fixed:
            continue
        unit = made.unit[:, k]
        parts = [
            explained(u, a)
            for u, a in zip(np.split(unit, made.replicates), np.split(answer, made.replicates),
                            strict=True)
        ]  # fmt: skip
        tenth = max(len(unit) // 10, 1)
        order = np.argsort(unit, kind="stable")
        constant = bool(np.ptp(answer) == 0)
        found.append(Effect(
            factor.name, explained(unit, answer),
            float(np.std(parts, ddof=1) / np.sqrt(len(parts))) if len(parts) > 1 else float("nan"),
            0.0 if constant else float(stats.spearmanr(unit, answer).statistic),
            float(answer[order[:tenth]].mean()), float(answer[order[-tenth:]].mean()),
        ))  # fmt: skip
    return sorted(found, key=lambda e: -e.index)


def explained(unit: Floats, answer: Floats) -> float:
    """Return the first-order index of a factor from given members; 0 where nothing varies."""
    m = len(unit)
    classes = int(np.clip(m // CLASS, 2, CLASSES))
    if np.ptp(answer) == 0 or m <= classes:
        return 0.0
    group = np.minimum((np.argsort(np.argsort(unit, kind="stable")) * classes) // m, classes - 1)
    return between(group, answer)


def between(group: NDArray[Any], answer: Floats) -> float:
    """Return the share of the variance of ``answer (m,)`` between groups, less chance."""
    _, index = np.unique(group, return_inverse=True)
    count = np.bincount(index)
    m, k = len(answer), len(count)
    centered = answer - answer.mean()
    total = float(centered @ centered)
    if total == 0 or m <= k:
        return 0.0
    sums = np.bincount(index, centered)
    among = float((sums**2 / count).sum())
    within = (total - among) / (m - k)
    return (among - (k - 1) * within) / total


@dataclass(frozen=True, eq=False)
class SobolIndices:
    """First-order and total indices of ``k`` factors with their standard errors, ``(k,)`` each."""

    names: tuple[str, ...]
    first: Floats
    first_error: Floats
    total: Floats
    total_error: Floats


def sobol_indices(
    model: Callable[[dict[str, Floats]], Floats],
    factors: tuple[Factor, ...],
    *,
    points: int = 1024,
    seed: int = 0,
    replicates: int = 8,
) -> SobolIndices:
    """Return first-order and total indices from ``points (k + 2)`` runs of a model.

    Parameters
    ----------
    model
        Values by factor, ``(m,)`` each, to ``(m,)`` answers.
    points
        Of the two base designs, over all replicates; a replicate has a power of two.

    Raises
    ------
    InputError
        If there is no factor, or the answers are not numbers.
    """
    if not factors:
        raise InputError("no factor is drawn", hint="name at least one")
    doubled = (*factors, *(Factor(f"{f.name}'", f.distribution) for f in factors))
    base = design(doubled, points, seed=seed, replicates=replicates).unit
    k = len(factors)
    a, b = base[:, :k], base[:, k:]

    def run(unit: Floats) -> Floats:
        found = model({f.name: f.distribution.at(unit[:, i]) for i, f in enumerate(factors)})
        if not np.isfinite(found).all():
            raise InputError("the model gives what is no number")
        return found

    of_a, of_b = run(a), run(b)
    mixed = []
    for i in range(k):
        ab = a.copy()
        ab[:, i] = b[:, i]
        mixed.append(run(ab))
    split = [np.split(x, replicates) for x in (of_a, of_b, *mixed)]
    each = np.array([_indices(*[s[r] for s in split]) for r in range(replicates)])
    whole = _indices(of_a, of_b, *mixed)
    error = each.std(axis=0, ddof=1) / np.sqrt(replicates) if replicates > 1 else whole * np.nan
    return SobolIndices(tuple(f.name for f in factors), whole[0], error[0], whole[1], error[1])


def _indices(of_a: Floats, of_b: Floats, *mixed: Floats) -> Floats:
    """Return ``(2, k)``: first order (Saltelli 2010) and total (Jansen 1999)."""
    variance = np.concatenate([of_a, of_b]).var()
    if variance == 0:
        return np.zeros((2, len(mixed)))
    # the mean is taken off first: products of large numbers would drown the difference
    middle = np.concatenate([of_a, of_b]).mean()
    first = [((of_b - middle) * (m - of_a)).mean() / variance for m in mixed]
    total = [0.5 * ((of_a - m) ** 2).mean() / variance for m in mixed]
    return np.array([first, total])
