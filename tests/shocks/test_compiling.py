"""Where Numba is not installed, the plain ways are taken, and the fast ones say what is missing."""

import numpy as np
import pytest

from mainstay.errors import MissingExtra
from mainstay.shocks import compiling
from mainstay.shocks.ario.stocks.restock import restock
from mainstay.shocks.ario.stocks.restocker import restocker
from mainstay.shocks.cascade.essential import assumed_essentials
from mainstay.shocks.cascade.first_losses import each_firm
from mainstay.shocks.cascade.prepare import prepare
from mainstay.shocks.cascade.score import score
from mainstay.twin.firm_nets.firm_net import FirmNet


def test_without_numba_the_plain_ways_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "find_spec", lambda name: None)
    assert restocker("C") is restock
    with pytest.raises(MissingExtra, match="Numba"):
        restocker("C", compiled=True)
    with pytest.raises(MissingExtra, match="Numba"):
        compiling.compiled("void()")
    net = FirmNet(
        ("11", "33"), np.array([0, 1], np.int32), np.array([0], np.int32), np.array([1], np.int32),
        np.array([2.0]), output_usd=np.array([4.0, 4.0]),
    )  # fmt: skip
    ready = prepare(net, assumed_essentials(net.industries))
    assert score(ready, each_firm(2)).mode == "reference"
    with pytest.raises(MissingExtra, match="Numba"):
        score(ready, each_firm(2), mode="fast")
