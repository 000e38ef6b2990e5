"""Cells sorted by the activity that holds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, raise_all
from mainstay.shocks.ario.links.contract import Index
from mainstay.twin.net import Floats


@dataclass(frozen=True, eq=False)
class ByBuyer:
    """Where each buyer's cells begin, for buyers that have any."""

    buyer: Index
    holders: NDArray[np.intp]
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, buyer: Index) -> ByBuyer:
        """Return the starts of sorted ``buyer (c,)``.

        Raises
        ------
        InputError
            If the cells are not sorted by buyer.

        Examples
        --------
        >>> import numpy as np
        >>> held = ByBuyer.of(np.array([0, 0, 2], dtype=np.int32))
        >>> out = np.full((3, 1), 9.0)
        >>> held.least(np.array([[4.0], [2.0], [7.0]]), out)
        >>> out[:, 0]
        array([2., 9., 7.])
        """
        if len(buyer) and (np.diff(buyer) < 0).any():
            problem = Problem("not_sorted", "cells", "not sorted by buyer", "sort them by buyer")
            raise_all(InputError, "the cells do not fit", [problem])
        holders, starts = np.unique(buyer, return_index=True)
        return cls(buyer, holders.astype(np.intp), starts.astype(np.intp))

    def of_buyer(self, values: Floats) -> Floats:
        """Return ``(c, b)``: the value ``(n, b)`` of each cell's buyer."""
        found: Floats = np.take(values, self.buyer, axis=0)
        return found

    def least(self, values: Floats, out: Floats) -> None:
        """Lower ``out (n, b)`` to the least of ``values (c, b)`` by buyer."""
        if not len(self.starts):
            return
        lowest = np.minimum.reduceat(values, self.starts, axis=0)
        out[self.holders] = np.minimum(out[self.holders], lowest)


@dataclass(frozen=True, eq=False)
class HeldBlock:
    """Cells of one block that are sorted by who holds them; where they come from is added to it."""

    cells: slice
    held: ByBuyer

    @property
    def buyer(self) -> Index:
        """``(c,)`` the activity that holds each cell."""
        return self.held.buyer

    def of_buyer(self, values: Floats) -> Floats:
        """Return the value of each cell's buyer."""
        return self.held.of_buyer(values)

    def least(self, values: Floats, out: Floats) -> None:
        """Lower ``out`` to the least by buyer."""
        self.held.least(values, out)
