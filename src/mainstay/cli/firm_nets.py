"""``mainstay nets``: generate, read, list, show, and stop firms of one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.options import Home, Json, Out, Top, Twin
from mainstay.cli.output import emit, emit_all, progress, say, shared_notes, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mainstay.model import Table
    from mainstay.service.firm_nets import StoredNet

app = typer.Typer(
    help="Firm nets: synthetic ones that meet the national table, or your own.",
    no_args_is_help=True,
)

Replace = Annotated[bool, typer.Option("--replace", help="Replace a net of that name.")]

#: Columns of a stop that fit a screen, by name of the table; all are in the files and the JSON.
_STOP = {
    "stop": (
        "who", "measure", "firms", "firms_hit", "lost_usd", "year_share", "depth_share",
        "depth_day", "recovered_day",
    ),
    "by_industry": (
        "id", "name", "lost_usd_mid", "lost_days_mid", "depth_share_mid", "depth_day_mid",
        "hit_day_mid", "recovered_day_mid",
    ),
    "first_hit": ("rank", "tied", "day_mid", "output_usd", "short_of", "chain"),
}  # fmt: skip


@app.command()
def generate(
    firms: Annotated[int, typer.Option(help="How many firms.")] = 100_000,
    links: Annotated[int, typer.Option(help="How many links between them.")] = 1_000_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every random draw.")] = 0,
    name: Annotated[
        str | None, typer.Option(show_default=False, help="Name to find the net by.")
    ] = None,
    replace: Replace = False,
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Draw a SYNTHETIC net of firms whose flows between industries are those of the table."""
    from mainstay.service.firm_nets import generate_net

    with progress() as step:
        made = generate_net(
            home, firms=firms, links=links, seed=seed, twin=twin, name=name, replace=replace,
            step=step,
        )  # fmt: skip
    _emit(made, home, as_json=as_json, out=out)


@app.command()
def read(
    folder: Annotated[Path, typer.Argument(help="Folder with firms.csv and links.csv.")],
    name: Annotated[str, typer.Option(help="Name to find the net by.")] = "mine",
    replace: Replace = False,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Read your own firms and links (CSV or Parquet) into the home."""
    from mainstay.service.firm_nets import read_net

    with progress() as step:
        made = read_net(home, folder, name=name, replace=replace, step=step)
    _emit(made, home, as_json=as_json, out=out)


@app.command("list")
def list_(home: Home = None, as_json: Json = False, out: Out = None) -> None:
    """List the firm nets of this home."""
    from mainstay.service.firm_nets import list_nets

    emit(list_nets(home), as_json=as_json, out=out)


@app.command()
def show(
    net: Annotated[str, typer.Argument(help="Name of a net, or a folder.")],
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Show a net: its size, its exponents, and how it meets the table."""
    from mainstay.service.firm_nets import show_net

    emit(show_net(home, net), as_json=as_json, out=out)


@app.command()
def stop(
    net: Annotated[str, typer.Option(help="Name of a firm net of this home, or a folder.")],
    firm: Annotated[
        list[str] | None,
        typer.Option(show_default=False, help="Who stops: an id, or firm:NUMBER; repeat it."),
    ] = None,
    industry: Annotated[
        list[str] | None,
        typer.Option(show_default=False, help="An industry whose firms all stop; repeat it."),
    ] = None,
    share: Annotated[float, typer.Option(help="Share of their capacity that is lost.")] = 1.0,
    days: Annotated[float, typer.Option(help="Days for which it is lost.")] = 30.0,
    recovery_days: Annotated[
        float, typer.Option(help="Days over which it comes back; 0 is at once.")
    ] = 0.0,
    horizon: Annotated[int, typer.Option(help="Days that are followed.")] = 365,
    stock_days: Annotated[
        float, typer.Option(help="Mean of the draw of each firm's days of stock (assumed).")
    ] = 15.0,
    seed: Annotated[int, typer.Option(help="Seed of that draw.")] = 0,
    rule: Annotated[
        str, typer.Option(help="Essential inputs where nobody rated them: goods or leontief.")
    ] = "goods",
    essentials: Annotated[
        Path | None,
        typer.Option(
            show_default=False,
            help="CSV of 0, 1, 2 (no, non-essential, essential input), suppliers by row.",
        ),
    ] = None,
    top: Top = 20,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Stop firms or industries of a net, and follow day by day who else stops and who is back."""
    from mainstay import service

    wish = service.FirmStop(
        firms=tuple(firm or ()), industries=tuple(industry or ()), share=share, days=days,
        recovery_days=recovery_days, horizon=horizon, stock_days=stock_days, seed=seed,
        rule=rule,
    )  # fmt: skip
    with progress() as step:
        tables = service.stop_firms(home, net, wish, essentials=essentials, top=top, step=step)
    if as_json:
        emit_all(tables, as_json=True, out=out)
    else:
        _show_stop(tables, top, out)


def _show_stop(tables: Sequence[Table], top: int, out: Path | None) -> None:
    """Print what fits a screen, notes that all tables share once; files hold all of it."""
    for at, table in enumerate(tables):
        if out is not None:
            file = out if at == 0 else out.with_name(f"{out.stem}-{table.name}{out.suffix}")
            say(f"wrote {table.write(file)}")
    shared = shared_notes(tables)
    for table in tables:
        if table.name == "over_time":
            continue
        own = replace(table, notes=tuple(n for n in table.notes if n not in shared), source="")
        if table.name == "by_industry" and len(table) > top:
            notes = (*own.notes, f"first {top} of {len(table)} industries")
            own = replace(own, data=own.data.slice(0, top), notes=notes)
        emit(own, as_json=False, columns=_STOP[table.name])
    write("\n".join((*shared, tables[0].source)))
    say("day by day, with --json or --out: over_time")


def _emit(made: StoredNet, home: Path | None, *, as_json: bool, out: Path | None) -> None:
    from mainstay.service.firm_nets import show_net

    kind = "SYNTHETIC net" if made.net.synthetic else "net"
    say(f"stored {kind} {made.name}; show it with: mainstay nets show {made.name}")
    emit(show_net(home, made.name), as_json=as_json, out=out)
