"""The value function of a mineral: loss as a function of the shortage, for every draw.

Few solves, many questions. The caps on industries fall in proportion to the shortage ``s``, so the
proportional rule, a quadratic program without other active bounds, is exactly linear in ``s``;
the others are piecewise linear. Each rule is solved at the nodes :data:`NODES` and interpolated
between them; the error is measured by solving again between the nodes, and is stated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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

#: Shortages at which every rule is solved; the value at zero is zero.
NODES = (0.05, 0.2, 0.5, 1.0)

#: Shortages between the nodes at which the error is measured.
BETWEEN = (0.12, 0.35, 0.75)

#: Draws for which the efficient end is solved exactly, a linear program each.
ANCHORS = 8

#: Draws at which the interpolation error is measured.
PROBES = 6


@dataclass(frozen=True, eq=False)
class ValueFunction:
    """Loss of GDP by shortage, ``(g, d)`` at the nodes, US dollars.

    Parameters
    ----------
    middle, lower, upper
        Proportional rule (headline), efficient end, bottleneck end.
    accounts
        ``(3, d)`` final use lost in economy, health and defense at a shortage of one.
    industries, value_added
        Indices of industries that lose anything, and ``(d, j)`` value added lost at a shortage of
        one, by the proportional rule.
    direct
        ``(d, j)`` the part of it in industries that use the mineral.
    error
        Largest relative error of interpolation measured, by rule.
    """

    middle: Floats
    lower: Floats
    upper: Floats
    accounts: Floats
    industries: NDArray[np.intp]
    value_added: Floats
    direct: Floats
    error: dict[str, float]

    def at(self, short: Floats, rule: str = "middle") -> Floats:
        """Return the loss at shortages ``(..., d)``, US dollars."""
        return interpolate(getattr(self, rule), short)


def interpolate(nodes: Floats, short: Floats) -> Floats:
    """Return values at shortages ``(..., d)`` from ``(g, d)`` at the nodes, linear between them."""
    grid = np.array([0.0, *NODES])
    values = np.concatenate([np.zeros((1, nodes.shape[1])), nodes])
    place = np.clip(np.searchsorted(grid, short, side="right") - 1, 0, len(grid) - 2)
    draw = np.broadcast_to(np.arange(nodes.shape[1]), short.shape)
    low, high = values[place, draw], values[place + 1, draw]
    share = (short - grid[place]) / (grid[place + 1] - grid[place])
    return np.asarray(low + share * (high - low), dtype=np.float64)


def value_function(rationing: Rationing, cells: Cells, industries: int) -> ValueFunction:
    """Solve a mineral's rules at the nodes.

    Parameters
    ----------
    rationing
        Of the net.
    cells
        Its uses, drawn.
    industries
        Number of full activities of the net.
    """
    draws = cells.kappa.shape[0]
    cut = _Cut(cells, industries)
    users = cut.users
    middle, upper = np.empty((len(NODES), draws)), np.empty((len(NODES), draws))
    whole: Rationed | None = None
    for number, node in enumerate(NODES):
        found = cut(node)
        is_last = number == len(NODES) - 1
        solved = rationing.proportional(users, found, detail=is_last)
        middle[number] = solved.gdp_loss_usd
        upper[number] = rationing.bottleneck(users, found).gdp_loss_usd
        whole = solved if is_last else whole
    assert whole is not None
    lower = _efficient(rationing, cut, middle)
    error = _errors(rationing, cut, middle, upper)
    added = whole.value_added_loss
    kept = np.flatnonzero(np.abs(added).max(axis=0) > 0)
    direct = np.zeros_like(added)
    direct[:, users] = np.minimum(cut(1.0) * rationing.value_added[users], added[:, users])
    return ValueFunction(
        middle, np.minimum(lower, middle), np.maximum(upper, middle), whole.accounts,
        kept, added[:, kept], direct[:, kept], error,
    )  # fmt: skip


class _Cut:
    """The share of output that each using industry loses at a shortage."""

    def __init__(self, cells: Cells, industries: int) -> None:
        self.cells, self.industries = cells, industries
        self.users = np.unique(cells.industry)

    def __call__(self, short: float, *, efficient: bool = False) -> Floats:
        missing = np.full((self.cells.kappa.shape[0], 1), short)
        share: Callable[[Cells, Floats], Floats] = (
            shortage_efficient if efficient else shortage_by_use
        )
        whole = output_cut(self.cells, share(self.cells, missing), self.industries)
        return whole[:, self.users]


def _efficient(rationing: Rationing, cut: _Cut, middle: Floats) -> Floats:
    """Return the efficient end: exact for anchor draws, the nearest anchor's ratio for others."""
    draws = middle.shape[1]
    order = np.argsort(middle[-1], kind="stable")
    spots = np.unique(np.linspace(0, draws - 1, min(ANCHORS, draws)).round().astype(np.intp))
    anchors = order[spots]
    nearest = np.abs(np.argsort(order)[:, None] - spots).argmin(axis=1)
    lower = np.empty_like(middle)
    for number, node in enumerate(NODES):
        found = cut(node, efficient=True)[anchors]
        exact = rationing.efficient(cut.users, found).gdp_loss_usd
        base = middle[number, anchors]
        ratio = np.divide(exact, base, out=np.ones_like(base), where=base > 0)
        lower[number] = middle[number] * ratio[nearest]
    return lower


def _errors(rationing: Rationing, cut: _Cut, middle: Floats, upper: Floats) -> dict[str, float]:
    probes = np.unique(np.linspace(0, middle.shape[1] - 1, PROBES).round().astype(np.intp))
    worst = {"middle": 0.0, "upper": 0.0}
    for short in BETWEEN:
        found = cut(short)[probes]
        for rule, nodes, solve in (
            ("middle", middle, rationing.proportional), ("upper", upper, rationing.bottleneck),
        ):  # fmt: skip
            exact = solve(cut.users, found).gdp_loss_usd
            guess = interpolate(nodes[:, probes], np.full(len(probes), short))
            scale = np.maximum(np.abs(exact), 1.0)
            worst[rule] = max(worst[rule], float((np.abs(guess - exact) / scale).max()))
    return worst
