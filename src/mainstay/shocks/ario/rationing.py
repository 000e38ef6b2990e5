"""Who is served first when an activity makes less than it is asked for.

A rule gives the share of every order that is delivered. Three kinds of orders reach an activity:
those of cells (intermediate), those of final use, and rebuilding. Shares of the first are one
number per activity under the rules ``proportional`` and ``intermediate-first``; then no order of a
single buyer ever exists. The other two rules look at single orders, of activities that are short
alone: they cost the number of sales of those, times its logarithm, per scenario and step.

========================  ======================================================================
``proportional``          every order gets the same share
``intermediate-first``    cells first; final use and rebuilding share the rest
``largest-first``         orders by size; final use of an activity and its rebuilding are one order
                          each; orders of the same size share alike
``lowest-first``          orders by size over the normal one, all filled up to the same level at
                          most; rebuilding, which has no normal order, gets what is left
========================  ======================================================================

The guide of the public simulator of Inoue & Todo (2017) calls ``lowest-first`` "lower has high
priority", their improvement on proportional rationing, and describes ``intermediate-first`` as
final use being served last. It does not say how "lower" is measured: the filling to one level of
the normal order is assumed. So is every detail of ``largest-first``. That rule can leave small
buyers short for good: without overproduction a net of firms may not come back from a shock under
which all others recover.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.ario.links.sold import Sales, Sold
from mainstay.shocks.ario.parameters import Rationing
from mainstay.twin.net import Floats

Indices = NDArray[np.intp]

#: Orders that differ by less than this share count as equal, so that rounding names no winner.
SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Asked:
    """Orders of a step.

    Parameters
    ----------
    intermediate, final, rebuild
        ``(n, b)`` asked of every activity.
    weight, factor
        ``(n, b)`` and ``(c, b)``: the order of a cell to a supplier is its normal flow (a year)
        times the weight of the supplier times the factor of the cell.
    normal_final
        ``(n, 1)`` final use of each activity's product in a step without an event.
    per_year
        Years of a step.
    """

    intermediate: Floats
    final: Floats
    rebuild: Floats
    weight: Floats
    factor: Floats
    normal_final: Floats
    per_year: float

    @property
    def total(self) -> Floats:
        """``(n, b)`` all that is asked."""
        return self.intermediate + self.final + self.rebuild


@dataclass(frozen=True, eq=False)
class Served:
    """Shares of the orders that are delivered.

    Parameters
    ----------
    intermediate, final, rebuild
        ``(n, b)`` share of each kind; 1 where nothing is asked.
    beside
        ``(c, b)`` what cells get from activities that serve single orders, whose share
        ``intermediate`` is 0 here; ``None`` under the rules that do not.
    """

    intermediate: Floats
    final: Floats
    rebuild: Floats
    beside: Floats | None = None


def ration(rule: Rationing, made: Floats, asked: Asked, sales: Sales) -> Served:
    """Return what is delivered of ``made (n, b)``; all of it, and never more than is asked.

    Parameters
    ----------
    rule
        Who goes first.
    made
        Output of the step, at most ``asked.total``.
    asked
        The orders.
    sales
        Looks up single orders; used by the rules that need them.
    """
    if rule is Rationing.PROPORTIONAL:
        share = _share(made, asked.total)
        return Served(share, share, share)
    if rule is Rationing.INTERMEDIATE_FIRST:
        first = _share(made, asked.intermediate)
        left = np.maximum(made - first * asked.intermediate, 0.0)
        rest = _share(left, asked.final + asked.rebuild)
        return Served(first, rest, rest)
    return _one_by_one(rule, made, asked, sales)


def _share(made: Floats, asked: Floats) -> Floats:
    ratio = np.divide(made, asked, out=np.ones_like(made), where=asked > 0)
    found: Floats = np.minimum(ratio, 1.0)
    return found


def _one_by_one(rule: Rationing, made: Floats, asked: Asked, sales: Sales) -> Served:
    total = asked.total
    short = made < total * (1.0 - 1e-14)
    served = Served(np.where(short, 0.0, 1.0), np.ones_like(made), np.ones_like(made),
                    np.zeros_like(asked.factor))  # fmt: skip
    assert served.beside is not None
    for s in np.flatnonzero(short.any(axis=0)):
        who = np.flatnonzero(short[:, s])
        sold = sales.of(who)
        lines = _lines(sold, who, asked, int(s))
        given = _filled(lines, made[who, s]) if rule is Rationing.LARGEST_FIRST else (
            _leveled(lines, made[who, s]))  # fmt: skip
        cells, k = len(sold.cell), len(who)
        into = np.bincount(sold.cell, weights=given[:cells], minlength=len(served.beside))
        served.beside[:, s] = into
        served.final[who, s] = _share(given[cells : cells + k], lines.order[cells : cells + k])
        served.rebuild[who, s] = _share(given[cells + k :], lines.order[cells + k :])
    return served


@dataclass(frozen=True, eq=False)
class _Lines:
    """Single orders: those of cells, then final use and rebuilding of every short activity."""

    which: Indices
    order: Floats
    normal: Floats


def _lines(sold: Sold, who: Indices, asked: Asked, s: int) -> _Lines:
    normal = sold.flow * asked.per_year
    order = sold.flow * asked.weight[who[sold.which], s] * asked.factor[sold.cell, s]
    each = np.arange(len(who))
    return _Lines(
        np.concatenate([sold.which, each, each]),
        np.concatenate([order, asked.final[who, s], asked.rebuild[who, s]]),
        np.concatenate([normal, asked.normal_final[who, 0], np.zeros(len(who))]),
    )


def _filled(lines: _Lines, made: Floats) -> Floats:
    """Serve the largest order of each first; equal ones share."""
    by = np.lexsort((-lines.order, lines.which))
    which, order = lines.which[by], lines.order[by]
    fresh = np.ones(len(by), dtype=bool)
    fresh[1:] = (which[1:] != which[:-1]) | (order[1:] < order[:-1] * (1.0 - SAME))
    group = np.cumsum(fresh) - 1
    first = np.flatnonzero(fresh)
    size = np.add.reduceat(order, first)
    before = _sum_before(size, which[first])
    share = _share(np.maximum(made[which[first]] - before, 0.0), size)
    given = np.empty_like(order)
    given[by] = order * share[group]
    return given


def _leveled(lines: _Lines, made: Floats) -> Floats:
    """Fill all orders of each up to one level of their normal size.

    What is lower than the level of an even share is whole for sure; what it leaves raises the level
    of the others, until no further order is whole. That takes a few rounds and no sorting.
    """
    which, order, count = lines.which, lines.order, len(made)
    known = lines.normal > 0
    width = np.where(known, lines.normal, 0.0)
    whole = np.zeros(len(which), dtype=bool)
    while True:
        spent = np.bincount(which, weights=np.where(whole, order, 0.0), minlength=count)
        wide = np.bincount(which, weights=np.where(whole, 0.0, width), minlength=count)
        level = np.divide(np.maximum(made - spent, 0.0), wide,
                          out=np.zeros(count), where=wide > 0)  # fmt: skip
        filled = width * level[which]
        fresh = known & ~whole & (order <= filled)
        if not fresh.any():
            break
        whole |= fresh
    given = np.where(whole, order, filled)
    left = np.maximum(made - np.bincount(which, weights=given, minlength=count), 0.0)
    found: Floats = np.where(known, given, np.minimum(order, left[which]))
    return found


def _sum_before(values: Floats, which: Indices) -> Floats:
    """Return the sum of all earlier ``values`` of the same ``which``, which stand together.

    Every round adds what stands twice as far back; sums never mix activities, so that a small one
    beside a large one keeps its digits.
    """
    place = np.arange(len(which))
    start = np.zeros(len(which), dtype=np.intp)
    fresh = np.flatnonzero(np.diff(which) != 0) + 1
    start[fresh] = fresh
    start = np.maximum.accumulate(start)
    running, back = values.copy(), 1
    while back <= int((place - start).max(initial=0)):
        inside = np.flatnonzero(place - back >= start)
        running[inside] = running[inside] + running[inside - back]
        back *= 2
    before = np.zeros_like(values)
    inside = np.flatnonzero(place > start)
    before[inside] = running[inside - 1]
    return before
