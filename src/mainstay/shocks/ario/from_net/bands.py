"""Three members for every scenario, so that no number of a run is without a band.

``name``      sizes as written, every assumed parameter at its most likely value
``name:low``  the ``low`` sizes, with large stocks and much room for overproduction
``name:high`` the ``high`` sizes, with small stocks and no room for overproduction

The band is that of these few assumptions moved together; the ensemble is the deep answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mainstay.model import Parameters
from mainstay.shocks.ario.parameters import ArioParameters
from mainstay.twin.net import Floats

#: Endings of the members of one scenario, in their order.
ENDINGS = ("", ":low", ":high")

#: Ends of the ranges that a small loss, then a large one, is made of.
SMALL = {"cover_scale": "high", "overproduction_max": "high", "overproduction_time": "low"}
LARGE = {"cover_scale": "low", "overproduction_max": "low", "overproduction_time": "high"}


@dataclass(frozen=True, eq=False)
class Band:
    """The members of a batch.

    Parameters
    ----------
    names
        Names of the members.
    members
        Scenario to its members.
    sources
        Row of the shocks to the members that take their sizes from it.
    """

    names: tuple[str, ...]
    members: dict[str, tuple[int, ...]]
    sources: dict[int, tuple[int, ...]]


def band_of(names: Sequence[str]) -> Band:
    """Return three members for every scenario among the rows of some shocks.

    Examples
    --------
    >>> band = band_of(("a", "b", "b:low", "b:high"))
    >>> band.names
    ('a', 'a:low', 'a:high', 'b', 'b:low', 'b:high')
    >>> band.sources
    {0: (0, 1, 2), 1: (3,), 2: (4,), 3: (5,)}
    """
    rows = {name: row for row, name in enumerate(names)}
    bases = [name for name in names if not name.endswith((":low", ":high"))]
    taken: list[tuple[str, int]] = [
        (base + ending, rows.get(base + ending, rows[base])) for base in bases for ending in ENDINGS
    ]
    count = len(ENDINGS)
    return Band(
        names=tuple(name for name, _ in taken),
        members={
            base: tuple(range(k * count, (k + 1) * count)) for k, base in enumerate(bases)
        },
        sources={
            row: tuple(m for m, (_, source) in enumerate(taken) if source == row)
            for row in range(len(names))
        },
    )  # fmt: skip


def parameters_of(table: Parameters, band: Band, *, days: int, step_days: float) -> ArioParameters:
    """Return the settings of a batch, each member at its end of the ranges."""
    picks = [({}, SMALL, LARGE)[m % len(ENDINGS)] for m in range(len(band.names))]

    def of(name: str) -> Floats:
        return np.array([getattr(table.get(name), pick.get(name, "mode")) for pick in picks])

    return settings_of(of, days=days, step_days=step_days)


def settings_of(of: Callable[[str], Floats], *, days: int, step_days: float) -> ArioParameters:
    """Return the settings of ``b`` members from rows of the table of parameters.

    Parameters
    ----------
    of
        Gives ``(b,)`` values of a row by its name.
    days, step_days
        Length of a run and of a step.
    """
    return ArioParameters(
        steps=max(1, round(days / step_days)),
        step_days=step_days,
        overproduction_base=of("overproduction_base"),
        overproduction_max=of("overproduction_max"),
        overproduction_days=of("overproduction_time"),
        psi=of("binding_share"),
        # gaps are closed in the same part of a cover
        restock_days=of("restock_time") * of("cover_scale"),
        rebuild_days=of("rebuild_time"),
        cover_scale=of("cover_scale"),
    )
