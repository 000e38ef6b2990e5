"""Which of the two does the work of a cell: the compiled kernel or NumPy."""

from __future__ import annotations

from mainstay.shocks.ario.links.contract import Layout
from mainstay.shocks.ario.stocks.restock import Restock, restock
from mainstay.shocks.compiling import has_numba, need_numba


def restocker(layout: Layout, compiled: bool | None = None) -> Restock:
    """Return the compiled kernel if Numba is there, or else NumPy.

    Parameters
    ----------
    layout
        Order in memory of the links.
    compiled
        ``True`` or ``False`` to ask for one of the two.

    Raises
    ------
    MissingExtra
        If the compiled kernel is asked for and Numba is not installed.
    """
    if compiled:
        need_numba()
    if compiled is False or not has_numba():
        return restock
    from mainstay.shocks.ario.stocks import kernels

    return kernels.by_scenario if layout == "F" else kernels.by_cell
