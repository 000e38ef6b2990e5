"""Facts of what the net holds in dollars: an industry or firm, a market, an import region."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow.compute as pc

from mainstay.errors import MainstayError
from mainstay.model import Label, Method
from mainstay.model.claim import code_of
from mainstay.report.quantity import Provenance, Unit
from mainstay.service.screens.entities import Entity
from mainstay.service.screens.entity_ids import EntityKind
from mainstay.service.screens.entity_parts.fact import Fact, FactGroup, fact
from mainstay.service.screens.entity_parts.why import PLACED, of_activity, of_net, of_pool
from mainstay.service.twins import OpenTwin
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.net import Floats
from mainstay.twin.position import Position, position
from mainstay.twin.technology import technology

_LEFT = "What is made less what is used: the statistical difference, stored and shown."


class Backdrop:
    """What facts of many entities rest on; each part is made on first use, then kept."""

    def __init__(self, opened: OpenTwin) -> None:
        self.opened, self.net = opened, opened.net
        self.tech = technology(opened.net)

    @cached_property
    def printed(self) -> dict[str, tuple[float, Provenance]]:
        """Gross output of each industry as the publisher prints it for the year of the net."""
        claims = self.opened.claims(("gross_output",))
        year = pc.equal(pc.year(claims["valid_to"]), self.net.base_year)
        found: dict[str, tuple[float, Provenance]] = {}
        for row in claims.filter(year).to_pylist():
            if row["value"] is None or row["unit"] != "USD_million":
                continue
            found[code_of(row["subject"])] = (
                1e6 * row["value"],
                Provenance(
                    sources=(row["source"],),
                    vintage=f"{row['vintage']}, year {self.net.base_year}",
                    method=Method(row["method"]), confidence=row["confidence"],
                    label=Label(row["label"]), note=row["locator"],
                ),
            )  # fmt: skip
        return found

    @cached_property
    def place(self) -> dict[int, int]:
        """Position in the technology of each activity of the net."""
        return {int(i): k for k, i in enumerate(self.tech.activity)}

    @cached_property
    def position(self) -> Position | None:
        """How far activities stand from final use; ``None`` where that does not settle."""
        try:
            return position(self.tech)
        except MainstayError:
            return None

    @cached_property
    def abroad(self) -> Floats:
        """``(n,)`` dollars that leave the country at any step, per dollar of output."""
        return np.asarray(self.tech.import_multiplier.sum(axis=0), dtype=np.float64)


def activity_facts(back: Backdrop, entity: Entity) -> tuple[FactGroup, ...]:
    """Return the facts of an industry, a firm or a plant."""
    net, acts, own = back.net, back.net.activities, entity.chosen.activities
    first = int(own[0])
    why = of_activity(net, first, "Projected from the last detailed table to the year of the net."
                      if "projected" in acts.evidence[first] else "")  # fmt: skip
    output, added = float(acts.output_usd[own].sum()), float(acts.value_added_usd[own].sum())
    size = [
        fact("Output", output, Unit.USD, why, lo=float(acts.output_lo_usd[own].sum()),
             hi=float(acts.output_hi_usd[own].sum())),
        *_printed(back, entity),
        fact("Value added", added, Unit.USD, why),
        fact("Value added per dollar of output", added / output if output else None, Unit.SHARE,
             why),
        fact("Pay of employees", float(acts.compensation_usd[own].sum()), Unit.USD, why),
    ]  # fmt: skip
    return (
        FactGroup("Size", tuple(size)),
        FactGroup("Inputs and place", tuple(_inputs(back, entity))),
    )


def _printed(back: Backdrop, entity: Entity) -> list[Fact]:
    if entity.kind is not EntityKind.INDUSTRY or entity.code not in back.printed:
        return []
    value, why = back.printed[entity.code]
    return [fact("Gross output as published", value, Unit.USD, why)]


def _inputs(back: Backdrop, entity: Entity) -> list[Fact]:
    net, tech, own = back.net, back.tech, entity.chosen.activities
    used = np.asarray(net.use[:, own].sum(axis=1)).ravel()
    total = float(used.sum())
    rows = np.array([back.place[int(i)] for i in own if int(i) in back.place], dtype=np.intp)
    weight = tech.output_usd[rows]
    why = of_net(net, "Computed from the use table and the look-through of all steps.")
    found = [
        fact("Inputs bought", total, Unit.USD, why),
        fact("Imported, of its inputs", float((tech.leak @ used).sum()) / total if total else None,
             Unit.SHARE, of_net(net, "What is bought from regions abroad in one step.", PLACED)),
        fact("Published, of its input cells",
             float(net.use_seen[:, own].sum()) / total if total else None, Unit.SHARE, why,
             "The rest is projected and counts as inferred."),
    ]  # fmt: skip
    if not len(rows):
        return found
    found.append(
        fact("Imports inside a dollar of output", _mean(back.abroad[rows], weight), Unit.SHARE,
             of_net(net, "At all steps, the imports of its suppliers included.", PLACED))
    )  # fmt: skip
    if back.position is not None:
        up, down = (
            _mean(values[rows], weight)
            for values in (back.position.upstreamness, back.position.downstreamness)
        )
        found += [
            fact("Steps to final use, on average", up, Unit.INDEX, why, "1: all to final use."),
            fact("Steps behind it, on average", down, Unit.INDEX, why, "1: no inputs from home."),
        ]
    return found


def _mean(values: Floats, weight: Floats) -> float:
    return float(values @ weight / weight.sum())


def market_facts(back: Backdrop, entity: Entity) -> tuple[FactGroup, ...]:
    """Return the facts of a commodity: its market at home and its imports."""
    net, own = back.net, entity.chosen.pools
    why = of_pool(
        net, int(own[0]), "Projected from the last detailed table to the year of the net."
    )
    made, used = float(net.made_usd[own].sum()), float(net.used_usd[own].sum())
    abroad = float((back.tech.leak[:, own] @ net.made_usd[own]).sum())
    final = float(net.final[own].sum())
    placed = of_pool(net, int(own[0]), "What regions abroad make into its import pool.")
    size = (
        fact("Sold in the country", made, Unit.USD, why, "Made at home and imported."),
        fact("Made at home", made - abroad, Unit.USD, why),
        fact("Imported", abroad, Unit.USD, placed),
        fact("Import share", abroad / made if made else None, Unit.SHARE, placed),
        fact("Price per unit", known_unit_value(back, entity), Unit.USD, why,
             words="unknown: only dollars are published"),
    )  # fmt: skip
    buyers = (
        fact("Bought by industries", used, Unit.USD, why),
        fact("Bought for final use", final, Unit.USD, why, "Exports and stocks included."),
        *(fact(f"Of it for {account}", float(net.final_of(*columns)[own].sum()), Unit.USD, why)
          for account, columns in ACCOUNTS.items() if account != "economy"),
        fact("Exported", float(net.final_of("exports")[own].sum()), Unit.USD, why),
        fact("Left over", float(net.pools.residual_usd[own].sum()), Unit.USD, why, _LEFT),
        fact("Published, of what industries buy",
             float(net.use_seen[own].sum()) / used if used else None, Unit.SHARE, why,
             "The rest is projected and counts as inferred."),
    )  # fmt: skip
    return FactGroup("Market", size), FactGroup("Who buys it", buyers)


def known_unit_value(back: Backdrop, entity: Entity) -> float | None:
    """Return the price of the only pool that has one, US dollars per unit of it."""
    values = back.net.pools.unit_value_usd[entity.chosen.pools]
    priced = values[np.isfinite(values)]
    return float(priced[0]) if len(priced) == 1 else None


def region_facts(back: Backdrop, entity: Entity) -> tuple[FactGroup, ...]:
    """Return the facts of an import region."""
    net, own = back.net, entity.chosen.activities
    sold = np.asarray(net.make[own].sum(axis=0)).ravel()
    whole = float(net.make[~net.full].sum())
    why = of_activity(net, int(own[0]), "Imports of the product times the region's share of them, "
                      "from a coarser table by region.")  # fmt: skip
    total = float(sold.sum())
    leads = _leads(back, int(own[0]))
    return (
        FactGroup("Sales to the United States", (
            fact("Sold in all", total, Unit.USD, why),
            fact("Of all imports", total / whole if whole else None, Unit.SHARE, why),
            fact("Products sold", float((sold > 0).sum()), Unit.COUNT, why),
            fact("Products of which it sells most", float(leads), Unit.COUNT, why),
            fact("Output", None, Unit.USD, why, "It is known by what it sells here alone."),
        )),
    )  # fmt: skip


def _leads(back: Backdrop, own: int) -> int:
    """Return in how many markets of imports one supplier abroad is the largest."""
    sold = back.net.make[np.flatnonzero(~back.net.full)].toarray()
    place = int(np.searchsorted(np.flatnonzero(~back.net.full), own))
    is_sold = sold.sum(axis=0) > 0
    return int((sold.argmax(axis=0)[is_sold] == place).sum())
