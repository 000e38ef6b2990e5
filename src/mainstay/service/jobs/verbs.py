"""What the command line does with jobs, whether a server runs them or none does."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from mainstay.errors import NotFound
from mainstay.model import Table
from mainstay.service.homes import Step, silent
from mainstay.service.jobs.jobs import Jobs
from mainstay.service.jobs.shapes import JobView

#: How long a server may take to grant a wish, and how often it is looked at, seconds.
GRANT_SECONDS, LOOK_SECONDS = 15.0, 0.2


def list_jobs(path: Path | str | None) -> Table:
    """Return the jobs of a home as a table, newest first."""
    rows: list[dict[str, object]] = [
        {
            "job": view.id, "kind": view.kind, "state": view.state, "title": view.title,
            "progress": _progress(view), "created": view.created, "attempts": view.attempts,
            "run": (view.run_id or "")[:12],
        }
        for view in Jobs.open(path).list()
    ]  # fmt: skip
    return Table.of("jobs", rows, title="Jobs of this home")


def show_job(path: Path | str | None, job: str) -> JobView:
    """Return a job by the first characters of its id.

    Raises
    ------
    NotFound
        If there is none, or more than one.
    """
    found = [view for view in Jobs.open(path).list() if job and view.id.startswith(job)]
    if not found:
        raise NotFound(f"no job {job[:40]!r}", hint="mainstay jobs list shows those kept")
    if len(found) > 1:
        raise NotFound(f"{job!r} begins the ids of {len(found)} jobs",
                       hint="give more of it: " + ", ".join(v.id for v in found[:5]))  # fmt: skip
    return found[0]


def cancel_job(path: Path | str | None, job: str) -> JobView:
    """Cancel a job; a server that runs it is asked to.

    Raises
    ------
    NotFound
        If there is none, or more than one.
    """
    view = show_job(path, job)
    if view.is_final:
        return view
    jobs = Jobs.open(path, workers=0)
    if not jobs.start():
        jobs.wish("cancel", view.id)
        return _granted(jobs, view.id, lambda now: now.is_final)
    try:
        return jobs.cancel(view.id)
    finally:
        jobs.stop()


def rerun_job(path: Path | str | None, job: str, *, step: Step = silent) -> JobView:
    """Run a job again: by the server that has the jobs, or here where there is none.

    Parameters
    ----------
    path, job
        The home, and the first characters of the job's id.
    step
        Told how far it is, where it is run here.

    Returns
    -------
    The job: queued where a server runs it, ended where it was run here.

    Raises
    ------
    NotFound
        If there is none, or more than one.
    """
    view = show_job(path, job)
    jobs = Jobs.open(path)
    if not jobs.start(only=view.id):
        jobs.wish("rerun", view.id)
        attempts = view.attempts
        return _granted(jobs, view.id, lambda now: not now.is_final or now.attempts > attempts)
    try:
        jobs.rerun(view.id)
        return _followed(jobs, view.id, step)
    except KeyboardInterrupt:
        jobs.cancel(view.id)
        raise
    finally:
        jobs.stop()


def _followed(jobs: Jobs, job: str, step: Step) -> JobView:
    said = ""
    while not (view := jobs.wait(job, LOOK_SECONDS)).is_final:
        if (words := _progress(view)) != said:
            said = words
            step(words)
    return view


def _granted(jobs: Jobs, job: str, is_granted: Callable[[JobView], bool]) -> JobView:
    deadline = time.monotonic() + GRANT_SECONDS
    while not is_granted(view := jobs.get(job)) and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
    return view


def _progress(view: JobView) -> str:
    left = view.progress.seconds_left
    return view.progress.words + (f", {left:.0f} s left" if left is not None else "")
