"""Who supplies a thing, and who depends on it."""

from __future__ import annotations

from pathlib import Path

from mainstay.model import Table
from mainstay.service.looking import depends_of, supplies_of
from mainstay.service.twins import open_twin


def who_supplies(
    path: Path | str | None,
    thing: str,
    *,
    twin: str | None = None,
    tiers: str = "direct",
    top: int = 20,
) -> list[Table]:
    """Return who supplies a thing: makers, regions abroad, concentration.

    A mineral gives who makes it in the world and who ships it to the United States: two
    different shares of the same country, side by side.

    Raises
    ------
    UnknownCode
        If the twin has nothing by that name; the hint lists the closest.
    InputError
        If ``tiers`` is neither ``direct`` nor ``all``.
    """
    opened = open_twin(path, twin)
    return supplies_of(opened.net, opened.minerals, thing, top, tiers)


def who_depends(
    path: Path | str | None,
    thing: str,
    *,
    twin: str | None = None,
    tiers: str = "all",
    top: int = 20,
) -> list[Table]:
    """Return what hangs on a thing: the three accounts, then activities, then purchases.

    Raises
    ------
    UnknownCode
        If the twin has nothing by that name; the hint lists the closest.
    InputError
        If ``tiers`` is neither ``direct`` nor ``all``.
    """
    opened = open_twin(path, twin)
    return depends_of(opened.net, opened.minerals, thing, tiers, top)
