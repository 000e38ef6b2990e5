"""Settings as numbers for one batch, checked; and the constants of every cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.errors import InputError, Problem, raise_all
from mainstay.shocks.ario.parameters import ArioParameters, Orders, Setting
from mainstay.twin.net import Floats

Row = float | Floats
"""One number, or ``(1, b)`` numbers that broadcast over activities or cells."""


@dataclass(frozen=True, eq=False)
class Settings:
    """Parameters per step, ready to broadcast.

    Parameters
    ----------
    day
        Days of a step.
    per_year
        Years of a step: flows of a year times it are flows of a step.
    base, ceiling, climb
        Overproduction: where it stands, where it can go, and the share of the way per step.
    closing
        Share of a gap in stock that is closed in a step, where the cell states none.
    rebuild_days
        Time over which rebuilding is spread, where the event states none.
    """

    steps: int
    batch: int
    day: float
    per_year: float
    base: Row
    ceiling: Row
    climb: Row
    psi: Row
    closing: Row
    rebuild_days: Floats
    cover_scale: Row
    essentiality: Row
    by_capacity: bool
    compatible: bool

    @classmethod
    def of(cls, given: ArioParameters, batch: int) -> Settings:
        """Return the settings of a batch.

        Raises
        ------
        InputError
            With every setting that is no number, of the wrong length or out of its range.

        Examples
        --------
        >>> Settings.of(ArioParameters(step_days=0.5), 1).closing
        0.008333333333333333
        """
        raise_all(InputError, "the parameters do not hold", _faults(given, batch))
        day = given.step_days
        return cls(
            steps=given.steps, batch=batch, day=day, per_year=day / given.days_per_year,
            base=_row(given.overproduction_base), ceiling=_row(given.overproduction_max),
            climb=day / _row(given.overproduction_days), psi=_row(given.psi),
            closing=day / _row(given.restock_days),
            rebuild_days=np.zeros(batch) + given.rebuild_days,
            cover_scale=_row(given.cover_scale), essentiality=_row(given.essentiality),
            by_capacity=given.orders is Orders.CAPACITY, compatible=given.compatible,
        )  # fmt: skip


def _row(value: Setting) -> Row:
    found = np.asarray(value, dtype=np.float64)
    return float(found) if found.ndim == 0 else found[None, :]


def _faults(given: ArioParameters, batch: int) -> list[Problem]:
    day = given.step_days
    bounds: dict[str, tuple[float, float]] = {
        "steps": (1, 1e9), "step_days": (1e-6, 366), "days_per_year": (1, 1e6),
        "overproduction_base": (0, 100), "overproduction_max": (0, 100),
        "overproduction_days": (day, np.inf), "psi": (0, 1), "restock_days": (day, np.inf),
        "rebuild_days": (day, np.inf), "cover_scale": (0, 1e6), "essentiality": (0, 1),
    }  # fmt: skip
    problems = [
        Problem("out_of_range", name, f"{getattr(given, name)} is not within {low:g} to {high:g}",
                "times are days and no shorter than a step")
        for name, (low, high) in bounds.items() if not _inside(getattr(given, name), low, high)
    ]  # fmt: skip
    if given.storage not in ("float64", "float32"):
        problems.append(Problem("unknown_storage", "storage", given.storage, "float64 or float32"))
    for name in bounds:
        shape = np.shape(getattr(given, name))
        if shape not in ((), (batch,)):
            problems.append(Problem("wrong_shape", name, f"{shape} instead of ({batch},)",
                                    "one number, or one per scenario"))  # fmt: skip
    if not problems and np.any(np.asarray(given.overproduction_max) < given.overproduction_base):
        problems.append(Problem("out_of_range", "overproduction_max", "below overproduction_base"))
    return problems


def _inside(value: Setting, low: float, high: float) -> bool:
    found = np.asarray(value, dtype=np.float64)
    return bool(((found >= low) & (found <= high)).all())
