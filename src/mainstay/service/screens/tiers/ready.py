"""Products, materials and accounts whose tiers are worth a first look."""

from __future__ import annotations

from mainstay.service.screens.tiers.shapes import ReadyTiers, ReadyTiersView
from mainstay.service.screens.tiers.subject import ACCOUNT
from mainstay.service.twins import OpenTwin
from mainstay.twin.exposure import ACCOUNTS

#: Code of the product, what to call it, the question.
_PRODUCTS = (
    ("335911", "Storage batteries", "What stands behind a rechargeable battery?"),
    ("335912", "Primary batteries", "And behind one that is used once?"),
    ("334413", "Semiconductors", "Who supplies the makers of chips, and who supplies them?"),
    ("336111", "Cars", "How far up does a car lead?"),
    ("325412", "Medicines", "Where do medicines and what is in them come from?"),
    ("336411", "Aircraft", "What does an aircraft pull along?"),
    ("335311", "Transformers", "What is between ore and the power grid?"),
)
_MATERIALS = (
    ("gallium", "What does gallium end up in?"),
    ("graphite", "Who makes graphite, and what for?"),
    ("cobalt", "From the mine to alloys and batteries"),
    ("lithium", "Whose output holds lithium?"),
    ("tungsten", "What is hard, and hangs on one country?"),
    ("neodymium", "Where do magnets go?"),
)
_ACCOUNTS = {
    "defense": "Everything that national defense buys, tier by tier",
    "health": "Everything that health care buys, tier by tier",
    "economy": "All final use, tier by tier",
}


def ready_tiers(opened: OpenTwin) -> ReadyTiersView:
    """Return what to look at first; only what the twin has."""
    codes = set(opened.net.activities.industry)
    return ReadyTiersView(
        products=tuple(
            ReadyTiers(id=f"commodity:{code}", name=name, question=question, direction="up",
                       depth=3)
            for code, name, question in _PRODUCTS
            if code in codes
        ),
        materials=tuple(
            ReadyTiers(id=f"mineral:{slug}", name=opened.net.materials.markets[slug][0].name,
                       question=question, direction="down", depth=4)
            for slug, question in _MATERIALS
            if opened.net.materials.markets.get(slug)
        ),
        accounts=tuple(
            ReadyTiers(id=f"{ACCOUNT}{name}", name=name.capitalize(), question=_ACCOUNTS[name],
                       direction="up", depth=2)
            for name in _ACCOUNTS
            if name in ACCOUNTS
        ),
    )  # fmt: skip
