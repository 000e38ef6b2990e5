"""The days of a batch on a net, followed once and added up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.model import DAYS_PER_YEAR
from mainstay.shocks.inoperability.losses import Losses
from mainstay.shocks.inoperability.model import Equilibrium, equilibrium, follow, resilience
from mainstay.twin.net import FINAL_ACCOUNTS, Floats
from mainstay.twin.technology import Technology


@dataclass(frozen=True, eq=False)
class Run:
    """What the days added up to, ``n`` activities and ``s`` scenarios.

    Parameters
    ----------
    total
        ``(n, s)`` days of normal output that were lost.
    peak, peak_day
        ``(n, s)`` largest inoperability and its day.
    gdp
        ``(t, s)`` share of value added that was lost on each day.
    unmet
        ``(s, 7)`` final use that was demanded and not made, US dollars by account.
    static
        The solution if the largest losses lasted.
    """

    total: Floats
    peak: Floats
    peak_day: Floats
    gdp: Floats
    unmet: Floats
    static: Equilibrium

    def hardest(self, most: int) -> NDArray[np.intp]:
        """Return the activities that are hit hardest in any scenario, at most so many."""
        hit = self.peak.max(axis=1)
        order = np.lexsort((np.arange(len(hit)), -hit))[:most]
        return np.asarray(order[hit[order] > 0], dtype=np.intp)


def run_days(tech: Technology, losses: Losses, recovery_days: float) -> Run:
    """Follow a batch from day to day.

    Raises
    ------
    InputError
        If recovery is faster than a day.
    Infeasible
        If the net uses more than it makes.
    """
    _ = tech.factor  # says what is wrong with a net that uses more than it makes
    shape = (tech.size, losses.batch)
    total, peak, peak_day = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    added = tech.value_added_ratio * tech.output_usd
    gdp = np.zeros((losses.days, losses.batch))
    unmet = np.zeros((losses.batch, len(FINAL_ACCOUNTS)))
    states = _states(tech, losses, recovery_days)
    for t, (state, (demand, _)) in enumerate(zip(states, losses.daily(), strict=True)):
        total += state
        higher = state > peak
        peak[higher], peak_day[higher] = state[higher], t + 1.0
        gdp[t] = added @ state / added.sum()
        short = np.maximum(state - apply(tech, state) - demand, 0.0)
        unmet += short.T @ tech.final_on_activities / DAYS_PER_YEAR
    static = equilibrium(lambda q: apply(tech, q), *losses.largest())
    return Run(total, peak, peak_day, gdp, unmet, static)


def paths(tech: Technology, losses: Losses, recovery_days: float, told: NDArray[np.intp]) -> Floats:
    """Return ``(t, k, s)`` inoperability of some activities by day."""
    states = _states(tech, losses, recovery_days)
    return np.array([state[told] for state in states]).reshape(losses.days, -1, losses.batch)


def apply(tech: Technology, q: Floats) -> Floats:
    """Return ``A* q`` without forming it, for ``q (n, s)``."""
    x = tech.output_usd[:, None]
    return tech.apply(x * q) / x


def own_use(tech: Technology) -> Floats:
    """Return the diagonal of ``A*``, which is that of ``A``."""
    cells = tech.market_shares.multiply(tech.use_coefficients.T)
    return np.asarray(cells.sum(axis=1), dtype=np.float64).ravel()


def _states(tech: Technology, losses: Losses, recovery_days: float) -> Iterator[Floats]:
    rate = resilience(own_use(tech), recovery_days)
    start = np.zeros((tech.size, losses.batch))
    return follow(lambda q: apply(tech, q), rate, losses.daily(), start)
