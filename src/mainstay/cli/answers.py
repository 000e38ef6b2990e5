"""``mainstay answers``: known answers and what mainstay gets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mainstay.cli.options import Json
from mainstay.cli.output import emit, say, write_json

#: Exit code when a known answer is missed.
MISSED = 10


def answers(
    area: Annotated[str | None, typer.Option(help="One area only, e.g. leontief.")] = None,
    data: Annotated[
        Path | None,
        typer.Option(envvar="MAINSTAY_REFERENCE_DATA", help="Folder of reference data."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check mainstay against answers that it did not produce; exit 10 on a miss."""
    from mainstay import service

    table = service.check_answers(area, data)
    if as_json:
        write_json(table.rows())
    else:
        emit(table, as_json=False)
    rows = table.rows()
    missed = [row["id"] for row in rows if row["passed"] is False and row["kind"] != "observed"]
    not_run = sum(row["passed"] is None for row in rows)
    say(f"{len(rows) - not_run} answers checked, {len(missed)} missed, {not_run} not run here")
    if missed:
        say("missed: " + ", ".join(missed))
        raise typer.Exit(MISSED)
