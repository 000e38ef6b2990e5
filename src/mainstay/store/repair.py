"""Make the catalog again from the files, and remove what nothing refers to."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from mainstay.store import partitions, readings, runs, twins
from mainstay.store.cache import load as load_cache
from mainstay.store.catalog import Catalog, to_moment
from mainstay.store.checkup import damage, holds, is_ahead, records
from mainstay.store.files import Folders, make_folder, put_text, remove
from mainstay.store.readings import Scope
from mainstay.store.runs import RunRecord
from mainstay.store.twins import TwinRecord

T = TypeVar("T")


def refill(catalog: Catalog, db: sqlite3.Connection) -> None:
    """Fill the catalog from the readings, twins, names and runs on disk; needs the write lock.

    Of each scope the last reading counts whose file is whole. A reading's file is written after
    all its partitions, so one that is there names claims that are there.

    Raises
    ------
    SchemaVersion
        If a newer program wrote the files.
    """
    for table in ("partitions", "readings", "twins", "names", "runs", "hashes"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608
    for content, text in readings.on_disk(catalog.folders):
        readings.adopt(db, content, text)
    folders = catalog.folders
    for path in sorted(folders.twins.glob("*.json")):
        twin = _whole(path, TwinRecord.from_dict)
        if twin:
            twins.insert(db, twin)
            db.execute("UPDATE clock SET last = max(last, ?)", (to_moment(twin.as_of),))
    for path in sorted(folders.names.glob("*.json")):
        pair = _whole(path, lambda raw: (str(raw["name"]), str(raw["twin"])))
        if pair:
            db.execute("INSERT OR REPLACE INTO names VALUES (?, ?)", pair)
    for path in sorted(folders.runs.glob("*/run.json")):
        run = _whole(path, RunRecord.from_dict)
        if run and not runs.faults(catalog, run):
            runs.insert(db, run)


def is_behind(catalog: Catalog) -> bool:
    """Return whether a twin's or name's file is later than what the catalog says of it."""
    with catalog.read() as db:
        return any(_later(catalog, db))


def catch_up(catalog: Catalog, db: sqlite3.Connection) -> None:
    """Take in twins and names whose process ended between their file and the catalog's commit.

    The file is the commit: a catalog made again from the files says the same. Needs the write lock.
    """
    for path in list(_later(catalog, db)):
        if path.parent == catalog.folders.twins:
            twins.insert(db, TwinRecord.from_dict(json.loads(path.read_text("utf-8"))))
        else:
            raw = json.loads(path.read_text("utf-8"))
            db.execute("INSERT OR REPLACE INTO names VALUES (?, ?)", (raw["name"], raw["twin"]))


def _later(catalog: Catalog, db: sqlite3.Connection) -> Iterator[Path]:
    for path, text in records(catalog, db).items():
        is_reading = path.parent == catalog.folders.readings
        if not is_reading and not holds(path, text) and is_ahead(path, text):
            yield path


def repair(catalog: Catalog) -> list[str]:
    """Repair a home and return what was done; see :meth:`mainstay.store.Home.repair`."""
    done: list[str] = []
    with catalog.write() as db:
        for path in _entries(catalog.folders.unfinished):
            remove(path)
            done.append(f"removed unfinished/{path.name}")
        _write_lost_files(catalog, db, done)
        refill(catalog, db)
        _set_aside(catalog, db, done)
        _remove_unknown(catalog, db, done)
    return done


def take_away_damaged_catalog(folders: Folders) -> None:
    """Move a catalog that SQLite cannot read out of the way; nobody else may be using it."""
    make_folder(folders.damaged)
    mark = uuid.uuid4().hex[:8]
    for ending in ("", "-wal", "-shm"):
        path = folders.root / (folders.catalog.name + ending)
        if path.exists():
            path.replace(folders.damaged / f"{path.name}.{mark}")


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _whole(path: Path, make: Callable[[dict[str, Any]], T]) -> T | None:
    """Return what a JSON file records; None if it is not whole, which check() tells."""
    try:
        return make(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_lost_files(catalog: Catalog, db: sqlite3.Connection, done: list[str]) -> None:
    """Write again what the catalog knows and the disk lost: readings, twins, names."""
    for path, text in records(catalog, db).items():
        if not holds(path, text) and not is_ahead(path, text):
            put_text(catalog.folders, path, text.rstrip("\n") + "\n")
            done.append(f"wrote {path.relative_to(catalog.folders.root).as_posix()} again")


def _set_aside(catalog: Catalog, db: sqlite3.Connection, done: list[str]) -> None:
    """Take damaged partitions out of use, so that reading their source again restores them."""
    folders = catalog.folders
    scopes: set[Scope] = set()
    for part in partitions.select(db):
        path = folders.claims / part.path
        fault = damage(path, part)
        if fault:
            if path.exists():
                make_folder(folders.damaged)
                path.replace(folders.damaged / path.name)
            db.execute("DELETE FROM partitions WHERE path = ?", (part.path,))
            scopes.add(Scope(part.source, part.vintage, part.scope))
            done.append(f"{fault}: claims/{part.path}; read {part.scope} of {part.source} again")
    for scope in sorted(scopes, key=lambda s: s.key):
        # a reading of no file at all: has_read() is false until the file is read again
        readings.record(catalog, db, scope, catalog.next_moment(db), {"notes": ["repair"]})


def _remove_unknown(catalog: Catalog, db: sqlite3.Connection, done: list[str]) -> None:
    folders = catalog.folders
    known = {folders.claims / part.path for part in partitions.select(db)}
    known |= {folders.runs / row[0] for row in db.execute("SELECT id FROM runs")}
    known |= {
        folders.readings / f"{r[0]:016d}.json" for r in db.execute("SELECT moment FROM readings")
    }
    known |= {folders.twins / f"{r[0]}.json" for r in db.execute("SELECT id FROM twins")}
    there = [p for p in sorted(folders.claims.rglob("*")) if p.is_file()]
    there += _entries(folders.runs) + _entries(folders.readings) + _entries(folders.twins)
    there += [p for p in _entries(folders.cache) if load_cache(p) is None]
    for path in there:
        if path not in known:
            if path.parent == folders.runs and (path / "run.json").exists():
                make_folder(folders.damaged)
                path.replace(folders.damaged / f"{path.name}.{uuid.uuid4().hex[:8]}")
            remove(path)
            done.append(f"removed {path.relative_to(folders.root).as_posix()}")
