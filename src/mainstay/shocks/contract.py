"""What an engine is: a batch of shocks on a net in, a batch of impacts out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy import sparse

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Table
from mainstay.shocks.dated import Dated
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net


@dataclass(frozen=True, eq=False)
class Shocks:
    """``s`` scenarios as numbers on a net of ``n`` activities and ``m`` pools, ready for an engine.

    Parameters
    ----------
    names
        Names of the scenarios.
    final_loss_usd
        ``(s, m, 7)`` final use that is not demanded any more, US dollars by account.
    pool_loss
        ``(s, m)`` share of each pool that is lost, between 0 and 1.
    activity_loss
        ``(s, n)`` share of each activity's output that is lost, between 0 and 1.
    make_loss
        For each scenario ``(n, m)``, the share lost of what each activity makes into each pool.
    export_loss
        For each scenario ``(n, m)``, the share lost of what each activity exports, to everyone, of
        what it makes into each pool; its own use stays.
    value_added_rise
        ``(s, n)`` rise of what each activity pays for labor and capital, as a share.
    import_price_rise
        ``(s, m)`` rise of the price of what comes into each pool from outside, as a share.
    dated
        The same shocks one by one with their days, and those that have no meaning without days. The
        arrays hold, of shocks at several times, the largest loss at any one time.
    days
        ``s`` numbers of days to run; empty where nothing is dated.
    """

    names: tuple[str, ...]
    final_loss_usd: Floats
    pool_loss: Floats
    activity_loss: Floats
    make_loss: tuple[sparse.lil_array, ...]
    export_loss: tuple[sparse.lil_array, ...]
    value_added_rise: Floats
    import_price_rise: Floats
    dated: tuple[Dated, ...] = ()
    days: tuple[int, ...] = ()

    @classmethod
    def none(cls, names: tuple[str, ...], net: Net) -> Shocks:
        """Return arrays of zeros to be filled."""
        s, n, m = len(names), len(net.activities), len(net.pools)
        return cls(names, np.zeros((s, m, len(FINAL_ACCOUNTS))), np.zeros((s, m)),
                   np.zeros((s, n)), tuple(sparse.lil_array((n, m)) for _ in names),
                   tuple(sparse.lil_array((n, m)) for _ in names),
                   np.zeros((s, n)), np.zeros((s, m)))  # fmt: skip

    def check(self, net: Net) -> None:
        """Raise if the arrays do not fit the net or hold what is no share.

        Raises
        ------
        InputError
            With every fault.
        """
        s, n, m = len(self.names), len(net.activities), len(net.pools)
        wanted = {
            "final_loss_usd": (s, m, len(FINAL_ACCOUNTS)), "pool_loss": (s, m),
            "activity_loss": (s, n), "value_added_rise": (s, n), "import_price_rise": (s, m),
        }  # fmt: skip
        problems = []
        for name, shape in wanted.items():
            values = getattr(self, name)
            if values.shape != shape:
                problems.append(Problem("wrong_shape", name, f"{values.shape} instead of {shape}"))
            elif not np.isfinite(values).all():
                problems.append(Problem("unknown_value", name, "not a number"))
            elif name.endswith("_loss") and ((values < 0) | (values > 1)).any():
                problems.append(Problem("not_a_share", name, "outside of 0 to 1"))
        for kind in ("make_loss", "export_loss"):
            for name, cells in zip(self.names, getattr(self, kind), strict=True):
                losses = cells.tocoo().data
                if cells.shape != (n, m) or ((losses < 0) | (losses > 1) | np.isnan(losses)).any():
                    what = "outside of 0 to 1"
                    problems.append(Problem("not_a_share", f"{kind} of {name}", what))
        raise_all(InputError, "the shocks do not fit the net", problems)


@dataclass(frozen=True, eq=False)
class ImpactBatch:
    """What ``s`` scenarios do.

    Parameters
    ----------
    engine, version
        What computed it.
    names
        Names of the scenarios.
    tables
        By name. Every engine gives ``accounts`` (the three accounts, a row per scenario and
        account) and ``by_activity``.
    notes
        What the reader must know beside the numbers.
    """

    engine: str
    version: str
    names: tuple[str, ...]
    tables: Mapping[str, Table]
    notes: tuple[str, ...] = ()


class Simulator(Protocol):
    """Runs many scenarios in one pass."""

    def run(
        self, net: Net, shocks: Shocks, params: Mapping[str, Any], rng: np.random.Generator
    ) -> ImpactBatch:
        """Return what the shocks do; the net is not changed, the same seed gives the same bytes."""
        ...


class Analysis(Protocol):
    """Tells something about a net as it stands."""

    def run(self, net: Net, params: Mapping[str, Any]) -> Mapping[str, Table]:
        """Return tables by name; the net is not changed."""
        ...
