"""Data health: its figures are those of the command line, and every group says what to do."""

from __future__ import annotations

import shlex
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from mainstay.cli.app import app
from mainstay.model.parameters import default_parameters
from mainstay.service import list_readings, list_sources, missing, open_twin
from mainstay.service.screens.health import (
    HealthView,
    check_up_view,
    health_view,
    known_sources,
)
from mainstay.service.screens.health.leaps import found
from mainstay.service.screens.health.shapes import HealthPart
from mainstay.service.twins import MINERAL_KINDS, OpenTwin

pytestmark = pytest.mark.xdist_group("web")

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def opened(demo_home: Path) -> OpenTwin:
    return open_twin(demo_home)


@pytest.fixture(scope="module")
def view(opened: OpenTwin) -> HealthView:
    return health_view(opened, today=DAY)


@pytest.fixture(scope="module")
def parts(view: HealthView) -> dict[str, HealthPart]:
    return {part.id: part for group in view.groups for part in group.parts}


def column(part: HealthPart, name: str) -> list[str]:
    place = [c.name for c in part.table.columns].index(name)
    return [row[place].words for row in part.table.rows]


def keys(part: HealthPart, name: str) -> list[float | None]:
    place = [c.name for c in part.table.columns].index(name)
    return [row[place].key for row in part.table.rows]


def test_balances_are_those_of_twin_show(parts: dict[str, HealthPart], demo_home: Path) -> None:
    done = CliRunner().invoke(app, ["twin", "show", "--home", str(demo_home)],
                              env={"COLUMNS": "400"})  # fmt: skip
    lines = [line.split() for line in done.stdout.splitlines()[2:]]
    shown = {words[0]: words[1] for words in lines if len(words) > 1}
    items, values = column(parts["balances"], "item"), column(parts["balances"], "value")
    assert len(items) > 20
    for item, value in zip(items, values, strict=True):
        assert shown[item] == value


def test_readings_are_those_of_sources_report(
    parts: dict[str, HealthPart], demo_home: Path
) -> None:
    told = list_readings(demo_home).rows()
    assert column(parts["readings"], "sha256") == [row["sha256"] for row in told]
    assert keys(parts["readings"], "kept") == [row["kept"] for row in told]
    refused = sum(
        int(words.rpartition(" ")[2])
        for row in told
        for words in str(row["refused"]).split(", ")
        if words
    )
    assert sum(k or 0 for k in keys(parts["refused"], "count")) == refused
    assert all(column(parts["refused"], "why"))


def test_minerals_without_a_number_are_those_of_the_command(
    parts: dict[str, HealthPart], demo_home: Path
) -> None:
    told = [(row["mineral"], row["reason"]) for row in missing(demo_home).rows()]
    shown = zip(column(parts["missing"], "mineral"), column(parts["missing"], "reason"),
                strict=True)  # fmt: skip
    assert list(shown) == told


def test_what_is_seen_by_sector_adds_up_to_the_whole(
    parts: dict[str, HealthPart], opened: OpenTwin
) -> None:
    bought, seen = keys(parts["buyers"], "purchases_usd"), keys(parts["buyers"], "seen_share")
    total = sum(b or 0.0 for b in bought)
    assert total == pytest.approx(float(opened.net.use.sum()))
    part = sum((b or 0.0) * (s or 0.0) for b, s in zip(bought, seen, strict=True))
    assert part / total == pytest.approx(opened.compiled.item("seen"))


def test_blocks_hold_the_value_of_the_net(parts: dict[str, HealthPart], opened: OpenTwin) -> None:
    names, values = column(parts["blocks"], "block"), keys(parts["blocks"], "value_usd")
    found = dict(zip(names, values, strict=True))
    bought = sum(v or 0.0 for n, v in found.items() if n.startswith("purchases"))
    assert bought == pytest.approx(float(opened.net.use.sum()))
    seen = keys(parts["blocks"], "seen_share")
    inferred = keys(parts["blocks"], "inferred_share")
    assert [(s or 0.0) + (i or 0.0) for s, i in zip(seen, inferred, strict=True)] == pytest.approx(
        [1.0] * len(seen)
    )


def test_residuals_are_the_largest_of_the_net(
    parts: dict[str, HealthPart], opened: OpenTwin
) -> None:
    shown = [abs(v or 0.0) for v in keys(parts["residuals"], "residual_usd")]
    assert shown == pytest.approx(
        np.sort(np.abs(opened.net.pools.residual_usd))[::-1][: len(shown)].tolist()
    )


