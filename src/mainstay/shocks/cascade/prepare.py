"""From a net of firms to the shares that a cascade runs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, UnknownValue, raise_all
from mainstay.shocks.cascade.essential import ESSENTIAL, NON_ESSENTIAL, Essentials
from mainstay.shocks.cascade.residual import check_residuals
from mainstay.twin.firm_nets.firm_net import FirmNet, Index, sums
from mainstay.twin.net import Floats

Starts = NDArray[np.int64]

#: Said where nothing leaves the net: neither output nor final demand is known.
NO_LEAK = (
    "neither output nor final demand is known: lost sales never leave the net, so that upstream"
    " scores grow with every sweep and at a loose tolerance are far below the fixed point"
)


@dataclass(frozen=True, eq=False)
class Prepared:
    """Shares of ``n`` firms; every array is free of units.

    A slot is one input of one buyer: all its suppliers of one essential industry, or all its
    non-essential suppliers together.

    Parameters
    ----------
    market
        ``(n,)`` market of each firm: firms of one market can stand in for each other.
    markets
        Number of markets ``k``.
    size
        ``(n,)`` share of each firm in its market, used for standing in.
    weight
        ``(n,)`` share of each firm in the score; sums to 1.
    output_share
        ``(n,)`` share of each firm in all output, or in all sales over links; sums to 1.
    slot_start
        ``(s + 1,)`` where the suppliers of each slot begin.
    slot_buyer
        ``(s,)`` buyer of each slot, not falling.
    supplier, down_share
        ``(d,)`` suppliers of the slots and what part of the slot each is.
    up_start
        ``(n + 1,)`` where the buyers of each supplier begin.
    buyer, up_share
        ``(e,)`` buyers of each supplier and what part of its output each takes.
    links
        Links of the net.
    leaks
        Whether some output leaves the net.
    notes
        What the reader must know.
    """

    market: Index
    markets: int
    size: Floats
    weight: Floats
    output_share: Floats
    slot_start: Starts
    slot_buyer: Index
    supplier: Index
    down_share: Floats
    up_start: Starts
    buyer: Index
    up_share: Floats
    links: int
    leaks: bool
    notes: tuple[str, ...] = ()

    @property
    def firms(self) -> int:
        """Number of firms."""
        return len(self.market)


def prepare(
    net: FirmNet, essentials: Essentials, *, weight: Floats | None = None,
    cost_usd: Floats | None = None, use_output: bool = True, residual: Sequence[int] | Index = (),
) -> Prepared:  # fmt: skip
    """Return the shares of a net.

    With ``W`` the sales, a supplier's part of an essential slot is ``W_ij`` over all that the
    buyer buys from the supplier's industry, of the non-essential slot ``W_ij`` over all that it
    buys; a buyer's part of a supplier's output is ``W_ij`` over that output (Diem et al. 2022,
    Scientific Reports 12, 7719; equations as restated by public implementations).

    Parameters
    ----------
    net
        The firms; industries are the markets.
    essentials
        ``(k, k)`` ratings.
    weight
        ``(n,)`` what a firm counts in a score, in any unit; output where not given.
    cost_usd
        ``(n,)`` all costs of each firm; a shortage of inputs then bears on the part of costs that
        is bought in the net.
    use_output
        Whether to use known output or final demand; the peers do not unless told.
    residual
        Firms that stand for several; see :func:`mainstay.shocks.cascade.residual.split_residual`.

    Raises
    ------
    UnknownValue
        If a value is not a number.
    InputError
        If arrays do not fit, a value is negative, a firm sells more than its output, or too much
        of a market is in residual firms.

    Examples
    --------
    >>> from mainstay.shocks.cascade.essential import assumed_essentials
    >>> net = FirmNet(("11", "33"), np.array([0, 1], np.int32), np.array([0], np.int32),
    ...               np.array([1], np.int32), np.array([2.0]), output_usd=np.array([4.0, 6.0]))
    >>> ready = prepare(net, assumed_essentials(net.industries))
    >>> ready.up_share.tolist(), ready.weight.tolist()
    ([0.5], [0.4, 0.6])
    """
    _check(net, essentials, weight, cost_usd)
    check_residuals(net, residual)
    n = net.size
    sold, bought = net.sold_usd, net.bought_usd
    output = _output(net, sold) if use_output else sold
    leaks = bool((output > sold * (1 + 1e-9)).any())
    k = len(net.industries)
    whole = sums(net.industry, output, k)[net.industry]
    counted = output if weight is None else weight
    if not counted.sum() > 0:
        raise InputError("every weight is 0", hint="give some firm an output, a link or a weight")
    start, slot_buyer, supplier, down_share = _slots(net, essentials, bought, cost_usd)
    up = np.argsort(net.supplier, kind="stable")
    return Prepared(
        market=net.industry.astype(np.int32), markets=k, size=_ratio(output, whole),
        weight=counted / counted.sum(), output_share=_shares(output), slot_start=start,
        slot_buyer=slot_buyer, supplier=supplier, down_share=down_share,
        up_start=_starts(net.supplier[up], n), buyer=net.buyer[up].astype(np.int32),
        up_share=_ratio(net.value_usd, output[net.supplier])[up], links=len(net.value_usd),
        leaks=leaks, notes=_notes(net, essentials, leaks),
    )  # fmt: skip


def _slots(
    net: FirmNet, essentials: Essentials, bought: Floats, cost: Floats | None
) -> tuple[Starts, Index, Index, Floats]:
    """Return starts and buyers of slots, and suppliers with their shares, slot by slot."""
    k = np.int64(len(net.industries))
    rating = essentials.matrix[net.industry[net.supplier], net.industry[net.buyer]]
    kept = np.flatnonzero(rating)
    # the non-essential slot of a buyer comes after its essential ones
    kind = np.where(rating == ESSENTIAL, net.industry[net.supplier], k)[kept]
    key = net.buyer[kept].astype(np.int64) * (k + 1) + kind
    order = np.argsort(key, kind="stable")
    kept, key = kept[order], key[order]
    slots, start = np.unique(key, return_index=True)
    start = np.append(start, len(key)).astype(np.int64)
    value = net.value_usd[kept]
    of_slot = np.repeat(np.add.reduceat(value, start[:-1]) if len(key) else value, np.diff(start))
    essential = rating[kept] != NON_ESSENTIAL
    share = value / np.where(essential, of_slot, bought[net.buyer[kept]])
    if cost is not None:
        share = share * _ratio(bought, cost)[net.buyer[kept]]
    buyer = (slots // (k + 1)).astype(np.int32)
    return start, buyer, net.supplier[kept].astype(np.int32), share


def _output(net: FirmNet, sold: Floats) -> Floats:
    if net.output_usd is not None:
        return np.maximum(net.output_usd, sold)
    return sold if net.final_usd is None else sold + net.final_usd


def _shares(values: Floats) -> Floats:
    whole = values.sum()
    return values / whole if whole > 0 else np.zeros(len(values))


def _ratio(part: Floats, whole: Floats) -> Floats:
    out = np.zeros(len(part))
    return np.divide(part, whole, out=out, where=whole > 0)


def _starts(sorted_keys: Index, n: int) -> Starts:
    return np.searchsorted(sorted_keys, np.arange(n + 1)).astype(np.int64)


def _notes(net: FirmNet, essentials: Essentials, leaks: bool) -> tuple[str, ...]:
    is_told = any(note.startswith("SYNTHETIC") for note in net.notes)
    own = ("SYNTHETIC: no firm of this net exists",) if net.synthetic and not is_told else ()
    rated = (f"essential inputs: {essentials.source}",)
    return (*own, *rated, *(() if leaks else (NO_LEAK,)), *net.notes)


def _check(
    net: FirmNet, essentials: Essentials, weight: Floats | None, cost: Floats | None
) -> None:
    n, k = net.size, len(net.industries)
    problems = []
    if essentials.matrix.shape != (k, k):
        what = f"{essentials.matrix.shape} instead of {(k, k)}"
        problems.append(Problem("wrong_shape", "essentials", what))
    elif essentials.matrix.max(initial=0) > ESSENTIAL:
        problems.append(Problem("not_a_rating", "essentials", "a rating above 2", "0, 1 or 2"))
    given = {"output_usd": net.output_usd, "final_usd": net.final_usd, "weight": weight,
             "cost_usd": cost}  # fmt: skip
    for name, values in {"value_usd": net.value_usd, **given}.items():
        if values is None:
            continue
        if name != "value_usd" and values.shape != (n,):
            problems.append(Problem("wrong_shape", name, f"{values.shape} instead of {(n,)}"))
        elif not np.isfinite(values).all():
            count = int((~np.isfinite(values)).sum())
            hint = "leave the column out, or give every firm a number"
            raise UnknownValue(f"{count} values of {name} are unknown", hint=hint)
        elif (values < 0).any():
            problems.append(Problem("negative_value", name, f"{int((values < 0).sum())} below 0"))
    raise_all(InputError, "the net does not fit a cascade", problems)
    _check_output(net)


def _check_output(net: FirmNet) -> None:
    if net.output_usd is None:
        return
    sold = np.bincount(net.supplier, net.value_usd, net.size)
    over = np.flatnonzero(sold > net.output_usd * (1 + 1e-6))
    problems = [
        Problem("sells_too_much", f"firm {i}", f"sells {sold[i]:.6g} of {net.output_usd[i]:.6g}")
        for i in over[:20]
    ]
    raise_all(InputError, f"{len(over)} firms sell more than their output", problems)
