"""What a user means by a thing: markets, makers, or all that a region makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from mainstay.errors import UnknownCode
from mainstay.model import Classification
from mainstay.twin.coefficients import Indices
from mainstay.twin.net import Net

#: Put before a text to mean the maker where a market has the same code.
ACTIVITY_PREFIX = "activity:"


@dataclass(frozen=True, eq=False)
class Selection:
    """Pools, activities and deliveries of a net, taken together as one thing.

    Parameters
    ----------
    name
        What to call it.
    pools, activities
        Positions in the net.
    makers, into
        Deliveries: what activity ``makers[k]`` makes into pool ``into[k]``, nothing else of either.
    """

    name: str
    pools: Indices
    activities: Indices
    makers: Indices = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    into: Indices = field(default_factory=lambda: np.zeros(0, dtype=np.intp))

    def __len__(self) -> int:
        return len(self.pools) + len(self.activities) + len(self.makers)

    @property
    def behind(self) -> Indices:
        """The activities, then the makers of the deliveries: who stands behind what is no pool."""
        return np.concatenate([self.activities, self.makers])


def select(net: Net, text: str) -> Selection:
    """Return what a code or a name means.

    Tried in this order: a pool's id; a product's code, meaning all pools of it, at home and
    imported; a pool's name; words inside the names of one product only; an activity's id, industry
    or name; a region, meaning all that is made there. ``activity:`` in front skips the pools.

    Raises
    ------
    UnknownCode
        If nothing matches; the hint lists the closest of both lists.
    """
    wanted = text.strip()
    if wanted.lower().startswith(ACTIVITY_PREFIX):
        found = select_activities(net, wanted[len(ACTIVITY_PREFIX) :])
    else:
        found = select_pools(net, wanted) or select_activities(net, wanted)
    if found is None:
        raise UnknownCode(
            f"nothing in the net is called {text!r}",
            hint="closest: " + "; ".join(closest(net, wanted)),
            context={"closest": closest(net, wanted)},
        )
    return found


def select_pools(net: Net, text: str) -> Selection | None:
    """Return the pools that a text means, or ``None``."""
    pools, folded = net.pools, text.strip().lower()
    if text in net.pool_index:
        j = net.pool_index[text]
        return Selection(pools.name[j], np.array([j]), _none())
    tests: tuple[Callable[[int], bool], ...] = (
        lambda j: pools.product[j].lower() == folded,
        lambda j: pools.name[j].lower() == folded,
    )
    for test in tests:
        found = [j for j in range(len(pools)) if test(j)]
        if found:
            return _of_products(net, {pools.product[j] for j in found})
    inside = {pools.product[j] for j in range(len(pools)) if folded in pools.name[j].lower()}
    return _of_products(net, inside) if folded and len(inside) == 1 else None


def select_activities(net: Net, text: str) -> Selection | None:
    """Return the activities that a text means, or ``None``."""
    acts, folded = net.activities, text.strip().lower()
    if text in net.activity_index:
        i = net.activity_index[text]
        return Selection(acts.name[i], _none(), np.array([i]))
    for column in (acts.industry, acts.name, acts.region):
        found = [i for i in range(len(acts)) if folded and column[i].lower() == folded]
        if found:
            name = acts.name[found[0]] if len(found) == 1 else column[found[0]]
            return Selection(name, _none(), np.array(found))
    inside = [i for i in range(len(acts)) if folded and folded in acts.name[i].lower()]
    return Selection(acts.name[inside[0]], _none(), np.array(inside)) if len(inside) == 1 else None


def closest(net: Net, text: str, count: int = 5) -> list[str]:
    """Return the ``code name`` lines of pools and activities that look most like a text."""
    codes = {**net.activity_codes().codes, **net.pool_codes().codes}
    codes |= {
        p: n for p, n in zip(net.pools.product, net.pools.name, strict=True) if p not in codes
    }
    return Classification("activities and pools", codes, net.twin_id).closest(text, count)


def source_line(net: Net) -> str:
    """Return the line under a table that says what its dollars are.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> source_line(toy_net())
    'twin toy, 2023 US dollars at producer prices'
    """
    return f"twin {net.twin_id[:12]}, {net.base_year} US dollars at {net.price_basis} prices"


def _of_products(net: Net, products: set[str]) -> Selection:
    found = [j for j, product in enumerate(net.pools.product) if product in products]
    return Selection(net.pools.name[found[0]], np.array(found), _none())


def _none() -> Indices:
    return np.zeros(0, dtype=np.intp)
