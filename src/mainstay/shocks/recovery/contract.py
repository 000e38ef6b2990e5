"""What recovery reads of a run and of what was run: any engine that has it will do.

The shapes are those of :mod:`mainstay.shocks.ario`, which is not imported here, so that an engine
may give these tables itself. ``t`` steps, ``n`` activities, ``c`` input cells, ``b`` members.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mainstay.twin.net import Floats


class Block(Protocol):
    """Some of the input cells with their suppliers."""

    @property
    def cells(self) -> slice:
        """Which cells, of all."""
        ...

    def gather(self, weight: Floats) -> Floats:
        """Return ``(cells, b)``: the sum over suppliers of normal flow times ``weight (n, b)``."""
        ...


class Links(Protocol):
    """The suppliers of every input cell."""

    @property
    def flow(self) -> Floats:
        """``(c,)`` normal flow a year into each cell."""
        ...

    @property
    def buyer(self) -> NDArray[np.int32]:
        """``(c,)`` the activity that holds each cell."""
        ...

    @property
    def product(self) -> NDArray[np.int32]:
        """``(c,)`` index of the product of each cell."""
        ...

    @property
    def products(self) -> tuple[str, ...]:
        """Names of products."""
        ...

    def blocks(self) -> Sequence[Block]:
        """Return the cells in pieces."""
        ...

    def suppliers_of(self, cell: int) -> tuple[NDArray[np.int64], Floats]:
        """Return the suppliers of one cell and their normal flows a year."""
        ...


class Economy(Protocol):
    """What was run; flows a year."""

    @property
    def ids(self) -> tuple[str, ...]:
        """``n`` names."""
        ...

    @property
    def output(self) -> Floats:
        """``(n,)`` positive."""
        ...

    @property
    def value_added(self) -> Floats:
        """``(n,)``; NaN is unknown."""
        ...

    @property
    def links(self) -> Links:
        """Who supplies whom."""
        ...

    @property
    def final(self) -> Floats:
        """``(f, k)`` final use by sink."""
        ...

    @property
    def sinks(self) -> tuple[str, ...]:
        """``k`` names."""
        ...

    @property
    def region(self) -> tuple[str, ...]:
        """``n`` labels, or none."""
        ...

    @property
    def sector(self) -> tuple[str, ...]:
        """``n`` labels, or none."""
        ...

    @property
    def size(self) -> int:
        """Number ``n`` of activities."""
        ...


class Trajectory(Protocol):
    """A run; flows per step. See :class:`mainstay.shocks.ario.trajectory.Trajectory`."""

    @property
    def days(self) -> Floats:
        """``(t,)`` day at the end of each step."""
        ...

    @property
    def groups(self) -> Floats:
        """``(t, g, b)`` weighted output by group, ``g`` may be zero."""
        ...

    @property
    def activities(self) -> Floats | None:
        """``(t, n, b)`` output."""
        ...

    @property
    def fill(self) -> Floats | None:
        """``(t, f, b)`` share of normal final demand that was delivered."""
        ...

    @property
    def normal(self) -> Floats:
        """``(n,)`` output of a step without an event."""
        ...

    @property
    def lowest(self) -> Floats:
        """``(n, b)`` least output over normal."""
        ...

    @property
    def lowest_day(self) -> Floats:
        """``(n, b)`` its day."""
        ...

    @property
    def lost(self) -> Floats:
        """``(n, b)`` normal less actual output, summed."""
        ...

    @property
    def first_hit(self) -> Floats:
        """``(n, b)`` first day below the tolerance; NaN if never."""
        ...

    @property
    def limiting(self) -> NDArray[np.int64]:
        """``(n, b)`` cell whose shortage first took output below the tolerance, or -1."""
        ...

    @property
    def limiting_day(self) -> Floats:
        """``(n, b)`` that day; NaN if none ever did."""
        ...

    @property
    def recovered(self) -> Floats:
        """``(n, b)`` first day from which it stays normal; 0 if never hit, NaN if not within."""
        ...

    @property
    def sampled_days(self) -> Floats | None:
        """``(k,)`` days of the samples."""
        ...

    @property
    def sampled(self) -> Floats | None:
        """``(k, n, b)`` output on those days."""
        ...
