"""Initial shocks: what share of which firms is lost, for many scenarios, kept sparse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, NotFound, Problem, raise_all
from mainstay.twin.firm_nets.firm_net import Index
from mainstay.twin.net import Floats


@dataclass(frozen=True, eq=False)
class FirmShocks:
    """``b`` scenarios over ``n`` firms.

    Parameters
    ----------
    firms
        Number of firms ``n``.
    start
        ``(b + 1,)`` where each scenario begins.
    firm, share
        Firms hit and the share of each that is lost, above 0 and up to 1; a firm occurs once.
    """

    firms: int
    start: NDArray[np.int64]
    firm: Index
    share: Floats

    def __len__(self) -> int:
        return len(self.start) - 1

    def dense(self, at: int) -> Floats:
        """Return one scenario as ``(n,)``."""
        psi = np.zeros(self.firms)
        part = slice(self.start[at], self.start[at + 1])
        psi[self.firm[part]] = self.share[part]
        return psi


def each_firm(firms: int, chosen: Sequence[int] | Index | None = None) -> FirmShocks:
    """Return one scenario for each firm, which is lost wholly; for all firms if none is chosen.

    Raises
    ------
    NotFound
        If a chosen firm is not there.

    Examples
    --------
    >>> each_firm(3, [2]).dense(0).tolist()
    [0.0, 0.0, 1.0]
    """
    found = np.arange(firms) if chosen is None else np.asarray(chosen, dtype=np.int64)
    if len(found) and (found.min() < 0 or found.max() >= firms):
        raise NotFound(f"no such firm among {firms}", hint=f"0 to {firms - 1}")
    start = np.arange(len(found) + 1, dtype=np.int64)
    return FirmShocks(firms, start, found.astype(np.int32), np.ones(len(found)))


def shares_lost(psi: Floats) -> FirmShocks:
    """Return scenarios from ``(n,)`` or ``(n, b)`` shares lost.

    Raises
    ------
    InputError
        If a share is unknown or outside of 0 to 1.

    Examples
    --------
    >>> len(shares_lost(np.array([[0.0, 0.5], [1.0, 0.0]])))
    2
    """
    table = np.atleast_2d(np.asarray(psi, dtype=np.float64).T)
    bad = np.argwhere(~((table >= 0) & (table <= 1)))
    problems = [
        Problem("not_a_share", f"scenario {b}, firm {i}", f"{table[b, i]}", "0 to 1")
        for b, i in bad[:20]
    ]
    raise_all(InputError, "the shock does not hold", problems)
    scenario, firm = np.nonzero(table)
    start = np.searchsorted(scenario, np.arange(len(table) + 1)).astype(np.int64)
    return FirmShocks(table.shape[1], start, firm.astype(np.int32), table[scenario, firm])


def groups_lost(
    names: Sequence[str], member: Index, lost: Sequence[Mapping[str, float]]
) -> FirmShocks:
    """Return scenarios that hit whole groups: industries, regions, or any other parts of a net.

    Parameters
    ----------
    names
        Of the groups.
    member
        ``(n,)`` group of each firm, as a place among the names.
    lost
        For each scenario the share lost by group.

    Raises
    ------
    NotFound
        If a group has no firm.
    InputError
        If a share is outside of 0 to 1.

    Examples
    --------
    >>> groups_lost(["a", "b"], np.array([0, 1, 0]), [{"a": 0.25}]).dense(0).tolist()
    [0.25, 0.0, 0.25]
    """
    there = np.bincount(member, minlength=len(names)) > 0
    at = {name: k for k, name in enumerate(names) if there[k]}
    strange = sorted({name for one in lost for name in one} - set(at))
    problems = [Problem("unknown_code", name, "no firm is in it") for name in strange]
    raise_all(NotFound, "groups without firms", problems)
    psi = np.zeros((len(member), len(lost)))
    for column, one in enumerate(lost):
        by_group = np.zeros(len(names))
        by_group[[at[name] for name in one]] = list(one.values())
        psi[:, column] = by_group[member]
    return shares_lost(psi)
