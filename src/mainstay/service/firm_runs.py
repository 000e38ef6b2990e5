"""What stops when firms of a stored net stop, day by day: the dynamic engine on links of firms."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, NotFound, Problem, raise_all
from mainstay.model import Table
from mainstay.model.classification import Classification
from mainstay.service.firm_nets import load_firm_net
from mainstay.service.firm_tables import parts, stop_tables
from mainstay.service.homes import Step, silent
from mainstay.service.twins import OpenTwin
from mainstay.shocks.ario.events import Event, Kind, Recovery
from mainstay.shocks.ario.firms import COVER_DAYS, LEAST_DAYS, firm_economy, firm_parameters
from mainstay.shocks.ario.simulate import Progress, simulate
from mainstay.shocks.ario.trajectory import Record
from mainstay.shocks.cascade.essential import (
    ESSENTIAL,
    Essentials,
    assumed_essentials,
    read_essentials,
)
from mainstay.store import Home
from mainstay.twin.firm_nets import FirmNet

Places = NDArray[np.intp]

#: Rules for inputs that nobody rated. A rule by which everything can be replaced stops nobody here.
RULES = ("goods", "leontief")

#: Days that a run may have, and so many names of firms that a misspelled one is compared with.
MOST_DAYS, COMPARED = 3650, 20_000


@dataclass(frozen=True)
class FirmStop:
    """Who stops, how much, and for how long.

    Parameters
    ----------
    firms
        Ids, or ``firm:NUMBER``; a bare number where the firms of the net have no ids.
    industries
        Codes of industries of the net; all of their firms stop.
    share
        Of the capacity of each of them that is lost, above 0 and at most 1.
    days, recovery_days
        The loss is whole for ``days`` from the first one, then goes away in equal steps over
        ``recovery_days``; at once where that is 0.
    horizon
        Days that are followed.
    stock_days
        Mean of the draw of days of stock; see :func:`mainstay.shocks.ario.firms.firm_economy`.
    seed
        Of that draw.
    rule
        Which inputs a firm cannot do without, where nobody rated them: one of :data:`RULES`.
    """

    firms: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    share: float = 1.0
    days: float = 30.0
    recovery_days: float = 0.0
    horizon: int = 365
    stock_days: float = COVER_DAYS
    seed: int = 0
    rule: str = "goods"


def stop_firms(
    path: Path | str | None, net: str | Path, stop: FirmStop, *, essentials: Path | None = None,
    top: int = 20, step: Step = silent,
) -> list[Table]:  # fmt: skip
    """Stop firms of a net and tell what is lost, by whom, and when it is back.

    Parameters
    ----------
    path
        The home; the default one if ``None``.
    net
        Name of a net of the home, or a folder.
    stop
        Who stops.
    essentials
        CSV of 0, 1, 2 by industry; only inputs rated 2 stop their buyer. By rule if ``None``.
    top
        Firms in the table of who is hit first.
    step
        Told what is being done.

    Returns
    -------
    list of Table
        ``stop`` (the sum), ``by_industry``, ``first_hit`` and ``over_time``.

    Raises
    ------
    NotFound
        If there is no such net.
    InputError
        With every firm and industry that is not there, and every number out of its range.
    """
    step(f"reading {net}")
    loaded = load_firm_net(path, net)
    titles = _titles(path, loaded)
    hit = _places(loaded, stop, titles)
    rated = (
        assumed_essentials(loaded.industries, stop.rule)
        if essentials is None
        else read_essentials(essentials, loaded.industries)
    )
    step(f"building {loaded.size:,} firms with {loaded.links:,} links")
    economy = firm_economy(
        loaded, cover_days=stop.stock_days, seed=stop.seed,
        essential=(rated.matrix == ESSENTIAL).astype(np.float64),
    )  # fmt: skip
    way = Recovery.LINEAR if stop.recovery_days > 0 else Recovery.NONE
    loss = Event(0, Kind.CAPACITY, hit, np.full(len(hit), stop.share), 0.0, stop.days, way,
                 stop.recovery_days)  # fmt: skip
    groups = parts(economy, hit)
    run = simulate(
        economy, [loss], firm_parameters(stop.horizon),
        record=Record(groups=groups.weights, fill=False), step=_by_tenths(step),
    )  # fmt: skip
    step("telling what happened")
    notes = (*_told(loaded, stop, rated, len(hit)), *economy.notes)
    return stop_tables(
        run, economy, groups, hit, names=titles, top=top, notes=notes, source=_source(loaded),
        synthetic=loaded.synthetic,
    )  # fmt: skip


def _places(net: FirmNet, stop: FirmStop, titles: dict[str, str]) -> Places:
    """Return the firms that stop, each once; every fault of the wish at once."""
    problems = _numbers(stop)
    hit = np.zeros(net.size, dtype=np.bool_)
    at = {name: i for i, name in enumerate(net.ids)}
    for word in stop.firms:
        found = _firm(net, at, word)
        if found is None:
            problems.append(Problem("unknown_firm", word, "no such firm", _near(net, word)))
        else:
            hit[found] = True
    codes = Classification("industries of the net", titles, net.twin_id)
    for word in stop.industries:
        same = [k for k, code in enumerate(net.industries) if word in (code, _bare(code))]
        if len(same) != 1:
            near = "; ".join(codes.closest(word)) or f"for example {net.industries[0]}"
            problems.append(Problem("unknown_industry", word, "no such industry",
                                    f"closest: {near}"))  # fmt: skip
            continue
        members = net.industry == same[0]
        if not members.any():
            problems.append(Problem("no_firms", word, "the industry has no firm in this net"))
        hit |= members
    if not stop.firms and not stop.industries:
        problems.append(Problem("nobody", "stop", "nobody stops",
                                "name a firm or an industry"))  # fmt: skip
    raise_all(InputError, "the stop does not fit the net", problems)
    return np.flatnonzero(hit)


def _numbers(stop: FirmStop) -> list[Problem]:
    asked = (
        ("share", 0 < stop.share <= 1, stop.share, "above 0 and at most 1"),
        ("days", 0 < stop.days <= MOST_DAYS, stop.days, f"above 0 and at most {MOST_DAYS}"),
        ("recovery_days", 0 <= stop.recovery_days <= MOST_DAYS, stop.recovery_days,
         f"0 to {MOST_DAYS}"),
        ("horizon", 1 <= stop.horizon <= MOST_DAYS, stop.horizon, f"1 to {MOST_DAYS}"),
        ("stock_days", 0 <= stop.stock_days <= MOST_DAYS, stop.stock_days, f"0 to {MOST_DAYS}"),
        ("seed", stop.seed >= 0, stop.seed, "0 or more"),
    )  # fmt: skip
    found = [Problem("out_of_range", name, f"{value:g}", hint) for name, fine, value, hint in asked
            if not fine]  # fmt: skip
    if stop.rule not in RULES:
        found.append(Problem("unknown_rule", "rule", f"no rule {stop.rule!r}", " or ".join(RULES)))
    return found


def _firm(net: FirmNet, at: dict[str, int], word: str) -> int | None:
    """Return the place of a firm; a bare number is an id wherever firms have ids."""
    if word in at:
        return at[word]
    number = word.removeprefix("firm:") if net.ids else word.rpartition(":")[2]
    told = word.startswith("firm:") or (not net.ids and word == number)
    if told and number.isascii() and number.isdigit() and int(number) < net.size:
        return int(number)
    return None


def _near(net: FirmNet, word: str) -> str:
    numbers = f"firm:0 to firm:{net.size - 1}"
    if not net.ids:
        return numbers
    # likeness costs time: in a large net only names with the same beginning are compared
    head = word.casefold()[:2]
    few = net.size <= COMPARED
    named = {name.casefold(): name for name in net.ids
             if few or name.casefold().startswith(head)}  # fmt: skip
    near = difflib.get_close_matches(word.casefold(), list(named)[:COMPARED], n=3)
    return f"closest: {', '.join(named[n] for n in near)}" if near else f"an id, or {numbers}"


def _bare(code: str) -> str:
    return code.rpartition(":")[2]


def _titles(path: Path | str | None, net: FirmNet) -> dict[str, str]:
    """Return words for industries from the twin where it is in the home, else the codes."""
    titles = {code: code for code in net.industries}
    if not net.twin_id:
        return titles
    home = Home.open(path)
    try:
        known = OpenTwin(home, home.twin(net.twin_id)).net.activities
    except NotFound:
        return titles
    named = dict(zip(known.id, known.name, strict=True))
    return {code: named.get(code, code) for code in net.industries}


def _by_tenths(step: Step) -> Progress:
    def tell(done: int, steps: int) -> None:
        if done == steps or done % max(steps // 10, 1) == 0:
            step(f"day {done} of {steps}")

    return tell


def _told(net: FirmNet, stop: FirmStop, rated: Essentials, firms: int) -> Sequence[str]:
    back = f"back over {stop.recovery_days:g} days" if stop.recovery_days else "back at once"
    notes = [
        f"{firms:,} of {net.size:,} firms lose {100 * stop.share:.4g} % of their capacity for "
        f"{stop.days:g} days, then {back}; {stop.horizon} days are followed",
        f"essential inputs: {rated.source}; an input that is not essential stops nobody",
        "one draw of days of stock is one case: other seeds show what depends on it",
    ]
    if rated.assumed:
        notes.append("which inputs are essential decides most: the other rule shows how much")
    if stop.days + stop.recovery_days >= stop.horizon:
        notes.append("the stop lasts to the end of the run: nobody hit can be back within it")
    if stop.stock_days < LEAST_DAYS:
        notes.append(f"every firm has {LEAST_DAYS:g} days of stock at least, whatever the mean")
    return notes


def _source(net: FirmNet) -> str:
    if not net.synthetic:
        return "ario on a user's net of firms"
    twin = f" on twin {net.twin_id[:12]}" if net.twin_id else ""
    return f"ario on a SYNTHETIC net of firms, seed {net.seed}{twin}"
