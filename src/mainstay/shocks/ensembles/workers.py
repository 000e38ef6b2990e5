"""Batches on all cores, kept as they come, so that work that was cut off goes on where it was."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Protocol

from mainstay.errors import EngineError
from mainstay.shocks.pace import Pace
from mainstay.twin.net import Floats

Answers = dict[str, Floats]

#: Called with members done, members in all and seconds left (NaN at first).
Progress = Callable[[int, int, float], None]


class Keep(Protocol):
    """Where finished batches are kept."""

    def get(self, number: int) -> Answers | None:
        """Return a finished batch, or ``None``."""
        ...

    def put(self, number: int, answers: Answers) -> None:
        """Keep a finished batch, whole or not at all."""
        ...


@dataclass(frozen=True, eq=False)
class Task:
    """One batch: which model of several, and the values of its members by factor."""

    model: int
    drawn: Mapping[str, Floats]

    @property
    def members(self) -> int:
        """How many members it has."""
        return len(next(iter(self.drawn.values())))


class Model(Protocol):
    """What members are put to; the dynamic engine, or anything else that takes a batch."""

    def run(self, drawn: Mapping[str, Floats]) -> Answers:
        """Return answers ``(b,)`` or ``(t, b)`` for ``(b,)`` values by factor."""
        ...


class Models(Protocol):
    """Gives the model of a batch; picklable."""

    def __call__(self, number: int) -> Model:
        """Return model ``number``."""
        ...


def run_batches(
    models: Models, tasks: Sequence[Task], *, workers: int = 1, keep: Keep | None = None,
    progress: Progress | None = None,
) -> list[Answers]:  # fmt: skip
    """Return the answers of every batch, in order; the same bytes for any number of workers.

    An interruption ends the workers at once; the batches that were finished are kept.

    Parameters
    ----------
    models
        What each worker is told once.
    tasks
        The batches.
    workers
        Processes; 1 stays in this one.
    keep
        Where finished batches are looked up and kept.
    progress
        Called after every batch.

    Raises
    ------
    EngineError
        If a worker ends before it answers, as when memory runs out.
    """
    pace = Pace(sum(t.members for t in tasks))

    def told(members: int, *, is_new: bool) -> None:
        pace.add(members, is_new=is_new)
        if progress is not None:
            progress(pace.done, pace.total, pace.seconds_left)

    found: dict[int, Answers] = {}
    for number, task in enumerate(tasks):
        kept = keep.get(number) if keep is not None else None
        if kept is not None:
            found[number] = kept
            told(task.members, is_new=False)
    left = [k for k in range(len(tasks)) if k not in found]

    def done(number: int, answers: Answers) -> None:
        if keep is not None:
            keep.put(number, answers)
        found[number] = answers
        told(tasks[number].members, is_new=True)

    if workers <= 1 or len(left) <= 1:
        for number in left:
            done(number, models(tasks[number].model).run(tasks[number].drawn))
    else:
        _spread(models, tasks, left, min(workers, len(left)), done)
    return [found[k] for k in range(len(tasks))]


def _spread(
    models: Models, tasks: Sequence[Task], left: Sequence[int], workers: int,
    done: Callable[[int, Answers], None],
) -> None:  # fmt: skip
    # fresh processes: a fork would copy locks that threads of the parent may hold
    context = multiprocessing.get_context("spawn")
    before = set(multiprocessing.active_children())
    with ProcessPoolExecutor(workers, context, _take, (models,)) as pool:
        open_: dict[Future[Answers], int] = {}
        waiting = list(reversed(left))
        try:
            while waiting or open_:
                while waiting and len(open_) < 2 * workers:
                    number = waiting.pop()
                    open_[pool.submit(_answer, tasks[number])] = number
                finished, _ = wait(open_, return_when=FIRST_COMPLETED)
                for future in finished:
                    done(open_.pop(future), future.result())
        except BrokenProcessPool as error:
            raise EngineError(
                "a worker ended before it answered",
                hint="memory may have run out: take fewer workers; finished members are kept",
            ) from error
        except BaseException:
            # what runs now would be thrown away: nobody waits for it
            for child in set(multiprocessing.active_children()) - before:
                child.terminate()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_HELD: list[Models] = []


def _take(models: Models) -> None:
    # an interruption is the parent's to handle: it ends its workers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _HELD[:] = [models]


def _answer(task: Task) -> Answers:
    return _HELD[0](task.model).run(task.drawn)
