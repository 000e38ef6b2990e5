"""Every job of a home as its owner knows it: what waits, what runs, what ended."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Condition
from typing import Any

from mainstay.errors import Busy, InputError, MainstayError, NotFound
from mainstay.service.jobs.folder import JobFolder
from mainstay.service.jobs.records import Asked, JobRecord, ended, new_record
from mainstay.service.jobs.shapes import JobProgress, JobState

#: How long an idempotency key holds.
KEY_HOURS = 24.0

#: Progress goes to the disk at most this often, seconds.
KEEP_SECONDS = 1.0

#: When a full queue is to be tried again if nobody knows better, seconds.
RETRY_SECONDS = 10

log = logging.getLogger(__name__)


class Board:
    """All jobs in memory and on the disk; a state is on the disk before anybody sees it.

    A job that waits is changed under the lock; one that runs, by its runner alone.

    Parameters
    ----------
    folder
        Where they are kept.
    queue
        How many may wait.
    kept
        How many that ended are kept; older ones are forgotten.
    """

    def __init__(self, folder: JobFolder, *, queue: int, kept: int) -> None:
        self._folder, self._queue, self._kept = folder, queue, kept
        self._held: dict[str, JobRecord] = {}
        # in the order in which they ended: one that took long is new, however long ago it was asked
        self._ended: dict[str, None] = {}
        self._waiting: deque[str] = deque()
        self._lock = Condition()
        self._cancelling: set[str] = set()
        self._kept_at: dict[str, float] = {}
        self.is_stopping = False

    def take_in(self, record: JobRecord) -> None:
        """Know a job that was kept before; those that ended come in the order of their ends."""
        with self._lock:
            self._know(record)
            if record.view.state == "queued":
                self._waiting.append(record.id)

    def get(self, job: str) -> JobRecord | None:
        """Return a job, or ``None``."""
        return self._held.get(job)

    def all(self) -> list[JobRecord]:
        """Return all jobs, oldest first."""
        with self._lock:
            return sorted(self._held.values(), key=lambda record: record.id)

    def by_key(self, key: str, body: str) -> JobRecord | None:
        """Return the job that was asked with an idempotency key.

        Raises
        ------
        InputError
            If something else was asked with it.
        """
        if not key:
            return None
        found = [r for r in self.all() if r.has_key(key, KEY_HOURS)]
        if not found:
            return None
        if found[-1].body != body:
            raise InputError("this Idempotency-Key was used for something else",
                             hint="take a new key for a new request")  # fmt: skip
        return found[-1]

    def add(self, asked: Asked, key: str, body: str, *, is_stored: bool) -> JobRecord:
        """Take a new job in: at the end of the queue, or done where its run is stored.

        Raises
        ------
        Busy
            If the queue is full.
        InputError
            If its idempotency key was used for something else.
        """
        with self._lock:
            held = self.by_key(key, body)
            if held is not None:
                return held
            record = new_record(asked, key, body)
            return self._enter(record, is_stored=is_stored)

    def again(self, job: str, *, is_stored: bool) -> JobRecord:
        """Put a job that ended at the end of the queue; one that has not ended stays as it is."""
        with self._lock:
            record = self._known(job)
            if not record.is_final:
                return record
            return self._enter(record.moved("queued"), is_stored=is_stored)

    def _enter(self, record: JobRecord, *, is_stored: bool) -> JobRecord:
        if is_stored:
            words = JobProgress(words="was computed before")
            record = record.moved("done", run_id=record.answer, problem=None, progress=words)
        elif len(self._waiting) >= self._queue:
            seconds = self._seconds_left()
            raise Busy(f"{len(self._waiting)} jobs wait already, and no more may",
                       hint=f"try again in {seconds} s, or cancel one",
                       context={"retry_after_seconds": seconds})  # fmt: skip
        self._put(record)
        if not is_stored:
            self._waiting.append(record.id)
            self._lock.notify_all()
        self._forget()
        return record

    def _seconds_left(self) -> int:
        left = [r.view.progress.seconds_left for r in self._held.values()
                if r.view.state == "running"]  # fmt: skip
        known = [seconds for seconds in left if seconds is not None]
        return max(1, round(min(known))) if known else RETRY_SECONDS

    def next(self, seconds: float, only: str | None = None) -> JobRecord | None:
        """Return the next job, running from now on; ``None`` if there is none for so long."""
        with self._lock:
            if not self._waiting and not self.is_stopping:
                self._lock.wait(seconds)
            if self.is_stopping:
                return None
            for job in self._waiting:
                if only in (None, job):
                    running = self._held[job].moved("running", progress=JobProgress())
                    # it waits on where this cannot be written
                    self._put(running)
                    self._waiting.remove(job)
                    return running
            return None

    def progress(self, job: str, progress: JobProgress) -> None:
        """Note how far a running job is; on the disk at most every second."""
        record = self._held[job].changed(progress=progress)
        now = time.monotonic()
        if now - self._kept_at.get(job, 0.0) >= KEEP_SECONDS:
            self._kept_at[job] = now
            with _told("progress"):
                self._folder.put(record)
        self._held[job] = record

    def finish(self, job: str, state: JobState, **changes: Any) -> None:
        """Note how a running job ended; ``queued`` is for one that this owner cannot finish."""
        with self._lock:
            record = self._held[job].moved(state, **changes)
            self._cancelling.discard(job)
            self._kept_at.pop(job, None)
            # what cannot be written is found out again at the next start
            with _told(state):
                self._folder.put(record)
            self._know(record)
            self._forget()
            self._lock.notify_all()

    def cancel(self, job: str, seconds: float) -> JobRecord:
        """Cancel a job and return it, waiting a little for one that runs."""
        with self._lock:
            record = self._known(job)
            if record.view.state == "queued":
                self._put(record.moved("cancelled", started=None))
                self._waiting.remove(job)
            elif record.view.state == "running":
                self._cancelling.add(job)
                self._lock.wait_for(lambda: self._is_over(job), seconds)
            return self._known(job)

    def is_cancelled(self, job: str) -> bool:
        """Return whether somebody wants a running job to end."""
        return job in self._cancelling

    def wait(self, job: str, seconds: float) -> JobRecord:
        """Return a job once it has ended, or as it is after so long."""
        with self._lock:
            self._lock.wait_for(lambda: self._is_over(job), seconds)
            return self._known(job)

    def pause(self, seconds: float) -> None:
        """Wait so long, or until it stops."""
        with self._lock:
            self._lock.wait_for(lambda: self.is_stopping, seconds)

    def stop(self) -> None:
        """Give out no more jobs."""
        with self._lock:
            self.is_stopping = True
            self._lock.notify_all()

    def _is_over(self, job: str) -> bool:
        """Return whether a job has ended, or is forgotten already."""
        held = self._held.get(job)
        return held is None or held.is_final

    def _known(self, job: str) -> JobRecord:
        found = self._held.get(job)
        if found is None:
            raise NotFound(f"no job {job[:40]!r}", hint="mainstay jobs list shows those kept")
        return found

    def _put(self, record: JobRecord) -> None:
        self._folder.put(record)
        self._know(record)

    def _know(self, record: JobRecord) -> None:
        self._held[record.id] = record
        self._ended.pop(record.id, None)
        if record.is_final:
            self._ended[record.id] = None

    def _forget(self) -> None:
        """Forget the oldest that ended; those whose key holds stay, up to as many again."""
        over = [self._held[job] for job in self._ended]
        excess = len(over) - self._kept
        if excess <= 0:
            return
        free = [r for r in over if not (r.key and r.has_key(r.key, KEY_HOURS))]
        gone = free[:excess]
        left = len(over) - len(gone) - 2 * self._kept
        if left > 0:
            names = {r.id for r in gone}
            gone += [r for r in over if r.id not in names][:left]
        for record in gone:
            # what cannot be taken away is known again after the next start, and no harm
            with _told("end"):
                self._folder.remove(record.id)
            del self._held[record.id], self._ended[record.id]


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Let a failed write of what is known in memory be told in the log and nowhere else."""
    try:
        yield
    except (MainstayError, OSError) as error:
        log.warning("a job's %s could not be written: %s", what, error)


def recovered(record: JobRecord, *, is_stored: bool) -> JobRecord:
    """Return a job as the next owner finds it: what ran when the last one ended did not finish."""
    if record.view.state != "running":
        return record
    if is_stored:
        # it was stored, and only the note of it was not
        return record.moved("done", run_id=record.answer, problem=None)
    problem = ended("interrupted", "the server ended while this ran",
                    "run it again; finished members of an ensemble are kept")  # fmt: skip
    view = replace(record.view, progress=replace(record.view.progress, seconds_left=None))
    return replace(record, view=view).moved("interrupted", problem=problem)
