"""Whether claims about parts fit into their whole, and the least change that makes them fit.

::

    c  claims, dollars          w  weights: confidence / c^2        z  adjusted claims

    minimize  sum w (z - c)^2   so that  G z <= h,  z >= 0

Each row of ``G z <= h`` is one margin: an output, a cell of make or of use, a firm's own output
over what it states to make. A weight of one over the square means that all claims are taken to be
off by the same percentage, times their confidence: what counts is the relative change. The problem
is one of least distance and is solved exactly through non-negative least squares (Lawson & Hanson,
Solving Least Squares Problems, ch. 23; assumed: not opened).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import CarveError, Problem
from mainstay.model import Method
from mainstay.twin.carving.allocation import Allocation
from mainstay.twin.carving.room import ROUNDING, crowd
from mainstay.twin.carving.split import SLACK, Parts, parts_of, to_place
from mainstay.twin.least_squares import nonnegative_least_squares
from mainstay.twin.net import Floats, Net


@dataclass(frozen=True, slots=True)
class Excess:
    """Claims that exceed one margin of their parent.

    Parameters
    ----------
    kind
        ``output``, ``make``, ``use``, ``make_over_output`` or ``no_room``.
    where
        The margin in words: activity and pool.
    claimed_usd, available_usd
        Both sides; the excess is their difference.
    firms
        Whose claims they are.
    """

    kind: str
    where: str
    claimed_usd: float
    available_usd: float
    firms: tuple[str, ...]

    @property
    def excess_usd(self) -> float:
        """By how much the claims exceed the margin."""
        return self.claimed_usd - self.available_usd

    def problem(self) -> Problem:
        """Return the excess as a problem."""
        what = (
            f"{self.claimed_usd:.6g} USD claimed by {', '.join(self.firms)}, "
            f"{self.available_usd:.6g} available, {self.excess_usd:.6g} too many"
        )
        return Problem(f"over_claim_{self.kind}", self.where, what,
                       "lower the claims, or allow adjustment")  # fmt: skip

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "kind": self.kind,
            "where": self.where,
            "claimed_usd": self.claimed_usd,
            "available_usd": self.available_usd,
            "excess_usd": self.excess_usd,
            "firms": list(self.firms),
        }


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One claim that was changed to fit."""

    firm: str
    cell: str
    claimed_usd: float
    adjusted_usd: float

    @property
    def change_usd(self) -> float:
        """The change; negative where the claim was lowered."""
        return self.adjusted_usd - self.claimed_usd

    def __str__(self) -> str:
        return f"{self.firm}, {self.cell}: {self.claimed_usd:.6g} to {self.adjusted_usd:.6g} USD"


@dataclass(frozen=True, eq=False)
class _Margins:
    """Every claim as a variable, every margin as a row of ``g z <= h``."""

    claim: Floats
    weight: Floats
    owner: tuple[tuple[int, str, int], ...]
    g: Floats
    h: Floats
    rows: tuple[tuple[str, str], ...]


def excesses(net: Net, parts: Parts) -> list[Excess]:
    """Return every margin that the claims on one parent exceed."""
    margins = _margins(net, parts, _crowds(parts))
    claimed = np.asarray(np.maximum(margins.g, 0.0) @ margins.claim)
    available = claimed - (np.asarray(margins.g @ margins.claim) - margins.h)
    over = claimed - available > SLACK * np.maximum(np.abs(available), np.abs(claimed))
    found = []
    for k in np.flatnonzero(over):
        kind, where = margins.rows[k]
        who = {margins.owner[v][0] for v in np.flatnonzero(margins.g[k] > 0.0)}
        firms = tuple(parts.claims[i].id for i in sorted(who))
        found.append(Excess(kind, where, float(claimed[k]), float(available[k]), firms))
    return found


