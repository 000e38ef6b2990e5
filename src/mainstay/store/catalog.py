"""The catalog: SQLite in WAL mode, one write lock, a clock that never repeats, migrations."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path

from mainstay.errors import IdentityError, InputError, IntegrityError, SchemaVersion
from mainstay.store.files import Folders, make_folder

#: How long a process waits for another one that writes.
PATIENCE_SECONDS = 120.0

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def to_moment(when: datetime) -> int:
    """Return microseconds since 1970 in UTC.

    Raises
    ------
    InputError
        If the time does not say its zone.

    Examples
    --------
    >>> to_moment(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    if when.tzinfo is None:
        raise InputError(f"{when} does not say its time zone", hint="give it in UTC")
    return (when - EPOCH) // timedelta(microseconds=1)


def from_moment(moment: int) -> datetime:
    """Return the time of a moment.

    >>> from_moment(86_400_000_000).isoformat()
    '1970-01-02T00:00:00+00:00'
    """
    return EPOCH + timedelta(microseconds=moment)


@cache
def migrations() -> tuple[str, ...]:
    """Return the SQL that makes each version of the catalog from the one before."""
    folder = resources.files("mainstay.store").joinpath("migrations")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return tuple(f.read_text("utf-8") for f in files)


def catalog_version() -> int:
    """Return the version of the catalog that this program writes."""
    return len(migrations())


@dataclass(frozen=True, slots=True)
class Catalog:
    """The catalog of one home; every use opens its own connection, in any thread or process.

    Parameters
    ----------
    folders
        The home's folders.
    clock
        Gives the time; tests give their own.
    """

    folders: Folders
    clock: Callable[[], datetime] = now

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a consistent view of what is committed."""
        with closing(self._connect()) as db, _our_errors():
            _patiently(db, "BEGIN")
            yield db
            db.rollback()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Hold the home's one write lock; commit at the end, or leave all as it was on an error.

        Raises
        ------
        IdentityError
            If another process writes for longer than :data:`PATIENCE_SECONDS`.
        """
        with closing(self._connect()) as db, _our_errors():
            _patiently(db, "BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.rollback()
                raise
            db.execute("COMMIT")

    def stamp(self) -> tuple[tuple[int, int], ...]:
        """Return what differs once anything was committed: times and sizes of the files.

        Far cheaper than a connection, for those who would ask the same again and again.
        """
        found = []
        for ending in ("", "-wal"):
            try:
                held = Path(f"{self.folders.catalog}{ending}").stat()
            except OSError:
                held = None
            # a log that is empty or absent says the same: readers make and remove it
            size = held.st_size if held else 0
            found.append((held.st_mtime_ns, size) if held and size else (0, 0))
        return tuple(found)

    def next_moment(self, db: sqlite3.Connection) -> int:
        """Return a moment later than every one this home has used; needs the write lock."""
        (last,) = db.execute("SELECT last FROM clock").fetchone()
        return max(to_moment(self.clock()), int(last) + 1)

    def tick(self, db: sqlite3.Connection) -> int:
        """Return the next moment and use it up; needs the write lock."""
        moment = self.next_moment(db)
        db.execute("UPDATE clock SET last = ?", (moment,))
        return moment

    def version(self, db: sqlite3.Connection) -> int:
        """Return the version of the catalog on disk; 0 when there is none yet."""
        known = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'").fetchone()
        if known is None:
            return 0
        return int(db.execute("SELECT max(version) FROM schema_version").fetchone()[0])

    def prepare(self, refill: Callable[[sqlite3.Connection], None]) -> None:
        """Make or migrate the catalog; all of it or nothing.

        Parameters
        ----------
        refill
            Called on a catalog that was not there, to fill it from the home's files.

        Raises
        ------
        SchemaVersion
            If a newer program wrote it.
        """
        make_folder(self.folders.root)
        with self.read() as db:
            if self.version(db) == catalog_version():
                return
        with self.write() as db:
            found = self.version(db)
            if found > catalog_version():
                raise SchemaVersion(
                    f"the home is of version {found}, this program knows {catalog_version()}",
                    hint="use a newer mainstay, or another --home",
                )
            for number, script in enumerate(migrations()[found:], found + 1):
                for statement in _statements(script):
                    db.execute(statement)
                applied = self.clock().isoformat()
                db.execute("INSERT INTO schema_version VALUES (?, ?)", (number, applied))
            if found == 0:
                refill(db)

    def _connect(self) -> sqlite3.Connection:
        path = self.folders.catalog
        try:
            db = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
        except sqlite3.OperationalError as error:
            raise IdentityError(f"cannot open {path}: {error}") from error
        try:
            with _our_errors():
                if _patiently(db, "PRAGMA journal_mode").fetchone()[0] != "wal":
                    _patiently(db, "PRAGMA journal_mode = wal")
                # an acknowledged change outlives a loss of power
                db.execute("PRAGMA synchronous = full")
        except BaseException:
            db.close()
            raise
        return db


def _patiently(db: sqlite3.Connection, statement: str) -> sqlite3.Cursor:
    """Execute; wait also where SQLite itself does not (a change of mode, a closing peer)."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return db.execute(statement)
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _is_busy(error: sqlite3.Error) -> bool:
    return "locked" in str(error) or "busy" in str(error)


@contextmanager
def _our_errors() -> Iterator[None]:
    """Turn what SQLite raises into errors of ours, each with a next step."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if _is_busy(error):
            words = "another process keeps the home busy"
            raise IdentityError(words, hint="wait for it, or use another --home") from error
        hint = "check the home's permissions and disk"
        raise IdentityError(f"cannot use the catalog: {error}", hint=hint) from error
    except sqlite3.DatabaseError as error:
        hint = "mainstay doctor --repair makes it again from the files"
        raise IntegrityError(f"the catalog is damaged: {error}", hint=hint) from error


def _statements(script: str) -> Iterator[str]:
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""
