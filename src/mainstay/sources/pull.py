"""Fetching a publisher's file by name, only when asked to."""

from __future__ import annotations

import hashlib
import logging
import shutil
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urlparse
from urllib.request import urlopen

import pooch

from mainstay.errors import IntegrityError, Problem, SourceUnavailable
from mainstay.extend import Card, registry

#: Seconds to wait for a publisher's server.
TIMEOUT = 60


def pull(name: str, folder: Path) -> Path:
    """Fetch the file of a source into a folder, or return it when it is there already.

    Parameters
    ----------
    name
        Name of a source Card with an address.
    folder
        Where to put it; made if need be.

    Returns
    -------
    Path
        The file. ``FILE.sha256`` beside it keeps its checksum from the first fetch on.

    Raises
    ------
    NotFound
        If there is no such source.
    SourceUnavailable
        If it has no address, or the file cannot be fetched; the hint says what to do by hand.
    IntegrityError
        If the file has other bytes than the Card or the first fetch says.
    """
    return fetch(registry().card("source", name), folder)


def fetch(card: Card, folder: Path) -> Path:
    """Fetch the file of a Card; see :func:`pull`."""
    if not card.url:
        hint = f"get the file from its publisher: {card.citation}"
        raise SourceUnavailable(f"{card.name} has no address to fetch from", hint=hint)
    target = folder / _file_name(card)
    record = target.with_name(target.name + ".sha256")
    known = card.sha256 or (record.read_text("utf-8").split()[0] if record.is_file() else "")
    if target.is_file() and known:
        _check(target, known)
        return target
    folder.mkdir(parents=True, exist_ok=True)
    if not target.is_file():
        _download(card, target)
    _refuse_page(card, target)
    if known:
        _check(target, known)
    record.write_text(f"{_digest(target)}  {target.name}\n", "utf-8")
    return target


def _download(card: Card, target: Path) -> None:
    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        pooch.retrieve(
            card.url, known_hash=None, fname=target.name, path=target.parent, downloader=_get
        )
    except (OSError, ValueError) as error:
        raise SourceUnavailable(
            f"{card.name} cannot be fetched from {card.url}",
            hint=f"download it by hand and put it at {target}",
            problems=[Problem("unreachable", card.url, str(error).splitlines()[0])],
        ) from error
    finally:
        logger.setLevel(level)


def _get(url: str, output_file: str, _: object) -> None:
    """Download one file; every connection is closed, also after an error."""
    if urlparse(url).scheme not in ("http", "https"):
        raise ValueError(f"not a web address: {url}")
    try:
        with urlopen(url, timeout=TIMEOUT) as reply, Path(output_file).open("wb") as out:  # noqa: S310
            shutil.copyfileobj(reply, out)
    except HTTPError as error:
        error.close()
        raise


def _refuse_page(card: Card, target: Path) -> None:
    """Refuse a web page that stands where a file should be."""
    with target.open("rb") as stream:
        head = stream.read(512).lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        target.unlink()
        raise SourceUnavailable(
            f"{card.url} answers with a web page, not with a file",
            hint=f"open it, download the file of {card.name} by hand and put it at {target}",
        )


def _check(target: Path, known: str) -> None:
    found = _digest(target)
    if found != known:
        problem = Problem("checksum", str(target), f"sha256 {found[:12]} instead of {known[:12]}")
        raise IntegrityError(
            f"{target.name} is not the file that was recorded",
            hint="if the publisher revised it, move both files away and pull it as a new edition",
            problems=[problem],
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _file_name(card: Card) -> str:
    return Path(unquote(urlparse(card.url).path)).name or f"{card.name}.data"
