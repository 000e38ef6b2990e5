"""A number as a range with its evidence: what is assumed is swept, what is read is cited."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.errors import Problem
from mainstay.model.evidence import Method


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of a quantity, with its most likely value and where it comes from.

    Parameters
    ----------
    low, mode, high
        In one unit, which its owner names; ``low <= mode <= high``.
    method
        ``observed``, ``reported``, ``inferred``, or ``assumed`` where nothing was read.
    source
        Citation with locator; for ``assumed`` the reason.
    confidence
        How far to trust it, 0 to 1.

    Examples
    --------
    >>> Interval(0.1, 0.2, 0.4).scaled(10)
    Interval(low=1.0, mode=2.0, high=4.0, method=<Method.ASSUMED: 'assumed'>, source='', \
confidence=0.2)
    """

    low: float
    mode: float
    high: float
    method: Method = Method.ASSUMED
    source: str = ""
    confidence: float = 0.2

    @classmethod
    def point(
        cls, value: float, source: str = "", *, method: Method = Method.OBSERVED,
        confidence: float = 0.9,
    ) -> Interval:  # fmt: skip
        """Return a range of one value."""
        return cls(value, value, value, method, source, confidence)

    @property
    def is_cited(self) -> bool:
        """Whether something was read for it."""
        return self.method is not Method.ASSUMED

    def scaled(self, factor: float) -> Interval:
        """Return the range times a positive number, with the same evidence."""
        return Interval(
            self.low * factor, self.mode * factor, self.high * factor,
            self.method, self.source, self.confidence,
        )  # fmt: skip

    def problems(self, where: str) -> list[Problem]:
        """Return what is wrong with it, if anything."""
        if self.low <= self.mode <= self.high:
            return []
        what = f"{self.low} <= {self.mode} <= {self.high} fails"
        return [Problem("bad_range", where, what, "order low, mode, high")]
