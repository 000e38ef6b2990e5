"""Known deliveries between activities: lower bounds of cells first, source edges then.

A delivery through a pool is part of what its supplier makes into the pool and of what its buyer
uses from it. Where a carved firm's cell is only inferred and smaller than its known deliveries, the
cell is raised to them, as if the firm had stated it: what is known outranks a proportion.
Deliveries larger than a stated cell, or than a cell of an activity that is not being carved, do not
fit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from mainstay.errors import Problem
from mainstay.twin.carving.allocation import Allocation, SupplyLink
from mainstay.twin.carving.margins import Adjustment, Excess, nearest, weights
from mainstay.twin.carving.split import SLACK, Parts, parts_of, split_make, split_use
from mainstay.twin.net import Floats, Ints, Net, SourceEdges


def link_problems(net: Net, links: Sequence[SupplyLink], new: frozenset[str]) -> Iterator[Problem]:
    """Yield every fault of the links; ``new`` are the ids of activities about to be carved."""
    for k, link in enumerate(links):
        where = f"delivery {k + 1}, {link.supplier} to {link.buyer}"
        for end in (link.supplier, link.buyer):
            if end not in net.activity_index and end not in new:
                yield Problem("unknown_code", where, f"no activity {end}", "allocate it first")
        if link.pool not in net.pool_index:
            hint = "; ".join(net.pool_codes().closest(link.pool, 1))
            yield Problem("unknown_code", where, f"no pool {link.pool}", hint)
        if np.isinf(link.value_usd) or link.value_usd < 0.0:
            yield Problem("bad_amount", where, f"{link.value_usd:g} USD")
        if not 0.0 < link.confidence <= 1.0:
            yield Problem("bad_confidence", where, f"{link.confidence:g}", "above 0, up to 1")


def raised(net: Net, part: Parts, links: Sequence[SupplyLink]) -> tuple[Parts, list[Adjustment]]:
    """Return the parts with inferred cells raised to their known deliveries, and each raise."""
    needs = _needs(links)
    found: list[Adjustment] = []
    while links:
        higher = [
            (i, kind, pool, before, needs[kind, claim.id][pool])
            for kind, made in (("make", split_make(part)), ("use", split_use(part)))
            if made is not None
            for i, claim in enumerate(part.claims)
            for pool, before in _inferred(net, part, kind, made[i], claim)
            if pool in needs[kind, claim.id]
            if needs[kind, claim.id][pool] > before * (1.0 + SLACK)
        ]
        if not higher:
            return part, found
        claims = list(part.claims)
        for i, kind, pool, before, after in higher:
            claims[i] = claims[i].stating(kind, pool, after)
            found.append(Adjustment(claims[i].id, f"{kind} {pool}", before, after))
        part = parts_of(net, part.parent, tuple(claims))
    return part, found


def over_deliveries(net: Net, links: Sequence[SupplyLink]) -> list[Excess]:
    """Return every make or use cell of the net that its known deliveries exceed.

    The net's own edges count as well.
    """
    needs = _needs([*links, *_existing(net)])
    found = []
    for kind, key in needs:
        for pool, claimed in needs[kind, key].items():
            i, j = net.activity_index[key], net.pool_index[pool]
            available = float(net.make[i, j] if kind == "make" else net.use[j, i])
            if claimed - available > SLACK * max(abs(available), abs(claimed)):
                where = f"{kind} of {pool} by {key}"
                found.append(Excess(f"delivery_{kind}", where, claimed, available, (key,)))
    return found


def fitted(
    net: Net, links: Sequence[SupplyLink], over: Sequence[Excess]
) -> tuple[tuple[SupplyLink, ...], list[Adjustment]] | None:
    """Return the links, lowered as little as needed; ``None`` if the own edges are too much."""
    claim = np.nan_to_num(np.array([link.value_usd for link in links]))
    weight = weights(claim, np.array([link.confidence for link in links]))
    own = _needs(list(_existing(net)))
    rows, limits = [], []
    for excess in over:
        kind, key = excess.kind.removeprefix("delivery_"), excess.firms[0]
        pool = excess.where.removeprefix(f"{kind} of ").removesuffix(f" by {key}")
        rows.append([
            link.pool == pool and key == (link.supplier if kind == "make" else link.buyer)
            for link in links
        ])  # fmt: skip
        limits.append(excess.available_usd - own[kind, key][pool])
    found = nearest(claim, weight, np.array(rows, dtype=np.float64), np.array(limits))
    if found is None:
        return None
    lowered, changes = [], []
    for link, usd in zip(links, found.tolist(), strict=True):
        lowered.append(link if np.isnan(link.value_usd) else replace(link, value_usd=usd))
        if abs(usd - link.value_usd) > SLACK * link.value_usd:
            cell = f"delivery from {link.supplier} through {link.pool}"
            changes.append(Adjustment(link.buyer, cell, link.value_usd, usd))
    return tuple(lowered), changes


def with_edges(net: Net, links: Sequence[SupplyLink]) -> Net:
    """Return the net with the links appended to its source edges."""
    if not links:
        return net
    old = net.source
    return replace(net, source=SourceEdges(
        supplier=_joined(old.supplier, [net.activity_index[k.supplier] for k in links]),
        buyer=_joined(old.buyer, [net.activity_index[k.buyer] for k in links]),
        pool=_joined(old.pool, [net.pool_index[k.pool] for k in links]),
        value_usd=np.r_[old.value_usd, [k.value_usd for k in links]],
        lead_days=np.r_[old.lead_days, [k.lead_days for k in links]],
        confidence=np.r_[old.confidence, [k.confidence for k in links]],
        evidence=(*old.evidence, *(k.evidence for k in links)),
    ))  # fmt: skip


def _joined(old: Ints, new: Sequence[int]) -> Ints:
    return np.concatenate([old, np.array(new, dtype=np.int32)])


def _existing(net: Net) -> Iterator[SupplyLink]:
    edges = net.source
    for k in range(len(edges)):
        yield SupplyLink(
            net.activities.id[edges.supplier[k]],
            net.activities.id[edges.buyer[k]],
            net.pools.id[edges.pool[k]],
            float(edges.value_usd[k]),
        )


def _needs(links: Sequence[SupplyLink]) -> defaultdict[tuple[str, str], defaultdict[str, float]]:
    """Return dollars delivered by (make or use, activity) and pool."""
    needs: defaultdict[tuple[str, str], defaultdict[str, float]] = defaultdict(
        lambda: defaultdict(float)
    )
    for link in (link for link in links if not np.isnan(link.value_usd)):
        needs["make", link.supplier][link.pool] += link.value_usd
        needs["use", link.buyer][link.pool] += link.value_usd
    return needs


def _inferred(
    net: Net, part: Parts, kind: str, made: Floats, claim: Allocation
) -> Iterator[tuple[str, float]]:
    """Yield each pool that a child states nothing of, with what is inferred for it."""
    cells = part.make if kind == "make" else part.use
    stated = claim.make_usd if kind == "make" else claim.use_usd
    inferred = dict(zip(cells.pool.tolist(), made.tolist(), strict=True))
    for j, pool in enumerate(net.pools.id):
        if pool not in stated:
            yield pool, inferred.get(j, 0.0)
