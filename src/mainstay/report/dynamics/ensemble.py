"""What an ensemble says: how likely a loss is exceeded, and which assumption drives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mainstay.model import Table
from mainstay.report.blocks import Figure, Key, Panel, Spec
from mainstay.report.dynamics.axes import axes, frame, place
from mainstay.report.dynamics.numbers import Row, known
from mainstay.report.dynamics.over_time import over_time
from mainstay.report.material import Driver
from mainstay.report.material_specs import driver_ends, driver_spec
from mainstay.report.palette import light
from mainstay.report.quantity import Number, Provenance, Unit, written

#: Words for accounts.
TITLES = {"gdp": "Gross domestic product", "economy": "Gross domestic product",
          "health": "Health, final use", "defense": "Defense, final use"}  # fmt: skip
_TONES = {"gdp": "economy", "economy": "economy", "health": "health", "defense": "defense"}
#: Assumptions drawn.
DRAWN = 9


def exceedance(table: Table, why: Provenance) -> Figure | None:
    """Return how likely each loss is exceeded, one panel per account.

    Parameters
    ----------
    table
        Rows with ``account``, ``loss_usd`` and ``probability``; ``probability_low`` and
        ``probability_high`` where the Monte-Carlo error is known.
    why
        Where the numbers are from.
    """
    groups: dict[str, list[Row]] = {}
    for row in table.rows():
        groups.setdefault(row["account"], []).append(row)
    if not groups:
        return None
    for rows in groups.values():
        rows.sort(key=lambda r: r["loss_usd"])
    has_band = any(
        known(r.get("probability_low")) is not None for rows in groups.values() for r in rows
    )
    said = []
    for account, rows in groups.items():
        even = next((r for r in reversed(rows) if r["probability"] >= 0.1), rows[0])
        said.append(
            f"{TITLES.get(account, account)}: with a probability of "
            f"{written(even['probability'], Unit.SHARE)} more than "
            f"{written(even['loss_usd'], Unit.USD)} is lost."
        )
    return Figure(
        "exceedance",
        "How likely a loss is exceeded",
        "Curves that fall from one to zero. " + " ".join(said),
        tuple(Panel(TITLES.get(a, a), _exceeded(rows, a)) for a, rows in groups.items()),
        Table("exceedance", table.data, title="How likely a loss is exceeded",
              source=table.source, notes=table.notes),
        (
            Key("line", "share of the members with a larger loss"),
            *((Key("band", "Monte-Carlo error, 5 to 95 %"),) if has_band else ()),
        ),
        (why,),
        caption="Over the members of the ensemble, if the event happens; not how likely it is. "
        "Each panel has its own scale.",
    )  # fmt: skip


def _exceeded(rows: Sequence[Row], account: str) -> Spec:
    losses = [float(r["loss_usd"]) for r in rows]
    low, top = min([0.0, *losses]), max(losses)
    across = (low, top if top > low else low + 1.0)
    values = [
        {"x": float(r["loss_usd"]), "p": r["probability"], "lo": known(r.get("probability_low")),
         "hi": known(r.get("probability_high"))}
        for r in rows
    ]  # fmt: skip
    x, y = place("x", across), place("p", (0.0, 1.0), is_up=True)
    color = light(_TONES.get(account, "world"))
    return frame([
        *axes(across, (0.0, 1.0), (Unit.USD, Unit.SHARE), "lost", count=4),
        {"data": {"values": [v for v in values if v["lo"] is not None and v["hi"] is not None]},
         "mark": {"type": "area", "fill": color, "fillOpacity": 0.22},
         "encoding": {"x": x, "y": y | {"field": "lo"}, "y2": {"field": "hi"}}},
        {"data": {"values": values},
         "mark": {"type": "line", "color": color, "strokeWidth": 2, "interpolate": "step-after"},
         "encoding": {"x": x, "y": y}},
    ])  # fmt: skip


def fan(table: Table, why: Provenance) -> Figure | None:
    """Return the loss by day over all members, one panel per account.

    Parameters
    ----------
    table
        Rows with ``account``, ``day``, ``loss_share_p05``, ``_p50`` and ``_p95``.
    why
        Where the numbers are from.
    """
    rows = [
        {"kind": "account", "id": r["account"], "name": TITLES.get(r["account"], r["account"]),
         "day": r["day"], "loss_share_low": known(r["loss_share_p05"]),
         "loss_share_mid": known(r["loss_share_p50"]),
         "loss_share_high": known(r["loss_share_p95"]), "loss_usd_per_day_mid": None}
        for r in table.rows()
    ]  # fmt: skip
    shaped = Table.of("fan", list(rows), source=table.source, notes=table.notes)
    figure = over_time(shaped, "account", why, name="fan") if rows else None
    return replace(figure, title="What still flows, over the ensemble") if figure else None


def _explained(row: Row, why: Provenance) -> Number:
    """Return what an assumption explains of the spread; words where it is within its error."""
    index, error = known(row["index"]), known(row.get("index_error"))
    if index is not None and index <= (error or 0.0):
        return Number(None, Unit.SHARE, why, words="within error")
    return Number(index, Unit.SHARE, why)


def tornado(table: Table, why: Provenance, middle: float | None = None) -> Figure | None:
    """Return the assumptions that move the loss most, each from its low to its high end.

    Parameters
    ----------
    table
        Rows with ``parameter``, ``index``, ``low_answer`` and ``high_answer``; ``words`` if there
        are any. Of several accounts the first one is drawn.
    why
        Where the numbers are from.
    middle
        Median loss of the members.
    """
    rows = table.rows()
    if not rows:
        return None
    account = rows[0].get("account")
    own = [r for r in rows if r.get("account") == account]
    own.sort(key=lambda r: (known(r["index"]) is None, -(known(r["index"]) or 0.0)))
    drivers = [
        Driver(
            mineral="", parameter=r["parameter"],
            words=r.get("words") or str(r["parameter"]).replace("_", " "),
            share=_explained(r, why),
            low_answer=Number(known(r["low_answer"]), Unit.USD, why),
            high_answer=Number(known(r["high_answer"]), Unit.USD, why),
        )
        for r in own[:DRAWN]
    ]  # fmt: skip
    ends = driver_ends(drivers, middle)
    tall = max(-(-len(drivers) // 3), 3)
    first = drivers[0]
    return Figure(
        "tornado",
        "Which assumption drives the loss",
        f"Ranges of the loss as one assumption moves from its lowest to its highest tenth. Most: "
        f"{first.words}, from {first.low_answer} to {first.high_answer}; it explains {first.share} "
        "of the spread.",
        tuple(
            Panel("", driver_spec(drivers[k : k + tall], middle, *ends))
            for k in range(0, len(drivers), tall)
        ),
        Table("sensitivity", table.data, title="Which assumption drives the loss",
              source=table.source, notes=table.notes),
        (
            Key("end-low", "assumption in its lowest tenth"),
            Key("end-high", "assumption in its highest tenth"),
            *((Key("middle", "median of the members"),) if middle is not None else ()),
        ),
        (why,),
        caption=f"{TITLES.get(str(account), str(account or 'Loss'))}. The share on the right is "
        "what the assumption explains of the spread, alone."
        + f" {len(own) - len(drivers)} more in the table." * (len(own) > len(drivers)),
    )  # fmt: skip
