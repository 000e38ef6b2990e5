"""An ensemble on the toy net is its members, one by one."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from mainstay.errors import BadScenario, InputError
from mainstay.model import Scenario, Table, default_parameters
from mainstay.shocks.ensembles.design import design
from mainstay.shocks.ensembles.engine import DrawnNets, Ensemble, tasks_of
from mainstay.shocks.ensembles.factors import SIZE, default_factors
from mainstay.shocks.ensembles.members import ANSWERS, BATCH, MemberRuns
from mainstay.shocks.ensembles.workers import run_batches
from mainstay.shocks.resolve import resolve
from mainstay.twin.net import Floats
from mainstay.twin.toy import toy_net

NOTHING: Floats = np.zeros(0)


def scenario(shock: str = "low: 0.2, high: 0.9, recovery: linear, recovery_days: 30") -> Scenario:
    return Scenario.parse(
        "{version: 1, name: stop, title: Stop, engine: ario, duration_days: 60, days: 200, "
        f"shocks: [{{target: imports, codes: [metal], size: 0.5, {shock}}}]}}"
    )


def models(edges: Floats = NOTHING, spread: Floats = NOTHING) -> DrawnNets:
    net = toy_net()
    shocks = resolve(net, [scenario()])
    return DrawnNets(net, shocks.dated, shocks.names, 200, 1.0, edges, spread, 0)


@cache
def ran(**params: Any) -> Mapping[str, Table]:
    net = toy_net()
    given = {"members": 64, "seed": 3, **params}
    shocks = resolve(net, [scenario()])
    return Ensemble().run(net, shocks, given, np.random.default_rng(0)).tables


def test_a_batch_is_its_members_one_by_one() -> None:
    made = design(default_factors(default_parameters()), 16, seed=5)
    values = {name: v[:6] for name, v in made.values().items()}
    runs: MemberRuns = models()(0)
    together = runs.run(values)
    for m in range(6):
        alone = runs.run({name: v[m : m + 1] for name, v in values.items()})
        for name in (*ANSWERS, "series_economy"):
            np.testing.assert_allclose(
                together[name][..., m], alone[name][..., 0], rtol=1e-9, atol=1e-9, err_msg=name
            )


def test_the_size_of_the_shock_runs_over_the_range_of_the_scenario() -> None:
    (event,) = models()(0).events
    assert [event.at(place).tolist() for place in (0.0, 0.5, 1.0)] == [[0.2], [0.5], [0.9]]
    np.testing.assert_allclose(event.at(0.25), [0.35], rtol=1e-12)


def test_a_size_in_the_middle_is_the_size_as_written() -> None:
    found = models()(0).run({SIZE: np.array([0.0, 0.5, 1.0])})["economy_loss_usd"]
    as_written = models()(0).run({"cover_scale": np.ones(3)})["economy_loss_usd"]
    np.testing.assert_allclose(as_written, np.full(3, found[1]), rtol=1e-9)
    assert len(set(found.tolist())) == 3


def test_tables_say_what_the_members_say() -> None:
    tables = ran()
    members = tables["members"].rows()
    assert len(members) == 64
    loss = np.array([row["economy_loss_usd"] for row in members])
    (whole,) = [r for r in tables["accounts"].rows() if r["account"] == "economy"]
    np.testing.assert_allclose(whole["loss_usd_mean"], loss.mean(), rtol=1e-12)
    for share in (5, 25, 50, 75, 95):
        want = np.quantile(loss, share / 100)
        np.testing.assert_allclose(whole[f"loss_usd_p{share:02d}"], want, rtol=1e-12)
    parts = np.split(loss, 8)
    want = np.std([p.mean() for p in parts], ddof=1) / np.sqrt(8)
    np.testing.assert_allclose(whole["loss_usd_mean_error"], want, rtol=1e-12)
    for row in tables["exceedance"].rows():
        if row["account"] == "economy":
            np.testing.assert_allclose(row["probability"], (loss > row["loss_usd"]).mean())


def test_a_fan_has_a_row_for_every_day_and_its_lines_do_not_cross() -> None:
    rows = [r for r in ran()["fan"].rows() if r["account"] == "economy"]
    assert [r["day"] for r in rows] == [float(d) for d in range(1, 201)]
    lines = np.array([[r[f"loss_share_p{s:02d}"] for s in (5, 25, 50, 75, 95)] for r in rows])
    assert (np.diff(lines, axis=1) >= 0).all()


def test_drivers_are_the_factors_that_move_and_each_has_its_source() -> None:
    tables = ran()
    drawn = {row["factor"] for row in tables["factors"].rows()}
    economy = [r for r in tables["sensitivity"].rows() if r["account"] == "economy"]
    assert {r["parameter"] for r in economy} == drawn
    assert [r["index"] for r in economy] == sorted((r["index"] for r in economy), reverse=True)
    assert all(row["source"] and row["method"] for row in tables["factors"].rows())


def test_a_scenario_without_a_range_keeps_its_size() -> None:
    net = toy_net()
    shocks = resolve(net, [scenario("recovery: none")])
    found = Ensemble().run(net, shocks, {"members": 64}, np.random.default_rng(0))
    assert SIZE not in {row["factor"] for row in found.tables["factors"].rows()}


def test_factors_of_a_run_are_read_or_refused_all_at_once() -> None:
    net = toy_net()
    shocks = resolve(net, [scenario()])
    rng = np.random.default_rng(0)
    (row,) = [f.as_row() for f in default_factors(default_parameters()) if f.name == "psi"]
    found = Ensemble().run(net, shocks, {"members": 8, "factors": [row]}, rng).tables["factors"]
    (told,) = found.rows()
    assert {"name": told.pop("factor"), **{k: v for k, v in told.items() if k != "words"}} == row
    rows: list[Any] = [
        row, {**row, "name": "weather"}, {"name": "psi", "high": 1.0}, 3, {**row, "low": 9.0},
        {**row, "shape": "round"},
    ]  # fmt: skip
    with pytest.raises(InputError) as caught:
        Ensemble().run(net, shocks, {"members": 8, "factors": rows, "seed": "x"}, rng)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("bad_parameter", "seed"), ("unknown_factor", "factors, row 2"),
        ("bad_factor", "factors, row 3"), ("unknown_factor", "factors, row 4"),
        ("not_in_order", "factors, row 5"), ("bad_factor", "factors, row 6"),
    ]  # fmt: skip
    with pytest.raises(InputError, match="parameters"):
        Ensemble().run(net, shocks, {"factors": "psi"}, rng)


def test_drawn_nets_are_seeded_one_for_each_batch() -> None:
    made = design(default_factors(default_parameters()), 2 * BATCH, seed=1)
    spread = models(np.array([0.0]), np.array([0.3]))
    first, again = (run_batches(spread, tasks_of(made, is_drawn=True)) for _ in range(2))
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a["economy_loss_usd"], b["economy_loss_usd"])
    assert spread(0).economy.output.tolist() != spread(1).economy.output.tolist()


def test_two_scenarios_and_settings_that_do_not_hold_are_refused() -> None:
    net = toy_net()
    other = scenario().model_copy(update={"name": "other"})
    rng = np.random.default_rng(0)
    with pytest.raises(BadScenario, match="one scenario"):
        Ensemble().run(net, resolve(net, [scenario(), other]), {"members": 64}, rng)
    with pytest.raises(InputError) as told:
        Ensemble().run(net, resolve(net, [scenario()]),
                       {"members": "many", "design": "grid", "size": 3}, rng)  # fmt: skip
    assert {p.code for p in told.value.problems} == {
        "unknown_parameter", "bad_parameter", "unknown_design",
    }  # fmt: skip
