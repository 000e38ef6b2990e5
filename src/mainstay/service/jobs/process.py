"""A worker as the server sees it: started, asked, listened to, ended."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

#: Time for a worker to clean up before it is ended for good, seconds.
GRACE_SECONDS = 2.0


class WorkerProcess:
    """One worker process, in a group of its own with whatever it starts.

    Parameters
    ----------
    home
        The home it works on.
    """

    def __init__(self, home: Path) -> None:
        inward, outward = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                # -P: the folder that the server runs in is no place to import from
                [sys.executable, "-P", "-m", "mainstay.service.jobs.worker",
                 str(home), str(outward)],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, pass_fds=(outward,),
                start_new_session=True,
            )  # fmt: skip
        except BaseException:
            os.close(inward)
            raise
        finally:
            os.close(outward)
        self._inward = inward
        self._rest = b""

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, task: dict[str, Any]) -> bool:
        """Give it a task; return whether it was there to take it."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write((json.dumps(task) + "\n").encode())
            self._process.stdin.flush()
        except (OSError, ValueError):
            return False
        return True

    def hear(self, seconds: float) -> list[dict[str, Any]] | None:
        """Return what it has said, waiting at most so long; ``None`` once it is gone."""
        waiting = select.poll()
        waiting.register(self._inward, select.POLLIN)
        if not waiting.poll(seconds * 1000):
            return []
        piece = os.read(self._inward, 1 << 16)
        if not piece:
            return None
        *lines, self._rest = (self._rest + piece).split(b"\n")
        return [json.loads(line) for line in lines]

    def end(self) -> str:
        """End it and everything it started, and return how it went, in words."""
        with suppress(OSError):
            self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE_SECONDS)
        # also where it went by itself: what it started may be left
        with suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        code = self._process.wait()
        with suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        with suppress(OSError):
            os.close(self._inward)
        return f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
