"""How well a score tells listed minerals from others: area under the curve, with paired doubt.

::

    AUC = P(score of a listed one > score of one that is not) + 1/2 P(equal)

Two scores are compared on the same minerals by drawing minerals with replacement, listed and not
listed apart, and taking the difference of both areas on each drawn set.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.twin.net import Floats

#: Drawn sets of a bootstrap.
SETS = 4000


@dataclass(frozen=True, slots=True)
class Area:
    """An area under the curve with the central 95 of a hundred drawn sets."""

    value: float
    low: float
    high: float


def area(scores: Floats, listed: NDArray[np.bool_]) -> float:
    """Return the area under the receiver operating characteristic.

    Examples
    --------
    >>> import numpy as np
    >>> area(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))
    0.75
    """
    yes, no = scores[listed], scores[~listed]
    if not yes.size or not no.size:
        return float("nan")
    wins = (yes[:, None] > no).sum() + 0.5 * (yes[:, None] == no).sum()
    return float(wins / (yes.size * no.size))


def areas(
    scores: dict[str, Floats], listed: NDArray[np.bool_], *, against: str, seed: int = 0
) -> tuple[dict[str, Area], dict[str, Area]]:
    """Return each score's area, and how much the one named ``against`` exceeds each other.

    Parameters
    ----------
    scores
        By name, ``(k,)`` each, for the same minerals.
    listed
        ``(k,)`` whether the list names the mineral.
    against
        Name of the score that is compared with the others.
    seed
        Of the drawn sets.
    """
    rng = np.random.default_rng(seed)
    yes, no = np.flatnonzero(listed), np.flatnonzero(~listed)
    drawn: dict[str, Floats] = {name: np.empty(SETS) for name in scores}
    for k in range(SETS):
        chosen = np.r_[rng.choice(yes, yes.size), rng.choice(no, no.size)]
        for name, values in scores.items():
            drawn[name][k] = area(values[chosen], listed[chosen])
    whole = {name: area(values, listed) for name, values in scores.items()}
    found = {n: _area(whole[n], drawn[n]) for n in scores}
    excess = {
        n: _area(whole[against] - whole[n], drawn[against] - drawn[n])
        for n in scores if n != against
    }  # fmt: skip
    return found, excess


def _area(value: float, drawn: Floats) -> Area:
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Area(value, float(low), float(high))


def ranks(scores: Floats) -> Floats:
    """Return ranks from 1 for the largest; equal scores share their mean rank."""
    order = np.argsort(-scores, kind="stable")
    place = np.empty(len(scores))
    place[order] = np.arange(1, len(scores) + 1)
    for value in np.unique(scores):
        same = scores == value
        place[same] = place[same].mean()
    return place
