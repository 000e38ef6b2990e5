"""Files of jobs: one small JSON file each, wholly there or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mainstay.errors import IdentityError, IntegrityError
from mainstay.service.jobs.records import JobRecord
from mainstay.store.files import Folders, make_folder, put_text, remove

#: Folder of a home with its jobs.
FOLDER = "jobs"

_ID = re.compile(r"[0-9a-f]{20}")


def is_id(text: str) -> bool:
    """Return whether a text has the form of a job's id."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class JobFolder:
    """The folder of a home's jobs. Anyone may read; only its owner writes records.

    Parameters
    ----------
    path
        The folder, ``<home>/jobs``.
    """

    path: Path

    @property
    def _folders(self) -> Folders:
        # its own place for unfinished files: a repair of the home knows nothing of this owner
        return Folders(self.path)

    def put(self, record: JobRecord) -> None:
        """Keep a job, on the disk before this returns.

        Raises
        ------
        IdentityError
            If it cannot be written; what was kept before is unharmed.
        """
        put_text(self._folders, self._file(record.id), record.to_text())

    def remove(self, job: str) -> None:
        """Forget a job."""
        remove(self._file(job))

    def get(self, job: str) -> JobRecord | None:
        """Return a job as it was last kept; ``None`` if there is none that can be read."""
        if not is_id(job):
            return None
        try:
            return JobRecord.from_text(self._file(job).read_text("utf-8"))
        except (OSError, UnicodeDecodeError, IntegrityError):
            return None

    def all(self) -> list[JobRecord]:
        """Return every job that can be read, oldest first."""
        found = (self.get(file.stem) for file in sorted(self.path.glob("*.json")))
        return [record for record in found if record is not None]

    def prepare(self) -> None:
        """Make the folder; for its owner, also take away what a killed process left.

        Raises
        ------
        IdentityError
            If the home may not be written.
        """
        try:
            make_folder(self.path)
        except OSError as error:
            raise IdentityError(f"cannot write to {self.path}: {error.strerror}",
                                hint="check the home's permissions") from error  # fmt: skip

    def clean(self) -> list[str]:
        """Take away leftovers and set aside files that cannot be read; for the owner alone.

        Returns
        -------
        Names of the files that were set aside.
        """
        remove(self._folders.unfinished)
        damaged = []
        for file in self.path.glob("*.json"):
            if is_id(file.stem) and self.get(file.stem) is None:
                make_folder(self._folders.damaged)
                file.replace(self._folders.damaged / file.name)
                damaged.append(file.name)
        return damaged

    def _file(self, job: str) -> Path:
        return self.path / f"{job}.json"
