"""Shapes of a job, as every door shows it: the REST schema, the command line and the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from mainstay.errors import MainstayError
from mainstay.service.screens.shapes import Command

JobKind = Literal["run", "ensemble"]
JobState = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]

#: States in which nothing more happens by itself.
FINAL: frozenset[str] = frozenset({"done", "failed", "cancelled", "interrupted"})


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is.

    Parameters
    ----------
    done, total
        Parts of the work; ``None`` while they cannot be counted.
    words
        What is being done.
    seconds_left
        At the present pace; ``None`` while there is none.
    """

    done: int | None = None
    total: int | None = None
    words: str = ""
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class JobFault:
    """One single fault in what was asked."""

    code: str
    where: str
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class JobProblem:
    """Why a job has no answer: what is wrong, what to do next, and every single fault."""

    code: str
    message: str
    hint: str = ""
    problems: tuple[JobFault, ...] = ()
    context: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, error: MainstayError) -> JobProblem:
        """Return an error as data.

        >>> from mainstay.errors import NotFound
        >>> JobProblem.of(NotFound("no twin 'x'", hint="demo")).code
        'not_found'
        """
        faults = tuple(JobFault(p.code, p.where, p.what, p.hint) for p in error.problems)
        return cls(error.code, error.message, error.hint, faults, dict(error.context))


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """One job as a person sees it.

    Parameters
    ----------
    id
        Its id; later jobs have later ids.
    kind
        What it computes.
    state
        Where it stands.
    title
        One line for a reader.
    asked
        What was asked, as plain data: the whole scenario, the twin, engine, seed and members.
    progress
        How far it is.
    created, started, finished
        In UTC, ISO 8601; the last two of the last attempt.
    run_id
        The stored run, once there is one.
    problem
        Why there is none.
    attempts
        How often it was begun.
    command
        How to get the same without this server.
    version
        Grows with every change; the id of an event.
    """

    id: str
    kind: JobKind
    state: JobState
    title: str
    asked: dict[str, Any]
    progress: JobProgress
    created: str
    started: str | None = None
    finished: str | None = None
    run_id: str | None = None
    problem: JobProblem | None = None
    attempts: int = 0
    command: Command
    version: int = 0

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in FINAL
