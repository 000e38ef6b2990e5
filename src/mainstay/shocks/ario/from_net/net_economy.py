"""A net as an economy of the dynamic engine.

Activities of the economy are, in this order,

* the net's activities with whole accounts;
* what each maker without accounts delivers into each pool (a region abroad and one product): an
  activity without inputs and without value added, so that a stop of one import is a loss of
  capacity of one activity;
* what is drawn from stocks and used goods, by pool (:mod:`~mainstay.shocks.ario.from_net.balance`).

Of a pool every buyer buys from all makers by their shares (industry technology, as in
:mod:`mainstay.twin.coefficients`). An input cell is a product in an activity: the pools of one
product, home and imported, feed one stock, and orders move to whoever has capacity left. Final use
keeps its pool: a household that buys an imported good does not turn to the home market.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mainstay.model import Parameters
from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.from_net.balance import OTHER, Balanced, balanced
from mainstay.shocks.ario.from_net.classes import CellTraits, cell_traits
from mainstay.shocks.ario.from_net.product_links import ProductLinks
from mainstay.twin.coefficients import Indices
from mainstay.twin.net import FINAL_ACCOUNTS, Net

#: Put before a product to name the sector of its makers abroad; sector and region of stocks.
ABROAD, STOCKS = "abroad:", "stocks"


@dataclass(frozen=True, eq=False)
class NetEconomy:
    """An economy with the places of the net that its activities and rows come from.

    Parameters
    ----------
    net
        Where it comes from.
    economy
        What is run.
    maker
        ``(n,)`` activity of the net, -1 of what is drawn from stocks.
    into
        ``(n,)`` pool of the net that a maker without accounts delivers into, -1 of others.
    pools
        ``(f,)`` pool of the net of each row of final use.
    shares
        ``(f, n)`` shares of the makers in each of these pools.
    traits
        Where covers and essentiality come from.
    """

    net: Net
    economy: Economy
    maker: Indices
    into: Indices
    pools: Indices
    shares: sparse.csr_array
    traits: CellTraits


def economy_of(net: Net, parameters: Parameters | None = None, *, pick: str = "mode",
               substitute: bool = True) -> Economy:  # fmt: skip
    """Return a net as an economy; see :func:`net_economy`."""
    return net_economy(net, parameters, pick=pick, substitute=substitute).economy


def net_economy(net: Net, parameters: Parameters | None = None, *, pick: str = "mode",
                substitute: bool = True) -> NetEconomy:  # fmt: skip
    """Return a net as an economy, balanced at rest.

    Parameters
    ----------
    net
        Activities that make into pools and use from pools.
    parameters
        Covers, essentiality and capital by class; those shipped when not given. Traits that the
        net states of a cell come first.
    pick
        Which end of every parameter's range: ``low``, ``mode`` or ``high``.
    substitute
        Whether home and imported goods of one product feed one stock. Otherwise each pool has a
        stock of its own, and a missing import cannot be replaced from home.

    Raises
    ------
    UnknownValue, InputError
        See :func:`~mainstay.shocks.ario.from_net.balance.balanced`.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> found = net_economy(toy_net())
    >>> found.economy.ids
    ('toy:smelting', 'toy:electronics', 'region:abroad@toy:metal')
    >>> found.economy.output.tolist()
    [60.0, 120.0, 20.0]
    """
    b = balanced(net)
    shares = _shares(b)
    n = shares.shape[1]
    product, products, codes = _products(net, b.pools, substitute=substitute)
    links = ProductLinks.grouped(
        shares, b.use, product, products, tuple(net.pools.id[j] for j in b.pools)
    )
    asked = np.asarray(b.use.sum(axis=1)).ravel() + b.final.sum(axis=1)
    drawn = np.flatnonzero(b.drawn > 0)
    maker = np.concatenate([b.activities, b.outside, np.full(len(drawn), -1)]).astype(np.intp)
    into = np.concatenate([np.full(len(b.activities), -1), b.pools[b.into], b.pools[drawn]])
    traits = cell_traits(net, links, b, codes, parameters=parameters, pick=pick)
    # what never runs out comes last: a step keeps no stock of it
    links, order = links.parted(np.isfinite(traits.cover_days))
    traits = traits.ordered(order)
    added = np.zeros(n)
    added[: len(b.activities)] = net.activities.value_added_usd[b.activities]
    economy = Economy(
        ids=_ids(net, b, drawn),
        output=np.asarray(shares.T @ asked),
        value_added=added,
        capital=np.where(added > 0, added * traits.capital_ratio, np.nan),
        links=links,
        final=b.final,
        sinks=(*FINAL_ACCOUNTS, OTHER),
        cover_days=traits.cover_days,
        essential=traits.essential,
        restock_days=traits.restock_days,
        region=tuple(net.activities.region[i] if i >= 0 else STOCKS for i in maker),
        sector=_sectors(net, maker, into),
        notes=(*net.notes, *b.notes, *traits.notes, *_notes(substitute=substitute)),
    )
    return NetEconomy(net, economy, maker, into.astype(np.intp), b.pools, shares, traits)


def _shares(b: Balanced) -> sparse.csr_array:
    """Return ``(p, n)`` shares of all makers in each pool."""
    count, p = len(b.outside), len(b.pools)
    outer = sparse.csr_array((b.delivered, (np.arange(count), b.into)), shape=(count, p))
    drawn = sparse.csr_array(sparse.diags_array(b.drawn))[b.drawn > 0]
    made = sparse.vstack([b.make, outer, drawn], format="csr")
    supply = np.asarray(made.sum(axis=0)).ravel()
    per = np.divide(1.0, supply, out=np.zeros_like(supply), where=supply > 0)
    return sparse.csr_array((made @ sparse.diags_array(per)).T)


def _products(
    net: Net, pools: Indices, *, substitute: bool
) -> tuple[Indices, tuple[str, ...], list[str]]:
    """Return the product of each pool, names and codes of products.

    The pools of one product in one region are one product.
    """
    codes = [net.pools.product[j] for j in pools]
    if not substitute:
        return np.arange(len(pools)), tuple(net.pools.id[j] for j in pools), codes
    keys = [(net.pools.product[j], net.pools.region[j]) for j in pools]
    place = {key: g for g, key in enumerate(dict.fromkeys(keys))}
    several = len({region for _, region in place}) > 1
    names = tuple(f"{product}@{region}" if several else product for product, region in place)
    found = np.array([place[key] for key in keys], dtype=np.intp)
    return found, names, [product for product, _ in place]


def _ids(net: Net, b: Balanced, drawn: Indices) -> tuple[str, ...]:
    activities, pools = net.activities.id, net.pools.id
    return (
        *(activities[i] for i in b.activities),
        *(f"{activities[i]}@{pools[b.pools[j]]}" for i, j in zip(b.outside, b.into, strict=True)),
        *(f"drawn@{pools[b.pools[j]]}" for j in drawn),
    )


def _sectors(net: Net, maker: Indices, into: Indices) -> tuple[str, ...]:
    """Return industries; what comes from outside is kept apart from those of its name at home."""
    return tuple(
        net.activities.industry[i] if j < 0
        else f"{ABROAD}{net.pools.product[j]}" if i >= 0 else STOCKS
        for i, j in zip(maker, into, strict=True)
    )  # fmt: skip


def _notes(*, substitute: bool) -> tuple[str, ...]:
    first = (
        "home and imported goods of one product replace each other as far as capacity allows"
        if substitute
        else "home and imported goods of one product do not replace each other"
    )
    return (
        first,
        "suppliers abroad have no inputs here: what a shock does to them is not followed",
        "final use of a product does not move between home and imported goods",
    )
