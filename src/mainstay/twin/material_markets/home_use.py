"""What the home country uses, buys, recovers and holds of a mineral, in one unit, and its price."""

from __future__ import annotations

from collections.abc import Mapping

from mainstay.fusion.material_values import MaterialValues
from mainstay.fusion.mineral_facts import ImportPool, MineralFacts
from mainstay.model import Interval, Method
from mainstay.twin.material_markets.consumption import FROM_RELIANCE, Used, trade, used
from mainstay.twin.material_markets.prices import price_of
from mainstay.twin.material_markets.statistics import (
    Chosen,
    choose,
    in_unit,
    of_year,
    secondary,
    stocks,
    words,
)
from mainstay.twin.materials import HomeUse


def home_use_of(
    mineral: MineralFacts, minerals: Mapping[str, MineralFacts], values: MaterialValues
) -> HomeUse | str:
    """Return what the home country uses of a mineral, or the reason why it is not known.

    The quantity follows the rules of :mod:`~mainstay.twin.material_markets.consumption`, the price
    those of :mod:`~mainstay.twin.material_markets.prices`. ``notes`` says which were taken.

    Parameters
    ----------
    mineral, minerals
        The mineral, and all of its edition, for prices printed under another name.
    values
        What prices and quantities measure where the words do not say it.
    """
    forms = values.sums.get(mineral.slug)
    use = used(mineral, forms)
    price, priced = price_of(mineral, use.unit, minerals, values.prices.get(mineral.slug))
    faults = [] if use.range is not None else [use.note]
    faults += [] if price is not None else [priced]
    if use.range is None or price is None:
        return "; ".join(faults)
    bought = trade(mineral, "Import", use.year, use.unit, form=use.form, forms=forms)
    if bought.range is None:
        bought = _net_imports(mineral, use, bought.note)
    if bought.range is None:
        bought = _between_forms(mineral, use, bought.note)
    sold = trade(mineral, "Export", use.year, use.unit, form=use.form, forms=forms)
    scrap = secondary(mineral, use.year, use.unit, use.form)
    held = stocks(mineral, use.year, use.unit, use.form)
    sources, whence = _sources(mineral, bought.note, use.form)
    return HomeUse(
        mineral=mineral.slug,
        unit=use.unit,
        used=use.range,
        price_usd=price,
        imports=bought.range,
        exports=sold.range,
        import_sources=sources,
        secondary=scrap.range,
        stocks=held.range,
        notes=(use.note, priced, bought.note, sold.note, scrap.note, held.note, whence),
    )


def _net_imports(mineral: MineralFacts, use: Used, why: str) -> Chosen:
    """Return net imports, by the printed reliance, where no import stands for the mineral."""
    rows = [flow for flow in mineral.reliance if flow.year == use.year]
    chosen, _ = choose(rows, use.form, "reliance", mineral.slug)
    if chosen is None or use.range is None:
        return Chosen(None, why)
    low, high = chosen.amount.lo, chosen.amount.hi
    if low is None or high is None:
        return Chosen(None, why)
    note = f"{why}; net imports by a reliance of {low:.0%} to {high:.0%} stand in, exports aside"
    found = Interval(
        use.range.low * low, use.range.mode * (low + high) / 2, use.range.high * high,
        Method.INFERRED, f"{mineral.edition}, {note}", FROM_RELIANCE,
    )  # fmt: skip
    return Chosen(found, note)


def _between_forms(mineral: MineralFacts, use: Used, why: str) -> Chosen:
    """Return imports between those of the largest form and of all forms together."""
    flows = of_year(mineral, "Import", use.year)
    found = [r for f in flows if (r := in_unit(f, use.unit, mineral.edition)) is not None]
    if len(found) < 2:
        return Chosen(None, why)
    largest, total = max(r.mode for r in found), sum(r.high for r in found)
    note = f"{why}; from the largest form to all together"
    range_ = Interval(
        largest, (largest + total) / 2, total, Method.INFERRED, f"{mineral.edition}, {note}", 0.3
    )
    return Chosen(range_, note)


def _sources(mineral: MineralFacts, *forms: str) -> tuple[dict[str, float], str]:
    """Return place to share of imports: traded pool, else form of consumption, else largest."""
    traded = mineral.traded
    if traded is not None:
        return _shares(traded), f"sources of imports: {traded.form.lower()} ({traded.rule})"
    sized = sorted(
        mineral.imports, key=lambda p: (-(p.quantity.value or 0.0), -len(p.sources), p.form)
    )
    if not sized:
        return {}, "sources of imports: none printed"
    for form in forms:
        wanted = words(form, mineral.slug)
        shared = [len(words(pool.form, mineral.slug) & wanted) for pool in sized]
        if max(shared) > 0 and shared.count(max(shared)) == 1:
            best = sized[shared.index(max(shared))]
            return _shares(best), f"sources of imports: {best.form.lower()} (form of consumption)"
    largest = sized[0]
    which = "the largest form" if largest.quantity.value else "one of the forms, sizes unknown"
    return _shares(largest), f"sources of imports: {largest.form.lower()} ({which})"


def _shares(pool: ImportPool) -> dict[str, float]:
    found: dict[str, float] = {}
    for source in pool.sources:
        share = source.share.value
        if share is None and source.share.lo is not None and source.share.hi is not None:
            share = (source.share.lo + source.share.hi) / 2  # printed as more or less than
        if share:
            found[source.place] = found.get(source.place, 0.0) + share
    return found
