"""What a source is: a reader of one publisher's format that never repairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from mainstay.errors import SourceUnavailable
from mainstay.extend import registry
from mainstay.sources.report import ReadReport


class Source(Protocol):
    """Reads one file of one publisher into claims.

    ``read`` checks the whole file before it yields, so that a bad file yields nothing, and raises
    one error that lists every problem. It fills ``report`` as it goes. A class that sets
    ``reads_folders`` reads a folder of its files as one.
    """

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield claims of at most 128,000 rows a batch."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """Claims of one file and the account of how they were read."""

    batches: tuple[pa.RecordBatch, ...]
    report: ReadReport

    @property
    def rows(self) -> int:
        """Number of claims."""
        return sum(batch.num_rows for batch in self.batches)


def read(name: str, path: Path, *, vintage: str, **parameters: Any) -> Reading:
    """Read a file with the named source.

    Parameters
    ----------
    name
        Name of a source Card, see ``mainstay sources``.
    path
        The publisher's file; for a source that reads folders, also a folder.
    vintage
        Edition, e.g. ``2026``.
    parameters
        Settings that the Card names.

    Raises
    ------
    SourceUnavailable
        If there is no such file.
    ChangedShape, InputError
        If the file is not laid out as documented, with every problem found.
    """
    source: Source = registry().load("source", name)()
    is_folder = path.is_dir() and getattr(source, "reads_folders", False)
    if not path.is_file() and not is_folder:
        raise SourceUnavailable(
            f"no file {path}", hint="check the path, or `mainstay sources pull`"
        )
    report = ReadReport.of(name, vintage, path)
    batches = tuple(source.read(path, report, **parameters))
    return Reading(batches, report)
