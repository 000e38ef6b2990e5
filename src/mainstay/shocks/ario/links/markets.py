"""Links of a net of markets: makers sell into pools, users buy from pools.

Of every pool a user buys from all its makers by their shares, so the flows have rank one within a
pool and ``flow_ic = share_ip use_c`` never exists as an array: a step costs the number of makers
plus the number of users of each pool, not their product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.errors import InputError, Problem, raise_all
from mainstay.shocks.ario.links.by_buyer import ByBuyer, HeldBlock
from mainstay.shocks.ario.links.contract import Index, Layout
from mainstay.shocks.ario.links.sparse import rounded
from mainstay.twin.net import Floats


@dataclass(frozen=True, eq=False)
class MarketBlock(HeldBlock):
    """All cells: ``use (c, m)`` has one number a row, ``shares (m, n)`` of makers sum to one."""

    use: sparse.csr_array
    shares: sparse.csr_array

    def gather(self, weight: Floats) -> Floats:
        """Return ``use @ (shares @ weight)``."""
        found: Floats = self.use @ (self.shares @ weight)
        return found

    def scatter(self, factor: Floats, out: Floats) -> None:
        """Add ``shares' @ (use' @ factor)``."""
        out += self.shares.T @ (self.use.T @ factor)


@dataclass(frozen=True, eq=False)
class MarketLinks:
    """``n`` makers and users of ``m`` pools with ``c`` cells (pool, user), sorted by user."""

    suppliers: int
    flow: Floats
    product: Index
    products: tuple[str, ...]
    part: MarketBlock
    layout: Layout = "C"
    shares_final: bool = True

    @classmethod
    def of(
        cls, made: sparse.csr_array, used: sparse.csr_array, products: tuple[str, ...]
    ) -> MarketLinks:
        """Return the links of a net of markets; a row of final use is a pool.

        Parameters
        ----------
        made
            ``(n, m)`` what activities sell into each pool; makers share by it.
        used
            ``(m, n)`` what activities buy of each pool a year; positive where stored.
        products
            ``m`` names of pools.

        Raises
        ------
        InputError
            Naming pools that are used and that nobody makes, and cells that are not positive.

        Examples
        --------
        >>> import numpy as np
        >>> from scipy import sparse
        >>> made = sparse.csr_array(np.array([[3.0], [1.0]]))
        >>> links = MarketLinks.of(made, sparse.csr_array(np.array([[0.0, 8.0]])), ("metal",))
        >>> links.blocks()[0].gather(np.array([[1.0], [0.0]]))
        array([[6.]])
        """
        cells = sparse.coo_array(used.T.tocsr())
        buyer, pool = cells.coords
        sums = np.asarray(made.sum(axis=0), dtype=np.float64).ravel()
        _refuse(sums, pool, cells.data, products)
        inverse = np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)
        shares = (made @ sparse.diags_array(inverse)).T.tocsr()
        count = len(pool)
        use = sparse.csr_array(
            (cells.data.astype(np.float64), (np.arange(count), pool)),
            shape=(count, len(products)),
        )
        block = MarketBlock(slice(0, count), ByBuyer.of(buyer.astype(np.int32)), use, shares)
        return cls(made.shape[0], cells.data.astype(np.float64), pool.astype(np.int32), products,
                   block)  # fmt: skip

    @property
    def buyer(self) -> Index:
        """``(c,)`` the activity that holds each cell."""
        return self.part.buyer

    def blocks(self) -> Sequence[MarketBlock]:
        """Return the one block."""
        return (self.part,)

    def gather_final(self, weight: Floats) -> Floats:
        """Return ``shares @ weight``."""
        found: Floats = self.part.shares @ weight
        return found

    def scatter_final(self, demand: Floats, weight: Floats, out: Floats) -> None:
        """Add ``(shares' @ demand) * weight`` to ``out``."""
        out += (self.part.shares.T @ demand) * weight

    def suppliers_of(self, cell: int) -> tuple[NDArray[np.int64], Floats]:
        """Return the suppliers of one cell and their normal flows a year."""
        shares, pool = self.part.shares, int(self.product[cell])
        inside = slice(shares.indptr[pool], shares.indptr[pool + 1])
        flows = shares.data[inside].astype(np.float64) * self.flow[cell]
        return shares.indices[inside].astype(np.int64), flows

    def stored(self, storage: str) -> Self:
        """Return the links with use rounded to ``storage``."""
        if self.part.use.dtype == np.dtype(storage):
            return self
        use = rounded(self.part.use, storage)
        return replace(self, part=replace(self.part, use=use), flow=use.data.astype(np.float64))


def _refuse(
    sums: Floats, pool: NDArray[np.integer], use: Floats, products: tuple[str, ...]
) -> None:
    lost = [p for p in np.unique(pool) if not sums[p] > 0]
    problems = [
        Problem("no_maker", f"pool {products[p]}", "used, and nobody makes it",
                "add a maker, or leave its use out and say so")
        for p in lost
    ]  # fmt: skip
    bad = np.flatnonzero(~(use > 0))
    problems += [
        Problem("not_positive", f"use of pool {products[pool[k]]}", f"{use[k]:.6g}",
                "leave out what is not used; negative use has no order")
        for k in bad[:20]
    ]  # fmt: skip
    raise_all(InputError, "the markets do not fit together", problems)
