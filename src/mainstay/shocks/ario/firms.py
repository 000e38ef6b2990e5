"""The model at the level of firms, after Inoue & Todo (2019), on a sparse net.

The paper (Nature Sustainability, 2019, pages 841-847) was not open to us; its abstract and the
guide of its authors' public simulator were read. They say: the model is that of Hallegatte (2008)
and Henriet & Hallegatte (2008) on the links of firms; rationing of the improved kind gives "lower"
orders priority; nearly one million firms are followed. **Assumed**, from memory of the paper and to
be checked against it: stocks last a number of days drawn from a Poisson law with mean 15 and not
below 4, gaps are closed over 6 days, output needs one day's use in stock, there is no
overproduction, and orders go to suppliers in their normal proportions.

What differs from theirs, knowingly: firms of one industry are substitutes for a buyer, so that a
stock is kept by supplying industry, not by supplier; orders replace what was used and close a gap
below target, and never fall below what was used because a stock is above target; imports never
run short.
"""

from __future__ import annotations

import numpy as np

from mainstay.errors import InputError, Problem, raise_all
from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.links.sparse import SparseLinks
from mainstay.shocks.ario.parameters import ArioParameters, Orders, Rationing
from mainstay.shocks.ario.table import CAPITAL_RATIO
from mainstay.twin.firm_nets import FirmNet
from mainstay.twin.net import Floats

#: Mean and least days of normal use in stock, and days over which a gap is closed (assumed).
COVER_DAYS, LEAST_DAYS, RESTOCK_DAYS = 15.0, 4.0, 6.0

#: So many firms are named in a problem; the rest are counted.
NAMED = 8


def firm_economy(
    net: FirmNet,
    *,
    cover_days: Floats | float = COVER_DAYS,
    least_days: float = LEAST_DAYS,
    restock_days: float = RESTOCK_DAYS,
    essential: Floats | float = 1.0,
    seed: int = 0,
) -> Economy:
    """Return the economy of a net of firms; a cell is (supplying industry, firm).

    Parameters
    ----------
    net
        With final sales or output of every firm.
    cover_days
        Mean of the Poisson law from which each firm's days of stock are drawn, or ``(n,)`` days
        of each firm, taken as they are.
    least_days
        Draws below it are raised to it.
    restock_days
        Time over which a gap in stock is closed.
    essential
        A number, or ``(k, k)`` by supplying and buying industry.
    seed
        Of the draw; the same seed gives the same economy.

    Raises
    ------
    InputError
        If neither output nor final sales are known, if a firm sells more than it makes or nothing
        at all, or if a number does not fit.

    Examples
    --------
    >>> pair = np.array([0, 1], dtype=np.int32)
    >>> net = FirmNet(("mine", "works"), pair, pair[:1], pair[1:], np.array([4.0]),
    ...               final_usd=np.array([6.0, 9.0]))
    >>> economy = firm_economy(net, seed=1)
    >>> economy.output.tolist(), economy.cover_days.tolist()
    ([10.0, 9.0], [19.0])
    """
    output, final = _accounts(net)
    _check(net, cover_days, least_days, restock_days, essential)
    links = SparseLinks.of(net.supplier, net.buyer, net.value_usd, net.industry, net.industries)
    added = net.value_added_usd
    if added is None:
        added = output - net.bought_usd
    count = len(links.flow)
    grade = np.asarray(essential, dtype=np.float64)
    return Economy(
        ids=tuple(net.name_of(firm) for firm in range(net.size)), output=output,
        value_added=added, capital=np.where(added > 0, CAPITAL_RATIO * added, np.nan),
        links=links, final=final[:, None], sinks=("final use",),
        cover_days=_days(net.size, cover_days, least_days, seed)[links.buyer],
        essential=np.full(count, float(grade)) if grade.ndim == 0
        else grade[links.product, net.industry[links.buyer]],
        restock_days=np.full(count, float(restock_days)),
        sector=tuple(net.industries[k] for k in net.industry),
        notes=(*net.notes, *_notes(net, cover_days, least_days, restock_days, seed)),
    )  # fmt: skip


