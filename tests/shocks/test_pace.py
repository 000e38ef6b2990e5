"""The time left follows the pace of new work alone."""

import math

import pytest

from mainstay.shocks import pace as module
from mainstay.shocks.pace import Pace


def test_time_left_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    pace = Pace(100)
    assert math.isnan(pace.seconds_left)
    pace.add(20, is_new=False)
    assert (pace.done, pace.total) == (20, 100)
    assert math.isnan(pace.seconds_left)
    now[0] += 6.0
    pace.add(20)
    # 20 in 6 s, 60 are left
    assert pace.seconds_left == 18.0
    pace.restart()
    assert math.isnan(pace.seconds_left)
    now[0] += 1.0
    pace.add(10)
    assert pace.seconds_left == 5.0
