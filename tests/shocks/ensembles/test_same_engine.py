"""A member with every assumption at its mode is the run of the engine itself."""

import numpy as np
import pytest

from mainstay.model import Scenario
from mainstay.shocks.ario.from_net.engine import Ario
from mainstay.shocks.ensembles.engine import DrawnNets
from mainstay.shocks.ensembles.factors import SIZE
from mainstay.shocks.resolve import resolve
from mainstay.twin.net import Floats
from mainstay.twin.toy import toy_net

NOTHING: Floats = np.zeros(0)

IMPORTS = "{target: imports, codes: [metal], size: 0.5, low: 0.2, high: 0.9}"
SMELTING = "{target: capacity, codes: ['toy:smelting'], size: 0.4, low: 0.0, high: 0.7}"
NEW = "{target: capacity, codes: ['toy:smelting'], size: 0.0, low: 0.0, high: 0.7}"
TWICE = (
    "{target: labor, codes: ['toy:smelting'], size: 0.2, low: 0.1, high: 0.3}, "
    "{target: labor, codes: ['toy:smelting'], size: 0.1, low: 0.0, high: 0.5}"
)


@pytest.mark.parametrize("shocks", [IMPORTS, SMELTING, NEW, TWICE])
@pytest.mark.parametrize("end", ["", ":low", ":high"])
def test_a_member_at_the_modes_is_the_run(shocks: str, end: str) -> None:
    stated = Scenario.parse(
        "{version: 1, name: stop, title: Stop, engine: ario, duration_days: 60, days: 200, "
        f"shocks: [{shocks}]}}"
    )
    net = toy_net()
    found = resolve(net, [stated])
    models = DrawnNets(net, found.dated, found.names, 200, 1.0, NOTHING, NOTHING, 0)
    place = {"": 0.5, ":low": 0.0, ":high": 1.0}[end]
    member = models(0).run({SIZE: np.array([place])})

    # the sizes of that end as the only ones: the engine's own member is then at its modes
    picked = tuple(
        s.model_copy(update={"size": {"": s.size, ":low": s.low, ":high": s.high}[end],
                             "low": None, "high": None})
        for s in stated.shocks
    )  # fmt: skip
    alone = stated.model_copy(update={"shocks": picked})
    run = Ario().run(net, resolve(net, [alone]), {}, np.random.default_rng(0))
    economy = run.tables["accounts"].rows()[0]
    assert economy["scenario"] == "stop"
    np.testing.assert_allclose(
        member["economy_loss_usd"], [economy["gdp_loss_usd"]], rtol=1e-9, atol=1e-9
    )
