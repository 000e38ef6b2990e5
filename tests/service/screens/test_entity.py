"""The page of an entity: numbers with evidence, the command line's numbers, unknown as unknown."""

from __future__ import annotations

import math
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mainstay.cli.app import app
from mainstay.errors import UnknownCode
from mainstay.report.quantity import Unit, written
from mainstay.service import open_twin, run_scenario
from mainstay.service.screens.entities import entity_book
from mainstay.service.screens.entity import entity_touching, entity_view
from mainstay.service.screens.entity_ids import EntityKind
from mainstay.service.screens.shapes import ShownNumber
from mainstay.service.twins import OpenTwin
from mainstay.twin.dependents import accounts
from mainstay.twin.suppliers import concentrated

pytestmark = pytest.mark.xdist_group("web")

ONE_OF_EACH = ("commodity:334413", "industry:334413", "region:China", "mineral:gallium",
               "country:CHN")  # fmt: skip


@pytest.fixture(scope="module")
def opened(demo_home: Path) -> OpenTwin:
    return open_twin(demo_home)


def facts(opened: OpenTwin, key: str) -> dict[str, ShownNumber]:
    view = entity_view(opened, key)
    return {f.title: f.number for group in view.facts for f in group.facts}


@pytest.mark.parametrize("key", ONE_OF_EACH)
def test_every_number_says_where_it_is_from(opened: OpenTwin, key: str) -> None:
    view = entity_view(opened, key)
    numbers = [f.number for f in view.keys] + [f.number for g in view.facts for f in g.facts]
    assert len(numbers) > 5
    for number in numbers:
        assert number.sources
        assert number.vintage
        assert number.method
        assert 0 <= number.confidence <= 1
        assert number.text
        # what is unknown is a word
        assert number.value is not None or not number.text.startswith(("0", "$0"))


def test_published_and_projected_output_stand_side_by_side(opened: OpenTwin) -> None:
    found = facts(opened, "industry:334413")
    assert not found["Output"].is_seen
    assert found["Gross output as published"].is_seen
    assert found["Gross output as published"].sources == ("bea.gross-output",)
    published, projected = (found[t].value for t in ("Gross output as published", "Output"))
    assert published is not None
    assert projected is not None
    assert math.isclose(published, projected, rel_tol=0.02)


def test_a_market_adds_up(opened: OpenTwin) -> None:
    found = facts(opened, "commodity:334413")
    value = {title: number.value or 0.0 for title, number in found.items()}
    sold = value["Sold in the country"]
    assert value["Made at home"] + value["Imported"] == pytest.approx(sold)
    used = value["Bought by industries"] + value["Bought for final use"] + value["Left over"]
    assert used == pytest.approx(sold)
    assert found["Price per unit"].value is None
    assert "only dollars" in found["Price per unit"].text


def test_accounts_and_concentration_are_the_command_lines(opened: OpenTwin) -> None:
    view = entity_view(opened, "commodity:334413")
    for shown, row in zip(view.accounts, accounts(opened.net, "334413").rows(), strict=True):
        assert shown.through.value == row["through_usd"]
        assert shown.share.value == row["share"]
        assert shown.compensation.value == row["compensation_usd"]
    told = concentrated(opened.net, "334413").rows()
    for market, row in zip(view.concentration, told, strict=True):
        assert market.hhi.value == row["hhi_lo"]
        assert market.leader_share.value == row["leader_share"]


def test_a_countrys_dollars_are_unknown_and_not_zero(opened: OpenTwin) -> None:
    """The net holds only quantities of a country: a sum of no dollars would read as no exposure."""
    view = entity_view(opened, "country:CHN")
    assert view.accounts == ()
    assert "not known" in view.accounts_missing


def test_a_minerals_use_ends_in_the_accounts(opened: OpenTwin) -> None:
    view = entity_view(opened, "mineral:gallium")
    economy, health, defense = (row.part.value or 0.0 for row in view.accounts)
    assert economy == pytest.approx(1.0, abs=0.05)
    assert 0 < health < economy
    assert 0 < defense < economy


def test_a_minerals_facts_are_the_publishers(opened: OpenTwin) -> None:
    found = facts(opened, "mineral:gallium")
    assert found["World, primary"].text == "900,000 kg"
    assert found["Net import reliance"].value == 1.0
    assert found["Concentration by country, primary"].value == pytest.approx(0.98035, abs=1e-5)
    assert found["Exported in a year"].value is None
    assert found["Exported in a year"].text == "unknown"
    # quantity times price is printed by nobody
    assert found["Used in a year"].is_seen
    assert not found["What a year's use costs"].is_seen


def test_every_entity_has_a_page(opened: OpenTwin) -> None:
    for line in entity_book(opened).lines[::6]:
        view = entity_view(opened, line.id)
        assert view.name == line.name
        assert view.facts
        for table in (*view.tables, *view.behind):
            for row in table.rows:
                for cell in row:
                    if cell.entity:
                        assert cell.entity in entity_book(opened).by_id


def test_an_unknown_entity_is_refused_with_the_closest(opened: OpenTwin) -> None:
    with pytest.raises(UnknownCode, match="closest"):
        entity_view(opened, "mineral:galium")


@pytest.mark.parametrize("key", ONE_OF_EACH)
def test_the_printed_command_runs_and_gives_the_first_number(
    opened: OpenTwin, demo_home: Path, key: str
) -> None:
    view = entity_view(opened, key)
    first = view.keys[0].number
    told = ""
    for line in view.command.cli.splitlines():
        words = shlex.split(line)
        assert words[0] == "mainstay"
        done = CliRunner().invoke(app, [*words[1:], "--json", "--home", str(demo_home)])
        assert done.exit_code == 0, done.output
        told += done.stdout
    assert first.value is not None
    assert repr(first.value) in told
    assert first.text == written(first.value, Unit.SHARE)


@pytest.mark.parametrize("key", ["commodity:334413", "mineral:gallium"])
def test_the_printed_python_runs(
    opened: OpenTwin, demo_home: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    view = entity_view(opened, key)
    exec(view.command.python.replace("None", repr(str(demo_home))), {})
    assert repr(view.keys[0].number.value) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("mineral:gallium", {"china-gallium", "gallium-germanium"}),
        ("commodity:334413", {"taiwan-strait", "chip-imports-stop"}),
        ("country:COD", {"cobalt"}),
        ("region:Japan", {"west-coast-ports"}),
        ("mineral:copper", set()),
        ("industry:324110", {"gulf-hurricane", "pandemic-2020-labor"}),
    ],
)
def test_scenarios_that_touch_it(opened: OpenTwin, key: str, names: set[str]) -> None:
    assert {s.name for s in entity_touching(opened, key).scenarios} == names


def test_a_run_is_found_from_what_it_stops(opened: OpenTwin, demo_home: Path) -> None:
    done = run_scenario(demo_home, "chip-imports-stop")
    found = entity_touching(opened, "commodity:334413")
    assert done.run_id in {r.run for r in found.runs}
    assert done.run_id not in {r.run for r in entity_touching(opened, "mineral:gallium").runs}


def test_ways_on_name_what_stops(opened: OpenTwin) -> None:
    ways = {w.kind: w.path for w in entity_view(opened, "mineral:gallium").ways}
    assert ways["scenario"] == (
        "/scenario?target=exports&codes=mineral%3Agallium%3Aworld-primary&country=CHN"
    )
    assert ways["tiers"] == "/tiers/mineral%3Agallium"
    kinds = {line.kind for line in entity_book(opened).lines}
    assert kinds == set(EntityKind) - {EntityKind.FIRM, EntityKind.PLANT, EntityKind.PACKAGE}
