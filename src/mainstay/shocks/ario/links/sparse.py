"""Links of a net in which most pairs do not trade: firms, one row of suppliers per cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.shocks.ario.links.by_buyer import ByBuyer, HeldBlock
from mainstay.shocks.ario.links.contract import Index, Layout
from mainstay.twin.net import Floats


@dataclass(frozen=True, eq=False)
class SparseBlock(HeldBlock):
    """All cells: ``flows (c, n)`` from suppliers (columns) into cells (rows)."""

    flows: sparse.csr_array

    def gather(self, weight: Floats) -> Floats:
        """Return ``flows @ weight``."""
        found: Floats = self.flows @ weight
        return found

    def scatter(self, factor: Floats, out: Floats) -> None:
        """Add ``flows' @ factor``."""
        out += self.flows.T @ factor


@dataclass(frozen=True, eq=False)
class SparseLinks:
    """A net of ``n`` firms with ``c`` cells, sorted by buyer."""

    suppliers: int
    flow: Floats
    product: Index
    products: tuple[str, ...]
    part: SparseBlock
    layout: Layout = "C"
    shares_final: bool = False

    @classmethod
    def of(
        cls,
        supplier: Index,
        buyer: Index,
        value: Floats,
        product: NDArray[np.integer],
        products: tuple[str, ...],
    ) -> SparseLinks:
        """Return the links of a list of trades; a cell is (product of the supplier, buyer).

        Parameters
        ----------
        supplier, buyer, value
            ``(e,)`` who sells to whom, and how much a year; positive.
        product
            ``(n,)`` index of what each firm makes.
        products
            Names of products.

        Examples
        --------
        >>> import numpy as np
        >>> trade = np.array([0, 1, 2]), np.array([2, 2, 0]), np.array([1.0, 2.0, 4.0])
        >>> links = SparseLinks.of(*trade, np.array([0, 0, 1]), ("ore", "metal"))
        >>> links.flow
        array([4., 3.])
        """
        n, width = len(product), max(len(products), 1)
        key = np.asarray(buyer, dtype=np.int64) * width + np.asarray(product)[supplier]
        cells, row = np.unique(key, return_inverse=True)
        trades = np.asarray(value, dtype=np.float64)
        flows = sparse.csr_array((trades, (row, supplier)), shape=(len(cells), n))
        held = ByBuyer.of((cells // width).astype(np.int32))
        flow = np.bincount(row, weights=value, minlength=len(cells)).astype(np.float64)
        block = SparseBlock(slice(0, len(cells)), held, flows)
        return cls(n, flow, (cells % width).astype(np.int32), products, block)

    @property
    def buyer(self) -> Index:
        """``(c,)`` the activity that holds each cell."""
        return self.part.buyer

    def blocks(self) -> Sequence[SparseBlock]:
        """Return the one block."""
        return (self.part,)

    def gather_final(self, weight: Floats) -> Floats:
        """Return ``weight``: final use of row ``i`` is bought from firm ``i`` alone."""
        return weight

    def scatter_final(self, demand: Floats, weight: Floats, out: Floats) -> None:
        """Add ``demand * weight`` to ``out``."""
        out += demand * weight

    def suppliers_of(self, cell: int) -> tuple[NDArray[np.int64], Floats]:
        """Return the suppliers of one cell and their normal flows a year."""
        return _row(self.part.flows, cell)

    def stored(self, storage: str) -> Self:
        """Return the links with flows rounded to ``storage``."""
        if self.part.flows.dtype == np.dtype(storage):
            return self
        flows = rounded(self.part.flows, storage)
        flow = np.asarray(flows.sum(axis=1, dtype=np.float64), dtype=np.float64).ravel()
        return replace(self, part=replace(self.part, flows=flows), flow=flow)


def rounded(flows: sparse.csr_array, storage: str) -> sparse.csr_array:
    """Return the same matrix with its numbers stored as ``storage``."""
    data = flows.data.astype(storage)
    return sparse.csr_array((data, flows.indices, flows.indptr), shape=flows.shape)


def _row(flows: sparse.csr_array, cell: int) -> tuple[NDArray[np.int64], Floats]:
    inside = slice(flows.indptr[cell], flows.indptr[cell + 1])
    return flows.indices[inside].astype(np.int64), flows.data[inside].astype(np.float64)
