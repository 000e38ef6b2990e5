"""A brief as a folder: the page, the same to print and as data, every table, a manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mainstay.errors import InputError, MissingExtra, Problem, raise_all
from mainstay.report.content import BRIEF_VERSION, Brief
from mainstay.report.html import page
from mainstay.report.pdf import pdf
from mainstay.report.plain import as_plain
from mainstay.report.tables import all_tables

#: Forms in which every table is written.
FORMS = ("csv", "json", "parquet")
#: Lists the files of a bundle; only those may be replaced.
MANIFEST = "manifest.json"
#: The page to print.
PDF = "brief.pdf"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A written bundle.

    Parameters
    ----------
    folder, page
        Where it is, and its HTML page.
    files
        The checksum of each file.
    pdf
        The same to print, or ``None`` where the library that sets it is not installed.
    notes
        What is not in it, and how to get it.
    """

    folder: Path
    page: Path
    files: dict[str, str]
    pdf: Path | None = None
    notes: tuple[str, ...] = ()


def write_bundle(brief: Brief, folder: str | Path) -> Bundle:
    """Write a brief into a folder, all or nothing.

    ::

        brief.html   brief.pdf   brief.json   manifest.json   tables/NAME.csv, .json, .parquet

    Without typst there is no PDF; the page and :attr:`Bundle.notes` say how to get it.

    It is written beside the folder and renamed into place; a bundle that stood there is
    replaced.

    Raises
    ------
    InputError
        If the brief does not hold together, or the folder holds files that are not a bundle's.
    """
    target = Path(folder)
    foreign = _foreign(target)
    raise_all(InputError, f"{target} holds more than a brief, which would be lost", foreign)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        note = _fill(brief, fresh)
        files = {
            str(path.relative_to(fresh).as_posix()): _digest(path)
            for path in sorted(fresh.rglob("*"))
            if path.is_file()
        }
        manifest = {
            "mainstay_brief": BRIEF_VERSION,
            "run_id": brief.run.run_id,
            "twin_id": brief.run.twin_id,
            "label": brief.label.value,
            "files": files,
        }
        _write_json(fresh / MANIFEST, manifest)
        fresh.chmod(0o755)
        _put_in_place(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    printed = None if note else target / PDF
    return Bundle(target, target / "brief.html", files, printed, (note,) if note else ())


def _fill(brief: Brief, fresh: Path) -> str:
    """Write everything but the manifest; return what could not be written, if anything."""
    note = ""
    try:
        (fresh / PDF).write_bytes(pdf(brief))
    except MissingExtra as error:
        note = f"{error.message} ({error.hint})"
    (fresh / "brief.html").write_text(page(brief, pdf=not note), "utf-8")
    _write_json(fresh / "brief.json", as_plain(brief))
    (fresh / "tables").mkdir()
    for table in all_tables(brief):
        for form in FORMS:
            table.write(fresh / "tables" / f"{table.name}.{form}")
    return note


def _put_in_place(fresh: Path, target: Path) -> None:
    old = fresh.with_name(fresh.name + "-old")
    had = target.exists()
    if had:
        target.replace(old)
    try:
        fresh.replace(target)
    except OSError:
        if had:
            old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _foreign(target: Path) -> list[Problem]:
    """Return what stands at the target and is not of an earlier bundle."""
    hint = "name an empty or a new folder"
    if not target.exists():
        return []
    if not target.is_dir():
        return [Problem("not_a_folder", str(target), "a file is there", hint)]
    try:
        ours = set(json.loads((target / MANIFEST).read_text("utf-8"))["files"]) | {MANIFEST}
    except (OSError, ValueError, KeyError, TypeError):
        ours = set()
    found = (p.relative_to(target).as_posix() for p in target.rglob("*") if not p.is_dir())
    return [
        Problem("foreign_file", str(target / name), "is not listed in its manifest", hint)
        for name in sorted(found)
        if name not in ours
    ]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_json(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")
