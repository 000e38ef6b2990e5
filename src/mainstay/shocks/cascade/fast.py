"""The fast way on all cores: threads take stretches of scenarios, kernels run without the lock."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import numpy as np

from mainstay.errors import InputError, MissingExtra
from mainstay.shocks.cascade.layout import (
    DOWN,
    LANES,
    RESIDUAL,
    SWEEPS,
    TOTAL,
    UP,
    VISITS,
    Plan,
    Work,
    lay_out,
    work_for,
)
from mainstay.shocks.cascade.prepare import Prepared
from mainstay.shocks.cascade.reference import Ends, Rules
from mainstay.shocks.cascade.shocks import FirmShocks
from mainstay.twin.net import Floats

#: A scenario goes to a lane once its next sweep would visit more than one link in so many.
_SPARSE = 20

#: Most and fewest scenarios that a thread takes at once: lanes run empty at the end of each.
_MOST, _FEWEST = 2048, 32

#: Told how many scenarios are done.
Count = Callable[[int], object]


def has_numba() -> bool:
    """Tell whether the extra ``[fast]`` is installed."""
    return importlib.util.find_spec("numba") is not None


def keep_kernels(folder: Path) -> None:
    """Keep compiled kernels in a folder, unless ``NUMBA_CACHE_DIR`` names another.

    It has no effect on kernels that were loaded before.
    """
    if has_numba() and not os.environ.get("NUMBA_CACHE_DIR"):
        from numba import config

        # its settings are made from names at run time, so that no checker knows them
        setattr(config, "CACHE_DIR", str(folder))  # noqa: B010


def _cores() -> int:
    """Return the cores this process may use; not every system can tell them from all."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


class Fast:
    """The cascade in Numba.

    Parameters
    ----------
    prepared
        The shares.
    threads
        Threads; as many as there are cores if not given.

    Raises
    ------
    MissingExtra
        If Numba is not installed.
    """

    def __init__(self, prepared: Prepared, threads: int | None = None) -> None:
        if not has_numba():
            raise MissingExtra("Numba is not installed", hint="pip install 'mainstay[fast]'")
        self.prepared = prepared
        self.layout, self.number = lay_out(prepared)
        self.threads = threads or _cores()
        #: Links upstream to visit in the next sweep above which a scenario goes to a lane.
        self.limit = prepared.links // _SPARSE
        self._works: SimpleQueue[Work] = SimpleQueue()
        #: Links visited by each scenario of the last run, ``(b,)``.
        self.visits: Floats = np.zeros(0)

    def run(self, shocks: FirmShocks, rules: Rules, count: Count | None = None) -> Ends:
        """Return where each scenario ends; equal to the reference up to the order of additions.

        Raises
        ------
        InputError
            If the fault of peers is asked for, which only the reference shows.
        """
        if rules.lost_market:
            raise InputError("the fast way has no lost_market", hint="mode reference shows it")
        rows = np.zeros((len(shocks), 6))
        with ThreadPoolExecutor(self.threads) as pool:
            jobs = [
                pool.submit(self._stretch, shocks, rules, rows, *ends)
                for ends in self._stretches(len(shocks))
            ]
            try:
                for job in jobs:
                    done = job.result()
                    if count is not None:
                        count(done)
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        self.visits = rows[:, VISITS].copy()
        return Ends(*(rows[:, c].copy() for c in (TOTAL, DOWN, UP, SWEEPS, RESIDUAL)))

    def _stretches(self, scenarios: int) -> Iterator[tuple[int, int]]:
        wide = min(_MOST, max(_FEWEST, -(-scenarios // (4 * self.threads))))
        for first in range(0, scenarios, wide):
            yield first, min(first + wide, scenarios)

    def _stretch(
        self, shocks: FirmShocks, rules: Rules, rows: Floats, first: int, last: int
    ) -> int:
        # compiled, or read from the cache, on first use
        from mainstay.shocks.cascade.lanes import run_scenarios

        start = shocks.start[first : last + 1]
        part = slice(start[0], start[-1])
        work = work_for(self.prepared) if self._works.empty() else self._works.get()
        plan = Plan(
            start - start[0], self.number[shocks.firm[part]], shocks.share[part],
            rows[first:last], np.full(LANES, -1, dtype=np.int64), np.zeros(1, dtype=np.int64),
            self.limit, rules.tolerance, rules.most,
        )  # fmt: skip
        run_scenarios(self.layout, work, plan)
        self._works.put(work)
        return last - first
