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
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.net import Floats, Net
from mainstay.twin.ranking import hangs_on

#: Ends of the band, in percent.
BAND = (5.0, 95.0)


class LookThrough:
    """Ranks products by what of an account passes through them at any tier."""

    def run(self, net: Net, params: Mapping[str, Any]) -> Mapping[str, Table]:
        """Return one table per account, a row per product, with bands.

        Parameters
        ----------
        net
            The net; it is not changed.
        params
            ``draws``, ``seed``, ``by`` (see :func:`~mainstay.twin.ranking.hangs_on`) and ``sigma``:
            pairs of the lower edge of a cell size in US dollars and the spread of ``ln`` of its
            error.

        Raises
        ------
        InputError
            If ``sigma`` is missing or not ascending.
        """
        edges, spread = _classes(params.get("sigma", ()))
        by = str(params.get("by", "hidden"))
        best = {a: hangs_on(net, a, None, by=by) for a in ACCOUNTS}  # type: ignore[arg-type]
        codes = {a: [str(r["product"]) for r in t.rows()] for a, t in best.items()}
        draws = int(params.get("draws", 100))
        rng = np.random.default_rng(int(params.get("seed", 0)))
        sampled: dict[str, list[Floats]] = {a: [] for a in ACCOUNTS}
        for _ in range(draws):
            drawn = perturbed(net, edges, spread, rng)
            for account in ACCOUNTS:
                rows = hangs_on(drawn, account, None, by=by).rows()  # type: ignore[arg-type]
                value = {str(r["product"]): float(r[f"{_measure(by)}_usd"]) for r in rows}
                sampled[account].append(np.array([value.get(c, 0.0) for c in codes[account]]))
        return {a: _with_band(best[a], sampled[a], _measure(by)) for a in ACCOUNTS}


def _measure(by: str) -> str:
    return {"hidden": "hidden", "through": "through", "imported": "imported"}[by]


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


def _with_band(table: Table, sampled: list[Floats], measure: str) -> Table:
    rows = table.rows()
    if sampled:
        low, high = np.percentile(np.array(sampled), BAND, axis=0)
    else:
        low = high = np.full(len(rows), np.nan)
    total = next((r["through_usd"] / r["share"] for r in rows if r["share"]), float("nan"))
    bands = [(float(a), float(b)) for a, b in zip(low, high, strict=True)]
    for k, row in enumerate(rows):
        row[f"{measure}_share"] = row[f"{measure}_usd"] / total
        row["lo_usd"], row["hi_usd"] = bands[k]
        row["lo_share"], row["hi_share"] = bands[k][0] / total, bands[k][1] / total
        row["not_separable_from"] = [
            other + 1
            for other, (a, b) in enumerate(bands[:50])
            if other != k and a <= bands[k][1] and bands[k][0] <= b
        ]
    return Table.of(table.name, rows, title=table.title, source=table.source, notes=table.notes)
