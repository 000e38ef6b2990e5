"""Scores of scenarios by either way, with what is needed to judge them beside each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mainstay.errors import InputError
from mainstay.shocks.cascade.fast import Fast
from mainstay.shocks.cascade.first_losses import FirmShocks
from mainstay.shocks.cascade.prepare import Prepared
from mainstay.shocks.cascade.reference import Ends, Reference, Rules
from mainstay.shocks.compiling import has_numba
from mainstay.shocks.pace import Pace
from mainstay.twin.net import Floats

#: Ways to compute; ``auto`` is ``fast`` where Numba is installed.
MODES = ("auto", "fast", "reference")

#: Says what long work is doing.
Step = Callable[[str], object]


@dataclass(frozen=True, eq=False)
class Scores:
    """Systemic risk of ``b`` scenarios; of one firm each, it is the firm's ESRI.

    Parameters
    ----------
    ends
        Scores and their parts, sweeps and residual.
    rules
        When it stopped.
    mode
        Which way computed it.
    visits
        ``(b,)`` links visited by the fast way, empty otherwise.
    """

    ends: Ends
    rules: Rules
    mode: str
    visits: Floats

    @property
    def unfinished(self) -> int:
        """Scenarios that were cut off before they were within the tolerance."""
        return int((self.ends.residual > self.rules.tolerance).sum())

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know."""
        said: tuple[str, ...] = (
            f"stopped once no firm's loss rose by more than {self.rules.tolerance:g} in a sweep;"
            " the residual is the largest rise of the last sweep, not the distance to the end",
        )
        if self.unfinished:
            said += (f"{self.unfinished} scores were cut off at {self.rules.most} sweeps",)
        return said


def score(
    prepared: Prepared, shocks: FirmShocks, rules: Rules | None = None, *, mode: str = "auto",
    threads: int | None = None, step: Step | None = None,
) -> Scores:  # fmt: skip
    """Return the scores of scenarios.

    Parameters
    ----------
    prepared
        The shares of the net.
    shocks
        What is lost at first.
    rules
        When to stop; the literature's tolerance if not given.
    mode
        One of :data:`MODES`. Both ways give the same numbers up to the order of additions.
    threads
        Of the fast way; all cores if not given.
    step
        Told how far it is and what time is left.

    Raises
    ------
    InputError
        If there is no such mode, the shocks are of another net, or a rule does not hold.
    MissingExtra
        If ``fast`` is asked for and Numba is not installed.

    Examples
    --------
    >>> from mainstay.shocks.cascade.essential import assumed_essentials
    >>> from mainstay.shocks.cascade.prepare import prepare
    >>> from mainstay.shocks.cascade.first_losses import each_firm
    >>> from mainstay.twin.firm_nets.firm_net import FirmNet
    >>> net = FirmNet(("11", "33"), np.array([0, 1], np.int32), np.array([0], np.int32),
    ...               np.array([1], np.int32), np.array([2.0]), output_usd=np.array([4.0, 4.0]))
    >>> ready = prepare(net, assumed_essentials(net.industries))
    >>> score(ready, each_firm(2), mode="reference").ends.total.tolist()
    [1.0, 0.75]
    """
    rules = rules or Rules()
    _check(prepared, shocks, rules, mode)
    told = _Told(len(shocks), step)
    if mode == "fast" or (mode == "auto" and has_numba() and not rules.lost_market):
        fast = Fast(prepared, threads)
        return Scores(fast.run(shocks, rules, told.count), rules, "fast", fast.visits)
    ends = Reference(prepared).run(shocks, rules, told.count)
    return Scores(ends, rules, "reference", np.zeros(0))


class _Told:
    """Tells how far work is, at most once a second; what came first also compiled the kernels."""

    def __init__(self, total: int, step: Step | None) -> None:
        self.pace, self.step = Pace(total), step
        self.said = time.monotonic()

    def count(self, more: int) -> None:
        is_first = self.pace.done == 0
        self.pace.add(more)
        if is_first:
            self.pace.restart()
        now = time.monotonic()
        if self.step is None or now - self.said < 1 or is_first:
            return
        pace = self.pace
        self.step(f"{pace.done:,} of {pace.total:,} scenarios, {pace.seconds_left:,.0f} s left")
        self.said = now


def _check(prepared: Prepared, shocks: FirmShocks, rules: Rules, mode: str) -> None:
    if mode not in MODES:
        raise InputError(f"no mode {mode!r}", hint="known: " + ", ".join(MODES))
    if shocks.firms != prepared.firms:
        what = f"the shocks are of {shocks.firms} firms, the net has {prepared.firms}"
        raise InputError(what, hint="make the shocks from the same net")
    if not 0 <= rules.tolerance < 1 or rules.most < 1:
        raise InputError(
            f"tolerance {rules.tolerance} with at most {rules.most} sweeps cannot be",
            hint="a tolerance from 0 to below 1, at least one sweep",
        )
