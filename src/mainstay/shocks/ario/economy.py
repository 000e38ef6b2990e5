"""What the dynamic engine knows of an economy: activities, input cells, final use, and who sells.

An **input cell** is a (product, buyer) pair: the stock of one product in one activity. A cell is
fed by all suppliers of its product. How the suppliers of a cell share its orders is the business of
:class:`~mainstay.shocks.ario.links.contract.Links`, which exists three times: a dense world table,
a sparse net of firms, and markets (makers of a pool, users of a pool). The equations see no
difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mainstay.shocks.ario.links.contract import Links
from mainstay.twin.net import Floats


@dataclass(frozen=True, eq=False)
class Economy:
    """An economy of ``n`` activities with ``c`` input cells and ``f`` rows of final use.

    Flows are per year, in one currency; the engine divides by its steps per year.

    Parameters
    ----------
    ids
        ``n`` names.
    output
        ``(n,)`` output a year, positive.
    value_added
        ``(n,)`` a year.
    capital
        ``(n,)`` stock of productive capital, in the same money; ``NaN`` where unknown (a loss of
        capital there is an error that names the activity).
    links
        Who supplies whom; holds the ``c`` cells and their flows.
    final
        ``(f, k)`` final use a year by ``k`` sinks; row meaning as in ``links`` (an activity's own
        product in a table, a pool in a net of markets).
    sinks
        ``k`` names of final use (accounts, exports, regions).
    cover_days
        ``(c,)`` normal inventory in days of normal use; ``inf`` where it never runs out.
    essential
        ``(c,)`` 1 where a missing input stops its share of output, 0 where it never does.
    restock_days
        ``(c,)`` time over which a gap in stock is closed; ``NaN`` where the parameter of all holds.
    region, sector
        ``(n,)`` labels for grouping.
    notes
        What the reader must know (synthetic, assumed covers ...).
    """

    ids: tuple[str, ...]
    output: Floats
    value_added: Floats
    capital: Floats
    links: Links
    final: Floats
    sinks: tuple[str, ...]
    cover_days: Floats
    essential: Floats
    restock_days: Floats
    region: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def size(self) -> int:
        """Number of activities."""
        return len(self.output)
