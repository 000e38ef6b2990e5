"""``mainstay jobs``: long work that a server runs, seen and steered from the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.options import Home, Json, Out
from mainstay.cli.output import emit, progress, say, write, write_json

if TYPE_CHECKING:
    from mainstay.service.jobs.shapes import JobView

app = typer.Typer(
    help="Long work that a server runs: list, show, cancel, run again.", no_args_is_help=True
)

Job = Annotated[str, typer.Argument(help="First characters of its id; see the list.")]

COLUMNS = ("job", "state", "title", "progress", "run")


@app.command("list")
def list_(home: Home = None, as_json: Json = False, out: Out = None) -> None:
    """List the jobs, newest first."""
    from mainstay import service

    emit(service.list_jobs(home), as_json=as_json, out=out, columns=COLUMNS)


@app.command()
def show(job: Job, home: Home = None, as_json: Json = False) -> None:
    """Show a job: where it stands, its run or why there is none."""
    from mainstay import service

    _emit(service.show_job(home, job), as_json=as_json)


@app.command()
def cancel(job: Job, home: Home = None, as_json: Json = False) -> None:
    """Cancel a job that waits or runs."""
    from mainstay import service

    view = service.cancel_job(home, job)
    if view.state != "cancelled":
        say("it had ended before" if view.is_final else "the server has not ended it yet")
    _emit(view, as_json=as_json)


@app.command()
def rerun(job: Job, home: Home = None, as_json: Json = False) -> None:
    """Run a job again that ended without a result; without a server it is run here."""
    from mainstay import service

    with progress() as step:
        view = service.rerun_job(home, job, step=step)
    if not view.is_final:
        say(f"the server runs it; follow it with: mainstay jobs show {view.id}")
    _emit(view, as_json=as_json)


def _emit(view: JobView, *, as_json: bool) -> None:
    if as_json:
        write_json(asdict(view))
        return
    write(f"{view.id}: {view.state}, {view.title}")
    if view.progress.words:
        write(f"  {view.progress.words}")
    if view.problem is not None:
        hint = f" ({view.problem.hint})" if view.problem.hint else ""
        write(f"  {view.problem.code}: {view.problem.message}{hint}")
        for fault in view.problem.problems:
            write(f"  - {fault.where}: {fault.what}" + (f" ({fault.hint})" if fault.hint else ""))
    if view.run_id:
        write(f"  run {view.run_id[:12]}; show it with: mainstay runs show {view.run_id[:12]}")
    write("  without a server: " + view.command.cli.splitlines()[-1])
