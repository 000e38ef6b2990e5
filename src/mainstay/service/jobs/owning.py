"""One owner at a time: the process that computes the jobs of a home and writes their files."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from mainstay.errors import IdentityError
from mainstay.service.jobs.records import stamp

FILE = "owner.lock"


class Ownership:
    """A lock on a folder of jobs; the system takes it from a process that ends, however it ends.

    Parameters
    ----------
    folder
        The folder, which is there.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._handle: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds it."""
        return self._handle is not None

    def take(self) -> bool:
        """Take it unless another process has it; return whether it is held now."""
        if self.is_held:
            return True
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        text = json.dumps({"pid": os.getpid(), "since": stamp()}) + "\n"
        os.ftruncate(handle, 0)
        os.pwrite(handle, text.encode(), 0)
        self._handle = handle
        return True

    def release(self) -> None:
        """Let it go."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None

    def is_free(self) -> bool:
        """Return whether nobody has it."""
        if self.is_held or not self._file.exists():
            return not self.is_held
        handle = os.open(self._file, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        finally:
            os.close(handle)
        return True

    def holder(self) -> str:
        """Return who has it, in words."""
        try:
            found = json.loads(self._file.read_text("utf-8"))
            return f"process {int(found['pid'])} since {found['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"

    def refusal(self) -> IdentityError:
        """Return the error for work that only the owner may do."""
        return IdentityError(
            f"the jobs of this home belong to another server ({self.holder()})",
            hint="ask that one; this one only reads until it ends",
        )
