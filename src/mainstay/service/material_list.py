"""How the ranking of minerals agrees with the published list: a check of replication."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mainstay.fusion.mineral_facts import MineralFacts
from mainstay.fusion.mineral_shares import plain_indices
from mainstay.model import Table
from mainstay.service.runs import DoneRun
from mainstay.service.twins import OpenTwin
from mainstay.shocks.commodity.compare import areas, ranks

#: Minerals on the final list by other routes than the model, or by the single-producer test.
OTHER_ROUTES = ("arsenic", "tellurium", "boron", "phosphate-rock", "zirconium")


def compare_with_list(done: DoneRun, twin: OpenTwin) -> list[Table]:
    """Return how the ranking and plain indices agree with the US list of critical minerals of 2025.

    A check of replication, not a validation: the list was made with a model of the same kind, in
    part by other routes, and parameters here were set before it was joined.
    """
    facts = twin.minerals
    rows = [
        row for row in done.tables["expected"].rows()
        if row["mineral"] in facts and facts[row["mineral"]].is_critical is not None
    ]  # fmt: skip
    rows = [r for r in rows if plain_indices(facts[r["mineral"]]) is not None]
    names = [str(r["mineral"]) for r in rows]
    listed = np.array([bool(facts[n].is_critical) for n in names])
    plain = np.array([plain_indices(facts[n]) for n in names], dtype=np.float64)
    scores = {
        "expected loss": np.array([float(r["loss_usd_mid"]) for r in rows]),
        "expected loss as of date": np.array([float(r["state_loss_usd_mid"]) for r in rows]),
        "loss if the leader stops": np.array([float(r["conditional_loss_usd_mid"]) for r in rows]),
        "net import reliance": plain[:, 0],
        "production HHI": plain[:, 1],
        "reliance times HHI": plain[:, 0] * plain[:, 1],
    }
    kept = np.array([n not in OTHER_ROUTES for n in names])
    return [
        _areas_table("all", scores, listed),
        _areas_table("without other routes", {n: s[kept] for n, s in scores.items()}, listed[kept]),
        _plain_indices(facts),
        _disagreements(names, scores, listed, rows),
    ]


def _plain_indices(facts: Mapping[str, MineralFacts]) -> Table:
    """Return how the plain indices alone agree, on every mineral that has both and is judged."""
    judged = {n: f for n, f in facts.items() if f.is_critical is not None}
    known = {n: pair for n, f in judged.items() if (pair := plain_indices(f)) is not None}
    listed = np.array([bool(judged[n].is_critical) for n in known])
    values = np.array(list(known.values()))
    scores = {
        "net import reliance": values[:, 0], "production HHI": values[:, 1],
        "reliance times HHI": values[:, 0] * values[:, 1],
    }  # fmt: skip
    found, _ = areas(scores, listed, against="reliance times HHI")
    rows: list[dict[str, object]] = [
        {"count": len(listed), "listed": int(listed.sum()), "score": n, "auc": a.value,
         "auc_low": a.low, "auc_high": a.high} for n, a in found.items()
    ]  # fmt: skip
    notes = (
        "reliance printed as a bound counts as the middle of its range",
        "an index of withheld parts counts as the middle of its range",
    )
    title = "Plain indices alone, on all that have both"
    return Table.of("auc_indices", rows, title=title, notes=notes)


def _areas_table(which: str, scores: dict[str, np.ndarray], listed: np.ndarray) -> Table:
    ours = "expected loss"
    found, excess = areas(scores, listed, against=ours)
    rows: list[dict[str, object]] = []
    for name, a in found.items():
        more = excess.get(name)
        rows.append({
            "minerals": which, "count": len(listed), "listed": int(listed.sum()), "score": name,
            "auc": a.value, "auc_low": a.low, "auc_high": a.high,
            "ours_exceeds": more.value if more else None,
            "ours_exceeds_low": more.low if more else None,
            "ours_exceeds_high": more.high if more else None,
        })  # fmt: skip
    return Table.of(
        "auc" if which == "all" else "auc_without", rows,
        title=f"Agreement with the US list of critical minerals of 2025, minerals: {which}",
        notes=("a check of replication, not a validation; 95 of a hundred paired drawn sets",),
    )  # fmt: skip


def _disagreements(
    names: list[str], scores: dict[str, np.ndarray], listed: np.ndarray,
    rows: list[dict[str, object]],
) -> Table:  # fmt: skip
    place = ranks(scores["expected loss"])
    cut = float(listed.sum())
    found: list[dict[str, object]] = []
    for i in np.argsort(place):
        if listed[i] == (place[i] <= cut):
            continue
        row = rows[i]
        found.append({
            "mineral": names[i], "listed": bool(listed[i]), "rank": float(place[i]),
            "loss_usd_mid": row["loss_usd_mid"], "spend_usd_mid": row["spend_usd_mid"],
            "shortage_mid": row["shortage_mid"], "price_multiple_mid": row["price_multiple_mid"],
            "leader": row["leader"], "coverage": row["coverage"], "driver": row["driver"],
            "why": _why(names[i], row, is_listed=bool(listed[i])),
        })  # fmt: skip
    return Table.of("disagreements", found,
                    title="Listed and ranked low, or not listed and ranked high")  # fmt: skip


def _why(name: str, row: Mapping[str, Any], *, is_listed: bool) -> str:
    """Return the plain reason that the numbers themselves give."""
    short, spend = float(row["shortage_mid"] or 0.0), float(row["spend_usd_mid"] or 0.0)
    listed = (
        (name in OTHER_ROUTES, "on the list by another route than a model of loss"),
        (
            short < 0.02,
            "little is short when the leader stops: stocks, spare capacity, or many make it",
        ),
        (spend < 20e6, "little is spent on it; what hangs on it may lie in imported goods"),
        (True, "expected loss below that of others: the leader is unlikely to stop, or uses adapt"),
    )
    other = (
        (spend > 1e9, "much is spent on it: a small shortage costs much, the list may see it safe"),
        (
            short < 0.02,
            "nothing is short when the leader stops alone: the loss is of several together",
        ),
        (True, "one place leads, and uses are hard to replace by the evidence here"),
    )
    return next(words for holds, words in (listed if is_listed else other) if holds)
