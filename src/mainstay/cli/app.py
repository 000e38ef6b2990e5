"""The commands and how an error leaves them."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version

import typer

from mainstay.cli import (
    answers,
    brief,
    cascade,
    demo,
    doctor,
    ensemble,
    firm_nets,
    jobs,
    materials,
    run,
    scenarios,
    serve,
    sources,
    twin,
    who,
)
from mainstay.cli.output import say, write, write_json
from mainstay.errors import MainstayError, exit_code

app = typer.Typer(
    name="mainstay",
    help="Find what a nation's supply chains hang on, stress it, and choose what to shore up.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.add_typer(twin.app, name="twin")
app.command("diff")(twin.diff)
app.add_typer(who.app, name="who")
app.command("run")(run.run)
app.add_typer(run.runs_app, name="runs")
app.add_typer(jobs.app, name="jobs")
app.add_typer(scenarios.app, name="scenarios")
app.add_typer(materials.app, name="materials")
app.add_typer(ensemble.app, name="ensemble")
app.add_typer(cascade.app, name="cascade")
app.add_typer(firm_nets.app, name="nets")
app.command("brief")(brief.brief)
app.command("serve")(serve.serve)
app.add_typer(sources.app, name="sources")
app.command("answers")(answers.answers)
app.command("doctor")(doctor.doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        write(version("mainstay"))
        raise typer.Exit


@app.callback()
def options(
    _version: bool = typer.Option(
        False, "--version", is_eager=True, callback=_print_version, help="Print the version."
    ),
) -> None:
    """Find what a nation's supply chains hang on, stress it, and choose what to shore up."""


def main() -> None:
    """Run the command line; every deliberate error becomes one message and its exit code."""
    try:
        app()
    except MainstayError as error:
        if "--json" in sys.argv:
            write_json({"error": error.as_dict()})
        say(f"{error.code}: {error}")
        sys.exit(exit_code(error))
    except BrokenPipeError:
        # the reader of our output went away (`mainstay ... | head`); nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        say("interrupted; whatever was written is whole")
        sys.exit(130)
