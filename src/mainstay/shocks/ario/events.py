"""What happens: losses of capital, capacity, labor, supply and demand over time, and delays.

Losses of one kind on one thing add up (to all of it at most); of several kinds on one activity the
scarcest binds. An event belongs to one scenario of the batch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.twin.net import Floats


class Kind(StrEnum):
    """What is lost."""

    CAPITAL = "capital"
    """Money of productive capital destroyed, by activity; lowers capacity by its share."""
    HOMES = "homes"
    """Money of other capital destroyed (homes, roads): no capacity is lost, it is rebuilt."""
    CAPACITY = "capacity"
    """Share of an activity's capacity."""
    LABOR = "labor"
    """Share of an activity's work; lowers capacity like capacity does, and is told apart."""
    DEMAND = "demand"
    """Share of final use, by row of final use (of one sink, or all); negative where it rises."""
    INPUT = "input"
    """Share of what a cell would order that it cannot order (an embargo on one buyer)."""
    DELAY = "delay"
    """Days by which what a supplier sends arrives later."""


class Recovery(StrEnum):
    """How a loss goes away once its duration is over."""

    NONE = "none"
    """At once."""
    LINEAR = "linear"
    """By the same amount every day."""
    CONCAVE = "concave"
    """Slowly at first, then fast: ``1 - u^2`` is left after a share ``u`` of the time."""
    CONVEX = "convex"
    """Fast at first, then slowly: ``(1 - u)^2`` is left."""
    REBUILD = "rebuild"
    """By rebuilding: what was destroyed is ordered from the rebuilding sectors and made."""


@dataclass(frozen=True, eq=False)
class Event:
    """One thing that happens in scenario ``scenario`` of the batch.

    A step sees the loss as it stands at its start.

    Parameters
    ----------
    where
        ``(k,)`` indices: activities, or rows of final use (demand), or cells (input); of homes any
        numbers, one per damaged place.
    size
        ``(k,)`` shares, money (capital) or days (delay).
    start, duration, recovery_days
        Days. The loss is whole from ``start`` for ``duration`` days, then recovers over
        ``recovery_days``. With :attr:`Recovery.REBUILD` orders begin after ``duration`` and are
        spread over ``recovery_days``, or over the days of the parameters if that is 0.
    sink
        Of a loss of demand: index of the sink, or -1 for all.
    into
        Of a delay: the cells whose deliveries are late; all, if left out.
    rebuilders
        With :attr:`Recovery.REBUILD`: orders by activity per money destroyed, ``(n,)`` for all that
        is damaged or ``(n, k)`` for each; every column sums to one or to the rebuilding factor.
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
    into: NDArray[np.intp] | None = None
    rebuilders: Floats | sparse.csr_array | None = field(default=None)


def remaining(event: Event, day: float) -> float:
    """Return the share of the loss that is there on ``day``; rebuilding is not known here.

    Examples
    --------
    >>> import numpy as np
    >>> event = Event(0, Kind.CAPACITY, np.array([0]), np.array([0.3]), start=2, duration=3,
    ...               recovery=Recovery.LINEAR, recovery_days=10)
    >>> [remaining(event, day) for day in (1, 2, 5, 10, 15)]
    [0.0, 1.0, 1.0, 0.5, 0.0]
    """
    past = day - event.start - event.duration
    if day < event.start:
        return 0.0
    if past < 0 or event.recovery is Recovery.REBUILD:
        return 1.0
    if event.recovery is Recovery.NONE or past >= event.recovery_days:
        return 0.0
    u = past / event.recovery_days
    curves = {Recovery.LINEAR: 1 - u, Recovery.CONCAVE: 1 - u * u, Recovery.CONVEX: (1 - u) ** 2}
    return curves[event.recovery]


def builders(event: Event, size: int) -> sparse.coo_array:
    """Return ``(n, k)`` orders by builder and damaged thing per money destroyed."""
    given, count = event.rebuilders, len(event.where)
    if given is None:
        return sparse.coo_array((size, count), dtype=np.float64)
    if isinstance(given, np.ndarray) and given.ndim == 1:
        return sparse.coo_array(np.repeat(given[:, None], count, axis=1))
    return sparse.coo_array(given)
