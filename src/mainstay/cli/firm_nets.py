"""``mainstay nets``: generate, read, list, show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.options import Home, Json, Out, Twin
from mainstay.cli.output import emit, progress, say

if TYPE_CHECKING:
    from mainstay.service.firm_nets import StoredNet

app = typer.Typer(
    help="Firm nets: synthetic ones that meet the national table, or your own.",
    no_args_is_help=True,
)

Replace = Annotated[bool, typer.Option("--replace", help="Replace a net of that name.")]


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


def _emit(made: StoredNet, home: Path | None, *, as_json: bool, out: Path | None) -> None:
    from mainstay.service.firm_nets import show_net

    kind = "SYNTHETIC net" if made.net.synthetic else "net"
    say(f"stored {kind} {made.name}; show it with: mainstay nets show {made.name}")
    emit(show_net(home, made.name), as_json=as_json, out=out)
