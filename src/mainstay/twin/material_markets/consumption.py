"""How much of a mineral the home country uses in a year.

Rules, in this order, for the facts' year and, where nothing is printed for it, for the year before:

1. Apparent consumption, as printed, in its total form.
2. Reported or estimated consumption, where no apparent consumption is printed.
3. Where apparent consumption is withheld: from net imports over the printed range of net import
   reliance. Reported consumption then bounds it, since it counts only who reports; where the
   reliance gives no upper bound, reported consumption stands alone.
4. Where no consumption is printed: production plus imports less exports plus scrap, if all are
   known; else net imports over reliance.
5. Else missing, with the reason. An upper bound that is printed for consumption holds in any case.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mainstay.fusion.material_values import FormSum
from mainstay.fusion.mineral_facts import Flow, MineralFacts
from mainstay.model import Interval, Method, factor, unit
from mainstay.twin.material_markets.statistics import (
    Chosen,
    choose,
    in_unit,
    of_year,
    range_of,
    secondary,
)

#: Confidence of what is inferred from a range of reliance, and of a balance of printed numbers.
FROM_RELIANCE, FROM_BALANCE = 0.4, 0.6


@dataclass(frozen=True, slots=True)
class Used:
    """A year's use, or the reason why there is none.

    Parameters
    ----------
    range
        In ``unit``; ``None`` where it is missing.
    unit, form, year
        Of the statistic taken.
    note
        Which statistic, by which rule; or the reason.
    """

    range: Interval | None
    unit: str
    form: str
    year: int
    note: str


def used(mineral: MineralFacts, forms: FormSum | None = None) -> Used:
    """Return a year's use by the rules of this module.

    Parameters
    ----------
    mineral
        Facts of one mineral.
    forms
        Forms of trade that are parts of one total, if the mineral has such.
    """
    found = [_of_year(mineral, year, forms) for year in (mineral.year, mineral.year - 1)]
    return next((u for u in found if u.range is not None), found[0])


def trade(
    mineral: MineralFacts,
    statistic: str,
    year: int,
    wanted: str,
    *,
    form: str = "",
    forms: FormSum | None = None,
) -> Chosen:
    """Return imports or exports of a year in the wanted unit.

    Forms are added only where ``material_values.yaml`` says that they are parts of one total.
    """
    what = f"{statistic.lower()}s"
    flows = of_year(mineral, statistic, year)
    if forms is not None:
        return _sum(mineral, flows, wanted, forms, what)
    traded = mineral.traded
    is_traded = statistic == "Import" and traded and traded.quantity.is_known
    if traded and is_traded and traded.year == year and _alike(traded.unit, wanted):
        words = f"imports: {traded.form.lower()}"
        found = range_of(traded.quantity, f"{mineral.edition}, {words}, {year}")
        return Chosen(found.scaled(factor(traded.unit, wanted)) if found else None, words)
    chosen, note = choose(flows, form, what, mineral.slug)
    return Chosen(in_unit(chosen, wanted, mineral.edition) if chosen else None, note)


def _alike(one: str, other: str) -> bool:
    return unit(one).dimension == unit(other).dimension


def _sum(
    mineral: MineralFacts, flows: Sequence[Flow], wanted: str, forms: FormSum, what: str
) -> Chosen:
    names = forms.imports if what == "imports" else forms.exports
    parts = [f for f in flows if f.form.rpartition(": ")[2] in names]
    ranges = [in_unit(f, wanted, mineral.edition) for f in parts]
    known = [r for r in ranges if r is not None]
    if len(known) < len(names):
        return Chosen(None, f"{what}: parts of the total are not all known")
    note = f"{what}: {' + '.join(names)} ({forms.reason})"
    total = Interval(
        sum(r.low for r in known), sum(r.mode for r in known), sum(r.high for r in known),
        Method.INFERRED, f"{mineral.edition}, {note}", min(r.confidence for r in known),
    )  # fmt: skip
    return Chosen(total, note)


def _of_year(mineral: MineralFacts, year: int, forms: FormSum | None) -> Used:
    flows = of_year(mineral, "Consumption", year)
    wanted = _unit(mineral, flows, year)
    apparent = [f for f in flows if "apparent" in f.form.casefold()]
    others = [f for f in flows if f not in apparent]
    first, note = choose(apparent or others, "", "consumption")
    if first is None and flows:
        return Used(None, wanted, "", year, f"several forms of {note}")
    relied = _from_reliance(mineral, year, wanted, first.form if first else "", forms)
    if first is None:
        return _unprinted(mineral, year, wanted, relied)
    so_far = Used(None, wanted, first.form, year, note)
    printed = in_unit(first, wanted, mineral.edition)
    if printed is not None and first.amount.is_known:
        return replace(so_far, range=printed, note=f"{note}, {year}")
    if printed is not None:
        return _bounded(printed, relied, so_far)
    said, words = choose(others if apparent else [], "", "consumption")
    reported = in_unit(said, wanted, mineral.edition) if said else None
    why = f"{first.form}: {str(first.amount.qualifier).replace('_', ' ')}"
    return _withheld(reported, words, relied, replace(so_far, note=why))


def _unprinted(mineral: MineralFacts, year: int, wanted: str, relied: Interval | None) -> Used:
    balance = _balance(mineral, year, wanted)
    if balance.range is None and relied is not None and math.isfinite(relied.high):
        return replace(balance, range=relied, note=_words(relied))
    return balance


def _unit(mineral: MineralFacts, flows: Sequence[Flow], year: int) -> str:
    """Return the unit of consumption; where none is printed, that of imports."""
    for printed in (flows, of_year(mineral, "Import", year)):
        if printed:
            return printed[0].unit
    return mineral.world[0].unit if mineral.world else "t"


def _from_reliance(
    mineral: MineralFacts, year: int, wanted: str, form: str, forms: FormSum | None
) -> Interval | None:
    """Return net imports over net import reliance; without upper bound where reliance has none."""
    rows = [flow for flow in mineral.reliance if flow.year == year]
    chosen, _ = choose(rows, form, "reliance", mineral.slug)
    bought = trade(mineral, "Import", year, wanted, form=form, forms=forms).range
    sold = trade(mineral, "Export", year, wanted, form=form, forms=forms).range
    if chosen is None or bought is None or sold is None:
        return None
    net = bought.mode - sold.mode
    low, high = chosen.amount.lo, chosen.amount.hi
    if low is None or high is None or high <= 0 or net <= 0:
        return None
    said = f"{mineral.edition}, net imports over a reliance of {low:.0%} to {high:.0%}, {year}"
    if low == 0:
        return Interval(net / high, math.inf, math.inf, Method.INFERRED, said, FROM_RELIANCE)
    mode = 2 * net / (low + high)
    return Interval(net / high, mode, net / low, Method.INFERRED, said, FROM_RELIANCE)


def _bounded(printed: Interval, relied: Interval | None, so_far: Used) -> Used:
    """Return a printed upper bound, narrowed by what reliance says."""
    low = max(printed.low, relied.low) if relied else printed.low
    high = min(printed.high, relied.high) if relied else printed.high
    if low > high:
        low, high = printed.low, printed.high
    mode = math.sqrt(low * high) if low > 0 else (low + high) / 2
    note = f"{so_far.note}, {so_far.year}: only a bound is printed"
    note += f"; {_words(relied)}" if relied and low > printed.low else ""
    found = replace(printed, low=low, mode=mode, high=high, method=Method.INFERRED,
                    confidence=FROM_RELIANCE)  # fmt: skip
    return replace(so_far, range=found, note=note)


def _withheld(reported: Interval | None, words: str, relied: Interval | None, so_far: Used) -> Used:
    why = so_far.note
    if reported is None and (relied is None or math.isinf(relied.high)):
        end = "reliance gives no upper bound" if relied else "net imports and reliance do not say"
        return replace(so_far, note=f"{why}; {end}")
    if reported is None:
        assert relied is not None
        return replace(so_far, range=relied, note=f"{why}; {_words(relied)}")
    note = f"{why}; {words}, {so_far.year}"
    if relied is None:
        return replace(so_far, range=replace(reported, confidence=FROM_RELIANCE), note=note)
    is_open = math.isinf(relied.high)
    high = max(reported.high, relied.low if is_open else relied.high)
    mode = reported.mode if is_open or reported.mode >= relied.low else relied.mode
    found = Interval(
        min(reported.low, relied.low), mode, high, Method.INFERRED,
        f"{reported.source}; {relied.source}", FROM_RELIANCE,
    )  # fmt: skip
    end = "; no upper bound is known" if is_open else ""
    return replace(so_far, range=found, note=f"{note}; {_words(relied)}{end}")


def _words(relied: Interval) -> str:
    return relied.source.partition(", ")[2]


def _balance(mineral: MineralFacts, year: int, wanted: str) -> Used:
    """Return production plus imports less exports plus scrap, where each is known."""
    scrap = secondary(mineral, year, wanted, "")
    is_scrap = scrap.note.partition(": ")[2]
    made = [f for f in of_year(mineral, "Production", year) if f.form != is_scrap]
    flow, _ = choose(made, "", "production")
    parts = {
        "production": in_unit(flow, wanted, mineral.edition) if flow else None,
        "imports": trade(mineral, "Import", year, wanted).range,
        "exports": trade(mineral, "Export", year, wanted).range,
    }
    known = [p for p in parts.values() if p is not None]
    nothing = Used(None, wanted, "", year, "no consumption printed")
    if len(known) < len(parts) or (scrap.range is None and "none printed" not in scrap.note):
        return nothing
    made_, bought, sold = known
    extra = scrap.range or Interval.point(0.0)
    low = made_.low + bought.low - sold.high + extra.low
    high = made_.high + bought.high - sold.low + extra.high
    mode = made_.mode + bought.mode - sold.mode + extra.mode
    if low <= 0:
        return nothing
    note = f"production + imports - exports, {year}"
    found = Interval(low, mode, high, Method.INFERRED, f"{mineral.edition}, {note}", FROM_BALANCE)
    return replace(nothing, range=found, note=note)
