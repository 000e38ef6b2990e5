"""What an ensemble gives, as tables."""

from __future__ import annotations

import numpy as np

from mainstay.model import DAYS_PER_YEAR, Table
from mainstay.shocks.ensembles.design import Design
from mainstay.shocks.ensembles.factors import WORDS
from mainstay.shocks.ensembles.members import ACCOUNTS, ANSWERS, BATCH, MemberRuns
from mainstay.shocks.ensembles.sensitivity import between, effects
from mainstay.shocks.ensembles.statistics import exceedance, fan, mean, quantile
from mainstay.shocks.ensembles.workers import Answers
from mainstay.shocks.recovery.bands import band
from mainstay.twin.exposure import ACCOUNTS as COLUMNS
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net
from mainstay.twin.selection import source_line

#: Quantiles of the summary, and of the bands over time.
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)

_TITLES = {
    "accounts": "Loss over all members, with Monte-Carlo errors",
    "exceedance": "How likely a loss is exceeded",
    "sensitivity": "Which assumption drives the loss",
    "fan": "Loss by day, over all members",
    "members": "Every member: its assumptions and its answers",
    "factors": "What was drawn",
}


def tables_of(
    scenario: str, made: Design, answers: Answers, *, net: Net, runs: MemberRuns, is_drawn: bool
) -> dict[str, Table]:
    """Return the tables of an ensemble.

    Parameters
    ----------
    scenario
        Its name.
    made, answers
        The design of ``m`` members and their answers, ``(m,)`` or ``(t, m)``.
    net, runs
        What was run.
    is_drawn
        Whether every batch has a net of its own.
    """
    own = [a for a in ACCOUNTS if f"{a}_loss_usd" in answers]
    rows: dict[str, list[dict[str, object]]] = {
        "accounts": [r for a in own for r in _summary(scenario, a, made, answers, runs)],
        "exceedance": [
            {"scenario": scenario, "account": a, "loss_usd": r.pop("loss"), **r}
            for a in own for r in exceedance(answers[f"{a}_loss_usd"], made.replicates)
        ],
        "sensitivity": [
            {"scenario": scenario, "account": a, **r}
            for a in own for r in _sensitivity(made, answers[f"{a}_loss_usd"], is_drawn=is_drawn)
        ],
        "fan": [r for a in own for r in _fan(scenario, a, answers[f"series_{a}"], runs)],
        "members": _members(made, answers),
        "factors": [
            {"factor": row.pop("name"), "words": WORDS.get(f.name, f.name), **row}
            for f in made.factors for row in (f.as_row(),)
        ],
    }  # fmt: skip
    source = source_line(net)
    return {
        name: Table.of(name, found, title=_TITLES[name], source=source)
        for name, found in rows.items()
    }


def _summary(
    scenario: str, account: str, made: Design, answers: Answers, runs: MemberRuns
) -> list[dict[str, object]]:
    loss = answers[f"{account}_loss_usd"]
    parts = made.replicates
    average = mean(loss, parts)
    normal = _normal(account, runs)
    row: dict[str, object] = {
        "scenario": scenario, "account": account, "members": len(loss), "days": runs.days,
        "loss_usd_mean": average.value, "loss_usd_mean_error": average.error,
    }  # fmt: skip
    for share in SHARES:
        found = quantile(loss, share, parts)
        name = f"loss_usd_p{round(100 * share):02d}"
        row |= {name: found.value, f"{name}_error": found.error}
    row["share_of_normal_p50"] = quantile(loss, 0.5, parts).value / normal if normal else None
    if account == "economy":
        back = answers["recovered_day"]
        row |= {
            "depth_share_p50": float(np.median(answers["depth_share"])),
            "recovered_day_p50": band(back, late=True)["mid"],
            "recovered_share": float(np.isfinite(back).mean()),
        }
    else:
        row |= {"depth_share_p50": None, "recovered_day_p50": None, "recovered_share": None}
    return [row]


def _normal(account: str, runs: MemberRuns) -> float:
    """Return the normal flow of an account over the run, US dollars."""
    economy = runs.economy
    years = runs.days / DAYS_PER_YEAR
    if account == "economy":
        return float(economy.value_added.sum()) * years
    columns = [FINAL_ACCOUNTS.index(c) for c in COLUMNS[account]]
    return float(economy.final[:, columns].sum()) * years


def _sensitivity(made: Design, loss: Floats, *, is_drawn: bool) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {"parameter": e.factor, "words": WORDS.get(e.factor, e.factor), "index": e.index,
         "index_error": e.error, "rank_correlation": e.rank, "low_answer": e.low_answer,
         "high_answer": e.high_answer}
        for e in effects(made, loss)
    ]  # fmt: skip
    if is_drawn and len(loss) > BATCH:
        share = between(np.arange(len(loss)) // BATCH, loss)
        rows.append(
            {"parameter": "net", "words": WORDS["net"], "index": share, "index_error": None,
             "rank_correlation": None, "low_answer": None, "high_answer": None}
        )  # fmt: skip
    return rows


def _fan(scenario: str, account: str, series: Floats, runs: MemberRuns) -> list[dict[str, object]]:
    found = fan(series, SHARES)
    return [
        {"scenario": scenario, "account": account, "day": (t + 1) * runs.step_days,
         **{f"loss_share_p{round(100 * s):02d}": float(found[k, t]) for k, s in enumerate(SHARES)}}
        for t in range(found.shape[1])
    ]  # fmt: skip


def _members(made: Design, answers: Answers) -> list[dict[str, object]]:
    values = made.values()
    kept = [name for name in ANSWERS if name in answers]
    return [
        {
            "member": m,
            **{name: float(v[m]) for name, v in values.items()},
            **{n: _known(answers[n][m]) for n in kept},
        }
        for m in range(len(made))
    ]


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
