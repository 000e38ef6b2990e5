"""Derived tables that may be thrown away at any time."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
from pyarrow import feather

from mainstay.store.catalog import Catalog
from mainstay.store.files import put, remove, writing

INDEX = "index.json"


def cached(
    catalog: Catalog, key: str, make: Callable[[], Mapping[str, pa.Table]]
) -> dict[str, pa.Table]:
    """Return derived tables, made once; see :meth:`mainstay.store.Home.cached`."""
    folder = catalog.folders.cache / hashlib.sha256(key.encode()).hexdigest()
    found = load(folder)
    if found is not None:
        # what is read is kept longest; a home that may not be written is read all the same
        with suppress(OSError):
            os.utime(folder)
        return found
    tables = dict(make())
    with catalog.write(), writing(catalog.folders) as fresh:
        fresh.mkdir()
        index = {}
        for number, (name, table) in enumerate(tables.items()):
            path = fresh / f"{number}.arrow"
            feather.write_feather(table, path, compression="uncompressed")
            index[name] = path.stat().st_size
        text = json.dumps({"key": key, "tables": index}, indent=1)
        (fresh / INDEX).write_text(text, "utf-8")
        remove(folder)
        put(fresh, folder)
    return tables


def trim(catalog: Catalog, prefix: str, most: int) -> int:
    """Remove what was not read for longest, so that at most ``most`` keys of a prefix are left.

    Returns
    -------
    How many were removed.
    """
    found: list[tuple[float, Path]] = []
    for folder in catalog.folders.cache.glob("*"):
        with suppress(OSError, ValueError, KeyError, TypeError):
            key = json.loads((folder / INDEX).read_text("utf-8"))["key"]
            if str(key).startswith(prefix):
                found.append((folder.stat().st_mtime, folder))
    gone = sorted(found)[: max(0, len(found) - most)]
    if gone:
        with catalog.write():
            for _, folder in gone:
                remove(folder)
    return len(gone)


def load(folder: Path) -> dict[str, pa.Table] | None:
    """Return the tables of a folder, mapped into memory; None if it is not whole."""
    try:
        index = json.loads((folder / INDEX).read_text("utf-8"))["tables"]
        tables = {}
        for number, (name, size) in enumerate(index.items()):
            path = folder / f"{number}.arrow"
            if path.stat().st_size != size:
                return None
            tables[name] = feather.read_table(path, memory_map=True)
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return None
    return tables
