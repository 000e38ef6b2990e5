"""Known answers, and the check-up of a home and an installation."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from mainstay.answers.register import as_table, run
from mainstay.errors import InputError, IntegrityError, MainstayError
from mainstay.extend import registry
from mainstay.model import Table
from mainstay.sources.embedded import embedded
from mainstay.store import Home

#: Optional parts: module, what it is for, the extra that brings it.
_EXTRAS = (
    ("vl_convert", "figures drawn as pictures", "report"),
    ("pandas", "tables as pandas frames", "frames"),
    ("polars", "tables as polars frames", "frames"),
    ("pymrio", "export to pymrio", "test"),
)


def check_answers(area: str | None = None, data: Path | None = None) -> Table:
    """Return every known answer of an area, or of all, with what mainstay gets.

    Raises
    ------
    NotFound
        If there is no such area.
    InputError
        If ``data`` is no folder.
    """
    if data is not None and not data.is_dir():
        raise InputError(f"no folder {data}", hint="the reference data, or leave it out")
    return as_table(run(area, data))


def check_up(path: Path | str | None, *, repair: bool = False) -> Table:
    """Return what is wrong with a home and an installation, and what is fine.

    Parameters
    ----------
    path
        The home.
    repair
        Remove leftovers and rebuild a lost catalog first.
    """
    rows: list[dict[str, object]] = []

    def add(severity: str, what: str, where: str, hint: str = "") -> None:
        rows.append({"severity": severity, "what": what, "where": where, "hint": hint})

    try:
        home = Home.open(path, repair=repair)
        if repair:
            for done in home.repair():
                add("repaired", done, str(home.path))
        found = home.check()
        for finding in found:
            add(finding.severity, finding.what, finding.where, finding.hint)
        if not found:
            add("fine", "claims, twins, runs and catalog agree", str(home.path))
    except MainstayError as error:
        add("error", error.message, str(path or ""), error.hint)
    for part in registry().broken:
        add("broken", f"plug-in: {part.reason}", part.name, "update or remove it")
    try:
        add("fine", f"{len(embedded())} embedded figures match their checksums", "package")
    except IntegrityError as error:
        add("error", error.message, "package", "install mainstay again")
    for module, purpose, extra in _EXTRAS:
        if find_spec(module) is None:
            add("absent", f"{module}: {purpose}", "package", f"pip install 'mainstay[{extra}]'")
    return Table.of("doctor", rows, title="Check-up")
