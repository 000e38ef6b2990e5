"""A net of firms as frozen arrays: links with money, an industry for every firm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mainstay.twin.net import Floats

Index = NDArray[np.int32]


def sums(at: NDArray[np.integer[Any]], value: Floats, size: int) -> Floats:
    """Return the sum of the values at each of ``size`` places.

    >>> sums(np.array([0, 2, 0]), np.array([1.0, 2.0, 3.0]), 3).tolist()
    [4.0, 0.0, 2.0]
    """
    return np.asarray(np.bincount(at, value, size), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class FirmNet:
    """``n`` firms in ``k`` industries with ``e`` links, sorted by buyer, then supplier.

    Of a firm whose accounts are known, output is what it sells over links and ``final_usd``; and it
    is what it buys over links, value added and ``other_inputs_usd``.

    Parameters
    ----------
    industries
        Codes of the ``k`` industries.
    industry
        ``(n,)`` industry of each firm, an index.
    supplier, buyer
        ``(e,)`` firms; no pair occurs twice.
    value_usd
        ``(e,)`` sold from supplier to buyer a year; positive.
    output_usd
        ``(n,)`` output a year, or ``None`` where only links are known.
    final_usd
        ``(n,)`` sold to whom no link names a year: final use, exports, and ``unlinked_usd``; or
        ``None``.
    value_added_usd
        ``(n,)``, or ``None``.
    imports_usd
        ``(n,)`` bought from abroad, or ``None``.
    unlinked_usd
        ``(n,)`` the part of ``final_usd`` that goes to industries without a link, or ``None``.
    ids
        Names of the firms; empty where they are numbered.
    synthetic
        Whether the net was generated; shown wherever its numbers are.
    seed
        Of a generated net; -1 otherwise.
    twin_id
        The twin whose tables it was calibrated on, or "".
    notes
        What the reader must know.
    """

    industries: tuple[str, ...]
    industry: Index
    supplier: Index
    buyer: Index
    value_usd: Floats
    output_usd: Floats | None = None
    final_usd: Floats | None = None
    value_added_usd: Floats | None = None
    imports_usd: Floats | None = None
    unlinked_usd: Floats | None = None
    ids: tuple[str, ...] = ()
    synthetic: bool = True
    seed: int = -1
    twin_id: str = ""
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of firms."""
        return len(self.industry)

    @property
    def links(self) -> int:
        """Number of links."""
        return len(self.value_usd)

    @property
    def sold_usd(self) -> Floats:
        """``(n,)`` sold over links a year."""
        return sums(self.supplier, self.value_usd, self.size)

    @property
    def bought_usd(self) -> Floats:
        """``(n,)`` bought over links a year."""
        return sums(self.buyer, self.value_usd, self.size)

    @property
    def flows_usd(self) -> Floats:
        """``(k, k)`` sold from industry to industry over links a year."""
        k = len(self.industries)
        cell = self.industry[self.supplier].astype(np.int64) * k + self.industry[self.buyer]
        return sums(cell, self.value_usd, k * k).reshape(k, k)

    def name_of(self, firm: int) -> str:
        """Return the id of a firm, or its industry and number where firms are numbered.

        Examples
        --------
        >>> one = np.zeros(1, np.int32)
        >>> FirmNet(("us:331110",), one, one[:0], one[:0], np.zeros(0)).name_of(0)
        'synthetic firm 0 of us:331110'
        """
        if self.ids:
            return self.ids[firm]
        word = "synthetic firm" if self.synthetic else "firm"
        return f"{word} {firm} of {self.industries[self.industry[firm]]}"
