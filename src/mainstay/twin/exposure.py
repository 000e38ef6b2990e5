r"""Look-through: how much of each dollar passes through a thing, directly or at any tier.

Write the net as one system of nodes, pools and activities, where a dollar that reaches a node goes
on to those that supply it: from a pool to its makers (``D``), from a maker to the pools it uses
from (``B``), or ends there as value added. With ``H`` the matrix of these steps and
``N = (I - H)^-1``, ``N[i, j]`` is how many dollars pass node ``i``, counted each time, when a
dollar is spent at ``j``.

**Claim.** Of a dollar spent at ``j``, the part that passes through the set ``S`` at least once is
``1' N_SS^-1 N_Sj``; for a single node ``p`` this is ``N[p, j] / N[p, p]``.

**Proof.** Let ``h[s]`` be the dollars whose *first* passage through ``S`` is at ``s``. All passages
through ``S`` begin with a first one, and from there on the count is that of a dollar spent at
``s``: ``N_Sj = N_SS h``. ``N_SS`` is a principal block of the inverse of ``I - H`` with spectral
radius of ``H`` below one, hence invertible (its inverse is the Schur complement), so
``h = N_SS^-1 N_Sj`` and the part sought is ``1' h``. ∎

Put value-added multipliers in the place of ``1`` and the result is the value added on these paths,
which is what complete hypothetical extraction of ``S`` removes: ``v' L f - v' L(-S) f(-S)``,
because ``L(-S) = L - L_{.S} L_SS^-1 L_{S.}`` outside of ``S``. For one activity this is the closed
form ``m_p (L f)_p / L_pp``.

A share found here is a share of *cost*: how much of what is paid goes through the thing. It is not
how much stops without it; a cheap input may stop everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net
from mainstay.twin.selection import Selection
from mainstay.twin.technology import Technology

#: One step, or any number of steps.
Tiers = Literal["direct", "all"]

#: The accounts in which losses and rankings are given, as columns of final use.
ACCOUNTS: dict[str, tuple[str, ...]] = {
    "economy": FINAL_ACCOUNTS,
    "health": ("health",),
    "defense": ("government_defense",),
}


def account_columns(account: str) -> tuple[str, ...]:
    """Return the columns of final use behind an account or a column's own name.

    Raises
    ------
    InputError
        If there is neither.

    Examples
    --------
    >>> account_columns("defense")
    ('government_defense',)
    """
    if account in ACCOUNTS:
        return ACCOUNTS[account]
    if account in FINAL_ACCOUNTS:
        return (account,)
    known = ", ".join(dict.fromkeys([*ACCOUNTS, *FINAL_ACCOUNTS]))
    raise InputError(f"no account {account!r}", hint=f"known: {known}")


def check_tiers(tiers: str) -> None:
    """Raise if tiers is neither ``direct`` nor ``all``.

    Raises
    ------
    InputError
        If so.
    """
    if tiers not in ("direct", "all"):
        raise InputError(f"no tiers {tiers!r}", hint="direct or all")


@dataclass(frozen=True, eq=False)
class Exposure:
    """How much of each dollar passes through a selection.

    Parameters
    ----------
    activity
        ``(n,)`` share of each full activity's output that does.
    pool
        ``(m,)`` share of what is bought from each pool that does.
    """

    activity: Floats
    pool: Floats

    def of_final(self, net: Net, account: str) -> float:
        """Return the dollars of an account's final use that pass through the selection."""
        return float(net.final_of(*account_columns(account)) @ self.pool)


def exposure(tech: Technology, chosen: Selection, weights: Floats | None = None) -> Exposure:
    """Return what passes through a selection at any tier: one transposed solve.

    Parameters
    ----------
    weights
        ``(k,)`` worth of a dollar that reaches each chosen pool, then each chosen activity; one
        where not given. With value-added multipliers the result is value added lost by extraction.
    """
    on_activity, on_pool = passages(tech, chosen)
    worth = np.ones(len(chosen)) if weights is None else weights
    first = np.linalg.solve(_inside(tech, chosen, on_activity, on_pool).T, worth)
    return Exposure(activity=first @ on_activity, pool=first @ on_pool)


