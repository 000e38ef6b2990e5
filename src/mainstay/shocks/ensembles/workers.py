"""Batches on all cores, kept as they come, so that work that was cut off goes on where it was."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from mainstay.shocks.ensembles.members import Question
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
    """One batch: which question of several, and the values of its members by factor."""

    question: int
    drawn: Mapping[str, Floats]

    @property
    def members(self) -> int:
        """How many members it has."""
        return len(next(iter(self.drawn.values())))


class Questions(Protocol):
    """Gives the question of a batch; picklable."""

    def __call__(self, number: int) -> Question:
        """Return question ``number``."""
        ...


def run_batches(
    questions: Questions, tasks: Sequence[Task], *, workers: int = 1, keep: Keep | None = None,
    progress: Progress | None = None,
) -> list[Answers]:  # fmt: skip
    """Return the answers of every batch, in order; the same bytes for any number of workers.

    Parameters
    ----------
    questions
        What each worker is told once.
    tasks
        The batches.
    workers
        Processes; 1 stays in this one.
    keep
        Where finished batches are looked up and kept.
    progress
        Called after every batch.
    """
    told = _Progress(sum(t.members for t in tasks), progress)
    found: dict[int, Answers] = {}
    for number, task in enumerate(tasks):
        kept = keep.get(number) if keep is not None else None
        if kept is not None:
            found[number] = kept
            told.add(task.members, is_new=False)
    left = [k for k in range(len(tasks)) if k not in found]

    def done(number: int, answers: Answers) -> None:
        if keep is not None:
            keep.put(number, answers)
        found[number] = answers
        told.add(tasks[number].members)

    if workers <= 1 or len(left) <= 1:
        for number in left:
            done(number, questions(tasks[number].question).run(tasks[number].drawn))
    elif left:
        _spread(questions, tasks, left, min(workers, len(left)), done)
    return [found[k] for k in range(len(tasks))]


def _spread(
    questions: Questions, tasks: Sequence[Task], left: Sequence[int], workers: int,
    done: Callable[[int, Answers], None],
) -> None:  # fmt: skip
    # fresh processes: a fork would copy locks that threads of the parent may hold
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _take, (questions,)) as pool:
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
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_HELD: list[Questions] = []


def _take(questions: Questions) -> None:
    _HELD[:] = [questions]


def _answer(task: Task) -> Answers:
    return _HELD[0](task.question).run(task.drawn)


class _Progress:
    """Members done, and the time left at the pace of what was newly computed."""

    def __init__(self, total: int, tell: Progress | None) -> None:
        self.total, self.tell = total, tell
        self.done = self.fresh = 0
        self.start = time.monotonic()

    def add(self, members: int, *, is_new: bool = True) -> None:
        self.done += members
        self.fresh += members if is_new else 0
        if self.tell is None:
            return
        spent = time.monotonic() - self.start
        left = spent / self.fresh * (self.total - self.done) if self.fresh else float("nan")
        self.tell(self.done, self.total, left)