def adjusted(net: Net, parts: Parts) -> tuple[tuple[Allocation, ...], list[Adjustment]]:
    """Return the claims on one parent, changed as little as their margins ask for.

    Raises
    ------
    CarveError
        If no claims, however small, would fit.
    """
    crowds: list[tuple[int, ...]] = []
    while True:
        margins = _margins(net, parts, crowds)
        claims, changes = _nearest_claims(net, parts, margins)
        crowded = _crowds(parts_of(net, parts.parent, tuple(claims)))
        if not crowded or crowded[0] in crowds:
            return tuple(claims), changes
        crowds += crowded


def _nearest_claims(
    net: Net, parts: Parts, margins: _Margins
) -> tuple[list[Allocation], list[Adjustment]]:
    found = nearest(margins.claim, margins.weight, margins.g, margins.h)
    if found is None:
        raise CarveError(
            f"nothing fits into {net.activities.id[parts.parent]}",
            hint="look at its own make and use",
            problems=[excess.problem() for excess in excesses(net, parts)],
        )
    claims = list(parts.claims)
    changes = []
    for (i, kind, j), before, after in zip(margins.owner, margins.claim, found, strict=True):
        if abs(after - before) <= SLACK * abs(before):
            continue
        claims[i] = _changed(claims[i], net, kind, j, float(after))
        cell = kind if kind == "output" else f"{kind} {net.pools.id[j]}"
        changes.append(Adjustment(claims[i].id, cell, float(before), float(after)))
    return claims, changes


def nearest(claim: Floats, weight: Floats, g: Floats, h: Floats) -> Floats | None:
    """Return the ``z >= 0`` with ``g z <= h`` nearest to ``claim``; ``None`` if there is none.

    Examples
    --------
    Two equal claims of 60 on a margin of 100:

    >>> found = nearest(np.full(2, 60.0), np.ones(2), np.ones((1, 2)), np.array([100.0]))
    >>> found.round(9).tolist()
    [50.0, 50.0]
    """
    scale = np.where(claim > 0.0, 1.0 / np.sqrt(np.where(weight > 0.0, weight, 1.0)), 0.0)
    bound = np.vstack([-g * scale, np.diag(scale)])
    level = np.r_[g @ claim - h, -claim]
    size = np.maximum(np.abs(bound).max(axis=1, initial=0.0), 1e-300)
    kept = np.abs(bound).max(axis=1, initial=0.0) > 0.0
    bound, level = bound[kept] / size[kept, None], level[kept] / size[kept]
    if not np.any(level > 0.0):
        return claim
    goal = np.r_[np.zeros(len(claim)), 1.0]
    tower = np.vstack([bound.T, level])
    residual = tower @ nonnegative_least_squares(tower, goal) - goal
    if np.linalg.norm(residual) < 1e-12:
        return None
    step = -residual[:-1] / residual[-1]
    return np.asarray(np.maximum(claim + scale * step, 0.0), dtype=np.float64)


def weights(claim: Floats, confidence: Floats) -> Floats:
    """Return what a change of each claim costs: confidence over the square of the claim.

    Claims below a trillionth of the largest, or a millionth of a dollar, count as that, so that
    none weighs infinitely much.
    """
    floor = max(ROUNDING * float(claim.max(initial=0.0)), 1e-6)
    return confidence / np.square(np.maximum(claim, floor))


def _crowds(parts: Parts) -> list[tuple[int, ...]]:
    """Return the set of firms whose unstated products lack most room, if there is one."""
    if parts.make.unstated.all():
        return []
    placing = to_place(parts)
    found = crowd(np.maximum(placing.row, 0.0)[:-1], placing.column, placing.seed[:-1] > 0.0)
    return [found] if len(found) > 1 else []


