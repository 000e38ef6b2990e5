"""``mainstay scenarios``: those that run by name, and the check of one before it runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.options import Home, Json, Out, Twin
from mainstay.cli.output import emit, say, write, write_json

if TYPE_CHECKING:
    from mainstay.service.screens.scenario import CheckedScenario

app = typer.Typer(
    help="Scenarios: list those that run by name, show, check and save.", no_args_is_help=True
)

#: Exit code of a scenario that does not run: bad input.
REFUSED = 3

Named = Annotated[str, typer.Argument(help="A scenario file (YAML), or a name from the list.")]


@app.command("list")
def list_(home: Home = None, as_json: Json = False, out: Out = None) -> None:
    """List the scenarios that run by name: those of this home, then those that are shipped."""
    from mainstay.service.scenario_files import list_scenarios

    emit(list_scenarios(home), as_json=as_json, out=out)


@app.command()
def show(scenario: Named, home: Home = None, as_json: Json = False) -> None:
    """Print a scenario as the file that it is."""
    from mainstay.service.scenario_files import read_scenario

    text, found = read_scenario(scenario, home)
    if as_json:
        write_json(found.model_dump(mode="json"))
    else:
        write(text.rstrip("\n"))


@app.command()
def check(
    scenario: Named,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every random draw.")] = 0,
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Tell every fault of a scenario, whether it fits a twin, and what it does in words."""
    from dataclasses import asdict

    from mainstay.service.scenario_files import text_of
    from mainstay.service.screens.scenario import check_text
    from mainstay.service.twins import open_twin

    # the text as it stands: what is wrong with it is what is asked for
    found = check_text(open_twin(home, twin), text_of(scenario, home), seed)
    if as_json:
        write_json(asdict(found))
    else:
        _tell(found)
    if not found.is_ready:
        raise typer.Exit(REFUSED)


@app.command()
def save(
    file: Annotated[Path, typer.Argument(help="A scenario file (YAML).")],
    name: Annotated[
        str | None, typer.Option("--as", help="Name to save it by; its own when not given.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace one of that name in this home.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Save a scenario in the home, so that it runs by its name."""
    from dataclasses import asdict

    from mainstay.service.scenario_files import save_scenario, text_of

    kept = save_scenario(home, text_of(file, home), name=name, replace=replace)
    if as_json:
        write_json(asdict(kept))
    else:
        say(f"saved {kept.name}; run it with: mainstay run {kept.name}")


def _tell(found: CheckedScenario) -> None:
    if found.sentence:
        write(found.sentence)
    for problem in found.problems:
        kind = "advice" if problem.is_advice else "wrong"
        hint = f" ({problem.hint})" if problem.hint else ""
        write(f"{kind}: {problem.field or 'scenario'}: {problem.what}{hint}")
    if found.is_ready:
        stored = "; stored here" if found.is_answered else ""
        write(f"it can run: run {found.run_id[:12]}{stored}")
        write(f"a run takes {found.takes.words}")
    else:
        say("it cannot run as it is")
