"""The engine: ranking of firms, and what one shock does, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from mainstay.errors import InputError
from mainstay.model import Table
from mainstay.shocks.cascade.essential import RULES, Essentials, assumed_essentials
from mainstay.shocks.cascade.first_losses import FirmShocks, each_firm
from mainstay.shocks.cascade.prepare import Prepared, prepare
from mainstay.shocks.cascade.reference import Reference, Rules
from mainstay.shocks.cascade.residual import split_residual
from mainstay.shocks.cascade.score import Scores, Step, score
from mainstay.twin.firm_nets.firm_net import FirmNet, Index, sums
from mainstay.twin.net import Floats

#: What a firm may count by in a score.
WEIGHTS = ("output", "value_added", "equal")

#: Said of every score.
READING = (
    "esri: share of all firms' output that is lost if this firm stops, firm by firm the larger of"
    " what is missing from suppliers (downstream) and from buyers (upstream); no time, no stocks"
)


@dataclass(frozen=True)
class CascadeSettings:
    """How a cascade is run.

    Parameters
    ----------
    tolerance, most
        When it stops; see :class:`mainstay.shocks.cascade.reference.Rules`.
    mode, threads
        See :func:`mainstay.shocks.cascade.score.score`.
    rule
        Which inputs are essential where nobody rated them.
    sweep
        Whether to give the lowest and highest score by any rule beside an assumed one.
    weight
        One of :data:`WEIGHTS`.
    residual, seed
        Firms that stand for several, and the seed by which they are split.
    """

    tolerance: float = 1e-2
    most: int = 10_000
    mode: str = "auto"
    threads: int | None = None
    rule: str = "goods"
    sweep: bool = True
    weight: str = "output"
    residual: tuple[int, ...] = ()
    seed: int = 0

    @property
    def rules(self) -> Rules:
        """When it stops."""
        return Rules(self.tolerance, self.most)


class Cascade:
    """Systemic risk of firms; an analysis of a firm net."""

    def run(self, net: FirmNet, params: Mapping[str, Any]) -> dict[str, Table]:
        """Return the table ``ranking``; the net is not changed.

        Parameters
        ----------
        net
            The firms.
        params
            Fields of :class:`CascadeSettings`; ``firms`` is how many, the largest first, and
            ``essentials`` are ratings.

        Raises
        ------
        InputError
            If a setting is unknown or does not fit.
        """
        given = dict(params)
        firms, essentials = given.pop("firms", None), given.pop("essentials", None)
        strange = sorted(set(given) - set(CascadeSettings.__dataclass_fields__))
        if strange:
            known = ", ".join(["firms", "essentials", *CascadeSettings.__dataclass_fields__])
            raise InputError(f"no setting {strange[0]!r} of cascade", hint=f"known: {known}")
        return rank(net, essentials, CascadeSettings(**given), firms=firms)


def rank(
    net: FirmNet, essentials: Essentials | None, settings: CascadeSettings, *,
    firms: int | None = None, step: Step | None = None,
) -> dict[str, Table]:  # fmt: skip
    """Return the table ``ranking``: firms by score, highest first.

    Parameters
    ----------
    net
        The firms.
    essentials
        Ratings; assumed by the rule of the settings if ``None``, and then swept over all rules.
    settings
        How to run.
    firms
        Score only so many, the largest by output; all if ``None``.
    step
        Told how far it is.

    Raises
    ------
    InputError
        If settings or net do not hold.
    """
    net = split_residual(net, settings.residual, seed=settings.seed)
    rated = essentials or assumed_essentials(net.industries, settings.rule)
    ready = _prepared(net, rated, settings)
    chosen = _largest(ready, firms)
    shocks = each_firm(net.size, chosen)
    scores = _score(ready, shocks, settings, step)
    columns = _columns(net, ready, chosen, scores)
    notes: tuple[str, ...] = (READING, *scores.notes, *ready.notes)
    if rated.assumed and settings.sweep:
        low, high = _swept(net, shocks, settings, scores, step)
        columns |= {"esri_low": low, "esri_high": high}
        notes += ("esri_low, esri_high: the least and most by any rule of essential inputs: "
                  + ", ".join(RULES),)  # fmt: skip
    order = np.argsort(-scores.ends.total, kind="stable")
    data = pa.table(columns).take(pa.array(order))
    data = data.add_column(0, "rank", pa.array(np.arange(1, len(order) + 1)))
    if firms is not None and len(chosen) < net.size:
        notes += (f"scored: the {len(chosen):,} largest of {net.size:,} firms",)
    title = f"Systemic risk of {len(chosen):,} firms"
    return {"ranking": Table("ranking", data, title, _source(net, scores), notes)}


def shock(
    net: FirmNet,
    psi: Floats,
    essentials: Essentials | None,
    settings: CascadeSettings,
    *,
    top: int = 20,
) -> dict[str, Table]:
    """Return what one shock does: tables ``cascade``, ``by_industry``, ``by_firm``.

    Parameters
    ----------
    net
        The firms.
    psi
        ``(n,)`` share of each firm that is lost at first.
    essentials, settings
        As in :func:`rank`; residual firms cannot be split here, since ``psi`` is of the net's own.
    top
        How many firms.

    Raises
    ------
    InputError
        If settings, net or shock do not hold.
    """
    rated = essentials or assumed_essentials(net.industries, settings.rule)
    ready = _prepared(net, rated, settings)
    down, up, sweeps, residual = Reference(ready).losses(psi, settings.rules)
    both, w = np.maximum(down, up), ready.weight
    head: list[dict[str, object]] = [
        {"lost_at_first": float(w @ psi), "lost": float(w @ both), "downstream": float(w @ down),
         "upstream": float(w @ up), "firms_above_half": int((both > 0.5).sum()),
         "sweeps": sweeps, "residual": residual, "synthetic": net.synthetic},
    ]  # fmt: skip
    notes = (READING.replace("esri", "lost").replace("this firm stops", "this happens"),
             *ready.notes)  # fmt: skip
    if residual > settings.tolerance:
        notes += (f"cut off at {settings.most} sweeps, before the tolerance was met",)
    words: dict[str, Any] = {"notes": notes, "source": _net_source(net)}
    return {
        "cascade": Table.of("cascade", head, title="What the shock does", **words),
        "by_industry": Table.of("by_industry", _by_industry(net, w, (psi, down, up)),
                                title="Loss by industry", **words),
        "by_firm": Table.of("by_firm", _by_firm(net, w, (psi, down, up), top),
                            title=f"The {top} firms that lose most", **words),
    }  # fmt: skip


def _prepared(net: FirmNet, rated: Essentials, settings: CascadeSettings) -> Prepared:
    if settings.weight not in WEIGHTS:
        raise InputError(f"no weight {settings.weight!r}", hint="known: " + ", ".join(WEIGHTS))
    weight = np.ones(net.size) if settings.weight == "equal" else None
    if settings.weight == "value_added":
        weight = net.value_added_usd
        if weight is None:
            raise InputError("the net has no value added", hint="weight by output")
    return prepare(net, rated, weight=weight)


def _score(
    ready: Prepared, shocks: FirmShocks, settings: CascadeSettings, step: Step | None
) -> Scores:
    return score(ready, shocks, settings.rules, mode=settings.mode, threads=settings.threads,
                 step=step)  # fmt: skip


def _largest(ready: Prepared, firms: int | None) -> Index:
    if firms is None or firms >= ready.firms:
        return np.arange(ready.firms, dtype=np.int32)
    return np.sort(np.argsort(-ready.output_share, kind="stable")[:firms]).astype(np.int32)


def _swept(
    net: FirmNet, shocks: FirmShocks, settings: CascadeSettings, scores: Scores, step: Step | None
) -> tuple[Floats, Floats]:
    found = [scores.ends.total]
    for rule in RULES:
        if rule != settings.rule:
            ready = _prepared(net, assumed_essentials(net.industries, rule), settings)
            if step is not None:
                step(f"again, by the rule {rule} of essential inputs")
            found.append(_score(ready, shocks, settings, step).ends.total)
    return np.min(found, axis=0), np.max(found, axis=0)


def _columns(net: FirmNet, ready: Prepared, chosen: Index, scores: Scores) -> dict[str, Any]:
    ends = scores.ends
    return {
        "firm": pa.array([net.name_of(int(i)) for i in chosen]),
        "industry": pa.array([net.industries[net.industry[i]] for i in chosen]),
        "output_share": ready.output_share[chosen], "esri": ends.total,
        "downstream": ends.downstream, "upstream": ends.upstream,
        "sweeps": ends.sweeps.astype(np.int64), "residual": ends.residual,
        "synthetic": np.full(len(chosen), net.synthetic),
    }  # fmt: skip


def _by_industry(
    net: FirmNet, w: Floats, losses: tuple[Floats, Floats, Floats]
) -> list[dict[str, object]]:
    psi, down, up = losses
    k = len(net.industries)
    whole = sums(net.industry, w, k)
    parts = [sums(net.industry, w * x, k) for x in (psi, np.maximum(down, up), down, up)]
    order = np.argsort(-parts[1], kind="stable")
    return [
        {"industry": net.industries[i], "weight_share": float(whole[i]),
         "lost_at_first_share": float(parts[0][i] / whole[i]),
         "lost_share": float(parts[1][i] / whole[i]), "of_all_lost": float(parts[1][i]),
         "downstream_share": float(parts[2][i] / whole[i]),
         "upstream_share": float(parts[3][i] / whole[i])}
        for i in order if whole[i] > 0
    ]  # fmt: skip


def _by_firm(
    net: FirmNet, w: Floats, losses: tuple[Floats, Floats, Floats], top: int
) -> list[dict[str, object]]:
    psi, down, up = losses
    both = np.maximum(down, up)
    order: Sequence[int] = np.argsort(-w * both, kind="stable")[:top].tolist()
    return [
        {"firm": net.name_of(i), "industry": net.industries[net.industry[i]],
         "weight_share": float(w[i]), "lost_at_first_share": float(psi[i]),
         "lost_share": float(both[i]), "of_all_lost": float(w[i] * both[i]),
         "downstream_share": float(down[i]), "upstream_share": float(up[i]),
         "synthetic": net.synthetic}
        for i in order
    ]  # fmt: skip


def _net_source(net: FirmNet) -> str:
    if not net.synthetic:
        return "a user's net of firms"
    twin = f" on twin {net.twin_id[:12]}" if net.twin_id else ""
    return f"SYNTHETIC net of firms, seed {net.seed}{twin}"


def _source(net: FirmNet, scores: Scores) -> str:
    return f"cascade 1, {scores.mode} way; {_net_source(net)}"
