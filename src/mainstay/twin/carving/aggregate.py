"""Sum activities: back into what they were carved out of, or into coarser groups.

Flows, quantities and outputs of a group are sums; bounds of output add as if independent of each
other in sign, lows with lows and highs with highs. A trait of a use cell keeps the widest bounds of
its members, spans are averaged by dollars. Labels join; a group is supply only if any member is.
Pools, final use and trade are untouched, so every balance of a pool holds as before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.errors import Problem, UnknownCode, raise_all
from mainstay.model import Method, join
from mainstay.twin.carving.carve import Before, CarveReport
from mainstay.twin.net import (
    Accounting,
    Activities,
    ActivityKind,
    Floats,
    Net,
    SourceEdges,
    UseTraits,
)

Groups = NDArray[np.intp]

#: Ending of the name of a residual.
REST = ", the rest"


def aggregate(net: Net, mapping: Mapping[str, str]) -> Net:
    """Return the net with activities summed into groups.

    Parameters
    ----------
    net
        With ``n`` activities.
    mapping
        Activity id to the id of its group; an activity that is not named stays by itself. A group
        stands where its first member stood. If a member has the group's id, name and kind are its.

    Raises
    ------
    UnknownCode
        Naming every activity of the mapping that the net does not have.

    Examples
    --------
    >>> from mainstay.twin.carving.carve import carve
    >>> from mainstay.twin.toy import ELECTRONICS, FIRM, own_technology, toy_net
    >>> carved = carve(toy_net(), [own_technology()]).net
    >>> aggregate(carved, {FIRM: ELECTRONICS}).activities.output_usd.tolist()
    [60.0, 120.0, 20.0]
    """
    missing = [key for key in mapping if key not in net.activity_index]
    raise_all(UnknownCode, "the mapping names activities that are not in the net", [
        Problem("unknown_code", key, "no such activity",
                "; ".join(net.activity_codes().closest(key, 1))) for key in missing
    ])  # fmt: skip
    ids = tuple(dict.fromkeys(mapping.get(key, key) for key in net.activities.id))
    place = {key: g for g, key in enumerate(ids)}
    group = np.array([place[mapping.get(key, key)] for key in net.activities.id], dtype=np.intp)
    n = len(group)
    gather = sparse.csr_array((np.ones(n), (group, np.arange(n))), shape=(len(ids), n))
    return replace(
        net,
        activities=_activities(net.activities, ids, group),
        make=sparse.csr_array(gather @ net.make),
        make_quantity=sparse.csr_array(gather @ net.make_quantity),
        use=sparse.csr_array(net.use @ gather.T),
        use_seen=sparse.csr_array(net.use_seen @ gather.T),
        traits=_traits(net, group, len(ids)),
        source=_edges(net.source, group),
    )


def uncarve(net: Net, report: CarveReport | None = None) -> Net:
    """Return the net with what was carved summed back.

    Parameters
    ----------
    net
        A carved net.
    report
        Undo this carve alone, down to names, labels, bounds and what was seen. Without it, undo
        every carve; labels then stay as closed as the most closed part.

    Examples
    --------
    >>> from mainstay.twin.carving.carve import carve
    >>> from mainstay.twin.toy import own_technology, toy_net
    >>> result = carve(toy_net(), [own_technology()])
    >>> uncarve(result.net, result.report).activities.name
    ('Smelting', 'Electronics', 'Abroad (supply only)')
    """
    a = net.activities
    gone = set(report.children) if report else {a.id[i] for i in np.flatnonzero(a.parent >= 0)}
    mapping: dict[str, str] = {}
    for i, key in enumerate(a.id):
        top, into = i, -1
        while top >= 0:
            if a.id[top] in gone:
                into = int(a.parent[top])
            top = int(a.parent[top])
        if into >= 0:
            mapping[key] = a.id[into]
    if report:
        edges = [k for k in range(len(net.source)) if not report.edges[0] <= k < report.edges[1]]
        net = replace(net, source=net.source.take(edges))
    summed = aggregate(net, mapping)
    return _restored(summed, report.before) if report else summed


def _restored(net: Net, before: Sequence[Before]) -> Net:
    """Put back what cannot be summed."""
    a = net.activities
    low, high = a.output_lo_usd.copy(), a.output_hi_usd.copy()
    name, kind, method = list(a.name), list(a.kind), list(a.method)
    label, evidence = list(a.label), list(a.evidence)
    seen = net.use_seen.tolil()
    for was in before:
        i = net.activity_index[was.id]
        low[i], high[i] = was.output_lo_usd, was.output_hi_usd
        name[i], kind[i], method[i] = was.name, was.kind, was.method
        label[i], evidence[i] = was.label, was.evidence
        seen[:, [i]] = 0.0
        for pool, usd in was.use_seen.items():
            seen[net.pool_index[pool], i] = usd
    activities = replace(
        a, name=tuple(name), kind=tuple(kind), method=tuple(method), label=tuple(label),
        evidence=tuple(evidence), output_lo_usd=low, output_hi_usd=high,
    )  # fmt: skip
    return replace(net, activities=activities, use_seen=sparse.csr_array(seen.tocsr()))


def _activities(a: Activities, ids: Sequence[str], group: Groups) -> Activities:
    members: list[list[int]] = [[] for _ in ids]
    for i, g in enumerate(group.tolist()):
        members[g].append(i)
    heads = [
        next((i for i in mine if a.id[i] == key), mine[0])
        for key, mine in zip(ids, members, strict=True)
    ]
    parent = [int(group[a.parent[h]]) if a.parent[h] >= 0 else -1 for h in heads]
    parent = [p if p != g else -1 for g, p in enumerate(parent)]

    def total(values: Floats) -> Floats:
        summed = np.bincount(group, weights=values, minlength=len(ids))
        return np.asarray(summed, dtype=np.float64)

    def same(values: Sequence[str]) -> tuple[str, ...]:
        return tuple(
            values[h] if all(values[i] == values[h] for i in mine) else ""
            for h, mine in zip(heads, members, strict=True)
        )

    both = list(zip(ids, heads, members, strict=True))
    alone = [len(mine) == 1 for mine in members]
    return Activities(
        id=tuple(ids),
        name=tuple(_name(a, key, h, mine) for key, h, mine in both),
        kind=tuple(a.kind[h] if one else _whole(a, h) for h, one in zip(heads, alone, strict=True)),
        region=same(a.region),
        industry=same(a.industry),
        parent=np.array(parent, dtype=np.int32),
        output_usd=total(a.output_usd),
        output_lo_usd=total(a.output_lo_usd),
        output_hi_usd=total(a.output_hi_usd),
        value_added_usd=total(a.value_added_usd),
        compensation_usd=total(a.compensation_usd),
        accounting=tuple(_least(a, mine) for mine in members),
        method=tuple(
            a.method[h] if all(a.method[i] is a.method[h] for i in mine) else Method.INFERRED
            for h, mine in zip(heads, members, strict=True)
        ),
        label=tuple(join(*(a.label[i] for i in mine)) for mine in members),
        evidence=tuple("; ".join(dict.fromkeys(a.evidence[i] for i in mine)) for mine in members),
    )


def _name(a: Activities, key: str, head: int, members: Sequence[int]) -> str:
    if len(members) == 1 and a.id[head] == key:
        return a.name[head]
    return a.name[head].removesuffix(REST) if a.id[head] == key else key


def _whole(a: Activities, head: int) -> ActivityKind:
    """Return the kind of a residual with its children put back."""
    if a.kind[head] is not ActivityKind.RESIDUAL:
        return a.kind[head]
    if a.parent[head] >= 0:
        return ActivityKind.FIRM
    return ActivityKind.INDUSTRY if a.industry[head] else ActivityKind.COUNTRY_PRODUCER


def _least(a: Activities, members: Sequence[int]) -> Accounting:
    kinds = {a.accounting[i] for i in members}
    order = (Accounting.BOUNDARY, Accounting.SUPPLY_ONLY, Accounting.FULL)
    return next(kind for kind in order if kind in kinds)


def _edges(edges: SourceEdges, group: Groups) -> SourceEdges:
    """Return the edges between groups; those that now have the same ends are one."""
    found: dict[tuple[int, int, int], list[int]] = {}
    for k in range(len(edges)):
        ends = (int(group[edges.supplier[k]]), int(group[edges.buyer[k]]), int(edges.pool[k]))
        found.setdefault(ends, []).append(k)
    ends_of = np.array(list(found), dtype=np.int32).reshape(len(found), 3)
    usd = [float(edges.value_usd[mine].sum()) for mine in found.values()]
    days = [
        float(edges.value_usd[mine] @ edges.lead_days[mine] / total) if total else np.nan
        for mine, total in zip(found.values(), usd, strict=True)
    ]
    return SourceEdges(
        supplier=ends_of[:, 0],
        buyer=ends_of[:, 1],
        pool=ends_of[:, 2],
        value_usd=np.array(usd, dtype=np.float64),
        lead_days=np.array(days, dtype=np.float64),
        confidence=np.array([edges.confidence[mine].min() for mine in found.values()]),
        evidence=tuple(
            "; ".join(dict.fromkeys(edges.evidence[k] for k in mine)) for mine in found.values()
        ),
    )


def _traits(net: Net, group: Groups, size: int) -> UseTraits:
    merged = {}
    for name in (f.name for f in fields(UseTraits)):
        matrix = getattr(net.traits, name)
        how = name.rpartition("_")[2]
        merged[name] = None if matrix is None else _merged(matrix, net.use, group, size, how)
    return UseTraits(**merged)


def _merged(
    matrix: sparse.csr_array, use: sparse.csr_array, group: Groups, size: int, how: str
) -> sparse.csr_array:
    cells = matrix.tocoo()
    key, place = np.unique(cells.row * size + group[cells.col], return_inverse=True)
    value = cells.data.astype(np.float64)
    if how == "lo":
        out = np.full(len(key), np.inf)
        np.minimum.at(out, place, value)
    elif how == "hi":
        out = np.full(len(key), -np.inf)
        np.maximum.at(out, place, value)
    else:
        usd = np.abs(np.asarray(use[cells.row, cells.col]).ravel()) if len(value) else value
        weight = np.bincount(place, usd, len(key))
        plain = np.bincount(place, value, len(key)) / np.bincount(place, minlength=len(key))
        out = np.divide(np.bincount(place, usd * value, len(key)), weight, out=plain,
                        where=weight > 0.0)  # fmt: skip
    return sparse.csr_array((out, (key // size, key % size)), shape=(matrix.shape[0], size))
