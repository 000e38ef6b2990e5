"""Pictures of several runs on one scale: losses with bands, and curves over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mainstay.model import Table
from mainstay.report.blocks import Figure, Key, Panel
from mainstay.report.dynamics.axes import axes, frame, place
from mainstay.report.dynamics.over_time import TITLES
from mainstay.report.material_specs import band_marks, linear, row_words, unknown_bars
from mainstay.report.material_specs import frame as row_frame
from mainstay.report.palette import light
from mainstay.report.quantity import Number, Unit
from mainstay.service.screens.compare.told import Told
from mainstay.service.screens.impact.story import ACCOUNTS, AccountLoss, Row
from mainstay.service.screens.shapes import ShownFigure, ShownKey, shown_figure

Spec = dict[str, Any]
Ends = tuple[float, float]

#: How the line of each run is drawn: its color and its dashes. Letters stand on the lines too.
LINES: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("world", ()), ("imports", (7, 3)), ("health", (2, 3)), ("defense", (10, 3, 2, 3)),
)  # fmt: skip
#: Days drawn of a curve; more could not be told apart.
MOST = 240
#: Rows of a run in the table of the curves.
LISTED = 120
#: Least height of the scale: a small loss is not drawn as a large one.
_LEAST = 0.02
#: A curve that falls less has its letter where nothing else stands.
_FLAT = 0.01


def losses(runs: Sequence[Told]) -> ShownFigure | None:
    """Return the losses of each account as dots with bands; the runs of a panel have one scale."""
    panels, said, whys = [], [], []
    rows: list[dict[str, object]] = []
    for name, title in ACCOUNTS.items():
        own = [(run, one) for run in runs if (one := run.account(name)) is not None]
        if not own:
            continue
        panels.append(Panel(title, dots([(run.letter, one.loss) for run, one in own])))
        said += [f"{title}, {run.letter}: {one.loss.full}." for run, one in own]
        whys += [one.loss.why for _, one in own]
        rows += [_row(run, one, title) for run, one in own]
    if not panels:
        return None
    mixed = len({(row["account"], row["measure"]) for row in rows}) > len(panels)
    figure = Figure(
        "losses-compared", "What is lost, on one scale",
        "Dots with bands, one row per run. " + " ".join(said),
        tuple(panels), Table.of("losses_compared", rows, title="What is lost, by run"),
        (Key("dot", "the run as asked"), Key("whisker", "its band"), Key("hatched", "unknown")),
        tuple(dict.fromkeys(whys)),
        caption="Each account has one scale for all runs."
        + (" Not all rows measure the same thing: the table says what each is." if mixed else ""),
    )  # fmt: skip
    return shown_figure(figure)


def _row(run: Told, one: AccountLoss, title: str) -> dict[str, object]:
    return {"run": run.letter, "account": title, "measure": one.measure,
            "loss_usd": one.loss.value, "loss_lo_usd": one.loss.lo,
            "loss_hi_usd": one.loss.hi}  # fmt: skip


def ends_of(numbers: Sequence[Number]) -> Ends:
    """Return the ends of the scale that holds all numbers with their bands, and zero.

    Examples
    --------
    >>> from mainstay.report.quantity import Provenance
    >>> why = Provenance(sources=("demo",), vintage="2026", confidence=0.5)
    >>> ends_of([Number(2, Unit.USD, why, 1, 3), Number(5, Unit.USD, why)])
    (0.0, 5)
    """
    found = [e for n in numbers for e in (n.lo, n.value, n.hi) if e is not None]
    low, top = min([*found, 0.0]), max([*found, 0.0])
    return (low, top) if top > low else (low, low + 1.0)


def dots(lines: Sequence[tuple[str, Number]]) -> Spec:
    """Return dots with bands as a specification, all on one scale."""
    ends = ends_of([number for _, number in lines])
    values = [
        {"row": k, "name": letter, "words": number.full, "value": number.value,
         "lo": number.lo if number.has_band else None,
         "hi": number.hi if number.has_band else None, "unknown": number.value is None}
        for k, (letter, number) in enumerate(lines)
    ]  # fmt: skip
    x = linear("value", *ends)
    dot = {
        "mark": {"type": "point", "size": 70, "opacity": 1, "strokeWidth": 2, "yOffset": 8,
                 "shape": "circle", "fill": light("economy"), "stroke": light("paper")},
        "transform": [{"filter": "isValid(datum.value)"}],
        "encoding": {"x": x},
    }  # fmt: skip
    layers = [unknown_bars(), *band_marks(x, "lo", "hi"), dot, *row_words()]
    return row_frame(layers, values)


def over_time(runs: Sequence[Told]) -> ShownFigure | None:
    """Return the curves of each account over each other, or ``None`` where no run has days."""
    with_days = [run for run in runs if run.story.curves]
    if not with_days:
        return None
    ends = scale_of([row for run in with_days for row in run.story.curves])
    panels, said = [], []
    for account in ACCOUNTS:
        held = [
            (runs.index(run), run.letter, rows)
            for run in with_days
            if (rows := [row for row in run.story.curves if row["id"] == account])
        ]
        if held:
            panels.append(Panel(TITLES[account], _overlaid(held, ends)))
            said += [_deepest(TITLES[account], letter, rows) for _, letter, rows in held]
    without = [run.letter for run in runs if run not in with_days]
    figure = Figure(
        "over-time-compared", "What still flows, day by day",
        "Curves of what flows as a share of normal, one per run. " + " ".join(said),
        tuple(panels), _listed(with_days), (),
        tuple(dict.fromkeys(run.story.accounts[0].loss.why for run in with_days)),
        caption="All panels have one scale; bands stand in the table."
        + (f" Without days: {', '.join(without)}." if without else ""),
    )  # fmt: skip
    keys = tuple(_key(runs.index(run), f"{run.letter}: {run.asked.scenario.title}")
                 for run in with_days)  # fmt: skip
    return replace(shown_figure(figure), keys=keys)


def scale_of(rows: Sequence[Row]) -> tuple[Ends, Ends]:
    """Return the ends of days and of flows that hold every curve; normal is always within."""
    flows = [1.0 - row["loss_share_mid"] for row in rows if row["loss_share_mid"] is not None]
    low, top = min([*flows, 1.0 - _LEAST]), max([*flows, 1.0])
    room = 0.04 * (top - low)
    return (0.0, max(float(row["day"]) for row in rows)), (low - room, top + room)


def _overlaid(held: Sequence[tuple[int, str, Sequence[Row]]], ends: tuple[Ends, Ends]) -> Spec:
    across, up = ends
    x, y = place("day", across), place("flow", up, is_up=True)
    layers: list[Spec] = axes(across, up, (Unit.INDEX, Unit.SHARE), "days")
    for number, letter, rows in held:
        color, dashes = LINES[number]
        values: list[Spec] = [{"run": letter, "day": 0.0, "flow": 1.0}]
        values += [{"run": letter, "day": row["day"], "flow": 1.0 - row["loss_share_mid"]}
                   for row in _thinned(rows)]  # fmt: skip
        low = _marked(values, number)
        layers += [
            {"data": {"values": values},
             "mark": {"type": "line", "color": light(color), "strokeWidth": 2,
                      **({"strokeDash": list(dashes)} if dashes else {})},
             "encoding": {"x": x, "y": y}},
            {"data": {"values": [low]},
             "mark": {"type": "point", "size": 210, "opacity": 1, "fill": light("paper"),
                      "stroke": light(color), "strokeWidth": 1.6},
             "encoding": {"x": x, "y": y}},
            {"data": {"values": [low]},
             "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold",
                      "baseline": "middle", "align": "center", "color": light("ink")},
             "encoding": {"x": x, "y": y, "text": {"field": "run"}}},
        ]  # fmt: skip
    return frame(layers)


def _marked(values: Sequence[Spec], number: int) -> Spec:
    """Return where the letter of a curve stands: its deepest day, or apart where none is deep."""
    low = min(values, key=lambda v: float(v["flow"]))
    if 1.0 - float(low["flow"]) >= _FLAT:
        return low
    return values[round((len(values) - 1) * (0.6 + 0.1 * number))]


def _thinned(rows: Sequence[Row]) -> list[Row]:
    known = [row for row in rows if row["loss_share_mid"] is not None]
    if len(known) <= MOST:
        return known
    deepest = max(range(len(known)), key=lambda k: known[k]["loss_share_mid"])
    kept = {round(k * (len(known) - 1) / (MOST - 1)) for k in range(MOST)} | {deepest}
    return [known[k] for k in sorted(kept)]


def _deepest(title: str, letter: str, rows: Sequence[Row]) -> str:
    low = max(rows, key=lambda row: row["loss_share_mid"] or 0.0)
    loss = 100 * (low["loss_share_mid"] or 0.0)
    return f"{title}, {letter}: most is lost on day {low['day']:g}, {loss:.1f} %."


def _listed(runs: Sequence[Told]) -> Table:
    """Return the curves of all runs on evenly spread days."""
    shares = ("loss_share_mid", "loss_share_low", "loss_share_high")
    rows: list[dict[str, object]] = [
        {"run": run.letter, "account": ACCOUNTS[row["id"]], "day": row["day"],
         **{name: row[name] for name in shares}}
        for run in runs
        for row in run.story.curves[:: max(1, len(run.story.curves) // LISTED)]
    ]  # fmt: skip
    return Table.of("over_time_compared", rows, title="Lost share of normal, by run and day")


def _key(number: int, words: str) -> ShownKey:
    color, dashes = LINES[number]
    dash = f' stroke-dasharray="{" ".join(map(str, dashes))}"' if dashes else ""
    line = f'<path d="M0 6H22" fill="none" stroke="var(--{color})" stroke-width="2.4"{dash}/>'
    return ShownKey(line, words)
