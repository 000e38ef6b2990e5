"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path | None,
    typer.Option(
        envvar="MAINSTAY_HOME", show_default=False, help="Folder with claims, twins and runs."
    ),
]
Twin = Annotated[
    str | None,
    typer.Option(show_default=False, help="Name or id of a twin; the one named demo if not given."),
]
Json = Annotated[bool, typer.Option("--json", help="Print plain data instead of a table.")]
Out = Annotated[
    Path | None,
    typer.Option(show_default=False, help="Also write to .csv, .json, .parquet or .arrow."),
]
Top = Annotated[int, typer.Option(min=1, max=2000, help="How many lines.")]
