"""Loss over time: what still flows, day by day, with its band; one panel per account."""

from __future__ import annotations

from collections.abc import Sequence

from mainstay.model import Table
from mainstay.report.blocks import Figure, Key, Panel, Spec
from mainstay.report.dynamics.axes import axes, frame, place
from mainstay.report.dynamics.numbers import Row, band_words
from mainstay.report.palette import light
from mainstay.report.quantity import Number, Provenance, Unit

#: Words for accounts; other groups have their own.
TITLES = {"economy": "Economy, value added", "health": "Health, final use",
          "defense": "Defense, final use"}  # fmt: skip
#: Days drawn of a curve; more could not be told apart.
MOST = 240
#: Days in the table of a figure; the file of all days is beside it.
LISTED = (1, 3, 7, 14, 30, 60, 90, 180, 270, 365)
#: Least height of the scale: a small loss is not drawn as a large one.
_LEAST = 0.02


def over_time(
    table: Table, kind: str, why: Provenance, *, most: int = 6, name: str = "over-time",
    members: int | None = None,
) -> Figure | None:  # fmt: skip
    """Return curves of one kind of group, or ``None`` without them.

    Parameters
    ----------
    table
        ``over_time`` of one scenario.
    kind
        ``account``, ``country``, ``industry`` or ``activity``.
    why
        Where the numbers are from.
    most
        Panels; those that fall deepest. The table holds all.
    name
        Name of the figure, to which the kind is added.
    members
        How many there are behind the band; many, where not given.
    """
    groups: dict[str, list[Row]] = {}
    for row in table.rows():
        if row["kind"] == kind and row["loss_share_mid"] is not None:
            groups.setdefault(row["id"], []).append(row)
    if not groups:
        return None
    chosen = list(groups) if kind == "account" else sorted(groups, key=lambda g: -_deep(groups[g]))
    chosen = chosen[:most]
    ends = _ends([row for g in chosen for row in groups[g]])
    panels = tuple(Panel(_title(groups[g]), _spec(groups[g], g, ends)) for g in chosen)
    has_band = any(row["loss_share_low"] is not None for g in chosen for row in groups[g])
    rest = len(groups) - len(chosen)
    middle, outer = band_words(members)
    return Figure(
        f"{name}-{kind}",
        "What still flows, day by day",
        "Curves of what flows as a share of normal. "
        + " ".join(_said(_title(groups[g]), groups[g], why) for g in chosen),
        panels,
        Table.of(f"{name.replace('-', '_')}_{kind}", _listed(groups), title="Loss on some days",
                 source=table.source, notes=table.notes),
        (
            Key("line", middle if has_band else "one run, without a band"),
            *((Key("band", f"{outer}, each day by itself"),) if has_band else ()),
            Key("normal", "normal"),
            Key("dot-deep", "deepest day"),
        ),
        (why,),
        caption="All panels have one scale." + (f" {rest} more in the table." if rest else ""),
        columns=("name", "day", "loss_share_mid", "loss_share_low", "loss_share_high",
                 "loss_usd_per_day_mid"),
    )  # fmt: skip


def _title(rows: Sequence[Row]) -> str:
    return TITLES.get(rows[0]["id"]) or str(rows[0]["name"])


def _listed(groups: dict[str, list[Row]]) -> list[dict[str, object]]:
    """Return the rows of a few days, the same ones for all, and of each deepest day."""
    found: list[dict[str, object]] = []
    for rows in groups.values():
        deepest = max(rows, key=lambda row: row["loss_share_mid"])
        last = rows[-1]
        found += [row for row in rows if row["day"] in LISTED or row in (deepest, last)]
    return found


def _deep(rows: Sequence[Row]) -> float:
    return max(float(row["loss_share_mid"]) for row in rows)


def _ends(rows: Sequence[Row]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ends of both axes; normal is always within."""
    flows = [
        1.0 - float(row[name])
        for row in rows
        for name in ("loss_share_low", "loss_share_mid", "loss_share_high")
        if row[name] is not None
    ]
    low, top = min([*flows, 1.0 - _LEAST]), max([*flows, 1.0])
    room = 0.04 * (top - low)
    return (0.0, max(float(row["day"]) for row in rows)), (low - room, top + room)


def _thinned(rows: Sequence[Row]) -> list[Row]:
    """Return as many rows as can be told apart, the deepest among them."""
    if len(rows) <= MOST:
        return list(rows)
    deepest = max(range(len(rows)), key=lambda k: rows[k]["loss_share_mid"])
    kept = {round(k * (len(rows) - 1) / (MOST - 1)) for k in range(MOST)} | {deepest}
    return [rows[k] for k in sorted(kept)]


def _spec(rows: Sequence[Row], group: str, ends: tuple[tuple[float, float], ...]) -> Spec:
    across, up = ends
    color = light(group if group in TITLES else "world")
    shown = _thinned(rows)
    # before the first day everything is normal
    values: list[Spec] = [{"day": 0.0, "flow": 1.0, "lo": 1.0, "hi": 1.0}]
    for row in shown:
        low, high = row["loss_share_low"], row["loss_share_high"]
        flow = 1.0 - row["loss_share_mid"]
        values.append({"day": row["day"], "flow": flow,
                       "lo": None if high is None else 1.0 - high,
                       "hi": None if low is None else 1.0 - low})  # fmt: skip
    deepest = min(values, key=lambda v: v["flow"])
    x, y = place("day", across), place("flow", up, is_up=True)
    layers: list[Spec] = [
        *axes(across, up, (Unit.INDEX, Unit.SHARE), "days"),
        {"data": {"values": [{"flow": 1.0}]},
         "mark": {"type": "rule", "color": light("hatch"), "strokeDash": [4, 3]},
         "encoding": {"y": y, "x": {"value": x["scale"]["range"][0]},
                      "x2": {"value": x["scale"]["range"][1]}}},
        {"data": {"values": [v for v in values if v["lo"] is not None and v["hi"] is not None]},
         "mark": {"type": "area", "fill": color, "fillOpacity": 0.22},
         "encoding": {"x": x, "y": y | {"field": "lo"}, "y2": {"field": "hi"}}},
        {"data": {"values": values},
         "mark": {"type": "line", "color": color, "strokeWidth": 2, "interpolate": "linear"},
         "encoding": {"x": x, "y": y}},
    ]  # fmt: skip
    if deepest["flow"] < 1.0:
        layers.append(
            {"data": {"values": [deepest]},
             "mark": {"type": "point", "size": 60, "opacity": 1, "filled": False,
                      "fill": light("paper"), "stroke": light("ink"), "strokeWidth": 1.6},
             "encoding": {"x": x, "y": y}}
        )  # fmt: skip
    return frame(layers)


def _said(title: str, rows: Sequence[Row], why: Provenance) -> str:
    deepest = max(rows, key=lambda row: row["loss_share_mid"])
    number = Number(deepest["loss_share_mid"], Unit.SHARE, why, deepest["loss_share_low"],
                    deepest["loss_share_high"])  # fmt: skip
    if number.value is None or number.value <= 0.0:
        return f"{title}: nothing is lost."
    return f"{title}: most is lost on day {deepest['day']:g}, {number.full}."
