"""The measures of one curve of loss: how deep, how long, how much, how much of it regained.

::

    loss(t) = 1 - flow(t) / normal flow        positive is lost, negative is more than normal
    depth   = max(0, max_t loss(t))
    lost    = sum_t loss(t) * days of a step   in days of normal flow; what was made up is taken off

How far a system falls and how fast it comes back are the two ends of resilience of Bruneau et al.
(2003, abstract: robustness and rapidity). That the area between the curve and normal measures both
at once is taken here as ``assumed``, from later use; areas above normal are taken off, as
``arse_t`` of the R package arse does by its documentation, and are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, raise_all
from mainstay.twin.net import Floats

#: Loss up to which a flow counts as normal.
TOLERANCE = 0.01


@dataclass(frozen=True, eq=False)
class Measures:
    """Measures of ``g`` curves in ``b`` members of a batch, each ``(g, b)``.

    Parameters
    ----------
    depth
        Largest loss, as a share of normal; zero where nothing was ever lost.
    depth_day
        Its day; NaN where nothing was ever lost.
    hit_day
        First day with a loss above the tolerance; NaN if there is none.
    recovered_day
        First day from which the loss stays within the tolerance. Zero if it was never left; NaN if
        it is not within the run, because then it is unknown and never the length of the run.
    lost_days
        Loss added up, in days of normal flow; what was above normal is taken off.
    above_days
        What was above normal, added up, in days of normal flow.
    regained
        Share of the depth that is regained at the end of the run; above one where the end is above
        normal. NaN where the tolerance was never left, or where the end is not known.
    overshoot
        Largest flow above normal, as a share of normal; NaN where unknown.
    overshoot_day
        Its day; NaN where there is none.
    """

    depth: Floats
    depth_day: Floats
    hit_day: Floats
    recovered_day: Floats
    lost_days: Floats
    above_days: Floats
    regained: Floats
    overshoot: Floats
    overshoot_day: Floats

    @property
    def recovery_days(self) -> Floats:
        """``(g, b)`` days from the first hit to recovery; zero if never hit, NaN if unknown."""
        days = np.asarray(self.recovered_day - self.hit_day, dtype=np.float64)
        return np.where(self.recovered_day == 0.0, 0.0, days)


def measures(loss: Floats, days: Floats, tolerance: float = TOLERANCE) -> Measures:
    """Return the measures of curves of loss.

    Parameters
    ----------
    loss
        ``(t, g, b)`` share of normal that is lost, by step, group and member.
    days
        ``(t,)`` day at the end of each step, rising, the first one above zero.
    tolerance
        Loss up to which a flow counts as normal.

    Raises
    ------
    InputError
        If the days do not rise, do not fit, or a loss is not a number.

    Examples
    --------
    >>> curve = np.array([0.0, 0.4, 0.2, 0.0]).reshape(4, 1, 1)
    >>> found = measures(curve, np.array([1.0, 2.0, 3.0, 4.0]))
    >>> found.depth.item(), found.depth_day.item(), found.recovered_day.item()
    (0.4, 2.0, 4.0)
    >>> round(found.lost_days.item(), 12), found.recovery_days.item()
    (0.6, 2.0)
    """
    _check(loss, days, tolerance)
    steps = np.diff(days, prepend=0.0)
    deepest = loss.max(axis=0)
    is_lost = deepest > 0.0
    highest = (-loss).max(axis=0)
    is_above = highest > 0.0
    hit, recovered = _span(loss > tolerance, days)
    left = ~np.isnan(hit)
    # where the tolerance was never left, the division is not wanted and its warning neither
    depth = np.where(left, deepest, 1.0)
    return Measures(
        depth=np.where(is_lost, deepest, 0.0),
        depth_day=np.where(is_lost, days[loss.argmax(axis=0)], np.nan),
        hit_day=hit,
        recovered_day=recovered,
        lost_days=np.einsum("t,tgb->gb", steps, loss),
        above_days=np.einsum("t,tgb->gb", steps, np.maximum(-loss, 0.0)),
        regained=np.where(left, 1.0 - loss[-1] / depth, np.nan),
        overshoot=np.where(is_above, highest, 0.0),
        overshoot_day=np.where(is_above, days[loss.argmin(axis=0)], np.nan),
    )


def regained_at(loss: Floats, days: Floats, day: float, found: Measures) -> Floats:
    """Return ``(g, b)`` the share of the depth that is regained at the end of a day.

    NaN where the day is not within the run, where the deepest point lies behind it, or where the
    tolerance was never left.
    """
    if day > days[-1]:
        return np.full(found.depth.shape, np.nan)
    now = loss[int(np.searchsorted(days, day))]
    known = ~np.isnan(found.hit_day) & (found.depth_day <= day)
    return np.where(known, 1.0 - now / np.where(known, found.depth, 1.0), np.nan)


def _span(is_short: NDArray[np.bool_], days: Floats) -> tuple[Floats, Floats]:
    """Return the first day that is short, and the first day after the last one, ``(g, b)`` each."""
    t = len(days)
    ever = is_short.any(axis=0)
    first = is_short.argmax(axis=0)
    # index of the step after the last short one; t if the last step is short
    after = t - is_short[::-1].argmax(axis=0)
    hit = np.where(ever, days[first], np.nan)
    within = np.where(after < t, days[np.minimum(after, t - 1)], np.nan)
    return hit, np.where(ever, within, 0.0)


def _check(loss: Floats, days: Floats, tolerance: float) -> None:
    problems = []
    if loss.ndim != 3 or len(loss) != len(days) or not len(days):
        problems.append(Problem("wrong_shape", "loss", f"{loss.shape} for {len(days)} days"))
    elif not np.isfinite(loss).all():
        problems.append(Problem("unknown_value", "loss", "not a number"))
    if len(days) and (days[0] <= 0 or (np.diff(days) <= 0).any()):
        problems.append(Problem("not_rising", "days", "days must rise and start above zero"))
    if not 0.0 <= tolerance < 1.0:
        problems.append(Problem("not_a_share", "tolerance", f"{tolerance}", "0.01 is one percent"))
    raise_all(InputError, "the curves of loss do not hold together", problems)