def _margins(net: Net, parts: Parts, crowds: Sequence[tuple[int, ...]]) -> _Margins:
    owner, claim, weight = _variables(parts)
    place = {key: v for v, key in enumerate(owner)}
    rows: list[tuple[str, str]] = []
    lines: list[Floats] = []
    limits: list[float] = []

    def add(kind: str, where: str, above: list[int], below: list[int], limit: float) -> None:
        line = np.zeros(len(owner))
        line[above] += 1.0
        line[below] -= 1.0
        lines.append(line)
        rows.append((kind, where))
        limits.append(limit)

    name = net.activities.id[parts.parent]
    outputs = [place[i, "output", -1] for i in range(len(parts.claims))]
    add("output", f"output of {name}", outputs, [], parts.total)
    for kind, cells in (("make", parts.make), ("use", parts.use)):
        for a in np.flatnonzero(~cells.unstated.all(axis=0)):
            j = int(cells.pool[a])
            above = [place[int(i), kind, j] for i in np.flatnonzero(~cells.unstated[:, a])]
            add(kind, f"{kind} of {net.pools.id[j]} by {name}", above, [], float(cells.usd[a]))
    make = parts.make
    for i, firm in enumerate(parts.claims):
        stated = np.flatnonzero(~make.unstated[i])
        if not len(stated):
            continue
        mine = [place[i, "make", int(make.pool[a])] for a in stated]
        add("make_over_output", f"what {firm.id} makes over its output", mine, [outputs[i]], 0.0)
    alone = [(i,) for i in range(len(parts.claims)) if not make.unstated[i].all()]
    for firms in [*alone, *crowds]:
        lines.append(_room_line(parts, firms, place))
        rows.append(("no_room", f"what {_listed(parts, firms)} make elsewhere in {name}"))
        limits.append(float(make.usd[_open(parts, firms)].sum()))
    return _Margins(claim, weight, tuple(owner), np.array(lines), np.array(limits), tuple(rows))


def _open(parts: Parts, firms: Sequence[int]) -> NDArray[np.intp]:
    """Return the columns of make in which one of the firms states nothing."""
    free = parts.make.unstated[list(firms)].any(axis=0)
    return np.flatnonzero(free & (parts.make.usd > 0.0))


def _room_line(
    parts: Parts, firms: Sequence[int], place: Mapping[tuple[int, str, int], int]
) -> Floats:
    """Return the left side of: what the firms still have to place fits into what others leave.

    A cell below zero is shared in proportion, so each dollar of output has more to place elsewhere.
    """
    make = parts.make
    line = np.zeros(len(place))
    for i in firms:
        below = make.usd[make.unstated[i] & (make.usd < 0.0)].sum()
        line[place[i, "output", -1]] = 1.0 - below / parts.total
        for a in np.flatnonzero(~make.unstated[i]):
            line[place[i, "make", int(make.pool[a])]] -= 1.0
    for a in _open(parts, firms):
        for b in np.flatnonzero(~make.unstated[:, a]):
            line[place[int(b), "make", int(make.pool[a])]] += 1.0
    return line


def _listed(parts: Parts, firms: Sequence[int]) -> str:
    return ", ".join(parts.claims[i].id for i in firms)


def _variables(parts: Parts) -> tuple[list[tuple[int, str, int]], Floats, Floats]:
    owner: list[tuple[int, str, int]] = []
    claim: list[float] = []
    for i in range(len(parts.claims)):
        owner.append((i, "output", -1))
        claim.append(float(parts.output[i]))
        for kind, cells in (("make", parts.make), ("use", parts.use)):
            for a in np.flatnonzero(~cells.unstated[i]):
                owner.append((i, kind, int(cells.pool[a])))
                claim.append(float(cells.stated[i, a]))
    trust = np.array([parts.claims[i].confidence for i, _, _ in owner])
    values = np.array(claim)
    return owner, values, weights(values, trust)


def _changed(claim: Allocation, net: Net, kind: str, pool: int, usd: float) -> Allocation:
    """Return a claim with one number fitted: no longer what was reported, so inferred."""
    fitted = replace(claim, method=Method.INFERRED)
    if kind == "output":
        return replace(fitted, share=None, output_usd=usd)
    return fitted.stating(kind, net.pools.id[pool], usd)
