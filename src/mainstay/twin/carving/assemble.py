"""Put the split parts of activities back into a net."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.errors import CarveError, Problem
from mainstay.model import Label, Method, join
from mainstay.twin.carving.allocation import Allocation
from mainstay.twin.carving.room import ROUNDING
from mainstay.twin.carving.split import Parts, split_make, split_use
from mainstay.twin.net import Activities, ActivityKind, Floats, Net, UseTraits

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Pieces:
    """One parent, split: the first ``k`` rows are its children, the last is the residual.

    Parameters
    ----------
    parts
        The claims.
    make, use
        ``(k + 1, a)`` and ``(k + 1, b)`` dollars, by the pools of ``parts``.
    output, value_added, compensation
        ``(k + 1,)`` dollars; NaN where unknown.
    """

    parts: Parts
    make: Floats
    use: Floats
    output: Floats
    value_added: Floats
    compensation: Floats


def split(net: Net, part: Parts) -> Pieces:
    """Split one parent among its children and the residual.

    Raises
    ------
    CarveError
        If the products of the children cannot be placed within every margin.
    """
    make = split_make(part)
    if make is None:
        what = "what it makes beyond its stated rows does not fit"
        raise CarveError(
            f"the products of the firms in {net.activities.id[part.parent]} do not fit together",
            hint="state fewer rows of make",
            problems=[Problem("over_claim_no_room", c.id, what) for c in part.claims if c.make_usd],
        )
    use = split_use(part)
    a, p = net.activities, part.parent
    share = np.r_[part.share, part.rest]
    left = part.total - float(part.output.sum())
    output = np.r_[part.output, 0.0 if abs(left) <= ROUNDING * abs(part.total) else left]
    inputs = float(part.use.usd.sum())
    value_added = share * (a.value_added_usd[p] + inputs) - use.sum(axis=1)
    return Pieces(part, make, use, output, value_added, share * a.compensation_usd[p])


def notes(net: Net, piece: Pieces) -> list[str]:
    """Return what a reader should know about one split."""
    parent = net.activities.id[piece.parts.parent]
    names = [*(c.id for c in piece.parts.claims), f"the rest of {parent}"]
    whole = net.activities.value_added_usd[piece.parts.parent]
    below = -1e-9 * abs(whole)
    found = [
        f"{name} has a value added of {value:.6g} USD: its inputs exceed its output"
        for name, value in zip(names, piece.value_added, strict=True)
        if value < below and whole >= 0.0
    ]
    if piece.output[-1] == 0.0 and piece.use[-1].any():
        found.append(f"{names[-1]} has inputs and no output left")
    return found


def assemble(net: Net, pieces: Sequence[Pieces]) -> Net:
    """Return the net with each split parent as its residual, and the children behind."""
    places: list[Places] = []
    size = len(net.activities)
    for piece in pieces:
        k = len(piece.parts.claims)
        places.append(np.r_[size : size + k, piece.parts.parent].astype(np.intp))
        size += k
    both = list(zip(places, pieces, strict=True))
    shape = (size, len(net.pools))
    make = [(rows, p.parts.make.pool, p.make) for rows, p in both]
    use = [(rows, p.parts.use.pool, p.use) for rows, p in both]
    seen = [(rows, p.parts.use.pool, _seen(net, p)) for rows, p in both]
    return replace(
        net,
        activities=_activities(net, both),
        make=_placed(net.make, make, shape),
        make_quantity=_placed(
            net.make_quantity, [(rows, *_quantity(net, p)) for rows, p in both], shape
        ),
        use=sparse.csr_array(_placed(sparse.csr_array(net.use.T), use, shape).T),
        use_seen=sparse.csr_array(_placed(sparse.csr_array(net.use_seen.T), seen, shape).T),
        traits=UseTraits(
            **{f.name: _spread(getattr(net.traits, f.name), both, size) for f in fields(UseTraits)}
        ),
    )


def _placed(
    matrix: sparse.csr_array,
    blocks: Sequence[tuple[Places, Places, Floats]],
    shape: tuple[int, int],
) -> sparse.csr_array:
    """Return activity-by-pool cells with the rows of carved parents replaced."""
    old = matrix.tocoo()
    kept = ~np.isin(old.row, np.array([rows[-1] for rows, _, _ in blocks], dtype=np.intp))
    row, column, value = [old.row[kept]], [old.col[kept]], [old.data[kept]]
    for rows, pools, cells in blocks:
        row.append(np.repeat(rows, len(pools)))
        column.append(np.tile(pools, len(rows)))
        value.append(cells.ravel())
    index = (np.concatenate(row), np.concatenate(column))
    placed = sparse.csr_array((np.concatenate(value), index), shape=shape)
    placed.eliminate_zeros()
    return placed


def _seen(net: Net, piece: Pieces) -> Floats:
    """Return the seen part of use: stated cells whole, inferred none, the residual as before."""
    cells = piece.parts.use
    before = net.use_seen[:, [piece.parts.parent]].toarray().ravel()[cells.pool]
    share = np.divide(before, cells.usd, out=np.zeros_like(before), where=cells.usd != 0.0)
    return np.vstack([np.nan_to_num(cells.stated), share * piece.use[-1]])


def _quantity(net: Net, piece: Pieces) -> tuple[Places, Floats]:
    """Split physical quantities as the dollars of the cell, or as output where there are none."""
    row = net.make_quantity[[piece.parts.parent], :].tocoo()
    cells = piece.parts.make
    place = {int(j): a for a, j in enumerate(cells.pool)}
    share = np.r_[piece.parts.share, piece.parts.rest]
    fraction = np.empty((len(share), len(row.col)))
    for b, j in enumerate(row.col.tolist()):
        a = place.get(j, -1)
        known = a >= 0 and np.isfinite(cells.usd[a]) and cells.usd[a] != 0.0
        fraction[:, b] = piece.make[:, a] / cells.usd[a] if known else share
    return row.col.astype(np.intp), fraction * row.data


def _spread(
    matrix: sparse.csr_array | None, both: Sequence[tuple[Places, Pieces]], size: int
) -> sparse.csr_array | None:
    """Give every child the traits of its parent's use cells, where it has the cell."""
    if matrix is None:
        return None
    old = matrix.tocoo()
    row: list[Places] = [old.row.astype(np.intp)]
    column: list[Places] = [old.col.astype(np.intp)]
    value: list[Floats] = [old.data]
    for rows, piece in both:
        mine = np.flatnonzero(old.col == piece.parts.parent)
        place = {int(j): b for b, j in enumerate(piece.parts.use.pool)}
        for cell in mine.tolist():
            b = place.get(int(old.row[cell]), -1)
            users = rows[:-1][piece.use[:-1, b] != 0.0] if b >= 0 else rows[:0]
            row.append(np.full(len(users), old.row[cell], dtype=np.intp))
            column.append(users)
            value.append(np.full(len(users), old.data[cell]))
    index = (np.concatenate(row), np.concatenate(column))
    return sparse.csr_array((np.concatenate(value), index), shape=(matrix.shape[0], size))


