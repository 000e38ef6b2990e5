"""Carve firms and plants out of the activities that hold them.

The parent stays in its place, under its id, as what remains: its kind becomes ``residual``, its row
of make and column of use are reduced, and its children are appended behind all other activities
with ``parent`` pointing at it. So every dollar is in the arrays once, an engine needs to know
nothing of carving, and for every make and use cell, for output, value added and compensation

    children + residual = parent        to 1e-9 of the parent.

A residual can be carved again, and a firm can be carved into plants: it then is its own residual.
Final use, trade and activities abroad are untouched.

A firm of which only the sales are known gets its parent's inputs and products in proportion:
inferred, so nothing of it counts as seen. Stated cells are kept as reported and count as seen; what
they leave is split as :mod:`mainstay.twin.carving.split` says. The residual keeps the seen share of
its parent's cells. Value added follows from output and inputs, so that every child's accounts
balance where the parent's do. The residual is labeled as its most closed child: parent less
residual would give the child away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NoReturn

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import CarveError, InputError, Problem, UnitMismatch, raise_all
from mainstay.model import Label, Method
from mainstay.twin.carving.allocation import Allocation, SupplyLink
from mainstay.twin.carving.assemble import assemble, notes, split
from mainstay.twin.carving.deliveries import (
    fitted,
    link_problems,
    over_deliveries,
    raised,
    with_edges,
)
from mainstay.twin.carving.margins import Adjustment, Excess, adjusted, excesses
from mainstay.twin.carving.split import Cells, Parts, parts_of
from mainstay.twin.net import ActivityKind, Net

Policy = Literal["reject", "adjust"]


@dataclass(frozen=True, slots=True)
class Before:
    """What an activity was before it was carved."""

    id: str
    name: str
    kind: ActivityKind
    method: Method
    label: Label
    evidence: str
    output_lo_usd: float
    output_hi_usd: float
    use_seen: Mapping[str, float]

    @classmethod
    def of(cls, net: Net, place: int) -> Before:
        """Take down one activity of a net."""
        a = net.activities
        seen = net.use_seen[:, [place]].tocoo()
        use_seen = {net.pools.id[j]: float(v) for j, v in zip(seen.row, seen.data, strict=True)}
        return cls(a.id[place], a.name[place], a.kind[place], a.method[place], a.label[place],
                   a.evidence[place], float(a.output_lo_usd[place]),
                   float(a.output_hi_usd[place]), use_seen)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CarveReport:
    """What a carve did.

    Parameters
    ----------
    before
        The carved activities as they were.
    children
        Ids of the new activities.
    excesses
        Margins that the claims as given exceed; empty unless the policy is ``adjust``.
    adjustments
        Every claim that was changed, with both values.
    raised
        Inferred cells that were raised to the known deliveries in them, with both values.
    edges
        Positions of the first new source edge and of the one after the last.
    notes
        What a reader should know: value added below zero, a residual without output.
    """

    before: tuple[Before, ...]
    children: tuple[str, ...]
    excesses: tuple[Excess, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    raised: tuple[Adjustment, ...] = ()
    edges: tuple[int, int] = (0, 0)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CarveResult:
    """The carved net and the report."""

    net: Net
    report: CarveReport


def carve(
    net: Net,
    allocations: Sequence[Allocation],
    *,
    links: Sequence[SupplyLink] = (),
    policy: Policy = "reject",
) -> CarveResult:
    """Carve the allocated firms and plants out of a net.

    Parameters
    ----------
    net
        Left as it is.
    allocations
        At most one per new id; several may share a parent.
    links
        Known deliveries between any two activities of the carved net
        (:mod:`mainstay.twin.carving.deliveries`).
    policy
        ``reject`` refuses claims that do not fit; ``adjust`` changes them as little as needed
        (:mod:`mainstay.twin.carving.margins`) and stores each change in the report.

    Raises
    ------
    InputError
        For faults in the allocations and links, with every fault.
    UnitMismatch
        If the only faults are years or price bases that differ from the net's.
    CarveError
        If claims exceed a margin of their parent: every margin with its excess, also as plain data
        in ``context["excesses"]``.

    Examples
    --------
    >>> from mainstay.twin.toy import own_technology, toy_net
    >>> carved = carve(toy_net(), [own_technology()]).net
    >>> dict(zip(carved.activities.id, carved.activities.output_usd.tolist(), strict=True))
    {'toy:smelting': 60.0, 'toy:electronics': 45.0, 'region:abroad': 20.0, 'firm:alpha': 75.0}
    """
    grouped: dict[int, list[Allocation]] = defaultdict(list)
    for claim in _checked(net, allocations, links):
        grouped[net.activity_index[claim.activity]].append(claim)
    parts = [parts_of(net, parent, tuple(group)) for parent, group in sorted(grouped.items())]
    _check_known(net, parts)
    adjust = policy == "adjust"
    fits, over, changes = _fitted(net, parts, adjust=adjust)
    raises: list[Adjustment] = []
    for k, part in enumerate(fits):
        fits[k], more = raised(net, part, links)
        raises += more
    if raises:
        fits, over_raised, changes_raised = _fitted(net, fits, adjust=adjust)
        over, changes = over + over_raised, changes + changes_raised
    pieces = [split(net, part) for part in fits]
    carved = assemble(net, pieces)
    delivered, over_links, changes_links = _delivered(carved, links, adjust=adjust)
    report = CarveReport(
        before=tuple(Before.of(net, part.parent) for part in parts),
        children=tuple(claim.id for part in parts for claim in part.claims),
        excesses=(*over, *over_links),
        adjustments=(*changes, *changes_links),
        raised=tuple(raises),
        edges=(len(net.source), len(net.source) + len(links)),
        notes=tuple(note for piece in pieces for note in notes(net, piece)),
    )
    return CarveResult(delivered, report)


def _reject(over: Sequence[Excess]) -> NoReturn:
    count = "margin is" if len(over) == 1 else "margins are"
    raise CarveError(
        f"the claims do not fit: {len(over)} {count} exceeded",
        hint="lower the claims, or carve with the policy adjust",
        problems=[excess.problem() for excess in over],
        context={"excesses": [excess.as_dict() for excess in over]},
    )


def _checked(
    net: Net, allocations: Sequence[Allocation], links: Sequence[SupplyLink]
) -> list[Allocation]:
    problems = list(link_problems(net, links, frozenset(claim.id for claim in allocations)))
    units: list[Problem] = []
    claims: list[Allocation] = []
    seen: set[str] = set()
    for claim in allocations:
        problems += claim.problems()
        problems += _unknown_codes(net, claim)
        if claim.id in seen or claim.id in net.activity_index:
            problems.append(Problem("duplicate_key", claim.id, "an activity of that id exists"))
        seen.add(claim.id)
        try:
            claims.append(claim.in_dollars_of(net.base_year, net.price_basis))
        except UnitMismatch as error:
            units.append(Problem("unit_mismatch", claim.id, error.message, error.hint))
    kind = InputError if problems else UnitMismatch
    raise_all(kind, "the allocations cannot be used", [*problems, *units])
    return claims


def _unknown_codes(net: Net, claim: Allocation) -> list[Problem]:
    found = []
    if claim.activity not in net.activity_index:
        near = net.activity_codes().closest(claim.activity, 1)
        found.append(_unknown(claim.id, "activity", claim.activity, near))
    pools = {**claim.make_usd, **claim.use_usd}
    unknown = [pool for pool in pools if pool not in net.pool_index]
    found += [_unknown(claim.id, "pool", p, net.pool_codes().closest(p, 1)) for p in unknown]
    return found


def _check_known(net: Net, parts: Sequence[Parts]) -> None:
    problems = []
    for part in parts:
        name = net.activities.id[part.parent]
        dollars = [c.id for c in part.claims if c.share is None]
        if dollars and not (np.isfinite(part.total) and part.total > 0.0):
            problems.append(
                Problem(
                    "unknown_value",
                    name,
                    f"no output to place {', '.join(dollars)} in",
                    "give shares instead of dollars",
                )
            )
        for kind, cells in (("make", part.make), ("use", part.use)):
            for a in np.flatnonzero(_wanted(cells, kind) & np.isnan(cells.usd)):
                where = f"{kind} of {net.pools.id[cells.pool[a]]} by {name}"
                problems.append(Problem("unknown_value", where, "nothing known to carve from"))
    raise_all(InputError, "the allocations cannot be used", problems)


def _wanted(cells: Cells, kind: str) -> NDArray[np.bool_]:
    """Return which cells must be known: all of make where any is stated, else the stated ones."""
    stated: NDArray[np.bool_] = ~np.all(cells.unstated, axis=0, keepdims=True)[0]
    return np.full(len(stated), stated.any()) if kind == "make" else stated


def _unknown(where: str, what: str, code: str, near: Sequence[str]) -> Problem:
    hint = f"did you mean {near[0]}?" if near else ""
    return Problem("unknown_code", where, f"no {what} {code}", hint)


def _fitted(
    net: Net, parts: Sequence[Parts], *, adjust: bool
) -> tuple[list[Parts], list[Excess], list[Adjustment]]:
    """Return the parts within their margins, what exceeded them, and what was changed."""
    over = [excesses(net, part) for part in parts]
    found = [excess for some in over for excess in some]
    if found and not adjust:
        _reject(found)
    changes: list[Adjustment] = []
    fits = list(parts)
    for k in (k for k, some in enumerate(over) if some):
        claims, changed = adjusted(net, parts[k])
        fits[k] = parts_of(net, parts[k].parent, claims)
        changes += changed
    return fits, found, changes


def _delivered(
    net: Net, links: Sequence[SupplyLink], *, adjust: bool
) -> tuple[Net, list[Excess], list[Adjustment]]:
    """Return the net with its source edges, all within their cells."""
    over = over_deliveries(net, links)
    changes: list[Adjustment] = []
    if over:
        lowered = fitted(net, links, over) if adjust else None
        if lowered is None:
            _reject(over)
        else:
            links, changes = lowered
    return with_edges(net, links), over, changes
