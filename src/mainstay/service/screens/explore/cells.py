"""Every cell of a net in one list of arrays: who hands what to whom, how much, and how it is known.

Nodes are numbered through: first the ``n`` activities, then the ``m`` pools, then the seven
accounts of final use.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.model import Method
from mainstay.service.screens.explore.end_uses import EndUseCell
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net

Nodes = NDArray[np.integer]

#: Confidence of a published cell, of one that a method filled, and of a mineral's printed share.
SEEN_CONFIDENCE, INFERRED_CONFIDENCE = 0.9, 0.5


class CellKind(StrEnum):
    """What a cell says."""

    PURCHASE = "purchase"
    FINAL = "final-use"
    OUTPUT = "output"
    PRODUCTION = "mineral-production"
    SHIPMENT = "mineral-import"
    LANE = "lane"
    END_USE = "end-use"
    DELIVERY = "delivery"

    @property
    def words(self) -> str:
        """The kind for a reader."""
        return _WORDS[self]


_WORDS = {
    CellKind.PURCHASE: "purchases by industries",
    CellKind.FINAL: "purchases by final users",
    CellKind.OUTPUT: "output into markets",
    CellKind.PRODUCTION: "production of minerals",
    CellKind.SHIPMENT: "US imports of minerals",
    CellKind.LANE: "lanes between markets",
    CellKind.END_USE: "end uses of minerals",
    CellKind.DELIVERY: "known deliveries",
}

#: The kinds in the order of their numbers.
KINDS = tuple(CellKind)


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of a net, one entry per cell in every array of length ``c``.

    Parameters
    ----------
    kind
        Position in :data:`KINDS`.
    source, target
        Nodes; ``pool`` is the market between or at one end of them, as a position among pools.
    value_usd
        US dollars; NaN where the net has no dollars for it.
    quantity
        In the pool's own unit; NaN where none is known.
    share
        Of what is made into the pool, or of a mineral's use; NaN where it is not one.
    seen
        Part of the cell that somebody published, 0 to 1; the rest is inferred.
    confidence
        0 to 1.
    """

    kind: NDArray[np.int8]
    source: Nodes
    target: Nodes
    pool: Nodes
    value_usd: Floats
    quantity: Floats
    share: Floats
    seen: Floats
    confidence: Floats

    def __len__(self) -> int:
        return len(self.kind)

    def of_kind(self, *kinds: CellKind) -> NDArray[np.bool_]:
        """Return which cells are of any of these kinds."""
        return np.isin(self.kind, [KINDS.index(kind) for kind in kinds])


def cells_of(net: Net, end_uses: Iterable[EndUseCell] = ()) -> Cells:
    """Return every cell of a net.

    Parameters
    ----------
    end_uses
        What minerals go into, which the net's arrays do not hold.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> cells = cells_of(toy_net())
    >>> len(cells), float(cells.value_usd[cells.of_kind(CellKind.PURCHASE)].sum())
    (13, 100.0)
    """
    parts = [
        _purchases(net), _final(net), _output(net), _minerals(net), _lanes(net),
        _ends(net, list(end_uses)), _deliveries(net),
    ]  # fmt: skip
    return Cells(*(np.concatenate(column) for column in zip(*parts, strict=True)))


_Part = tuple[NDArray[np.int8], Nodes, Nodes, Nodes, Floats, Floats, Floats, Floats, Floats]


def _part(
    kind: CellKind | NDArray[np.int8], source: Nodes, target: Nodes, pool: Nodes, *,
    value: Floats | None = None, quantity: Floats | None = None, share: Floats | None = None,
    seen: Floats | None = None, confidence: Floats | None = None,
) -> _Part:  # fmt: skip
    n = len(source)
    unknown = np.full(n, np.nan)
    known = np.zeros(n) if seen is None else seen
    sure = INFERRED_CONFIDENCE + (SEEN_CONFIDENCE - INFERRED_CONFIDENCE) * known
    numbers = np.full(n, KINDS.index(kind), np.int8) if isinstance(kind, CellKind) else kind
    return (
        numbers, source.astype(np.int64), target.astype(np.int64), pool.astype(np.int64),
        unknown if value is None else value, unknown if quantity is None else quantity,
        unknown if share is None else share, known, sure if confidence is None else confidence,
    )  # fmt: skip


