r"""Look-through step by step: what is one step away from a thing, two steps, and all further ones.

With ``B``, ``D`` and the leak of :mod:`mainstay.twin.coefficients` and ``S`` the thing::

    upstream    b_1 = what is paid for it, one dollar   x_k = D b_k      b_{k+1} = B x_k
    downstream  w = share of each pool that is S        e_1 = B' w       e_{k+1} = B' (D' e_k)
                                                        with S itself taken out of D' e_k

Upstream, ``x_k`` are the dollars that reach each activity at the k-th step; of them the value added
ends there and the rest goes on. What ends at all steps and what leaves to regions abroad add up to
the dollar. Downstream, ``e_k`` is the part of each activity's output that meets ``S`` for the first
time at the k-th step back; over all steps they add up to the look-through of
:mod:`mainstay.twin.exposure`, because every path has one first meeting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mainstay.twin.exposure import ACCOUNTS, direct_exposure
from mainstay.twin.net import Floats
from mainstay.twin.selection import Selection
from mainstay.twin.technology import Technology


@dataclass(frozen=True, eq=False)
class Steps:
    """Dollars at each of ``t`` steps from a thing, for ``n`` full activities and ``r`` regions.

    Parameters
    ----------
    reached
        ``(t, n)`` dollars that reach each activity at each step.
    ends
        ``(t, n)`` of them, what ends there: value added upstream, final use downstream.
    outside
        ``(t, r)`` dollars that leave to each region abroad; zero downstream.
    arrives
        ``(t + 1,)`` dollars that come as far as each step; the last come further than all shown.
    dependence
        ``(t, n)`` part of each activity's output that first meets the thing there; downstream.
    final
        ``(t + 1, 3)`` dollars of final use by account that meet it first at each step, the first
        row those that buy it themselves; downstream.
    """

    reached: Floats
    ends: Floats
    outside: Floats
    arrives: Floats
    dependence: Floats
    final: Floats


def supply_steps(tech: Technology, basket: Floats, steps: int) -> Steps:
    """Return who stands behind spending on pools, step by step.

    Parameters
    ----------
    tech
        Technology of the net.
    basket
        ``(m,)`` dollars spent on each pool.
    steps
        How many steps are told apart.

    Examples
    --------
    >>> import numpy as np
    >>> from mainstay.twin.technology import technology
    >>> from mainstay.twin.toy import toy_net
    >>> found = supply_steps(technology(toy_net()), np.array([1.0, 0.0]), 1)
    >>> found.reached.round(3).tolist(), found.outside.round(3).tolist(), found.arrives.tolist()
    ([[0.6, 0.2]], [[0.2, 0.0]], [1.0, 0.5])
    """
    reached, outside, arrives = [], [], [float(basket.sum())]
    spent = basket
    for _ in range(steps):
        reached.append(tech.on_activities(spent))
        outside.append(np.asarray(tech.leak @ spent, dtype=np.float64))
        spent = np.asarray(tech.use_coefficients @ reached[-1], dtype=np.float64)
        arrives.append(float(spent.sum()))
    at = np.array(reached).reshape(steps, tech.size)
    return Steps(
        reached=at,
        ends=at * tech.value_added_ratio,
        outside=np.array(outside).reshape(steps, len(tech.regions)),
        arrives=np.array(arrives),
        dependence=np.zeros((steps, tech.size)),
        final=np.zeros((steps + 1, len(ACCOUNTS))),
    )


def dependence_steps(tech: Technology, chosen: Selection, steps: int) -> Steps:
    """Return who buys a thing, who buys from those, and so on; each path ends where it meets it.

    Activities of the thing itself stand at the first step with what they use of it themselves.

    Examples
    --------
    >>> from mainstay.twin.selection import select
    >>> from mainstay.twin.technology import technology
    >>> from mainstay.twin.toy import toy_net
    >>> net = toy_net()
    >>> found = dependence_steps(technology(net), select(net, "toy:metal"), 2)
    >>> found.reached.tolist(), found.final[:2, 0].tolist()
    ([[20.0, 30.0], [5.0, 7.5]], [50.0, 12.5])
    """
    first = direct_exposure(tech, chosen)
    start = first.activity
    final = np.array([tech.net.final_of(*columns) for columns in ACCOUNTS.values()]).T
    found = _onward(tech, chosen, start, final, steps)
    found.final[0] = first.pool @ final
    return found


def forward_steps(tech: Technology, start: Floats, steps: int) -> Steps:
    """Return where something goes that first enters ``(n,)`` activities, by their sales in dollars.

    What an activity takes in goes on with its output in proportion: the same for every buyer of
    it. ``start`` may be in any unit; so is what comes out.
    """
    none = np.zeros(0, dtype=np.intp)
    final = np.array([tech.net.final_of(*columns) for columns in ACCOUNTS.values()]).T
    entered = np.divide(start, tech.output_usd, out=np.zeros_like(start), where=start != 0)
    return _onward(tech, Selection("", none, none), entered, final, steps)


def outside_of(tech: Technology, chosen: Selection) -> sparse.csr_array:
    """Return market shares ``(n, m)`` without the pools and the makers of a selection."""
    pool, maker = np.ones(len(tech.net.pools)), np.ones(len(tech.net.activities))
    pool[chosen.pools], maker[chosen.activities] = 0.0, 0.0
    kept = sparse.diags_array(maker[tech.activity])
    return sparse.csr_array(kept @ tech.market_shares @ sparse.diags_array(pool))


def _onward(tech: Technology, chosen: Selection, start: Floats, final: Floats, steps: int) -> Steps:
    """Return the steps that follow from the part of each activity's output at the first one."""
    shares = outside_of(tech, chosen)
    served = np.asarray(shares @ final, dtype=np.float64)
    parts = [start]
    for _ in range(steps):
        parts.append(np.asarray(tech.use_coefficients.T @ (shares.T @ parts[-1])))
    dependence = np.array(parts[:steps]).reshape(steps, tech.size)
    by_account = np.vstack([np.zeros(final.shape[1]), dependence @ served])
    return Steps(
        reached=dependence * tech.output_usd,
        ends=dependence * served[:, 0],
        outside=np.zeros((steps, len(tech.regions))),
        arrives=np.array([float(part @ tech.output_usd) for part in parts]),
        dependence=dependence,
        final=by_account,
    )
