"""Ceilings that run down the chain: nobody makes more than an essential input allows.

An industry ``i`` is an essential supplier of ``j`` if ``j`` buys from it at least 5 cents per
dollar of its own output, ``A_ij >= 0.05``. Then ``x_j / x0_j <= x_i / x0_i``, and so on from ``j``
to those that it supplies. So each industry loses the largest share that any of those behind it, at
any number of steps, has lost: a maximum over paths, which cannot grow on its way. Other makers of
the same product do not stand in, which makes it an upper end.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order

from mainstay.twin.net import Floats
from mainstay.twin.technology import Technology


def essential_links(tech: Technology, essential: float) -> sparse.csr_array:
    """Return ``(n, n)`` links from supplier to the users who cannot do without it.

    Parameters
    ----------
    essential
        Dollars bought from a supplier per dollar of the user's output.
    """
    bought = sparse.coo_array(tech.market_shares @ tech.use_coefficients)
    kept = (bought.data >= essential) & (bought.row != bought.col)
    ones = np.ones(int(kept.sum()))
    return sparse.csr_array((ones, (bought.row[kept], bought.col[kept])), shape=bought.shape)


def ceilings(links: sparse.csr_array, industries: NDArray[np.intp], cut: Floats) -> Floats:
    """Return the share of output ``(d, n)`` that each full activity loses at least.

    Parameters
    ----------
    links
        As from :func:`essential_links`.
    industries
        ``(u,)`` positions of those who lose first.
    cut
        ``(d, u)`` share of output that these lose.

    Examples
    --------
    >>> links = sparse.csr_array(np.array([[0, 1.0, 0], [0, 0, 1.0], [0, 0, 0]]))
    >>> ceilings(links, np.array([1, 0]), np.array([[0.2, 0.5], [0.2, 0.1]])).tolist()
    [[0.5, 0.5, 0.5], [0.1, 0.2, 0.2]]
    """
    lost = np.zeros((len(cut), links.shape[0]))
    for column, first in enumerate(industries):
        reached = breadth_first_order(links, int(first), return_predecessors=False)
        lost[:, reached] = np.maximum(lost[:, reached], cut[:, column, None])
    return lost
