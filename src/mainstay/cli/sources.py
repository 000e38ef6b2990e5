"""``mainstay sources``: what can be read, fetch it, read it, see what was refused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mainstay.cli.options import Home, Json, Out
from mainstay.cli.output import emit, emit_all, progress, write

app = typer.Typer(help="Sources: list, pull, read, report.", invoke_without_command=True)


@app.callback()
def overview(context: typer.Context, as_json: Json = False) -> None:
    """List the sources that mainstay can read, and the figures that it ships."""
    if context.invoked_subcommand is None:
        from mainstay import service

        emit_all(service.list_sources(), as_json=as_json)


@app.command()
def pull(
    name: Annotated[str, typer.Argument(help="Name of a source with a public address.")],
    folder: Annotated[Path, typer.Option("--to", help="Folder for the file.")] = Path(),
) -> None:
    """Fetch a publisher's file and check it."""
    from mainstay import service

    write(str(service.pull_source(name, folder)))


@app.command()
def read(
    name: Annotated[str, typer.Argument(help="Name of a source.")],
    path: Annotated[Path, typer.Argument(help="The publisher's file.")],
    vintage: Annotated[str, typer.Option(help="Edition of the publication, e.g. 2026.")],
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="A setting of the source: name=value.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report only.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Read a file into the home and report what was kept and refused."""
    from mainstay import service

    with progress() as step:
        table = service.read_source(
            home, name, path, vintage=vintage, settings=setting or [], dry_run=dry_run, step=step
        )
    emit(table, as_json=as_json)


@app.command()
def report(home: Home = None, as_json: Json = False, out: Out = None) -> None:
    """Show every reading of this home: rows read, kept and refused."""
    from mainstay import service

    emit(service.list_readings(home), as_json=as_json, out=out)
