"""Residual firms: the rest of an industry as one firm, to be split before it may fail as one.

A carved net knows some firms and holds the others of their industry together. As one firm the rest
would stop whole, and would stand in for nobody as many firms can; its score would be of nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, raise_all
from mainstay.twin.firm_nets.firm_net import FirmNet, Index, sums
from mainstay.twin.net import Floats

#: Share of a market above which its residual must be split.
LIMIT = 0.2

#: Exponent of the Pareto distribution of sizes of the parts; assumed, near Zipf's law.
PARETO = 1.1

#: Largest size of a part as a part of what it may have: links come in whole pieces.
_ROOM = 0.8


def market_shares(net: FirmNet) -> Floats:
    """Return ``(n,)`` share of each firm in its industry, by output or else by sales over links."""
    size = net.sold_usd if net.output_usd is None else net.output_usd
    whole = sums(net.industry, size, len(net.industries))[net.industry]
    return np.divide(size, whole, out=np.zeros(net.size), where=whole > 0)


def check_residuals(net: FirmNet, residual: Sequence[int] | Index, limit: float = LIMIT) -> None:
    """Refuse a net that holds too much of a market in residual firms.

    Parameters
    ----------
    net
        The firms.
    residual
        Which of them stand for several.
    limit
        Largest share of a market.

    Raises
    ------
    InputError
        With every market whose residual is larger.
    """
    shares, problems = market_shares(net), []
    for k in np.unique(net.industry[np.asarray(residual, dtype=np.int64)]):
        of_k = [i for i in residual if net.industry[i] == k]
        share = float(shares[of_k].sum())
        if share > limit:
            where = f"market {net.industries[k]}"
            problems.append(Problem("residual_too_large", where, f"{share:.1%} in its residual",
                                    "split_residual makes firms of it"))  # fmt: skip
    raise_all(InputError, f"residuals above {limit:.0%} of their market", problems)


@dataclass(frozen=True, eq=False)
class _Parts:
    """Which firms take the place of which: ``first`` and ``count`` by old firm, share by new."""

    first: NDArray[np.int64]
    count: NDArray[np.int64]
    old: NDArray[np.int64]
    share: Floats


def split_residual(
    net: FirmNet, residual: Sequence[int] | Index, *, share: float = LIMIT, seed: int = 0,
    degree: float = 10.0,
) -> FirmNet:  # fmt: skip
    """Return the net with each large residual firm made into seeded synthetic firms.

    Sizes of the parts are Pareto, none above ``share`` of the market. A link of the residual goes
    to some of its parts, drawn by size, in pieces of about a ``degree``-th of a part's trade; money
    adds up link by link. Sales to final use follow the sizes.

    Parameters
    ----------
    net
        The firms.
    residual
        Which of them stand for several.
    share
        Largest share of a market that a part may have; residuals below it stay.
    seed
        Of the draw.
    degree
        Links of a part on each side, about.

    Raises
    ------
    InputError
        If there is no such share, degree or firm.

    Examples
    --------
    >>> one = FirmNet(("11", "33"), np.array([0, 1], np.int32), np.array([0], np.int32),
    ...               np.array([1], np.int32), np.array([8.0]))
    >>> split = split_residual(one, [0], share=0.25, seed=1)
    >>> bool(market_shares(split)[:-1].max() <= 0.25 + 1e-9), round(float(split.value_usd.sum()), 9)
    (True, 8.0)
    """
    chosen = np.unique(np.asarray(residual, dtype=np.int64))
    _check(net, chosen, share, degree)
    rng = np.random.default_rng(seed)
    parts = _parts(net, chosen, share, rng)
    if len(parts.old) == net.size:
        return net
    supplier, buyer, value = _links(net, parts, degree, rng)
    made = len(parts.old) - net.size
    note = (
        f"SYNTHETIC: {made + len(np.unique(parts.old[parts.share < 1]))} firms were drawn (seed"
        f" {seed}) in the place of residuals above {share:.0%} of their market; sizes assumed"
        f" Pareto {PARETO}"
    )
    sold = sums(supplier, value, len(parts.old))
    known = ("final_usd", "value_added_usd", "imports_usd", "unlinked_usd")
    given: dict[str, Any] = {
        name: held[parts.old] * parts.share
        for name in known
        if (held := getattr(net, name)) is not None
    }
    if net.output_usd is not None:
        given["output_usd"] = _output(net, net.output_usd, parts, sold)
    return replace(
        net, industry=net.industry[parts.old], supplier=supplier, buyer=buyer, value_usd=value,
        ids=_ids(net, parts), synthetic=True, notes=(note, *net.notes), **given,
    )  # fmt: skip


def _parts(
    net: FirmNet, chosen: NDArray[np.int64], share: float, rng: np.random.Generator
) -> _Parts:
    of_market = market_shares(net)
    count = np.ones(net.size, dtype=np.int64)
    sizes = [np.ones(1)] * net.size
    for i in chosen:
        if of_market[i] > share:
            sizes[i] = _sizes(_ROOM * float(share / of_market[i]), rng)
            count[i] = len(sizes[i])
    old = np.repeat(np.arange(net.size), count)
    return _Parts(np.cumsum(count) - count, count, old, np.concatenate(sizes))


def _sizes(largest: float, rng: np.random.Generator) -> Floats:
    """Return shares of a whole, Pareto, none above ``largest``; more parts until they fit."""
    count = int(np.ceil(4 / largest))
    drawn = rng.pareto(PARETO, count) + 1
    for _ in range(100):
        drawn = np.minimum(drawn, largest * drawn.sum())
    shares: Floats = drawn / drawn.sum()
    return shares


def _links(
    net: FirmNet, parts: _Parts, degree: float, rng: np.random.Generator
) -> tuple[Index, Index, Floats]:
    """Return the links with those of split firms in pieces, sorted by buyer, then supplier."""
    pieces = np.maximum(
        _pieces(net, parts, net.supplier, net.sold_usd, degree),
        _pieces(net, parts, net.buyer, net.bought_usd, degree),
    )
    link = np.repeat(np.arange(net.links), pieces)
    place = np.arange(len(link)) - (np.cumsum(pieces) - pieces)[link]
    # the pieces of a link meet its buyers in another order than its suppliers
    shuffled = place[np.lexsort((rng.random(len(link)), link))]
    ends = [
        _part(parts, side[link], (at + rng.random(len(link))) / pieces[link])
        for side, at in ((net.supplier, place), (net.buyer, shuffled))
    ]
    key = ends[1] * np.int64(len(parts.old)) + ends[0]
    pairs, pair = np.unique(key, return_inverse=True)
    value = sums(pair, net.value_usd[link] / pieces[link], len(pairs))
    firms = np.int64(len(parts.old))
    return (pairs % firms).astype(np.int32), (pairs // firms).astype(np.int32), value


def _part(parts: _Parts, old: NDArray[np.int32], draw: Floats) -> NDArray[np.int64]:
    """Return the part of each firm in whose stretch of all sizes a draw of 0 to 1 falls."""
    running = np.concatenate([[0.0], np.cumsum(parts.share)])
    first, last = parts.first[old], parts.first[old] + parts.count[old]
    at = running[first] + draw * (running[last] - running[first])
    found: NDArray[np.int64] = np.searchsorted(running, at, side="right").astype(np.int64)
    found = np.minimum(np.maximum(found - 1, first), last - 1)
    return found


def _pieces(
    net: FirmNet, parts: _Parts, side: Index, traded: Floats, degree: float
) -> NDArray[np.int64]:
    count = parts.count[side]
    of_trade = np.divide(net.value_usd, traded[side], out=np.zeros(net.links),
                         where=traded[side] > 0)  # fmt: skip
    wanted = np.ceil(of_trade * count * degree).astype(np.int64)
    return np.where(count > 1, np.maximum(wanted, 1), 1)


def _output(net: FirmNet, output: Floats, parts: _Parts, sold: Floats) -> Floats:
    """Return what a part sells over links and its part of what the residual sells elsewhere."""
    beside = np.maximum(output - net.sold_usd, 0.0)
    return sold + beside[parts.old] * parts.share


def _ids(net: FirmNet, parts: _Parts) -> tuple[str, ...]:
    if not net.ids:
        return ()
    place = np.arange(len(parts.old)) - parts.first[parts.old]
    return tuple(
        net.ids[old] if parts.count[old] == 1 else f"{net.ids[old]} (synthetic part {at + 1})"
        for old, at in zip(parts.old, place, strict=True)
    )


def _check(net: FirmNet, chosen: NDArray[np.int64], share: float, degree: float) -> None:
    problems = []
    if not 0 < share <= 1:
        problems.append(Problem("not_a_share", "share", f"{share}", "above 0, up to 1"))
    if not degree > 0:
        problems.append(Problem("bad_degree", "degree", f"{degree}", "above 0"))
    if len(chosen) and not (chosen[0] >= 0 and chosen[-1] < net.size):
        problems.append(Problem("unknown_firm", "residual", "no such firm", f"0 to {net.size - 1}"))
    raise_all(InputError, "the residual cannot be split", problems)
