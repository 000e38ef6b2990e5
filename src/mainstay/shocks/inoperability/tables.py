"""Tables of a run of inoperability."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mainstay.model import DAYS_PER_YEAR, Table
from mainstay.shocks.inoperability.days import Run
from mainstay.shocks.inoperability.losses import Losses
from mainstay.shocks.recovery import Curves
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.net import FINAL_ACCOUNTS, Floats
from mainstay.twin.technology import Technology


def accounts(tech: Technology, names: tuple[str, ...], run: Run, losses: Losses) -> Table:
    """Return the loss by account over the run.

    ``unmet_usd`` is final use that is asked for and not made: the part of final use in the output
    of each activity, times the output that is asked for and not made. The loss of GDP is that of
    the economy as a whole; whose demand it stands behind is not told, because what cannot be made
    stands behind several.
    """
    added = tech.value_added_ratio * tech.output_usd
    paid = tech.compensation_ratio * tech.output_usd if tech.knows_compensation else None
    lost, days = losses.final_lost_usd(), losses.days
    rows: list[dict[str, object]] = []
    for s, name in enumerate(names):
        for account, columns in ACCOUNTS.items():
            k = [FINAL_ACCOUNTS.index(column) for column in columns]
            final = float(tech.net.final[:, k].sum())
            gone = float(lost[s, k].sum() + run.unmet[s, k].sum())
            whole = account == "economy"
            rows.append(
                {
                    "scenario": name,
                    "account": account,
                    "final_usd": final,
                    "final_loss_usd": float(lost[s, k].sum()),
                    "unmet_usd": float(run.unmet[s, k].sum()),
                    "share": gone / (final * days / DAYS_PER_YEAR) if final else None,
                    "gdp_loss_usd": float(added @ run.total[:, s]) / DAYS_PER_YEAR
                    if whole
                    else None,
                    "gdp_loss_if_lasting_usd": float(added @ run.static.inoperability[:, s])
                    if whole
                    else None,
                    "compensation_loss_usd": (
                        float(paid @ run.total[:, s]) / DAYS_PER_YEAR
                        if whole and paid is not None
                        else None
                    ),
                }
            )
    note = f"losses over the {days} days of the run; if_lasting: a year at the largest losses"
    return Table.of("accounts", rows, title="Loss by account", notes=(note,))


def by_activity(tech: Technology, names: tuple[str, ...], run: Run) -> Table:
    """Return the loss of each activity over the run, the largest first."""
    words, x = tech.net.activities.name, tech.output_usd
    rows: list[dict[str, object]] = [
        {
            "scenario": name,
            "id": tech.ids[k],
            "name": words[tech.activity[k]],
            "inoperability_peak_share": float(run.peak[k, s]),
            "peak_day": float(run.peak_day[k, s]) if run.peak[k, s] > 0 else None,
            "inoperability_if_lasting_share": float(run.static.inoperability[k, s]),
            "lost_days": float(run.total[k, s]),
            "output_loss_usd": float(run.total[k, s] * x[k]) / DAYS_PER_YEAR,
            "value_added_loss_usd": float(run.total[k, s] * x[k] * tech.value_added_ratio[k])
            / DAYS_PER_YEAR,
        }
        for s, name in enumerate(names)
        for k in np.lexsort((np.arange(tech.size), -run.total[:, s] * x))
    ]
    return Table.of("by_activity", rows, title="By activity")


def curves_of(tech: Technology, run: Run, told: NDArray[np.intp], paths: Floats) -> Curves:
    """Return the days of the economy and of some activities as curves of loss.

    Parameters
    ----------
    told, paths
        ``(k,)`` activities and their inoperability ``(t, k, s)``.
    """
    added = float(tech.value_added_ratio @ tech.output_usd)
    return Curves(
        kinds=("account", *("activity",) * len(told)),
        ids=("economy", *(tech.ids[i] for i in told)),
        measures=("value added", *("output",) * len(told)),
        normal_usd=np.concatenate([[added], tech.output_usd[told]]) / DAYS_PER_YEAR,
        days=np.arange(1.0, len(run.gdp) + 1.0),
        loss=np.concatenate([run.gdp[:, None, :], paths], axis=1),
    )
