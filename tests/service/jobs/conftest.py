"""Jobs without a twin: a worker that answers at once, and one that never does."""

import threading
from pathlib import Path

import pytest

from mainstay.service.jobs.board import Board
from mainstay.service.jobs.folder import JobFolder
from mainstay.service.jobs.records import Asked
from mainstay.service.screens.shapes import Command


class FakeWorker:
    """Says what it is told to say; waits for :attr:`go` before it answers."""

    made: list["FakeWorker"]

    def __init__(self, says, *, waits=False):
        self.says, self.tasks, self.is_ended = list(says), [], False
        self.answered = 0
        self.go = threading.Event()
        if not waits:
            self.go.set()

    def ask(self, task):
        self.tasks.append(task)
        return True

    def hear(self, seconds):
        if self.answered == len(self.tasks) or not self.go.wait(seconds) or not self.says:
            return []
        said = self.says.pop(0)
        self.answered += said is None or not said.keys().isdisjoint({"done", "failed"})
        return None if said is None else [said]

    def end(self):
        self.is_ended = True
        return "ended by signal 9"


@pytest.fixture
def fake_worker():
    return FakeWorker


@pytest.fixture
def asked():
    """Return a maker of questions, each with a title and the id of its run."""

    def make(title="Ships stop", answer="ab" * 32):
        return Asked(kind="run", title=title, plain={"seed": 0}, command=Command("a", "b"),
                     answer=answer)  # fmt: skip

    return make


@pytest.fixture
def folder(tmp_path: Path) -> JobFolder:
    made = JobFolder(tmp_path / "jobs")
    made.prepare()
    return made


@pytest.fixture
def board(folder: JobFolder) -> Board:
    return Board(folder, queue=3, kept=4)
