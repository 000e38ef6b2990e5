"""How concentrated the makers of a thing are.

The Herfindahl-Hirschman index is the sum of squared shares, 1 for a single maker; its inverse is
the number of equal makers that would give the same index. A share that no source places anywhere
leaves an interval: at the low end it is split among very many, at the high end it belongs to the
largest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mainstay.errors import InputError, Problem, raise_all
from mainstay.twin.coefficients import UNALLOCATED, Indices
from mainstay.twin.net import Floats, Net

#: Share of all below which an amount is the rounding of a sum and no maker.
DUST = 1e-12


@dataclass(frozen=True, slots=True)
class Concentration:
    """The index with its interval.

    Parameters
    ----------
    makers
        Number of known makers.
    hhi_lo, hhi_hi
        Least and greatest index that the known shares allow; equal where all is known.
    unknown_share
        Share that no source places.
    leader, leader_share
        The largest known maker and its share of all, known and unknown.
    """

    makers: int
    hhi_lo: float
    hhi_hi: float
    unknown_share: float
    leader: str
    leader_share: float

    @property
    def effective_lo(self) -> float:
        """Least effective number of makers."""
        return 1.0 / self.hhi_hi

    @property
    def effective_hi(self) -> float:
        """Greatest effective number of makers; NaN where nothing is known."""
        return 1.0 / self.hhi_lo if self.hhi_lo > 0 else float("nan")


def concentration(names: Sequence[str], amounts: Floats, unknown: float = 0.0) -> Concentration:
    """Return the concentration of amounts by name; equal names are one maker.

    Parameters
    ----------
    names, amounts
        Who makes how much, in any one unit.
    unknown
        Amount that no source places.

    Raises
    ------
    InputError
        If an amount is negative or unknown, or if there is none at all.

    Examples
    --------
    >>> import numpy as np
    >>> found = concentration(["a", "b"], np.array([1.0, 1.0]), unknown=2.0)
    >>> found.hhi_lo, found.hhi_hi
    (0.125, 0.625)
    """
    problems = [
        Problem("bad_amount", name, f"{amount}")
        for name, amount in zip((*names, "unplaced"), (*amounts, unknown), strict=True)
        if not amount >= 0
    ]
    raise_all(InputError, "shares of makers cannot be taken", problems)
    summed: dict[str, float] = {}
    for name, amount in zip(names, amounts, strict=True):
        summed[name] = summed.get(name, 0.0) + float(amount)
    total = sum(summed.values()) + unknown
    if total <= 0:
        raise InputError("nobody makes anything of it", hint="see who supplies it")
    shares = {name: amount / total for name, amount in summed.items() if amount > 0}
    leader = max(shares, key=lambda n: shares[n], default="")
    first, rest = shares.get(leader, 0.0), unknown / total
    low = sum(s * s for s in shares.values())
    return Concentration(
        makers=len(shares),
        hhi_lo=low,
        # the square of the leader with all the rest, written so that no rest adds nothing
        hhi_hi=low + rest * (2.0 * first + rest),
        unknown_share=rest,
        leader=leader,
        leader_share=first,
    )


def markets(net: Net, pools: Indices) -> list[Indices]:
    """Return the pools in groups whose makers may be summed.

    Pools with dollars are one group: the home market and the imports of a product. Pools that are
    known only by quantity each stand alone: they are stages of one chain, or forms in different
    units, and what the world makes of a metal must not be added to what is imported of it.
    """
    has_dollars = np.asarray(net.make[:, pools].sum(axis=0)).ravel() != 0
    together = [pools[has_dollars]] if has_dollars.any() else []
    made = np.asarray(net.make_quantity[:, pools].sum(axis=0)).ravel() != 0
    return together + [pools[k : k + 1] for k in np.flatnonzero(~has_dollars & made)]


def made_in(net: Net, pools: Indices) -> tuple[Indices, Floats, str]:
    """Return who makes how much into one market (see :func:`markets`), and the unit.

    Raises
    ------
    InputError
        If several pools are known only by quantity.
    """
    amounts, unit = np.asarray(net.make[:, pools].sum(axis=1)).ravel(), "USD"
    if not amounts.any():
        if len(pools) > 1:
            named = ", ".join(net.pools.id[j] for j in pools)
            raise InputError("quantities of several pools cannot be summed",
                             hint=f"name one: {named}")  # fmt: skip
        amounts = np.asarray(net.make_quantity[:, pools].sum(axis=1)).ravel()
        unit = net.pools.unit[pools[0]] if len(pools) else "USD"
    makers = np.flatnonzero(np.abs(amounts) > DUST * np.abs(amounts).sum())
    return makers, amounts[makers].astype(np.float64), unit


def concentration_of(net: Net, pools: Indices, *, by_region: bool = True) -> Concentration:
    """Return the concentration of the makers of some pools, by region or by activity.

    Raises
    ------
    InputError
        If nobody makes anything of it, or a negative amount.
    """
    makers, amounts, _ = made_in(net, pools)
    placed = np.array([net.activities.region[i] != UNALLOCATED for i in makers], dtype=bool)
    column = net.activities.region if by_region else net.activities.id
    names = [column[i] for i in makers[placed]]
    return concentration(names, amounts[placed], float(amounts[~placed].sum()))
