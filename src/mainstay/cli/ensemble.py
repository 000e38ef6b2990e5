"""``mainstay ensemble``: a scenario over every assumption."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.options import Home, Json, Out, Top, Twin
from mainstay.cli.output import emit, progress, say, shared_notes, write, write_json

if TYPE_CHECKING:
    from mainstay.model import Table
    from mainstay.service import DoneRun

app = typer.Typer(
    help="A scenario over every assumption of the dynamic engine.", no_args_is_help=True
)

#: Tables that are shown; the others are in the run.
SHOWN = ("accounts", "sensitivity", "exceedance")
TABLES = (*SHOWN, "fan", "members", "factors")

#: Columns that fit a screen; all are in the table itself.
COLUMNS = {
    "accounts": (
        "account", "members", "days", "loss_usd_mean", "loss_usd_mean_error", "loss_usd_p05",
        "loss_usd_p50", "loss_usd_p50_error", "loss_usd_p95", "loss_usd_p95_error",
    ),
}  # fmt: skip

Workers = Annotated[
    int | None,
    typer.Option(min=1, show_default=False, help="Processes; all cores if not given."),
]
OneTable = Annotated[
    str | None, typer.Option(show_default=False, help="One table: " + ", ".join(TABLES) + ".")
]


@app.command()
def run(
    scenario: Annotated[Path, typer.Argument(help="A scenario file (YAML), or a shipped name.")],
    members: Annotated[int, typer.Option(min=1, help="How many members.")] = 1000,
    design: Annotated[str, typer.Option(help="sobol, latin or random.")] = "sobol",
    seed: Annotated[int, typer.Option(min=0, help="Seed of every random draw.")] = 0,
    factors: Annotated[
        Path | None, typer.Option(show_default=False, help="YAML file with ranges of your own.")
    ] = None,
    draw_net: Annotated[
        bool, typer.Option("--draw-net", help="Draw the inferred cells of the net, by batch.")
    ] = False,
    workers: Workers = None,
    table: OneTable = None,
    top: Top = 15,
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Run a scenario for many members; run it again to go on where it was cut off."""
    from mainstay import service

    with progress() as step:
        done = service.run_ensemble(
            home, scenario, twin=twin, members=members, design=design, seed=seed,
            factors=factors, draw_net=draw_net, workers=workers, step=step,
        )  # fmt: skip
    _emit(done, table, top, as_json=as_json, out=out)


@app.command()
def resume(
    run_id: Annotated[str, typer.Argument(help="First characters of its id; see the list.")],
    workers: Workers = None,
    table: OneTable = None,
    top: Top = 15,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Go on with an ensemble that was cut off."""
    from mainstay import service

    with progress() as step:
        done = service.resume_ensemble(home, run_id, workers=workers, step=step)
    _emit(done, table, top, as_json=as_json, out=out)


@app.command()
def show(
    run_id: Annotated[str, typer.Argument(help="First characters of a run id.")],
    table: OneTable = None,
    top: Top = 15,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Show an ensemble that is done."""
    from mainstay import service

    _emit(service.show_run(home, run_id), table, top, as_json=as_json, out=out)


@app.command("list")
def list_(home: Home = None, as_json: Json = False, out: Out = None) -> None:
    """List the ensembles, those that were cut off too."""
    from mainstay import service

    emit(service.list_ensembles(home), as_json=as_json, out=out)


def _emit(done: DoneRun, table: str | None, top: int, *, as_json: bool, out: Path | None) -> None:
    from mainstay import service

    say(f"run {done.run_id[:12]}; show it with: mainstay ensemble show {done.run_id[:12]}")
    if table is not None:
        emit(service.first_rows(done, table, top), as_json=as_json, out=out)
        return
    shown = {name: service.first_rows(done, name, top) for name in SHOWN}
    if out is not None:
        say(f"wrote {shown['accounts'].write(out)}")
    if as_json:
        tables = {name: found.rows() for name, found in shown.items()}
        write_json({"run": service.run_summary(done), "tables": tables})
        return
    shared = shared_notes(tuple(shown.values()))
    for name, found in shown.items():
        # a curve is read as a whole: its first rows are its mildest members alone
        held = _evenly(done.tables[name], top) if name == "exceedance" else found
        own = replace(held, notes=tuple(n for n in held.notes if n not in shared))
        emit(own, as_json=False, columns=COLUMNS.get(name, ()))
    for note in shared:
        write(note)


def _evenly(table: Table, rows: int) -> Table:
    """Return so many rows of a table, evenly spaced, the first and the last among them."""
    last = len(table) - 1
    if last < rows:
        return table
    kept = sorted({round(k * last / max(rows - 1, 1)) for k in range(rows)})
    notes = (*table.notes, f"{len(kept)} of {len(table)} rows, evenly spaced")
    return replace(table, data=table.data.take(kept), notes=notes)
