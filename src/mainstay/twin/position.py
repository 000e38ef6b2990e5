"""How far an activity stands from final use, and how long the chain behind it is.

::

    Z = A x  sales between activities      f  final use      N  what is put on stock

**Upstreamness** ``U = (I - Delta)^-1 1`` with ``Delta[i, j] = Z[i, j] / (x[i] - N[i])``: the
average number of steps to final use, one for what is sold to final users only (Antràs, Chor, Fally
and Hillberry 2012, American Economic Review 102(3), and its correction for inventories; assumed:
only the abstract was opened). Sales here are those between home activities, exports count as final
use, and the unexplained residual is left out of the denominator like stocks.

**Downstreamness** ``D = L' 1``: the average number of steps a dollar has behind it, one for what
uses no home inputs; equal to the output multiplier. Imports count as a beginning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.errors import Infeasible, Problem, raise_all
from mainstay.twin.net import FINAL_ACCOUNTS, Floats
from mainstay.twin.technology import Technology

STOCKS = FINAL_ACCOUNTS.index("stock_change")


@dataclass(frozen=True, eq=False)
class Position:
    """Where the ``n`` full activities stand.

    Parameters
    ----------
    upstreamness
        ``(n,)`` steps to final use; NaN where an activity sells nothing.
    downstreamness
        ``(n,)`` steps from the first inputs.
    """

    upstreamness: Floats
    downstreamness: Floats


def position(tech: Technology) -> Position:
    """Return upstreamness and downstreamness.

    ``(I - diag(1/d) A diag(x)) U = 1`` with ``d = x - N`` is brought to the factorization at hand:
    with ``y = x U`` it reads ``(I - diag(c) A) y = x`` where ``c = x / d``; where
    stocks are zero it is ``(I - A) y = x``. Otherwise it is iterated from there:
    ``y <- L (x + (diag(c) - I) A y)``, a contraction while stock changes are small against output.

    Raises
    ------
    Infeasible
        If the iteration does not settle within 200 steps.
    """
    x = tech.output_usd
    stocks = tech.final_on_activities[:, STOCKS] + tech.on_activities(tech.other)
    sold = x - stocks
    empty = sold <= 1e-12 * np.abs(x)
    ratio = np.where(empty, 0.0, x / np.where(empty, 1.0, sold))
    y = tech.solve(x)
    for _ in range(200):
        following = tech.solve(x + (ratio - 1.0) * tech.apply(y))
        change = float(np.abs(following - y).max() / np.abs(following).max())
        y = following
        if change < 1e-13:
            break
    else:
        far = int(np.argmax(np.abs(ratio - 1.0)))
        fault = Problem("stocks_too_large", tech.ids[far], f"sold over made {1 / ratio[far]:.3g}")
        raise_all(Infeasible, "upstreamness does not settle", [fault])
    return Position(
        upstreamness=np.where(empty, np.nan, y / x), downstreamness=tech.output_multiplier
    )
