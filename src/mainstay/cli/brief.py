"""``mainstay brief``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mainstay.cli.options import Home, Json, Twin
from mainstay.cli.output import progress, say, write, write_json
from mainstay.errors import InputError

Folder = Annotated[Path, typer.Option("--out", help="Folder for the page and its tables.")]


def brief(
    out: Folder = Path("brief"),
    about: Annotated[
        str | None,
        typer.Option(
            help="A mineral, a scenario, or the dossier battery; the nation if not given."
        ),
    ] = None,
    members: Annotated[
        int | None,
        typer.Option(
            min=2,
            show_default=False,
            help="Members of an ensemble, for a scenario that is followed day by day.",
        ),
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Print the whole brief as text.")] = False,
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Write a brief: a page, a PDF, and every table as CSV, JSON and Parquet."""
    from mainstay import service

    with progress() as step:
        if about is not None:
            made = service.write_about(home, out, about, twin=twin, members=members, step=step)
        elif members is not None:
            raise InputError("--members goes with --about and a scenario that has days")
        else:
            made = service.write_brief(home, out, twin=twin, step=step)
    if as_json:
        write_json(made.summary())
        return
    say(f"wrote {made.page}" + (f" and {made.pdf}" if made.pdf else ""))
    for note in made.notes:
        say(note)
    write(made.text if text else made.answer)
