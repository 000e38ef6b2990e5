"""What the summary of an ensemble says of members that are not back within the run."""

import numpy as np
import pytest

from mainstay.model import Scenario
from mainstay.shocks.ensembles.design import Factor, design
from mainstay.shocks.ensembles.distributions import Distribution, Shape
from mainstay.shocks.ensembles.engine import DrawnNets
from mainstay.shocks.ensembles.factors import SIZE
from mainstay.shocks.ensembles.tables import tables_of
from mainstay.shocks.resolve import resolve
from mainstay.twin.net import Floats
from mainstay.twin.toy import toy_net

NEVER = np.nan


@pytest.mark.parametrize(
    ("days", "middle", "share"),
    [
        ([*range(1, 65)], 32.5, 1.0),
        # late ones stand behind all others: fewer than half leave the middle where it is
        ([*range(1, 44), *[NEVER] * 21], 32.5, 43 / 64),
        ([*range(1, 31), *[NEVER] * 34], None, 30 / 64),
    ],
)
def test_who_is_not_back_is_late_and_not_left_out(
    days: list[float], middle: float | None, share: float
) -> None:
    net = toy_net()
    scenario = Scenario.parse(
        "{version: 1, name: stop, title: Stop, engine: ario, duration_days: 60, days: 200, "
        "shocks: [{target: imports, codes: [metal], size: 0.5}]}"
    )
    shocks = resolve(net, [scenario])
    none: Floats = np.zeros(0)
    runs = DrawnNets(net, shocks.dated, shocks.names, 200, 1.0, none, none, 0)(0)
    made = design([Factor(SIZE, Distribution(Shape.UNIFORM, 0.0, 0.5, 1.0))], 64, seed=1)
    loss = np.arange(64.0)
    answers = {
        "depth_share": loss / 64, "depth_day": loss, "recovered_day": np.array(days, dtype=float),
        "economy_loss_usd": loss, "series_economy": np.zeros((200, 64)),
    }  # fmt: skip
    tables = tables_of("stop", made, answers, net=net, runs=runs, is_drawn=False)
    (row,) = tables["accounts"].rows()
    assert row["recovered_day_p50"] == middle
    assert row["recovered_share"] == share
