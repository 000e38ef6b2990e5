"""What a unit of a mineral costs, in the form in which its use is counted.

Of the printed prices of the last year that has any: those per content of the element; else those
of the metal or plain mineral; else those of compounds. ``material_values.yaml`` goes before this
rule where the words alone mislead. Over several prices the range is from the lowest to the highest
and the mode is the geometric mean of the two: no form is taken to stand for another.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mainstay.fusion.material_values import PriceForm, PriceRule
from mainstay.fusion.mineral_facts import Flow, MineralFacts
from mainstay.fusion.minerals import is_compound
from mainstay.model import Interval, Method, unit
from mainstay.twin.material_markets.statistics import PRINTED

_PER_CONTENT = re.compile(
    r"\(\w+ content\)|of contained|per pound of|equivalent|, \w+ content", re.IGNORECASE
)

#: Dimension of a quantity to that of its price.
_PRICED = {
    "mass": "money_per_mass", "dry_mass": "money_per_mass", "gem_mass": "money_per_gem_mass",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Price:
    low: float
    high: float
    form: str
    year: int


def price_of(
    mineral: MineralFacts,
    quantity: str,
    minerals: Mapping[str, MineralFacts],
    rule: PriceRule | None,
) -> tuple[Interval | None, str]:
    """Return US dollars per unit of a quantity, and which prices were taken.

    Parameters
    ----------
    mineral
        Whose price.
    quantity
        Unit of the quantity that is multiplied by it; ``USD_million`` for one printed as a value.
    minerals
        All minerals, for prices that are printed under another name.
    rule
        The mineral's rule in ``material_values.yaml``, if it has one.
    """
    if unit(quantity).dimension == "money":
        words = "consumption is printed as a value: the price is one"
        return Interval.point(unit(quantity).factor, words, confidence=PRINTED), words
    kinds = [minerals[name] for name in rule.minerals if name in minerals] if rule else []
    printed = [p for m in (kinds or [mineral]) for p in m.prices if p.year <= mineral.year]
    found = _ruled(printed, quantity, rule) if rule else _chosen(printed, quantity)
    if not found:
        return None, "no price printed" if not printed else "no price in a unit of the quantity"
    low, high = min(p.low for p in found), max(p.high for p in found)
    mode = low if low == high else math.sqrt(low * high) if low > 0 else (low + high) / 2
    forms = "; ".join(dict.fromkeys(p.form for p in found))
    note = f"price {found[0].year}: {forms}" + (f" ({rule.reason})" if rule else "")
    method = rule.method if rule else Method.OBSERVED
    confidence = {Method.OBSERVED: 0.7, Method.INFERRED: 0.6}.get(method, 0.3)
    if method is Method.OBSERVED and low < high:
        method = Method.INFERRED  # the ends are printed, the middle between them is ours
    return Interval(low, mode, high, method, f"{mineral.edition}, {note}", confidence), note


def _chosen(printed: Sequence[Flow], quantity: str) -> list[_Price]:
    usable = _last([(flow, _in(flow, quantity)) for flow in printed])
    per_content = [p for p in usable if _PER_CONTENT.search(p.form)]
    plain = [p for p in usable if not is_compound(p.form)]
    return per_content or plain or usable


def _ruled(printed: Sequence[Flow], quantity: str, rule: PriceRule) -> list[_Price]:
    found: list[tuple[Flow, _Price | None]] = []
    for flow in printed:
        form = next((f for f in rule.forms if f.words in flow.form.casefold()), None)
        if form is not None:
            found.append((flow, _in(flow, quantity, form)))
    return _last(found)


def _last(found: Sequence[tuple[Flow, _Price | None]]) -> list[_Price]:
    """Return the prices of the last year that has any."""
    usable = [price for _, price in found if price is not None]
    last = max((price.year for price in usable), default=0)
    return [price for price in usable if price.year == last]


def _in(flow: Flow, quantity: str, form: PriceForm | None = None) -> _Price | None:
    """Return a price per unit of the quantity, or ``None`` if it is unknown or does not convert."""
    priced = form.unit if form and form.unit else flow.unit
    wanted = _PRICED.get(unit(quantity).dimension)
    low, high = flow.amount.lo, flow.amount.hi
    if low is None or high is None or wanted is None or unit(priced).dimension != wanted:
        return None
    scale = unit(priced).factor * unit(quantity).factor
    most, least = (form.content_high, form.content_low) if form else (1.0, 1.0)
    return _Price(low * scale / most, high * scale / least, flow.form, flow.year)