def _activities(net: Net, both: Sequence[tuple[Places, Pieces]]) -> Activities:
    a = net.activities
    claims = list(chain.from_iterable(piece.parts.claims for _, piece in both))
    parents = [p.parts.parent for _, p in both for _ in p.parts.claims]
    group = {piece.parts.parent: piece.parts.claims for _, piece in both}
    low, high = _bounds(a, both)
    rest = range(len(a))
    return Activities(
        id=(*a.id, *(c.id for c in claims)),
        name=(*(_rest_of(a.name[i]) if i in group else a.name[i] for i in rest),
              *(c.name for c in claims)),
        kind=(*(ActivityKind.RESIDUAL if i in group else a.kind[i] for i in rest),
              *(c.kind for c in claims)),
        region=(*a.region,
                *(c.region or a.region[p] for c, p in zip(claims, parents, strict=True))),
        industry=(*a.industry, *(a.industry[p] for p in parents)),
        parent=np.r_[a.parent, np.array(parents, dtype=np.int32)].astype(np.int32),
        output_usd=_numbers(a.output_usd, [(rows, p.output) for rows, p in both], len(claims)),
        output_lo_usd=low,
        output_hi_usd=high,
        value_added_usd=_numbers(
            a.value_added_usd, [(rows, p.value_added) for rows, p in both], len(claims)
        ),
        compensation_usd=_numbers(
            a.compensation_usd, [(rows, p.compensation) for rows, p in both], len(claims)
        ),
        accounting=(*a.accounting, *(a.accounting[p] for p in parents)),
        method=(*(Method.INFERRED if i in group else a.method[i] for i in rest),
                *(c.method for c in claims)),
        label=(*(join(a.label[i], *(c.label for c in group.get(i, ()))) for i in rest),
               *(_label(a.label[p], c, group[p]) for c, p in zip(claims, parents, strict=True))),
        evidence=(*(_less(a.evidence[i], [c.id for c in group[i]]) if i in group else a.evidence[i]
                    for i in rest), *(c.evidence for c in claims)),
    )  # fmt: skip


def _label(parent: Label, claim: Allocation, siblings: Sequence[Allocation]) -> Label:
    """Return the label of a child: its inferred cells give away what its siblings state."""
    telling = [c.label for c in siblings if c.make_usd or c.use_usd]
    return join(parent, claim.label, *telling)


def _numbers(old: Floats, new: Sequence[tuple[Places, Floats]], more: int) -> Floats:
    values: Floats = np.r_[old, np.full(more, np.nan)]
    for rows, numbers in new:
        values[rows] = numbers
    return values


def _bounds(a: Activities, both: Sequence[tuple[Places, Pieces]]) -> tuple[Floats, Floats]:
    """Return bounds of output; a residual is as uncertain as the whole and its parts together.

    A child known by its share takes that share of its parent's bounds.
    """
    lows, highs = [], []
    for rows, piece in both:
        p, k = piece.parts.parent, len(piece.parts.claims)
        lo, hi = np.empty(k + 1), np.empty(k + 1)
        lo[-1], hi[-1] = a.output_lo_usd[p], a.output_hi_usd[p]
        for i, claim in enumerate(piece.parts.claims):
            if claim.share is not None:
                lo[i], hi[i] = claim.share * a.output_lo_usd[p], claim.share * a.output_hi_usd[p]
                lo[-1], hi[-1] = lo[-1] - lo[i], hi[-1] - hi[i]
            else:
                lo[i] = piece.output[i] if claim.output_lo_usd is None else claim.output_lo_usd
                hi[i] = piece.output[i] if claim.output_hi_usd is None else claim.output_hi_usd
                lo[-1], hi[-1] = lo[-1] - hi[i], hi[-1] - lo[i]
        lows.append((rows, lo))
        highs.append((rows, hi))
    more = sum(len(piece.parts.claims) for _, piece in both)
    return _numbers(a.output_lo_usd, lows, more), _numbers(a.output_hi_usd, highs, more)


def _rest_of(name: str) -> str:
    return name if name.endswith(", the rest") else f"{name}, the rest"


def _less(evidence: str, firms: Sequence[str]) -> str:
    return f"{evidence}, less {', '.join(firms)}"
