"""The links seen from the supplier: into which cells some activities sell, and how much."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.errors import InputError, Problem, raise_all
from mainstay.shocks.ario.links.contract import Links
from mainstay.shocks.ario.links.dense import DenseLinks
from mainstay.shocks.ario.links.markets import MarketLinks
from mainstay.shocks.ario.links.sparse import SparseLinks
from mainstay.twin.net import Floats

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Sold:
    """What some activities sell, one number per (activity, cell); it exists for a moment only.

    Parameters
    ----------
    which
        ``(e,)`` position of the seller in the list that was asked for; ascending.
    cell
        ``(e,)`` cell that it flows into.
    flow
        ``(e,)`` normal flow a year; positive.
    """

    which: Indices
    cell: Indices
    flow: Floats


@dataclass(eq=False)
class Sales:
    """Looks up sales by supplier; prepared on first use.

    A sparse net is turned around once, which takes 12 bytes a link. A dense table and a net of
    markets need nothing.
    """

    links: Links
    _turned: sparse.csr_array | None = field(default=None, init=False)
    _uses: sparse.csc_array | None = field(default=None, init=False)

    def of(self, suppliers: Indices) -> Sold:
        """Return all sales of ``suppliers (k,)`` into cells.

        The cost is the number of sales: rows of a table, links of firms, and in a net of markets
        the users of every pool that a supplier makes.

        Raises
        ------
        InputError
            If the links are of an unknown kind.

        Examples
        --------
        >>> links = DenseLinks.of(np.array([[1.0, 2.0], [3.0, 0.0]]), np.array([0, 1]), ("a", "b"))
        >>> sold = Sales(links).of(np.array([1, 0]))
        >>> sold.which, sold.cell, sold.flow
        (array([0, 1, 1]), array([2, 0, 1]), array([3., 1., 2.]))
        """
        links = self.links
        if isinstance(links, DenseLinks):
            return _of_table(links, suppliers)
        if isinstance(links, SparseLinks):
            if self._turned is None:
                self._turned = links.part.flows.T.tocsr()
            return _rows(self._turned, suppliers)
        if isinstance(links, MarketLinks):
            if self._turned is None:
                self._turned = links.part.shares.T.tocsr()
                self._uses = links.part.use.tocsc()
            return _of_markets(self._turned, self._uses, suppliers)
        problem = Problem("unknown_links", type(links).__name__, "no look-up by supplier",
                          "use the links of a table, of firms or of markets")  # fmt: skip
        raise_all(InputError, "sales by supplier are not known", [problem])
        raise AssertionError


def _of_table(links: DenseLinks, suppliers: Indices) -> Sold:
    which, cell, flow = [], [], []
    place = np.full(links.suppliers, -1, dtype=np.intp)
    owner = np.full(links.suppliers, -1, dtype=np.intp)
    for number, part in enumerate(links.parts):
        place[part.makers] = np.arange(len(part.makers))
        owner[part.makers] = number
    for position, supplier in enumerate(suppliers):
        part = links.parts[owner[supplier]]
        row = part.flows[place[supplier]].astype(np.float64)
        buyers = np.flatnonzero(row > 0)
        which.append(np.full(len(buyers), position, dtype=np.intp))
        cell.append(buyers + part.cells.start)
        flow.append(row[buyers])
    return Sold(_joined(which, np.intp), _joined(cell, np.intp), _joined(flow, np.float64))


def _rows(turned: sparse.csr_array, suppliers: Indices) -> Sold:
    found = sparse.coo_array(turned[suppliers])
    which, cell = found.coords
    some = found.data > 0
    return Sold(which[some].astype(np.intp), cell[some].astype(np.intp),
                found.data[some].astype(np.float64))  # fmt: skip


def _of_markets(
    turned: sparse.csr_array, uses: sparse.csc_array | None, suppliers: Indices
) -> Sold:
    assert uses is not None
    which, cell, flow = [], [], []
    for position, supplier in enumerate(suppliers):
        for k in range(turned.indptr[supplier], turned.indptr[supplier + 1]):
            pool, share = turned.indices[k], turned.data[k]
            users = slice(uses.indptr[pool], uses.indptr[pool + 1])
            which.append(np.full(users.stop - users.start, position, dtype=np.intp))
            cell.append(uses.indices[users].astype(np.intp))
            flow.append(share * uses.data[users].astype(np.float64))
    return Sold(_joined(which, np.intp), _joined(cell, np.intp), _joined(flow, np.float64))


def _joined(parts: list[NDArray[Any]], kind: type[Any]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)
