"""A net of firms as frozen arrays: links with money, an industry for every firm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.twin.net import Floats

Index = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class FirmNet:
    """``n`` firms in ``k`` industries with ``e`` links, sorted by buyer, then supplier.

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
        ``(n,)`` sold to final use (exports included) a year, or ``None``.
    value_added_usd
        ``(n,)``, or ``None``.
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
    synthetic: bool = True
    seed: int = -1
    twin_id: str = ""
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of firms."""
        return len(self.industry)
