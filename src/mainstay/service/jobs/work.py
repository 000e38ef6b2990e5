"""What a job computes: the same service functions that the command line calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mainstay.model import Scenario
from mainstay.service.ensembles import ensemble_on
from mainstay.service.jobs.telling import Teller
from mainstay.service.open_twins import OpenTwins
from mainstay.service.runs import run_on


def compute(twins: OpenTwins, task: Mapping[str, Any], teller: Teller) -> str:
    """Answer what was asked and return the id of the stored run.

    Parameters
    ----------
    twins
        Twins that stay open from one job to the next.
    task
        ``plain`` data of an :class:`mainstay.service.jobs.records.Asked`, and its command line.
    teller
        Told how far it is.
    """
    asked = task["asked"]
    teller("opening the twin")
    opened = twins.get(str(asked["twin"]))
    scenario = Scenario.model_validate(asked["scenario"])
    members = asked.get("members")
    if members is not None:
        done = ensemble_on(opened, scenario, members=int(members), seed=int(asked["seed"]),
                           command=str(task["command"]), step=teller)  # fmt: skip
    else:
        done = run_on(opened, scenario, engine=asked.get("engine"), seed=int(asked["seed"]),
                      step=teller)  # fmt: skip
    return done.run_id
