import json
from dataclasses import replace

import numpy as np
import pytest

from mainstay.model import Table
from mainstay.report import Provenance, dynamics
from mainstay.report.dynamics.axes import ticks
from mainstay.report.dynamics.heat import EDGES, shade
from mainstay.report.gallery import drawn
from mainstay.report.palette import TOKENS, light
from mainstay.shocks.recovery import Curves, over_time, recovery

WHY = Provenance(sources=("sample.accounts",), vintage="2023", confidence=0.5)


def curves(*losses, kind="industry", members=1):
    loss = np.array(losses, dtype=float).T[:, :, None] * np.ones(members)
    names = tuple(f"g{k}" for k in range(len(losses)))
    days = np.arange(1.0, loss.shape[0] + 1)
    return Curves((kind,) * len(losses), names, ("output",) * len(losses),
                  np.full(len(losses), 100.0), days, loss)  # fmt: skip


def layer(spec, mark):
    return next(x for x in spec["layer"] if x["mark"]["type"] == mark)


def test_every_figure_draws_and_says_itself(many):
    for name, found in drawn(many).items():
        assert not found.note, name
        assert found.panels, name
        assert len(found.figure.alt) > 40, name
        assert len(found.figure.table), name
        assert found.figure.provenances, name


def test_colors_are_tokens(many):
    known = {t.light for t in TOKENS} | {"#c0ffe1"}

    def walk(value, key=""):
        if isinstance(value, dict):
            for k, v in value.items():
                walk(v, k)
        elif isinstance(value, list):
            for v in value:
                walk(v, key)
        elif isinstance(value, str) and value.startswith("#"):
            assert value in known, (key, value)

    for found in drawn(many).values():
        for panel in found.figure.panels:
            walk(panel.spec)


def test_the_curve_is_what_still_flows_and_starts_at_normal():
    table = over_time(curves([0.0, 0.4, 0.1], kind="account"), {"s": [0]})
    figure = dynamics.over_time(table, "account", WHY)
    line = layer(figure.panels[0].spec, "line")["data"]["values"]
    assert [(v["day"], v["flow"]) for v in line] == [
        (0.0, 1.0), (1.0, 1.0), (2.0, pytest.approx(0.6)), (3.0, pytest.approx(0.9)),
    ]  # fmt: skip
    assert layer(figure.panels[0].spec, "area")["data"]["values"][1:] == []
    assert "most is lost on day 2, 40.0 %" in figure.alt
    assert "without a band" in figure.keys[0].words


def test_a_band_of_losses_is_a_band_of_flows_upside_down():
    found = curves([0.2, 0.2], kind="account", members=3)
    found = replace(found, loss=found.loss * np.array([0.5, 1.0, 1.5]))
    figure = dynamics.over_time(over_time(found, {"s": range(3)}), "account", WHY)
    area = layer(figure.panels[0].spec, "area")["data"]["values"][1]
    assert area["lo"] < 0.8 < area["hi"]
    # three members are cases: the band goes to the outermost
    assert area["lo"] == pytest.approx(1 - 0.3)


def test_a_small_loss_is_not_drawn_as_a_large_one():
    table = over_time(curves([0.0, 0.001, 0.0], kind="account"), {"s": [0]})
    spec = dynamics.over_time(table, "account", WHY).panels[0].spec
    low, top = layer(spec, "line")["encoding"]["y"]["scale"]["domain"]
    assert low <= 0.98
    assert top >= 1.0


def test_a_thinned_curve_keeps_its_depth():
    loss = np.zeros(2000)
    loss[1234] = 0.7
    table = over_time(curves(loss, kind="account"), {"s": [0]}, most=2000)
    line = layer(dynamics.over_time(table, "account", WHY).panels[0].spec, "line")
    assert len(line["data"]["values"]) < 300
    assert min(v["flow"] for v in line["data"]["values"]) == pytest.approx(0.3)


def test_shades_have_the_edges_of_the_legend():
    for k, edge in enumerate(EDGES):
        assert shade(edge) == f"shade-{k + 1}"
        assert shade(edge - 1e-9) == f"shade-{k}"
    assert shade(-0.02) == "imports"


def test_the_heat_map_is_in_order_of_the_first_hit_and_leaves_out_the_untouched():
    table = over_time(
        curves([0, 0, 0.3, 0.3], [0.2, 0.1, 0, 0], [0, 0, 0, 0], [0, -0.5, 0, 0]), {"s": [0]}
    )
    figure = dynamics.heat(table, "industry", WHY)
    rows = figure.table.rows()
    assert [r["name"] for r in rows] == ["g1", "g3", "g0"]
    assert [r["hit_day"] for r in rows] == [1.0, 2.0, 3.0]
    assert "Never off by more than one percent: 1." in figure.caption
    fills = [c["fill"] for c in layer(figure.panels[0].spec, "rect")["data"]["values"]]
    assert light("imports") in fills
    assert light("shade-3") in fills
    assert figure.keys[-1].words == "above normal"


def test_what_is_not_back_is_hatched_and_says_so():
    table = recovery(curves([0.3, 0.3], [0.3, 0.0]), {"s": [0]})
    figure = dynamics.ranking(table, "industry", WHY, 2.0)
    depth, back, lost = (p.spec["data"]["values"] for p in figure.panels)
    assert [v["unknown"] for v in back] == [True, False]
    assert back[0]["words"] == "not within 2 days"
    assert back[1]["words"] == "1 day"
    assert not any(v["unknown"] for v in depth + lost)
    assert figure.keys[-1].words == "not back within 2 days"
    assert lost[0]["words"] == "$60"


