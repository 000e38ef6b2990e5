"""Links of a net of markets in which a cell may be fed by several pools of one product.

The home market and the imports of one product are two pools. A user that holds one stock of the
product orders from the makers of both, and may order more from one when the other is short. With
``U (c, p)`` what each cell takes from each pool and ``S (p, n)`` the makers' shares, flows are
``F = U S``; they never exist as an array.

Cells that never run out are a block of their own: no step asks whether they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.shocks.ario.links.by_buyer import ByBuyer
from mainstay.shocks.ario.links.markets import MarketBlock, MarketLinks
from mainstay.twin.net import Floats


@dataclass(frozen=True, eq=False)
class ProductBlock(MarketBlock):
    """Some of the cells; ``use`` may hold several pools a row.

    Parameters
    ----------
    makers, users
        ``shares`` and ``use`` turned round, ``(n, p)`` and ``(p, cells)``: made once, not per step.
    """

    makers: sparse.csr_array
    users: sparse.csr_array

    @classmethod
    def of(
        cls, use: sparse.csr_array, shares: sparse.csr_array, held: ByBuyer, begin: int
    ) -> ProductBlock:
        """Return the block of cells that starts at ``begin``."""
        return cls(slice(begin, begin + use.shape[0]), held, use, shares,
                   sparse.csr_array(shares.T), sparse.csr_array(use.T))  # fmt: skip

    def scatter(self, factor: Floats, out: Floats) -> None:
        """Add ``shares' @ (use' @ factor)``."""
        out += self.makers @ (self.users @ factor)


@dataclass(frozen=True, eq=False)
class ProductLinks(MarketLinks):
    """``n`` makers and users of ``p`` pools of ``g`` products with ``c`` cells (product, user).

    Parameters
    ----------
    finals
        ``p`` names of pools, the rows of final use.
    parts
        The cells in pieces; ``part`` is all of them.
    """

    finals: tuple[str, ...] = ()
    parts: tuple[ProductBlock, ...] = ()

    @classmethod
    def grouped(
        cls,
        shares: sparse.csr_array,
        used: sparse.csr_array,
        product: NDArray[np.integer],
        products: tuple[str, ...],
        finals: tuple[str, ...],
    ) -> ProductLinks:
        """Return the links; a row of final use is a pool.

        Parameters
        ----------
        shares
            ``(p, n)`` shares of the makers in each pool; rows sum to one.
        used
            ``(p, a)`` what the first ``a`` activities buy from each pool a year.
        product
            ``(p,)`` index of the product of each pool.
        products
            ``g`` names of products.
        finals
            ``p`` names of pools.

        Examples
        --------
        >>> import numpy as np
        >>> from scipy import sparse
        >>> shares = sparse.csr_array(np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]))
        >>> used = sparse.csr_array(np.array([[4.0, 0.0, 0.0], [6.0, 0.0, 0.0]]))
        >>> product, pools = np.array([0, 0]), ("home", "abroad")
        >>> links = ProductLinks.grouped(shares, used, product, ("metal",), pools)
        >>> links.flow, links.blocks()[0].gather(np.array([[1.0], [1.0], [0.0]]))
        (array([10.]), array([[4.]]))
        """
        uses = sparse.coo_array(used)
        uses.eliminate_zeros()
        pool, buyer = uses.coords
        count = len(products)
        keys, cell = np.unique(buyer.astype(np.int64) * count + product[pool], return_inverse=True)
        use = sparse.csr_array((uses.data, (cell, pool)), shape=(len(keys), len(product)))
        held = ByBuyer.of((keys // count).astype(np.int32))
        block = ProductBlock.of(use, sparse.csr_array(shares), held, 0)
        flow = np.asarray(use.sum(axis=1), dtype=np.float64).ravel()
        place = (keys % count).astype(np.int32)
        return cls(shares.shape[1], flow, place, products, block, finals=finals, parts=(block,))

    def parted(self, first: NDArray[np.bool_]) -> tuple[Self, NDArray[np.intp]]:
        """Return the links with the cells of ``first (c,)`` before all others, in two blocks.

        Returns
        -------
        tuple
            The links, and ``(c,)`` where each of their cells was before.
        """
        order = np.argsort(~first, kind="stable")
        use, buyer = sparse.csr_array(self.part.use[order]), self.part.buyer[order]
        cut = int(first.sum())
        shares = self.part.shares
        parts = tuple(
            ProductBlock.of(sparse.csr_array(use[begin:end]), shares,
                            ByBuyer.of(buyer[begin:end]), begin)
            for begin, end in ((0, cut), (cut, len(order))) if end > begin
        )  # fmt: skip
        # as one block its cells are not sorted by buyer: nobody steps through it
        held = replace(parts[0].held, buyer=buyer)
        whole = MarketBlock(slice(0, len(order)), held, use, shares)
        links = replace(self, flow=self.flow[order], product=self.product[order], part=whole,
                        parts=parts)  # fmt: skip
        return links, order

    def blocks(self) -> Sequence[ProductBlock]:
        """Return the cells that can run out, then those that cannot."""
        return self.parts

    def scatter_final(self, demand: Floats, weight: Floats, out: Floats) -> None:
        """Add ``(shares' @ demand) * weight`` to ``out``."""
        out += (self.parts[0].makers @ demand) * weight

    def suppliers_of(self, cell: int) -> tuple[NDArray[np.int64], Floats]:
        """Return the suppliers of one cell and their normal flows a year."""
        flows = sparse.csr_array(self.part.use[[cell]] @ self.part.shares)
        return flows.indices.astype(np.int64), flows.data.astype(np.float64)

    def sellers(self, cell: int) -> tuple[NDArray[np.int64], Floats]:
        """Return what :meth:`suppliers_of` does; the name that chains of shortages ask for."""
        return self.suppliers_of(cell)

    def stored(self, storage: str) -> Self:
        """Return the links with use rounded to ``storage``."""
        if self.part.use.dtype == np.dtype(storage):
            return self

        def rounded(block: ProductBlock) -> ProductBlock:
            use = sparse.csr_array(block.use.astype(storage))
            return ProductBlock.of(use, block.shares, block.held, block.cells.start)

        parts = tuple(rounded(one) for one in self.parts)
        part = replace(self.part, use=sparse.csr_array(self.part.use.astype(storage)))
        flow = np.asarray(part.use.sum(axis=1), dtype=np.float64).ravel()
        return replace(self, flow=flow, part=part, parts=parts)