@dataclass(frozen=True, eq=False)
class Removal:
    """What complete extraction of a selection takes, for ``k`` columns of final use.

    Parameters
    ----------
    output
        ``(n, k)`` output of the chosen and of all that stands behind them. Their users, who stand
        before them, are not in it.
    imports
        ``(k,)`` dollars that no longer leave the net.
    """

    output: Floats
    imports: Floats


def removal(tech: Technology, chosen: Selection, final: Floats) -> Removal:
    """Return what serves final use ``(m, k)`` through a selection: ``N_.S N_SS^-1 N_S. f``.

    Value added on the output and the imports add up to the dollars that pass through.
    """
    on_activity, on_pool = passages(tech, chosen)
    inside = _inside(tech, chosen, on_activity, on_pool)
    first = np.linalg.solve(inside, on_pool @ final)
    on_pools = np.zeros((len(tech.net.pools), final.shape[1]))
    on_pools[chosen.pools] = first[: len(chosen.pools)]
    start = tech.on_activities(on_pools)
    imports = np.zeros(final.shape[1])
    for k, row in enumerate(_places(tech)[chosen.behind], start=len(chosen.pools)):
        if row >= 0:
            start[row] += first[k]
        else:
            imports += first[k]
    output = tech.solve(start)
    needed = on_pools + tech.use_coefficients @ output
    return Removal(output=output, imports=imports + (tech.leak @ needed).sum(axis=0))


def direct_exposure(tech: Technology, chosen: Selection) -> Exposure:
    """Return what goes to a selection in one step: bought from its pools or from its makers."""
    pool = _maker_shares(tech, chosen).sum(axis=0)
    pool[chosen.pools] = 1.0
    return Exposure(activity=np.asarray(tech.use_coefficients.T @ pool), pool=pool)


def passages(tech: Technology, chosen: Selection) -> tuple[Floats, Floats]:
    """Return ``N_S.``: how often a dollar of each activity and pool passes each chosen node.

    Returns
    -------
    tuple
        ``(k, n)`` by full activity and ``(k, m)`` by pool.
    """
    pools = np.zeros((len(chosen.pools), len(tech.net.pools)))
    pools[np.arange(len(chosen.pools)), chosen.pools] = 1.0
    own = np.vstack([pools, _maker_shares(tech, chosen)])
    on_activity = tech.solve_transposed(np.asarray(tech.use_coefficients.T @ own.T)).T
    on_pool = own + (tech.market_shares.T @ on_activity.T).T
    rows = slice(len(chosen.pools), len(chosen.pools) + len(chosen.activities))
    on_activity[rows] += tech.activity == chosen.activities[:, None]
    return on_activity, np.asarray(on_pool)


def _inside(tech: Technology, chosen: Selection, on_activity: Floats, on_pool: Floats) -> Floats:
    """Return ``N_SS`` from ``N_S.``; a node abroad has no inputs and is passed once."""
    inside = np.zeros((len(chosen), len(chosen)))
    inside[:, : len(chosen.pools)] = on_pool[:, chosen.pools]
    deliveries = len(chosen.pools) + len(chosen.activities)
    for k, row in enumerate(_places(tech)[chosen.behind], start=len(chosen.pools)):
        inside[:, k] = on_activity[:, row] if row >= 0 else 0.0
        if row < 0 or k >= deliveries:
            inside[k, k] += 1.0
        if row < 0 and k >= deliveries:
            maker = chosen.makers[k - deliveries]
            inside[len(chosen.pools) : deliveries, k] += chosen.activities == maker
    return inside


def _places(tech: Technology) -> NDArray[np.intp]:
    """Return the position in the system of each activity of the net, -1 where it has none."""
    place = np.full(len(tech.net.activities), -1, dtype=np.intp)
    place[tech.activity] = np.arange(tech.size)
    return place


def _maker_shares(tech: Technology, chosen: Selection) -> Floats:
    """Return the share of each chosen activity, then delivery, in each pool: ``(k, m)`` dense."""
    made = tech.net.made_usd
    rows = tech.net.make[chosen.behind].toarray()
    shares = np.divide(rows, made, out=np.zeros_like(rows), where=made != 0)
    only = np.zeros((len(chosen.makers), len(made)), dtype=bool)
    only[np.arange(len(chosen.makers)), chosen.into] = True
    shares[len(chosen.activities) :] *= only
    return np.asarray(shares)
