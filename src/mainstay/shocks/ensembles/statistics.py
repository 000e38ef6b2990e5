"""What members say together: means, quantiles, exceedance, and how far that can be trusted.

Errors are Monte-Carlo errors, of the number of members alone. They come from the scatter over the
independent replicates of a design (:mod:`mainstay.shocks.ensembles.design`)::

    error of an answer q = sd over replicates of q_r / sqrt(R)

A quantile of one small replicate is pulled towards the middle, so the estimate is that of all
members and only its error is taken from replicates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from mainstay.twin.net import Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """An answer with its standard Monte-Carlo error; the error is NaN where it is not known."""

    value: float
    error: float

    def band(self, replicates: int, share: float = 0.9) -> tuple[float, float]:
        """Return a central confidence interval, by Student's t."""
        if replicates < 2:
            return float("nan"), float("nan")
        wide = float(stats.t.ppf(0.5 + share / 2.0, replicates - 1)) * self.error
        return self.value - wide, self.value + wide


def mean(values: Floats, replicates: int) -> Estimate:
    """Return the mean of ``(m,)`` values.

    Examples
    --------
    >>> mean(np.array([1.0, 3.0, 1.0, 3.0]), 2)
    Estimate(value=2.0, error=0.0)
    """
    return _estimate(values, replicates, np.mean)


def quantile(values: Floats, share: float, replicates: int) -> Estimate:
    """Return the quantile of ``(m,)`` values at a share between 0 and 1."""
    return _estimate(values, replicates, lambda v: np.quantile(v, share))


def _estimate(values: Floats, replicates: int, of: Callable[[Floats], object]) -> Estimate:
    whole = float(np.asarray(of(values)))
    if replicates < 2:
        return Estimate(whole, float("nan"))
    parts = np.array([float(np.asarray(of(v))) for v in np.split(values, replicates)])
    return Estimate(whole, float(parts.std(ddof=1) / np.sqrt(replicates)))


def exceedance(values: Floats, replicates: int, *, points: int = 41) -> list[dict[str, float]]:
    """Return the share of members that lose more than each of some losses.

    Parameters
    ----------
    values
        ``(m,)`` losses.
    points
        How many losses, at even quantiles.

    Returns
    -------
    list
        Rows ``loss``, ``probability``, ``probability_low`` and ``probability_high`` (90 %,
        Monte-Carlo error alone, cut at 0 and 1).

    Examples
    --------
    >>> [row["probability"] for row in exceedance(np.arange(4.0), 2, points=3)]
    [0.75, 0.5, 0.0]
    """
    found = []
    for loss in np.unique(np.quantile(values, np.linspace(0.0, 1.0, points))):
        one = _estimate((values > loss).astype(np.float64), replicates, np.mean)
        low, high = one.band(replicates)
        found.append(
            {
                "loss": float(loss),
                "probability": one.value,
                "probability_low": max(low, 0.0),
                "probability_high": min(high, 1.0),
            }
        )
    return found


def fan(series: Floats, shares: tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> Floats:
    """Return quantiles ``(len(shares), t)`` of ``(t, m)`` series, day by day."""
    return np.asarray(np.quantile(series, shares, axis=1), dtype=np.float64)