def _purchases(net: Net) -> _Part:
    cells = net.use.tocoo()
    pool, buyer = cells.coords
    published = np.asarray(_at(net.use_seen, pool, buyer))
    seen = np.divide(published, cells.data, out=np.zeros(len(pool)), where=cells.data != 0)
    return _part(
        CellKind.PURCHASE, len(net.activities) + pool, buyer, pool, value=cells.data, seen=seen
    )


def _at(matrix: sparse.csr_array, rows: Nodes, columns: Nodes) -> Floats:
    """Return single cells of a matrix."""
    width = matrix.shape[1]
    cells = matrix.tocoo()
    have = cells.coords[0].astype(np.int64) * width + cells.coords[1]
    wanted = rows.astype(np.int64) * width + columns
    order = np.argsort(have)
    found = np.zeros(len(wanted))
    if len(have):
        place = np.minimum(np.searchsorted(have[order], wanted), len(have) - 1)
        hit = have[order][place] == wanted
        found[hit] = cells.data[order][place[hit]]
    return found


def _final(net: Net) -> _Part:
    pool, account = np.nonzero(net.final)
    n, m = len(net.activities), len(net.pools)
    return _part(CellKind.FINAL, n + pool, n + m + account, pool, value=net.final[pool, account])


def _output(net: Net) -> _Part:
    cells = net.make.tocoo()
    maker, pool = cells.coords
    made = net.made_usd[pool]
    share = np.divide(cells.data, made, out=np.full(len(pool), np.nan), where=made > 0)
    return _part(
        CellKind.OUTPUT, maker, len(net.activities) + pool, pool, value=cells.data, share=share
    )


def _minerals(net: Net) -> _Part:
    cells = net.make_quantity.tocoo()
    maker, pool = cells.coords
    kept = np.asarray(_at(net.make, maker, pool)) == 0  # dollars with a quantity are output already
    maker, pool, amount = maker[kept], pool[kept], cells.data[kept]
    total = np.bincount(pool, amount, minlength=len(net.pools))[pool]
    in_shares = np.array([net.pools.unit[j] == "share" for j in pool], dtype=bool)
    share = np.where(in_shares, amount, amount / np.where(total > 0, total, 1.0))
    imported = np.array([net.pools.stage[j] == "imports" for j in pool], dtype=bool)
    kind = np.where(
        imported, KINDS.index(CellKind.SHIPMENT), KINDS.index(CellKind.PRODUCTION)
    ).astype(np.int8)
    # what is left of a printed total was computed, by whomever it was made
    seen = np.array(
        [f":{UNALLOCATED}:" not in net.activities.id[i]
         and net.activities.method[i] in (Method.OBSERVED, Method.REPORTED) for i in maker],
        dtype=np.float64,
    )  # fmt: skip
    return _part(
        kind, maker, len(net.activities) + pool, pool,
        quantity=np.where(in_shares, np.nan, amount), share=share, seen=seen,
    )  # fmt: skip


def _lanes(net: Net) -> _Part:
    cells = net.trade.tocoo()
    start, end = cells.coords
    n = len(net.activities)
    return _part(
        CellKind.LANE, n + start, n + end, end, quantity=cells.data, seen=np.ones(len(end))
    )


def _ends(net: Net, uses: list[EndUseCell]) -> _Part:
    pool = np.array([use.pool for use in uses], dtype=np.int64)
    return _part(
        CellKind.END_USE, len(net.activities) + pool,
        np.array([use.buyer for use in uses], dtype=np.int64), pool,
        value=np.array([use.value_usd for use in uses], dtype=np.float64),
        share=np.array([use.share for use in uses], dtype=np.float64),
        confidence=np.array([use.confidence for use in uses], dtype=np.float64),
    )  # fmt: skip


def _deliveries(net: Net) -> _Part:
    edges = net.source
    return _part(
        CellKind.DELIVERY, edges.supplier, edges.buyer, edges.pool,
        value=edges.value_usd, seen=np.ones(len(edges)), confidence=edges.confidence,
    )  # fmt: skip


def account_names() -> tuple[str, ...]:
    """Return the accounts of final use in words, in the order of the nodes.

    >>> account_names()[2]
    'government defense'
    """
    return tuple(account.replace("_", " ") for account in FINAL_ACCOUNTS)