def firm_parameters(steps: int = 365) -> ArioParameters:
    """Return the settings of the model of firms; see above for what of them is assumed.

    Examples
    --------
    >>> firm_parameters().rationing.value, firm_parameters().psi
    ('lowest-first', 0.0)
    """
    return ArioParameters(
        steps=steps,
        overproduction_max=1.0,
        psi=0.0,
        restock_days=RESTOCK_DAYS,
        orders=Orders.FIXED,
        rationing=Rationing.LOWEST_FIRST,
    )


def _accounts(net: FirmNet) -> tuple[Floats, Floats]:
    """Return output and final sales ``(n,)``, the one from the other where it is unknown."""
    sold = net.sold_usd
    final, output = net.final_usd, net.output_usd
    if final is None and output is None:
        problem = Problem("no_final", "net", "neither output nor final sales are known",
                          "without them a loss never leaves the net")  # fmt: skip
        raise_all(InputError, "the firms cannot be run", [problem])
    if final is None and output is not None:
        final = output - sold
    assert final is not None
    if output is None:
        output = sold + final
    final = np.where(np.abs(final) <= 1e-9 * output, 0.0, final)
    problems = [
        *_named(net, final, final < 0, "oversold", "sells more over links than it makes"),
        *_named(net, output, ~(output > 0), "no_output", "makes nothing: take it out"),
    ]
    raise_all(InputError, "the firms cannot be run", problems)
    return output, final


def _named(
    net: FirmNet, values: Floats, bad: np.ndarray[tuple[int], np.dtype[np.bool_]], code: str,
    what: str,
) -> list[Problem]:  # fmt: skip
    who = np.flatnonzero(bad)
    problems = [
        Problem(code, net.name_of(int(i)), f"{what} ({values[i]:.6g})") for i in who[:NAMED]
    ]
    if len(who) > NAMED:
        problems.append(Problem(code, "net", f"{len(who) - NAMED} more firms like these"))
    return problems


def _check(
    net: FirmNet, cover: Floats | float, least: float, restock: float, essential: Floats | float
) -> None:
    k, shape = len(net.industries), np.shape(cover)
    grade = np.asarray(essential, dtype=np.float64)
    problems = []
    if shape not in ((), (net.size,)) or not bool((np.asarray(cover) >= 0).all()):
        problems.append(Problem("bad_value", "cover_days", "days from 0 on",
                                f"one number, or one for each of {net.size} firms"))  # fmt: skip
    elif shape == () and not np.isfinite(cover):
        problems.append(Problem("bad_value", "cover_days", "no mean of a draw", "give an array"))
    if not least >= 0 or not restock > 0:
        what = f"least_days {least}, restock_days {restock}"
        problems.append(Problem("bad_value", "days", what, "positive numbers"))
    if grade.shape not in ((), (k, k)) or not bool(((grade >= 0) & (grade <= 1)).all()):
        problems.append(Problem("bad_value", "essential", f"shape {grade.shape}",
                                f"0 to 1, one number or ({k}, {k})"))  # fmt: skip
    raise_all(InputError, "the settings of firms do not hold", problems)


def _days(size: int, cover: Floats | float, least: float, seed: int) -> Floats:
    if np.ndim(cover) == 1:
        return np.asarray(cover, dtype=np.float64)
    rng = np.random.default_rng(np.random.PCG64(seed))
    drawn = rng.poisson(float(cover), size)
    return np.maximum(drawn.astype(np.float64), least)


def _notes(
    net: FirmNet, cover: Floats | float, least: float, restock: float, seed: int
) -> tuple[str, ...]:
    stock = (
        f"days of stock drawn from a Poisson law with mean {float(cover):g}, {least:g} at least "
        f"(assumed; seed {seed})" if np.ndim(cover) == 0 else "days of stock as given by firm"
    )  # fmt: skip
    found = [stock, f"gaps in stock are closed over {restock:g} days (assumed)",
             f"capital is {CAPITAL_RATIO:g} times value added (assumed)"]  # fmt: skip
    if net.value_added_usd is None:
        found.append("value added is output less what is bought over links")
    if net.imports_usd is not None:
        found.append("imports never run short")
    return tuple(found)
