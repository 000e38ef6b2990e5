"""Children that are ended at a chosen moment, for the programs that tests of crashes drive.

Imported by those programs, which are started with this folder on their path; no test by itself.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any


def child(task: Callable[[Callable[[dict[str, Any]], None]], None]) -> tuple[int, int]:
    """Fork a child that tells through a pipe; return its id and the pipe."""
    inward, outward = os.pipe()
    pid = os.fork()
    if pid:
        os.close(outward)
        return pid, inward
    os.close(inward)
    status = 1
    try:
        task(lambda line: void(os.write(outward, (json.dumps(line) + "\n").encode())))
        status = 0
    except BaseException as error:
        os.write(outward, (json.dumps({"error": repr(error)}) + "\n").encode())
    finally:
        os._exit(status)


def void(_: object) -> None:
    """Drop a value."""


def heard(pid: int, pipe: int) -> tuple[list[dict[str, Any]], int]:
    """Wait for a child and return the whole lines that it told, and how it ended."""
    told = b""
    while piece := os.read(pipe, 1 << 16):
        told += piece
    os.close(pipe)
    _, status = os.waitpid(pid, 0)
    return [json.loads(line) for line in told.split(b"\n")[:-1]], status


def end_at(point: int) -> None:
    """End this process right before its n-th change of a file."""
    passed = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal passed
        is_change = event in {"os.rename", "os.remove", "os.mkdir", "os.rmdir"} or (
            event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        )
        if is_change:
            passed += 1
            if passed == point:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
