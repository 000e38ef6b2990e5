"""What an account hangs on: every product ranked by what passes through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mainstay.errors import InputError
from mainstay.model import Table
from mainstay.twin.coefficients import UNALLOCATED, Indices
from mainstay.twin.concentration import concentration_of
from mainstay.twin.exposure import account_columns, passages
from mainstay.twin.net import Floats, Net
from mainstay.twin.selection import Selection, source_line
from mainstay.twin.technology import Technology, technology

By = Literal["hidden", "through", "imported"]

#: Pools looked through at a time.
BLOCK = 256

_KEY = "_products"


@dataclass(frozen=True, eq=False)
class Products:
    """Products of a net, each with its pools at home and abroad, and ``N_SS`` of each group."""

    codes: tuple[str, ...]
    pools: tuple[Indices, ...]
    inside: tuple[Floats, ...]


def products(tech: Technology) -> Products:
    """Return the products that are sold for dollars; computed once and kept with the technology."""
    kept = tech.__dict__.get(_KEY)
    if isinstance(kept, Products):
        return kept
    net = tech.net
    sold = (net.made_usd != 0) | (net.used_usd != 0) | net.final.any(axis=1)
    groups: dict[str, list[int]] = {}
    for j in np.flatnonzero(sold):
        groups.setdefault(net.pools.product[j], []).append(int(j))
    pools = tuple(np.array(group, dtype=np.intp) for group in groups.values())
    inside: list[Floats] = []
    pending: list[Indices] = []
    for number, group in enumerate(pools, 1):
        pending.append(group)
        if sum(map(len, pending)) >= BLOCK or number == len(pools):
            inside += _blocks(tech, pending)
            pending = []
    made = Products(tuple(groups), pools, tuple(inside))
    tech.__dict__[_KEY] = made
    return made


def hangs_on(net: Net, account: str, top: int | None = 10, *, by: By = "hidden") -> Table:
    """Return the products that an account hangs on, with every ranking beside each other.

    Parameters
    ----------
    net
        The net.
    account
        ``economy``, ``health``, ``defense`` or a column of final use.
    top
        Keep so many rows; ``None`` keeps all.
    by
        Order of the rows. ``through``: dollars of the account's final use that pass through the
        product at any tier. ``hidden``: the same without what the account buys of the product
        itself, so what stands inside of other things. ``imported``: dollars that pass through its
        imports. The three ranks stand in every row; where they differ, no single order holds.

    Raises
    ------
    InputError
        If there is no such account or order.
    """
    if by not in ("hidden", "through", "imported"):
        raise InputError(f"no order {by!r}", hint="hidden, through or imported")
    tech = technology(net)
    final = net.final_of(*account_columns(account))
    found, measures = products(tech), measured(tech, final)
    bought = np.array([final[pools].sum() for pools in found.pools])
    through, imported = measures["through"], measures["imported"]
    ranks = {name: _ranks(values) for name, values in measures.items()}
    total = float(final.sum())
    rows = []
    for k in np.argsort(ranks[by])[:top]:
        row: dict[str, object] = {
            "product": found.codes[k],
            "name": net.pools.name[found.pools[k][0]],
            "share": float(through[k]) / total if total else None,
            "through_usd": float(through[k]),
            "bought_usd": float(bought[k]),
            "hidden_usd": float(through[k] - bought[k]),
            "imported_usd": float(imported[k]),
            **{f"rank_{name}": int(values[k]) for name, values in ranks.items()},
        }
        rows.append(row | _makers(net, found.pools[k]))
    return Table.of(
        f"hangs_on_{account}",
        rows,
        title=f"What {account} hangs on, by {by}",
        source=source_line(net),
        notes=("shares of cost: not what stops without the product; rows overlap",),
    )


def measured(tech: Technology, final: Floats) -> dict[By, Floats]:
    """Return every order's dollars for each product, in the order of :func:`products`.

    Parameters
    ----------
    tech
        Technology of the net.
    final
        ``(m,)`` final use of each pool by the account, US dollars.
    """
    found, reached = products(tech), tech.on_pools(final)
    through = np.array([
        np.linalg.solve(inside.T, np.ones(len(pools))) @ reached[pools]
        for pools, inside in zip(found.pools, found.inside, strict=True)
    ])  # fmt: skip
    bought = np.array([final[pools].sum() for pools in found.pools])
    abroad = np.asarray(tech.leak.sum(axis=0)).ravel()
    imported = np.array([(abroad[pools] * reached[pools]).sum() for pools in found.pools])
    return {"through": through, "hidden": through - bought, "imported": imported}


def _makers(net: Net, pools: Indices) -> dict[str, object]:
    """Return how concentrated the makers are and how much of the use is a published number."""
    used = float(net.use[pools].sum())
    seen = float(net.use_seen[pools].sum()) / used if used else None
    try:
        makers = concentration_of(net, pools)
    except InputError:
        return {"hhi_lo": None, "hhi_hi": None, "leader": None, "leader_share": None,
                "seen_share": seen}  # fmt: skip
    return {
        "hhi_lo": makers.hhi_lo,
        "hhi_hi": makers.hhi_hi,
        "leader": makers.leader or UNALLOCATED,
        "leader_share": makers.leader_share,
        "seen_share": seen,
    }


def _ranks(values: Floats) -> Indices:
    ranks = np.empty(len(values), dtype=np.intp)
    ranks[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    return ranks


def _blocks(tech: Technology, groups: list[Indices]) -> list[Floats]:
    """Return ``N_SS`` of each group from one solve for them all."""
    together = np.concatenate(groups)
    chosen = Selection("", together, np.zeros(0, dtype=np.intp))
    _, on_pool = passages(tech, chosen)
    ends = np.cumsum([len(group) for group in groups])
    return [
        on_pool[end - len(group) : end][:, group] for end, group in zip(ends, groups, strict=True)
    ]
