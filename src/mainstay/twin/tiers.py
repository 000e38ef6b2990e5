r"""A product tier by tier, up to its inputs and down to its uses; every tier adds up to the same.

Up, with the letters of :mod:`mainstay.twin.coefficients`, ``l`` the leak to regions abroad and
``v`` value added per dollar of output::

    q_0 = f                x_0 = D f             what is asked for, and who makes it
    q_k = B x_(k-1)        x_k = D q_k = A^k x_0   inputs of tier k, and who makes them
    m_k = l q_k                                  what of them comes from abroad

A dollar of output is value added or bought from a pool, and a dollar in a pool is made at home or
comes from abroad, so that for every ``k``

    1' x_k + 1' m_k + sum_(t<k) (v' x_t + 1' m_t) = 1' f,

the terms of the Leontief series with what ended before them (Miller & Blair, Input-Output
Analysis, ch. 2; assumed: not opened). What stands behind an import is not known: it ends there.

Down, a product's dollars are followed to those who buy it, in proportion to what each pool sells::

    s = use + final use above zero + residual above zero     what a pool sells
    p_k = M' y_(k-1)       y_k = (U / s)' p_k    into the output of industries
    e_k = (F / s)' p_k                           into final use, where it ends

with ``M`` the share of each pool in what an activity makes. Sums hold in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Literal

import numpy as np
from scipy import sparse

from mainstay.errors import InputError, Problem, raise_all
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net
from mainstay.twin.technology import Technology

#: Towards the inputs, or towards the uses.
Direction = Literal["up", "down"]

#: Where a way down may end: the accounts of final use, and what the net cannot follow.
ENDS: tuple[str, ...] = (*FINAL_ACCOUNTS, "residual")


@dataclass(frozen=True, eq=False)
class Start:
    """What is looked at: dollars of output of activities, and dollars in pools.

    Parameters
    ----------
    activities
        ``(n,)`` by full activity.
    pools
        ``(m,)`` by pool.
    """

    activities: Floats
    pools: Floats

    @property
    def total(self) -> float:
        """Dollars in all; what every tier adds up to."""
        return float(self.activities.sum() + self.pools.sum())

    def problems(self) -> list[Problem]:
        """Return what is wrong with it, if anything."""
        named = (("activities", self.activities), ("pools", self.pools))
        found = [
            Problem("bad_amount", name, "a negative or unknown amount")
            for name, values in named
            if not (values >= 0).all()
        ]
        if not found and self.total <= 0:
            found.append(Problem("bad_amount", "start", "no dollars", "choose what has output"))
        return found


@dataclass(frozen=True, eq=False)
class Tier:
    """One tier, dollars.

    Parameters
    ----------
    activities
        ``(n,)`` made by, or put into the output of, each full activity.
    pools
        ``(m,)`` what passed through each pool on the way here.
    ends
        What ends here: by region abroad (up, ``(r,)``) or by :data:`ENDS` (down).
    seen
        Of what passed through pools, the part that is a published number; ``None`` where nothing
        was bought on the way.
    added
        Value added in nearer tiers; zero on the way down.
    ended
        What ended in nearer tiers: behind the border (up), in final use (down).
    """

    activities: Floats
    pools: Floats
    ends: Floats
    seen: float | None
    added: float
    ended: float

    @property
    def total(self) -> float:
        """Dollars in all, the same in every tier."""
        return float(self.activities.sum() + self.ends.sum()) + self.added + self.ended


@dataclass(frozen=True, eq=False)
class Step:
    """What ``g`` groups of activities buy or sell, one step on; every array has ``g`` columns.

    Parameters
    ----------
    activities, pools, ends
        ``(n, g)``, ``(m, g)`` and ``(e, g)`` dollars.
    activities_seen, pools_seen, ends_seen
        The part of each that is a published number.
    added
        ``(g,)`` value added by the group itself.
    """

    activities: Floats
    pools: Floats
    ends: Floats
    activities_seen: Floats
    pools_seen: Floats
    ends_seen: Floats
    added: Floats

    def __add__(self, other: Step) -> Step:
        return Step(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, eq=False)
class Ways:
    """The matrices of one step up and one step down, made once for a technology.

    Parameters
    ----------
    tech
        Coefficients of the net; those of a draw of its inferred cells do as well.
    final
        ``(m, 7)`` final use.
    """

    tech: Technology
    final: Floats

    @classmethod
    def of(cls, tech: Technology) -> Ways:
        """Return the ways of a net as it stands."""
        return cls(tech, tech.net.final)

    @cached_property
    def seen_coefficients(self) -> sparse.csr_array:
        """``(m, n)`` the published part of the use coefficients."""
        seen = sparse.csr_array(self.tech.net.use_seen)[:, self.tech.activity]
        return sparse.csr_array(seen @ sparse.diags_array(1.0 / self.tech.output_usd))

    @cached_property
    def sold(self) -> Floats:
        """``(m,)`` what each pool sells: use, final use and residual, where above zero."""
        used = self.tech.use_coefficients @ self.tech.output_usd
        return np.asarray(used + self._final_sold.sum(axis=1), dtype=np.float64)

    @cached_property
    def made_share(self) -> sparse.csr_array:
        """``(n, m)`` share of each pool in what a full activity makes."""
        made = sparse.csr_array(self.tech.net.make)[self.tech.activity]
        return sparse.csr_array(sparse.diags_array(1.0 / self.tech.output_usd) @ made)

    @cached_property
    def into_use(self) -> sparse.csr_array:
        """``(n, m)`` share of what each pool sells that each activity buys."""
        return self._per_sold(self.tech.use_coefficients)

    @cached_property
    def into_use_seen(self) -> sparse.csr_array:
        """``(n, m)`` the published part of it."""
        return self._per_sold(self.seen_coefficients)

    @cached_property
    def into_ends(self) -> Floats:
        """``(e, m)`` share of what each pool sells that ends in each of :data:`ENDS`."""
        sold = self.sold[:, None]
        return np.divide(
            self._final_sold, sold, out=np.zeros_like(self._final_sold), where=sold > 0
        ).T

    @cached_property
    def _final_sold(self) -> Floats:
        residual = np.clip(self.tech.other, 0.0, None)
        return np.column_stack([np.clip(self.final, 0.0, None), residual])

    def _per_sold(self, coefficients: sparse.csr_array) -> sparse.csr_array:
        per = np.divide(1.0, self.sold, out=np.zeros_like(self.sold), where=self.sold > 0)
        bought = coefficients @ sparse.diags_array(self.tech.output_usd)
        return sparse.csr_array((sparse.diags_array(per) @ bought).T)

    def up(self, output: Floats) -> Step:
        """Return what groups buy for so much output ``(n, g)``."""
        tech = self.tech
        pools = np.asarray(tech.use_coefficients @ output)
        seen = np.asarray(self.seen_coefficients @ output)
        return Step(
            activities=np.asarray(tech.market_shares @ pools),
            pools=pools,
            ends=np.asarray(tech.leak @ pools),
            activities_seen=np.asarray(tech.market_shares @ seen),
            pools_seen=seen,
            ends_seen=np.asarray(tech.leak @ seen),
            added=tech.value_added_ratio @ output,
        )

    def down(self, output: Floats) -> Step:
        """Return whom groups sell so much of their output ``(n, g)`` to."""
        return self.sell(np.asarray(self.made_share.T @ output))

    def sell(self, pools: Floats) -> Step:
        """Return who buys dollars of pools ``(m, g)``; what they leave over has no buyer."""
        ends = self.into_ends @ pools
        # what a pool without a buyer holds goes nowhere, and the sums must still hold
        ends[-1] += np.where(self.sold > 0, 0.0, 1.0) @ pools
        return Step(
            activities=np.asarray(self.into_use @ pools),
            pools=pools,
            ends=ends,
            activities_seen=np.asarray(self.into_use_seen @ pools),
            # what a pool sells to final use is a projection, and so is what is left of it
            pools_seen=np.zeros_like(pools),
            ends_seen=np.zeros_like(ends),
            added=np.zeros(pools.shape[1]),
        )


def follow(ways: Ways, start: Start, depth: int, direction: Direction = "up") -> tuple[Tier, ...]:
    """Return the tiers from the thing itself, number 0, to the depth asked for.

    Parameters
    ----------
    ways
        Of the net.
    start
        What is looked at.
    depth
        Number of the last tier.
    direction
        ``up`` to the inputs, ``down`` to the uses.

    Returns
    -------
    tuple
        ``depth + 1`` tiers, each with the same total.

    Raises
    ------
    InputError
        If the start holds no dollars or negative ones.

    Examples
    --------
    >>> import numpy as np
    >>> from mainstay.twin.technology import technology
    >>> from mainstay.twin.toy import toy_net
    >>> tech = technology(toy_net())
    >>> found = follow(Ways.of(tech), Start(np.array([0.0, 120.0]), np.zeros(2)), 2)
    >>> [float(t.total) for t in found], found[1].activities.tolist()
    ([120.0, 120.0, 120.0], [18.0, 36.0])
    """
    raise_all(InputError, "there is nothing to follow", start.problems())
    tiers = [_first(ways, start, direction)]
    for number in range(1, depth + 1):
        tiers.append(_next(ways, tiers[-1], start if number == 1 else None, direction))
    return tuple(tiers)


def still_open(tier: Tier) -> float:
    """Return the dollars that go on from a tier: what further tiers would tell apart."""
    return float(tier.activities.sum())


def beyond(ways: Ways, tiers: tuple[Tier, ...]) -> float:
    """Return all the output of tiers beyond the last, from the closed form ``L x - sum x_k``."""
    last = tiers[-1].activities
    return float(ways.tech.solve(last).sum() - last.sum())


def basket(net: Net, columns: tuple[str, ...]) -> tuple[Floats, float]:
    """Return what accounts of final use buy of each pool ``(m,)``, and what was below zero.

    A purchase below zero is taken from stocks or is a sale of used goods: nobody makes it.
    """
    bought = net.final_of(*columns)
    return np.clip(bought, 0.0, None), float(np.clip(bought, None, 0.0).sum())


def _first(ways: Ways, start: Start, direction: Direction) -> Tier:
    tech = ways.tech
    if direction == "down":
        # pools stay where they are until they are sold: the thing itself is the first tier
        unsold = np.zeros(len(ENDS))
        return Tier(start.activities, start.pools, unsold, None, 0.0, float(start.pools.sum()))
    made = start.activities + np.asarray(tech.market_shares @ start.pools)
    return Tier(made, start.pools, np.asarray(tech.leak @ start.pools), None, 0.0, 0.0)


def _next(ways: Ways, before: Tier, start: Start | None, direction: Direction) -> Tier:
    column = before.activities[:, None]
    step = ways.up(column) if direction == "up" else ways.down(column)
    ended = before.ended + float(before.ends.sum())
    if direction == "down" and start is not None and start.pools.any():
        step += ways.sell(start.pools[:, None])
        ended -= float(start.pools.sum())
    passed = float(step.activities.sum() + step.ends.sum())
    return Tier(
        activities=step.activities[:, 0],
        pools=step.pools[:, 0],
        ends=step.ends[:, 0],
        seen=float(step.activities_seen.sum() + step.ends_seen.sum()) / passed if passed else None,
        added=before.added + float(step.added.sum()),
        ended=ended,
    )
