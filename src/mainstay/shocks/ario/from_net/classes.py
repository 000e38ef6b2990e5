"""Covers and essentiality of input cells, by class of product and of buyer.

What the net itself states of a cell comes first; the rest is taken from the table of parameters,
where each class has a range and its source. An input that does not stop its buyer never runs out
in this model: it is not kept in stock and not caught up on later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.model import Parameters, default_parameters
from mainstay.shocks.ario.from_net.balance import Balanced
from mainstay.shocks.ario.from_net.product_links import ProductLinks
from mainstay.twin.net import Floats, Net

#: Class of a product by the longest prefix of its code (NAICS, as the official tables use it).
PRODUCT_CLASSES = {
    "11": "goods", "21": "goods", "211": "fuel", "2121": "fuel", "213": "services",
    "22": "grid", "23": "services", "31": "goods", "32": "goods", "324": "fuel", "33": "goods",
    "334413": "chips", "4": "services", "48": "transport", "49": "transport", "493": "services",
    "5": "services", "6": "services", "7": "services", "8": "services", "GSL": "services",
    "S0": "services", "S00401": "goods", "S00402": "goods",
}  # fmt: skip

#: Class of a product whose code says nothing, as of a net that is not made of official tables.
UNKNOWN_CLASS = "goods"

#: Buyers that make or move things, by prefix; all others are services.
MAKERS = ("11", "21", "22", "23", "31", "32", "33", "48", "49")


@dataclass(frozen=True, eq=False)
class CellTraits:
    """What is known or assumed of ``c`` cells.

    Parameters
    ----------
    cover_days, essential, restock_days
        ``(c,)`` as in :class:`~mainstay.shocks.ario.economy.Economy`.
    stated
        ``(c,)`` whether the net states the cover.
    capital_ratio
        Productive capital over value added of a year.
    notes
        What is assumed.
    """

    cover_days: Floats
    essential: Floats
    restock_days: Floats
    stated: NDArray[np.bool_]
    capital_ratio: float
    notes: tuple[str, ...]

    def ordered(self, order: NDArray[np.intp]) -> CellTraits:
        """Return the traits of cells that stand in another order."""
        return replace(
            self, cover_days=self.cover_days[order], essential=self.essential[order],
            restock_days=self.restock_days[order], stated=self.stated[order],
        )  # fmt: skip


def product_class(code: str) -> str:
    """Return the class of a product's code.

    Examples
    --------
    >>> [product_class(code) for code in ("334413", "336112", "221100", "541511", "copper")]
    ['chips', 'goods', 'grid', 'services', 'goods']
    """
    for length in range(len(code), 0, -1):
        if code[:length] in PRODUCT_CLASSES:
            return PRODUCT_CLASSES[code[:length]]
    return UNKNOWN_CLASS


def buyer_class(industry: str) -> str:
    """Return ``makers`` or ``services`` for the code of a buyer's industry.

    Examples
    --------
    >>> buyer_class("336112"), buyer_class("622000"), buyer_class("smelting")
    ('makers', 'services', 'makers')
    """
    coded = product_class(industry) != UNKNOWN_CLASS or industry[:2] in MAKERS
    return "services" if coded and industry[:2] not in MAKERS else "makers"


def cell_traits(
    net: Net,
    links: ProductLinks,
    b: Balanced,
    codes: Sequence[str],
    *,
    parameters: Parameters | None = None,
    pick: str = "mode",
) -> CellTraits:
    """Return covers, essentiality and restocking times of all cells.

    Parameters
    ----------
    codes
        Code of each product of the links.
    pick
        ``low``, ``mode`` or ``high`` end of every parameter.
    """
    table = parameters or default_parameters()

    def value(name: str, applies_to: str = "*") -> float:
        return float(getattr(table.get(name, applies_to), pick))

    of_product = np.array([product_class(code) for code in codes])
    of_buyer = np.array([buyer_class(net.activities.industry[i]) for i in b.activities])
    made, bought = of_product[links.product], of_buyer[links.buyer]
    kinds = sorted(set(made))
    own = {row.applies_to for row in table.rows if row.name == "restock_time"}
    cover, essential = np.zeros(len(made)), np.zeros(len(made))
    restock = np.full(len(made), np.nan)  # the parameter of all holds
    for kind in kinds:
        inside = made == kind
        cover[inside] = value("input_cover", kind)
        if kind in own:
            restock[inside] = value("restock_time", kind)
        for buyer in ("makers", "services"):
            essential[inside & (bought == buyer)] = value("input_essential", f"{kind}-{buyer}")
    output = np.asarray(b.make.sum(axis=1)).ravel()
    faint = links.flow < value("faint_input") * output[links.buyer]
    essential[faint] = 0.0
    cover, stated = _stated(net, links, b, net.traits.cover_days, cover)
    restock, _ = _stated(net, links, b, net.traits.restock_days, restock)
    essential = _stated_essential(net, links, b, essential, pick)
    cover[(essential == 0) & ~stated] = np.inf
    covers = ", ".join(f"{kind} {value('input_cover', kind):g} days" for kind in kinds)
    notes = (
        f"inventory covers by class of input: {covers}; what does not stop its buyer is not kept "
        "in stock",
        f"which inputs stop whom is assumed by class; inputs below {value('faint_input'):g} of "
        f"output stop nobody ({int(faint.sum())} of {len(faint)} cells)",
        f"productive capital is {value('capital_ratio'):g} years of value added (assumed)",
    )
    return CellTraits(cover, essential, restock, stated, value("capital_ratio"), notes)


def _stated(
    net: Net, links: ProductLinks, b: Balanced, trait: sparse.csr_array | None, assumed: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return a trait with what the net states in place of what is assumed.

    A cell of several pools has the mean of what is stated, weighted by what flows.
    """
    if trait is None:
        return assumed, np.zeros(len(assumed), dtype=bool)
    flows = links.part.use.tocoo()
    keys = b.pools[flows.col].astype(np.int64) * len(net.activities)
    keys += b.activities[links.buyer[flows.row]]
    cells = trait.tocoo()
    told = cells.row.astype(np.int64) * len(net.activities) + cells.col
    order = np.argsort(told)
    place = np.searchsorted(told[order], keys)
    found = place < len(told)
    found[found] = told[order][place[found]] == keys[found]
    weight = np.where(found, flows.data, 0.0)
    held = np.zeros(len(keys))
    held[found] = cells.data[order][place[found]]
    total = np.bincount(flows.row, weight, len(assumed))
    stated = total > 0
    mean = np.bincount(flows.row, weight * held, len(assumed)) / np.where(stated, total, 1.0)
    return np.where(stated, mean, assumed), stated


def _stated_essential(
    net: Net, links: ProductLinks, b: Balanced, assumed: Floats, pick: str
) -> Floats:
    low, knows = _stated(net, links, b, net.traits.essential_lo, assumed)
    high, knows_high = _stated(net, links, b, net.traits.essential_hi, assumed)
    if pick == "low" or not knows_high.any():
        return low
    if pick == "high" or not knows.any():
        return high
    return (low + high) / 2
