"""The fast way on all cores: threads take stretches of scenarios, kernels run without the lock.

Kernels are compiled once, on first use, and kept beside the package, or in the user's cache folder
where that cannot be written; ``NUMBA_CACHE_DIR`` names another folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from threading import Event

import numpy as np

from mainstay.errors import InputError
from mainstay.shocks.cascade.first_losses import FirmShocks
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
from mainstay.shocks.cascade.prepare import Prepared, Starts
from mainstay.shocks.cascade.reference import Ends, Rules
from mainstay.shocks.compiling import need_numba
from mainstay.twin.net import Floats

#: A scenario goes to a lane once its next sweep would visit more than one link in so many.
_SPARSE = 20

#: Scenarios that a thread takes at once.
_STRETCH = 64

#: Said by a thread that has ended.
_ENDED = -1

#: Told how many scenarios are done.
Count = Callable[[int], object]


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
        need_numba()
        self.prepared = prepared
        self.layout, self.number = lay_out(prepared)
        self.threads = threads or _cores()
        #: Links to visit in a sweep above which a scenario is swept with others, up and down.
        self.limit = prepared.links // _SPARSE
        self.limit_down = len(prepared.supplier) // _SPARSE
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
        todo: SimpleQueue[tuple[int, int]] = SimpleQueue()
        for first in range(0, len(shocks), _STRETCH):
            todo.put((first, min(first + _STRETCH, len(shocks))))
        threads = max(1, min(self.threads, todo.qsize()))
        done: SimpleQueue[int] = SimpleQueue()
        stop = Event()
        with ThreadPoolExecutor(threads) as pool:
            jobs = [
                pool.submit(self._thread, self._plan(shocks, rules, rows), todo, done, stop)
                for _ in range(threads)
            ]
            try:
                _wait(threads, done, count)
            finally:
                stop.set()
        for job in jobs:
            job.result()
        self.visits = rows[:, VISITS].copy()
        return Ends(*(rows[:, c].copy() for c in (TOTAL, DOWN, UP, SWEEPS, RESIDUAL)))

    def _thread(
        self, plan: Plan, todo: SimpleQueue[tuple[int, int]], done: SimpleQueue[int], stop: Event
    ) -> None:
        """Take stretches until there is none; lanes stay full from one stretch to the next."""
        try:
            # compiled, or read from the cache, on first use
            from mainstay.shocks.cascade.lanes import run_out, run_scenarios

            work = self._work()
            while not stop.is_set():
                try:
                    first, last = todo.get_nowait()
                except Empty:
                    run_out(self.layout, work, plan)
                    self._works.put(work)
                    return
                run_scenarios(self.layout, work, plan, first, last)
                done.put(last - first)
        finally:
            done.put(_ENDED)

    def _plan(self, shocks: FirmShocks, rules: Rules, rows: Floats) -> Plan:
        def lanes(value: int, size: int = LANES) -> Starts:
            return np.full(size, value, dtype=np.int64)

        return Plan(
            start=shocks.start, firm=self.number[shocks.firm], share=shocks.share, rows=rows,
            holds=lanes(-1), wide=lanes(0), side=lanes(0, 1), limit=self.limit,
            limit_down=self.limit_down, tolerance=rules.tolerance, most=rules.most,
        )  # fmt: skip

    def _work(self) -> Work:
        try:
            return self._works.get_nowait()
        except Empty:
            return work_for(self.prepared, self.layout)


def _wait(threads: int, done: SimpleQueue[int], count: Count | None) -> None:
    """Tell of what is done until every thread has ended."""
    while threads:
        scenarios = done.get()
        if scenarios == _ENDED:
            threads -= 1
        elif count is not None:
            count(scenarios)
