"""``mainstay run`` and ``mainstay runs``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.options import Home, Json, Out, Top, Twin
from mainstay.cli.output import emit, progress, say, shared_notes, write, write_json

if TYPE_CHECKING:
    from mainstay.service import DoneRun

#: Columns of a run that fit a screen, by name of the table; all are in the files and the JSON.
COLUMNS = {
    "recovery": (
        "scenario", "kind", "name", "measure", "depth_share_low", "depth_share_mid",
        "depth_share_high", "depth_day_mid", "recovered_day_mid", "lost_usd_mid",
    ),
    "first_hit": (
        "scenario", "rank", "day_low", "day_mid", "day_high", "name", "short_of", "chain",
    ),
}  # fmt: skip
COLUMNS_BY_DAY = (
    "scenario", "name", "output_loss_usd", "output_loss_share", "value_added_loss_usd",
    "lowest_share", "lowest_day", "first_hit_day", "recovered_day", "short_of",
)  # fmt: skip

runs_app = typer.Typer(help="Runs of this home: list, show, repeat.", no_args_is_help=True)


def run(
    scenario: Annotated[Path, typer.Argument(help="A scenario file (YAML), or a shipped name.")],
    engine: Annotated[
        str | None, typer.Option(help="Name of an engine; the scenario's own when not given.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every random draw.")] = 0,
    top: Top = 15,
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Run a scenario and show the loss in the three accounts and by industry."""
    from mainstay import service

    with progress() as step:
        done = service.run_scenario(home, scenario, twin=twin, engine=engine, seed=seed, step=step)
    say(f"run {done.run_id[:12]}; repeat it with: mainstay runs repeat {done.run_id[:12]}")
    _emit_run(done, top, as_json=as_json, out=out)


@runs_app.command("list")
def list_(home: Home = None, as_json: Json = False, out: Out = None) -> None:
    """List the runs, newest first."""
    from mainstay import service

    emit(service.list_runs(home), as_json=as_json, out=out)


@runs_app.command()
def show(
    run_id: Annotated[str, typer.Argument(help="First characters of a run id.")],
    top: Top = 15,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Show the result of a run."""
    from mainstay import service

    _emit_run(service.show_run(home, run_id), top, as_json=as_json, out=out)


@runs_app.command()
def repeat(
    run_id: Annotated[str, typer.Argument(help="First characters of a run id.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Compute a run again and compare it byte for byte with what is stored."""
    from mainstay import service

    verdict = service.repeat_run(home, run_id)
    if as_json:
        write_json(verdict)
    else:
        write("\n".join(f"{name}: {value}" for name, value in verdict.items()))


def _emit_run(done: DoneRun, top: int, *, as_json: bool, out: Path | None) -> None:
    from mainstay import service

    tables = service.run_tables(done, top=top)
    if out is not None and "by_activity" in tables:
        # with every note: those that tables share are told once on a screen alone
        say(f"wrote {tables['by_activity'].write(out)}")
    if as_json:
        write_json(
            {
                "run": service.run_summary(done),
                "tables": {name: table.rows() for name, table in tables.items()},
            }
        )
        return
    shared = shared_notes(tuple(tables.values()))
    by_day = "recovery" in tables
    for table in tables.values():
        if table.name in service.SERIES:
            continue
        columns = COLUMNS.get(table.name, ())
        if by_day and table.name == "by_activity":
            columns = COLUMNS_BY_DAY
        own = replace(table, notes=tuple(n for n in table.notes if n not in shared))
        emit(own, as_json=False, columns=columns)
    for note in shared:
        write(note)
    held = [name for name in service.SERIES if name in tables]
    if held:
        say(f"day by day, with --json: {', '.join(held)}")
