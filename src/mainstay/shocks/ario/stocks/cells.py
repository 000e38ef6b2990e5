"""What a step must know of every cell, computed once a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.links.contract import Block, Links
from mainstay.shocks.ario.settings import Settings
from mainstay.twin.net import Floats

#: In compatible mode an input never binds if a year's flow of it is less than this share of a
#: step's output (BoARIO 0.7.2, ``TECHNOLOGY_THRESHOLD``). That the one is a year's and the other a
#: step's was found by runs of it: with steps of a day the limit lies at 2.7e-8 of output.
PEER_THRESHOLD = 1e-5

#: Orders to suppliers who have lost more than all but this share of their capacity die away.
FLOOR = 1e-12


@dataclass(frozen=True, eq=False)
class Cells:
    """Constants of the cells of one block.

    Parameters
    ----------
    block
        Who supplies and who holds them.
    use
        ``(cells, 1)`` input per unit of output.
    cover
        ``(cells, 1)`` normal inventory over output of a step; 0 where it never runs out.
    need
        ``(cells, 1 | b)`` one over the stock that a unit of output needs; 0 where none is needed.
    never
        ``(cells, 1)`` cells that never bind, or ``None`` if all may.
    essential
        ``(cells, 1 | b)`` share of output that stops without the input, or ``None`` if it is
        all or nothing everywhere.
    stocked
        Whether any of them is kept in stock; otherwise each is ordered as it is used.
    bars
        ``(cells, 1)`` infinite where a cell sets no limit to output by itself, else 0.
    may_run_out
        Whether some are empty while output goes on; what is not there is then not used.
    closing
        ``(cells | 1, 1 | b)`` share of a gap that is closed in a step.
    floor
        ``(cells, 1)`` least weighted flow by which orders are divided.
    normal
        ``(cells, 1)`` weighted flow at rest, used where shares are fixed.
    """

    block: Block
    use: Floats
    cover: Floats
    need: Floats
    never: NDArray[np.bool_] | None
    essential: Floats | None
    stocked: bool
    bars: Floats
    may_run_out: bool
    closing: Floats
    floor: Floats
    normal: Floats

    @cached_property
    def closing_rows(self) -> Floats:
        """``(1 | b, cells)``: ``closing`` scenario by scenario."""
        wide = np.broadcast_to(self.closing, (len(self.use), self.closing.shape[1]))
        return np.array(wide.T, order="C")


def cells_of(
    economy: Economy, links: Links, output: Floats, settings: Settings
) -> tuple[Cells, ...]:
    """Return the constants block by block.

    A cell never binds if its cover is infinite, if it is not essential or if nothing is needed. A
    unit of output needs ``psi`` times the normal stock, and never less than what a step uses: what
    is not there cannot be used.
    """
    use = links.flow / output[links.buyer]
    finite = np.isfinite(economy.cover_days)
    cover = np.where(finite, economy.cover_days, 0.0) / settings.day
    essential = economy.essential[:, None] * settings.essentiality
    threshold = PEER_THRESHOLD * settings.per_year if settings.compatible else 0.0
    never = ~finite | (use <= threshold) | (economy.essential <= 0)
    graded = bool((essential < 1)[~never].any())
    least = 0.0 if settings.compatible else 1.0
    needed = np.maximum(settings.psi * (settings.cover_scale * cover[:, None]), least)
    needed = needed * use[:, None]
    need = np.divide(1.0, needed, out=np.zeros_like(needed), where=(needed > 0) & ~never[:, None])
    closing = _closing(economy.restock_days, finite, settings)
    # made once: a block keeps a view of its part, and a view keeps the whole array
    held, bars = cover * use, np.where(never | graded, np.inf, 0.0)
    normal = np.where(links.flow > 0, links.flow, 1.0)
    floor = np.where(links.flow > 0, links.flow * FLOOR, 1.0)
    return tuple(
        Cells(
            block=block, use=_column(use, block), cover=_column(held, block),
            need=np.asfortranarray(need[block.cells]) if links.layout == "F" else need[block.cells],
            never=_column(never, block) if never[block.cells].any() and not graded else None,
            essential=np.where(never[block.cells, None], 0.0, essential[block.cells])
            if graded else None,
            stocked=bool(finite[block.cells].any()),
            bars=_column(bars, block),
            may_run_out=not settings.compatible and (graded or bool(never[block.cells].any())),
            closing=closing if len(closing) == 1 else closing[block.cells],
            floor=_column(floor, block),
            normal=_column(normal, block),
        )
        for block in links.blocks()
    )  # fmt: skip


def stocks_at_rest(cells: Sequence[Cells], output: Floats, settings: Settings) -> list[Floats]:
    """Return the normal stock ``(cells, 1 | b)`` of every block; 0 where it never runs out."""
    return [one.cover * one.block.of_buyer(output[:, None]) * settings.cover_scale for one in cells]


def _closing(restock_days: Floats, finite: NDArray[np.bool_], settings: Settings) -> Floats:
    own = np.isfinite(restock_days)
    if not own.any() and finite.all():
        return np.atleast_2d(np.asarray(settings.closing, dtype=np.float64))
    stated = np.divide(settings.day, restock_days, out=np.zeros_like(restock_days), where=own)
    closing = np.where(own[:, None], stated[:, None], settings.closing)
    return np.where(finite[:, None], closing, 0.0)


def _column(values: NDArray[Any], block: Block) -> NDArray[Any]:
    return values[block.cells, None]
