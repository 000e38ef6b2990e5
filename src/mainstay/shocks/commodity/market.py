r"""The world market of one stage of a mineral after a cut: one price that clears it.

::

    D0 p^-eps = sum of min(S p^eta, K) over those who respond + R0 p^etaR + F

``p`` is the price as a multiple of the one before, ``S`` production before, ``K`` capacity, ``R0``
supply from scrap, ``F`` what does not respond: what the cut leaves, and stocks released. Demand
``D0`` is what all of these supplied before. Both sides are isoelastic (form: a proposal of this
project; elasticities are ranges with sources of their own).

What falls short at the old price is the cut less the release. Where that is not positive, the
price is exactly 1 and nothing is lost: a release beyond the gap stays in store. Otherwise demand
less supply falls strictly in ``p`` and has one root (:mod:`.curve`). Where there is no root up to
the price cap, the price stands at the cap and what is missing is rationed in proportion.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, raise_all
from mainstay.shocks.commodity.curve import Curve
from mainstay.twin.net import Floats

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class WorldMarket:
    """One stage of one mineral: ``p`` suppliers, ``d`` draws, any unit of quantity.

    Parameters
    ----------
    made
        ``(d, p)`` production.
    capacity
        ``(d, p)`` most that can be made; of a by-product, what its host metal lets be recovered.
        A supplier that makes nothing stays idle at any price.
    own_use
        ``(d, p)`` share of production used where it is made; the rest is net exports.
    secondary
        ``(d,)`` supply from scrap, outside the places that may be cut.
    supply_elasticity, demand_elasticity, secondary_elasticity
        ``(d,)`` percent of quantity per percent of price, none negative.
    price_cap
        ``(d,)`` highest price, as a multiple of the one before.

    Raises
    ------
    InputError
        If the arrays do not fit together or hold what cannot be, naming each.
    """

    made: Floats
    capacity: Floats
    own_use: Floats
    secondary: Floats
    supply_elasticity: Floats
    demand_elasticity: Floats
    secondary_elasticity: Floats
    price_cap: Floats

    def __post_init__(self) -> None:
        shape = self.made.shape
        problems = []
        for field in fields(self):
            values = getattr(self, field.name)
            wanted = shape if field.name in ("made", "capacity", "own_use") else shape[:1]
            if values.shape != wanted or len(shape) != 2:
                problems.append(
                    Problem("wrong_shape", field.name, f"{values.shape} beside {shape}")
                )
            elif not np.isfinite(values).all():
                problems.append(Problem("unknown_value", field.name, "not a number"))
            elif (values < 0).any():
                problems.append(Problem("negative", field.name, "below zero"))
        if not problems:
            problems = [
                Problem(code, name, what)
                for code, name, what, is_wrong in (
                    ("below_made", "capacity", "below production", self.capacity < self.made),
                    ("not_a_share", "own_use", "above 1", self.own_use > 1),
                    ("below_one", "price_cap", "below 1", self.price_cap < 1),
                )
                if is_wrong.any()
            ]
        raise_all(InputError, "the market does not hold together", problems)


@dataclass(frozen=True, eq=False)
class Clearing:
    """A market after a cut, ``d`` draws; ``(c, d)`` for ``c`` cuts at once.

    Parameters
    ----------
    price
        ``(d,)`` as a multiple of the price before.
    used
        ``(d,)`` what is used, as a share of what was used before, rationing included.
    rationed
        ``(d,)`` share of demand at that price that is not met.
    made
        ``(d, p)`` production after, in the market's unit.
    """

    price: Floats
    used: Floats
    rationed: Floats
    made: Floats


def cut_exports(
    market: WorldMarket, cut: Bools, depth: float | Floats, release: float | Floats = 0.0
) -> Clearing:
    """Clear the market after some places cut what they export to everyone.

    The market is everybody else: what the places use themselves is no part of it, their price is
    another one, and capacity that they leave idle does not count. They still make what they use and
    what they still export.

    Parameters
    ----------
    market
        Before the cut.
    cut
        ``(p,)`` which places cut, or ``(c, p)`` for ``c`` cuts at once.
    depth
        Share of net exports withheld, between 0 and 1: one number, ``(d,)`` by draw where ``cut``
        is one, ``(c,)`` or ``(c, d)`` where it is several.
    release
        Stocks released, in the market's unit; a number, ``(d,)`` or ``(c, d)``.

    Raises
    ------
    InputError
        If the cut does not fit the market.

    Examples
    --------
    >>> one = lambda value: np.full(1, value)
    >>> market = WorldMarket(
    ...     np.array([[80.0, 20.0]]), np.array([[500.0, 20.0]]), np.zeros((1, 2)),
    ...     one(0.0), one(0.5), one(0.5), one(0.0), one(10.0),
    ... )
    >>> found = cut_exports(market, np.array([False, True]), 1.0)
    >>> round(float(found.price[0]), 12), round(float(found.used[0]), 6)
    (1.25, 0.894427)
    """
    chosen, share, released, is_one = _arguments(market, cut, depth, release)
    exported = (1.0 - market.own_use) * market.made
    held = chosen[:, None, :] * exported
    price, used, rationed, made = _clear(market, chosen, held.sum(axis=2), share, released)
    stays = market.made - share[:, :, None] * exported
    made = np.where(chosen[:, None, :], stays, made)
    return _result(price, used, rationed, made, is_one=is_one)


def cut_production(
    market: WorldMarket, cut: Bools, depth: float | Floats, release: float | Floats = 0.0
) -> Clearing:
    """Clear the market after production falls in some places, as by strike, accident or war.

    The places stay inside the market: their own use and their exports pay the same price and give
    way alike. What they still make does not rise with the price, and their idle capacity does not
    count. Arguments and errors are those of :func:`cut_exports`.

    Examples
    --------
    >>> one = lambda value: np.full(1, value)
    >>> market = WorldMarket(
    ...     np.array([[80.0, 40.0]]), np.array([[500.0, 40.0]]), np.full((1, 2), 0.5),
    ...     one(0.0), one(0.5), one(0.5), one(0.0), one(10.0),
    ... )
    >>> round(float(cut_production(market, np.array([False, True]), 1.0).price[0]), 12)
    1.5
    """
    chosen, share, released, is_one = _arguments(market, cut, depth, release)
    held = chosen[:, None, :] * market.made
    price, used, rationed, made = _clear(market, chosen, held.sum(axis=2), share, released)
    made = np.where(chosen[:, None, :], (1.0 - share)[:, :, None] * market.made, made)
    return _result(price, used, rationed, made, is_one=is_one)


def cut_to_home(  # noqa: PLR0917 # plain arrays
    imports: Floats, used: Floats, shares: Floats, cut: Bools, depth: float | Floats,
    diversion: Floats,
) -> Floats:  # fmt: skip
    """Return what the home country lacks where some places stop selling to it alone.

    ``s = depth * sum of m over the cut * I * (1 - lambda) / Q``; never above 1, see
    :func:`beyond_use`.

    Parameters
    ----------
    imports, used
        ``(d,)`` imports and use at home, in one unit.
    shares
        ``(p,)`` or ``(d, p)`` share of imports from each place.
    cut
        ``(p,)`` which places cut, or ``(c, p)``.
    depth
        As in :func:`cut_exports`.
    diversion
        ``(d,)`` share of the cut that comes round by others.

    Returns
    -------
    Floats
        ``(d,)`` or ``(c, d)`` share of use that is missing.

    Raises
    ------
    InputError
        If something used is not positive, or a share is none.

    Examples
    --------
    >>> cut_to_home(np.array([90.0]), np.array([100.0]), np.array([0.5, 0.5]),
    ...             np.array([True, False]), 1.0, np.array([0.4])).round(12).tolist()
    [0.27]
    """
    return np.minimum(_missing(imports, used, shares, cut, depth, diversion), 1.0)


def beyond_use(  # noqa: PLR0917 # plain arrays
    imports: Floats, used: Floats, shares: Floats, cut: Bools, depth: float | Floats,
    diversion: Floats,
) -> Floats:  # fmt: skip
    """Return what :func:`cut_to_home` leaves out: imports missing beyond all that is used.

    Above zero where more is imported than is used, as by those who pass it on.

    Examples
    --------
    >>> beyond_use(np.array([150.0]), np.array([100.0]), np.array([1.0]),
    ...            np.array([True]), 1.0, np.array([0.0])).tolist()
    [0.5]
    """
    return np.maximum(_missing(imports, used, shares, cut, depth, diversion) - 1.0, 0.0)


def _missing(  # noqa: PLR0917 # plain arrays
    imports: Floats, used: Floats, shares: Floats, cut: Bools, depth: float | Floats,
    diversion: Floats,
) -> Floats:  # fmt: skip
    problems = [
        Problem(code, name, what)
        for code, name, what, is_right in (
            ("not_positive", "used", "not above zero", used > 0),
            ("negative", "imports", "below zero", imports >= 0),
            ("not_a_share", "shares", "outside of 0 to 1", (shares >= 0) & (shares <= 1)),
            ("not_a_share", "diversion", "outside of 0 to 1", (diversion >= 0) & (diversion <= 1)),
        )
        if not np.all(is_right)
    ]
    raise_all(InputError, "the cut to home does not hold together", problems)
    share = _depth(depth, cut.ndim == 1, len(used))
    from_cut = np.atleast_2d(cut).astype(np.float64) @ np.atleast_2d(shares).T
    missing = share * from_cut * (imports * (1.0 - diversion) / used)
    return np.asarray(missing[0] if cut.ndim == 1 else missing)


def _arguments(
    market: WorldMarket, cut: Bools, depth: float | Floats, release: float | Floats
) -> tuple[Bools, Floats, Floats, bool]:
    """Return the cuts ``(c, p)``, their depth and release ``(c, d)``, and whether it was one."""
    if cut.shape[-1:] != market.made.shape[1:] or cut.ndim not in (1, 2):
        raise InputError(f"a cut of shape {cut.shape} for {market.made.shape[1]} suppliers")
    is_one = cut.ndim == 1
    share = _depth(depth, is_one, len(market.made))
    released = np.asarray(release, dtype=np.float64)
    if not (np.isfinite(released) & (released >= 0)).all():
        raise InputError("a release is no number or below zero")
    chosen = np.atleast_2d(cut)
    shape = (len(chosen), len(market.made))
    return chosen, np.broadcast_to(share, shape), np.broadcast_to(released, shape), is_one


def _depth(depth: float | Floats, is_one: bool, draws: int) -> Floats:
    """Return the depth of each cut and draw, ``(c or 1, d or 1)``."""
    share = np.asarray(depth, dtype=np.float64)
    if not ((share >= 0) & (share <= 1)).all():
        raise InputError("a depth is outside of 0 to 1", hint="the share that is withheld")
    if share.ndim == 1:
        share = share[None, :] if is_one else share[:, None]
    if share.ndim == 2 and share.shape[1] not in (1, draws):
        raise InputError(f"a depth of shape {np.shape(depth)} for {draws} draws")
    return share.reshape(1, 1) if share.ndim == 0 else share


def _result(
    price: Floats, used: Floats, rationed: Floats, made: Floats, *, is_one: bool
) -> Clearing:
    if is_one:
        return Clearing(price[0], used[0], rationed[0], made[0])
    return Clearing(price, used, rationed, made)


def _clear(
    market: WorldMarket, cut: Bools, held: Floats, depth: Floats, release: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return price, use, rationing ``(c, d)``, and production of the others ``(c, d, p)``."""
    others = np.where(cut[:, None, :], 0.0, market.made)
    demand = others.sum(axis=2) + market.secondary + held
    is_short = depth * held - release > 0
    curve = Curve(
        others,
        market.capacity,
        demand,
        (1.0 - depth) * held + release,
        secondary=market.secondary,
        supply_elasticity=market.supply_elasticity,
        demand_elasticity=market.demand_elasticity,
        secondary_elasticity=market.secondary_elasticity,
    )
    limit = np.log(market.price_cap)
    log_price = np.where(is_short, curve.root(limit), 0.0)
    missing = np.where(is_short & (log_price >= limit), curve.excess(log_price), 0.0)
    bought = np.exp(-market.demand_elasticity * log_price)
    wanted = np.where(demand > 0, demand * bought, 1.0)
    rationed = np.maximum(missing, 0.0) / wanted
    used = bought * (1.0 - rationed)
    rise = np.exp(market.supply_elasticity * log_price)
    made = np.minimum(others * rise[:, :, None], market.capacity)
    return np.exp(log_price), used, rationed, made
