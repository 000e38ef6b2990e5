"""A home: the folder that holds claims, twins and runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import platformdirs
import pyarrow as pa

from mainstay.errors import InputError, IntegrityError, NotFound
from mainstay.model import Label, Table
from mainstay.store import cache, checkup, readings, runs, twins
from mainstay.store import diff as diffs
from mainstay.store import repair as repairs
from mainstay.store.catalog import Catalog, now
from mainstay.store.checkup import Finding
from mainstay.store.files import Folders, make_folder
from mainstay.store.identity import Question
from mainstay.store.readings import IngestResult, Scope
from mainstay.store.runs import RunRecord
from mainstay.store.twins import TwinRecord

#: Environment setting that names the home when no path is given.
HOME_SETTING = "MAINSTAY_HOME"


def default_home() -> Path:
    """Return the home when none is named: ``MAINSTAY_HOME``, or the user's data folder."""
    named = os.environ.get(HOME_SETTING)
    return Path(named) if named else Path(platformdirs.user_data_dir("mainstay", appauthor=False))


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds claims, twins and runs, for any number of processes at once.

    Files are the truth: whatever is in the catalog can be made again from them. A change is in
    files first, each written aside, put on the disk and moved to its place; then the catalog
    commits it. So a process that ends anywhere leaves the home as it was before or after.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from mainstay.model import Period, claim_batches
    >>> with TemporaryDirectory() as folder:
    ...     home = Home.open(Path(folder))
    ...     batches = claim_batches(source="demo", vintage="1", kind="gross_output",
    ...                             locator="row 1", subject="industry.detail:334413", value=[5.0],
    ...                             valid=Period.year(2023))
    ...     result = home.ingest(batches, {"source": "demo", "vintage": "1", "path": "demo.csv"})
    ...     twin = home.freeze()
    ...     result.added, home.claims(["gross_output"], twin=twin.id)["value"].to_pylist()
    (1, [5.0])
    """

    catalog: Catalog

    @classmethod
    def open(
        cls,
        path: Path | str | None = None,
        *,
        create: bool = True,
        repair: bool = False,
        clock: Callable[[], datetime] = now,
    ) -> Home:
        """Open a home; make it, migrate its catalog, or fill a lost one from the files.

        Parameters
        ----------
        path
            Its folder; :func:`default_home` when not given.
        create
            Whether to make it where there is none.
        repair
            Whether to set a catalog aside that SQLite cannot read, and make it again.
        clock
            Gives the time; for tests.

        Raises
        ------
        NotFound
            If there is none and it may not be made.
        SchemaVersion
            If a newer program wrote it.
        IntegrityError
            If its catalog cannot be read and ``repair`` is not set.
        """
        root = (Path(path) if path is not None else default_home()).expanduser().absolute()
        folders = Folders(root)
        if not create and not any(p.exists() for p in (folders.catalog, folders.readings)):
            raise NotFound(f"no home {root}", hint="mainstay twin build makes one")
        try:
            make_folder(root)
        except OSError as error:
            raise InputError(
                f"cannot make the home {root}: {error.strerror}", hint="give another --home"
            ) from error
        home = cls(Catalog(folders, clock))
        try:
            home._prepare()
        except IntegrityError:
            if not repair:
                raise
            repairs.take_away_damaged_catalog(folders)
            home._prepare()
        return home

    def _prepare(self) -> None:
        self.catalog.prepare(lambda db: repairs.refill(self.catalog, db))
        if readings.is_behind(self.catalog):
            with self.catalog.write() as db:
                readings.catch_up(self.catalog, db)
        if repairs.is_behind(self.catalog):
            with self.catalog.write() as db:
                repairs.catch_up(self.catalog, db)

    @property
    def path(self) -> Path:
        """The home's folder."""
        return self.catalog.folders.root

    def ingest(
        self, batches: Iterable[pa.RecordBatch | pa.Table], report: Mapping[str, Any]
    ) -> IngestResult:
        """Take in the claims of one reading: all of them, or none.

        Claims that the home holds keep the moment of their first record; claims that the last
        reading of the same scope had and this one lacks are closed now. What a scope is:
        :func:`mainstay.store.scope_name`. Reading the same file again writes nothing.

        Parameters
        ----------
        batches
            Claims of the report's source and vintage, in the claim schema.
        report
            The read report as plain data: ``source``, ``vintage``, ``path`` or ``scope``; also
            ``sha256`` of the file, ``reader_digest`` and ``parameters``, if known.

        Raises
        ------
        InputError
            If the report does not say what was read.
        SchemaMismatch
            If claims do not follow the schema, or are of another source, vintage or unknown kind.
        IdentityError
            If the home stays busy or cannot be written; nothing was changed.
        """
        return readings.ingest(self.catalog, batches, report)

    def has_read(
        self, source: str, vintage: str, sha256: str, reader_digest: str = "", scope: str = ""
    ) -> bool:
        """Return whether the last reading of a scope was of this very file by this very reader.

        ``scope`` as :func:`mainstay.store.scope_name` gives it.
        """
        found = Scope(source, vintage, scope)
        return readings.has_read(self.catalog, found, sha256, reader_digest)

    def readings(self) -> list[dict[str, Any]]:
        """Return every reading, newest first: source, vintage, scope, recorded, report."""
        return readings.listing(self.catalog)

    def claims(
        self,
        kinds: Collection[str] | None = None,
        *,
        twin: str | TwinRecord | None = None,
        view: Label = Label.PUBLIC,
        as_of: datetime | None = None,
        sources: Collection[str] | None = None,
        vintages: Collection[str] | None = None,
    ) -> pa.Table:
        """Return claims, sorted by kind, source, vintage and id, each id once.

        Parameters
        ----------
        kinds, sources, vintages
            What to return; all when not given.
        twin
            A twin's record, name or id: only what it holds. Nobody sees through a twin more than
            ``view`` or the twin's own view allows, whichever is narrower.
        view
            Label up to which claims are returned.
        as_of
            A moment of this home's history, with its time zone; now when not given.

        Raises
        ------
        NotFound
            If there is no such twin.
        IntegrityError
            If a partition is missing.
        """
        names = [kinds] if isinstance(kinds, str) else kinds
        record = self.twin(twin) if isinstance(twin, str) else twin
        return twins.claims(self.catalog, names, twin=record, view=view, as_of=as_of,
                            sources=sources, vintages=vintages)  # fmt: skip

    def freeze(
        self,
        view: Label = Label.PUBLIC,
        as_of: datetime | None = None,
        sources: twins.Vintages | None = None,
    ) -> TwinRecord:
        """Make a twin: a snapshot of what a view may see.

        Parameters
        ----------
        as_of
            A past moment; now when not given.
        sources
            Source to the vintage to take, or to several; everything when not given.

        Returns
        -------
        The record; the one made before, if the same claims were frozen before.

        Raises
        ------
        InputError
            If ``as_of`` is in the future or does not say its time zone.
        """
        return twins.freeze(self.catalog, view, as_of, sources)

    def twin(self, name: str) -> TwinRecord:
        """Return a twin by name or by the first characters of its id.

        Raises
        ------
        NotFound
            If there is none, or more than one.
        """
        return twins.find(self.catalog, name)

    def twins(self) -> list[TwinRecord]:
        """Return all twins, newest first."""
        return twins.twins(self.catalog)

    def twin_names(self) -> dict[str, str]:
        """Return the names of twins and the ids they stand for."""
        return twins.names(self.catalog)

    def name_twin(self, name: str, identity: str) -> None:
        """Let a name stand for a twin, from now on.

        Raises
        ------
        NotFound
            If there is no such twin.
        """
        twins.name_twin(self.catalog, name, identity)

    def diff(self, twin_a: str | TwinRecord, twin_b: str | TwinRecord) -> Table:
        """Return the cells in which two twins differ.

        A cell is source, kind, subject, object and valid time. ``change`` is ``added``,
        ``removed``, ``changed`` (another value; both are given), ``restated`` (the same value
        from another edition or place) or ``evidence`` (another method, confidence or label).

        Raises
        ------
        NotFound
            If there is no such twin.
        """
        a, b = (self.twin(t) if isinstance(t, str) else t for t in (twin_a, twin_b))
        return diffs.diff(self.catalog, a, b)

    def run(
        self,
        question: Question,
        compute: Callable[[], Mapping[str, Table]],
        *,
        command: str = "",
        verify: bool = False,
    ) -> RunRecord:
        """Answer a question once: return the stored run, or compute and store it.

        Parameters
        ----------
        compute
            Gives the result tables by name.
        command
            The command that asks the question again.
        verify
            Compute even if the run is stored, and compare.

        Raises
        ------
        IntegrityError
            If the run is stored with other bytes than ``compute`` gave.
        InputError
            If a table's name cannot name a file.
        """
        return runs.run(self.catalog, question, compute, command=command, verify=verify)

    def runs(self) -> list[RunRecord]:
        """Return all runs, newest first."""
        return runs.runs(self.catalog)

    def find_run(self, prefix: str) -> RunRecord:
        """Return a run by the first characters of its id.

        Raises
        ------
        NotFound
            If there is none, or more than one.
        """
        return runs.find(self.catalog, prefix)

    def result(self, run: str | RunRecord) -> dict[str, Table]:
        """Return the tables of a run, checked against their hashes.

        Raises
        ------
        NotFound
            If there is no such run.
        IntegrityError
            If a table is missing or is not what was stored.
        """
        return runs.result(self.catalog, self.find_run(run) if isinstance(run, str) else run)

    def cached(self, key: str, make: Callable[[], Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
        """Return derived tables, made once per key and thrown away without harm.

        ``key`` must tell everything the tables depend on: ids of inputs, digest of the code.
        """
        return cache.cached(self.catalog, key, make)

    def trim_cached(self, prefix: str, most: int) -> int:
        """Remove derived tables read least lately, down to so many keys of a prefix."""
        return cache.trim(self.catalog, prefix, most)

    def check(self) -> list[Finding]:
        """Return every fault of the home; an empty list is a sound home."""
        return checkup.check(self.catalog)

    def repair(self) -> list[str]:
        """Make the catalog again from the files, remove leftovers, and return what was done.

        Readings and runs that are whole on disk are taken in, also if the catalog did not know
        them. Damaged partitions are set aside; reading their source again restores the claims.
        """
        return repairs.repair(self.catalog)
