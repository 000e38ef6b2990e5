"""Links of a table in which everyone may buy from everyone: one dense array per product.

A cell is (product, buyer). The suppliers of a product and all ``n`` buyers make one block of
``R x n`` flows: a megabyte at 50 regions and 2,500 activities. A step reads each block from memory
once and uses it twice while it is in the cache: for what arrives and for what is asked next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.ario.links.contract import Index, Layout
from mainstay.twin.net import Floats

Flows = NDArray[np.float32] | Floats

#: So many weights are gathered one by one: a product with few rows would copy the flows first.
FEW = 2


@dataclass(frozen=True, eq=False)
class DenseBlock:
    """All cells of one product: ``flows (R, n)`` from its ``R`` suppliers to all buyers."""

    cells: slice
    buyer: Index
    makers: NDArray[np.intp]
    flows: Flows

    def gather(self, weight: Floats) -> Floats:
        """Return ``(n, b)``, stored by scenario."""
        weights, flows = weight.T[:, self.makers], self._wide()
        if len(weights) > FEW:
            found: Floats = np.matmul(weights, flows)
            return found.T
        found = np.empty((len(weights), flows.shape[1]))
        for row, into in zip(weights, found, strict=True):
            np.dot(row, flows, out=into)
        return found.T

    def scatter(self, factor: Floats, out: Floats) -> None:
        """Add what the buyers ask; the makers of one block are in no other."""
        out.T[:, self.makers] += np.matmul(factor.T, self._wide().T)

    def of_buyer(self, values: Floats) -> Floats:
        """Return the values as they are: every buyer holds one cell of the block."""
        return values

    def least(self, values: Floats, out: Floats) -> None:
        """Lower ``out`` to ``values``."""
        np.minimum(out, values, out=out)

    def _wide(self) -> Floats:
        return self.flows.astype(np.float64, copy=False)


@dataclass(frozen=True, eq=False)
class DenseLinks:
    """A table of ``n`` activities, block by block.

    Parameters
    ----------
    parts
        One block per product; cell ``p * n + j`` is product ``p`` at buyer ``j``.
    """

    suppliers: int
    flow: Floats
    buyer: Index
    product: Index
    products: tuple[str, ...]
    parts: tuple[DenseBlock, ...]
    layout: Layout = "F"
    shares_final: bool = False

    @classmethod
    def of(cls, flows: Floats, product: NDArray[np.intp], products: tuple[str, ...]) -> DenseLinks:
        """Return the links of a table.

        Parameters
        ----------
        flows
            ``(n, n)`` normal flow a year from row to column.
        product
            ``(n,)`` index of what each activity makes.
        products
            Names of products.

        Examples
        --------
        >>> import numpy as np
        >>> links = DenseLinks.of(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0, 1]), ("a", "b"))
        >>> links.flow
        array([1., 2., 3., 4.])
        >>> links.blocks()[1].gather(np.ones((2, 1)))[:, 0]
        array([3., 4.])
        """
        n = len(flows)
        everyone = np.arange(n, dtype=np.int32)
        parts = []
        for number in range(len(products)):
            makers = np.flatnonzero(product == number)
            cells = slice(number * n, (number + 1) * n)
            parts.append(DenseBlock(cells, everyone, makers, np.ascontiguousarray(flows[makers])))
        flow = np.concatenate([part.flows.sum(axis=0) for part in parts])
        return cls(n, flow, np.tile(everyone, len(products)),
                   np.repeat(np.arange(len(products), dtype=np.int32), n), products,
                   tuple(parts))  # fmt: skip

    def blocks(self) -> Sequence[DenseBlock]:
        """Return one block per product."""
        return self.parts

    def gather_final(self, weight: Floats) -> Floats:
        """Return ``weight``: final use of row ``i`` is bought from activity ``i`` alone."""
        return weight

    def scatter_final(self, demand: Floats, weight: Floats, out: Floats) -> None:
        """Add ``demand * weight`` to ``out``."""
        out += demand * weight

    def suppliers_of(self, cell: int) -> tuple[NDArray[np.int64], Floats]:
        """Return the suppliers of one cell and their normal flows a year."""
        part = self.parts[int(self.product[cell])]
        flows = part.flows[:, int(self.buyer[cell])].astype(np.float64)
        some = flows > 0
        return part.makers[some].astype(np.int64), flows[some]

    def stored(self, storage: str) -> Self:
        """Return the links with flows rounded to ``storage``."""
        kept = np.dtype(storage)
        if all(part.flows.dtype == kept for part in self.parts):
            return self
        parts = tuple(replace(part, flows=part.flows.astype(kept)) for part in self.parts)
        flow = np.concatenate([p.flows.sum(axis=0, dtype=np.float64) for p in parts])
        return replace(self, parts=parts, flow=flow)