def test_missing_deliveries_add_up_and_the_rest_is_others(many):
    figure = drawn(many)["shortages"].figure
    assert "others" in figure.panels[0].svg
    rows = [r for r in figure.table.rows() if r["day"] == 180.0]
    assert len(rows) == 12
    assert "day 180" in figure.title


def test_maps_need_countries_and_name_what_is_not_on_them(many):
    figure = drawn(many)["spread"].figure
    assert [p.title for p in figure.panels] == ["Day 7", "Day 30", "Day 90", "Day 180"]
    assert "RoW" in figure.caption
    fills = json.dumps(figure.panels[1].spec)
    assert light("shade-4") in fills
    rows = figure.table.rows()
    few = [k for k, row in enumerate(rows) if row["id"] in ("USA", "RoW")]
    only = dynamics.picked(figure.table, few)
    assert dynamics.maps(only, WHY) is None


def test_a_tornado_draws_the_first_account_in_order():
    rows = [
        {"account": a, "parameter": p, "index": i, "low_answer": 1e9, "high_answer": 2e9}
        for a in ("gdp", "health")
        for p, i in (("psi", 0.1), ("cover_scale", 0.7), ("odd", None))
    ]
    figure = dynamics.tornado(Table.of("sensitivity", rows), WHY)
    names = [v["name"] for p in figure.panels for v in p.spec["data"]["values"]]
    assert names == ["cover scale", "psi", "odd"]
    assert "explains 70.0 %" in figure.alt


def test_exceedance_falls_and_keeps_its_error():
    rows = [
        {"account": "gdp", "loss_usd": x, "probability": p, "probability_low": p,
         "probability_high": p + 0.1}
        for x, p in ((3e9, 0.0), (1e9, 0.6))
    ]  # fmt: skip
    figure = dynamics.exceedance(Table.of("exceedance", rows), WHY)
    spec = figure.panels[0].spec
    assert [v["x"] for v in layer(spec, "line")["data"]["values"]] == [1e9, 3e9]
    assert len(layer(spec, "area")["data"]["values"]) == 2
    assert "60.0 % more than $1.0 bn" in figure.alt


def test_nothing_to_show_is_no_figure():
    empty = over_time(curves([0.0]), {"s": [0]})
    assert dynamics.heat(empty, "industry", WHY) is None
    assert dynamics.over_time(empty, "account", WHY) is None
    assert dynamics.exceedance(Table.of("exceedance", []), WHY) is None
    assert dynamics.tornado(Table.of("sensitivity", []), WHY) is None


@pytest.mark.parametrize(
    "ends", [(0.0, 365.0), (0.83, 1.01), (0.0, 2.4e11), (-3e6, 5e6), (2.0, 2.0)]
)
def test_marks_of_axes_are_within_and_few(ends):
    found = ticks(*ends)
    assert 1 <= len(found) <= 8
    assert all(ends[0] - 1e-9 <= v <= ends[1] + 1e-9 for v in found)


def test_a_fan_is_drawn_like_a_curve_with_its_band():
    rows = [
        {"account": a, "day": float(t), "loss_share_p05": 0.0, "loss_share_p50": 0.1 * t,
         "loss_share_p95": 0.2 * t}
        for a in ("economy", "health") for t in (1, 2, 3)
    ]  # fmt: skip
    figure = dynamics.fan(Table.of("fan", rows), WHY)
    assert [p.title for p in figure.panels] == ["Economy, value added", "Health, final use"]
    area = layer(figure.panels[0].spec, "area")["data"]["values"][-1]
    assert (area["lo"], area["hi"]) == (pytest.approx(0.4), 1.0)
    assert figure.name == "fan-account"


def test_an_error_that_is_not_known_is_not_drawn():
    nan = float("nan")
    rows = [{"account": "gdp", "loss_usd": x, "probability": 0.5, "probability_low": nan,
             "probability_high": nan} for x in (1e9, 2e9)]  # fmt: skip
    figure = dynamics.exceedance(Table.of("exceedance", rows), WHY)
    assert layer(figure.panels[0].spec, "area")["data"]["values"] == []
    assert [key.symbol for key in figure.keys] == ["line"]
    json.dumps(figure.panels[0].spec, allow_nan=False)


def test_one_country_is_no_list_of_countries():
    table = recovery(curves([0.3, 0.3], kind="country"), {"s": [0]})
    assert dynamics.ranking(table, "country", WHY, 2.0) is None


def test_ties_are_told_and_who_lacks_something_is_listed():
    whole = {"scenario": "s", "tied": 0, "day_low": None, "day_mid": 2.0, "day_high": None,
             "hit_share": 1.0, "output_usd": 1.0, "begins": "no input", "tied_suppliers": 0,
             "chain": "", "chain_ids": "a"}  # fmt: skip
    rows = [whole | {"rank": 1, "tied": 29, "id": f"a{k}", "name": f"a{k}", "links": 0,
                     "short_of": None} for k in range(30)]  # fmt: skip
    rows.append(whole | {"rank": 31, "id": "late", "name": "late", "links": 1, "short_of": "ore"})
    facts = dynamics.first_ones(Table.of("first_hit", rows), "s", WHY)
    assert facts.rows[0][0] == "1, with 29 others"
    assert facts.rows[-1][1] == "late"
    assert len(facts.rows) == 7
