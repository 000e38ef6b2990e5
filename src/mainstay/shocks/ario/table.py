"""An economy from a table of industries by region."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.errors import InputError, Problem, raise_all
from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.links.dense import DenseLinks
from mainstay.twin.net import Floats

#: Days of normal use in stock where nothing better is known; the default of BoARIO 0.7.2.
COVER_DAYS = 90.0

#: Capital over value added where nothing better is known; the default of BoARIO 0.7.2.
CAPITAL_RATIO = 4.0


def table_economy(
    flows: Floats,
    final: Floats,
    output: Floats,
    sectors: Sequence[str],
    regions: Sequence[str],
    *,
    sinks: Sequence[str] = (),
    cover_days: Floats | float = COVER_DAYS,
    essential: Floats | float = 1.0,
    restock_days: Floats | float = np.nan,
    capital_ratio: float = CAPITAL_RATIO,
    value_added: Floats | None = None,
) -> Economy:
    """Return the economy of a table of ``r`` regions and ``s`` sectors, ``n = r s`` activities.

    Parameters
    ----------
    flows
        ``(n, n)`` sales from row to column a year, region by region.
    final
        ``(n, k)`` sales to final use a year.
    output
        ``(n,)`` output a year; equal to the row sums.
    sectors, regions
        Names.
    sinks
        ``k`` names of final use; numbered where left out.
    cover_days, essential, restock_days
        A number, ``(s,)`` by input, or ``(s, n)`` by input and buyer.
    capital_ratio
        Capital over value added.
    value_added
        ``(n,)``; output less inputs where left out.

    Raises
    ------
    InputError
        If shapes do not fit or value added is negative where capital is derived from it.

    Examples
    --------
    >>> import numpy as np
    >>> table = table_economy(np.array([[0.0, 4.0], [0.0, 0.0]]), np.array([[6.0], [8.0]]),
    ...                       np.array([10.0, 8.0]), ("ore", "metal"), ("home",))
    >>> table.ids, table.capital
    (('home:ore', 'home:metal'), array([40., 16.]))
    """
    n, s = len(output), len(sectors)
    if flows.shape != (n, n) or final.ndim != 2 or len(final) != n or n != s * len(regions):
        what = f"flows {flows.shape}, final {final.shape}, {s} sectors, {len(regions)} regions"
        problem = Problem("wrong_shape", "table", what, "n = regions x sectors, region by region")
        raise_all(InputError, "the table does not fit together", [problem])
    added = output - flows.sum(axis=0) if value_added is None else value_added
    product = np.tile(np.arange(s), len(regions))
    region = tuple(r for r in regions for _ in sectors)
    sector = tuple(sectors) * len(regions)
    names = tuple(sinks) or tuple(f"final {k}" for k in range(final.shape[1]))
    return Economy(
        ids=tuple(f"{r}:{p}" for r, p in zip(region, sector, strict=True)),
        output=np.asarray(output, dtype=np.float64), value_added=added,
        capital=np.where(added > 0, added * capital_ratio, np.nan),
        links=DenseLinks.of(flows, product, tuple(sectors)),
        final=np.asarray(final, dtype=np.float64), sinks=names,
        cover_days=_by_cell(cover_days, s, n), essential=_by_cell(essential, s, n),
        restock_days=_by_cell(restock_days, s, n), region=region, sector=sector,
        notes=(f"capital is {capital_ratio:g} times value added (assumed)",),
    )  # fmt: skip


def builders_of(
    flows: Floats,
    sectors: int,
    damaged: NDArray[np.intp],
    shares: Floats,
    *,
    compatible: bool = False,
) -> sparse.csr_array:
    """Return who rebuilds what, ``(n, k)``, for :attr:`Event.rebuilders`.

    Each damaged activity orders from the rebuilding sectors, within each from those that it buys
    from in normal times; where it buys nothing of the sector, from all by what they sell.

    Parameters
    ----------
    flows
        ``(n, n)`` sales a year.
    sectors
        ``s``, number of sectors.
    damaged
        ``(k,)`` activities.
    shares
        ``(s,)`` of the orders that go to each sector; zero for all that do not rebuild.
    compatible
        Leave out the orders to sectors of which the damaged activity buys nothing, as BoARIO 0.7.2
        does. That part of the damage is then never rebuilt, and gone all the same.

    Examples
    --------
    >>> import numpy as np
    >>> flows = np.array([[0.0, 3.0], [0.0, 1.0]])  # two regions, one sector
    >>> builders_of(flows, 1, np.array([1]), np.array([1.0])).toarray()[:, 0]
    array([0.75, 0.25])
    """
    n = len(flows)
    bought = flows[:, damaged].reshape(n // sectors, sectors, len(damaged))
    sold = np.broadcast_to(flows.sum(axis=1).reshape(-1, sectors, 1), bought.shape)
    basis = bought if compatible else np.where(bought.sum(axis=0) > 0, bought, sold)
    sums = basis.sum(axis=0)
    split = np.divide(basis, sums, out=np.zeros_like(basis), where=sums > 0)
    return sparse.csr_array((split * shares[None, :, None]).reshape(n, len(damaged)))


def _by_cell(value: Floats | float, sectors: int, size: int) -> Floats:
    found = np.asarray(value, dtype=np.float64)
    if found.ndim == 1:
        found = found[:, None]
    return np.ascontiguousarray(np.broadcast_to(found, (sectors, size)).ravel())
