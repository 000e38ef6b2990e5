"""``mainstay cascade``: what stops if a firm stops."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mainstay.cli.options import Home, Json, Out, Top
from mainstay.cli.output import emit, emit_all, progress, say

app = typer.Typer(
    help="Systemic risk: what stops if a firm stops, for every firm of a net.",
    no_args_is_help=True,
)

Net = Annotated[str, typer.Option(help="Name of a firm net of this home, or a folder.")]
Tolerance = Annotated[
    float,
    typer.Option(
        help="Stop once no firm's loss rises by more in a sweep; the literature takes 0.01,"
        " 1e-8 is near the end."
    ),
]
Essentials = Annotated[
    Path | None,
    typer.Option(
        show_default=False,
        help="CSV of 0, 1, 2 (no, non-essential, essential input), suppliers by row.",
    ),
]
Rule = Annotated[
    str, typer.Option(help="Essential inputs where nobody rated them: linear, goods, leontief.")
]
Weight = Annotated[str, typer.Option(help="What a firm counts by: output, value_added, equal.")]

_RANKED = (
    "rank", "firm", "output_share", "esri", "esri_low", "esri_high", "downstream", "upstream",
    "sweeps", "residual", "synthetic",
)  # fmt: skip


@app.command()
def rank(
    net: Net,
    firms: Annotated[
        int | None,
        typer.Option(show_default=False, help="Score only so many, the largest; all if not given."),
    ] = None,
    tolerance: Tolerance = 1e-2,
    essentials: Essentials = None,
    rule: Rule = "goods",
    sweep: Annotated[
        bool, typer.Option(help="Give the least and most by any rule beside an assumed one.")
    ] = True,
    weight: Weight = "output",
    residual: Annotated[
        Path | None,
        typer.Option(
            show_default=False,
            help="File with ids of firms that stand for several; they are split first.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the split.")] = 0,
    mode: Annotated[str, typer.Option(help="auto, fast (Numba) or reference (NumPy).")] = "auto",
    threads: Annotated[
        int | None, typer.Option(min=1, show_default=False, help="Threads; all cores if not given.")
    ] = None,
    top: Top = 20,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Rank firms by the share of all output that is lost if each stops (ESRI)."""
    from mainstay import service

    settings = service.CascadeSettings(
        tolerance=tolerance, rule=rule, sweep=sweep, weight=weight, seed=seed, mode=mode,
        threads=threads,
    )  # fmt: skip
    with progress() as step:
        table = service.rank_firms(
            home, net, settings=settings, firms=firms, essentials=essentials, residual=residual,
            step=step,
        )  # fmt: skip
    if out is not None:
        # every firm goes to the file, whatever fits the screen
        say(f"wrote {table.write(out)}")
    emit(service.first_firms(table, top), as_json=as_json, columns=_RANKED)


@app.command()
def shock(
    net: Net,
    lost: Annotated[
        list[str],
        typer.Option(help="Who loses what: an id, firm:NUMBER or an industry, as WHO or WHO=0.5."),
    ],
    tolerance: Tolerance = 1e-2,
    essentials: Essentials = None,
    rule: Rule = "goods",
    weight: Weight = "output",
    top: Top = 20,
    home: Home = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Show what a shock to firms or industries does, by industry and firm."""
    from mainstay import service

    settings = service.CascadeSettings(tolerance=tolerance, rule=rule, weight=weight)
    with progress() as step:
        tables = service.shock_firms(
            home, net, lost, settings=settings, essentials=essentials, top=top, step=step
        )
    emit_all(tables, as_json=as_json, out=out, top=top)