def test_a_cell_that_leapt_is_that_of_the_publisher(
    parts: dict[str, HealthPart], opened: OpenTwin
) -> None:
    place = column(parts["leaps"], "buyer").index("Drugs and druggists' sundries")
    claims = opened.claims(("use",)).to_pylist()
    told = {
        c["valid_to"].year: c["value"] * 1e6
        for c in claims
        if (c["source"], c["subject"], c["object"])
        == ("bea.make-use", "industry.detail:424200", "commodity.detail:334413")
    }
    assert keys(parts["leaps"], "first_usd")[place] == pytest.approx(told[2012])
    assert keys(parts["leaps"], "last_usd")[place] == pytest.approx(told[2017])


def test_a_leap_is_measured_against_the_growth_of_the_product() -> None:
    # all use of ore grows threefold, so a cell that does has not leapt; one from nothing has
    first = {("mill", "ore"): 2e9, ("forge", "ore"): 1e9, ("mill", "coal"): 1e9}
    last = {("mill", "ore"): 6e9, ("shop", "ore"): 3e9, ("mill", "gas"): 5e9}
    rows = found(first, last)
    assert [(r["buyer_code"], r["explained_usd"]) for r in rows] == [
        ("forge", pytest.approx(3e9)), ("shop", 0.0),
    ]  # fmt: skip


def test_entries_without_a_number_are_counted_once(
    parts: dict[str, HealthPart], opened: OpenTwin
) -> None:
    words = {"withheld", "not_available", "not_applicable", "included_elsewhere"}
    qualifiers = opened.claims(MINERAL_KINDS)["qualifier"].to_pylist()
    expected = sum(q in words for q in qualifiers)
    assert sum(k or 0 for k in keys(parts["withheld"], "cells")) == expected
    assert sum(k or 0 for k in keys(parts["withheld-minerals"], "unknown")) == expected


def test_every_parameter_stands_there_with_its_source(parts: dict[str, HealthPart]) -> None:
    assert parts["parameters"].table.total == len(default_parameters().rows)
    assert all(column(parts["parameters"], "source"))


def test_ages_hang_on_the_day_and_nothing_else(opened: OpenTwin, view: HealthView) -> None:
    later = health_view(opened, today=DAY + timedelta(days=800))
    assert later.groups[1:] == view.groups[1:]
    stale = {
        v: sum("stale" in words for words in column(v.groups[0].parts[0], "state"))
        for v in (view, later)
    }
    assert stale[later] > stale[view]


def test_a_newer_edition_in_the_home_asks_for_a_new_twin(
    opened: OpenTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = {**opened.home.readings()[0], "source": "usgs.mcs", "vintage": "2027"}
    held = opened.home.readings()
    monkeypatch.setattr(type(opened.home), "readings", lambda _: [newest, *held])
    group = health_view(opened, today=DAY).groups[0]
    assert group.state == "act"
    assert "usgs.mcs 2027" in group.summary
    assert "diff" in group.parts[0].todo


def test_an_older_edition_in_the_home_asks_for_nothing(
    opened: OpenTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {**opened.home.readings()[-1], "source": "usgs.mcs", "vintage": "2024"}
    held = opened.home.readings()
    monkeypatch.setattr(type(opened.home), "readings", lambda _: [*held, older])
    assert health_view(opened, today=DAY).groups[0].state != "act"


def test_every_group_answers_first_and_says_what_to_do(view: HealthView) -> None:
    assert [g.id for g in view.groups] == [
        "sources", "coverage", "conflicts", "unknown", "assumptions",
    ]  # fmt: skip
    for group in view.groups:
        assert group.summary.endswith(".")
        assert group.numbers
        for part in group.parts:
            assert part.sentence.endswith(".")
            assert part.todo.endswith(".")
            assert part.table.rows, part.id
    anchors = [part.id for group in view.groups for part in group.parts]
    assert len(anchors) == len(set(anchors))


def test_every_command_is_one_that_exists(view: HealthView) -> None:
    commands = [p.command for g in view.groups for p in g.parts if p.command] + [view.command]
    for command in commands:
        name, *words = shlex.split(command.cli)
        assert name == "mainstay"
        at = get_command(app)
        while words and hasattr(at, "commands"):
            assert words[0] in at.commands, command.cli
            at = at.commands[words.pop(0)]
        known = {option for p in at.params for option in p.opts}
        assert {w for w in words if w.startswith("--")} <= known, command.cli
        compile(command.python, "python", "exec")


def test_a_sound_home_is_said_to_be_sound(demo_home: Path) -> None:
    found = check_up_view(demo_home)
    assert found.state in ("fine", "look")
    assert any("checksums" in cell.words for row in found.table.rows for cell in row)


def test_a_broken_home_asks_for_something(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder", "utf-8")
    found = check_up_view(tmp_path / "home")
    assert found.state == "act"
    assert "repaired" in found.sentence


def test_known_sources_are_those_of_the_list() -> None:
    cards, figures = list_sources()
    rows = known_sources().rows()
    assert [r["source"] for r in rows] == [c["source"] for c in cards.rows()]
    assert sum(r["rows"] or 0 for r in rows) == sum(f["rows"] for f in figures.rows())
