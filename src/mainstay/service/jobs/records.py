"""What is kept of a job, and how it goes from one state to the next."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mainstay.errors import IntegrityError
from mainstay.service.jobs.shapes import FINAL, JobKind, JobProblem, JobProgress, JobState, JobView
from mainstay.service.screens.shapes import Command

#: Version of the files.
RECORD_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a job is to compute: checked, complete, and the same after a restart.

    Parameters
    ----------
    kind, title
        What it computes, and one line for a reader.
    plain
        Everything that was asked; ``scenario`` is whole and ``twin`` is an id, so that a name
        which comes to stand for something else changes no job that waits.
    command
        How to get the same without a server.
    answer
        Id of the run that it will be, on this machine.
    """

    kind: JobKind
    title: str
    plain: dict[str, Any]
    command: Command
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """A job as it is kept.

    Parameters
    ----------
    view
        What a person sees.
    answer
        Id of the run that it will be.
    key, body
        Idempotency key and digest of what was sent with it; empty without one.
    """

    view: JobView
    answer: str = ""
    key: str = ""
    body: str = ""

    @property
    def id(self) -> str:
        """Its id."""
        return self.view.id

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.view.state in FINAL

    def to_text(self) -> str:
        """Return the file's text."""
        return _FORM.dump_json(_Kept(RECORD_VERSION, self), indent=1).decode() + "\n"

    @classmethod
    def from_text(cls, text: str) -> JobRecord:
        """Read a file's text.

        Raises
        ------
        IntegrityError
            If it is none of ours.
        """
        try:
            return _FORM.validate_python(json.loads(text)).job
        except (ValidationError, ValueError, RecursionError) as error:
            raise IntegrityError("this is no file of a job") from error

    def moved(self, state: JobState, **changes: Any) -> JobRecord:
        """Return the job in another state; what it says of its end is of the last attempt."""
        now = stamp()
        if state == "running":
            changes = {"started": now, "attempts": self.view.attempts + 1, **changes}
        elif state in FINAL:
            changes = {"finished": now, **changes}
        elif state == "queued":
            changes = {"started": None, "finished": None, "problem": None, "run_id": None,
                       "progress": JobProgress(words="waiting"), **changes}  # fmt: skip
        return self.changed(state=state, **changes)

    def changed(self, **changes: Any) -> JobRecord:
        """Return the job with another view, one version later."""
        view = replace(self.view, version=self.view.version + 1, **changes)
        return replace(self, view=view)

    def has_key(self, key: str, hours: float) -> bool:
        """Return whether it was asked with an idempotency key that still holds."""
        since = datetime.fromisoformat(self.view.created)
        return self.key == key != "" and datetime.now(UTC) - since < timedelta(hours=hours)


@dataclass(frozen=True, slots=True)
class _Kept:
    version: int
    job: JobRecord


_FORM: TypeAdapter[_Kept] = TypeAdapter(_Kept)


def new_record(asked: Asked, key: str = "", body: str = "") -> JobRecord:
    """Return a job that waits."""
    view = JobView(
        id=new_id(), kind=asked.kind, state="queued", title=asked.title, asked=asked.plain,
        progress=JobProgress(words="waiting"), created=stamp(), command=asked.command,
    )  # fmt: skip
    return JobRecord(view=view, answer=asked.answer, key=key, body=body)


class _Ticks:
    """Milliseconds that only grow, also within one of them and when the clock is set back."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = Lock()

    def next(self) -> int:
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1_000_000)
            return self._last


_TICKS = _Ticks()


def new_id() -> str:
    """Return an id: 20 hex digits, later ones of a process greater.

    >>> len(new_id()), new_id() < new_id()
    (20, True)
    """
    return f"{_TICKS.next():012x}{secrets.token_hex(4)}"


def stamp() -> str:
    """Return the present moment as it is written: UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def ended(code: str, message: str, hint: str = "", **context: object) -> JobProblem:
    """Return why a job has no answer, where no error of ours says it."""
    return JobProblem(code, message, hint, context=dict(context))
