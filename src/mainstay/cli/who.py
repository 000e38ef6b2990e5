"""``mainstay who``: who supplies a thing, who depends on it."""

from __future__ import annotations

from typing import Annotated

import typer

from mainstay.cli.options import Home, Json, Out, Top, Twin
from mainstay.cli.output import emit_all

app = typer.Typer(help="Who supplies a thing, and who depends on it.", no_args_is_help=True)

Thing = Annotated[str, typer.Argument(help="Code or name: 334413, 'storage battery', gallium.")]
Tiers = Annotated[str, typer.Option(help="direct, or all tiers")]


@app.command()
def supplies(
    thing: Thing,
    tiers: Tiers = "direct",
    top: Top = 20,
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Who supplies it: makers at home, regions abroad, and how concentrated they are."""
    from mainstay import service

    tables = service.who_supplies(home, thing, twin=twin, tiers=tiers, top=top)
    emit_all(tables, as_json=as_json, out=out)


@app.command()
def depends(
    thing: Thing,
    tiers: Tiers = "all",
    top: Top = 20,
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Who depends on it, direct or at all tiers, in the economy, health and defense accounts."""
    from mainstay import service

    tables = service.who_depends(home, thing, twin=twin, tiers=tiers, top=top)
    emit_all(tables, as_json=as_json, out=out)
