"""The figures inside the package: small tables of public figures, each with its checksum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from mainstay.errors import IntegrityError, NotFound, Problem, raise_all
from mainstay.sources.report import checksum

#: Where the figures are.
FOLDER = Path(str(resources.files("mainstay.sources").joinpath("figures")))

#: A figure that is a folder of texts, written by hand: its words stand in this file. The checksum
#: is taken as the texts are, so that a corrected text is a figure of its own.
EDITION = FOLDER.parent / "end_uses" / "edition.yaml"

#: Words of an edition that are not words of its figure.
_NOT_WORDS = ("folder", "second_vintage")


@dataclass(frozen=True, slots=True)
class EmbeddedFigure:
    """One file of figures inside the package, or a folder of texts that is read as one.

    Parameters
    ----------
    name
        Short name, e.g. ``bea-make-use``.
    source
        Card of the reader that reads it.
    vintage
        Edition of the publication.
    path, sha256, rows, bytes
        The file; of a folder, ``rows`` counts its files.
    parameters
        What to pass to the reader.
    title, publisher, unit, license, citation, changes
        For ``DATA_SOURCES.md`` and for every page that shows a number from it.
    """

    name: str
    source: str
    vintage: str
    path: Path
    sha256: str
    rows: int
    bytes: int
    title: str
    publisher: str
    unit: str
    license: str
    citation: str
    changes: str
    retrieved_from: str
    parameters: Mapping[str, Any]


def embedded(folder: Path = FOLDER, *, verify: bool = True) -> list[EmbeddedFigure]:
    """Return every embedded figure, in the order of the manifest, folders of texts last.

    Parameters
    ----------
    folder
        A folder with ``manifest.yaml``.
    verify
        Whether to compare each file with its checksum.

    Raises
    ------
    IntegrityError
        Naming every file that is missing or has other bytes than the manifest says.

    Examples
    --------
    >>> [figure.source for figure in embedded() if figure.name == "bea-make-use"]
    ['bea.make-use']
    """
    figures = list(_manifest(folder))
    if verify:
        problems = [fault for figure in figures for fault in _faults(figure)]
        raise_all(IntegrityError, "embedded figures are not what the manifest says", problems)
    return figures


def figure(name: str) -> EmbeddedFigure:
    """Return one embedded figure, its checksum verified.

    Raises
    ------
    NotFound
        If there is none of that name.
    IntegrityError
        If its bytes are not what the manifest says.
    """
    for found in _manifest(FOLDER):
        if found.name == name:
            raise_all(IntegrityError, "an embedded figure is damaged", _faults(found))
            return found
    known = ", ".join(f.name for f in _manifest(FOLDER))
    raise NotFound(f"no embedded figure {name!r}", hint=f"known: {known}")


@cache
def _manifest(folder: Path) -> tuple[EmbeddedFigure, ...]:
    raw = yaml.safe_load((folder / "manifest.yaml").read_text("utf-8"))
    return tuple(
        EmbeddedFigure(path=folder / row.pop("file"), **row) for row in map(dict, raw["figures"])
    ) + _texts(EDITION)


def _texts(edition: Path) -> tuple[EmbeddedFigure, ...]:
    words = yaml.safe_load(edition.read_text("utf-8"))
    path = edition.parent / words["folder"]
    rows = len(list(path.glob("*.yaml")))
    if not rows:
        return ()
    digest, size = checksum(path)
    kept = {name: value for name, value in words.items() if name not in _NOT_WORDS}
    return (EmbeddedFigure(path=path, sha256=digest, rows=rows, bytes=size, **kept),)


def _faults(figure: EmbeddedFigure) -> list[Problem]:
    if not figure.path.exists():
        return [Problem("missing_file", figure.path.name, "not there", "install mainstay again")]
    digest, _ = checksum(figure.path)
    if digest == figure.sha256:
        return []
    what = f"sha256 {digest[:12]} instead of {figure.sha256[:12]}"
    return [Problem("checksum", figure.path.name, what, "install mainstay again")]
