"""Is an economy whole, are its accounts in balance, do events fit it? Every fault, at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, UnbalancedTable, raise_all
from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.events import Event, Kind, Recovery, builders
from mainstay.shocks.ario.links.contract import Links
from mainstay.twin.net import Floats

#: What is sold may differ by this share from output before the economy is refused.
BALANCE = 1e-6

#: So many things are named in a problem; the rest are counted.
NAMED = 8

SHARES = (Kind.CAPACITY, Kind.LABOR, Kind.INPUT)


def check_economy(economy: Economy) -> None:
    """Raise if an economy cannot be run.

    Raises
    ------
    InputError
        With every array of the wrong shape, and every value that is unknown or out of range.
    """
    n, c, links = economy.size, len(economy.links.flow), economy.links
    rows = len(_finals(economy))
    shapes: dict[str, tuple[tuple[int, ...], NDArray[Any]]] = {
        "output": ((n,), economy.output), "value_added": ((n,), economy.value_added),
        "capital": ((n,), economy.capital), "final": ((rows, len(economy.sinks)), economy.final),
        "cover_days": ((c,), economy.cover_days), "essential": ((c,), economy.essential),
        "restock_days": ((c,), economy.restock_days),
    }  # fmt: skip
    problems = [
        Problem("wrong_shape", name, f"{found.shape} instead of {wanted}")
        for name, (wanted, found) in shapes.items() if found.shape != wanted
    ]  # fmt: skip
    if len(economy.ids) != n or links.suppliers != n:
        what = f"{len(economy.ids)} ids, {links.suppliers} suppliers, {n} outputs"
        problems.append(Problem("wrong_shape", "ids", what))
    raise_all(InputError, "the economy does not fit together", problems)
    ids, cells = list(economy.ids), _cell_names(economy)
    finals = _finals(economy)
    fine = np.isnan(economy.restock_days) | (economy.restock_days > 0)
    share = (economy.essential >= 0) & (economy.essential <= 1)
    unowned = links.gather_final(np.ones((n, 1)))[:, 0] <= 0
    amount = economy.final.sum(axis=1)
    known = np.isfinite(amount) & np.all(economy.final >= 0, axis=1)
    sold = np.asarray(~(unowned & (amount > 0)), dtype=np.bool_)
    problems = [
        *_bad("output", ids, economy.output, economy.output > 0, "take the activity out"),
        *_bad("flow", cells, links.flow, np.isfinite(links.flow) & (links.flow >= 0), ""),
        *_bad("final", finals, amount, np.asarray(known, dtype=np.bool_),
              "falling stocks are no demand: add them to output or leave them out"),
        *_bad("final", finals, amount, sold, "nobody sells it"),
        *_bad("cover_days", cells, economy.cover_days, economy.cover_days >= 0, "unknown is not 0"),
        *_bad("essential", cells, economy.essential, share, "between 0 and 1"),
        *_bad("restock_days", cells, economy.restock_days, fine, "positive, or NaN"),
    ]  # fmt: skip
    raise_all(InputError, "the economy cannot be run", problems)


def _finals(economy: Economy) -> list[str]:
    """Return names of the rows of final use; several may be pools of one product."""
    links = economy.links
    if not links.shares_final:
        return list(economy.ids)
    return list(getattr(links, "finals", links.products))


def balanced_output(economy: Economy, links: Links) -> Floats:
    """Return output ``(n,)`` that equals what is sold to rounding, so that a run starts at rest.

    Raises
    ------
    UnbalancedTable
        Naming the activities whose sales differ from output by more than :data:`BALANCE`.
    """
    sold = np.zeros((economy.size, 1), order=links.layout)
    for block in links.blocks():
        block.scatter(np.ones((len(block.buyer), 1)), sold)
    one = np.ones((economy.size, 1))
    links.scatter_final(economy.final.sum(axis=1)[:, None], one, sold)
    found: Floats = np.ascontiguousarray(sold[:, 0])
    off = np.abs(found / economy.output - 1.0)
    worst = np.argsort(-off)[:NAMED]
    problems = [
        Problem("unbalanced", economy.ids[i],
                f"sells {found[i]:.9g}, makes {economy.output[i]:.9g}",
                "balance the table first; a run starts at rest")
        for i in worst if not off[i] <= BALANCE
    ]  # fmt: skip
    raise_all(UnbalancedTable, "sales differ from output", problems)
    return found


def check_events(
    economy: Economy, events: Sequence[Event], batch: int, *, compatible: bool = False
) -> None:
    """Raise if events do not fit an economy.

    Raises
    ------
    InputError
        With every event that names what is not there or loses more than all of it.
    """
    rows = {Kind.DEMAND: len(economy.final), Kind.INPUT: len(economy.cover_days)}
    problems: list[Problem] = []
    for number, event in enumerate(events):
        where = f"event {number} ({event.kind})"
        found = _faults(economy, event, rows.get(event.kind, economy.size))
        if event.recovery is Recovery.REBUILD:
            found += _no_builders(economy, event, compatible)
        if not 0 <= event.scenario < batch:
            found.append(("no_scenario", f"scenario {event.scenario} of {batch}"))
        problems += [Problem(code, where, what) for code, what in found]
    raise_all(InputError, "the events do not fit the economy", problems)


def _faults(economy: Economy, event: Event, rows: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    size, where = np.asarray(event.size, dtype=np.float64), event.where
    if where.shape != size.shape or where.ndim != 1:
        return [("wrong_shape", f"{where.shape} places, {size.shape} sizes")]
    times = (event.start, event.duration, event.recovery_days)
    if not np.isfinite(size).all() or not np.isfinite(event.start) or min(times) < 0:
        found.append(("out_of_range", "sizes are numbers; times are days from 0 on"))
    if event.kind is not Kind.HOMES and ((where < 0) | (where >= rows)).any():
        return [*found, ("not_there", f"an index outside of 0 to {rows - 1}")]
    if event.kind in SHARES and ((size < 0) | (size > 1)).any():
        found.append(("not_a_share", "outside of 0 to 1"))
    if event.kind is Kind.DEMAND and ((size > 1).any() or event.sink >= len(economy.sinks)):
        found.append(("not_a_share", "more than all of it, or of a sink that is not there"))
    if event.kind is Kind.CAPITAL:
        capital = economy.capital[where]
        bad = ~((capital > 0) & (size >= 0) & (size <= capital * (1 + 1e-12)))
        found += [
            ("capital", f"{economy.ids[i]}: {s:.6g} lost of {k:.6g}")
            for i, s, k in zip(where[bad][:NAMED], size[bad], capital[bad], strict=False)
        ]
    if event.kind is Kind.HOMES and event.recovery is not Recovery.REBUILD:
        found.append(("no_effect", "homes matter only where they are rebuilt"))
    return found


def _no_builders(economy: Economy, event: Event, compatible: bool) -> list[tuple[str, str]]:
    if event.kind not in (Kind.CAPITAL, Kind.HOMES):
        return [("not_rebuilt", "only capital and homes are rebuilt")]
    orders = builders(event, economy.size)
    if orders.shape != (economy.size, len(event.where)):
        return [("wrong_shape", f"rebuilders {orders.shape}")]
    sums = np.asarray(orders.sum(axis=0)).ravel()
    if not (compatible or (sums > 0).all()) or (orders.data < 0).any():
        return [("no_builders", "what is rebuilt needs builders with positive shares")]
    return []


def _cell_names(economy: Economy) -> _Names:
    return _Names(economy)


class _Names:
    """Names of cells, made only for those that are named."""

    def __init__(self, economy: Economy) -> None:
        self.economy = economy

    def __getitem__(self, cell: int) -> str:
        links = self.economy.links
        return f"{links.products[links.product[cell]]} at {self.economy.ids[links.buyer[cell]]}"


def _bad(
    name: str, labels: list[str] | _Names, values: Floats, fine: NDArray[np.bool_], hint: str
) -> list[Problem]:
    bad = np.flatnonzero(~fine)
    problems = [
        Problem("bad_value", f"{name} of {labels[int(i)]}", f"{values[i]:.6g}", hint)
        for i in bad[:NAMED]
    ]
    if len(bad) > NAMED:
        problems.append(Problem("bad_value", name, f"{len(bad) - NAMED} more like these"))
    return problems
