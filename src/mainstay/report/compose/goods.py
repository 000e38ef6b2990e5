"""A manufactured product, one tier up and one down: who makes or ships it, and who buys it here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mainstay.model import Method
from mainstay.report.compose.chain import SHOWN
from mainstay.report.compose.columns import Evidence
from mainstay.report.material import Chain, ChainLevel, ChainLink, ChainNode
from mainstay.report.quantity import Number, Unit
from mainstay.twin.net import FINAL_ACCOUNTS, Net

_NOTES = {
    "made": "Share of what is made for, or shipped to, the United States; regions as published.",
    "used": "Share of what is bought, industries and final use; most cells are inferred.",
}

#: Words for final accounts.
_FINAL = {
    "consumption": "Households", "investment": "Investment", "exports": "Exports",
    "health": "Health care", "government_defense": "Defense, directly",
    "government_other": "Other government", "stock_change": "Stocks",
}  # fmt: skip


def chain_of_good(
    net: Net, codes: Sequence[str], name: str, evidence: Evidence, *, source: str
) -> Chain:
    """Return who makes or ships a product and who buys it.

    Parameters
    ----------
    net
        The net of money.
    codes
        Detail codes of the product, as of the industries that make it.
    name
        Words for it.
    evidence
        Makes provenances.
    source
        Keys of the sources behind it, with blanks between.

    Returns
    -------
    Chain
        Two levels with the market between them; each sums to one.
    """
    pools = [net.pool_index[k] for c in codes for k in (f"us:{c}", f"us-imports:{c}")
             if k in net.pool_index]  # fmt: skip
    row = {"source": source, "confidence": 0.5}
    made = _shares(_makers(net, pools))
    used = _shares(_buyers(net, pools))
    levels: list[ChainLevel] = []
    links: list[ChainLink] = []
    market = ChainNode(id="1/market", name="United States", tone="hatch")
    for depth, (title, base, parts, tone, note) in enumerate((
        ("Made or shipped here by", "of supply", made, "imports", _NOTES["made"]),
        ("Bought by", "of use", used, "world", _NOTES["used"]),
    )):  # fmt: skip
        why = evidence.why(row, note, Method.INFERRED)
        place = 2 * depth
        nodes = tuple(ChainNode(id=f"{place}/{n}", name=n, tone=tone) for n in parts)
        if depth:
            levels.append(ChainLevel(title="United States", base="", nodes=(market,),
                                     is_market=True))  # fmt: skip
        levels.append(ChainLevel(title=title, base=base, nodes=nodes))
        for node in nodes:
            ends = (market.id, node.id) if depth else (node.id, market.id)
            share = Number(parts[node.name], Unit.SHARE, why)
            links.append(ChainLink(source=ends[0], target=ends[1], share=share))
    return Chain(mineral="-".join(codes), name=name, levels=tuple(levels), links=tuple(links),
                 note="A share of dollars at producer prices, of the year of the net.")  # fmt: skip


def _makers(net: Net, pools: Sequence[int]) -> dict[str, float]:
    cells = net.make[:, pools].tocoo()
    found: dict[str, float] = {}
    for i, value in zip(cells.row, cells.data, strict=True):
        region = net.activities.region[i]
        who = "United States" if net.full[i] else "origin unknown" if region == "" else region
        found[who.replace("unallocated", "origin unknown")] = found.get(
            who.replace("unallocated", "origin unknown"), 0.0
        ) + float(value)
    return found


def _buyers(net: Net, pools: Sequence[int]) -> dict[str, float]:
    use = np.asarray(net.use[pools].sum(axis=0)).ravel()
    found = {net.activities.name[i]: float(use[i]) for i in np.flatnonzero(use > 0)}
    final = net.final[pools].sum(axis=0)
    for account, value in zip(FINAL_ACCOUNTS, final, strict=True):
        if value > 0:
            found[_FINAL.get(account, account)] = float(value)
    return found


def _shares(parts: Mapping[str, float]) -> dict[str, float]:
    total = sum(v for v in parts.values() if v > 0)
    order = sorted((n for n in parts if parts[n] > 0), key=lambda n: (-parts[n], n))
    kept = order if len(order) <= SHOWN else order[: SHOWN - 1]
    found = {n: parts[n] / total for n in kept}
    rest = 1.0 - sum(found.values())
    return found | ({"others": rest} if rest > 1e-9 else {})
