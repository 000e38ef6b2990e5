"""``mainstay twin``: build, list, show, carve, export; ``mainstay diff``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mainstay.cli.options import Home, Json, Out, Top, Twin
from mainstay.cli.output import emit, progress, say, write, write_json

#: Columns of a difference that fit a screen; files and JSON hold all.
DIFF_COLUMNS = ("change", "kind", "subject", "object", "value_a", "value_b", "unit")

app = typer.Typer(help="Snapshots of the facts, compiled into a net.", no_args_is_help=True)


@app.command()
def build(
    name: Annotated[str, typer.Option(help="Name to give the twin.")] = "demo",
    view: Annotated[
        str, typer.Option(help="public, partner, proprietary or controlled")
    ] = "public",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Read the embedded figures into the home and build a twin of what the view may see."""
    from mainstay import service

    with progress() as step:
        built = service.build_twin(home, name=name, view=view, step=step)
    if as_json:
        write_json(built.summary())
        return
    say(f"built twin {name} {built.id[:12]}")
    emit(built.overview(), as_json=False)


@app.command("list")
def list_(home: Home = None, as_json: Json = False) -> None:
    """List the twins of this home."""
    from mainstay import service

    emit(service.list_twins(home), as_json=as_json)


@app.command()
def show(
    twin: Annotated[str | None, typer.Argument(help="Name or id; demo if not given.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show a twin: accounts, balances, what was seen and what was inferred."""
    from mainstay import service

    shown = service.open_twin(home, twin)
    if as_json:
        write_json(shown.summary())
        return
    emit(shown.overview(), as_json=False)


@app.command()
def carve(
    suppliers: Annotated[Path, typer.Argument(help="A supplier CSV; see the reference page.")],
    name: Annotated[str, typer.Option(help="Name to give the new twin.")] = "mine",
    adjust: Annotated[
        bool, typer.Option("--adjust", help="Fit claims that exceed their industry, and say how.")
    ] = False,
    vintage: Annotated[str, typer.Option(help="Your own edition name of the file.")] = "1",
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Place the firms of a supplier CSV in their industries and show what they add up to."""
    from mainstay import service

    with progress() as step:
        table = service.carve_suppliers(
            home, suppliers, twin=twin, name=name, adjust=adjust, vintage=vintage, step=step
        )
    emit(table, as_json=as_json, out=out)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write to.")],
    to: Annotated[str, typer.Option(help="csv, parquet or pymrio")] = "csv",
    twin: Twin = None,
    home: Home = None,
) -> None:
    """Write the net for other tools."""
    from mainstay import service

    write(str(service.export_twin(home, folder, twin=twin, to=to)))


def diff(
    twin_a: Annotated[str, typer.Argument(help="Name or id of the first twin.")],
    twin_b: Annotated[str, typer.Argument(help="Name or id of the second twin.")],
    top: Top = 50,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Say which claims two twins do not share, and which changed their value."""
    from mainstay import service

    table = service.diff_twins(home, twin_a, twin_b, top=top)
    emit(table, as_json=as_json, out=out, columns=DIFF_COLUMNS)
