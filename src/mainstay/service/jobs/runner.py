"""A thread for each worker: takes the next job, lets the worker compute it, notes the end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from mainstay.service.jobs.board import Board
from mainstay.service.jobs.process import WorkerProcess
from mainstay.service.jobs.records import JobRecord, ended
from mainstay.service.jobs.shapes import JobFault, JobProblem, JobProgress

#: How long a runner waits before it looks whether it should stop or cancel, seconds.
LOOK_SECONDS = 0.1

log = logging.getLogger(__name__)


class Runner(Thread):
    """Runs jobs of a board, one at a time, each in the worker process of this runner.

    Parameters
    ----------
    board
        Gives jobs and is told how they end.
    home
        The home.
    warm
        Twin that a fresh worker opens before it is asked; none when empty.
    only
        Run this job alone and no other.
    start
        Starts a worker; tests give their own.
    """

    def __init__(
        self, board: Board, home: Path, *, warm: str = "", only: str | None = None,
        start: Callable[[Path], WorkerProcess] = WorkerProcess,
    ) -> None:  # fmt: skip
        super().__init__(name="mainstay-job", daemon=True)
        self._board, self._home, self._warm, self._only = board, home, warm, only
        self._start_worker = start
        self._worker: WorkerProcess | None = None

    def run(self) -> None:
        """Run jobs until the board stops."""
        try:
            while not self._board.is_stopping:
                try:
                    self._ready()
                    record = self._board.next(1.0, self._only)
                    if record is not None:
                        self._do(record)
                except Exception:
                    # one job, or a full disk, must not end all others
                    log.exception("a job could not be run")
                    self._board.pause(1.0)
        finally:
            self._end()

    def stop(self) -> None:
        """End once the board stops; there is nothing more to tell."""

    def _ready(self) -> WorkerProcess:
        """Return a worker that lives; a fresh one opens the twin while nobody waits."""
        if self._worker is not None and self._worker.hear(0) is None:
            self._end()
        if self._worker is None:
            self._worker = self._start_worker(self._home)
            if self._warm:
                self._worker.ask({"open": self._warm})
        return self._worker

    def _do(self, record: JobRecord) -> None:
        job, view = record.id, record.view
        try:
            worker = self._ready()
            worker.ask({"asked": view.asked, "command": view.command.cli})
            while True:
                said = worker.hear(LOOK_SECONDS)
                if said is None:
                    self._died(job)
                    return
                if any(self._note(job, message) for message in said):
                    return
                if self._board.is_cancelled(job):
                    self._end()
                    self._board.finish(job, "cancelled")
                    return
                if self._board.is_stopping:
                    self._end()
                    self._board.finish(job, "queued")
                    return
        except Exception as error:
            self._end()
            problem = ended("fault", f"{type(error).__name__}: {error}", "see the server's log")
            self._board.finish(job, "failed", problem=problem)
            raise

    def _note(self, job: str, message: dict[str, Any]) -> bool:
        """Note what a worker said; return whether that was the end of the job."""
        if "progress" in message:
            self._board.progress(job, JobProgress(**message["progress"]))
            return False
        if "done" in message:
            self._board.finish(job, "done", run_id=message["done"], problem=None)
            return True
        if "failed" in message:
            self._board.finish(job, "failed", problem=_problem(message["failed"]))
            return True
        return False

    def _died(self, job: str) -> None:
        how = self._end()
        problem = ended(
            "worker_ended", f"the process that computed this {how} before it answered",
            "memory may have run out; run it again, and what an ensemble has finished is kept",
        )  # fmt: skip
        self._board.finish(job, "interrupted", problem=problem)

    def _end(self) -> str:
        worker, self._worker = self._worker, None
        return worker.end() if worker is not None else "was not there"


def _problem(plain: dict[str, Any]) -> JobProblem:
    faults = tuple(JobFault(**fault) for fault in plain["problems"])
    return JobProblem(plain["code"], plain["message"], plain["hint"], faults, plain["context"])
