"""Tables of the engine: order, sweep of assumed ratings, notes, and what it refuses."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from mainstay.errors import InputError, UnknownCode
from mainstay.shocks.cascade.engine import Cascade, CascadeSettings, rank, shock
from mainstay.shocks.cascade.essential import assumed_essentials, read_essentials
from mainstay.shocks.cascade.prepare import NO_LEAK


@pytest.fixture
def net(random_net: Callable):
    codes = ("111", "212", "331", "334", "541")
    return replace(random_net(4, leak=0.3)[0], industries=codes)


def test_ranking_is_sorted_and_holds_the_assumption_between_its_rules(net) -> None:
    table = Cascade().run(net, {"mode": "reference"})["ranking"]
    rows = table.rows()
    assert [row["rank"] for row in rows] == list(range(1, net.size + 1))
    assert all(a["esri"] >= b["esri"] for a, b in pairwise(rows))
    for row in rows:
        assert row["esri_low"] <= row["esri"] <= row["esri_high"]
        assert max(row["downstream"], row["upstream"]) <= row["esri"] + 1e-12
        assert row["residual"] <= 1e-2
    assert sum(row["output_share"] for row in rows) == pytest.approx(1.0)
    assert any("assumed" in note for note in table.notes)
    assert any("SYNTHETIC" in note for note in table.notes)
    assert NO_LEAK not in table.notes


def test_only_the_largest_are_scored_where_asked(net) -> None:
    rated = assumed_essentials(net.industries, "leontief")
    table = rank(net, rated, CascadeSettings(mode="reference"), firms=5)["ranking"]
    every = rank(net, rated, CascadeSettings(mode="reference"))["ranking"]
    sizes = sorted((row["output_share"] for row in every.rows()), reverse=True)
    assert sorted((row["output_share"] for row in table.rows()), reverse=True) == sizes[:5]
    assert any("largest" in note for note in table.notes)


def test_a_shock_says_when_it_was_cut_off(net) -> None:
    psi = np.zeros(net.size)
    psi[3] = 1.0
    tables = shock(net, psi, None, CascadeSettings(tolerance=1e-12, most=2))
    assert any("cut off at 2" in note for note in tables["cascade"].notes)
    firms = tables["by_firm"].rows()
    assert all(a["of_all_lost"] >= b["of_all_lost"] for a, b in pairwise(firms))


def test_settings_that_are_not_there_are_refused(net) -> None:
    with pytest.raises(InputError, match="speed"):
        Cascade().run(net, {"speed": 1})
    with pytest.raises(InputError, match="NAICS"):
        Cascade().run(replace(net, industries=tuple("abcde")), {})


def test_ratings_from_a_file_tell_every_fault(tmp_path) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text(",b,a\na,2,1\nb,x,\n")
    with pytest.raises(UnknownCode) as lacks:
        read_essentials(file, ["a", "c"])
    assert len(lacks.value.problems) == 2
    with pytest.raises(InputError) as wrong:
        read_essentials(file, ["a", "b"])
    assert len(wrong.value.problems) == 2
    file.write_text(",b,a\na,2,1\nb,0,1\n")
    assert read_essentials(file, ["a", "b"]).matrix.tolist() == [[1, 2], [1, 0]]
