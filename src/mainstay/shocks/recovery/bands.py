"""Bands over the members of a batch; a day that is not reached is late, not left out.

A few members are cases, not a sample: between them there is nothing to interpolate, and the band
goes from the least to the largest of them.
"""

from __future__ import annotations

import math

import numpy as np

from mainstay.twin.net import Floats

#: Quantiles of a band, by the end of a column's name.
ENDS = {"low": 0.05, "mid": 0.5, "high": 0.95}

#: Members below which a band is that of cases: the outermost twentieth of fewer is nobody.
FEWEST = 20
OUTERMOST = {"low": 0.0, "mid": 0.5, "high": 1.0}

Bands = dict[str, float | None]


def band(values: Floats, *, late: bool = False) -> Bands:
    """Return the 5th, 50th and 95th percentile of ``(m,)`` members; of a few, both ends.

    One member has a middle and no band. Members without a number are unknown: then so is the whole
    band, unless they are ``late``, which means after everything that is known; then the ends that
    are reached are known all the same.

    Parameters
    ----------
    values
        One number per member.
    late
        Whether NaN stands for a day behind the end of the run.

    Examples
    --------
    >>> band(np.array([1.0, 2.0, 3.0]))
    {'low': 1.0, 'mid': 2.0, 'high': 3.0}
    >>> band(np.arange(101.0))
    {'low': 5.0, 'mid': 50.0, 'high': 95.0}
    >>> band(np.array([7.0]))
    {'low': None, 'mid': 7.0, 'high': None}
    >>> band(np.array([1.0, 2.0, np.nan, np.nan, np.nan]), late=True)
    {'low': 1.0, 'mid': None, 'high': None}
    """
    # plain numbers: a table has thousands of bands of a few members each
    known: list[float] = values.tolist()
    if any(math.isnan(value) for value in known):
        if not late:
            return dict.fromkeys(ENDS)
        known = [math.inf if math.isnan(value) else value for value in known]
    if len(known) < 2:
        return {"low": None, "mid": _finite(known[0]) if known else None, "high": None}
    known.sort()
    shares = ENDS if len(known) >= FEWEST else OUTERMOST
    return {end: _finite(_quantile(known, share)) for end, share in shares.items()}


def _quantile(ordered: list[float], share: float) -> float:
    """Return a quantile by linear interpolation; between a number and infinity it is infinite."""
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    part = place - low
    if part == 0.0:
        return ordered[low]
    below, above = ordered[low], ordered[low + 1]
    if math.isinf(above):
        return math.inf
    return below + part * (above - below)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def columns(stem: str, values: Floats, *, late: bool = False) -> Bands:
    """Return a band as three columns ``stem_end``; the stem ends in the unit.

    Examples
    --------
    >>> list(columns("lost_usd", np.array([7.0])))
    ['lost_usd_low', 'lost_usd_mid', 'lost_usd_high']
    """
    return {f"{stem}_{end}": v for end, v in band(values, late=late).items()}


def middle_day(days: Floats) -> Floats:
    """Return ``(n,)`` the middle of ``(n, m)`` days; infinite where most never come.

    The lower of two middle ones, so that it is the day of a member.

    >>> middle_day(np.array([[3.0, np.nan, 1.0], [np.nan, np.nan, 2.0]])).tolist()
    [3.0, inf]
    """
    late = np.sort(np.where(np.isnan(days), np.inf, days), axis=1)
    return np.asarray(late[:, (late.shape[1] - 1) // 2], dtype=np.float64)
