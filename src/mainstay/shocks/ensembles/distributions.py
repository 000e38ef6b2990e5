"""Distributions of one assumption, as the inverse of their cumulative distribution."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import stats

from mainstay.errors import Problem
from mainstay.twin.net import Floats


class Shape(StrEnum):
    """Form of a distribution between its ends."""

    POINT = "point"
    """Always the mode."""
    UNIFORM = "uniform"
    TRIANGULAR = "triangular"
    LOGNORMAL = "lognormal"
    """Median at the mode, cut at both ends; the nearer end lies two standard deviations away."""
    CHOICE = "choice"
    """The ends ``low`` and ``high`` with the probability ``mode`` of the high one."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution of one number.

    Parameters
    ----------
    low, mode, high
        Its ends and its most likely value.

    Examples
    --------
    >>> Distribution(Shape.TRIANGULAR, 0.0, 0.5, 1.0).at(np.array([0.0, 0.5, 1.0])).tolist()
    [0.0, 0.5, 1.0]
    """

    shape: Shape
    low: float
    mode: float
    high: float

    def problems(self, where: str) -> list[Problem]:
        """Return what does not hold."""
        if self.shape is Shape.CHOICE:
            if not 0 <= self.mode <= 1:
                return [Problem("not_a_share", where, f"probability {self.mode:g}",
                                "mode is the probability of the high end")]  # fmt: skip
            return []
        if not self.low <= self.mode <= self.high or not np.isfinite([self.low, self.high]).all():
            return [Problem("not_in_order", where, f"{self.low:g}, {self.mode:g}, {self.high:g}",
                            "write low <= mode <= high")]  # fmt: skip
        if self.shape is Shape.LOGNORMAL and self.low <= 0:
            return [Problem("not_positive", where, f"low {self.low:g} of a lognormal",
                            "give a positive low end, or another shape")]  # fmt: skip
        return []

    @property
    def is_fixed(self) -> bool:
        """Whether it has one value only."""
        return self.shape is Shape.POINT or self.low == self.high

    def at(self, unit: Floats) -> Floats:
        """Return the values at cumulative probabilities ``unit`` between 0 and 1."""
        if self.is_fixed:
            return np.full(
                np.shape(unit), self.mode if self.shape is not Shape.CHOICE else self.low
            )
        if self.shape is Shape.UNIFORM:
            return np.asarray(self.low + unit * (self.high - self.low), dtype=np.float64)
        if self.shape is Shape.CHOICE:
            return np.where(unit < 1.0 - self.mode, self.low, self.high)
        if self.shape is Shape.LOGNORMAL:
            return self._lognormal(unit)
        width = self.high - self.low
        middle = (self.mode - self.low) / width
        return np.asarray(stats.triang.ppf(unit, middle, self.low, width), dtype=np.float64)

    def _lognormal(self, unit: Floats) -> Floats:
        ends = np.log([self.low / self.mode, self.high / self.mode])
        spread = np.abs(ends)[np.abs(ends) > 0].min() / 2.0
        a, b = ends / spread
        found = stats.truncnorm.ppf(unit, a, b)
        return np.asarray(self.mode * np.exp(spread * found), dtype=np.float64)
