"""Where a mineral is used: shares of consumption, the industries that buy it, what could replace it.

::

    w  share of US use of a mineral that goes into one use        alpha  share of a use by industry
    phi = 1 - substitutable share: output lost per unit of the mineral that is short
"""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.model import Interval


@dataclass(frozen=True, slots=True)
class Placement:
    """The part of a use that one industry buys.

    Parameters
    ----------
    industry
        Detail code of the industry that buys the mineral, its compound or its alloy.
    split
        Share of the use; over the industries of a use the modes sum to one.
    dependent
        Direct evidence of the share of the industry's output that hangs on this use, if any.
    """

    industry: str
    split: Interval
    dependent: Interval | None = None


@dataclass(frozen=True, slots=True)
class EndUse:
    """One use of a mineral.

    Parameters
    ----------
    mineral, use
        Slug of the mineral and words for the use.
    share
        Share of US consumption of the mineral; over the uses of a mineral the modes sum to one.
    substitutable
        Share of this use that could run on something else, or do with less, within a year.
    material
        Class of what the mineral costs in its product: ``bulk``, ``battery``, ``alloying``,
        ``process``, ``magnet`` or ``electronic``.
    line
        Product line that several minerals go into together, or empty.
    placements
        Who buys it; empty where it is not mapped.
    """

    mineral: str
    use: str
    share: Interval
    substitutable: Interval
    material: str
    line: str = ""
    placements: tuple[Placement, ...] = ()
