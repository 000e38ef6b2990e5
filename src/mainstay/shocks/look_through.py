"""Engine ``look-through``: what each account hangs on, with bands from the error of inferred cells.

The cells of a net that are not published carry the error that a backtest of their projection
measured: a lognormal factor whose spread depends on the size of the cell. What a buyer takes of a
product is drawn once, the odds that it is imported once more with the same spread; final use is
drawn like use. Each buyer's total keeps its value. A product's band is the central 90 % of its
draws; two products whose bands overlap cannot be told apart in rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
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
        keys = [(order, account) for order in ORDERS for account in ACCOUNTS]
        sampled: dict[tuple[By, str], list[Floats]] = {key: [] for key in keys}
        rng = np.random.default_rng(int(params.get("seed", 0)))
        for _ in range(int(params.get("draws", 100))):
            drawn_net = perturbed(net, edges, spread, rng)
            tech = technology(drawn_net)
            place = {code: k for k, code in enumerate(products(tech).codes)}
            same = np.array([place[code] for code in codes])
            for account in ACCOUNTS:
                drawn = measured(tech, drawn_net.final_of(*account_columns(account)))
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
    """Return the net with its inferred cells drawn anew and each buyer's total kept.

    Use cells and final use are drawn alike: once for what a buyer takes of a product in all, and
    once for the odds that it is imported. Pools are not rebalanced: a draw shifts their residual.

    Parameters
    ----------
    net
        The net.
    edges, spread
        Lower edges of cell sizes, US dollars, and the spread of ``ln`` of the error in each.
    rng
        Source of the draws.
    """
    product = np.unique(np.array(net.pools.product), return_inverse=True)[1]
    imported = np.array([stage == "imports" for stage in net.pools.stage])
    classes = _Classes(product, imported, edges, spread)
    use = net.use.tocoo()
    rows, columns = use.coords
    seen = np.asarray(net.use_seen.tocsr()[rows, columns]).ravel()
    cells = classes.draw(rows, columns, use.data, seen, rng)
    rows_f, columns_f = np.nonzero(net.final)
    before = net.final[rows_f, columns_f]
    final = np.zeros_like(net.final)
    final[rows_f, columns_f] = classes.draw(rows_f, columns_f, before, np.zeros(len(before)), rng)
    return replace(
        net, use=sparse.csr_array((cells, (rows, columns)), shape=net.use.shape), final=final
    )


@dataclass(frozen=True)
class _Classes:
    """Products and origins of pools, and the error of a cell by its size."""

    product: NDArray[np.intp]
    imported: NDArray[np.bool_]
    edges: Floats
    spread: Floats

    def draw(
        self,
        rows: NDArray[np.integer],
        columns: NDArray[np.integer],
        data: Floats,
        seen: Floats,
        rng: np.random.Generator,
    ) -> Floats:
        """Return cells drawn anew: pools in rows, buyers in columns, totals by buyer kept."""
        width = int(columns.max(initial=0)) + 1
        key = self.product[rows].astype(np.int64) * width + columns
        _, group = np.unique(key, return_inverse=True)
        abroad = self.imported[rows]
        size = np.bincount(group, np.abs(data))
        part = np.bincount(group, np.abs(data) * abroad) / np.maximum(size, 1e-300)
        place = np.clip(np.searchsorted(self.edges, size, side="right") - 1, 0, None)
        sigma = self.spread[place]
        scale = np.exp(sigma * rng.standard_normal(len(size)))
        odds = np.exp(sigma * rng.standard_normal(len(size)))
        shifted = part * odds / (part * odds + 1.0 - part)
        both = (part > 0) & (part < 1)
        home = np.divide(1 - shifted, 1 - part, out=np.ones_like(part), where=both)
        away = np.divide(shifted, part, out=np.ones_like(part), where=both)
        factor = scale[group] * np.where(abroad, away[group], home[group])
        inferred = data - seen
        drawn = inferred * factor
        before, after = np.bincount(columns, inferred, width), np.bincount(columns, drawn, width)
        keep = np.divide(before, after, out=np.ones_like(before), where=before * after > 0)
        return np.asarray(seen + drawn * keep[columns], dtype=np.float64)


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
