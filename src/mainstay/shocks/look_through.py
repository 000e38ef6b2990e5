"""Engine ``look-through``: what each account hangs on, with bands from the error of inferred cells.

The use cells of a net that are not published carry the error that a backtest of their projection
measured: a lognormal factor whose spread depends on the size of the cell, drawn once per product
and buyer, so that its domestic and imported parts move together. Each buyer's total inputs are
published more closely than its cells and keep their value in every draw. A product's band is the
central 90 % of its draws; two products whose bands overlap cannot be told apart in rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from mainstay.errors import InputError
from mainstay.model import Table
from mainstay.twin.exposure import ACCOUNTS, account_columns
from mainstay.twin.net import Floats, Net
from mainstay.twin.ranking import By, hangs_on, measured, products
from mainstay.twin.technology import technology

#: Ends of the band, in percent.
BAND = (5.0, 95.0)


#: Orders that the engine gives, each with its own tables.
ORDERS: tuple[By, ...] = ("imported", "hidden")

#: Ranks within which ties are named.
NEAR = 50


class LookThrough:
    """Ranks products by what of an account passes through them at any tier."""

    def run(self, net: Net, params: Mapping[str, Any]) -> Mapping[str, Table]:
        """Return a table ``<order>_<account>`` for each order and account, a row per product.

        Parameters
        ----------
        net
            The net; it is not changed.
        params
            ``draws``, ``seed`` and ``sigma``: pairs of the lower edge of a cell size in US dollars
            and the spread of ``ln`` of its error.

        Raises
        ------
        InputError
            If ``sigma`` is missing or not ascending.
        """
        edges, spread = _classes(params.get("sigma", ()))
        codes = products(technology(net)).codes
        finals = {a: net.final_of(*account_columns(a)) for a in ACCOUNTS}
        keys = [(order, account) for order in ORDERS for account in ACCOUNTS]
        sampled: dict[tuple[By, str], list[Floats]] = {key: [] for key in keys}
        rng = np.random.default_rng(int(params.get("seed", 0)))
        for _ in range(int(params.get("draws", 100))):
            tech = technology(perturbed(net, edges, spread, rng))
            place = {code: k for k, code in enumerate(products(tech).codes)}
            same = np.array([place[code] for code in codes])
            for account, final in finals.items():
                drawn = measured(tech, final)
                for order in ORDERS:
                    sampled[order, account].append(drawn[order][same])
        return {
            f"{order}_{account}": _with_band(
                hangs_on(net, account, None, by=order), codes, sampled[order, account], order
            )
            for order, account in keys
        }


def _classes(pairs: Sequence[Sequence[float]]) -> tuple[Floats, Floats]:
    if not len(pairs):
        raise InputError("look-through needs the error of inferred cells", hint="give sigma")
    edges, spread = np.array(pairs, dtype=np.float64).T
    if (np.diff(edges) <= 0).any() or (spread < 0).any():
        raise InputError("sigma must have ascending edges and spreads that are not negative")
    return edges, spread


def perturbed(net: Net, edges: Floats, spread: Floats, rng: np.random.Generator) -> Net:
    """Return the net with its inferred use cells drawn anew and each buyer's total inputs kept.

    Parameters
    ----------
    net
        The net.
    edges, spread
        Lower edges of cell sizes, US dollars, and the spread of ``ln`` of the error in each.
    rng
        Source of the draws.
    """
    use = net.use.tocoo()
    rows, columns = use.coords
    product = np.unique(np.array(net.pools.product), return_inverse=True)[1]
    cell = product[rows].astype(np.int64) * len(net.activities) + columns
    _, group = np.unique(cell, return_inverse=True)
    size = np.bincount(group, use.data)
    sigma = spread[np.clip(np.searchsorted(edges, size, side="right") - 1, 0, None)]
    factor = np.exp(sigma * rng.standard_normal(len(size)))[group]
    seen = np.asarray(net.use_seen.tocsr()[rows, columns]).ravel()
    drawn = seen + (use.data - seen) * factor
    before = np.bincount(columns, use.data, len(net.activities))
    after = np.bincount(columns, drawn, len(net.activities))
    keep = np.divide(before, after, out=np.ones_like(before), where=after > 0)
    cells = sparse.csr_array((drawn * keep[columns], (rows, columns)), shape=net.use.shape)
    return replace(net, use=cells)


def _with_band(table: Table, codes: Sequence[str], sampled: list[Floats], order: By) -> Table:
    rows = table.rows()
    place = {code: k for k, code in enumerate(codes)}
    if sampled:
        low, high = np.percentile(np.array(sampled), BAND, axis=0)
    else:
        low = high = np.full(len(codes), np.nan)
    total = next((r["through_usd"] / r["share"] for r in rows if r["share"]), float("nan"))
    bands = [(float(low[place[r["product"]]]), float(high[place[r["product"]]])) for r in rows]
    for k, row in enumerate(rows):
        row[f"{order}_share"] = row[f"{order}_usd"] / total
        row["lo_usd"], row["hi_usd"] = bands[k]
        row["lo_share"], row["hi_share"] = bands[k][0] / total, bands[k][1] / total
        row["not_separable_from"] = " ".join(
            str(other + 1)
            for other, (a, b) in enumerate(bands[:NEAR])
            if other != k and a <= bands[k][1] and bands[k][0] <= b
        )
    name = f"{order}_{table.name.removeprefix('hangs_on_')}"
    return Table.of(name, rows, title=table.title, source=table.source, notes=table.notes)
