"""Links of a net of markets in which a cell may be fed by several pools of one product.

The home market and the imports of one product are two pools. A user that holds one stock of the
product orders from the makers of both, and may order more from one when the other is short. With
``U (c, p)`` what each cell takes from each pool and ``S (p, n)`` the makers' shares, flows are
``F = U S``; they never exist as an array.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.shocks.ario.by_buyer import ByBuyer
from mainstay.shocks.ario.markets import MarketBlock, MarketLinks
from mainstay.twin.net import Floats


@dataclass(frozen=True, eq=False)
class ProductLinks(MarketLinks):
    """``n`` makers and users of ``p`` pools of ``g`` products with ``c`` cells (product, user).

    Parameters
    ----------
    finals
        ``p`` names of pools, the rows of final use.
    """

    finals: tuple[str, ...] = ()

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
        block = MarketBlock(slice(0, len(keys)), held, use, sparse.csr_array(shares))
        flow = np.asarray(use.sum(axis=1), dtype=np.float64).ravel()
        place = (keys % count).astype(np.int32)
        return cls(shares.shape[1], flow, place, products, block, finals=finals)

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
        use = sparse.csr_array(self.part.use.astype(storage))
        flow = np.asarray(use.sum(axis=1), dtype=np.float64).ravel()
        return replace(self, part=replace(self.part, use=use), flow=flow)
