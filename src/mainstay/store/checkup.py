"""Is the home sound? Every stored byte against its name, the catalog against the files."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mainstay.model import Table
from mainstay.store import partitions, runs, twins
from mainstay.store.cache import load as load_cache
from mainstay.store.catalog import Catalog, catalog_version
from mainstay.store.files import file_sha256, folder_name
from mainstay.store.runs import RunRecord
from mainstay.store.twins import TwinRecord

ERROR, LEFTOVER = "error", "leftover"

REPAIR = "mainstay doctor --repair"
REMOVABLE = f"harmless; {REPAIR} removes it"
TAKEN_IN = f"harmless; {REPAIR} takes it in, or removes what is not whole"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a home.

    Parameters
    ----------
    severity
        ``error``: something stored is lost or damaged. ``leftover``: what an interrupted
        process left; nothing refers to it.
    what, where, hint
        In words: what is wrong, of which file, what to do.
    """

    severity: str
    what: str
    where: str
    hint: str


def check(catalog: Catalog) -> list[Finding]:
    """Return every fault of a home; an empty list is a sound home.

    Holds the write lock, so that what another process is just writing is no leftover.
    """
    with catalog.write() as db:
        found = [
            *_catalog(catalog, db),
            *_twins(catalog, db), *_partitions(catalog, db), *_records(catalog, db),
            *_runs(catalog, db), *_rest(catalog),
        ]  # fmt: skip
    return found


def as_table(findings: list[Finding]) -> Table:
    """Return findings as a table with severity, what, where and hint."""
    rows: list[dict[str, object]] = [
        {"severity": f.severity, "what": f.what, "where": f.where, "hint": f.hint} for f in findings
    ]
    return Table.of("findings", rows, title="What is wrong with this home")


def _catalog(catalog: Catalog, db: sqlite3.Connection) -> Iterator[Finding]:
    where = catalog.folders.catalog.name
    for (line,) in db.execute("PRAGMA quick_check").fetchall():
        if line != "ok":
            yield Finding(ERROR, f"the catalog is damaged: {line}", where, REPAIR)
    if catalog.version(db) != catalog_version():
        yield Finding(ERROR, "the catalog is of another version", where, "use a newer mainstay")


def _partitions(catalog: Catalog, db: sqlite3.Connection) -> Iterator[Finding]:
    folder = catalog.folders.claims
    known = {part.path: part for part in partitions.select(db)}
    for part in known.values():
        fault = damage(folder / part.path, part)
        if fault:
            yield Finding(ERROR, fault, f"claims/{part.path}",
                          f"{REPAIR}, then read {part.scope} of {part.source} again")  # fmt: skip
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in known:
            where = path.relative_to(catalog.folders.root).as_posix()
            yield Finding(LEFTOVER, "no reading refers to this file", where, REMOVABLE)


def damage(path: Path, part: partitions.Partition) -> str:
    """Return what is wrong with a partition's file, or nothing."""
    if not path.is_file():
        return "a partition is missing"
    if file_sha256(path) != part.sha256:
        return "a partition's bytes are not what its name says"
    return ""


def records(catalog: Catalog, db: sqlite3.Connection) -> dict[Path, str]:
    """Return the small files that the catalog knows, each with its JSON text."""
    folders = catalog.folders
    found = {
        folders.readings / f"{moment:016d}.json": text
        for moment, text in db.execute("SELECT moment, record FROM readings")
    }
    for identity, text in db.execute("SELECT id, record FROM twins"):
        found[folders.twins / f"{identity}.json"] = text
    for name, twin in db.execute("SELECT name, twin_id FROM names"):
        text = json.dumps({"name": name, "twin": twin})
        found[folders.names / f"{folder_name(name)}.json"] = text
    return found


def holds(path: Path, text: str) -> bool:
    """Return whether a JSON file is there and says what the text says."""
    try:
        return bool(json.loads(path.read_text("utf-8")) == json.loads(text))
    except (OSError, ValueError):
        return False


def is_ahead(path: Path, text: str) -> bool:
    """Return whether a twin's or name's file is whole, but later than what the catalog says.

    So it stands where a process ended between the file and the catalog's commit.
    """
    try:
        there, known = json.loads(path.read_text("utf-8")), json.loads(text)
        subject = next(key for key in ("id", "name") if key in known)
        return bool(there[subject] == known[subject] and there.keys() == known.keys())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration):
        return False


def _records(catalog: Catalog, db: sqlite3.Connection) -> Iterator[Finding]:
    folders = catalog.folders
    known = records(catalog, db)
    for path, text in sorted(known.items()):
        where = path.relative_to(folders.root).as_posix()
        if is_ahead(path, text) and not holds(path, text):
            yield Finding(LEFTOVER, "a file is later than the catalog", where, TAKEN_IN)
        elif not holds(path, text):
            yield Finding(ERROR, "a file is lost or damaged", where, f"{REPAIR} writes it again")
    for folder in (folders.readings, folders.twins, folders.names):
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if path not in known:
                where = path.relative_to(folders.root).as_posix()
                yield Finding(LEFTOVER, "the catalog does not know this file", where, TAKEN_IN)


def _twins(catalog: Catalog, db: sqlite3.Connection) -> Iterator[Finding]:
    known = {row[0]: row[1] for row in db.execute("SELECT id, record FROM twins ORDER BY id")}
    for identity, text in known.items():
        fault = twins.verify(catalog, TwinRecord.from_dict(json.loads(text)))
        if fault:
            yield Finding(ERROR, fault, f"twins/{identity}.json", "make the twin again")
    for name, twin in db.execute("SELECT name, twin_id FROM names"):
        if twin not in known:
            yield Finding(ERROR, f"the name {name} stands for no twin", "names", "build it again")


def _runs(catalog: Catalog, db: sqlite3.Connection) -> Iterator[Finding]:
    folder = catalog.folders.runs
    known = set()
    for identity, text in db.execute("SELECT id, record FROM runs ORDER BY id"):
        known.add(identity)
        for fault in runs.faults(catalog, RunRecord.from_text(text)):
            hint = f"{REPAIR}, then run it again"
            yield Finding(ERROR, fault, f"runs/{identity}", hint)
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name not in known:
            what = "the catalog does not know this run"
            yield Finding(LEFTOVER, what, f"runs/{path.name}", TAKEN_IN)


def _rest(catalog: Catalog) -> Iterator[Finding]:
    folders = catalog.folders
    for path in sorted(folders.unfinished.iterdir()) if folders.unfinished.is_dir() else []:
        yield Finding(LEFTOVER, "an unfinished file", f"unfinished/{path.name}", REMOVABLE)
    for path in sorted(folders.cache.iterdir()) if folders.cache.is_dir() else []:
        if load_cache(path) is None:
            yield Finding(LEFTOVER, "a derived table is not whole", f"cache/{path.name}", REMOVABLE)
