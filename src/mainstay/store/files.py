"""Folders of a home, and files that are either wholly there or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from mainstay.errors import IdentityError

#: Longest name of a folder that is made from a text; longer ones are shortened by their hash.
NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a home keeps what. Files are the truth; the catalog can be made again from them."""

    root: Path

    @property
    def catalog(self) -> Path:
        """The SQLite catalog."""
        return self.root / "catalog.sqlite"

    @property
    def claims(self) -> Path:
        """Partitions of claims, ``kind/source/vintage/label/<sha256>.parquet``."""
        return self.root / "claims"

    @property
    def readings(self) -> Path:
        """One JSON file per reading: its report and the partitions it left."""
        return self.root / "readings"

    @property
    def twins(self) -> Path:
        """One JSON file per twin."""
        return self.root / "twins"

    @property
    def names(self) -> Path:
        """One JSON file per name of a twin."""
        return self.root / "names"

    @property
    def runs(self) -> Path:
        """One folder per run: ``run.json`` and its tables."""
        return self.root / "runs"

    @property
    def cache(self) -> Path:
        """Derived tables that may be thrown away."""
        return self.root / "cache"

    @property
    def unfinished(self) -> Path:
        """Files being written; whatever is here while nobody writes is a leftover."""
        return self.root / "unfinished"

    @property
    def damaged(self) -> Path:
        """Files that a repair took out of use."""
        return self.root / "damaged"


def folder_name(text: str) -> str:
    """Return a name for a folder or file that stands for any text, one to one.

    >>> folder_name("bea.make-use"), folder_name("a/b"), folder_name("..")
    ('bea.make-use', 'a%2Fb', '%2E.')
    """
    name = quote(text, safe="")
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name) > NAME_LENGTH:
        name = name[:60] + "~" + hashlib.sha256(text.encode()).hexdigest()[:32]
    return name or "%"


def file_sha256(path: Path) -> str:
    """Return SHA-256 over the bytes of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file or the entries of a folder are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make a folder and its parents, each entry on the disk before the next."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        sync(path.parent)


@contextmanager
def writing(folders: Folders) -> Iterator[Path]:
    """Give a fresh path among the unfinished files; what is left there at the end is removed.

    Only the holder of the home's write lock may do this, so that a repair, which holds it too,
    knows that unfinished files belong to nobody.

    Raises
    ------
    IdentityError
        If the disk is full or the home may not be written.
    """
    make_folder(folders.unfinished)
    path = folders.unfinished / uuid.uuid4().hex
    try:
        yield path
    except OSError as error:
        raise IdentityError(
            f"cannot write to the home {folders.root}: {error.strerror or error}",
            hint="check space and permissions; nothing was changed",
        ) from error
    finally:
        remove(path)


def put(unfinished: Path, target: Path) -> None:
    """Move a finished file or folder to its place, on the disk before this returns."""
    if unfinished.is_dir():
        for path in unfinished.iterdir():
            sync(path)
    sync(unfinished)
    make_folder(target.parent)
    unfinished.replace(target)
    sync(target.parent)


def put_text(folders: Folders, target: Path, text: str) -> None:
    """Write a small file in one step."""
    with writing(folders) as path:
        path.write_text(text, "utf-8")
        put(path, target)


def remove(path: Path) -> None:
    """Remove a file or folder if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
