"""The suppliers of single input cells, for any kind of links."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.ario.links import Block, Links
from mainstay.twin.net import Floats


class Suppliers:
    """Finds who supplies a cell; what was found is kept.

    Links that know the sellers of a cell say so by a method ``sellers(cell)``, which returns their
    indices and flows a year; for others one cell alone is scattered, which costs a pass over its
    block.

    Parameters
    ----------
    links
        Who supplies whom.
    """

    def __init__(self, links: Links) -> None:
        self._links = links
        self._found: dict[int, tuple[NDArray[np.intp], Floats]] = {}
        self._blocks = list(links.blocks())
        self._starts = np.array([block.cells.start or 0 for block in self._blocks])
        self._order = np.argsort(self._starts)

    def of(self, cell: int) -> tuple[NDArray[np.intp], Floats]:
        """Return ``(k,)`` indices of the suppliers of a cell, rising, and their flows a year."""
        if cell not in self._found:
            direct = getattr(self._links, "sellers", None)
            found = direct(cell) if direct is not None else self._scattered(cell)
            order = np.argsort(found[0], kind="stable")
            self._found[cell] = (
                np.asarray(found[0], dtype=np.intp)[order],
                np.asarray(found[1], dtype=np.float64)[order],
            )
        return self._found[cell]

    def _scattered(self, cell: int) -> tuple[NDArray[np.intp], Floats]:
        block = self._block(cell)
        begin = block.cells.start or 0
        factor = np.zeros((len(block.buyer), 1))
        factor[cell - begin] = 1.0
        out = np.zeros((self._links.suppliers, 1))
        block.scatter(factor, out)
        sellers = np.flatnonzero(out[:, 0])
        return sellers, out[sellers, 0]

    def _block(self, cell: int) -> Block:
        place = int(np.searchsorted(self._starts[self._order], cell, side="right")) - 1
        return self._blocks[int(self._order[place])]
