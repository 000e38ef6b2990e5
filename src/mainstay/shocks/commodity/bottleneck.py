"""Ceilings that run down the chain: nobody makes more than an essential input allows.

::

    r_p = sum of D_ip r_i + what is made outside     supply of a pool, of what it was
    r_j = min of r_p over pools of which j buys at least 5 cents per dollar of its output

Makers of one pool stand in for each other, so a pool falls by its makers' shares and an industry by
the worst of its essential pools. Own output is an input like any other. What is made outside of the
net does not fall. The ratios only ever fall, to the largest fixed point below the first cuts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import Infeasible
from mainstay.twin.net import Floats
from mainstay.twin.technology import Technology

#: Steps down the chain, and the largest change of a ratio that ends them.
STEPS, SETTLED = 1000, 1e-12


def ceilings(
    tech: Technology, industries: NDArray[np.intp], cut: Floats, essential: float
) -> Floats:
    """Return the share of output ``(d, n)`` that each full activity loses at least.

    Parameters
    ----------
    industries
        ``(u,)`` positions of those who lose first.
    cut
        ``(d, u)`` share of output that these lose.
    essential
        Dollars bought from a pool per dollar of output from which its supply bounds output.

    Raises
    ------
    Infeasible
        If the ratios do not settle.

    Examples
    --------
    >>> from mainstay.twin.technology import technology
    >>> from mainstay.twin.toy import toy_net
    >>> tech = technology(toy_net())  # a fifth of the metal is made by electronics
    >>> ceilings(tech, np.array([0]), np.array([[0.5]]), 0.05).round(6).tolist()
    [[0.5, 0.375]]
    """
    lost = np.zeros((len(cut), tech.size))
    lost[:, industries] = cut
    cells = tech.use_coefficients.tocoo()
    kept = cells.data >= essential
    order = np.argsort(cells.col[kept], kind="stable")
    pool, user = cells.row[kept][order], cells.col[kept][order]
    if not len(user):
        return lost
    users, starts = np.unique(user, return_index=True)
    shares = tech.market_shares.T.tocsr()
    for _ in range(STEPS):
        worst = np.maximum.reduceat((shares @ lost.T)[pool], starts, axis=0).T
        following = lost.copy()
        following[:, users] = np.maximum(lost[:, users], worst)
        change = (following - lost).max(initial=0.0)
        lost = following
        if change <= SETTLED:
            return lost
    raise Infeasible("the ceilings do not settle", hint="a higher bound for essential inputs")
