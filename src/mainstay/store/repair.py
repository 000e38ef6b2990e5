"""Make the catalog again from the files, and remove what nothing refers to."""

from __future__ import annotations

import json
import sqlite3
import uuid
from pathlib import Path
from typing import Any

from mainstay.errors import SchemaVersion
from mainstay.store import partitions, readings, runs, twins
from mainstay.store.cache import load as load_cache
from mainstay.store.catalog import Catalog, to_moment
from mainstay.store.checkup import damage
from mainstay.store.files import Folders, folder_name, make_folder, put_text, remove
from mainstay.store.partitions import Partition
from mainstay.store.readings import READING_VERSION, Scope
from mainstay.store.runs import RunRecord
from mainstay.store.twins import TwinRecord


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
    last = 0
    for content, text in _readings(catalog.folders):
        readings.insert(db, content, text)
        scope = (content["source"], content["vintage"], content["scope"])
        db.execute("DELETE FROM partitions WHERE source = ? AND vintage = ? AND scope = ?", scope)
        for row in content["partitions"]:
            partitions.insert(db, Partition(**row))
        last = max(last, content["moment"])
    for raw in _records(catalog.folders.twins):
        record = TwinRecord.from_dict(raw)
        twins.insert(db, record)
        last = max(last, to_moment(record.as_of))
    for raw in _records(catalog.folders.names):
        db.execute("INSERT OR REPLACE INTO names VALUES (?, ?)", (raw["name"], raw["twin"]))
    for path in _entries(catalog.folders.runs):
        for raw in _records(path, "run.json"):
            record_of_run = RunRecord.from_dict(raw)
            if not runs.faults(catalog, record_of_run):
                runs.insert(db, record_of_run)
    db.execute("UPDATE clock SET last = max(last, ?)", (last,))


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


def _records(folder: Path, pattern: str = "*.json") -> list[dict[str, Any]]:
    found = []
    for path in sorted(folder.glob(pattern)):
        try:
            found.append(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError):
            continue  # not whole: it stays unknown to the catalog, and check() names it
    return found


def _readings(folders: Folders) -> list[tuple[dict[str, Any], str]]:
    found = []
    for path in _entries(folders.readings):
        try:
            text = path.read_text("utf-8")
            content = json.loads(text)
        except (OSError, ValueError):
            continue
        if content["version"] > READING_VERSION:
            raise SchemaVersion(f"readings/{path.name} is of version {content['version']}",
                                hint="use a newer mainstay, or another --home")  # fmt: skip
        found.append((content, text))
    return sorted(found, key=lambda pair: int(pair[0]["moment"]))


def _write_lost_files(catalog: Catalog, db: sqlite3.Connection, done: list[str]) -> None:
    """Write again what the catalog knows and the disk lost: readings, twins, names."""
    folders = catalog.folders
    lost = [
        (folders.readings / f"{moment:016d}.json", text)
        for moment, text in db.execute("SELECT moment, record FROM readings")
    ]
    lost += [
        (folders.twins / f"{identity}.json", text)
        for identity, text in db.execute("SELECT id, record FROM twins")
    ]
    lost += [
        (folders.names / f"{folder_name(name)}.json", json.dumps({"name": name, "twin": twin}))
        for name, twin in db.execute("SELECT name, twin_id FROM names")
    ]
    for path, text in lost:
        if not path.is_file():
            put_text(folders, path, text.rstrip("\n") + "\n")
            done.append(f"wrote {path.relative_to(folders.root).as_posix()} again")


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
        readings.record(catalog, db, scope, catalog.tick(db), {"notes": ["repair"]})


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
            remove(path)
            done.append(f"removed {path.relative_to(folders.root).as_posix()}")
