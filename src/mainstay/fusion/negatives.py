"""Negative cells: what is done with each kind, so that every identity stays exact.

The published accounts keep their negative cells. A net needs flows that are not negative, so
:func:`without_negatives` moves each one where it is the same statement with the other sign:

1. *Negative use* ``U[c, i] < 0``: to use a negative amount of ``c`` is to supply it. The amount
   becomes make of ``c`` by ``i``, a co-product. Use and make of the commodity, and inputs and
   output of the industry, rise by the same amount; value added and GDP do not change.
2. *Negative make* ``V[i, c] < 0``: to make a negative amount is to use it. It becomes use.
3. *Negative import use* ``import_use[c, i] < 0``, and 4. *imports above use*
   ``import_use[c, i] > U[c, i]``: the imported part of the cell is set to the bound it breaks, and
   the difference is spread over the other cells of the commodity: taken from imported parts
   in proportion to them, or added in proportion to the domestic part that is left (of the largest
   final use, where no industry has any left). The imports of the commodity and every total use
   keep their value; only the domestic share of other buyers moves.

Final uses stay signed: a fall of inventories, a sale of used assets and the import column are
supply by their nature.

:func:`net_regions` does it for imports by region ``(r, c, i)``: within one commodity and industry
the negative regions are set to zero and their sum is taken from the positive regions in proportion.
Where the sum over regions itself is negative it is spread by the commodity's own region shares, so
that the sum is kept and no share is negative. Nothing is clipped: every cell is in the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mainstay.fusion.accounts import Floats, SupplyUse


@dataclass(frozen=True, slots=True)
class NegativeCell:
    """One cell that breaks a sign or a bound, and the rule applied to it.

    Parameters
    ----------
    matrix
        ``use``, ``make``, ``import_use`` or the region.
    row, column
        Codes.
    value_usd
        How far it is beyond the bound; negative.
    rule
        Name of the rule.
    """

    matrix: str
    row: str
    column: str
    value_usd: float
    rule: str


@dataclass(frozen=True)
class NegativeReport:
    """Every negative cell of a table.

    Parameters
    ----------
    cells
        In the order of the table.
    total_usd
        Sum of the whole table before handling; the sum after it is the same.
    """

    cells: tuple[NegativeCell, ...]
    total_usd: float

    @property
    def count(self) -> int:
        """Number of negative cells."""
        return len(self.cells)

    @property
    def sum_usd(self) -> float:
        """Sum of the negative cells; zero or below."""
        return sum(cell.value_usd for cell in self.cells)

    def by(self, field: str) -> dict[str, tuple[int, float]]:
        """Return count and sum by ``matrix``, ``row``, ``column`` or ``rule``, largest first."""
        found: dict[str, tuple[int, float]] = {}
        for cell in self.cells:
            key = str(getattr(cell, field))
            count, total = found.get(key, (0, 0.0))
            found[key] = (count + 1, total + cell.value_usd)
        return dict(sorted(found.items(), key=lambda item: item[1][1]))


def without_negatives(accounts: SupplyUse) -> tuple[SupplyUse, NegativeReport]:
    """Return accounts whose make, use and import use are not negative and imports within use.

    Every miss of every account, every final use, value added and the imports of every commodity
    are unchanged. Outputs rise by the co-products that replace negative uses.

    Examples
    --------
    Rule 1 in one cell: an industry that uses -2 of a commodity now makes 2 of it and uses none.
    """
    make, use = accounts.make.copy(), accounts.use.copy()
    cells: list[NegativeCell] = []
    for c, i in np.argwhere(use < 0):
        cells.append(_cell(accounts, (c, i), "use", use[c, i], "made instead of used"))
        make[i, c] -= use[c, i]
        use[c, i] = 0.0
    for i, c in np.argwhere(make < 0):
        cells.append(_cell(accounts, (c, i), "make", make[i, c], "used instead of made"))
        use[c, i] -= make[i, c]
        make[i, c] = 0.0
    imports = accounts.import_use.copy()
    final_imports = accounts.import_final.copy()
    for c, i in np.argwhere((imports < 0) | (imports > use)):
        beyond = imports[c, i] if imports[c, i] < 0 else use[c, i] - imports[c, i]
        below = imports[c, i] < 0
        rule = "imports of others lowered" if below else "imports moved to other buyers"
        cells.append(_cell(accounts, (c, i), "import_use", beyond, rule))
    for c in np.unique(np.argwhere((imports < 0) | (imports > use))[:, 0]):
        _spread(imports[c], final_imports[c], use[c], accounts, int(c))
    found = replace(accounts, make=make, use=use, import_use=imports, import_final=final_imports)
    return found, NegativeReport(tuple(cells), float(accounts.use.sum()))


def _cell(
    accounts: SupplyUse, place: tuple[int, int], matrix: str, value: float, rule: str
) -> NegativeCell:
    commodity, industry = accounts.commodities[place[0]], accounts.industries[place[1]]
    return NegativeCell(matrix, commodity, industry, float(value), rule)


def _spread(
    imports: Floats, final_imports: Floats, use: Floats, accounts: SupplyUse, c: int
) -> None:
    """Bring the imported parts of one commodity within 0 and use, in place, sum unchanged."""
    before = imports.sum()
    bounded = np.minimum(np.maximum(imports, 0.0), use)
    excess = before - bounded.sum()
    room = (use - bounded) if excess > 0 else bounded
    taken = min(abs(excess) / room.sum(), 1.0) if room.sum() > 0 else 0.0
    # scaling the room, rather than adding to the cells, cannot leave the bounds by a rounding
    imports[:] = use - room * (1.0 - taken) if excess > 0 else bounded * (1.0 - taken)
    # what no industry can take goes to the largest final use, whose domestic part is signed
    left = before - imports.sum()
    if excess != 0 and taken in (0.0, 1.0):
        final = accounts.final[c].copy()
        final[accounts.import_column] = -np.inf
        final_imports[int(np.argmax(final))] += left


def net_regions(
    values: Floats, regions: Sequence[str], commodities: Sequence[str], industries: Sequence[str]
) -> tuple[Floats, NegativeReport]:
    """Net negative regional imports against the other regions of the same commodity and industry.

    Parameters
    ----------
    values
        ``(r, c, i)`` US dollars.
    regions, commodities, industries
        Codes along the axes.

    Returns
    -------
    tuple
        ``(r, c, i)`` with the same sum over regions in every cell and no region of the other sign
        than that sum; and the report.

    Examples
    --------
    >>> values = np.array([[[8.0]], [[-2.0]], [[2.0]]])
    >>> netted, report = net_regions(values, ["A", "B", "C"], ["chips"], ["cars"])
    >>> netted.ravel().round(2).tolist(), report.count, report.sum_usd
    ([6.4, 0.0, 1.6], 1, -2.0)
    """
    total = values.sum(axis=0)
    positive = np.maximum(values, 0.0)
    size = positive.sum(axis=0)
    scaled = np.divide(total, size, out=np.zeros_like(total), where=size > 0)
    netted = positive * np.maximum(scaled, 0.0)
    share, below = positive.sum(axis=2), total < 0
    whole = share.sum(axis=0)
    share = np.divide(share, whole, out=np.zeros_like(share), where=whole > 0)
    netted = np.where(below[None, :, :], share[:, :, None] * total[None, :, :], netted)
    # a commodity without a positive cell has shares of one sign as published
    netted = np.where((whole > 0)[None, :, None], netted, values)
    cells = tuple(
        NegativeCell(
            regions[r], commodities[c], industries[i], float(values[r, c, i]),
            "spread by the commodity's regions" if below[c, i] else "netted against other regions",
        )
        for r, c, i in np.argwhere(values < 0)
    )  # fmt: skip
    return netted, NegativeReport(cells, float(values.sum()))
