"""Who supplies whom: the one thing that differs between a table, a net of firms and markets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from mainstay.twin.net import Floats

Index = NDArray[np.int32]

#: Layout of all arrays of a run: "F" keeps a scenario together, "C" keeps a cell together.
Layout = Literal["C", "F"]


class Block(Protocol):
    """Some of the cells with their suppliers; a step visits every block once.

    ``b`` scenarios advance together: the last axis of every array. What is returned may be a
    buffer that the next call on any block of the same links overwrites.
    """

    @property
    def cells(self) -> slice:
        """Which cells, of all."""
        ...

    @property
    def buyer(self) -> Index:
        """``(cells,)`` the activity that holds each."""
        ...

    def gather(self, weight: Floats) -> Floats:
        """Return ``(cells, b)``: the sum over suppliers of normal flow times ``weight (n, b)``."""
        ...

    def scatter(self, factor: Floats, out: Floats) -> None:
        """Add to ``out (n, b)`` the sum over cells of normal flow times ``factor (cells, b)``."""
        ...

    def of_buyer(self, values: Floats) -> Floats:
        """Return ``(cells, b)``: the value ``(n, b)`` of the buyer that holds each cell."""
        ...

    def least(self, values: Floats, out: Floats) -> None:
        """Lower ``out (n, b)`` to the least of ``values (cells, b)`` among each buyer's cells."""
        ...


class Links(Protocol):
    """The suppliers of every cell and of final use."""

    @property
    def suppliers(self) -> int:
        """Number ``n`` of activities."""
        ...

    @property
    def flow(self) -> Floats:
        """``(c,)`` normal flow a year into each cell, from all its suppliers."""
        ...

    @property
    def buyer(self) -> Index:
        """``(c,)`` the activity that holds each cell."""
        ...

    @property
    def product(self) -> Index:
        """``(c,)`` index of the product of each cell."""
        ...

    @property
    def products(self) -> tuple[str, ...]:
        """Names of products."""
        ...

    @property
    def layout(self) -> Layout:
        """Order in memory that :meth:`Block.gather` and :meth:`Block.scatter` are quick with."""
        ...

    @property
    def shares_final(self) -> bool:
        """Whether several sellers share a row of final use; otherwise its row is its seller."""
        ...

    def blocks(self) -> Sequence[Block]:
        """Return the cells in the pieces that fit a cache."""
        ...

    def gather_final(self, weight: Floats) -> Floats:
        """Return ``(f, b)``: the share-weighted mean of ``weight (n, b)`` over the sellers."""
        ...

    def scatter_final(self, demand: Floats, weight: Floats, out: Floats) -> None:
        """Add final demand ``(f, b)`` to its sellers ``out (n, b)``, shares times ``weight``."""
        ...

    def suppliers_of(self, cell: int) -> tuple[NDArray[np.int64], Floats]:
        """Return the suppliers of one cell and their normal flows a year."""
        ...

    def stored(self, storage: str) -> Self:
        """Return the same links with flows in ``float64`` or ``float32``."""
        ...
