"""The value function of a mineral: loss as a function of the shortage, for every draw.

Few solves, many questions. Caps on industries fall in proportion to the shortage ``s``. In a draw
in which no final use is lost whole at ``s = 1``, the proportional rule, the headline, is exactly
linear in ``s``; other draws are solved at the nodes :data:`NODES` and interpolated between them.

The efficient end is a linear program with value ``V(b)`` for what must be lost, ``b``. Any prices
``lam >= 0`` bound it from below (weak duality)::

    V(b) >= lam' b - sum_i w_i max(0, (R' lam)_i - worth_i)

so the optimal prices of a few anchor draws, solved exactly, bound every draw at the nodes; the best
bound is taken, and the headline where it is less: the order in which uses are spared goes by direct
value, and where that misleads, sharing alike loses less. Between nodes the bound is interpolated.
The bottleneck end is solved for a few anchors; its ratio to the headline is carried to other draws
by the nearest. All errors are measured by solving again elsewhere, and are stated.

What a ranking rests on, the headline of every cut, is not interpolated at all: :func:`headline`
solves the draws that bend at each shortage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.commodity.lines import (
    Cells,
    output_cut,
    shortage_by_use,
    shortage_efficient,
)
from mainstay.shocks.commodity.rationing import Rationed, Rationing
from mainstay.twin.net import Floats

Rule = Literal["middle", "lower", "upper"]
Indices = NDArray[np.intp]

#: Shortages at which the headline is solved where it is not linear; the value at zero is zero.
NODES = (0.01, 0.02, 0.04, 0.07, 0.1, 0.14, 0.2, 0.28, 0.38, 0.5, 0.62, 0.75, 0.88, 1.0)

#: Shortages at which prices of the efficient end are taken, and that of the bottleneck's ratio.
PRICED, RATIO_AT = (0.1, 0.6), 0.5

#: Draws for which the ends are solved.
ANCHORS = 4

#: Shortages between the nodes, and draws, at which errors are measured.
BETWEEN, PROBES = (0.09, 0.4, 0.85), 6

#: Relative difference up to which the headline counts as linear.
LINEAR = 1e-9


@dataclass(frozen=True, eq=False)
class ValueFunction:
    """Loss of GDP by shortage, US dollars, for ``d`` draws.

    Parameters
    ----------
    middle
        ``(g, d)`` at the nodes, by the proportional rule (headline).
    lower
        ``(g, d)`` at the nodes, what the efficient end is at least.
    upper
        ``(d,)`` ratio of the bottleneck end to the headline.
    accounts
        ``(3, d)`` final use lost in economy, health and defense at a shortage of one.
    industries, value_added
        Indices of industries that lose anything, and ``(d, j)`` value added lost at a shortage of
        one, by the proportional rule.
    direct
        ``(d, j)`` the part of it in industries that use the mineral.
    bent
        Draws in which the headline is not linear in the shortage.
    error
        Largest error measured, relative to the exact value: ``middle`` of interpolation, ``lower``
        of the bound, ``upper`` of the ratio.
    """

    middle: Floats
    lower: Floats
    upper: Floats
    accounts: Floats
    industries: Indices
    value_added: Floats
    direct: Floats
    bent: Indices
    error: dict[str, float]

    @property
    def linear(self) -> float:
        """Share of draws in which the headline is linear in the shortage."""
        return float(1.0 - self.bent.size / self.middle.shape[1])

    def at(self, short: Floats, rule: Rule = "middle") -> Floats:
        """Return the loss at shortages ``(..., d)``, US dollars."""
        if rule == "lower":
            return interpolate(self.lower, short)
        found = interpolate(self.middle, short)
        return found if rule == "middle" else found * self.upper


def interpolate(nodes: Floats, short: Floats) -> Floats:
    """Return values at shortages ``(..., d)`` from ``(g, d)`` at the nodes: linear, zero at zero.

    Examples
    --------
    >>> round(float(interpolate(np.array(NODES)[:, None] * 3.0, np.array([0.4]))[0]), 12)
    1.2
    """
    places = np.array([0.0, *NODES])
    values = np.concatenate([np.zeros((1, nodes.shape[1])), nodes])
    place = np.clip(np.searchsorted(places, short, side="right") - 1, 0, len(places) - 2)
    draw = np.broadcast_to(np.arange(nodes.shape[1]), short.shape)
    low, high = values[place, draw], values[place + 1, draw]
    share = (short - places[place]) / (places[place + 1] - places[place])
    return np.asarray(low + share * (high - low), dtype=np.float64)


def value_function(rationing: Rationing, cells: Cells, industries: int) -> ValueFunction:
    """Solve a mineral's rules.

    Parameters
    ----------
    rationing
        Of the net.
    cells
        Its uses, drawn.
    industries
        Number of full activities of the net.
    """
    cut = _Cut(cells, industries)
    users = cut.users
    whole = rationing.proportional(users, cut(1.0), detail=True)
    middle, bent = _middle(rationing, cut, whole)
    order = np.argsort(whole.gdp_loss_usd, kind="stable")
    draws = len(order)
    count = min(ANCHORS, draws)
    spots = ((np.arange(count) + 0.5) / count * draws).astype(np.intp)
    anchor = np.abs(np.argsort(order)[:, None] - spots).argmin(axis=1)
    anchors = order[spots]
    lower = np.minimum(_lower(rationing, cut, anchors), middle)
    upper = np.maximum(_ratio(rationing, cut, anchors), 1.0)[anchor]
    added = whole.value_added_loss
    assert added is not None
    kept = np.flatnonzero(np.abs(added).max(axis=0) > 0)
    direct = np.zeros_like(added)
    direct[:, users] = np.minimum(rationing.direct(users, cut(1.0)), added[:, users])
    value = ValueFunction(
        middle, lower, upper, whole.accounts, kept, added[:, kept], direct[:, kept], bent, {},
    )  # fmt: skip
    value.error.update(_errors(rationing, cut, value))
    return value


def headline(
    rationing: Rationing, cells: Cells, industries: int, value: ValueFunction, short: Floats
) -> Floats:
    """Return the headline at shortages ``(c, d)``: solved where it bends, nothing interpolated.

    Parameters
    ----------
    rationing, cells, industries
        As given to :func:`value_function`.
    value
        What it returned.
    short
        ``(c, d)`` shortages, one row for each cut.
    """
    found = np.asarray(short * value.middle[-1], dtype=np.float64)
    if not value.bent.size:
        return found
    cut = _Cut(cells, industries)
    for row, missing in enumerate(short):
        some = value.bent[missing[value.bent] > 0]
        if some.size:
            caps = cut(missing)[some]
            found[row, some] = rationing.proportional(cut.users, caps).gdp_loss_usd
    return found


class _Cut:
    """The share of output that each using industry loses at a shortage."""

    def __init__(self, cells: Cells, industries: int) -> None:
        self.cells, self.industries = cells, industries
        self.users = np.unique(cells.industry)

    def __call__(self, short: float | Floats, *, efficient: bool = False) -> Floats:
        missing = np.empty((self.cells.kappa.shape[0], 1))
        missing[:, 0] = short
        share: Callable[[Cells, Floats], Floats] = (
            shortage_efficient if efficient else shortage_by_use
        )
        whole = output_cut(self.cells, share(self.cells, missing), self.industries)
        return np.asarray(whole[:, self.users], dtype=np.float64)


def _middle(rationing: Rationing, cut: _Cut, whole: Rationed) -> tuple[Floats, Indices]:
    """Return the headline at the nodes, and the draws that are not linear."""
    full = whole.gdp_loss_usd
    found = np.array(NODES)[:, None] * full
    # scaled down, the same final uses are lost in part: still the optimum if none is lost whole
    is_whole = (whole.final_loss_usd >= (1.0 - LINEAR) * rationing.weight) & (rationing.weight > 0)
    bent = np.flatnonzero(is_whole.any(axis=1))
    if bent.size:
        for number, node in enumerate(NODES[:-1]):
            some = rationing.proportional(cut.users, cut(node)[bent])
            found[number, bent] = some.gdp_loss_usd
    return found, bent


def _lower(rationing: Rationing, cut: _Cut, anchors: Indices) -> Floats:
    """Return at the nodes what the efficient end is at least, by prices of the anchors."""
    rows, users = rationing.rows(cut.users), cut.users
    solved = [
        rationing.efficient(users, cut(short, efficient=True)[anchors]).multiplier
        for short in PRICED
    ]
    prices = np.concatenate(solved)
    prices = prices[np.isfinite(prices).all(axis=1)]
    beyond = np.maximum(prices @ rows - rationing.worth, 0.0) @ rationing.weight
    most = rows @ rationing.weight
    found = np.zeros((len(NODES), cut.cells.kappa.shape[0]))
    for number, node in enumerate(NODES):
        need = np.minimum(cut(node, efficient=True) * rationing.output[users], most)
        found[number] = (need @ prices.T - beyond).max(axis=1, initial=0.0)
    return found


def _ratio(rationing: Rationing, cut: _Cut, draws: Indices) -> Floats:
    base = _end(rationing, cut, RATIO_AT, draws, "middle")
    exact = _end(rationing, cut, RATIO_AT, draws, "upper")
    return np.divide(exact, base, out=np.ones_like(base), where=base > 0)


def _end(rationing: Rationing, cut: _Cut, short: float, draws: Indices, rule: Rule) -> Floats:
    if rule == "lower":
        found = cut(short, efficient=True)[draws]
        return rationing.efficient(cut.users, found).gdp_loss_usd
    solve = rationing.proportional if rule == "middle" else rationing.bottleneck
    return solve(cut.users, cut(short)[draws]).gdp_loss_usd


def _errors(rationing: Rationing, cut: _Cut, value: ValueFunction) -> dict[str, float]:
    draws = value.middle.shape[1]
    probes = np.unique(np.linspace(0, draws - 1, PROBES).round().astype(np.intp))
    worst = dict.fromkeys(("middle", "lower", "upper"), 0.0)
    rules: tuple[Rule, ...] = ("middle", "lower", "upper")
    for rule in rules:
        for short in BETWEEN if rule == "middle" else BETWEEN[1:2]:
            exact = _end(rationing, cut, short, probes, rule)
            guess = value.at(np.full((draws,), short), rule)[probes]
            scale = np.maximum(np.abs(exact), 1.0)
            worst[rule] = max(worst[rule], float((np.abs(guess - exact) / scale).max()))
    return worst
