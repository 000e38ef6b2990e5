r"""Who loses and who wins by a higher price, in money; kept apart from the loss of real GDP.

::

    p    price as a multiple of the one before      q    use, or output, as a share of that before
    eps  demand elasticity                          eta  supply elasticity

Demand before is ``P0 Q0``, the spend. The last unit of use is worth ``q^(-1/eps)`` to its user,
which is ``p`` where the market clears and more where the rest is rationed.

Losses and gains are positive. What a price moves from one to another is no loss of real GDP:
terms of trade and transfers are for a statement beside it.
"""

from __future__ import annotations

import numpy as np

from mainstay.shocks.commodity.curve import FLAT
from mainstay.twin.net import Floats


def under_curve(used: Floats, elasticity: Floats, spend: Floats) -> Floats:
    """Return what the missing quantity was worth: the area under the demand curve.

    ``P0 * integral from Q1 to Q0 of (Q / Q0)^(-1/eps) dQ``: the market-clearing estimate of the
    loss. Where rationing goes on top, it takes the uses worth least, so this is a lower end there.
    It has no bound where nothing is left and the elasticity is at most one.

    Parameters
    ----------
    used
        ``(..., d)`` use after, as a share of use before, at most 1.
    elasticity
        ``(d,)`` of demand, above zero.
    spend
        ``(d,)`` spend before, US dollars.

    Examples
    --------
    >>> one = np.ones(1)
    >>> round(float(under_curve(one / np.sqrt(1.25), 0.5 * one, 100 * one)[0]), 4)
    11.8034
    """
    is_some, is_elastic = used > 0, elasticity > 1.0
    steps = -np.log(np.where(is_some, used, 1.0))
    bent = steps * (1.0 - elasticity) / elasticity
    is_bent = np.abs(bent) > 1e-12
    with np.errstate(over="ignore"):
        rise = np.where(is_bent, np.expm1(bent) / np.where(is_bent, bent, 1.0), 1.0)
    bound = np.where(is_elastic, elasticity / np.where(is_elastic, elasticity - 1.0, 1.0), np.inf)
    return np.asarray(spend * np.where(is_some, steps * rise, bound))


def user_loss(price: Floats, used: Floats, elasticity: Floats, spend: Floats) -> Floats:
    """Return what users lose: they pay more for what they keep and go without the rest.

    ``(p - 1) P0 Q1 + H - P0 (Q0 - Q1)`` with ``H`` of :func:`under_curve`; where the market clears
    it is the area left of the demand curve between the prices.

    Examples
    --------
    >>> one = np.ones(1)
    >>> round(float(user_loss(1.25 * one, one / np.sqrt(1.25), 0.5 * one, 100 * one)[0]), 4)
    23.6068
    """
    missing = under_curve(used, elasticity, spend) - spend * (1.0 - used)
    return np.asarray((price - 1.0) * used * spend + missing)


def producer_gain(price: Floats, elasticity: Floats, sold: Floats, most: Floats) -> Floats:
    """Return what a producer wins by the price: the area left of its supply curve.

    Parameters
    ----------
    price
        ``(..., d)`` as a multiple of the one before, at least 1.
    elasticity
        ``(d,)`` of supply.
    sold
        ``(d,)`` sales before, US dollars.
    most
        ``(d,)`` capacity as a multiple of output before, at least 1.

    Examples
    --------
    >>> one = np.ones(1)
    >>> round(float(producer_gain(1.25 * one, 0.5 * one, 30 * one, 9 * one)[0]), 5)
    7.95085
    """
    is_steep = elasticity > FLAT
    steep = np.where(is_steep, elasticity, 1.0)
    full = np.where(is_steep, np.log(np.maximum(most, 1.0)) / steep, np.inf)
    bend = np.exp(np.minimum(np.log(price), full))
    rising = (bend ** (1.0 + elasticity) - 1.0) / (1.0 + elasticity)
    return np.asarray(sold * (rising + bend**elasticity * (price - bend)))


def terms_of_trade(price: Floats, unit_value: Floats, net_imports: Floats) -> Floats:
    """Return the change of what a nation can buy: ``-(p - 1) P0 M1``, US dollars.

    Parameters
    ----------
    price
        ``(..., d)`` as a multiple of the one before.
    unit_value
        ``(d,)`` US dollars per unit before.
    net_imports
        ``(..., d)`` imports less exports after; below zero for an exporter, who wins.

    Examples
    --------
    >>> terms_of_trade(np.array([1.5]), np.array([4.0]), np.array([10.0])).tolist()
    [-20.0]
    """
    return np.asarray(-(price - 1.0) * unit_value * net_imports)


def transfer(price: Floats, unit_value: Floats, made: Floats) -> Floats:
    """Return what users at home pay more to producers at home, ``(p - 1) P0 S1``: nationally zero.

    Examples
    --------
    >>> transfer(np.array([1.5]), np.array([4.0]), np.array([10.0])).tolist()
    [20.0]
    """
    return np.asarray((price - 1.0) * unit_value * made)


def real_gain(ratio: float | Floats, unit_value: Floats, before: Floats, after: Floats) -> Floats:
    """Return value added won by making more at home, ``v P0 (S1 - S0)``, at the price before.

    Parameters
    ----------
    ratio
        Value added per dollar of output, one or ``(d,)``.
    unit_value
        ``(d,)`` US dollars per unit before.
    before, after
        ``(..., d)`` production at home.

    Examples
    --------
    >>> one = np.ones(1)
    >>> real_gain(0.5 * one, 4 * one, 10 * one, 12 * one).tolist()
    [4.0]
    """
    return np.asarray(ratio * unit_value * (after - before))


def command_basis(real_change: Floats, trade_terms: Floats) -> Floats:
    """Return the change of command-basis GDP: real GDP and terms of trade.

    Examples
    --------
    >>> command_basis(np.array([-12.0]), np.array([-20.0])).tolist()
    [-32.0]
    """
    return np.asarray(real_change + trade_terms)
