"""``mainstay doctor``: check that this home and this installation are sound."""

from __future__ import annotations

from typing import Annotated

import typer

from mainstay.cli.options import Home, Json
from mainstay.cli.output import emit, say


def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help="Remove leftovers and rebuild a lost catalog.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Check stored bytes, the catalog, the plug-ins and the optional parts."""
    from mainstay import service

    table = service.check_up(home, repair=repair)
    emit(table, as_json=as_json)
    if any(row["severity"] == "error" for row in table.rows()):
        say("something is wrong; the hints say what to do")
        raise typer.Exit(7)
