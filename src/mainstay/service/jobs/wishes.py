"""What other processes want of the owner: to cancel a job, or to run one again.

A wish is an empty file ``<job>.<verb>``: it is there whole or not at all, and twice is once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from mainstay.errors import MainstayError
from mainstay.service.jobs.folder import is_id
from mainstay.store.files import make_folder

FOLDER = "wishes"

#: How often the owner looks, seconds.
LOOK_SECONDS = 0.5

log = logging.getLogger(__name__)


class Wishes(Thread):
    """Looks for wishes and grants them.

    Parameters
    ----------
    folder
        The folder of the jobs.
    cancel, rerun
        What grants them.
    """

    def __init__(
        self, folder: Path, cancel: Callable[[str], object], rerun: Callable[[str], object]
    ) -> None:
        super().__init__(name="mainstay-wishes", daemon=True)
        self._folder = folder / FOLDER
        self._verbs = {"cancel": cancel, "rerun": rerun}
        self._over = Event()

    @staticmethod
    def leave(folder: Path, verb: str, job: str) -> None:
        """Leave a wish for the owner."""
        make_folder(folder / FOLDER)
        (folder / FOLDER / f"{job}.{verb}").touch()

    def run(self) -> None:
        """Grant wishes until it is over."""
        while not self._over.wait(LOOK_SECONDS):
            for file in sorted(self._folder.glob("*.*")):
                with suppress(OSError):
                    file.unlink()
                self._grant(file.stem, file.suffix[1:])

    def stop(self) -> None:
        """Grant no more."""
        self._over.set()

    def _grant(self, job: str, verb: str) -> None:
        grant = self._verbs.get(verb)
        if grant is None or not is_id(job):
            return
        try:
            grant(job)
        except (MainstayError, OSError) as error:
            log.warning("%s of job %s: %s", verb, job, error)
