"""The suppliers of single input cells, each looked up once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.recovery.contract import Links
from mainstay.twin.net import Floats


class Suppliers:
    """Finds who supplies a cell; what was found is kept.

    Parameters
    ----------
    links
        Who supplies whom.
    """

    def __init__(self, links: Links) -> None:
        self._links = links
        self._found: dict[int, tuple[NDArray[np.intp], Floats]] = {}

    def of(self, cell: int) -> tuple[NDArray[np.intp], Floats]:
        """Return ``(k,)`` indices of the suppliers of a cell, rising, and their flows a year."""
        if cell not in self._found:
            sellers, flows = self._links.suppliers_of(cell)
            order = np.argsort(sellers, kind="stable")
            self._found[cell] = (
                np.asarray(sellers, dtype=np.intp)[order],
                np.asarray(flows, dtype=np.float64)[order],
            )
        return self._found[cell]
