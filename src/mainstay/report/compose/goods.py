"""A manufactured product, one tier up and one down: who makes or ships it, and who buys it here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mainstay.model import Method
from mainstay.report.compose.chain import ChainBuilder, scaled
from mainstay.report.compose.columns import Evidence
from mainstay.report.material import Chain
from mainstay.twin.coefficients import UNALLOCATED
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
    made, used = (evidence.why(row, _NOTES[name], Method.INFERRED) for name in ("made", "used"))
    builder = ChainBuilder()
    builder.tier("Made or shipped here by", "of supply", scaled(_makers(net, pools)), made,
                 market="United States", tone="imports")  # fmt: skip
    builder.tier("Bought by", "of use", scaled(_buyers(net, pools)), used)
    return Chain(mineral="-".join(codes), name=name, levels=tuple(builder.levels),
                 links=tuple(builder.links),
                 note="A share of dollars at producer prices, of the year of the net.")  # fmt: skip


def _makers(net: Net, pools: Sequence[int]) -> dict[str, float]:
    cells = net.make[:, pools].tocoo()
    found: dict[str, float] = {}
    for i, value in zip(cells.row, cells.data, strict=True):
        region = net.activities.region[i]
        is_known = region not in ("", UNALLOCATED)
        who = "United States" if net.full[i] else region if is_known else "origin unknown"
        found[who] = found.get(who, 0.0) + float(value)
    return found


def _buyers(net: Net, pools: Sequence[int]) -> dict[str, float]:
    use = np.asarray(net.use[pools].sum(axis=0)).ravel()
    found = {net.activities.name[i]: float(use[i]) for i in np.flatnonzero(use > 0)}
    final = net.final[pools].sum(axis=0)
    for account, value in zip(FINAL_ACCOUNTS, final, strict=True):
        if value > 0:
            found[_FINAL.get(account, account)] = float(value)
    return found
