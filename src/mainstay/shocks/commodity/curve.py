"""Demand less supply as a function of the price, and the one price at which it vanishes.

All elasticities hold for every supplier of a draw, so suppliers reach capacity in the order of
``K / S`` and supply between two neighbors in that order is ``A p^eta`` plus a constant. Which
stretch holds the root follows from the signs at the kinks; on it, bisection in ``log p`` meets no
kink and ends at the spacing of doubles.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mainstay.twin.net import Floats

#: Halvings of a bracket in ``log p``; enough to reach the spacing of doubles.
HALVINGS = 58

#: Elasticity of supply below which no price brings out more.
FLAT = 1e-12


class Curve:
    """Demand less supply of ``c`` cuts and ``d`` draws, by stretches between capacity kinks.

    Parameters
    ----------
    made
        ``(c, d, p)`` production of those who respond, zero for those who cut.
    capacity
        ``(d, p)`` most that each can make.
    demand, fixed
        ``(c, d)`` demand at the old price, and supply that does not respond.
    secondary
        ``(d,)`` supply from scrap at the old price.
    supply_elasticity, demand_elasticity, secondary_elasticity
        ``(d,)``.

    Examples
    --------
    >>> one = np.ones(1)
    >>> curve = Curve(
    ...     np.array([[[80.0]]]), np.array([[84.0]]), np.array([[100.0]]), np.zeros((1, 1)),
    ...     secondary=0 * one, supply_elasticity=one / 2, demand_elasticity=one / 2,
    ...     secondary_elasticity=0 * one,
    ... )
    >>> np.exp(curve.root(np.log(10 * one))).round(6).tolist()
    [[1.417234]]
    """

    def __init__(
        self, made: Floats, capacity: Floats, demand: Floats, fixed: Floats, *,
        secondary: Floats, supply_elasticity: Floats, demand_elasticity: Floats,
        secondary_elasticity: Floats,
    ) -> None:  # fmt: skip
        self.demand, self.fixed, self.secondary = demand, fixed, secondary
        self.eta, self.eps = supply_elasticity, demand_elasticity
        self.scrap = secondary_elasticity
        responds = made.max(axis=0, initial=0.0)
        kinks = _kinks(responds, capacity, self.eta)
        order = np.argsort(kinks, axis=1)
        self.kinks = np.take_along_axis(kinks, order, axis=1)
        rising = np.take_along_axis(made, order[None], axis=2)
        most = np.where(rising > 0, np.take_along_axis(capacity, order, axis=1), 0.0)
        self.free = np.pad(rising[:, :, ::-1].cumsum(axis=2)[:, :, ::-1], ((0, 0), (0, 0), (0, 1)))
        self.full = np.pad(most.cumsum(axis=2), ((0, 0), (0, 0), (1, 0)))

    def root(self, limit: Floats) -> Floats:
        """Return the log price ``(c, d)`` that clears the market, or the limit ``(d,)``.

        Parameters
        ----------
        limit
            Log of the highest price. Where demand is still above supply there, it is the answer.
        """
        passed = np.zeros(self.demand.shape, dtype=np.intp)
        for column in range(self.kinks.shape[1]):
            kink = self.kinks[:, column]
            below = np.where(kink < limit, kink, 0.0)
            found = self._excess(below, self.free[:, :, column], self.full[:, :, column])
            passed += (kink < limit) & (found > 0)
        free, full = self._stretch(passed)
        edges = np.pad(np.minimum(self.kinks, limit[:, None]), ((0, 0), (1, 1)))
        edges[:, -1] = limit
        draw = np.arange(len(limit))
        low, high = edges[draw, passed], edges[draw, passed + 1]
        is_none = (high >= limit) & (self._excess(high, free, full) > 0)
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            is_above = self._excess(middle, free, full) > 0
            low, high = np.where(is_above, middle, low), np.where(is_above, high, middle)
        return np.where(is_none, limit, 0.5 * (low + high))

    def excess(self, log_price: Floats) -> Floats:
        """Return demand less supply ``(c, d)`` at a log price ``(c, d)``, zero or above."""
        passed = (self.kinks < log_price[:, :, None]).sum(axis=2)
        return self._excess(log_price, *self._stretch(passed))

    def _stretch(self, passed: NDArray[np.intp]) -> tuple[Floats, Floats]:
        place = passed[:, :, None]
        free, full = (np.take_along_axis(a, place, axis=2) for a in (self.free, self.full))
        return free[:, :, 0], full[:, :, 0]

    def _excess(self, log_price: Floats, free: Floats, full: Floats) -> Floats:
        return np.asarray(
            self.demand * np.exp(-self.eps * log_price)
            - free * np.exp(self.eta * log_price)
            - self.secondary * np.exp(self.scrap * log_price)
            - (full + self.fixed)
        )


def _kinks(made: Floats, capacity: Floats, eta: Floats) -> Floats:
    """Return the log price ``(d, p)`` at which each reaches capacity, infinite where it never does.

    ``made`` is the production of those who respond in any of the cuts; who cuts in one of them has
    neither production nor capacity there, so that passing its kink changes nothing.
    """
    steep = np.broadcast_to(eta[:, None], made.shape)
    can = (made > 0) & (steep > FLAT)
    ratio = np.divide(capacity, made, out=np.ones_like(made), where=can)
    found = np.divide(np.log(ratio), steep, out=np.full(made.shape, np.inf), where=can)
    return np.asarray(found, dtype=np.float64)
