"""Who is hit first, and by which chain of shortages: traced back from what a run remembers.

Of every activity a run keeps the day on which its output first fell, and the input cell whose
shortage first did so, with its day: who loses orders first may run out of inputs later. A chain
goes back from there::

    activity, day 9 <- short of steel <- mill, day 4 <- short of ore <- mine, day 1: by no input

Among the suppliers of a cell that were hit before, the one is named that carries most of what went
missing: its normal share of the cell times how deep it fell. Days of shortage fall along a chain,
so it never comes back to where it was; it is cut after a bound number of links.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.shocks.recovery.contract import Economy, Trajectory
from mainstay.shocks.recovery.suppliers import Suppliers

#: Shortages in a chain after which it is cut.
LONGEST = 8
#: Suppliers whose weights differ by less than this part carry the same.
_SAME = 1e-9

#: Where a chain ends: by no input (a loss of capacity, or of demand), by an input that no supplier
#: with an earlier loss explains (an embargo, a delay), or by the bound on its links.
NO_INPUT, OWN_INPUT, CUT_OFF = "no input", "input alone", "cut off"


@dataclass(frozen=True, slots=True)
class Link:
    """A shortage: the buyer that was stopped, the product it lacked, the supplier that fell before.

    ``supplier`` is -1 where none fell before; ``ties`` are suppliers that carry as much.
    """

    buyer: int
    product: int
    supplier: int
    ties: int


@dataclass(frozen=True, slots=True)
class ShortageChain:
    """A chain from an activity back to where it began; without a link it is hit by itself."""

    start: int
    links: tuple[Link, ...]
    begins: str

    @property
    def activities(self) -> tuple[int, ...]:
        """The activities from the one that was hit back to the first one."""
        return (self.start, *(link.supplier for link in self.links if link.supplier >= 0))


def trace(
    trajectory: Trajectory,
    economy: Economy,
    start: int,
    member: int = 0,
    *,
    suppliers: Suppliers | None = None,
    most: int = LONGEST,
) -> ShortageChain | None:
    """Return the chain behind an activity, or ``None`` if it was never hit.

    Parameters
    ----------
    trajectory, economy
        The run and what was run.
    start, member
        The activity, and the member of the batch.
    suppliers
        Finds the suppliers of a cell; hand the same one over for many chains.
    most
        Shortages after which the chain is cut.
    """
    days = trajectory.first_hit[:, member]
    if np.isnan(days[start]):
        return None
    known = suppliers or Suppliers(economy.links)
    depth = np.maximum(1.0 - trajectory.lowest[:, member], 0.0)
    links: list[Link] = []
    here, when = start, np.inf
    while True:
        cell, short = int(trajectory.limiting[here, member]), trajectory.limiting_day[here, member]
        if cell < 0 or not short < when:
            return ShortageChain(start, tuple(links), NO_INPUT)
        if len(links) == most:
            return ShortageChain(start, tuple(links), CUT_OFF)
        when = short
        sellers, flows = known.of(cell)
        before = days[sellers] < when  # NaN, never hit, is not before
        weight = np.where(before, flows * depth[sellers], 0.0)
        product = int(economy.links.product[cell])
        if not weight.any():
            return ShortageChain(start, (*links, Link(here, product, -1, 0)), OWN_INPUT)
        best = weight.max()
        ties = int((weight >= best * (1.0 - _SAME)).sum()) - 1
        # the first of those that carry the same, so that the same run tells the same chain
        there = int(sellers[np.argmax(weight >= best * (1.0 - _SAME))])
        links.append(Link(here, product, there, ties))
        here = there
