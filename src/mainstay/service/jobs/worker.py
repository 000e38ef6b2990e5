"""The process in which jobs are computed: ``python -m mainstay.service.jobs.worker HOME FD``.

It reads one task a line from its standard input and writes one message a line to the pipe ``FD``.
It is a process of its own so that a job can be ended at any moment and takes nobody along, and it
stays between jobs, so that the twin is open when the next one comes.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from contextlib import suppress
from dataclasses import asdict
from queue import SimpleQueue
from threading import Thread
from types import FrameType
from typing import Any

from mainstay.errors import MainstayError
from mainstay.service.jobs.records import ended
from mainstay.service.jobs.shapes import JobProblem
from mainstay.service.jobs.telling import Teller

#: Twins that a worker keeps open.
TWINS = 2


class Outward:
    """The pipe to the server."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def send(self, message: dict[str, Any]) -> None:
        """Write one message; nobody to read it ends this process and those it started."""
        data = (json.dumps(message, default=str) + "\n").encode()
        try:
            while data:
                data = data[os.write(self._handle, data) :]
        except OSError:
            end_all()


def end_all() -> None:
    """End this process and every one it started, at once: what is stored is whole anyway."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def listen(tasks: SimpleQueue[dict[str, Any]]) -> None:
    """Take tasks in; the end of the server, however it ends, is the end of this process."""
    rest = b""
    with suppress(ValueError, OSError):
        # not through sys.stdin: its lock must be free when this process leaves
        while piece := os.read(0, 1 << 16):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                tasks.put(json.loads(line))
    end_all()


def main(home: str, handle: int) -> None:
    """Answer tasks until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    outward = Outward(handle)
    tasks: SimpleQueue[dict[str, Any]] = SimpleQueue()
    Thread(target=listen, args=(tasks,), daemon=True).start()

    from mainstay.service.jobs.work import compute
    from mainstay.service.open_twins import OpenTwins

    twins = OpenTwins(home, kept=TWINS)
    while True:
        task = tasks.get()
        if "open" in task:
            with suppress(MainstayError):
                twins.get(task["open"])
            outward.send({"opened": task["open"]})
            continue
        teller = Teller(lambda progress: outward.send({"progress": asdict(progress)}))
        try:
            outward.send({"done": compute(twins, task, teller)})
        except MainstayError as error:
            outward.send({"failed": asdict(JobProblem.of(error))})
        except Exception as error:  # a fault must not take the worker along
            traceback.print_exc()
            words = f"{type(error).__name__}: {error}"
            hint = "this is a fault of the program; the server's log has the place"
            outward.send({"failed": asdict(ended("fault", words, hint))})


def _leave(_: int, __: FrameType | None) -> None:
    raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
