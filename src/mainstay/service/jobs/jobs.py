"""The jobs of a home: what a server, the command line and a page may do with them."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from mainstay.errors import BadScenario, IdentityError, NotFound
from mainstay.service.jobs.asking import ask_run
from mainstay.service.jobs.board import Board, recovered
from mainstay.service.jobs.folder import FOLDER, JobFolder
from mainstay.service.jobs.owning import Ownership
from mainstay.service.jobs.records import JobRecord
from mainstay.service.jobs.runner import Runner
from mainstay.service.jobs.shapes import JobState, JobView
from mainstay.service.jobs.wishes import Wishes
from mainstay.service.open_twins import OpenTwins
from mainstay.service.twins import DEMO
from mainstay.store import Home

#: Jobs that ended and are kept.
KEPT = 500

#: How long a start waits for another process to let the jobs go, and a cancel for a worker.
START_SECONDS, CANCEL_SECONDS, STOP_SECONDS = 1.0, 4.0, 8.0


class Jobs:
    """Long work on one home: bounded, followed, cancelled, and not lost when the server ends.

    One process at a time owns the jobs of a home; another one that was started reads them, and
    takes over when it is asked anything once the owner is gone. Results are runs in the store:
    whatever ends in between, nothing half-written is ever shown.

    Parameters
    ----------
    path
        The home; the default one if ``None``. It is not touched before it is needed.
    workers, queue, kept
        Jobs that run at once, jobs that may wait, and jobs that ended and are remembered.
    twins
        Open twins, to check what is asked.
    """

    def __init__(
        self, path: Path | str | None, *, workers: int = 1, queue: int = 32, kept: int = KEPT,
        twins: OpenTwins | None = None,
    ) -> None:  # fmt: skip
        self._path = path
        self._twins = twins or OpenTwins(path)
        self._workers, self._queue, self._kept = workers, queue, kept
        self._lock = Lock()
        self._board: Board | None = None
        self._is_next = False
        self._threads: list[Runner | Wishes] = []

    @classmethod
    def open(
        cls, path: Path | str | None, *, workers: int = 1, queue: int = 32, kept: int = KEPT,
        twins: OpenTwins | None = None,
    ) -> Jobs:  # fmt: skip
        """Return the jobs of a home, for reading; :meth:`start` lets them run."""
        return cls(path, workers=workers, queue=queue, kept=kept, twins=twins)

    @cached_property
    def _home(self) -> Home:
        return Home.open(self._path)

    @cached_property
    def _folder(self) -> JobFolder:
        return JobFolder(self._home.path / FOLDER)

    @cached_property
    def _ownership(self) -> Ownership:
        return Ownership(self._folder.path)

    @property
    def is_owner(self) -> bool:
        """Whether this object runs the jobs of the home."""
        return self._board is not None

    def start(self, only: str | None = None) -> bool:
        """Own the jobs and run them; return whether this could be, or another process owns them.

        What waited is taken up again; what ran when the last owner ended is interrupted.

        Parameters
        ----------
        only
            Run this job alone; what else waits is left waiting.
        """
        with self._lock:
            if self._board is not None:
                return True
            self._folder.prepare()
            deadline = time.monotonic() + START_SECONDS
            while not self._ownership.take():
                if time.monotonic() > deadline:
                    self._is_next = only is None and self._workers > 0
                    return False
                time.sleep(0.05)
            self._folder.clean()
            board = Board(self._folder, queue=self._queue, kept=self._kept)
            kept = sorted(self._folder.all(), key=lambda record: record.view.finished or "")
            for record in kept:
                found = recovered(record, is_stored=self._is_stored(record.answer))
                if found is not record:
                    self._folder.put(found)
                board.take_in(found)
            warm = DEMO if DEMO in self._home.twin_names() else ""
            self._threads = [Runner(board, self._home.path, warm=warm, only=only)
                             for _ in range(self._workers)]  # fmt: skip
            self._threads.append(Wishes(self._folder.path, self.cancel, self.rerun))
            self._board = board
            for thread in self._threads:
                thread.start()
            return True

    def stop(self) -> None:
        """End the workers; a job that runs waits for the next start."""
        with self._lock:
            self._is_next = False
            if self._board is None:
                return
            self._board.stop()
            for thread in self._threads:
                thread.stop()
            for thread in self._threads:
                thread.join(STOP_SECONDS)
            self._threads, self._board = [], None
            self._ownership.release()

    def run(
        self, scenario: str | Mapping[str, Any], *, twin: str = DEMO, engine: str | None = None,
        seed: int = 0, members: int | None = None, key: str = "",
    ) -> JobView:  # fmt: skip
        """Queue a run, or an ensemble where ``members`` are given.

        Where the run is stored already the job is done at once.

        Parameters
        ----------
        scenario
            Name of a shipped or saved scenario, or a whole one as plain data.
        twin, engine, seed, members
            See :func:`mainstay.service.jobs.asking.ask_run`.
        key
            Idempotency key: the same key with the same request is the same job for 24 hours.

        Raises
        ------
        BadScenario
            With every fault of what was asked.
        InputError
            If the key was used for something else.
        Busy
            If too many jobs wait.
        IdentityError
            If another process owns the jobs of this home.
        """
        board = self._own()
        body = _digest([scenario, twin, engine, seed, members])
        held = board.by_key(key, body)
        if held is not None:
            return held.view
        asked = ask_run(self._twins, scenario, twin=twin, engine=engine, seed=seed,
                        members=members)  # fmt: skip
        return board.add(asked, key, body, is_stored=self._is_stored(asked.answer)).view

    def get(self, job: str) -> JobView:
        """Return a job.

        Raises
        ------
        NotFound
            If there is none, or it was forgotten.
        """
        return self._find(job).view

    def peek(self, job: str) -> JobView | None:
        """Return a job without a fault where there is none; costs nothing for the owner."""
        board = self._now()
        record = board.get(job) if board else self._folder.get(job)
        return record.view if record is not None else None

    def list(self, state: JobState | None = None) -> tuple[JobView, ...]:
        """Return the jobs, newest first; those of one state where it is given."""
        board = self._now()
        records = board.all() if board else self._folder.all()
        views = (record.view for record in reversed(records))
        return tuple(view for view in views if state in (None, view.state))

    def cancel(self, job: str) -> JobView:
        """Cancel a job that waits or runs; one that ended stays as it is.

        Raises
        ------
        NotFound
            If there is none.
        IdentityError
            If another process owns the jobs of this home.
        """
        board = self._own()
        self._find(job)
        return board.cancel(job, CANCEL_SECONDS).view

    def rerun(self, job: str) -> JobView:
        """Queue a job again that ended without an answer; an ensemble goes on where it was.

        Raises
        ------
        NotFound
            If there is none.
        Busy
            If too many jobs wait.
        IdentityError
            If another process owns the jobs of this home.
        """
        board = self._own()
        record = self._find(job)
        return board.again(job, is_stored=self._is_stored(record.answer)).view

    def wait(self, job: str, seconds: float) -> JobView:
        """Return a job once it has ended, or as it is after so long; for the owner."""
        return self._own().wait(job, seconds).view

    def wish(self, verb: str, job: str) -> None:
        """Ask the process that owns the jobs to ``cancel`` or ``rerun`` one.

        Raises
        ------
        NotFound
            If there is no such job.
        """
        self._find(job)
        Wishes.leave(self._folder.path, verb, job)

    @property
    def is_owned_elsewhere(self) -> bool:
        """Whether another process runs the jobs of this home now."""
        return not self.is_owner and not self._ownership.is_free()

    def _own(self) -> Board:
        if self._board is None:
            self.start()
        if self._board is None:
            raise self._ownership.refusal()
        return self._board

    def _now(self) -> Board | None:
        """Return the board; a job that a dead owner left must not be shown as running for ever."""
        if self._board is None and self._is_next and self._ownership.is_free():
            self.start()
        return self._board

    def _find(self, job: str) -> JobRecord:
        board = self._now()
        found = board.get(job) if board else self._folder.get(job)
        if found is None:
            raise NotFound(f"no job {job[:40]!r}", hint="mainstay jobs list shows those kept")
        return found

    def _is_stored(self, answer: str) -> bool:
        if not answer:
            return False
        try:
            return self._home.find_run(answer).run_id == answer
        except NotFound:
            return False
        except IdentityError:
            # a busy home is no reason to refuse work: it will be looked at again
            return False


def _digest(sent: object) -> str:
    """Return a digest of what was sent, before anything of it is known to hold."""
    try:
        text = json.dumps(sent, sort_keys=True, default=str)
    except (ValueError, RecursionError):
        raise BadScenario("this is nested too deeply", hint="a scenario is flat") from None
    return hashlib.sha256(text.encode()).hexdigest()
