"""What happens: losses of capital, capacity, labor, supply and demand over time, and delays.

Losses of one kind on one thing add up (to all of it at most); of several kinds on one activity the
scarcest binds. An event belongs to one scenario of the batch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from mainstay.twin.net import Floats


class Kind(StrEnum):
    """What is lost."""

    CAPITAL = "capital"
    """Money of productive capital destroyed, by activity; lowers capacity by its share."""
    CAPACITY = "capacity"
    """Share of an activity's capacity."""
    LABOR = "labor"
    """Share of an activity's work; lowers capacity like capacity does, and is told apart."""
    DEMAND = "demand"
    """Share of final use, by row of final use (of one sink, or all)."""
    INPUT = "input"
    """Share of what flows into a cell that never arrives (an embargo on one buyer)."""
    DELAY = "delay"
    """Days by which what a supplier sends arrives later."""


class Recovery(StrEnum):
    """How a loss goes away once its duration is over."""

    NONE = "none"
    """At once."""
    LINEAR = "linear"
    CONCAVE = "concave"
    CONVEX = "convex"
    REBUILD = "rebuild"
    """By rebuilding: what was destroyed is ordered from the rebuilding sectors and made."""


@dataclass(frozen=True, eq=False)
class Event:
    """One thing that happens in scenario ``scenario`` of the batch.

    Parameters
    ----------
    where
        ``(k,)`` indices: activities, or rows of final use (demand), or cells (input).
    size
        ``(k,)`` shares, money (capital) or days (delay).
    start, duration, recovery_days
        Days. The loss is whole from ``start`` for ``duration`` days, then recovers over
        ``recovery_days``.
    sink
        Of a loss of demand: index of the sink, or -1 for all.
    rebuilders
        With :attr:`Recovery.REBUILD`: share of the rebuilding orders by activity, ``(n,)``-summing
        to one or to the rebuilding factor.
    """

    scenario: int
    kind: Kind
    where: NDArray[np.intp]
    size: Floats
    start: float = 0.0
    duration: float = 1.0
    recovery: Recovery = Recovery.NONE
    recovery_days: float = 0.0
    sink: int = -1
    rebuilders: Floats | None = field(default=None)
