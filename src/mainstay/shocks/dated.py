"""What is lost and when: one shock of one scenario on positions of a net."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mainstay.errors import BadScenario, Problem, raise_all
from mainstay.model import Target
from mainstay.twin.coefficients import Indices
from mainstay.twin.net import Floats


class Place(StrEnum):
    """What the positions of a shock mean."""

    ACTIVITY = "activity"
    """``rows`` are activities."""
    DELIVERY = "delivery"
    """What activity ``rows[k]`` makes into pool ``columns[k]``."""
    POOL = "pool"
    """``rows`` are pools."""
    FINAL = "final"
    """Final use of pool ``rows[k]`` by account ``columns[k]``."""


@dataclass(frozen=True, eq=False)
class Dated:
    """One shock of scenario ``scenario``.

    Parameters
    ----------
    scenario
        Which of the batch.
    target
        What it acts on.
    place, rows, columns
        Where; ``columns`` is empty where ``place`` needs none.
    size
        ``(k,)`` shares lost, rises of prices, or days of a delay.
    start, duration, recovery, recovery_days
        Whole from ``start`` for ``duration`` days, then going away.
    timed
        Whether the scenario says anything of this; otherwise it lasts as long as the scenario.
    """

    scenario: int
    target: Target
    place: Place
    rows: Indices
    columns: Indices
    size: Floats
    start: float
    duration: float
    recovery: str
    recovery_days: float
    timed: bool

    @property
    def end(self) -> float:
        """Day on which it begins to go away."""
        return self.start + self.duration


def refuse(names: Sequence[str], dated: Iterable[Dated], targets: Iterable[Target], engine: str,
           hint: str) -> None:  # fmt: skip
    """Raise if a scenario acts on what an engine knows nothing of.

    Raises
    ------
    BadScenario
        With one problem for each scenario and target.
    """
    unknown = frozenset(targets)
    found = dict.fromkeys((d.scenario, d.target) for d in dated if d.target in unknown)
    problems = [
        Problem("target_not_known", f"scenario {names[s]}", f"{target} means nothing to {engine}",
                hint) for s, target in found
    ]  # fmt: skip
    raise_all(BadScenario, f"{engine} cannot answer this", problems)


def notes_without_days(dated: Iterable[Dated]) -> tuple[str, ...]:
    """Return what an engine without days must say of shocks that have them."""
    if not any(d.timed for d in dated):
        return ()
    return (
        "start, duration and recovery of the shocks are not used: this engine knows no days and "
        "takes the largest loss of the scenario for the whole year; --engine ario follows it day "
        "by day",
    )
