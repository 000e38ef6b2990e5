"""Systemic risk of the firms of a stored net: the ranking, and what one shock does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Table
from mainstay.service.firm_nets import load_firm_net
from mainstay.service.homes import Step, silent
from mainstay.shocks.cascade import engine
from mainstay.shocks.cascade.engine import CascadeSettings
from mainstay.shocks.cascade.essential import Essentials, read_essentials
from mainstay.shocks.cascade.first_losses import groups_lost
from mainstay.twin.firm_nets.firm_net import FirmNet
from mainstay.twin.net import Floats

__all__ = ["CascadeSettings", "first_firms", "rank_firms", "shock_firms"]


def rank_firms(
    path: Path | str | None, net: str | Path, *, settings: CascadeSettings | None = None,
    firms: int | None = None, essentials: Path | None = None, residual: Path | None = None,
    step: Step = silent,
) -> Table:  # fmt: skip
    """Rank the firms of a net by what stops if each stops.

    Parameters
    ----------
    path
        The home; the default one if ``None``.
    net
        Name of a net of the home, or a folder.
    settings
        How to run.
    firms
        Score only so many, the largest by output.
    essentials
        CSV of 0, 1, 2 by industry; assumed by rule if ``None``.
    residual
        Text file with the id of a firm per line that stands for several; they are split first.
    step
        Told what is being done, and what time is left.

    Raises
    ------
    NotFound
        If there is no such net.
    InputError
        If files or settings do not hold.
    """
    loaded, rated = _load(path, net, essentials, step)
    chosen = settings or CascadeSettings()
    if residual is not None:
        chosen = replace(chosen, residual=_residual(loaded, residual))
    if firms is not None and firms < 1:
        raise InputError(f"{firms} firms cannot be scored", hint="1 or more, or leave it out")
    step(f"scoring {min(firms or loaded.size, loaded.size):,} of {loaded.size:,} firms")
    return engine.rank(loaded, rated, chosen, firms=firms, step=step)["ranking"]


def first_firms(ranking: Table, top: int) -> Table:
    """Return the first firms of a ranking, and say how many there are."""
    if len(ranking) <= top:
        return ranking
    notes = (*ranking.notes, f"first {top} of {len(ranking):,} scored firms")
    return replace(ranking, data=ranking.data.slice(0, top), notes=notes)


def shock_firms(
    path: Path | str | None, net: str | Path, lost: Sequence[str], *,
    settings: CascadeSettings | None = None, essentials: Path | None = None, top: int = 20,
    step: Step = silent,
) -> list[Table]:  # fmt: skip
    """Tell what a shock to firms or industries does.

    Parameters
    ----------
    path, net, settings, essentials, step
        As in :func:`rank_firms`.
    lost
        ``WHO=SHARE`` or ``WHO``, where the share is of 1 and 1 if not given; who is a firm's id,
        ``firm:NUMBER``, or the code of an industry.
    top
        How many firms to list.

    Raises
    ------
    NotFound
        If there is no such net, or no firm of an industry is in it.
    InputError
        If nobody is hit, or somebody who is not there.
    """
    loaded, rated = _load(path, net, essentials, step)
    psi = _shares(loaded, lost)
    step(f"running the shock through {loaded.links:,} links")
    tables = engine.shock(loaded, psi, rated, settings or CascadeSettings(), top=top)
    return list(tables.values())


def _load(
    path: Path | str | None, net: str | Path, essentials: Path | None, step: Step
) -> tuple[FirmNet, Essentials | None]:
    step(f"reading {net}")
    loaded = load_firm_net(path, net)
    rated = None if essentials is None else read_essentials(essentials, loaded.industries)
    return loaded, rated


def _shares(net: FirmNet, lost: Sequence[str]) -> Floats:
    """Return ``(n,)`` shares lost; where somebody is named twice, the larger share holds."""
    at = {name: i for i, name in enumerate(net.ids)}
    codes = set(net.industries)
    psi, by_industry, problems = np.zeros(net.size), dict[str, float](), list[Problem]()
    for word in lost:
        who, _, text = word.rpartition("=") if "=" in word else (word, "", "1")
        try:
            share = float(text)
        except ValueError:
            share = np.nan
        number = who.removeprefix("firm:")
        if not 0 <= share <= 1:
            problems.append(Problem("not_a_share", word, f"{text!r}", "0 to 1"))
        elif who in at:
            psi[at[who]] = max(psi[at[who]], share)
        elif who in codes:
            by_industry[who] = max(by_industry.get(who, 0.0), share)
        elif who.startswith("firm:") and number.isdigit() and int(number) < net.size:
            psi[int(number)] = max(psi[int(number)], share)
        else:
            hint = f"a firm's id, firm:0 to firm:{net.size - 1}, or an industry as"
            problems.append(
                Problem("unknown_code", word, f"no {who!r}", f"{hint} {net.industries[0]}")
            )
    raise_all(InputError, "the shock does not fit the net", problems)
    whole = groups_lost(net.industries, net.industry, [by_industry])
    psi = np.maximum(psi, whole.dense(0))
    if not psi.any():
        raise InputError("nobody is hit", hint="for example --lost firm:0, or --lost CODE=0.5")
    return psi


def _residual(net: FirmNet, file: Path) -> tuple[int, ...]:
    try:
        names = [line.strip() for line in file.read_text("utf-8-sig").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        hint = "one id of a firm per line"
        raise InputError(f"cannot read {file}: {error}", hint=hint) from error
    at = {name: i for i, name in enumerate(net.ids)}
    problems = [
        Problem("unknown_firm", f"{file}", f"no firm {name!r}", "ids of the net's firms")
        for name in names
        if name not in at
    ]
    raise_all(InputError, "the list of residual firms does not fit the net", problems)
    return tuple(sorted(at[name] for name in set(names)))
