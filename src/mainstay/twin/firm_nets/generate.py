"""A national net of firms where no list of firms exists: synthetic, and calibrated on a table.

Firms of each industry follow a Pareto distribution of size. Links are shared out over the flows
between industries and drawn between firms, more to the large than to the small; then their money is
scaled until every flow of the table comes out and every firm trades in proportion to its size. What
the table has and the net has not is stored and noted: flows too small for a link, imports, the
trade of a firm with itself.
"""

from __future__ import annotations

import numpy as np

from mainstay.errors import InputError, Problem, raise_all
from mainstay.twin.firm_nets.balance import (
    Margins,
    firm_accounts,
    more_than_dust,
    scale_links,
)
from mainstay.twin.firm_nets.draw import Draw, Pairs
from mainstay.twin.firm_nets.firm_net import FirmNet, sums
from mainstay.twin.firm_nets.national import NationalTable
from mainstay.twin.firm_nets.plan import Firms, Plan, make_firms, make_plan
from mainstay.twin.firm_nets.shape import Shape, default_shape
from mainstay.twin.net import Floats

#: Largest net: what 32-bit indices and a common machine hold.
MOST_FIRMS, MOST_LINKS = 10_000_000, 100_000_000

#: Links per firm from which every firm can have a partner on each side.
LEAST_LINKS = 3

#: First note of every generated net.
SYNTHETIC = "SYNTHETIC: drawn, no firm in it exists; only sums by industry are those of the table"


def generate(
    table: NationalTable, *, firms: int, links: int, seed: int = 0, shape: Shape | None = None
) -> FirmNet:
    """Return a synthetic net of firms whose flows between industries are those of a table.

    Parameters
    ----------
    table
        What it must meet.
    firms, links
        How many; the number of links is met within a percent or so.
    seed
        The same seed gives the same bytes.
    shape
        Distributions; the cited ones when not given.

    Raises
    ------
    InputError
        With every reason why there is no such net.

    Examples
    --------
    >>> from mainstay.twin.firm_nets.national import national_table
    >>> from mainstay.twin.toy import toy_net
    >>> net = generate(national_table(toy_net()), firms=40, links=200, seed=1)
    >>> net.synthetic, net.flows_usd.round(9).tolist()
    (True, [[12.0, 18.0], [24.0, 36.0]])
    """
    chosen = shape or default_shape()
    _check(table, firms, links, seed, chosen)
    rng = np.random.default_rng(np.random.PCG64(seed))
    made = make_firms(table, firms, chosen, rng)
    plan = make_plan(table, made, links, chosen)
    pairs = Draw(made, plan, rng).pairs()
    # sizes, less what the number of links carries
    large = made.share ** (1.0 - 1.0 / chosen.sales_of_degree)
    value = large[pairs.supplier] * large[pairs.buyer]
    margins = _margins(table, made, plan, pairs)
    value = scale_links(value, pairs, margins)
    kept = more_than_dust(value, pairs.cell)
    pairs = pairs.take(kept)
    value = scale_links(value[kept], pairs, margins, sweeps=0)
    return _finish(table, made, pairs, value, seed)


def _margins(table: NationalTable, made: Firms, plan: Plan, pairs: Pairs) -> Margins:
    """Return the flows that have links, and each firm's share of its industry's trade in them."""
    found = np.bincount(pairs.cell, minlength=len(plan.seller)) > 0
    cell = np.where(found, plan.value_usd, 0.0)
    k, industry = len(table.output), made.industry
    return Margins(
        cell=cell,
        sold=made.share * sums(plan.seller, cell, k)[industry],
        bought=made.share * sums(plan.buyer, cell, k)[industry],
    )


def _check(table: NationalTable, firms: int, links: int, seed: int, shape: Shape) -> None:
    problems = []
    least = shape.least_firms * len(table.industries)
    if not max(least, 2) <= firms <= MOST_FIRMS:
        hint = f"{max(least, 2)} to {MOST_FIRMS}: {shape.least_firms} or more for each of "
        hint += f"{len(table.industries)} industries"
        problems.append(Problem("bad_count", "firms", f"{firms}", hint))
    if not LEAST_LINKS * firms <= links <= MOST_LINKS:
        hint = f"{LEAST_LINKS} for each firm to {MOST_LINKS}"
        problems.append(Problem("bad_count", "links", f"{links}", hint))
    if links > firms * (firms - 1) // 4:
        hint = "at most a quarter of all pairs of firms"
        problems.append(Problem("bad_count", "links", f"{links} for {firms} firms", hint))
    if seed < 0:
        problems.append(Problem("bad_seed", "seed", f"{seed}", "a whole number, not negative"))
    raise_all(InputError, "no such net of firms", problems)


def _finish(table: NationalTable, made: Firms, pairs: Pairs, value: Floats, seed: int) -> FirmNet:
    bought = sums(pairs.buyer, value, made.size)
    accounts = firm_accounts(table, made, sums(pairs.supplier, value, made.size), bought)
    net = FirmNet(
        industries=table.industries,
        industry=made.industry,
        supplier=pairs.supplier,
        buyer=pairs.buyer,
        value_usd=value,
        output_usd=accounts.output,
        final_usd=accounts.final,
        value_added_usd=accounts.value_added,
        imports_usd=accounts.imports,
        unlinked_usd=accounts.unlinked,
        synthetic=True,
        seed=seed,
        twin_id=table.twin_id,
        notes=(SYNTHETIC, *_left_out(table, value), *_over(table, made, bought, accounts.output)),
    )
    for name in ("industry", "supplier", "buyer", "value_usd"):
        getattr(net, name).flags.writeable = False
    return net


def _left_out(table: NationalTable, value: Floats) -> tuple[str, ...]:
    """Return notes on what of the table is not on links."""
    flows, linked = float(table.flows.sum()), float(value.sum())
    other = max(1.0 - linked / flows, 0.0) if flows else 0.0
    return (
        f"links carry {linked / 1e9:,.1f} of {flows / 1e9:,.1f} bn USD between industries; the "
        f"other {other:.3%} is in flows too small for a link",
        f"imports of {table.imports.sum() / 1e9:,.1f} bn USD have no links",
        "no firm sells to itself; firms of an industry differ in size and partners, not in how "
        "what they pay outside of links splits into value added and imports",
    )


def _over(table: NationalTable, made: Firms, bought: Floats, output: Floats) -> tuple[str, ...]:
    """Return a note on firms that buy more over links than they make."""
    over = bought >= output
    if not over.any():
        return ()
    names = sorted({table.industries[i] for i in np.unique(made.industry[over])})
    return (f"{int(over.sum())} firms buy more than they make, of {', '.join(names[:5])}",)
