"""Depth, time until back and loss of the groups that lose most, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mainstay.model import Table
from mainstay.report.blocks import Figure, Key, Panel, Spec
from mainstay.report.dynamics.numbers import Row, back, band_words, banded, picked
from mainstay.report.figures import shortened
from mainstay.report.material_specs import band_marks, frame, linear, row_words, unknown_bars
from mainstay.report.palette import light
from mainstay.report.quantity import Number, Provenance, Unit

#: Groups drawn; the table holds all.
DRAWN = 12


def ranking(
    table: Table, kind: str, why: Provenance, last_day: float, *, name: str = ""
) -> Figure | None:
    """Return the groups that lose most, or ``None`` where none of the kind is hit.

    Parameters
    ----------
    table
        ``recovery`` of one scenario.
    kind
        ``account``, ``industry``, ``country`` or ``activity``.
    why
        Where the numbers are from.
    last_day
        Last day of the run.
    name
        Name of the figure, the kind by default.
    """
    rows = [r for r in table.rows() if r["kind"] == kind and r["hit_share"] > 0.0]
    # one country is the economy again
    if not rows or (kind == "country" and len(rows) < 2):
        return None
    rows.sort(key=lambda r: (r["lost_usd_mid"] is None, -(r["lost_usd_mid"] or 0.0)))
    shown = rows[:DRAWN]
    depths = [banded(r, "depth_share", Unit.SHARE, why) for r in shown]
    spans = [back(r, why, last_day) for r in shown]
    losses = [banded(r, "lost_usd", Unit.USD, why) for r in shown]
    names = [f"{k}  {r['name']}" for k, r in enumerate(shown, 1)]
    first = shown[0]
    middle, outer = band_words(first.get("members"))
    rest = len(rows) - len(shown)
    has_band = any(n.has_band for n in (*depths, *spans, *losses))
    return Figure(
        f"recovery-{name or kind}",
        "How deep, how long, how much",
        f"Bars of the largest loss, of the days until it is over and of the money lost. "
        f"Most: {first['name']}, {depths[0].full} deep, back: {spans[0]}, {losses[0].full} lost.",
        (
            Panel("Deepest", _spec(names, depths)),
            Panel("Days until back", _spec(names, spans)),
            Panel("Lost in all", _spec(names, losses)),
        ),
        replace(_only(table, kind), name=f"recovery_{name or kind}",
                title=f"How deep, how long, how much, by {name or kind}"),
        (
            Key("solid", middle if has_band else "one run, without a band"),
            *((Key("whisker", outer),) if has_band else ()),
            *((Key("hatched", f"not back within {last_day:g} days"),)
              if any(n.value is None for n in spans) else ()),
        ),
        (why,),
        caption="In order of what is lost; what was made up later is taken off."
        + (f" {rest} more in the table." if rest else ""),
        columns=("name", "measure", "depth_share_mid", "hit_day_mid", "recovered_day_mid",
                 "recovery_days_mid", "lost_days_mid", "lost_usd_mid", "lost_usd_low",
                 "lost_usd_high"),
    )  # fmt: skip


def _only(table: Table, kind: str) -> Table:
    """Return the rows of one kind in order of what is lost, unknown last."""
    rows = table.rows()
    own = [k for k, row in enumerate(rows) if row["kind"] == kind]
    losses = {k: rows[k]["lost_usd_mid"] for k in own}
    return picked(table, sorted(own, key=lambda k: (losses[k] is None, -(losses[k] or 0.0))))


def _spec(names: Sequence[str], numbers: Sequence[Number]) -> Spec:
    ends = [e for n in numbers for e in (n.lo, n.value, n.hi) if e is not None]
    low, top = min([*ends, 0.0]), max([*ends, 0.0]) or 1.0
    values: list[Spec] = [
        {"row": k, "name": shortened(name, 34), "words": str(n), "zero": 0.0, "value": n.value,
         "lo": n.lo if n.has_band else None, "hi": n.hi if n.has_band else None,
         "unknown": n.value is None}
        for k, (name, n) in enumerate(zip(names, numbers, strict=True))
    ]  # fmt: skip
    x = linear("zero", low, top)
    bar: Spec = {
        "mark": {"type": "bar", "height": 10, "yOffset": 8, "fill": light("world")},
        "transform": [{"filter": "!datum.unknown"}],
        "encoding": {"x": x, "x2": {"field": "value"}},
    }
    return frame([unknown_bars(), bar, *band_marks(x, "lo", "hi"), *row_words()], values)


def rows_of(table: Table, kind: str) -> list[Row]:
    """Return the rows of one kind."""
    return [row for row in table.rows() if row["kind"] == kind]
