"""``mainstay materials``: what minerals cost when they stop, and on what evidence."""

from __future__ import annotations

from typing import Annotated

import typer

from mainstay.cli.options import Home, Json, Out, Top, Twin
from mainstay.cli.output import emit, emit_all, progress, say

app = typer.Typer(
    help="Minerals: expected loss, evidence, comparison with lists and indices.",
    no_args_is_help=True,
)

Draws = Annotated[int, typer.Option(min=20, help="Draws of everything that is a range.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the draws.")]
AsOf = Annotated[str, typer.Option(help="Date for which export measures in force are taken.")]

_RANKED = (
    "rank", "mineral", "loss_usd_low", "loss_usd_mid", "loss_usd_high", "state_loss_usd_mid",
    "leader", "conditional_loss_usd_mid", "price_multiple_mid", "shortage_mid", "driver",
    "top10_probability", "tied_with", "coverage", "cited",
)  # fmt: skip
_EVIDENCE = (
    "mineral", "use", "industry", "share_low", "share_mode", "share_high", "substitutable_mode",
    "split_mode", "dependent_mode", "confidence", "share_method", "share_source",
)  # fmt: skip

#: What of one mineral's tables fits a screen; the mineral stands in every title.
_SHOWN = {
    "regimes": (
        "regime", "loss_usd_low", "loss_usd_mid", "loss_usd_high", "price_multiple_mid",
        "shortage_low", "shortage_mid", "shortage_high",
    ),
    "by_country": (
        "name", "supply_share", "import_share", "probability_mid", "in_force", "expected_usd_low",
        "expected_usd_mid", "expected_usd_high", "conditional_usd_mid", "shortage_mid",
    ),
    "by_industry": (
        "industry", "name", "loss_usd_low", "loss_usd_mid", "loss_usd_high", "direct_usd_mid",
        "indirect_usd_mid",
    ),
    "drivers": ("parameter", "index", "low_answer", "high_answer"),
    "suppliers": (
        "stage", "place", "name", "year", "share_low", "share_mid", "share_high", "import_share",
    ),
}  # fmt: skip


@app.command()
def rank(
    draws: Draws = 300,
    seed: Seed = 0,
    as_of: AsOf = "2025-12-31",
    table: Annotated[
        str, typer.Option(help="expected, by_industry, by_country, drivers, scenarios, ...")
    ] = "expected",
    top: Top = 100,
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Rank minerals by expected loss, with intervals and what cannot be told apart."""
    from mainstay import service

    with progress() as step:
        done = service.rank_materials(
            home, twin=twin, draws=draws, seed=seed, as_of=as_of, step=step
        )
    say(f"run {done.run_id[:12]}; repeat it with: mainstay runs repeat {done.run_id[:12]}")
    shown = service.first_rows(done, table, top)
    emit(shown, as_json=as_json, out=out, columns=_RANKED if table == "expected" else ())


@app.command()
def show(
    mineral: Annotated[str, typer.Argument(help="Slug of a mineral, e.g. gallium.")],
    draws: Draws = 300,
    seed: Seed = 0,
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Show one mineral: both regimes, who can stop it, who loses, what would change the answer."""
    from mainstay import service

    with progress() as step:
        done = service.rank_materials(home, twin=twin, draws=draws, seed=seed, step=step)
    tables = service.show_material(done, mineral)
    emit_all(tables, as_json=as_json, out=out, columns=_SHOWN)


@app.command()
def evidence(
    mineral: Annotated[str, typer.Argument(help="One mineral only.")] = "",
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """List the evidence on end uses, each number with its source or why it is assumed."""
    from mainstay import service

    table = service.evidence(home, mineral, twin=twin)
    emit(table, as_json=as_json, out=out, columns=_EVIDENCE)


@app.command()
def missing(twin: Twin = None, home: Home = None, as_json: Json = False, out: Out = None) -> None:
    """List minerals without a number, each with its reason."""
    from mainstay import service

    emit(service.missing(home, twin=twin), as_json=as_json, out=out)


@app.command()
def readings(
    draws: Draws = 300,
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Compare two readings of the same sources, and what the difference does to the loss."""
    from mainstay import service

    with progress() as step:
        table = service.compare_readings(home, twin=twin, draws=draws, step=step)
    emit(table, as_json=as_json, out=out)


@app.command()
def compare(
    draws: Draws = 300,
    seed: Seed = 0,
    twin: Twin = None,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Compare the ranking and plain indices with the US list of critical minerals of 2025."""
    from mainstay import service

    with progress() as step:
        done = service.rank_materials(home, twin=twin, draws=draws, seed=seed, step=step)
        tables = service.compare_with_list(done, service.open_twin(home, twin))
    emit_all(tables, as_json=as_json, out=out)
